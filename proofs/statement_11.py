"""Statement 11: survival depends on the product of dependences, not on their ratio."""

from __future__ import annotations

from fractions import Fraction as F
from typing import Any

import sympy as sp

from bargain.game.auxiliary import deviation as deviating
from bargain.game.expression import to_text
from bargain.question.question import Question
from bargain.verdicts.verdict import Verdict
from proofs.by_hand import Identity, witness
from proofs.exchange import Exchange
from proofs.ledger import Part, Statement, Twin
from proofs.setting import (
    ALWAYS,
    GAME,
    NEVER,
    C,
    beta,
    e_C,
    e_P,
    s_C,
    s_P,
    verdict,
    w_C,
    w_P,
    y_C,
    y_P,
)

_BOUND = beta**2 * s_P * s_C


def _exists() -> Verdict:
    """On the ray y_P/y_C = a/n both allies gain m/n per unit of y_C to first order.

    a = β s_P + e_C, n = β s_C + e_P, m = β²Π - e_P e_C > 0. The factor 2mn/far keeps the agreement
    in the box and below both quadratic costs. With X = y_P, Y = y_C, far·Y = 2mn, n·X = a·Y:

    n² (β s_P Y - e_P X - w_P X²/2) = Y² (far - w_P a²)/2 and the same for the client.
    """
    a, n = beta * s_P + e_C, beta * s_C + e_P
    m = beta**2 * s_P * s_C - e_P * e_C
    far = 2 * m * n + 2 * m * a + w_C * n**2 + w_P * a**2
    X, Y = y_P, y_C
    question = Question(
        GAME, C.all_of(C.self_enforcing(beta), C.positive("autonomy")), (e_P * e_C < _BOUND,)
    )
    below = next(
        to_text(r) for r in question.region if e_P in r.free_symbols and beta in r.free_symbols
    )
    b, sP, sC, wP, wC, eP, eC, patience = (
        "beta > 0",
        "s_P > 0",
        "s_C > 0",
        "w_P > 0",
        "w_C > 0",
        "e_P >= 0",
        "e_C >= 0",
        "beta < 1",
    )
    n_, far_, dX, dY = "den y_P", "den y_C", "def y_P", "def y_C"
    m_n = [(2, [], [below, b, sC]), (2, [], [below, eP])]  # the products 2mn and 2ma
    m_a = [(2, [], [below, b, sP]), (2, [], [below, eC])]
    squares_n, squares_a = [(1, [n], [wC])], [(1, [a], [wP])]

    def times(terms: list[Any], c: Any, squares: list[Any], also: list[str]) -> list[Any]:
        return [(sp.Rational(c) * k, [*sq, *squares], [*h, *also]) for k, sq, h in terms]

    far_positive = Identity(
        terms=[
            (1, [], ["not"]),
            *m_n,
            *m_a,
            (1, [], [wC, b, b, sC, sC]),
            (2, [], [wC, b, sC, eP]),
            (1, [e_P], [wC]),
            *squares_a,
        ],
        equations={},
    )
    n_positive = Identity(terms=[(1, [], ["not"]), (1, [], [b, sC]), (1, [], [eP])], equations={})
    Y_positive = Identity(terms=[(1, [], [far_, "not"]), *m_n], equations={dY: sp.S.One})
    X_positive = Identity(
        terms=[(1, [], [far_, n_, "not"]), *times(m_n, 1, [], [b, sP]), *times(m_n, 1, [], [eC])],
        equations={dX: far, dY: a},
    )
    Y_below = Identity(
        terms=[(1, [], [far_, "not"]), *m_a, *squares_n, *squares_a], equations={dY: -sp.S.One}
    )
    X_below = Identity(
        terms=[(1, [], [far_, n_, "not"]), *times([*m_n, *squares_n, *squares_a], 1, [], [n_])],
        equations={dX: -far, dY: -a},
    )
    deviation = [n_, n_, patience]
    z_P, z_C = deviating(y_P), deviating(y_C)
    half = sp.Rational(1, 2)  # statements have whole coefficients: those goals are doubled
    patron = Identity(
        terms=[
            (half, [], [n_, n_, "not"]),
            *times([*m_n, *m_a, *squares_n], half, [Y], []),
            (1, [], [*deviation, eP, "z_y_P"]),
            (half, [z_P], [*deviation, wP]),
        ],
        equations={dX: -(e_P * n + w_P * (n * X + a * Y) / 2), dY: -Y / 2},
    )
    client = Identity(
        terms=[
            (half, [], [n_, n_, "not"]),
            *times([*m_n, *m_a, *squares_a], half, [Y], []),
            (1, [], [*deviation, eC, "z_y_C"]),
            (half, [z_C], [*deviation, wC]),
        ],
        equations={dX: beta * s_C * n, dY: -Y / 2},
    )
    deter = C.self_enforcing(beta).title
    return witness(
        question,
        {y_C: (2 * m * n, far, far_positive), y_P: (a * Y, n, n_positive)},
        {
            "y_P at least 0": X_positive,
            "y_P at most 1": X_below,
            "y_C at least 0": Y_positive,
            "y_C at most 1": Y_below,
            f"{deter}: patron does not deviate": patron,
            f"{deter}: client does not deviate": client,
            "positive autonomy for patron": X_positive,
            "positive autonomy for client": Y_positive,
        },
    )


