"""The efficient frontier of a smooth concave game of two players: best proposals."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from bargain.solve.bargaining.batch_bargaining import interior_points
from bargain.solve.bargaining.central_path import largest_sum
from bargain.solve.bargaining.smooth_problem import SmoothProblem

__all__ = ["Frontier"]

_SHARP = 1e-13  # a proposal with a larger bound is sharpened


@dataclass(frozen=True, eq=False)
class Frontier:
    """Best proposals of a smooth concave game, given what the responder must get."""

    problem: SmoothProblem

    def propose(self, proposer: int, floor: float) -> tuple[float, np.ndarray, float]:
        """The largest gain of the proposer such that the responder gains at least `floor`.

        With the point and a bound on what is left; NaN where no such point was found.
        """
        offsets = [0.0, 0.0]
        offsets[1 - proposer] = floor
        shifted = self.problem.compiled.shifted(offsets)
        starts, found, _, _ = interior_points(shifted, [], 1)
        if not found[0]:
            return 0.0, np.full(starts.shape[0], np.nan), np.nan
        alone = np.zeros(2)
        alone[proposer] = 1.0
        best = largest_sum(replace(self.problem, compiled=shifted), starts, alone)
        gain, x, bound = float(best.run.gains[proposer, 0]), best.run.x[:, 0], float(best.bound[0])
        if bound > _SHARP:
            again = self._sharpened(proposer, floor, x)
            if again[2] < bound:
                return again
        return gain, x, bound

    def _sharpened(
        self, proposer: int, floor: float, x: np.ndarray
    ) -> tuple[float, np.ndarray, float]:
        r"""The proposal by sequential quadratic programming, with its own bound.

        For concave gains and any :math:`\lambda \ge 0` no proposal gives the proposer more than
        :math:`g_i + \lambda (g_j - floor) + \max_{x'} \nabla(g_i + \lambda g_j)(x' - x)`.
        """
        from scipy.optimize import minimize

        compiled, other = self.problem.compiled, 1 - proposer

        def slopes(x: np.ndarray) -> np.ndarray:
            first = compiled.derivatives(list(x), []).first
            return np.array([[0.0 if e is None else float(e) for e in row] for row in first])

        def gains(x: np.ndarray) -> np.ndarray:
            return np.array([float(g) for g in compiled.gains(list(x), [])])

        with np.errstate(all="ignore"):
            found = minimize(
                lambda x: -gains(x)[proposer], x, jac=lambda x: -slopes(x)[proposer],
                bounds=[(0.0, 1.0)] * len(x), method="SLSQP", options={"ftol": 1e-16},
                constraints={"type": "ineq", "fun": lambda x: gains(x)[other] - floor,
                             "jac": lambda x: slopes(x)[other]},
            )  # fmt: skip
            x = np.clip(found.x, 0.0, 1.0)
            g, d = gains(x), slopes(x)
            free = (x > 0.0) & (x < 1.0)
            push = d[other][free]
            weight = (
                max(0.0, -float(d[proposer][free] @ push) / float(push @ push))
                if (push @ push > 0)
                else 0.0
            )
            pull = d[proposer] + weight * d[other]
            rise = float(np.maximum(pull * (1.0 - x), -pull * x).sum())
            left = abs(weight * (g[other] - floor)) + rise
        return float(g[proposer]), x, float(left / abs(g[proposer]))
