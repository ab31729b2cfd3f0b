"""Statement 24: demands without collapse, and what decides where the alliance ends."""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

import bargain as bg
from bargain.verdicts.relation import prove_relation
from bargain.verdicts.verdict import Proof, Verdict
from proofs.ledger import Part, Statement, Twin
from proofs.setting import ALWAYS, FAILS, HOLDS, NEVER, C, Eq, verdict
from proofs.standing import NOW, Agreement, State, bargained, phi_P, t

_Z = Agreement(*sp.symbols("y_P y_C c x", real=True))
_OTHER = replace(  # another alliance, alike but for the two dependences
    NOW, s_P=sp.Symbol("s_P2", positive=True), s_C=sp.Symbol("s_C2", positive=True)
)
_SAME = Eq(NOW.s_P * NOW.s_C, _OTHER.s_P * _OTHER.s_C)
_APART = _OTHER.s_C * NOW.s_P > NOW.s_C * _OTHER.s_P  # its D is larger
_W, _W2 = sp.symbols("W W_2", real=True)


def _game(state: State) -> bg.Game:
    """The alliance in a state: two concessions, and two terms."""
    u_P, u_C = state.payoffs(_Z)
    return bg.Game(
        actions={"patron": {_Z.y_P: (0, 1)}, "client": {_Z.y_C: (0, 1)}},
        terms={_Z.c: (0, 1), _Z.x: (0, 1)},
        payoffs={"patron": u_P, "client": u_C},
    )


def _numbers(s_P: str, s_C: str) -> State:
    """K = 3/8, one policy that both want, nothing beside: Π and all else the same."""
    return State(*map(sp.Rational, (s_P, s_C, "3/8", "1/2", "1/2", 1, 1, 0, 0)))


def _ends() -> Proof:
    u_P, u_C = NOW.payoffs(_Z)
    return prove_relation(
        Eq(NOW.most, u_P + u_C + NOW.loss(_Z)),
        words="The largest sum W is the sum of payoffs and squares: where both accept an "
        "agreement, u_P ≥ 0 and u_C ≥ 0, W ≥ 0.",
    )


def _survives() -> Proof:
    u_P, u_C = NOW.payoffs(NOW.bargain)
    return prove_relation(
        sp.And(u_P >= 0, u_C >= 0), [NOW.most >= 0],
        words="If W ≥ 0 both accept the bargain (where it lies in the box).",
    )  # fmt: skip


def _unequal(s_P: str, s_C: str) -> Verdict:
    return verdict(_game(_numbers(s_P, s_C)), C.participation())


def _searched() -> tuple[bool, str]:
    """scipy's bargains under falls of B_P: demands, ends, and the share of ends by D."""
    wrong, shares = 0, []
    for ratio in (1.0, 1.5, 2.2):
        made = State(0.35 / ratio**0.5, 0.35 * ratio**0.5, 1, 0.4, 0.6, 0.2, 0.2, 0.55, 0.55)
        before = bargained(made)
        assert before is not None
        ended = asked = 0
        for fall in (0.6 * (k + 0.5) / 30 for k in range(30)):
            state = replace(made, B_P=made.B_P - fall)
            after = bargained(state)
            wrong += abs(state.most) > 1e-3 and (after is None) != (state.most < 0)
            u, _ = state.payoffs(before[2])
            demanded = after is None or after[0] - u > 0.05  # the end is asked for by leaving
            wrong += demanded != (fall > 0.1)
            asked, ended = asked + demanded, ended + (after is None)
        shares.append(ended / asked)
        wrong += abs(shares[-1] - (0.6 - made.most) / (0.6 - 0.1)) > 0.04
    falling = shares == sorted(shares, reverse=True) and shares[0] > shares[-1]
    return wrong == 0 and falling, f"90 falls; wrong: {wrong}; ends of demands " + ", ".join(
        f"{s:.2f}" for s in shares
    )


