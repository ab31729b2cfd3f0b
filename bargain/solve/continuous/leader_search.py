"""The leader's payoff along the replies, searched on a grid that is refined at its peaks.

Replies are certified; that no other choice of the leader is better is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import sympy as sp

from bargain.budget import spend
from bargain.errors import GameError, InputError
from bargain.game.game import Game
from bargain.solve.agreement import Agreement
from bargain.solve.bargaining.ties import EQUAL
from bargain.solve.continuous.batch_equilibria import compile_reply, equilibria_batch, own_concave
from bargain.solve.payoffs.compiled import compile_expressions

__all__ = ["Choice", "LeaderSearch"]

_MOST_LEADER_ACTIONS = 3
_GRID = {1: 4097, 2: 129, 3: 33}
_ZOOMS = 24
_KEPT = 4


class Choice(NamedTuple):
    """The leader's actions, the followers', their residual, and how many replies there are."""

    x: np.ndarray
    y: np.ndarray
    residual: float
    replies: int


class LeaderSearch:
    """The leader's payoff along the replies, on a grid that is refined at its peaks."""

    def __init__(self, game: Game, leader: str, followers: tuple[str, ...]) -> None:
        self.game, self.players, own = game, (leader, *followers), game.own(leader)
        if len(own) > _MOST_LEADER_ACTIONS:
            raise GameError(
                f"the leader has {len(own)} actions",
                fix=f"at most {_MOST_LEADER_ACTIONS} are searched numerically",
            )
        for p in followers:
            if not own_concave(game, p):
                raise InputError(
                    f"the payoff of {p!r} is not proved concave in its own actions",
                    where=str(game.payoffs[p]),
                    fix="a reply that is only locally best would not be an equilibrium",
                )
        self.reply = compile_reply(game, followers)
        self.owners = [p for p in followers for _ in game.own(p)]
        self.variables = [*own, *self.reply.variables]
        self.payoff = compile_expressions(self.variables, [game.payoffs[p] for p in self.players])
        self.low, self.high = (np.array([float(game.box[v][k]) for v in own]) for k in (0, 1))

    def best(self) -> list[Choice]:
        """The best choice, then those that are as good and apart from it."""
        size = len(self.low)
        axes = [np.linspace(a, b, _GRID[size]) for a, b in zip(self.low, self.high, strict=True)]
        offsets = _grid([np.linspace(-1, 1, 9 if size > 1 else 33)] * size)
        x, step = _grid(axes), np.array([a[1] - a[0] for a in axes])
        apart = 2 * step  # peaks that are nearer are one
        for _ in range(_ZOOMS):
            spend(x.size * len(self.variables))
            value, y, residual, count = self._along_the_reply(x)
            order = _peaks(x, value, apart)
            if not order:
                raise GameError("the payoffs could not be evaluated on the leader's box")
            least = value[order[0]] - EQUAL * abs(value[order[0]])
            found = [
                Choice(x[:, k], y[:, k], float(residual[k]), int(count[k]))
                for k in order
                if value[k] >= least
            ]
            zooms = [x[:, [k]] + step[:, None] * offsets for k in order]
            x = np.clip(np.concatenate(zooms, axis=1), self.low[:, None], self.high[:, None])
            step = step / 4
        return found

    def _along_the_reply(
        self, x: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """The leader's payoffs, the replies it likes best, their residuals, and how many."""
        count = x.shape[1]
        found = equilibria_batch(self.reply, list(x), count)
        best, y = np.full(count, -np.inf), np.full((len(self.reply.variables), count), np.nan)
        for slot in found.x:
            reply = self.reply.low[:, None] + self.reply.width[:, None] * slot
            with np.errstate(all="ignore"):
                value = np.broadcast_to(self.payoff(*x, *reply)[0], (count,))
            better = np.isfinite(value) & (value > best)
            best, y = np.where(better, value, best), np.where(better, reply, y)
        return best, y, found.residual, found.count

    def agreement(self, choice: Choice) -> Agreement:
        """The labelled point."""
        game, point = self.game, (*choice.x, *choice.y)
        z = dict(zip(self.variables, point, strict=True))
        u = dict(zip(self.players, map(float, self.payoff(*point)), strict=True))
        return Agreement(
            values={v: float(z[v]) for v in game.variables},
            residual=choice.residual,
            payoffs={p: u[p] for p in game.players},
            gains={p: u[p] - float(game.disagreement[p]) for p in game.players},
        )

    def regret(self, choice: Choice) -> float:
        """No reply improves by more than the tangent rises over the box; NaN stays NaN."""
        low, width = self.reply.low, self.reply.width
        slopes = compile_expressions(
            self.variables,
            [sp.diff(self.game.payoffs[p], v)
             for p, v in zip(self.owners, self.reply.variables, strict=True)],
        )  # fmt: skip
        steep = np.array([float(s) for s in slopes(*choice.x, *choice.y)])
        rise = np.maximum(steep * (low + width - choice.y), steep * (low - choice.y))
        sums = [rise[[p == q for q in self.owners]].sum() for p in self.players[1:]]
        return float(np.maximum(0.0, np.max(sums)))


def _grid(axes: Sequence[np.ndarray]) -> np.ndarray:
    return np.stack([g.ravel() for g in np.meshgrid(*axes, indexing="ij")])


def _peaks(x: np.ndarray, value: np.ndarray, apart: np.ndarray) -> list[int]:
    """The best columns that are apart from each other, the best first."""
    left, found = value.copy(), []
    for _ in range(_KEPT):
        k = int(np.argmax(left))
        if not np.isfinite(left[k]):
            break
        found.append(k)
        left[(np.abs(x - x[:, [k]]) <= apart[:, None]).all(axis=0)] = -np.inf
    return found
