r"""Proving: what holds in every agreement that satisfies something, for all parameters of a region.

The theorem :math:`\forall θ \in Θ, y:\ G(y, θ) \Rightarrow T(y, θ)` is the question whether an
agreement satisfies *G* and not *T*. A refutation proves the theorem, one such agreement refutes
it; nothing counts before the checker has read it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import TypeAlias

import sympy as sp
from sympy.logic.boolalg import And, Boolean, BooleanAtom

from bargain.arguments import within_reach
from bargain.budget import share_until
from bargain.errors import OptionError
from bargain.game.conditions import holds, implies, several
from bargain.game.conditions.condition import Condition
from bargain.game.conditions.connectives import asked_of
from bargain.game.expression import to_text
from bargain.game.game import Game, a_game
from bargain.game.tables.finite_game import FiniteGame
from bargain.game.tables.pure_profiles import in_labels, in_variables
from bargain.game.twin import Twin
from bargain.question import region_points as region
from bargain.question.goals import Asked, conditions_asked, one_condition
from bargain.question.question import Question
from bargain.question.region_relations import Where
from bargain.verdicts.box_refutation import Boxes
from bargain.verdicts.inquiry import Inquiry, Prover, by_the_clock, with_effort
from bargain.verdicts.refutation import Refutation
from bargain.verdicts.relation import prove_relation
from bargain.verdicts.theorems.by_total import ByTotal
from bargain.verdicts.theorems.counterexample import shown_wrong
from bargain.verdicts.theorems.theorem import Theorem
from bargain.verdicts.theorems.two_agreements import TwoAgreements
from bargain.verdicts.verdict import Finding, Outcome, Proof, Verdict

__all__ = ["prove", "unique"]

Claims: TypeAlias = Asked | Sequence[Asked]

#: Shares of the effort that is left: for an agreement that shows the theorem wrong, and for
#: whether nothing satisfies what is given.
_SHARE_WRONG, _SHARE_VACUOUS = 0.5, 0.25
_FIRST: tuple[Prover, ...] = (TwoAgreements(), ByTotal(), Refutation())
_LAST: tuple[Prover, ...] = (Boxes(),)


@within_reach
def prove(
    game: Game | FiniteGame | Twin[Game] | None,
    then: Claims,
    given: Claims = (),
    where: Where = (),
    timeout: float = 60.0,
    *,
    effort: float | None = None,
) -> Theorem:
    r"""Prove that every agreement which satisfies `given` satisfies `then`, or show one that fails.

    .. math:: \forall θ \in Θ\ \forall y:\quad G(y, θ) \Rightarrow T(y, θ).

    Parameters
    ----------
    game : Game, FiniteGame, Twin or None
        Of a finite game agreements are pure profiles (`FiniteGame.plays` names one action).
        Of a twin (`Game.twin`) relations mean what they say, and other conditions are meant of both
        copies. None: the theorem is one about parameters alone, and `then` and `given` are
        relations.
    then : condition, relation, text of a relation, or sequence of them
        What is claimed of the agreement.
    given : the same, optional
        What it is claimed of: for instance ``conditions.nash()``. Nothing: of all agreements.
    where : relation, text, or sequence of them, optional
        Restrictions on the parameters.
    timeout : float, default 60
        Seconds of wall time.
    effort : float, optional
        Work allowed, in units of `bargain.budget`; one unit per second of `timeout` unless given.

    Returns
    -------
    Theorem
        `proved`, `refuted` with a counterexample that was checked, or `unknown`. It is `vacuous`
        if it was proved that no agreement satisfies what is given.

    Raises
    ------
    EmptyRegionError
        If no parameters satisfy the region: its hypotheses clash.
    InputError
        As for `bargain.decide`.

    Examples
    --------
    In the quadratic public good the one who values it more contributes more.

    >>> import bargain as bg
    >>> import sympy as sp
    >>> x, y = sp.symbols("x y")
    >>> a, b = sp.symbols("a b", positive=True)
    >>> game = bg.Game(
    ...     {"A": {x: (0, 1)}, "B": {y: (0, 1)}},
    ...     {"A": a * (x + y) - x**2 / 2, "B": b * (x + y) - y**2 / 2},
    ... )
    >>> theorem = bg.prove(game, x > y, given=bg.conditions.nash(), where=[a > b, b < 1])
    >>> theorem.status
    <Finding.PROVED: 'proved'>
    >>> bg.prove(game, x > y, given=bg.conditions.nash(), where=[a > b]).status
    <Finding.REFUTED: 'refuted'>
    """
    if game is None:
        return _of_parameters(then, given, where, timeout, effort)
    pair = game if isinstance(game, Twin) else None
    game = game.game if isinstance(game, Twin) else game
    table, game = game, in_variables(game)
    claim = conditions_asked(then, a_game(game).symbols, "then")
    if claim is None:
        raise OptionError("nothing is claimed", where="then", fix="give a condition or a relation")
    premise = conditions_asked(given, game.symbols, "given")
    in_variables(table, (claim, premise))  # refuses what the table cannot say
    if pair is not None:
        claim, premise = asked_of(pair, claim), None if premise is None else asked_of(pair, premise)
    opposite = ~claim if premise is None else ~implies(premise, claim)
    return _told(_answered(game, opposite, premise, where, timeout, effort), table)


@within_reach
def unique(
    game: Game | FiniteGame,
    condition: Claims,
    where: Where = (),
    timeout: float = 60.0,
    *,
    effort: float | None = None,
) -> Theorem:
    r"""Prove that at most one agreement satisfies a condition, or show two that do.

    .. math:: \forall θ \in Θ\ \forall y, z:\quad C(y, θ) \land C(z, θ) \Rightarrow y = z.

    Parameters
    ----------
    game : Game
    condition : condition, relation, or sequence of them
    where, timeout, effort
        As for `prove`.

    Returns
    -------
    Theorem
        `refuted` with two agreements, `.counterexample` and `.another`.

    References
    ----------
    Rosen, J. B. (1965). Existence and uniqueness of equilibrium points for concave n-person games.
    *Econometrica* 33, 520-534.

    Examples
    --------
    >>> import bargain as bg
    >>> import sympy as sp
    >>> x, y = sp.symbols("x y")
    >>> a, b = sp.symbols("a b", positive=True)
    >>> cournot = bg.Game(
    ...     {"1": {x: (0, 1)}, "2": {y: (0, 1)}},
    ...     {"1": x * (1 - x - y) - a * x, "2": y * (1 - x - y) - b * y},
    ... )
    >>> bg.unique(cournot, bg.conditions.nash()).status
    <Finding.PROVED: 'proved'>
    """
    table, game = game, in_variables(game)
    found = one_condition(condition, a_game(game).symbols)
    in_variables(table, found)  # refuses what the table cannot say
    return _told(_answered(game, several(found), None, where, timeout, effort), table)


def _told(theorem: Theorem, game: Game | FiniteGame) -> Theorem:
    """The points of a theorem about a table, in its labels."""
    return replace(
        theorem,
        counterexample=in_labels(theorem.counterexample, game),
        another=in_labels(theorem.another, game),
    )


def _answered(
    game: Game,
    opposite: Condition,
    premise: Condition | None,
    where: Where,
    timeout: float,
    effort: float | None,
) -> Theorem:
    tried: list[str] = []
    work = partial(_searched, game, opposite, premise, where, tried)

    def within(units: float) -> Theorem:
        return with_effort(Theorem, units, tried, work)

    return by_the_clock(Theorem, timeout, effort, tried, within)


def _searched(
    game: Game,
    opposite: Condition,
    premise: Condition | None,
    where: Where,
    tried: list[str],
    mark: float,
) -> Theorem:
    question = Question(game, opposite, where)
    never, undecided = question.never(), question.undecided()
    caveats = (undecided,) if undecided else ()
    sample = region.sample_point(never, mark=mark)
    inquiry = Inquiry(question, never, sample, mark, None, tried, caveats)
    proved = inquiry.first(_FIRST)
    if proved is None:
        until = share_until(mark, _SHARE_WRONG)
        work = partial(shown_wrong, question, never, until, tried)
        wrong = inquiry.ended("a counterexample", until, work)
        if wrong is not None:
            answer = _as_theorem(wrong.verdict, Finding.REFUTED)
            claim = f"it is false that {_lowered(never['words'][0])}"
            return replace(
                answer, claim=claim, counterexample=wrong.at, another=wrong.another, caveats=caveats
            )
        proved = inquiry.first(_LAST)
    if proved is None:
        return Theorem(
            claim=f"undecided: {never['words'][0]!r}", evidence=(*tried, *caveats), caveats=caveats
        )
    theorem = _as_theorem(proved, Finding.PROVED)
    if premise is None:
        return theorem
    until = share_until(mark, _SHARE_VACUOUS)
    alone = partial(_never_given, game, premise, where, sample, until)
    found = inquiry.ended("whether anything satisfies what is given", until, alone)
    return replace(theorem, vacuous=bool(found))


def _never_given(
    game: Game, premise: Condition, where: Where, sample: Mapping[str, Fraction], mark: float
) -> bool:
    """Whether it is proved that no agreement satisfies what is given."""
    question = Question(game, premise, where)
    alone = Inquiry(question, question.never(), sample, mark, None, [])
    return alone.first((Refutation(),)) is not None


_SAME = ("claim", "certificate", "used", "method", "evidence", "caveats")


def _as_theorem(verdict: Verdict, status: Finding) -> Theorem:
    return Theorem(status=status, **{name: getattr(verdict, name) for name in _SAME})


def _lowered(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def _of_parameters(
    then: Claims, given: Claims, where: Where, timeout: float, effort: float | None
) -> Theorem:
    """A theorem about parameters alone."""
    claims = [_relation(r, "then") for r in _items(then)]
    assumed = [_relation(r, "given and where") for r in (*_items(given), *_items(where))]
    claim = claims[0] if len(claims) == 1 else And(*claims, evaluate=False)
    proof: Proof = prove_relation(claim, assumed, timeout=timeout, effort=effort)
    if proof.status is Outcome.UNKNOWN and claim.has(sp.Pow):
        found = _shown_wrong_alone(claim, assumed, timeout, effort)
        if found.status is Finding.REFUTED:
            return found
    status = {Outcome.HOLDS: Finding.PROVED, Outcome.FAILS: Finding.REFUTED}
    point = proof.counterexample
    symbols = {s.name: s for r in (claim, *assumed) for s in r.free_symbols}
    at = None if point is None else {symbols[n]: sp.Rational(str(v)) for n, v in point.items()}
    if proof.status is Outcome.FAILS and not _fails_at(claim, at):
        return Theorem(
            claim=f"undecided: {proof.claim}",
            evidence=(*proof.evidence, "the counterexample found was not confirmed by value"),
        )
    return Theorem(
        status=status.get(proof.status, Finding.UNKNOWN),
        counterexample=at if proof.status is Outcome.FAILS else None,
        seconds=proof.seconds,
        **{name: getattr(proof, name) for name in _SAME},
    )


def _shown_wrong_alone(
    claim: sp.Basic, assumed: Sequence[sp.Basic], timeout: float, effort: float | None
) -> Theorem:
    """Values at which a claim fails, roots and all: as a game in which nobody chooses."""
    symbols = sorted({s for r in (claim, *assumed) for s in r.free_symbols}, key=str)
    alone = Game({"1": {}, "2": {}}, {"1": 0, "2": 0}, parameters=symbols)
    return _answered(alone, ~holds(claim), None, list(assumed), timeout, effort)


def _fails_at(claim: sp.Basic, at: dict[sp.Symbol, sp.Expr] | None) -> bool:
    return at is not None and claim.subs(at) == sp.false


def _items(given: object) -> list[object]:
    return list(given) if isinstance(given, (list, tuple)) else [given]


def _relation(item: object, where: str) -> sp.Basic:
    if isinstance(item, Boolean) and not isinstance(item, (sp.Symbol, BooleanAtom)):
        return item
    raise OptionError(
        f"{to_text(item) if isinstance(item, sp.Basic) else item!r} is not an open relation",
        where=where,
        fix="without a game, give relations between parameters; sympy must not have decided them",
    )
