"""Statement 12: at a fixed product, asymmetric alliances are worth more in sum."""

from __future__ import annotations

import math

import sympy as sp

from bargain.verdicts.relation import prove_relation
from bargain.verdicts.verdict import Proof
from proofs.ledger import Part, Statement, Twin
from proofs.setting import FAILS, HOLDS, Eq, s_C, s_P

# D = δ³, Π = π²: s_P = π δ^(-3/2), s_C = π δ^(3/2); with h = δ^(1/2) everything is rational in h.
_pi, _h, _k = sp.symbols("pi_root h k", positive=True)
_sP, _sC = _pi / _h**3, _pi * _h**3
_a, _b = sp.symbols("a b", positive=True)  # the Nash solution: a² = s_P b, b² = s_C a
_SOLUTION = [Eq(_a**2, s_P * _b), Eq(_b**2, s_C * _a)]
_F = sp.Symbol("F", positive=True)
_y, _z = sp.symbols("y_P y_C", nonnegative=True)


def _nash_value() -> Proof:
    gains = s_P * _b - _a**2 / 2, s_C * _a - _b**2 / 2
    return prove_relation(
        sp.And(Eq(2 * gains[0], _a**2), Eq(2 * gains[1], _b**2)),
        _SOLUTION,
        words="At the Nash solution the gains are y_P²/2 and y_C²/2 (w = 1).",
    )


def _nash_surplus() -> Proof:
    return prove_relation(
        Eq(_a**2 / 2 + _b**2 / 2, _pi**2 * (_h**2 + 1 / _h**2) / 2),
        [Eq(_a * _h, _pi), Eq(_b, _pi * _h)],
        words="With D = h⁶ the solution is y_P = √Π/h, y_C = √Π h, and the surplus is Π (h² + "
        "h⁻²)/2 = Π cosh(log(D)/3).",
    )


def _solution_at() -> Proof:
    return prove_relation(
        sp.And(Eq(_a**2, s_P * _b), Eq(_b**2, s_C * _a)),
        [Eq(_a * _h, _pi), Eq(_b, _pi * _h), Eq(s_P * _h**3, _pi), Eq(s_C, _pi * _h**3)],
        words="With s_P = √Π/h³, s_C = √Π h³ these concessions solve the power law.",
    )


def _utilitarian() -> Proof:
    total = s_P * _z - _y**2 / 2 + s_C * _y - _z**2 / 2
    best = (s_P**2 + s_C**2) / 2
    return prove_relation(
        Eq(total, best - (_y - s_C) ** 2 / 2 - (_z - s_P) ** 2 / 2),
        words="The sum of payoffs is at most (s_P² + s_C²)/2 = Π (D + 1/D)/2 = Π cosh(log D).",
    )


def _increasing() -> Proof:
    return prove_relation(
        _h**2 + 1 / _h**2 < _k**2 + 1 / _k**2,
        [_h >= 1, _h < _k],
        words="h² + h⁻² increases for h ≥ 1: at fixed Π both surpluses increase in D.",
    )


def _patron_loses() -> Proof:
    return prove_relation(
        _pi**2 / _k**2 < _pi**2 / _h**2,
        [_h < _k],
        words="The patron's own gain at the Nash solution, Π D^(-1/3)/2, falls in D.",
    )


def _shock_without_transfers() -> Proof:
    """At D = 64 (s_P = 1/8, s_C = 8, Π = 1) nobody can make both gains as large as 0.3."""
    return prove_relation(
        sp.Min(_z / 8 - _y**2 / 2, 8 * _y - _z**2 / 2) < sp.Rational(3, 10),
        [_y >= 0, _z >= 0],
        words="At Π = 1, D = 64 no agreement gives both allies 0.3, while the symmetric alliance "
        "(D = 1) gives both 1/2: a cost of 0.3 that falls on each ally and cannot be "
        "shifted breaks the asymmetric alliance only.",
    )


def _symmetric_survives() -> Proof:
    return prove_relation(
        sp.And(_z - _y**2 / 2 >= _F, _y - _z**2 / 2 >= _F),
        [Eq(_y, 1), Eq(_z, 1), _F <= sp.Rational(1, 2)],
    )


