r"""Polynomials whose squares may be needed in a Positivstellensatz refutation.

A relation that is quadratic in a variable, :math:`A v^2 + B v + C`, asks for the square of
:math:`2 A v + B`, since :math:`4 A (A v^2 + B v + C) = (2 A v + B)^2 - (B^2 - 4 A C)`: completing
the square; so does the sum of two relations in which mixed terms cancel.  Beyond that the
differences of two variables and of products of two variables are the forms behind the inequality
of the arithmetic and geometric mean, and a bound :math:`v \le c` asks for the squares of
:math:`c - v` and :math:`c^2 - v^2`: what is best at an end of its box loses of second order there.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

from bargain.refute.ring import Poly, Relation, Ring

_SUMMED = 10  # relations of which sums are formed


def square_forms(ring: Ring, facts: Sequence[Relation], level: int) -> list[Poly]:
    """Return candidate forms; a higher level gives more.

    Examples
    --------
    >>> ring = Ring(["x", "y"])
    >>> x, y = ring.gens
    >>> [ring.encode(p) for p in square_forms(ring, [Relation(">", 2 * x * y - x**2 - y**2)], 1)]
    [[['1', [1, 0]], ['-1', [0, 1]]]]
    """
    forms: list[Poly] = []
    positions: set[int] = set()
    for fact in facts:
        positions |= ring.support(fact.poly)
        for position in sorted(ring.support(fact.poly)):
            if fact.rel != "=" and int(fact.poly.degrees()[position]) == 2:
                forms += _parts(ring, fact.poly.derivative(position), position)
    if level >= 2:
        chosen = sorted(positions)
        forms += [
            ring.gens[i] - ring.gens[j] for a, i in enumerate(chosen) for j in chosen[a + 1 :]
        ]
        forms += [ring.gens[i] for i in chosen]
        forms += [f for fact in facts for f in _at_bound(ring, fact)]
        forms += _of_sums(ring, facts)
    if level >= 3:
        pairs = [ring.gens[i] * ring.gens[j] for i in sorted(positions) for j in sorted(positions)]
        forms += [a - b for k, a in enumerate(pairs) for b in pairs[k + 1 :] if a != b][:60]
    upright = (ring.upright(form) for form in forms if not form.is_constant())
    unique = {ring.key(form): form for form in upright}
    return [unique[key] for key in sorted(unique)]


def _of_sums(ring: Ring, facts: Sequence[Relation]) -> list[Poly]:
    """The forms of sums of two relations that are quadratic where mixed terms of them cancel."""
    curved = [f.poly for f in facts if f.rel != "=" and ring.degree(f.poly) == 2][:_SUMMED]
    found: list[Poly] = []
    for one, other in combinations(curved, 2):
        total = one + other
        if len(total) >= len(one) + len(other) or total == 0:
            continue
        for position in sorted(ring.support(total)):
            if int(total.degrees()[position]) == 2:
                slope = total.derivative(position)
                found += _parts(ring, slope, position) if ring.degree(slope) == 1 else []
    return found


def _at_bound(ring: Ring, fact: Relation) -> list[Poly]:
    """The forms of a bound ``c - v`` with a number c that is not 0."""
    if fact.rel == "=" or ring.degree(fact.poly) != 1 or len(ring.support(fact.poly)) != 1:
        return []
    (position,) = ring.support(fact.poly)
    v, c = ring.gens[position], ring.values_at(fact.poly, {ring.names[position]: Fraction(0)})
    slope = ring.coefficients_in(fact.poly, position)[1]
    return [] if c == 0 else [fact.poly, c * c - slope * slope * v * v]


def _parts(ring: Ring, derivative: Poly, position: int) -> list[Poly]:
    """The factors of a derivative that contain its variable."""
    return [f for f, _ in ring.factors(derivative)[1] if position in ring.support(f)]
