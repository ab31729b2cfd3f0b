r"""The Gambit ``.efg`` format of extensive-form games, read and written exactly.

A file starts with ``EFG 2 R "title" { players }`` and an optional comment; the nodes follow in
preorder:

- ``c "name" set "label" { "branch" probability … } outcome``: chance;
- ``p "name" player set "label" { "action" … } outcome``: a move, in an information set that is
  numbered for each player; a set that was seen before may leave out its label and actions;
- ``t "name" outcome``: an end.

An outcome is a number, 0 for none, with ``"label" { payoffs }`` where it is seen first. Payoffs at
moves and chance are added to those of all the ends below. Numbers are integers, decimals or
quotients, taken exactly.

References
----------
The Gambit documentation, "The extensive game (.efg) file format".
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from bargain.errors import FileError, GameError
from bargain.frozen import FrozenDict
from bargain.game.tables.gambit_text import GambitReader, quoted
from bargain.game.trees.tree_nodes import Chance, End, Move, Node, chance
from bargain.game.trees.tree_places import TreeParts

__all__ = ["format_efg", "read_efg"]

_DEEPEST, _LARGEST = 150, 20_000_000


def read_efg(source: str | os.PathLike[str]) -> tuple[str, list[str], Node]:
    """Return (title, players, root) of an ``.efg`` text, or of the file at a path.

    Raises
    ------
    FileError
        If it cannot be read or is not of the format; the message names the line.
    """
    if not isinstance(source, (str, os.PathLike)):
        raise FileError(f"{type(source).__name__} is no text or path", where=".efg",
                        fix="give the file's content or its path")  # fmt: skip
    text = source if isinstance(source, str) else ""
    if not text.removeprefix("\ufeff").lstrip().startswith("EFG"):
        path = Path(source)
        try:
            if path.stat().st_size > _LARGEST:
                raise FileError("the file is too large for a game", where=str(path))
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "it is no text in UTF-8"
            raise FileError(
                f"cannot read the file: {reason}",
                where=str(path)[:80],
                fix="give the path of an .efg file, or its content, which starts with EFG",
            ) from None
    return _File(GambitReader(text.removeprefix("\ufeff"))).read()


@dataclass(slots=True)
class _File:
    """What was read of a file so far."""

    reader: GambitReader
    players: list[str] = field(default_factory=list)
    outcomes: dict[int, list[Fraction]] = field(default_factory=dict)
    sets: dict[tuple[int, int], tuple[str, list[str]]] = field(default_factory=dict)
    draws: dict[int, list[tuple[str, Fraction]]] = field(default_factory=dict)

    def read(self) -> tuple[str, list[str], Node]:
        reader = self.reader
        title = reader.begin("EFG", "2")
        names = reader.texts("a player's name")
        self.players = [name or str(k + 1) for k, name in enumerate(names)]
        if len(set(self.players)) < len(names) or not names:
            raise FileError("two players share a name, or there is none", where="the players",
                            fix="give each a name of its own")  # fmt: skip
        if reader.peek()[0] == "text":
            reader.text("a comment")
        root = self._node([Fraction(0)] * len(names), 0)
        if reader.peek()[0] != "end":
            raise reader.fail("the end of the file")
        return title, self.players, self._with_names(root)

    def _node(self, paid: list[Fraction], depth: int) -> Node:
        reader = self.reader
        if depth > _DEEPEST:
            raise FileError(f"a path of more than {_DEEPEST} nodes", where="the tree")
        kind = reader.take("word", "a node: c, p or t")
        if kind not in ("c", "p", "t"):
            reader.next -= 1
            raise reader.fail("a node: c, p or t")
        reader.text("the node's name")
        if kind == "t":
            total = self._outcome(paid)
            return End(FrozenDict(zip(self.players, total, strict=True)))
        if kind == "c":
            line = self._line()
            drawn = self._draw(reader.index("the number of a set"))
            paid = self._outcome(paid)
            try:
                return chance({a: (p, self._node(paid, depth + 1)) for a, p in drawn})
            except GameError as error:
                raise FileError(error.what, where=f"line {line}", fix=error.fix) from None
        player = reader.index("the number of a player")
        if not 1 <= player <= len(self.players):
            reader.next -= 1
            raise reader.fail(f"a player from 1 to {len(self.players)}")
        number = reader.index("the number of an information set")
        actions = self._actions(player, number)
        paid = self._outcome(paid)
        below = FrozenDict({a: self._node(paid, depth + 1) for a in actions})
        return Move(self.players[player - 1], below, f"{player}:{number}")

    def _line(self) -> int:
        reader = self.reader
        return reader.tokens[min(reader.next, len(reader.tokens) - 1)][2]

    def _actions(self, player: int, number: int) -> list[str]:
        reader, known = self.reader, self.sets.get((player, number))
        label = reader.text("the label of the set") if reader.peek()[0] == "text" else None
        if reader.peek() == ("brace", "{"):
            before = reader.next
            actions = self._labels(reader.texts("an action"))
            if known is not None and known[1] != actions:
                reader.next = before
                raise reader.fail("the actions that the information set had before")
            known = known or (label or "", actions)
        if known is None:
            raise reader.fail("the actions of a new information set")
        self.sets[player, number] = known
        return known[1]

    def _labels(self, found: list[str]) -> list[str]:
        """Labels of branches; those without one, or with that of an earlier one, get a number."""
        if not found:
            self.reader.next -= 1
            raise self.reader.fail("one action or more")
        labels: list[str] = []
        for k, label in enumerate(found):
            own = label or str(k + 1)
            while own in labels or (own != label and own in found):
                own = f"{own} ({k + 1})"
            labels.append(own)
        return labels

    def _draw(self, number: int) -> list[tuple[str, Fraction]]:
        reader = self.reader
        if reader.peek()[0] == "text":
            reader.text("the label of the set")
        if reader.peek() == ("brace", "{"):
            reader.take("brace", "{ before the branches", "{")
            labels, odds = [], []
            while reader.peek() != ("brace", "}"):
                labels.append(reader.text("a branch"))
                odds.append(reader.number("a probability"))
            reader.next += 1
            self.draws[number] = list(zip(self._labels(labels), odds, strict=True))
        if number not in self.draws:
            raise reader.fail("the branches of chance")
        return self.draws[number]

    def _outcome(self, paid: list[Fraction]) -> list[Fraction]:
        """What was paid so far, and what the outcome adds."""
        reader = self.reader
        number = reader.index("the number of an outcome")
        if reader.peek()[0] == "text":
            reader.text("an outcome's label")
        if reader.peek() == ("brace", "{"):
            reader.take("brace", "{ before payoffs", "{")
            payoffs = [reader.number("a payoff") for _ in self.players]
            reader.take("brace", "} after payoffs", "}")
            self.outcomes[number] = payoffs
        if number == 0:
            return paid
        if number not in self.outcomes:
            raise reader.fail("the payoffs of a new outcome")
        return [a + b for a, b in zip(paid, self.outcomes[number], strict=True)]

    def _with_names(self, root: Node) -> Node:
        """The tree with labels for information sets: those of the file where they are distinct."""
        count: dict[str, int] = {}
        for node in _nodes(root):
            if isinstance(node, Move):
                count[node.information] = count.get(node.information, 0) + 1
        texts = [label for label, _ in self.sets.values()]
        names = {}
        for (player, number), (label, _) in self.sets.items():
            key = f"{player}:{number}"
            own = label if label and texts.count(label) == 1 else key
            names[key] = own if label or count.get(key, 0) > 1 else ""

        def named(node: Node) -> Node:
            if isinstance(node, End):
                return node
            branches = FrozenDict({a: named(n) for a, n in node.branches.items()})
            if isinstance(node, Chance):
                return Chance(branches, node.probabilities)
            return Move(node.player, branches, names[node.information])

        return named(root)


def _nodes(root: Node) -> Iterator[Node]:
    yield root
    if not isinstance(root, End):
        for node in root.branches.values():
            yield from _nodes(node)


def format_efg(game: TreeParts) -> str:
    """A numeric game in the format.

    Raises
    ------
    GameError
        If a payoff or a probability has parameters, or two actions the same text.
    """
    lines = [f"EFG 2 R {quoted(game.name)} {{ {' '.join(map(quoted, game.players))} }}", '""', ""]
    numbers: dict[int, tuple[int, int]] = {}
    count: dict[str, int] = {}
    for one in game.information_sets:
        count[one.player] = count.get(one.player, 0) + 1
        for number in one.places:
            numbers[number] = (game.players.index(one.player) + 1, count[one.player])
    set_of = {p: s for s in game.information_sets for p in s.places}
    drawn = ends = 0
    for place in game.places:
        node = place.node
        if isinstance(node, End):
            ends += 1
            paid = ", ".join(_number(node.payoffs[p], place.where) for p in game.players)
            lines.append(f't "" {ends} "" {{ {paid} }}')
        elif isinstance(node, Chance):
            drawn += 1
            odds = " ".join(
                f"{text} {_number(node.probabilities[a], place.where)}"
                for a, text in _texts(tuple(node.branches), place.where)
            )
            lines.append(f'c "" {drawn} "" {{ {odds} }} 0')
        else:
            player, own = numbers[place.number]
            actions = " ".join(t for _, t in _texts(tuple(node.branches), place.where))
            if tuple(node.branches) != set_of[place.number].actions:
                raise GameError("moves of one information set stand in another order",
                                where=place.where, fix="write them in one order")  # fmt: skip
            label = quoted(node.information)
            lines.append(f'p "" {player} {own} {label} {{ {actions} }} 0')
    return "\n".join(lines) + "\n"


def _texts(labels: tuple[object, ...], where: str) -> list[tuple[object, str]]:
    texts = [str(label) for label in labels]
    if len(set(texts)) < len(texts):
        raise GameError("two branches have the same text", where=where, fix="rename one")
    return [(label, quoted(text)) for label, text in zip(labels, texts, strict=True)]


def _number(value: object, where: str) -> str:
    if not isinstance(value, Fraction):
        raise GameError(
            f"the .efg format needs rational numbers, and there is {value}",
            where=where,
            fix="give values with game.at({…})",
        )
    return str(value)
