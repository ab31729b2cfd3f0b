r"""Seven readings of "complete equilibrium": the source does not define the term.

Each reading is a condition on an agreement and two or more questions: one under asymmetry, and the
same one without it. What is printed beside a reading follows from the statuses of the answers and
from nothing else: `Reading.conclusions` maps the statuses that the questions may have to a standing
and a sentence, and statuses that are not listed give "not settled".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import sympy as sp

from bargain.alliances.report.asked_questions import Answer, Asked
from bargain.alliances.report.base_model import Y_C, Y_P, Built, S, base, interior
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
from bargain.game.models import (
    autonomy_security,
    partnership,
    peaceful_path,
    policy_lead,
    private_values,
    shifting_power,
)

__all__ = ["QUESTIONS", "READINGS", "Reading", "Standing", "standing"]


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


def _not_ours(leader: str) -> Built:
    game = autonomy_security()
    return game, BestForAll(), [leader]


# --- R3: an agreement that stays efficient when the world moves -----------------------------------


def _off_the_product() -> Built:
    game = autonomy_security(entrapment=False)
    s_P, s_C, w_P, w_C = (game.symbol(n) for n in ("s_P", "s_C", "w_P", "w_C"))
    law = holds(sp.Ne(w_P * w_C * Y_P * Y_C, s_P * s_C, evaluate=False))
    return game, all_of(efficient(), interior(game), law), []


def _two_states(where: list[str]) -> Built:
    """Interior efficiency (w = 1) before and after a shock: y_P y_C equals both products."""
    game = base()
    s_P, s_C = game.symbol("s_P"), game.symbol("s_C")
    t_P, t_C = sp.symbols("t_P t_C", positive=True)
    both = [
        holds(sp.Eq(Y_P * Y_C, first * second, evaluate=False))
        for first, second in ((s_P, s_C), (t_P, t_C))
    ]
    return game, all_of(*both, positive("autonomy")), where


# --- questions ------------------------------------------------------------------------------------

_PEACE = "p_1*(1 - d) + beta*(1 - p_1 + delta)*(1 - d)"
_LATER = "(p_1 - beta*(p_1 - delta))*(1 - d)"


def _shift(*where: str) -> Built:
    game = shifting_power()
    return game, peaceful_path(game), list(where)


QUESTIONS: tuple[Asked, ...] = (
    Asked(
        key="shared-ideal",
        statement="R1",
        title="agreement that both like best, D ≠ 1",
        build=lambda: _not_ours("s_C != s_P"),
    ),
    Asked(
        key="shared-ideal-equal",
        statement="R1",
        control=True,
        title="agreement that both like best, D = 1",
        build=lambda: (
            autonomy_security(entrapment=False).at({"s_P": S, "s_C": S}),
            BestForAll(),
            [],
        ),
    ),
    Asked(
        key="shared-policy",
        statement="R1",
        control=True,
        title="policy that both like best when nothing divides them (Δ = 0)",
        build=lambda: (policy_lead(Delta=0), BestForAll(), []),
        witness={"x": "0"},
    ),
    Asked(
        key="static-bargain",
        statement="R2",
        title="efficient agreement that both accept, any D, interior (s_P, s_C < 1)",
        build=lambda: (base(), all_of(efficient(), participation()), ["s_P < 1", "s_C < 1"]),
    ),
    Asked(
        key="efficient-product",
        statement="R3",
        title="interior efficient agreement with w_P w_C y_P y_C ≠ Π",
        build=_off_the_product,
    ),
    Asked(
        key="shock-product",
        statement="R3",
        title="agreement efficient before and after a shock to Π, any D",
        build=lambda: _two_states(["s_P*s_C != t_P*t_C"]),
    ),
    Asked(
        key="shock-product-equal",
        statement="R3",
        control=True,
        title="agreement efficient before and after a shock to Π, D = 1 throughout",
        build=lambda: _two_states(["s_P*s_C != t_P*t_C", "s_C == s_P", "t_C == t_P"]),
    ),
    Asked(
        key="shock-ratio",
        statement="R3",
        control=True,
        title="agreement efficient before and after a shock to D alone (t_P, t_C < 1)",
        build=lambda: _two_states(["t_P < 1", "t_C < 1", "s_P*s_C == t_P*t_C"]),
        witness={"y_P": sp.Symbol("t_C", positive=True), "y_C": sp.Symbol("t_P", positive=True)},
    ),
    Asked(
        key="private-overlapping",
        statement="R4",
        title="efficient, IC, IR, budget-balanced rule, overlapping supports (g < 1)",
        build=lambda: (private_values(), participation(), ["g < 1"]),
    ),
    Asked(
        key="private-separated",
        statement="R4",
        control=True,
        title="the same with separated supports (g ≥ 1: strong dependence)",
        build=lambda: (private_values(supports="separated"), participation(), []),
        witness={"t": "0"},
    ),
    Asked(
        key="control-unequal",
        statement="15",
        title="the same for control shares with r² + (1-r)² > 2/3",
        build=lambda: (partnership(), participation(), ["r**2 + (1 - r)**2 > 2/3"]),
    ),
    Asked(
        key="control-equal",
        statement="15",
        control=True,
        title="the same for control shares with r² + (1-r)² ≤ 2/3",
        build=lambda: (partnership(), participation(), ["r**2 + (1 - r)**2 <= 2/3"]),
    ),
    Asked(
        key="shift-large",
        statement="R5",
        title="path without a break when the shift exceeds the surplus, any p_1",
        build=lambda: _shift(_PEACE + " > 1"),
    ),
    Asked(
        key="shift-small",
        statement="R5",
        control=True,
        title="the same when it does not, the future pays for the present",
        build=lambda: _shift(_PEACE + " <= 1", _LATER + " <= 1 - beta"),
        witness={
            "x": "(p_1 - beta*(p_1 - delta))*(1 - d)/(1 - beta)",
            "y": "(p_1 - delta)*(1 - d)",
        },
    ),
    Asked(
        key="shift-middle",
        statement="R5",
        control=True,
        title="the same when it does not, the whole present is needed",
        build=lambda: _shift(_PEACE + " <= 1", _LATER + " >= 1 - beta"),
        witness={"x": "1", "y": "(p_1*(1 - d) - (1 - beta))/beta"},
    ),
    Asked(
        key="no-shift",
        statement="R5",
        control=True,
        title="the same when power does not shift (δ = 0), any p_1",
        build=lambda: _shift("delta <= 0"),
        witness={"x": "p_1", "y": "p_1"},
    ),
)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the answers make of a claim: a word and a reason, neither of them chosen by hand."""

    word: str = "not settled"
    why: str = ""
    statuses: tuple[str, ...] = ()
    rests_on: tuple[str, ...] = ()  # of the first question, if it is refuted

    def to_dict(self) -> dict[str, Any]:
        """The standing as plain data."""
        return {
            "word": self.word,
            "why": self.why,
            "statuses": list(self.statuses),
            "rests_on": list(self.rests_on),
        }

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


