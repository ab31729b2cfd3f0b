r"""The autonomy-security trade-off (Morrow 1991).

Each ally cedes autonomy :math:`y_i \in [0, 1]`; the partner's concession gives it security
:math:`S_i`, ceding costs it :math:`L_i`; payoffs are :math:`u_i = S_i - L_i`, and no alliance
gives 0. In the base form (THEORY, section 1)

.. math:: S_P = s_P y_C, \quad S_C = s_C y_P, \quad L_i = e_i y_i + w_i y_i^2 / 2.

The dependence ratio is :math:`D = s_C / s_P`. In primitives :math:`s_P = v_P κ_C r_C` and
:math:`s_C = v_C κ_P r_P`: threat faced, partner's capability, partner's reliability.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from bargain.arguments import flag
from bargain.errors import OptionError
from bargain.exact import to_sympy
from bargain.game.game import Game
from bargain.game.models.fixing import fixed_in
from bargain.game.written import Number

__all__ = ["COSTS", "SECURITY", "autonomy_security", "build"]

# What a pair of concessions (own, partner's) is worth per unit of dependence. The first three are
# Morrow's exchange with an increasing σ of the partner's concession; the last three are joint
# production of one security (Hirshleifer 1983), equal for both up to dependence.
SECURITY: dict[str, Callable[[sp.Symbol, sp.Symbol, sp.Rational], sp.Expr]] = {
    "linear": lambda _own, other, _k: other,
    "power": lambda _own, other, k: other**k,
    "log": lambda _own, other, _k: sp.log(1 + other),
    "ces": lambda own, other, k: (own**k + other**k) ** (1 / k),
    "best-shot": lambda own, other, _k: sp.Max(own, other),
    "weakest-link": lambda own, other, _k: sp.Min(own, other),
}
COSTS: dict[str, Callable[[sp.Symbol, sp.Symbol, sp.Symbol], sp.Expr]] = {
    "quadratic": lambda y, w, e: e * y + w * y**2 / 2,
    "linear": lambda y, w, e: (e + w) * y,
}
_MEANINGS = {
    "y_P": "autonomy the patron cedes, share of 1",
    "y_C": "autonomy the client cedes, share of 1",
    "s_P": "security to the patron per unit of the client's concession, payoff units",
    "s_C": "security to the client per unit of the patron's concession, payoff units",
    "w_P": "weight the patron puts on its own autonomy, payoff units",
    "w_C": "weight the client puts on its own autonomy, payoff units",
    "e_P": "the patron's entrapment exposure per unit of autonomy ceded, payoff units",
    "e_C": "the client's entrapment exposure per unit of autonomy ceded, payoff units",
    "v_P": "threat the patron faces: security per unit of partner capability",
    "v_C": "threat the client faces: security per unit of partner capability",
    "k_P": "the patron's capability",
    "k_C": "the client's capability",
    "r_P": "the patron's reliability, 1 - probability of abandonment",
    "r_C": "the client's reliability, 1 - probability of abandonment",
    "t": "the patron's security from a second, fixed source, payoff units",
    "K": "cost of the joint posture, payoff units",
    "c": "the client's share of the joint cost",
}


def build(
    *,
    name: str,
    security: str,
    exponent: Number,
    cost: str,
    entrapment: bool,
    reliability: bool,
    second_source: bool,
    shared_cost: bool,
    fixed: dict[str, Number],
) -> Game:
    """Make the game of this family with the chosen forms; used by the models built on it."""
    for chosen, known, label in ((security, SECURITY, "security"), (cost, COSTS, "cost")):
        if not isinstance(chosen, str) or chosen not in known:
            raise OptionError(
                f"unknown form {chosen!r}",
                where=f"{label}={chosen!r}",
                fix="one of " + ", ".join(known),
            )
    for wanted, label in (
        (entrapment, "entrapment"), (reliability, "reliability"), (second_source, "second_source")
    ):  # fmt: skip
        flag(wanted, label)
    k = to_sympy(exponent)
    if k == 0 or (security == "power" and k < 0):
        raise OptionError("the exponent must be positive (CES: not 0)", where=f"exponent={k}")
    y_P, y_C, c = sp.symbols("y_P y_C c")
    w_P, w_C = sp.symbols("w_P w_C", positive=True)
    e_P, e_C = sp.symbols("e_P e_C", nonnegative=True) if entrapment else (sp.S.Zero, sp.S.Zero)
    assumptions = []
    if reliability:
        v_P, v_C, k_P, k_C, r_P, r_C = sp.symbols("v_P v_C k_P k_C r_P r_C", positive=True)
        s_P, s_C = v_P * k_C * r_C, v_C * k_P * r_P
        assumptions = [r_P <= 1, r_C <= 1]
    else:
        s_P, s_C = sp.symbols("s_P s_C", positive=True)
    t = sp.Symbol("t", positive=True) if second_source else sp.S.Zero
    S_P = s_P * SECURITY[security](y_P, y_C, k) + t
    S_C = s_C * SECURITY[security](y_C, y_P, k)
    u_P, u_C = S_P - COSTS[cost](y_P, w_P, e_P), S_C - COSTS[cost](y_C, w_C, e_C)
    measures = {
        "autonomy": {"patron": y_P, "client": y_C},
        "security": {"patron": S_P, "client": S_C},
    }
    terms = {}
    if shared_cost:
        K = sp.Symbol("K", positive=True)
        u_P, u_C = u_P - (1 - c) * K, u_C - c * K
        terms = {c: (0, 1)}
        measures["cost"] = {"patron": 1 - c, "client": c}
    quantities = (y_P, y_C, t, S_P, S_C, u_P, u_C)
    named = {symbol.name for e in quantities for symbol in e.free_symbols}
    game = Game(
        actions={"patron": {y_P: (0, 1)}, "client": {y_C: (0, 1)}},
        payoffs={"patron": u_P, "client": u_C},
        terms=terms,
        disagreement={"patron": t, "client": 0},
        measures=measures,
        assumptions=assumptions,
        name=name,
        meanings={symbol: text for symbol, text in _MEANINGS.items() if symbol in named},
    )
    return fixed_in(game, fixed, tuple(v.name for v in game.terms))


def autonomy_security(
    *,
    security: str = "linear",
    exponent: Number = "1/2",
    cost: str = "quadratic",
    entrapment: bool = True,
    reliability: bool = False,
    second_source: bool = False,
    **fixed: Number,
) -> Game:
    r"""The autonomy-security exchange of two allies.

    Parameters
    ----------
    security : {"linear", "power", "log", "ces", "best-shot", "weakest-link"}
        :math:`S_i / s_i` as a function of the concessions: :math:`y_j`, :math:`y_j^η`,
        :math:`\log(1 + y_j)`, :math:`(y_i^ρ + y_j^ρ)^{1/ρ}`, :math:`\max`, :math:`\min`.
    exponent : rational, default 1/2
        :math:`η` of the power form, :math:`ρ` of the CES form.
    cost : {"quadratic", "linear"}
        :math:`e_i y_i + w_i y_i^2/2` or :math:`(e_i + w_i) y_i`.
    entrapment : bool, default True
        Whether :math:`e_i \ge 0` is part of the game; without it :math:`e_i = 0`.
    reliability : bool, default False
        Write :math:`s_P = v_P κ_C r_C` and :math:`s_C = v_C κ_P r_P` (``k_C`` stands for κ_C).
    second_source : bool, default False
        Give the patron a second, fixed source of security: :math:`S_P = s_P y_C + t`, also
        without the alliance.
    **fixed
        Values for any parameter, by name.

    Returns
    -------
    Game
        Players ``patron`` and ``client``, actions ``y_P`` and ``y_C`` in [0, 1], measures
        ``autonomy`` and ``security``.

    References
    ----------
    Morrow, J. D. (1991), Alliances and asymmetry: an alternative to the capability aggregation
    model of alliances, *American Journal of Political Science* 35(4), 904-933.
    Snyder, G. H. (1984), The security dilemma in alliance politics, *World Politics* 36(4).

    Examples
    --------
    >>> autonomy_security(entrapment=False, w_P=1, w_C=1).payoffs["client"]
    s_C*y_P - y_C**2/2
    """
    return build(
        name="autonomy-security exchange",
        security=security,
        exponent=exponent,
        cost=cost,
        entrapment=entrapment,
        reliability=reliability,
        second_source=second_source,
        shared_cost=False,
        fixed=fixed,
    )
