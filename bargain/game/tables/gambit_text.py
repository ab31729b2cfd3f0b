"""The text of Gambit's files: tokens, quoted texts, and numbers that are taken exactly."""

from __future__ import annotations

import re
from fractions import Fraction

from bargain.errors import FileError
from bargain.exact import to_fraction

__all__ = ["GambitReader", "quoted"]

_TOKEN = re.compile(r'\s+|,|(?P<text>"(?:\\.|[^"\\])*")|(?P<brace>[{}])|(?P<word>[^\s,{}"]+)', re.S)


class GambitReader:
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

    def begin(self, word: str, version: str) -> str:
        """Go through the first line up to the players; return the title."""
        self.take("word", f"the word {word}", word)
        self.take("word", f"version {version}", version)
        if self.take("word", "R or D") not in ("R", "D"):
            self.next -= 1
            raise self.fail("R or D")
        return self.text("the title")

    def peek(self) -> tuple[str, str]:
        """The kind and the text of the next token."""
        if self.next == len(self.tokens):
            return "end", ""
        return self.tokens[self.next][:2]

    def fail(self, wanted: str) -> FileError:
        """The error that something else was expected here."""
        if self.next == len(self.tokens):
            return FileError(f"the file ends early: {wanted} expected", where="end of file")
        _, value, line = self.tokens[self.next]
        return FileError(
            f"{wanted} expected, not {value[:40]}",
            where=f"line {line}",
            fix="compare with a file that to_nfg or to_efg writes",
        )

    def take(self, kind: str, wanted: str, value: str | None = None) -> str:
        """The next token, which has to be of a kind, and perhaps a certain one."""
        found, text = self.peek()
        if found != kind or (value is not None and text != value):
            raise self.fail(wanted)
        self.next += 1
        return text

    def text(self, wanted: str) -> str:
        """A quoted text, without its marks."""
        return re.sub(r"\\(.)", r"\1", self.take("text", wanted)[1:-1], flags=re.S)

    def texts(self, wanted: str) -> list[str]:
        """Quoted texts in braces."""
        self.take("brace", f"{{ before {wanted}", "{")
        out = []
        while self.peek() != ("brace", "}"):
            out.append(self.text(wanted))
        self.next += 1
        return out

    def number(self, wanted: str) -> Fraction:
        """A number, exactly."""
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
        """A whole number that is not negative."""
        before = self.next
        value = self.number(wanted)
        if value.denominator != 1 or value < 0:
            self.next = before
            raise self.fail(wanted)
        return int(value)


def quoted(text: str) -> str:
    """A text in quotation marks, as a file writes it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
