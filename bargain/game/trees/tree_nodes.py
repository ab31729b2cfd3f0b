r"""The nodes of a game in extensive form: moves, chance, and ends.

A *move* is a node at which a player chooses one of finitely many actions; moves of one player with
the same *information* cannot be told apart by that player. At *chance* nature draws a branch with
given probabilities. An *end* has a payoff for every player. Payoffs and probabilities are exact
numbers or expressions in parameters.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import sympy as sp

from bargain.arguments import mapping, of_type
from bargain.errors import GameError
from bargain.frozen import FrozenDict
from bargain.game.tables.payoff_entry import exact_entry
from bargain.game.written import Action, Exact, Number

__all__ = ["Chance", "End", "Move", "Node", "chance", "end", "move"]


@dataclass(frozen=True, slots=True)
class End:
    """A terminal node.

    Attributes
    ----------
    payoffs : mapping of player to exact number or expression
    """

    payoffs: Mapping[str, Exact]


@dataclass(frozen=True, slots=True)
class Move:
    """A node at which a player chooses.

    Attributes
    ----------
    player : str
    branches : mapping of action to node
    information : str
        The information set; empty for a set of this node alone.
    """

    player: str
    branches: Mapping[Action, Node]
    information: str = ""


@dataclass(frozen=True, slots=True)
class Chance:
    """A node at which nature draws.

    Attributes
    ----------
    branches : mapping of label to node
    probabilities : mapping of label to exact number or expression
    """

    branches: Mapping[Action, Node]
    probabilities: Mapping[Action, Exact]


Node: TypeAlias = Move | Chance | End


def move(player: str, branches: Mapping[Action, Node], information: str | None = None) -> Move:
    """A node at which a player chooses one of the branches.

    Parameters
    ----------
    player : str
    branches : mapping of action to node
    information : str, optional
        Moves of the player with the same text here cannot be told apart.

    Returns
    -------
    Move

    Raises
    ------
    GameError
        For a player without a name, no branches, or what is no node.

    Examples
    --------
    >>> move("A", {"in": end({"A": 1}), "out": end({"A": 0})}).player
    'A'
    """
    if not isinstance(player, str) or not player.strip() or not player.isprintable():
        raise GameError("a player's name is no text", where=f"move({player!r})", fix="use a str")
    text = of_type(information or "", str, "information", fix="give a text", error=GameError)
    return Move(player, _branches(branches, f"move of {player!r}"), text)


def chance(branches: Mapping[Action, tuple[Number, Node]]) -> Chance:
    """A node at which nature draws one of the branches.

    Parameters
    ----------
    branches : mapping of label to (probability, node)
        Probabilities are numbers or expressions that add up to 1 identically.

    Returns
    -------
    Chance

    Raises
    ------
    GameError
        If a probability is negative or more than 1, or they do not add up to 1.

    Examples
    --------
    >>> p = sp.Symbol("p")
    >>> drawn = chance({"weak": (p, end({"A": 1})), "strong": (1 - p, end({"A": 0}))})
    >>> drawn.probabilities["strong"]
    1 - p
    >>> chance({"weak": (p, end({"A": 1})), "strong": (p, end({"A": 0}))})
    Traceback (most recent call last):
    ...
    bargain.errors.GameError: probabilities add up to 2*p, not to 1 [chance: weak, strong]; let \
    them add up to 1 for all parameters, for instance by 1 - p
    """
    of_type(branches, Mapping, "chance", fix="write {label: (probability, node)}", error=GameError)
    where = "chance: " + ", ".join(map(str, branches))
    nodes, odds = {}, {}
    for label, pair in branches.items():
        if not isinstance(pair, (tuple, list)) or len(pair) != 2:
            raise GameError(
                f"branch {label!r} has no pair", where=where, fix="write (probability, node)"
            )
        odds[label] = exact_entry(pair[0], f"probability of {label!r}")
        nodes[label] = pair[1]
    total = sp.cancel(sp.Add(*map(sp.sympify, odds.values())))
    if total != 1 and sp.simplify(total - 1) != 0:
        raise GameError(
            f"probabilities add up to {total}, not to 1",
            where=where,
            fix="let them add up to 1 for all parameters, for instance by 1 - p",
        )
    for label, p in odds.items():
        if sp.sympify(p).is_negative or (sp.sympify(p) - 1).is_positive:
            raise GameError(f"{p} is no probability", where=f"{where}: {label}", fix="give 0 to 1")
    return Chance(_branches(nodes, where), FrozenDict(odds))


def end(payoffs: Mapping[str, Number]) -> End:
    """A terminal node with a payoff for every player.

    Parameters
    ----------
    payoffs : mapping of player to number or expression
        In each player's own unit.

    Returns
    -------
    End

    Raises
    ------
    GameError
        If a payoff is no finite real number or expression.

    Examples
    --------
    >>> end({"A": "1/2", "B": sp.Symbol("b")}).payoffs["A"]
    Fraction(1, 2)
    """
    given = mapping(payoffs, "payoffs", fix="write {player: payoff}", error=GameError)
    if not given:
        raise GameError("an end has no payoffs", where="end", fix="write {player: payoff}")
    return End(FrozenDict({p: exact_entry(v, f"end: payoff of {p!r}") for p, v in given.items()}))


def _branches(given: Mapping[Action, Node], where: str) -> Mapping[Action, Node]:
    of_type(given, Mapping, where, fix="write {label: node}", error=GameError)
    if not given:
        raise GameError("a node has no branches", where=where, fix="give one or more, or an end")
    for label, node in given.items():
        if not isinstance(label, Hashable) or not str(label).strip():
            raise GameError(f"{label!r} is no label", where=where, fix="use a text or a number")
        if not isinstance(node, (Move, Chance, End)):
            raise GameError(
                f"branch {label!r} is no node", where=where, fix="use move, chance or end"
            )
    return FrozenDict(given)
