"""Whether a polynomial is nowhere positive on an interval or a box, exactly."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from fractions import Fraction

import sympy as sp

from bargain.budget import spend
from bargain.intervals.bernstein import bounds_on, coefficients

__all__ = ["nowhere_positive", "nowhere_positive_around"]

_MOST_BOXES = 500
_STEP = 300  # of counted work, for a coefficient of a box


def nowhere_positive(gain: sp.Expr, v: sp.Symbol, low: sp.Expr, high: sp.Expr) -> bool | None:
    """Return whether a rational polynomial is at most 0 between the ends; None if it is not one.

    That is so if it is not positive at a point where it is not zero and has no root of odd order
    strictly between them.

    Examples
    --------
    >>> t = sp.Symbol("t")
    >>> nowhere_positive(t**2 - t, t, sp.Integer(0), sp.Integer(1))
    True
    >>> nowhere_positive(t**2 - t, t, sp.Integer(0), sp.Integer(2))
    False
    """
    poly = gain.as_poly(v) if gain.has(v) else sp.Poly(gain, v)
    if poly is None or not (poly.domain.is_ZZ or poly.domain.is_QQ):
        return None
    if poly.is_zero:
        return True
    for factor, times in poly.sqf_list()[1]:
        ends = sum(factor.eval(end) == 0 for end in (low, high))
        if times % 2 and factor.count_roots(low, high) > ends:
            return False
    steps = poly.degree() + 1
    values = (poly.eval(low + (high - low) * sp.Rational(k, steps)) for k in range(steps + 1))
    return bool(next(value for value in values if value != 0) < 0)


def nowhere_positive_around(
    gain: sp.Expr,
    box: Mapping[sp.Symbol, tuple[Fraction, Fraction]],
    zero: Mapping[sp.Symbol, Fraction],
) -> bool:
    """Return whether a rational polynomial is seen to be at most 0 on a box.

    The box is cut at the point, then in halves, until no Bernstein coefficient is positive on any
    part; those of a part with the point as a corner may be 0. That ends where second differences
    at the point have one sign along its sides, and not where the maximum is on a slant.

    Parameters
    ----------
    gain : sympy.Expr
    box : mapping of symbol to (low, high)
    zero : mapping of symbol to Fraction
        A point of the box at which the polynomial is 0.

    Examples
    --------
    >>> s, t = sp.symbols("s t")
    >>> unit = {v: (Fraction(0), Fraction(1)) for v in (s, t)}
    >>> nowhere_positive_around(s*t - s - t**2, unit, {s: Fraction(0), t: Fraction(0)})
    True
    >>> nowhere_positive_around(s*t - s**2, unit, {s: Fraction(0), t: Fraction(0)})
    False
    """
    variables: Sequence[sp.Symbol] = tuple(box)
    poly = gain.as_poly(*variables)
    if poly is None or not (poly.domain.is_ZZ or poly.domain.is_QQ):
        return False
    tensor = coefficients(gain, variables)
    sides = [sorted({*box[v], zero[v]}) for v in variables]
    waiting = [list(part) for part in itertools.product(*(itertools.pairwise(s) for s in sides))]
    for _ in range(_MOST_BOXES):
        if not waiting:
            return True
        part = waiting.pop()
        spend(_STEP * tensor.size)
        if bounds_on(tensor, part)[1] <= 0:
            continue
        k = max(range(len(part)), key=lambda i: part[i][1] - part[i][0])
        low, high = part[k]
        middle = (low + high) / 2
        waiting += [[*part[:k], half, *part[k + 1 :]] for half in ((middle, high), (low, middle))]
    return False
