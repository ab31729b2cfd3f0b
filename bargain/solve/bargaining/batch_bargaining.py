r"""Nash bargaining for many points at once: feasibility first, then Newton's method.

For every point a start with all gains positive is looked for; where none is found the largest
least gain :math:`\max_x \min_i g_i(x)/b_i` is approached
(`bargain.solve.bargaining.projected_newton`) until its sign is clear. For concave gains weights
:math:`\lambda \ge 0` with

.. math:: \sum_i \lambda_i g_i(x) + \delta(x) < 0

prove (up to rounding) that someone rejects every agreement.

References
----------
Nash, J. (1950), The bargaining problem, *Econometrica* 18.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import numpy as np

from bargain.solve.bargaining.projected_newton import Merit, NewtonRun, maximise, take
from bargain.solve.payoffs.compiled import Array, CompiledGame

__all__ = ["PointStatus", "interior_points", "nash_batch"]

_MOST_CORNERS = 6  # variables; more have too many corners


class PointStatus:
    """Status codes of one point of a batch (CF flag values)."""

    UNKNOWN = 0
    AGREEMENT = 1
    NO_AGREEMENT = 2

    MEANINGS = "unknown agreement no_agreement"


def _candidates(n: int) -> list[tuple[float, ...]]:
    """Starts to try, the likeliest first: the centre, a diagonal ladder, a coarse grid."""
    ladder = [(s,) * n for s in (0.5, 0.1, 0.9, 0.01, 1e-3, 1e-4)]
    if n <= 4:
        ladder += [p for p in product((0.05, 0.5, 0.95), repeat=n) if len(set(p)) > 1]
    else:
        ladder += [tuple(0.9 if a == j else 0.3 for a in range(n)) for j in range(n)]
    return ladder


def interior_points(
    game: CompiledGame, theta: Sequence[Array], count: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, NewtonRun | None]:
    """Find, for every point, an agreement with all gains positive, or bound the least gain.

    Returns
    -------
    x : numpy.ndarray, shape (variables, points)
    found : numpy.ndarray of bool
    bound : numpy.ndarray
        Where not found: upper bound of the largest least gain, relative to the gains' size, valid
        for concave gains. Negative: no agreement.
    run : NewtonRun or None
        The last search for the largest least gain, for the points not found at once (in their
        order), whose slopes are the weights behind `bound`.
    """
    n, players = len(game.variables), len(game.players)
    x = np.full((n, count), 0.5)
    found = np.zeros(count, dtype=bool)
    bound = np.full(count, np.inf)
    size = np.zeros((players, count))
    left, here = np.arange(count), list(theta)
    with np.errstate(all="ignore"):
        for start in _candidates(n):
            at = list(np.array(start))  # numpy scalars: NaN outside a domain, not complex
            gains = [np.broadcast_to(g, left.shape) for g in game.gains(at, here)]
            good = np.ones(left.shape, dtype=bool)
            for i, g in enumerate(gains):
                good &= np.isfinite(g) & (g > 0)
                size[i, left] = np.fmax(size[i, left], np.where(np.isfinite(g), np.abs(g), 0.0))
            hit = left[good]
            x[:, hit] = np.array(start)[:, None]
            found[hit] = True
            if good.any():
                left, here = left[~good], take(here, ~good)
            if not left.size:
                return x, found, bound, None
    size[size == 0] = 1.0
    run = _largest_least_gain(game, here, size[:, left], x[:, left])
    reached = run.t > 0
    x[:, left[reached]] = run.x[:, reached]
    found[left[reached]] = True
    bound[left] = _least_gain_bound(run, size[:, left])
    return x, found, bound, run


def _least_gain_bound(run: NewtonRun, scale: np.ndarray) -> np.ndarray:
    """Upper bound of max min g/b: the weights sum to one in the scaled gains."""
    with np.errstate(all="ignore"):
        total = (run.slopes * scale).sum(axis=0)
        limit = ((run.slopes * run.gains).sum(axis=0) + run.gap) / total
    return np.where(np.isfinite(limit), limit, np.inf)


def _largest_least_gain(
    game: CompiledGame, theta: list[Array], scale: np.ndarray, x: np.ndarray
) -> NewtonRun:
    """Follow the central path of max min g/b until its sign is clear; `t` is the sign's witness.

    The returned `t` is the least scaled gain at `x`; it stops as soon as that is positive.
    """
    count = x.shape[1]
    players = len(game.players)
    out: NewtonRun | None = None
    live = np.arange(count)
    kappa = 1.0
    with np.errstate(all="ignore"):
        gains = np.array([np.broadcast_to(g, (count,)) for g in game.gains(list(x), theta)])
        least = (gains / scale).min(axis=0)
        t = np.where(np.isfinite(least), least, 0.0) - 1.0
    here = list(theta)
    while True:
        merit = Merit(alpha=(1.0,) * players, scale=tuple(scale[:, live]), kappa=kappa, level=True)
        run = maximise(game, here, merit, x[:, live], t[live])
        with np.errstate(all="ignore"):
            least = (run.gains / scale[:, live]).min(axis=0)
        if out is None:
            out = replace(run, t=least)
        for table, values in ((out.x, run.x), (out.gains, run.gains), (out.slopes, run.slopes)):
            table[:, live] = values
        out.gap[live], out.residual[live], out.t[live] = run.gap, run.residual, least
        limit = _least_gain_bound(run, scale[:, live])
        x[:, live], t[live] = run.x, run.t
        open_ = ~(least > 0) & ~(limit < 0) & np.isfinite(run.gap)
        kappa *= 10.0
        if not open_.any() or kappa > 1e15:
            return out
        live, here = live[open_], take(here, open_)


def _nothing_beyond_a_corner(game: CompiledGame, theta: Sequence[Array], count: int) -> np.ndarray:
    """Where no gain is positive at some corner and weights make every slope point out of the box.

    For two players with concave gains: then the weighted gains are largest, and not positive, at
    that corner, so nobody can gain without the other losing. This is the common case in which
    ceding nothing is the outside option itself.
    """
    none = np.zeros(count, dtype=bool)
    n = len(game.variables)
    if len(game.players) != 2 or n > _MOST_CORNERS:
        return none
    with np.errstate(all="ignore"):
        for corner in product((0.0, 1.0), repeat=n):
            d = game.derivatives([np.full(count, at) for at in corner], theta)
            good = np.ones(count, dtype=bool)
            for g in d.gains:
                good &= np.broadcast_to(g, (count,)) <= 0.0
            low, high = np.zeros(count), np.full(count, np.inf)  # weight of the second player
            for j, at in enumerate(corner):
                sign = 1.0 if at == 0.0 else -1.0
                a, b = (
                    np.zeros(count) if (slope := d.first[i][j]) is None
                    else sign * np.broadcast_to(slope, (count,)) for i in (0, 1)
                )  # fmt: skip
                good &= np.isfinite(a) & np.isfinite(b) & ((b != 0.0) | (a <= 0.0))
                high = np.where(b > 0.0, np.minimum(high, -a / b), high)
                low = np.where(b < 0.0, np.maximum(low, -a / b), low)
            none |= good & (low <= high)
    return none


def nash_batch(
    game: CompiledGame,
    theta: Sequence[Array],
    count: int,
    weights: Sequence[float] | None = None,
    starts: np.ndarray | None = None,
) -> tuple[NewtonRun, np.ndarray, np.ndarray]:
    """Nash bargaining solutions of many problems.

    Parameters
    ----------
    game : CompiledGame
    theta : sequence of arrays or floats
    count : int
        Number of points.
    weights : sequence of float, optional
        Bargaining weights; default one each. They are scaled to mean one.
    starts : numpy.ndarray, shape (variables, points), optional
        Where to start, if all gains are positive there.

    Returns
    -------
    run : NewtonRun
    status : numpy.ndarray of int8
        Codes of `PointStatus`, valid for concave gains: `AGREEMENT` where an acceptable agreement
        was improved to the end of the iteration (its `gap` bounds what is left),
        `NO_AGREEMENT` where the bound on the least gain is negative, else `UNKNOWN`.
    bound : numpy.ndarray
        Bound on the least gain where no start was found.
    """
    players = len(game.players)
    raw = np.ones(players) if weights is None else np.asarray(weights, dtype=float)
    alpha = tuple(float(a) for a in raw / raw.mean())
    x, found, bound, _ = interior_points(game, theta, count)
    if starts is not None:
        x, found = np.array(starts), np.ones(count, dtype=bool)
    x[:, ~found] = np.nan
    run = maximise(game, theta, Merit(alpha=alpha), x)
    status = np.full(count, PointStatus.UNKNOWN, dtype=np.int8)
    status[found & np.isfinite(run.gap)] = PointStatus.AGREEMENT
    status[~found & (bound < 0)] = PointStatus.NO_AGREEMENT
    left = np.flatnonzero(~found & ~(bound < 0))
    if left.size:
        none = _nothing_beyond_a_corner(game, take(theta, left), left.size)
        status[left[none]] = PointStatus.NO_AGREEMENT
    return run, status, bound
