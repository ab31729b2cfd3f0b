r"""Deciding: does an agreement that satisfies a condition exist, for all, some or no parameters?

One way through, and nothing becomes a verdict before the checker has accepted its certificate:

1. the question is written down exactly (`bargain.question.question`);
2. a rational point of the region is found, so that nothing is said about an empty region;
3. a witness that the caller suggests, if any, is tried;
4. where the conditions are linear in the agreement and can be met at that point, an agreement that
   is affine in the parameters, or cases of the parameters, prove `always`, or end at a point
   without an agreement;
5. a refutation of the necessary clauses over the whole region, where they are linear from what
   clashes at that point, proves `never`; then such cases;
6. otherwise points of the region are tried: a point with an agreement and a point without one
   prove `sometimes`;
7. if no point without one turns up, a witness function over the whole region proves `always`.

The steps are provers behind one contract (`PROVERS`). Where one finds nothing with its effort the
answer is `unknown`, with what was tried, with the steps that were ended or left out, and with what
would help (`bargain.budget`). The clock ends a whole question only (`bargain.clock`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from bargain.arguments import called, mapping
from bargain.errors import LimitReached
from bargain.game.conditions.best_replies import nash
from bargain.game.conditions.connectives import asked_of
from bargain.game.game import Game
from bargain.game.tables.finite_game import FiniteGame
from bargain.game.tables.pure_profiles import in_labels, in_variables, positions
from bargain.game.twin import Twin
from bargain.question import region_points as region
from bargain.question.goals import Asked, of_profiles, one_condition
from bargain.question.question import Question
from bargain.question.region_relations import Where
from bargain.verdicts.all_equilibria import AllEquilibria
from bargain.verdicts.box_refutation import Boxes
from bargain.verdicts.existence import (
    ConstantAgreements,
    LateLinearExistence,
    LinearExistence,
    OtherReadings,
    PointsThenWitness,
    SuggestedWitness,
)
from bargain.verdicts.finite_games import decide_finite
from bargain.verdicts.inquiry import Hint, Inquiry, Prover, by_the_clock, with_effort
from bargain.verdicts.refutation import LateRefutation, LinearClash, Refutation
from bargain.verdicts.verdict import Verdict

__all__ = ["PROVERS", "RULES", "decide"]

#: Ways to decide a question, in the order in which they are tried (`bargain.verdicts.inquiry`).
PROVERS: tuple[Prover, ...] = (
    SuggestedWitness(),
    AllEquilibria(),
    LinearExistence(),
    LinearClash(),
    Refutation(),
    LateLinearExistence(),
    ConstantAgreements(),
    PointsThenWitness(),
    OtherReadings(),
    LateRefutation(),
    Boxes(),
)


@called
def decide(
    game: Game | FiniteGame | Twin[Game],
    condition: Asked | Sequence[Asked],
    where: Where = (),
    *,
    timeout: float = 60.0,
    effort: float | None = None,
    witness: Hint | None = None,
) -> Verdict:
    r"""Decide whether an agreement that satisfies the condition exists.

    For parameters :math:`θ` in the region :math:`Θ` (the assumptions of the game and of the
    condition, and `where`): `never` iff no :math:`θ \in Θ` admits such an agreement, `always` iff
    each does, `sometimes` iff some do and some do not.

    Parameters
    ----------
    game : Game, FiniteGame or Twin
        Parameters may stay symbolic. The agreements of a finite game are its pure profiles; ask
        `FiniteGame.mixed_extension` about mixed ones. Of a twin relations mean what they say, and
        other conditions are meant of both copies.
    condition : Condition, relation, text of one of them, or sequence of these
        From `bargain.conditions`; several are joined. A relation on the agreement stands for its
        ``holds(…)``; texts are those of the command line, such as ``"efficient"``.
    where : relation, text, or sequence of them, optional
        Restrictions on the parameters. `!=` is allowed.
    timeout : float, default 60
        Seconds of wall time, kept within 10 %, in any thread: the only clock. When it ends the
        whole question ends: the answer is `unknown` and says so.
    effort : float, optional
        Work allowed, in units of `bargain.budget` (about a second of an idle core each): counted,
        so that the answer is the same on every machine. One unit per second of `timeout` unless
        given.
    witness : mapping of variable to expression, optional
        A suggested agreement as functions of the parameters. It is proved like any other.

    Returns
    -------
    Verdict
        With a certificate that the checker has accepted, unless `unknown`.

    Raises
    ------
    EmptyRegionError
        If no parameters satisfy the region: an answer of its own, never `never`.
    InputError
        For unknown symbols, undefined payoffs, a region that says nothing of a parameter.

    Examples
    --------
    >>> import bargain as bg
    >>> import sympy as sp
    >>> game = bg.models.autonomy_security()
    >>> beta, s_C, s_P = sp.symbols("beta s_C s_P", positive=True)
    >>> verdict = bg.decide(game, bg.full_equilibrium(beta), where=[s_C > s_P])
    >>> verdict.status
    <Status.NEVER: 'never'>
    >>> bg.check(verdict).valid
    True
    """
    if witness is not None:
        mapping(witness, "witness", fix="write {variable: expression}")
    tried: list[str] = []
    work = partial(decide_within, game, condition, where, witness=witness, tried=tried)
    return by_the_clock(Verdict, timeout, effort, tried, lambda units: work(effort=units))


def decide_within(
    game: Game | FiniteGame | Twin[Game],
    condition: Asked | Sequence[Asked],
    where: Where,
    effort: float,
    witness: Hint | None = None,
    tried: list[str] | None = None,
) -> Verdict:
    """Decide with counted effort and without a clock of its own: a part of a larger question."""
    tried = [] if tried is None else tried
    rule: Callable[..., Verdict] = next(
        (r for kind, r in RULES.items() if isinstance(game, kind)), _agreements
    )
    work = partial(rule, game, condition, where, tried=tried, witness=witness)
    hints = () if witness else ("a suggested agreement (witness=)",)
    return with_effort(Verdict, effort, tried, lambda mark: work(mark=mark), hints)


def _agreements(
    game: Game,
    condition: Asked | Sequence[Asked],
    where: Where,
    *,
    mark: float,
    tried: list[str],
    witness: Hint | None,
) -> Verdict:
    """Whether an agreement of a continuous game satisfies a condition."""
    question = Question(game, condition, where)
    never, undecided = question.never(), question.undecided()
    caveats = (undecided,) if undecided else ()
    try:
        sample = region.sample_point(never, mark=mark)
    except LimitReached as limit:
        return _unknown(question, (*tried, str(limit)), caveats)
    inquiry = Inquiry(question, never, sample, mark, witness, tried, caveats)
    verdict = inquiry.first(PROVERS)
    return _unknown(question, inquiry.tried, caveats) if verdict is None else verdict


def _unknown(question: Question, tried: Sequence[str], caveats: tuple[str, ...]) -> Verdict:
    words = question.words("never")[0]
    return Verdict(claim=f"undecided: {words!r}", evidence=(*tried, *caveats), caveats=caveats)


def _pairs(
    game: Twin[Game], condition: Asked | Sequence[Asked], where: Where, **more: Any
) -> Verdict:
    """Whether a pair of agreements of twin games satisfies a condition."""
    whole = one_condition(condition, game.game.symbols)
    return _agreements(game.game, asked_of(game, whole), where, **more)


def _tables(
    game: FiniteGame,
    condition: Asked | Sequence[Asked],
    where: Where,
    *,
    mark: float,
    tried: list[str],
    witness: Hint | None,
) -> Verdict:
    """Whether a pure profile of a finite game satisfies a condition."""
    wanted = of_profiles(game, condition)
    if wanted.simple() == (nash(),) and witness is None:
        return decide_finite(game, where, mark=mark, tried=tried)
    hint = None if witness is None else positions(witness, game)
    plain = in_variables(game, wanted)
    verdict = _agreements(plain, wanted, where, mark=mark, tried=tried, witness=hint)
    return replace(verdict, witness=in_labels(verdict.witness, game))


#: How a question about each kind of game is decided; `Question` refuses what is no game.
RULES: Mapping[type, Callable[..., Verdict]] = {
    Game: _agreements,
    Twin: _pairs,
    FiniteGame: _tables,
}