def _enumeration() -> tuple[bool, str]:
    """A ray search in fractions finds an agreement iff the product of exposures is below β²Π."""
    wrong, looked, yes = 0, 0, 0
    for s_patron, s_client in ((F(1), F(1)), (F(1, 2), F(2)), (F(1, 8), F(8)), (F(1, 3), F(2, 3))):
        for discount in (F(1, 2), F(3, 4)):
            for e_patron in (F(0), F(1, 4), F(1, 2), F(1)):
                for e_client in (F(1, 8), F(1, 2), F(3, 4)):
                    looked += 1
                    game = Exchange(s_patron, s_client, F(1), F(2), e_patron, e_client)
                    found = any(
                        game.self_enforcing((scale * F(k, 64), scale * F(64 - k, 64)), discount)
                        for k in range(1, 64)
                        for scale in (F(1, 4096), F(1, 64))
                    )
                    bound = discount**2 * s_patron * s_client
                    margin = e_patron * e_client / bound
                    if F(9, 10) < margin < 1:
                        continue  # the grid of rays is too coarse just below the bound
                    yes += found
                    wrong += found != (margin < 1)
    return wrong == 0 and 0 < yes < looked, f"{looked} alliances, {yes} survive; wrong: {wrong}"


STATEMENT = Statement(
    number=11,
    title="Survival",
    text="A self-enforcing agreement other than 0 exists iff e_P e_C < β² Π; it then has positive "
    "concessions on both sides. Only the product Π = s_P s_C enters, not the ratio D.",
    assumptions=("payoffs of the base model", "outside options 0"),
    parts=(
        Part(
            slug="collapse",
            expected=NEVER,
            claim="e_P e_C ≥ β² Π: only no alliance at all",
            run=lambda: verdict(
                GAME, [C.self_enforcing(beta), C.holds(y_P + y_C > 0)], [e_P * e_C >= _BOUND]
            ),
        ),
        Part(
            slug="survival",
            expected=ALWAYS,
            run=_exists,
            claim="e_P e_C < β² Π: one exists, with both concessions positive",
        ),
        Part(
            slug="one-sided",
            expected=NEVER,
            claim="no self-enforcing agreement has exactly one side ceding",
            run=lambda: verdict(
                GAME, [C.self_enforcing(beta), C.holds(y_P + y_C > 0), C.holds(y_P * y_C <= 0)]
            ),
        ),
        Part(
            slug="control-asymmetric",
            expected=ALWAYS,
            control=True,
            claim="D = 64 at the same product: it survives",
            run=lambda: verdict(
                GAME.at({"s_P": "1/8", "s_C": 8, "w_P": 1, "w_C": 1, "e_P": "1/2", "e_C": "1/4"}),
                [C.self_enforcing(sp.Rational(1, 2)), C.positive("autonomy")],
            ),
        ),
        Part(
            slug="control-product",
            expected=NEVER,
            control=True,
            claim="the same ratio D = 64 with a smaller product: it does not",
            run=lambda: verdict(
                GAME.at({"s_P": "1/16", "s_C": 4, "w_P": 1, "w_C": 1, "e_P": "1/2", "e_C": "1/4"}),
                [C.self_enforcing(sp.Rational(1, 2)), C.positive("autonomy")],
            ),
        ),
    ),
    twins=(
        Twin(claim="rays of agreements in fractions, by the enforcement game", run=_enumeration),
    ),
)