STATEMENT = Statement(
    number=24,
    title="No collapse",
    text="Transfers interior: the alliance survives iff W = (s_P² + s_C²)/2 - K - Δ² γ_P γ_C/(γ_P "
    "+ γ_C) + B_P + B_C ≥ 0. At every D, if W > 2φ_P, there are states where the patron "
    "demands and the alliance survives: B_P lower by t, 2φ_P < t ≤ W. Of falls of B_P of up "
    "to r > W the share (r - W)/(r - 2φ_P) of those that bring a demand ends it. At given Π, "
    "K, B, Δ this share falls with D ≥ 1: s_P² + s_C² = Π (D + 1/D). It depends on D, and "
    "unequal alliances end less often.",
    assumptions=(
        "the bargain lies in the box, before and after",
        "w = 1, e = 0; no alliance gives both 0",
        "falls of B_P with equal weight on [0, r]",
    ),
    parts=(
        Part(slug="ends", expected=HOLDS, run=_ends, claim="W < 0: nothing that both accept"),
        Part(slug="survives", expected=HOLDS, run=_survives, claim="W ≥ 0: both accept"),
        Part(
            slug="sum",
            expected=HOLDS,
            claim="what W is",
            run=lambda: prove_relation(
                Eq(
                    NOW.most,
                    (NOW.s_P**2 + NOW.s_C**2) / 2
                    - NOW.K
                    + NOW.B_P
                    + NOW.B_C
                    - (NOW.x_P - NOW.x_C) ** 2 * NOW.g_P * NOW.g_C / (NOW.g_P + NOW.g_C),
                )
            ),
        ),
        Part(
            slug="demand-survives",
            expected=HOLDS,
            claim="a demand, and survival, at every D",
            run=lambda: prove_relation(
                sp.And(
                    replace(NOW, B_P=NOW.B_P - t).gains(NOW.bargain)[0] > phi_P,
                    replace(NOW, B_P=NOW.B_P - t).most >= 0,
                ),
                [2 * phi_P < t, t <= NOW.most],
            ),
        ),
        Part(
            slug="unequal-survives",
            expected=HOLDS,
            claim="a larger D ≥ 1 at the same Π: W is larger",
            run=lambda: prove_relation(NOW.most < _OTHER.most, [_SAME, _APART, NOW.s_C >= NOW.s_P]),
        ),
        Part(
            slug="share",
            expected=HOLDS,
            claim="and the share of demands that end the alliance smaller",
            run=lambda: prove_relation(
                (t - _W) / (t - 2 * phi_P) > (t - _W2) / (t - 2 * phi_P),
                [2 * phi_P < _W, _W < _W2, _W2 < t],
            ),
        ),
        Part(
            slug="equal-ends",
            expected=NEVER,
            claim="Π = 1/4, K = 3/8, D = 1: nothing that both accept",
            run=lambda: _unequal("1/2", "1/2"),
        ),
        Part(
            slug="control-unequal",
            expected=ALWAYS,
            control=True,
            claim="“not by D”: the same Π, K, B, Δ with D = 4 survives",
            run=lambda: _unequal("1/4", "1"),
        ),
        Part(
            slug="control-small-surplus",
            expected=FAILS,
            control=True,
            claim="without W > 2φ_P a demand may end it",
            run=lambda: prove_relation(
                replace(NOW, B_P=NOW.B_P - t).most >= 0, [2 * phi_P < t, NOW.most >= 0]
            ),
        ),
    ),
    twins=(Twin(claim="scipy's bargains as the worth falls, at three D", run=_searched),),
    outcome="restated",
    findings=(
        (
            "“Decided by Π, B and Δ, not by D” is false with money on the table: at Π = 1/4, K = "
            "3/8, B = Δ = 0 the equal alliance ends and that with D = 4 survives. It is Π alone "
            "where money is not (statement 11)."
        ),
        (
            "“Contains states where the alliance survives at every D” needs W > 2φ_P: a dearer "
            "reopening than the surplus leaves no demand before the end."
        ),
    ),
)
