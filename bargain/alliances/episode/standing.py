r"""A standing agreement under shocks: who would reopen which issue, before anybody does.

A standing agreement holds until it is reopened. Reopening issue k costs ally i
:math:`\varphi_{ik}`; it *demands* iff the bargain on that issue in the present state gives it more
than :math:`\varphi_{ik}` above what stands, toward its own ideal (THEORY, section 7).

*Money.* In force, an agreement on the cost has a term, and opening it before its last year is out
of reach: :math:`\varphi = \infty`. Near the end of the term, and after it, :math:`\varphi = 0`.
With transferable payoffs the bargain splits the surplus evenly, so that the client's share of the
cost is

.. math:: c = \tfrac12 + \frac{(u_C - u_P) + (B_C - B_P)}{2K}

and rises iff the worth :math:`B_P` of the alliance to the patron's government falls against the
worth at which it was agreed, or the cost itself rises (amounts grow with prices). The client offers
in the same direction and less (proved: statement 22).

*Policy* toward the adversary, x in [0, 1], has no term. Ally i with ideal :math:`x_i` and salience
1 demands iff :math:`(x - x_i)^2 > \varphi`, in the direction of :math:`x_i`; a move takes x a part
of the way there.

*The adversary* moves after the allies: it makes a gesture iff both engaged with their last move on
policy, and keeps and shows its arsenal otherwise. Statement 25 proves this rule of best reply where
:math:`ρ + σ - f < a \le 2ρ`; that this was so is assumed.

This departs from THEORY, section 7, in one point: there an ally demands on the one issue where its
marginal gain is largest; the two issues of the case are dealt with in different forums and by
different rules, so each is judged by itself (statement 21: at a bargain all issues have one rate
of exchange, and by marginal gains the issue depends on their units). The model is calibrated and
not estimated: its numbers are assumed (``episode.toml``), and every result is given over a grid of
them. It is silent on trade, third states and the transfer of command.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bargain.alliances.declarations import declared
from bargain.check.certificate import Data

__all__ = ["ASSUMED", "VARIED", "Prediction", "Settings", "Standing", "start"]

_DECLARED = declared(
    "bargain.alliances.episode",
    "episode.toml",
    {
        "": "government term assumed varied",
        "government": "state since name ideal worth?",
        "term": "round since until",
        "assumed": "policy opens cost movement",
        "varied": "policy opens cost movement",
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Numbers that no record gives.

    Attributes
    ----------
    policy : float
        Policy at the start, in [0, 1].
    opens : int
        Days before the end of a term from which on the amount is open.
    cost : float
        Cost of reopening the policy, at least 0.
    movement : float
        Part of the way to the mover's ideal that one move takes the policy, in (0, 1].
    """

    policy: float
    opens: int
    cost: float
    movement: float


ASSUMED = Settings(**_DECLARED["assumed"])
"""The settings of the main result."""

VARIED: Mapping[str, list[float]] = _DECLARED["varied"]
"""Values of each setting in the grid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """What the model says of an actor and an issue at a date.

    Attributes
    ----------
    direction : int or None
        -1, 0 or 1; None where it is silent.
    why : str
    """

    direction: int | None
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What stands, and what has been done, up to a date.

    Attributes
    ----------
    settings : Settings
    policy : float
        The standing policy.
    last : mapping of str to int
        Direction of each state's last move on policy; absent before the first.
    """

    settings: Settings
    policy: float
    last: Mapping[str, int]

    def predict(self, actor: str, issue: str, day: date) -> Prediction:
        """Say what the actor does on an issue, before it does."""
        if issue == "money":
            return self._money(actor, day)
        if issue == "policy":
            return self._adversary() if actor == "PRK" else self._policy(actor, day)
        return Prediction(direction=None, why="not in the model")

    def after(self, actor: str, issue: str, direction: int, day: date) -> Standing:
        """What stands after a move."""
        if issue != "policy" or direction == 0:
            return self
        policy = self.policy
        if actor != "PRK":
            goal = 1.0 if direction > 0 else 0.0
            ideal = self._ideal(actor, day)
            if (ideal - policy) * direction > 0:
                goal = ideal
            policy += self.settings.movement * (goal - policy)
        return Standing(settings=self.settings, policy=policy, last={**self.last, actor: direction})

    def _ideal(self, actor: str, day: date) -> float:
        provoked, calm = _government(actor, day)["ideal"]
        return float(calm if self.last.get("PRK", -1) > 0 else provoked)

    def _policy(self, actor: str, day: date) -> Prediction:
        ideal = self._ideal(actor, day)
        gain = (ideal - self.policy) ** 2
        where = f"ideal {ideal:.1f}, standing {self.policy:.2f}"
        if gain <= self.settings.cost:
            return Prediction(direction=0, why=f"{where}: not worth reopening")
        toward = "engagement" if ideal > self.policy else "coercion"
        return Prediction(direction=1 if ideal > self.policy else -1, why=f"{where}: {toward}")

    def _adversary(self) -> Prediction:
        both = self.last.get("USA", -1) > 0 and self.last.get("ROK", -1) > 0
        why = "both allies engaged" if both else "the allies did not both engage"
        return Prediction(direction=1 if both else -1, why=why)

    def _money(self, actor: str, day: date) -> Prediction:
        terms = [t for t in _DECLARED["term"] if _day(t["since"]) <= day <= _day(t["until"])]
        term: Data | None = terms[0] if terms else None
        if term is not None and day < _day(term["until"]) - timedelta(days=self.settings.opens):
            return Prediction(direction=0, why=f"round {term['round']} in force to {term['until']}")
        worth = _government("USA", day)["worth"]
        cause = "low worth to the patron" if worth < 1 else "the cost has grown"
        who = {"USA": "demands more", "ROK": "offers more, less than demanded"}
        return Prediction(direction=1, why=f"open, {cause}: {who.get(actor, 'settled in between')}")


def start(settings: Settings = ASSUMED) -> Standing:
    """What stands in January 2017."""
    return Standing(settings=settings, policy=settings.policy, last={})


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _government(state: str, day: date) -> Data:
    rows = [g for g in _DECLARED["government"] if g["state"] == state and _day(g["since"]) <= day]
    government: Data = rows[-1]
    return government
