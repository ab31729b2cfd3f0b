"""Polynomials of sympy as Coq writes them."""

from __future__ import annotations

from collections.abc import Iterable

import sympy as sp
from sympy.core.relational import Relational

from bargain.errors import OptionError
from bargain.explain.coq.coq_script import named

__all__ = ["in_coq", "names_of", "relation_in_coq"]

_OPERATORS = {">=": ">=", ">": ">", "<=": "<=", "<": "<", "==": "=", "!=": "<>"}


def in_coq(expression: sp.Expr) -> str:
    """A polynomial with rational coefficients as a term, in brackets where it is no atom.

    Raises
    ------
    OptionError
        If it is no polynomial.

    Examples
    --------
    >>> x, y = sp.symbols("x y")
    >>> in_coq(sp.Rational(1, 2) * x**2 - y)
    '(((1/2) * x^2) + ((-1) * y))'
    """
    if expression.is_Symbol:
        return named(expression.name)
    if expression.is_Rational:
        text = str(expression)
        return text if expression.is_Integer and expression >= 0 else f"({text})"
    if expression.is_Add:
        return f"({' + '.join(map(in_coq, expression.as_ordered_terms()))})"
    if expression.is_Mul:
        return f"({' * '.join(map(in_coq, expression.as_ordered_factors()))})"
    if expression.is_Pow and expression.exp.is_Integer and expression.exp > 0:
        base = in_coq(expression.base)
        return f"{base}^{expression.exp}"
    raise OptionError(f"{expression} is no polynomial with rational coefficients")


def relation_in_coq(relation: sp.Basic) -> str:
    """A relation between polynomials as a proposition."""
    if not isinstance(relation, Relational) or relation.rel_op not in _OPERATORS:
        raise OptionError(f"{relation} is no comparison of two polynomials")
    return f"{in_coq(relation.lhs)} {_OPERATORS[relation.rel_op]} {in_coq(relation.rhs)}"


def names_of(symbols: Iterable[sp.Symbol]) -> list[str]:
    """What the symbols are called in Coq.

    Raises
    ------
    OptionError
        If two are called the same.
    """
    found = [named(s.name) for s in symbols]
    for name in found:
        if found.count(name) > 1:
            raise OptionError(f"two symbols would be called {name!r} in Coq", fix="rename one")
    return found
