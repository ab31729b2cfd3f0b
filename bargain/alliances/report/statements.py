"""Games and conditions of the questions of ``statements.toml``, by the name that it gives them.

The base model comes in the forms of `bargain.alliances.report.base_model`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from bargain.alliances.declarations import declared
from bargain.alliances.models import (
    autonomy_security,
    cost_sharing,
    policy_lead,
    renegotiation,
    rest,
)
from bargain.alliances.report.asked_questions import QUESTION, questions
from bargain.alliances.report.base_model import (
    BETA,
    Y_C,
    Y_P,
    A,
    B,
    Built,
    H,
    S,
    base,
    cubes,
    interior,
    nash_product,
)
from bargain.game.conditions import (
    all_of,
    balanced,
    efficient,
    full_equilibrium,
    holds,
    nash,
    participation,
    positive,
    self_enforcing,
)
from bargain.game.game import Game
from bargain.game.models import alliance_dilemma, ratified

__all__ = ["GAMES", "STATEMENTS"]


def _equal_dependence() -> Built:
    return base().at({"s_P": S, "s_C": S}), full_equilibrium(BETA)


def _unequal_capabilities() -> Built:
    # v_i proportional to the own capability: the patron is stronger and dependence is equal
    k_P, k_C = sp.symbols("k_P k_C", positive=True)
    game = base().at({"s_P": H * k_P * k_C, "s_C": H * k_P * k_C})
    return game, full_equilibrium(BETA)


def _second_source() -> Built:
    game = autonomy_security(
        entrapment=False, second_source=True, w_P=1, w_C=1, s_P="1/4", s_C="4/9", t="7/108"
    )
    return game, full_equilibrium(sp.Rational(9, 10))


def _unequal_weights_far() -> Built:
    # the unit of payoffs is free: w_P = 1; efficiency, self-enforcement and one balance suffice
    w = sp.Symbol("w", positive=True)
    game = autonomy_security(entrapment=False).at({"s_P": S, "s_C": S, "w_P": 1, "w_C": w})
    return game, all_of(self_enforcing(BETA), efficient(), balanced("autonomy"), interior(game))


def _unequal_weights() -> Built:
    game = autonomy_security(entrapment=False).at({"s_P": S, "s_C": S, "w_P": A**2, "w_C": B**2})
    return game, all_of(full_equilibrium(BETA), interior(game))


def _tolerance(game: Game) -> Built:
    return game, ratified(game)


def _gap_attained() -> Built:
    game = cubes()
    between = [holds(sp.Ge(Y_C, Y_P)), holds(sp.Ge(B**3 * Y_P, A**3 * Y_C))]
    return game, all_of(self_enforcing(BETA), efficient(), positive("autonomy"), *between)


def _bargain(violation: Any) -> Built:
    game = base()
    s_P, s_C = (game.symbol(n) for n in ("s_P", "s_C"))
    return game, all_of(nash_product(game), holds(violation(s_P, s_C)))


def _efficient_client_not_behind(**fixed: object) -> Built:
    ahead = holds(sp.Le(Y_C, Y_P))
    return base(**fixed), all_of(efficient(), participation(), interior(base()), ahead)


def _price_of_control() -> Built:
    game = autonomy_security(entrapment=False)
    s_C, w_C = game.symbol("s_C"), game.symbol("w_C")
    return game, all_of(participation(), holds(sp.Lt(2 * s_C * Y_P, w_C * Y_C**2)))


def _rising_price() -> Built:
    """The least provision at two levels of control: can the larger one be had for no more?"""
    less, more = sp.symbols("y_less y_more")
    s_C, w_C = sp.symbols("s_C w_C", positive=True)
    price = {"patron": w_C * less**2 / (2 * s_C), "client": w_C * more**2 / (2 * s_C)}
    game = Game(
        actions={"patron": {}, "client": {less: (0, 1), more: (0, 1)}},
        payoffs={p: -e for p, e in price.items()},
        name="price of two levels of control",
        measures={"provision": price},
        meanings={"y_less": "the client's concession", "y_more": "a larger one"},
    )
    return game, all_of(holds(sp.Gt(more, less)), holds(sp.Le(price["client"], price["patron"])))


def _capped() -> Built:
    game = autonomy_security(entrapment=False)
    cap, level = sp.symbols("cap level", positive=True)
    return game, all_of(participation(), holds(sp.Le(Y_P, cap)), holds(sp.Eq(Y_C, level)))


def _money() -> Built:
    game = cost_sharing(entrapment=False, w_P=1, w_C=1)
    return game, all_of(efficient(), interior(game), holds(sp.Ne(Y_P, game.symbol("s_C"))))


def _survives(game: Game) -> Built:
    return game, all_of(self_enforcing(BETA), positive("autonomy"))


def _shock(outlives: bool) -> Built:
    """A shock F, as a share of the asymmetric surplus, to two alliances with the same product.

    With s_P = a^3, s_C = b^3 and h = b/a = D^(1/3) the Nash surpluses of the asymmetric alliance
    and of the symmetric one are in the proportion 1 + h^2 to 2h (question "surplus").
    """
    F = sp.Symbol("F")
    h = sp.Symbol("h", positive=True)
    game = Game(
        actions={"patron": {}, "client": {}},
        terms={F: (0, 1)},
        payoffs={"patron": (1 + h**2) * (1 - F), "client": 2 * h - (1 + h**2) * F},
        name="one shock to two alliances",
        meanings={
            "F": "shock, as a share of the asymmetric alliance's surplus",
            "h": "cube root of the dependence ratio",
        },
    )
    asymmetric, symmetric = game.payoffs["patron"], game.payoffs["client"]
    ends, lasts = (symmetric, asymmetric) if outlives else (asymmetric, symmetric)
    chosen = [sp.Ge(lasts, 0), sp.Lt(ends, 0)]
    return game, all_of(*map(holds, chosen if outlives else reversed(chosen)))


def _surplus() -> Built:
    game = cubes()
    total = sum(game.gains().values())
    wrong = holds(sp.Ne(2 * total, A**2 * B**2 * (A**2 + B**2), evaluate=False))
    point = all_of(holds(sp.Eq(Y_P, A**2 * B)), holds(sp.Eq(Y_C, A * B**2)))
    return game, all_of(point, wrong)


def _lead() -> Built:
    """Whether the total loss under the patron's lead can be at most that under the client's."""
    game = policy_lead(leader="patron")
    total = sum(game.measures["loss"].values())
    # when the client leads, the patron bears the loss of the whole divergence
    alternative = game.symbol("gamma_P") * game.symbol("Delta") ** 2
    return game, all_of(nash(), holds(sp.Le(total, alternative)))


def _ascendancy() -> Built:
    """Dependence before and after the client's capability grows by a factor."""
    before, after = sp.symbols("D_before D_after")
    v_P, v_C, k_P, k_C, growth = sp.symbols("v_P v_C k_P k_C growth", positive=True)
    game = Game(
        actions={"patron": {}, "client": {}},
        terms={before: (0, 10**6), after: (0, 10**6)},
        payoffs={
            "patron": v_P * k_C * before - v_C * k_P,
            "client": v_P * k_C * growth * after - v_C * k_P,
        },
        name="dependence before and after",
        meanings={"growth": "factor by which the client's capability grows"},
    )
    definition = [holds(sp.Eq(u, 0, evaluate=False)) for u in game.payoffs.values()]
    return game, all_of(*definition, holds(sp.Ge(after, before)))


