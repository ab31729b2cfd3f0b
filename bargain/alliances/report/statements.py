"""The statements of the theory as questions, each with controls that may come out differently.

The base model comes in the forms of `bargain.alliances.report.base_model`.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import sympy as sp

from bargain.alliances.report.asked_questions import Asked
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
    Condition,
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
from bargain.game.models import (
    alliance_dilemma,
    autonomy_security,
    cost_sharing,
    policy_lead,
    ratified,
    renegotiation,
    rest,
)

__all__ = ["STATEMENTS"]


def _headline() -> Built:
    return autonomy_security(), full_equilibrium(BETA), ["s_C != s_P"]


def _equal_dependence() -> Built:
    return base().at({"s_P": S, "s_C": S}), full_equilibrium(BETA), ["s < 1", "beta >= 1/2"]


def _equal_dependence_impatient() -> Built:
    game = base().at({"s_P": S, "s_C": S})
    return game, full_equilibrium(BETA), ["s < 1", "beta < 1/2"]


def _corner(where: list[str]) -> Built:
    return base().at({"s_P": S, "s_C": S}), full_equilibrium(BETA), ["s >= 1", *where]


def _unequal_capabilities() -> Built:
    # v_i proportional to the own capability: the patron is stronger and dependence is equal
    k_P, k_C = sp.symbols("k_P k_C", positive=True)
    game = base().at({"s_P": H * k_P * k_C, "s_C": H * k_P * k_C})
    return game, full_equilibrium(BETA), ["k_P > k_C", "h*k_P*k_C < 1", "beta >= 1/2"]


def _second_source() -> Built:
    game = autonomy_security(
        entrapment=False, second_source=True, w_P=1, w_C=1, s_P="1/4", s_C="4/9", t="7/108"
    )
    return game, full_equilibrium(sp.Rational(9, 10)), []


def _unequal_weights_far() -> Built:
    # the unit of payoffs is free: w_P = 1; efficiency, self-enforcement and one balance suffice
    w = sp.Symbol("w", positive=True)
    game = autonomy_security(entrapment=False).at({"s_P": S, "s_C": S, "w_P": 1, "w_C": w})
    condition = all_of(self_enforcing(BETA), efficient(), balanced("autonomy"), interior(game))
    return game, condition, ["w > 4*beta**2", "w >= 1"]


def _unequal_weights(where: list[str]) -> Built:
    game = autonomy_security(entrapment=False).at({"s_P": S, "s_C": S, "w_P": A**2, "w_C": B**2})
    return game, all_of(full_equilibrium(BETA), interior(game)), [*where, "s < a*b", "b >= a"]


def _tolerance(where: list[str], game: Game | None = None, *more: Condition) -> Built:
    game = autonomy_security() if game is None else game
    return game, all_of(ratified(game), *more), ["T_A >= 1", "T_S >= 1", *where]


def _ratio_of_tolerance() -> dict[str, sp.Expr]:
    """y_C/y_P = D/T_S: the patron's public is at its limit."""
    game = base()
    s_P, s_C = game.symbol("s_P"), game.symbol("s_C")
    T_S = sp.Symbol("T_S", positive=True)
    return {"y_P": T_S * s_P / (s_C + T_S * s_P), "y_C": s_C / (s_C + T_S * s_P)}


def _gap_attained() -> Built:
    game = cubes()
    between = [holds(sp.Ge(Y_C, Y_P)), holds(sp.Ge(B**3 * Y_P, A**3 * Y_C))]
    return (
        game,
        all_of(self_enforcing(BETA), efficient(), positive("autonomy"), *between),
        ["b > a", "a*b**2 < 1", "beta >= 1/2"],
    )


def _bargain(violation: Any) -> Built:
    game = base()
    s_P, s_C = (game.symbol(n) for n in ("s_P", "s_C"))
    return game, all_of(nash_product(game), holds(violation(s_P, s_C))), ["s_C > s_P"]


def _efficient_client_ahead(where: str) -> Built:
    game = base()
    return (
        game,
        all_of(efficient(), participation(), interior(game), holds(sp.Le(Y_C, Y_P))),
        [where],
    )


def _price_of_control() -> Built:
    game = autonomy_security(entrapment=False)
    s_C, w_C = game.symbol("s_C"), game.symbol("w_C")
    return (game, all_of(participation(), holds(sp.Lt(2 * s_C * Y_P, w_C * Y_C**2))), [])


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
    return (
        game,
        all_of(holds(sp.Gt(more, less)), holds(sp.Le(price["client"], price["patron"]))),
        [],
    )


def _capped(where: str) -> Built:
    game = autonomy_security(entrapment=False)
    cap, level = sp.symbols("cap level", positive=True)
    condition = all_of(participation(), holds(sp.Le(Y_P, cap)), holds(sp.Eq(Y_C, level)))
    return game, condition, [where, "cap <= 1", "level <= 1", "s_P > w_P", "level >= cap"]


