"""A numeric bargaining problem made ready, and what a method of optimisation hands back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bargain.game.game import Game
from bargain.solve.agreement import Agreement
from bargain.solve.bargaining.projected_newton import NewtonRun
from bargain.solve.payoffs.compiled import CompiledGame, compile_game

__all__ = ["Optimum", "SmoothProblem"]


@dataclass(frozen=True, eq=False)
class SmoothProblem:
    """A numeric game with concave gains, made ready: who bargains, compiled gains."""

    game: Game
    players: tuple[str, ...]
    compiled: CompiledGame

    def agreement(self, run: NewtonRun, column: int, residual: float | None) -> Agreement:
        """The labelled agreement at one column of a run."""
        # The very numbers that were accepted: another compilation may round differently.
        accepted = dict(zip(self.players, map(float, run.gains[:, column]), strict=True))
        return self.agreement_at(run.x[:, column], accepted, residual)

    def agreement_at(
        self,
        x: np.ndarray,
        accepted: Mapping[str, float] | None = None,
        residual: float | None = None,
    ) -> Agreement:
        """The labelled agreement at a point of the unit box; `accepted` gains are kept."""
        game = self.game
        every = map(float, compile_game(game).gains(list(x), []))
        gains = dict(zip(game.players, every, strict=True)) | dict(accepted or {})
        z = self.compiled.actual(x)
        return Agreement(
            values={v: float(z[j]) for j, v in enumerate(game.variables)},
            payoffs={p: g + float(game.disagreement[p]) for p, g in gains.items()},
            gains=gains,
            residual=residual,
        )

    def active(self, run: NewtonRun, column: int) -> tuple[str, ...]:
        """The bounds that bind, as texts."""
        found = []
        for v, x in zip(self.game.variables, run.x[:, column], strict=True):
            low, high = self.game.box[v]
            if x <= 0.0:
                found.append(f"{v} = {low}")
            elif x >= 1.0:
                found.append(f"{v} = {high}")
        return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Optimum:
    """What a solver hands back, one entry per start.

    Attributes
    ----------
    run : NewtonRun
    value : numpy.ndarray
        The objective.
    unit : float
        The run's slopes divided by this are in the concept's own units.
    residual, bound : numpy.ndarray
        Karush-Kuhn-Tucker residual; how much more is possible at most, for concave gains.
    method : str
    ideal : numpy.ndarray, optional
        The ideal gains that were used.
    """

    run: NewtonRun
    value: np.ndarray
    unit: float
    residual: np.ndarray
    bound: np.ndarray
    method: str
    ideal: np.ndarray | None = None
