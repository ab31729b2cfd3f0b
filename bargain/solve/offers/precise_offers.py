r"""Stationary offers of very patient players, in as many digits as their patience takes.

With :math:`1 - s_1 s_2 = 10^{-k}` floats leave :math:`16 - k` digits (`smooth_offers`). Here the
first-order conditions of both proposals and the two indifferences are solved together by Newton's
method in 30 + 3k digits. It starts where players are patient enough for floats, and follows the
equilibria as :math:`1 - s_i` and the constants :math:`n_i` shrink together. What is left of each
condition is measured as there, so that concave gains prove the digits that are reported.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, log10
from typing import Any

import mpmath
import numpy as np
import sympy as sp

from bargain.budget import spend
from bargain.exact import to_sympy
from bargain.game.game import Game
from bargain.solve.offers.rules import OfferRules, Proposed
from bargain.solve.offers.smooth_offers import Rounds

__all__ = ["precise_offers"]

_EASY = Fraction(1, 10**6)  # what 1 - s1 s2 is where floats begin
_SHRINK = Fraction(1, 100)
_NEAR = 1e-7  # of a bound, in the unit box
_DIGITS = 400  # at most
_NEWTON = 12


def precise_offers(game: Game, rules: OfferRules) -> Proposed | None:
    """The proposals of patient players; None of others, or where Newton's method does not end."""
    one, two = rules.slope
    left = 1 - one * two
    if not 0 < left < _EASY:
        return None
    digits = 30 + 3 * ceil(-log10(left))
    if digits > _DIGITS:
        return None
    with mpmath.workdps(digits):
        pair = _Pair(game, rules)
        scale = _EASY / left
        found = pair.begun(scale)
        while found is not None and scale > 1:
            scale = max(Fraction(1), scale * _SHRINK)
            found = pair.solved(found, scale)
        return None if found is None else pair.proposed(found)


