"""Result 1: why states can agree, and why a first strike or private costs stop them (Fearon)."""

from __future__ import annotations

from fractions import Fraction as F

import sympy as sp

import bargain as bg
from bargain.verdicts.verdict import Finding
from proofs.ledger import Part, Statement, Twin
from proofs.setting import ALWAYS, NEVER, SOMETIMES, C, Eq, verdict

x = sp.Symbol("x")
p, c_A, c_B, k, p_f, p_s = sp.symbols("p c_A c_B k p_f p_s", positive=True)


def _pie(war_A: sp.Expr, war_B: sp.Expr, *assumed: sp.Basic) -> bg.Game:
    return bg.Game(
        actions={"A": {}, "B": {}},
        terms={x: (0, 1)},
        payoffs={"A": x, "B": 1 - x},
        disagreement={"A": war_A, "B": war_B},
        assumptions=list(assumed),
    )


WAR = _pie(p - c_A, 1 - p - c_B, p < 1)
FREE = _pie(p + c_A, 1 - p + c_B, p < 1)
STRIKE = _pie(p_f - c_A, 1 - p_s - c_B, p_f < 1, p_s <= p_f)
# B accepts 1 - x iff its cost is at least x - p: a share 1 - (x - p)/k of the costs in [0, k] is
OFFER = bg.Game(
    actions={"A": {x: (p, p + k)}, "B": {}},
    payoffs={"A": x * (1 - (x - p) / k) + (x - p) / k * (p - c_A), "B": 0 * x},
    assumptions=[p < 1, c_A < k, p + (k - c_A) / 2 <= 1],
)


def _scan() -> tuple[bool, str]:
    """The best offer on a grid of fractions."""
    wrong = looked = 0
    for pn, kn, cn in (
        (F(1, 4), F(1, 2), F(1, 4)),
        (F(1, 3), F(2, 3), F(1, 3)),
        (F(1, 2), F(1, 2), F(0)),
    ):
        grid = [pn + kn * F(n, 240) for n in range(241)]
        best = max(grid, key=lambda y: y * (1 - (y - pn) / kn) + (y - pn) / kn * (pn - cn))
        looked += 1
        wrong += best != pn + (kn - cn) / 2
    return wrong == 0, f"{looked} games on a grid of 241 offers; wrong: {wrong}"


STATEMENT = Statement(
    number=1,
    title="Bargaining range (Fearon 1995)",
    text="A pie of 1; war gives p - c_A and 1 - p - c_B. An agreement that both accept "
    "always exists. With odds p_f of "
    "who strikes first and p_s of who waits it exists iff p_f - p_s ≤ c_A + c_B. One offer "
    "against a cost uniform on "
    "[0, k]: A keeps p + (k - c_A)/2, and war has the chance (k - c_A)/(2k), whatever p is.",
    assumptions=("0 < p < 1", "for the offer: c_A < k and p + (k - c_A)/2 ≤ 1"),
    parts=(
        Part(
            slug="range",
            expected=ALWAYS,
            claim="an agreement exists",
            run=lambda: verdict(WAR, C.participation()),
        ),
        Part(
            slug="first-strike",
            expected=ALWAYS,
            claim="it exists up to the costs of war",
            run=lambda: verdict(STRIKE, C.participation(), [p_f - p_s <= c_A + c_B]),
        ),
        Part(
            slug="first-strike-none",
            expected=NEVER,
            claim="and beyond them none does",
            run=lambda: verdict(STRIKE, C.participation(), [p_f - p_s > c_A + c_B]),
        ),
        Part(
            slug="offer",
            expected=Finding.PROVED,
            claim="the best offer",
            run=lambda: bg.prove(OFFER, Eq(x, p + (k - c_A) / 2), given=C.nash()),
        ),
        Part(
            slug="offer-exists",
            expected=ALWAYS,
            claim="there is one",
            run=lambda: verdict(OFFER, C.nash()),
        ),
        Part(
            slug="risk",
            expected=Finding.PROVED,
            claim="the chance of war",
            run=lambda: bg.prove(OFFER, Eq((x - p) / k, (k - c_A) / (2 * k)), given=C.nash()),
        ),
        Part(
            slug="control-costless",
            expected=NEVER,
            control=True,
            claim="if war pays there is no range",
            run=lambda: verdict(FREE, C.participation()),
        ),
        Part(
            slug="control-strike",
            expected=SOMETIMES,
            control=True,
            claim="without the bound it depends",
            run=lambda: verdict(STRIKE, C.participation()),
        ),
        Part(
            slug="control-certain",
            expected=Finding.REFUTED,
            control=True,
            claim="the safe offer is not the best",
            run=lambda: bg.prove(OFFER, Eq(x, p), given=C.nash()),
        ),
    ),
    twins=(Twin(claim="offers on a grid in fractions", run=_scan),),
    findings=(
        "B's acceptance is put into A's payoff: who is indifferent has no weight under the "
        "uniform cost.",
    ),
)
