"""What a written argument is made of: lines, sums, and the facts that they rest on."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from bargain.check.certificate import Data
from bargain.question.encoding import Polynomial

__all__ = ["Equality", "Fact", "Line", "Sum", "flowing", "pair", "whole_numbers"]

#: A term of a sum that is a product with a minus before it, in brackets.
_NEGATIVE = re.compile(r" \+ \(- ((?:[^()]|\([^()]*\))*)\)(?= [+-]|$)")

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


def whole_numbers(node: Data) -> Data:
    """A sum that is 0, times the positive number that makes its coefficients coprime integers.

    Examples
    --------
    >>> whole_numbers({"terms": [{"c": "1/2", "h": [0]}, {"c": "3/4", "h": [1]}]})["terms"]
    [{'c': '2', 'h': [0]}, {'c': '3', 'h': [1]}]
    """
    numbers = [Fraction(t["c"]) for t in node["terms"]]
    below = math.lcm(*(c.denominator for c in numbers))
    times = Fraction(below, math.gcd(*(int(c * below) for c in numbers)))
    terms = [t | {"c": str(c * times)} for t, c in zip(node["terms"], numbers, strict=True)]
    ideal = [
        [i, [[str(Fraction(c) * times), powers] for c, powers in cofactor]]
        for i, cofactor in node.get("ideal", [])
    ]
    return {**node, "terms": terms, "ideal": ideal}


def flowing(piece: Sum) -> str:
    """A sum as one formula, which breaks between its terms; equations are named, not multiplied."""
    plain = (formula for _, formula, relation, _ in piece.terms if relation != "=")
    shown = piece.collected or " + ".join(plain)
    shown = _NEGATIVE.sub(r" - \1", shown)
    labels = dict.fromkeys(
        n for *_, because in piece.terms for n in because.removeprefix("by ").split(", ") if n
    )
    return f"$0 = {shown}$" + (f" by {', '.join(labels)}." if labels else ".")


def pair(node: Data) -> tuple[Data, Data] | None:
    """The two terms of a sum that has no others."""
    terms = node.get("terms", [])
    alone = node.get("k") == "psatz" and len(terms) == 2 and not node.get("ideal")
    return (terms[0], terms[1]) if alone else None