class _Pair:
    """Two proposals: free actions and the multiplier of each, stacked."""

    def __init__(self, game: Game, rules: OfferRules) -> None:
        self.game, self.rules = game, rules
        self.rounds = Rounds(game, rules)
        self.variables = list(game.variables)
        gains = list(game.gains().values())
        every = [g for gain in gains for g in (gain, *(sp.diff(gain, v) for v in self.variables))]
        self.call = sp.lambdify(self.variables, every, "mpmath")
        second = [sp.diff(g, v, w) for g in gains for v in self.variables for w in self.variables]
        self.curve = sp.lambdify(self.variables, second, "mpmath")
        self.box = [tuple(_mp(end) for end in game.box[v]) for v in self.variables]
        self.free: list[list[int]] = [[], []]
        self.fixed: list[list[Any]] = [[], []]
        self.waits = [True, True]  # whether a threshold is what waiting gives

    def begun(self, scale: Fraction) -> Any:
        """Floats for players who are less patient by a factor."""
        slope, constant = self._scaled(scale)
        self.rounds.slope, self.rounds.constant = (
            list(map(float, slope)),
            list(map(float, constant)),
        )
        self.rounds.digits = float(1 - slope[0] * slope[1])
        made = self.rounds.fixed_point()
        if not (made.residual <= _NEAR and made.bound <= _NEAR):
            return None
        stack: list[Any] = []
        proposals = list(made.proposals.values())
        for i, at in enumerate(proposals):
            point = [mpmath.mpf(float(at.values[v])) for v in self.variables]
            near = [
                min(p - low, high - p) <= _NEAR * (high - low)
                for p, (low, high) in zip(point, self.box, strict=True)
            ]
            self.free[i] = [k for k, end in enumerate(near) if not end]
            self.fixed[i] = [
                (low if p - low < high - p else high) if end else p
                for p, end, (low, high) in zip(point, near, self.box, strict=True)
            ]
            (_, pull), (_, push) = self._gains(point, i), self._gains(point, 1 - i)
            if not self.free[i] or not any(push[k] for k in self.free[i]):
                return None
            weight = -sum(pull[k] * push[k] for k in self.free[i]) / sum(
                push[k] ** 2 for k in self.free[i]
            )
            stack += [*(point[k] for k in self.free[i]), weight]
            j = 1 - i
            waiting = slope[j] * Fraction(float(proposals[j].gains[self.game.players[j]]))
            self.waits[j] = waiting + constant[j] > self.rules.floor[j]
        return self.solved(mpmath.matrix(stack), scale)

    def _scaled(self, scale: Fraction) -> tuple[list[Fraction], list[Fraction]]:
        slope = [1 - (1 - s) * scale for s in self.rules.slope]
        return slope, [n * scale for n in self.rules.constant]

    def _gains(self, point: Sequence[Any], player: int) -> tuple[Any, list[Any]]:
        size = len(self.variables) + 1
        values = self.call(*point)[player * size : (player + 1) * size]
        return values[0], list(values[1:])

    def _read(self, stack: Any) -> tuple[list[list[Any]], list[Any]]:
        points, weights, at = [], [], 0
        for i in (0, 1):
            point = list(self.fixed[i])
            for k in self.free[i]:
                point[k] = stack[at]
                at += 1
            points.append(point)
            weights.append(stack[at])
            at += 1
        return points, weights

    def solved(self, start: Any, scale: Fraction) -> Any:
        """Newton's method; None if it does not converge."""
        slope, constant = self._scaled(scale)
        stack = start.copy()
        steps: list[Any] = []
        for _ in range(_NEWTON):
            spend(20_000 * len(stack))
            try:
                value, jacobian = self._system(stack, slope, constant)
                step = mpmath.lu_solve(jacobian, -value)
            except (ZeroDivisionError, ValueError, TypeError):
                return None
            stack = stack + step
            steps.append(mpmath.norm(step) / (1 + mpmath.norm(stack)))
            if steps[-1] < mpmath.mpf(10) ** (5 - mpmath.mp.dps) * 1 / _mp(1 - slope[0] * slope[1]):
                return stack
        return None

    def _system(self, stack: Any, slope: Sequence[Fraction], constant: Sequence[Fraction]) -> Any:
        points, weights = self._read(stack)
        size, n = len(stack), len(self.variables)
        value, jacobian = mpmath.matrix(size, 1), mpmath.matrix(size, size)
        offsets = [0, len(self.free[0]) + 1]
        for i in (0, 1):
            j, row, point = 1 - i, offsets[i], points[i]
            (_, mine), (theirs, push) = self._gains(point, i), self._gains(point, j)
            second = self.curve(*point)
            for a, k in enumerate(self.free[i]):
                value[row + a] = mine[k] + weights[i] * push[k]
                for b, m in enumerate(self.free[i]):
                    bend = second[(i * n + k) * n + m] + weights[i] * second[(j * n + k) * n + m]
                    jacobian[row + a, row + b] = bend
                jacobian[row + a, row + len(self.free[i])] = push[k]
            last = row + len(self.free[i])
            if self.waits[j]:
                own, rise = self._gains(points[j], j)
                value[last] = theirs - _mp(slope[j]) * own - _mp(constant[j])
                for b, m in enumerate(self.free[j]):
                    jacobian[last, offsets[j] + b] = -_mp(slope[j]) * rise[m]
            else:
                value[last] = theirs - _mp(self.rules.floor[j])
            for b, m in enumerate(self.free[i]):
                jacobian[last, row + b] += push[m]
        return value, jacobian

    def proposed(self, stack: Any) -> Proposed | None:
        """The proposals with what is left of each condition, for the rules as they are."""
        points, weights = self._read(stack)
        inside = all(low <= p <= high for point in points
                     for p, (low, high) in zip(point, self.box, strict=True))  # fmt: skip
        if not inside or min(weights) < 0:
            return None
        slope, constant, floor = self.rules.slope, self.rules.constant, self.rules.floor
        left = _mp(1 - slope[0] * slope[1])
        gaps, rises = [], []
        for i in (0, 1):
            j, point = 1 - i, points[i]
            (mine, pull), (theirs, push) = self._gains(point, i), self._gains(point, j)
            own = self._gains(points[j], j)[0]
            threshold = max(_mp(floor[j]), _mp(slope[j]) * own + _mp(constant[j]))
            gaps.append(abs(theirs - threshold) / own)
            rise = abs(weights[i] * (theirs - threshold))
            for p, (low, high), a, b in zip(point, self.box, pull, push, strict=True):
                slope_here = a + weights[i] * b
                rise += max(slope_here * (high - p), slope_here * (low - p))
            rises.append(rise / mine)
        one, two = (
            self.rounds.problem.agreement_at(
                np.array([float((p - a) / (b - a)) for p, (a, b) in zip(at, self.box, strict=True)])
            )
            for at in points
        )
        return Proposed.stationary(
            self.rules, one, two, size=float(self._gains(points[0], 0)[0]),
            residual=float(max(gaps) / left), bound=float(max(rises) / left),
        )  # fmt: skip


def _mp(number: Any) -> Any:
    exact = to_sympy(number)
    return mpmath.mpf(int(exact.p)) / int(exact.q)
