r"""The pieces of a written argument: hypotheses with labels, cases, and sums that are 0.

`Argument` turns the proof nodes of a certificate into lines. A refutation is written as the sum
that it is: one term per product of hypotheses and squares with its sign, one per multiple of an
equation.

Of three cases those are left out that a reader does not need: one that contradicts a hypothesis as
it stands, and the border where the argument of a side holds on the border too. The latter is seen
by writing: the side is written with the border, and each sum has to have a positive term still.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from bargain.check.certificate import Data
from bargain.explain.argument_parts import Equality, Fact, Line, Sum, pair, whole_numbers
from bargain.explain.known import stated
from bargain.explain.numbered_lines import Lines, NeedsStrictError
from bargain.explain.typesetting import unbracketed
from bargain.explain.visitor import needed, negated, signs

__all__ = ["Argument"]

_TERMS = 60  # lines of one sum that are shown
_BORDERS = 60  # sides that are tried with their border
_NAMED = 4  # monomials from which the polynomial of a case has a letter in print
_FACTOR = 6  # monomials of a factor with which it is said that a polynomial is not 0


@dataclass(slots=True)
class Argument(Lines):
    """Writes the argument of one statement."""

    borders: int = _BORDERS

    # --- refutations ------------------------------------------------------------------------------

    def split(
        self,
        node: Data,
        known: list[Fact],
        depth: int,
        each: Callable[[Data, list[Fact], int], None],
    ) -> None:
        """Cases, each with a number, but for those that hypotheses or another case cover."""
        if (shown := self._without_cases(node, known)) is not None:
            fact, words, branch = shown
            if words:
                self.say(depth, f"{words}.")
            each(branch, [*known, fact], depth)
            return
        cases = {case.key: case for case in signs(node["p"])}
        for closed, lead, sign, weak in (("neg", "pos", ">", "≥"), ("pos", "neg", "<", "≤")):
            fact, border, gone = (
                Fact(rel=cases[k].rel, poly=cases[k].poly) for k in (lead, "zero", closed)
            )
            zero = _refutation(node["zero"])
            found = self.equal(gone, _refutation(node[closed]), known)
            if found is None or zero.get("k") != "psatz":
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
                why = f" {self.because(low.facts if low.null else (*low.facts, *high.facts))}"
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
        self.say(depth, f"Case {self.label(fact)} «{self._lettered(node, sign)}».")
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
        letters = dict(self.formulas.letters)
        poly = next(case.poly for case in signs(node["p"]) if case.key == key)
        try:
            self._case(node, key, sign, Fact(rel=">=", poly=poly), known, depth, each)
        except NeedsStrictError:
            for fact in self.labelled[labels:]:
                fact.label = ""
            del self.out[out:], self.labelled[labels:]
            self.explained = explained
            self.formulas.letters = letters
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

    def _lettered(self, node: Data, sign: str) -> str:
        """What a case says of its polynomial, which has a letter from now on if it is long."""
        f, poly = self.formulas, node["p"]
        if f.style == "text" or len(poly) < _NAMED or f.letter(poly) is not None:
            return self._sign(node, sign)
        whole = f.polynomial(poly)
        letter = f.lettered(poly)
        return f"{letter} = {whole} {f.sign(sign)} 0" if letter else self._sign(node, sign)

    def _sign(self, node: Data, sign: str) -> str:
        """What a case says of its polynomial."""
        return self.formulas.relation(node["p"], sign)

    def _lemma(
        self, fact: Fact, found: Equality, sign: str, known: Sequence[Fact]
    ) -> tuple[Fact, str]:
        """A sign that is shown, and its words: none if the same was shown from what is known."""
        if number := stated(fact.rel, fact.poly, known):
            fact.label = number
            return fact, ""
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
            found = self._without_cases(node, every, len(known))
            if found is None:
                break
            fact, words, node = found
            every.append(fact)
            shown += [words] if words else []
        reason = self.equal(opposite, node, known, every[len(known) + 1 :])
        if reason is not None:
            return [*shown, reason.words()]
        for fact in self.labelled[labels:]:
            fact.label = ""
        del self.labelled[labels:]
        return None

    def _without_cases(
        self, node: Data, known: Sequence[Fact], opposite: int | None = None
    ) -> tuple[Fact, str, Data] | None:
        """A sign that is known or shown without one hypothesis; its words, and what follows."""
        cases = {case.key: case for case in signs(node["p"])}
        facts = {k: Fact(rel=case.rel, poly=case.poly) for k, case in cases.items()}
        if number := stated("=", node["p"], known):
            facts["zero"].label = number
            return facts["zero"], "", node["zero"]
        for closed, lead, sign, weak in (("neg", "pos", ">", "≥"), ("pos", "neg", "<", "≤")):
            branch, zero = _refutation(node[closed]), _refutation(node["zero"])
            idle = opposite is None or opposite not in needed(branch)
            found = self.equal(facts[closed], branch, known) if idle else None
            if found is None:
                continue
            if found.strict:
                fact, words = self._lemma(facts[lead], found, self._sign(node, sign), known)
                return fact, words, node[lead]
            if opposite is None or opposite not in needed(zero):
                reason = self._unequal(zero, facts["zero"], known)
                if reason is not None:
                    fact = facts[lead]
                    self.label(fact)
                    because, alone = reason
                    if not (alone and lead == "pos"):
                        because = f"{found.words(self._sign(node, weak))}, and {because}"
                    shown = f"{self.label(fact)} «{self._sign(node, sign)}»: {because}"
                    return fact, shown, node[lead]
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
        letter = f.letter(goal)
        if not rest and letter is not None and letter.is_Mul:
            goal = opposite.poly  # it is 0, and so is the letter
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
        strict = any(self.strict(t, known) for t in rest)
        value = self.terms([t | {"c": str(Fraction(t["c"]) / scale)} for t in rest], known)
        sign = ">" if strict or opposite.rel == ">=" else "≥"
        number = _is_number(rest)
        alike = len(rest) == 1 and len(rest[0].get("h", [])) == 1 and not rest[0].get("sq")
        if alike and not node.get("ideal") and Fraction(rest[0]["c"]) == scale:
            value = left  # the hypothesis as it stands, in other words
        elif alike and Fraction(rest[0]["c"]) == scale:
            value = unbracketed(value)
        shown = left if value == left else f"{left} = {value or '0'}"
        shown += "" if number else f" {f.sign(sign)} 0"
        itself = plain and len(facts) == 1 and not node.get("ideal") and not rest[0].get("sq")
        null = plain and not rest
        return Equality(shown, self.because(facts), strict, itself, tuple(facts), null)

    def _unequal(self, node: Data, border: Fact, known: Sequence[Fact]) -> tuple[str, bool] | None:
        """Why a polynomial is not 0: a multiple of it is positive; whether by a positive number.

        None if that is long.
        """
        last = len(known)
        if node.get("k") != "psatz":
            return None
        factors = [g for i, g in node.get("ideal", []) if i == last]
        used = [known[i] for i, _ in node.get("ideal", []) if i != last]
        if len(factors) != 1 or len(factors[0]) > _FACTOR:
            return None
        if any(last in t.get("h", []) for t in node["terms"]):
            return None
        self.positive(node["terms"], known)
        facts = [known[i] for t in node["terms"] for i in t.get("h", [])]
        f, value = self.formulas, self.terms(node["terms"], known)
        factor = negated(factors[0])
        number = Fraction(factor[0][0]) if all(not any(e) for _, e in factor) else None
        left = [f.bracketed(factor)] if number != 1 else []
        product = unbracketed(f.product("1", [*left, f.bracketed(border.poly)], []))
        sign = "" if _is_number(node["terms"]) else f" {f.sign('>')} 0"
        words = f"«{product} = {value}{sign}» {self.because([*facts, *used])}".rstrip()
        return words, number is not None and number > 0

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
        ordered = sorted(node["terms"], key=lambda t: not self.strict(t, known))
        for term in ordered:
            used = [known[i] for i in term.get("h", [])]
            sign = ">" if self.strict(term, known) else "≥"
            terms.append(("", self.product(term, known), sign, self.because(used)))
        for i, cofactor in node.get("ideal", []):
            sign, shown = self.formulas.multiple(cofactor, self.handle(known[i]))
            terms.append((sign, shown, "=", self.because([known[i]])))
        more = len(terms) - _TERMS
        printed = self.formulas.style == "latex"  # there equations are named only
        seen = [shown for _, shown, rel, _ in terms[:_TERMS] if not (printed and rel == "=")]
        long = any("h_" in shown for shown in seen)
        where = "; h_n is the left side of (n)" if long else ""
        words = f"A contradiction{where}:"
        if not self.explained:
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
                sign = ">" if self.strict(one, known) else "≥"
                shown = self.formulas.product(
                    "1", [self.handle(f) for f in used], one.get("sq", [])
                )
                by = self.because(used)
                relation = f"«{shown} {self.formulas.sign(sign)} 0»{' ' + by if by else ''}"
                words = f"{relation}, against {self.label(against)}."
            self.say(depth, words)
            return True
        return False

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


def _is_number(terms: Iterable[Data]) -> bool:
    """Whether a sum has no hypotheses and no squares in it."""
    return not any(t.get("h") or t.get("sq") for t in terms)


def _refutation(branch: Data) -> Data:
    """The refutation of a case, if it has one."""
    return branch["node"] if branch.get("kind") == "vacuous" else branch
