r"""The equilibrium gap as a function of parameters: one formula, proved from both sides.

For a formula :math:`B(θ) \ge 1` the gap (`bargain.verdicts.gaps.gap`) is :math:`\log B(θ)` at every
parameter of a region if

* *from below*: no agreement that meets the other conditions has a total grievance of at most
  :math:`\log q`, for any :math:`1 \le q < B(θ)`; q is one more parameter of a refuted question;
* *from above*: some agreement has one of at most :math:`\log B(θ)`: a witness for all parameters.

Either half alone bounds the gap from one side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sympy as sp

from bargain.budget import Exhausted, allowed, spent
from bargain.clock import ClockEnded, asked
from bargain.errors import EmptyRegionError
from bargain.game.auxiliary import free_name
from bargain.game.conditions import all_of
from bargain.game.conditions.condition import Condition
from bargain.game.conditions.grievance import grievance_at_most
from bargain.game.conditions.standard import Balance
from bargain.game.game import Game
from bargain.question.question import Question
from bargain.question.region_relations import Where, given_relations
from bargain.verdicts.decide import decide
from bargain.verdicts.gaps.proven_gap import Gap
from bargain.verdicts.refutation import refuse_empty, refuted
from bargain.verdicts.verdict import Status

__all__ = ["gap_function"]

_LEAST = 0.1  # units of effort, for the half from above
_SHARE = 0.5  # of the effort, for the half from below


def gap_function(
    game: Game,
    balances: Sequence[Balance],
    others: Sequence[Condition],
    ratio: sp.Expr,
    *,
    weights: Mapping[str, int] | None,
    where: Where,
    timeout: float,
    effort: float | None,
) -> Gap:
    """Prove that the gap is the logarithm of a formula; called by `bargain.equilibrium_gap`.

    Parameters
    ----------
    game : Game
    balances, others : sequence of Condition
        What is measured, and what has to hold.
    ratio : sympy.Expr
        In the parameters of the game.
    weights : mapping of condition name to positive int, optional
    where : relation, text, or sequence of them
        The region.
    timeout, effort : float
        As for `bargain.decide`.
    """
    lower = upper = None
    reason = ""
    try:
        with asked(timeout, effort) as units:
            mark = spent() + units
            held = grievance_at_most(balances, ratio, weights=weights)
            whole = all_of(*others, held)
            question = Question(game, whole, where)
            refuse_empty(question, units)
            region = given_relations(where, question.table)
            level = sp.Symbol(free_name("q", set(question.table.by_name)), positive=True)
            less = all_of(*others, grievance_at_most(balances, level, weights=weights))
            below = [*region, sp.Ge(level, 1), sp.Lt(level, ratio)]
            try:
                with allowed(_SHARE * units):
                    until = spent() + _SHARE * units
                    verdict = refuted(Question(game, less, below).never(), mark=until)
                lower = verdict if verdict.status is Status.NEVER else None
            except (Exhausted, EmptyRegionError):  # nothing lies between 1 and the formula
                pass
            left = max(_LEAST, mark - spent())
            shown = decide(game, whole, where, timeout=timeout, effort=left)
            upper = shown if shown.status is Status.ALWAYS else None
    except (ClockEnded, Exhausted) as end:
        reason = str(end)
    status = {
        (True, True): "exact", (True, False): "at least", (False, True): "at most",
    }.get((lower is not None, upper is not None), "unknown")  # fmt: skip
    if status != "exact" and not reason:
        reason = (
            "no agreement for all parameters attains it"
            if upper is None
            else ("a smaller grievance is not excluded")
        )
    return Gap(
        status=status, ratio=ratio, lower_proof=lower, upper_proof=upper, reason=reason,
        complete=status == "exact",
    )  # fmt: skip
