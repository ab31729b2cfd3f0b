r"""Variable threats: what two players agree on if each can commit to what it does otherwise.

Each player first commits to a mixture, the threat. If they do not agree, threats :math:`x, y` are
carried out and give :math:`d = (x^\top A y,\, x^\top B y)`; the agreement is the Nash solution from
:math:`d` on the set of lotteries. Threats in equilibrium are optimal strategies of one game of
constant sum: where :math:`(\lambda, \mu) \ge 0` supports the frontier at the agreement :math:`u`,

.. math:: \lambda u_1 - \mu u_2 = \operatorname{val}(\lambda A - \mu B).

Along the frontier, from the end that is best for player 1 to the other, with the normal turning at
each vertex from :math:`(1, 0)` to :math:`(0, 1)`, left minus right begins at or above zero, ends at
or below, and is continuous: so the agreement is found between two values of opposite sign, on an
edge by a linear equation and else at a vertex, exactly in both cases. Payoffs are the same for all
optimal threats. With transferable payoffs the frontier is one line, :math:`u_1 + u_2 = \max(A+B)`.

References
----------
Nash, J. (1953), Two-person cooperative games, *Econometrica* 21, 128-140. Myerson, R. (1991), *Game
Theory*, section 8.5.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise

import numpy as np

from bargain.arguments import flag, of_type, within_reach
from bargain.errors import GameError
from bargain.game.tables.finite_game import FiniteGame
from bargain.game.written import Action
from bargain.result import Result
from bargain.solve.agreement import Agreement
from bargain.solve.bargaining.listed.polygons import Option, between, hull_edges
from bargain.solve.finite.zero_sum import Mixed, optimal_strategies
from bargain.solve.tables.table_agreements import agreement_of

__all__ = ["VariableThreats", "variable_threats"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class VariableThreats(Result):
    """What is agreed under optimal threats.

    Attributes
    ----------
    payoffs : mapping of player to Fraction
        What each gets.
    agreement : Agreement or None
        The lottery over outcomes that gives it; none where payoffs are transferred.
    threats : mapping of player to mapping of action to Fraction
        Optimal threats where the frontier has one normal at the agreement; empty at a vertex, where
        they may be irrational.
    disagreement : mapping of player to Fraction
        What the threats would give, with `threats`.
    transferable : bool
    """

    payoffs: Mapping[str, Fraction]
    agreement: Agreement | None = None
    threats: Mapping[str, Mapping[Action, Fraction]] = field(default_factory=dict)
    disagreement: Mapping[str, Fraction] = field(default_factory=dict)
    transferable: bool = False

    def summary(self) -> str:
        """Payoffs, and the threats behind them."""
        lines = ["variable threats: " + ", ".join(f"{p} {u}" for p, u in self.payoffs.items())]
        for p, threat in self.threats.items():
            mixed = ", ".join(f"{a} {q}" for a, q in threat.items() if q)
            lines.append(f"  {p} threatens {mixed}")
        if not self.threats:
            lines.append("  the agreement is a corner of the frontier; threats are not listed")
        return "\n".join(lines)


@within_reach
def variable_threats(game: FiniteGame, *, transferable: bool = False) -> VariableThreats:
    """Nash's solution with variable threats, exactly.

    Parameters
    ----------
    game : FiniteGame
        Two players, payoffs with numbers; its `disagreement` plays no role.
    transferable : bool, default False
        Whether payoffs can be paid from one to the other, one for one.

    Returns
    -------
    VariableThreats

    Raises
    ------
    GameError
        Not two players, or parameters are left.

    References
    ----------
    Nash (1953), Two-person cooperative games, *Econometrica* 21, 128-140.

    Examples
    --------
    >>> A, B = [[1, 3], [0, 2]], [[1, 0], [3, 2]]
    >>> found = variable_threats(FiniteGame.from_payoffs(A, B))
    >>> dict(found.payoffs)
    {'1': Fraction(2, 1), '2': Fraction(2, 1)}
    """
    game = of_type(game, FiniteGame, "the first argument", fix="give a FiniteGame")
    if len(game.players) != 2:
        raise GameError(f"threats are of two players, not {len(game.players)}")
    a, b = game.numeric_payoffs("variable threats")
    if flag(transferable, "transferable"):
        total = max((a + b).flat)
        value, x, y, _ = optimal_strategies(a - b)
        payoffs = ((total + value) / 2, (total - value) / 2)
        return _told(game, payoffs, None, (x, y), transferable=True)
    outcomes = [
        Option(((k, Fraction(1)),), pair) for k, pair in enumerate(zip(a.flat, b.flat, strict=True))
    ]
    option, strategies = _agreed(a, b, _frontier(outcomes))
    found = agreement_of(game, dict(option.lottery))
    return _told(game, option.gains, found, strategies, transferable=False)


def _frontier(outcomes: Sequence[Option]) -> list[Option]:
    """The efficient corners of the hull, the best for player 1 first."""
    best = max(outcomes, key=lambda o: o.gains)
    corners = {best.gains: best}
    for one, two in hull_edges(list(outcomes)):  # counter-clockwise: better for 2, worse for 1
        if two.gains[1] > one.gains[1] and two.gains[0] < one.gains[0]:
            corners |= {one.gains: one, two.gains: two}
    return [corners[gains] for gains in sorted(corners, reverse=True)]


def _agreed(
    a: np.ndarray, b: np.ndarray, corners: Sequence[Option]
) -> tuple[Option, tuple[Mixed, Mixed] | None]:
    """The agreement, and optimal threats where one normal supports it."""
    for one, two in pairwise(corners):
        weight = two.gains[1] - one.gains[1], one.gains[0] - two.gains[0]  # the edge's normal
        value, x, y, _ = optimal_strategies(weight[0] * a - weight[1] * b)
        begins, ends = (weight[0] * o.gains[0] - weight[1] * o.gains[1] for o in (one, two))
        if begins < value:
            return one, None
        if ends <= value:
            return between(one, two, (begins - value) / (begins - ends)), (x, y)
    return corners[-1], None


def _told(
    game: FiniteGame, payoffs: Sequence[Fraction], agreement: Agreement | None,
    strategies: tuple[Mixed, Mixed] | None, *, transferable: bool,
) -> VariableThreats:  # fmt: skip
    threats, disagreement = {}, {}
    if strategies is not None:
        x, y = (np.array(s, dtype=object) for s in strategies)
        for p, chances in zip(game.players, strategies, strict=True):
            threats[p] = dict(zip(game.actions[p], chances, strict=True))
        for p, table in zip(game.players, game.numeric_payoffs("threats"), strict=True):
            disagreement[p] = x @ table @ y
    return VariableThreats(
        payoffs=dict(zip(game.players, payoffs, strict=True)), agreement=agreement,
        threats=threats, disagreement=disagreement, transferable=transferable,
    )  # fmt: skip
