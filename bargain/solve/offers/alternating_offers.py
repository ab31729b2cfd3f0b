r"""Alternating offers: subgame-perfect equilibrium of Rubinstein's game and of its relatives.

Two players propose in turn, or are drawn to propose. A rejection is worth :math:`\text{waiting}_i`
to player :math:`i` (`bargain.solve.offers.rules` has discounting, breakdown, costs of a rejection,
random proposers), or its outside option :math:`o_i` if that is larger and it opts out. With
:math:`a` the proposal of player 1 and :math:`b` that of player 2, a stationary equilibrium is

.. math:: a \in \arg\max g_1 \text{ s.t. } g_2(a) \ge \max(o_2, \text{waiting}_2),\qquad
          b \in \arg\max g_2 \text{ s.t. } g_1(b) \ge \max(o_1, \text{waiting}_1).

With alternating offers and discounting alone, :math:`\text{waiting}_i = (1-p)\,\delta_i` times its
gain under its own proposal; for a concave, strictly decreasing frontier the solution is then
unique, and so are the subgame-perfect payoffs; agreement is immediate on the first proposer's
proposal. An outside option below the continuation changes nothing (the outside option principle).
As the time between offers :math:`\Delta \to 0` with :math:`\delta_i = e^{-r_i \Delta}`, both
proposals tend to the Nash solution with weights :math:`1/r_i` (times the chance to propose, where
proposers are drawn).

If one player alone is infinitely patient (:math:`(1-p)\delta_2 = 1 > (1-p)\delta_1`) and nothing
else moves anybody, both proposals are the frontier point that is best for it and leaves the other
its outside option, the limit of the equilibria. If both are, every agreement is an equilibrium;
the answer is then the limit of the equilibria as a common discount factor tends to 1: the Nash
solution (weighted by the chances to propose), or, where it gives a player less than its outside
option, the frontier point that gives it just that.

With a last period the equilibrium follows by backward induction
(`bargain.solve.offers.finite_horizon`). Payoffs are present values; `disagreement` is the value of
never agreeing (what inside options give while players negotiate is part of it), `broken` that of
negotiations that ended, `outside` that of opting out now. Nobody agrees to less than what it has
without an agreement.

References
----------
Rubinstein, A. (1982), Perfect equilibrium in a bargaining model, *Econometrica* 50, 97-109
(discounting, and fixed costs).
Binmore, K., Rubinstein, A. & Wolinsky, A. (1986), The Nash bargaining solution in economic
modelling, *RAND J. Economics* 17, 176-188 (breakdown; proposers drawn with equal chances).
Binmore, K., Shaked, A. & Sutton, J. (1989), An outside option experiment, *QJE* 104, 753-770.
Muthoo, A. (1999), *Bargaining Theory with Applications*, Cambridge University Press, chapters 3-7.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import ClassVar

from bargain.arguments import whole, within_reach
from bargain.clock import within
from bargain.errors import GameError, InputError, OptionError
from bargain.exact import to_sympy
from bargain.frozen import freeze
from bargain.game.game import Game
from bargain.game.written import Number, Value
from bargain.result import Result
from bargain.solve.agreement import Agreement, NoAgreementProof, Outcome, settle
from bargain.solve.bargaining.feasible import AgreementSet
from bargain.solve.bargaining.smooth_bargaining import GAP_TOLERANCE
from bargain.solve.bargaining.solutions import nash_bargaining
from bargain.solve.offers.feasible_offers import exact_offers, exact_periods
from bargain.solve.offers.linear_game import LinearGame, linear_game
from bargain.solve.offers.precise_offers import precise_offers
from bargain.solve.offers.rules import OfferRules, Proposed, limit_weights, read_rules
from bargain.solve.offers.smooth_offers import Rounds
from bargain.solve.payoffs.concavity import concave_gains

__all__ = ["AlternatingOffers", "alternating_offers"]

_PRECISE = "first-order conditions of both proposals in as many digits as patience takes"
_BACKWARDS = "backward induction on the frontier"
_INDUCTION = "subgame-perfect, by backward induction"
_ANY = (
    "nobody loses by waiting, so that every agreement which gives nobody less than its outside "
    "option is an equilibrium; this is the limit of the equilibria as a common discount factor "
    "tends to 1, "
)
_LIMIT = _ANY + "the Nash solution"
_OUTSIDE = _ANY + "where an outside option is all that one gets"
_STATIONARY = "stationary equilibrium; unique for a concave, strictly decreasing frontier"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlternatingOffers(Result):
    r"""The equilibrium of the alternating-offers game.

    Attributes
    ----------
    agreement : Agreement or None
        What is agreed at once: the first proposer's proposal.
    status : Outcome
    reason, method, arithmetic : str
    proposals : mapping of player to Agreement
        What each player proposes whenever it is its turn; with a horizon, the first time.
    path : tuple of Agreement
        With a horizon, where players take turns: what is proposed in each period.
    expected : mapping of player to number
        Gains before the first proposer is drawn, where it is.
    continuation : mapping of player to number
        The gain each player can count on when it rejects: its threshold as a responder.
    binding : mapping of player to str
        ``"continuation"``, ``"outside option"`` or ``"slack"``: what fixes a responder's gain.
    residual : float or None
        Largest violation of the two indifference conditions, relative to the ideal gains, divided
        by :math:`1 - s_1 s_2` (without draws :math:`s_i = (1-p)\delta_i`): for concave gains the
        equilibrium's gains are off by no more. Where patience leaves few digits to floats, more
        digits are taken (`bargain.solve.offers.precise_offers`).
    bound : float or None
        How far the proposals may be from optimal, relative to the gains, divided likewise; with a
        horizon, what deviations in all periods can gain together.
    limit_weights : mapping of player to float
        Weights of the Nash solution that the equilibrium tends to as offers become frequent; 0 and
        1 if one player is infinitely patient.
    evidence : NoAgreementProof or None
    alternatives : tuple of Agreement
        What the first proposer proposes in other stationary equilibria, where several were found.

    Examples
    --------
    >>> pie = AgreementSet.from_polygon([(0, 0), (1, 0), (0, 1)])
    >>> alternating_offers(pie, {"1": 1, "2": 1}, horizon=1).agreement.gains["1"]  # take it or not
    Fraction(1, 1)
    """

    solution: ClassVar[str] = "alternating_offers"
    _also: ClassVar[tuple[str, ...]] = ("solution",)

    agreement: Agreement | None = None
    status: Outcome = Outcome.UNKNOWN
    reason: str = "nothing was established"
    method: str = ""
    arithmetic: str = "float"
    first: str = ""
    proposals: Mapping[str, Agreement] = field(default_factory=dict)
    path: tuple[Agreement, ...] = ()
    expected: Mapping[str, Value] = field(default_factory=dict)
    continuation: Mapping[str, Value] = field(default_factory=dict)
    binding: Mapping[str, str] = field(default_factory=dict)
    residual: float | None = None
    bound: float | None = None
    limit_weights: Mapping[str, float] = field(default_factory=dict)
    evidence: NoAgreementProof | None = None
    alternatives: tuple[Agreement, ...] = ()

    def __post_init__(self) -> None:
        settle(self, "residual", "bound")
        if self.agreement is None:
            for name in ("proposals", "continuation", "binding", "expected"):
                object.__setattr__(self, name, {})
            object.__setattr__(self, "path", ())
        freeze(self)

    def summary(self) -> str:
        """A few lines of text."""
        lines = [f"{self.solution}: {self.status} ({self.reason})"]
        if self.agreement is not None:
            lines += [f"  {self.first} proposes, and it is accepted at once:"]
            lines += ["  " + line for line in self.agreement.summary().splitlines()]
        if self.evidence is not None:
            lines.append(f"  {self.evidence.words}")
        shown = "" if self.residual is None else f", residual {self.residual:.1e}"
        return "\n".join([*lines, f"  method {self.method}, {self.arithmetic} arithmetic{shown}"])

    def __repr__(self) -> str:
        inside = repr(self.agreement) if self.agreement is not None else self.reason
        return f"<AlternatingOffers {self.status}: {inside}>"


@within_reach
def alternating_offers(
    game: Game | AgreementSet,
    discount: Mapping[str, Number],
    first: str | None = None,
    breakdown: Number = 0,
    outside: Mapping[str, Number] | None = None,
    *,
    horizon: int | None = None,
    costs: Mapping[str, Number] | None = None,
    recognition: Mapping[str, Number] | None = None,
    broken: Mapping[str, Number] | None = None,
    timeout: float | None = None,
) -> AlternatingOffers:
    """The subgame-perfect equilibrium: stationary, or with a last period.

    Parameters
    ----------
    game : Game or AgreementSet
        Two players; numeric. Exact on a polygon (`AgreementSet.from_polygon`), or a linear game.
    discount : mapping of player to number in (0, 1]
        At 1 a limit, see above.
    first : str, optional
        Who proposes first; default the first player.
    breakdown : number in [0, 1), default 0
        Probability that a rejection ends the negotiations.
    outside : mapping of player to payoff, optional
        What a responder can have instead by opting out.
    horizon : int, optional
        Number of periods; default no last one.
    costs : mapping of player to nonnegative number, optional
        Payoff lost by each rejection.
    recognition : mapping of player to positive number, optional
        Chance to propose in each period after the first, and in the first for `expected`; default
        players take turns.
    broken : mapping of player to payoff, optional
        Payoffs once negotiations have ended; default the disagreement payoffs.
    timeout : float, optional
        Seconds of wall time after which the answer is ``unknown``.

    Returns
    -------
    AlternatingOffers

    Raises
    ------
    OptionError
        Discount factors, breakdown, costs, chances outside their domain, unknown players.
    InputError
        Not two players; a finite set without lotteries.

    Examples
    --------
    >>> pie = AgreementSet.from_polygon([(0, 0), (1, 0), (0, 1)])
    >>> rubinstein = alternating_offers(pie, {"1": "9/10", "2": "4/5"})
    >>> rubinstein.agreement.gains["1"]  # (1 - 4/5)/(1 - 9/10*4/5)
    Fraction(5, 7)
    >>> fixed = alternating_offers(pie, {"1": 1, "2": 1}, costs={"1": "1/10", "2": "1/20"})
    >>> fixed.agreement.gains["1"]  # the one with higher costs keeps what waiting costs the other
    Fraction(1, 20)
    >>> drawn = alternating_offers(pie, {"1": "9/10", "2": "9/10"},
    ...                            recognition={"1": "2/3", "2": "1/3"})
    >>> drawn.expected["1"]
    Fraction(2, 3)
    """
    if not isinstance(game, (Game, AgreementSet)):
        raise InputError(
            f"{type(game).__name__} is not a bargaining problem",
            where="the first argument",
            fix="give a Game or an AgreementSet.from_polygon",
        )
    players = game.players
    if len(players) != 2:
        raise InputError(
            f"alternating offers are between two players, not {len(players)}",
            fix="legislative_bargaining takes any number of players who divide a pie",
        )
    if isinstance(game, AgreementSet) and not game.lotteries:
        raise InputError(
            "a finite set without lotteries may have no stationary equilibrium",
            fix="use AgreementSet.from_polygon",
        )
    last = None if horizon is None else whole(horizon, "horizon")
    starter = _proposer(players, first)
    given = (
        dict(zip(players, game.disagreement, strict=True)) if isinstance(game, AgreementSet)
        else dict(game.disagreement) if game.is_numeric else dict.fromkeys(players, Fraction(0))
    )  # fmt: skip
    rules = read_rules(
        players, given, discount=discount, breakdown=breakdown, outside=outside, broken=broken,
        costs=costs, recognition=recognition, ends=last is not None,
    )  # fmt: skip
    base = AlternatingOffers(first=starter, limit_weights=limit_weights(rules, last))

    def work() -> AlternatingOffers:
        if isinstance(game, AgreementSet):
            return _exact(game, rules, base, last)
        if game.parameters:
            raise GameError(
                "the game still has parameters",
                where=", ".join(map(str, game.parameters)),
                fix="give them values with game.at({...})",
            )
        polytope = linear_game(game)
        if polytope is not None:
            return _exact(polytope, rules, base, last)
        if game.constraints or game.choices:
            return replace(
                base,
                reason="offers are made in boxes, and under linear constraints on linear payoffs",
            )
        return _smooth(game, rules, base, last)

    return within(timeout, work, lambda reason: replace(base, reason=reason))


def _proposer(players: tuple[str, ...], first: str | None) -> str:
    """Who proposes first."""
    starter = players[0] if first is None else first
    if not isinstance(starter, str) or starter not in players:
        raise OptionError(
            f"unknown player {starter!r}", where="first", fix="players: " + ", ".join(players)
        )
    return starter


def _words(rules: OfferRules) -> str:
    patient = [q for q, k in zip(rules.players, rules.keep, strict=True) if k == 1]
    if len(patient) != 1 or any(rules.added):
        return _STATIONARY
    return f"the limit of the stationary equilibria: {patient[0]} alone does not lose by waiting"


def _patient(
    game: Game | AgreementSet, rules: OfferRules, base: AlternatingOffers
) -> tuple[AlternatingOffers | None, OfferRules]:
    """The limit where nobody loses by waiting; None where an outside option is more.

    Then the rules are those of a player who is not patient, who gets just its outside option.
    """
    weights = (
        None if len(set(rules.turn)) == 1 else dict(zip(rules.players, rules.turn, strict=True))
    )
    nash = nash_bargaining(game, weights)
    if nash.agreement is None:
        return replace(base, status=nash.status, reason=nash.reason, evidence=nash.evidence), rules
    at = nash.agreement
    short = [q for q, o in zip(rules.players, rules.outside, strict=True) if at.gains[q] < o]
    if short:
        one, two = (Fraction(1, 2) if q in short else Fraction(1) for q in rules.players)
        return None, replace(rules, keep=(one, two))
    found = Proposed.stationary(rules, at, at, size=max(float(g) for g in at.gains.values()))
    base = replace(base, method=f"limit: {nash.method}", arithmetic=nash.arithmetic)
    return replace(_finish(base, rules, found, _LIMIT), residual=nash.residual), rules


def _exact(
    game: AgreementSet | LinearGame, rules: OfferRules, base: AlternatingOffers, horizon: int | None
) -> AlternatingOffers:
    how = "linear equations on the edges of the frontier" if horizon is None else _BACKWARDS
    base = replace(base, method=how, arithmetic="exact")
    words = _words(rules) if horizon is None else _INDUCTION
    if horizon is None and rules.costless:
        limit, rules = _patient(game.game if isinstance(game, LinearGame) else game, rules, base)
        if limit is not None:
            return limit
        words = _OUTSIDE
    found = (
        exact_offers(game, rules) if horizon is None
        else exact_periods(game, rules, base.first, horizon)
    )  # fmt: skip
    if not found:
        words = "no lottery gives every player more than it has without an agreement"
        return replace(
            base,
            status=Outcome.NO_AGREEMENT,
            reason=words,
            evidence=NoAgreementProof(kind="enumeration", words=words),
        )
    answer = _finish(base, rules, found[0], words)
    opening = (f.proposals[base.first] for f in found)
    several = {a.gains[base.first]: a for a in opening}
    assert answer.agreement is not None
    several.pop(answer.agreement.gains[base.first])
    if not several:
        return answer
    return replace(
        answer,
        alternatives=tuple(several.values()),
        reason="there are several stationary equilibria, of which these were met",
    )


def _smooth(
    game: Game, rules: OfferRules, base: AlternatingOffers, horizon: int | None
) -> AlternatingOffers:
    feasible = nash_bargaining(_above(game, rules))
    how = "fixed point on the frontier" if horizon is None else _BACKWARDS
    base = replace(base, method=how)
    if feasible.status is not Outcome.AGREEMENT:
        return replace(
            base,
            status=feasible.status,
            reason=feasible.reason,
            evidence=feasible.evidence,
            arithmetic=feasible.arithmetic,
        )
    if not all(concave_gains(game).values()):
        return replace(base, reason="the gains are not proved concave")
    words = _words(rules)
    if horizon is None and rules.costless:
        limit, rules = _patient(game, rules, base)
        if limit is not None:
            return limit
        words = _OUTSIDE
    rounds = Rounds(game, rules)
    patient = [q for q, k in zip(game.players, rules.keep, strict=True) if k == 1]
    if horizon is not None:
        found, words = rounds.periods(base.first, horizon), _INDUCTION
    elif len(patient) == 2:
        return replace(
            base,
            reason="costs without discounting leave no digits in floats; a polygon "
                   "(AgreementSet.from_polygon) is solved exactly",
        )  # fmt: skip
    elif patient and not any(rules.added):
        found = rounds.limit(game.players.index(patient[0]))
    elif (precise := precise_offers(game, rules)) is not None:
        found, base = precise, replace(base, method=_PRECISE)
    else:
        found = rounds.fixed_point()
    if not (found.residual <= GAP_TOLERANCE and found.bound <= GAP_TOLERANCE):
        return replace(
            base, residual=found.residual, bound=found.bound,
            reason="the proposals were not found to the tolerance; players who are so patient "
                   "leave too few digits",
        )  # fmt: skip
    return _finish(base, rules, found, words)


def _finish(
    base: AlternatingOffers, rules: OfferRules, found: Proposed, reason: str
) -> AlternatingOffers:
    slack = Fraction(0) if base.arithmetic == "exact" else 1e-6 * found.size
    made = found.proposals
    expected = {
        q: sum(r * a.gains[q] for r, a in zip(rules.turn, made.values(), strict=True))
        for q in made
    } if rules.drawn else {}  # fmt: skip
    outside = dict(zip(rules.players, rules.outside, strict=True))
    continuation, binding = {}, {}
    for q, waiting in found.waiting.items():
        other = next(a for p, a in made.items() if p != q)
        continuation[q] = max(waiting, outside[q])
        binding[q] = (
            "slack" if other.gains[q] > continuation[q] + slack
            else "outside option" if outside[q] > waiting else "continuation"
        )  # fmt: skip
    return replace(
        base, agreement=made[base.first], status=Outcome.AGREEMENT, proposals=made,
        path=found.path, expected=expected, continuation=continuation, binding=binding,
        residual=found.residual, bound=found.bound,
        reason=reason,
    )  # fmt: skip


def _above(game: Game, rules: OfferRules) -> Game:
    """The game in which the floors are the disagreement: does it have gains?"""
    if not any(rules.floor):
        return game
    floors = zip(game.disagreement.items(), rules.floor, strict=True)
    return game.with_disagreement({q: d + to_sympy(f) for (q, d), f in floors})
