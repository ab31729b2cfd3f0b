"""Statement 4: grievance can be moved between autonomy and security, but not removed."""

from __future__ import annotations

import math
import random

import sympy as sp

from bargain.verdicts.relation import prove_relation
from bargain.verdicts.verdict import Proof
from proofs.ledger import Part, Statement, Twin
from proofs.setting import (
    ALWAYS,
    FAILS,
    HOLDS,
    INSIDE,
    NEVER,
    PLAIN,
    C,
    Eq,
    beta,
    s_C,
    s_P,
    verdict,
    y_C,
    y_P,
)

_log = sp.log
_p, _c, _w, _d = sp.symbols("y_P y_C w delta", positive=True)
_a, _g = sp.symbols("autonomy_gap security_gap", real=True)
_x, _u, _eta = sp.symbols("x u eta", real=True)
_zP, _zC = sp.symbols("z_P z_C", real=True)
_UNIT = PLAIN.at({"w_P": 1, "w_C": 1})  # equal weights: w is the unit of payoffs
_AGREED = [C.self_enforcing(beta), C.efficient(), *INSIDE]

# real symbols with their signs as hypotheses, so that log(s_C y_P) stays one logarithm and the
# product rule is a step of the proof, not of sympy
_rp, _rc, _rP, _rC = _REALS = sp.symbols("y_P y_C s_P s_C", real=True)
_SIGNS = [symbol > 0 for symbol in _REALS]
_AUTONOMY = _log(_rc) - _log(_rp)
_SECURITY = _log(_rC * _rp) - _log(_rP * _rc)
_LOG_D = _log(_rC) - _log(_rP)


def _conservation() -> Proof:
    gaps = [_a >= _AUTONOMY, _a >= -_AUTONOMY, _g >= _SECURITY, _g >= -_SECURITY]
    return prove_relation(
        _a + _g >= _LOG_D,
        [*_SIGNS, *gaps],
        words="|log(y_C/y_P)| + |log(S_C/S_P)| ≥ log D at every agreement with positive "
        "concessions, where S_C = s_C y_P, S_P = s_P y_C, D = s_C/s_P.",
    )


def _conservation_power() -> Proof:
    # x = log(y_C/y_P), u = log D; log(S_C/S_P) = u - η x because log(y^η) = η log y
    return prove_relation(
        _eta * _a + _g >= _u,
        [_eta > 0, _a >= _x, _a >= -_x, _g >= _u - _eta * _x, _g >= _eta * _x - _u],
        words="With S_i = s_i y_j^η: η |log(y_C/y_P)| + |log(S_C/S_P)| ≥ log D.",
    )


def _attained() -> Proof:
    return prove_relation(
        sp.And(_AUTONOMY >= 0, _SECURITY >= 0, Eq(_AUTONOMY + _SECURITY, _LOG_D)),
        [*_SIGNS, _rp <= _rc, _rP * _rc <= _rC * _rp],
        words="Where 1 ≤ y_C/y_P ≤ D, |log(y_C/y_P)| + |log(S_C/S_P)| is equal to log D.",
    )


def _attained_only() -> Proof:
    # x = log(y_C/y_P), u = log D ≥ 0
    return prove_relation(
        sp.And(_x >= 0, _x <= _u),
        [_u >= 0, _a >= _x, _a >= -_x, _g >= _u - _x, _g >= _x - _u, _a + _g <= _u],
        words="If the two grievances add up to log D ≥ 0 only, then 1 ≤ y_C/y_P ≤ D.",
    )


def _gain(own: sp.Symbol, other: sp.Symbol, s: sp.Symbol) -> sp.Expr:
    return s * other - _w * own**2 / 2


_CURVE = [Eq(_w**2 * _p * _c, s_P * s_C)]
_PATRON = _gain(_zP, _zC, s_P) - _gain(_p, _c, s_P)  # the patron's gain from moving to z
_CLIENT = _gain(_zC, _zP, s_C) - _gain(_c, _p, s_C)


