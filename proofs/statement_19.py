"""Statement 19: how far the state may move while an agreement stands."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import sympy as sp

from bargain.verdicts.relation import prove_relation
from bargain.verdicts.verdict import Proof
from proofs.ledger import Part, Statement, Twin
from proofs.setting import FAILS, HOLDS, Eq, R
from proofs.standing import NOW, Agreement, State, bargained, phi_C, phi_P, t

_Z = Agreement(*sp.symbols("y_P y_C c x", real=True))
_MADE = NOW.bargain
_any = sp.Symbol("b", real=True)  # a change of either sign
_r = sp.Symbol("eta", positive=True)  # how far a state may be
_T, _E, _g = sp.Symbol("T", real=True), *sp.symbols("E g", nonnegative=True)
_f = sp.Symbol("phi", nonnegative=True)  # equal costs of reopening
_s = sp.Symbol("s", positive=True)  # the dependence of an equal alliance with the same Π


def _gains() -> Proof:
    u_P, u_C = NOW.payoffs(_Z)
    worse, apart = NOW.loss(_Z), u_P - u_C
    by_patron, by_client = NOW.gains(_Z)
    return prove_relation(
        sp.And(Eq(by_patron, (worse - apart) / 2), Eq(by_client, (worse + apart) / 2)),
        words="Let E be what the sum of payoffs lacks under z in the state, and T = u_P - u_C. "
        "Then N_P - u_P = (E - T)/2 and N_C - u_C = (E + T)/2: z stands iff E - 2φ_P ≤ T ≤ "
        "2φ_C - E.",
    )


def _near_terms() -> Proof:
    """Changes in both dependences, the cost and both worths; T changes by their sum."""
    changes = d_P, d_C, d_K, d_B, d_L = sp.symbols("d_sP d_sC d_K d_BP d_BC", real=True)
    T = _Z.y_C * d_P - _Z.y_P * d_C - (1 - 2 * _Z.c) * d_K + d_B - d_L
    box = [b for v in (_Z.y_P, _Z.y_C, _Z.c) for b in (v >= 0, v <= 1)]
    return prove_relation(
        sp.And(T <= 5 * _r, T >= -5 * _r),
        [*box, *(b for d in changes for b in (d <= _r, d >= -_r))],
        words="If dependences, cost and worths change by at most η each, T changes by at most 5η.",
    )


def _near_policy() -> Proof:
    """One ideal point, from a to a + d, with the policy x: all in [0, 1]."""
    a, d = sp.symbols("a d", real=True)
    change = NOW.g_P * ((_Z.x - a - d) ** 2 - (_Z.x - a) ** 2)
    bound = 2 * NOW.g_P * _r
    return prove_relation(
        sp.And(change <= bound, change >= -bound),
        [a >= 0, a <= 1, _Z.x >= 0, _Z.x <= 1, a + d >= 0, a + d <= 1, d <= _r, d >= -_r],
        words="If an ideal point moves by at most η, a loss γ (x - x_i)² changes by at most 2γη.",
    )


def _near() -> Proof:
    return prove_relation(
        sp.And(_E - 2 * phi_P <= _T, _T <= 2 * phi_C - _E),
        [
            _T <= (5 + 2 * _g) * _r,
            _T >= -(5 + 2 * _g) * _r,
            _E <= (1 + _g) * _r**2,
            _r <= 1,
            (6 + 3 * _g) * _r <= 2 * phi_P,
            (6 + 3 * _g) * _r <= 2 * phi_C,
        ],
        words="With g = γ_P + γ_C: z stands in every state within η of the state it was made in, "
        "salience unchanged, if (6 + 3g) η ≤ 2 min(φ_P, φ_C), η ≤ 1.",
    )


def _worth(change: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    return replace(NOW, B_P=NOW.B_P + change).gains(_MADE)


def _common() -> Proof:
    """Both dependences times 1 + b: E = b² (s_P² + s_C²)/2, T = b (s_P² - s_C²)."""
    u, v = NOW.s_P**2, NOW.s_C**2
    E, T = _any**2 * (u + v) / 2, _any * (u - v)
    return prove_relation(
        _any**2 * _s**2 < 2 * _f,
        [
            E - T <= 2 * _f, E + T <= 2 * _f,
            Eq(_s**2, NOW.s_P * NOW.s_C), sp.Ne(u, v), sp.Ne(_any, 0),
        ],
        words="Equal costs φ, threats to both change in proportion: wherever the agreement of an "
        "unequal alliance stands, that of an equal one with the same Π stands with room to spare.",
    )  # fmt: skip


def _common_unequal() -> Proof:
    u, v = NOW.s_P**2, NOW.s_C**2
    E, T = _any**2 * (u + v) / 2, _any * (u - v)
    equal = _any**2 * _s**2
    return prove_relation(
        sp.And(equal <= 2 * phi_P, equal <= 2 * phi_C),
        [E - T <= 2 * phi_P, E + T <= 2 * phi_C, Eq(_s**2, NOW.s_P * NOW.s_C)],
    )


def _common_gains() -> Proof:
    state = replace(NOW, s_P=NOW.s_P * (1 + _any), s_C=NOW.s_C * (1 + _any))
    u, v = NOW.s_P**2, NOW.s_C**2
    E, T = _any**2 * (u + v) / 2, _any * (u - v)
    by_patron, by_client = state.gains(_MADE)
    return prove_relation(sp.And(Eq(by_patron, (E - T) / 2), Eq(by_client, (E + T) / 2)))


def _cost_gains() -> Proof:
    by_patron, by_client = replace(NOW, K=NOW.K + t).gains(_MADE)
    tilt = (1 - 2 * _MADE.c) * t / 2
    return prove_relation(
        sp.And(Eq(by_patron, tilt), Eq(by_client, -tilt)),
        words="When the cost K rises by t the patron gains (1 - 2c) t/2 from a new bargain, the "
        "client the opposite.",
    )


def _searched() -> tuple[bool, str]:
    """scipy's bargains in 60 random states around 12 agreements; demands against the band."""
    draw, looked, wrong, far = Random(19), 0, 0, 0.0
    while looked < 60:
        made = State(*(draw.uniform(a, b) for a, b in (
            (0.3, 0.7), (0.3, 0.7), (0.3, 0.8), (0, 1), (0, 1), (0.1, 0.5), (0.1, 0.5), (0.3, 0.6),
            (0.3, 0.6),
        )))  # fmt: skip
        before = bargained(made)
        if before is None or not 0.02 < before[2].c < 0.98:
            continue
        for _ in range(5):
            state = replace(
                made, B_P=made.B_P + draw.uniform(-0.2, 0.2), s_P=made.s_P * draw.uniform(0.8, 1.2),
                K=made.K * draw.uniform(0.9, 1.2), x_P=min(1, made.x_P + draw.uniform(0, 0.3)),
            )  # fmt: skip
            after = bargained(state)
            if after is None or not 0.02 < after[2].c < 0.98:
                continue
            u, v = state.payoffs(before[2])
            E, T = state.loss(before[2]), u - v
            cost = draw.uniform(0, 0.05)
            far = max(far, abs(after[0] - u - (E - T) / 2), abs(after[1] - v - (E + T) / 2))
            demanded = after[0] - u > cost or after[1] - v > cost
            close = min(abs(E - T - 2 * cost), abs(E + T - 2 * cost)) < 1e-5
            wrong += not close and demanded == (E - 2 * cost <= T <= 2 * cost - E)
            looked += 1
    return wrong == 0 and far < 1e-5, f"{looked} states; wrong: {wrong}; distance {far:.0e}"


