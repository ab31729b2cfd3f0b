"""The Gambit ``.nfg`` format of strategic-form games, read and written exactly.

A file starts with ``NFG 1 R "title" { players }``, followed by the numbers of strategies
``{ 2 3 }`` or the strategies' names ``{ { "a" "b" } { "c" "d" "e" } }``, an optional comment, and

- the *payoff version*: for every contingency the payoffs of all players; or
- the *outcome version*: a list ``{ { "label" payoffs } … }`` and for every contingency the number
  of its outcome, where 0 is the null outcome with payoff 0 for everybody.

Contingencies are listed with the first player's strategy changing fastest. Strategies without
a name, and later ones of a repeated name, are numbered. Numbers are integers, decimals or
quotients, taken exactly (``0.1`` is 1/10).

References
----------
The Gambit documentation, "The strategic game (.nfg) file format".
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import product

import numpy as np

from bargain.errors import FileError, GameError
from bargain.game.tables.gambit_text import GambitReader, quoted
from bargain.game.tables.table_parts import TableParts

__all__ = ["format_nfg", "parse_nfg"]

_MOST_CONTINGENCIES = 10**7


def parse_nfg(text: str) -> tuple[str, list[str], dict[str, list[str]], dict[str, np.ndarray]]:
    """Return (title, players, actions, payoff tables) of an ``.nfg`` text.

    Raises
    ------
    FileError
        If the text is not of the format; the message names the line.

    Examples
    --------
    >>> title, players, actions, tables = parse_nfg('NFG 1 R "t" { "a" "b" } { 1 2 } 1 0.1 3 1/2')
    >>> tables["b"].tolist()
    [[Fraction(1, 10), Fraction(1, 2)]]
    """
    if not isinstance(text, str):
        raise FileError(
            f"{type(text).__name__} is not a text",
            where=".nfg",
            fix="give the file's content: Path(...).read_text()",
        )
    reader = GambitReader(text.removeprefix("\ufeff"))
    title = reader.begin("NFG", "1")
    players = [name or str(k + 1) for k, name in enumerate(reader.texts("a player's name"))]
    if repeated := [p for p in players if players.count(p) > 1]:
        raise FileError(f"two players are called {repeated[0]!r}", fix="rename one")
    labels = _strategies(reader, len(players))
    if reader.peek()[0] == "text":
        reader.text("a comment")
    shape = tuple(map(len, labels))
    count = 1
    for k in shape:
        count *= k
    if count > _MOST_CONTINGENCIES:
        raise FileError(f"{count} contingencies are too many", where="strategies")
    cells = (
        _outcome_cells(reader, len(players), count)
        if reader.peek()[0] == "brace"
        else [[reader.number("a payoff") for _ in players] for _ in range(count)]
    )
    if reader.peek()[0] != "end":
        raise reader.fail("the end of the file")
    tables = {p: np.empty(shape, dtype=object) for p in players}
    order = (at[::-1] for at in product(*(range(k) for k in reversed(shape))))
    for at, cell in zip(order, cells, strict=True):
        for player, value in zip(players, cell, strict=True):
            tables[player][at] = value
    return title, players, dict(zip(players, labels, strict=True)), tables


def _distinct(names: list[str]) -> list[str]:
    """Number empty names, and later ones of a repeated name: ``a``, ``a (2)``."""
    out: list[str] = []
    for k, name in enumerate(names):
        label, number = name or str(k + 1), 1
        while label in out or (number > 1 and label in names):
            number += 1
            label = f"{name or k + 1} ({number})"
        out.append(label)
    return out


def _strategies(reader: GambitReader, count: int) -> list[list[str]]:
    reader.take("brace", "{ before the strategies", "{")
    labels: list[list[str]] = []
    while reader.peek() != ("brace", "}"):
        if reader.peek() == ("brace", "{"):
            labels.append(_distinct(reader.texts("a strategy's name")))
        else:
            size = reader.index("a number of strategies")
            if size > _MOST_CONTINGENCIES:
                raise FileError(f"{size} strategies are too many", where="strategies")
            labels.append([str(k + 1) for k in range(size)])
    if len(labels) != count or not all(labels):
        raise reader.fail(f"strategies of {count} players")
    reader.next += 1
    return labels


def _outcome_cells(reader: GambitReader, players: int, count: int) -> list[list[Fraction]]:
    reader.take("brace", "{ before the outcomes", "{")
    outcomes = [[Fraction(0)] * players]
    while reader.peek() != ("brace", "}"):
        reader.take("brace", "{ before an outcome", "{")
        reader.text("an outcome's label")
        outcomes.append([reader.number("a payoff") for _ in range(players)])
        reader.take("brace", "} after an outcome", "}")
    reader.next += 1
    cells = []
    for _ in range(count):
        before = reader.next
        k = reader.index("the number of an outcome")
        if k >= len(outcomes):
            reader.next = before
            raise reader.fail(f"an outcome up to {len(outcomes) - 1}")
        cells.append(outcomes[k])
    return cells


def format_nfg(game: TableParts, tables: Sequence[np.ndarray]) -> str:
    """Return a numeric game in the payoff version of the format.

    Raises
    ------
    GameError
        If a payoff is symbolic.
    """
    names = " ".join(map(quoted, game.players))
    lines = [f"NFG 1 R {quoted(game.name)} {{ {names} }}", ""]
    lines.append("{")
    for player in game.players:
        labels = [str(a) for a in game.actions[player]]
        if len(set(labels)) != len(labels) or "" in labels:
            raise GameError(
                "two actions have the same text, or none", where=player, fix="rename them"
            )
        lines.append(f"{{ {' '.join(map(quoted, labels))} }}")
    lines += ["}", '""', ""]
    for at in product(*(range(k) for k in reversed(game.shape))):
        lines.append(" ".join(str(t[at[::-1]]) for t in tables))
    return "\n".join(lines) + "\n"
