"""Statement 20: who reopens when the client's capability rises, or the patron's threat falls."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as F

import sympy as sp

from bargain.verdicts.relation import prove_relation
from proofs.ledger import Part, Statement, Twin
from proofs.setting import FAILS, HOLDS, Eq
from proofs.standing import NOW, State, bargained, phi_P, t

_RISEN = replace(NOW, s_P=NOW.s_P + t)  # s_P = v_P κ_C r_C: the client's capability rises
_FALLEN = replace(NOW, s_P=NOW.s_P - t)  # or the patron's threat falls
_UP, _DOWN = _RISEN.gains(NOW.bargain), _FALLEN.gains(NOW.bargain)
# Without money (statement 7): s_P = a³, s_C = b³ give y_P = a² b, y_C = a b².
_a, _b, _A = sp.symbols("a b a_2", positive=True)


def _bare(new: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """What each gains from the bargain without money, when a moves to ``new``."""

    def payoffs(at: sp.Expr, old: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
        y_P, y_C = old**2 * _b, old * _b**2
        return at**3 * y_C - y_P**2 / 2, _b**3 * y_P - y_C**2 / 2

    fresh, stale = payoffs(new, new), payoffs(new, _a)
    return fresh[0] - stale[0], fresh[1] - stale[1]


def _searched() -> tuple[bool, str]:
    """scipy's bargains as s_P moves, with money; then without, from a grid in fractions."""
    wrong, looked = 0, 0
    made = State(0.3, 0.5, 0.6, 0.2, 0.7, 0.2, 0.3, 0.3, 0.3)
    before = bargained(made)
    assert before is not None
    for step in (-0.25, -0.15, -0.05, 0.05, 0.2, 0.4, 0.65):
        after = bargained(replace(made, s_P=made.s_P + step))
        assert after is not None
        u, v = replace(made, s_P=made.s_P + step).payoffs(before[2])
        looked += 1
        wrong += (after[0] > u + 1e-6) != (step < 0 or step > 2 * made.s_P)
        wrong += (after[1] > v + 1e-6) != (step > 0)
        wrong += (after[2].c > before[2].c) != (step < 0)
        wrong += (after[2].y_C > before[2].y_C) != (step > 0)
    levels = [F(k, 60) for k in range(61)]

    def best(s_P: F, s_C: F) -> tuple[F, F]:
        return max(
            ((p, q) for p in levels for q in levels if s_P * q > p * p / 2 and s_C * p > q * q / 2),
            key=lambda z: (s_P * z[1] - z[0] ** 2 / 2) * (s_C * z[0] - z[1] ** 2 / 2),
        )

    old, new = best(F(1, 8), F(1)), best(F(27, 64), F(1))  # at (1/4, 1/2) and (9/16, 3/4)
    near = max(abs(old[0] - F(1, 4)), abs(old[1] - F(1, 2)), abs(new[0] - F(9, 16)))
    wrong += near > F(1, 60) or new[1] <= old[1] or new[1] / new[0] >= old[1] / old[0]
    return wrong == 0, f"{looked} states with money, 2 without; wrong: {wrong}"


