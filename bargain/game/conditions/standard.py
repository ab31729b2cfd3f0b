"""Conditions that relate payoffs and measures directly, and what the paper joins out of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from itertools import combinations
from typing import Any

import sympy as sp
from sympy.core.relational import Relational

from bargain.arguments import of_type
from bargain.errors import GameError, OptionError
from bargain.exact import exact_expression
from bargain.game.conditions.balance import excess, same_up_to
from bargain.game.conditions.best_replies import self_enforcing
from bargain.game.conditions.condition import (
    Clause,
    Condition,
    Encoding,
    all_of,
    measured,
    remembered,
    shortfall,
)
from bargain.game.conditions.efficiency import efficient
from bargain.game.expression import to_text
from bargain.game.game import Game
from bargain.game.symbol_table import HOLDING
from bargain.signs import sign_of

__all__ = [
    "balanced",
    "equal_gains",
    "full_equilibrium",
    "holds",
    "measure_of",
    "of_player",
    "partial_equilibrium",
    "participation",
    "positive",
]


@remembered
def participation() -> Condition:
    r"""Every ally gets at least its outside option: :math:`u_i \ge d_i`.

    Residual: the largest shortfall :math:`\max_i (d_i - u_i)^+`, divided by
    :math:`|u_i| + |d_i|`.

    Examples
    --------
    >>> participation().name
    'participation'
    """

    def clauses(game: Game) -> Encoding:
        return Encoding(
            clauses=tuple(
                Clause(name=f"participation of {p}", relation=sp.Ge(gain, 0, evaluate=False))
                for p, gain in game.gains().items()
            )
        )

    def residual(game: Game, at: Mapping[sp.Symbol, Any]) -> float:
        return max(shortfall(game.payoffs[p].subs(at), game.disagreement[p]) for p in game.players)

    return Condition(
        name="participation",
        definition="no ally is worse off than without agreement",
        necessary_of=clauses,
        sufficient_of=clauses,
        residual_of=residual,
    )


@remembered
def equal_gains() -> Condition:
    r"""All gains are equal: :math:`u_i - d_i = u_j - d_j` for all pairs (egalitarian).

    Residual: the largest :math:`|\log(\text{gain}_j / \text{gain}_i)|`
    (`bargain.game.conditions.balance`).
    """
    return _balance(
        "equal_gains",
        "all allies gain the same",
        lambda game: game.gains(),
        sp.S.Zero,
        pair="equal gains of",
    )


def _balance(
    name: str,
    definition: str,
    sides: Callable[[Game], Mapping[str, sp.Expr]],
    slack: sp.Expr,
    pair: str = "",
) -> Condition:
    """That a quantity is the same for all players up to a tolerance."""
    called = pair or f"{name}:"

    def clauses(game: Game) -> Encoding:
        values = sides(game)
        return Encoding(
            clauses=tuple(
                clause
                for a, b in combinations(values, 2)  # all pairs: no order of players is special
                for clause in same_up_to(called, values[a], values[b], sp.exp(slack), game, (a, b))
            )
        )

    def residual(game: Game, at: Mapping[sp.Symbol, Any]) -> float:
        if slack.free_symbols:
            raise OptionError("the residual needs a numeric tolerance", where=name)
        ratio = excess([e.subs(at) for e in sides(game).values()], sp.exp(slack))
        return 0.0 if ratio == 1 else measured(sp.log(ratio))

    symbols = tuple(sorted(slack.free_symbols, key=lambda s: s.name))
    return Condition(
        name=name,
        definition=definition,
        necessary_of=clauses,
        sufficient_of=clauses,
        residual_of=residual,
        parameters=symbols,
        domain=(sp.Ge(slack, 0, evaluate=False),) if symbols else (),
        sides=lambda game: tuple(sides(game).values()),
        tolerance=slack,
    )


def measure_of(game: Game, measure: str) -> Mapping[str, sp.Expr]:
    """A measure of a game by its name, or `GameError` with the names that it has."""
    of_type(game, Game, "game", fix="give a Game with continuous actions", error=GameError)
    if measure not in game.measures:
        raise GameError(
            f"the game has no measure {measure!r}",
            where=f"measures: {', '.join(game.measures) or 'none'}",
            fix=f"give the game measures={{{measure!r}: {{player: expression}}}}",
        )
    return game.measures[measure]


def of_player(measure: Mapping[str, sp.Expr], player: str) -> sp.Expr:
    """What a measure is for a player, or `GameError` with the players that it has."""
    if not isinstance(player, str) or player not in measure:
        raise GameError(f"unknown player {player!r}", fix="players: " + ", ".join(measure))
    return measure[player]


@remembered
def balanced(measure: str, tolerance: Any = 0) -> Condition:
    r"""The measure is the same for all allies, up to a tolerance.

    Parameters
    ----------
    measure : str
        A measure of the game: ``"autonomy"``, ``"security"``, ``"cost"``, …
    tolerance : number or symbol, default 0
        :math:`ε \ge 0`. The condition: all allies have equal amounts, or all have positive ones, or
        all negative ones, with :math:`|\log(m_j / m_i)| \le ε` for all pairs of players (THEORY,
        statement 5; `bargain.game.conditions.balance`). With 0 it is equality of all pairs;
        nobody's 0 balances a nonzero amount.

    Returns
    -------
    Condition
        Residual: the largest :math:`(|\log(m_j/m_i)| - ε)^+`; infinite where signs differ.

    Examples
    --------
    >>> balanced("security").name
    "balanced('security')"
    """
    if not isinstance(measure, str):
        raise OptionError(f"{measure!r} is not the name of a measure", fix="give a text")
    slack = exact_expression(tolerance)
    if slack.is_negative or (slack.is_number and sign_of(slack) == -1):
        raise OptionError("a tolerance is at least 0", where=f"tolerance = {slack}")
    words = f"all allies have the same {measure}"
    return _balance(
        f"balanced({measure!r})" if slack == 0 else f"balanced({measure!r}, {to_text(slack)})",
        words if slack == 0 else f"{words} up to a factor e^{slack}",
        lambda game: measure_of(game, measure),
        slack,
    )


@remembered
def positive(measure: str) -> Condition:
    """The measure is positive for every ally (residual: 0 or inf)."""

    def clauses(game: Game) -> Encoding:
        return Encoding(
            clauses=tuple(
                Clause(name=f"positive({measure!r}) for {p}", relation=sp.Gt(e, 0, evaluate=False))
                for p, e in measure_of(game, measure).items()
            )
        )

    def residual(game: Game, at: Mapping[sp.Symbol, Any]) -> float:
        held = all(sign_of(e.subs(at)) == 1 for e in measure_of(game, measure).values())
        return 0.0 if held else math.inf

    return Condition(
        name=f"positive({measure!r})",
        definition=f"every ally has positive {measure}",
        necessary_of=clauses,
        sufficient_of=clauses,
        residual_of=residual,
    )


@remembered
def holds(relation: Any) -> Condition:
    """A condition made from a relation between variables, terms and parameters.

    Parameters
    ----------
    relation : sympy relation
        For instance ``y_C >= 2*y_P``.

    Returns
    -------
    Condition
        Residual: the violation relative to the size of the two sides; infinite where a strict
        relation fails by nothing, or a side has no value.

    Raises
    ------
    OptionError
        If it is not a relation, or sympy already decided it.

    Examples
    --------
    >>> y_P, y_C = sp.symbols("y_P y_C")
    >>> holds(y_C >= 2*y_P).name
    'holds(y_C >= 2*y_P)'
    """
    if not isinstance(relation, Relational):
        raise OptionError(
            f"{relation!r} is not a relation",
            where="holds(…)",
            fix="write for instance holds(y_C >= 2*y_P)",
        )
    relation = exact_expression(relation)
    name = f"holds({to_text(relation)})"

    def clauses(game: Game) -> Encoding:
        for symbol in relation.free_symbols:
            if symbol.name in game.symbols:
                game.symbol(symbol)  # refuses a namesake with other assumptions
        return Encoding(clauses=(Clause(name=name, relation=relation),))

    def residual(game: Game, at: Mapping[sp.Symbol, Any]) -> float:
        left, right = relation.lhs.subs(at), relation.rhs.subs(at)
        sign = sign_of(left - right)
        if sign is None:
            return math.inf  # a side without a value
        if sign in HOLDING[relation.rel_op]:
            return 0.0
        return measured(abs(left - right) / (abs(left) + abs(right))) if sign else math.inf

    return Condition(
        name=name,
        definition=f"{relation.lhs} {relation.rel_op} {relation.rhs}",
        necessary_of=clauses,
        sufficient_of=clauses,
        residual_of=residual,
    )


@remembered
def full_equilibrium(discount: Any) -> Condition:
    """The "complete equilibrium" of the paper, in the reading of THEORY, section 2.

    Self-enforcing at the discount factor, efficient, balanced on autonomy and on security, with
    both concessions positive.

    Parameters
    ----------
    discount : number or symbol
        The discount factor β.

    Returns
    -------
    Condition

    References
    ----------
    Gu and Kim (2025), *Analysis on the Diplomatic Dilemma of the US-ROK Alliance*: the term is
    not defined there; this is the reading that the package starts from.

    Examples
    --------
    >>> [c.name for c in full_equilibrium(sp.Rational(1, 2)).simple()][:2]
    ['self_enforcing(1/2)', 'efficient']
    """
    return all_of(
        self_enforcing(discount),
        efficient(),
        balanced("autonomy"),
        balanced("security"),
        positive("autonomy"),
    )


@remembered
def partial_equilibrium(discount: Any, balance: str | None = None) -> Condition:
    """Self-enforcing and efficient, balanced on at most the one named issue."""
    parts = [self_enforcing(discount), efficient(), positive("autonomy")]
    return all_of(*parts, *([balanced(balance)] if balance else []))
