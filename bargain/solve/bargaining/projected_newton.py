r"""A vectorised projected Newton method for bargaining problems.

One problem per point :math:`k` (parameters :math:`\theta_k`), all solved together on the unit box
:math:`[0,1]^n`. Every solution concept is a maximum of the same function,

.. math:: \Phi(x, t) = \kappa\Bigl(t + \sum_i w_i g_i(x)\Bigr)
          + \sum_i \alpha_i \log\bigl(g_i(x)/b_i - t\bigr),

the Nash product for :math:`\kappa = 0, t = 0, b = 1`; for :math:`\kappa \to \infty` the largest
least gain :math:`\max_x \min_i g_i(x)/b_i` (free :math:`t`, :math:`w = 0`), or the largest weighted
sum among the agreements that all accept (:math:`t = 0`). For concave quadratic gains
:math:`-\log g_i` is self-concordant (Nesterov & Nemirovskii 1994), so damped Newton steps converge
from any point where all :math:`g_i > 0`, and no other point is ever accepted; bounds are handled by
projection (Bertsekas 1982): one that the gradient pushes against leaves the Newton system.

At any :math:`x`, for concave gains and any :math:`\lambda \ge 0`,

.. math:: \sum_i \lambda_i g_i(x') \le \sum_i \lambda_i g_i(x) + \delta(x),\quad
          \delta(x) = \sum_j \max(r_j (1 - x_j), -r_j x_j),\quad r = \sum_i \lambda_i \nabla g_i(x).

References
----------
Bertsekas, D. (1982), Projected Newton methods, *SIAM J. Control Optim.* 20(2).
Nesterov, Y. & Nemirovskii, A. (1994), *Interior-Point Polynomial Algorithms in Convex Programming*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from bargain.budget import spend
from bargain.solve.payoffs.compiled import Array, CompiledGame, Derivatives

__all__ = ["Merit", "NewtonRun", "gap", "maximise", "take"]

Index = NDArray[np.intp] | NDArray[np.bool_]
T = TypeVar("T", bound=Array | float)

_STEP_LIMIT = 60
_HALVINGS = 50
_APPROACH = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Merit:
    """The function that is maximised; see the module. Arrays have one entry per point."""

    alpha: tuple[Array | float, ...]
    scale: tuple[Array, ...] | None = None
    weights: tuple[Array, ...] | None = None
    kappa: Array | float = 0.0
    level: bool = False

    def at(self, index: Index) -> Merit:
        """The merit of a subset of the points."""
        return replace(
            self,
            alpha=tuple(take(self.alpha, index)),
            scale=None if self.scale is None else tuple(take(self.scale, index)),
            weights=None if self.weights is None else tuple(take(self.weights, index)),
            kappa=take([self.kappa], index)[0],
        )

    def slacks(self, gains: Sequence[Array], t: Array) -> list[Array]:
        """The arguments of the logarithms."""
        scaled = (
            gains if self.scale is None else [g / b for g, b in zip(gains, self.scale, strict=True)]
        )
        return [g - t for g in scaled] if self.level else list(scaled)

    def value(self, gains: Sequence[Array], t: Array) -> Array:
        """The merit, and minus infinity outside its domain."""
        slacks = self.slacks(gains, t)
        least = slacks[0]
        for s in slacks[1:]:
            least = np.minimum(least, s)
        total: Array = sum(a * np.log(s) for a, s in zip(self.alpha, slacks, strict=True))
        if self.level:
            total = total + self.kappa * t
        if self.weights is not None:
            for w, g in zip(self.weights, gains, strict=True):
                total = total + self.kappa * w * g
        return np.where((least > 0) & np.isfinite(total), total, -np.inf)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewtonRun:
    """Where the iteration stands, one column per point.

    Attributes
    ----------
    x, t, gains, slopes : numpy.ndarray
        Points of the unit box, levels, gains, and the merit's slopes on the gains.
    gap : numpy.ndarray
        Upper bound on how much the merit can still rise, for concave gains.
    residual : numpy.ndarray
        Length of the gradient, without what bounds absorb, in the metric of the Hessian: the
        Newton decrement. It does not move when payoffs or variables are rescaled.
    iterations : int
    """

    x: np.ndarray
    t: np.ndarray
    gains: np.ndarray
    slopes: np.ndarray
    gap: np.ndarray
    residual: np.ndarray
    iterations: int


def take(values: Sequence[T], index: Index) -> list[T]:
    """The entries of a subset of the points; numbers stand for all points."""
    return [v[index] if np.ndim(v) else v for v in values]  # type: ignore[index, misc]


def _slopes(merit: Merit, slacks: list[Array]) -> tuple[list[Array], list[Array]]:
    """Slope of the merit on each gain, and on each scaled gain through the logarithm alone."""
    pull = [a / s for a, s in zip(merit.alpha, slacks, strict=True)]
    slope = pull if merit.scale is None else [p / b for p, b in zip(pull, merit.scale, strict=True)]
    if merit.weights is not None:
        slope = [s + merit.kappa * w for s, w in zip(slope, merit.weights, strict=True)]
    return slope, pull


def _newton_system(
    merit: Merit, d: Derivatives, slacks: list[Array], n: int, count: int
) -> tuple[list[Array], list[list[Array]], list[Array]]:
    """Gradient and negative Hessian (lower triangle) of the merit, and the slopes on gains."""
    slope, pull = _slopes(merit, slacks)
    size = n + merit.level
    zero = np.zeros(count)
    gradient: list[Array] = [zero] * size
    matrix: list[list[Array]] = [[zero] * (a + 1) for a in range(size)]
    for i, (s, p) in enumerate(zip(slope, pull, strict=True)):
        stiff = p * p / merit.alpha[i]
        scaled = stiff if merit.scale is None else stiff / merit.scale[i] ** 2
        for a in range(n):
            ja = d.first[i][a]
            if ja is None:
                continue
            gradient[a] = gradient[a] + s * ja
            ka = scaled * ja
            for b in range(a + 1):
                if d.first[i][b] is not None:
                    matrix[a][b] = matrix[a][b] + ka * d.first[i][b]
                if d.second[i][a][b] is not None:
                    matrix[a][b] = matrix[a][b] - s * d.second[i][a][b]
            if merit.level:
                across = ka if merit.scale is None else ka * merit.scale[i]
                matrix[n][a] = matrix[n][a] - across
        if merit.level:
            gradient[n] = gradient[n] - p
            matrix[n][n] = matrix[n][n] + stiff
    if merit.level:
        gradient[n] = gradient[n] + merit.kappa
    return gradient, matrix, slope


def _solve(matrix: list[list[Array]], right: list[Array]) -> list[Array]:
    """LDL' of many small systems; pivots are kept positive, so the result is an ascent step."""
    size = len(right)
    factor: list[dict[int, Array]] = [{} for _ in range(size)]
    pivots: list[Array] = []
    for a in range(size):
        for b in range(a):
            value = matrix[a][b]
            for c in range(b):
                value = value - factor[a][c] * factor[b][c] * pivots[c]
            factor[a][b] = value / pivots[b]
        pivot = matrix[a][a]
        for c in range(a):
            pivot = pivot - factor[a][c] ** 2 * pivots[c]
        # Below rounding of the diagonal the curvature is noise (or has the wrong sign where gains
        # are not concave): use the diagonal's size, a gradient step in that direction.
        size_here = np.abs(matrix[a][a])
        pivot = np.where(pivot > 1e-14 * size_here, pivot, np.maximum(size_here, 1e-300))
        pivots.append(pivot)
    y: list[Array] = []
    for a in range(size):
        value = right[a]
        for b in range(a):
            value = value - factor[a][b] * y[b]
        y.append(value)
    step = [v / p for v, p in zip(y, pivots, strict=True)]
    for a in reversed(range(size)):
        for b in range(a + 1, size):
            step[a] = step[a] - factor[b][a] * step[b]
    return step


