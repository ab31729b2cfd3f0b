r"""The four objectives as maxima of one merit function: directly, or along a central path.

The Nash product is maximised as it stands. A largest least gain, a weighted sum among acceptable
agreements and an ideal gain are limits of

.. math:: \kappa\,(t + \textstyle\sum_i w_i g_i) + \sum_i \log(g_i/b_i - t)

as :math:`\kappa` grows (Fiacco & McCormick 1968). At every point of the path the slopes
:math:`\lambda_i` of the merit on the gains are dual multipliers, and with the gap :math:`\delta` of
the tangent (see `bargain.solve.batch_bargaining`) they bound the objective from above, whether or
not the path was followed exactly:

.. math:: \max_x \min_i g_i/b_i \le
          \frac{\sum_i \lambda_i g_i + \delta}{\sum_i \lambda_i b_i}, \qquad
          \max_{g \ge 0} \sum_i w_i g_i \le \frac{\sum_i \lambda_i g_i + \delta}{\kappa}.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from bargain.solve.batch_bargaining import Merit, NewtonRun, maximise
from bargain.solve.compiled import CompiledGame
from bargain.solve.smooth_bargaining import Optimum, SmoothProblem

__all__ = ["ideal_gains", "largest_least_gain", "largest_sum", "maximise_nash", "maximise_sum"]

_GROWTH = 10.0
_PATH = 13  # the last kappa is 10**12 in units of the objective


def _floats(problem: SmoothProblem, weights: Mapping[str, Any]) -> np.ndarray:
    return np.array([float(weights[p]) for p in problem.players])


def maximise_nash(
    problem: SmoothProblem, starts: np.ndarray, weights: Mapping[str, Any]
) -> Optimum:
    """The weighted Nash product; the bound is on its logarithm, at mean weight one."""
    raw = _floats(problem, weights)
    alpha = raw / raw.mean()
    run = maximise(problem.compiled, [], Merit(alpha=tuple(alpha)), starts)
    with np.errstate(all="ignore"):
        value = (alpha[:, None] * np.log(run.gains)).sum(axis=0)
    value = np.where(np.isfinite(value), value, -np.inf)
    return Optimum(run=run, value=value, unit=float(1.0 / raw.mean()), residual=run.residual,
                   bound=run.gap, method="projected Newton")


def _follow(
    compiled: CompiledGame, theta: Sequence[Any], merit: Callable[[float], Merit],
    x: np.ndarray, t: np.ndarray | None,
) -> tuple[NewtonRun, float]:  # fmt: skip
    """Follow the central path as far as the arithmetic allows."""
    kappa, run, reached = 1.0, None, 1.0
    for _ in range(_PATH):
        step = maximise(compiled, theta, merit(kappa), x, t)
        if run is not None and not np.isfinite(step.gap).any():
            break
        run, reached = step, kappa
        x, t = run.x, (run.t if t is not None else None)
        kappa *= _GROWTH
    assert run is not None
    return run, reached


def largest_least_gain(problem: SmoothProblem, starts: np.ndarray, scale: np.ndarray) -> Optimum:
    """Maximise min g/scale (scale positive, one entry per player)."""
    compiled = problem.compiled
    with np.errstate(all="ignore"):
        first = np.array([np.broadcast_to(g, starts.shape[1:]) for g in
                          compiled.gains(list(starts), [])])
    # Level in units of what is already reached, so that the path starts at the right size.
    size = float((first / scale[:, None]).min(axis=0).max())
    units = scale * size
    t = (first / units[:, None]).min(axis=0) - 0.5
    ones = (1.0,) * len(units)

    def merit(kappa: float) -> Merit:
        return Merit(alpha=ones, scale=tuple(units), kappa=kappa, level=True)

    run, kappa = _follow(compiled, [], merit, starts, t)
    with np.errstate(all="ignore"):
        least = (run.gains / units[:, None]).min(axis=0)
        limit = ((run.slopes * run.gains).sum(axis=0) + run.gap) / (
            run.slopes * units[:, None]
        ).sum(axis=0)
        bound = (limit - least) / np.abs(least)
    bound = np.where(np.isfinite(bound), np.maximum(bound, 0.0), np.inf)
    total = float((run.slopes * scale[:, None]).sum(axis=0)[np.argmax(least)])
    return Optimum(run=run, value=np.where(np.isfinite(least), least * size, -np.inf), unit=total,
                   residual=bound, bound=bound, method="central path of the least gain")


def largest_sum(problem: SmoothProblem, starts: np.ndarray, weights: np.ndarray) -> Optimum:
    """Maximise sum weights*g among agreements with non-negative gains."""
    compiled = problem.compiled
    with np.errstate(all="ignore"):
        first = np.array([np.broadcast_to(g, starts.shape[1:]) for g in
                          compiled.gains(list(starts), [])])
    size = float((weights[:, None] * first).sum(axis=0).max())
    unit_weights = tuple(weights / size)
    ones = (1.0,) * len(weights)

    def merit(kappa: float) -> Merit:
        return Merit(alpha=ones, weights=unit_weights, kappa=kappa)

    run, kappa = _follow(compiled, [], merit, starts, None)
    with np.errstate(all="ignore"):
        value = (np.array(unit_weights)[:, None] * run.gains).sum(axis=0)
        limit = ((run.slopes * run.gains).sum(axis=0) + run.gap) / kappa
        bound = (limit - value) / np.abs(value)
    bound = np.where(np.isfinite(bound), np.maximum(bound, 0.0), np.inf)
    return Optimum(run=run, value=np.where(np.isfinite(value), value * size, -np.inf),
                   unit=kappa / size, residual=bound, bound=bound,
                   method="central path of the weighted sum")


def maximise_sum(problem: SmoothProblem, starts: np.ndarray, weights: Mapping[str, Any]) -> Optimum:
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
    problem: SmoothProblem, starts: np.ndarray, weights: Mapping[str, Any]
) -> Optimum:
    """The egalitarian objective: gains in proportion to the weights."""
    return largest_least_gain(problem, starts, _floats(problem, weights))


def maximise_least_ideal(
    problem: SmoothProblem, starts: np.ndarray, weights: Mapping[str, Any]
) -> Optimum:
    """The Kalai-Smorodinsky objective: equal shares of the ideal gains (times the weights)."""
    ideal, worst = ideal_gains(problem, starts)
    optimum = largest_least_gain(problem, starts, ideal * _floats(problem, weights))
    # An ideal gain that is too small by a factor moves the shares by at most that factor.
    return replace(optimum, bound=optimum.bound + worst)
