r"""Logit quantal response equilibria: the path from the uniform profile to an equilibrium.

At precision :math:`\lambda \ge 0` everybody answers the others with the chances

.. math:: p_i(a) = \frac{e^{\lambda u_i(a, p_{-i})}}{\sum_b e^{\lambda u_i(b, p_{-i})}} .

The branch that starts at the uniform profile (:math:`\lambda = 0`) is followed by
`bargain.solve.several.logit_path`; it may turn back in :math:`\lambda` on its way. Payoffs keep
their units, so that :math:`\lambda` is in inverse units of payoff.

References
----------
McKelvey, R. & Palfrey, T. (1995), Quantal response equilibria for normal form games, *Games and
Economic Behavior* 10, 6-38.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import takewhile
from math import isfinite
from typing import Any

import numpy as np

from bargain.arguments import of_type, within_reach
from bargain.errors import OptionError
from bargain.game.tables.finite_game import FiniteGame
from bargain.game.written import Action
from bargain.result import Result
from bargain.signs import about
from bargain.solve.several.logit_path import logit_branch

__all__ = ["LogitPath", "logit_path"]

_LAST = 1000.0  # precision for payoffs in [0, 1]; beyond, floats do not hold the formula


@dataclass(frozen=True, slots=True, kw_only=True, repr=False, eq=False)
class LogitPath(Result):
    """The principal branch of logit equilibria, in floats.

    Attributes
    ----------
    precision : float array, shape (N,)
        In the order of the branch, from 0.
    chances : mapping of player to mapping of action to float array, shape (N,)
    residual : float
        The largest distance of a listed chance from the chance that the formula gives there.
    """

    precision: np.ndarray
    chances: dict[str, dict[Action, np.ndarray]]
    residual: float

    def __len__(self) -> int:
        return len(self.precision)

    def at(self, precision: float) -> dict[str, dict[Action, float]]:
        """The chances at a precision, by linear interpolation at its first crossing.

        Raises
        ------
        OptionError
            If the branch does not reach it.
        """
        if not 0 <= precision <= self.precision.max():
            raise OptionError(
                f"the path goes from 0 to {self.precision.max():g}", where=f"precision={precision}"
            )
        after = int(np.argmax(self.precision >= precision))
        before = max(after - 1, 0)
        gap = self.precision[after] - self.precision[before]
        share = 0.0 if gap == 0 else (precision - self.precision[before]) / gap
        return {
            p: {a: float((1 - share) * v[before] + share * v[after]) for a, v in own.items()}
            for p, own in self.chances.items()
        }

    def summary(self) -> str:
        """Where the path ends."""
        lines = [f"logit path of {len(self)} points to precision {self.precision[-1]:.3g}"]
        for p, own in self.chances.items():
            lines.append(f"  {p}: " + ", ".join(f"{a}: {v[-1]:.4g}" for a, v in own.items()))
        return "\n".join([*lines, f"  largest residual {self.residual:.1e}"])

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON data."""
        return Result.to_dict(self)

    def __repr__(self) -> str:
        return f"<LogitPath {len(self)} points to precision {self.precision[-1]:.3g}>"


@within_reach
def logit_path(game: FiniteGame) -> LogitPath:
    """The logit equilibria of a game along the branch from the uniform profile.

    Parameters
    ----------
    game : FiniteGame
        With rational payoffs, any number of players.

    Returns
    -------
    LogitPath

    Raises
    ------
    InputError
        A game with parameters.

    Examples
    --------
    >>> pennies = FiniteGame.from_payoffs([[9, -1], [-1, 1]], [[-1, 1], [1, -1]])
    >>> path = logit_path(pennies)
    >>> round(float(path.chances["2"][0][-1]), 3), path.residual < 1e-6
    (0.167, True)
    """
    of_type(game, FiniteGame, "game", fix="give a FiniteGame", where="logit_path")
    tables = game.numeric_payoffs("logit_path")
    unit = max(max(t.flat) - min(t.flat) for t in tables) or Fraction(1)
    scaled = [((t - min(t.flat)) / unit).astype(float) for t in tables]
    size = float(unit)
    if not size or not isfinite(1 / size):
        raise OverflowError(f"floats do not hold precisions in a unit of {about(unit)}")
    points = list(takewhile(lambda point: point[0] <= _LAST, logit_branch(scaled)))
    precision = np.array([v for v, _ in points])
    residual = max(_residual(scaled, v, p) for v, p in points)
    chances = {
        player: {a: np.array([p[i][k] for _, p in points]) for k, a in enumerate(actions)}
        for i, (player, actions) in enumerate(game.actions.items())
    }
    return LogitPath(precision=precision / size, chances=chances, residual=residual)


def _residual(tables: list[np.ndarray], precision: float, mixed: list[np.ndarray]) -> float:
    """How far the chances are from the formula, at worst."""
    worst = 0.0
    for own, table in enumerate(tables):
        value = np.moveaxis(table, own, 0)
        for other in reversed([j for j in range(len(tables)) if j != own]):
            value = value @ mixed[other]
        logits = precision * (value - value.max())
        answer = np.exp(logits) / np.exp(logits).sum()
        worst = max(worst, float(np.abs(answer - mixed[own]).max()))
    return worst
