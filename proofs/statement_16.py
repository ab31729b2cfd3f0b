"""Statement 16: how far apart the ideal points may be."""

from __future__ import annotations

from fractions import Fraction as F

import sympy as sp

from bargain.verdicts.relation import prove_relation
from bargain.verdicts.verdict import Proof
from proofs.ledger import Part, Statement, Twin
from proofs.setting import FAILS, HOLDS, Eq

# The alliance is worth B_i = γ_i h_i² to ally i, so it accepts x iff |x - x_i| ≤ h_i.
# x_P = 0 and x_C = Δ ≥ 0 by choice of origin and direction.
_gP, _gC, _a, _b = sp.symbols("gamma_P gamma_C h_P h_C", positive=True)
_x = sp.Symbol("x", real=True)
_d, _e = sp.symbols("Delta Delta_2", nonnegative=True)
_ACCEPTED = [_gP * _x**2 <= _gP * _a**2, _gC * (_x - _d) ** 2 <= _gC * _b**2]


def _length(d: sp.Expr) -> sp.Expr:
    """The length of [-h_P, h_P] ∩ [Δ - h_C, Δ + h_C] where it is not empty."""
    return sp.Min(2 * _a, 2 * _b, _a + _b - d)


def _empty() -> Proof:
    return prove_relation(
        _d <= _a + _b,
        _ACCEPTED,
        words="If both accept some policy then Δ ≤ Δ* = √(B_P/γ_P) + √(B_C/γ_C).",
    )


def _exists() -> Proof:
    point = _d * _a / (_a + _b)
    return prove_relation(
        sp.And(point**2 <= _a**2, (point - _d) ** 2 <= _b**2),
        [_d <= _a + _b],
        words="If Δ ≤ Δ* both accept x_P + Δ h_P/(h_P + h_C).",
    )


def _interval() -> Proof:
    low, high = sp.Max(-_a, _d - _b), sp.Min(_a, _d + _b)
    return prove_relation(
        Eq(high - low, _length(_d)),
        [_d <= _a + _b],
        words="The accepted policies are an interval of length min(2h_P, 2h_C, Δ* - Δ).",
    )


def _scan() -> tuple[bool, str]:
    """Accepted policies on a fine grid in fractions, for several Δ."""
    wrong, looked = 0, 0
    for hP, hC in ((F(1), F(1)), (F(3), F(1)), (F(1, 2), F(2)), (F(2), F(3))):
        before = None
        for k in range(13):
            delta = (hP + hC) * F(k, 10)
            looked += 1
            step = F(1, 40)
            accepted = [
                x
                for x in (step * n for n in range(-400, 401))
                if x * x <= hP * hP and (x - delta) ** 2 <= hC * hC
            ]
            wrong += bool(accepted) != (delta <= hP + hC)
            length = accepted[-1] - accepted[0] if accepted else F(0)
            wrong += before is not None and length > before + step
            wrong += abs(length - max(F(0), min(2 * hP, 2 * hC, hP + hC - delta))) > step
            before = length
    return wrong == 0, f"{looked} pairs of ideal points; wrong: {wrong}"


STATEMENT = Statement(
    number=16,
    title="Cohesion",
    text="Loss γ_i (x - x_i)², alliance worth B_i ≥ 0 to ally i. The policies that both prefer to "
    "no alliance form an interval of length min(2√(B_P/γ_P), 2√(B_C/γ_C), Δ* - Δ), Δ* = "
    "√(B_P/γ_P) + √(B_C/γ_C). It never grows with Δ = |x_P - x_C|, shrinks strictly once Δ > "
    "|√(B_P/γ_P) - √(B_C/γ_C)|, and is empty iff Δ > Δ*.",
    assumptions=("B_i > 0 is what the alliance is worth apart from x, and does not depend on x",),
    parts=(
        Part(slug="empty", expected=HOLDS, run=_empty, claim="past Δ* none"),
        Part(slug="exists", expected=HOLDS, run=_exists, claim="up to Δ* one"),
        Part(slug="interval", expected=HOLDS, run=_interval, claim="the length of the interval"),
        Part(
            slug="shrinks",
            expected=HOLDS,
            claim="never grows",
            run=lambda: prove_relation(_length(_e) <= _length(_d), [_d <= _e]),
        ),
        Part(
            slug="shrinks-strictly",
            expected=HOLDS,
            claim="strictly, once neither interval holds the other",
            run=lambda: prove_relation(
                _a + _b - _e < _length(_d), [_d < _e, _d >= _a - _b, _d >= _b - _a]
            ),
        ),
        Part(
            slug="control-nested",
            expected=FAILS,
            control=True,
            claim="“shrinks” is not strict before: nested intervals keep the length",
            run=lambda: prove_relation(
                sp.And(2 * _a > _a + _b - _e, 2 * _b > _a + _b - _e), [_d < _e, _e <= _a + _b]
            ),
        ),
        Part(
            slug="control-bound",
            expected=FAILS,
            control=True,
            claim="half of Δ* is not a bound",
            run=lambda: prove_relation(2 * _d <= _a + _b, _ACCEPTED),
        ),
    ),
    twins=(Twin(claim="accepted policies on a grid in fractions", run=_scan),),
    outcome="restated",
    findings=(
        (
            "“Shrinks as Δ grows” is false while the smaller interval lies inside the larger one "
            "(√(B_P/γ_P) = 3, √(B_C/γ_C) = 1: Δ = 0 and Δ = 1 leave the same length 2)."
        ),
    ),
)
