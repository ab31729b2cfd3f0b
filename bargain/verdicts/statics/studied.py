"""What is studied: a solution concept of a game, a quantity and a parameter, regime by regime.

The mathematics is in `bargain.verdicts.statics.signs_of_slopes`.
"""

from __future__ import annotations

import sympy as sp

from bargain.errors import OptionError
from bargain.game.conditions import participation
from bargain.game.expression import to_text
from bargain.game.feasible_set import refuse_feasible_sets
from bargain.game.game import Game
from bargain.question.question import Question
from bargain.question.region_relations import Where
from bargain.verdicts.verdict import Verdict

__all__ = ["Study"]


class Study:
    """One quantity, one parameter, one solution concept."""

    def __init__(
        self, game: Game, solver: str, quantity: sp.Expr, parameter: sp.Symbol, where: Where
    ) -> None:
        refuse_feasible_sets(game, "comparative statics")
        self.game, self.quantity, self.parameter = game, quantity, parameter
        self.question = Question(game, participation(), where)
        for relation in self.question.stated:
            if isinstance(relation, sp.Eq) and relation.has(parameter):
                raise OptionError(
                    f"the region ties {parameter} to other parameters",
                    where=to_text(relation),
                    fix=f"leave {parameter} free: an equation leaves no room to move it",
                )
        gains = game.gains()
        self.gains = gains if solver == "nash_bargaining" else {}
        # the utilitarian agreement is restricted to what everyone accepts (`bargain.utilitarian`)
        self.accepted = gains if solver == "utilitarian" else {}
        whole = sp.prod(self.gains.values())
        self.total = sum(gains.values(), sp.S.Zero)
        self.objective = whole if self.gains else self.total
        self.concave: tuple[Verdict, ...] | None = None
        self.corners: list[dict[sp.Symbol, sp.Rational]] = []
        self.shared: tuple[Verdict, ...] = ()  # proofs that every regime rests on
        self.derivatives = [sp.diff(g, v) for g in gains.values() for v in game.variables]
        self.slope = {
            v: sp.expand(
                sum(
                    (
                        sp.diff(g, v) * (sp.cancel(whole / g) if self.gains else 1)
                        for g in gains.values()
                    ),
                    sp.S.Zero,
                )
            )
            for v in game.variables
        }
        for v, slope in self.slope.items():
            if slope.has(sp.Derivative, sp.Heaviside, sp.sign, sp.Piecewise):
                raise OptionError(
                    f"a payoff is not differentiable in {v}",
                    where=str(slope),
                    fix="use smooth functional forms",
                )

    def name_of(self, ends: tuple[int | None, ...]) -> str:
        """The name of a regime: which variables are free and where the others are."""
        placed = list(zip(self.game.variables, ends, strict=True))
        free = [f"{v} free" for v, end in placed if end is None]
        fixed = [f"{v} = {self.game.box[v][end]}" for v, end in placed if end is not None]
        return ", ".join([*free, *fixed])
