r"""One smooth case of a bargaining problem: candidates by floats, and how much better is possible.

In unit-box coordinates :math:`x`, with the functions :math:`p_{i\tau}` and limits :math:`s_k` of a
case (`bargain.solve.bargaining.cases.payoff_cases`), three objectives are maximised over
:math:`s \ge 0`, :math:`0 \le g_i \le p_{i\tau}`, by sequential quadratic programming (Kraft 1988):

* *sum* :math:`\sum_i w_i g_i`; *log* :math:`\sum_i w_i \log g_i`;
* *level* :math:`t` with :math:`w_i t \le p_{i\tau}`.

What it returns is only a proposal. For concave :math:`p` and :math:`s` (equations affine), any
:math:`\lambda, \mu \ge 0` with :math:`\sum_\tau \lambda_{i\tau} \ge w_i` (sum),
:math:`= w_i/\hat g_i` (log), :math:`\sum_{i\tau} w_i \lambda_{i\tau} = 1` (level) and any point
:math:`z` give the upper bound

.. math:: \sum \lambda p(z) + \sum \mu s(z)
          + \sum_j \max_{x_j \in [0, 1]} \partial_j (\lambda p + \mu s)(z) (x_j - z_j);

a linear program finds the best multipliers.

References
----------
Kraft, D. (1988), *A software package for sequential quadratic programming*, DFVLR-FB 88-28.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp

from bargain.budget import spend
from bargain.solve.bargaining.cases.payoff_cases import Case
from bargain.solve.payoffs.compiled import compile_expressions
from bargain.solve.payoffs.concavity import is_concave

__all__ = ["CaseProgram", "Multipliers"]

_LEAST = 1e-9  # where a gain starts in a logarithm, as a share of its size
_INSIDE = 1e-13  # slopes of roots at zero are taken this far inside
_LARGEST = 1e7  # multiplier of a limit
_STEPS = 200
_SAMPLE = 512  # points of the sample, of a Halton sequence
_PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29)
_WORK = 300  # steps of `bargain.budget` for one iteration


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

    def _repaired(
        self, kind: str, needed: np.ndarray, functions: np.ndarray, limits: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Multipliers with signs and equations as they have to be, not up to rounding."""
        functions = np.maximum(functions, 0.0)
        limits = np.where(self.equal, limits, np.maximum(limits, 0.0))
        if kind == "level":
            return functions / (functions * needed[self.owner]).sum(), limits / needed.max()
        for i, need in enumerate(needed):
            mine = self.owner == i
            have = functions[mine].sum()
            if kind == "log" or have < need:
                more = functions[mine] / have if have > 0 else 1 / mine.sum()
                functions[mine] += (need - have) * more
        return functions, limits

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
        n = len(self.variables)
        if not n:
            return np.zeros((0, 1))
        points = np.array([_van_der_corput(_PRIMES[j % len(_PRIMES)], _SAMPLE) for j in range(n)])
        corners = (
            np.array(np.meshgrid(*[[0.0, 1.0]] * n)).reshape(n, -1) if n <= 6 else points[:, :1]
        )
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

    def starts(
        self, count: int, worth: Callable[[np.ndarray], float] | None = None
    ) -> list[np.ndarray]:
        """The most promising points that are apart from each other; of a function of gains."""
        found: list[np.ndarray] = []
        apart = 0.25 if len(self.variables) > 1 and worth is None else 1.0 / count
        points = self._starts.T
        if worth is not None:
            values = np.array([worth(g) for g in self.gains(self._starts).T])
            limits = self.values(self._starts)[len(self.functions) :]
            held = (limits[~self.equal] >= 0).all(axis=0)
            points = points[np.argsort(-np.where(held, values, -np.inf), kind="stable")]
        for x in points:
            if all(np.abs(x - y).max(initial=0.0) > apart for y in found):
                found.append(x)
            if len(found) == count:
                break
        return found

    def maximise(
        self, kind: str, weights: np.ndarray, start: np.ndarray, floors: np.ndarray | None = None,
        margin: float = 0.0, reach: float = 1.0,
    ) -> np.ndarray | None:  # fmt: skip
        """A point of the unit box that is proposed for one of the objectives of the module.

        With `margin`, limits are held with so much to spare, as a share of their size; with
        `reach`, the point is nowhere further from the start.
        """
        from scipy.optimize import minimize

        n, m = len(self.variables), len(self.players)
        if not n:
            return np.zeros(0)
        need = weights / self.size
        here = self.gains(start) / self.size
        here = np.where(np.isfinite(here), here, 0.0)
        near = [(max(0.0, x - reach), min(1.0, x + reach)) for x in map(float, start)]
        bounds: list[tuple[float | None, float | None]]
        if kind == "level":
            asked = need / need.max()
            first = np.append(start, (here[asked > 0] / asked[asked > 0]).min())
            bounds = [*near, (None, None)]
        else:
            asked = np.ones(m)
            low = np.zeros(m) if floors is None else floors / self.size
            low = np.maximum(low, _LEAST if kind == "log" else low)
            first = np.concatenate([start, np.maximum(here, np.maximum(low, 1e-6))])
            bounds = [*near, *((float(b), None) for b in low)]
        with np.errstate(all="ignore"):
            found = minimize(
                self._loss(kind, weights), first, jac=True, bounds=bounds, method="SLSQP",
                constraints=self._rows(asked, margin, one_level=kind == "level"),
                options={"maxiter": _STEPS, "ftol": 1e-15},
            )  # fmt: skip
        x = np.clip(found.x[:n], 0.0, 1.0)
        return x if np.isfinite(x).all() else None

    def _loss(
        self, kind: str, weights: np.ndarray
    ) -> Callable[[np.ndarray], tuple[float, np.ndarray]]:
        """What is minimised, and its slopes: of the point, then the gains (or one level)."""
        n = len(self.variables)
        share = weights * (1.0 if kind == "log" else self.size)  # of gains measured by their size
        share = share / np.abs(share).max()

        def loss(v: np.ndarray) -> tuple[float, np.ndarray]:
            t, rest = v[n:], np.zeros(n)
            if kind == "level":
                return -float(t[0]), np.append(rest, -1.0)
            if kind == "log":
                t = np.maximum(t, 1e-300)
                return -float((share * np.log(t)).sum()), np.append(rest, -share / t)
            return -float((share * t).sum()), np.append(rest, -share)

        return loss

    def _rows(self, asked: np.ndarray, margin: float, *, one_level: bool) -> list[dict[str, Any]]:
        """Constraints of the program: functions above gains (or a level), limits, equations."""
        n, m, k = len(self.variables), len(self.players), len(self.functions)
        rates, asked = 1.0 / self.size[self.owner], asked[self.owner]

        def functions(v: np.ndarray) -> np.ndarray:
            values = self.values(v[:n])
            top = asked * v[n] if one_level else v[n:][self.owner]
            free = values[k:] / self.limit_size - np.where(self.equal, 0.0, margin)
            both = np.concatenate([values[:k] * rates - top, free[~self.equal], free[self.equal]])
            return np.where(np.isfinite(both), both, -1e3)

        def slopes(v: np.ndarray) -> np.ndarray:
            spend(_WORK)
            rows = self.derivatives(v[:n])
            rows = np.where(np.isfinite(rows), np.clip(rows, -1e9, 1e9), 0.0)
            left = np.zeros((len(rows), 1 if one_level else m))
            if one_level:
                left[:k, 0] = -asked
            else:
                left[np.arange(k), self.owner] = -1.0
            free = rows[k:] / self.limit_size[:, None]
            top = np.concatenate([rows[:k] * rates[:, None], free[~self.equal], free[self.equal]])
            return np.concatenate([top, left], axis=1)

        count = k + int((~self.equal).sum())
        value, slope = _remembered(functions), _remembered(slopes)
        found: list[dict[str, Any]] = [
            {"type": "ineq", "fun": lambda v: value(v)[:count], "jac": lambda v: slope(v)[:count]}
        ]
        if self.equal.any():
            found.append(
                {"type": "eq", "fun": lambda v: value(v)[count:], "jac": lambda v: slope(v)[count:]}
            )
        return found

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
        functions, limits = self._repaired(kind, needed, found.x[:k], found.x[k:q])
        both = np.concatenate([functions, limits])
        pull = both @ slopes
        top = both @ values + np.maximum(pull * up, -pull * down).sum()
        if kind == "log":
            top -= weights.sum()
        return Multipliers(
            at=at, functions=functions * rates, limits=limits / self.limit_size, bound=float(top)
        )


def _van_der_corput(base: int, count: int) -> np.ndarray:
    """The first numbers of the sequence of van der Corput in a base."""
    found, share, k = np.zeros(count), 1.0, np.arange(1, count + 1)
    while k.any():
        share /= base
        found += share * (k % base)
        k = k // base
    return found


def _remembered(work: Callable[[np.ndarray], np.ndarray]) -> Callable[[np.ndarray], np.ndarray]:
    """The same function; the last point is not computed twice."""
    last: list[Any] = [b"", np.empty(0)]

    def found(v: np.ndarray) -> np.ndarray:
        key = v.tobytes()
        if last[0] != key:
            last[:] = key, work(v)
        return np.asarray(last[1])

    return found
