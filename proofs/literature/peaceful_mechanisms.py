"""Result 3: when a mediator can keep the peace for certain (Fey and Ramsay)."""

from __future__ import annotations

import sympy as sp

import bargain as bg
from bargain.verdicts.verdict import Verdict
from proofs.ledger import Part, Statement, Twin
from proofs.setting import ALWAYS, NEVER, SOMETIMES, R, verdict

x = sp.Symbol("x")
p, q, theta = sp.symbols("p q theta", positive=True)
_KINDS = ["high", "low"]


def _wins(own: str, other: str) -> sp.Expr:
    return R(1, 2) if own == other else p if own == "high" else 1 - p


GAME = bg.BayesianGame(
    types={"A": _KINDS, "B": _KINDS},
    prior={name: {"high": q, "low": 1 - q} for name in "AB"},
    terms={x: (0, 1)},
    payoffs={"A": lambda a, b: x, "B": lambda a, b: 1 - x},
    outside={"A": lambda a, b: theta * _wins(a, b), "B": lambda a, b: theta * _wins(b, a)},
    assumptions=[theta < 1, p < 1, p > R(1, 2)],
)
NEED = 2 * theta * (q / 2 + (1 - q) * p)  # what two strong ones expect of war, together


def _asked(*where: sp.Basic, rational: bool = True) -> Verdict:
    found = bg.direct_mechanisms(
        GAME, efficient=False, transfers=False, individually_rational=rational
    )
    return verdict(found.game, found.condition, where)


def _programme() -> tuple[bool, str]:
    """Linear programmes in floats for the four shares."""
    from itertools import product

    import numpy as np
    from scipy.optimize import linprog

    wrong = looked = 0
    for qn, pn, tn in product((0.1, 0.3, 0.6, 0.9), (0.55, 0.75, 0.95), (0.5, 0.7, 0.8, 0.95)):
        odds, win = (qn, 1 - qn), ((0.5, pn), (1 - pn, 0.5))
        rows, limits = [], []
        for own, told in product(range(2), repeat=2):  # A, then B, of shares x[a, b]
            war = tn * sum(odds[o] * win[own][o] for o in range(2))
            for player in range(2):

                def expected(kind: int, player: int = player, odds=odds) -> np.ndarray:
                    row = np.zeros(4)
                    for o in range(2):
                        row[2 * kind + o if player == 0 else 2 * o + kind] = odds[o]
                    return row if player == 0 else -row

                if own == told:
                    rows.append(-expected(own))
                    limits.append((0 if player == 0 else 1) - war)
                else:
                    rows.append(expected(told) - expected(own))
                    limits.append(0)
        found = linprog(np.zeros(4), A_ub=np.array(rows), b_ub=limits, bounds=[(0, 1)] * 4)
        wrong += (found.status == 0) != (2 * tn * (qn / 2 + (1 - qn) * pn) <= 1)
        looked += 1
    return wrong == 0, f"{looked} linear programmes; wrong: {wrong}"


STATEMENT = Statement(
    number=3,
    title="Peaceful mechanisms (Fey & Ramsay 2011; Hörner, Morelli & Squintani 2015)",
    text="Two rivals, each strong with chance q; war shrinks the pie to θ, and a strong one "
    "beats a weak one with p > 1/2. "
    "A rule that both types accept and tell the truth to, with peace for certain, exists iff "
    "2θ(q/2 + (1-q)p) ≤ 1.",
    assumptions=(
        "types are independent",
        "0 < q < 1, 0 < θ < 1, 1/2 < p < 1",
        "interim participation",
    ),
    parts=(
        Part(
            slug="peace",
            expected=ALWAYS,
            claim="up to the bound there is a rule",
            run=lambda: _asked(NEED <= 1),
        ),
        Part(slug="war", expected=NEVER, claim="beyond it none", run=lambda: _asked(NEED > 1)),
        Part(
            slug="control-destructive",
            expected=ALWAYS,
            control=True,
            claim="a war that destroys half is avoided at any odds",
            run=lambda: _asked(theta <= R(1, 2)),
        ),
        Part(
            slug="control-any",
            expected=SOMETIMES,
            control=True,
            claim="without the bound it depends",
            run=_asked,
        ),
        Part(
            slug="control-forced",
            expected=ALWAYS,
            control=True,
            claim="if nobody may refuse there is always a rule",
            run=lambda: _asked(rational=False),
        ),
    ),
    twins=(Twin(claim="linear programmes in floats", run=_programme),),
    findings=("The best arbitration with some war (values v_HH, v_HL) is result 12.",),
)
