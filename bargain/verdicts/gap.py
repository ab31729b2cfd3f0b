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
from dataclasses import dataclass, field
from fractions import Fraction

from mpmath.ctx_iv import MPIntervalContext

from bargain.arguments import mapping, of_type, positive, within_reach
from bargain.budget import Exhausted, allowed, passed, spent
from bargain.check.certificate import Data, Plain
from bargain.clock import ClockEnded, asked
from bargain.errors import OptionError
from bargain.game.conditions import all_of
from bargain.game.conditions.condition import Condition
from bargain.game.conditions.grievance import finite_grievance, grievance_at_most
from bargain.game.conditions.standard import Balance
from bargain.game.game import Game
from bargain.question.goals import Asked, one_condition
from bargain.question.question import Question
from bargain.result import Result
from bargain.verdicts.exhibit import exact_witness, exhibit
from bargain.verdicts.refutation import refuted
from bargain.verdicts.verdict import Status, Verdict

__all__ = ["Gap", "equilibrium_gap", "grievance_at_most"]

_STEP = 15.0  # units of effort at most for a refutation or a witness at one ratio
_SHARE = 0.6  # of the effort left that a refutation may take
_SHARE_BEYOND = 0.15  # and a refutation of every finite grievance


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Gap(Result):
    """Proven bounds on the least total residual.

    Attributes
    ----------
    status : str
        ``bounds``; ``infinite`` if no agreement that meets the other conditions has a finite
        grievance; ``no agreement`` if none meets the other conditions at all.
    lower, upper : float
        The gap lies between them; 0 and inf are the weakest bounds. Rounded outwards.
    ratio_lower, ratio_upper : Fraction or None
        The exact bounds on the gap's exponential.
    agreement : mapping or None
        The witness of the upper bound: an exact value for every variable of the game, at which
        the total was evaluated and found to be at most the bound.
    lower_proof, upper_proof : Verdict or None
        The certificates; of ``infinite`` and ``no agreement`` the lower one.
    complete : bool
        Whether the requested width was reached.
    reason : str
        Why not, if not.
    """

    status: str = "bounds"
    lower: float = 0.0
    upper: float = math.inf
    ratio_lower: Fraction | None = None
    ratio_upper: Fraction | None = None
    agreement: Data | None = None
    lower_proof: Verdict | None = field(default=None, repr=False)
    upper_proof: Verdict | None = field(default=None, repr=False)
    complete: bool = False
    reason: str = ""

    def summary(self) -> str:
        """The bounds as text."""
        if self.status != "bounds":
            return f"no equilibrium gap: {self.reason} (proved)"
        text = f"equilibrium gap in [{self.lower:.6g}, {self.upper:.6g}], both ends proved"
        if self.upper_proof is None:
            text = f"equilibrium gap at least {self.lower:.6g}; no upper bound was proved"
        elif self.lower_proof is None:
            text = f"equilibrium gap at most {self.upper:.6g}; no lower bound beyond 0 was proved"
        if not self.complete:
            text += f" (wider than asked: {self.reason})"
        return text

    def to_dict(self) -> Plain:
        """The bounds as plain data."""
        return {
            "status": self.status,
            "lower": self.lower if math.isfinite(self.lower) else None,
            "upper": self.upper if math.isfinite(self.upper) else None,
            "ratio_lower": None if self.ratio_lower is None else str(self.ratio_lower),
            "ratio_upper": None if self.ratio_upper is None else str(self.ratio_upper),
            "agreement": {k: str(v) for k, v in (self.agreement or {}).items()},
            "complete": self.complete,
            "reason": self.reason,
            "lower_sha256": _digest(self.lower_proof),
            "upper_sha256": _digest(self.upper_proof),
        }


def _digest(verdict: Verdict | None) -> str | None:
    return verdict.certificate["sha256"] if verdict is not None and verdict.certificate else None


@within_reach
def equilibrium_gap(
    game: Game,
    conditions: Asked | Sequence[Asked],
    *,
    weights: Mapping[str, int] | None = None,
    width: float = 0.01,
    timeout: float = 60.0,
    effort: float | None = None,
) -> Gap:
    r"""Proven lower and upper bounds on the least total residual of the balances.

    Parameters
    ----------
    game : Game
        Numeric parameters.
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
    if game.parameters:
        raise OptionError(
            "the gap needs a numeric game",
            where="parameters " + ", ".join(map(str, game.parameters)),
            fix="fix them with game.at({...})",
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
