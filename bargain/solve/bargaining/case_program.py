r"""One smooth case of a bargaining problem: candidates by floats, and how much better is possible.

In unit-box coordinates :math:`x`, with the functions :math:`p_{i\tau}` and limits :math:`s_k` of a
case (`bargain.solve.bargaining.payoff_cases`), three objectives are maximised over
:math:`s \ge 0`, :math:`0 \le g_i \le p_{i\tau}`, by sequential quadratic programming (Kraft 1988):

* *sum* :math:`\sum_i w_i g_i`; *log* :math:`\sum_i w_i \log g_i`;
* *level* :math:`t` with :math:`w_i t \le p_{i\tau}`.

What it returns is only a proposal. For concave :math:`p` and :math:`s` (equations affine), any
:math:`\lambda, \mu \ge 0` with :math:`\sum_\tau \lambda_{i\tau} \ge w_i` (sum), :math:`= w_i/\hat g_i`
(log), :math:`\sum_{i\tau} w_i \lambda_{i\tau} = 1` (level) and any point :math:`z` give the upper
bound

.. math:: \sum \lambda p(z) + \sum \mu s(z)
          + \sum_j \max_{x_j \in [0, 1]} \partial_j (\lambda p + \mu s)(z) (x_j - z_j);

a linear program finds the best multipliers.

References
----------
Kraft, D. (1988), *A software package for sequential quadratic programming*, DFVLR-FB 88-28.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp

from bargain.budget import spend
from bargain.solve.bargaining.payoff_cases import Case
from bargain.solve.payoffs.compiled import compile_expressions
from bargain.solve.payoffs.concavity import is_concave

__all__ = ["CaseProgram", "Multipliers"]

_LEAST = 1e-9  # where a gain starts in a logarithm, as a share of its size
_INSIDE = 1e-13  # slopes of roots at zero are taken this far inside
_LARGEST = 1e7  # multiplier of a limit
_STEPS = 200
_WORK = 20_000  # steps of `bargain.budget` for one iteration


@dataclass(frozen=True, slots=True, kw_only=True)
class Multipliers:
    """Multipliers at a point of the unit box, and the bound they give."""

    at: np.ndarray
    functions: np.ndarray
    limits: np.ndarray
    bound: float


class CaseProgram:
    """A case made ready.

    Attributes
    ----------
    case : Case
    players : tuple of str
    owner : numpy.ndarray of int
        The player of each function.
    functions, limits : list of sympy.Expr
        In the game's own variables.
    concave : bool
        Whether all functions and limits are proved concave (equations affine).
    size : numpy.ndarray
        How large each player's gain becomes.
    """

    def __init__(self, case: Case) -> None:
        self.case = case
        self.players = tuple(case.gains)
        self.variables = tuple(case.box)
        self.owner = np.array([i for i, p in enumerate(self.players) for _ in case.gains[p]])
        self.functions = [f for p in self.players for f in case.gains[p]]
        self.limits = [s for s, _ in case.limits]
        self.equal = np.array([e for _, e in case.limits], dtype=bool)
        self.low = np.array([float(a) for a, _ in case.box.values()])
        self.width = np.array([float(b - a) for a, b in case.box.values()])
        self.concave = all(self._is_concave(f) for f in self.functions) and all(
            self._is_affine(s) if equal else self._is_concave(s) for s, equal in case.limits
        )
        whole = [*self.functions, *self.limits]
        slopes = [sp.diff(e, v) for e in whole for v in self.variables]
        self._values = compile_expressions(self.variables, whole)
        self._slopes = compile_expressions(self.variables, slopes)
        self.size = np.ones(len(self.players))
        sample = self._sample()
        gains = self.gains(sample)
        with np.errstate(all="ignore"):
            size = np.nanmax(np.where(np.isfinite(gains), np.abs(gains), np.nan), axis=1)
        self.size = np.where(np.isfinite(size) & (size > 0), size, 1.0)
        steep = np.abs(self.derivatives(np.full(len(self.variables), 0.5))[len(self.functions) :])
        rise = steep.sum(axis=1) if steep.size else np.ones(len(self.limits))
        self.limit_size = np.where(np.isfinite(rise) & (rise > 0), rise, 1.0)
        self._starts = self._ordered(sample)

    def _is_concave(self, expression: sp.Expr) -> bool:
        return is_concave(expression, self.variables, self.case.box)

    def _is_affine(self, expression: sp.Expr) -> bool:
        return bool(
            expression.is_polynomial(*self.variables)
            and (not self.variables or sp.Poly(expression, *self.variables).total_degree() <= 1)
        )

    def values(self, x: np.ndarray) -> np.ndarray:
        """Functions, then limits, at points of the unit box (columns, or one)."""
        x = np.asarray(x, dtype=float)
        shape = (-1,) + (1,) * (x.ndim - 1)
        z = self.low.reshape(shape) + self.width.reshape(shape) * x
        with np.errstate(all="ignore"):
            found = self._values(*z)
            return np.array([np.broadcast_to(f, x.shape[1:]) for f in found], dtype=float).reshape(
                (len(self.functions) + len(self.limits), *x.shape[1:])
            )

    def derivatives(self, x: np.ndarray) -> np.ndarray:
        """Slopes in unit-box coordinates at one point, one row per function and limit."""
        n = len(self.variables)
        inside = np.clip(np.asarray(x, dtype=float), _INSIDE, 1 - _INSIDE)
        with np.errstate(all="ignore"):
            found = np.array([float(s) for s in self._slopes(*(self.low + self.width * inside))])
        return found.reshape((len(self.functions) + len(self.limits), n)) * self.width

    def gains(self, x: np.ndarray) -> np.ndarray:
        """The least function of every player."""
        values = self.values(x)[: len(self.functions)]
        return np.array([values[self.owner == i].min(axis=0) for i in range(len(self.players))])

    def point(self, x: np.ndarray) -> dict[sp.Symbol, float]:
        """The agreement of the game at a point of the unit box, inside its box."""
        z = np.clip(self.low + self.width * x, self.low, self.low + self.width)
        fixed = {v: float(value) for v, value in self.case.fixed.items()}
        return fixed | {v: float(a) for v, a in zip(self.variables, z, strict=True)}

    def _sample(self) -> np.ndarray:
        from scipy.stats import qmc

        n = len(self.variables)
        if not n:
            return np.zeros((0, 1))
        points = qmc.Sobol(n, scramble=False).random_base2(9)[1:].T
        corners = np.array(np.meshgrid(*[[0.0, 1.0]] * n)).reshape(n, -1) if n <= 6 else points[:, :1]
        return np.concatenate([np.full((n, 1), 0.5), corners, points], axis=1)

    def _ordered(self, sample: np.ndarray) -> np.ndarray:
        """Points of the sample, those first at which the least gain is largest and limits hold."""
        values = self.values(sample)
        k = len(self.functions)
        with np.errstate(all="ignore"):
            least = (self.gains(sample) / self.size[:, None]).min(axis=0)
            slack = values[k:] / self.limit_size[:, None]
            slack = np.where(self.equal[:, None], -np.abs(slack), np.minimum(slack, 0.0))
            worth = least + 10.0 * slack.sum(axis=0)
        order = np.argsort(-np.where(np.isfinite(worth), worth, -np.inf), kind="stable")
        return sample[:, order]

    def starts(self, count: int) -> list[np.ndarray]:
        """The most promising points that are apart from each other."""
        found: list[np.ndarray] = []
        apart = 0.25 if len(self.variables) > 1 else 0.05
        for x in self._starts.T:
            if all(np.abs(x - y).max(initial=0.0) > apart for y in found):
                found.append(x)
            if len(found) == count:
                break
        return found

    def maximise(
        self, kind: str, weights: np.ndarray, start: np.ndarray, floors: np.ndarray | None = None,
        margin: float = 0.0,
    ) -> np.ndarray | None:  # fmt: skip
        """A point of the unit box that is proposed for one of the objectives of the module.

        With `margin`, limits are held with so much to spare, as a share of their size.
        """
        from scipy.optimize import minimize

        n, m, k = len(self.variables), len(self.players), len(self.functions)
        if not n:
            return np.zeros(0)
        level = kind == "level"
        rates = 1.0 / self.size[self.owner]
        share = weights * (1.0 if kind == "log" else self.size)  # of gains measured by their size
        share = share / np.abs(share).max()
        need = weights / self.size
        unit = need.max() if level else 1.0
        asked = need[self.owner] / unit

        def functions(v: np.ndarray) -> np.ndarray:
            values = self.values(v[:n])
            top = asked * v[n] if level else v[n:][self.owner]
            free = values[k:] / self.limit_size - np.where(self.equal, 0.0, margin)
            both = np.concatenate([values[:k] * rates - top, free[~self.equal], free[self.equal]])
            return np.where(np.isfinite(both), both, -1e3)

        def slopes(v: np.ndarray) -> np.ndarray:
            spend(_WORK)
            rows = self.derivatives(v[:n])
            rows = np.where(np.isfinite(rows), np.clip(rows, -1e9, 1e9), 0.0)
            left = np.zeros((len(rows), 1 if level else m))
            if level:
                left[:k, 0] = -asked
            else:
                left[np.arange(k), self.owner] = -1.0
            free = rows[k:] / self.limit_size[:, None]
            top = np.concatenate([rows[:k] * rates[:, None], free[~self.equal], free[self.equal]])
            return np.concatenate([top, left], axis=1)

        count = k + int((~self.equal).sum())
        known: dict[bytes, tuple[np.ndarray, np.ndarray]] = {}

        def both(v: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            key = v.tobytes()
            if key not in known:
                known.clear()
                known[key] = functions(v), slopes(v)
            return known[key]

        constraints: list[dict[str, Any]] = [
            {"type": "ineq", "fun": lambda v: both(v)[0][:count], "jac": lambda v: both(v)[1][:count]}
        ]
        if self.equal.any():
            constraints.append(
                {"type": "eq", "fun": lambda v: both(v)[0][count:], "jac": lambda v: both(v)[1][count:]}
            )
        here = self.gains(start) / self.size
        here = np.where(np.isfinite(here), here, 0.0)
        low = np.zeros(m) if floors is None else floors / self.size
        objective: Callable[[np.ndarray], tuple[float, np.ndarray]]
        if level:
            first = np.append(start, (here / (need / unit)).min())
            bounds = [(0.0, 1.0)] * n + [(None, None)]
            towards = np.append(np.zeros(n), -1.0)

            def objective(v: np.ndarray) -> tuple[float, np.ndarray]:
                return -float(v[n]), towards

        else:
            low = np.maximum(low, _LEAST if kind == "log" else low)
            first = np.concatenate([start, np.maximum(here, np.maximum(low, 1e-6))])
            bounds = [(0.0, 1.0)] * n + [(float(b), None) for b in low]

            def objective(v: np.ndarray) -> tuple[float, np.ndarray]:
                t, rest = v[n:], np.zeros(n)
                if kind == "log":
                    t = np.maximum(t, 1e-300)
                    return -float((share * np.log(t)).sum()), np.append(rest, -share / t)
                return -float((share * t).sum()), np.append(rest, -share)

        with np.errstate(all="ignore"):
            found = minimize(
                objective, first, jac=True, bounds=bounds, constraints=constraints, method="SLSQP",
                options={"maxiter": _STEPS, "ftol": 1e-15},
            )  # fmt: skip
        x = np.clip(found.x[:n], 0.0, 1.0)
        return x if np.isfinite(x).all() else None

    def bound(
        self, kind: str, weights: np.ndarray, at: np.ndarray, gains: np.ndarray | None = None,
        reach: float = 1.0,
    ) -> Multipliers | None:  # fmt: skip
        """The best tangent bound at a point; of the logarithm, on what is above `gains`.

        With `reach` it holds of the points that are nowhere further away.
        """
        from scipy.optimize import linprog

        n, m, k = len(self.variables), len(self.players), len(self.functions)
        at = np.clip(at, _INSIDE, 1 - _INSIDE)
        values, slopes = self.values(at), self.derivatives(at)
        if not (np.isfinite(values).all() and np.isfinite(slopes).all()):
            return None
        rates = 1.0 / self.size[self.owner]  # unknowns are multipliers of scaled functions
        scale = np.concatenate([rates, 1.0 / self.limit_size])
        values, slopes = values * scale, slopes * scale[:, None]
        q = k + len(self.limits)
        cost = np.concatenate([values, np.ones(n)])
        up, down = np.minimum(1 - at, reach), np.minimum(at, reach)
        rise = np.concatenate([slopes.T * up[:, None], -np.eye(n)], axis=1)
        fall = np.concatenate([-slopes.T * down[:, None], -np.eye(n)], axis=1)
        rows, right = [*rise, *fall], [0.0] * (2 * n)
        equal, total = [], []
        needed = weights * self.size if kind == "sum" else weights / self.size
        if kind == "log":
            assert gains is not None
            needed = weights * self.size / gains
        if kind == "level":
            unit = needed.max()
            equal.append(np.concatenate([needed[self.owner] / unit, np.zeros(q - k + n)]))
            total.append(1.0)
        for i in range(m if kind != "level" else 0):
            row = np.zeros(q + n)
            row[:k][self.owner == i] = 1.0
            if kind == "log":
                equal.append(row)
                total.append(float(needed[i]))
            else:
                rows.append(-row)
                right.append(-float(needed[i]))
        largest = _LARGEST * (1.0 if kind == "level" else float(needed.max()))
        free = [(0.0, largest)] * k
        free += [(-largest if e else 0.0, largest) for e in self.equal]
        found = linprog(
            cost, A_ub=np.array(rows) if rows else None, b_ub=right or None,
            A_eq=np.array(equal) if equal else None, b_eq=total or None,
            bounds=[*free, *[(0.0, None)] * n], method="highs",
        )  # fmt: skip
        if found.x is None:
            return None
        functions = np.maximum(found.x[:k], 0.0)
        limits = np.where(self.equal, found.x[k:q], np.maximum(found.x[k:q], 0.0))
        if kind == "level":  # what the program leaves of its equations
            functions = functions * (unit / (functions * needed[self.owner]).sum()) / unit
            limits = limits / unit
        else:
            for i in range(m):
                mine = self.owner == i
                have = functions[mine].sum()
                if kind == "log" or have < needed[i]:
                    short = needed[i] - have
                    functions[mine] += short * (functions[mine] / have if have > 0 else 1 / mine.sum())
        both = np.concatenate([functions, limits])
        pull = both @ slopes
        top = both @ values + np.maximum(pull * up, -pull * down).sum()
        if kind == "log":
            top -= weights.sum()
        return Multipliers(
            at=at, functions=functions * rates, limits=limits / self.limit_size, bound=float(top)
        )
