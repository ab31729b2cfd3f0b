"""Points at which two rational polynomials in two letters vanish, exactly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import flint
import sympy as sp

from bargain.budget import spend
from bargain.solve.aggregates.real_field import (
    Element,
    Field,
    as_flint,
    gcd_over,
    real_points,
    roots_between,
)

__all__ = ["RATIONALS", "THETA", "Unsettled", "common_zeros", "in_theta"]

RATIONALS = Field(flint.fmpz_poly([0, 1]), 0)
THETA = flint.fmpq_poly([0, 1])


class Unsettled(Exception):
    """What exact roots do not settle."""


def in_theta(poly: sp.Poly) -> Element:
    """A polynomial in one letter, as one in θ."""
    return Element([as_flint(c) for c in reversed(poly.all_coeffs())])


def common_zeros(
    one: sp.Poly,
    two: sp.Poly,
    letters: Sequence[sp.Symbol],
    boxes: Sequence[tuple[Fraction, Fraction]],
) -> Iterator[tuple[Field, tuple[Element, Element]]]:
    """Yield the zeros strictly inside a box; the first letter generates the field of each.

    Raises
    ------
    Unsettled
        If there is a continuum, or several second numbers belong to one first number.

    Examples
    --------
    >>> x, y = sp.symbols("x y")
    >>> circle, line = sp.Poly(x**2 + y**2 - 2, x, y), sp.Poly(x - y, x, y)
    >>> ((field, (a, b)),) = common_zeros(circle, line, (x, y), [(Fraction(0), Fraction(2))] * 2)
    >>> field.rational(a), field.rational(b)
    (Fraction(1, 1), Fraction(1, 1))
    """
    first, second = letters
    spend(10_000)
    result = sp.Poly(sp.resultant(one.as_expr(), two.as_expr(), second), first)
    if result.is_zero:
        raise Unsettled("equilibria come in a continuum")
    for field in real_points(in_theta(result), *boxes[0]):
        if field.rational(THETA) in boxes[0]:
            continue
        rows = []
        for poly in (one, two):
            coefficients = sp.Poly(poly.as_expr(), second).all_coeffs()
            rows.append([in_theta(sp.Poly(c, first)) for c in reversed(coefficients)])
        common = gcd_over(rows[0], rows[1], field)
        if len(common) == 2:
            value = field.times(-common[0], field.inverse(common[1]))
            low, high = map(as_flint, boxes[1])
            if field.sign(value - low) > 0 and field.sign(high - value) > 0:
                yield field, (field.reduced(THETA), value)
        elif not common:
            raise Unsettled("equilibria come in a continuum")
        elif len(common) > 2 and roots_between(common, field, *boxes[1]):
            raise Unsettled("several actions of one answer one action of another")
