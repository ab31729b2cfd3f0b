"""Statement 17: what changes when the lead changes hands."""

from __future__ import annotations

from fractions import Fraction as F

import sympy as sp

from bargain.verdicts.relation import prove_relation
from proofs.ledger import Part, Statement, Twin
from proofs.setting import FAILS, HOLDS, Eq

_gP, _gC = sp.symbols("gamma_P gamma_C", positive=True)
_x, _xP, _xC = sp.symbols("x x_P x_C", real=True)
_d = _xP - _xC


def _loss(x: sp.Expr) -> sp.Expr:
    return _gP * (x - _xP) ** 2 + _gC * (x - _xC) ** 2


def _scan() -> tuple[bool, str]:
    """The leader's best policy by enumeration in fractions, and the total loss there."""
    wrong, looked = 0, 0
    levels = [F(k, 20) for k in range(-20, 41)]
    for gP in (F(1), F(2), F(1, 3)):
        for gC in (F(1), F(1, 2), F(5)):
            for xP, xC in ((F(0), F(1)), (F(1, 4), F(-1, 2)), (F(1, 5), F(1, 5))):
                looked += 1

                def total(x: F, k: tuple[F, F, F, F] = (gP, gC, xP, xC)) -> F:
                    return k[0] * (x - k[2]) ** 2 + k[1] * (x - k[3]) ** 2

                patron = min(levels, key=lambda x: gP * (x - xP) ** 2)  # used at once
                client = min(levels, key=lambda x: gC * (x - xC) ** 2)
                gap = (xP - xC) ** 2
                wrong += total(patron) != gC * gap or total(client) != gP * gap
                wrong += (total(patron) > total(client)) != (gC > gP and gap > 0)
    return wrong == 0, f"{looked} pairs; wrong: {wrong}"


STATEMENT = Statement(
    number=17,
    title="Role reversal",
    text="The leader sets x at its own ideal point. Total loss is γ_C Δ² when the patron leads, "
    "γ_P Δ² when the client leads. If Δ ≠ 0, moving the lead to the patron adds strain iff "
    "γ_C > γ_P.",
    assumptions=("the leader sets x alone and minimises its own loss", "Δ ≠ 0"),
    parts=(
        Part(
            slug="leader",
            expected=HOLDS,
            claim="the patron's only best policy is x_P",
            run=lambda: prove_relation(Eq(_x, _xP), [_gP * (_x - _xP) ** 2 <= 0]),
        ),
        Part(
            slug="patron-leads",
            expected=HOLDS,
            claim="loss γ_C Δ²",
            run=lambda: prove_relation(Eq(_loss(_xP), _gC * _d**2, evaluate=False)),
        ),
        Part(
            slug="client-leads",
            expected=HOLDS,
            claim="loss γ_P Δ²",
            run=lambda: prove_relation(Eq(_loss(_xC), _gP * _d**2, evaluate=False)),
        ),
        Part(
            slug="strain",
            expected=HOLDS,
            claim="γ_C > γ_P adds strain",
            run=lambda: prove_relation(_loss(_xP) > _loss(_xC), [sp.Ne(_xP, _xC), _gC > _gP]),
        ),
        Part(
            slug="strain-only-if",
            expected=HOLDS,
            claim="and only then",
            run=lambda: prove_relation(_gC > _gP, [_loss(_xP) > _loss(_xC)]),
        ),
        Part(
            slug="control-same-ideal",
            expected=FAILS,
            everywhere=True,
            control=True,
            claim="Δ = 0: no strain is added whatever the salience",
            run=lambda: prove_relation(_loss(_xP) > _loss(_xC), [Eq(_xP, _xC), _gC > _gP]),
        ),
        Part(
            slug="control-without-salience",
            expected=FAILS,
            control=True,
            claim="without γ_C > γ_P it may be relieved",
            run=lambda: prove_relation(_loss(_xP) > _loss(_xC), [sp.Ne(_xP, _xC)]),
        ),
    ),
    twins=(Twin(claim="leaders' choices by enumeration in fractions", run=_scan),),
    outcome="with hypotheses",
    findings=("“Iff γ_C > γ_P” needs Δ ≠ 0: with one ideal point no change of lead adds strain.",),
)