def _withdrawal(player: str) -> Built:
    """Both cede the share q < 1 of what they cede in the Nash bargain: is this ally as well off?"""
    game = cubes()
    q = sp.Symbol("q", positive=True)
    point = all_of(holds(sp.Eq(Y_P, q * A**2 * B)), holds(sp.Eq(Y_C, q * A * B**2)))
    gain = game.gains()[player]
    bargain = gain.subs({Y_P: A**2 * B, Y_C: A * B**2})
    return game, all_of(point, holds(sp.Ge(gain, bargain, evaluate=False)))


def _policy(*relations: Any) -> Built:
    """A policy that both prefer to none, with further relations on it."""
    game = policy_lead()
    conditions = [holds(relation(sp.Symbol("x"), game.symbol("Delta"))) for relation in relations]
    return game, all_of(participation(), *conditions)


def _one_shot(player: str) -> Built:
    game = autonomy_security()
    return game, all_of(nash(), holds(sp.Gt(game.measures["autonomy"][player], 0)))


def _symmetric_dilemma() -> Built:
    same = {"a_C": sp.Symbol("a_P", real=True), "b_C": sp.Symbol("b_P", real=True)}
    return alliance_dilemma().at(same), nash()


GAMES: dict[str, Callable[[], Built]] = {
    "headline": lambda: (autonomy_security(), full_equilibrium(BETA)),
    "equal-dependence": _equal_dependence,
    "unequal-capabilities": _unequal_capabilities,
    "second-source": _second_source,
    "unequal-weights-far": _unequal_weights_far,
    "unequal-weights": _unequal_weights,
    "tolerance": lambda: _tolerance(autonomy_security()),
    "tolerance-base": lambda: _tolerance(base()),
    "gap-attained": _gap_attained,
    "power-law": lambda: _bargain(lambda s_P, s_C: sp.Ne(s_P * Y_C**3, s_C * Y_P**3)),
    "weaker-cedes": lambda: _bargain(lambda s_P, s_C: sp.Le(Y_C, Y_P)),
    "weaker-secured": lambda: _bargain(lambda s_P, s_C: sp.Le(s_C * Y_P, s_P * Y_C)),
    "opposite-signs": _efficient_client_not_behind,
    "opposite-signs-control": lambda: _efficient_client_not_behind(s_P="1/4", s_C="1/2"),
    "price-of-control": _price_of_control,
    "rising-price": _rising_price,
    "capped": _capped,
    "money": _money,
    "survival": lambda: _survives(autonomy_security()),
    "survival-free": lambda: _survives(cubes()),
    "surplus": _surplus,
    "outlives": lambda: _shock(outlives=True),
    "is-outlived": lambda: _shock(outlives=False),
    "dilemma": lambda: (alliance_dilemma(opposite_fears=True), nash()),
    "dilemma-symmetric": _symmetric_dilemma,
    "rest": lambda: (renegotiation(), rest(renegotiation())),
    "common-policy": _policy,
    "ideals-refused": lambda: _policy(lambda x, delta: sp.Eq(x * (x - delta), 0, evaluate=False)),
    "unadjusted": lambda: _policy(lambda x, _: sp.Eq(x, 0, evaluate=False)),
    "lead": _lead,
    "ascendancy": _ascendancy,
    "withdrawal-patron": lambda: _withdrawal("patron"),
    "withdrawal-client": lambda: _withdrawal("client"),
    "own-interest-patron": lambda: _one_shot("patron"),
    "own-interest-client": lambda: _one_shot("client"),
}

STATEMENTS = questions(
    declared("bargain.alliances.report", "statements.toml", {"": "question", "question": QUESTION}),
    "statements.toml",
    GAMES,
)
"""Every question, in the order of the statements."""
