r"""The equilibrium gap: the least total grievance that an agreement has to leave.

Demands of the kind "the same for both" have the residual :math:`|\log r|` with :math:`r` the ratio
of the two sides. For conditions with balances :math:`r_1, \dots, r_m` and weights :math:`λ_k` the
gap of a game is

.. math:: \min_y \sum_k λ_k \, \bigl(|\log r_k(y)| - ε_k\bigr)^+

over the agreements that satisfy the other conditions. It is bounded by proofs, not by a search:
:math:`\sum_k λ_k |\log r_k| \le \log B` holds iff :math:`\prod_k r_k^{\pm λ_k} \le B` for all
choices of signs, which is a system of polynomial inequalities; it is refuted (then the gap is more
than :math:`\log B`) or a witness is proved (then it is at most that).
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import Any

import sympy as sp

from bargain.arguments import listed, mapping, of_type, positive
from bargain.decide.alarm import TimeUp, alarm
from bargain.decide.existence import exhibit
from bargain.decide.question import Question
from bargain.decide.refutation import refuted
from bargain.decide.verdict import Status, Verdict
from bargain.errors import OptionError
from bargain.exact import exact_expression
from bargain.game.condition import Clause, Condition, Encoding, remembered
from bargain.game.conditions import all_of
from bargain.game.game import Game

__all__ = ["Gap", "equilibrium_gap", "grievance_at_most"]

_STEP = 15.0  # seconds at most for a refutation or a witness at one ratio
_SHARE = 0.6  # of the time left that a refutation may take


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Proven bounds on the least total residual.

    Attributes
    ----------
    lower, upper : float
        The gap lies between them; 0 and inf are the weakest bounds. Rounded outwards.
    ratio_lower, ratio_upper : Fraction or None
        The exact bounds on the gap's exponential.
    agreement : mapping or None
        The witness of the upper bound: a value for every variable of the game.
    lower_proof, upper_proof : Verdict or None
        The certificates.
    complete : bool
        Whether the requested width was reached.
    reason : str
        Why not, if not.
    """

    lower: float = 0.0
    upper: float = math.inf
    ratio_lower: Fraction | None = None
    ratio_upper: Fraction | None = None
    agreement: Mapping[str, Any] | None = None
    lower_proof: Verdict | None = field(default=None, repr=False)
    upper_proof: Verdict | None = field(default=None, repr=False)
    complete: bool = False
    reason: str = ""

    def summary(self) -> str:
        """The bounds as text."""
        text = f"equilibrium gap in [{self.lower:.6g}, {self.upper:.6g}], both ends proved"
        if self.upper_proof is None:
            text = f"equilibrium gap at least {self.lower:.6g}; no upper bound was proved"
        elif self.lower_proof is None:
            text = f"equilibrium gap at most {self.upper:.6g}; no lower bound beyond 0 was proved"
        if not self.complete:
            text += f" (wider than asked: {self.reason})"
        return text

    def to_dict(self) -> dict[str, Any]:
        """The bounds as plain data."""
        return {
            "lower": self.lower,
            "upper": self.upper if math.isfinite(self.upper) else None,
            "ratio_lower": None if self.ratio_lower is None else str(self.ratio_lower),
            "ratio_upper": None if self.ratio_upper is None else str(self.ratio_upper),
            "agreement": {k: str(v) for k, v in (self.agreement or {}).items()},
            "complete": self.complete,
            "reason": self.reason,
            "lower_sha256": _digest(self.lower_proof),
            "upper_sha256": _digest(self.upper_proof),
        }

    def __repr__(self) -> str:
        return f"<Gap {self.summary()}>"


def _digest(verdict: Verdict | None) -> str | None:
    return verdict.certificate["sha256"] if verdict is not None and verdict.certificate else None


