"""Statement 22: what is asked, what is offered, what is settled."""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from bargain.verdicts.relation import prove_relation
from bargain.verdicts.verdict import Proof
from proofs.ledger import Part, Statement, Twin
from proofs.setting import FAILS, HOLDS, Eq
from proofs.standing import NOW, State, bargained, phi_C, phi_P, t

# G > 0 is what the patron would gain by reopening; worths alone have changed, so that the client
# would lose it (statement 21). m is what the client pays more, without reopening.
_G, _t2 = sp.symbols("G t_2", positive=True)
_m = sp.Symbol("m", real=True)
_ASKED, _OFFERED = _G + phi_C, _G - phi_P
_SETTLED = _G + (phi_C - phi_P) / 2
_MADE = NOW.bargain


def _settled() -> Proof:
    half = (phi_P + phi_C) / 2
    return prove_relation(
        Eq((_m - _OFFERED) * (_ASKED - _m), half**2 - (_m - _SETTLED) ** 2),
        words="The product of what each has above reopening is largest at m = G + (φ_C - φ_P)/2.",
    )


def _gain(state: State) -> sp.Expr:
    return state.gains(_MADE)[0]


_CHEAP = replace(NOW, B_P=NOW.B_P - t).gains(_MADE)  # t/2 and -t/2
_DEAR, _DEARER = replace(NOW, K=NOW.K + t), replace(NOW, K=NOW.K + t + _t2)
_SAFE, _SAFER = (replace(NOW, s_P=NOW.s_P - d) for d in (t, t + _t2))
_NEAR = [replace(NOW, x_P=NOW.x_P + d) for d in (t, t + _t2)]


def _searched() -> tuple[bool, str]:
    """Ask, offer and settlement on a grid of payments, against scipy's bargain of the state."""
    made = State(0.3, 0.4, 0.5, 0.5, 0.5, 0.2, 0.2, 0.4, 0.4)
    before, wrong, looked = bargained(made), 0, 0
    assert before is not None
    last = -1.0
    for fall in (0.08, 0.14, 0.2):
        state = replace(made, B_P=made.B_P - fall)
        after = bargained(state)
        assert after is not None
        u, v = state.payoffs(before[2])
        for cost_P, cost_C in ((0.01, 0.02), (0.02, 0.01), (0.03, 0.0)):
            grid = [k / 4000 for k in range(-400, 800)]
            client = [m for m in grid if v - m >= after[1] - cost_C - 1e-7]
            patron = [m for m in grid if u + m >= after[0] - cost_P - 1e-7]
            ask, offer = client[-1], patron[0]
            settled = max(
                (m for m in patron if m <= ask),
                key=lambda m: (u + m - after[0] + cost_P) * (v - m - after[1] + cost_C),
            )
            gain = after[0] - u
            near = max(abs(ask - gain - cost_C), abs(offer - gain + cost_P))
            near = max(near, abs(settled - gain - (cost_C - cost_P) / 2))
            wrong += near > 1e-3 or not offer <= settled <= ask
            looked += 1
        wrong += after[2].c <= last
        last = after[2].c
    return wrong == 0, f"{looked} demands; wrong: {wrong}"


STATEMENT = Statement(
    number=22,
    title="Size and outcome",
    text="Worths alone change, G > 0 is the patron's gain from reopening, in money. The most that "
    "the client grants rather than have it reopened is G + φ_C (the demand); the least that keeps "
    "the patron from it is G - φ_P (the offer); settled without reopening, by Nash, is G + (φ_C - "
    "φ_P)/2, reopened G. The settlement is below the demand iff φ_P + φ_C > 0, the bargain iff "
    "φ_C > 0. All three rise with a fall of worth or of threat and, for c < 1/2, with the cost; "
    "not with the distance by which an ideal point moves.",
    assumptions=(
        "the demand is the most that the other grants rather than have the agreement reopened",
        "transfers interior, w = 1, e = 0",
        "demand, offer and settlement in money: worths alone change",
    ),
    parts=(
        Part(
            slug="asked",
            expected=HOLDS,
            claim="the client grants m iff m ≤ G + φ_C; the patron is content iff m ≥ G - φ_P",
            run=lambda: prove_relation(
                sp.And(
                    Eq(-_m - (_CHEAP[1] - phi_C), _ASKED - _m),
                    Eq(_m - (_CHEAP[0] - phi_P), _m - _OFFERED),
                ),
                [Eq(_G, t / 2)],
            ),
        ),
        Part(slug="settled", expected=HOLDS, run=_settled, claim="the settlement"),
        Part(
            slug="less",
            expected=HOLDS,
            claim="less than the demand and more than the offer iff reopening costs something",
            run=lambda: prove_relation(
                sp.And(_OFFERED < _SETTLED, _SETTLED < _ASKED), [phi_P + phi_C > 0]
            ),
        ),
        Part(
            slug="less-reopened",
            expected=HOLDS,
            claim="reopened: less than the demand if φ_C > 0",
            run=lambda: prove_relation(_G < _ASKED, [phi_C > 0]),
        ),
        Part(
            slug="rises-with-threat",
            expected=HOLDS,
            claim="the further the patron's threat falls the larger its gain, and c",
            run=lambda: prove_relation(
                sp.And(_gain(_SAFE) < _gain(_SAFER), _SAFE.bargain.c < _SAFER.bargain.c),
                [t + _t2 < NOW.s_P],
            ),
        ),
        Part(
            slug="rises-with-cost",
            expected=HOLDS,
            claim="the more the cost grows, if the client pays less than half",
            run=lambda: prove_relation(
                sp.And(_gain(_DEAR) < _gain(_DEARER), _DEAR.bargain.c < _DEARER.bargain.c),
                [2 * _MADE.c < 1],
            ),
        ),
        Part(
            slug="control-same-demand",
            expected=FAILS,
            control=True,
            claim="if the demand is the gain G itself, φ_C > 0 does not make the settlement less",
            run=lambda: prove_relation(_SETTLED < _G, [phi_C > 0]),
        ),
        Part(
            slug="control-ideal",
            expected=FAILS,
            control=True,
            claim="“monotone in the state”: the gain first falls as the ideal nears the policy",
            run=lambda: prove_relation(
                _gain(_NEAR[0]) < _gain(_NEAR[1]), [t + _t2 < 1, NOW.x_P > 0, NOW.x_C < 1]
            ),
        ),
        Part(
            slug="control-dear",
            expected=FAILS,
            control=True,
            claim="a client that pays more than half is asked for no more when the cost grows",
            run=lambda: prove_relation(_gain(_DEAR) > 0, [_MADE.c > 0, _MADE.c < 1]),
        ),
    ),
    twins=(Twin(claim="payments on a grid against scipy's bargain", run=_searched),),
    outcome="restated",
    findings=(
        (
            "The page does not say what a demand asks for. If it is the gain G, a settlement "
            "without reopening exceeds it when φ_C > φ_P; if it is the most that the other grants, "
            "the claim holds, and for φ_C = 0 < φ_P as well."
        ),
        (
            "“Monotone in the change of state” fails for an ideal point that moves toward the "
            "standing policy and past it, and for the cost where c > 1/2: then it is the client "
            "that gains."
        ),
    ),
)
