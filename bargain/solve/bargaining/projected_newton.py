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

The iteration is written once for every library of arrays that speaks the array API (numpy, JAX, …):
it takes its functions from the arrays that it is given and writes into none.

References
----------
Array API standard, version 2024.12, https://data-apis.org/array-api/.
Bertsekas, D. (1982), Projected Newton methods, *SIAM J. Control Optim.* 20(2).
Nesterov, Y. & Nemirovskii, A. (1994), *Interior-Point Polynomial Algorithms in Convex Programming*.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from bargain.budget import spend
from bargain.solve.payoffs.compiled import (
    Array,
    CompiledGame,
    Derivatives,
    array_library,
    namespace,
)

__all__ = ["Merit", "NewtonRun", "gap", "maximise", "take"]

Index = NDArray[np.intp] | NDArray[np.bool_]
T = TypeVar("T", bound=Array | float | None)

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
        xp = namespace(*slacks)
        parts = [_times(xp.log(s), a) for a, s in zip(self.alpha, slacks, strict=True)]
        if self.level:
            parts.append(self.kappa * t)
        if self.weights is not None:
            parts += [self.kappa * w * g for w, g in zip(self.weights, gains, strict=True)]
        total = reduce(operator.add, parts)
        return xp.where(xp.isfinite(total), total, -math.inf)  # no logarithm outside is finite


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
    xp = namespace(index)
    if index.dtype == xp.bool:
        index = xp.nonzero(index)[0]
    return [xp.take(v, index) if getattr(v, "ndim", 0) else v for v in values]


def _plus(total: Array | None, part: Array) -> Array:
    return part if total is None else total + part


def _less(total: Array | None, part: Array) -> Array:
    return -part if total is None else total - part


def _times(value: Array, factor: Array | float) -> Array:
    return value if isinstance(factor, float) and factor == 1.0 else value * factor


def _over(value: Array, factor: Array | float) -> Array:
    return value if isinstance(factor, float) and factor == 1.0 else value / factor


def _slopes(merit: Merit, slacks: list[Array]) -> tuple[list[Array], list[Array]]:
    """Slope of the merit on each gain, and on each scaled gain through the logarithm alone."""
    pull = [a / s for a, s in zip(merit.alpha, slacks, strict=True)]
    slope = pull if merit.scale is None else [p / b for p, b in zip(pull, merit.scale, strict=True)]
    if merit.weights is not None:
        slope = [s + merit.kappa * w for s, w in zip(slope, merit.weights, strict=True)]
    return slope, pull


def _newton_system(
    merit: Merit, d: Derivatives, slacks: list[Array], n: int, zero: Array
) -> tuple[list[Array], list[list[Array]], list[Array]]:
    """Gradient and negative Hessian (lower triangle) of the merit, and the slopes on gains."""
    slope, pull = _slopes(merit, slacks)
    size = n + merit.level
    gradient: list[Array | None] = [None] * size
    matrix: list[list[Array | None]] = [[None] * (a + 1) for a in range(size)]
    for i, (s, p) in enumerate(zip(slope, pull, strict=True)):
        stiff = _over(p * p, merit.alpha[i])
        scaled = stiff if merit.scale is None else stiff / merit.scale[i] ** 2
        for a in range(n):
            ja = d.first[i][a]
            if ja is None:
                continue
            gradient[a] = _plus(gradient[a], s * ja)
            ka = scaled * ja
            for b in range(a + 1):
                if (jb := d.first[i][b]) is not None:
                    matrix[a][b] = _plus(matrix[a][b], ka * jb)
                if (curve := d.second[i][a][b]) is not None:
                    matrix[a][b] = _less(matrix[a][b], s * curve)
            if merit.level:
                across = ka if merit.scale is None else ka * merit.scale[i]
                matrix[n][a] = _less(matrix[n][a], across)
        if merit.level:
            gradient[n] = _less(gradient[n], p)
            matrix[n][n] = _plus(matrix[n][n], stiff)
    if merit.level:
        gradient[n] = _plus(gradient[n], zero + merit.kappa)
    whole = [[zero if v is None else v for v in row] for row in matrix]
    return [zero if v is None else v for v in gradient], whole, slope


