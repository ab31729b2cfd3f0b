r"""The places of a tree: its nodes in order, with their histories, information sets and subgames.

Places are numbered in preorder, the root is 0. The *own history* of a player at a place is the
sequence of the player's information sets and actions on the path to it. A player has *perfect
recall* if places of one information set have the same own history.

A place starts a *subgame* if no information set has places both in its subtree and outside, and it
is alone in its own. What belongs to a subgame and to no smaller one is its *top*.

References
----------
H. W. Kuhn (1953), Extensive games and the problem of information; R. Selten (1965).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sympy as sp

from bargain.errors import GameError
from bargain.game.trees.tree_nodes import End, Move, Node
from bargain.game.written import Action

__all__ = [
    "InformationSet",
    "Place",
    "Subgame",
    "TreeParts",
    "information_sets",
    "places_of",
    "subgames_of",
]

_MOST, _DEEPEST = 20_000, 150


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A node in its tree.

    Attributes
    ----------
    number : int
    node : Node
    history : tuple of labels
        The branches from the root.
    parent : int or None
    children : tuple of (label, number)
    """

    number: int
    node: Node
    history: tuple[Action, ...]
    parent: int | None
    children: tuple[tuple[Action, int], ...]

    @property
    def where(self) -> str:
        """The history in words."""
        return "after " + " → ".join(map(str, self.history)) if self.history else "at the root"


@dataclass(frozen=True, slots=True)
class InformationSet:
    """Places of one player that the player cannot tell apart.

    Attributes
    ----------
    name : str
        Its name; for a place alone without one, the player and the history.
    player : str
    actions : tuple of labels
    places : tuple of int
    """

    name: str
    player: str
    actions: tuple[Action, ...]
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Subgame:
    """A part of the tree that is a game of its own.

    Attributes
    ----------
    root : int
        The place at which it starts.
    top : tuple of int
        Numbers of the information sets that belong to no smaller subgame.
    inner : tuple of int
        Positions of the subgames that it holds and that no other one of these holds.
    """

    root: int
    top: tuple[int, ...]
    inner: tuple[int, ...]


class TreeParts:
    """What a `bargain.ExtensiveGame` consists of, which alone makes them."""

    __slots__ = (
        "assumptions", "information_sets", "name", "parameters", "places", "players", "root",
        "subgames",
    )  # fmt: skip

    root: Node
    players: tuple[str, ...]
    assumptions: tuple[sp.Basic, ...]
    name: str
    parameters: tuple[sp.Symbol, ...]
    places: tuple[Place, ...]
    information_sets: tuple[InformationSet, ...]
    subgames: tuple[Subgame, ...]


def places_of(root: Node) -> tuple[Place, ...]:
    """The places in preorder.

    Raises
    ------
    GameError
        If the tree is too large.
    """
    found: list[Place | None] = []

    def visit(node: Node, history: tuple[Action, ...], parent: int | None) -> int:
        number = len(found)
        if number >= _MOST or len(history) > _DEEPEST:
            raise GameError(
                f"the tree has more than {_MOST} nodes, or a path of more than {_DEEPEST}",
                where="ExtensiveGame",
                fix="write a shorter game: fewer rounds, or fewer offers",
            )
        found.append(None)
        branches = {} if isinstance(node, End) else node.branches
        children = tuple((a, visit(n, (*history, a), number)) for a, n in branches.items())
        found[number] = Place(number, node, history, parent, children)
        return number

    visit(root, (), None)
    return tuple(place for place in found if place is not None)