STATEMENT = Statement(
    number=19,
    title="Band",
    text="Transfers interior in both states. With E the loss of z against the largest sum and "
    "T = u_P - u_C, z stands iff E - 2φ_P ≤ T ≤ 2φ_C - E. If φ_P, φ_C > 0 this holds in a "
    "neighbourhood of the state in which z was made, which grows with φ; if one is 0 in none. In "
    "the worth of the alliance to the patron the band is [-2φ_P, 2φ_C], the same at every D. In a "
    "threat common to both (φ_P = φ_C, Π given) it is narrower when D ≠ 1, and "
    "in the cost it is 2φ/|1 - 2c|, without end iff c = 1/2.",
    assumptions=(
        "the cost share of the bargain lies in [0, 1] before and after the shock",
        "w = 1, e = 0, concessions interior",
        "the explicit neighbourhood: salience γ unchanged",
        "common threat: φ_P = φ_C",
    ),
    parts=(
        Part(slug="gains", expected=HOLDS, run=_gains, claim="who gains how much by reopening"),
        Part(slug="near-terms", expected=HOLDS, run=_near_terms, claim="T near the state: terms"),
        Part(slug="near-policy", expected=HOLDS, run=_near_policy, claim="T near it: policy"),
        Part(slug="near", expected=HOLDS, run=_near, claim="so z stands in a neighbourhood"),
        Part(
            slug="worth",
            expected=HOLDS,
            claim="worth B_P + b: the patron gains -b/2, the client b/2, whatever D",
            run=lambda: prove_relation(
                sp.And(Eq(_worth(_any)[0], -_any / 2), Eq(_worth(_any)[1], _any / 2))
            ),
        ),
        Part(
            slug="grows",
            expected=HOLDS,
            claim="a higher cost of reopening: a state in which z stands now and did not before",
            run=lambda: prove_relation(
                sp.And(_worth(-_T)[0] > phi_P, _worth(-_T)[0] < _f),
                [phi_P < _f, Eq(_T, phi_P + _f)],
            ),
        ),
        Part(
            slug="unbounded",
            expected=HOLDS,
            claim="at every D a fall of B_P by more than 2φ_P brings a demand",
            run=lambda: prove_relation(_worth(-t)[0] > phi_P, [t > 2 * phi_P]),
        ),
        Part(slug="common-gains", expected=HOLDS, run=_common_gains, claim="a common threat"),
        Part(slug="common", expected=HOLDS, run=_common, claim="narrower when D ≠ 1"),
        Part(slug="cost", expected=HOLDS, run=_cost_gains, claim="a change of cost"),
        Part(
            slug="cost-equal",
            expected=HOLDS,
            claim="alike but for s: c = 1/2 iff D = 1, and the dependent ally pays more than half",
            run=lambda: prove_relation(
                (replace(NOW, B_C=NOW.B_P, g_C=NOW.g_P).bargain.c - R(1, 2)) * (NOW.s_C - NOW.s_P)
                > 0,
                [sp.Ne(NOW.s_C, NOW.s_P)],
            ),
        ),
        Part(
            slug="control-free",
            expected=FAILS,
            control=True,
            claim="without a cost of reopening no neighbourhood, however small",
            run=lambda: prove_relation(_worth(_any)[0] <= 0, [_any <= _r, _any >= -_r]),
        ),
        Part(
            slug="control-unequal-costs",
            expected=FAILS,
            control=True,
            claim="with φ_P ≠ φ_C the bands of a common threat are not nested",
            run=_common_unequal,
        ),
    ),
    twins=(Twin(claim="scipy's bargains in random states", run=_searched),),
    outcome="restated",
    findings=(
        (
            "“A neighbourhood” needs φ_P, φ_C > 0: if reopening costs one ally nothing, every "
            "change of worth against it, however small, brings its demand."
        ),
        (
            "“Stops for ever iff all later states stay in one band” is the definition of standing. "
            "“With shocks of unbounded reach it does not” needs room for transfers: where the "
            "terms are at their ends the gain from reopening is bounded (money: (1 - c) K), and a "
            "φ above it is never worth paying; or the alliance ends."
        ),
        (
            "Whether width or frequency differ when D ≠ 1 depends on the shock: not for the worth "
            "of the alliance; yes for a common threat with equal φ (a narrower band lies inside "
            "the wider, so under any distribution of such shocks demands are at least as "
            "frequent); yes for the cost; with φ_P ≠ φ_C the bands are not nested."
        ),
    ),
)
