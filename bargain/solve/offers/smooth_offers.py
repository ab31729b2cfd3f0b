r"""Offers in a smooth concave game: proposals are points of the frontier, found in floats.

A stationary equilibrium is a zero of one function of one number: let player 1 gain :math:`g` by its
own proposal; that sets what it must be offered, so what player 2 gains by its own proposal, so what
player 2 must be offered, so what player 1 gains. An error in :math:`g` is :math:`s_1 s_2` times as
large after a round (`bargain.solve.offers.rules`), so :math:`1/(1 - s_1 s_2)` says what is left of
the digits.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from bargain.game.game import Game
from bargain.solve.bargaining.smooth_problem import SmoothProblem
from bargain.solve.offers.finite_horizon import Offer, offers_backwards
from bargain.solve.offers.frontier import Frontier
from bargain.solve.offers.rules import OfferRules, Proposed
from bargain.solve.payoffs.compiled import compile_game

__all__ = ["Rounds"]


class Rounds:
    """Two players of a smooth game who make offers."""

    def __init__(self, game: Game, rules: OfferRules) -> None:
        self.rules = rules
        self.problem = SmoothProblem(game, game.players, compile_game(game))
        self.frontier = Frontier(self.problem)
        self.slope, self.constant, self.floor = (
            [float(v) for v in pair] for pair in (rules.slope, rules.constant, rules.floor)
        )
        one, two = rules.slope
        self.digits = float(1 - one * two)  # what is left of an error in one round

    def threshold(self, i: int, own: float) -> float:
        """What player `i` must be offered if it gains `own` by its own proposal."""
        return max(self.floor[i], self.slope[i] * own + self.constant[i])

    def reply(self, gain_one: float) -> float:
        """Player 2's threshold if player 1 gains `gain_one` by its own proposal."""
        return self.threshold(1, self.frontier.propose(1, self.threshold(0, gain_one))[0])

    def excess(self, gain_one: float) -> float:
        """Zero at an equilibrium."""
        return gain_one - self.frontier.propose(0, self.reply(gain_one))[0]

    def limit(self, patient: int) -> Proposed:
        """The limit of the equilibria where one player alone does not lose by waiting."""
        gain, x, bound = self.frontier.propose(patient, self.floor[1 - patient])
        at = self.problem.agreement_at(x)
        return Proposed.stationary(self.rules, at, at, size=gain, residual=bound, bound=bound)

    def fixed_point(self) -> Proposed:
        """The proposals at which each responder is indifferent, or at the frontier's end."""
        from scipy.optimize import brentq

        propose = self.frontier.propose
        ideal = propose(0, self.floor[1])[0]
        fixed = (
            ideal
            if self.excess(ideal) <= 0
            else brentq(self.excess, 0.0, ideal, xtol=1e-15 * ideal, rtol=1e-14, maxiter=200)
        )
        demand, threshold = self.threshold(0, fixed), self.reply(fixed)
        _, x_two, left_two = propose(1, demand)
        best_one, x_one, left_one = propose(0, threshold)
        made, answered = (self.problem.agreement_at(x) for x in (x_one, x_two))
        one, two = made.gains
        # At an equilibrium a responder gets its threshold, or more where the frontier ends.
        gaps = np.array([
            np.minimum(answered.gains[one] - demand, 0.0) / ideal,
            np.minimum(made.gains[two] - threshold, 0.0) / propose(1, self.floor[0])[0],
            (fixed - best_one) / ideal,
            np.finfo(float).eps,
        ])  # fmt: skip
        return Proposed.stationary(
            self.rules,
            made,
            answered,
            size=ideal,
            residual=float(np.abs(gaps).max()) / self.digits,  # numpy's maximum keeps NaN
            bound=float(np.max([left_one, left_two])) / self.digits,
        )

    def periods(self, first: str, horizon: int) -> Proposed:
        """With a last period, by backward induction.

        The bound is the sum over the periods of how far a proposal may be from the best given
        what follows: what deviations can gain together.
        """

        def propose(i: int, demand: Fraction | float) -> Offer:
            _, x, bound = self.frontier.propose(i, max(float(demand), self.floor[1 - i]))
            one, two = map(float, self.problem.compiled.gains(list(x), []))
            return Offer((one, two), lambda: self.problem.agreement_at(x), bound)

        made = offers_backwards(propose, self.rules, first, horizon)
        ideal = self.frontier.propose(0, self.floor[1])[0]
        return replace(made, size=ideal, residual=made.bound)
