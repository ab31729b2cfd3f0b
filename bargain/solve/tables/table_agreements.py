"""The outcomes of a table as agreements: each pure profile, or lotteries over them.

An agreement is named by the labels of its profile, ``"C, D"``; its value is the chance that it has
(`bargain.AgreementSet`).
"""

from __future__ import annotations

from fractions import Fraction

import sympy as sp

from bargain.errors import GameError
from bargain.game.tables.finite_game import FiniteGame
from bargain.solve.agreement import Agreement
from bargain.solve.bargaining.feasible import AgreementSet

__all__ = ["agreement_of", "agreements_of", "outcome_names"]


def outcome_names(game: FiniteGame) -> list[str]:
    """The pure profiles as texts, last player fastest; numbered where texts are not distinct.

    Examples
    --------
    >>> outcome_names(FiniteGame.from_payoffs([[1, 2]], [[3, 4]], actions=["U", "LR"]))
    ['U, L', 'U, R']
    """
    names = [", ".join(map(str, profile)) for profile in game.profiles()]
    return names if len(set(names)) == len(names) else [f"outcome {k}" for k in range(len(names))]


def agreements_of(game: FiniteGame, *, lotteries: bool) -> AgreementSet:
    """What the players of a table can agree on.

    Raises
    ------
    GameError
        If a payoff or an outside option has parameters.
    """
    tables = game.numeric_payoffs("bargaining over a table")
    points = dict(
        zip(outcome_names(game), zip(*(t.flat for t in tables), strict=True), strict=True)
    )
    return AgreementSet.from_points(
        points, _outside(game), players=game.players, lotteries=lotteries
    )


def _outside(game: FiniteGame) -> dict[str, Fraction]:
    """Outside options as numbers; 0 where the table declares none."""
    found = {p: game.disagreement.get(p, Fraction(0)) for p in game.players}
    for p, value in found.items():
        if not isinstance(value, Fraction):
            raise GameError(
                f"the outside option {value} is no rational number",
                where=f"disagreement[{p!r}]",
                fix="fix parameters with game.at({...})",
            )
    return found


def agreement_of(game: FiniteGame, chances: dict[int, Fraction]) -> Agreement:
    """A lottery over the profiles, given by their numbers, as an agreement."""
    names, outside = outcome_names(game), _outside(game)
    cells = {p: list(t.flat) for p, t in game.payoffs.items()}
    payoffs = {
        p: sum((q * cells[p][k] for k, q in chances.items()), Fraction(0)) for p in game.players
    }
    return Agreement(
        values={sp.Symbol(names[k]): q for k, q in chances.items() if q},
        payoffs=payoffs,
        gains={p: u - outside[p] for p, u in payoffs.items()},
        residual=0.0,
        arithmetic="exact",
    )
