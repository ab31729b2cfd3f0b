r"""The pieces of a written argument: hypotheses with labels, cases, and sums that are 0.

`Argument` turns the proof nodes of a certificate into lines. A refutation is written as the sum
that it is: one term per product of hypotheses and squares with its sign, one per multiple of an
equation. Labels are given in the order in which hypotheses are first needed.

Of three cases those are left out that a reader does not need: one that contradicts a hypothesis as
it stands, and the border where the argument of a side holds on the border too. The latter is seen
by writing: the side is written with the border, and each sum has to have a positive term still.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from bargain.check.certificate import Data
from bargain.explain.argument_parts import Equality, Fact, Line, Sum, pair, whole_numbers
from bargain.explain.formulas import Formulas
from bargain.explain.visitor import Visitor, needed, negated, signs
from bargain.question.encoding import Polynomial

__all__ = ["Argument"]

_LINES = 20  # of the author's words that are shown
_TERMS = 60  # lines of one sum that are shown
_BORDERS = 60  # sides that are tried with their border
#: Names that say no more than their relation.
_TOLD = re.compile(
    r"[^\":]* (>=|<=|==|!=|=|<|>|≥|≤) [^\":]*|\w+ at (least|most) [-\w./]+"
).fullmatch
_RELATION = {"=": "=", ">=": "≥", ">": ">"}


class _NeedsStrict(Exception):  # not an error: it takes an attempt back
    """A sum has no positive term where a bound is not strict."""


@dataclass(slots=True)
class Argument(Visitor[list[Fact]]):
    """Writes the argument of one statement; `formulas` knows the notation of the target."""

    statement: Data
    formulas: Formulas
    out: list[Line | Sum] = field(default_factory=list)
    labelled: list[Fact] = field(default_factory=list)
    explained: bool = False  # whether it was said what a sum shows
    borders: int = _BORDERS
    lemmas: list[tuple[Fact, tuple[Fact, ...]]] = field(default_factory=list)  # and their reasons
    claimed: list[Fact] = field(default_factory=list)  # hypotheses that the claim has numbered

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

    # --- refutations ------------------------------------------------------------------------------

    def split(
        self,
        node: Data,
        known: list[Fact],
        depth: int,
        each: Callable[[Data, list[Fact], int], None],
    ) -> None:
        """Cases, each with a number, but for those that hypotheses or another case cover."""
        cases = {case.key: case for case in signs(node["p"])}
        for closed, lead, sign, weak in (("neg", "pos", ">", "≥"), ("pos", "neg", "<", "≤")):
            fact, border, gone = (
                Fact(rel=cases[k].rel, poly=cases[k].poly) for k in (lead, "zero", closed)
            )
            found = self.equal(gone, _refutation(node[closed]), known)
            if found is None:
                continue
            if found.strict:
                fact, words = self._lemma(fact, found, self._sign(node, sign), known)
                if words:
                    self.say(depth, f"{words}.")
                each(node[lead], [*known, fact], depth)
                return
            zero = _refutation(node["zero"])
            if zero.get("k") != "psatz":
                continue
            self.say(
                depth,
                f"{self.label(fact)} «{self._sign(node, sign)}»: "
                f"{found.words(self._sign(node, weak))}, and {self.label(border)} "
                f"«{self._sign(node, '=')}» is impossible.",
            )
            self._closed(zero, [*known, border], depth + 1, self.node)
            each(node[lead], [*known, fact], depth)
            return
        sides = (Fact(rel=cases[k].rel, poly=cases[k].poly) for k in ("neg", "pos"))
        low, high = (
            self.equal(side, _refutation(node[k]), known)
            for side, k in zip(sides, ("neg", "pos"), strict=True)
        )
        if low is not None and high is not None:
            fact = Fact(rel="=", poly=cases["zero"].poly)
            reasons = [low.words(self._sign(node, "≥")), high.words(self._sign(node, "≤"))]
            why = f": {' and '.join(reasons)}"
            if low.null or (low.itself and high.itself):
                why = f" {self._because(low.facts if low.null else (*low.facts, *high.facts))}"
            self.say(depth, f"{self.label(fact)} «{self._sign(node, '=')}»{why}.")
            each(node["zero"], [*known, fact], depth)
            return
        left = [key for key in cases if key != "neg" or low is None or not low.itself]
        left = [key for key in left if key != "pos" or high is None or not high.itself]
        for lead, sign in (("pos", "≥"), ("neg", "≤")):
            if self._with_border(node, lead, sign, known, depth, each):
                left = [key for key in left if key not in (lead, "zero")]
                break
        for key in left:
            fact = Fact(rel=cases[key].rel, poly=cases[key].poly)
            self._case(node, key, cases[key].sign, fact, known, depth, each)

    def _case(
        self,
        node: Data,
        key: str,
        sign: str,
        fact: Fact,
        known: list[Fact],
        depth: int,
        each: Callable[[Data, list[Fact], int], None],
    ) -> None:
        """One case under its heading."""
        self.say(depth, f"Case {self.label(fact)} «{self._sign(node, sign)}».")
        self._closed(node[key], [*known, fact], depth + 1, each)

    def _with_border(
        self,
        node: Data,
        key: str,
        sign: str,
        known: list[Fact],
        depth: int,
        each: Callable[[Data, list[Fact], int], None],
    ) -> bool:
        """Write a side and its border as one case; nothing if its argument needs a strict bound."""
        if self.borders == 0:
            return False
        self.borders -= 1
        out, labels, explained = len(self.out), len(self.labelled), self.explained
        poly = next(case.poly for case in signs(node["p"]) if case.key == key)
        try:
            self._case(node, key, sign, Fact(rel=">=", poly=poly), known, depth, each)
        except _NeedsStrict:
            for fact in self.labelled[labels:]:
                fact.label = ""
            del self.out[out:], self.labelled[labels:]
            self.explained = explained
            return False
        return True

    def _closed(
        self,
        node: Data,
        known: list[Fact],
        depth: int,
        each: Callable[[Data, list[Fact], int], None],
    ) -> None:
        """What follows a heading; on the line of the heading if it is one line itself."""
        start = len(self.out)
        each(node, known, depth)
        head = self.out[start - 1]
        if len(self.out) != start + 1 or not isinstance(head, Line):
            return
        lead, only = f"{head.words[:-1]}: ", self.out.pop()
        words = only.words[:1].lower() + only.words[1:]
        if words == "a contradiction:" and head.words.endswith(" is impossible."):
            lead, words = lead[:-1], ""  # it says so
        self.out[-1] = replace(only, depth=head.depth, words=lead + words)

    def _sign(self, node: Data, sign: str) -> str:
        """What a case says of its polynomial."""
        return self.formulas.relation(node["p"], sign)

    def _lemma(
        self, fact: Fact, found: Equality, sign: str, known: Sequence[Fact]
    ) -> tuple[Fact, str]:
        """A sign that is shown, and its words: none if the same was shown from what is known."""
        own = set(map(id, known))
        for earlier, reasons in self.lemmas:
            same = earlier.label and (earlier.rel, earlier.poly) == (fact.rel, fact.poly)
            if same and own.issuperset(map(id, reasons)):
                return earlier, ""
        self.lemmas.append((fact, found.facts))
        return fact, f"{self.label(fact)} {found.words(sign)}"

    def direct(self, opposite: Fact, node: Data, known: Sequence[Fact]) -> list[str] | None:
        """What `equal` says, after signs that do not rest on the opposite; None if it says nothing.

        Then nothing is left behind.
        """
        labels, shown = len(self.labelled), list[str]()
        every = [*known, opposite]
        while node.get("k") == "sign":
            cases = {case.key: case for case in signs(node["p"])}
            for closed, lead, sign in (("neg", "pos", ">"), ("pos", "neg", "<")):
                gone = Fact(rel=cases[closed].rel, poly=cases[closed].poly)
                branch = _refutation(node[closed])
                found = None if len(known) in needed(branch) else self.equal(gone, branch, every)
                if found is not None and found.strict:
                    fact = Fact(rel=cases[lead].rel, poly=cases[lead].poly)
                    fact, words = self._lemma(fact, found, self._sign(node, sign), every)
                    every.append(fact)
                    shown += [words] if words else []
                    node = node[lead]
                    break
            else:
                break
        reason = self.equal(opposite, node, known, every[len(known) + 1 :])
        if reason is not None:
            return [*shown, reason.words()]
        for fact in self.labelled[labels:]:
            fact.label = ""
        del self.labelled[labels:]
        return None

    def equal(
        self, opposite: Fact, node: Data, known: Sequence[Fact], more: Sequence[Fact] = ()
    ) -> Equality | None:
        """Why minus the polynomial of a relation has its sign: it is equal to a sum that has it.

        None unless the sum refutes the relation with multiples of it that are squares or products.
        What is known comes before the opposite, and `more` after it.
        """
        if node.get("k") != "psatz" or opposite.rel == "=":
            return None
        last = len(known)
        known = [*known, opposite, *more]
        self.positive(node["terms"], known)
        counts = [t.get("h", []).count(last) for t in node["terms"]]
        if max(counts, default=0) > 1 or 1 not in counts:
            return None
        if any(i == last for i, _ in node.get("ideal", [])):
            return None
        f, pairs = self.formulas, list(zip(node["terms"], counts, strict=True))
        times = [t | {"h": [i for i in t["h"] if i != last]} for t, k in pairs if k]
        rest = [t for t, k in pairs if not k]
        goal, scale = negated(opposite.poly), Fraction(1)
        if len(times) == 1:
            scale = Fraction(times[0]["c"])
            times[0]["c"] = "1"
        plain = len(times) == 1 and not times[0]["h"] and not times[0].get("sq")
        facts = [known[i] for t in (*times, *rest) for i in t.get("h", [])]
        facts += [known[i] for i, _ in node.get("ideal", [])]
        left = f.polynomial(goal)
        if not plain:
            factor = self.terms(times, known)
            left = f.product(
                "1", [f.grouped(factor) if len(times) > 1 else factor, f.bracketed(goal)], []
            )
        strict = any(self._strict(t, known) for t in rest)
        value = self.terms([t | {"c": str(Fraction(t["c"]) / scale)} for t in rest], known)
        sign = ">" if strict or opposite.rel == ">=" else "≥"
        number = not any(t.get("h") or t.get("sq") for t in rest)
        alike = len(rest) == 1 and len(rest[0].get("h", [])) == 1 and not rest[0].get("sq")
        if alike and not node.get("ideal") and Fraction(rest[0]["c"]) == scale:
            value = left  # the hypothesis as it stands, in other words
        shown = left if value == left else f"{left} = {value or '0'}"
        shown += "" if number else f" {f.sign(sign)} 0"
        itself = plain and len(facts) == 1 and not node.get("ideal") and not rest[0].get("sq")
        null = plain and not rest
        return Equality(shown, self._because(facts), strict, itself, tuple(facts), null)

    def alternatives(self, node: Data, known: list[Fact], depth: int) -> None:
        """One numbered case per alternative."""
        chosen = known[node["h"]]
        for k, (part, sub) in enumerate(zip(chosen.any, node["sub"], strict=True), 1):
            fresh = [Fact(rel=r, poly=p) for r, p in part]
            shown = " and ".join(f"{self.label(f)} {self.fact_text(f)}" for f in fresh)
            self.say(depth, f"Case {k} of {self.label(chosen)}: {shown}.")
            self._closed(sub, [*known, *fresh], depth + 1, self.node)

    def sum(self, node: Data, known: Sequence[Fact], depth: int) -> None:
        """The terms that add up to 0."""
        self.positive(node["terms"], known)
        if (found := pair(node)) is not None and self._against(found, known, depth):
            return
        terms, node = [], whole_numbers(node)
        ordered = sorted(node["terms"], key=lambda t: not self._strict(t, known))
        for term in ordered:
            used = [known[i] for i in term.get("h", [])]
            sign = ">" if self._strict(term, known) else "≥"
            terms.append(("", self.product(term, known), sign, self._because(used)))
        for i, cofactor in node.get("ideal", []):
            sign, shown = self.formulas.multiple(cofactor, self.handle(known[i]))
            terms.append((sign, shown, "=", self._because([known[i]])))
        more = len(terms) - _TERMS
        long = any("h_" in shown for _, shown, _, _ in terms[:_TERMS])
        where = "; h_n is the left side of (n)" if long else ""
        words = f"A contradiction{where}:"
        if not self.explained:
            printed = self.formulas.style == "latex"  # there equations are named only
            how = "by the equations named" if printed else "identically"
            words = (
                f"The terms add up to 0 {how} (multiply out{where}), yet none is negative and "
                "the first is positive: a contradiction."
            )
        self.explained = True
        whole = ""
        if self.formulas.style == "latex" and more <= 0:
            whole = self.terms(ordered, known)
        self.out.append(Sum(depth, words, tuple(terms[:_TERMS]), whole))
        if more > 0:
            self.say(depth, f"… and {more} more terms, in the certificate.")

    def _against(self, pair: tuple[Data, Data], known: Sequence[Fact], depth: int) -> bool:
        """Write that products of hypotheses exclude one that stands by itself."""
        for one, other in (pair, pair[::-1]):
            if other.get("sq") or len(other.get("h", [])) != 1:
                continue
            (against,) = (known[i] for i in other["h"])
            used = [known[i] for i in one.get("h", [])]
            if len(used) == 1 and not one.get("sq"):
                words = f"{self.label(used[0])} excludes {self.label(against)}."
            else:
                sign = ">" if self._strict(one, known) else "≥"
                shown = self.formulas.product(
                    "1", [self.handle(f) for f in used], one.get("sq", [])
                )
                by = self._because(used)
                relation = f"«{shown} {self.formulas.sign(sign)} 0»{' ' + by if by else ''}"
                words = f"{relation}, against {self.label(against)}."
            self.say(depth, words)
            return True
        return False

    def positive(self, terms: Iterable[Data], known: Sequence[Fact]) -> None:
        """Take an attempt back if no term is positive where a bound is not strict."""
        if not any(self._strict(t, known) for t in terms):
            raise _NeedsStrict

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

    def _strict(self, term: Data, facts: Sequence[Fact]) -> bool:
        return not term.get("sq") and all(facts[i].rel == ">" for i in term.get("h", []))

    def _because(self, facts: Sequence[Fact]) -> str:
        for f in facts:
            self.label(f)
        numbers = {f.label: i for i, f in enumerate(self.labelled)}
        labels = sorted({f.label for f in facts}, key=lambda n: numbers.get(n, -1))
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


def _refutation(branch: Data) -> Data:
    """The refutation of a case, if it has one."""
    return branch["node"] if branch.get("kind") == "vacuous" else branch
