"""The Gambit ``.nfg`` format of strategic-form games, read and written exactly.

A file starts with ``NFG 1 R "title" { players }``, followed by the numbers of strategies
``{ 2 3 }`` or the strategies' names ``{ { "a" "b" } { "c" "d" "e" } }``, an optional comment, and

- the *payoff version*: for every contingency the payoffs of all players; or
- the *outcome version*: a list ``{ { "label" payoffs } … }`` and for every contingency the number
  of its outcome, where 0 is the null outcome with payoff 0 for everybody.

Contingencies are listed with the first player's strategy changing fastest. Numbers are integers,
decimals or quotients, taken exactly (``0.1`` is 1/10).

References
----------
The Gambit documentation, "The strategic game (.nfg) file format".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import product

import numpy as np

from bargain.errors import FileError, GameError
from bargain.exact import to_fraction
from bargain.game.tables.table_parts import TableParts

__all__ = ["format_nfg", "parse_nfg"]

_TOKEN = re.compile(r'\s+|,|(?P<text>"(?:\\.|[^"\\])*")|(?P<brace>[{}])|(?P<word>[^\s,{}"]+)', re.S)
_MOST_CONTINGENCIES = 10**7


class _Reader:
    """Tokens of a file, with one token of lookahead and the line for error messages."""

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str, int]] = []
        at, line = 0, 1
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None:
                raise FileError("a text is not closed", where=f"line {line}", fix='add a "')
            if match.lastgroup is not None:
                self.tokens.append((match.lastgroup, match.group(), line))
            line += match.group().count("\n")
            at = match.end()
        self.next = 0

    def peek(self) -> tuple[str, str]:
        if self.next == len(self.tokens):
            return "end", ""
        return self.tokens[self.next][:2]

    def fail(self, wanted: str) -> FileError:
        if self.next == len(self.tokens):
            return FileError(f"the file ends early: {wanted} expected", where="end of file")
        _, value, line = self.tokens[self.next]
        return FileError(
            f"{wanted} expected, not {value[:40]}",
            where=f"line {line}",
            fix="write it as Gambit does: NFG 1 R 'title' { 'A' 'B' } { 2 2 } 3 3 0 5 5 0 1 1",
        )

    def take(self, kind: str, wanted: str, value: str | None = None) -> str:
        found, text = self.peek()
        if found != kind or (value is not None and text != value):
            raise self.fail(wanted)
        self.next += 1
        return text

    def text(self, wanted: str) -> str:
        return re.sub(r"\\(.)", r"\1", self.take("text", wanted)[1:-1], flags=re.S)

    def texts(self, wanted: str) -> list[str]:
        self.take("brace", f"{{ before {wanted}", "{")
        out = []
        while self.peek() != ("brace", "}"):
            out.append(self.text(wanted))
        self.next += 1
        return out

    def number(self, wanted: str) -> Fraction:
        kind, word = self.peek()
        if kind != "word":
            raise self.fail(wanted)
        try:
            value = to_fraction(word)
        except ValueError:
            raise self.fail(wanted) from None
        self.next += 1
        return value

    def index(self, wanted: str) -> int:
        before = self.next
        value = self.number(wanted)
        if value.denominator != 1 or value < 0:
            self.next = before
            raise self.fail(wanted)
        return int(value)


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
    reader = _Reader(text.removeprefix("\ufeff"))
    reader.take("word", "the word NFG", "NFG")
    reader.take("word", "version 1", "1")
    if reader.take("word", "R or D") not in ("R", "D"):
        reader.next -= 1
        raise reader.fail("R or D")
    title = reader.text("the title")
    players = _distinct(reader.texts("a player's name"), "player")
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


def _distinct(names: list[str], kind: str) -> list[str]:
    """Number empty names; refuse repeated ones."""
    out = [name or str(k + 1) for k, name in enumerate(names)]
    for name in out:
        if out.count(name) > 1:
            raise FileError(f"the name {name!r} of a {kind} is repeated", fix="rename one")
    return out


def _strategies(reader: _Reader, count: int) -> list[list[str]]:
    reader.take("brace", "{ before the strategies", "{")
    labels: list[list[str]] = []
    while reader.peek() != ("brace", "}"):
        if reader.peek() == ("brace", "{"):
            labels.append(_distinct(reader.texts("a strategy's name"), "strategy"))
        else:
            size = reader.index("a number of strategies")
            if size > _MOST_CONTINGENCIES:
                raise FileError(f"{size} strategies are too many", where="strategies")
            labels.append([str(k + 1) for k in range(size)])
    if len(labels) != count or not all(labels):
        raise reader.fail(f"strategies of {count} players")
    reader.next += 1
    return labels


def _outcome_cells(reader: _Reader, players: int, count: int) -> list[list[Fraction]]:
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
    names = " ".join(map(_quoted, game.players))
    lines = [f"NFG 1 R {_quoted(game.name)} {{ {names} }}", ""]
    lines.append("{")
    for player in game.players:
        labels = [str(a) for a in game.actions[player]]
        if len(set(labels)) != len(labels) or "" in labels:
            raise GameError(
                "two actions have the same text, or none", where=player, fix="rename them"
            )
        lines.append(f"{{ {' '.join(map(_quoted, labels))} }}")
    lines += ["}", '""', ""]
    for at in product(*(range(k) for k in reversed(game.shape))):
        lines.append(" ".join(str(t[at[::-1]]) for t in tables))
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
