r"""Largest least gains and largest sums of many concave problems at once.

As in `bargain.solve.bargaining.central_path`, for all points of a sweep together: a few steps along
the path show which gains and which bounds are active, and Newton's method on the
Karush-Kuhn-Tucker equations (`bargain.solve.bargaining.active_set`) ends it. With the objective's
own weights :math:`w` the unknowns are :math:`x`, the level :math:`t` and multipliers :math:`\mu`.
A gain is active while :math:`\mu_i` is larger than what it leaves, times a number, and a bound
while a step along the gradient would leave the box; both are read anew at every step (a semi-smooth
Newton method, Hintermüller, Ito & Kunisch 2002). What is not free or not active has an equation of
its own, so that every point has a system of the same size.

Every point carries its own bound, from the tangent at where it ended; a point whose bound is not
small is left to others.

References
----------
Hintermüller, M., Ito, K. & Kunisch, K. (2002), The primal-dual active set strategy as a semismooth
Newton method, *SIAM J. Optim.* 13(3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bargain.solve.bargaining.projected_newton import Merit, gap, maximise, take
from bargain.solve.payoffs.compiled import Array, CompiledGame, Derivatives

__all__ = ["BatchOptimum", "balanced", "ideal_batch", "level_batch", "sum_batch"]

_KAPPAS = (30.0, 1e3, 1e5, 1e8, 1e11)
_NEAR = 1e-2  # Newton decrement (squared) that is near enough to the path
_STEPS = 7
_CLOSE = 1e-10  # relative; a point with a smaller bound has ended
_TINY = 1e-13
_LEANING = 0.1  # any positive number: how a distance and its multiplier are weighed
_SHORT = 1e-9
_PIVOT = 1e-2  # of the largest entry below
_Table = list[list[Array | None]]


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


def balanced(game: CompiledGame, theta: Sequence[Array], starts: np.ndarray) -> np.ndarray:
    """Starts where the Nash product is large, so that no gain is small."""
    ones = (1.0,) * len(game.players)
    run = maximise(game, theta, Merit(alpha=ones), starts, tolerance=0.1)
    return np.where(np.isfinite(run.gap), run.x, starts)


def level_batch(
    game: CompiledGame, theta: Sequence[Array], starts: np.ndarray, scale: np.ndarray
) -> BatchOptimum:
    """Maximise min g/scale; `scale` is positive, of shape (players, points)."""
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
    live, here, x, gains = np.arange(count), list(theta), np.array(starts), first

    def keep(ended: BatchOptimum) -> np.ndarray:
        """Which points are left."""
        better = ended.bound < out.bound[live]
        at = live[better]
        out.x[:, at], out.bound[at] = ended.x[:, better], ended.bound[better]
        out.value[at] = ended.value[better] * size[at]
        return ~(out.bound[live] <= _CLOSE)

    ones = (1.0,) * len(scale)
    left = np.ones(count, dtype=bool)
    if level:  # where the Nash product is largest, its own slopes balance the gradients
        with np.errstate(all="ignore"):
            least = (first / units).min(axis=0)
            left = keep(_newton(game, here, x, units, own, units / first, least))
    for kappa in _KAPPAS:
        if not left.any():
            break
        live, here, x, gains = live[left], take(here, left), x[:, left], gains[:, left]
        b, w = units[:, live], own[:, live]
        merit = Merit(
            alpha=ones, scale=tuple(b) if level else None, weights=None if level else tuple(w),
            kappa=kappa, level=level,
        )  # fmt: skip
        with np.errstate(all="ignore"):  # the level that would be best, were the gains equal
            t = (gains / b).min(axis=0) - len(ones) / kappa if level else None
        run = maximise(game, here, merit, x, t, tolerance=_NEAR)
        x, gains = run.x, run.gains
        with np.errstate(all="ignore"):
            pull = run.slopes / kappa * b - w
            left = keep(_newton(game, here, x, b, w, pull, run.t if level else None))
        left &= np.isfinite(run.gap)
    return out


def _table(rows: Sequence[Array | None], count: int) -> np.ndarray:
    return np.array([np.broadcast_to(0.0 if r is None else r, (count,)) for r in rows], dtype=float)


def _newton(
    game: CompiledGame, theta: Sequence[Array], x: np.ndarray, scale: np.ndarray,
    own: np.ndarray, pull: np.ndarray, t: np.ndarray | None,
) -> BatchOptimum:  # fmt: skip
    """Where the semi-smooth Newton method ends; `t` is None for a weighted sum."""
    n, count = x.shape
    m = len(scale)
    if t is not None:
        pull = pull / np.where(pull.sum(axis=0) > 0, pull.sum(axis=0), 1.0)
    best = BatchOptimum(x=np.array(x), value=np.zeros(count), bound=np.full(count, np.inf))
    live, last = np.arange(count), np.zeros(count, dtype=bool)
    for k in range(_STEPS + 1):
        d = game.derivatives(list(x), theta)
        gains = _table(d.gains, len(live))
        if k:
            value, bound = _bounded(x, gains, d.first, scale, own, pull, level=t is not None)
            # a step from where the bound is small brings the last digits; they need no new bound
            better = bound <= np.maximum(best.bound[live], _CLOSE)
            at = live[better]
            best.x[:, at], best.value[at] = x[:, better], value[better]
            best.bound[at] = bound[better]
            on = np.flatnonzero(~last & np.isfinite(x).all(axis=0))
            if k == _STEPS or not on.size:
                break
            last = bound <= _CLOSE
            if on.size < len(live):
                live, last, theta = live[on], last[on], take(theta, on)
                x, scale, own, pull = x[:, on], scale[:, on], own[:, on], pull[:, on]
                t = t if t is None else t[on]
                gains, d = gains[:, on], _some(d, on)
        # the path knows better than its gradient, which has an error, which bounds hold
        reach = 1.0 if k else _SHORT
        step = _solved(_system(x, d, gains, scale, own, pull, t, reach))
        x = np.clip(x + step[:n], 0.0, 1.0)
        pull = pull + step[n : n + m]
        t = t if t is None else t + step[n + m]
    return best


def _some(d: Derivatives, on: np.ndarray) -> Derivatives:
    """The derivatives at a subset of the points."""
    return Derivatives(
        take(d.gains, on), [take(row, on) for row in d.first],
        [[take(row, on) for row in rows] for rows in d.second],
    )  # fmt: skip


def _bounded(
    x: np.ndarray, gains: np.ndarray, first: _Table, scale: np.ndarray, own: np.ndarray,
    pull: np.ndarray, *, level: bool,
) -> tuple[np.ndarray, np.ndarray]:  # fmt: skip
    """The objective, and how much it can still rise at most, relative to it."""
    slope = own + np.maximum(pull, 0.0) / scale
    top = (slope * gains).sum(axis=0) + gap(list(x), _rise(slope, first, x[0]))
    if level:
        value = (gains / scale).min(axis=0)
        top = top / (slope * scale).sum(axis=0)
    else:
        value = (own * gains).sum(axis=0)
        top = np.where((gains < -1e-12 * np.abs(gains).max(axis=0)).any(axis=0), np.inf, top)
    known = np.isfinite(top) & (value > 0)
    return value, np.where(known, np.maximum(top - value, 0.0) / value, np.inf)


def _rise(slope: np.ndarray, first: _Table, like: np.ndarray) -> list[np.ndarray]:
    """The gradient of the gains, each times its slope."""
    zero = np.zeros_like(like)
    return [
        sum((s * row[a] for s, row in zip(slope, first, strict=True) if row[a] is not None), zero)
        for a in range(len(first[0]))
    ]


def _system(
    x: np.ndarray, d: Derivatives, gains: np.ndarray, scale: np.ndarray, own: np.ndarray,
    pull: np.ndarray, t: np.ndarray | None, reach: float,
) -> np.ndarray:  # fmt: skip
    """One linear system for each point, the right side its last column: steps of x, pull, t."""
    (n, count), m = x.shape, len(scale)
    size = n + m + (t is not None)
    slope = own + pull / scale
    rise = _rise(slope, d.first, x[0])
    table = np.zeros((size, size + 1, count))
    curve = table[:n, :n]
    for s, rows in zip(slope, d.second, strict=True):
        for a, row in enumerate(rows):
            for b, entry in enumerate(row):
                if entry is not None:
                    curve[a, b] += s * entry
    for a in range(n):
        curve[:a, a] = curve[a, :a]
    room = _TINY * np.abs(curve).max(axis=(0, 1)) + 1e-300
    if t is None:
        unit = np.abs(gains).max(axis=0)
        left = gains / scale
        active = pull * unit > gains / unit
    else:
        left = gains / scale - t
        active = pull > _LEANING * left
    for i, (here, b, row) in enumerate(zip(active, scale, d.first, strict=True)):
        k = n + i
        for a, entry in enumerate(row):
            if entry is not None:
                table[a, k] = entry / b
                table[k, a] = np.where(here, table[a, k], 0.0)
        table[k, k] = np.where(here, -_TINY, 1.0)
        table[k, size] = np.where(here, -left[i], -pull[i])
        if t is not None:
            table[k, size - 1] = np.where(here, -1.0, 0.0)
            table[size - 1, k] = 1.0
    if t is not None:
        table[size - 1, size - 1] = np.where(active.any(axis=0), 0.0, 1.0)
        table[size - 1, size] = 1.0 - pull.sum(axis=0)
    for a in range(n):
        aim = np.clip(x[a] + reach * rise[a], 0.0, 1.0)
        curve[a, a] -= room
        table[a, size] = -rise[a]
        held = (aim == 0.0) | (aim == 1.0)
        if held.any():  # it goes to its bound
            table[a] = np.where(held, 0.0, table[a])
            table[a, a] = np.where(held, 1.0, table[a, a])
            table[a, size] = np.where(held, aim - x[a], table[a, size])
    return table


def _solved(table: np.ndarray) -> np.ndarray:
    """Solutions of many systems by elimination, in place; not finite where one is singular."""
    size = len(table)
    for k in range(size):
        below = np.abs(table[k + 1 :, k])
        if k + 1 < size:
            small = np.flatnonzero(np.abs(table[k, k]) < _PIVOT * below.max(axis=0))
            if small.size:  # another row comes first
                rows = k + 1 + below[:, small].argmax(axis=0)
                kept = table[k, :, small]
                table[k, :, small] = table[rows, :, small]
                table[rows, :, small] = kept
        table[k, k + 1 :] /= table[k, k]
        for i in range(k + 1, size):
            table[i, k + 1 :] -= table[i, k] * table[k, k + 1 :]
    for k in reversed(range(size)):
        for i in range(k):
            table[i, size] -= table[i, k] * table[k, size]
    return table[:, size]
