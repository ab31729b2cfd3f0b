r"""The feasible set of a game: boxes, finite sets of values, and constraints on all variables.

An agreement is feasible if every variable lies in its box, takes one of its values where these are
listed, and all constraints hold. A deviation z of some variables from y is feasible if
:math:`(z, y_{-z})` is: the others are held fixed. This is the feasible set of a generalised Nash
game (Facchinei and Kanzow 2010), and what Pareto comparisons range over.

References
----------
Facchinei, F. and Kanzow, C. (2010). Generalized Nash equilibrium problems. *Annals of Operations
Research* 175, 177-211.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import Any

import sympy as sp
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanAtom

from bargain.errors import GameError
from bargain.game.declaration import real_expression, relations_listed
from bargain.game.game_parts import GameParts
from bargain.game.symbol_table import put_in
from bargain.game.written import Boolean

__all__ = [
    "choices_of",
    "constraints_at",
    "constraints_on",
    "fix_in",
    "infeasible",
    "refuse_feasible_sets",
    "slack",
    "written_boxes",
]


def constraints_on(
    given: Boolean | str | Iterable[Boolean | str],
    variables: set[sp.Symbol],
    symbols: Mapping[str, sp.Symbol],
) -> tuple[Relational, ...]:
    """Constraints, each a relation that mentions a variable, with exact numbers.

    Raises
    ------
    GameError
        For what is no such relation, and for one that cannot hold.
    """
    found = []
    for relation in relations_listed(given, "constraints", "x + y <= 1", symbols):
        if relation is True or relation == sp.true:
            continue  # sympy decided it from the symbols' own assumptions
        if isinstance(relation, (bool, BooleanAtom)):
            raise GameError(
                "the constraints leave no agreement",
                where=f"constraints: {relation}",
                fix="sympy decided it from the symbols' own assumptions: change one of the two",
            )
        if isinstance(relation, sp.Ne):
            raise GameError(
                f"{relation!r} is no constraint",
                where="constraints",
                fix="write for instance x + y <= 1, with <=, <, >=, > or Eq",
            )
        sides = [real_expression(side, "constraints") for side in relation.args]
        if not relation.free_symbols & variables:
            raise GameError(
                f"the constraint {relation} mentions no variable",
                where="constraints",
                fix="restrict parameters with assumptions",
            )
        found.append(type(relation)(*sides, evaluate=False))
    return tuple(dict.fromkeys(found))


def slack(constraint: Relational) -> sp.Expr:
    """What is not negative (zero, for an equation) where a constraint holds.

    Examples
    --------
    >>> x, y = sp.symbols("x y")
    >>> slack(x + y <= 1)
    -x - y + 1
    """
    difference = constraint.lhs - constraint.rhs
    return sp.expand(-difference if constraint.rel_op in ("<", "<=") else difference)


def infeasible(game: GameParts, moved: Mapping[sp.Symbol, sp.Expr]) -> list[Relational]:
    """Relations of which one holds where, and only where, a move breaks a constraint.

    Of a constraint that the move does not touch nothing is said: it holds before.
    """
    found = []
    for constraint in game.constraints:
        if constraint.free_symbols & set(moved):
            sides = (side.subs(moved, simultaneous=True) for side in constraint.args)
            opposite = constraint.negated.func(*sides, evaluate=False)
            if opposite.free_symbols or opposite.func(*opposite.args) != sp.false:
                found.append(opposite)
    return found


def choices_of(
    game: GameParts, variables: Iterable[sp.Symbol]
) -> Iterator[dict[sp.Symbol, sp.Expr]]:
    """Every combination of the values of those variables whose values are listed.

    Of the others nothing is said; without a list there is one combination, which is empty.
    """
    own = [v for v in variables if v in game.choices]
    for values in product(*(game.choices[v] for v in own)):
        yield dict(zip(own, values, strict=True))


def refuse_feasible_sets(game: GameParts, what: str) -> None:
    """Raise `GameError` if a game has more than boxes of numbers, for what knows these alone."""
    if game.constraints:
        raise GameError(
            f"{what} knows boxes alone, and the game has constraints",
            where=", ".join(map(str, game.constraints)),
            fix="ask decide(…), which keeps agreements and deviations inside them",
        )
    for v in game.choices:
        raise GameError(
            f"{what} needs intervals, and {v} takes single values",
            where=f"{v} in {list(game.choices[v])}",
            fix="ask decide(…), or solve game.discretise(levels)",
        )
    for v, (low, high) in game.box.items():
        if not (low.is_number and high.is_number):
            raise GameError(
                f"{what} needs boxes of numbers",
                where=f"{v} in [{low}, {high}]",
                fix="fix the parameters with game.at({…}), or ask decide(…)",
            )


def fix_in(expression: sp.Expr, values: Mapping[sp.Symbol, sp.Expr]) -> sp.Expr:
    """An expression with values put in, all at once."""
    return expression.subs(values, simultaneous=True)


def constraints_at(
    constraints: Iterable[Relational], values: Mapping[sp.Symbol, sp.Expr]
) -> list[Relational]:
    """Constraints with values put in; those that hold then are left out.

    Raises
    ------
    GameError
        If one cannot hold any more.
    """
    kept = []
    for constraint in constraints:
        if not constraint.free_symbols & set(values):
            kept.append(constraint)
            continue
        fixed = put_in(constraint, values)
        if fixed in (False, sp.false):
            raise GameError(
                "the constraints leave no agreement",
                where=f"{constraint} with " + ", ".join(f"{s} = {v}" for s, v in values.items()),
                fix="choose other values",
            )
        if fixed not in (True, sp.true):
            kept.append(fixed)
    return kept


def written_boxes(
    game: GameParts,
    boxes: Mapping[sp.Symbol, tuple[sp.Expr, sp.Expr]],
    values: Mapping[sp.Symbol, sp.Expr] | None = None,
) -> dict[sp.Symbol, Any]:
    """Boxes and lists of values as they are given to `Game`, with values put into the ends."""
    return {
        v: list(game.choices[v])
        if v in game.choices
        else tuple(fix_in(end, values or {}) for end in ends)
        for v, ends in boxes.items()
    }
