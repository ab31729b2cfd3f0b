r"""The equilibrium gap: the least total grievance that an agreement has to leave.

Demands of the kind "the same for all" have a residual (`bargain.game.conditions.balance`), 0 iff
they hold and infinite where no tolerance is wide enough. For conditions with balances and weights
the gap of a game is the infimum of their total grievance (`bargain.game.conditions.grievance`) over
the agreements that satisfy the other conditions. It is bounded by proofs, not by a search: that the
total is at most :math:`\log B` is a system of polynomial inequalities; it is refuted (then the gap
is at least :math:`\log B`) or a witness is proved (then it is at most that).

Two answers are not bounds: no agreement satisfies the other conditions, or none of those that do
has a finite grievance. Both are proved; in both the infimum is infinite.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import sympy as sp
from mpmath.ctx_iv import MPIntervalContext

from bargain.arguments import mapping, of_type, positive, within_reach
from bargain.budget import Exhausted, allowed, passed, spent
from bargain.check.certificate import Plain
from bargain.clock import ClockEnded, asked
from bargain.errors import OptionError
from bargain.game.conditions import all_of
from bargain.game.conditions.condition import Condition
from bargain.game.conditions.grievance import finite_grievance, grievance_at_most
from bargain.game.conditions.standard import Balance
from bargain.game.game import Game
from bargain.question.goals import Asked, one_condition
from bargain.question.question import Question
from bargain.question.region_relations import Where
from bargain.verdicts.exhibit import exact_witness, exhibit
from bargain.verdicts.gaps.gap_function import gap_function
from bargain.verdicts.gaps.proven_gap import Gap
from bargain.verdicts.refutation import refuted
from bargain.verdicts.verdict import Status, Verdict

__all__ = ["Gap", "equilibrium_gap", "grievance_at_most"]

_STEP = 15.0  # units of effort at most for a refutation or a witness at one ratio
_SHARE = 0.6  # of the effort left that a refutation may take
_SHARE_BEYOND = 0.15  # and a refutation of every finite grievance


@within_reach
def equilibrium_gap(
    game: Game,
    conditions: Asked | Sequence[Asked],
    *,
    weights: Mapping[str, int] | None = None,
    width: float = 0.01,
    timeout: float = 60.0,
    effort: float | None = None,
    ratio: sp.Expr | str | None = None,
    where: Where = (),
) -> Gap:
    r"""Proven lower and upper bounds on the least total residual of the balances.

    Parameters
    ----------
    game : Game
        Numeric parameters, unless there is a `ratio`.
    conditions : as for `bargain.decide`
        Its balances (`balanced`, `equal_gains`) are what is measured; all its other conditions
        have to hold.
    weights : mapping of condition name to positive int, optional
        Weights of the balances.
    width : float, default 0.01
        The requested difference of the bounds.
    timeout : float, default 60
        Seconds of wall time, kept within 10 %; the bounds proved until then stand.
    effort : float, optional
        Work allowed, in units of `bargain.budget`. One unit per second of `timeout` unless
        given.
    ratio : expression or str, optional
        A formula in the parameters: it is proved that the gap is its logarithm
        (`bargain.verdicts.gaps.gap_function`).
    where : as for `bargain.decide`
        The region of the parameters, with `ratio`.

    Returns
    -------
    Gap

    Raises
    ------
    OptionError
        If parameters are left, or no condition is a balance.

    References
    ----------
    THEORY, statement 4: in the base model the gap is :math:`\log D`.

    Examples
    --------
    >>> import bargain as bg
    >>> import sympy as sp
    >>> x = sp.Symbol("x")
    >>> pie = bg.Game(actions={"A": {}, "B": {}}, terms={x: (0, 1)}, payoffs={"A": x, "B": 1 - x})
    >>> equilibrium_gap(pie, bg.conditions.equal_gains()).upper
    0.0
    """
    of_type(game, Game, "game", fix="give a Game with continuous actions", where="equilibrium_gap")
    mapping(weights, "weights", fix="write {condition name: whole number}")
    width = positive(width, "width")
    if game.parameters and ratio is None:
        raise OptionError(
            "the gap needs a numeric game",
            where="parameters " + ", ".join(map(str, game.parameters)),
            fix="fix them with game.at({...}), or give the formula to prove: ratio=…",
        )
    whole = one_condition(conditions, game.symbols)
    parts = whole.simple()
    balances = list(dict.fromkeys(c for c in parts if isinstance(c, Balance)))
    if not balances:
        raise OptionError(
            "none of the conditions is a balance",
            where=whole.name,
            fix="include balanced(measure) or equal_gains()",
        )
    others = [c for c in parts if not isinstance(c, Balance)]
    if ratio is not None:
        formula = game.parse(ratio) if isinstance(ratio, str) else ratio
        return gap_function(
            game, balances, others, of_type(formula, sp.Expr, "ratio", fix="write s_C/s_P"),
            weights=weights, where=where, timeout=timeout, effort=effort,
        )  # fmt: skip
    search = _Search(game, balances, others, weights)
    try:
        with asked(timeout, effort) as units:
            return search.bounds(width, spent() + units)
    except ClockEnded as end:
        return search.found(str(end))


@dataclass(slots=True)
class _Search:
    """Bisection of the ratio, each step a proof."""

    game: Game
    balances: list[Balance]
    others: list[Condition]
    weights: Mapping[str, int] | None
    mark: float = 0.0
    low: Fraction = Fraction(1)  # exponentials of the proven bounds
    high: Fraction | None = None
    lower: Verdict | None = None
    upper: Verdict | None = None

    def bounds(self, width: float, mark: float) -> Gap:
        self.mark = mark
        trial = Fraction(1)
        while not passed(mark):
            try:
                with allowed(mark - spent()):
                    verdict = self._decided(trial)
                    if self.lower is None and verdict.status is Status.NEVER:
                        beyond = self._beyond()
                        if beyond is not None:
                            return beyond
            except Exhausted:
                break
            if verdict.status is Status.NEVER:
                self.low, self.lower = trial, verdict
            elif verdict.status is Status.ALWAYS:
                self.high, self.upper = trial, verdict
            else:
                return self.found(f"undecided at log({trial})")
            if self.high is not None and _up(self.high) - _down(self.low) <= width:
                return self.found("")
            trial = self.low * 2 if self.high is None else _between(self.low, self.high)
            if trial > 10**12:
                return self.found("no agreement up to a ratio of 10^12")
        return self.found("the effort was spent")

    def found(self, reason: str) -> Gap:
        """The bounds that are proved so far; complete if nothing is said against it."""
        attained = None
        if self.upper is not None and self.high is not None:
            attained = self._attained(self.upper, self.high)
        return Gap(
            lower=_down(self.low), upper=_up(self.high), ratio_lower=self.low,
            ratio_upper=self.high, lower_proof=self.lower, upper_proof=self.upper,
            agreement=attained,
            complete=not reason, reason=reason,
        )  # fmt: skip

    def _decided(self, ratio: Fraction) -> Verdict:
        condition = all_of(
            *self.others, grievance_at_most(self.balances, ratio, weights=self.weights)
        )
        verdict = self._refuted(condition, _SHARE)
        if verdict.status is Status.NEVER:
            return verdict
        left = max(0.0, self.mark - spent())
        return exhibit(self.game, condition, effort=min(_STEP, left))

    def _refuted(self, condition: Condition, share: float) -> Verdict:
        now = spent()
        until = now + min(_STEP, share * (self.mark - now))
        return refuted(Question(self.game, condition).never(), mark=until)

    def _beyond(self) -> Gap | None:
        """That no agreement has a finite grievance, or that there is no agreement at all."""
        answers = [
            (
                "infinite",
                "every agreement that meets the other conditions leaves an infinite grievance",
                [*self.others, finite_grievance(self.balances)],
            )
        ]
        if self.others:
            answers.insert(
                0, ("no agreement", "no agreement meets the other conditions", self.others)
            )
        for status, reason, conditions in answers:
            verdict = self._refuted(all_of(*conditions), _SHARE_BEYOND)
            if verdict.status is Status.NEVER:
                return Gap(
                    status=status, lower=math.inf, lower_proof=verdict, complete=True, reason=reason
                )
        return None

    def _attained(self, upper: Verdict, ratio: Fraction) -> Plain | None:
        """The witness in the game's own variables, if its grievance is at most the bound."""
        found = exact_witness(upper)
        if found is None or not {v.name for v in self.game.variables} <= set(found):
            return None
        agreement = {v.name: found[v.name] for v in self.game.variables}
        condition = grievance_at_most(self.balances, ratio, weights=self.weights)
        return agreement if condition.residual(self.game, agreement) == 0 else None


