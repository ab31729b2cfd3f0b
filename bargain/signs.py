"""The exact sign of a number.

A float has no sign of its own: ``float(Fraction(1, 10**400))`` is 0.0, and sympy's numerical tests
take ``log(1 + 10**-20)`` for 0. Rational numbers are compared as they stand. Other numbers are
enclosed in balls (Arb, through python-flint) of more and more digits, until the ball lies on one
side of 0; only a symbolic proof calls a number 0.
"""

from __future__ import annotations

import math
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from fractions import Fraction
from functools import cmp_to_key, reduce
from typing import TYPE_CHECKING, Any

from bargain.errors import OptionError

if TYPE_CHECKING:
    import sympy as sp

__all__ = ["about", "by_size", "enclosure", "short_text", "sign_of"]

_FLOATS = 10**300
_PARTS = 500
_BITS = (64, 256, 1024, 8192)
_SAME_NAME = frozenset(
    {"exp", "log", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "erf"}
)


def sign_of(value: Any) -> int | None:
    """Return the exact sign of a number: -1, 0, 1, or None if it is no finite real number.

    Parameters
    ----------
    value : int, float, Fraction or sympy.Expr
        Without free symbols.

    Raises
    ------
    OptionError
        If it could not be told from 0.

    Examples
    --------
    >>> import sympy as sp
    >>> tiny = sp.Rational(1, 10**400)
    >>> sign_of(tiny), sign_of(sp.log(1 + tiny) - tiny / 2), sign_of(sp.sqrt(2 - tiny) - sp.sqrt(2))
    (1, 1, -1)
    >>> sign_of(sp.log(4) - 2 * sp.log(2)), sign_of(sp.nan)
    (0, None)
    """
    if isinstance(value, (int, float, Fraction)):
        finite = not isinstance(value, float) or math.isfinite(value)
        return (value > 0) - (value < 0) if finite else None
    import sympy as sp

    if value.is_Rational:
        return int(value.p > 0) - int(value.p < 0) if value.q else None
    for form in (value, None):
        shown = sp.simplify(value) if form is None else form
        if shown.has(sp.nan, sp.zoo, sp.oo, -sp.oo) or shown.is_extended_real is False:
            return None
        found = _by_balls(shown)
        if found is not None:
            return found
        if shown.is_zero:
            return 0
    raise OptionError(
        f"the sign of {short_text(value)} could not be decided",
        fix="use rational numbers, or decide(…)",
    )


def by_size() -> Any:
    """A key that sorts numbers, or finds their largest, by exact comparison.

    Examples
    --------
    >>> import sympy as sp
    >>> max(sp.sqrt(2), sp.Rational(3, 2), key=by_size())
    3/2
    """
    return cmp_to_key(lambda a, b: sign_of(a - b) or 0)


def short_text(value: object, digits: int = 40) -> str:
    """A number or expression as text, its end left out where it is long.

    Examples
    --------
    >>> short_text(10**100)
    '1000000000000000000000000000000000000000…'
    """
    if _is_large(value):
        return f"an expression of more than {_PARTS} parts"
    try:
        text = str(value)
    except (ValueError, RecursionError):  # numbers of many digits, and deep nests
        return f"a long {type(value).__name__}"
    return text if len(text) <= digits else text[:digits] + "…"


def _is_large(value: object) -> bool:
    """Whether printing it would take long."""
    count, stack = 0, [value]
    while stack and count <= _PARTS:
        stack += getattr(stack.pop(), "args", ())
        count += 1
    return count > _PARTS


def about(value: Fraction, digits: int = 3) -> str:
    """A rational number of any size, rounded, as text.

    Examples
    --------
    >>> about(Fraction(1, 3)), about(Fraction(2, 3 * 10**400)), about(10**400)
    ('0.333', '6.67e-401', '1e+400')
    """
    if value == 0 or 1 <= abs(value) * _FLOATS <= _FLOATS**2:
        return f"{float(value):.{digits}g}"
    context = Context(prec=digits, Emax=MAX_EMAX, Emin=MIN_EMIN)
    shown = context.divide(Decimal(value.numerator), Decimal(value.denominator))
    return format(shown.normalize(context), "e")


def _by_balls(number: sp.Expr) -> int | None:
    for bits in _BITS:
        ball = enclosure(number, bits)
        if ball is None:  # of functions that are not known here: as sympy sees it
            return 1 if number.is_positive else -1 if number.is_negative else None
        if ball > 0:
            return 1
        if ball < 0:
            return -1
    return None


def enclosure(number: sp.Expr, bits: int) -> Any:
    """Return a ball (`flint.arb`) that holds a number, or None for functions without one here."""
    import flint

    with flint.ctx.workprec(bits):
        return _ball(number, bits)


def _ball(number: Any, bits: int) -> Any:
    from flint import arb, fmpq

    if number.is_Rational:
        return arb(fmpq(int(number.p), int(number.q)))
    name = type(number).__name__
    if name == "Exp1":
        return arb(1).exp()
    if name == "Pi":
        return arb.pi()
    if name == "ComplexRootOf":
        return _root(number, bits)
    parts = [_ball(a, bits) for a in number.args]
    if not parts or any(p is None for p in parts):
        return None
    if number.is_Add:
        return reduce(lambda a, b: a + b, parts)
    if number.is_Mul:
        return reduce(lambda a, b: a * b, parts)
    if number.is_Pow and name != "exp":
        return _power(parts[0], number.exp, parts[1])
    if name in ("Max", "Min"):
        return reduce(lambda a, b: a.max(b) if name == "Max" else a.min(b), parts)
    if name == "Abs":
        return abs(parts[0])
    return getattr(parts[0], name)() if name in _SAME_NAME and len(parts) == 1 else None


def _power(base: Any, exponent: Any, ball: Any) -> Any:
    if exponent.is_Integer:
        return base ** int(exponent)
    if exponent.is_Rational and exponent.q <= 64:  # also of balls that touch 0
        root = base.root(int(exponent.q))
        return root ** int(exponent.p)
    return base**ball


def _root(number: Any, bits: int) -> Any:
    """A ball around a root of a polynomial, isolated to its radius."""
    from flint import arb, fmpq
    from sympy import Rational

    if not number.is_real:
        return None
    near = number.eval_rational(Rational(1, 2**bits), Rational(1, 2**bits))
    return arb(fmpq(int(near.p), int(near.q)), arb(2) ** (1 - bits))
