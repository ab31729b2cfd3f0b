"""Statement 3: unequal preferences are tolerated up to a threshold."""

from __future__ import annotations

from fractions import Fraction as F

import sympy as sp

import bargain as bg
from proofs.exchange import Exchange, grid
from proofs.ledger import Part, Statement, Twin
from proofs.setting import ALWAYS, NEVER, PLAIN, Eq, beta, s_C, s_P, verdict, w_P, y_C, y_P

_UNIT = PLAIN.at({"w_C": 1})  # the client's weight is the unit of both payoffs
_REGION = [Eq(s_P, s_C), s_C * s_P < w_P]
_FULL = bg.full_equilibrium(beta)


def _closed_form() -> tuple[bool, str]:
    """The only candidate is y² = s²/(w_P w_C); squares avoid roots, so fractions stay exact."""
    wrong, looked = 0, 0
    for root in (F(1), F(3, 2), F(2), F(5, 2)):  # w_P/w_C = root², so that y is rational
        for discount in (F(n, 20) for n in range(1, 20)):
            looked += 1
            w_patron, w_client = root**2, F(1)
            y = F(1, 2) / root
            game = Exchange(F(1, 2), F(1, 2), w_patron, w_client)
            enforced = game.self_enforcing((y, y), discount)
            fine = [(y + F(i, 40), y + F(j, 40)) for i in (-1, 0, 1) for j in (-1, 0, 1)]
            wrong += enforced != (root**2 <= 4 * discount**2)
            wrong += not game.efficient((y, y), fine)
        agreements = grid(24)  # away from y every balanced agreement is dominated
        game = Exchange(F(1, 2), F(1, 2), root**2, F(1))
        wrong += sum(
            game.efficient((x, x), agreements)
            for x, z in agreements
            if x == z > 0 and abs(x - y) > F(1, 6)
        )
    return wrong == 0, f"{looked} games with rational s/√(w_P w_C); wrong: {wrong}"


STATEMENT = Statement(
    number=3,
    title="Preference asymmetry",
    text="With D = 1 and e = 0, and s² < w_P w_C (interior): a full equilibrium exists iff "
    "max(w)/min(w) ≤ 4β². Unequal dependence is not tolerated at all (statement 1).",
    assumptions=("s_P = s_C = s", "e = 0", "interior: s² < w_P w_C"),
    parts=(
        Part(
            slug="patron-too-proud",
            expected=NEVER,
            claim="w_P > 4β² w_C: none",
            run=lambda: verdict(_UNIT, _FULL, [*_REGION, w_P > 4 * beta**2]),
        ),
        Part(
            slug="client-too-proud",
            expected=NEVER,
            claim="w_C > 4β² w_P: none",
            run=lambda: verdict(_UNIT, _FULL, [*_REGION, 4 * beta**2 * w_P < 1]),
        ),
        Part(
            slug="tolerated",
            expected=ALWAYS,
            claim="both ratios at most 4β²: one exists",
            run=lambda: verdict(
                _UNIT,
                _FULL,
                [*_REGION, w_P <= 4 * beta**2, 4 * beta**2 * w_P >= 1],
                witness={y_P: s_P / sp.sqrt(w_P), y_C: s_P / sp.sqrt(w_P)},
            ),
        ),
        Part(
            slug="control-interior",
            expected=ALWAYS,
            control=True,
            claim="s = w_C = 1, w_P = 9/4, β = 4/5: the ratio is below 4β² = 2.56, one exists",
            run=lambda: verdict(
                PLAIN.at({"s_P": 1, "s_C": 1, "w_P": "9/4", "w_C": 1}),
                bg.full_equilibrium(sp.Rational(4, 5)),
            ),
        ),
    ),
    twins=(Twin(claim="the closed form in fractions, on both sides of 4β²", run=_closed_form),),
    outcome="with hypotheses",
)
