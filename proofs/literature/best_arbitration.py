"""Result 12: how much peace an arbitrator can bring (Hörner, Morelli and Squintani)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import sympy as sp

import bargain as bg
from bargain.solve.cases.answers_by_cases import Case, Cases
from proofs.by_cases import Listing, listed
from proofs.ledger import Part, Statement, Twin
from proofs.setting import R

a, b = sp.symbols("a b")
q = sp.Symbol("q", positive=True)
THETA, P = R(4, 5), R(3, 4)
GAMMA = (P * THETA - R(1, 2)) / (R(1, 2) - THETA / 2)  # 1
ODDS = q / (1 - q)  # lambda
_KINDS = ("high", "low")


def _wins(own: str, other: str) -> sp.Expr:
    return R(1, 2) if own == other else P if own == "high" else 1 - P


def _game(theta: sp.Expr) -> bg.BayesianGame:
    """Terms are what each has in peace, weighted by its chance: war has the rest, 1 - a - b."""
    return bg.BayesianGame(
        types={"A": _KINDS, "B": _KINDS},
        prior={name: {"high": q, "low": 1 - q} for name in "AB"},
        terms={a: (0, 1), b: (0, 1)},
        constraints=[a + b <= 1],
        payoffs={
            "A": lambda s, t: a + (1 - a - b) * theta * _wins(s, t),
            "B": lambda s, t: b + (1 - a - b) * theta * _wins(t, s),
        },
        outside={"A": lambda s, t: theta * _wins(s, t), "B": lambda s, t: theta * _wins(t, s)},
        assumptions=[q < 1],
    )


def _best(*where: sp.Basic, theta: sp.Expr = THETA) -> Cases:
    return bg.optimal_mechanism(
        _game(theta), lambda s, t: a + b, transfers=False, where=list(where), effort=60.0,
        timeout=900.0,
    )  # fmt: skip


def _peace(high_high: sp.Expr, high_low: sp.Expr) -> sp.Expr:
    return q**2 * high_high + 2 * q * (1 - q) * high_low + (1 - q) ** 2


FEW = _peace(sp.S.Zero, 1 / (1 + GAMMA - 2 * ODDS))
SOME = _peace((2 * ODDS - GAMMA) / (ODDS * (1 + GAMMA - ODDS)), sp.S.One)


def _is(value: sp.Expr) -> Callable[[Case], bool]:
    def chosen(case: Case) -> bool:
        return any(sp.simplify(rule.value - value) == 0 for rule in case.equilibria)

    return chosen


def _programme() -> tuple[bool, str]:
    """Linear programmes in floats for the eight terms, against the source's formulas."""
    import numpy as np
    from scipy.optimize import linprog

    wrong = looked = 0
    win = np.array([[0.5, 0.75], [0.25, 0.5]]) * 0.8
    for odds in (0.1, 0.2, 0.3, 0.36, 0.4, 0.45, 0.55, 0.8):
        chance = (odds, 1 - odds)
        rows, limits = [], []
        for player, true, told in product(range(2), repeat=3):
            gain = np.zeros(8)  # a at (s, t), then b
            honest = np.zeros(8)
            for other in range(2):
                for row, own in ((gain, told), (honest, true)):
                    cell = 2 * own + other if player == 0 else 2 * other + own
                    war = win[true, other]
                    row[cell] += chance[other] * ((player == 0) - war)
                    row[4 + cell] += chance[other] * ((player == 1) - war)
            rows.append(-honest if true == told else gain - honest)  # war is the outside option
            limits.append(0.0)
        for cell in range(4):
            rows.append(np.eye(8)[cell] + np.eye(8)[4 + cell])
            limits.append(1.0)
        weights = np.array([chance[s] * chance[t] for s, t in product(range(2), repeat=2)] * 2)
        found = linprog(-weights, A_ub=np.array(rows), b_ub=limits, bounds=[(0, 1)] * 8)
        formula = FEW if odds < 1 / 3 else SOME if odds < 1 / 2 else sp.S.One
        wrong += abs(-found.fun - float(formula.subs(q, odds))) > 1e-7
        looked += 1
    return wrong == 0, f"{looked} linear programmes; wrong: {wrong}"


STATEMENT = Statement(
    number=12,
    title="Best arbitration (Hörner, Morelli & Squintani 2015)",
    text="The rivals of result 3 with p = 3/4, θ = 4/5, so that γ = 1; λ = q/(1-q). The largest "
    "chance of peace under a rule that both tell the truth to and accept has v_LL = 1 and, for "
    "λ < γ/2, v_HH = 0, v_HL = 1/(1+γ-2λ); for γ/2 ≤ λ < γ, v_HL = 1, v_HH = (2λ-γ)/(λ(1+γ-λ)); "
    "for λ ≥ γ it is 1.",
    assumptions=(
        "types are independent, 0 < q < 1",
        "interim participation",
        "p and θ are numbers",
    ),
    parts=(
        Part(
            slug="few",
            expected=Listing.EVERYWHERE,
            claim="the strong are few: the strong fight each other",
            run=lambda: listed(_best(3 * q < 1), _is(FEW)),
        ),
        Part(
            slug="some",
            expected=Listing.EVERYWHERE,
            claim="more of them: only the strong may fight",
            run=lambda: listed(_best(3 * q >= 1, 2 * q < 1), _is(SOME)),
        ),
        Part(
            slug="many",
            expected=Listing.EVERYWHERE,
            claim="many: there is peace",
            run=lambda: listed(_best(2 * q >= 1), _is(sp.S.One)),
        ),
        Part(
            slug="control-few",
            expected=Listing.NOWHERE,
            control=True,
            claim="for fewer there is not",
            run=lambda: listed(_best(2 * q < 1), _is(sp.S.One)),
        ),
        Part(
            slug="control-destructive",
            expected=Listing.EVERYWHERE,
            control=True,
            claim="a war that destroys half is always avoided",
            run=lambda: listed(_best(theta=R(1, 2)), _is(sp.S.One)),
        ),
    ),
    twins=(Twin(claim="linear programmes in floats", run=_programme),),
    findings=("The value is that of the source; the rule is one of several best ones.",),
)
