"""Statement 1: unequal dependence admits no full equilibrium."""

from __future__ import annotations

from fractions import Fraction as F

import sympy as sp

import bargain as bg
from bargain.verdicts.relation import prove_relation
from bargain.verdicts.verdict import Proof, Verdict
from proofs.exchange import Exchange, enforced_by_nashpy, grid
from proofs.ledger import Part, Statement, Twin
from proofs.setting import ALWAYS, FAILS, GAME, HOLDS, NEVER, Eq, beta, s_C, s_P, verdict

# σ is any strictly increasing function; of it only two values matter, a at one concession and b
# at the other, and that they are ordered as the concessions are.
_a, _b = sp.symbols("sigma_of_y_C sigma_of_y_P", real=True)
_y_P, _y_C, _w_P, _w_C = sp.symbols("y_P y_C w_P w_C", positive=True)
_e_P, _e_C = sp.symbols("e_P e_C", nonnegative=True)
_k_P, _k_C = sp.symbols("k_P k_C", positive=True)


def _ordered(x: sp.Expr, y: sp.Expr, at_x: sp.Expr, at_y: sp.Expr) -> sp.Basic:
    """A strictly increasing function has the value at_x at x and at_y at y."""
    return sp.Or(
        sp.And(x < y, at_x < at_y), sp.And(Eq(x, y), Eq(at_x, at_y)), sp.And(x > y, at_x > at_y)
    )


_BALANCED = [_ordered(_y_C, _y_P, _a, _b), Eq(_y_P, _y_C), Eq(s_P * _a, s_C * _b)]


def _any_sigma() -> Proof:
    return prove_relation(
        Eq(s_P, s_C),
        [*_BALANCED, _a > 0, _b > 0],
        words="Whatever the increasing function σ, if security S_i = s_i σ(y_j) is positive and "
        "both autonomy and security are balanced, then dependence is equal: s_P = s_C.",
    )


def _any_sigma_enforced() -> Proof:
    patron = s_P * _a - _e_P * _y_P - _w_P * _y_P**2 / 2 >= (1 - beta) * s_P * _a
    client = s_C * _b - _e_C * _y_C - _w_C * _y_C**2 / 2 >= (1 - beta) * s_C * _b
    return prove_relation(
        Eq(s_P, s_C),
        [*_BALANCED, beta < 1, patron, client],
        words="Whatever the increasing function σ, of any sign: if no ally gains by ceding "
        "nothing and both autonomy and security are balanced, then s_P = s_C.",
    )


def _capabilities() -> Proof:
    x, y = _k_C * _y_C, _k_P * _y_P
    return prove_relation(
        Eq(_k_P, _k_C),
        [_ordered(x, y, _a, _b), Eq(_y_P, _y_C), Eq(_a, _b)],
        words="Whatever the increasing function σ, if security is S_i = σ(κ_j y_j) and both "
        "autonomy and security are balanced, then capabilities are equal.",
    )


def _without_sign() -> Proof:
    return prove_relation(Eq(s_P, s_C), _BALANCED)


def _symmetric() -> Verdict:
    game = GAME.at({"s_P": 1, "s_C": 1, "w_P": 2, "w_C": 2, "e_P": 0, "e_C": 0})
    return verdict(game, bg.full_equilibrium(sp.Rational(3, 4)))


def _enumeration() -> tuple[bool, str]:
    """Self-enforcing grid agreements that are efficient and balanced on both issues: none."""
    agreements = grid(12)
    looked = 0
    for s_patron, s_client in ((F(1, 2), F(1)), (F(1, 3), F(2, 3)), (F(1), F(1, 4)), (F(2), F(3))):
        for w_patron in (F(1), F(3, 2)):
            for entrapment in (F(0), F(1, 10)):
                game = Exchange(s_patron, s_client, w_patron, F(1), entrapment, F(0))
                for discount in (F(1, 2), F(9, 10)):
                    for z in agreements:
                        looked += 1
                        balanced = z[0] == z[1] and game.s_P * z[1] == game.s_C * z[0]
                        if (
                            min(z) > 0
                            and balanced
                            and game.self_enforcing(z, discount)
                            and game.efficient(z, agreements)
                        ):
                            return False, f"{game} at {z} has one"
    game = Exchange(F(1, 2), F(1, 2))
    found = [
        z
        for z in agreements
        if min(z) > 0
        and z[0] == z[1]
        and game.self_enforcing(z, F(3, 4))
        and game.efficient(z, agreements)
    ]
    same = all(
        game.self_enforcing(z, F(3, 4)) == enforced_by_nashpy(game, z, F(3, 4))
        for z in agreements
        if z[0] == z[1]
    )
    return found == [(F(1, 2), F(1, 2))] and same, (
        f"{looked} agreements of 32 asymmetric games, none; symmetric game: {len(found)} at s/w"
    )


STATEMENT = Statement(
    number=1,
    title="No full equilibrium",
    text="If D ≠ 1 no full equilibrium exists, whatever w, e and β. For S_i = s_i σ(y_j) with a "
    "strictly increasing σ that is positive at positive concessions the two balances alone "
    "clash; with self-enforcement they clash for every increasing σ. For S_i = σ(κ_j y_j) "
    "they clash whenever κ_P ≠ κ_C.",
    assumptions=(
        "payoffs of the base model (first part)",
        "both concessions positive",
        "σ strictly increasing; σ > 0 at positive concessions, or self-enforcement",
    ),
    parts=(
        Part(
            slug="no-full-equilibrium",
            expected=NEVER,
            claim="no full equilibrium where s_P ≠ s_C, for all w, e, β",
            run=lambda: verdict(GAME, bg.full_equilibrium(beta), [sp.Ne(s_C, s_P)]),
        ),
        Part(
            slug="any-positive-sigma",
            expected=HOLDS,
            run=_any_sigma,
            claim="the two balances clash for every increasing, positive σ",
        ),
        Part(
            slug="any-sigma-enforced",
            expected=HOLDS,
            run=_any_sigma_enforced,
            claim="with self-enforcement, for every increasing σ",
        ),
        Part(
            slug="capabilities",
            expected=HOLDS,
            run=_capabilities,
            claim="the balances clash for S_i = σ(κ_j y_j) where κ_P ≠ κ_C",
        ),
        Part(
            slug="control-symmetric",
            expected=ALWAYS,
            control=True,
            run=_symmetric,
            claim="with s_P = s_C = 1, w = 2, β = 3/4 a full equilibrium exists",
        ),
        Part(
            slug="control-sign-of-sigma",
            expected=FAILS,
            control=True,
            run=_without_sign,
            claim="without a sign of σ the balances alone do not clash: σ(y) = 0 at y_P = y_C",
        ),
    ),
    twins=(
        Twin(
            claim="enumeration of grid agreements in fractions; enforcement game by nashpy",
            run=_enumeration,
        ),
    ),
    outcome="with hypotheses",
    findings=(
        (
            "“Any strictly increasing σ” needs a sign: with σ(y) = y - 1/2 the agreement y_P "
            "= y_C = "
            "1/2 is balanced on both issues (S_P = S_C = 0) at every D. Either σ > 0 at positive "
            "concessions, or self-enforcement (which forces S_i > 0), repairs it."
        ),
        (
            "The proof for the base game uses the two balances, a positive concession and s_P "
            "≠ s_C: "
            "neither efficiency, nor self-enforcement, nor any assumption on w, e, β."
        ),
    ),
)