def _money(violation: Any) -> Built:
    game = cost_sharing(entrapment=False, w_P=1, w_C=1)
    s_P, s_C = game.symbol("s_P"), game.symbol("s_C")
    return game, all_of(efficient(), interior(game), holds(violation(s_P, s_C))), []


def _survival(where: str) -> Built:
    return (autonomy_security(), all_of(self_enforcing(BETA), positive("autonomy")), [where])


def _shock(*relations: Any) -> Built:
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
    chosen = {
        "outlives": (sp.Ge(asymmetric, 0), sp.Lt(symmetric, 0)),
        "is outlived": (sp.Lt(asymmetric, 0), sp.Ge(symmetric, 0)),
    }[relations[0]]
    return game, all_of(*map(holds, chosen)), ["h > 1"]


def _surplus() -> Built:
    game = cubes()
    total = sum(game.gains().values())
    wrong = holds(sp.Ne(2 * total, A**2 * B**2 * (A**2 + B**2), evaluate=False))
    point = all_of(holds(sp.Eq(Y_P, A**2 * B)), holds(sp.Eq(Y_C, A * B**2)))
    return game, all_of(point, wrong), []


def _lead(leader: str, other: str, where: str) -> Built:
    """Whether the total loss under a leader can be at most that under the other one."""
    game = policy_lead(leader=leader)
    gammas = {"patron": game.symbol("gamma_P"), "client": game.symbol("gamma_C")}
    total = sum(game.measures["loss"].values())
    # when `other` leads, `leader` bears the loss of the whole divergence
    alternative = gammas[leader] * game.symbol("Delta") ** 2
    return game, all_of(nash(), holds(sp.Le(total, alternative))), [where, "Delta > 0"]


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
    return game, all_of(*definition, holds(sp.Ge(after, before))), ["growth > 1"]


def _withdrawal(player: str) -> Built:
    """Both cede the share q < 1 of what they cede in the Nash bargain: is this ally as well off?"""
    game = cubes()
    q = sp.Symbol("q", positive=True)
    point = all_of(holds(sp.Eq(Y_P, q * A**2 * B)), holds(sp.Eq(Y_C, q * A * B**2)))
    gain = game.gains()[player]
    bargain = gain.subs({Y_P: A**2 * B, Y_C: A * B**2})
    return game, all_of(point, holds(sp.Ge(gain, bargain, evaluate=False))), ["q < 1"]


def _policy(where: list[str], *relations: Any) -> Built:
    """A policy that both prefer to none, with further relations on it."""
    game = policy_lead()
    conditions = [holds(relation(sp.Symbol("x"), game.symbol("Delta"))) for relation in relations]
    return game, all_of(participation(), *conditions), where


def _own_ideal(x: sp.Symbol, delta: sp.Symbol) -> Any:
    """The policy is one ally's ideal: x = 0 or x = Delta."""
    return sp.Eq(x * (x - delta), 0, evaluate=False)


def _one_shot(player: str) -> Built:
    game = autonomy_security()
    return game, all_of(nash(), holds(sp.Gt(game.measures["autonomy"][player], 0))), []