@remembered
def grievance_at_most(
    balances: Sequence[Condition],
    ratio: Any,
    *,
    weights: Mapping[str, int] | None = None,
    strict: bool = False,
) -> Condition:
    r"""The condition that the balances' total residual is at most ``log(ratio)``.

    Parameters
    ----------
    balances : sequence of Condition
        `balanced(measure)` or `equal_gains()`, for two players, without tolerance.
    ratio : number or expression
        The exponential of the bound, at least 1; may mention parameters.
    weights : mapping of condition name to positive int, optional
        The weights :math:`λ_k`; default 1.
    strict : bool, default False
        "Less than" instead of "at most".

    Returns
    -------
    Condition
        Includes that both sides of every balance are positive.
    """
    bound = exact_expression(ratio)
    given = dict(weights or {})
    for name, weight in given.items():
        if not isinstance(weight, int) or weight < 1:
            raise OptionError(
                f"the weight of {name} is not a positive whole number",
                fix="scale the weights to whole numbers",
            )
    if unknown := set(given) - {c.name for c in balances}:
        raise OptionError(f"a weight for {sorted(unknown)[0]}, which is not a balance here")

    def clauses(game: Game) -> Encoding:
        rows = []
        for c in balances:
            if c.sides is None or len(game.players) != 2:
                raise OptionError(
                    f"{c.name} is not a balance of two players",
                    fix="use balanced(measure) or equal_gains()",
                )
            rows.append((c, c.sides(game), given.get(c.name, 1)))
        found = [
            Clause(
                name=f"{c.name}: side {k + 1} is positive",
                relation=sp.Gt(side, 0, evaluate=False),
            )
            for c, pair, _ in rows
            for k, side in enumerate(pair)
        ]
        relation = sp.Gt if strict else sp.Ge
        # a tolerated balance adds nothing when it is inside its tolerance: leave it out as well
        choices = [(0, 1) if c.tolerance == 0 else (None, 0, 1) for c, _, _ in rows]
        for signs in product(*choices):
            above, below = sp.S.One, bound
            for (c, pair, weight), sign in zip(rows, signs, strict=True):
                if sign is not None:
                    above *= pair[sign] ** weight
                    below *= pair[1 - sign] ** weight * sp.exp(weight * c.tolerance)
            if above == 1 and bound.is_number:
                continue  # nothing left to bound: the ratio is at least 1
            pattern = "".join("." if s is None else str(s) for s in signs)
            found.append(
                Clause(
                    name=f"grievance at most log({bound}), signs {pattern}",
                    relation=relation(below - above, 0, evaluate=False),
                )
            )
        return Encoding(clauses=tuple(found))

    def residual(game: Game, at: Mapping[sp.Symbol, Any]) -> float:
        total = sum(given.get(c.name, 1) * c.residual_of(game, at) for c in balances)
        return max(0.0, total - float(sp.log(bound)))

    names = " + ".join(f"{given.get(c.name, 1)}*{c.name}" for c in balances)
    return Condition(
        name=f"grievance({names}) {'<' if strict else '<='} log({bound})",
        definition=f"the weighted residuals of {names} add up to at most log({bound})",
        necessary_of=clauses,
        sufficient_of=clauses,
        residual_of=residual,
    )


