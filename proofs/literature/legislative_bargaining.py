"""Result 9: the power of the one who proposes (Baron and Ferejohn)."""

from __future__ import annotations

from fractions import Fraction as F

import sympy as sp

import bargain as bg
from bargain.verdicts.verdict import Finding
from proofs.ledger import Part, Statement, Twin
from proofs.setting import ALWAYS, C, Eq, R, verdict

keep, value = sp.symbols("keep value")
m, d = sp.symbols("m d", positive=True)  # n = 2m + 1 members: m votes are bought
SIZE = 2 * m + 1
HOUSE = bg.Game(
    actions={"proposer": {}, "others": {}},
    terms={keep: (0, 1), value: (0, 1)},
    payoffs={"proposer": keep, "others": 1 - keep},
    assumptions=[d < 1, m >= 1],
)


def _stationary(bought: sp.Expr) -> bg.conditions.Condition:
    """The proposer pays `bought` members what waiting is worth to them; all are alike before."""
    return C.all_of(
        C.holds(Eq(keep, 1 - bought * d * value)),
        C.holds(Eq(SIZE * value, keep + bought * d * value)),
    )


CLOSED, UNANIMOUS = _stationary(m), _stationary(2 * m)


def _rounds() -> tuple[bool, str]:
    """Many rounds from the last backwards, in fractions: the cheapest m votes are bought."""
    wrong = looked = 0
    for size in (3, 5, 9):
        for discount in (F(1, 2), F(9, 10)):
            for votes in (size // 2, size - 1):
                worth = [F(0)] * size  # nothing after the last round
                for _ in range(60):
                    total = [F(0)] * size
                    for proposer in range(size):
                        others = [k for k in range(size) if k != proposer]
                        prices = sorted(discount * worth[k] for k in others)[:votes]
                        total[proposer] += (1 - sum(prices)) / size
                        for k in others:  # ties are drawn: on average each is bought alike
                            total[k] += sum(prices) / (size - 1) / size
                    worth = total
                kept = 1 - votes * discount * worth[0]
                wrong += kept != 1 - F(votes, size) * discount
                looked += 1
    return wrong == 0, f"{looked} houses, 60 rounds each; wrong: {wrong}"


STATEMENT = Statement(
    number=9,
    title="Legislative bargaining (Baron & Ferejohn 1989)",
    text="n = 2m + 1 members divide 1 by simple majority, closed rule, a proposer drawn each "
    "round, discount d. In the symmetric stationary equilibrium the proposer pays d/n to each of m "
    "others and keeps 1 - dm/n, more than one half.",
    assumptions=("stationary and symmetric", "0 < d < 1, m ≥ 1"),
    parts=(
        Part(
            slug="exists",
            expected=ALWAYS,
            claim="there is such a proposal",
            run=lambda: verdict(HOUSE, CLOSED),
        ),
        Part(
            slug="share",
            expected=Finding.PROVED,
            claim="what the proposer keeps",
            run=lambda: bg.prove(HOUSE, Eq(keep, 1 - d * m / SIZE), given=CLOSED),
        ),
        Part(
            slug="half",
            expected=Finding.PROVED,
            claim="it is more than one half",
            run=lambda: bg.prove(HOUSE, keep > R(1, 2), given=CLOSED),
        ),
        Part(
            slug="advantage",
            expected=Finding.PROVED,
            claim="and more than twice what a partner gets",
            run=lambda: bg.prove(HOUSE, keep > 2 * d * value, given=CLOSED, where=[m >= 2]),
        ),
        Part(
            slug="control-unanimity",
            expected=Finding.REFUTED,
            control=True,
            claim="where all have to agree it need not be more than one half",
            run=lambda: bg.prove(HOUSE, keep > R(1, 2), given=UNANIMOUS),
        ),
    ),
    twins=(Twin(claim="60 rounds backwards in fractions", run=_rounds),),
    findings=("The rule for votes enters as a number of partners; who they are is not modelled.",),
)
