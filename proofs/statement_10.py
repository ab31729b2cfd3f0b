"""Statement 10: money while it lasts, autonomy afterwards."""

from __future__ import annotations

import math

import sympy as sp

from bargain.verdicts.relation import prove_relation
from bargain.verdicts.verdict import Proof
from proofs.ledger import Part, Statement, Twin
from proofs.setting import FAILS, HOLDS, Eq, s_C, s_P, w_C, w_P

_K = sp.Symbol("K", positive=True)
_c, _p, _q = sp.symbols("c y_P y_C", real=True)
_BEST = s_C**2 / (2 * w_P) + s_P**2 / (2 * w_C) - _K  # the largest sum of payoffs
_u, _v = sp.symbols("u_P u_C", nonnegative=True)
_t = sp.Symbol("t", positive=True)


def _payoffs(p: sp.Expr, q: sp.Expr, c: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    return (s_P * q - w_P * p**2 / 2 - (1 - c) * _K, s_C * p - w_C * q**2 / 2 - c * _K)


def _sum_bound() -> Proof:
    u, v = _payoffs(_p, _q, _c)
    missing = w_P * (_p - s_C / w_P) ** 2 / 2 + w_C * (_q - s_P / w_C) ** 2 / 2
    return prove_relation(
        Eq(u + v, _BEST - missing),
        words="The sum of payoffs is its largest value less a sum of squares, zero only at y_P = "
        "s_C/w_P, y_C = s_P/w_C; the cost share does not enter.",
    )


def _equal_split() -> Proof:
    best = sp.Symbol("best", positive=True)
    return prove_relation(
        _u * _v <= best**2 / 4 - (_u - _v) ** 2 / 4,
        [_u + _v <= best],
        words="Among payoffs with u_P + u_C ≤ W the product is at most W²/4, only at u_P = u_C.",
    )


def _share() -> Proof:
    u, v = _payoffs(s_C, s_P, _c)
    return prove_relation(
        Eq(_c, sp.Rational(1, 2) + 3 * (s_C**2 - s_P**2) / (4 * _K)),
        [Eq(u.subs({w_P: 1, w_C: 1}), v.subs({w_P: 1, w_C: 1}))],
        words="With w = 1, equal payoffs at y_P = s_C, y_C = s_P mean c = 1/2 + 3 (s_C² - s_P²)/"
        "(4K).",
    )


def _capped() -> Proof:
    """First-order conditions of u_P u_C with t = u_P/u_C: y_P = s_C t, y_C = s_P/t, w = 1."""
    u, v = (f.subs({w_P: 1, w_C: 1}) for f in _payoffs(s_C * _t, s_P / _t, _c))
    return prove_relation(
        sp.And(_c >= 1, _t < 1),
        [
            _c >= 0,
            _c <= 1,
            Eq(sp.expand(u * _t**2), sp.expand(_t**3 * v)),
            (1 - _c) * (1 - _t) <= 0,
            _c * (1 - _t) >= 0,
            3 * (s_C**2 - s_P**2) > 2 * _K,
        ],
        words="Let t = u_P/u_C > 0 at a maximum of u_P u_C with interior concessions, so that y_P "
        "= s_C t, y_C = s_P/t, and c moves to the ally that gains less. Past the cap, 3 "
        "(s_C² - s_P²) > 2K, it has c = 1 and t < 1: y_C > s_P and y_P < s_C.",
    )


def _numerical() -> tuple[bool, str]:
    """scipy maximises log u_P + log u_C over (y_P, y_C, c), on both sides of the cap."""
    from scipy.optimize import minimize

    worst, capped = 0.0, True
    for sP, sC, K in ((0.5, 0.55, 0.2), (0.6, 0.5, 0.3), (0.4, 0.7, 0.15), (0.5, 0.8, 0.1)):

        def minus(x: list[float], k: tuple[float, ...] = (sP, sC, K)) -> float:
            u = k[0] * x[1] - x[0] ** 2 / 2 - (1 - x[2]) * k[2]
            v = k[1] * x[0] - x[1] ** 2 / 2 - x[2] * k[2]
            return -math.log(u) - math.log(v) if min(u, v) > 0 else 1e6

        share = min(1.0, max(0.0, 0.5 + 3 * (sC**2 - sP**2) / (4 * K)))
        x = [0.9 * sC, 1.1 * sP, 1.0] if share == 1 else [sC, sP, 0.9 * share + 0.05]
        for _ in range(4):  # restarts of the simplex, from a point where both gain
            x = minimize(
                minus,
                x,
                method="Nelder-Mead",
                bounds=[(0, 1)] * 3,
                options={"xatol": 1e-12, "fatol": 1e-15, "maxiter": 4000},
            ).x
        if share < 1:
            worst = max(worst, abs(x[0] - sC), abs(x[1] - sP), abs(x[2] - share))
        else:
            capped = capped and x[2] > 0.999 and x[1] > sP + 1e-3 and x[0] < sC - 1e-3
    return worst < 1e-3 and capped, (
        f"largest distance {worst:.1e}; past the cap in autonomy: {capped}"
    )


STATEMENT = Statement(
    number=10,
    title="Money or autonomy",
    text="e = 0, s_C ≤ w_P, s_P ≤ w_C, positive surplus. If the cost share of equal gains lies in "
    "[0, 1], bargaining gives y_P = s_C/w_P, y_C = s_P/w_C and, for w = 1, c = 1/2 + 3 (s_C² "
    "- s_P²)/(4K). For w = 1 and 3 (s_C² - s_P²) > 2K: c = 1, y_C > s_P and y_P < s_C.",
    assumptions=(
        "e = 0",
        "interior concessions",
        "K < s_C²/(2w_P) + s_P²/(2w_C)",
        "past the cap: w = 1",
    ),
    parts=(
        Part(slug="sum", expected=HOLDS, run=_sum_bound, claim="the largest sum, and where"),
        Part(slug="split", expected=HOLDS, run=_equal_split, claim="the product asks for halves"),
        Part(slug="share", expected=HOLDS, run=_share, claim="the cost share of equal gains"),
        Part(
            slug="capped",
            expected=HOLDS,
            run=_capped,
            claim="past the cap: c = 1, more autonomy ceded, less security provided",
        ),
        Part(
            slug="control-uncapped",
            expected=FAILS,
            control=True,
            claim="before the cap c = 1 does not follow",
            run=lambda: prove_relation(
                _c >= 1,
                [
                    Eq(sp.Integer(2) * _c * _K, _K + sp.Rational(3, 2) * (s_C**2 - s_P**2)),
                    s_C > s_P,
                ],
            ),
        ),
        Part(
            slug="control-unequal-split",
            expected=FAILS,
            everywhere=True,
            control=True,
            claim="an unequal split has a smaller product",
            run=lambda: prove_relation(_u * _v >= sp.Rational(1, 4), [Eq(_u + _v, 1), _u > _v]),
        ),
    ),
    twins=(Twin(claim="scipy's bargaining solution on both sides of the cap", run=_numerical),),
    outcome="with hypotheses",
)
