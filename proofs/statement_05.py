"""Statement 5: how much tolerance a full equilibrium needs."""

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
    R,
    beta,
    s_C,
    s_P,
    verdict,
    y_C,
    y_P,
)

# A = e^(ε_A) and T = e^(ε_S), any numbers >= 1; D = δ³ and 4β² = c³, so that every bound on
# ρ = y_C/y_P is a monomial: autonomy [1/A, A], security [δ³/T, δ³T], statement 4 [δ/c, δc].
_A, _T = sp.symbols("A T", positive=True)
_d, _c, _r = sp.symbols("delta c rho", positive=True)
_UNIT = PLAIN.at({"w_P": 1, "w_C": 1})
_DOMAIN = [_d >= 1, _c >= 1, _A >= 1, _T >= 1]
_WITHIN = [_r * _A >= 1, _r <= _A, _T * _r >= _d**3, _r <= _d**3 * _T, _c * _r >= _d, _r <= _c * _d]
_MEETS = [_d**3 <= _A * _T, _d <= _c * _A, _d**2 <= _c * _T]
_BOX_FREE = 4 * beta**2 * s_C**4 * s_P**2 < 1  # all agreements of statement 4 are inside (w = 1)


def _necessary() -> Proof:
    return prove_relation(
        sp.And(*_MEETS),
        [*_DOMAIN, *_WITHIN],
        words="If some ratio y_C/y_P is within both tolerances and in the interval of statement "
        "4, then [D e^(-ε_S), e^(ε_A)] meets that interval (D = δ³, 4β² = c³).",
    )


def _sufficient() -> Proof:
    """The largest lower end is a common point: it is below every upper end."""
    low, high = [1 / _A, _d**3 / _T, _d / _c], [_A, _d**3 * _T, _d * _c]
    claims = [sp.Le(x, y, evaluate=False) for x in low for y in high]
    plain = [_cleared(c) for c in claims]
    return prove_relation(
        sp.And(*[c for c in plain if c not in (True, sp.true)]),
        [*_DOMAIN, *_MEETS],
        words="If [D e^(-ε_S), e^(ε_A)] meets the interval of statement 4, then every lower bound "
        "on y_C/y_P is below every upper bound, so the largest lower bound satisfies all.",
    )


def _inside() -> Proof:
    p, c = sp.symbols("y_P y_C", positive=True)
    return prove_relation(
        sp.And(p < 1, c < 1),
        [
            sp.Eq(p * c, s_P * s_C),
            s_P * c**3 <= 4 * beta**2 * s_C * p**3,
            s_C * p**3 <= 4 * beta**2 * s_P * c**3,
            s_C >= s_P,
            _BOX_FREE,
        ],
        words="On the curve y_P y_C = Π (w = 1), a ratio in the interval of statement 4 gives "
        "concessions below 1 once 4β² D Π³ < 1.",
    )


def _cleared(relation: sp.Basic) -> sp.Basic:
    """A comparison of positive quotients, multiplied out."""
    (a, b), (c, d) = sp.fraction(relation.lhs), sp.fraction(relation.rhs)
    return sp.Le(sp.expand(a * d), sp.expand(b * c), evaluate=False)


def _numerical() -> tuple[bool, str]:
    """Scan the efficient interior agreements in floats and compare with the three conditions."""
    draw = random.Random(5)
    wrong, yes = 0, 0
    for _ in range(400):
        ratio = math.exp(draw.uniform(0, 3))
        discount = draw.uniform(0.5, 1)
        A, T = math.exp(draw.uniform(0, 2)), math.exp(draw.uniform(0, 3))
        low = max(ratio / T, (ratio / (4 * discount**2)) ** (1 / 3))
        high = min(A, (4 * discount**2 * ratio) ** (1 / 3))
        if abs(low / high - 1) < 1e-2:
            continue
        s_patron, s_client = 0.01, 0.01 * ratio
        found = False
        for k in range(4001):
            rho = math.exp(-4 + 8 * k / 4000)
            p = math.sqrt(s_patron * s_client / rho)
            c = rho * p
            enforced = (
                min(2 * discount * s_patron * c - p * p, 2 * discount * s_client * p - c * c) >= 0
            )
            tolerated = (
                max(c / p, p / c) <= A
                and max(s_client * p / (s_patron * c), s_patron * c / (s_client * p)) <= T
            )
            found = found or (enforced and tolerated)
        yes += found
        wrong += found != (low <= high)
    return wrong == 0 and 0 < yes < 400, f"400 alliances, {yes} with an equilibrium; wrong: {wrong}"


