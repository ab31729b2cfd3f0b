"""What a written argument is made of: lines, sums, and the facts that they rest on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bargain.question.encoding import Polynomial

__all__ = ["Equality", "Fact", "Line", "Sum"]

Alternatives = Sequence[Sequence[tuple[str, Polynomial]]]


@dataclass(frozen=True, slots=True)
class Sum:
    """Words, and terms ``(sign, formula, relation to 0, because)`` that add up to 0."""

    depth: int
    words: str
    terms: tuple[tuple[str, str, str, str], ...]
    collected: str = ""  # the terms that are no equations, common factors taken out


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text at a depth; formulas between « and ». Some may run on in one paragraph."""

    depth: int
    words: str
    runs: bool = False


@dataclass(slots=True)
class Fact:
    """A hypothesis as the proof sees it; the label is given when it is first needed."""

    rel: str
    poly: Polynomial = field(default_factory=list)
    any: Alternatives = ()
    name: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Equality:
    """What a polynomial is equal to, and why that has its sign.

    Attributes
    ----------
    strict : bool
        Whether it is not 0.
    itself : bool
        Whether one hypothesis says the sign of just this polynomial.
    facts : tuple of Fact
        What it rests on.
    null : bool
        Whether the polynomial itself is 0, by equations.
    """

    shown: str
    because: str
    strict: bool
    itself: bool
    facts: tuple[Fact, ...]
    null: bool = False

    def words(self, relation: str = "") -> str:
        """The equality with its reasons; a relation instead, if one hypothesis says it."""
        shown = relation if self.itself and relation else self.shown
        return f"«{shown}»{' ' + self.because if self.because else ''}"