def gap(x: Sequence[Array], gradient: Sequence[Array]) -> Array:
    """How much the tangent at `x` still rises inside the unit box."""
    total: Array = np.zeros(())
    for xj, rj in zip(x, gradient, strict=False):
        total = total + np.maximum(rj * (1.0 - xj), -rj * xj)
    return total


def maximise(
    game: CompiledGame,
    theta: Sequence[Array],
    merit: Merit,
    x: np.ndarray,
    t: np.ndarray | None = None,
    *,
    tolerance: float = 1e-12,
) -> NewtonRun:
    """Maximise the merit at every point, from starts inside its domain.

    Parameters
    ----------
    game : CompiledGame
    theta : sequence of arrays or floats
        One entry per parameter of the game.
    merit : Merit
    x : numpy.ndarray, shape (variables, points)
        Starts with all slacks positive; other columns come back as they were, with infinite gap.
    t : numpy.ndarray, shape (points,), optional
        Levels, if the merit has one.
    tolerance : float
        Newton decrement (squared) below which one last step is taken.

    Returns
    -------
    NewtonRun
    """
    n, count = len(game.variables), x.shape[1]
    players = len(game.players)
    out = NewtonRun(
        x=np.array(x, dtype=float),
        t=np.zeros(count) if t is None else np.array(t, dtype=float),
        gains=np.full((players, count), np.nan),
        slopes=np.full((players, count), np.nan),
        gap=np.full(count, np.inf),
        residual=np.full(count, np.inf),
        iterations=0,
    )
    live = np.arange(count)
    xs, ts, here, m = list(out.x), out.t, list(theta), merit
    iterations = 0
    with np.errstate(all="ignore"):
        value = np.broadcast_to(m.value(game.gains(xs, here), ts), (count,))
        last = stored = np.zeros(count, dtype=bool)
        for iterations in range(1, _STEP_LIMIT + 1):
            spend(n * players * len(live))
            d = game.derivatives(xs, here)
            slacks = m.slacks(d.gains, ts)
            gradient, matrix, slope = _newton_system(m, d, slacks, n, len(live))
            final = last | ~np.isfinite(value) | (iterations == _STEP_LIMIT)
            # A finished point may stay in the arrays for a while, but is never stored again: its
            # answer must not depend on the other points of the batch.
            fresh = final & ~stored
            if fresh.any():
                stored = stored | fresh
                _store(out, live, fresh, xs, ts, d.gains, slope, gap(xs, gradient[:n]))
                bounded = game.quadratic and not m.level and m.weights is None
                _measure(
                    out,
                    live,
                    fresh,
                    gradient,
                    matrix,
                    n,
                    min(float(np.min(a)) for a in m.alpha) if bounded else 0.0,
                )
                keep = np.flatnonzero(~final)
                if not keep.size:
                    break
                if keep.size < 0.7 * len(live):
                    live, here, m = live[keep], take(here, keep), m.at(keep)
                    xs, ts, value = take(xs, keep), ts[keep], value[keep]
                    gradient = take(gradient, keep)
                    matrix = [take(row, keep) for row in matrix]
                    last, stored = last[keep], stored[keep]
            step, slope_along = _projected_step(xs, gradient, matrix, n)
            done = slope_along <= tolerance
            xs, ts, value, moved = _line_search(game, here, m, xs, ts, value, step, slope_along)
            last = last | done | ~moved
    return replace(out, iterations=iterations)


