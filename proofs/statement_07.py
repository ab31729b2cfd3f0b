"""Statement 7: the power law of the Nash bargaining solution."""

from __future__ import annotations

import math

import sympy as sp

from bargain.verdicts.relation import prove_relation
from bargain.verdicts.verdict import Proof
from proofs.ledger import Part, Statement, Twin
from proofs.setting import FAILS, HOLDS, Eq, s_C, s_P, w_C, w_P

# a, b > 0 is the solution; s_P = w_P a²/b and s_C = w_C b²/a are the parameters that have it.
# An agreement is y_P = a p, y_C = b q, so that p = q = 1 is the solution and
# u_P = w_P a² X, u_C = w_C b² Y with X = q - p²/2, Y = p - q²/2.
_a, _b = sp.symbols("a b", positive=True)
_p, _q = sp.symbols("p q", nonnegative=True)
_X, _Y = _q - _p**2 / 2, _p - _q**2 / 2
_POWERS = [Eq(_a**3 * w_P**2 * w_C, s_P**2 * s_C), Eq(_b**3 * w_P * w_C**2, s_P * s_C**2)]


def _parameters() -> Proof:
    return prove_relation(
        sp.And(Eq(w_P * _a**2, s_P * _b), Eq(w_C * _b**2, s_C * _a)),
        _POWERS,
        words="The two power laws say that w_P y_P² = s_P y_C and w_C y_C² = s_C y_P.",
    )


def _maximum() -> Proof:
    return prove_relation(
        _X * _Y <= sp.Rational(1, 4) - ((1 - _p) ** 2 + (1 - _q) ** 2) / 8,
        [_X >= 0, _Y >= 0],
        squares=[_X - _Y, 1 - _p, 1 - _q],
        words="In units of the solution, u_P u_C is at most its value there, less a positive "
        "multiple of the squared distance: the solution is the only maximiser.",
    )


def _scaling() -> Proof:
    u_P = s_P * (_b * _q) - w_P * (_a * _p) ** 2 / 2
    u_C = s_C * (_a * _p) - w_C * (_b * _q) ** 2 / 2
    return prove_relation(
        sp.And(Eq(u_P, w_P * _a**2 * _X), Eq(u_C, w_C * _b**2 * _Y)),
        [Eq(w_P * _a**2, s_P * _b), Eq(w_C * _b**2, s_C * _a)],
        words="With y_P = a p, y_C = b q the payoffs are positive multiples of q - p²/2 and "
        "p - q²/2.",
    )


def _ratios() -> Proof:
    S_P, S_C = s_P * _b, s_C * _a
    return prove_relation(
        sp.And(Eq(_b**3 * s_P, _a**3 * s_C), Eq(S_C**3 * s_P**2, S_P**3 * s_C**2)),
        [*_POWERS, Eq(w_P, w_C)],
        words="With equal weights (y_C/y_P)³ = D and (S_C/S_P)³ = D².",
    )


def _order() -> Proof:
    return prove_relation(
        sp.And(_b > _a, s_C * _a > s_P * _b),
        [*_POWERS, Eq(w_P, w_C), s_C > s_P],
        words="With equal weights and D > 1 the client cedes more and receives more security.",
    )


def _numerical() -> tuple[bool, str]:
    """scipy maximises log u_P + log u_C from several starts."""
    from scipy.optimize import minimize

    worst, count = 0.0, 0
    for sP, sC, wP, wC in ((0.3, 0.6, 1, 1), (0.2, 0.9, 1, 2), (0.5, 0.5, 3, 1), (0.1, 1.0, 1, 2)):
        a = (sP**2 * sC / (wP**2 * wC)) ** (1 / 3)
        b = (sP * sC**2 / (wP * wC**2)) ** (1 / 3)

        def minus(y: list[float], k: tuple[float, ...] = (sP, sC, wP, wC)) -> float:
            u = k[0] * y[1] - k[2] * y[0] ** 2 / 2, k[1] * y[0] - k[3] * y[1] ** 2 / 2
            return -math.log(u[0]) - math.log(u[1]) if min(u) > 0 else 1e9

        for start in (0.5, 0.9, 1.3):
            y = minimize(
                minus,
                [start * a, start * b],
                method="Nelder-Mead",
                options={"xatol": 1e-10, "fatol": 1e-14, "maxiter": 4000},
            ).x
            worst = max(worst, abs(y[0] - a), abs(y[1] - b))
            count += 1
    return worst < 1e-6, f"{count} maximisations; largest distance {worst:.1e}"


STATEMENT = Statement(
    number=7,
    title="Power law",
    text="e = 0, interior (both values below 1): the Nash bargaining solution is y_P = "
    "(s_P² s_C/(w_P² w_C))^(1/3), y_C = (s_P s_C²/(w_P w_C²))^(1/3), the only one; with equal "
    "w, y_C/y_P = D^(1/3) and S_C/S_P = D^(2/3).",
    assumptions=("e = 0", "interior: both values at most 1", "disagreement gives 0"),
    parts=(
        Part(
            slug="parameters",
            expected=HOLDS,
            run=_parameters,
            claim="the power law in the form w_P y_P² = s_P y_C",
        ),
        Part(
            slug="scaling", expected=HOLDS, run=_scaling, claim="payoffs in units of the solution"
        ),
        Part(
            slug="maximum",
            expected=HOLDS,
            run=_maximum,
            claim="the product of gains is largest there, and only there",
        ),
        Part(slug="ratios", expected=HOLDS, run=_ratios, claim="D^(1/3) and D^(2/3)"),
        Part(
            slug="order",
            expected=HOLDS,
            run=_order,
            claim="D > 1: the client cedes more, receives more",
        ),
        Part(
            slug="control-square-root",
            expected=FAILS,
            control=True,
            claim="the exponent 1/2 in place of 1/3 is wrong",
            run=lambda: prove_relation(
                Eq(_b**2 * s_P, _a**2 * s_C),
                [Eq(w_P * _a**2, s_P * _b), Eq(w_C * _b**2, s_C * _a), Eq(w_P, w_C)],
            ),
        ),
        Part(
            slug="control-larger",
            expected=FAILS,
            everywhere=True,
            control=True,
            claim="the product does exceed 1/4 - 1/8, so the bound is not idle",
            run=lambda: prove_relation(_X * _Y <= sp.Rational(1, 8), [Eq(_p, 1), Eq(_q, 1)]),
        ),
    ),
    twins=(Twin(claim="scipy's maximum of the product of gains", run=_numerical),),
)