STATEMENT = Statement(
    number=20,
    title="Who demands",
    text="Transfers interior. When the client's capability rises (s_P by t) the client demands iff "
    "t (t + 2s_P) > 4φ_C, the patron iff t (t - 2s_P) > 4φ_P: never while t ≤ 2s_P. The new "
    "bargain has y_C higher and c lower: the client cedes more autonomy and is paid in money. "
    "Without money too the client gains by reopening, and the patron does not until s_P is 6.2 "
    "times as large; y_C/y_P falls and both concessions rise. When the patron's threat falls (s_P "
    "by t < s_P) the patron demands iff t (t + 2s_P) > 4φ_P, the client never; c rises, y_C falls.",
    assumptions=(
        "w = 1, e = 0, interior before and after",
        "with money: the cost share of the bargain lies in [0, 1]",
        "capability enters s_P = v_P κ_C r_C alone",
    ),
    parts=(
        Part(
            slug="risen",
            expected=HOLDS,
            claim="what each gains by reopening after the client's rise",
            run=lambda: prove_relation(
                sp.And(Eq(4 * _UP[0], t * (t - 2 * NOW.s_P)), Eq(4 * _UP[1], t * (t + 2 * NOW.s_P)))
            ),
        ),
        Part(
            slug="patron-silent",
            expected=HOLDS,
            claim="the patron does not demand while s_P is at most trebled",
            run=lambda: prove_relation(_UP[0] <= phi_P, [t <= 2 * NOW.s_P]),
        ),
        Part(
            slug="risen-terms",
            expected=HOLDS,
            claim="more autonomy ceded by the client, less money",
            run=lambda: prove_relation(
                sp.And(_RISEN.bargain.y_C > NOW.bargain.y_C, _RISEN.bargain.c < NOW.bargain.c)
            ),
        ),
        Part(
            slug="bare-client",
            expected=HOLDS,
            claim="without money the client gains by reopening, at lower y_C/y_P",
            run=lambda: prove_relation(
                sp.And(_bare(_A)[1] > 0, _A * _b**2 / (_A**2 * _b) < _a * _b**2 / (_a**2 * _b)),
                [_A > _a],
            ),
        ),
        Part(
            slug="bare-patron",
            expected=HOLDS,
            claim="the patron does not, until a³ has grown 6.2 times: A³ ≤ a A² + a² A + a³",
            run=lambda: prove_relation(
                _bare(_A)[0] <= 0, [_A > _a, _A**3 <= _a * _A**2 + _a**2 * _A + _a**3]
            ),
        ),
        Part(
            slug="fallen",
            expected=HOLDS,
            claim="after the patron's threat fell: the patron gains, the client does not",
            run=lambda: prove_relation(
                sp.And(Eq(4 * _DOWN[0], t * (t + 2 * NOW.s_P)), _DOWN[1] < 0), [t < NOW.s_P]
            ),
        ),
        Part(
            slug="fallen-terms",
            expected=HOLDS,
            claim="the patron gets money, the client keeps more autonomy",
            run=lambda: prove_relation(
                sp.And(_FALLEN.bargain.c > NOW.bargain.c, _FALLEN.bargain.y_C < NOW.bargain.y_C),
                [t < NOW.s_P],
            ),
        ),
        Part(
            slug="control-never-the-patron",
            expected=FAILS,
            control=True,
            claim="“never the patron”: past t = 2s_P it may demand too",
            run=lambda: prove_relation(_UP[0] <= phi_P, [NOW.s_P + t < 1, NOW.s_C < 1]),
        ),
        Part(
            slug="control-autonomy",
            expected=FAILS,
            everywhere=True,
            control=True,
            claim="“demands autonomy”: with money the client cedes more of it, not less",
            run=lambda: prove_relation(_A <= NOW.bargain.y_C, [Eq(_A, _RISEN.bargain.y_C)]),
        ),
        Part(
            slug="control-costly",
            expected=FAILS,
            control=True,
            claim="a fall of threat brings a demand only past the cost of reopening",
            run=lambda: prove_relation(_DOWN[0] > phi_P, [t < NOW.s_P]),
        ),
    ),
    twins=(Twin(claim="scipy's bargains with money, a grid in fractions without", run=_searched),),
    outcome="restated",
    findings=(
        (
            "“The client demands autonomy, never the patron”: with money on the table it demands "
            "money and cedes more autonomy; without, it demands a better ratio y_C/y_P while y_C "
            "itself rises. The patron demands too after a very large rise (t > 2s_P), for then z "
            "wastes so much that both gain by a new bargain."
        ),
        (
            "“After the patron's threat falls the patron demands money or autonomy” holds past the "
            "cost φ_P: it asks for money; what changes in autonomy is that the client keeps more."
        ),
    ),
)
