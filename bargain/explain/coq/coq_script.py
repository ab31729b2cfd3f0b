"""Coq proof scripts for the nodes of a psatz certificate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

from bargain.check.certificate import Data
from bargain.explain.script import Lines
from bargain.explain.visitor import Visitor, negated, opposites, signs
from bargain.question.encoding import Polynomial

__all__ = [
    "Context",
    "Known",
    "Script",
    "conjunction",
    "exists",
    "named",
    "number",
    "poly",
    "relation",
]

_RESERVED = [
    "as",
    "at",
    "by",
    "claim",
    "cleared",
    "cofix",
    "else",
    "end",
    "exists",
    "exp",
    "falls",
    "fix",
    "for",
    "forall",
    "fun",
    "hypotheses",
    "I",
    "if",
    "in",
    "let",
    "ln",
    "match",
    "mod",
    "O",
    "PI",
    "agreement",
    "region",
    "Prop",
    "R",
    "return",
    "nash",
    "no_gain",
    "relation",
    "rises",
    "sqrt",
    "S",
    "Set",
    "t",
    "then",
    "Type",
    "using",
    "where",
    "with",
]


def named(variable: str) -> str:
    """A variable's name in Coq, apart from Coq's own names and the labels of the script."""
    reserved = variable in _RESERVED or not variable.isascii()
    label = (
        len(variable) > 1 and variable[0] in "HTEDABCLUGMNPFSXQRVYZIO" and variable[1:].isdigit()
    )
    safe = "".join(
        c if c.isascii() and (c.isalnum() or c == "_") else f"u{ord(c)}" for c in variable
    )
    return f"v_{safe}" if reserved or label or (len(variable) == 1 and variable.isupper()) else safe


def number(value: Fraction) -> str:
    """A number of either sign, in brackets where it is no plain numeral."""
    return f"({value})" if value.denominator > 1 or value < 0 else str(value)


def _number(value: Fraction) -> str:
    text = str(abs(value))
    return f"({text})" if value.denominator > 1 else text


def poly(data: Polynomial, names: Sequence[str]) -> str:
    """A plain polynomial, in brackets."""
    parts: list[str] = []
    for c, powers in data:
        value = Fraction(c)
        factors = [n if e == 1 else f"{n}^{e}" for n, e in zip(names, powers, strict=True) if e]
        if abs(value) != 1 or not factors:
            factors.insert(0, _number(value))
        sign = ("- " if value < 0 else "+ ") if parts else ("- " if value < 0 else "")
        parts.append(sign + " * ".join(factors))
    return "(" + (" ".join(parts) or "0") + ")"


def relation(h: Data, names: Sequence[str]) -> str:
    """A hypothesis as a proposition."""
    if h["rel"] == "or":
        parts = [
            " /\\ ".join(relation({"rel": r, "poly": p}, names) for r, p in part)
            for part in h["any"]
        ]
        return "(" + " \\/ ".join(f"({p})" for p in parts) + ")"
    shown = poly(h["poly"], names)
    return {"=": f"{shown} = 0", ">=": f"0 <= {shown}", ">": f"0 < {shown}"}[h["rel"]]


@dataclass(slots=True)
class Known:
    """A hypothesis in scope: ``text rel 0``, with its label and, if it has one, its data."""

    rel: str
    text: str
    label: str
    data: Data = field(default_factory=dict)


@dataclass(slots=True)
class Context:
    """The hypotheses in scope, by their number in the certificate."""

    names: list[str]
    functions: list[tuple[str, str, str]] = field(default_factory=list)
    known: list[Known] = field(default_factory=list)

    def add(self, h: Data, label: str) -> None:
        """Append a hypothesis of a statement."""
        shown = "" if h["rel"] == "or" else poly(h["poly"], self.names)
        self.known.append(Known(h["rel"], shown, label, h))

    def add_text(self, rel: str, text: str, label: str) -> None:
        """Append ``text rel 0`` where the text is not a normal form."""
        self.known.append(Known(rel, f"({text})", label))

    def equal(self, place: Sequence[int], value: Fraction, label: str) -> None:
        """Append ``variable - value = 0``; the place of the variable is marked by 1."""
        data = [["1", list(place)]]
        if value:
            data.append([str(-value), [0] * len(self.names)])
        self.add({"rel": "=", "poly": data, "name": ""}, label)

    def text(self, i: int) -> str:
        """The proposition of hypothesis i."""
        return relation(self.known[i].data, self.names)

    def copy(self) -> Context:
        """The same hypotheses in a list of their own."""
        return Context(names=self.names, functions=self.functions, known=list(self.known))

    def bound(
        self, position: int, sign: int, end: Fraction, label: str, script: Script, depth: int
    ) -> None:
        """``sign * (variable - end) >= 0`` for a bound variable."""
        unit = [int(k == position) for k in range(len(self.names))]
        data = [[str(sign), unit]]
        if end:
            data.append([str(-sign * end), [0] * len(self.names)])
        script.line(f"assert ({label} : 0 <= {poly(data, self.names)}) by lra.", depth)
        self.add({"rel": ">=", "poly": data, "name": ""}, label)


class Script(Lines, Visitor[Context]):
    """Lines of a proof script, and what it says at the nodes of a refutation."""

    def line(self, text: str, depth: int = 0) -> None:
        """Append a line; nothing for an empty one."""
        if text:
            super().line(text, depth)

    # --- nodes ------------------------------------------------------------------------------------

    def alternatives(self, node: Data, known: Context, depth: int) -> None:
        """Destruct a disjunction."""
        chosen = known.known[node["h"]]
        patterns, many = [], []
        for part in chosen.data["any"]:
            labels = [self.fresh() for _ in part]
            patterns.append(conjunction(labels))
            many.append(labels)
        self.line(f"destruct {chosen.label} as {_alternatives(patterns)}.", depth)
        for part, labels, sub in zip(chosen.data["any"], many, node["sub"], strict=True):
            inner = known.copy()
            for (rel, p), label in zip(part, labels, strict=True):
                inner.add({"rel": rel, "poly": p}, label)
            self.line("{", depth)
            self.node(sub, inner, depth + 1)
            self.line("}", depth)

    def split(
        self, node: Data, known: Context, depth: int, each: Callable[[Data, Context, int], None]
    ) -> None:
        """Three cases for the sign of a polynomial."""
        self.three(poly(node["p"], known.names), depth)
        for key, _, rel, data in signs(node["p"]):
            inner = known.copy()
            fresh = self.fresh()
            inner.add({"rel": rel, "poly": data}, fresh)
            self.line("{ " + f"assert ({fresh} : {inner.text(-1)}) by lra.", depth)
            each(node[key], inner, depth + 1)
            self.line("}", depth)

    def three(self, shown: str, depth: int) -> str:
        """A polynomial is negative, 0 or positive; the label of either case."""
        label = self.fresh()
        self.line(f"destruct (Rtotal_order {shown} 0) as [{label} | [{label} | {label}]].", depth)
        return label

    def vacuous(self, leaf: Data, known: Context, depth: int) -> None:
        """An empty case."""
        self.line("exfalso.", depth)
        self.node(leaf["node"], known, depth)

    def sum(self, node: Data, known: Context, depth: int) -> None:
        """A sum of products that is 0 and yet positive."""
        context, node = known, _whole(node)
        sums, facts, kinds = [], [], []
        for term in node["terms"]:
            c = Fraction(term["c"])
            shown, strict = _number(c), True
            number = self.fresh()
            self.line(f"assert ({number} : 0 < {shown}) by lra.", depth)
            proof = number
            factors = [
                (context.known[i].text, context.known[i].rel, context.known[i].label)
                for i in term.get("h", [])
            ]
            squares = [poly(q, context.names) for q in term.get("sq", [])]
            factors += [(f"{q}^2", ">=", f"(pow2_ge_0 {q})") for q in squares]
            for text, rel, label in factors:
                shown = f"{shown} * {text}"
                if strict and rel == ">":
                    proof = f"(Rmult_lt_0_compat _ _ {proof} {label})"
                    continue
                left = f"(Rlt_le _ _ {proof})" if strict else proof
                right = f"(Rlt_le _ _ {label})" if rel == ">" else label
                proof, strict = f"(Rmult_le_pos _ _ {left} {right})", False
            name = self.fresh()
            self.line(
                f"assert ({name} : 0 {'<' if strict else '<='} {shown}) by exact {proof}.", depth
            )
            sums.append(shown)
            facts.append(name)
            kinds.append("<" if strict else "<=")
        for i, cofactor in node.get("ideal", []):
            h, g = context.known[i], poly(cofactor, context.names)
            name = self.fresh()
            self.line(
                f"assert ({name} : {g} * {h.text} = 0) by exact "
                f"(eq_trans (f_equal (Rmult {g}) {h.label}) (Rmult_0_r {g})).",
                depth,
            )
            sums.append(f"{g} * {h.text}")
            facts.append(name)
            kinds.append("=")
        marks = [f"t{k}" for k in range(len(sums))]
        premises = " -> ".join(
            f"0 {kind} {m}" if kind != "=" else f"{m} = 0"
            for kind, m in zip(kinds, marks, strict=True)
        )
        rule = self.fresh()
        self.line(
            f"assert ({rule} : forall {' '.join(marks)} : R, {premises} -> "
            f"{' + '.join(marks)} = 0 -> False) by (intros; lra).",
            depth,
        )
        tactic = "field" if any("/" in s for s in sums) else "ring"
        self.line(
            f"exfalso; apply ({rule} {' '.join('_' for _ in marks)} {' '.join(facts)}); {tactic}.",
            depth,
        )

    def goal(self, goal: Data, proof: Data, context: Context, depth: int) -> None:
        """Close the goal ``poly rel 0`` of a witness."""
        if goal["rel"] == "or":
            self._either(goal, proof, context, depth)
            return
        minus = negated(goal["poly"])
        if goal["rel"] == "=":
            label = self.three(poly(goal["poly"], context.names), depth)
            self.refuted(">", minus, proof["neg"], context, depth, "{ exfalso.")
            self.line("{ " + f"exact {label}." + " }", depth)
            self.refuted(">", goal["poly"], proof["pos"], context, depth, "{ exfalso.")
            return
        rel = ">" if goal["rel"] == ">=" else ">="
        inner = proof if "k" in proof else proof["node"]
        lead = "apply Rnot_lt_le" if goal["rel"] == ">=" else "apply Rnot_le_lt"
        self.refuted(rel, minus, inner, context, depth, "{ " + f"{lead}; intro N.")

    def _either(self, goal: Data, proof: Data, context: Context, depth: int) -> None:
        """Close a goal "one way or another": the proof refutes that no way is right."""
        inner = context.copy()
        ways = goal["any"]
        ((_, fails),) = opposites(goal)
        for k, (way, opposite) in enumerate(zip(ways, fails, strict=True)):
            label = self.fresh()
            right = " /\\ ".join(relation({"rel": r, "poly": p}, context.names) for r, p in way)
            wrong = relation(opposite, context.names)
            self.line(f"assert ({label} : ({right}) \\/ {wrong}).", depth)
            cases = " ".join(
                f"destruct (Rtotal_order {poly(p, context.names)} 0) as [?|[?|?]];" for _, p in way
            )
            self.line(f"{{ {cases} one_of. }}", depth)
            path = "right; " * k + ("left; " if k < len(ways) - 1 else "")
            self.line(f"destruct {label} as [{label} | {label}].", depth)
            self.line(f"{{ {path}exact {label}. }}", depth)
            inner.add(opposite, label)
        self.line("exfalso.", depth)
        self.node(proof if "k" in proof else proof["node"], inner, depth)

    def refuted(
        self,
        rel: str,
        data: Polynomial,
        node: Data,
        context: Context,
        depth: int,
        lead: str,
        label: str = "",
    ) -> None:
        """Refute one more relation, which follows from what the lead introduces."""
        inner = context.copy()
        fresh = label or self.fresh()
        inner.add({"rel": rel, "poly": data}, fresh)
        self.line(lead, depth)
        self.line(f"assert ({fresh} : {inner.text(-1)}) by lra.", depth + 1)
        self.node(node, inner, depth + 1)
        self.line("}", depth)


def _whole(node: Data) -> Data:
    """The same sum, multiplied so that no coefficient is a fraction: `ring` likes integers."""
    terms = []
    for term in node["terms"]:
        squares = []
        c = Fraction(term["c"])
        for square in term.get("sq", []):
            scale = lcm(*(Fraction(value).denominator for value, _ in square))
            squares.append(_times(square, Fraction(scale)))
            c /= scale**2
        terms.append({**term, "c": c, "sq": squares})
    ideal = node.get("ideal", [])
    numbers = [t["c"] for t in terms] + [Fraction(c) for _, poly_ in ideal for c, _ in poly_]
    common = Fraction(lcm(*(number.denominator for number in numbers)))
    return {
        **node,
        "terms": [{**t, "c": str(t["c"] * common)} for t in terms],
        "ideal": [[i, _times(poly_, common)] for i, poly_ in ideal],
    }


def _times(data: Polynomial, scale: Fraction) -> Polynomial:
    return [[str(Fraction(c) * scale), e] for c, e in data]


def exists(names: Sequence[str]) -> str:
    """The lead of a proposition that there are such real numbers; nothing without names."""
    return f"exists {' '.join(names)} : R, " if names else ""


def conjunction(labels: Sequence[str]) -> str:
    r"""An introduction pattern for ``A1 /\ A2 /\ …``."""
    return labels[0] if len(labels) == 1 else f"[{labels[0]} {conjunction(labels[1:])}]"


def _alternatives(patterns: Sequence[str]) -> str:
    if len(patterns) == 1:
        return f"[{patterns[0]}]"
    rest = _alternatives(patterns[1:]) if len(patterns) > 2 else patterns[1]
    return f"[{patterns[0]} | {rest}]"
