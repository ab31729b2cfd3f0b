r"""Polynomials whose squares may be needed in a Positivstellensatz refutation.

A relation that is quadratic in a variable, :math:`A v^2 + B v + C`, asks for the square of
:math:`2 A v + B`, since :math:`4 A (A v^2 + B v + C) = (2 A v + B)^2 - (B^2 - 4 A C)`: completing
the square; so does the sum of two relations in which mixed terms cancel, or a variable in which
both are linear (a transfer between two who pay and ask).  Beyond that the
differences of two variables and of products of two variables are the forms behind the inequality
of the arithmetic and geometric mean, and a bound :math:`v \le c` asks for the squares of
:math:`c - v` and :math:`c^2 - v^2`: what is best at an end of its box loses of second order there.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

import flint

from bargain.refute.ring import Number, Poly, Relation, Ring

_SUMMED = 10  # relations of which sums are formed
_TOTALS = 30  # sums in which transfers cancel, with the relations that they start from
_NONE = flint.fmpq(0)


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
        forms += _of_transfers(ring, facts)
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
        found += _curved(ring, total)
    return found


def _of_transfers(ring: Ring, facts: Sequence[Relation]) -> list[Poly]:
    """The forms of a quadratic relation with others added, so that what is transferred cancels."""
    given = [f.poly for f in facts if f.rel != "=" and 1 <= ring.degree(f.poly) <= 2]
    totals = [p for p in given if ring.degree(p) == 2][:_SUMMED]
    found: list[Poly] = []
    for total in totals:
        for u in sorted(ring.support(total)):
            for other in given if len(totals) < _TOTALS else ():
                a, b = _slope(total, u), _slope(other, u)
                if a * b < 0 and len(ring.support(other)) > 1:
                    added = total * abs(b) + other * abs(a)
                    if added not in totals:
                        totals.append(added)
                        found += _curved(ring, added)
    return found


def _slope(poly: Poly, position: int) -> Number:
    """The coefficient of a variable in which a polynomial is linear, if it is a number; else 0."""
    slope = poly.derivative(position)
    return slope.leading_coefficient() if slope != 0 and slope.is_constant() else _NONE


def _curved(ring: Ring, poly: Poly) -> list[Poly]:
    """The linear forms of a polynomial that is quadratic in variables."""
    slopes = {u: poly.derivative(u) for u in sorted(ring.support(poly)) if poly.degrees()[u] == 2}
    return [f for u, s in slopes.items() if ring.degree(s) == 1 for f in _parts(ring, s, u)]


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