def equilibrium_gap(
    game: Game,
    conditions: Condition | Sequence[Condition],
    *,
    weights: Mapping[str, int] | None = None,
    width: float = 0.01,
    timeout: float = 60.0,
) -> Gap:
    r"""Proven lower and upper bounds on the least total residual of the balances.

    Parameters
    ----------
    game : Game
        Two players, numeric parameters.
    conditions : Condition or sequence of Condition
        Its balances (`balanced`, `equal_gains`) are what is measured; all its other conditions
        have to hold.
    weights : mapping of condition name to positive int, optional
        Weights of the balances.
    width : float, default 0.01
        The requested difference of the bounds.
    timeout : float, default 60
        Seconds, kept within 10 %.

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
    """
    of_type(game, Game, "game", fix="give a Game with continuous actions", where="equilibrium_gap")
    mapping(weights, "weights", fix="write {condition name: whole number}")
    width = positive(width, "width")
    timeout = positive(timeout, "timeout", unit="seconds")
    if game.parameters:
        raise OptionError(
            "the gap needs a numeric game",
            where="parameters " + ", ".join(map(str, game.parameters)),
            fix="fix them with game.at({...})",
        )
    whole = (
        conditions
        if isinstance(conditions, Condition)
        else all_of(*listed(conditions, "conditions", fix="use bargain.conditions"))
    )
    parts = whole.simple()
    balances = [c for c in parts if c.sides is not None]
    if not balances:
        raise OptionError(
            "none of the conditions is a balance",
            where=whole.name,
            fix="include balanced(measure) or equal_gains()",
        )
    others = [c for c in parts if c not in balances]
    deadline = time.monotonic() + timeout
    return _bisect(game, balances, others, weights, width, deadline)


def _bisect(
    game: Game,
    balances: list[Condition],
    others: list[Condition],
    weights: Mapping[str, int] | None,
    width: float,
    deadline: float,
) -> Gap:
    best = Gap(reason="no agreement was found")
    low, high = Fraction(1), None  # exponentials of the proven bounds
    lower = upper = None
    trial = Fraction(1)
    while time.monotonic() < deadline:
        try:
            with alarm(deadline - time.monotonic()):
                condition = all_of(*others, grievance_at_most(balances, trial, weights=weights))
                verdict = _decide_at(game, condition, deadline)
        except TimeUp:
            best = Gap(reason="the time ended")
            break
        if verdict.status is Status.NEVER:
            low, lower = trial, verdict
        elif verdict.status is Status.ALWAYS:
            high, upper = trial, verdict
        else:
            best = Gap(reason=f"undecided at log({trial})")
            break
        if high is not None and math.log(high / low) <= width:
            best = Gap(complete=True)
            break
        trial = low * 2 if high is None else _between(low, high)
        if trial > 10**12:
            best = Gap(reason="no agreement up to a ratio of 10^12")
            break
    else:
        best = Gap(reason="the time ended")
    return Gap(
        lower=_down(low),
        upper=_up(high),
        ratio_lower=low,
        ratio_upper=high,
        agreement=_shown(game, upper),
        lower_proof=lower,
        upper_proof=upper,
        complete=best.complete,
        reason=best.reason,
    )


def _shown(game: Game, upper: Verdict | None) -> dict[str, Any] | None:
    """The witness in the game's own variables: the weights of efficiency are no agreement."""
    if upper is None or upper.witness is None:
        return None
    return {v.name: upper.witness[v.name] for v in game.variables if v.name in upper.witness}


def _between(low: Fraction, high: Fraction) -> Fraction:
    """A simple fraction near the geometric mean, strictly inside."""
    mean = math.sqrt(low * high)
    for digits in (10, 100, 1000, 10**6, 10**9):
        found = Fraction(mean).limit_denominator(digits)
        inside = low + (high - low) / 4 < found < high - (high - low) / 4
        if inside:
            return found
    return (low + high) / 2


def _decide_at(game: Game, condition: Condition, deadline: float) -> Verdict:
    statement = Question(game, condition).never()
    now = time.monotonic()
    verdict = refuted(statement, deadline=now + min(_STEP, _SHARE * (deadline - now)))
    if verdict.status is Status.NEVER:
        return verdict
    return exhibit(game, condition, timeout=min(_STEP, max(0.0, deadline - time.monotonic())))


def _down(ratio: Fraction) -> float:
    return max(0.0, math.nextafter(math.log(ratio), -math.inf)) if ratio > 1 else 0.0


def _up(ratio: Fraction | None) -> float:
    if ratio is None:
        return math.inf
    return math.nextafter(math.log(ratio), math.inf) if ratio > 1 else 0.0
