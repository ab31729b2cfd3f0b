"""Result 5: the large are exploited by the small (Olson and Zeckhauser)."""

from __future__ import annotations

import sympy as sp

import bargain as bg
from bargain.verdicts.verdict import Finding
from proofs.ledger import Part, Statement, Twin
from proofs.setting import ALWAYS, SOMETIMES, C, Eq, R, verdict

g_1, g_2, g_3 = sp.symbols("g_1 g_2 g_3")
I_1, I_2 = sp.symbols("I_1 I_2", positive=True)
# log(I - g) + a log G at a = 1, by its exponential: the same preferences
ALLIES = bg.Game(
    actions={"1": {g_1: (0, 1)}, "2": {g_2: (0, 1)}},
    payoffs={"1": (I_1 - g_1) * (g_1 + g_2), "2": (I_2 - g_2) * (g_1 + g_2)},
    assumptions=[I_1 <= 1, I_2 <= 1],
)
JOINT = bg.Game(
    actions={"1": {g_1: (0, 1)}, "2": {g_2: (0, 1)}},
    payoffs={"1": (I_1 - g_1) * (g_1 + g_2) * g_1, "2": (I_2 - g_2) * (g_1 + g_2) * g_2},
    assumptions=[I_1 <= 1, I_2 <= 1],
)
BOTH = C.all_of(C.nash(), C.holds(g_1 > 0), C.holds(g_2 > 0))


def _three() -> tuple[bool, str]:
    """Incomes 10, 4, 1 and a = 1/2: the list of all equilibria, by branch and prune."""
    total = g_1 + g_2 + g_3
    game = bg.Game(
        actions={"1": {g_1: (0, 10)}, "2": {g_2: (0, 4)}, "3": {g_3: (0, 1)}},
        payoffs={
            "1": (10 - g_1) ** 2 * total,
            "2": (4 - g_2) ** 2 * total,
            "3": (1 - g_3) ** 2 * total,
        },
    )
    found = bg.nash_equilibria(game)
    (only,) = found.equilibria
    values = [only[g] for g in (g_1, g_2, g_3)]
    return found.complete and values == [R(10, 3), 0, 0], f"{values}, complete: {found.complete}"


STATEMENT = Statement(
    number=5,
    title="Burden sharing (Olson & Zeckhauser 1966)",
    text="log(I_i - g_i) + a log G. At a = 1 and two allies: where both give, G = (I₁ + "
    "I₂)/3; the richer gives the larger "
    "share of its income; ally i gives nothing iff I_i ≤ what the other gives. With a "
    "private benefit of giving "
    "nobody rides free. Incomes (10, 4, 1), a = 1/2: (10/3, 0, 0).",
    assumptions=(
        "a = 1 for letters, two allies",
        "incomes are measured so that they are at most 1",
        "utility by its exponential: the same preferences, defined at G = 0",
    ),
    parts=(
        Part(
            slug="total",
            expected=Finding.PROVED,
            claim="the total where both give",
            run=lambda: bg.prove(ALLIES, Eq(3 * (g_1 + g_2), I_1 + I_2), given=BOTH),
        ),
        Part(
            slug="exploited",
            expected=Finding.PROVED,
            claim="the richer gives the larger share",
            run=lambda: bg.prove(ALLIES, g_1 * I_2 > g_2 * I_1, given=C.nash(), where=[I_1 > I_2]),
        ),
        Part(
            slug="free",
            expected=Finding.PROVED,
            claim="who rides free is no richer than the other's gift",
            run=lambda: bg.prove(ALLIES, I_2 <= g_1, given=C.all_of(C.nash(), C.holds(Eq(g_2, 0)))),
        ),
        Part(
            slug="free-too",
            expected=Finding.PROVED,
            claim="and who is not richer rides free",
            run=lambda: bg.prove(ALLIES, Eq(g_2, 0), given=C.all_of(C.nash(), C.holds(I_2 <= g_1))),
        ),
        Part(
            slug="exists",
            expected=ALWAYS,
            claim="there is an equilibrium",
            run=lambda: verdict(ALLIES, C.nash()),
        ),
        Part(
            slug="joint",
            expected=Finding.PROVED,
            claim="with a private benefit the other gives",
            run=lambda: bg.prove(JOINT, g_2 > 0, given=C.all_of(C.nash(), C.holds(g_1 > 0))),
        ),
        Part(
            slug="control-pure",
            expected=Finding.REFUTED,
            control=True,
            claim="without one it may not",
            run=lambda: bg.prove(ALLIES, g_2 > 0, given=C.all_of(C.nash(), C.holds(g_1 > 0))),
        ),
        Part(
            slug="control-both",
            expected=SOMETIMES,
            control=True,
            claim="both give for some incomes only",
            run=lambda: verdict(ALLIES, BOTH),
        ),
    ),
    twins=(Twin(claim="three allies, all equilibria enclosed", run=_three),),
)
