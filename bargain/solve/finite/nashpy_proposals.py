"""Equilibria proposed by nashpy's floats, disposed of by rational arithmetic.

From a proposal only the supports are taken. On supports (S, T) the equilibrium conditions are
linear: x on S makes the column player indifferent over T, y on T makes the row player
indifferent over S. They are solved in rationals, and the solution is kept only if its regret is
exactly zero. Nothing that a proposer does not propose can be found this way, and nashpy's support
enumeration is known to miss equilibria; so completeness is claimed only if the exact enumeration
of `bargain.solve.finite.mixed_equilibria` finds the same set.

References
----------
V. Knight, J. Campbell (2018), Nashpy: a Python library for the computation of Nash equilibria,
Journal of Open Source Software 3(30), 904.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from fractions import Fraction

import flint
import numpy as np

from bargain.errors import OptionError
from bargain.game.tables.finite_game import FiniteGame
from bargain.solve.equilibria import Equilibria
from bargain.solve.finite.profile import Profile, profile_of

__all__ = ["equilibrium_on_supports", "nashpy_proposals"]

_USED = 1e-9
_MOST_PAIRS = 70_000


def _indifferent(
    payoffs: np.ndarray, mixing: Sequence[int], replies: Sequence[int]
) -> list[Fraction] | None:
    """Solve for weights on `mixing` that sum to one and make all `replies` equally good.

    Parameters
    ----------
    payoffs : object array of Fraction, shape (mixing player's actions, replies)
    """
    size, first = len(mixing), replies[0]
    rows = [[1] * (size + 1)]
    rows += [[payoffs[s, t] - payoffs[s, first] for s in mixing] + [0] for t in replies[1:]]
    exact = [[flint.fmpq(v.numerator, v.denominator) for v in row] for row in rows]
    reduced, rank = flint.fmpq_mat(exact).rref()
    if rank != size or any(reduced[k, k] != 1 for k in range(size)):
        return None  # none, or not unique
    return [Fraction(int(v.p), int(v.q)) for v in (reduced[k, size] for k in range(size))]


def equilibrium_on_supports(
    game: FiniteGame, supports: tuple[Sequence[int], Sequence[int]]
) -> Profile | None:
    """Return the unique equilibrium with these supports, or None if there is none.

    Parameters
    ----------
    game : FiniteGame
        Two players, rational payoffs.
    supports : pair of sequences of int
        Positions of the actions of the row and of the column player.

    Examples
    --------
    >>> game = FiniteGame.from_payoffs([[2, 0], [0, 1]], [[1, 0], [0, 2]])
    >>> equilibrium_on_supports(game, ((0, 1), (0, 1)))["1"][0]
    Fraction(2, 3)
    """
    a, b = game.numeric_payoffs("equilibrium_on_supports")
    rows, columns = supports
    x = _indifferent(b, rows, columns)
    y = _indifferent(a.T, columns, rows)
    if x is None or y is None or min(x) < 0 or min(y) < 0:
        return None
    full_x, full_y = [Fraction(0)] * a.shape[0], [Fraction(0)] * a.shape[1]
    for i, p in zip(rows, x, strict=True):
        full_x[i] = p
    for j, p in zip(columns, y, strict=True):
        full_y[j] = p
    profile = profile_of(game, (full_x, full_y))
    return profile if profile.regret == 0 else None


def nashpy_proposals(game: FiniteGame, exactly: Callable[[], Equilibria]) -> Equilibria:
    """Return the equilibria on the supports that nashpy's support enumeration proposes.

    `complete` is true only if the exact vertex enumeration finds no other extreme equilibrium.

    Raises
    ------
    GameError
        If the payoffs have no exact floats (see `FiniteGame.to_nashpy`).
    OptionError
        If nashpy would need minutes or more: it goes through all pairs of supports.
    """
    proposer = game.to_nashpy()
    m, n = game.shape
    pairs = (2**m - 1) * (2**n - 1)
    if pairs > _MOST_PAIRS:
        raise OptionError(
            f"nashpy would go through {pairs} pairs of supports",
            where=f"{m} x {n} game",
            fix='use method="auto"',
        )
    with warnings.catch_warnings():  # an even number of equilibria: the exact part tells
        warnings.simplefilter("ignore")
        proposals = [
            tuple(tuple(np.flatnonzero(side > _USED).tolist()) for side in pair)
            for pair in proposer.support_enumeration()
        ]
    kept: dict[Profile, None] = {}
    for rows, columns in dict.fromkeys(proposals):
        if not rows or not columns:
            continue
        profile = equilibrium_on_supports(game, (rows, columns))
        if profile is not None:
            kept[profile] = None
    exact = exactly()
    found = tuple(p for p in exact.equilibria if p in kept)
    extra = tuple(p for p in kept if p not in set(exact.equilibria))
    complete = exact.complete and len(found) == len(exact.equilibria)
    missed = len(exact.equilibria) - len(found)
    return Equilibria(
        equilibria=found + extra,
        complete=complete,
        reason="exact vertex enumeration finds no other"
        if complete
        else f"nashpy did not propose {missed} of the extreme equilibria"
        if exact.complete
        else exact.reason,
        method="supports proposed by nashpy, solved in rationals",
        arithmetic="exact",
        regret=max((p.regret for p in kept), default=None),
        degenerate=exact.degenerate,
    )