STATEMENTS: tuple[Asked, ...] = (
    Asked(
        key="headline",
        statement="1",
        title="full equilibrium when dependence is unequal",
        build=_headline,
    ),
    Asked(
        key="headline-equal",
        statement="1",
        control=True,
        title="full equilibrium when dependence is equal (w = 1, e = 0, s < 1, β ≥ 1/2)",
        build=_equal_dependence,
        witness={"y_P": "s", "y_C": "s"},
    ),
    Asked(
        key="headline-capabilities",
        statement="1",
        control=True,
        title="full equilibrium when capabilities differ and dependence does not",
        build=_unequal_capabilities,
        witness={"y_P": "h*k_P*k_C", "y_C": "h*k_P*k_C"},
    ),
    Asked(
        key="headline-second-source",
        statement="1",
        control=True,
        title="full equilibrium when the patron has a second source of security, D ≠ 1",
        build=_second_source,
        witness={"y_P": "1/3", "y_C": "1/3"},
    ),
    Asked(
        key="symmetric-impatient",
        statement="2",
        title="full equilibrium when D = 1, s < w and β < 1/2",
        build=_equal_dependence_impatient,
    ),
    Asked(
        key="symmetric-corner",
        statement="2",
        title="full equilibrium when D = 1, s ≥ w and β ≥ w/(2s)",
        build=lambda: _corner(["2*beta*s >= 1"]),
        witness={"y_P": "1", "y_C": "1"},
    ),
    Asked(
        key="symmetric-corner-impatient",
        statement="2",
        title="full equilibrium when D = 1, s ≥ w and β < w/(2s)",
        build=lambda: _corner(["2*beta*s < 1"]),
    ),
    Asked(
        key="preferences-far",
        statement="3",
        title="interior full equilibrium when D = 1 and max(w)/min(w) > 4β²",
        build=_unequal_weights_far,
    ),
    Asked(
        key="preferences-near",
        statement="3",
        control=True,
        title="interior full equilibrium when D = 1 and max(w)/min(w) ≤ 4β²",
        build=lambda: _unequal_weights(["b <= 2*beta*a"]),
        witness={"y_P": "s/(a*b)", "y_C": "s/(a*b)"},
    ),
    Asked(
        key="gap",
        statement="4",
        title="agreement whose two imbalances multiply to less than D",
        build=lambda: _tolerance(["T_A*T_S*s_P < s_C"]),
    ),
    Asked(
        key="gap-attained",
        statement="4",
        control=True,
        title="efficient, self-enforcing agreement on which the gap is attained (β ≥ 1/2)",
        build=_gap_attained,
        witness={"y_P": "a**2*b", "y_C": "a*b**2"},
    ),
    Asked(
        key="tolerance",
        statement="5",
        control=True,
        title="agreement that both publics accept when T_A T_S ≥ D (and T_S ≤ D)",
        build=lambda: _tolerance(["T_A*T_S*s_P >= s_C", "T_S*s_P <= s_C"], base()),
        witness=_ratio_of_tolerance(),
    ),
    Asked(
        key="power-law",
        statement="7",
        title="Nash bargain off the law y_C/y_P = D^(1/3)",
        build=lambda: _bargain(lambda s_P, s_C: sp.Ne(s_P * Y_C**3, s_C * Y_P**3)),
    ),
    Asked(
        key="weaker-cedes",
        statement="7",
        title="Nash bargain in which the more dependent ally cedes no more autonomy",
        build=lambda: _bargain(lambda s_P, s_C: sp.Le(Y_C, Y_P)),
    ),
    Asked(
        key="weaker-secured",
        statement="7",
        title="Nash bargain in which the more dependent ally receives no more security",
        build=lambda: _bargain(lambda s_P, s_C: sp.Le(s_C * Y_P, s_P * Y_C)),
    ),
    Asked(
        key="opposite-signs",
        statement="8",
        title="interior efficient agreement, accepted by both, with the client not behind (D > 4)",
        build=lambda: _efficient_client_ahead("s_C > 4*s_P"),
    ),
    Asked(
        key="opposite-signs-control",
        statement="8",
        control=True,
        title="the same with 1 < D < 4 (s_P = 1/4, s_C = 1/2)",
        build=lambda: (base(s_P="1/4", s_C="1/2"), *_efficient_client_ahead("1 > 0")[1:2], []),
        witness={"y_P": "3/8", "y_C": "1/3"},
    ),
    Asked(
        key="price-of-control",
        statement="9",
        title="accepted agreement with the patron providing less than w_C y_C²/(2 s_C)",
        build=_price_of_control,
    ),
    Asked(
        key="rising-price",
        statement="9",
        title="more control for no more provision",
        build=_rising_price,
    ),
    Asked(
        key="unmet-demand",
        statement="9",
        title="accepted agreement when provision is capped below w_C y_C²/(2 s_C)",
        build=lambda: _capped("2*s_C*cap < w_C*level**2"),
    ),
    Asked(
        key="met-demand",
        statement="9",
        control=True,
        title="accepted agreement when the cap is at or above it (s_P > w_P, y_C ≥ cap)",
        build=lambda: _capped("2*s_C*cap >= w_C*level**2"),
        witness={"y_P": sp.Symbol("cap", positive=True), "y_C": sp.Symbol("level", positive=True)},
    ),
    Asked(
        key="money",
        statement="10",
        title="efficient agreement, cost share inside (0, 1), with y_P ≠ s_C/w_P",
        build=lambda: _money(lambda s_P, s_C: sp.Ne(Y_P, s_C)),
    ),
    Asked(
        key="collapse",
        statement="11",
        title="self-enforcing agreement with positive concessions when e_P e_C ≥ β²Π",
        build=lambda: _survival("e_P*e_C >= beta**2*s_P*s_C"),
    ),
    Asked(
        key="survival-free",
        statement="11",
        control=True,
        title="self-enforcing agreement with positive concessions without entrapment, any D",
        build=lambda: (
            cubes(),
            all_of(self_enforcing(BETA), positive("autonomy")),
            ["a < 1", "b < 1"],
        ),
        witness={"y_P": BETA * A**2 * B, "y_C": BETA * A * B**2},
    ),
    Asked(
        key="survival",
        statement="11",
        control=True,
        stored="survival.json",
        title="self-enforcing agreement with positive concessions when e_P e_C < β²Π",
        build=lambda: _survival("e_P*e_C < beta**2*s_C*s_P"),
    ),
    Asked(
        key="surplus",
        statement="12",
        title="Nash bargain with a surplus other than Π cosh(log(D)/3)",
        build=_surplus,
    ),
    Asked(
        key="outlives",
        statement="12",
        title="shock that ends a symmetric alliance and not an asymmetric one of equal Π",
        build=lambda: _shock("outlives"),
        witness={"F": "1"},
    ),
    Asked(
        key="is-outlived",
        statement="12",
        control=True,
        title="shock that ends an asymmetric alliance and not a symmetric one of equal Π",
        build=lambda: _shock("is outlived"),
    ),
    Asked(
        key="dilemma",
        statement="13",
        title="pure equilibrium when the fears are opposite",
        build=lambda: (alliance_dilemma(opposite_fears=True), nash(), []),
    ),
    Asked(
        key="dilemma-symmetric",
        statement="13",
        control=True,
        title="pure equilibrium when the game is symmetric",
        build=lambda: (
            alliance_dilemma().at(
                {"a_C": sp.Symbol("a_P", real=True), "b_C": sp.Symbol("b_P", real=True)}
            ),
            nash(),
            [],
        ),
    ),
    Asked(
        key="no-rest",
        statement="14",
        title="resting claim when log D > 2ε",
        build=lambda: (renegotiation(), rest(renegotiation()), ["L > 2*epsilon"]),
    ),
    Asked(
        key="rest",
        statement="14",
        control=True,
        title="resting claim when log D ≤ 2ε",
        build=lambda: (renegotiation(), rest(renegotiation()), ["L <= 2*epsilon"]),
        witness={"q": "L/2"},
    ),
    Asked(
        key="cohesion-lost",
        statement="16",
        title="policy that both prefer to none when Δ > Δ* = ρ_P + ρ_C",
        build=lambda: (policy_lead(), participation(), ["Delta > rho_P + rho_C"]),
    ),
    Asked(
        key="cohesion",
        statement="16",
        control=True,
        title="policy that both prefer to none when Δ ≤ Δ*",
        build=lambda: (policy_lead(), participation(), ["Delta <= rho_P + rho_C"]),
        witness={"x": "Delta*rho_P/(rho_P + rho_C)"},
    ),
    Asked(
        key="ideals-refused",
        statement="16",
        title="policy at one ally's ideal that both accept when Δ exceeds both reaches",
        build=lambda: _policy(["Delta > rho_P", "Delta > rho_C"], _own_ideal),
    ),
    Asked(
        key="compromise",
        statement="16",
        control=True,
        title="any policy that both accept when Δ exceeds both reaches and not their sum",
        build=lambda: _policy(["Delta > rho_P", "Delta > rho_C", "Delta <= rho_P + rho_C"]),
        witness={"x": "Delta*rho_P/(rho_P + rho_C)"},
    ),
    Asked(
        key="unadjusted",
        statement="16",
        title="policy kept at the patron's ideal that the client accepts when Δ > ρ_C",
        build=lambda: _policy(["Delta > rho_C"], lambda x, _: sp.Eq(x, 0, evaluate=False)),
    ),
    Asked(
        key="adjusted",
        statement="16",
        control=True,
        title="adjusted policy that both accept when ρ_C < Δ ≤ Δ*",
        build=lambda: _policy(["Delta > rho_C", "Delta <= rho_P + rho_C"]),
        witness={"x": "Delta*rho_P/(rho_P + rho_C)"},
    ),
    Asked(
        key="lead-patron",
        statement="17",
        title="loss under the patron's lead at most that under the client's, γ_C > γ_P",
        build=lambda: _lead("patron", "client", "gamma_C > gamma_P"),
    ),
    Asked(
        key="lead-patron-control",
        statement="17",
        control=True,
        title="loss under the patron's lead at most that under the client's, γ_C ≤ γ_P",
        build=lambda: _lead("patron", "client", "gamma_C <= gamma_P"),
    ),
    Asked(
        key="ascendancy",
        statement="18",
        title="dependence that does not fall as the client's capability rises",
        build=_ascendancy,
    ),
    *(
        Asked(
            key=f"withdrawal-{player}",
            statement="16",
            title=f"withdrawal from the Nash bargain that leaves the {player} no worse off",
            build=partial(_withdrawal, player),
        )
        for player in ("patron", "client")
    ),
    *(
        Asked(
            key=f"own-interest-{player}",
            statement="11",
            control=True,
            title=f"one-shot equilibrium in which the {player} cedes anything",
            build=partial(_one_shot, player),
        )
        for player in ("patron", "client")
    ),
)
"""Every question, in the order of the statements."""