def _numerical() -> tuple[bool, str]:
    """scipy: both surpluses at fixed Π against cosh, and the best equal gain without transfers."""
    from scipy.optimize import minimize, minimize_scalar

    worst, even = 0.0, []
    for ratio in (1.0, 2.0, 8.0, 64.0):
        sP, sC = 0.1 / math.sqrt(ratio), 0.1 * math.sqrt(ratio)

        def gains(y: list[float], s: tuple[float, float] = (sP, sC)) -> tuple[float, float]:
            return s[0] * y[1] - y[0] ** 2 / 2, s[1] * y[0] - y[1] ** 2 / 2

        def minus(y: list[float]) -> float:
            u = gains([abs(v) * 0.1 for v in y])  # used at once
            return -math.log(u[0]) - math.log(u[1]) if min(u) > 0 else 1e9

        best = minimize(
            minus,
            [ratio ** (-1 / 6), ratio ** (1 / 6) * 0.9],
            method="Nelder-Mead",
            options={"xatol": 1e-12, "fatol": 1e-15, "maxiter": 9000},
        ).x
        surplus = sum(gains([0.1 * v for v in best])) / 0.01
        worst = max(worst, abs(surplus - math.cosh(math.log(ratio) / 3)))
        utilitarian = -minimize(lambda y: -sum(gains(list(y))), [0.1, 0.1], tol=1e-14).fun / 0.01
        worst = max(worst, abs(utilitarian / math.cosh(math.log(ratio)) - 1))

        def least(t: float) -> float:  # along the efficient curve, where y_P y_C = Π = 1/100
            rho, p = math.exp(t), 0.1 / math.exp(t / 2)
            return -min(gains([p, rho * p])) / 0.01

        even.append(
            -minimize_scalar(least, bounds=(-8, 8), method="bounded", options={"xatol": 1e-12}).fun
        )
    falls = even[0] > 0.499 and even[3] < 0.3
    return worst < 1e-5 and falls, (
        f"largest error {worst:.1e}; best equal gain " + ", ".join(f"{e:.3f}" for e in even)
    )


STATEMENT = Statement(
    number=12,
    title="Vitality",
    text="At fixed Π (w = 1, e = 0, interior) the Nash-bargaining surplus is Π cosh(log(D)/3) and "
    "the utilitarian one Π cosh(log D); both increase in D ≥ 1. So asymmetric alliances "
    "outlive larger shocks to the sum of gains. They do not outlive larger shocks that hit "
    "each ally and cannot be shifted: the patron's gain Π D^(-1/3)/2 falls in D.",
    assumptions=(
        "w_P = w_C = 1, e = 0, interior",
        "“worth” is the sum of gains",
        "“outlive” needs that the loss can be shared, for instance by money",
    ),
    parts=(
        Part(slug="nash-gains", expected=HOLDS, run=_nash_value, claim="gains at the solution"),
        Part(slug="nash-solution", expected=HOLDS, run=_solution_at, claim="its closed form"),
        Part(slug="nash-surplus", expected=HOLDS, run=_nash_surplus, claim="Π cosh(log(D)/3)"),
        Part(slug="utilitarian", expected=HOLDS, run=_utilitarian, claim="Π cosh(log D)"),
        Part(slug="increasing", expected=HOLDS, run=_increasing, claim="both increase in D"),
        Part(
            slug="patron-loses",
            expected=HOLDS,
            run=_patron_loses,
            claim="the patron's own gain falls",
        ),
        Part(
            slug="shock-not-shared",
            expected=HOLDS,
            run=_shock_without_transfers,
            claim="D = 64: no agreement gives both 0.3",
        ),
        Part(
            slug="shock-symmetric",
            expected=HOLDS,
            run=_symmetric_survives,
            claim="D = 1: both get 1/2",
        ),
        Part(
            slug="control-decreasing",
            expected=FAILS,
            control=True,
            claim="below D = 1 the surplus falls in D: the bound h ≥ 1 is needed",
            run=lambda: prove_relation(_h**2 + 1 / _h**2 < _k**2 + 1 / _k**2, [_h < _k]),
        ),
    ),
    twins=(
        Twin(
            claim="scipy's surpluses, and the best equal gain along the efficient curve",
            run=_numerical,
        ),
    ),
    outcome="restated",
    findings=(
        (
            "“Outlive larger shocks” is false for losses that fall on each ally and cannot be "
            "shifted "
            "(Π = 1, loss 0.3 each: the symmetric alliance survives, D = 64 does not); the "
            "patron's "
            "gain falls in D. It is true of the sum of gains, so it needs transfers."
        ),
    ),
)
