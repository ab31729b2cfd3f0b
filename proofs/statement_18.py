"""Statement 18: what a rising client and a falling threat do."""

from __future__ import annotations

from fractions import Fraction as F

import sympy as sp

import bargain as bg
from bargain.verdicts.relation import prove_relation
from bargain.verdicts.verdict import Proof
from proofs.exchange import Exchange
from proofs.ledger import Part, Statement, Twin
from proofs.setting import ALWAYS, FAILS, HOLDS, C, Eq, beta, verdict

_vP, _vC, _kP, _kC, _rP, _rC, _k, _t = sp.symbols("v_P v_C k_P k_C r_P r_C k tau", positive=True)
_e_P, _e_C = sp.symbols("e_P e_C", nonnegative=True)


def _ratio(client: sp.Expr) -> sp.Expr:
    return _vC * _kP * _rP / (_vP * client * _rC)


_D, _E = sp.symbols("D D_2", positive=True)  # before and after the client's rise


def _gap_falls() -> Proof:
    return prove_relation(
        sp.Max(_E, 1 / _E) < _D,
        [_E < _D, _E * _D > 1],
        words="If D falls to D₂ < D and D D₂ > 1 then max(D₂, 1/D₂) < D: the gap |log D| falls.",
    )


def _retreat() -> Proof:
    # m_i = κ_i r_i, the capability that can be relied on: s_P = v_P m_C, s_C = v_C m_P
    m_P, m_C, p, c, w_P, w_C = sp.symbols("m_P m_C y_P y_C w_P w_C", positive=True)
    e_P, e_C = sp.symbols("e_P e_C", nonnegative=True)
    return prove_relation(
        e_P * e_C < beta**2 * (_vP * m_C) * (_vC * m_P),
        [
            beta * _vP * m_C * c >= e_P * p + w_P * p**2 / 2,
            beta * _vC * m_P * p >= e_C * c + w_C * c**2 / 2,
        ],
        words="If an agreement with positive concessions deters both allies from ceding nothing, "
        "then v_P v_C > e_P e_C/(β² κ_P κ_C r_P r_C), where m_i = κ_i r_i.",
    )


def _scan() -> tuple[bool, str]:
    """Survival in fractions as the common threat falls; D and the solution as the client rises."""
    good = True
    for exposure in (F(1, 8), F(1, 4)):
        alive = []
        for k in range(16, 0, -1):
            v = F(k, 8)
            game = Exchange(v, v * 2, F(1), F(1), exposure, exposure)
            alive.append(
                any(
                    game.self_enforcing((s * F(i, 32), s * F(32 - i, 32)), F(1, 2))
                    for i in range(1, 32)
                    for s in (F(1, 1000),)
                )
            )
            bound = F(1, 4) * v * v * 2
            if not F(9, 10) < exposure**2 / bound < F(11, 10):
                good = good and alive[-1] == (exposure**2 < bound)
        good = good and alive[0] and not alive[-1] and alive == sorted(alive, reverse=True)
    free = Exchange(F(1, 1000), F(2, 1000), F(1), F(1), F(0), F(1, 4))  # Π far below e_C²
    good = good and any(
        free.self_enforcing((F(1, 10**a), F(1, 10**b)), F(1, 2))
        for a in range(2, 12)
        for b in range(2, 12)
    )
    ratios = [2.0 / k for k in (1, 1.5, 2, 3, 4)]
    cubes = [r ** (1 / 3) for r in ratios]
    gaps = [max(r, 1 / r) for r in ratios]
    order = cubes == sorted(cubes, reverse=True) and gaps != sorted(gaps, reverse=True)
    return good and order, "survival is lost once, as the threat falls; the gap turns at D = 1"