def _undominated() -> Proof:
    return prove_relation(
        s_C * _PATRON + _w * _p * _CLIENT <= 0,
        _CURVE,
        squares=[_zP - _p, _zC - _c],
        words="Every agreement with y_P y_C = Π/w² maximises a positively weighted sum of the "
        "payoffs (weights s_C and w y_P), so none dominates it.",
    )


def _enforced() -> Proof:
    deviation = (1 - beta) * (s_P * _c - _w * _zP**2 / 2)
    return prove_relation(
        _gain(_p, _c, s_P) >= deviation,
        [*_CURVE, beta < 1, 4 * beta**2 * s_P * _c**3 >= s_C * _p**3],
        words="On that curve, (y_C/y_P)³ ≥ D/(4β²) deters every deviation z_P of the patron.",
    )


def _enforced_client() -> Proof:
    deviation = (1 - beta) * (s_C * _p - _w * _zC**2 / 2)
    return prove_relation(
        _gain(_c, _p, s_C) >= deviation,
        [*_CURVE, beta < 1, s_P * _c**3 <= 4 * beta**2 * s_C * _p**3],
        words="On that curve, (y_C/y_P)³ ≤ 4β² D deters every deviation z_C of the client.",
    )


def _cube_root() -> Proof:
    # D = δ³ (any D is one), y_C = δ y_P on the curve
    return prove_relation(
        sp.And(2 * beta * s_P * _c >= _w * _p**2, 2 * beta * s_C * _p >= _w * _c**2),
        [*_CURVE, Eq(s_C, _d**3 * s_P), Eq(_c, _d * _p), beta >= sp.Rational(1, 2)],
        words="At y_C/y_P = D^(1/3) on the curve nobody gains by ceding nothing once β ≥ 1/2.",
    )


def _numerical() -> tuple[bool, str]:
    """Random agreements and parameters in floats; the bound, and where it is attained."""
    draw = random.Random(4)
    worst, tight = math.inf, 0.0
    for _ in range(20_000):
        ratio, p, c, eta = (math.exp(draw.uniform(-3, 3)) for _ in range(4))
        gap = abs(math.log(c / p)) + abs(math.log(ratio * p / c)) - abs(math.log(ratio))
        power = eta * abs(math.log(c / p)) + abs(math.log(ratio * (p / c) ** eta))
        worst = min(worst, gap, power - abs(math.log(ratio)))
        c = p * max(1.0, ratio) ** draw.random()
        inside = abs(math.log(c / p)) + abs(math.log(max(1.0, ratio) * p / c))
        tight = max(tight, abs(inside - math.log(max(1.0, ratio))))
    good = worst > -1e-9 and tight < 1e-9
    return good and _frontier(), f"20000 points: least slack {worst:.1e}, attained to {tight:.1e}"


def _frontier() -> bool:
    """scipy's frontier of the base game against the two closed forms of the statement."""
    from scipy.optimize import minimize

    for ratio, discount in ((2.0, 0.6), (8.0, 0.75), (1.0, 0.9)):
        s_patron = 0.2
        s_client = s_patron * ratio
        for weight in (0.3, 0.5, 0.7):

            def minus(y: list[float], k: tuple[float, ...] = (weight, s_patron, s_client)) -> float:
                return -(
                    k[0] * (k[1] * y[1] - y[0] ** 2 / 2)
                    + (1 - k[0]) * (k[2] * y[0] - y[1] ** 2 / 2)
                )

            y = minimize(minus, [0.3, 0.3], bounds=[(0, 1)] * 2, tol=1e-14).x
            if max(y) > 0.999:
                continue
            if abs(y[0] * y[1] - s_patron * s_client) > 1e-5:
                return False
            cubed = (y[1] / y[0]) ** 3
            margin = min(
                2 * discount * s_patron * y[1] - y[0] ** 2,
                2 * discount * s_client * y[0] - y[1] ** 2,
            )
            low, high = ratio / (4 * discount**2), 4 * discount**2 * ratio
            if abs(margin) > 1e-5 and (margin > 0) != (low <= cubed <= high):
                return False
    return True


