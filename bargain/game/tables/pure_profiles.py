"""What is asked of agreements, asked of a table: its agreements are the pure profiles.

A question goes to the table written in variables (`bargain.FiniteGame.in_pure_actions`), and what
comes back is told in the table's own labels.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar, overload

import sympy as sp

from bargain.errors import GameError, OptionError
from bargain.exact import to_sympy
from bargain.game.conditions.best_replies import SelfEnforcing
from bargain.game.conditions.condition import Condition
from bargain.game.game import Game
from bargain.game.tables.extensions import action_variables
from bargain.game.tables.finite_game import FiniteGame
from bargain.game.written import Action

__all__ = ["in_labels", "in_variables", "positions"]

_Other = TypeVar("_Other")


@overload
def in_variables(game: FiniteGame, asked: object = ()) -> Game: ...
@overload
def in_variables(game: _Other, asked: object = ()) -> _Other: ...
def in_variables(game: object, asked: object = ()) -> object:
    """The game that a question is put to: a table in variables, anything else as it is.

    Parameters
    ----------
    game : FiniteGame, or any other game
    asked : condition, relation, text, or nested sequences of them
        What is asked of it.

    Raises
    ------
    OptionError
        If repeated play is asked about, and the table does not say what ends it.
    """
    if not isinstance(game, FiniteGame):
        return game
    if not game.disagreement and any(isinstance(c, SelfEnforcing) for c in _leaves(asked)):
        raise OptionError(
            "self_enforcing compares with what follows a deviation, and the table does not say it",
            where=f"{game!r}",
            fix="give disagreement=: a payoff for every player, or a profile such as ('D', 'D')",
        )
    return game.in_pure_actions()


def _leaves(asked: object) -> Iterable[Condition]:
    if isinstance(asked, Condition):
        yield from asked.leaves()
    elif isinstance(asked, (list, tuple)):
        for part in asked:
            yield from _leaves(part)


def in_labels(point: Mapping[Any, Any] | None, game: object) -> Mapping[Any, Any] | None:
    """A point with the actions of a table named: by player, each by its label.

    Examples
    --------
    >>> game = FiniteGame.from_payoffs([[3, 0], [5, 1]], [[3, 5], [0, 1]], actions=["CD", "CD"])
    >>> in_labels({"a_1": 1, "a_2": "0", "b": 2}, game)
    {'1': 'D', '2': 'C', 'b': 2}
    """
    if point is None or not isinstance(game, FiniteGame):
        return point
    owner = {v.name: p for p, v in action_variables(game).items()}
    found: dict[Any, Any] = {}
    for key, value in point.items():
        player = owner.get(str(key))
        if player is None:
            found[key] = value
        else:
            found[player] = game.actions[player][int(to_sympy(value))]
    return found


def positions(profile: Mapping[object, Action], game: FiniteGame) -> dict[sp.Symbol, sp.Integer]:
    """A pure profile, a label for each player, as values of the variables.

    Raises
    ------
    GameError
        If a player is missing, or a label is none of its actions.

    Examples
    --------
    >>> game = FiniteGame.from_payoffs([[3, 0], [5, 1]], [[3, 5], [0, 1]], actions=["CD", "CD"])
    >>> positions({"1": "C", "2": "D"}, game)
    {a_1: 0, a_2: 1}
    """
    if missing := [p for p in game.players if p not in profile]:
        raise GameError("a player has no action", where=missing[0], fix="give a label for each")
    return {v: sp.Integer(game.position(p, profile[p])) for p, v in action_variables(game).items()}
