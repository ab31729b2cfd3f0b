"""Result 2: a shift of power that no transfer can make up for (Powell)."""

from __future__ import annotations

from fractions import Fraction as F

import sympy as sp

import bargain as bg
from proofs.ledger import Part, Statement, Twin
from proofs.setting import ALWAYS, NEVER, SOMETIMES, C, verdict

x = sp.Symbol("x")
p_1, p_2, d, c_A = sp.symbols("p_1 p_2 d c_A", positive=True)
# times 1 - d: now x, later what B has to leave A, which is A's war payoff p_2/(1 - d) - c_A
PEACE = bg.Game(
    actions={"A": {}, "B": {}},
    terms={x: (0, 1)},
    payoffs={"A": (1 - d) * x + d * (p_2 - (1 - d) * c_A), "B": 0 * x},
    disagreement={"A": p_1 - (1 - d) * c_A, "B": 0},
    assumptions=[d < 1, p_1 <= 1, p_2 <= p_1],
)
BOUND = (1 - d) * (1 + c_A * (1 - d))


def _scan() -> tuple[bool, str]:
    """All of the pie now, and the least that B can leave later, against war: in fractions."""
    wrong = looked = 0
    for dn in (F(1, 4), F(1, 2), F(9, 10)):
        for one in range(1, 11):
            for two in range(1, one + 1):
                for cost in (F(1, 20), F(1, 4), F(1)):
                    a, b = F(one, 10), F(two, 10)
                    peace = 1 + dn * (b / (1 - dn) - cost) >= a / (1 - dn) - cost
                    wrong += peace != (a - dn * b <= (1 - dn) * (1 + cost * (1 - dn)))
                    looked += 1
    return wrong == 0, f"{looked} games; wrong: {wrong}"


STATEMENT = Statement(
    number=2,
    title="Commitment (Powell 2004, 2006)",
    text="A flow of 1 a period, discount d; A's odds fall from p₁ to p₂ after one period, "
    "and B makes the offers. A peaceful "
    "path exists iff p₁ - d p₂ ≤ (1 - d)(1 + c_A(1 - d)).",
    assumptions=("0 < d < 1", "0 < p₂ ≤ p₁ ≤ 1", "c_A is paid once, at war"),
    parts=(
        Part(
            slug="peace",
            expected=ALWAYS,
            claim="up to the bound there is a path",
            run=lambda: verdict(PEACE, C.participation(), [p_1 - d * p_2 <= BOUND]),
        ),
        Part(
            slug="war",
            expected=NEVER,
            claim="beyond it none",
            run=lambda: verdict(PEACE, C.participation(), [p_1 - d * p_2 > BOUND]),
        ),
        Part(
            slug="no-shift",
            expected=ALWAYS,
            claim="without a shift there is one",
            run=lambda: verdict(PEACE, C.participation(), [sp.Eq(p_1, p_2)]),
        ),
        Part(
            slug="control-any-shift",
            expected=SOMETIMES,
            control=True,
            claim="a shift does not suffice",
            run=lambda: verdict(PEACE, C.participation(), [p_2 < p_1]),
        ),
    ),
    twins=(Twin(claim="the inequality on a grid in fractions", run=_scan),),
    findings=("A's cost is paid once: with c_A a period, the factor (1 - d) beside c_A goes.",),
)
