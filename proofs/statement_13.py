"""Statement 13: opposite fears leave no pure equilibrium, and no rest."""

from __future__ import annotations

from itertools import product

import sympy as sp

import bargain as bg
from bargain.verdicts.relation import prove_relation
from bargain.verdicts.verdict import Proof, Verdict
from proofs.ledger import Part, Statement, Twin
from proofs.setting import ALWAYS, HOLDS, NEVER, SOMETIMES, C, Eq, verdict

# incentives to commit: a if the partner commits, b if it keeps its distance
_aP, _bP, _aC, _bC = _I = sp.symbols("a_P b_P a_C b_C", real=True)
_p, _q = sp.symbols("p q", real=True)  # probabilities of commitment of patron and client
_FEARS = [_aP < 0, _bP > 0, _aC > 0, _bC < 0]  # patron: entrapment, client: abandonment
_P = _aP * _q + _bP * (1 - _q)  # the patron's incentive, linear in q
_C = _aC * _p + _bC * (1 - _p)
_INSIDE = [_p > 0, _p < 1, _q > 0, _q < 1]


def _dilemma() -> Verdict:
    return verdict(bg.models.alliance_dilemma(opposite_fears=True), C.nash())


def _mirrored() -> Verdict:
    return verdict(bg.models.alliance_dilemma(), C.nash(), [_aP > 0, _bP < 0, _aC < 0, _bC > 0])


def _same_fears() -> Verdict:
    return verdict(bg.models.alliance_dilemma(), C.nash(), [_aP > 0, _bP < 0, _aC > 0, _bC < 0])


def _symmetric() -> Verdict:
    w, x, y, z = sp.symbols("w x y z", real=True)
    game = bg.FiniteGame.from_payoffs(
        [[w, x], [y, z]], [[w, y], [x, z]], players=("patron", "client"), name="symmetric 2x2 game"
    )
    return verdict(game, C.nash())


def _only_mixed() -> Proof:
    best = [
        _p >= 0,
        _p <= 1,
        _q >= 0,
        _q <= 1,
        (1 - _p) * _P <= 0,
        _p * _P >= 0,
        (1 - _q) * _C <= 0,
        _q * _C >= 0,
    ]
    return prove_relation(
        sp.And(Eq(_q * (_bP - _aP), _bP), Eq(_p * (_aC - _bC), -_bC)),
        [*_FEARS, *best],
        words="Every mixed equilibrium has q = b_P/(b_P - a_P) and p = b_C/(b_C - a_C).",
    )


def _mixed_exists() -> Proof:
    return prove_relation(
        sp.And(*_INSIDE, Eq(_P, 0), Eq(_C, 0)),
        [*_FEARS, Eq(_q * (_bP - _aP), _bP), Eq(_p * (_aC - _bC), -_bC)],
        words="At those probabilities both are indifferent, and both lie strictly between 0 and 1.",
    )


def _conserved() -> Proof:
    h_p, h_q = sp.symbols("H_p H_q", real=True)  # the partial derivatives of H
    slopes = [
        Eq(h_p * _p * (1 - _p), _bC * (1 - _p) + _aC * _p),
        Eq(h_q * _q * (1 - _q), -_bP * (1 - _q) - _aP * _q),
    ]
    return prove_relation(
        Eq(_p * (1 - _p) * _P * h_p + _q * (1 - _q) * _C * h_q, 0),
        [*_FEARS, *_INSIDE, *slopes],
        words="H(p, q) = b_C log p - a_C log(1-p) - b_P log q + a_P log(1-q) is constant along "
        "p' = p(1-p)(a_P q + b_P(1-q)), q' = q(1-q)(a_C p + b_C(1-p)): p' H_p + q' H_q = 0, "
        "where H_p = b_C/p + a_C/(1-p) and H_q = -b_P/q - a_P/(1-q).",
    )


def _bowl() -> Proof:
    return prove_relation(
        sp.And(-_bC * (1 - _p) ** 2 + _aC * _p**2 > 0, _bP * (1 - _q) ** 2 - _aP * _q**2 > 0),
        [*_FEARS, *_INSIDE],
        words="H is strictly convex in p and in q; its logarithms have the signs that make it "
        "infinite at the border.",
    )