STATEMENT = Statement(
    number=18,
    title="Ascendancy",
    text="As the client's capability rises, D and (equal w, interior) y_C/y_P = D^(1/3) fall and Π "
    "rises; the gap |log D| falls as long as the new D₂ has D D₂ > 1 and rises beyond D = 1. "
    "As the threat to both falls, Π falls and D stays; if both exposures are positive the "
    "alliance ends at v_P v_C = e_P e_C/(β² κ_P κ_C r_P r_C); if one exposure is 0 it "
    "survives every positive threat.",
    assumptions=(
        "D > 1 after the rise, for the gap",
        "e_P e_C > 0, for the retreat",
        "the threat falls for both in proportion, for D to stay",
    ),
    parts=(
        Part(
            slug="ratio-falls",
            expected=HOLDS,
            claim="D falls in κ_C",
            run=lambda: prove_relation(_ratio(_k) < _ratio(_kC), [_k > _kC]),
        ),
        Part(
            slug="concessions-fall",
            expected=HOLDS,
            claim="and y_C/y_P = D^(1/3) with it",
            run=lambda: prove_relation(
                sp.Symbol("rho_2", positive=True) < sp.Symbol("rho", positive=True),
                [
                    Eq(sp.Symbol("rho", positive=True) ** 3, _D),
                    Eq(sp.Symbol("rho_2", positive=True) ** 3, _E),
                    _E < _D,
                ],
            ),
        ),
        Part(slug="gap-falls", expected=HOLDS, run=_gap_falls, claim="the gap falls while D > 1"),
        Part(
            slug="product-falls",
            expected=HOLDS,
            claim="Π falls with a common threat, D stays",
            run=lambda: prove_relation(
                sp.And(
                    (_t * _vP * _kC) * (_t * _vC * _kP) < (_vP * _kC) * (_vC * _kP),
                    Eq((_t * _vC * _kP) * (_vP * _kC), (_vC * _kP) * (_t * _vP * _kC)),
                ),
                [_t < 1],
            ),
        ),
        Part(
            slug="retreat",
            expected=HOLDS,
            run=_retreat,
            claim="below the bound no agreement with positive concessions survives",
        ),
        Part(
            slug="retreat-reached",
            expected=HOLDS,
            claim="with e_P e_C > 0 a small enough threat is below the bound",
            run=lambda: prove_relation(
                beta**2 * _t**2 * _kP * _kC <= _e_P * _e_C,
                [_e_P > 0, _e_C > 0, beta < 1, _t * (1 + _kP * _kC + _e_P * _e_C) <= _e_P * _e_C],
            ),
        ),
        Part(
            slug="control-past-parity",
            expected=FAILS,
            control=True,
            claim="past D = 1 the gap grows again",
            run=lambda: prove_relation(_E + 1 / _E < _D + 1 / _D, [_E < _D]),
        ),
        Part(
            slug="control-one-sided-threat",
            expected=FAILS,
            everywhere=True,
            control=True,
            claim="if only the patron's threat falls D rises",
            run=lambda: prove_relation(
                _vC * _kP / (_t * _vP * _kC) <= _vC * _kP / (_vP * _kC), [_t < 1]
            ),
        ),
        Part(
            slug="control-no-exposure",
            expected=ALWAYS,
            control=True,
            claim="e_P = 0, threats 1/1000: an agreement survives",
            run=lambda: verdict(
                bg.models.autonomy_security(
                    s_P="1/1000", s_C="1/1000", w_P=1, w_C=1, e_P=0, e_C="1/4"
                ),
                [C.self_enforcing(sp.Rational(1, 2)), C.positive("autonomy")],
            ),
        ),
    ),
    twins=(Twin(claim="survival in fractions along a falling threat", run=_scan),),
    outcome="with hypotheses",
    findings=(
        (
            "“The gap falls” holds while D > 1: a client that overtakes (D < 1) opens it "
            "again, with "
            "the roles exchanged."
        ),
        (
            "“Retreats into history” needs both exposures positive: with e_P = 0 or e_C = 0 every "
            "positive threat keeps some agreement alive (statement 11)."
        ),
        (
            "If only one ally's threat falls D moves: less threat to the patron raises it, less to "
            "the client lowers it."
        ),
    ),
)
