"""Result 7: tied hands are strength, up to a point (Schelling; Tarar)."""

from __future__ import annotations

from fractions import Fraction as F

import sympy as sp

import bargain as bg
from bargain.verdicts.verdict import Finding
from proofs.ledger import Part, Statement, Twin
from proofs.setting import ALWAYS, NEVER, SOMETIMES, C, Eq, verdict

x, y = sp.symbols("x y")
d, t_1, t_2 = sp.symbols("d t_1 t_2", positive=True)
FLOORS = bg.Game(
    actions={"A": {}, "B": {}},
    terms={x: (0, 1)},
    payoffs={"A": x, "B": 1 - x},
    disagreement={"A": t_1, "B": t_2},
)
# x is what A keeps when A proposes, y what B keeps: the other gets its continuation or its floor
OFFERS = bg.Game(
    actions={"A": {}, "B": {}},
    terms={x: (0, 1), y: (0, 1)},
    payoffs={"A": x, "B": y},
    assumptions=[d < 1, t_1 + t_2 <= 1],
)
STATIONARY = C.all_of(
    C.holds(Eq(1 - x, sp.Max(d * y, t_2))), C.holds(Eq(1 - y, sp.Max(d * x, t_1)))
)
SLACK = C.all_of(STATIONARY, C.holds(d * y >= t_2))


def _iterated() -> tuple[bool, str]:
    """Many rounds of offers from the last backwards, in fractions."""
    wrong = looked = 0
    for dn in (F(1, 2), F(3, 4), F(9, 10)):
        for floor in (F(1, 10), F(1, 2), F(7, 10)):
            one = two = F(1, 2)
            for _ in range(400):
                one, two = 1 - dn * two, 1 - max(dn * one, floor)
                one, two = one.limit_denominator(10**9), two.limit_denominator(10**9)
            wrong += abs(one - max(1 / (1 + dn), 1 - dn * (1 - floor))) > F(1, 10**6)
            looked += 1
    return wrong == 0, f"{looked} games; wrong: {wrong}"


STATEMENT = Statement(
    number=7,
    title="Ratification (Schelling 1960; Tarar 2001)",
    text="Alternating offers over 1, discount d, floors t₁, t₂ below which nothing is "
    "ratified. Both floors can be met iff "
    "t₁ + t₂ ≤ 1. While t₂ is slack the proposer keeps max(1/(1+d), 1 - d(1 - t₁)).",
    assumptions=("stationary offers", "a floor holds in every round and is not discounted"),
    parts=(
        Part(
            slug="agree",
            expected=ALWAYS,
            claim="floors that can be met",
            run=lambda: verdict(FLOORS, C.participation(), [t_1 + t_2 <= 1]),
        ),
        Part(
            slug="fail",
            expected=NEVER,
            claim="and that cannot",
            run=lambda: verdict(FLOORS, C.participation(), [t_1 + t_2 > 1]),
        ),
        Part(
            slug="share",
            expected=Finding.PROVED,
            claim="the proposer's share",
            run=lambda: bg.prove(
                OFFERS, Eq(x, sp.Max(1 / (1 + d), 1 - d * (1 - t_1))), given=SLACK
            ),
        ),
        Part(
            slug="strength",
            expected=Finding.PROVED,
            claim="a floor never hurts the proposer while t₂ is slack",
            run=lambda: bg.prove(OFFERS, x >= 1 / (1 + d), given=SLACK),
        ),
        Part(
            slug="control-page",
            expected=Finding.REFUTED,
            control=True,
            claim="it is not max(1/(1+d), t₁)",
            run=lambda: bg.prove(OFFERS, Eq(x, sp.Max(1 / (1 + d), t_1)), given=SLACK),
        ),
        Part(
            slug="control-any",
            expected=SOMETIMES,
            control=True,
            claim="without the bound it depends",
            run=lambda: verdict(FLOORS, C.participation()),
        ),
    ),
    twins=(Twin(claim="400 rounds backwards in fractions", run=_iterated),),
    outcome="restated",
    findings=(
        "“max(1/(1+d), t₁)” is the limit d → 1 only: where t₁ binds B offers t₁ and keeps 1 "
        "- t₁, so A, who proposes now, "
        "keeps 1 - d(1 - t₁) > t₁.",
    ),
)
