"""The one door from numbers of any kind to exact numbers.

A float is taken at its exact binary value (`0.1` is ``3602879701896397/36028797018963968``);
rounding happens only where the caller asks for it, with `rationalise`.
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from bargain.errors import InputError

if TYPE_CHECKING:
    import sympy as sp

__all__ = [
    "content", "is_long", "is_number", "primitive_denominators", "rationalise", "to_fraction",
    "to_sympy",
]  # fmt: skip

_LONGEST_TEXT = 10_000
_LONGEST = 10**2000  # numerators and denominators; certificates hold numbers twice as long


def is_long(value: Any) -> bool:
    """Return whether a rational number is too long to be written down and worked with.

    Examples
    --------
    >>> is_long(Fraction(1, 10**2001)), is_long(10**1999)
    (True, False)
    """
    number = value if hasattr(value, "numerator") else to_fraction(value)
    return max(abs(int(number.numerator)), int(number.denominator)) > _LONGEST


def to_fraction(value: Any) -> Fraction:
    """Return the exact rational value of a number.

    Parameters
    ----------
    value : int, Fraction, Decimal, float, str, numpy scalar or sympy number
        Floats (and sympy Floats) are taken at their exact binary value. A string is an integer,
        a decimal (``"0.1"`` is 1/10) or a quotient ``"p/q"``.

    Returns
    -------
    fractions.Fraction

    Raises
    ------
    InputError
        For NaN, infinities, complex and irrational numbers, and anything that is not a number.

    Examples
    --------
    >>> to_fraction("0.1"), to_fraction(0.5), to_fraction("-3/4")
    (Fraction(1, 10), Fraction(1, 2), Fraction(-3, 4))
    """
    if isinstance(value, Fraction):
        return value
    if isinstance(value, bool):
        raise InputError(f"{value} is a truth value, not a number", fix="give 0 or 1")
    if isinstance(value, numbers.Integral):
        return Fraction(int(value))
    if isinstance(value, (float, Decimal)):
        if not math.isfinite(value):
            raise InputError(f"{value} is not a finite number", fix="give a finite number")
        return Fraction(value)
    if isinstance(value, str):
        return _fraction_of_text(value)
    if getattr(value, "is_Rational", False):
        return Fraction(int(value.p), int(value.q))
    if getattr(value, "is_Float", False):
        return _fraction_of_sympy_float(value)
    if isinstance(value, numbers.Rational):
        return Fraction(int(value.numerator), int(value.denominator))
    if isinstance(value, numbers.Real):  # numpy floats of every width
        if not math.isfinite(value):
            raise InputError(f"{value} is not a finite number", fix="give a finite number")
        return Fraction(*value.as_integer_ratio())  # type: ignore[attr-defined]  # numpy.floating
    raise InputError(
        f"{value!r} is not a rational number",
        where=f"type {type(value).__name__}",
        fix="give an integer, a Fraction, a float, or a text like '3/4'",
    )


def _fraction_of_text(text: str) -> Fraction:
    if len(text) > _LONGEST_TEXT or ("e" in text.lower() and _exponent_too_large(text)):
        raise InputError("the number is too long", where=text[:40] + "…")
    try:
        return Fraction(text.strip())
    except (ValueError, ZeroDivisionError):
        raise InputError(f"{text!r} is not a number", fix="write '3', '0.75' or '3/4'") from None


def _exponent_too_large(text: str) -> bool:
    tail = text.lower().rpartition("e")[2].lstrip("+-")
    return len(tail) > 4 or (tail.isdigit() and int(tail) > 5000)


def _fraction_of_sympy_float(value: Any) -> Fraction:
    if not value.is_finite:
        raise InputError(f"{value} is not a finite number", fix="give a finite number")
    sign, mantissa, exponent, _ = value._mpf_
    magnitude = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    return -magnitude if sign else magnitude


def rationalise(value: Any, max_denominator: int = 10**6) -> Fraction:
    """Return the nearest fraction with a bounded denominator: an explicit rounding.

    Parameters
    ----------
    value : number
        Anything that `to_fraction` takes.
    max_denominator : int, default 10**6
        Largest denominator of the result.

    Returns
    -------
    fractions.Fraction

    Examples
    --------
    >>> rationalise(0.1)
    Fraction(1, 10)
    """
    if max_denominator < 1:
        raise InputError("max_denominator must be at least 1", where=f"{max_denominator}")
    return to_fraction(value).limit_denominator(max_denominator)


def to_sympy(value: Any) -> sp.Expr:
    """Return an exact sympy number: rationals as `to_fraction`, sympy constants unchanged.

    Parameters
    ----------
    value : number
        A number of any kind; sympy constants such as ``sqrt(2)`` stay symbolic.

    Returns
    -------
    sympy.Expr

    Raises
    ------
    InputError
        If the value is not a finite real number.

    Examples
    --------
    >>> to_sympy(0.25)
    1/4
    """
    import sympy as sp

    if isinstance(value, sp.Expr) and not isinstance(value, (sp.Float, sp.Rational)):
        if value.free_symbols:
            raise InputError(f"{value} is not a number", fix="give values for its symbols")
        if value.is_extended_real is False or value.is_finite is False or value is sp.nan:
            raise InputError(f"{value} is not a finite real number", fix="give a finite number")
        if value.has(sp.Float):
            value = value.xreplace({f: to_sympy(f) for f in value.atoms(sp.Float)})
        return value
    fraction = to_fraction(value)
    return sp.Rational(fraction.numerator, fraction.denominator)


def is_number(value: Any) -> bool:
    """Return whether `to_sympy` would accept the value."""
    try:
        to_sympy(value)
    except InputError:
        return False
    return True


def content(terms: Iterable[sp.Expr]) -> sp.Rational:
    """The positive rational content of a sum: 1 where a coefficient is not rational.

    Examples
    --------
    >>> import sympy as sp
    >>> x, y = sp.symbols("x y")
    >>> content([4*x, -6*x*y])
    2
    """
    import sympy as sp

    numbers = [t.as_coeff_Mul()[0] for t in terms]
    if not numbers or not all(c.is_Rational and c != 0 for c in numbers):
        return sp.S.One
    top = sp.igcd(0, *(int(c.p) for c in numbers))
    return sp.Rational(top, sp.ilcm(1, *(int(c.q) for c in numbers)))


def primitive_denominators(expression: sp.Expr) -> sp.Expr:
    """The same expression with whole, coprime coefficients in every sum that it divides by.

    Examples
    --------
    >>> import sympy as sp
    >>> x = sp.Symbol("x")
    >>> primitive_denominators(5 / (6*x + 6))
    5/(6*(x + 1))
    """
    import sympy as sp

    def divides(e: sp.Basic) -> bool:
        return bool(e.is_Pow and e.base.is_Add and e.exp.is_Integer and e.exp.is_negative)

    def primitive(power: sp.Pow) -> sp.Expr:
        terms = sp.Add.make_args(sp.expand(power.base))
        scale = content(terms)
        if scale == 1:
            return power
        return scale**power.exp * sp.Add(*(t / scale for t in terms)) ** power.exp

    return expression.replace(divides, primitive)
