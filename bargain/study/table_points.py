"""One chunk of a sweep over a table: every point is a table of numbers, solved exactly.

An answer with `.agreement` gives a column for each outcome, its chance; a list of equilibria gives
a column for each probability, with one slot per equilibrium (`SLOTS`; ``equilibria`` counts all).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from bargain.game.tables.extensions import probability_variables
from bargain.game.tables.finite_game import FiniteGame
from bargain.solve.agreement import Outcome
from bargain.solve.bargaining.batch_bargaining import PointStatus
from bargain.solve.equilibria import Equilibria
from bargain.solve.solvers import declared
from bargain.solve.tables.table_agreements import outcome_names

__all__ = ["SLOTS", "fill_table", "solve_table", "table_columns"]

SLOTS = 8
Columns = dict[str, np.ndarray]


def solve_table(
    game: FiniteGame, solver: str, theta: Sequence[np.ndarray], count: int,
    weights: Mapping[str, Fraction] | None = None,
) -> Columns:  # fmt: skip
    """Solve one chunk.

    Parameters
    ----------
    game : FiniteGame
        With parameters; `theta` gives each a value per point, exactly.
    solver : str
        A name in `bargain.solve.solvers`.
    theta : sequence of arrays of Fraction
    count : int
        Number of points.
    weights : mapping of player to Fraction, optional
        Of a bargaining solution.
    """
    solve = declared(solver).load()
    options: dict[str, Any] = {} if weights is None else {"weights": weights}
    columns: Columns = {}
    for k in range(count):
        values = {p: t[k] for p, t in zip(game.parameters, theta, strict=True)}
        result = solve(game.at(values), **options)
        if not columns:
            columns = table_columns(game, result, count)
        fill_table(columns, k, game, result)
    return columns


def fill_table(columns: Columns, k: int, game: FiniteGame, result: object) -> None:
    """Column k from one result: a list of equilibria, or something with `.agreement`."""
    fill = _equilibria if isinstance(result, Equilibria) else _agreement
    fill(columns, k, game, result)  # type: ignore[arg-type]


def table_columns(game: FiniteGame, result: object, count: int) -> Columns:
    """Columns for results of this kind, nothing established yet."""
    lead = (SLOTS,) if isinstance(result, Equilibria) else ()
    names = (
        [v.name for own in probability_variables(game).values() for v in own]
        if lead
        else outcome_names(game)
    )
    columns = {name: np.full((*lead, count), np.nan) for name in names}
    columns["payoff"] = np.full((*lead, len(game.players), count), np.nan)
    columns["residual"] = np.full(count, np.nan)
    columns["status"] = np.full(count, PointStatus.UNKNOWN, dtype=np.int8)
    if lead:
        columns["equilibria"] = np.zeros(count, dtype=np.int32)
        columns["complete"] = np.zeros(count, dtype=np.int8)
    else:
        columns["gain"] = np.full((len(game.players), count), np.nan)
        columns["bound"] = np.full(count, np.nan)
    return columns


def _equilibria(columns: Columns, k: int, game: FiniteGame, found: Equilibria) -> None:
    names = probability_variables(game)
    for slot, profile in enumerate(found.equilibria[:SLOTS]):
        for p, own in names.items():
            for variable, action in zip(own, game.actions[p], strict=False):
                columns[variable.name][slot, k] = float(profile[p][action])
        columns["payoff"][slot, :, k] = [float(profile.payoffs[p]) for p in game.players]
    columns["equilibria"][k] = len(found)
    columns["complete"][k] = found.complete
    if found.regret is not None:
        columns["residual"][k] = float(found.regret)
        columns["status"][k] = PointStatus.AGREEMENT


def _agreement(columns: Columns, k: int, game: FiniteGame, result: Any) -> None:
    agreement = result.agreement
    if getattr(result, "status", None) == Outcome.NO_AGREEMENT:
        columns["status"][k] = PointStatus.NO_AGREEMENT
    if agreement is None or getattr(result, "proved", True) is False:
        return
    chances = {symbol.name: value for symbol, value in agreement.values.items()}
    for name in outcome_names(game):
        columns[name][k] = float(chances.get(name, 0))
    columns["payoff"][:, k] = [float(agreement.payoffs[p]) for p in game.players]
    columns["gain"][:, k] = [float(agreement.gains[p]) for p in game.players]
    for name in ("residual", "bound"):
        value = getattr(result, name, None)
        columns[name][k] = np.nan if value is None else float(value)
    columns["status"][k] = PointStatus.AGREEMENT
