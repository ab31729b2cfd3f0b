r"""Mechanisms: is there a rule that settles the terms, and asks for types, with given properties?

A *direct mechanism* maps reported types :math:`θ` to terms :math:`x(θ)` and transfers
:math:`t_i(θ)`. By the revelation principle (Myerson 1979) nothing is lost with such rules where
telling the truth is best. With quasi-linear payoffs :math:`u_i(x, θ) + t_i`:

* *incentive compatible*: no type gains by reporting another, in expectation over the others' types;
* *individually rational*: every type expects at least what it has outside;
* *balanced*: transfers add up to zero at every :math:`θ`;
* *efficient*: :math:`x(θ)` maximises the sum of payoffs at every :math:`θ`.

Payoffs that are linear in the terms make all of this linear in the rule, with coefficients that
depend on parameters. Transfers are not bounded: the rule is written in a unit :math:`σ \in (0, 1]`
of its own, as :math:`σ x(θ)` and :math:`σ t(θ)`, which lie in boxes whatever the transfers are. The
question is then one for `bargain.decide` and `bargain.region`.

References
----------
R. Myerson (1979), Incentive compatibility and the bargaining problem. R. Myerson & M. Satterthwaite
(1983), Efficient mechanisms for bilateral trading. M. Fey & K. Ramsay (2011), Uncertainty and
incentives in crisis bargaining.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sympy as sp

from bargain.arguments import flag, of_type, within_reach
from bargain.errors import GameError, OptionError
from bargain.game.conditions.condition import Condition, all_of
from bargain.game.conditions.standard import holds
from bargain.game.game import Game
from bargain.game.trees.bayesian_game import BayesianGame, TypeProfile
from bargain.question.region_relations import Where
from bargain.solve.mechanisms.direct_rule import Rule
from bargain.verdicts.decide import decide
from bargain.verdicts.verdict import Verdict

__all__ = ["DirectMechanisms", "direct_mechanisms", "mechanism"]


@dataclass(frozen=True, slots=True)
class DirectMechanisms:
    """The direct mechanisms of a game with types, as agreements of a game.

    Attributes
    ----------
    game : Game
        Its terms are the rule, in the unit σ.
    condition : Condition
        What the rule has to satisfy.
    unit : sympy.Symbol or None
        The unit; None without transfers, where the terms are the rule itself.
    terms : mapping of (types, term) to expression
    transfers : mapping of (types, player) to expression
        What a player receives.
    """

    game: Game
    condition: Condition
    unit: sp.Symbol | None
    terms: Mapping[tuple[TypeProfile, sp.Symbol], sp.Expr]
    transfers: Mapping[tuple[TypeProfile, str], sp.Expr]


@within_reach
def direct_mechanisms(
    game: BayesianGame,
    *,
    efficient: bool = True,
    incentive_compatible: bool = True,
    individually_rational: bool = True,
    balanced: bool = True,
    transfers: bool = True,
) -> DirectMechanisms:
    """The question of `mechanism` as a game and a condition, for `bargain.region` and others.

    See `mechanism` for the arguments.

    Parameters
    ----------
    game : BayesianGame
    efficient, incentive_compatible, individually_rational, balanced, transfers : bool
        As for `mechanism`.

    Returns
    -------
    DirectMechanisms
        `.game` and `.condition`, as `bargain.decide` takes them.

    Examples
    --------
    >>> import bargain as bg
    >>> x = sp.Symbol("x")
    >>> trade = bg.BayesianGame(
    ...     types={"seller": [0], "buyer": [1]}, prior={"seller": {0: 1}, "buyer": {1: 1}},
    ...     terms={x: (0, 1)},
    ...     payoffs={"seller": lambda c, v: -c * x, "buyer": lambda c, v: v * x},
    ... )
    >>> asked = direct_mechanisms(trade)
    >>> bg.decide(asked.game, asked.condition).status
    <Status.ALWAYS: 'always'>
    """
    of_type(game, BayesianGame, "game", where="mechanism", fix="give a bg.BayesianGame",
            error=GameError)  # fmt: skip
    for name, value in (("efficient", efficient), ("incentive_compatible", incentive_compatible),
                        ("individually_rational", individually_rational), ("balanced", balanced),
                        ("transfers", transfers)):  # fmt: skip
        flag(value, name)
    rule = Rule(game, efficient=efficient, balanced=balanced, transfers=transfers, unit=transfers)
    demands = rule.demands(
        efficient=efficient,
        incentive_compatible=incentive_compatible,
        individually_rational=individually_rational,
    )
    asked = []
    for one in (*rule.inside(), *(sp.Ge(e, 0) for _, e in demands)):
        if one == sp.false:
            raise OptionError("a demand cannot be met", where="mechanism", fix="see the payoffs")
        if one != sp.true:
            asked.append(holds(one))
    if not asked:
        raise OptionError("nothing is demanded", where="mechanism", fix="ask for one property")
    return DirectMechanisms(rule.as_game(), all_of(*asked), rule.unit, rule.terms, rule.paid)


@within_reach
def mechanism(
    game: BayesianGame,
    *,
    efficient: bool = True,
    incentive_compatible: bool = True,
    individually_rational: bool = True,
    balanced: bool = True,
    transfers: bool = True,
    where: Where = (),
    timeout: float = 60.0,
    effort: float | None = None,
) -> Verdict:
    """Decide whether a mechanism with given properties exists, for all, some or no parameters.

    Parameters
    ----------
    game : BayesianGame
        With terms, and payoffs that are linear in them.
    efficient, incentive_compatible, individually_rational, balanced : bool, default True
        What is demanded of the rule; see the module.
    transfers : bool, default True
        Whether money changes hands; not in a peaceful division of a pie.
    where : relation, text, or sequence of them, optional
        Restrictions on the parameters.
    timeout, effort
        As `bargain.decide`.

    Returns
    -------
    Verdict
        `always` with a rule as witness, `never` with a proof (Farkas), or `sometimes`.

    Raises
    ------
    GameError
        If the game has no terms, or a payoff is not linear in them.

    Examples
    --------
    A seller's cost is 0 with chance p, else 2; a buyer's value is 3 with chance q, else 1.
    Efficient trade is possible iff p + q >= 3pq: not where both are likely to be strong (two types
    each, as in Matsuo 1989).

    >>> import bargain as bg
    >>> x, (p, q) = sp.Symbol("x"), sp.symbols("p q", positive=True)
    >>> trade = bg.BayesianGame(
    ...     types={"seller": [0, 2], "buyer": [1, 3]},
    ...     prior={"seller": {0: p, 2: 1 - p}, "buyer": {1: 1 - q, 3: q}},
    ...     terms={x: (0, 1)},
    ...     payoffs={"seller": lambda c, v: -c * x, "buyer": lambda c, v: v * x},
    ... )
    >>> bg.mechanism(trade, where=["p + q >= 3*p*q"]).status
    <Status.ALWAYS: 'always'>
    >>> bg.mechanism(trade, where=["p + q < 3*p*q"]).status
    <Status.NEVER: 'never'>
    """
    found = direct_mechanisms(
        game,
        efficient=efficient,
        incentive_compatible=incentive_compatible,
        individually_rational=individually_rational,
        balanced=balanced,
        transfers=transfers,
    )
    return decide(found.game, found.condition, where, timeout=timeout, effort=effort)
