r"""Relations between expressions in pieces, case by case.

With cells :math:`C_k` on which an expression f is :math:`f_k` (`bargain.game.pieces`),

.. math:: f \ge 0 \iff \bigvee_k (C_k \wedge f_k \ge 0) \iff \bigwedge_k (\neg C_k \vee f_k \ge 0).

The first form is what a hypothesis says, the second are the goals of an existence claim: each of
them is refuted by one conjunction. Inside a cell a denominator whose sign the cell gives is
multiplied out, so that a quotient need have a value in its own cell only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import sympy as sp
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanAtom

from bargain.game.alternatives import Alternatives
from bargain.game.pieces import (
    Cell,
    cell_of,
    either,
    every,
    has_pieces,
    oriented,
    pieces,
    pieces_and_gaps,
)

__all__ = ["goals_of", "in_cases", "sign_in"]

Signs = Mapping[sp.Symbol, sp.Symbol]


def in_cases(relation: sp.Basic, signs: Signs) -> sp.Basic:
    """A relation, or an And or Or of relations, without branches.

    Parameters
    ----------
    relation : sympy relation, And or Or
    signs : mapping of Symbol to Symbol
        The same symbols with what is known of their signs.

    Examples
    --------
    >>> x, y = sp.symbols("x y")
    >>> in_cases(sp.Ge(sp.Piecewise((x, x < y), (0, True)), 1, evaluate=False), {})
    (x - 1 >= 0) & (x - y < 0)
    """
    found = _in_cases(relation, signs)
    if isinstance(found, BooleanAtom):  # what is sealed compares numbers
        return (sp.Ge if found else sp.Gt)(0, 0, evaluate=False)
    return found


def _in_cases(relation: sp.Basic, signs: Signs) -> sp.Basic:
    if isinstance(relation, Relational):
        if not has_pieces(relation):
            return relation
        ways = [every([*cell.relations, inside]) for cell, inside in _split(relation)]
        return either(_settled(way, signs) for way in ways)
    if isinstance(relation, Alternatives):
        if not has_pieces(relation):
            return relation
        return either(
            _settled(every(in_cases(r, signs) for r in way), signs) for way in relation.ways
        )
    if isinstance(relation, sp.And):
        return _settled(every(_in_cases(part, signs) for part in relation.args), signs)
    if isinstance(relation, sp.Or):
        return either(_in_cases(part, signs) for part in relation.args)
    return relation


def goals_of(relation: sp.Basic, signs: Signs) -> list[tuple[sp.Basic, ...]]:
    """Alternatives; where, and only where, the relation holds, one of each tuple does.

    The last alternative of a tuple is what the relation is in a cell, the others say that the point
    is not in the cell. Where no branch gives a side its value the relation does not hold.

    Examples
    --------
    >>> x, y = sp.symbols("x y")
    >>> for goal in goals_of(sp.Piecewise((x, x < y), (0, True)) >= 1, {}):
    ...     print(goal)
    (x - y >= 0, x - 1 >= 0)
    (x - y < 0, False)
    """
    if isinstance(relation, sp.Or):
        plain = [part for part in relation.args if not has_pieces(part)]
        (*others, last) = [part for part in relation.args if has_pieces(part)] or [None]
        if isinstance(last, Relational) and not others:
            return [(*plain, *goal) for goal in goals_of(last, signs)]
    if not isinstance(relation, Relational) or not has_pieces(relation):
        return [(in_cases(relation, signs),)]
    goals: list[tuple[sp.Basic, ...]] = [(*gap.opposites, sp.false) for gap in _gaps(relation)]
    for cell, inside in _split(relation):
        claim = every([_without_denominators(inside, cell, signs)])
        if claim != sp.true:
            goals.append((*cell.opposites, claim))
    return goals or [(sp.Ge(0, 0, evaluate=False),)]


def sign_in(expression: sp.Expr, cell: Cell, signs: Signs) -> int:
    """1 or -1 where a cell and the signs of symbols decide an expression's sign, else 0.

    Examples
    --------
    >>> x, y = sp.symbols("x y")
    >>> sign_in(2 * x - 2 * y, Cell(((x - y, frozenset({-1})),)), {})
    -1
    """
    shown = dict(signs)
    for quantity, found in cell.signs:
        if quantity.is_Symbol and found in ({1}, {-1}):
            shown[quantity] = sp.Dummy(positive=found == {1}, negative=found == {-1})
    known = dict(_without_signed_factors(cell, shown))
    total = 1
    for part in sp.fraction(sp.together(expression)):
        whole = oriented(part)[0] if part.free_symbols else part
        for factor, power in [(part, 1)] if whole in known else _factors(part):
            quantity, turned = oriented(factor)
            found = known.get(quantity, frozenset())
            if found in ({1}, {-1}):
                sign = -min(found) if turned else min(found)
            else:
                plain = factor.xreplace(shown)
                sign = 1 if plain.is_positive else -1 if plain.is_negative else 0
            if sign == 0:
                return 0
            total *= sign**power
    return total


def _without_signed_factors(cell: Cell, shown: Signs) -> Iterator[tuple[sp.Expr, frozenset[int]]]:
    """The quantities of a cell, also divided by their factors of known sign: V (x + y) as x + y."""
    for quantity, found in cell.signs:
        yield quantity, found
        open_ones, turned = [], False
        for factor, power in _factors(quantity):
            plain = factor.xreplace(shown)
            if not (plain.is_positive or plain.is_negative):
                open_ones.append((factor, power))
            turned ^= bool(plain.is_negative) and power % 2 == 1
        if len(open_ones) == 1 and open_ones[0][1] == 1:
            left, back = oriented(open_ones[0][0])
            yield left, frozenset(-s for s in found) if turned != back else found


def _factors(expression: sp.Expr) -> list[tuple[sp.Expr, int]]:
    if not expression.free_symbols:
        return [(expression, 1)]
    try:
        number, factors = sp.factor_list(expression)
    except sp.PolynomialError:
        return [(f, 1) for f in sp.Mul.make_args(expression)]
    return [(number, 1), *factors]


def _split(relation: Relational) -> list[tuple[Cell, Relational]]:
    """The cells of a relation's two sides, with the relation in each."""
    difference = relation.lhs - relation.rhs
    return [
        (piece.cell, type(relation)(piece.value, 0, evaluate=False)) for piece in pieces(difference)
    ]


def _gaps(relation: Relational) -> list[Cell]:
    return pieces_and_gaps(relation.lhs - relation.rhs)[1]


def _settled(conjunction: sp.Basic, signs: Signs) -> sp.Basic:
    """A conjunction with the denominators multiplied out whose sign its other parts give."""
    if not isinstance(conjunction, sp.And):
        return conjunction
    plain = [r for r in conjunction.args if isinstance(r, Relational) and not _divides(r)]
    cell = cell_of(plain)
    if cell is None:
        return conjunction
    parts = [
        r if r in plain or not isinstance(r, Relational) else _without_denominators(r, cell, signs)
        for r in conjunction.args
    ]
    return every(parts)


def _divides(relation: Relational) -> bool:
    return any(
        p.exp.is_negative and p.base.free_symbols for p in relation.atoms(sp.Pow) if p.exp.is_number
    )


def _without_denominators(relation: Relational, cell: Cell, signs: Signs) -> Relational:
    if not _divides(relation):
        return relation
    top, below = sp.fraction(sp.together(relation.lhs - relation.rhs))
    sign = sign_in(below, cell, signs) if below.free_symbols else 0
    return type(relation)(sign * top, 0, evaluate=False) if sign else relation