def information_sets(places: tuple[Place, ...]) -> tuple[InformationSet, ...]:
    """The information sets, in the order of their first places.

    Raises
    ------
    GameError
        If places of one set differ in player or actions, or in the player's own history.
    """
    groups: dict[tuple[str, object], list[Place]] = {}
    for place in places:
        if isinstance(node := place.node, Move):
            named = ("set", node.information) if node.information else ("place", place.number)
            groups.setdefault(named, []).append(place)
    found = []
    taken = {str(name) for kind, name in groups if kind == "set"}
    for first, *others in groups.values():
        node = first.node
        assert isinstance(node, Move)
        for other in others:
            _refuse_different(node, first, other)
        name = node.information
        if not name:
            steps = "/".join(map(str, first.history))
            name = f"{node.player} at {steps}" if steps else node.player
            while name in taken:
                name += "'"
        taken.add(name)
        numbers = tuple(p.number for p in (first, *others))
        found.append(InformationSet(name, node.player, tuple(node.branches), numbers))
    _refuse_forgetting(places, found)
    return tuple(found)


def _refuse_different(node: Move, first: Place, other: Place) -> None:
    again = other.node
    assert isinstance(again, Move)
    both = f"information set {node.information!r}: {first.where}, and {other.where}"
    if again.player != node.player:
        raise GameError(
            f"an information set of {node.player!r} and {again.player!r}",
            where=both,
            fix="give each player's sets names of their own",
        )
    if set(again.branches) != set(node.branches):
        raise GameError(
            "places of one information set have different moves",
            where=both,
            fix="give them the same actions: who can tell the moves apart can tell the places",
        )


def own_histories(
    places: tuple[Place, ...], sets: list[InformationSet] | tuple[InformationSet, ...]
) -> list[dict[str, tuple[tuple[int, Action], ...]]]:
    """For each place the own history of every player who has moved before."""
    number_of = {p: k for k, s in enumerate(sets) for p in s.places}
    found: list[dict[str, tuple[tuple[int, Action], ...]]] = []
    for place in places:
        if place.parent is None:
            found.append({})
            continue
        before, parent = found[place.parent], places[place.parent].node
        if isinstance(parent, Move):
            step = (number_of[place.parent], place.history[-1])
            mine = (*before.get(parent.player, ()), step)
            before = {**before, parent.player: mine}
        found.append(before)
    return found


def _refuse_forgetting(places: tuple[Place, ...], sets: list[InformationSet]) -> None:
    histories = own_histories(places, sets)
    for one in sets:
        first, *others = one.places
        for other in others:
            if histories[first].get(one.player) != histories[other].get(one.player):
                raise GameError(
                    f"imperfect recall: {one.player!r} forgets an own move",
                    where=f"information set {one.name!r}: {places[first].where}, and "
                    f"{places[other].where}",
                    fix="use different information sets after different own moves",
                )


def subgames_of(places: tuple[Place, ...], sets: tuple[InformationSet, ...]) -> tuple[Subgame, ...]:
    """The subgames, smaller ones first; the last is the whole game."""
    last = _last_inside(places)
    set_of = {p: k for k, s in enumerate(sets) for p in s.places}

    def starts(number: int) -> bool:
        if places[number].children == ():
            return False
        inside = {set_of[p] for p in range(number, last[number] + 1) if p in set_of}
        alone = number not in set_of or len(sets[set_of[number]].places) == 1
        return alone and all(number <= p <= last[number] for k in inside for p in sets[k].places)

    roots = [p.number for p in places if starts(p.number)]
    position = {root: k for k, root in enumerate(reversed(roots))}
    found = []
    for root in reversed(roots):
        top: dict[int, None] = {}
        inner: list[int] = []
        for number in _top(places, root, position):
            if number != root and number in position:
                inner.append(position[number])
            elif number in set_of:
                top[set_of[number]] = None
        found.append(Subgame(root, tuple(sorted(top)), tuple(sorted(inner))))
    return tuple(found)


def _top(places: tuple[Place, ...], root: int, stops: dict[int, int]) -> Iterator[int]:
    """The places below a root, not below other roots."""
    waiting = [root]
    while waiting:
        number = waiting.pop()
        yield number
        if number == root or number not in stops:
            waiting += [child for _, child in places[number].children]


def _last_inside(places: tuple[Place, ...]) -> list[int]:
    """For each place the last number in its subtree."""
    last = [p.number for p in places]
    for place in reversed(places):
        if place.parent is not None:
            last[place.parent] = max(last[place.parent], last[place.number])
    return last
