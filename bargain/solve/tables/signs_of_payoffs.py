"""Signs of differences of payoffs, for all parameters of a table at once.

A sign is known where the assumptions of the table refute the opposite (`bargain.refute`); numbers
are compared as numbers. Where neither is shown it is not known, and nothing follows.
"""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from bargain.budget import spent
from bargain.exact import exact_expression
from bargain.game.tables.finite_game import FiniteGame
from bargain.game.written import Exact
from bargain.question.kinds.finite_question import FiniteQuestion
from bargain.refute.refuter import refute
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
        self._known: dict[sp.Expr, bool] = {}

    def at_least(self, high: Exact, low: Exact) -> bool:
        """Whether ``high >= low`` was shown for all parameters."""
        difference = sp.expand(exact_expression(high) - exact_expression(low))
        if difference.is_number:
            return sign_of(difference) in (0, 1)
        if difference not in self._known:
            self._known[difference] = self._refuted(-difference)
        return self._known[difference]

    def above(self, high: Exact, low: Exact) -> bool:
        """Whether ``high > low`` was shown for all parameters."""
        difference = sp.expand(exact_expression(high) - exact_expression(low))
        if difference.is_number:
            return sign_of(difference) == 1
        assert self._question is not None
        case = self._question.case((">=", -difference))
        return self._refute(case)

    def _refuted(self, positive: sp.Expr) -> bool:
        assert self._question is not None
        return self._refute(self._question.case((">", positive)))

    def _refute(self, case: dict[str, object]) -> bool:
        assert self._question is not None
        names, region = self._question.names, self._question.region
        return refute(names, [*region, case], mark=spent() + _EFFORT) is not None

    def largest(self, values: Sequence[Exact]) -> sp.Expr:
        """The largest of several, without those that another is never below."""
        return self._extreme(values, sp.Max, self.at_least)

    def least(self, values: Sequence[Exact]) -> sp.Expr:
        """The least of several, without those that another is never above."""
        return self._extreme(values, sp.Min, lambda a, b: self.at_least(b, a))

    def _extreme(self, values: Sequence[Exact], of: type, wins: object) -> sp.Expr:
        kept: list[sp.Expr] = []
        for value in map(exact_expression, values):
            if any(wins(k, value) for k in kept):  # type: ignore[operator]
                continue
            kept = [k for k in kept if not wins(value, k)]  # type: ignore[operator]
            kept.append(value)
        return kept[0] if len(kept) == 1 else of(*kept)
