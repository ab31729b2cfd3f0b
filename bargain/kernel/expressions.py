"""Expressions of sympy as Coq writes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial, reduce

import sympy as sp
from sympy.core.relational import Relational

from bargain.errors import OptionError
from bargain.explain.coq.coq_script import named

__all__ = ["function_of", "in_coq", "is_polynomial", "names_of", "relation_in_coq"]

_OPERATORS = {">=": ">=", ">": ">", "<=": "<=", "<": "<", "==": "=", "!=": "<>"}


def in_coq(expression: sp.Expr, called: Mapping[sp.Symbol, str] | None = None) -> str:
    """An expression as a term, in brackets where it is no atom.

    Parameters
    ----------
    expression : sympy.Expr
    called : mapping of Symbol to str, optional
        Terms that stand for symbols; the others are called by their names.

    Raises
    ------
    OptionError
        If it is more than polynomials, quotients, square roots, logarithms, exponentials, abs, min
        and max.

    Examples
    --------
    >>> x, y = sp.symbols("x y")
    >>> in_coq(sp.Rational(1, 2) * x**2 - y)
    '(((1/2) * x^2) + ((-1) * y))'
    >>> in_coq(x / (1 + sp.sqrt(y)), {y: "1"})
    '(x * (/ ((sqrt 1) + 1)))'
    """
    again = partial(in_coq, called=called)
    if expression.is_Symbol:
        return (called or {}).get(expression, named(expression.name))
    if expression.is_Rational:
        text = str(expression)
        return text if expression.is_Integer and expression >= 0 else f"({text})"
    if expression.is_Add:
        return f"({' + '.join(map(again, expression.as_ordered_terms()))})"
    if expression.is_Mul:
        return f"({' * '.join(map(again, expression.as_ordered_factors()))})"
    if (function := function_of(expression)) is not None:
        name, argument = function
        return f"({name} {again(argument)})"
    if isinstance(expression, (sp.Min, sp.Max)):
        first, *others = map(again, expression.args)
        name = "Rmin" if isinstance(expression, sp.Min) else "Rmax"
        return reduce(lambda one, other: f"({name} {one} {other})", others, first)
    if expression.is_Pow and expression.exp.is_Rational and expression.exp.q <= 2:
        base, power = expression.base, expression.exp
        shown = again(base) if power.q == 1 else f"(sqrt {again(base)})"
        if power.p < 0:
            inverse = f"(/ {shown})"
            return inverse if power.p == -1 else f"{inverse}^{-power.p}"
        return f"{shown}^{power.p}"
    raise OptionError(f"{expression} has no form in Coq")


def function_of(expression: sp.Expr) -> tuple[str, sp.Expr] | None:
    """The function of one argument that an expression is, with its argument."""
    if isinstance(expression, sp.log):
        return "ln", expression.args[0]
    if isinstance(expression, sp.exp):
        return "exp", expression.args[0]
    if expression is sp.E:
        return "exp", sp.S.One
    if isinstance(expression, sp.Abs):
        return "Rabs", expression.args[0]
    if expression.is_Pow and expression.exp == sp.S.Half:
        return "sqrt", expression.base
    if expression.is_Pow and not expression.exp.is_number and expression.base.is_positive:
        return "exp", expression.exp * sp.log(expression.base)
    return None


def is_polynomial(expression: sp.Basic) -> bool:
    """Whether no quotient, root or function stands in it."""
    return not any(
        function_of(e) is not None
        or isinstance(e, (sp.Min, sp.Max, sp.Piecewise))
        or (e.is_Pow and not (e.exp.is_Integer and e.exp > 0))
        for e in sp.preorder_traversal(expression)
    )


def relation_in_coq(relation: sp.Basic, called: Mapping[sp.Symbol, str] | None = None) -> str:
    """A relation between expressions as a proposition."""
    if not isinstance(relation, Relational) or relation.rel_op not in _OPERATORS:
        raise OptionError(f"{relation} is no comparison of two expressions")
    left, right = (in_coq(side, called) for side in (relation.lhs, relation.rhs))
    return f"{left} {_OPERATORS[relation.rel_op]} {right}"


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
