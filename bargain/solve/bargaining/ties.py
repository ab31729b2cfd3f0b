r"""Other agreements that are as good as the best one.

*Apart*: where gains are not concave, searches from many starts may end at several points with the
same objective; those that differ are listed. *A continuum*: the best agreements of concave gains
form a convex set. At a solution :math:`x` with slopes :math:`\lambda`, a direction :math:`d` of the
unit box leads to others only if :math:`\sum_i \lambda_i \nabla^2 g_i(x)\, d = 0`, if :math:`d` is
zero where a bound is held with a positive multiplier, and, unless the concept adds up gains, if no
gain with :math:`\lambda_i > 0` changes along :math:`d`. Along every such direction the objective
itself is followed as far as it does not fall, and the ends are listed.

Objectives count as equal if they differ by at most `EQUAL`, relative to their size (Nash: in units
of the log product): they are computed in floating-point arithmetic.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from bargain.solve.agreement import Agreement
from bargain.solve.bargaining.smooth_problem import Optimum, SmoothProblem

__all__ = ["EQUAL", "other_best"]

EQUAL = 1e-9
_APART = 1e-3  # of the box: nearer points are one point, found twice
_FLAT = 1e-7  # of the largest curvature
_MOST = 16  # agreements listed


def other_best(
    problem: SmoothProblem,
    solution: str,
    optimum: Optimum,
    best: int,
    weights: Mapping[str, Fraction],
) -> tuple[tuple[Agreement, ...], str]:
    """Other agreements as good as the one in column `best`, and a sentence about them.

    Parameters
    ----------
    problem : SmoothProblem
    solution : str
        The concept.
    optimum : Optimum
    best : int
    weights : mapping of player to number

    Returns
    -------
    agreements : tuple of Agreement
        For a continuum, ends of it.
    words : str
        Empty if there are none.
    """
    judge = _Objective(problem, solution, optimum, weights)
    x = optimum.run.x[:, best]
    level = judge(x)
    if not np.isfinite(level):
        return (), ""
    slack = EQUAL * (1.0 if solution == "nash_bargaining" else abs(level))
    found = _ends(problem, solution, optimum, best, judge, level - slack)
    joined = bool(found)
    order = np.argsort(optimum.value)[::-1]
    for k in order[: 4 * _MOST]:
        point = optimum.run.x[:, int(k)]
        if len(found) < _MOST and judge(point) >= level - slack and _new(point, [x, *found]):
            joined = joined or any(judge((point + p) / 2) >= level - slack for p in (x, *found))
            found.append(point)
    if not found:
        return (), ""
    words = (
        "it is not the only one: the best agreements form a continuum, of which .alternatives "
        "lists some"
        if joined else f"{len(found)} other agreements, in .alternatives, are as good"
    )  # fmt: skip
    return tuple(problem.agreement_at(p) for p in found), words


def _new(point: np.ndarray, known: list[np.ndarray]) -> bool:
    return bool(np.isfinite(point).all()) and all(np.abs(point - p).max() > _APART for p in known)


class _Objective:
    """The objective at a point of the unit box; minus infinity where someone rejects."""

    def __init__(
        self,
        problem: SmoothProblem,
        solution: str,
        optimum: Optimum,
        weights: Mapping[str, Fraction],
    ) -> None:
        self.compiled, self.solution = problem.compiled, solution
        self.weights = np.array([float(weights[p]) for p in problem.players])
        if solution == "nash_bargaining":
            self.weights = self.weights / self.weights.mean()
        if optimum.ideal is not None:
            self.weights = self.weights * optimum.ideal

    def __call__(self, x: np.ndarray) -> float:
        with np.errstate(all="ignore"):
            gains = np.array([float(g) for g in self.compiled.gains(list(x), [])])
            if not (gains >= -EQUAL * np.abs(gains).max()).all():
                return -np.inf
            if self.solution == "nash_bargaining":
                return float((self.weights * np.log(gains)).sum())
            if self.solution == "utilitarian":
                return float((self.weights * gains).sum())
            return float((gains / self.weights).min())


def _ends(
    problem: SmoothProblem, solution: str, optimum: Optimum, best: int, judge: _Objective,
    floor: float,
) -> list[np.ndarray]:  # fmt: skip
    """Ends of the continuum of best agreements through a solution, if there is one."""
    x = optimum.run.x[:, best]
    found: list[np.ndarray] = []
    for direction in _flat_directions(problem, solution, optimum.run.slopes[:, best], x):
        for d in (direction, -direction):
            with np.errstate(all="ignore"):
                reach = np.where(d > 0, (1.0 - x) / d, np.where(d < 0, -x / d, np.inf)).min()
            end = _furthest(judge, x, d, float(reach), floor)
            if _new(end, [x, *found]) and len(found) < _MOST:
                found.append(end)
    return found


def _furthest(
    judge: _Objective, x: np.ndarray, d: np.ndarray, reach: float, floor: float
) -> np.ndarray:
    """The last point of a ray where the objective has not fallen."""
    low, high = 0.0, reach
    if judge(np.clip(x + high * d, 0.0, 1.0)) >= floor:
        return np.clip(x + high * d, 0.0, 1.0)
    for _ in range(60):
        middle = (low + high) / 2
        if judge(np.clip(x + middle * d, 0.0, 1.0)) >= floor:
            low = middle
        else:
            high = middle
    return np.clip(x + low * d, 0.0, 1.0)


def _flat_directions(
    problem: SmoothProblem, solution: str, slopes: np.ndarray, x: np.ndarray
) -> list[np.ndarray]:
    n = len(x)
    with np.errstate(all="ignore"):
        derivatives = problem.compiled.derivatives(list(x), [])
    first = np.array([[0.0 if e is None else float(e) for e in row] for row in derivatives.first])
    curve = np.zeros((n, n))
    for weight, rows in zip(slopes, derivatives.second, strict=True):
        for a, row in enumerate(rows):
            for b, entry in enumerate(row):
                if entry is not None:
                    curve[a, b] += weight * float(entry)
                    curve[b, a] = curve[a, b]
    pull = slopes @ first
    if not (np.isfinite(curve).all() and np.isfinite(first).all() and np.isfinite(slopes).all()):
        return []
    scale = max(float(np.abs(curve).max()), float(np.abs(slopes[:, None] * first).max()))
    if scale == 0.0:
        return []
    held = ((x <= 0.0) & (pull < -_FLAT * scale)) | ((x >= 1.0) & (pull > _FLAT * scale))
    blocks: list[np.ndarray] = [curve / scale, np.diag(held.astype(float))]
    if solution != "utilitarian":
        blocks.append(slopes[:, None] * first / scale)
    _, sizes, basis = np.linalg.svd(np.concatenate(blocks))
    flat = basis[np.flatnonzero(np.append(sizes, np.zeros(n))[:n] <= _FLAT)]
    if not len(flat):
        return []
    # Along the variables as far as possible: the ends then read "y from 0 to 1".
    projected = (flat.T @ flat)[np.linalg.norm(flat.T @ flat, axis=1) > _FLAT]
    return [row / np.abs(row).max() for row in projected]
