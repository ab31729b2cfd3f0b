"""A game in extensive form as TOML text: what a certificate of its equilibria carries.

As for tables (`bargain.game.tables.table_file`), with ``kind = "tree"`` and a table for each place,
``places.NUMBER``, in preorder. A move has ``player``, ``information`` and ``branches``, the labels
of what follows; chance has ``branches`` and ``probabilities``; an end has ``payoffs``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sympy as sp

from bargain.errors import FileError
from bargain.game.expression import parse, to_text
from bargain.game.tables.table_file import as_text, heading, read_heading
from bargain.game.trees.extensive_game import ExtensiveGame
from bargain.game.trees.tree_nodes import Chance, End, Node, chance, end, move

__all__ = ["tree_from_toml", "tree_to_toml"]

_DEEPEST = 150


def tree_to_toml(game: ExtensiveGame) -> str:
    """The tree as TOML text.

    Examples
    --------
    >>> a = sp.Symbol("a")
    >>> game = ExtensiveGame(move("A", {"l": end({"A": a}), "r": end({"A": 0})}, "here"))
    >>> tree_from_toml(tree_to_toml(game)) == game
    True
    """
    content = heading("tree", game)
    content["places"] = {str(p.number): _place(p.node) for p in game.places}
    return as_text(content)


def _place(node: Node) -> dict[str, Any]:
    if isinstance(node, End):
        return {"payoffs": {p: to_text(sp.sympify(v)) for p, v in node.payoffs.items()}}
    branches = [str(label) for label in node.branches]
    if isinstance(node, Chance):
        odds = [to_text(sp.sympify(p)) for p in node.probabilities.values()]
        return {"branches": branches, "probabilities": odds}
    return {"player": node.player, "information": node.information, "branches": branches}


def tree_from_toml(text: str) -> ExtensiveGame:
    """The tree of a text."""
    content, symbols = read_heading(text, "tree")
    try:
        places = iter([content["places"][str(k)] for k in range(len(content["places"]))])
        root = _node(places, symbols, 0)
        if next(places, None) is not None:
            raise FileError("there is more than one tree", where="the certificate's game")
        return ExtensiveGame(root, content["players"], content["assumptions"],
                             content.get("name", ""))  # fmt: skip
    except (KeyError, TypeError, ValueError, AttributeError, StopIteration) as error:
        raise FileError(f"no tree: {error!r}", where="the certificate's game") from None


def _node(
    places: Iterator[Mapping[str, Any]], symbols: Mapping[str, sp.Symbol], depth: int
) -> Node:
    """The next place, with all that follows it."""
    if depth > _DEEPEST:
        raise FileError("the tree is too deep", where="the certificate's game")
    place = next(places)
    if "payoffs" in place:
        return end({p: parse(v, symbols) for p, v in place["payoffs"].items()})
    labels = place["branches"]
    below = {label: _node(places, symbols, depth + 1) for label in labels}
    if len(below) != len(labels):
        raise FileError("two branches have one name", where="the certificate's game")
    if "probabilities" not in place:
        return move(place["player"], below, place["information"])
    odds = [parse(p, symbols) for p in place["probabilities"]]
    return chance({a: (p, below[a]) for a, p in zip(labels, odds, strict=True)})
