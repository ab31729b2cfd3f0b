r"""Border polynomials: where, in the space of parameters, existence may begin or end.

An agreement that solves the conditions' equations stops to exist where an inequality becomes an
equation, a root leaves its box, a corner stops to be the best place
(`bargain.exist.region_splits`), or the most tempting deviation just pays: a universally quantified
goal :math:`p(y, z) \ge 0` is at its limit where :math:`p = 0` at an end of z's box or at
:math:`\partial p / \partial z = 0`. Eliminating the unknowns leaves polynomials in the parameters;
their factors are the borders. They propose; nothing rests on them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, islice, product

import sympy as sp

from bargain.budget import TooLarge, passed, skip
from bargain.exist.equations import Existence, Goal, claimed, number, twins
from bargain.exist.linear.rows import linear_rows
from bargain.exist.proposers import Search, candidates
from bargain.exist.region_splits import boundaries, factors_at
from bargain.exist.triangular import Definitions
from bargain.refute.ring import Key, Poly, Ring

__all__ = ["borders", "in_parameters"]

#: Agreements that are looked at, and deviations of one goal.
_CANDIDATES, _DEVIATIONS = 60, 27
#: Bounds that a projection may have on the way.
_BOUNDS = 400
#: Polynomials with more terms or of higher degree are no borders that anybody reads.
_LONGEST, _HIGHEST = 30, 10


def borders(existence: Existence, *, mark: float) -> list[Poly]:
    """Irreducible polynomials in the parameters, the most promising first.

    Those that many agreements have in common come first, and among them the short ones.
    """
    ring = existence.ring
    found: dict[Key, list[int]] = {}
    polys: dict[Key, Poly] = {}
    projected = _projected(existence)
    for poly in projected or ():
        polys.setdefault(ring.key(poly), poly)
        found.setdefault(ring.key(poly), [0])[0] += 1
    for definitions in islice(candidates(Search(existence)), _CANDIDATES):
        if projected is not None or passed(mark):
            break
        own = [*boundaries(existence, definitions), *_tempting(existence, definitions)]
        for poly in {ring.key(p): p for p in own}.values():
            if len(poly) > _LONGEST or ring.degree(poly) > _HIGHEST:
                continue
            key = ring.key(poly)
            polys.setdefault(key, poly)
            found.setdefault(key, [0])[0] += 1

    def rank(key: Key) -> tuple[int, int, int, Key]:
        poly = polys[key]
        sizes = (max(abs(int(c.p)), int(c.q)).bit_length() for _, c in poly.terms())
        return (len(poly) + 2 * ring.degree(poly) + max(sizes), -found[key][0], len(poly), key)

    return [polys[key] for key in sorted(polys, key=rank)]


def _projected(existence: Existence) -> list[Poly] | None:
    """Where two bounds on unknowns meet, if all goals are linear in them (Fourier and Motzkin).

    Existence ends nowhere else. None if a goal is not linear, or there are too many bounds.
    """
    ring, rows = existence.ring, linear_rows(existence)
    if rows is None:
        return None
    bounds = {ring.key(r.poly): _Bound(r.poly, equal=r.rel == "=") for r in rows}
    slopes: list[Poly] = []
    for u in existence.unknowns:
        inside = [b for b in bounds.values() if u in ring.support(b.poly)]
        bounds = {k: b for k, b in bounds.items() if u not in ring.support(b.poly)}
        slopes += [ring.coefficients_in(b.poly, u)[1] for b in inside]
        equal = [b for b in inside if b.equal][:1]
        pairs = ((equal[0], b) for b in inside) if equal else combinations(inside, 2)
        for one, other in pairs:
            found = None if one is other else _eliminated(ring, one, other, u)
            if found is not None:
                bounds.setdefault(ring.key(found.poly), found)
            if len(bounds) > _BOUNDS:
                return None
    left = [*(b.poly for b in bounds.values()), *slopes]
    return [f for poly in left if not poly.is_constant() for f, _ in ring.factors(poly)[1]]


@dataclass(frozen=True, slots=True)
class _Bound:
    """``poly >= 0`` or > 0, or ``poly = 0``; if not `oriented` the sign may be the other one."""

    poly: Poly
    equal: bool = False
    oriented: bool = True


def _eliminated(ring: Ring, one: _Bound, other: _Bound, unknown: int) -> _Bound | None:
    """What two bounds say without an unknown; None if they bound it from the same side."""
    first, second = (ring.coefficients_in(b.poly, unknown)[1] for b in (one, other))
    known = first.is_constant() and second.is_constant()
    oriented = known and one.oriented and other.oriented
    bounding = oriented and not (one.equal or other.equal)
    if bounding and number(first) * number(second) > 0:
        return None
    poly = other.poly * first - one.poly * second
    if poly == 0 or poly.is_constant():
        return None
    if known and number(first) < 0:
        poly = -poly
    return _Bound(ring.primitive(poly)[1], equal=one.equal and other.equal, oriented=oriented)


def _tempting(existence: Existence, definitions: Definitions) -> Iterator[Poly]:
    """Where the most tempting deviations just pay, in the parameters."""
    for goal in existence.goals:
        if goal.forall and claimed(goal) is not None:
            values = islice(_at_deviations(existence, goal), _DEVIATIONS)
            yield from factors_at(existence, definitions, values)


def _at_deviations(existence: Existence, goal: Goal) -> Iterator[Poly]:
    """The goal's polynomial at ends and stationary points of its bound variables."""
    relation = claimed(goal)
    assert relation is not None
    ring = existence.ring
    tight = twins(existence, goal)
    moving = [v for v in goal.forall if v in existence.bound]
    for places in product(("low", "high", "flat"), repeat=len(moving)):
        if tight and all(place == "flat" for place in places):
            continue  # there the goal is an equation
        poly = relation.poly
        try:
            for v, place in zip(moving, places, strict=True):
                if v not in ring.support(poly):
                    continue
                if place != "flat":
                    end = existence.bound[v][place == "high"]
                    poly = ring.substitute(poly, v, ring.constant(end), ring.one)[0]
                    continue
                slope = poly.derivative(v)
                if v not in ring.support(slope):
                    break
                poly = ring.resultant(poly, slope, v)
            else:
                if poly != 0 and not poly.is_constant():
                    yield poly
        except TooLarge as reason:
            skip(reason)


def in_parameters(ring: Ring, poly: Poly, symbols: Mapping[str, sp.Symbol]) -> sp.Expr:
    """A polynomial of the ring in the parameters' own symbols, primitive."""
    terms = []
    for exponents, coefficient in poly.terms():
        powers = [symbols[ring.names[k]] ** int(e) for k, e in enumerate(exponents) if int(e)]
        terms.append(sp.Rational(int(coefficient.p), int(coefficient.q)) * sp.Mul(*powers))
    total = sp.Add(*terms)
    ordered = sorted(total.free_symbols, key=lambda s: s.name)
    return sp.Poly(total, *ordered).primitive()[1].as_expr()