STATEMENT = Statement(
    number=5,
    title="Tolerance",
    text="D ≥ 1, β ≥ 1/2, w equal, e = 0, and 4β² D Π³ < w⁶. With tolerances ε_A, ε_S ≥ 0 on the "
    "two balances a full equilibrium exists iff [D e^(-ε_S), e^(ε_A)] meets "
    "[(D/4β²)^(1/3), (4β²D)^(1/3)]. Necessary: ε_A + ε_S ≥ log D. Sufficient: ε_A ≥ log(D)/3 "
    "and ε_S ≥ 2 log(D)/3.",
    assumptions=(
        "w_P = w_C, e = 0",
        "D ≥ 1 and β ≥ 1/2 (else no interior agreement at all)",
        "4β² D Π³ < w⁶: every efficient self-enforcing agreement lies inside the box",
    ),
    parts=(
        Part(
            slug="necessary",
            expected=HOLDS,
            run=_necessary,
            claim="an agreement within both tolerances makes the intervals meet",
        ),
        Part(
            slug="sufficient",
            expected=HOLDS,
            run=_sufficient,
            claim="if the intervals meet, a ratio satisfies all bounds (Helly)",
        ),
        Part(
            slug="inside-client",
            expected=NEVER,
            claim="under 4β² D Π³ < w⁶ no efficient self-enforcing agreement has y_C = 1",
            run=lambda: verdict(
                _UNIT,
                [C.self_enforcing(beta), C.efficient(), C.positive("autonomy"), C.holds(y_C >= 1)],
                [_BOX_FREE, s_C >= s_P],
            ),
        ),
        Part(
            slug="inside-patron",
            expected=NEVER,
            claim="nor y_P = 1",
            run=lambda: verdict(
                _UNIT,
                [C.self_enforcing(beta), C.efficient(), C.positive("autonomy"), C.holds(y_P >= 1)],
                [_BOX_FREE, s_C >= s_P],
            ),
        ),
        Part(
            slug="inside-curve",
            expected=HOLDS,
            run=_inside,
            claim="and every ratio in the interval has its agreement inside the box",
        ),
        Part(
            slug="small-asymmetry",
            expected=HOLDS,
            claim="ε_A ≥ log(D)/3 and ε_S ≥ 2 log(D)/3 are enough",
            run=lambda: prove_relation(sp.And(*_MEETS), [*_DOMAIN, _A >= _d, _T >= _d**2]),
        ),
        Part(
            slug="control-sum-not-enough",
            expected=FAILS,
            control=True,
            claim="ε_A + ε_S ≥ log D alone is not enough",
            run=lambda: prove_relation(sp.And(*_MEETS), [*_DOMAIN, _A * _T >= _d**3]),
        ),
        Part(
            slug="control-tolerant",
            expected=ALWAYS,
            control=True,
            claim="D = 36/25, β = 9/10, factor 5/4 on each issue: a tolerated agreement exists",
            run=lambda: verdict(
                _UNIT.at({"s_P": "1/4", "s_C": "9/25"}),
                [
                    C.self_enforcing(R(9, 10)),
                    C.efficient(),
                    *INSIDE,
                    C.holds(4 * y_C <= 5 * y_P),
                    C.holds(4 * y_P <= 5 * y_C),
                    C.holds(4 * R(9, 25) * y_P <= 5 * R(1, 4) * y_C),
                    C.holds(4 * R(1, 4) * y_C <= 5 * R(9, 25) * y_P),
                ],
                witness={y_P: R(11, 40), y_C: R(18, 55)},
            ),
        ),
    ),
    twins=(
        Twin(claim="a scan of the efficient agreements of 400 random alliances", run=_numerical),
    ),
    outcome="with hypotheses",
    findings=(
        (
            "The tolerances also bound the ratio from the other side (y_C/y_P ≥ e^(-ε_A) and ≤ D "
            "e^(ε_S)); the page leaves these two out. They never bind, because the interval of "
            "statement 4 contains D^(1/3): three intervals that meet pairwise meet."
        ),
        (
            "“Same setting” must say that the whole interval of statement 4 lies inside the box: "
            "4β² D Π³ < w⁶. Otherwise corner agreements count as well."
        ),
    ),
)
