"""Signs of differences of payoffs, for all parameters of a table at once.

A sign is known where the assumptions of the table refute the opposite (`bargain.refute`); numbers
are compared as numbers. Where neither is shown it is not known, and nothing follows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sympy as sp

from bargain.budget import spent
from bargain.exact import exact_expression
from bargain.game.tables.finite_game import FiniteGame
from bargain.game.written import Exact
from bargain.question.kinds.finite_question import FiniteQuestion
from bargain.refute.problem import Problem
from bargain.refute.refuter import refute
from bargain.refute.ring import Relation
from bargain.signs import sign_of

__all__ = ["SignsOfPayoffs"]

_EFFORT = 2.0  # units for one sign


class SignsOfPayoffs:
    """What the assumptions of a table say of expressions in its parameters.

    Examples
    --------
    >>> a, b = sp.symbols("a b", positive=True)
    >>> game = FiniteGame.from_payoffs([[a, 0]], [[b, 0]], assumptions=[a > 2 * b])
    >>> signs = SignsOfPayoffs(game)
    >>> signs.at_least(a - b, 0), signs.at_least(b, a)
    (True, False)
    """

    def __init__(self, game: FiniteGame) -> None:
        self._question = FiniteQuestion(game, ()) if game.parameters else None
        if self._question is not None:
            self._region = Problem.read(self._question.names, self._question.region)
        self._known: dict[tuple[str, sp.Expr], bool] = {}

    def at_least(self, high: Exact, low: Exact) -> bool:
        """Whether ``high >= low`` was shown for all parameters."""
        difference = sp.expand(exact_expression(high) - exact_expression(low))
        if difference.is_number:
            return sign_of(difference) in (0, 1)
        return self._refuted(">", -difference)

    def above(self, high: Exact, low: Exact) -> bool:
        """Whether ``high > low`` was shown for all parameters."""
        difference = sp.expand(exact_expression(high) - exact_expression(low))
        if difference.is_number:
            return sign_of(difference) == 1
        return self._refuted(">=", -difference)

    def _refuted(self, rel: str, side: sp.Expr) -> bool:
        """Whether the assumptions leave no parameters at which the relation to zero holds.

        The largest or least of several is one of them: it is refuted of each.
        """
        extreme = next(iter(side.atoms(sp.Max, sp.Min)), None)
        if extreme is not None:
            each = (sp.expand(side.xreplace({extreme: value})) for value in extreme.args)
            return all(
                bool((rel == ">" and one <= 0) or one < 0)
                if one.is_number
                else self._refuted(rel, one)
                for one in each
            )
        if (rel, side) not in self._known:
            assert self._question is not None
            poly = self._region.ring.decode(self._question.plain(side))
            case = self._region.also([Relation(rel, poly)])
            self._known[rel, side] = refute(case, mark=spent() + _EFFORT) is not None
        return self._known[rel, side]

    def largest(self, values: Sequence[Exact]) -> sp.Expr:
        """The largest of several, without those that another is never below."""
        return self._extreme(values, sp.Max, self.at_least)

    def least(self, values: Sequence[Exact]) -> sp.Expr:
        """The least of several, without those that another is never above."""
        return self._extreme(values, sp.Min, lambda a, b: self.at_least(b, a))

    def _extreme(
        self, values: Sequence[Exact], of: type, wins: Callable[[sp.Expr, sp.Expr], bool]
    ) -> sp.Expr:
        kept: list[sp.Expr] = []
        for value in map(exact_expression, values):
            if any(wins(k, value) for k in kept):
                continue
            kept = [k for k in kept if not wins(value, k)]
            kept.append(value)
        return kept[0] if len(kept) == 1 else of(*kept)
