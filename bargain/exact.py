"""The one door from numbers of any kind to exact numbers.

**A number that somebody writes means its decimal**: `0.1` is 1/10, in payoffs, boxes, conditions,
regions, discounts, weights, tolerances, files and on the command line alike. A binary float does
not remember how it was written, so the rule is: a single number (a Python or numpy float, a sympy
Float inside an expression, an mpmath number) means the shortest decimal that rounds to it in its
own precision, which is what Python prints. A `Decimal`, a `Fraction`, a text and a sympy rational
mean themselves.

**An array of floats keeps its exact binary values** (`binary_fraction`): the axes of a sweep, a
numpy table of payoffs, a pandas frame. They were measured or computed, not written. One element
taken out of an array is a single number again.

Truth values, NaN, infinities and complex numbers are refused. Rounding happens only where the
caller asks for it, with `rationalise`.
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from bargain.budget import spend_on
from bargain.errors import InputError

if TYPE_CHECKING:
    import sympy as sp

__all__ = [
    "binary_fraction",
    "content",
    "exact_expression",
    "fractions_of",
    "is_long",
    "is_number",
    "primitive_denominators",
    "rationalise",
    "refuse_unworkable",
    "to_fraction",
    "to_sympy",
]

_LONGEST_TEXT = 10_000
_LARGEST_EXPONENT = 16_000  # of two
_DEEPEST = 150
_MOST_FUNCTIONS = 20  # inside each other
_LARGEST = 20_000
_LARGEST_POWER = 1000  # beyond it polynomials take hours and floats overflow
_NEAR_ONE = 1e-9  # sympy's signs of logarithms fail from 10^-10 on
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
    """Return the exact rational value of a number; a float means its decimal.

    Parameters
    ----------
    value : int, Fraction, Decimal, float, str, numpy scalar, sympy or mpmath number
        A string is an integer, a decimal (``"0.1"`` is 1/10) or a quotient ``"p/q"``.

    Returns
    -------
    fractions.Fraction

    Raises
    ------
    InputError
        For NaN, infinities, complex and irrational numbers, truth values, and anything that is not
        a number.

    Examples
    --------
    >>> to_fraction("0.1"), to_fraction(0.1), to_fraction("-3/4")
    (Fraction(1, 10), Fraction(1, 10), Fraction(-3, 4))
    """
    if isinstance(value, Fraction):
        return value
    if type(value) is int:
        return Fraction(value)
    if isinstance(value, bool):
        raise InputError(f"{value} is a truth value, not a number", fix="give 0 or 1")
    if isinstance(value, numbers.Integral):
        return Fraction(int(value))
    if isinstance(value, str):
        return _fraction_of_text(value)
    if isinstance(value, Decimal):
        return Fraction(_finite(value, value.is_finite()))
    if getattr(value, "is_Rational", False):
        return Fraction(int(value.p), int(value.q))
    if hasattr(value, "_mpf_"):  # sympy Floats and mpmath numbers
        return _shortest_decimal(value)
    if isinstance(value, numbers.Rational):
        return Fraction(int(value.numerator), int(value.denominator))
    if isinstance(value, numbers.Real):  # Python floats, numpy floats of every width
        return _fraction_of_text(str(_finite(value, math.isfinite(value))))
    raise InputError(
        f"{value!r} is not a rational number",
        where=f"type {type(value).__name__}",
        fix="give an integer, a Fraction, a float, or a text like '3/4'",
    )


def binary_fraction(value: object) -> Fraction:
    """Return a float at its exact binary value, other numbers as `to_fraction`.

    For elements of arrays of floats and for floats that were computed.

    Examples
    --------
    >>> binary_fraction(0.1)
    Fraction(3602879701896397, 36028797018963968)
    """
    if isinstance(value, numbers.Real) and not isinstance(value, numbers.Rational):
        ratio: Any = _finite(value, math.isfinite(value))
        return Fraction(*map(int, ratio.as_integer_ratio()))
    return to_fraction(value)


def fractions_of(values: Iterable[object]) -> tuple[Fraction, ...]:
    """Return the exact numbers of a row: an array of floats keeps its exact binary values.

    Examples
    --------
    >>> import numpy as np
    >>> fractions_of([0.5, 0.1]), fractions_of(np.array([0.5]))
    ((Fraction(1, 2), Fraction(1, 10)), (Fraction(1, 2),))
    """
    given: Any = values
    array = hasattr(given, "dtype") and given.dtype.kind == "f"
    if array and given.dtype.itemsize <= 8 and given.ndim == 1:
        row = given.tolist()
        if all(map(math.isfinite, row)):
            return tuple(map(Fraction, row))
    return tuple(map(binary_fraction if array else to_fraction, values))


def _finite(value: object, finite: bool) -> Any:
    if not finite:
        raise InputError(f"{value} is not a finite number", fix="give a finite number")
    return value


def _shortest_decimal(value: Any) -> Fraction:
    """The shortest decimal that a number of mpmath or sympy is the rounding of."""
    from mpmath.libmp import from_str, prec_to_dps, to_str

    sign, mantissa, exponent, bits = value._mpf_
    _finite(value, bool(mantissa) or not exponent)  # NaN and infinities have an exponent only
    # The precision of an mpmath number is that of its context, unless it has more digits.
    precision = getattr(value, "_prec", max(int(bits), 53))
    if precision == 53 and -1000 < exponent < 900:
        return Fraction(repr(float(value)))  # the same, and quick
    if not -_LARGEST_EXPONENT < exponent < _LARGEST_EXPONENT:
        raise InputError("the number is too long", fix="measure it in another unit")
    for digits in range(prec_to_dps(precision), prec_to_dps(precision) + 4):
        text = to_str(value._mpf_, digits)
        if from_str(text, precision, "n") == value._mpf_:
            return _fraction_of_text(text)
    magnitude = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    return -magnitude if sign else magnitude


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


def rationalise(value: object, max_denominator: int = 10**6) -> Fraction:
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


def to_sympy(value: object) -> sp.Expr:
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

    if isinstance(value, sp.Expr):
        refuse_unworkable(value)
    if isinstance(value, sp.Expr) and not isinstance(value, (sp.Float, sp.Rational)):
        if value.free_symbols:
            raise InputError(f"{value} is not a number", fix="give values for its symbols")
        if value.is_extended_real is False or value.is_finite is False or value is sp.nan:
            raise InputError(f"{value} is not a finite real number", fix="give a finite number")
        return _without_floats(value)
    fraction = to_fraction(value)
    return sp.Rational(fraction.numerator, fraction.denominator)


def exact_expression(value: object) -> Any:
    """Return a sympy expression or relation without floats; a number as `to_sympy`.

    Relations are not decided: ``0.1*x >= 0`` with ``x`` positive stays a relation.

    Examples
    --------
    >>> import sympy as sp
    >>> x = sp.Symbol("x")
    >>> exact_expression(0.1*x + 0.25), exact_expression(x >= 0.3), exact_expression(0.5)
    (x/10 + 1/4, x >= 3/10, 1/2)
    """
    import sympy as sp

    if isinstance(value, sp.Basic):
        refuse_unworkable(value)
    if not isinstance(value, sp.Basic) or not value.free_symbols:
        return to_sympy(value)
    if value.has(sp.nan, sp.zoo, sp.oo, -sp.oo):
        raise InputError(f"{value} is not finite", fix="use finite numbers")
    if isinstance(value, sp.core.relational.Relational) and value.has(sp.Float):
        return value.func(*map(exact_expression, value.args), evaluate=False)
    return _without_floats(value)


def refuse_unworkable(expression: object) -> None:
    """Refuse what is nested too deeply, or too large, to be worked with: before anything recurses.

    The size counts repeated parts each time they occur; the walk does not.
    """
    known: dict[int, tuple[int, int, int]] = {}  # by identity: hashing recurses
    kept: list[Any] = []  # so that no identity is used twice
    stack = [(expression, tuple(getattr(expression, "args", ())))]
    while stack:
        part, args = stack[-1]
        below = [a for a in args if id(a) not in known]
        if below:
            stack += [(a, tuple(getattr(a, "args", ()))) for a in below]
            continue
        stack.pop()
        kept.append((part, args))
        found = [known[id(a)] for a in args]
        depth = 1 + max((d for d, *_ in found), default=0)
        size = 1 + sum(s for _, s, _ in found)
        inside = max((f for *_, f in found), default=0) + _is_function(part, args)
        known[id(part)] = depth, size, inside
        if depth > _DEEPEST or inside > _MOST_FUNCTIONS:
            raise InputError(
                f"an expression has more than {_MOST_FUNCTIONS} functions inside each other"
                if inside > _MOST_FUNCTIONS
                else f"an expression is nested more than {_DEEPEST} deep",
                fix="write it with fewer functions inside each other, or name a part of it",
            )
        if size > _LARGEST:
            raise InputError(
                f"an expression has more than {_LARGEST} parts",
                fix="write a shorter one, or give its parts symbols of their own",
            )
        if getattr(part, "is_Pow", False) and len(args) == 2 and _is_large(args[1]):
            raise InputError(
                f"the power is too large: {str(args[1])[:40]}",
                fix=f"keep powers up to {_LARGEST_POWER}",
            )
        if getattr(part, "is_Rational", False) and is_long(part):
            raise InputError("a number has more than 2000 digits", fix="measure in another unit")


def _is_function(part: sp.Basic, args: Sequence[sp.Basic]) -> bool:
    """Whether it is more than sums, products, whole powers and relations of its parts."""
    if getattr(part, "is_Pow", False) and len(args) == 2:
        return not (args[1].is_Integer and args[1].p > 0)
    return bool(getattr(part, "is_Function", False))


def _is_large(exponent: sp.Expr) -> bool:
    return bool(exponent.is_Rational and abs(exponent.p) > _LARGEST_POWER * exponent.q)


def _without_floats(value: sp.Basic) -> sp.Basic:
    import sympy as sp

    floats = value.atoms(sp.Float)
    exact = value.xreplace({f: to_sympy(f) for f in floats}) if floats else value
    for logarithm in exact.atoms(sp.log):
        _refuse_near_one(logarithm.args[0])
    return exact


def _refuse_near_one(argument: sp.Expr) -> None:
    """Refuse ``log(1 + 10**-20)``, which sympy takes for 0 wherever it looks for a sign."""
    if argument.free_symbols:
        return
    from bargain.signs import enclosure

    ball = enclosure(argument, 128)
    if ball is not None and abs(ball - 1) < _NEAR_ONE:
        raise InputError(
            f"the logarithm of a number within 10^-9 of 1: {str(argument)[:40]}…",
            fix="give the logarithm's value as a rational number, or measure in another unit",
        )


def is_number(value: object) -> bool:
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

    spend_on(expression)

    def divides(e: sp.Basic) -> bool:
        return bool(e.is_Pow and e.base.is_Add and e.exp.is_Integer and e.exp.is_negative)

    def primitive(power: sp.Pow) -> sp.Expr:
        terms = sp.Add.make_args(sp.expand(power.base))
        scale = content(terms)
        if scale == 1:
            return power
        return scale**power.exp * sp.Add(*(t / scale for t in terms)) ** power.exp

    return expression.replace(divides, primitive)
