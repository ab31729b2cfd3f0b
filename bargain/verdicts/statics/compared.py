r"""Comparative statics of any solution concept: two outcomes are compared.

With the condition C that an agreement is a solution, and the game beside itself at a larger value
of the parameter (`Game.twin`), a quantity is *increasing* iff

.. math:: C(y; p) \land C(y'; p') \land p' > p \Rightarrow q(y'; p') > q(y; p)

for all parameters of the region. Nothing is assumed: no slopes, no single solution; where there are
several, every one of them is compared with every other one. The opposite is refuted; that there are
two solutions to compare is shown by an example, without which no sign is claimed.
"""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from bargain.budget import Exhausted, allowed, share_until, spent
from bargain.errors import OptionError
from bargain.game.auxiliary import free_name
from bargain.game.conditions import holds
from bargain.game.conditions.best_replies import Nash
from bargain.game.conditions.concepts.bargaining_solutions import Solution
from bargain.game.conditions.concepts.moving_first import Stackelberg
from bargain.game.conditions.condition import Condition, all_of
from bargain.game.game import Game
from bargain.question.question import Question
from bargain.question.region_relations import Where, given_relations
from bargain.verdicts.exhibit import exhibit
from bargain.verdicts.refutation import refuted
from bargain.verdicts.statics.regime import Regime
from bargain.verdicts.verdict import Status

__all__ = ["compared"]

_SIGNS = {"increasing": sp.Le, "decreasing": sp.Ge, "constant": sp.Ne}
_NAME = "every solution"


def compared(
    game: Game,
    concept: Condition,
    quantity: sp.Expr,
    parameter: sp.Symbol,
    where: Where,
    mark: float,
) -> Regime:
    """The sign of a quantity's change, for every two solutions.

    Parameters
    ----------
    game : Game
    concept : Condition
        That an agreement is a solution.
    quantity : sympy.Expr
    parameter : Symbol
    where : relation, text, or sequence of them
    mark : float
        On the meter of `bargain.budget`.
    """
    if not isinstance(concept, (Nash, Stackelberg, Solution)):
        raise OptionError(
            f"comparative statics of {concept.name} are not available",
            fix="give nash(), stackelberg(leader=…) or solution(…)",
        )
    question = Question(game, concept, where)
    taken = set(question.table.by_name)
    kept = {k: v for k, v in parameter._assumptions_orig.items() if k != "commutative"}
    larger = sp.Symbol(free_name(f"{parameter.name}_2", taken), **kept)
    pair = game.twin({parameter: larger})
    given = given_relations(where, question.table)
    region = list(dict.fromkeys([*given, *map(pair.second, given), sp.Gt(larger, parameter)]))
    both = pair.both(concept)
    left, right = pair.second(quantity), pair.first(quantity)
    for number, (sign, opposite) in enumerate(_SIGNS.items()):
        relation = opposite(left, right, evaluate=False)
        until = share_until(mark, 1 / (len(_SIGNS) + 1 - number))
        try:
            with allowed(until - spent()):
                asked = Question(pair.game, all_of(both, holds(relation)), region)
                verdict = refuted(asked.never(), mark=until)
        except Exhausted:
            continue
        if verdict.status is not Status.NEVER:
            continue
        shown = exhibit(pair.game, both, region, effort=max(0.0, mark - spent()))
        if shown.status is not Status.ALWAYS or shown.certificate is None:
            reason = f"{sign} wherever there are two solutions; none were found to compare"
            return Regime(name=_NAME, proofs=(verdict,), reason=reason)
        return Regime(
            name=_NAME, sign=sign, proofs=(verdict, shown), occurs=_point(shown.certificate),
            argument="every two solutions are compared",
        )  # fmt: skip
    return Regime(name=_NAME, reason="no direction was proved for every two solutions")


def _point(certificate: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return dict(certificate["sample"])