def _solve(matrix: list[list[Array]], right: list[Array]) -> list[Array]:
    """LDL' of many small systems; pivots are kept positive, so the result is an ascent step."""
    size, xp = len(right), namespace(*right)
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
        size_here = xp.abs(matrix[a][a])
        least = xp.maximum(size_here, 1e-300)
        pivots.append(xp.where(pivot > 1e-14 * size_here, pivot, least) if a else least)
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
    xp = namespace(*x)
    parts = [xp.maximum(r * (1.0 - z), -r * z) for z, r in zip(x, gradient, strict=False)]
    return reduce(operator.add, parts)


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
        Its arrays are numpy's, whatever ``game.arrays`` are.
    """
    if game.arrays == "numpy":
        return _iterated(game, theta, merit, x, t, tolerance)
    xp = array_library(game.arrays)

    def there(values: Sequence[Array | float]) -> list[Array]:
        return [xp.asarray(v, dtype=xp.float64) for v in values]

    merit = replace(
        merit,
        alpha=tuple(there(merit.alpha)),
        scale=None if merit.scale is None else tuple(there(merit.scale)),
        weights=None if merit.weights is None else tuple(there(merit.weights)),
    )
    start, *level = there([x] if t is None else [x, t])
    run = _iterated(game, there(theta), merit, start, level[0] if level else None, tolerance)
    return NewtonRun(
        x=np.array(run.x), t=np.array(run.t), gains=np.array(run.gains),
        slopes=np.array(run.slopes), gap=np.array(run.gap), residual=np.array(run.residual),
        iterations=run.iterations,
    )  # fmt: skip


def _iterated(
    game: CompiledGame, theta: Sequence[Array], merit: Merit, x: Array, t: Array | None,
    tolerance: float,
) -> NewtonRun:  # fmt: skip
    """The iteration, in the library that the starts belong to."""
    n, (_, count), xp = len(game.variables), x.shape, namespace(x)
    players = len(game.players)
    ended = _Ended(n)
    live = xp.arange(count)
    xs, here, m = [x[j, ...] for j in range(n)], list(theta), merit
    ts = xp.zeros(count) if t is None else t
    iterations = 0
    with np.errstate(all="ignore"):
        value = xp.broadcast_to(m.value(game.gains(xs, here), ts), (count,))
        last = stored = xp.zeros(count, dtype=xp.bool)
        for iterations in range(1, _STEP_LIMIT + 1):
            spend(n * players * live.shape[0])
            d = game.derivatives(xs, here)
            slacks = m.slacks(d.gains, ts)
            zero = xp.zeros(live.shape[0])
            gradient, matrix, slope = _newton_system(m, d, slacks, n, zero)
            final = last | ~xp.isfinite(value) | (iterations == _STEP_LIMIT)
            # A finished point may stay in the arrays for a while, but is never stored again: its
            # answer must not depend on the other points of the batch.
            fresh = final & ~stored
            if xp.any(fresh):
                stored = stored | fresh
                bounded = game.quadratic and not m.level and m.weights is None
                concordance = min(map(_least, m.alpha)) if bounded else 0.0
                rows = [*xs, ts, *d.gains, *slope]
                ended.add(live, fresh, rows, gap(xs, gradient[:n]), gradient, matrix, concordance)
                keep = xp.nonzero(~final)[0]
                if not keep.shape[0]:
                    break
                if keep.shape[0] < 0.7 * live.shape[0]:
                    here, m, xs = take(here, keep), m.at(keep), take(xs, keep)
                    gradient = take(gradient, keep)
                    matrix = [take(row, keep) for row in matrix]
                    live, ts, value, last, stored = take([live, ts, value, last, stored], keep)
            step, slope_along = _projected_step(xs, gradient, matrix, n)
            done = slope_along <= tolerance
            xs, ts, value, moved = _line_search(game, here, m, xs, ts, value, step, slope_along)
            last = last | done | ~moved
    return ended.run(x, players, iterations)


def _least(alpha: Array | float) -> float:
    return float(namespace(alpha).min(alpha)) if getattr(alpha, "ndim", 0) else float(alpha)


@dataclass(frozen=True, slots=True)
class _Ended:
    """The points that have ended, group by group: nothing is written into an array."""

    n: int
    groups: list[list[Array]] = field(default_factory=list)

    def add(
        self, live: Array, fresh: Array, rows: list[Array], gaps: Array, gradient: list[Array],
        matrix: list[list[Array]], concordance: float,
    ) -> None:  # fmt: skip
        r"""Keep the rows of the points that have ended, with their gaps and residuals.

        With :math:`\lambda` the Newton decrement of the gradient that bounds do not absorb, a
        self-concordant merit rises by at most :math:`-\lambda - \log(1-\lambda)` (Nesterov &
        Nemirovskii 1994); :math:`-\alpha\log g` is so after scaling by :math:`\sqrt\alpha`.
        """
        xp = namespace(live)

        where = xp.nonzero(fresh)[0]

        def ended(row: Array | float) -> Array:
            return (
                xp.take(row, where) if getattr(row, "ndim", 0) else xp.full(where.shape, float(row))
            )

        kept = [ended(row) for row in rows]
        left = ended(gaps)
        left = xp.where(xp.isfinite(left), left, math.inf)
        right = [ended(r) for r in gradient]
        for j in range(self.n):
            right[j] = xp.where(_held(kept[j], right[j]), 0.0, right[j])
        step = _solve([[ended(v) for v in row] for row in matrix], right)
        square = sum(s * r for s, r in zip(step, right, strict=True))
        decrement = xp.sqrt(xp.maximum(square, 0.0))
        flat = xp.minimum(left, decrement)
        residual = xp.where(xp.isfinite(flat), flat, math.inf)
        if concordance > 0.0:
            scaled = decrement / math.sqrt(concordance)
            rise = concordance * xp.where(scaled < 0.5, -scaled - xp.log1p(-scaled), math.inf)
            rise = xp.maximum(rise, 1e-16)
            left = xp.where(xp.isnan(rise), left, xp.minimum(left, rise))
        self.groups.append([ended(live), *kept, left, residual])

    def run(self, x: Array, players: int, iterations: int) -> NewtonRun:
        """All points in their order."""
        xp = namespace(x)
        if not self.groups:  # there are no points
            self.groups.append([xp.arange(0)] + [xp.zeros(0)] * (self.n + 2 * players + 3))
        _, *rows = _in_order(self.groups)
        n = self.n
        return NewtonRun(
            x=xp.stack(rows[:n]), t=rows[n], gains=xp.stack(rows[n + 1 : n + 1 + players]),
            slopes=xp.stack(rows[n + 1 + players : -2]), gap=rows[-2], residual=rows[-1],
            iterations=iterations,
        )  # fmt: skip


def _held(x: Array, slope: Array) -> Array:
    """Where a bound absorbs the gradient."""
    return ((x <= 0.0) & (slope <= 0.0)) | ((x >= 1.0) & (slope >= 0.0))


def _projected_step(
    xs: list[Array], gradient: list[Array], matrix: list[list[Array]], n: int
) -> tuple[list[Array], Array]:
    """The Newton step with the bounds that the gradient pushes against held fixed."""
    right, xp = list(gradient), namespace(*xs)
    for j in range(n):
        held = _held(xs[j], gradient[j])
        if not xp.any(held):
            continue
        free = xp.astype(~held, right[j].dtype)
        right[j] = right[j] * free
        for b in range(j):
            matrix[j][b] = matrix[j][b] * free
        for a in range(j + 1, len(matrix)):
            matrix[a][j] = matrix[a][j] * free
        matrix[j][j] = xp.where(held, 1.0, matrix[j][j])
    step = _solve(matrix, right)
    return step, reduce(operator.add, [s * r for s, r in zip(step, right, strict=True)])


def _line_search(
    game: CompiledGame, theta: list[Array], merit: Merit, xs: list[Array], ts: Array,
    value: Array, step: list[Array], along: Array, size: float = 1.0, halvings: int = _HALVINGS,
) -> tuple[list[Array], Array, Array, Array]:  # fmt: skip
    """Backtrack until the merit rises (within rounding), never leaving its domain.

    Points for which a step is too long are tried again by themselves, with a shorter one.
    """
    n, xp = len(xs), namespace(*xs)
    new_x = []
    for x, move, (low, high) in zip(xs, step, game.singular, strict=False):
        # Where slopes are infinite a bound is approached by factors, and never reached.
        least = _APPROACH * x if low else 0.0
        most = 1.0 - _APPROACH * (1.0 - x) if high else 1.0
        new_x.append(xp.clip(x + _times(move, size), least, most))
    new_t = ts + size * step[n] if merit.level else ts
    new_value = xp.broadcast_to(merit.value(game.gains(new_x, theta), new_t), value.shape)
    slack = 1e-13 * (1.0 + xp.abs(value))
    good = new_value >= value + 1e-4 * size * along - slack
    if xp.all(good):
        return new_x, new_t, new_value, good
    bad = ~good
    at = xp.nonzero(bad)[0]
    old_x, (old_t, old_value, old_along) = take(xs, at), take([ts, value, along], at)
    if not halvings:
        again = old_x, old_t, old_value, take([good], at)[0]
    else:
        again = _line_search(
            game, take(theta, at), merit.at(at), old_x, old_t, old_value, take(step, at),
            old_along, 0.4 * size, halvings - 1,
        )  # fmt: skip
    position = xp.maximum(xp.cumulative_sum(xp.astype(bad, at.dtype)) - 1, 0)

    def merged(first: Array, second: Array) -> Array:
        return xp.where(bad, xp.take(second, position), first)

    return (
        [merged(a, b) for a, b in zip(new_x, again[0], strict=True)],
        merged(new_t, again[1]),
        merged(new_value, again[2]),
        merged(good, again[3]),
    )


def _in_order(groups: Sequence[Sequence[Array]]) -> list[Array]:
    """Groups of points put together; the first row of each has the points' numbers."""
    rows = [namespace(*parts).concat(parts) for parts in zip(*groups, strict=True)]
    xp = namespace(rows[0])
    order = xp.argsort(rows[0])
    return [xp.take(row, order) for row in rows]
