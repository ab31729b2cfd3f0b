"""Statement 14: no agreement without a claim, and what a tie does to that."""

from __future__ import annotations

from fractions import Fraction as F

import sympy as sp

from bargain.verdicts.relation import prove_relation
from bargain.verdicts.verdict import Proof
from proofs.ledger import Part, Statement, Twin
from proofs.setting import FAILS, HOLDS, Eq

# x = log(y_C/y_P), d = log D, so log(S_C/S_P) = d - x. Grievances: the client's are x (autonomy)
# and x - d (security), the patron's -x and d - x, each where positive.
_x, _d, _g, _theta, _next = sp.symbols("x d g theta x_next", real=True)
_LARGEST = [_g >= _x, _g >= _x - _d, _g >= -_x, _g >= _d - _x]
_BETWEEN = [_d > 0, _x >= 0, _x <= _d]
_MOVES = sp.Or(
    sp.And(_x >= _d - _x, Eq(_next, _x - _theta * _x)),  # the client moves, ties included
    sp.And(_d - _x > _x, Eq(_next, _x + _theta * (_d - _x))),
)  # the patron moves


def _half() -> Proof:
    return prove_relation(
        sp.And(2 * _g >= _d, 2 * _g >= -_d),
        _LARGEST,
        words="At every agreement the largest grievance is at least |log D|/2.",
    )


def _no_rest() -> Proof:
    return prove_relation(
        sp.Ne(_next, _x),
        [*_BETWEEN, _theta > 0, _MOVES],
        words="If D > 1 and ties are resolved (here: the client moves), each step changes the "
        "agreement, whatever the share θ > 0 of the grievance that is conceded.",
    )


def _simulation() -> tuple[bool, str]:
    """The process in fractions: no fixed point for D ≠ 1 under either tie rule; at D = 1 one."""

    def grievance(x: F, d: F) -> tuple[F, F]:
        return max(F(0), x, x - d), max(F(0), -x, d - x)

    def step(x: F, d: F, theta: F, client_first: bool) -> F:
        client, patron = grievance(x, d)
        if client > patron or (client == patron and client_first):
            return x - theta * x if client == max(F(0), x) and x > 0 else x - theta * (x - d)
        if patron > 0:
            return x + theta * (d - x) if d - x >= -x else x - theta * x
        return x

    rests = {}
    for d in (F(-2), F(-1, 2), F(0), F(1, 3), F(1), F(4)):
        for theta in (F(1, 10), F(1, 2), F(1)):
            for first in (True, False):
                still = [
                    x for x in (F(k, 24) for k in range(-120, 121)) if step(x, d, theta, first) == x
                ]
                rests.setdefault(d, []).append(still)
    good = all(
        (found == [F(0)]) if d == 0 else not found for d, many in rests.items() for found in many
    )
    cycle = step(F(0), F(1), F(1), True) == 1 and step(F(1), F(1), F(1), True) == 0
    x, d = F(9, 10), F(1)  # simultaneous demands: both concede a tenth of the other's grievance
    for _ in range(200):
        x = (x - x / 10 + (d - x) / 10).limit_denominator(10**12)
    return good and cycle and abs(x - d / 2) < F(1, 10**6), (
        "36 processes on 241 points: rest only at D = 1; simultaneous demands rest at √D"
    )


STATEMENT = Statement(
    number=14,
    title="No resting claim",
    text="Restated. (a) An agreement at which nobody has a grievance exists iff D = 1; otherwise "
    "some ally's grievance is at least |log D|/2. (b) If at each step the ally with the "
    "larger grievance is conceded a share θ > 0 of it and ties are resolved, a rest point "
    "exists iff D = 1; with θ = 1 the process alternates between y_C/y_P = 1 and D. (c) If a "
    "tie stops the process, or both demand at once, y_C/y_P = √D is a rest point at every D.",
    assumptions=(
        "(b) a tie is resolved in somebody's favour",
        "(b) between the balances: 1 ≤ y_C/y_P ≤ D; D > 1 by naming the allies",
    ),
    parts=(
        Part(
            slug="grievance-free",
            expected=HOLDS,
            claim="no grievance on either side means D = 1",
            run=lambda: prove_relation(Eq(_d, 0), [_x <= 0, _x - _d <= 0, -_x <= 0, _d - _x <= 0]),
        ),
        Part(slug="half", expected=HOLDS, run=_half, claim="some grievance is at least |log D|/2"),
        Part(
            slug="no-rest",
            expected=HOLDS,
            run=_no_rest,
            claim="with ties resolved every step moves",
        ),
        Part(
            slug="cycle",
            expected=HOLDS,
            claim="full concessions alternate between 1 and D",
            run=lambda: prove_relation(
                sp.Or(sp.And(Eq(_x, 0), Eq(_next, _d)), sp.And(Eq(_x, _d), Eq(_next, 0))),
                [_d > 0, sp.Or(Eq(_x, 0), Eq(_x, _d)), Eq(_theta, 1), _MOVES],
            ),
        ),
        Part(
            slug="simultaneous",
            expected=HOLDS,
            claim="simultaneous demands cancel exactly at y_C/y_P = √D",
            run=lambda: prove_relation(Eq(2 * _x, _d), [*_BETWEEN, Eq(-_x + (_d - _x), 0)]),
        ),
        Part(
            slug="control-tie",
            expected=FAILS,
            control=True,
            claim="the literal statement fails: at a tie no grievance is the larger one",
            run=lambda: prove_relation(sp.Ne(_x, _d - _x), _BETWEEN),
        ),
        Part(
            slug="control-symmetric",
            expected=FAILS,
            control=True,
            claim="with D = 1 allowed a rest point is found",
            run=lambda: prove_relation(
                sp.Ne(_next, _x), [_d >= 0, _x >= 0, _x <= _d, _theta > 0, _MOVES]
            ),
        ),
    ),
    twins=(Twin(claim="the process in fractions under both tie rules", run=_simulation),),
    outcome="restated",
    findings=(
        (
            "As written the statement is false: at y_C/y_P = √D both allies have the grievance "
            "log(D)/2, nobody has the larger one, and the process rests although D ≠ 1. It needs a "
            "rule for ties. If both sides demand at once, √D is even a stable rest point."
        ),
    ),
)
