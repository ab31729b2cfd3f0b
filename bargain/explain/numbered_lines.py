"""The lines of a written argument: facts with their numbers, and products and sums of them.

Labels are given in the order in which hypotheses are first needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from bargain.check.certificate import Data
from bargain.explain.argument_parts import Fact, Line, Sum
from bargain.explain.formulas import Formulas
from bargain.explain.visitor import Visitor, negated
from bargain.question.encoding import Polynomial

__all__ = ["Lines", "NeedsStrictError"]

_LINES = 20  # of the author's words that are shown
#: Names that say no more than their relation.
_TOLD = re.compile(
    r"[^\":]* (>=|<=|==|!=|=|<|>|≥|≤) [^\":]*|\w+ at (least|most) [-\w./]+"
).fullmatch
_RELATION = {"=": "=", ">=": "≥", ">": ">"}


class NeedsStrictError(Exception):  # no error of anybody: it takes an attempt back
    """A sum has no positive term where a bound is not strict."""


@dataclass(slots=True)
class Lines(Visitor[list[Fact]]):
    """The lines of one statement; `formulas` knows the notation of the target."""

    statement: Data
    formulas: Formulas
    out: list[Line | Sum] = field(default_factory=list)
    labelled: list[Fact] = field(default_factory=list)
    explained: bool = False  # whether it was said what a sum shows
    lemmas: list[tuple[Fact, tuple[Fact, ...]]] = field(default_factory=list)  # and their reasons
    claimed: list[Fact] = field(default_factory=list)  # hypotheses that the claim has numbered
    values: dict[int, Fraction] = field(default_factory=dict)  # of unknowns that are numbers
    property: Line | Sum | None = None  # the last property of a witness that was said in one line
    bounded: dict[str, list[Fact]] = field(default_factory=dict)  # values that it has numbered

    # --- pieces -----------------------------------------------------------------------------------

    def say(self, depth: int, words: str, *, runs: bool = False) -> None:
        """Append a line."""
        self.out.append(Line(depth, words, runs))

    def relation(self, rel: str, poly: Polynomial) -> str:
        """``p rel 0``."""
        return self.formulas.relation(poly, _RELATION[rel])

    def fact_text(self, fact: Fact) -> str:
        """The fact as a formula."""
        if fact.rel == "or":
            ways = [[(r, p) for r, p in part] for part in fact.any]
            unequal = None  # two ways that are one inequation
            if len(ways) > 1 and len(ways[0]) == len(ways[1]) == 1:
                (one, p), (other, q) = ways[0][0], ways[1][0]
                if one == other == ">" and q == negated(p):
                    unequal, ways = p, ways[2:]
            parts = [f"«{self.formulas.relation(unequal, '≠')}»"] if unequal else []
            parts += [" and ".join(f"«{self.relation(r, p)}»" for r, p in way) for way in ways]
            return " or ".join(parts)
        return f"«{self.relation(fact.rel, fact.poly)}»"

    def label(self, fact: Fact) -> str:
        """The fact's number; given on first use."""
        if not fact.label:
            self.labelled.append(fact)
            fact.label = f"({len(self.labelled)})"
        return fact.label

    def authors(self, words: Sequence[str]) -> None:
        """Write the author's own wording, which nobody checked."""
        self.say(1, "The author's words, not checked:", runs=True)
        for line in words[:_LINES]:
            self.say(2, self.formulas.quoted(line), runs=True)
        if len(words) > _LINES:
            self.say(2, f"… and {len(words) - _LINES} more lines, in the certificate.", runs=True)

    def facts(self, *lists: Iterable[Data]) -> list[Fact]:
        """Hypotheses of a statement as facts."""
        return [
            Fact(rel=h["rel"], poly=h.get("poly", []), any=h.get("any", ()), name=h["name"])
            for many in lists
            for h in many
        ]

    def told(self, name: str) -> bool:
        """Whether the name of a relation says no more than the relation."""
        return not name or _TOLD(name) is not None

    def listed(self, facts: Sequence[Fact], which: set[int], depth: int) -> None:
        """Number and print the hypotheses that a proof uses."""
        for words in self.numbers(facts, which):
            self.say(depth, words, runs=True)

    def numbers(self, facts: Sequence[Fact], which: set[int]) -> list[str]:
        """Hypotheses with their numbers and names, those that have no number yet."""
        shown = []
        for i in sorted(which):
            if i < len(facts) and not facts[i].label:
                name = facts[i].name.removeprefix("region: ")
                told = f"   [{self.formulas.quoted(name)}]" if not self.told(name) else ""
                shown.append(f"{self.label(facts[i])} {self.fact_text(facts[i])}{told}")
        return shown

    def handle(self, fact: Fact) -> str:
        """A hypothesis inside a product."""
        return self.formulas.handle(fact.poly, self.label(fact))

    # --- products and sums ------------------------------------------------------------------------

    def product(self, term: Data, known: Sequence[Fact]) -> str:
        """A term of a sum."""
        used = [self.handle(known[i]) for i in term.get("h", [])]
        return self.formulas.product(term["c"], used, term.get("sq", []))

    def terms(self, terms: Sequence[Data], known: Sequence[Fact]) -> str:
        """Terms of a sum; in print their common factors are taken out."""
        if self.formulas.style == "text" or not terms:
            return " + ".join(self.product(t, known) for t in terms)
        return self.formulas.collected(
            [
                (t["c"], [self.handle(known[i]) for i in t.get("h", [])], t.get("sq", []))
                for t in terms
            ]
        )

    def strict(self, term: Data, facts: Sequence[Fact]) -> bool:
        """Whether a product is positive, and not only not negative."""
        return not term.get("sq") and all(facts[i].rel == ">" for i in term.get("h", []))

    def because(self, facts: Sequence[Fact]) -> str:
        """``by (1), (2)``; "" if nothing is needed."""
        for f in facts:
            self.label(f)
        numbers = {f.label: i for i, f in enumerate(self.labelled)}
        labels = sorted({f.label for f in facts}, key=lambda n: numbers.get(n, -1))
        return "by " + ", ".join(labels) if labels else ""

    def positive(self, terms: Iterable[Data], known: Sequence[Fact]) -> None:
        """Take an attempt back if no term is positive where a bound is not strict."""
        if not any(self.strict(t, known) for t in terms):
            raise NeedsStrictError
