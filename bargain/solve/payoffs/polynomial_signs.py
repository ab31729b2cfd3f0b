"""Whether a polynomial in one variable is nowhere positive on an interval, exactly."""

from __future__ import annotations

import sympy as sp

__all__ = ["nowhere_positive"]


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