READINGS: tuple[Reading, ...] = (
    Reading(
        key="R0",
        name="balance on both issues",
        meaning="efficient, self-enforcing, balanced on autonomy and on security, both concessions "
        "positive (THEORY, section 2)",
        asks=("headline", "headline-equal", "gap"),
        conclusions={
            ("never", "always", "never"): (
                "true",
                (
                    "never for D ≠ 1, always at D = 1 (patient allies); the gap that is left "
                    "is log D"
                ),
            )
        },
    ),
    Reading(
        key="R1",
        name="a shared ideal point",
        meaning="one agreement that both like best",
        asks=("shared-ideal", "shared-ideal-equal", "shared-policy"),
        conclusions={
            ("never", "never", "always"): (
                "true, but not because of asymmetry",
                (
                    "impossible under equal dependence as well: autonomy divides the allies; "
                    "possible "
                    "where "
                    "nothing divides them"
                ),
            )
        },
    ),
    Reading(
        key="R2",
        name="a static bargaining solution",
        meaning="an efficient agreement that both accept",
        asks=("static-bargain",),
        conclusions={
            ("always",): (
                "false",
                (
                    "one exists under any asymmetry: leaving out balance leaves an ordinary "
                    "equilibrium"
                ),
            )
        },
    ),
    Reading(
        key="R3",
        name="rest under recurring shocks",
        meaning="an agreement that stays efficient as threat, power and governments move",
        asks=("efficient-product", "shock-product", "shock-product-equal", "shock-ratio"),
        conclusions={
            ("never", "never", "never", "always"): (
                "true, but not because of asymmetry",
                (
                    "a shock to the product Π reopens every alliance, symmetric ones too; a "
                    "shock to the "
                    "ratio alone need not"
                ),
            )
        },
    ),
    Reading(
        key="R4",
        name="private information: what the guarantee is worth",
        meaning="efficient, incentive-compatible, individually rational, budget-balanced",
        asks=("private-overlapping", "private-separated"),
        conclusions={
            ("never", "always"): (
                "reversed",
                (
                    "fails while the supports overlap (Myerson and Satterthwaite); strong "
                    "dependence separates them and restores efficiency"
                ),
            )
        },
    ),
    Reading(
        key="R4b",
        name="private information: shares of control",
        meaning="the same, when control is owned in shares (statement 15)",
        asks=("control-unequal", "control-equal"),
        conclusions={
            ("never", "always"): (
                "true past a threshold",
                (
                    "impossible iff r² + (1-r)² > 2/3: unequal control alone "
                    "removes it, moderate inequality does not"
                ),
            )
        },
    ),
    Reading(
        key="R5",
        name="commitment while power shifts",
        meaning="an efficient path that stays self-enforcing while power shifts (Powell)",
        asks=("shift-large", "shift-small", "shift-middle", "no-shift"),
        conclusions={
            ("never", "always", "always", "always"): (
                "conditional",
                (
                    "fails iff the shift exceeds what peace is worth; without a shift a "
                    "path "
                    "exists under any distribution of power"
                ),
            )
        },
    ),
    Reading(
        key="R6",
        name="pure strategies",
        meaning="a pure equilibrium of the alliance dilemma",
        asks=("dilemma", "dilemma-symmetric"),
        conclusions={
            ("never", "always"): (
                "true when fears are opposite",
                (
                    "no pure equilibrium when one ally fears entrapment "
                    "and "
                    "the other abandonment; every symmetric 2×2 game has one"
                ),
            )
        },
    ),
)
"""The readings."""
