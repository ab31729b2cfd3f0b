"""The twin of the base model: the exchange in exact fractions, by enumeration.

Nothing here uses sympy, z3, certificates or the deciders. An agreement is a pair (y_P, y_C) of
fractions on a grid; self-enforcement is a Nash equilibrium of the 2x2 enforcement game of THEORY
("Finite twin"); efficiency is checked against every other agreement of the grid.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import product

F = Fraction
Agreement = tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class Exchange:
    """u_P = s_P y_C - e_P y_P - w_P y_P^2/2 and the same for the client."""

    s_P: Fraction
    s_C: Fraction
    w_P: Fraction = F(1)
    w_C: Fraction = F(1)
    e_P: Fraction = F(0)
    e_C: Fraction = F(0)

    def patron(self, y_P: Fraction, y_C: Fraction) -> Fraction:
        """The patron's payoff."""
        return self.s_P * y_C - self.e_P * y_P - self.w_P * y_P**2 / 2

    def client(self, y_P: Fraction, y_C: Fraction) -> Fraction:
        """The client's payoff."""
        return self.s_C * y_P - self.e_C * y_C - self.w_C * y_C**2 / 2

    def enforcement_game(
        self, z: Agreement, beta: Fraction
    ) -> tuple[list[list[Fraction]], list[list[Fraction]]]:
        """Honour z or cede nothing; (1 - beta) of the one-shot payoffs unless both honour it."""
        y_P, y_C = z
        zero, left = F(0), 1 - beta
        A = [
            [self.patron(y_P, y_C), left * self.patron(y_P, zero)],
            [left * self.patron(zero, y_C), zero],
        ]
        B = [
            [self.client(y_P, y_C), left * self.client(y_P, zero)],
            [left * self.client(zero, y_C), zero],
        ]
        return A, B

    def self_enforcing(self, z: Agreement, beta: Fraction) -> bool:
        """Whether (honour, honour) is a Nash equilibrium of the enforcement game."""
        A, B = self.enforcement_game(z, beta)
        return A[0][0] >= A[1][0] and B[0][0] >= B[0][1]

    def efficient(self, z: Agreement, others: list[Agreement]) -> bool:
        """Whether no agreement of the list is better for one and worse for none."""
        here = self.patron(*z), self.client(*z)
        for other in others:
            there = self.patron(*other), self.client(*other)
            if there != here and there[0] >= here[0] and there[1] >= here[1]:
                return False
        return True


def grid(n: int) -> list[Agreement]:
    """All pairs of multiples of 1/n in [0, 1]."""
    levels = [F(k, n) for k in range(n + 1)]
    return list(product(levels, levels))


def enforced_by_nashpy(exchange: Exchange, z: Agreement, beta: Fraction) -> bool:
    """Whether nashpy calls (honour, honour) a pair of best responses."""
    import nashpy as nash
    import numpy as np

    A, B = exchange.enforcement_game(z, beta)
    game = nash.Game(np.array(A, dtype=float), np.array(B, dtype=float))
    honour = np.array([1, 0])
    return all(game.is_best_response(honour, honour))
