"""Bounds of single parameters that a region states outright."""

from __future__ import annotations

from collections.abc import Iterable

import sympy as sp
from sympy.core.relational import Relational

__all__ = ["Box", "bound_of", "parameter_bounds"]

Box = dict[sp.Symbol, tuple[sp.Rational, sp.Rational]]
_ENDS = (sp.Eq, sp.Ge, sp.Gt, sp.Le, sp.Lt)


def parameter_bounds(parameters: Iterable[sp.Symbol], region: Iterable[Relational]) -> Box:
    """The ends that one-variable linear relations give each parameter, infinite where none does."""
    bounds: Box = {}
    region = tuple(region)
    for p in parameters:
        low, high = -sp.oo, sp.oo
        for relation in region:
            if relation.free_symbols != {p} or not isinstance(relation, _ENDS):
                continue
            bound = bound_of(relation, p)
            if bound is None:
                continue
            value, is_upper, is_lower = bound
            high = sp.Min(high, value) if is_upper else high
            low = sp.Max(low, value) if is_lower else low
        bounds[p] = (low, high)
    return bounds


def bound_of(relation: sp.Basic, p: sp.Symbol) -> tuple[sp.Rational, bool, bool] | None:
    """The end that a linear relation in one symbol gives it, and whether it is upper, lower."""
    difference = sp.expand(relation.lhs - relation.rhs)
    slope, rest = difference.coeff(p, 1), difference.coeff(p, 0)
    if not slope.is_Rational or slope == 0 or sp.expand(slope * p + rest - difference) != 0:
        return None
    if not rest.is_Rational:
        return None
    value = -rest / slope
    if isinstance(relation, sp.Eq):
        return value, True, True
    below = relation.rel_op in ("<", "<=")
    is_upper = below == (slope > 0)
    return value, is_upper, not is_upper
