"""What every model ends with: its parameters fixed by the names that the caller gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from bargain.errors import OptionError
from bargain.game.game import Game
from bargain.game.tables.finite_game import FiniteGame
from bargain.game.written import Number

__all__ = ["fixed_in"]

Model = TypeVar("Model", Game, FiniteGame)


def fixed_in(game: Model, fixed: Mapping[str, Number], also: tuple[str, ...] = ()) -> Model:
    """The model with these values; `also` names terms that may be fixed.

    Raises
    ------
    OptionError
        For a name that is none of its parameters.
    """
    known: list[str] = [p.name for p in game.parameters]
    if unknown := set(fixed) - {*known, *also}:
        raise OptionError(
            f"the model has no parameter {sorted(unknown)[0]!r}",
            fix="parameters: " + ", ".join(known),
        )
    return game.at(fixed) if fixed else game
