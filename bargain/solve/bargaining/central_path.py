r"""The four objectives as maxima of one merit function: directly, or along a central path.

The Nash product is maximised as it stands. A largest least gain, a weighted sum among acceptable
agreements and an ideal gain are limits of

.. math:: \kappa\,(t + \textstyle\sum_i w_i g_i) + \sum_i \log(g_i/b_i - t)

as :math:`\kappa` grows (Fiacco & McCormick 1968). At every point of the path the slopes
:math:`\lambda_i` of the merit on the gains are dual multipliers, and with the gap :math:`\delta` of
the tangent (see `bargain.solve.bargaining.projected_newton`) they bound the objective from above,
whether or not the path was followed exactly:

.. math:: \max_x \min_i g_i/b_i \le
          \frac{\sum_i \lambda_i g_i + \delta}{\sum_i \lambda_i b_i}, \qquad
          \max_{g \ge 0} \sum_i w_i g_i \le \frac{\sum_i \lambda_i g_i + \delta}{\kappa}.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction

import numpy as np

from bargain.solve.bargaining.active_set import KktPoint, polish_level, polish_sum
from bargain.solve.bargaining.projected_newton import Merit, NewtonRun, maximise
from bargain.solve.bargaining.smooth_problem import Optimum, SmoothProblem
from bargain.solve.payoffs.compiled import CompiledGame

__all__ = ["ideal_gains", "largest_least_gain", "largest_sum", "maximise_nash", "maximise_sum"]

_GROWTH = 10.0
_PATH = 13  # the last kappa is 10**12 in units of the objective
_CLOSE = 1e-13  # relative; no path is followed further


def _floats(problem: SmoothProblem, weights: Mapping[str, Fraction]) -> np.ndarray:
    return np.array([float(weights[p]) for p in problem.players])


def maximise_nash(
    problem: SmoothProblem, starts: np.ndarray, weights: Mapping[str, Fraction]
) -> Optimum:
    """The weighted Nash product; the bound is on its logarithm, at mean weight one."""
    raw = _floats(problem, weights)
    alpha = raw / raw.mean()
    run = maximise(problem.compiled, [], Merit(alpha=tuple(alpha)), starts)
    with np.errstate(all="ignore"):
        value = (alpha[:, None] * np.log(run.gains)).sum(axis=0)
    value = np.where(np.isfinite(value), value, -np.inf)
    return Optimum(
        run=run,
        value=value,
        unit=float(1.0 / raw.mean()),
        residual=run.residual,
        bound=run.gap,
        method="projected Newton",
    )


Limit = Callable[[NewtonRun, int, float], KktPoint | None]


def _follow(
    compiled: CompiledGame, merit: Callable[[float], Merit],
    bound_of: Callable[[NewtonRun], tuple[np.ndarray, np.ndarray]],
    polish: Limit, x: np.ndarray, t: np.ndarray | None,
) -> tuple[NewtonRun, np.ndarray, np.ndarray]:  # fmt: skip
    """Follow the path; per start, keep the point with the smallest bound that was seen.

    Returns the run (slopes in units of the objective), values and bounds.
    """
    kappa, best = 1.0, None
    value = bound = np.empty(0)
    for _ in range(_PATH):
        run = maximise(compiled, [], merit(kappa), x, t)
        with np.errstate(all="ignore"):
            run = replace(run, slopes=run.slopes / kappa, gap=run.gap / kappa)
        step_value, step_bound = bound_of(run)
        if best is None:
            best, value, bound = run, step_value, step_bound
        better = step_bound < bound
        _copy(best, run, better)
        value, bound = np.where(better, step_value, value), np.where(better, step_bound, bound)
        if kappa >= 100.0:
            for k in np.flatnonzero(np.isfinite(run.gap) & (bound > _CLOSE)):
                point = polish(run, int(k), kappa)
                if point is not None:
                    one = _as_run(point)
                    one_value, one_bound = bound_of(one)
                    if one_bound[0] < bound[k] and np.isfinite(one_value[0]):
                        for name in ("x", "gains", "slopes"):
                            getattr(best, name)[:, k] = getattr(one, name)[:, 0]
                        best.gap[k] = one.gap[0]
                        value[k], bound[k] = one_value[0], one_bound[0]
        if (bound <= _CLOSE).all() or not np.isfinite(run.gap).any():
            break
        x, t = run.x, (run.t if t is not None else None)
        kappa *= _GROWTH
    assert best is not None
    return best, value, np.where(np.isfinite(bound), np.maximum(bound, 0.0), np.inf)


def _copy(to: NewtonRun, run: NewtonRun, where: np.ndarray) -> None:
    for name in ("x", "gains", "slopes"):
        getattr(to, name)[:, where] = getattr(run, name)[:, where]
    to.gap[where] = run.gap[where]


def _as_run(point: KktPoint) -> NewtonRun:
    one = np.array([point.gap])
    return NewtonRun(
        x=point.x[:, None],
        t=np.zeros(1),
        gains=point.gains[:, None],
        slopes=point.slopes[:, None],
        gap=one,
        residual=one,
        iterations=0,
    )


def _gains_at(compiled: CompiledGame, x: np.ndarray) -> np.ndarray:
    with np.errstate(all="ignore"):
        return np.array([np.broadcast_to(g, x.shape[1:]) for g in compiled.gains(list(x), [])])


def _in_own_units(
    problem: SmoothProblem, starts: np.ndarray, weights: np.ndarray, *, divide: bool
) -> tuple[CompiledGame, np.ndarray, np.ndarray]:
    """Gains in units of their size at a start, and weights (or scales) to match."""
    sizes = np.abs(_gains_at(problem.compiled, starts)).max(axis=1)
    sizes = np.where((sizes > 0) & np.isfinite(sizes), sizes, 1.0)
    scaled = problem.compiled.scaled(list(1.0 / sizes))
    return scaled, weights / sizes if divide else weights * sizes, sizes


def _in_game_units(run: NewtonRun, sizes: np.ndarray) -> NewtonRun:
    return replace(run, gains=run.gains * sizes[:, None], slopes=run.slopes / sizes[:, None])


def largest_least_gain(problem: SmoothProblem, starts: np.ndarray, scale: np.ndarray) -> Optimum:
    """Maximise min g/scale (scale positive, one entry per player)."""
    compiled, scale, sizes = _in_own_units(problem, starts, scale, divide=True)
    first = _gains_at(compiled, starts)
    # Level in units of what is already reached, so that the path starts at the right size.
    size = float((first / scale[:, None]).min(axis=0).max())
    units = scale * size
    t = (first / units[:, None]).min(axis=0) - 0.5
    ones = (1.0,) * len(units)

    def merit(kappa: float) -> Merit:
        return Merit(alpha=ones, scale=tuple(units), kappa=kappa, level=True)

    def bound_of(run: NewtonRun) -> tuple[np.ndarray, np.ndarray]:
        with np.errstate(all="ignore"):
            least = (run.gains / units[:, None]).min(axis=0)
            limit = ((run.slopes * run.gains).sum(axis=0) + run.gap) / (
                run.slopes * units[:, None]
            ).sum(axis=0)
            return least, _finite((limit - least) / np.abs(least))

    def polish(run: NewtonRun, k: int, kappa: float) -> KktPoint | None:
        shares = run.slopes[:, k] * units
        slacks = run.gains[:, k] / units - run.t[k]
        return polish_level(compiled, run.x[:, k], units, shares, slacks, float(run.t[k]))

    run, least, bound = _follow(compiled, merit, bound_of, polish, starts, t)
    best = int(np.argmax(np.where(np.isfinite(least), least, -np.inf)))
    total = float((run.slopes[:, best] * scale).sum())
    run = _in_game_units(run, sizes)
    return Optimum(
        run=run,
        value=np.where(np.isfinite(least), least * size, -np.inf),
        unit=total,
        residual=bound,
        bound=bound,
        method="central path of the least gain",
    )


def _finite(bound: np.ndarray) -> np.ndarray:
    return np.where(np.isfinite(bound), bound, np.inf)


def largest_sum(problem: SmoothProblem, starts: np.ndarray, weights: np.ndarray) -> Optimum:
    """Maximise sum weights*g among agreements with non-negative gains."""
    compiled, weights, sizes = _in_own_units(problem, starts, weights, divide=False)
    size = float((weights[:, None] * _gains_at(compiled, starts)).sum(axis=0).max())
    unit_weights = weights / size
    ones = (1.0,) * len(weights)

    def merit(kappa: float) -> Merit:
        return Merit(alpha=ones, weights=tuple(unit_weights), kappa=kappa)

    def bound_of(run: NewtonRun) -> tuple[np.ndarray, np.ndarray]:
        with np.errstate(all="ignore"):
            value = (unit_weights[:, None] * run.gains).sum(axis=0)
            limit = (run.slopes * run.gains).sum(axis=0) + run.gap
            rejected = (run.gains < -_CLOSE).any(axis=0)
            return value, np.where(rejected, np.inf, _finite((limit - value) / np.abs(value)))

    def polish(run: NewtonRun, k: int, kappa: float) -> KktPoint | None:
        pulls = run.slopes[:, k] - unit_weights
        return polish_sum(compiled, run.x[:, k], unit_weights, pulls, run.gains[:, k])

    run, value, bound = _follow(compiled, merit, bound_of, polish, starts, None)
    run = _in_game_units(run, sizes)
    return Optimum(
        run=run,
        value=np.where(np.isfinite(value), value * size, -np.inf),
        unit=1.0 / size,
        residual=bound,
        bound=bound,
        method="central path of the weighted sum",
    )


def maximise_sum(
    problem: SmoothProblem, starts: np.ndarray, weights: Mapping[str, Fraction]
) -> Optimum:
    """The utilitarian objective."""
    return largest_sum(problem, starts, _floats(problem, weights))


def ideal_gains(problem: SmoothProblem, starts: np.ndarray) -> tuple[np.ndarray, float]:
    """Each player's largest gain among acceptable agreements, and the worst relative bound."""
    ideal, worst = [], 0.0
    for i in range(len(problem.players)):
        alone = np.zeros(len(problem.players))
        alone[i] = 1.0
        best = largest_sum(problem, starts, alone)
        column = int(np.argmax(best.value))
        ideal.append(float(best.value[column]))
        worst = max(worst, float(best.bound[column]))
    return np.array(ideal), worst


def maximise_least(
    problem: SmoothProblem, starts: np.ndarray, weights: Mapping[str, Fraction]
) -> Optimum:
    """The egalitarian objective: gains in proportion to the weights."""
    return largest_least_gain(problem, starts, _floats(problem, weights))


def maximise_least_ideal(
    problem: SmoothProblem, starts: np.ndarray, weights: Mapping[str, Fraction]
) -> Optimum:
    """The Kalai-Smorodinsky objective: equal shares of the ideal gains (times the weights)."""
    ideal, worst = ideal_gains(problem, starts)
    optimum = largest_least_gain(problem, starts, ideal * _floats(problem, weights))
    # An ideal gain that is too small by a factor moves the shares by at most that factor.
    return replace(optimum, bound=optimum.bound + worst, ideal=ideal)
