r"""Comparative statics of any solution concept: two outcomes are compared.

With the condition C that an agreement is a solution, and the game beside itself at a larger value
of the parameter (`Game.twin`), a quantity is *increasing* iff

.. math:: C(y; p) \land C(y'; p') \land p' > p \Rightarrow q(y'; p') > q(y; p)

for all parameters of the region. Nothing is assumed: no slopes, no single solution; where there are
several, every one of them is compared with every other one. The opposite is refuted, in one of two
ways: of both outcomes at once, or by a formula f with :math:`q = f(p)` at every solution
(`bargain.verdicts.statics.formula`) and :math:`f(p') > f(p)`.

That there are two solutions to compare is shown by an example, without which no sign is claimed. A
bargaining solution exists wherever some agreement gives everybody a gain, and a Stackelberg
equilibrium always: the continuous payoffs on a compact box have their maxima (Weierstrass; a best
reply correspondence has a closed graph). Of these an example is parameters where that holds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from fractions import Fraction

import sympy as sp

from bargain.budget import Exhausted, allowed, share_until, spent
from bargain.errors import EmptyRegionError, OptionError
from bargain.exact import to_sympy
from bargain.game.auxiliary import free_name
from bargain.game.conditions import holds
from bargain.game.conditions.best_replies import Nash
from bargain.game.conditions.concepts.bargaining_solutions import Solution
from bargain.game.conditions.concepts.moving_first import Stackelberg
from bargain.game.conditions.concepts.offers_in_turn import AlternatingOffers
from bargain.game.conditions.condition import Condition, all_of
from bargain.game.game import Game
from bargain.question.question import Question
from bargain.question.region_relations import Where, given_relations
from bargain.verdicts.exhibit import exhibit
from bargain.verdicts.refutation import refuted
from bargain.verdicts.statics.formula import in_lowest_terms, proposed_formulas
from bargain.verdicts.statics.regime import Regime
from bargain.verdicts.verdict import Status, Verdict

__all__ = ["compared"]

_SIGNS = {"increasing": sp.Le, "decreasing": sp.Ge, "constant": sp.Ne}
_NAME = "every solution"
_NUMBER = re.compile(r"-?\d+(?:/\d+)?")
_SHARE = 0.4  # of the effort, for formulas
_LEAST = 0.5  # units of effort, for an example


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
    if not isinstance(concept, (Nash, Stackelberg, Solution, AlternatingOffers)):
        raise OptionError(
            f"comparative statics of {concept.name} are not available",
            fix="give nash(), stackelberg(leader=…), solution(…) or alternating_offers(…)",
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

    def settled(sign: str, proofs: tuple[Verdict, ...], argument: str) -> Regime:
        examples = _two_examples(game, concept, parameter, given, mark)
        if examples is None:
            reason = f"{sign} wherever there are two solutions; none were found to compare"
            return Regime(name=_NAME, proofs=proofs, reason=reason)
        shown = examples[0].certificate
        return Regime(
            name=_NAME, sign=sign, proofs=(*proofs, *examples), argument=argument,
            occurs=None if shown is None else _point(shown),
        )  # fmt: skip

    with suppress(Exhausted):
        until = share_until(mark, _SHARE)
        with allowed(until - spent()):
            for formula in proposed_formulas(game, question, concept, quantity, until):
                other = holds(sp.Ne(quantity, formula, evaluate=False))
                only = refuted(Question(game, all_of(concept, other), where).never(), mark=until)
                if only.status is not Status.NEVER:
                    continue
                change = in_lowest_terms(pair.second(formula) - pair.first(formula))
                for sign, opposite in _SIGNS.items():
                    proofs: tuple[Verdict, ...] | None
                    if change.is_number:
                        proofs = (only,) if sign == _sign_of(change) else None
                    else:
                        proofs = _also(pair.game, opposite(change, 0), region, only, until)
                    if proofs is not None:
                        return settled(sign, proofs, f"at every solution {quantity} = {formula}")
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
        return settled(sign, (verdict,), "every two solutions are compared")
    return Regime(name=_NAME, reason="no direction was proved for every two solutions")


def _sign_of(change: sp.Expr) -> str:
    if change == 0:
        return "constant"
    return "increasing" if change > 0 else "decreasing"


def _also(
    game: Game, opposite: sp.Basic, region: Sequence[sp.Basic], only: Verdict, mark: float
) -> tuple[Verdict, Verdict] | None:
    """With the proof that a relation between parameters holds nowhere in the region."""
    if opposite in (sp.true, sp.false):
        return None
    found = refuted(Question(game, holds(opposite), region).never(), mark=mark)
    return (only, found) if found.status is Status.NEVER else None


def _two_examples(
    game: Game, concept: Condition, parameter: sp.Symbol, given: Sequence[sp.Basic], mark: float
) -> tuple[Verdict, Verdict] | None:
    """Solutions at two values of the parameter, the others being the same."""
    exists = _where_there_is_one(concept, game)
    first = exhibit(
        game, exists, given, effort=max(_LEAST, (mark - spent()) / 2), beside=game.parameters
    )
    if first.status is not Status.ALWAYS or first.certificate is None:
        return None
    place = _point(first.certificate)
    at = {p: to_sympy(Fraction(v)) for p in game.parameters if (v := place.get(p.name))}
    if parameter not in at:
        return None  # the region fixes it
    same = [sp.Eq(p, v, evaluate=False) for p, v in at.items() if p != parameter]
    for side in (sp.Gt, sp.Lt):
        moved = [*given, *same, side(parameter, at[parameter])]
        with suppress(EmptyRegionError):
            second = exhibit(
                game,
                exists,
                moved,
                effort=max(_LEAST, (mark - spent()) / 2),
                beside=game.parameters,
            )
            if second.status is Status.ALWAYS:
                return first, second
    return None


def _where_there_is_one(concept: Condition, game: Game) -> Condition:
    """A condition that some agreement meets only where a solution exists."""
    if isinstance(concept, (Nash, AlternatingOffers)):
        return concept
    if isinstance(concept, Stackelberg):
        v = game.variables[0]
        return holds(sp.Ge(v, game.box[v][0], evaluate=False))
    assert isinstance(concept, Solution)
    strict = sp.Ge if concept.concept == "utilitarian" else sp.Gt
    variable = set(game.variables)
    return all_of(
        *(
            holds((strict if g.free_symbols & variable else sp.Ge)(g, 0, evaluate=False))
            for g in game.gains().values()
        )
    )


def _point(certificate: Mapping[str, Mapping[str, Sequence[str]]]) -> dict[str, str]:
    """The parameters at which an example was shown: its region is narrowed to them."""
    pinned = (text.partition(" == ") for text in certificate["statement"]["where"])
    return {name: value for name, equal, value in pinned if equal and _NUMBER.fullmatch(value)}
