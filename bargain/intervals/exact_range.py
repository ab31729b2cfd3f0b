"""The range of an expression over a box, in exact arithmetic.

It is the natural interval extension: every operation is done on the ranges of its arguments. It
holds all values, and is sharp where every variable occurs once. Roots and irrational numbers are
rounded outward to whole numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, floor
from typing import TypeAlias

import sympy as sp

__all__ = ["Ends", "exact_range"]

#: The lowest and the highest value.
Ends: TypeAlias = tuple[sp.Rational, sp.Rational]


def exact_range(
    e: sp.Expr, box: Mapping[sp.Symbol, Ends], *, most: int | None = None
) -> Ends | None:
    """Return numbers between which the values lie; None if the rules here give none.

    Parameters
    ----------
    e : sympy.Expr
    box : mapping of Symbol to (lower, upper)
        Exact numbers.
    most : int, optional
        The highest power that is expanded.

    Examples
    --------
    >>> x = sp.Symbol("x")
    >>> exact_range(x**2 - x, {x: (sp.S.Zero, sp.S.One)})
    (-1, 1)
    """
    if e.is_Symbol:
        return box.get(e)
    if e.is_number:
        return (e, e) if e.is_Rational else _outward(e, e)
    parts = [exact_range(a, box, most=most) for a in e.args]
    inside = [p for p in parts if p is not None]
    if len(inside) < len(parts):
        return None
    lows, highs = zip(*inside, strict=True)
    if e.is_Add:
        return sum(lows), sum(highs)
    if e.is_Mul:
        low = high = sp.S.One
        for a, b in inside:
            ends = [low * a, low * b, high * a, high * b]
            low, high = min(ends), max(ends)
        return low, high
    if e.is_Pow and e.exp.is_Rational and (most is None or abs(e.exp) <= most):
        return _power(*inside[0], e.exp)
    if isinstance(e, sp.Max):
        return max(lows), max(highs)
    if isinstance(e, sp.Min):
        return min(lows), min(highs)
    if isinstance(e, sp.Abs):
        return sp.S.Zero, max(abs(lows[0]), abs(highs[0]))
    return None


def _power(a: sp.Rational, b: sp.Rational, n: sp.Rational) -> Ends | None:
    if n.is_Integer and n > 0:
        ends = [a**n, b**n]
        return (sp.S.Zero if n % 2 == 0 and a < 0 < b else min(ends)), max(ends)
    if a < 0 and not n.is_Integer:
        a = sp.S.Zero  # a root is defined where its radicand is not negative
    if a > 0 or (a == 0 and n > 0 and b >= 0):
        ends = [a**n, b**n]
        return _outward(min(ends), max(ends))
    return None


def _outward(low: sp.Expr, high: sp.Expr) -> Ends:
    return sp.Integer(floor(low)), sp.Integer(ceil(high))
