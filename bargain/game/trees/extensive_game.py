r"""Games in extensive form.

A tree of moves, chance and ends (`bargain.game.trees.tree_nodes`), with perfect recall. A *pure
strategy* of a player names an action at each of the player's information sets; a profile of them
leads to each end with some probability, and so to expected payoffs. Payoffs and probabilities may
hold parameters; that probabilities are not negative is assumed of them.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import sympy as sp

from bargain.arguments import listed, of_type, within_reach
from bargain.errors import GameError
from bargain.frozen import FrozenDict
from bargain.game.symbol_table import SymbolTable, assumption_relations
from bargain.game.tables.payoff_entry import exact_entry, exact_term, relation
from bargain.game.tables.payoff_parameters import left_assumed
from bargain.game.trees.tree_nodes import Chance, End, Move, Node
from bargain.game.trees.tree_places import (
    Place,
    TreeParts,
    information_sets,
    places_of,
    subgames_of,
)
from bargain.game.written import Boolean, Exact, Values

if TYPE_CHECKING:
    from bargain.game.tables.finite_game import FiniteGame

__all__ = ["ExtensiveGame"]


class ExtensiveGame(TreeParts):
    r"""A game in extensive form; immutable.

    Parameters
    ----------
    root : Node
        From `bargain.move`, `bargain.chance` and `bargain.end`.
    players : sequence of str, optional
        Their order; as they appear in the tree unless given.
    assumptions : sequence of sympy relations, optional
        What is assumed of the parameters, beyond the assumptions of their symbols.
    name : str, optional
        Title of the game.

    Attributes
    ----------
    parameters : tuple of sympy.Symbol
    places : tuple of Place
        The nodes in preorder.
    information_sets : tuple of InformationSet
    subgames : tuple of Subgame
        Smaller ones first.

    Raises
    ------
    GameError
        If an end leaves out a player, an information set has places with different players, moves
        or own histories (imperfect recall), or the tree is too large.

    Examples
    --------
    Entry deterrence (Selten 1978), with letters:

    >>> import bargain as bg
    >>> share, cost = sp.symbols("share cost", positive=True)
    >>> game = bg.ExtensiveGame(bg.move("entrant", {
    ...     "out": bg.end({"entrant": 0, "incumbent": 2*share}),
    ...     "in": bg.move("incumbent", {
    ...         "fight": bg.end({"entrant": -cost, "incumbent": share - cost}),
    ...         "accommodate": bg.end({"entrant": share, "incumbent": share}),
    ...     }),
    ... }))
    >>> game
    <ExtensiveGame 5 nodes, players entrant, incumbent, parameters cost, share>
    >>> print(game)
    entrant
      out: (0, 2*share)
      in: incumbent
        fight: (-cost, -cost + share)
        accommodate: (share, share)

    References
    ----------
    H. W. Kuhn (1953), Extensive games and the problem of information.
    """

    __slots__ = ()

    @within_reach
    def __init__(
        self,
        root: Node,
        players: Sequence[str] | None = None,
        assumptions: Sequence[Boolean] = (),
        name: str = "",
    ) -> None:
        if not isinstance(root, (Move, Chance, End)):
            raise GameError(
                f"{type(root).__name__} is no node",
                where="ExtensiveGame",
                fix="build it with bg.move, bg.chance and bg.end",
            )
        several = listed(assumptions, "assumptions", fix="write a list: [a > b]", error=GameError)
        places = places_of(root)
        names = _players(places, players)
        _refuse_other_payoffs(places, names)
        assumed = [r for r in map(relation, several) if r is not None]
        assumed += [r for r in _probable(places) if r not in assumed]
        symbols = _symbols(places, assumed)
        SymbolTable(symbols)
        sets = information_sets(places)
        for attribute, value in (
            ("root", root),
            ("players", names),
            ("assumptions", tuple(assumed)),
            ("name", of_type(name, str, "name", fix="give a text", error=GameError)),
            ("parameters", symbols),
            ("places", places),
            ("information_sets", sets),
            ("subgames", subgames_of(places, sets)),
        ):
            object.__setattr__(self, attribute, value)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("an ExtensiveGame is immutable; build a new one")

    def __reduce__(self) -> tuple[Any, ...]:
        return ExtensiveGame, (self.root, self.players, self.assumptions, self.name)

    @classmethod
    @within_reach
    def from_efg(cls, source: str | os.PathLike[str]) -> ExtensiveGame:
        """Read a Gambit ``.efg`` file: its text, or a path.

        See `bargain.game.trees.efg` for the format.

        Examples
        --------
        >>> text = 'EFG 2 R "t" { "A" }  p "" 1 1 "" { "l" "r" } 0 t "" 1 "" { 1 } t "" 2 "" { 2 }'
        >>> print(ExtensiveGame.from_efg(text))
        A
          l: (1)
          r: (2)
        """
        from bargain.game.trees.efg import read_efg

        title, players, root = read_efg(source)
        return cls(root, players=players, name=title)

    def to_efg(self) -> str:
        """The game as the text of a Gambit ``.efg`` file; `GameError` if it has parameters."""
        from bargain.game.trees.efg import format_efg

        return format_efg(self)

    @within_reach
    def to_finite(self) -> FiniteGame:
        r"""The strategic form: every player's pure strategies, and expected payoffs.

        A strategy is labelled by its action, or by its actions at the player's information sets in
        their order, with ``/`` between them.

        Raises
        ------
        GameError
            If it has more than 100,000 payoffs.

        Examples
        --------
        >>> import bargain as bg
        >>> p = sp.Symbol("p")
        >>> stop, go = bg.end({"A": 0, "B": 0}), bg.end({"A": 1, "B": p})
        >>> tree = bg.ExtensiveGame(bg.move("A", {
        ...     "stop": stop, "go": bg.move("B", {"stop": stop, "go": go})}))
        >>> print(tree.to_finite())
        A \ B |  stop    go
        ------+-----------
        stop  |  0, 0  0, 0
        go    |  0, 0  1, p
        """
        from bargain.game.trees.strategic_form import strategic_form

        return strategic_form(self)

    @property
    def parameter_relations(self) -> tuple[sp.Basic, ...]:
        """What is assumed of the parameters, as relations: of their symbols, then the rest."""
        return (*assumption_relations(self.parameters), *self.assumptions)

    @property
    def is_perfect_information(self) -> bool:
        """Whether every information set is one place."""
        return all(len(s.places) == 1 for s in self.information_sets)

    @within_reach
    def at(self, values: Values) -> ExtensiveGame:
        """The game with values, or expressions, for some or all parameters.

        Parameters
        ----------
        values : mapping of Symbol or name to number

        Raises
        ------
        GameError
            If a name is no parameter, or a value contradicts an assumption.

        Examples
        --------
        >>> import bargain as bg
        >>> a = sp.Symbol("a")
        >>> bg.ExtensiveGame(bg.move("A", {"l": bg.end({"A": a})})).at({a: 2}).root.branches["l"]
        End(payoffs={'A': Fraction(2, 1)})
        """
        table = SymbolTable(self.parameters)
        of_type(values, dict, "at", fix="write game.at({a: 3})", error=GameError)
        swap = {table.find(k): exact_term(v, f"{k}") for k, v in values.items()}
        kept = left_assumed(self.assumptions, swap)

        def changed(entry: Exact) -> Exact:
            return exact_entry(sp.sympify(entry).xreplace(swap).doit(), "at")

        def put_into(node: Node) -> Node:
            if isinstance(node, End):
                return End(FrozenDict({p: changed(v) for p, v in node.payoffs.items()}))
            branches = FrozenDict({a: put_into(n) for a, n in node.branches.items()})
            if isinstance(node, Move):
                return Move(node.player, branches, node.information)
            odds = {a: changed(p) for a, p in node.probabilities.items()}
            return Chance(branches, FrozenDict(odds))

        return ExtensiveGame(put_into(self.root), self.players, kept, self.name)

    def describe(self) -> str:
        """A description in words, followed by the tree."""
        lines = [self.name or "Game in extensive form", f"  players: {', '.join(self.players)}"]
        for one in self.information_sets:
            if len(one.places) > 1:
                places = "; ".join(self.places[p].where for p in one.places)
                lines.append(f"  {one.player} cannot tell apart ({one.name}): {places}")
        if self.parameters:
            lines.append("  parameters: " + ", ".join(map(str, self.parameters)))
        lines += [f"    assumed: {r}" for r in self.parameter_relations]
        return "\n".join([*lines, "", str(self)])

    def __str__(self) -> str:
        from bargain.game.trees.tree_text import tree_as_text

        return tree_as_text(self)

    def to_latex(self, path: Iterable[int] = ()) -> str:
        """The tree as a TikZ picture.

        Parameters
        ----------
        path : iterable of int
            Numbers of the places whose branches are drawn thick: an equilibrium path.
        """
        from bargain.game.trees.tree_text import tree_as_tikz

        return tree_as_tikz(self, frozenset(path))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ExtensiveGame):
            return NotImplemented
        own = (self.root, self.players, self.assumptions)
        return own == (other.root, other.players, other.assumptions)

    def __hash__(self) -> int:
        return hash((self.root, self.players, self.assumptions))

    def __repr__(self) -> str:
        title = f" {self.name!r}" if self.name else ""
        free = ", ".join(s.name for s in self.parameters)
        free = f", parameters {free}" if free else ""
        count = len(self.places)
        return f"<ExtensiveGame{title} {count} nodes, players {', '.join(self.players)}{free}>"


def _players(places: tuple[Place, ...], given: Sequence[str] | None) -> tuple[str, ...]:
    moving = dict.fromkeys(p.node.player for p in places if isinstance(p.node, Move))
    paid = {q: None for p in places if isinstance(p.node, End) for q in p.node.payoffs}
    found = tuple(moving | paid)
    if given is None:
        return found
    names = tuple(listed(given, "players", fix="give a list of names", error=GameError))
    if set(names) != set(found) or len(set(names)) != len(names):
        raise GameError(
            "the players are not those of the tree",
            where=f"{', '.join(map(str, names))}; in the tree: {', '.join(found)}",
            fix="name each player of the tree once",
        )
    return names


def _refuse_other_payoffs(places: tuple[Place, ...], players: tuple[str, ...]) -> None:
    for place in places:
        if isinstance(place.node, End) and set(place.node.payoffs) != set(players):
            left = ", ".join(p for p in players if p not in place.node.payoffs)
            raise GameError(f"no payoff for {left}", where=f"the end {place.where}",
                            fix="give every player a payoff at every end")  # fmt: skip


def _probable(places: tuple[Place, ...]) -> list[Boolean]:
    """That probabilities are not negative, where their symbols do not say so."""
    found = []
    for place in places:
        if isinstance(place.node, Chance):
            for p in map(sp.sympify, place.node.probabilities.values()):
                if p.free_symbols and not p.is_nonnegative:
                    found.append(sp.Ge(p, 0, evaluate=False))
    return list(dict.fromkeys(found))


def _symbols(places: tuple[Place, ...], assumed: Sequence[Boolean]) -> tuple[sp.Symbol, ...]:
    found = {s for r in assumed for s in r.free_symbols}
    for place in places:
        node = place.node
        entries: Iterable[Exact] = ()
        if isinstance(node, End):
            entries = node.payoffs.values()
        elif isinstance(node, Chance):
            entries = node.probabilities.values()
        found |= {s for e in entries if isinstance(e, sp.Basic) for s in e.free_symbols}
    return tuple(sorted(found, key=lambda s: s.name))
