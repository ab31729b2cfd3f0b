"""A finite game for nashpy: two players, integer payoffs that floats hold exactly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from bargain.errors import GameError
from bargain.game.tables.payoff_entry import coprime_integers
from bargain.game.tables.table_parts import TableParts

if TYPE_CHECKING:
    import nashpy


__all__ = ["to_nashpy"]

_EXACT_IN_FLOAT = 2**53


def to_nashpy(game: TableParts, tables: Sequence[np.ndarray]) -> nashpy.Game:
    """Return the nashpy game with the same equilibria; see `FiniteGame.to_nashpy`.

    Raises
    ------
    GameError
        If the game has more than two players or symbolic payoffs, or if an integer payoff is
        beyond 2^53.
    """
    import nashpy

    if len(game.players) != 2:
        raise GameError(
            "nashpy takes two players",
            where=f"{len(game.players)} players",
            fix="use bg.nash_equilibria",
        )
    matrices = []
    for player, table in zip(game.players, tables, strict=True):
        whole = coprime_integers(table)
        if max(abs(x) for x in whole.flat) > _EXACT_IN_FLOAT:
            raise GameError(
                "as coprime integers the payoffs pass 2^53: no exact floats",
                where=f"payoffs of {player!r}",
                fix="use bargain's own solvers, or game.rationalise() first",
            )
        matrices.append(whole.astype(np.int64))
    return nashpy.Game(*matrices)
