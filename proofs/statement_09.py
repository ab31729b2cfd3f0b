"""Statement 9: what it costs the patron to hold the client."""

from __future__ import annotations

from fractions import Fraction as F

import sympy as sp

from bargain.verdicts.relation import prove_relation
from bargain.verdicts.verdict import Proof
from proofs.ledger import Part, Statement, Twin
from proofs.setting import FAILS, GAME, HOLDS, NEVER, C, s_C, verdict, w_C, y_C, y_P

_GAME = GAME.at({"e_P": 0, "e_C": 0})
_y, _z, _t = sp.symbols("y z t", nonnegative=True)
_cap, _p = sp.symbols("cap p", nonnegative=True)


def _price(y: sp.Expr) -> sp.Expr:
    return w_C * y**2 / (2 * s_C)


def _convex() -> Proof:
    return prove_relation(
        _price(_t * _y + (1 - _t) * _z) <= _t * _price(_y) + (1 - _t) * _price(_z),
        [_t <= 1],
        words="The price of control w_C y²/(2 s_C) is convex in y.",
    )


def _shortfall() -> Proof:
    utility = s_C * _p - w_C * _y**2 / 2
    return prove_relation(
        -utility >= w_C * _y**2 / 2 - s_C * _cap,
        [_p <= _cap],
        words="With provision p at most ȳ the client lacks at least w_C y²/2 - s_C ȳ.",
    )


def _enumeration() -> tuple[bool, str]:
    """The least acceptable provision on a grid of multiples of 1/840, in fractions."""
    wrong, looked = 0, 0
    levels = [F(k, 840) for k in range(841)]
    for s, w in ((F(1), F(1)), (F(3, 2), F(1)), (F(2), F(3)), (F(1, 2), F(4))):
        found = []
        for y in (F(k, 4) for k in range(5)):
            looked += 1
            accepted = [p for p in levels if s * p - w * y * y / 2 >= 0]
            price = w * y * y / (2 * s)
            if price > 1:
                wrong += bool(accepted)
                continue
            least = min(accepted)
            wrong += not 0 <= least - price < F(1, 840)
            found.append(price)
            cap = price / 2
            lacking = max(F(0), w * y * y / 2 - s * cap)
            wrong += min(-(s * p - w * y * y / 2) for p in (F(0), cap / 2, cap)) != lacking
        wrong += any(
            b - a > d - c
            for a, b, c, d in zip(found, found[1:], found[1:], found[2:], strict=False)
        )
    return wrong == 0, f"{looked} agreements; wrong: {wrong}"


STATEMENT = Statement(
    number=9,
    title="Price of control",
    text="e_C = 0. The client accepts y_C iff the patron provides y_P ≥ w_C y_C²/(2 s_C): "
    "increasing and convex in y_C. With provision capped at ȳ the client lacks at least "
    "max(0, w_C y_C²/2 - s_C ȳ), exactly that at y_P = ȳ.",
    assumptions=(
        "e_C = 0",
        "the client's outside option is 0",
        ("one-shot acceptance (participation); self-enforcement divides the price by β"),
    ),
    parts=(
        Part(
            slug="too-little",
            expected=NEVER,
            claim="no accepted agreement has 2 s_C y_P < w_C y_C²",
            run=lambda: verdict(_GAME, [C.participation(), C.holds(2 * s_C * y_P < w_C * y_C**2)]),
        ),
        Part(
            slug="enough",
            expected=HOLDS,
            claim="with y_P ≥ w_C y_C²/(2 s_C) the client is not worse off",
            run=lambda: prove_relation(s_C * _p - w_C * _y**2 / 2 >= 0, [_p >= _price(_y)]),
        ),
        Part(
            slug="increasing",
            expected=HOLDS,
            claim="the price increases in y_C",
            run=lambda: prove_relation(_price(_y) < _price(_z), [_y < _z]),
        ),
        Part(slug="convex", expected=HOLDS, claim="and is convex", run=_convex),
        Part(slug="shortfall", expected=HOLDS, claim="the shortfall under a cap", run=_shortfall),
        Part(
            slug="shortfall-attained",
            expected=HOLDS,
            claim="attained at the cap",
            run=lambda: prove_relation(
                sp.Eq(-(s_C * _p - w_C * _y**2 / 2), w_C * _y**2 / 2 - s_C * _cap),
                [sp.Eq(_p, _cap)],
            ),
        ),
        Part(
            slug="control-concave",
            expected=FAILS,
            control=True,
            claim="the price is not concave",
            run=lambda: prove_relation(_price((_y + _z) / 2) >= (_price(_y) + _price(_z)) / 2),
        ),
        Part(
            slug="control-entrapment",
            expected=FAILS,
            everywhere=True,
            control=True,
            claim="with e_C > 0 the price of the statement is too low: the client refuses",
            run=lambda: prove_relation(
                s_C * _p - sp.Symbol("e_C", positive=True) * _y - w_C * _y**2 / 2 >= 0,
                [sp.Eq(2 * s_C * _p, w_C * _y**2), _y > 0],
            ),
        ),
    ),
    twins=(Twin(claim="least accepted provision by enumeration in fractions", run=_enumeration),),
    outcome="with hypotheses",
    findings=(
        (
            "With e_C > 0 the price is w_C y_C²/(2 s_C) + e_C y_C/s_C. A price above 1 means "
            "that the "
            "client cannot be held at y_C at all."
        ),
    ),
)
