r"""Commitment in a table: the leader's best action, or its best mixture, known to the follower.

The follower plays a best reply; of several, the one that the leader likes best (the *strong*
equilibrium). With pure commitment everything is compared. With mixed commitment the leader chooses
:math:`x`, and for each reply :math:`j` the linear programme

.. math::
    \max_x \sum_i x_i u_L(i, j) \quad\text{subject to}\quad
    \sum_i x_i \bigl(u_F(i, k) - u_F(i, j)\bigr) \le 0 \;\; (k \ne j), \quad \sum_i x_i = 1

is solved in rationals; the best of them is the answer (Conitzer and Sandholm 2006).

References
----------
V. Conitzer, T. Sandholm (2006), Computing the optimal strategy to commit to, ACM Conference on
Electronic Commerce, 82-90.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from bargain.errors import GameError, OptionError
from bargain.game.tables.finite_game import FiniteGame
from bargain.solve.agreement import Agreement
from bargain.solve.finite.exact_linear_program import maximise
from bargain.solve.tables.table_agreements import agreement_of

__all__ = ["Commitment", "commitments", "outcome_chances", "pure_commitments"]

Commitment = tuple[tuple[Fraction, ...], int]
"""The leader's chances of its actions, and the position of the follower's reply."""


def commitments(game: FiniteGame, leader: str, *, mixed: bool) -> tuple[list[Commitment], bool]:
    """The leader's best commitments, and whether the follower has several replies to the first.

    Raises
    ------
    GameError
        Parameters are left, or there are not two players.
    OptionError
        Unknown leader.
    """
    if len(game.players) != 2:
        raise GameError(
            f"{len(game.players)} players; a leader who mixes has one follower",
            fix="leave mixed=False",
        )
    if leader not in game.players:
        raise OptionError(f"unknown leader {leader!r}", fix="players: " + ", ".join(game.players))
    tables = game.numeric_payoffs("stackelberg")
    own, other = tables if leader == game.players[0] else (tables[1].T, tables[0].T)
    found = _mixed(own, other) if mixed else _pure(own, other)
    top = max(value for value, _ in found)
    best = [c for value, c in found if value == top]
    x, reply = best[0]
    expected = np.array(x, dtype=object) @ other
    return best, sum(1 for v in expected if v == expected[reply]) > 1


def _pure(own: np.ndarray, other: np.ndarray) -> list[tuple[Fraction, Commitment]]:
    found = []
    for i, replies in enumerate(other):
        chances = tuple(Fraction(int(k == i)) for k in range(len(other)))
        best = replies.max()
        found += [(own[i, j], (chances, j)) for j, v in enumerate(replies) if v == best]
    return found


def _mixed(own: np.ndarray, other: np.ndarray) -> list[tuple[Fraction, Commitment]]:
    found = []
    m, n = own.shape
    for j in range(n):
        tempted = [(list(other[:, k] - other[:, j]), 0) for k in range(n) if k != j]
        best = maximise(list(own[:, j]), at_most=tempted, equal=[([1] * m, 1)])
        if best.value is not None:
            found.append((best.value, (best.x, j)))
    return found


def outcome_chances(game: FiniteGame, leader: str, chosen: Commitment) -> dict[int, Fraction]:
    """The chance of each profile, by its number."""
    chances, reply = chosen
    n = game.shape[1]
    first = leader == game.players[0]
    return {(i * n + reply if first else reply * n + i): q for i, q in enumerate(chances) if q}


def pure_commitments(game: FiniteGame, leader: str) -> tuple[list[Agreement], bool]:
    """The leader's best actions with several followers in pure equilibrium among themselves.

    Ties are broken in the leader's favour. None if there is no such equilibrium; with whether the
    first has other replies.

    Raises
    ------
    GameError
        Parameters are left.
    OptionError
        Unknown leader.
    """
    if leader not in game.players:
        raise OptionError(f"unknown leader {leader!r}", fix="players: " + ", ".join(game.players))
    tables = game.numeric_payoffs("stackelberg")
    first = game.players.index(leader)
    stable = np.ones(tables[0].shape, dtype=bool)
    for i, table in enumerate(tables):
        if i != first:
            stable &= table == table.max(axis=i, keepdims=True)
    if not stable.any():
        return [], False
    own = tables[first]
    top = max(own[stable])
    best = np.argwhere(stable & (own == top))
    ties = int(stable.take(int(best[0][first]), axis=first).sum()) > 1
    shape = tuple(own.shape)
    numbers = [int(np.ravel_multi_index(tuple(profile), shape)) for profile in best]
    return [agreement_of(game, {k: Fraction(1)}) for k in numbers], ties
