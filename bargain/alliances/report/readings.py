r"""Seven readings of "complete equilibrium": the source does not define the term.

Each reading is a condition on an agreement and two or more questions: one under asymmetry, and the
same one without it (``readings.toml``). What is printed beside a reading follows from the statuses
of the answers and from nothing else: `Reading.conclusions` maps the statuses that the questions may
have to a standing and a sentence, and statuses that are not listed give "not settled".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import sympy as sp

from bargain.alliances.declarations import declared
from bargain.alliances.models import autonomy_security, policy_lead
from bargain.alliances.report.asked_questions import QUESTION, Answer, questions
from bargain.alliances.report.base_model import Y_C, Y_P, Built, S, base, interior
from bargain.check.certificate import Plain
from bargain.errors import OptionError
from bargain.game.auxiliary import deviation
from bargain.game.conditions import (
    Clause,
    Condition,
    Encoding,
    all_of,
    efficient,
    holds,
    participation,
    positive,
)
from bargain.game.conditions.condition import Point
from bargain.game.game import Game
from bargain.game.models import partnership, peaceful_path, private_values, shifting_power
from bargain.result import Result

__all__ = ["CONCLUSION", "QUESTIONS", "READINGS", "Reading", "Standing", "conclusions", "standing"]

CONCLUSION = "statuses word why"
"""Keys of a conclusion in TOML."""


# --- R1: one agreement that both like best --------------------------------------------------------


@dataclass(frozen=True, slots=True, repr=False)
class BestForAll(Condition):
    """Every ally likes this agreement best of all."""

    name: ClassVar[str] = "best_for_all"
    definition: ClassVar[str] = "every ally likes this agreement best of all"

    def necessary(self, game: Game) -> Encoding:
        """First-order conditions of every payoff in every variable."""
        clauses = []
        for p in game.players:
            u = game.payoffs[p]
            for v in game.variables:
                low, high = game.box[v]
                slope = sp.diff(u, v)
                clauses += [
                    Clause(
                        name=f"{self.name}: {p} would not raise {v}",
                        because="first order",
                        relation=sp.Ge((high - v) * -slope, 0, evaluate=False),
                    ),
                    Clause(
                        name=f"{self.name}: {p} would not lower {v}",
                        because="first order",
                        relation=sp.Ge((v - low) * slope, 0, evaluate=False),
                    ),
                ]
        return Encoding(clauses=tuple(clauses))

    def sufficient(self, game: Game) -> Encoding:
        """The definition, for all agreements."""
        other = {v: deviation(v) for v in game.variables}
        bound = tuple((z, *game.box[v]) for v, z in other.items())
        return Encoding(
            clauses=tuple(
                Clause(
                    name=f"{self.name}: {p} likes no agreement better",
                    bound=bound,
                    relation=sp.Ge(u - u.subs(other), 0, evaluate=False),
                )
                for p, u in game.payoffs.items()
            )
        )

    def residual_at(self, game: Game, at: Point) -> float:
        """There is none."""
        raise OptionError(
            "there is no residual of this condition", where=self.name, fix="use decide(…)"
        )


# --- R3: an agreement that stays efficient when the world moves -----------------------------------


def _off_the_product() -> Built:
    game = autonomy_security(entrapment=False)
    s_P, s_C, w_P, w_C = (game.symbol(n) for n in ("s_P", "s_C", "w_P", "w_C"))
    law = holds(sp.Ne(w_P * w_C * Y_P * Y_C, s_P * s_C, evaluate=False))
    return game, all_of(efficient(), interior(game), law)


def _two_states() -> Built:
    """Interior efficiency (w = 1) before and after a shock: y_P y_C equals both products."""
    game = base()
    s_P, s_C = game.symbol("s_P"), game.symbol("s_C")
    t_P, t_C = sp.symbols("t_P t_C", positive=True)
    both = [
        holds(sp.Eq(Y_P * Y_C, first * second, evaluate=False))
        for first, second in ((s_P, s_C), (t_P, t_C))
    ]
    return game, all_of(*both, positive("autonomy"))


def _client_at_corner() -> Built:
    """The agreement (27/50, 1), efficient and accepted: the client cedes everything."""
    at = [
        holds(sp.Eq(variable, value, evaluate=False))
        for variable, value in ((Y_P, sp.Rational(27, 50)), (Y_C, sp.Integer(1)))
    ]
    return base(), all_of(efficient(), participation(), *at)


# --- questions ------------------------------------------------------------------------------------


def _shift() -> Built:
    game = shifting_power()
    return game, peaceful_path(game)


GAMES: dict[str, Callable[[], Built]] = {
    "ideal-of-both": lambda: (autonomy_security(), BestForAll()),
    "shared-ideal-equal": lambda: (
        autonomy_security(entrapment=False).at({"s_P": S, "s_C": S}), BestForAll()
    ),
    "shared-policy": lambda: (policy_lead(Delta=0), BestForAll()),
    "efficient-accepted": lambda: (base(), all_of(efficient(), participation())),
    "off-the-product": _off_the_product,
    "two-states": _two_states,
    "client-at-corner": _client_at_corner,
    "private-overlapping": lambda: (private_values(), participation()),
    "private-separated": lambda: (private_values(supports="separated"), participation()),
    "control": lambda: (partnership(), participation()),
    "shift": _shift,
}  # fmt: skip

_DECLARED = declared(
    "bargain.alliances.report",
    "readings.toml",
    {
        "": "question reading",
        "question": QUESTION,
        "reading": "key name meaning asks conclusion",
        "reading.conclusion": CONCLUSION,
    },
)

QUESTIONS = questions(_DECLARED, "readings.toml", GAMES)
"""What the readings ask beyond the statements."""


# --- readings -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One meaning of "complete equilibrium" and the questions that settle it.

    Attributes
    ----------
    key, name, meaning : str
        ``R0`` …, a short name, and the definition.
    asks : tuple of str
        Keys of questions, in the order that `conclusions` uses.
    conclusions : mapping of tuple of str to (str, str)
        Statuses of the answers to what the reading makes of the headline claim ("asymmetry rules
        out a complete equilibrium"): a standing and a sentence.
    """

    key: str
    name: str
    meaning: str
    asks: tuple[str, ...]
    conclusions: Mapping[tuple[str, ...], tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Standing(Result):
    """What the answers make of a claim: a word and a reason, neither of them chosen by hand."""

    word: str = "not settled"
    why: str = ""
    statuses: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()  # of the first question, if it is refuted

    @property
    def resting(self) -> str:
        """What the first refutation rests on, as a sentence; empty if there is none."""
        return f"The refutation rests on {', '.join(self.rests_on)}." if self.rests_on else ""


def standing(
    asks: Sequence[str],
    conclusions: Mapping[tuple[str, ...], tuple[str, str]],
    answers: Mapping[str, Answer],
) -> Standing:
    """Look the conclusion up that the statuses of the answers give.

    Parameters
    ----------
    asks : sequence of str
        Keys of questions.
    conclusions : mapping
        From statuses to ``(word, why)``.
    answers : mapping of key to Answer

    Returns
    -------
    Standing
        ``not settled``, with the open questions, where the statuses are not listed.

    Examples
    --------
    >>> standing(["q"], {("never",): ("true", "…")}, {"q": Answer(key="q")}).word
    'not settled'
    """
    statuses = tuple(answers[key].status for key in asks)
    if statuses in conclusions:
        word, why = conclusions[statuses]
        return Standing(word=word, why=why, statuses=statuses, rests_on=answers[asks[0]].rests_on)
    shown = "; ".join(f"{answers[key].title}: {answers[key].status}" for key in asks)
    return Standing(why=f"the answers do not settle it ({shown})", statuses=statuses)


def conclusions(entries: list[Plain]) -> dict[tuple[str, ...], tuple[str, str]]:
    """From statuses to a word and a reason, as TOML has them (`CONCLUSION`)."""
    return {tuple(entry["statuses"]): (entry["word"], entry["why"]) for entry in entries}


READINGS = tuple(
    Reading(
        key=entry["key"],
        name=entry["name"],
        meaning=entry["meaning"],
        asks=tuple(entry["asks"]),
        conclusions=conclusions(entry["conclusion"]),
    )
    for entry in _DECLARED["reading"]
)
"""The readings."""