def _store(
    out: NewtonRun, live: np.ndarray, final: np.ndarray, xs: list[Array], ts: Array,
    gains: list[Array], slopes: list[Array], gaps: Array,
) -> None:  # fmt: skip
    at = live[final]
    for j, column in enumerate(xs):
        out.x[j, at] = column[final]
    out.t[at] = ts[final]
    for table, rows in ((out.gains, gains), (out.slopes, slopes)):
        for i, row in enumerate(rows):
            table[i, at] = row[final] if np.ndim(row) else row
    out.gap[at] = np.where(np.isfinite(gaps[final]), gaps[final], np.inf)


def _measure(
    out: NewtonRun, live: np.ndarray, final: np.ndarray, gradient: list[Array],
    matrix: list[list[Array]], n: int, concordance: float,
) -> None:  # fmt: skip
    r"""Residuals of finished points, and a sharper gap where the merit is self-concordant.

    With :math:`\lambda` the Newton decrement of the gradient that bounds do not absorb, a
    self-concordant merit rises by at most :math:`-\lambda - \log(1-\lambda)` (Nesterov &
    Nemirovskii 1994); :math:`-\alpha\log g` is so after scaling by :math:`\sqrt\alpha`.
    """
    at = live[final]
    right = [np.broadcast_to(r, live.shape)[final] for r in gradient]
    full = [[np.broadcast_to(v, live.shape)[final] for v in row] for row in matrix]
    for j in range(n):
        held = _held(out.x[j, at], right[j])
        right[j] = np.where(held, 0.0, right[j])
    step = _solve(full, right)
    decrement = np.sqrt(np.maximum(sum(s * r for s, r in zip(step, right, strict=True)), 0.0))
    flat = np.minimum(out.gap[at], decrement)
    out.residual[at] = np.where(np.isfinite(flat), flat, np.inf)
    if concordance > 0.0:
        scaled = decrement / np.sqrt(concordance)
        rise = concordance * np.where(scaled < 0.5, -scaled - np.log1p(-scaled), np.inf)
        out.gap[at] = np.fmin(out.gap[at], np.maximum(rise, 1e-16))


