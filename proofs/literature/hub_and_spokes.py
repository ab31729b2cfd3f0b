"""Result 8: one patron and two clients (Horn & Wolinsky; Stole & Zwiebel)."""

from __future__ import annotations

from itertools import permutations

import sympy as sp

from bargain.verdicts.relation import prove_relation
from proofs.ledger import Part, Statement, Twin
from proofs.setting import FAILS, HOLDS, Eq

v_1, v_2, v_12 = sp.symbols("v_1 v_2 v_12", positive=True)
t_1, t_2, r_1, r_2 = sp.symbols("t_1 t_2 r_1 r_2", real=True)
#: Each pair splits its gain, what is agreed with the other client given.
GIVEN = [Eq(v_12 - t_1 - t_2 - (v_2 - t_2), t_1), Eq(v_12 - t_1 - t_2 - (v_1 - t_1), t_2)]
#: Each pair splits its gain, and without it the patron bargains anew with the other alone.
ANEW = [Eq(v_12 - r_1 - r_2 - v_2 / 2, r_1), Eq(v_12 - r_1 - r_2 - v_1 / 2, r_2)]
PATRON = v_1 / 6 + v_2 / 6 + v_12 / 3


def _shapley() -> tuple[bool, str]:
    """The patron's marginal contribution, averaged over the orders of arrival."""
    worth = {"P1": v_1, "P2": v_2, "P12": v_12}

    def value(members: set[str]) -> sp.Expr:
        return worth.get("P" + "".join(sorted(members - {"P"})), 0) if "P" in members else 0

    total = sp.S.Zero
    for order in permutations("P12"):
        before = set(order[: order.index("P")])
        total += sp.sympify(value(before | {"P"})) - value(before)
    return sp.expand(total / 6 - PATRON) == 0, "6 orders of arrival"


STATEMENT = Statement(
    number=8,
    title="Hub and spokes (Horn & Wolinsky 1988; Stole & Zwiebel 1996)",
    text="A patron is worth v₁, v₂, v₁₂ with its clients. With the other agreement given "
    "(Nash-in-Nash) client i gets "
    "(v₁₂ - v_j)/2. With bargaining anew the patron gets v₁/6 + v₂/6 + v₁₂/3, the Shapley "
    "value. The patron prefers the "
    "former iff v₁₂ < v₁ + v₂.",
    assumptions=(
        "equal weights",
        "alone nobody has anything",
        "agreements are reached with both clients",
    ),
    parts=(
        Part(
            slug="given",
            expected=HOLDS,
            claim="Nash-in-Nash",
            run=lambda: prove_relation(Eq(t_1, (v_12 - v_2) / 2), GIVEN),
        ),
        Part(
            slug="anew",
            expected=HOLDS,
            claim="bargaining anew",
            run=lambda: prove_relation(Eq(v_12 - r_1 - r_2, PATRON), ANEW),
        ),
        Part(
            slug="prefers",
            expected=HOLDS,
            claim="the patron prefers the former if clients are substitutes",
            run=lambda: prove_relation(
                v_12 - t_1 - t_2 > v_12 - r_1 - r_2, [*GIVEN, *ANEW, v_12 < v_1 + v_2]
            ),
        ),
        Part(
            slug="second-weakens",
            expected=HOLDS,
            claim="then a second client weakens the first",
            run=lambda: prove_relation(t_1 < v_1 / 2, [*GIVEN, v_12 < v_1 + v_2]),
        ),
        Part(
            slug="control-complements",
            expected=FAILS,
            everywhere=True,
            control=True,
            claim="with complements the patron does not",
            run=lambda: prove_relation(
                v_12 - t_1 - t_2 > v_12 - r_1 - r_2, [*GIVEN, *ANEW, v_12 >= v_1 + v_2]
            ),
        ),
    ),
    twins=(Twin(claim="the Shapley value by its definition", run=_shapley),),
)
