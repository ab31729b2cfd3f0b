r"""Exact signs of numbers :math:`a(\theta)`: :math:`\theta` is a root of a rational polynomial.

An element is a polynomial in :math:`\theta` modulo the irreducible polynomial of :math:`\theta`, so
that it is 0 iff it is the polynomial 0; the sign of any other is seen in balls (Arb) of enough
digits. Polynomials over this field have their roots counted by Sturm's theorem.

References
----------
S. Basu, R. Pollack and M.-F. Roy (2006), *Algorithms in Real Algebraic Geometry*, Springer,
chapters 2 and 10.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias

import flint
import sympy as sp

from bargain.budget import spend
from bargain.exact import to_fraction
from bargain.solve.balls import dyadic

__all__ = [
    "Element",
    "Field",
    "Row",
    "as_flint",
    "evaluated",
    "gcd_over",
    "never_positive",
    "real_points",
    "roots_between",
]

Element: TypeAlias = flint.fmpq_poly
Row: TypeAlias = list[flint.fmpq_poly]  # coefficients over the field, constant first
_BITS = 64
_STEP = 500  # steps of effort for a product in the field


class Field:
    """The real numbers that are polynomials in one real root.

    Parameters
    ----------
    modulus : flint.fmpz_poly
        Irreducible.
    which : int
        Of its real roots in ascending order.

    Examples
    --------
    >>> (two,) = [f for f in real_points(flint.fmpq_poly([-2, 0, 1]), Fraction(0), Fraction(2))]
    >>> two.sign(flint.fmpq_poly([-7, 5])), two.sign(flint.fmpq_poly([-2, 0, 1]))  # 5 √2 > 7
    (1, 0)
    """

    def __init__(self, modulus: flint.fmpz_poly, which: int) -> None:
        self.modulus, self.which = modulus, which
        self._over_q = flint.fmpq_poly(modulus)
        self._balls: dict[int, flint.arb] = {}

    def reduced(self, element: Element) -> Element:
        """The same number, as a polynomial of least degree."""
        return element % self._over_q

    def times(self, one: Element, two: Element) -> Element:
        """The product of two numbers."""
        spend(_STEP * self.modulus.degree())
        return (one * two) % self._over_q

    def inverse(self, element: Element) -> Element:
        """One over a number that is not 0."""
        g, a, _ = self.reduced(element).xgcd(self._over_q)
        return a / g[0]

    def ball(self, element: Element, bits: int = _BITS) -> flint.arb:
        """A ball that holds the number."""
        before = flint.ctx.prec
        try:
            flint.ctx.prec = bits
            if bits not in self._balls:
                self._balls[bits] = _real_roots(self.modulus, bits)[self.which]
            total = flint.arb(0)
            for c in reversed(element.coeffs()):
                total = total * self._balls[bits] + flint.arb(c)
            return total
        finally:
            flint.ctx.prec = before

    def sign(self, element: Element) -> int:
        """The exact sign of a number."""
        number = self.reduced(element)
        if number.degree() <= 0:
            return int(number[0] > 0) - int(number[0] < 0)
        bits = _BITS
        while True:  # ends: the number is not 0
            ball = self.ball(number, bits)
            if ball > 0 or ball < 0:
                return 1 if ball > 0 else -1
            bits *= 2

    def compared(self, one: Element, two: Element) -> int:
        """-1, 0 or 1 as the first number is less, equal or more."""
        return self.sign(one - two)

    def rational(self, element: Element) -> Fraction | None:
        """The number, if it is known to be rational."""
        number = self.reduced(element)
        return fraction(number[0]) if number.degree() <= 0 else None

    def bounds(self, element: Element) -> tuple[Fraction, Fraction]:
        """Two rationals that enclose the number, closely."""
        exact = self.rational(element)
        if exact is not None:
            return exact, exact
        ball = self.ball(self.reduced(element), 4 * _BITS)
        return dyadic(ball.lower()), dyadic(ball.upper())


def fraction(number: flint.fmpq) -> Fraction:
    """The same rational number of the standard library."""
    return Fraction(int(number.p), int(number.q))


def _real_roots(modulus: flint.fmpz_poly, bits: int) -> list[flint.arb]:
    """Balls around the real roots, in ascending order, apart from each other."""
    before = flint.ctx.prec
    try:
        flint.ctx.prec = bits
        if modulus.degree() == 1:
            return [flint.arb(flint.fmpq(-modulus[0], modulus[1]))]
        real = [r.real for r, _ in modulus.complex_roots() if r.imag == 0]
        return sorted(real, key=dyadic)
    finally:
        flint.ctx.prec = before


def as_flint(number: Fraction | sp.Rational) -> flint.fmpq:
    """The same rational number of flint."""
    exact = to_fraction(number)
    return flint.fmpq(exact.numerator, exact.denominator)


def real_points(poly: Element, low: Fraction, high: Fraction) -> Iterator[Field]:
    """The fields of the distinct real roots of a rational polynomial between two ends, inclusive.

    Examples
    --------
    >>> theta = flint.fmpq_poly([0, 1])
    >>> [f.rational(theta) for f in real_points((theta - 3) ** 2 * theta, Fraction(0), Fraction(5))]
    [Fraction(0, 1), Fraction(3, 1)]
    """
    if poly.degree() <= 0:
        return
    whole = flint.fmpz_poly([int(c) for c in (poly * poly.denom()).coeffs()])
    for factor, _ in whole.factor()[1]:
        spend(_STEP * factor.degree() ** 2)
        for k in range(len(_real_roots(factor, _BITS))):
            field = Field(factor, k)
            theta = flint.fmpq_poly([0, 1])
            if field.sign(theta - as_flint(low)) >= 0 and field.sign(as_flint(high) - theta) >= 0:
                yield field


def evaluated(row: Row, t: Element, field: Field) -> Element:
    """The value of a polynomial over the field, at a point of the field.

    Examples
    --------
    >>> (two,) = real_points(flint.fmpq_poly([-2, 0, 1]), Fraction(0), Fraction(2))  # θ = √2
    >>> evaluated([flint.fmpq_poly([1]), flint.fmpq_poly([0, 1])], flint.fmpq_poly([0, 1]), two)
    3
    """
    total = Element()
    for c in reversed(row):
        total = field.times(total, t) + c
    return field.reduced(total)


def _trimmed(row: Iterable[Element], field: Field) -> Row:
    out = [field.reduced(c) for c in row]
    while out and out[-1].is_zero():
        out.pop()
    return out


def _divided(one: Row, two: Row, field: Field) -> tuple[Row, Row]:
    """Quotient and remainder."""
    rest, quotient = list(one), [flint.fmpq_poly()] * max(0, len(one) - len(two) + 1)
    over = field.inverse(two[-1])
    while len(rest) >= len(two):
        c = field.times(rest[-1], over)
        shift = len(rest) - len(two)
        quotient[shift] = c
        for k, d in enumerate(two):
            rest[shift + k] = field.reduced(rest[shift + k] - field.times(c, d))
        rest = _trimmed(rest[:-1], field)
    return quotient, rest


def gcd_over(one: Row, two: Row, field: Field) -> Row:
    """The greatest common divisor of two polynomials over the field."""
    one, two = _trimmed(one, field), _trimmed(two, field)
    while two:
        one, two = two, _divided(one, two, field)[1]
        if two:  # monic remainders are shorter
            over = field.inverse(two[-1])
            two = [field.times(c, over) for c in two]
    return one


def _slope(row: Row) -> Row:
    return [k * c for k, c in enumerate(row)][1:]


def _at(row: Row, t: Fraction, field: Field) -> Element:
    total = flint.fmpq_poly()
    for c in reversed(row):
        total = total * as_flint(t) + c
    return field.reduced(total)


def _parts(row: Row, field: Field) -> Iterator[tuple[Row, int]]:
    """Square-free factors with their multiplicities (Yun)."""
    common = gcd_over(row, _slope(row), field)
    rest = _divided(row, common, field)[0]
    times = 1
    while len(rest) > 1:
        shared = gcd_over(rest, common, field)
        alone = _divided(rest, shared, field)[0]
        if len(alone) > 1:
            yield alone, times
        rest, common = shared, _divided(common, shared, field)[0]
        times += 1


def roots_between(row: Row, field: Field, low: Fraction, high: Fraction) -> int:
    """The number of distinct roots strictly between two ends."""
    row = _trimmed(row, field)
    if len(row) <= 1:
        return 0
    common = gcd_over(row, _slope(row), field)
    chain = [_divided(row, common, field)[0]]
    chain.append(_trimmed(_slope(chain[0]), field))
    while len(chain[-1]) > 1:
        rest = _divided(chain[-2], chain[-1], field)[1]
        if not rest:
            break
        chain.append([-c for c in rest])
    changes = []
    for end in (low, high):
        signs = [s for s in (field.sign(_at(part, end, field)) for part in chain) if s]
        changes.append(sum(a != b for a, b in pairwise(signs)))
    at_high = field.sign(_at(chain[0], high, field)) == 0
    return changes[0] - changes[1] - at_high


def never_positive(row: Sequence[Element], field: Field, low: Fraction, high: Fraction) -> bool:
    """Whether a polynomial over the field is at most 0 between the ends.

    That is so if no root of odd order is strictly between them and it is not positive at a point
    where it is not 0.

    Examples
    --------
    >>> (two,) = real_points(flint.fmpq_poly([-2, 0, 1]), Fraction(0), Fraction(2))  # θ = √2
    >>> theta = flint.fmpq_poly([0, 1])
    >>> square = [-theta * theta, 2 * theta, flint.fmpq_poly([-1])]  # -(t - √2)²
    >>> never_positive(square, two, Fraction(0), Fraction(2))
    True
    """
    found = _trimmed(row, field)
    if not found:
        return True
    for k in range(1, len(found) + 1):  # one of them is no root
        middle = low + (high - low) * Fraction(k, len(found) + 1)
        sign = field.sign(_at(found, middle, field))
        if sign > 0:
            return False
    return not any(
        times % 2 and roots_between(part, field, low, high) for part, times in _parts(found, field)
    )
