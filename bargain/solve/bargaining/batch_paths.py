r"""Largest least gains and largest sums of many concave problems at once.

As in `bargain.solve.bargaining.central_path`, for all points of a sweep together: a few steps along
the path show which gains and which bounds are active, and Newton's method on the
Karush-Kuhn-Tucker equations (`bargain.solve.bargaining.active_set`) ends it. With the free
variables, the active players :math:`A` and the objective's own weights :math:`w` the unknowns are
:math:`x`, the level :math:`t` and multipliers :math:`\mu`; what is not free or not active keeps its
place by an equation of its own, so that every point has a system of the same size.

Every point carries its own bound, from the tangent at where it ended; a point whose bound is not
small is left to others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bargain.solve.bargaining.projected_newton import Merit, gap, maximise, take
from bargain.solve.payoffs.compiled import Array, CompiledGame

__all__ = ["BatchOptimum", "ideal_batch", "level_batch", "sum_batch"]

_KAPPAS = (30.0, 1e3, 1e5, 1e8, 1e11)
_STEPS = 7
_CLOSE = 1e-10  # relative; a point with a smaller bound has ended
_TINY = 1e-13
_SETTLED = 1e-8


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchOptimum:
    """Where the search ended, one column per point.

    Attributes
    ----------
    x : numpy.ndarray, shape (variables, points)
        In the unit box.
    value, bound : numpy.ndarray
        The objective, and how much it can still rise at most, relative to it.
    """

    x: np.ndarray
    value: np.ndarray
    bound: np.ndarray


def level_batch(
    game: CompiledGame, theta: Sequence[Array], starts: np.ndarray, scale: np.ndarray
) -> BatchOptimum:
    """Maximise min g/scale; `scale` is positive, of shape (players, points)."""
    # the Nash product is large only where no gain is small: a start at which the level has its size
    ones = (1.0,) * len(scale)
    balanced = maximise(game, theta, Merit(alpha=ones), starts, tolerance=1e-4)
    starts = np.where(np.isfinite(balanced.gap), balanced.x, starts)
    return _follow(game, theta, starts, scale, None)


def sum_batch(
    game: CompiledGame, theta: Sequence[Array], starts: np.ndarray, weights: np.ndarray
) -> BatchOptimum:
    """Maximise sum weights*g among agreements without losses; weights (players, points)."""
    return _follow(game, theta, starts, np.ones_like(weights), weights)


def ideal_batch(
    game: CompiledGame, theta: Sequence[Array], starts: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Ideal gains of every player, and the worst of their relative bounds."""
    players, count = len(game.players), starts.shape[1]
    ideal, worst = np.empty((players, count)), np.zeros(count)
    for i in range(players):
        alone = np.zeros((players, count))
        alone[i] = 1.0
        found = sum_batch(game, theta, starts, alone)
        ideal[i] = found.value
        worst = np.maximum(worst, found.bound)
    return ideal, worst


def _follow(
    game: CompiledGame, theta: Sequence[Array], starts: np.ndarray, scale: np.ndarray,
    weights: np.ndarray | None,
) -> BatchOptimum:  # fmt: skip
    count = starts.shape[1]
    level = weights is None
    out = BatchOptimum(
        x=np.array(starts), value=np.full(count, -np.inf), bound=np.full(count, np.inf)
    )
    with np.errstate(all="ignore"):
        first = _table(game.gains(list(starts), theta), count)
        size = (first / scale).min(axis=0) if weights is None else (weights * first).sum(axis=0)
    units = scale * size if level else scale
    own = np.zeros_like(scale) if weights is None else weights / size
    live, here = np.arange(count), list(theta)
    x = np.array(starts)
    with np.errstate(all="ignore"):
        t = (first / units).min(axis=0) - 0.5 if level else None
    ones = (1.0,) * len(scale)
    for kappa in _KAPPAS:
        b, w = units[:, live], own[:, live]
        merit = Merit(
            alpha=ones, scale=tuple(b) if level else None, weights=None if level else tuple(w),
            kappa=kappa, level=level,
        )  # fmt: skip
        run = maximise(game, here, merit, x, t, tolerance=1e-6)
        with np.errstate(all="ignore"):
            pull = run.slopes / kappa * b - w
            slack = run.gains / b - run.t if level else run.gains / np.abs(run.gains).max(axis=0)
            active = pull * (1.0 if level else np.abs(run.gains).max(axis=0)) > slack
            ended, value, bound = _newton(
                game, here, run.x, b, w, np.where(active, pull, 0.0), active, run.t, level=level
            )
        better = bound < out.bound[live]
        at = live[better]
        out.x[:, at], out.bound[at] = ended[:, better], bound[better]
        out.value[at] = value[better] * size[at]
        left = ~(out.bound[live] <= _CLOSE) & np.isfinite(run.gap)
        if not left.any():
            break
        x, t = run.x[:, left], (run.t[left] if level else None)
        live, here = live[left], take(here, left)
    return out


