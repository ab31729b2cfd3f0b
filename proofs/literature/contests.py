"""Result 6: an alliance in a contest does not pay (Esteban & Sákovics; Skaperdas)."""

from __future__ import annotations

import sympy as sp

import bargain as bg
from bargain.verdicts.relation import prove_relation
from bargain.verdicts.verdict import Finding
from proofs.ledger import Part, Statement, Twin
from proofs.setting import ALWAYS, FAILS, HOLDS, C, Eq, R, verdict

e_1, e_2, e_3 = sp.symbols("e_1 e_2 e_3")
z = sp.Symbol("z", positive=True)
TOTAL, US = e_1 + e_2 + e_3, e_1 + e_2
_BOX = (R(1, 100), 1)


def _contest(first: sp.Expr, second: sp.Expr) -> bg.Game:
    return bg.Game(
        actions={"1": {e_1: _BOX}, "2": {e_2: _BOX}, "3": {e_3: _BOX}},
        payoffs={"1": first - e_1, "2": second - e_2, "3": e_3 / TOTAL - e_3},
    )


ALONE = _contest(e_1 / TOTAL, e_2 / TOTAL)
SPLIT = _contest(US / (2 * TOTAL), US / (2 * TOTAL))
FIGHT = _contest(US / (4 * TOTAL), US / (4 * TOTAL))  # a contest of two over 1 is worth 1/4 to each


def _power() -> tuple[bool, str]:
    """Fixed efforts and exponents: half of 2^m/(2^m + 1) against 1/3, in floats."""
    wrong = sum((2**m / (2**m + 1) / 2 > 1 / 3) != (m > 1) for m in (0.25, 0.5, 0.9, 1.1, 2.0, 3.0))
    return wrong == 0, f"6 exponents; wrong: {wrong}"


STATEMENT = Statement(
    number=6,
    title="Alliances in contests (Esteban & Sákovics 2003; Skaperdas 1998)",
    text="Tullock, three equal contestants, prize 1: alone each has 1/9; two allies who "
    "split the prize have 1/9 each on average; "
    "if they fight over it again, 3/100. With exponent m and fixed efforts an alliance pays "
    "iff 2^m > 2.",
    assumptions=("efforts are at least 1/100: at none the contest has no value",),
    parts=(
        Part(
            slug="alone",
            expected=Finding.PROVED,
            claim="alone",
            run=lambda: bg.prove(ALONE, Eq(e_1 / TOTAL - e_1, R(1, 9)), given=C.nash()),
        ),
        Part(
            slug="alone-exists",
            expected=ALWAYS,
            claim="there is an equilibrium",
            run=lambda: verdict(ALONE, C.nash()),
        ),
        Part(
            slug="split",
            expected=Finding.PROVED,
            claim="two who split have 2/9 together",
            run=lambda: bg.prove(SPLIT, Eq(US / TOTAL - US, R(2, 9)), given=C.nash()),
        ),
        Part(
            slug="fight",
            expected=Finding.PROVED,
            claim="two who fight again have 3/50 together",
            run=lambda: bg.prove(FIGHT, Eq(US / (2 * TOTAL) - US, R(3, 50)), given=C.nash()),
        ),
        Part(
            slug="pays",
            expected=HOLDS,
            claim="fixed efforts, z = 2^m: it pays iff z > 2",
            run=lambda: prove_relation(
                Eq(z / (2 * (z + 1)) - R(1, 3), (z - 2) / (6 * (z + 1))), []
            ),
        ),
        Part(
            slug="control-linear",
            expected=FAILS,
            everywhere=True,
            control=True,
            claim="at z ≤ 2 it does not",
            run=lambda: prove_relation(z / (2 * (z + 1)) > R(1, 3), [z <= 2]),
        ),
        Part(
            slug="control-dissipated",
            expected=Finding.REFUTED,
            control=True,
            claim="effort is not 1/9",
            run=lambda: bg.prove(ALONE, Eq(e_1, R(1, 9)), given=C.nash()),
        ),
    ),
    twins=(Twin(claim="exponents in floats", run=_power),),
    findings=(
        "The shares of the two allies are not determined, their sum is: 1/9 and 3/100 are "
        "the averages.",
    ),
)
