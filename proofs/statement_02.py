"""Statement 2: in the symmetric alliance a full equilibrium exists iff allies are patient."""

from __future__ import annotations

from fractions import Fraction as F

import sympy as sp

import bargain as bg
from proofs.exchange import Exchange, grid
from proofs.ledger import Part, Statement, Twin
from proofs.setting import (
    ALWAYS,
    NEVER,
    PLAIN,
    SOMETIMES,
    C,
    Eq,
    R,
    beta,
    equal_weights,
    s_C,
    s_P,
    verdict,
    w_C,
    w_P,
    y_P,
)

_SYMMETRIC = [Eq(s_P, s_C), equal_weights]
_INTERIOR = [*_SYMMETRIC, s_C < w_C]
_CORNER = [*_SYMMETRIC, s_C >= w_C]
_FULL = bg.full_equilibrium(beta)


def _enumeration() -> tuple[bool, str]:
    """The grid holds s/w = k/12: a full equilibrium is there iff β >= 1/2, at s/w only."""
    agreements = grid(12)
    wrong, looked = [], 0
    for k in (3, 6, 8, 12, 15):
        game = Exchange(F(k, 12), F(k, 12))
        at = min(F(1), F(k, 12))
        least = F(1, 2) if k < 12 else F(12, 2 * k)
        for discount in (least - F(1, 50), least, least + F(1, 50)):
            looked += 1
            found = [
                z
                for z in agreements
                if z[0] == z[1] > 0
                and game.self_enforcing(z, discount)
                and game.efficient(z, agreements)
            ]
            if found != ([(at, at)] if discount >= least else []):
                wrong.append((k, discount, found))
    return not wrong, f"{looked} games on a 13 x 13 grid; wrong: {wrong or 'none'}"


STATEMENT = Statement(
    number=2,
    title="Symmetric control",
    text="If D = 1, w_P = w_C = w, e = 0: for s < w a full equilibrium exists iff β ≥ 1/2, and "
    "then only y_P = y_C = s/w; for s ≥ w iff β ≥ w/(2s), and then only y_P = y_C = 1.",
    assumptions=("s_P = s_C", "w_P = w_C", "e = 0"),
    parts=(
        Part(
            slug="interior-exists",
            expected=ALWAYS,
            claim="s < w and β ≥ 1/2: one exists, y = s/w",
            run=lambda: verdict(PLAIN, _FULL, [*_INTERIOR, beta >= R(1, 2)]),
        ),
        Part(
            slug="interior-impatient",
            expected=NEVER,
            claim="s < w and β < 1/2: none",
            run=lambda: verdict(PLAIN, _FULL, [*_INTERIOR, beta < R(1, 2)]),
        ),
        Part(
            slug="interior-only",
            expected=NEVER,
            claim="s < w: none with y_P ≠ s/w",
            run=lambda: verdict(PLAIN, [_FULL, C.holds(sp.Ne(w_P * y_P, s_P))], _INTERIOR),
        ),
        Part(
            slug="corner-exists",
            expected=ALWAYS,
            claim="s ≥ w and β ≥ w/(2s): one exists, y = 1",
            run=lambda: verdict(PLAIN, _FULL, [*_CORNER, 2 * s_C * beta >= w_C]),
        ),
        Part(
            slug="corner-impatient",
            expected=NEVER,
            claim="s ≥ w and β < w/(2s): none",
            run=lambda: verdict(PLAIN, _FULL, [*_CORNER, 2 * s_C * beta < w_C]),
        ),
        Part(
            slug="corner-only",
            expected=NEVER,
            claim="s ≥ w: none with y_P < 1",
            run=lambda: verdict(PLAIN, [_FULL, C.holds(y_P < 1)], _CORNER),
        ),
        Part(
            slug="control-undivided",
            expected=SOMETIMES,
            control=True,
            claim="s < w without a bound on β: some have one, some have none",
            run=lambda: verdict(PLAIN, _FULL, _INTERIOR),
        ),
    ),
    twins=(
        Twin(
            claim="enumeration on grids that contain s/w, on both sides of the bound",
            run=_enumeration,
        ),
    ),
)
