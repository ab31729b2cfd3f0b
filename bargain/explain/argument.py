r"""The pieces of a written argument: hypotheses with labels, cases, and sums that are 0.

`Argument` turns the proof nodes of a certificate into lines. A refutation is written as the sum
that it is: one line per product of hypotheses and squares with its sign, one per multiple of an
equation. Labels are given in the order in which hypotheses are first needed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from bargain.check.certificate import Data
from bargain.explain.formulas import Formulas
from bargain.explain.visitor import Visitor, signs
from bargain.question.encoding import Polynomial

__all__ = ["Argument", "Fact", "Line", "Sum"]

_TERMS = 60  # lines of one sum that are shown
_RELATION = {"=": "=", ">=": "≥", ">": ">"}
Alternatives = Sequence[Sequence[tuple[str, Polynomial]]]


@dataclass(frozen=True, slots=True)
class Sum:
    """Lines ``(formula, relation to 0, because)`` that add up to 0."""

    lines: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text at a depth; formulas between « and »."""

    depth: int
    words: str


@dataclass(slots=True)
class Fact:
    """A hypothesis as the proof sees it; the label is given when it is first needed."""

    rel: str
    poly: Polynomial = field(default_factory=list)
    any: Alternatives = ()
    name: str = ""
    label: str = ""


