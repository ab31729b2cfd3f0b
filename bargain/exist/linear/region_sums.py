r"""Polynomials that are not negative on a region, as sums of products of its relations.

What a proof needs of a multiplier is a sum :math:`\sum_t λ_t \prod_{i \in t} h_i` with numbers
:math:`λ_t > 0` and relations :math:`h_i \ge 0` or > 0 of the region. Most are a relation of the
region as it stands, a product of some, or one with positive terms beside it; a linear program is
asked only where that is not so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

import flint

from bargain.budget import share_until
from bargain.refute.positivstellensatz.shortening import goal_alone, in_integers
from bargain.refute.proof_tree import Indices, Psatz, Term
from bargain.refute.ring import Hypothesis, Key, Number, Poly, Relation, Ring

__all__ = ["Signs", "Sum", "combined"]

#: A sum of positive multiples of products of hypotheses.
Sum: TypeAlias = tuple[tuple[Number, Indices], ...]
#: Of the effort that is left, for each linear program.
_SHARE = 0.02


class Signs:
    """What is known not to be negative on a region.

    Parameters
    ----------
    ring : Ring
    region : sequence of Hypothesis
        The first hypotheses of a proof.
    mark : float
        On the meter of `bargain.budget`.

    Examples
    --------
    >>> from bargain.budget import spent
    >>> ring = Ring(["a", "b"])
    >>> a, b = ring.gens
    >>> signs = Signs(ring, [Relation(">", a), Relation(">=", 2 * b - 2)], spent() + 1)
    >>> [signs.sum_of(p) for p in (a * b - a, a * (1 - b))]
    [((1/2, (0, 1)),), None]
    >>> signs.sum_of(a + b - 1)
    ((1/2, (1,)), (1, (0,)))
    """

    def __init__(self, ring: Ring, region: Sequence[Hypothesis], mark: float) -> None:
        self.ring, self.region, self.mark = ring, list(region), mark
        self._known: dict[Key, tuple[int, Number]] = {}
        for i, h in enumerate(region):
            if isinstance(h, Relation) and h.rel != "=":
                size, primitive = ring.primitive(h.poly)
                self._known.setdefault(ring.key(primitive), (i, size))
        self._searched: dict[Key, Sum | None] = {}

    def is_strict(self, indices: Indices) -> bool:
        """Whether a product is of strict relations of the region, or of what comes after it."""
        region = self.region
        return all(
            i >= len(region) or (isinstance(h := region[i], Relation) and h.rel == ">")
            for i in indices
        )

    def sum_of(self, poly: Poly, *, search: bool = True) -> Sum | None:
        """A polynomial as such a sum; None if none is found, by a linear program or without."""
        if poly == 0:
            return ()
        if poly.is_constant():
            value = poly.leading_coefficient()
            return ((value, ()),) if value > 0 else None
        found = self._product(poly) or self._beside(poly)
        if found is not None or not search:
            return found
        size, primitive = self.ring.primitive(poly)
        key = self.ring.key(primitive)
        if key not in self._searched:
            self._searched[key] = self._search(primitive)
        more = self._searched[key]
        return None if more is None else tuple((c * size, i) for c, i in more)

    def _product(self, poly: Poly) -> Sum | None:
        """A relation of the region, or a product of some."""
        size, primitive = self.ring.primitive(poly)
        known = self._known.get(self.ring.key(primitive))
        if known is not None:
            return ((size / known[1], (known[0],)),)
        number, factors = self.ring.factors(poly)
        indices: list[int] = []
        for factor, power in factors:
            for sign in (1, -1):
                size, primitive = self.ring.primitive(factor * sign)
                known = self._known.get(self.ring.key(primitive))
                if known is not None:
                    indices += [known[0]] * power
                    number = number * (sign * size / known[1]) ** power
                    break
            else:
                return None
        return ((number, tuple(indices)),) if number > 0 else None

    def _beside(self, poly: Poly) -> Sum | None:
        """Positive terms alone, or a multiple of a relation and positive terms beside it."""
        below = [(m, c) for m, c in poly.to_dict().items() if c < 0]
        if not below:
            return self._terms(poly)
        (monomial, least), *_ = below
        for i, h in enumerate(self.region):
            if not isinstance(h, Relation) or h.rel == "=":
                continue
            own = h.poly.to_dict().get(monomial)
            if own is None or own > 0:
                continue
            rest = self._terms(poly - h.poly * (least / own))
            if rest is not None:
                return ((least / own, (i,)), *rest)
        return None

    def _terms(self, poly: Poly) -> Sum | None:
        """A polynomial whose terms are positive numbers times letters that are not negative."""
        found: list[tuple[Number, Indices]] = []
        for exponents, number in poly.to_dict().items():
            if number < 0:
                return None
            c, indices = number, list[int]()
            for gen, power in zip(self.ring.gens, map(int, exponents), strict=False):
                known = self._known.get(self.ring.key(gen)) if power else None
                if power and known is None:
                    return None
                if known is not None:
                    indices += [known[0]] * power
                    c = c / known[1] ** power
            found.append((c, tuple(sorted(indices))))
        return tuple(found)

    def _search(self, poly: Poly) -> Sum | None:
        """What a linear program finds: that it is negative does not go with the region."""
        known: list[Hypothesis] = [*self.region, Relation(">", -poly)]
        last, until = len(known) - 1, share_until(self.mark, _SHARE)
        found = goal_alone(self.ring, known, last, (), until, 2)
        if found is None or found.ideal:
            return None
        alone = sum((t.c for t in found.terms if t.hypotheses == (last,)), flint.fmpq(0))
        others = [t for t in found.terms if t.hypotheses != (last,)]
        if alone == 0 or any(last in t.hypotheses or t.squares for t in others):
            return None
        return tuple((t.c / alone, t.hypotheses) for t in others)


def combined(terms: Sequence[tuple[Number, Indices]], ideal: Mapping[int, Poly]) -> Psatz:
    """A combination, equal products put together."""
    joined: dict[Indices, Number] = {}
    for c, indices in terms:
        key = tuple(sorted(indices))
        joined[key] = joined.get(key, flint.fmpq(0)) + c
    products = tuple(Term(c, (), indices) for indices, c in sorted(joined.items()))
    multiples = tuple((i, ideal[i]) for i in sorted(ideal) if ideal[i] != 0)
    return in_integers(Psatz(products, multiples))