def _table(rows: Sequence[Array | None], count: int) -> np.ndarray:
    return np.array([np.broadcast_to(0.0 if r is None else r, (count,)) for r in rows], dtype=float)


def _newton(
    game: CompiledGame, theta: Sequence[Array], x: np.ndarray, scale: np.ndarray,
    own: np.ndarray, pull: np.ndarray, active: np.ndarray, t: np.ndarray, *, level: bool,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:  # fmt: skip
    """Points, values and relative bounds at the end of Newton's method."""
    n, count = x.shape
    m = len(scale)
    free = (x > 0.0) & (x < 1.0)
    if level:
        pull = pull / np.where(pull.sum(axis=0) > 0, pull.sum(axis=0), 1.0)
    x, t = np.array(x), np.array(t)
    size = n + level + m
    for _ in range(_STEPS):
        gains, first, second = _dense(game, theta, x)
        slope = own + pull / scale
        scaled = first / scale[:, None, :]
        matrix, right = np.zeros((count, size, size)), np.zeros((count, size))
        curve = np.einsum("ik,iabk->abk", slope, second)
        room = _TINY * np.abs(curve).max(axis=(0, 1)) + 1e-300
        for a in range(n):
            for b in range(n):
                matrix[:, a, b] = np.where(free[a] & free[b], curve[a, b], 0.0)
            matrix[:, a, a] = np.where(free[a], curve[a, a] - room, 1.0)
            right[:, a] = np.where(free[a], -(slope * first[:, a]).sum(axis=0), 0.0)
        for i in range(m):
            k = n + level + i
            for a in range(n):
                both = np.where(active[i] & free[a], scaled[i, a], 0.0)
                matrix[:, a, k] = matrix[:, k, a] = both
            matrix[:, k, k] = np.where(active[i], -_TINY, 1.0)
            right[:, k] = np.where(active[i], t - gains[i] / scale[i], -pull[i])
            if level:
                matrix[:, k, n] = np.where(active[i], -1.0, 0.0)
                matrix[:, n, k] = np.where(active[i], 1.0, 0.0)
        if level:
            right[:, n] = 1.0 - pull.sum(axis=0)
            matrix[:, n, n] = np.where(active.any(axis=0), 0.0, 1.0)
        step = _solved(matrix, right)
        x = np.where(free, x + step[:, :n].T, x)
        pull = pull + step[:, n + level :].T
        if level:
            t = t + step[:, n]
        moved = np.abs(step[:, :n]).max(axis=1, initial=0.0)
        if not ((moved > _SETTLED) & (moved < 1.0)).any():  # the next step would square this one
            break
    x = np.clip(x, 0.0, 1.0)
    gains, first, _ = _dense(game, theta, x)
    slope = own + np.maximum(pull, 0.0) / scale
    top = (slope * gains).sum(axis=0) + gap(list(x), list((slope[:, None] * first).sum(axis=0)))
    if level:
        value = (gains / scale).min(axis=0)
        top = top / (slope * scale).sum(axis=0)
    else:
        value = (own * gains).sum(axis=0)
        top = np.where((gains < -1e-12 * np.abs(gains).max(axis=0)).any(axis=0), np.inf, top)
    bound = np.where(np.isfinite(top) & (value > 0), np.maximum(top - value, 0.0) / value, np.inf)
    return x, value, bound


def _dense(
    game: CompiledGame, theta: Sequence[Array], x: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    n, count = x.shape
    d = game.derivatives(list(x), theta)
    first = np.array([_table(row, count) for row in d.first])
    second = np.zeros((len(d.gains), n, n, count))
    for i, rows in enumerate(d.second):
        for a, row in enumerate(rows):
            for b, entry in enumerate(row):
                if entry is not None:
                    second[i, a, b] = second[i, b, a] = entry
    return _table(d.gains, count), first, second


def _solved(matrix: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Solutions of many systems; NaN where one is singular."""
    try:
        return np.asarray(np.linalg.solve(matrix, right[..., None])[..., 0])
    except np.linalg.LinAlgError:
        found = np.full_like(right, np.nan)
        regular = np.abs(np.linalg.det(matrix)) > 0
        if regular.any() and not regular.all():
            found[regular] = _solved(matrix[regular], right[regular])
        return found
