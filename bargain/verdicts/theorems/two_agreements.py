r"""Two agreements that satisfy one condition: a refutation from what each says of the other.

If both are best replies, own payoffs do not rise towards each other's actions. The sum of these
inequalities is Rosen's: where :math:`\sum_v (\partial_v u(y) - \partial_v u(z)) (y_v - z_v) < 0`
for different :math:`y, z`, there are no two. Everything else that is known of the two only stands
in the way of this proof, so it is left out at first.

References
----------
Rosen, J. B. (1965). Existence and uniqueness of equilibrium points for concave n-person games.
*Econometrica* 33, Theorem 2.
"""

from __future__ import annotations

from functools import partial

from bargain.budget import share_until
from bargain.game.conditions.condition import Condition
from bargain.game.conditions.connectives import Several
from bargain.verdicts.inquiry import Inquiry, Proposal
from bargain.verdicts.refutation import prove_some
from bargain.verdicts.verdict import Status

__all__ = ["TwoAgreements"]

_SHARE = 0.1  # of the effort that is left, for each choice of clauses


class TwoAgreements:
    """No two agreements satisfy the condition: what they say of each other suffices."""

    name = "two agreements"

    def accepts(self, inquiry: Inquiry) -> bool:
        """A question about two agreements, in polynomials."""
        condition = inquiry.question.condition
        return isinstance(_only(condition), Several) and not inquiry.never["functions"]

    def propose(self, inquiry: Inquiry) -> Proposal | None:
        """Refute some of the clauses."""
        condition = _only(inquiry.question.condition)
        assert isinstance(condition, Several)
        game = inquiry.question.game
        for words in condition.chains(game):
            until = share_until(inquiry.mark, _SHARE)
            found = inquiry.ended(
                self.name, until, partial(prove_some, inquiry.never, words, mark=until)
            )
            if found is not None:
                return Proposal(Status.NEVER, inquiry.never, found, inquiry.sample)
        return None


def _only(condition: Condition) -> Condition | None:
    parts = condition.simple()
    return parts[0] if len(parts) == 1 else None
