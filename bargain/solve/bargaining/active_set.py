r"""The end of a central path: Newton's method on the Karush-Kuhn-Tucker equations themselves.

A central path approaches its limit like :math:`1/\kappa` and loses digits on the way. Once it shows
which gains and which bounds are active, the limit solves a square system. With the free variables
:math:`F`, the active players :math:`A` and the objective's own weights :math:`w`:

* largest least gain: :math:`\sum_A \lambda_i \nabla_F g_i / b_i = 0`, :math:`g_i/b_i = t` on
  :math:`A`, :math:`\sum_A \lambda_i = 1`;
* largest weighted sum: :math:`\sum_i w_i \nabla_F g_i + \sum_A \mu_i \nabla_F g_i = 0`,
  :math:`g_i = 0` on :math:`A`.

A wrong guess of the active sets does no harm: the result is kept only if its own bound is smaller.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bargain.solve.bargaining.projected_newton import gap
from bargain.solve.payoffs.compiled import CompiledGame

__all__ = ["KktPoint", "polish_level", "polish_sum"]

_STEPS = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class KktPoint:
    """A candidate limit: point, gains, slopes on gains, gap of the tangent of the weighted sum."""

    x: np.ndarray
    gains: np.ndarray
    slopes: np.ndarray
    gap: float


def _dense(game: CompiledGame, x: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    # numpy scalars, not Python floats: outside the domain they are NaN, not complex.
    with np.errstate(all="ignore"):
        d = game.derivatives(list(np.asarray(x, dtype=float)), [])
    players, n = len(d.gains), len(x)
    first = np.array([[0.0 if v is None else float(v) for v in row] for row in d.first])
    second = np.zeros((players, n, n))
    for i in range(players):
        for a in range(n):
            for b in range(a + 1):
                if (value := d.second[i][a][b]) is not None:
                    second[i, a, b] = second[i, b, a] = float(value)
    return np.array([float(g) for g in d.gains]), first, second


def _newton(
    game: CompiledGame, x: np.ndarray, scale: np.ndarray, own: np.ndarray, active: np.ndarray,
    pull: np.ndarray, level: float | None,
) -> KktPoint | None:  # fmt: skip
    """Solve the system of the module; `level` is None for the weighted sum."""
    with_level = level is not None
    free = (x > 0.0) & (x < 1.0)
    nf, na = int(free.sum()), int(active.sum())
    if na == 0 and with_level:
        return None
    x, pull, t = x.copy(), pull * active, level or 0.0
    best, worst_before = x, np.inf
    for _ in range(_STEPS):
        gains, first, second = _dense(game, x)
        if not (
            np.isfinite(gains).all() and np.isfinite(first).all() and np.isfinite(second).all()
        ):
            return None
        scaled = first / scale[:, None]
        slope = own + pull / scale
        size = nf + with_level + na
        matrix, right = np.zeros((size, size)), np.zeros(size)
        curve = np.tensordot(slope, second, axes=1)
        matrix[:nf, :nf] = curve[np.ix_(free, free)]
        matrix[:nf, nf + with_level :] = scaled[active][:, free].T
        matrix[nf + with_level :, :nf] = scaled[active][:, free]
        right[:nf] = -(slope @ first)[free]
        right[nf + with_level :] = t - (gains / scale)[active]
        if with_level:
            matrix[nf + 1 :, nf] = -1.0
            matrix[nf, nf + 1 :] = 1.0
            right[nf] = 1.0 - pull[active].sum()
        step = np.linalg.lstsq(matrix, right, rcond=None)[0]
        if not np.isfinite(step).all():
            return None
        x = x.copy()
        x[free] += step[:nf]
        if with_level:
            t += step[nf]
        pull = pull.copy()
        pull[active] += step[nf + with_level :]
        moved = np.abs(step[:nf] / np.maximum(np.abs(x[free]), 1e-300)).max(initial=0.0)
        best = x
        if moved < 1e-15 or (moved < 1e-12 and moved >= worst_before):
            break
        worst_before = moved
    if (best < 0).any() or (best > 1).any() or (pull < -1e-9 * np.abs(pull).max(initial=1)).any():
        return None
    gains, first, _ = _dense(game, best)
    slope = own + np.maximum(pull, 0.0) / scale
    with np.errstate(all="ignore"):
        rise = float(gap(list(best), list(slope @ first)))
    return KktPoint(x=best, gains=gains, slopes=slope, gap=rise)


def polish_level(
    game: CompiledGame, x: np.ndarray, scale: np.ndarray, shares: np.ndarray, slacks: np.ndarray,
    level: float,
) -> KktPoint | None:  # fmt: skip
    """The limit of a path of the least gain, from a point with dual `shares` and `slacks`."""
    active = shares > slacks
    return _newton(game, x, scale, np.zeros(len(scale)), active, shares, level)


def polish_sum(
    game: CompiledGame, x: np.ndarray, weights: np.ndarray, pulls: np.ndarray, gains: np.ndarray
) -> KktPoint | None:
    """The limit of a path of a weighted sum, from a point with dual `pulls` on the gains."""
    size = np.abs(gains).max()
    active = pulls * size > gains / size
    return _newton(game, x, np.ones(len(weights)), weights, active, pulls, None)