def _between(low: Fraction, high: Fraction) -> Fraction:
    """A simple fraction near the geometric mean, strictly inside."""
    mean = math.sqrt(low * high)
    for digits in (10, 100, 1000, 10**6, 10**9):
        found = Fraction(mean).limit_denominator(digits)
        inside = low + (high - low) / 4 < found < high - (high - low) / 4
        if inside:
            return found
    return (low + high) / 2


def _down(ratio: Fraction) -> float:
    """The largest float that is known to be at most the logarithm."""
    return max(0.0, _log(ratio, -math.inf))


def _up(ratio: Fraction | None) -> float:
    """The smallest float that is known to be at least the logarithm."""
    if ratio is None:
        return math.inf
    return _log(ratio, math.inf) if ratio > 1 else 0.0


def _log(ratio: Fraction, towards: float) -> float:
    """The logarithm of a fraction, rounded in one direction."""
    arithmetic = MPIntervalContext()
    arithmetic.prec = 200
    value = arithmetic.log(arithmetic.mpf(ratio.numerator) / ratio.denominator)
    end = value.a if towards < 0 else value.b
    sign, mantissa, exponent, _ = end._mpi_[0]
    exact = (-1) ** sign * Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    found = float(exact)  # the nearest float, on either side
    wrong = Fraction(found) > exact if towards < 0 else Fraction(found) < exact
    return math.nextafter(found, towards) if wrong else found
