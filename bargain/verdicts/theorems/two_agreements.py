r"""Two agreements that satisfy one condition: a refutation from what each says of the other.

If both are best replies, own payoffs do not rise towards each other's actions. The sum of these
inequalities is Rosen's: where :math:`\sum_v (\partial_v u(y) - \partial_v u(z)) (y_v - z_v) < 0`
for different :math:`y, z`, there are no two. Everything else that is known of the two only stands
in the way of this proof, so it is left out at first. The sum is a quadratic form in what the two
differ by; it is looked for as one combination with squares of these differences, and of their sums
and differences, in each of the cases that the one agreement is larger than the other.

References
----------
Rosen, J. B. (1965). Existence and uniqueness of equilibrium points for concave n-person games.
*Econometrica* 33, Theorem 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import combinations

from bargain.budget import share_until
from bargain.check.certificate import Plain
from bargain.game.conditions.condition import Condition
from bargain.game.conditions.connectives import Several
from bargain.refute.positivstellensatz.shortening import combination
from bargain.refute.problem import Problem
from bargain.refute.proof_tree import CaseSplit
from bargain.refute.refuter import Refutation
from bargain.refute.ring import Disjunction, Relation
from bargain.verdicts.inquiry import Inquiry, Proposal
from bargain.verdicts.refutation import prove_some
from bargain.verdicts.verdict import Status

__all__ = ["TwoAgreements"]

_COLUMNS = 2_000  # products in one combination
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
            for search in (
                partial(_with_squares, inquiry, condition, words, until),
                partial(prove_some, inquiry.never, words, mark=until),
            ):
                found = inquiry.ended(self.name, until, search)
                if found is not None:
                    return Proposal(Status.NEVER, inquiry.never, found, inquiry.sample)
        return None


def _with_squares(
    inquiry: Inquiry, condition: Several, words: Sequence[str], mark: float
) -> Plain | None:
    """A quadratic form in the differences, in each case of the larger one; from some clauses."""
    problem, region = Problem.never(inquiry.never), len(inquiry.never["region"])
    ring, every = problem.ring, problem.hypotheses
    named = [k for k, name in enumerate(problem.names) if k >= region and name in words]
    facts = [(k, h) for k in named if isinstance(h := every[k], Relation)]
    larger = [(k, h) for k in named if isinstance(h := every[k], Disjunction)]
    if len(larger) != 1 or not facts:
        return None
    [(which, cases)] = larger
    total = sum((fact.poly for _, fact in facts), ring.zero)
    about = ring.support(total)
    near = [k for k, h in enumerate(every[:region])
            if isinstance(h, Relation) and ring.support(h.poly) <= about]  # fmt: skip
    printed = inquiry.question.frame.printed
    apart = [
        ring.gen(str(printed(z).name)) - ring.gen(str(printed(v).name))
        for v, z in condition.others(inquiry.question.game).items()
    ]
    squares = apart + [form for p, q in combinations(apart, 2) for form in (p - q, p + q)]
    parts = []
    for way in cases.alternatives:
        known = [*every, *way]
        chosen = [*near, *(k for k, _ in facts), *range(len(every), len(known))]
        found = combination(ring, known, chosen, mark, squares, _COLUMNS)
        if found is None:
            return None
        parts.append(found)
    sizes = tuple(len(way) for way in cases.alternatives)
    return Refutation(node=CaseSplit(which, sizes, tuple(parts))).plain(ring)


def _only(condition: Condition) -> Condition | None:
    parts = condition.simple()
    return parts[0] if len(parts) == 1 else None
