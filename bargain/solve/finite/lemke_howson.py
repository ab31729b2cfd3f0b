r"""The Lemke-Howson algorithm in integers, with the lexicographic rule.

Start at the artificial equilibrium (0, 0), which carries all labels. Drop one label, and follow
the path of pairs that carry all other labels; it ends at a pair that carries all: an equilibrium.
Steps alternate between the polytopes :math:`B^\top x + s = 1` and :math:`A y + r = 1`; the
variable that enters has the label that was just picked up twice. Ties in the ratio test are
broken lexicographically by the columns of the slack variables, so that no path can cycle,
degenerate or not.

Tableaux hold integers: after a pivot every entry is divided by the previous pivot element, which
is exact (Edmonds, Bareiss).

References
----------
C. Lemke, J. Howson (1964), Equilibrium points of bimatrix games, J. SIAM 12, 413-423.
B. von Stengel (2002), Computing equilibria for two-person games, sec. 2.3 and 2.6.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from fractions import Fraction

import numpy as np

from bargain.budget import spend
from bargain.errors import LimitReached
from bargain.game.tables.finite_game import FiniteGame
from bargain.solve.equilibria import Equilibria
from bargain.solve.finite.best_reply_polytope import best_reply_constraints, equilibrium_order
from bargain.solve.finite.profile import profiles_of
from bargain.solve.several.many_players import pure_equilibria

__all__ = ["Tableau", "all_paths", "distribution", "path_endpoints", "paths"]

_MOST_STEPS = 20_000
_STEP = 20  # of counted work, for an entry of a tableau

Point = tuple[int, ...]


class Tableau:
    """Integer tableau of G z + s = 1, with `basis` holding the label of each row's variable."""

    def __init__(self, constraints: np.ndarray, own: Sequence[int], slack: Sequence[int]) -> None:
        k, d = constraints.shape
        identity = np.zeros((k, k), dtype=object)
        np.fill_diagonal(identity, 1)
        ones = np.ones((k, 1), dtype=object)
        self.table = np.hstack([constraints, identity, ones])
        self.column = {label: c for c, label in enumerate([*own, *slack])}
        self.basis = list(slack)
        self.order = [d + k, *range(d, d + k)]
        self.last = 1
        self.d = d

    def copy(self) -> Tableau:
        """A tableau that may be pivoted alone."""
        other = copy(self)  # pivots replace the table and change the basis
        other.basis = list(self.basis)
        return other

    def leaving(self, entering: int) -> int:
        """The row whose variable leaves when the one with this label enters."""
        c = self.column[entering]
        rows = [r for r in range(len(self.basis)) if self.table[r, c] > 0]
        for at in self.order:
            if len(rows) == 1:
                break
            best = rows[:1]
            for r in rows[1:]:
                left = self.table[r, at] * self.table[best[0], c]
                right = self.table[best[0], at] * self.table[r, c]
                if left < right:
                    best = [r]
                elif left == right:
                    best.append(r)
            rows = best
        (r,) = rows
        return r

    def pivot(self, entering: int) -> int:
        """Let the variable with this label enter; return the label of the one that leaves."""
        r, c = self.leaving(entering), self.column[entering]
        element = self.table[r, c]
        row = self.table[r].copy()
        self.table = (self.table * element - np.outer(self.table[:, c], row)) // self.last
        self.table[r] = row
        self.last = element
        leaving, self.basis[r] = self.basis[r], entering
        return leaving

    def point(self) -> Point:
        """Return the homogeneous integer point (z_1 .. z_d, scale)."""
        z = [0] * self.d
        for r, label in enumerate(self.basis):
            if self.column[label] < self.d:
                z[self.column[label]] = int(self.table[r, -1])
        return (*z, int(self.last))


def paths(a: np.ndarray, b: np.ndarray) -> Iterator[tuple[Point, Point]]:
    """Yield the distinct equilibria at the ends of the paths from (0, 0), one path per label.

    Parameters
    ----------
    a, b : object arrays of Fraction, shape (m, n)

    Raises
    ------
    LimitReached
        If no path ends within the limit on steps (paths can be exponentially long).
    """
    m, n = a.shape
    for_x, for_y = best_reply_constraints(b.T), best_reply_constraints(a)
    rows, columns = list(range(m)), list(range(m, m + n))
    found: set[tuple[tuple[Fraction, ...], ...]] = set()
    steps = 0
    for dropped in range(m + n):
        first, second = Tableau(for_x, rows, columns), Tableau(for_y, columns, rows)
        here, there = (first, second) if dropped < m else (second, first)
        label = dropped
        while steps < _MOST_STEPS:
            steps += 1
            spend(_STEP * m * n)
            label = here.pivot(label)
            if label == dropped:
                x, y = first.point(), second.point()
                pair = distribution(x), distribution(y)
                if pair not in found:
                    found.add(pair)
                    yield x, y
                break
            here, there = there, here
    if not found:
        raise LimitReached(
            f"no Lemke-Howson path ended within {_MOST_STEPS} steps",
            where=f"{m} x {n} game",
            fix="remove dominated actions first",
        )


def path_endpoints(a: np.ndarray, b: np.ndarray) -> list[tuple[Point, Point]]:
    """Return the ends of all `paths`, in the order of `equilibrium_order`."""
    m, n = a.shape
    for_x, for_y = best_reply_constraints(b.T), best_reply_constraints(a)

    def order(pair: tuple[Point, Point]) -> tuple[int, ...]:
        x, y = pair
        left = _zeros(x) | _tight(for_x, x) << m
        right = _zeros(y) << m | _tight(for_y, y)
        return equilibrium_order(left, right, m, n)

    return sorted(paths(a, b), key=order)


def distribution(point: Point) -> tuple[Fraction, ...]:
    """The mixed action of a homogeneous point."""
    total = sum(point[:-1])
    return tuple(Fraction(z, total) for z in point[:-1])


def _zeros(point: Point) -> int:
    return sum(1 << i for i, z in enumerate(point[:-1]) if not z)


def _tight(constraints: np.ndarray, point: Point) -> int:
    values = constraints @ np.array(point[:-1], dtype=object)
    return sum(1 << j for j, value in enumerate(values) if value == point[-1])


def all_paths(game: FiniteGame, reason: str = "") -> Equilibria:
    """Return the equilibria at the ends of the Lemke-Howson paths from every label.

    At least one is always found; completeness is not claimed.

    Parameters
    ----------
    game : FiniteGame
        Two players, rational payoffs.
    reason : str, optional
        Why a complete enumeration was given up; then all pure equilibria are added.

    Examples
    --------
    >>> game = FiniteGame.from_payoffs([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    >>> all_paths(game).equilibria[0]["2"][1]
    Fraction(1, 2)
    """
    a, b = game.numeric_payoffs("Lemke-Howson")
    mixed = [(distribution(x), distribution(y)) for x, y in path_endpoints(a, b)]
    method = "Lemke-Howson, lexicographic, from every label"
    if reason:
        m, n = game.shape
        pure = [
            (tuple(Fraction(k == i) for k in range(m)), tuple(Fraction(k == j) for k in range(n)))
            for i, j in pure_equilibria((a, b))
        ]
        mixed = list(dict.fromkeys(pure + mixed))
        method += ", and all pure equilibria"
    profiles = tuple(profiles_of(game, mixed))
    why = "the Lemke-Howson paths from (0, 0) need not reach every equilibrium"
    return Equilibria(
        equilibria=profiles,
        complete=False,
        reason=f"{reason}; {why}" if reason else why,
        method=method,
        arithmetic="exact",
        regret=max(p.regret for p in profiles),
    )
