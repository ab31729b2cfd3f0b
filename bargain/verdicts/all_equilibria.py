"""Whether a game with numbers has a Nash equilibrium: all of them are found, or none is there.

Where the question is `conditions.nash()` alone and no parameter is left, the complete list of
equilibria answers it, whatever functions the payoffs use: the claim ``equilibria`` with the verdict
``always`` if the list has an entry and ``never`` if it is empty. A list that may miss some still
gives points at which to look for a witness.
"""

from __future__ import annotations

from bargain.budget import share_until, spent
from bargain.errors import BargainError
from bargain.game.conditions import nash
from bargain.question.kinds.equilibria_statement import whether_there_is_one
from bargain.signs import about
from bargain.verdicts.inquiry import Inquiry, Proposal
from bargain.verdicts.verdict import Status

__all__ = ["AllEquilibria"]

_LEAST = 0.05  # units of effort
_SHARE = 0.3  # of the effort that is left


class AllEquilibria:
    """The complete list of equilibria."""

    name = "all equilibria"

    def accepts(self, inquiry: Inquiry) -> bool:
        """Nash equilibria of a game with numbers."""
        game, condition = inquiry.question.game, inquiry.question.condition
        return condition.simple() == (nash(),) and not (game.parameters or game.terms)

    def propose(self, inquiry: Inquiry) -> Proposal | None:
        """The list, if it is proved complete; else its exact entries are points to look at."""
        from bargain.solve.continuous.pure_equilibria import NashOptions, nash_equilibria

        game = inquiry.question.game
        effort = max(_LEAST, share_until(inquiry.mark, _SHARE) - spent())
        try:
            found = nash_equilibria(game, options=NashOptions(effort=effort))
        except BargainError as error:
            inquiry.tried.append(f"{self.name}: {error}")
            return None
        if found.certificate is None:
            shown = f"{len(found.equilibria)} equilibria found, perhaps not all"
            inquiry.tried.append(f"{shown}: {found.reason}")
            exact = [e for e in found.equilibria if e.arithmetic == "exact"]
            inquiry.points = [{str(v): e[v] for v in game.variables} for e in exact]
            return None
        statement = whether_there_is_one(game, found.certificate["statement"])
        status = Status(statement.verdict)
        witness = {}
        for first in found.equilibria[:1]:
            for v in game.variables:
                low, high = first.box[v] if first.box else (first[v], first[v])
                witness[str(v)] = low if low == high else f"{about((low + high) / 2, 12)}, nearly"
        return Proposal(status, statement, found.certificate["proof"], witness=witness)