def _held(x: Array, slope: Array) -> Array:
    """Where a bound absorbs the gradient."""
    return ((x <= 0.0) & (slope <= 0.0)) | ((x >= 1.0) & (slope >= 0.0))


def _projected_step(
    xs: list[Array], gradient: list[Array], matrix: list[list[Array]], n: int
) -> tuple[list[Array], Array]:
    """The Newton step with the bounds that the gradient pushes against held fixed."""
    right = list(gradient)
    for j in range(n):
        held = _held(xs[j], gradient[j])
        if not held.any():
            continue
        free = np.where(held, 0.0, 1.0)
        right[j] = right[j] * free
        for b in range(j):
            matrix[j][b] = matrix[j][b] * free
        for a in range(j + 1, len(matrix)):
            matrix[a][j] = matrix[a][j] * free
        matrix[j][j] = np.where(held, 1.0, matrix[j][j])
    step = _solve(matrix, right)
    along: Array = np.zeros(())
    for s, r in zip(step, right, strict=True):
        along = along + s * r
    return step, along


def _line_search(
    game: CompiledGame, theta: list[Array], merit: Merit, xs: list[Array], ts: Array,
    value: Array, step: list[Array], along: Array,
) -> tuple[list[Array], Array, Array, Array]:  # fmt: skip
    """Backtrack until the merit rises (within rounding), never leaving its domain."""
    n = len(xs)
    slack = 1e-13 * (1.0 + np.abs(value))
    # Where slopes are infinite a bound is approached by factors, and never reached.
    ends = [
        (
            _APPROACH * x if low else np.zeros(()),
            1.0 - _APPROACH * (1.0 - x) if high else np.ones(()),
        )
        for x, (low, high) in zip(xs, game.singular, strict=True)
    ]

    def trial(size: float, index: Index | None) -> tuple[list[Array], Array, Array]:
        old_x, old_t, move, here, m = xs, ts, step, theta, merit
        near: Sequence[Sequence[Array]] = ends
        if index is not None:
            old_x, old_t, move = take(xs, index), ts[index], take(step, index)
            here, m = take(theta, index), merit.at(index)
            near = [take(pair, index) for pair in ends]
        new_x = [np.clip(old_x[j] + size * move[j], *near[j]) for j in range(n)]
        new_t = old_t + size * move[n] if merit.level else old_t
        return new_x, new_t, m.value(game.gains(new_x, here), new_t)

    new_x, new_t, new_value = trial(1.0, None)
    new_value = np.broadcast_to(new_value, value.shape)
    good = new_value >= value + 1e-4 * along - slack
    if good.all():
        return new_x, new_t, new_value, good
    new_value = np.array(new_value)
    size, left = 1.0, np.flatnonzero(~good)
    for _ in range(_HALVINGS):
        size *= 0.4
        x_try, t_try, v_try = trial(size, left)
        better = v_try >= value[left] + 1e-4 * size * along[left] - slack[left]
        hit = left[better]
        for j in range(n):
            new_x[j][hit] = x_try[j][better]
        if merit.level:
            new_t[hit] = t_try[better]
        new_value[hit] = v_try[better]
        good[hit] = True
        left = left[~better]
        if not left.size:
            break
    for j in range(n):
        new_x[j][left] = xs[j][left]
    if merit.level:
        new_t[left] = ts[left]
    new_value[left] = value[left]
    return new_x, new_t, new_value, good
