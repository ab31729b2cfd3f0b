"""Expressions of sympy as Coq writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial, reduce

import sympy as sp
from sympy.core.relational import Relational

from bargain.errors import OptionError
from bargain.explain.coq.coq_script import named

__all__ = ["function_of", "in_coq", "in_pieces", "is_polynomial", "names_of", "relation_in_coq"]

_DECIDED = {
    ">=": "Rge_dec", ">": "Rgt_dec", "<=": "Rle_dec", "<": "Rlt_dec", "==": "Req_EM_T",
    "!=": "Req_EM_T",
}  # fmt: skip
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


def in_pieces(expression: sp.Expr) -> str:
    """An expression with cases and powers of any kind as a term; nothing is proved of these.

    A power of what is not positive is 0.

    Raises
    ------
    OptionError
        If it is more than that.

    Examples
    --------
    >>> x, y = sp.symbols("x y")
    >>> in_pieces(1 + sp.Piecewise((x, x < y), (y, True)))
    '((if Rlt_dec x y then x else y) + 1)'
    >>> in_pieces(x ** sp.Rational(1, 3))
    '(if Rlt_dec 0 x then Rpower x (1/3) else 0)'
    """
    terms: dict[sp.Symbol, str] = {}

    def walk(part: sp.Expr) -> sp.Expr:
        if isinstance(part, sp.Piecewise):
            text = "0"
            for value, condition in reversed(part.args):
                text = _decided(condition, in_coq(walk(value), terms), text, walk, terms)
        elif part.is_Pow and not (part.exp.is_Rational and part.exp.q <= 2):
            base, power = (in_coq(walk(e), terms) for e in part.args)
            text = f"(if Rlt_dec 0 {base} then Rpower {base} {power} else 0)"
        else:
            return part.func(*map(walk, part.args)) if part.args else part
        term = sp.Dummy(f"z{len(terms):03}")  # the order of terms follows the names
        terms[term] = text
        return term

    return in_coq(walk(expression), terms)


def _decided(
    condition: sp.Basic,
    then: str,
    otherwise: str,
    walk: Callable[[sp.Expr], sp.Expr],
    terms: Mapping[sp.Symbol, str],
) -> str:
    """One term where a condition holds, another one where it does not."""
    if condition == sp.true:
        return then
    if isinstance(condition, sp.And):
        for part in condition.args:
            then = _decided(part, then, otherwise, walk, terms)
        return then
    if isinstance(condition, sp.Or):
        for part in condition.args:
            otherwise = _decided(part, then, otherwise, walk, terms)
        return otherwise
    if not isinstance(condition, Relational) or condition.rel_op not in _DECIDED:
        raise OptionError(f"{condition} is no comparison of two expressions")
    left, right = (in_coq(walk(side), terms) for side in (condition.lhs, condition.rhs))
    if condition.rel_op == "!=":
        then, otherwise = otherwise, then
    return f"(if {_DECIDED[condition.rel_op]} {left} {right} then {then} else {otherwise})"


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
