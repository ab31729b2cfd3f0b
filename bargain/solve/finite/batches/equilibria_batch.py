"""The equilibria of many games of one size: supports, and probabilities for who asks for them."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any, ClassVar

import numpy as np

from bargain.errors import GameError
from bargain.game.tables.finite_game import FiniteGame
from bargain.result import Result
from bargain.solve.finite.batches.bordered_minors import Minors
from bargain.solve.finite.batches.machine_integers import coprime, groups, integers, shifted
from bargain.solve.finite.batches.sign_kernel import tables_of
from bargain.solve.finite.profile import Profile, profiles_of

__all__ = ["EquilibriaBatch", "Points"]

Payoffs = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True, slots=True, kw_only=True)
class EquilibriaBatch(Result):
    """Extreme equilibria of N games of size m x n, as flat arrays with one row per equilibrium.

    Attributes
    ----------
    game : int array, shape (E,)
        Number of the game, ascending.
    x_supports, y_supports : integer arrays, shape (E,)
        Bit i: whether action i is played. Python integers (dtype object) beyond 62 actions.
    x_numerators, y_numerators : integer arrays, shapes (E, m) and (E, n)
        Probabilities times the denominators; coprime. Python integers (dtype object) if one of
        them is beyond int64. They are computed when they are first asked for.
    x_denominators, y_denominators : integer arrays, shape (E,)
    degenerate : bool array, shape (N,)
        Whether the game is degenerate (of games that are not complete: false, not decided).
    complete : bool array, shape (N,)
        Whether all extreme equilibria of the game are listed, by exact enumeration.
    payoffs : tuple of two arrays, shape (N, m, n)
        The games.
    """

    _without: ClassVar[tuple[str, ...]] = ("payoffs", "points")
    _also: ClassVar[tuple[str, ...]] = (
        "x_numerators", "x_denominators", "y_numerators", "y_denominators",
    )  # fmt: skip

    game: np.ndarray
    degenerate: np.ndarray
    complete: np.ndarray
    payoffs: Payoffs
    points: Points = field(repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.degenerate)

    @property
    def counts(self) -> np.ndarray:
        """The number of extreme equilibria of each game."""
        return np.bincount(self.game, minlength=len(self))

    @property
    def x_supports(self) -> np.ndarray:
        """Which actions the row players play, as bits."""
        return self.points.supports(0)

    @property
    def y_supports(self) -> np.ndarray:
        """Which actions the column players play, as bits."""
        return self.points.supports(1)

    @property
    def x_numerators(self) -> np.ndarray:
        """Probabilities of the row players times the denominators."""
        return self.points.x[0]

    @property
    def x_denominators(self) -> np.ndarray:
        """Denominators of the row players' probabilities."""
        return self.points.x[1]

    @property
    def y_numerators(self) -> np.ndarray:
        """Probabilities of the column players times the denominators."""
        return self.points.y[0]

    @property
    def y_denominators(self) -> np.ndarray:
        """Denominators of the column players' probabilities."""
        return self.points.y[1]

    def profiles(self, k: int) -> tuple[Profile, ...]:
        """Return the equilibria of game k, as `nash_equilibria` does."""
        if not 0 <= k < len(self):
            raise GameError(f"no game {k}", where=f"{len(self)} games", fix="count from zero")
        game = FiniteGame.from_payoffs(self.payoffs[0][k], self.payoffs[1][k])
        first, last = np.searchsorted(self.game, [k, k + 1])
        sides = [
            [[Fraction(int(v), int(d)) for v in row] for row, d in zip(*side, strict=True)]
            for side in self.points.between(first, last)
        ]
        return tuple(profiles_of(game, list(zip(*sides, strict=True))))

    def summary(self) -> str:
        """Return the counts as text."""
        return (
            f"{len(self)} games, {len(self.game)} extreme equilibria, "
            f"{int(self.degenerate.sum())} degenerate games, "
            f"{int((~self.complete).sum())} not proved complete; exact arithmetic"
        )

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON data."""
        return {"games": len(self)} | Result.to_dict(self)

    def __repr__(self) -> str:
        how = "all complete" if self.complete.all() else "not all proved complete"
        return f"<EquilibriaBatch {len(self)} games, {len(self.game)} equilibria, {how}>"


class Points:
    """The points of equilibria whose bases are known, solved for when they are asked for.

    Parameters
    ----------
    payoffs : tuple of two arrays, shape (N, m, n)
    game : int array, shape (E,)
    x, y : int arrays, shape (E,), or integer arrays, shapes (E, m) and (E, n)
        Numbers of the bases (`tables_of`), or the points themselves, as numerators.
    """

    def __init__(self, payoffs: Payoffs, game: np.ndarray, x: np.ndarray, y: np.ndarray) -> None:
        self.payoffs, self.game = payoffs, game
        self.sides = (x, y)

    @cached_property
    def x(self) -> tuple[np.ndarray, np.ndarray]:
        """Numerators and denominators of the row players."""
        return self._solved(0, slice(None))

    @cached_property
    def y(self) -> tuple[np.ndarray, np.ndarray]:
        """Numerators and denominators of the column players."""
        return self._solved(1, slice(None))

    def between(self, first: int, last: int) -> list[tuple[np.ndarray, np.ndarray]]:
        """The same of some equilibria, for both players."""
        return [self._solved(side, slice(first, last)) for side in (0, 1)]

    def supports(self, side: int) -> np.ndarray:
        """The actions that are played, as bits."""
        given = self.sides[side]
        if given.ndim == 1:
            pairs = tables_of(*self.payoffs[0].shape[1:]).supports
            return np.array([sum(1 << i for i in pair[side]) for pair in pairs])[given]
        bits = np.array([1 << i for i in range(given.shape[1])])
        return ((given != 0) * bits).sum(axis=1)

    def _solved(self, side: int, of: slice) -> tuple[np.ndarray, np.ndarray]:
        given, game = self.sides[side][of], self.game[of]
        if given.ndim == 2:
            return coprime(given)
        m, n = self.payoffs[0].shape[1:]
        # x mixes against the column player's payoffs, y against the row player's
        table = self.payoffs[1] if side == 0 else self.payoffs[0].transpose(0, 2, 1)
        whole = np.zeros((len(given), m if side == 0 else n), dtype=np.int64)
        pairs = tables_of(m, n).supports
        sizes = np.array([len(s) for s, _ in pairs])[given]
        for k in np.unique(sizes).tolist():
            where = np.flatnonzero(sizes == k)
            known = [pair if len(pair[0]) == k else ((0,) * k, (0,) * k) for pair in pairs]
            support, replies = (
                np.array([pair[of] for pair in known])[given[where]] for of in (side, 1 - side)
            )
            if k == 1:
                whole[where, support[:, 0]] = 1
                continue
            square = table[game[where, None, None], support[:, :, None], replies[:, None, :]]
            numerators = _numerators(integers(square, "payoffs"))
            if numerators.dtype == object and whole.dtype != object:
                whole = whole.astype(object)
            whole[where[:, None], support] = numerators
        return coprime(whole)


def _numerators(square: np.ndarray) -> np.ndarray:
    """The mixed actions that make all replies equally good, for tables of shape (N, k, k)."""
    count, k, _ = square.shape
    of_all = tuple(range(k))
    dtypes, parts = (np.float64, np.int64, object), groups([square], k, k)
    out = np.zeros((count, k), dtype=object if len(parts[2]) else np.int64)
    for dtype, where in zip(dtypes, parts, strict=True):
        if len(where):
            minors = Minors(shifted(square[where], (1, 2, 0), dtype))
            columns = minors.numerators(of_all, of_all, np.arange(len(where)))
            out[where] = np.stack(columns, axis=1)
    return out
