"""A reader of the Lean files that are written here: does every line follow from those before it?

It knows the few forms that the printer writes and computes with sympy; it is no Lean. Of a product
it looks at the signs of the factors and at their product, of a ``linear_combination`` at the
identity and at the relations that are added.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import sympy as sp

from bargain.game.expression import parse


class Fact(NamedTuple):
    """``left rel right``."""

    rel: str
    left: sp.Expr
    right: sp.Expr


NEGATED = {"<": "≤", "≤": "<"}
TERM = re.compile(r"(?:^|(?<= ))([-+] )?((?:\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\) \* )?)"
                  r"((?:(?:not_lt|not_le)\.mp )?[A-Z]\d+)(?= |$)")  # fmt: skip


class Reader:
    """Reads the text of one file; AssertionError where a line does not follow."""

    def __init__(self, text: str) -> None:
        self.identities = 0
        for theorem in re.split(r"(?m)^theorem ", text)[1:]:
            head, _, proof = theorem.partition(":= by\n")
            self.names = {n: sp.Symbol(n) for n in re.findall(r"[A-Za-z]\w*", head)}
            self.facts: dict[str, Fact] = {}
            self.ways: dict[str, str] = {}
            self.cases: dict[int, list[dict[str, Fact]]] = {}
            for label, said in re.findall(r"(?<=\()([HE]\d+) : (.*)\)$", head, re.MULTILINE):
                if "∨" in said:
                    self.ways[label] = said
                else:
                    self.facts[label] = self.relation(said)
            self.goals = [] if "_in_region" in head.partition(" ")[0] else [
                self.relation(goal) for goal in
                re.findall(r"[(→] ?((?:\((?:[^()]|\([^()]*\))*\)) [<≤=] (?:\(.*?\)))\)(?: ∧)?\s*$",
                           head.rpartition("\n    : ")[2], re.MULTILINE)
            ]  # fmt: skip
            self.bounds = re.findall(r"∀ (\w+) : K, (\S+ : K\)) ≤ \w+ → \w+ ≤ (\S+ : K\))", head)
            for line in proof.splitlines():
                depth, tactic = len(line) - len(line.lstrip()), line.strip()
                if tactic.startswith("· "):
                    self.facts |= self.cases[depth].pop(0) if self.cases.get(depth) else {}
                    tactic = tactic[2:]
                self.tactic(tactic, depth)

    def expression(self, text: str) -> sp.Expr:
        text = re.sub(r"\((-?[\d/]+) : K\)", r"(\1)", text.replace("⁻¹", "^(-1)"))
        assert re.fullmatch(r"[\w\s()*/+^-]*", text), text
        return parse(text.replace("^", "**"), self.names)

    def relation(self, text: str) -> Fact:
        left, rel, right = re.split(r" ([<≤=]) ", text)
        return Fact(rel, self.expression(left), self.expression(right))

    def tactic(self, text: str, depth: int) -> None:
        if m := re.fullmatch(r"rcases lt_trichotomy (.*) \(0 : K\) with (\w+) \| .*", text):
            p, zero = self.expression(m[1]), sp.S.Zero
            signs = Fact("<", p, zero), Fact("=", p, zero), Fact("<", zero, p)
            self.cases[depth] = [{m[2]: fact} for fact in signs]
        elif m := re.fullmatch(r"rcases (\w+) with (.*)", text):
            ways = [way[1:-1].split(" ∧ ") for way in self.ways[m[1]].split(" ∨ ")]
            labels = [way.strip("⟨⟩").split(", ") for way in m[2].split(" | ")]
            self.cases[depth] = [
                {k: self.relation(r) for k, r in zip(*pair, strict=True)}
                for pair in zip(labels, ways, strict=True)
            ]
        elif m := re.fullmatch(r"have (\w+) : (.*) := by linear_combination (.*)", text):
            fact = self.relation(m[2])
            self.combination(fact, m[3])
            self.facts[m[1]] = fact
        elif m := re.fullmatch(r"have (\w+) : (.*) := by", text):  # what by_contra then negates
            self.facts[m[1]] = self.relation(m[2])
            self.goals.append(self.facts[m[1]])
        elif m := re.fullmatch(r"have (\w+) : (.*) := (\(.*\))", text):
            fact = self.relation(m[2])
            number = self.expression(re.search(r"[<≤] (\(\S+ : K\))", m[2])[1])  # type: ignore[index]
            rel, value = self.product(m[3], number)
            assert (rel, fact.left, sp.expand(value - fact.right)) == (fact.rel, 0, 0), text
            assert number > 0
            self.facts[m[1]] = fact
        elif m := re.fullmatch(r"exact lt_irrefl \(0 : K\) \(by linear_combination (.*)\)", text):
            self.combination(Fact("<", sp.S.Zero, sp.S.Zero), m[1])
        elif m := re.fullmatch(r"exact (\w+)", text):
            assert self.facts[m[1]] in self.goals
        elif m := re.fullmatch(r"obtain ⟨(\w+), (\w+)⟩ : ∃ \1 : K, (.*) :=", text):
            self.facts[m[2]] = self.relation(m[3])
            self.given = m[1], self.facts[m[2]]
        elif m := re.fullmatch(r"⟨(.*), by linear_combination (.*) \* mul_inv.* (\w+)\.ne'⟩", text):
            (unknown, fact), value = self.given, self.expression(m[1])
            positive = self.facts[m[3]]
            assert positive[:2] == ("<", 0)
            assert sp.simplify(fact.left.subs(self.names[unknown], value)) == fact.right == 0
            assert sp.simplify(value * positive.right - self.expression(m[2])) == 0
        elif m := re.fullmatch(r"intro (\w+) (\w+) (\w+)", text):
            low, high = next((lo, hi) for z, lo, hi in self.bounds if z == m[1])
            z = self.names[m[1]]
            self.facts[m[2]] = Fact("≤", self.expression(low), z)
            self.facts[m[3]] = Fact("≤", z, self.expression(high))
        elif m := re.fullmatch(r"norm_num(?: \[(.*)\])?", text):
            for combination, name, value in re.findall(
                r"tion (\w+) : (\w+) = (\(.*?\))", m[1] or ""
            ):
                goal = Fact("=", self.names[name], self.expression(value))
                self.combination(goal, combination)
        else:
            other = r"skip|exfalso|by_contra \w+|refine ⟨.*⟩|namespace \w+|end \w+|--.*|"
            assert re.fullmatch(other, text), text

    def combination(self, goal: Fact, text: str) -> None:
        """Goal a rel b from facts l rel r: a - b - sum c (l - r) = 0."""
        total, rels = goal.left - goal.right, set()
        found = TERM.findall(text)
        assert (
            "".join(f" {s or '+ '}{c}{k}" for s, c, k in found).removeprefix(" + ") == text.strip()
        )
        for sign, c, label in found:
            factor = self.expression(c.removesuffix(" * ") or "1") * (-1 if sign == "- " else 1)
            if ".mp" in label:  # one of the goals, negated
                rel = {"not_le": "≤", "not_lt": "<"}[label[:6]]
                *_, fact = [Fact(NEGATED[rel], g.right, g.left) for g in self.goals if
                            g.rel == rel and sp.expand(total - g.right + g.left) == 0]  # fmt: skip
            else:
                fact = self.facts[label]
            assert fact.rel == "=" or factor == 1
            total -= factor * (fact.left - fact.right)
            rels.add(fact.rel)
        assert sp.expand(total) == 0, text
        assert {"<": "<" in rels, "=": rels == {"="}, "≤": bool(rels)}[goal.rel], text
        self.identities += 1

    def product(self, text: str, number: sp.Expr) -> tuple[str, sp.Expr]:
        """The relation to 0 of the product that a proof term is about."""
        text = text.strip()
        while text.startswith("(") and _end(text) == len(text):
            text = text[1:-1].strip()
        head, _, rest = text.partition(" ")
        if text == "by norm_num":
            return "<", number
        if head == "le_of_lt":
            rel, value = self.product(rest, number)
            assert rel == "<"
            return "≤", value
        if head == "sq_nonneg":
            return "≤", self.expression(rest) ** 2
        if head in ("mul_pos", "mul_nonneg"):
            (one, p), (two, q) = (self.product(part, number)
                                  for part in (rest[: _end(rest)], rest[_end(rest) :]))  # fmt: skip
            assert one == two == ("<" if head == "mul_pos" else "≤")
            return one, p * q
        known = self.facts[text]
        assert known.left == 0
        return known.rel, known.right


def _end(text: str) -> int:
    """Where the first word or bracket of a text ends."""
    depth = 0
    for k, c in enumerate(text):
        depth += (c == "(") - (c == ")")
        if depth == 0 and (c == ")" or (text + " ")[k + 1] == " "):
            return k + 1
    raise AssertionError(text)
