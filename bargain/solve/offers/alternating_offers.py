r"""Alternating offers: the stationary subgame-perfect equilibrium of Rubinstein's game.

Two players propose in turn. In gains over perpetual disagreement, a rejection gives player
:math:`i` the continuation :math:`(1-p)\,\delta_i` times its gain under its own next proposal
(:math:`\delta_i` discount factor, :math:`p` the probability that a rejection ends the
negotiations with the disagreement payoffs), or its outside option :math:`o_i` if that is larger and
it opts out. With :math:`a` the proposal of player 1 and :math:`b` that of player 2,

.. math:: a \in \arg\max g_1 \text{ s.t. } g_2(a) \ge \max(o_2, (1-p)\delta_2\, g_2(b)),\qquad
          b \in \arg\max g_2 \text{ s.t. } g_1(b) \ge \max(o_1, (1-p)\delta_1\, g_1(a)).

For a concave, strictly decreasing frontier the solution is unique, and so are the
subgame-perfect payoffs; agreement is immediate on the first proposer's proposal. An outside option
below the continuation changes nothing (the outside option principle). As the time between offers
:math:`\Delta \to 0` with :math:`\delta_i = e^{-r_i \Delta}`, both proposals tend to the Nash
solution with weights :math:`1/r_i`.

If one player alone is infinitely patient (:math:`(1-p)\delta_2 = 1 > (1-p)\delta_1`), both
proposals are the frontier point that is best for it and leaves the other its outside option, the
limit of the equilibria. If both are, every agreement is an equilibrium, and the question is
refused.

Payoffs are present values; `disagreement` is the value of never agreeing, `outside` that of opting
out now.

References
----------
Rubinstein, A. (1982), Perfect equilibrium in a bargaining model, *Econometrica* 50, 97-109.
Binmore, K., Rubinstein, A. & Wolinsky, A. (1986), The Nash bargaining solution in economic
modelling, *RAND J. Economics* 17, 176-188.
Binmore, K., Shaked, A. & Sutton, J. (1989), An outside option experiment, *QJE* 104, 753-770.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from math import log, log1p
from typing import ClassVar

import numpy as np

from bargain.arguments import mapping, shown, within_reach
from bargain.clock import within
from bargain.errors import InputError, OptionError
from bargain.exact import to_fraction
from bargain.frozen import freeze
from bargain.game.game import Game
from bargain.game.written import Number, Value
from bargain.result import Result
from bargain.solve.agreement import Agreement, NoAgreementProof, Outcome, settle
from bargain.solve.bargaining.feasible import AgreementSet
from bargain.solve.bargaining.smooth_bargaining import GAP_TOLERANCE
from bargain.solve.bargaining.smooth_problem import SmoothProblem
from bargain.solve.bargaining.solutions import nash_bargaining
from bargain.solve.offers.feasible_offers import exact_offers
from bargain.solve.offers.frontier import Frontier
from bargain.solve.payoffs.compiled import compile_game
from bargain.solve.payoffs.concavity import concave_gains

__all__ = ["AlternatingOffers", "alternating_offers"]


Stakes = Mapping[str, Fraction] | Mapping[str, float]


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
        What each player proposes whenever it is its turn.
    continuation : mapping of player to number
        The gain each player can count on when it rejects: its threshold as a responder.
    binding : mapping of player to str
        ``"continuation"``, ``"outside option"`` or ``"slack"``: what fixes a responder's gain.
    residual : float or None
        Largest violation of the two indifference conditions, relative to the ideal gains, divided
        by :math:`1 - k_1 k_2` (:math:`k_i = (1-p)\delta_i`): for concave gains the equilibrium's
        gains are off by no more. Patient players leave few digits.
    bound : float or None
        How far the proposals may be from optimal, relative to the gains, divided likewise.
    limit_weights : mapping of player to float
        Weights of the Nash solution that the equilibrium tends to as offers become frequent; 0 and
        1 if one player is infinitely patient.
    evidence : NoAgreementProof or None
    alternatives : tuple of Agreement
        What the first proposer proposes in other stationary equilibria, where several were found.
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
            for name in ("proposals", "continuation", "binding"):
                object.__setattr__(self, name, {})
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
    timeout: float | None = None,
) -> AlternatingOffers:
    """The stationary subgame-perfect equilibrium.

    Parameters
    ----------
    game : Game or AgreementSet
        Two players; numeric. On a polygon (`AgreementSet.from_polygon`) the answer is exact.
    discount : mapping of player to number in (0, 1]
    first : str, optional
        Who proposes first; default the first player.
    breakdown : number in [0, 1), default 0
        Probability that a rejection ends the negotiations with the disagreement payoffs.
    outside : mapping of player to payoff, optional
        What a responder can have instead by opting out.
    timeout : float, optional
        Seconds of wall time after which the answer is ``unknown``.

    Returns
    -------
    AlternatingOffers

    Raises
    ------
    OptionError
        Discount factors or breakdown outside their domain, unknown players.
    InputError
        Not two players; a finite set without lotteries.

    Examples
    --------
    >>> pie = AgreementSet.from_polygon([(0, 0), (1, 0), (0, 1)])
    >>> rubinstein = alternating_offers(pie, {"1": "9/10", "2": "4/5"})
    >>> rubinstein.agreement.gains["1"]  # (1 - 4/5)/(1 - 9/10*4/5)
    Fraction(5, 7)
    """
    if not isinstance(game, (Game, AgreementSet)):
        raise InputError(
            f"{type(game).__name__} is not a bargaining problem",
            where="the first argument",
            fix="give a Game or an AgreementSet.from_polygon",
        )
    players = game.players
    if len(players) != 2:
        raise InputError(f"alternating offers are between two players, not {len(players)}")
    keep = _patience(players, discount, breakdown)
    starter = players[0] if first is None else first
    if not isinstance(starter, str) or starter not in players:
        raise OptionError(
            f"unknown player {starter!r}", where="first", fix="players: " + ", ".join(players)
        )
    options = mapping(outside, "outside", fix="write {player: payoff}")
    stray = set(options) - set(players)
    if stray:
        raise OptionError(f"unknown player {min(map(str, stray))!r}", where="outside")
    base = AlternatingOffers(first=starter, limit_weights=_limit_weights(keep))

    def work() -> AlternatingOffers:
        if isinstance(game, AgreementSet):
            return _exact(game, keep, starter, options, base)
        return _smooth(game, keep, starter, options, base)

    return within(timeout, work, lambda reason: replace(base, reason=reason))


def _limit_weights(keep: Mapping[str, Fraction]) -> dict[str, float]:
    if 1 in keep.values():
        return {q: float(k == 1) for q, k in keep.items()}
    try:
        return {q: -1 / log1p(-float(1 - k)) if k > Fraction(1, 2) else -1 / _log(k)
                for q, k in keep.items()}  # fmt: skip
    except ZeroDivisionError:
        raise OptionError(
            "a discount factor is nearer to 1 than floats can tell",
            fix="use at most 1 - 10^-300, or 1",
        ) from None


def _log(k: Fraction) -> float:
    return log(k.numerator) - log(k.denominator)  # of integers: no number is too small


def _patience(
    players: tuple[str, ...], discount: Mapping[str, Number], breakdown: Number
) -> dict[str, Fraction]:
    if not isinstance(discount, Mapping) or set(discount) != set(players):
        raise OptionError(
            "discount does not match the players",
            where=f"discount = {shown(discount)}",
            fix="write {" + ", ".join(f"{p!r}: 0.9" for p in players) + "}",
        )
    p = to_fraction(breakdown)
    if not 0 <= p < 1:
        raise OptionError(f"breakdown = {p} is not in [0, 1)")
    keep = {}
    for q in players:
        delta = to_fraction(discount[q])
        if not 0 < delta <= 1:
            raise OptionError(f"the discount factor of {q!r} is {delta}", fix="use 0 < factor <= 1")
        keep[q] = delta * (1 - p)
    if all(k == 1 for k in keep.values()):
        raise OptionError(
            "nobody loses by waiting, so every agreement is an equilibrium",
            fix="use a discount factor below one, or a positive breakdown",
        )
    return keep


def _outside_gains(
    players: tuple[str, ...], disagreement: Mapping[str, Number], outside: Mapping[str, Number]
) -> dict[str, Fraction]:
    zero = Fraction(0)
    return {
        q: max(to_fraction(outside[q]) - to_fraction(disagreement[q]), zero) if q in outside
        else zero for q in players
    }  # fmt: skip


def _exact(
    game: AgreementSet, keep: Mapping[str, Fraction], first: str, outside: Mapping[str, Number],
    base: AlternatingOffers,
) -> AlternatingOffers:  # fmt: skip
    if not game.lotteries:
        raise InputError(
            "a finite set without lotteries may have no stationary equilibrium",
            fix="use AgreementSet.from_polygon",
        )
    disagreement = dict(zip(game.players, game.disagreement, strict=True))
    options = _outside_gains(game.players, disagreement, outside)
    found = exact_offers(game, [keep[q] for q in game.players], [options[q] for q in game.players])
    base = replace(base, method="linear equations on the edges of the frontier", arithmetic="exact")
    if found is None:
        words = "no lottery gives every player more than its outside option"
        return replace(
            base,
            status=Outcome.NO_AGREEMENT,
            reason=words,
            evidence=NoAgreementProof(kind="enumeration", words=words),
        )
    proposals = dict(zip(game.players, found[0], strict=True))
    turn = game.players.index(first)
    others = {a.gains[first]: a for a in (pair[turn] for pair in found[1:])}
    others.pop(proposals[first].gains[first], None)
    answer = _finish(base, proposals, keep, options, first, Fraction(0), 0.0, 0.0)
    if not others:
        return answer
    return replace(
        answer,
        alternatives=tuple(others.values()),
        reason=(
            "the frontier is not strictly decreasing, and there are several stationary equilibria"
        ),
    )


def _finish(
    base: AlternatingOffers, proposals: Mapping[str, Agreement], keep: Stakes,
    options: Stakes, first: str, slack: Fraction | float, residual: float, bound: float,
) -> AlternatingOffers:  # fmt: skip
    one, two = proposals
    other = {one: two, two: one}
    continuation, binding = {}, {}
    for q in proposals:
        waiting = keep[q] * proposals[q].gains[q]
        continuation[q] = max(waiting, options[q])
        offered = proposals[other[q]].gains[q]
        binding[q] = (
            "slack" if offered > continuation[q] + slack
            else "outside option" if options[q] > waiting else "continuation"
        )  # fmt: skip
    return replace(base, agreement=proposals[first], status=Outcome.AGREEMENT, proposals=proposals,
        continuation=continuation, binding=binding, residual=residual, bound=bound,
        reason="stationary equilibrium; unique for a concave, strictly decreasing frontier",
    )  # fmt: skip


def _smooth(
    game: Game, keep: Mapping[str, Fraction], first: str, outside: Mapping[str, Number],
    base: AlternatingOffers,
) -> AlternatingOffers:  # fmt: skip
    options = _outside_gains(game.players, game.disagreement, outside) if game.is_numeric else {}
    feasible = nash_bargaining(_with_outside(game, options))
    base = replace(base, method="fixed point on the frontier")
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
    rounds = _Rounds(game, keep, options, first)
    patient = next((i for i, q in enumerate(game.players) if keep[q] == 1), None)
    return rounds.fixed_point(base) if patient is None else rounds.limit(base, patient)


class _Rounds:
    """Two players of a smooth game who take turns."""

    def __init__(
        self, game: Game, keep: Mapping[str, Fraction], options: Mapping[str, Fraction], first: str
    ) -> None:
        self.players, self.first = game.players, first
        self.problem = SmoothProblem(game, game.players, compile_game(game))
        self.frontier = Frontier(self.problem)
        self.keep = {q: float(k) for q, k in keep.items()}
        self.options = {q: float(o) for q, o in options.items()}
        self.stay, self.floor = (
            [part[q] for q in game.players] for part in (self.keep, self.options)
        )
        one, two = game.players
        self.digits = float(1 - keep[one] * keep[two])  # what is left of an error in one round

    def demand(self, gain_one: float) -> float:
        """Player 1's threshold if it gains `gain_one` by its own proposal."""
        return max(self.floor[0], self.stay[0] * gain_one)

    def reply(self, gain_one: float) -> float:
        """Player 2's threshold then."""
        return max(self.floor[1], self.stay[1] * self.frontier.propose(1, self.demand(gain_one))[0])

    def excess(self, gain_one: float) -> float:
        """Zero at an equilibrium."""
        return gain_one - self.frontier.propose(0, self.reply(gain_one))[0]

    def limit(self, base: AlternatingOffers, patient: int) -> AlternatingOffers:
        """The limit of the equilibria where one player alone does not lose by waiting."""
        gain, x, bound = self.frontier.propose(patient, self.floor[1 - patient])
        if not bound <= GAP_TOLERANCE:
            return replace(base, bound=bound, reason="the frontier's end was not found")
        both = dict.fromkeys(self.players, self.problem.agreement_at(x))
        return replace(
            self._finished(base, both, gain, bound, bound),
            reason=f"the limit of the stationary equilibria: {self.players[patient]} alone does "
                   "not lose by waiting",
        )  # fmt: skip

    def fixed_point(self, base: AlternatingOffers) -> AlternatingOffers:
        """The proposals at which each responder is indifferent, or at the frontier's end."""
        from scipy.optimize import brentq

        one, two = self.players
        propose = self.frontier.propose
        ideal = propose(0, self.floor[1])[0]
        fixed = (
            ideal
            if self.excess(ideal) <= 0
            else brentq(self.excess, 0.0, ideal, xtol=1e-15 * ideal, rtol=1e-14, maxiter=200)
        )
        demand, threshold = self.demand(fixed), self.reply(fixed)
        _, x_two, left_two = propose(1, demand)
        best_one, x_one, left_one = propose(0, threshold)
        proposals = {q: self.problem.agreement_at(x) for q, x in ((one, x_one), (two, x_two))}
        # At an equilibrium a responder gets its threshold, or more where the frontier ends.
        gaps = np.array([
            np.minimum(proposals[two].gains[one] - demand, 0.0) / ideal,
            np.minimum(proposals[one].gains[two] - threshold, 0.0) / propose(1, self.floor[0])[0],
            (fixed - best_one) / ideal,
            np.finfo(float).eps,
        ])  # fmt: skip
        residual = float(np.abs(gaps).max()) / self.digits  # numpy's maximum keeps NaN
        bound = float(np.max([left_one, left_two])) / self.digits
        if not (residual <= GAP_TOLERANCE and bound <= GAP_TOLERANCE):
            return replace(
                base, residual=residual, bound=bound,
                reason="the fixed point was not reached to the tolerance: players so patient leave "
                       "too few digits",
            )  # fmt: skip
        return self._finished(base, proposals, ideal, residual, bound)

    def _finished(
        self, base: AlternatingOffers, proposals: Mapping[str, Agreement], size: float,
        residual: float, bound: float,
    ) -> AlternatingOffers:  # fmt: skip
        slack = 1e-6 * size
        return _finish(base, proposals, self.keep, self.options, self.first, slack, residual, bound)


def _with_outside(game: Game, options: Mapping[str, Fraction]) -> Game:
    from bargain.exact import to_sympy

    if not any(options.values()):
        return game
    return Game(
        actions=game.actions, payoffs=game.payoffs, terms=game.terms,
        disagreement={q: d + to_sympy(options[q]) for q, d in game.disagreement.items()},
        name=game.name,
    )  # fmt: skip
