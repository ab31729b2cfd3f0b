"""Tables of other packages, read and written: nashpy, QuantEcon and Gambit.

Numbers go over as they are. What comes in floats keeps its exact binary values, as an array does
(`bargain.exact`). nashpy and QuantEcon get integers where a positive multiple of each player's
payoffs is integer, floats where every payoff is a float exactly, and nothing otherwise.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from bargain.errors import GameError
from bargain.extras import MissingExtra
from bargain.game.tables.payoff_entry import coprime_integers
from bargain.game.tables.table_parts import TableParts

if TYPE_CHECKING:
    import nashpy


__all__ = ["of_gambit", "of_nashpy", "of_quantecon", "to_nashpy", "to_pygambit", "to_quantecon"]

_SMALL = 2**31
_EXACT_IN_FLOAT = 2**53


def to_nashpy(game: TableParts, tables: Sequence[np.ndarray]) -> nashpy.Game:
    """Return the nashpy game with the same equilibria; see `FiniteGame.to_nashpy`.

    Raises
    ------
    GameError
        If the game has more than two players, or its payoffs have no exact numbers there.
    """
    import nashpy

    if len(game.players) != 2:
        raise GameError(
            "nashpy takes two players",
            where=f"{len(game.players)} players",
            fix="use bg.nash_equilibria",
        )
    pairs = zip(game.players, tables, strict=True)
    return nashpy.Game(*(_machine_numbers(table, player) for player, table in pairs))


def _machine_numbers(table: np.ndarray, player: str) -> np.ndarray:
    """Small coprime integers, or else the payoffs divided by a power of two, exactly.

    Large integers only where floats are not exact: tolerances of other packages are absolute.
    """
    whole = coprime_integers(table)
    largest = max(abs(x) for x in whole.flat)
    if largest <= _SMALL:
        return whole.astype(np.int64)
    size = max(abs(x) for x in table.flat)
    power = Fraction(2) ** (math.frexp(float(size))[1] if 0 < size < 10**300 else 0)
    scaled = table / power
    with suppress(OverflowError):
        floats = scaled.astype(float)
        exact = (Fraction(f) == v for f, v in zip(floats.flat, scaled.flat, strict=True))
        if np.isfinite(floats).all() and all(exact):
            return floats
    if largest <= _EXACT_IN_FLOAT:
        return whole.astype(np.int64)
    raise GameError(
        "as coprime integers the payoffs pass 2^53, and they are no floats: no exact numbers",
        where=f"payoffs of {player!r}",
        fix="use bargain's own solvers, or game.rationalise() first",
    )


def of_nashpy(game: Any) -> list[np.ndarray]:
    """The payoffs of both players of a nashpy game."""
    try:
        return [np.asarray(m) for m in game.payoff_matrices]
    except AttributeError:
        raise _not_one(game, "nashpy.Game") from None


def to_quantecon(game: TableParts, tables: Sequence[np.ndarray]) -> Any:
    """Return QuantEcon's ``NormalFormGame``: each player's own action is its first axis."""
    quantecon = _imported("quantecon")
    count = len(tables)
    arrays = [
        np.transpose(_machine_numbers(table, player), [(own + k) % count for k in range(count)])
        for own, (player, table) in enumerate(zip(game.players, tables, strict=True))
    ]
    if len({array.dtype for array in arrays}) > 1:  # QuantEcon wants one; the integers are exact
        arrays = [array.astype(float) for array in arrays]
    return quantecon.game_theory.NormalFormGame(list(map(quantecon.game_theory.Player, arrays)))


def of_quantecon(game: Any) -> list[np.ndarray]:
    """The payoffs of a ``NormalFormGame``, axes in the order of players."""
    try:
        arrays = [np.asarray(p.payoff_array) for p in game.players]
    except AttributeError:
        raise _not_one(game, "quantecon.game_theory.NormalFormGame") from None
    count = len(arrays)
    return [
        np.transpose(a, [(axis - own) % count for axis in range(count)])
        for own, a in enumerate(arrays)
    ]


def to_pygambit(text: str) -> Any:
    """Return the pygambit game of a ``.nfg`` text."""
    pygambit = _imported("pygambit")
    if hasattr(pygambit, "read_nfg"):
        return pygambit.read_nfg(io.StringIO(text))
    return pygambit.Game.parse_game(text)


def of_gambit(game: object) -> str:
    """The ``.nfg`` text of a pygambit game; of a game in extensive form, its strategic form."""
    write: Callable[[], Any] | None = getattr(game, "to_nfg", None)
    if write is None and hasattr(game, "write"):
        return str(game.write("nfg"))
    if write is None:
        raise _not_one(game, "pygambit.Game")
    return str(write())


def _imported(name: str) -> Any:
    import importlib

    try:
        return importlib.import_module(name)
    except ImportError:
        raise MissingExtra(
            f"{name} is not installed", where="another package", fix=f"pip install {name}"
        ) from None


def _not_one(game: object, wanted: str) -> GameError:
    return GameError(
        f"{type(game).__name__} is no {wanted}", where="another package", fix=f"give a {wanted}"
    )