def _enumeration() -> tuple[bool, str]:
    """All 625 games with incentives in -2..2: pure equilibria by hand, mixed ones by nashpy."""
    import warnings

    import nashpy as nash
    import numpy as np

    wrong, opposite = 0, 0
    for aP, bP, aC, bC in product(range(-2, 3), repeat=4):
        A, B = [[aP, bP], [0, 0]], [[aC, 0], [bC, 0]]
        pure = [
            (i, j)
            for i in (0, 1)
            for j in (0, 1)
            if A[i][j] >= A[1 - i][j] and B[i][j] >= B[i][1 - j]
        ]
        opposed = (aP < 0 < bP and bC < 0 < aC) or (bP < 0 < aP and aC < 0 < bC)
        if opposed:
            opposite += 1
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found = list(nash.Game(np.array(A), np.array(B)).support_enumeration())
            wrong += len(found) != 1 or bool(pure)
        if (aP, bP) == (aC, bC):
            wrong += not pure
    return wrong == 0 and _orbit(), f"625 games, {opposite} with opposite fears; wrong: {wrong}"


def _orbit() -> bool:
    """One replicator orbit by Runge-Kutta comes back to where it started, and not before."""
    aP, bP, aC, bC = -1.0, 2.0, 1.5, -1.0

    def slope(p: float, q: float) -> tuple[float, float]:
        return (p * (1 - p) * (aP * q + bP * (1 - q)), q * (1 - q) * (aC * p + bC * (1 - p)))

    p, q, h = 0.4, 0.8, 1e-3
    start, nearest, away = (p, q), 1.0, False
    for _ in range(40_000):
        k1 = slope(p, q)
        k2 = slope(p + h / 2 * k1[0], q + h / 2 * k1[1])
        k3 = slope(p + h / 2 * k2[0], q + h / 2 * k2[1])
        k4 = slope(p + h * k3[0], q + h * k3[1])
        p += h / 6 * (k1[0] + 2 * k2[0] + 2 * k3[0] + k4[0])
        q += h / 6 * (k1[1] + 2 * k2[1] + 2 * k3[1] + k4[1])
        distance = abs(p - start[0]) + abs(q - start[1])
        away = away or distance > 0.1
        if away:
            nearest = min(nearest, distance)
            if nearest < 1e-3:
                return True
    return False


STATEMENT = Statement(
    number=13,
    title="Alliance dilemma",
    text="2x2: commit or distance. If one ally's incentive to commit falls with the partner's "
    "commitment through 0 and the other's rises through 0, there is no pure equilibrium, "
    "exactly one mixed one, and replicator orbits inside the square are closed curves around "
    "it. Every symmetric 2x2 game has a pure equilibrium.",
    assumptions=(
        "a_P < 0 < b_P and b_C < 0 < a_C, or the reverse",
        (
            "closed orbits: level curves of a strictly convex function that is infinite at "
            "the border are closed, and carry one rest point only (calculus)"
        ),
    ),
    parts=(
        Part(slug="no-pure", expected=NEVER, run=_dilemma, claim="opposite fears: no pure one"),
        Part(slug="no-pure-mirrored", expected=NEVER, run=_mirrored, claim="nor in the reverse"),
        Part(slug="mixed-only", expected=HOLDS, run=_only_mixed, claim="at most one mixed one"),
        Part(slug="mixed-exists", expected=HOLDS, run=_mixed_exists, claim="there is one, inside"),
        Part(slug="conserved", expected=HOLDS, run=_conserved, claim="a conserved quantity"),
        Part(slug="bowl", expected=HOLDS, run=_bowl, claim="that is strictly convex"),
        Part(
            slug="symmetric",
            expected=ALWAYS,
            run=_symmetric,
            claim="every symmetric 2x2 game has a pure equilibrium",
        ),
        Part(
            slug="control-same-fears",
            expected=ALWAYS,
            control=True,
            run=_same_fears,
            claim="both fear abandonment: a pure equilibrium exists",
        ),
        Part(
            slug="control-any",
            expected=SOMETIMES,
            control=True,
            claim="without assumptions: some dilemmas have one, some have none",
            run=lambda: verdict(bg.models.alliance_dilemma(), C.nash()),
        ),
    ),
    twins=(
        Twin(
            claim="625 games by enumeration and nashpy; one orbit by Runge-Kutta", run=_enumeration
        ),
    ),
)
