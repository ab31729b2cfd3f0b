"""Conditions that relate payoffs and measures directly, and what the paper joins out of them."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import ClassVar

import sympy as sp
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean, BooleanAtom

from bargain.arguments import of_type, shown
from bargain.budget import spend_on
from bargain.errors import GameError, OptionError
from bargain.exact import exact_expression
from bargain.game.alternatives import (
    Alternatives,
    combination,
    each_side,
    from_boolean,
    opposite,
    ways_of,
)
from bargain.game.conditions.balance import excess, same_up_to
from bargain.game.conditions.best_replies import self_enforcing
from bargain.game.conditions.clauses import Clause, Encoding
from bargain.game.conditions.condition import Condition, Number, Point, all_of, any_of, by_name
from bargain.game.conditions.efficiency import efficient
from bargain.game.conditions.slopes import measured, shortfall
from bargain.game.expression import to_text
from bargain.game.game import Game
from bargain.game.pieces import pieces_and_gaps
from bargain.game.symbol_table import HOLDING, from_parts, in_parts
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


@dataclass(frozen=True, slots=True, repr=False)
class Participation(Condition):
    """See `participation`."""

    name: ClassVar[str] = "participation"
    definition: ClassVar[str] = "no player is worse off than without agreement"

    def necessary(self, game: Game) -> Encoding:
        return Encoding(
            clauses=tuple(
                Clause(name=f"participation of {p}", relation=sp.Ge(gain, 0, evaluate=False))
                for p, gain in game.gains().items()
            )
        )

    def residual_at(self, game: Game, at: Point) -> float:
        return max(shortfall(game.payoffs[p].subs(at), game.disagreement[p]) for p in game.players)


def participation() -> Condition:
    r"""Every player gets at least its outside option: :math:`u_i \ge d_i`.

    Residual: the largest shortfall :math:`\max_i (d_i - u_i)^+`, divided by
    :math:`|u_i| + |d_i|`.

    Returns
    -------
    Condition

    Examples
    --------
    >>> participation().name
    'participation'
    """
    return Participation()


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Balance(Condition):
    """That a quantity is the same for all players up to a tolerance (a log-ratio)."""

    tolerance: sp.Expr = sp.S.Zero

    @property
    def lead(self) -> str:
        """What the names of the clauses begin with."""
        return f"{self.title}:"

    @abstractmethod
    def amounts(self, game: Game) -> Mapping[str, sp.Expr]:
        """The quantities that have to be the same, by player."""

    @property
    def parameters(self) -> tuple[sp.Symbol, ...]:
        return by_name(self.tolerance.free_symbols)

    @property
    def domain(self) -> tuple[Relational, ...]:
        return (sp.Ge(self.tolerance, 0, evaluate=False),) if self.parameters else ()

    def necessary(self, game: Game) -> Encoding:
        values, factor = self.amounts(game), sp.exp(self.tolerance)
        return Encoding(
            clauses=tuple(
                clause
                for a, b in combinations(values, 2)  # all pairs: no order of players is special
                for clause in same_up_to(self.lead, values[a], values[b], factor, game, (a, b))
            )
        )

    def residual_at(self, game: Game, at: Point) -> float:
        if self.parameters:
            raise OptionError("the residual needs a numeric tolerance", where=self.name)
        values = [e.subs(at) for e in self.amounts(game).values()]
        ratio = excess(values, sp.exp(self.tolerance))
        return 0.0 if ratio == 1 else measured(sp.log(ratio))


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class EqualGains(Balance):
    """See `equal_gains`."""

    name: ClassVar[str] = "equal_gains"
    said: ClassVar[str] = "gives equal gains"
    definition: ClassVar[str] = "all players gain the same"
    lead: ClassVar[str] = "equal gains of"

    def amounts(self, game: Game) -> Mapping[str, sp.Expr]:
        return game.gains()


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Balanced(Balance):
    """See `balanced`."""

    measure: str

    @property
    def name(self) -> str:
        slack = "" if self.tolerance == 0 else f", {to_text(self.tolerance)}"
        return f"balanced({self.measure!r}{slack})"

    @property
    def said(self) -> str:
        slack = "" if self.tolerance == 0 else f" up to a factor e^{to_text(self.tolerance)}"
        return f"gives equal {self.measure}{slack}"

    @property
    def definition(self) -> str:
        slack = "" if self.tolerance == 0 else f" up to a factor e^{self.tolerance}"
        return f"all players have the same {self.measure}{slack}"

    def amounts(self, game: Game) -> Mapping[str, sp.Expr]:
        return measure_of(game, self.measure)


def equal_gains() -> Condition:
    r"""All gains are equal: :math:`u_i - d_i = u_j - d_j` for all pairs (egalitarian).

    Residual: the largest :math:`|\log(\text{gain}_j / \text{gain}_i)|`
    (`bargain.game.conditions.balance`).

    Returns
    -------
    Condition

    Examples
    --------
    >>> import bargain as bg
    >>> c = bg.conditions
    >>> c.equal_gains().name
    'equal_gains'
    """
    return EqualGains()


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


def balanced(measure: str, tolerance: Number = 0) -> Condition:
    r"""The measure is the same for all players, up to a tolerance.

    Parameters
    ----------
    measure : str
        A measure of the game: ``"autonomy"``, ``"security"``, ``"cost"``, …
    tolerance : number or symbol, default 0
        :math:`ε \ge 0`. The condition: all players have equal amounts, or all have positive ones,
        or all negative ones, with :math:`|\log(m_j / m_i)| \le ε` for all pairs of players (THEORY,
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
    return Balanced(measure=measure, tolerance=slack)


@dataclass(frozen=True, slots=True, repr=False)
class Positive(Condition):
    """See `positive`."""

    measure: str

    @property
    def name(self) -> str:
        return f"positive({self.measure!r})"

    @property
    def said(self) -> str:
        return f"gives positive {self.measure}"

    @property
    def definition(self) -> str:
        return f"every player has positive {self.measure}"

    def necessary(self, game: Game) -> Encoding:
        return Encoding(
            clauses=tuple(
                Clause(name=f"{self.title} for {p}", relation=sp.Gt(e, 0, evaluate=False))
                for p, e in measure_of(game, self.measure).items()
            )
        )

    def residual_at(self, game: Game, at: Point) -> float:
        held = all(sign_of(e.subs(at)) == 1 for e in measure_of(game, self.measure).values())
        return 0.0 if held else math.inf


def positive(measure: str) -> Condition:
    """The measure is positive for every player (residual: 0 or inf).

    Parameters
    ----------
    measure : str
        Of the game, such as ``"autonomy"``.

    Returns
    -------
    Condition

    Examples
    --------
    >>> import bargain as bg
    >>> c = bg.conditions
    >>> c.positive("autonomy").name
    "positive('autonomy')"
    """
    return Positive(measure)


def _holds_again(parts: object) -> Holds:
    return Holds(from_parts(parts))


class _Written(Condition):
    """A condition with the text of its relation, printed once: questions ask for it many times.

    The work is counted each time, so that effort does not depend on what was asked before.
    """

    __slots__ = ("_printed",)
    _printed: str
    relation: Relational

    @property
    def text(self) -> str:
        """The relation as it is written."""
        try:
            text = self._printed
        except AttributeError:
            text = to_text(self.relation)
            object.__setattr__(self, "_printed", text)
            return text
        spend_on(self.relation)
        return text


@dataclass(frozen=True, slots=True, repr=False)
class Holds(_Written):
    """See `holds`."""

    relation: Relational

    def __reduce__(self) -> tuple[object, ...]:
        return _holds_again, (in_parts(self.relation),)

    @property
    def name(self) -> str:
        return f"holds({self.text})"

    @property
    def said(self) -> str:
        return f"has {self.text}"

    @property
    def definition(self) -> str:
        return self.text

    def necessary(self, game: Game) -> Encoding:
        for symbol in self.relation.free_symbols:
            if symbol.name in game.symbols:
                game.symbol(symbol)  # refuses a namesake with other assumptions
        return Encoding(clauses=(Clause(name=self.title, relation=self.relation),))

    @property
    def names_symbols(self) -> bool:
        return True

    def denied(self, game: Game) -> Encoding:
        """The opposite relation, or a side that has no value."""
        if pieces_and_gaps(self.relation.lhs - self.relation.rhs)[1]:
            raise OptionError(
                f"a side of {self.name} has no value where no branch applies",
                where=f"~{self.name}",
                fix="end the branches with (value, True)",
            )
        self.necessary(game)
        return Encoding(
            clauses=(
                Clause(name=f"not {self.title}", relation=combination(opposite(self.relation))),
            )
        )

    def residual_at(self, game: Game, at: Point) -> float:
        left, right = self.relation.lhs.subs(at), self.relation.rhs.subs(at)
        sign = sign_of(left - right)
        if sign is None:
            return math.inf  # a side without a value
        if sign in HOLDING[self.relation.rel_op]:
            return 0.0
        return measured(abs(left - right) / (abs(left) + abs(right))) if sign else math.inf


def holds(relation: sp.Basic) -> Condition:
    """A condition made from a relation between variables, terms and parameters.

    Parameters
    ----------
    relation : sympy relation, or relations joined by `And`, `Or`, `Not`, `Implies`
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
    if isinstance(relation, BooleanAtom) or not isinstance(relation, (Boolean, Alternatives)):
        raise OptionError(
            f"{shown(relation)} is not a relation",
            where="holds(…)",
            fix="write for instance holds(y_C >= 2*y_P); a text is read by game.parse_relation",
        )
    found = each_side(from_boolean(relation), exact_expression)
    ways = [[Holds(r) for r in way] for way in ways_of(found)]
    parts = [way[0] if len(way) == 1 else all_of(*way) for way in ways]
    return parts[0] if len(parts) == 1 else any_of(*parts)


def full_equilibrium(discount: Number) -> Condition:
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


def partial_equilibrium(discount: Number, balance: str | None = None) -> Condition:
    """Self-enforcing and efficient, balanced on at most the one named issue.

    Parameters
    ----------
    discount : number or symbol
        As for `self_enforcing`.
    balance : str, optional
        The measure that is balanced; none without it.

    Returns
    -------
    Condition

    Examples
    --------
    >>> import bargain as bg
    >>> c = bg.conditions
    >>> c.partial_equilibrium("1/2", "security").name
    "self_enforcing(1/2) and efficient and positive('autonomy') and balanced('security')"
    """
    parts = [self_enforcing(discount), efficient(), positive("autonomy")]
    return all_of(*parts, *([balanced(balance)] if balance else []))
