"""Values of expressions, relations and plain hypotheses at a point, from their trees alone.

The second evaluation of a statement (`bargain.rebuild.second_reading`): it shares no code with the
encoder. Numbers are fractions where everything is rational, and have 60 digits elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

import mpmath
import sympy as sp
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, BooleanAtom, Not, Or

__all__ = [
    "DIGITS",
    "Number",
    "Undefined",
    "Values",
    "as_float",
    "evaluate",
    "holds",
    "polynomial_at",
    "power",
    "product",
    "sign_at",
    "total",
    "truth",
]

Data: TypeAlias = Mapping[str, Any]  # plain data; of its own, so that no code is shared
Number: TypeAlias = Any  # a Fraction, or an mpf of 60 digits
Values: TypeAlias = Mapping[str, Number]

DIGITS = 60
_ZERO = mpmath.mpf(10) ** -40  # below, a number of 60 digits counts as 0
_NEAR = mpmath.mpf(10) ** -15  # from there up to here its sign is not told
_COMPARE: dict[str, Callable[[int], bool]] = {
    "=": lambda sign: sign == 0,
    "==": lambda sign: sign == 0,
    "!=": lambda sign: sign != 0,
    ">=": lambda sign: sign >= 0,
    ">": lambda sign: sign > 0,
    "<=": lambda sign: sign <= 0,
    "<": lambda sign: sign < 0,
}


class Undefined(ArithmeticError):
    """The expression has no real value at the point."""


def evaluate(expression: sp.Expr, values: Values) -> Number:
    """The value of an expression at a point, from the tree alone.

    Raises
    ------
    ArithmeticError
        Where it has no real value.

    Examples
    --------
    >>> x = sp.Symbol("x")
    >>> evaluate(x**2 - x/3, {"x": Fraction(1, 2)})
    Fraction(1, 12)
    """
    if expression.is_Symbol:
        return values[expression.name]
    if expression.is_Rational:
        return Fraction(int(expression.p), int(expression.q))
    with mpmath.workdps(DIGITS):
        if expression is sp.E:
            return +mpmath.e
        if isinstance(expression, sp.Piecewise):
            return evaluate(_branch(expression, values), values)
        parts = [evaluate(a, values) for a in expression.args]
        if expression.is_Add:
            return total(parts)
        if expression.is_Mul:
            return product(parts)
        if expression.is_Pow:
            return power(*parts)
        if isinstance(expression, sp.exp):
            return Fraction(1) if parts[0] == 0 else mpmath.exp(as_float(parts[0]))
        if isinstance(expression, sp.log):
            if not parts[0] > 0:
                raise Undefined
            return Fraction(0) if parts[0] == 1 else mpmath.log(as_float(parts[0]))
        if isinstance(expression, sp.Abs):
            return abs(parts[0])
        if isinstance(expression, (sp.Min, sp.Max)):
            return (min if isinstance(expression, sp.Min) else max)(parts, key=as_float)
    raise Undefined(f"no rule for {expression.func.__name__}")


def _branch(expression: sp.Piecewise, values: Values) -> sp.Expr:
    for value, condition in expression.args:
        if truth(condition, values):
            return value
    raise Undefined("no branch has a value there")


def as_float(value: Number) -> Any:
    """A number with 60 digits."""
    return mpmath.mpf(value.numerator) / value.denominator if isinstance(value, Fraction) else value


def total(parts: Sequence[Number]) -> Number:
    """The sum."""
    exact = all(isinstance(p, Fraction) for p in parts)
    return sum(parts) if exact else mpmath.fsum(map(as_float, parts))


def product(parts: Sequence[Number]) -> Number:
    """The product."""
    if not all(isinstance(p, Fraction) for p in parts):
        return mpmath.fprod(map(as_float, parts))
    result = Fraction(1)
    for part in parts:
        result *= part
    return result


def power(base: Number, exponent: Number) -> Number:
    """The power, where it has a real value."""
    if isinstance(exponent, Fraction) and exponent.denominator == 1:
        if base == 0 and exponent < 0:
            raise Undefined
        return base ** int(exponent)
    if base < 0 or (base == 0 and exponent < 0):
        raise Undefined
    return Fraction(0) if base == 0 else mpmath.power(as_float(base), as_float(exponent))


def sign_at(value: Number) -> int:
    """-1, 0 or 1; a number of 60 digits that is tiny counts as 0.

    Raises
    ------
    ArithmeticError
        If such a number is too small to tell, and too large to be 0.
    """
    if not isinstance(value, Fraction) and abs(value) < _NEAR:
        if abs(value) < _ZERO:
            return 0
        raise Undefined("too close to 0 to tell")
    return (value > 0) - (value < 0)


def truth(relation: sp.Basic, values: Values) -> bool:
    """Whether a relation holds at a point, or one way of relations that are joined."""
    if isinstance(relation, Relational):
        left, right = (evaluate(side, values) for side in relation.args)
        with mpmath.workdps(DIGITS):
            return _COMPARE[relation.rel_op](sign_at(total([left, -right])))
    if isinstance(relation, (And, Or)):
        found = [truth(part, values) for part in relation.args]
        return all(found) if isinstance(relation, And) else any(found)
    if isinstance(relation, Not):
        return not truth(relation.args[0], values)
    if isinstance(relation, BooleanAtom):
        return bool(relation)
    ways = relation.args
    if ways and all(isinstance(way, sp.Tuple) for way in ways):
        return any(all(truth(r, values) for r in way) for way in ways)
    raise Undefined


def polynomial_at(poly: Iterable[Sequence[Any]], names: Sequence[str], values: Values) -> Number:
    """The value of a plain polynomial."""
    terms = []
    for coefficient, exponents in poly:
        powers = [values[n] ** e for n, e in zip(names, exponents, strict=False) if e]
        terms.append(product([Fraction(coefficient), *powers]))
    return total(terms) if terms else Fraction(0)


def holds(hypothesis: Data, names: Sequence[str], values: Values) -> bool:
    """Whether a plain hypothesis holds at a point."""
    ways = hypothesis["any"] if hypothesis["rel"] == "or" else [
        [[hypothesis["rel"], hypothesis["poly"]]]
    ]  # fmt: skip
    with mpmath.workdps(DIGITS):
        return any(
            all(_COMPARE[rel](sign_at(polynomial_at(p, names, values))) for rel, p in way)
            for way in ways
        )