@dataclass(slots=True)
class Argument(Visitor[list[Fact]]):
    """Writes the argument of one statement; `formulas` knows the notation of the target."""

    statement: Data
    formulas: Formulas
    out: list[Line | Sum] = field(default_factory=list)
    count: int = 0
    explained: bool = False  # whether it was said what a sum shows

    # --- pieces -----------------------------------------------------------------------------------

    def say(self, depth: int, words: str) -> None:
        """Append a line."""
        self.out.append(Line(depth, words))

    def relation(self, rel: str, poly: Polynomial) -> str:
        """``p rel 0``."""
        return self.formulas.relation(poly, _RELATION[rel])

    def fact_text(self, fact: Fact) -> str:
        """The fact as a formula."""
        if fact.rel == "or":
            parts = [" and ".join(f"«{self.relation(r, p)}»" for r, p in part) for part in fact.any]
            return " or ".join(parts)
        return f"«{self.relation(fact.rel, fact.poly)}»"

    def label(self, fact: Fact) -> str:
        """The fact's number; given on first use."""
        if not fact.label:
            self.count += 1
            fact.label = f"({self.count})"
        return fact.label

    def facts(self, *lists: Iterable[Data]) -> list[Fact]:
        """Hypotheses of a statement as facts."""
        return [
            Fact(rel=h["rel"], poly=h.get("poly", []), any=h.get("any", ()), name=h["name"])
            for many in lists
            for h in many
        ]

    def listed(self, facts: Sequence[Fact], which: set[int], depth: int) -> None:
        """Number and print the hypotheses that a proof uses."""
        for i in sorted(which):
            if i < len(facts) and not facts[i].label:
                fact = facts[i]
                name = fact.name.removeprefix("region: ")
                self.say(
                    depth,
                    f"{self.label(fact)} {self.fact_text(fact)}   [{self.formulas.quoted(name)}]",
                )

    def handle(self, fact: Fact) -> str:
        """A hypothesis inside a product."""
        return self.formulas.handle(fact.poly, self.label(fact))

    # --- refutations ------------------------------------------------------------------------------

    def split(
        self,
        node: Data,
        known: list[Fact],
        depth: int,
        each: Callable[[Data, list[Fact], int], None],
    ) -> None:
        """Three cases, each with a number; or a strict bound, where two of them are excluded."""
        for closed, lead, sign in (("neg", "pos", "≥"), ("pos", "neg", "≤")):
            if (by := self._excluded(node, closed, known)) is None:
                continue
            cases = {key: Fact(rel=rel, poly=poly) for key, _, rel, poly in signs(node["p"])}
            bound = self.formulas.relation(node["p"], sign)
            strict = self.formulas.relation(node["p"], {"≥": ">", "≤": "<"}[sign])
            self.say(
                depth,
                f"{self.label(cases[lead])} «{strict}»: «{bound}» by {self.label(by)}, and "
                f"{self.label(cases['zero'])} «{self.formulas.relation(node['p'], '=')}» is "
                "impossible.",
            )
            each(node["zero"], [*known, cases["zero"]], depth + 1)
            each(node[lead], [*known, cases[lead]], depth)
            return
        for key, sign, rel, poly in signs(node["p"]):
            case = Fact(rel=rel, poly=poly)
            shown = self.formulas.relation(node["p"], sign)
            self.say(depth, f"Case {self.label(case)} «{shown}».")
            each(node[key], [*known, case], depth + 1)

    def _excluded(self, node: Data, key: str, known: list[Fact]) -> Fact | None:
        """The hypothesis that says a case to be excluded, if it says just that."""
        branch = node[key]
        terms = branch.get("terms", []) if branch.get("k") == "psatz" else []
        if len(terms) != 2 or branch.get("ideal") or any(t.get("sq") for t in terms):
            return None
        inside = [list(t.get("h", [])) for t in terms]
        if [len(known)] not in inside or any(len(h) != 1 for h in inside):
            return None
        other = next((h[0] for h in inside if h[0] < len(known)), None)
        return None if other is None or known[other].rel == "or" else known[other]

    def alternatives(self, node: Data, known: list[Fact], depth: int) -> None:
        """One numbered case per alternative."""
        chosen = known[node["h"]]
        for k, (part, sub) in enumerate(zip(chosen.any, node["sub"], strict=True), 1):
            fresh = [Fact(rel=r, poly=p) for r, p in part]
            shown = " and ".join(f"{self.label(f)} {self.fact_text(f)}" for f in fresh)
            self.say(depth, f"Case {k} of {self.label(chosen)}: {shown}.")
            self.node(sub, [*known, *fresh], depth + 1)

    def sum(self, node: Data, known: Sequence[Fact], depth: int) -> None:
        """The lines that add up to 0."""
        lines = []
        for term in sorted(node["terms"], key=lambda t: not self._strict(t, known)):
            used = [known[i] for i in term.get("h", [])]
            shown = self.formulas.product(
                term["c"], [self.handle(f) for f in used], term.get("sq", [])
            )
            lines.append((shown, ">" if self._strict(term, known) else "≥", self._because(used)))
        for i, cofactor in node.get("ideal", []):
            shown = self.formulas.multiple(cofactor, self.handle(known[i]))
            lines.append((shown, "=", self._because([known[i]])))
        more = len(lines) - _TERMS
        if len(lines) == 1:
            self.say(depth, "This line is 0 identically, and yet positive: a contradiction.")
        else:
            long = any("h_" in shown for shown, _, _ in lines[:_TERMS])
            where = "; h_n is the left side of (n)" if long else ""
            if self.explained:
                self.say(depth, f"Again 0 identically{where}, and yet positive:")
            else:
                self.say(
                    depth,
                    f"The lines below add up to 0 identically (multiply out{where}), and "
                    "yet no line is negative and the first is positive: a contradiction.",
                )
            self.explained = True
        self.out.append(Sum(tuple(lines[:_TERMS])))
        if more > 0:
            self.say(depth, f"… and {more} more lines, in the certificate.")

    def _strict(self, term: Data, facts: Sequence[Fact]) -> bool:
        return not term.get("sq") and all(facts[i].rel == ">" for i in term.get("h", []))

    def _because(self, facts: Sequence[Fact]) -> str:
        labels = list(dict.fromkeys(self.label(f) for f in facts))
        return "by " + ", ".join(labels) if labels else ""

    # --- axioms -----------------------------------------------------------------------------------

    def axioms(self, data: Iterable[Data], depth: int) -> list[Fact]:
        """Write axiom instances; return what they say."""
        facts = []
        for entry in data:
            rel, poly, rule = self.formulas.axiom(entry)
            fact = Fact(rel=rel, poly=poly)
            self.say(depth, f"{self.label(fact)} {self.fact_text(fact)}   [{rule}]")
            facts.append(fact)
        return facts
