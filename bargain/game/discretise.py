"""A continuous game on an even grid of own actions: the finite twin of a game."""

from __future__ import annotations

from itertools import product
from math import prod

import numpy as np
import sympy as sp

from bargain.errors import GameError, OptionError
from bargain.game.game_parts import GameParts
from bargain.game.tables.finite_game import FiniteGame

__all__ = ["discretised"]

_LARGEST = 200_000


def discretised(game: GameParts, levels: int) -> FiniteGame:
    """The finite game in which each own action takes `levels` evenly spaced values.

    Parameters
    ----------
    game : Game
        Without terms.
    levels : int
        At least 2 values per action, the ends of its box included; listed values stay as they are.

    Returns
    -------
    FiniteGame
        Labels are the values as texts, e.g. ``"1/2"``; tuples for several own actions.

    Examples
    --------
    >>> from bargain.models import autonomy_security
    >>> game = autonomy_security(entrapment=False, s_P=1, s_C=2, w_P=1, w_C=1)
    >>> discretised(game, 3).actions["patron"]
    ('0', '1/2', '1')
    """
    if game.terms:
        raise GameError(
            "terms are settled jointly and belong to nobody's grid",
            where="terms " + ", ".join(map(str, game.terms)),
            fix="fix them first: game.at({...})",
        )
    if game.constraints:
        raise GameError(
            "a table of payoffs has a cell for every combination, and the game has constraints",
            where=", ".join(map(str, game.constraints)),
            fix="ask decide(…), or list values and leave out what is not feasible",
        )
    if isinstance(levels, bool) or not isinstance(levels, int) or levels < 2:
        raise OptionError(
            "levels must be a whole number of at least 2",
            where=f"levels={levels!r}",
            fix="write for instance levels=11",
        )
    profiles = prod(
        len(game.choices.get(v, range(levels))) for p in game.players for v in game.actions[p]
    )
    if profiles > _LARGEST:
        raise OptionError(
            f"the finite game would have {profiles} profiles",
            where=f"levels={levels}",
            fix=f"at most {_LARGEST}: use fewer levels",
        )
    grids = []
    for player in game.players:
        axes = [
            game.choices.get(v)
            or [low + (high - low) * sp.Rational(k, levels - 1) for k in range(levels)]
            for v, (low, high) in game.actions[player].items()
        ]
        grids.append(list(product(*axes)))
    shape = tuple(len(grid) for grid in grids)
    payoffs = [np.empty(shape, dtype=object) for _ in game.players]
    own = [tuple(game.actions[player]) for player in game.players]
    for index in np.ndindex(*shape):
        point = {
            v: x
            for i, variables in enumerate(own)
            for v, x in zip(variables, grids[i][index[i]], strict=True)
        }
        for table, player in zip(payoffs, game.players, strict=True):
            table[index] = game.payoffs[player].xreplace(point).doit()
    return FiniteGame.from_payoffs(
        *payoffs,
        players=game.players,
        actions={
            p: tuple(str(x[0]) if len(x) == 1 else "(" + ", ".join(map(str, x)) + ")" for x in grid)
            for p, grid in zip(game.players, grids, strict=True)
        },
        name=f"{game.name} on a grid of {levels} levels" if game.name else "",
        assumptions=game.assumptions,
    )
