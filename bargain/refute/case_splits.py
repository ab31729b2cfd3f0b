"""Case distinctions worth trying: polynomials whose sign may decide how a refutation goes on."""

from __future__ import annotations

from collections.abc import Sequence

from bargain.budget import TooLarge, skip
from bargain.refute.ring import Hypothesis, Key, Poly, Relation, Ring


def split_polynomials(
    ring: Ring, hypotheses: Sequence[Hypothesis], rest: Sequence[int], core: Sequence[int]
) -> list[Poly]:
    """Polynomials whose sign may matter: variables on an edge, factors, coefficients."""
    relations = [h for i in rest if isinstance(h := hypotheses[i], Relation)]
    strict = {canonical(ring, r.poly) for r in relations if r.rel == ">"}
    ranked: list[tuple[int, Poly]] = []
    for relation in (h for i in core if isinstance(h := hypotheses[i], Relation)):
        ranked += [(1, ring.gens[position]) for position in ring.support(relation.poly)]
        parts = _factors(ring, relation.poly)
        if relation.rel == "=" and len(parts) > 1:
            ranked += [(0, f) for f in parts]
        elif relation.rel != "=":
            level = 1 if relation.rel == ">=" else 2
            if len(parts) > 1:
                ranked += [(level, f) for f in parts]
            elif relation.rel == ">=":
                ranked.append((2, relation.poly))
        for position in sorted(ring.support(relation.poly)):
            by_power = ring.coefficients_in(relation.poly, position)
            top = by_power[max(by_power)]
            ranked += [(3, factor) for factor in _factors(ring, top)]
    seen = set(strict)
    result = []
    for _, poly in sorted(ranked, key=lambda r: (r[0], ring.key(r[1]))):
        key = canonical(ring, poly)
        if key not in seen and not poly.is_constant():
            seen.add(key)
            result.append(poly)
    return result


def canonical(ring: Ring, poly: Poly) -> Key:
    """Return a key that a polynomial shares with its multiples by numbers."""
    return ring.key(ring.upright(poly))


def _factors(ring: Ring, poly: Poly) -> list[Poly]:
    """The irreducible factors; the polynomial itself where they are too large to be found."""
    try:
        return [factor for factor, _ in ring.factors(poly)[1]]
    except TooLarge as reason:
        skip(reason)
        return [poly]
