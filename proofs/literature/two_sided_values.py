"""Result 4: trade between two who know their own value alone.

K. Chatterjee & W. Samuelson (1983); R. Myerson & M. Satterthwaite (1983).
"""

from __future__ import annotations

from fractions import Fraction as F

import sympy as sp

import bargain as bg
from bargain.verdicts.relation import prove_relation
from bargain.verdicts.verdict import Finding
from proofs.ledger import Part, Statement, Twin
from proofs.setting import ALWAYS, FAILS, HOLDS, NEVER, C, Eq, R, verdict

s, b = sp.symbols("s b")
c, v, a = sp.symbols("c v a", real=True)
p, q = sp.symbols("p q", positive=True)
x = sp.Symbol("x")
# the other's offer is uniform: 2v/3 + 1/12 in [1/12, 3/4], and 2c/3 + 1/4 in [1/4, 11/12]
SELLER = bg.Game(
    actions={"seller": {s: (R(1, 12), R(3, 4))}, "buyer": {}},
    payoffs={
        "seller": sp.expand(((s + (s + R(3, 4)) / 2) / 2 - c) * (R(3, 4) - s) * R(3, 2)),
        "buyer": 0 * s,
    },
    assumptions=[c >= 0, c <= R(3, 4)],
)
BUYER = bg.Game(
    actions={"buyer": {b: (R(1, 4), R(11, 12))}, "seller": {}},
    payoffs={
        "buyer": sp.expand((v - (b + (b + R(1, 4)) / 2) / 2) * (b - R(1, 4)) * R(3, 2)),
        "seller": 0 * b,
    },
    assumptions=[v >= R(1, 4), v <= 1],
)
TRADE = bg.BayesianGame(
    types={"seller": [0, 2], "buyer": [1, 3]},
    prior={"seller": {0: p, 2: 1 - p}, "buyer": {1: 1 - q, 3: q}},
    terms={x: (0, 1)},
    payoffs={"seller": lambda own, other: -own * x, "buyer": lambda other, own: own * x},
)


def _gains() -> tuple[bool, str]:
    """Gains by integration: with the linear offers, and of efficient trade."""
    t, u = sp.symbols("t u")
    linear = sp.integrate(sp.integrate(u - t, (t, 0, u - R(1, 4))), (u, R(1, 4), 1))
    whole = sp.integrate(sp.integrate(u - t, (t, 0, u)), (u, 0, 1))
    return (linear, whole) == (R(9, 64), R(1, 6)), f"{linear} of {whole}"


def _deficit() -> tuple[bool, str]:
    """What efficient trade leaves to the broker when the buyer's value is uniform on [a, 1 + a]."""
    wrong = 0
    t, u = sp.symbols("t u")
    for k in range(9):
        shift = F(k, 4)
        low = R(k, 4)
        left = (u - (1 + low - u)) - 2 * t  # virtual value less virtual cost
        below = sp.integrate(sp.integrate(left, (t, 0, u)), (u, low, sp.Max(low, 1)))
        above = sp.integrate(sp.integrate(left, (t, 0, 1)), (u, sp.Max(low, 1), 1 + low))
        wrong += bool(below + above >= 0) != (shift >= 1)
    return wrong == 0, f"9 shifts; wrong: {wrong}"


STATEMENT = Statement(
    number=4,
    title="Two-sided private values (Chatterjee & Samuelson 1983; Myerson & Satterthwaite 1983)",
    text="Uniform values on [0, 1], the price splits the difference of two offers: s = 2c/3 "
    "+ 1/4 and b = 2v/3 + 1/12 are "
    "best against each other, trade iff v - c ≥ 1/4. With two types each (cost 0 or 2, value "
    "1 or 3, strong with p, q) an "
    "efficient, incentive-compatible, individually rational, balanced rule exists iff p + q ≥ 3pq.",
    assumptions=(
        "c ≤ 3/4 and v ≥ 1/4: others do not trade",
        "two types stand for the interval in the impossibility",
    ),
    parts=(
        Part(
            slug="seller",
            expected=Finding.PROVED,
            claim="the seller's best offer",
            run=lambda: bg.prove(SELLER, Eq(s, 2 * c / 3 + R(1, 4)), given=C.nash()),
        ),
        Part(
            slug="buyer",
            expected=Finding.PROVED,
            claim="the buyer's best offer",
            run=lambda: bg.prove(BUYER, Eq(b, 2 * v / 3 + R(1, 12)), given=C.nash()),
        ),
        Part(
            slug="seller-exists",
            expected=ALWAYS,
            claim="there is one",
            run=lambda: verdict(SELLER, C.nash()),
        ),
        Part(
            slug="buyer-exists",
            expected=ALWAYS,
            claim="there is one",
            run=lambda: verdict(BUYER, C.nash()),
        ),
        Part(
            slug="trade",
            expected=HOLDS,
            claim="who trades",
            run=lambda: prove_relation(
                v - c >= R(1, 4), [2 * v / 3 + R(1, 12) >= 2 * c / 3 + R(1, 4)]
            ),
        ),
        Part(
            slug="efficient",
            expected=ALWAYS,
            claim="two types: up to the bound a rule exists",
            run=lambda: bg.mechanism(TRADE, where=[p + q >= 3 * p * q]),
        ),
        Part(
            slug="impossible",
            expected=NEVER,
            claim="beyond it none",
            run=lambda: bg.mechanism(TRADE, where=[p + q < 3 * p * q]),
        ),
        Part(
            slug="control-subsidy",
            expected=ALWAYS,
            control=True,
            claim="with money from outside a rule exists",
            run=lambda: bg.mechanism(TRADE, balanced=False),
        ),
        Part(
            slug="control-truth",
            expected=Finding.REFUTED,
            control=True,
            claim="to offer one's cost is not best",
            run=lambda: bg.prove(SELLER, Eq(s, c), given=C.nash()),
        ),
        Part(
            slug="control-all-trade",
            expected=FAILS,
            control=True,
            claim="not all who gain do trade",
            run=lambda: prove_relation(2 * v / 3 + R(1, 12) >= 2 * c / 3 + R(1, 4), [v > c]),
        ),
    ),
    twins=(
        Twin(claim="gains from trade by integration", run=_gains),
        Twin(claim="the buyer's support moved up by a: a deficit iff a < 1", run=_deficit),
    ),
    findings=(
        "The impossibility on intervals is statement 15's method; here it is decided for two "
        "types, with a threshold.",
    ),
)