STATEMENT = Statement(
    number=4,
    title="Conservation of grievance",
    text="|log(y_C/y_P)| + |log(S_C/S_P)| ≥ log D at every agreement with positive concessions, "
    "with equality iff y_C/y_P lies between 1 and D. The interior efficient agreements (w "
    "equal, e = 0) are those with y_P y_C = Π/w², self-enforcing iff D/(4β²) ≤ (y_C/y_P)³ ≤ "
    "4β² D. With S_i = s_i y_j^η: η |log(y_C/y_P)| + |log(S_C/S_P)| ≥ log D.",
    assumptions=(
        "positive concessions",
        "for the frontier: w_P = w_C, e = 0, interior",
        "log(ab) = log a + log b and log t ≤ t - 1; log(y^η) = η log y",
    ),
    parts=(
        Part(
            slug="conservation",
            expected=HOLDS,
            run=_conservation,
            claim="the two grievances add up to at least log D",
        ),
        Part(
            slug="conservation-power",
            expected=HOLDS,
            run=_conservation_power,
            claim="with weight η on autonomy for S_i = s_i y_j^η",
        ),
        Part(slug="attained", expected=HOLDS, run=_attained, claim="equality for 1 ≤ y_C/y_P ≤ D"),
        Part(slug="attained-only", expected=HOLDS, run=_attained_only, claim="and only there"),
        Part(
            slug="frontier-curve",
            expected=NEVER,
            claim="efficient inside: y_P y_C = Π/w²",
            run=lambda: verdict(
                _UNIT, [C.efficient(), *INSIDE, C.holds(sp.Ne(y_P * y_C, s_P * s_C))]
            ),
        ),
        Part(
            slug="frontier-efficient",
            expected=HOLDS,
            run=_undominated,
            claim="and every agreement on the curve is efficient",
        ),
        Part(
            slug="enforced-patron",
            expected=NEVER,
            claim="efficient, self-enforcing, inside: (y_C/y_P)³ ≥ D/(4β²)",
            run=lambda: verdict(
                _UNIT, [*_AGREED, C.holds(4 * beta**2 * s_P * y_C**3 < s_C * y_P**3)]
            ),
        ),
        Part(
            slug="enforced-client",
            expected=NEVER,
            claim="efficient, self-enforcing, inside: (y_C/y_P)³ ≤ 4β² D",
            run=lambda: verdict(
                _UNIT, [*_AGREED, C.holds(s_P * y_C**3 > 4 * beta**2 * s_C * y_P**3)]
            ),
        ),
        Part(
            slug="enforced-enough",
            expected=HOLDS,
            run=_enforced,
            claim="and the first bound is enough for the patron",
        ),
        Part(
            slug="enforced-enough-client",
            expected=HOLDS,
            run=_enforced_client,
            claim="the second for the client",
        ),
        Part(
            slug="gap-attained",
            expected=HOLDS,
            run=_cube_root,
            claim="for β ≥ 1/2 the gap is attained at y_C/y_P = D^(1/3)",
        ),
        Part(
            slug="impatient",
            expected=NEVER,
            claim="β < 1/2: no interior agreement is efficient and self-enforcing",
            run=lambda: verdict(_UNIT, _AGREED, [beta < sp.Rational(1, 2)]),
        ),
        Part(
            slug="control-beyond",
            expected=ALWAYS,
            control=True,
            claim="D = 2, β = 9/10: one has y_C < y_P, so the gap is not always attained",
            run=lambda: verdict(
                _UNIT.at({"s_P": "1/4", "s_C": "1/2"}),
                [C.self_enforcing(sp.Rational(9, 10)), C.efficient(), *INSIDE, C.holds(y_C < y_P)],
            ),
        ),
        Part(
            slug="control-constant",
            expected=FAILS,
            control=True,
            claim="with 2 log D on the right the inequality fails",
            run=lambda: prove_relation(
                _a + _g >= 2 * _u, [_a >= _x, _a >= -_x, _g >= _u - _x, _g >= _x - _u]
            ),
        ),
    ),
    twins=(
        Twin(
            claim="20,000 random agreements; scipy's frontier against the closed form",
            run=_numerical,
        ),
    ),
)
