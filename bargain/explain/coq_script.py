"""Coq proof scripts for the nodes of a psatz certificate."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from bargain.check.certificate import Data
from bargain.errors import OptionError
from bargain.explain.visitor import Visitor, negated, signs
from bargain.question.encoding import Polynomial

__all__ = ["HEADER", "Context", "Script", "conjunction", "named", "poly", "relation"]

HEADER = """From Coq Require Import Reals Lra.
Open Scope R_scope.

(* log t <= t - 1 at t = a/b, and exp t >= 1 + t: the axiom instances of certificates *)
Lemma log_bound : forall a b : R, 0 < a -> 0 < b -> 0 <= a - b - b * (ln a - ln b).
Proof.
  intros a b A B.
  assert (Q : 0 < a / b) by (apply Rdiv_lt_0_compat; assumption).
  pose proof (exp_ineq1_le (ln (a / b))) as E. rewrite (exp_ln _ Q) in E.
  assert (L : ln (a / b) = ln a - ln b).
  { unfold Rdiv. rewrite (ln_mult a (/ b) A (Rinv_0_lt_compat b B)), (ln_Rinv b B). ring. }
  rewrite L in E. assert (M : b * (1 + (ln a - ln b)) <= b * (a / b)).
  { apply Rmult_le_compat_l; [lra | exact E]. }
  replace (b * (a / b)) with a in M by (field; lra). lra.
Qed.
Lemma exp_bound : forall x y : R, 0 <= exp x - exp y * (1 + x - y).
Proof.
  intros x y. pose proof (exp_ineq1_le (x - y)) as E. pose proof (exp_pos y) as P.
  assert (S : exp x = exp y * exp (x - y)).
  { rewrite <- exp_plus. f_equal. ring. }
  rewrite S. assert (M : exp y * (1 + (x - y)) <= exp y * exp (x - y)).
  { apply Rmult_le_compat_l; [lra | exact E]. }
  replace (1 + x - y) with (1 + (x - y)) by ring. lra.
Qed.
"""

_RESERVED = [
    "as",
    "at",
    "by",
    "cofix",
    "else",
    "end",
    "exists",
    "exp",
    "fix",
    "for",
    "forall",
    "fun",
    "I",
    "if",
    "in",
    "let",
    "ln",
    "match",
    "mod",
    "O",
    "PI",
    "Prop",
    "R",
    "return",
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
    label = len(variable) > 1 and variable[0] in "HTEDABCLUGMNPFSX" and variable[1:].isdigit()
    safe = "".join(
        c if c.isascii() and (c.isalnum() or c == "_") else f"u{ord(c)}" for c in variable
    )
    return f"v_{safe}" if reserved or label or (len(variable) == 1 and variable.isupper()) else safe


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
class _Known:
    rel: str
    text: str
    label: str
    data: Data = field(default_factory=dict)


@dataclass(slots=True)
class Context:
    """The hypotheses in scope, by their number in the certificate."""

    names: list[str]
    functions: list[tuple[str, str, str]] = field(default_factory=list)
    known: list[_Known] = field(default_factory=list)

    def add(self, h: Data, label: str) -> None:
        """Append a hypothesis of a statement."""
        shown = "" if h["rel"] == "or" else poly(h["poly"], self.names)
        self.known.append(_Known(h["rel"], shown, label, h))

    def add_text(self, rel: str, text: str, label: str) -> None:
        """Append ``text rel 0`` where the text is not a normal form."""
        self.known.append(_Known(rel, f"({text})", label))

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


class Script(Visitor[Context]):
    """Lines of a proof script, and what it says at the nodes of a refutation."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._fresh = 0

    def line(self, text: str, depth: int = 0) -> None:
        """Append a line; nothing for an empty one."""
        if text:
            self._lines.append("  " * depth + text)

    def text(self) -> str:
        """The script."""
        return "\n".join(self._lines) + "\n"

    def fresh(self) -> str:
        """A label that is used once."""
        self._fresh += 1
        return f"X{self._fresh}"

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
        context = known
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
            raise OptionError("a disjunctive goal has no Coq form", where=goal["name"])
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

    # --- axioms -----------------------------------------------------------------------------------

    def axiom(self, data: Data, context: Context, label: str) -> None:
        """Prove an axiom instance and add it to the context."""
        rule, functions = data["rule"], context.functions
        if rule == "log-positive-arg":
            context.known.append(_Known(">", functions[data["i"]][2], f"P{data['i']}"))
            return
        if rule == "exp-positive":
            k = data["i"]
            v = functions[k][0]
            self.line(f"assert ({label} : 0 < {v}) by (rewrite F{k}; apply exp_pos).", 1)
            context.known.append(_Known(">", v, label))
            return
        if rule.endswith("-bound"):
            self._bound(data, context, label)
            return
        log = rule == "log-product"
        sides = [[k for k, n in side for _ in range(n)] for side in (data["left"], data["right"])]
        join, neutral = (" * ", "1") if log else (" + ", "0")
        inside = [join.join(functions[k][2] for k in side) or neutral for side in sides]
        same = self.fresh()
        self.line(f"assert ({same} : {inside[0]} = {inside[1]}) by ring.", 1)
        for side, text in zip(sides, inside, strict=True):
            self._expand(side, text, functions, log)
        outer = (
            [" + ".join(functions[k][0] for k in side) or "0" for side in sides]
            if log
            else [" * ".join(functions[k][0] for k in side) or "1" for side in sides]
        )
        equation = f"({outer[0]}) - ({outer[1]})"
        rewritten = " ".join(f"rewrite F{k}." for k in dict.fromkeys([*sides[0], *sides[1]]))
        function = "ln" if log else "exp"
        self.line(f"assert ({label} : {equation} = 0).", 1)
        self.line(
            "{ " + rewritten + f" assert (Z : {function} ({inside[0]}) = {function} "
            f"({inside[1]})) by (f_equal; exact {same}). lra." + " }",
            1,
        )
        context.add_text("=", equation, label)

    def _expand(
        self, side: Sequence[int], text: str, functions: Sequence[tuple[str, str, str]], log: bool
    ) -> None:
        """``ln (a * b) = ln a + ln b`` for the factors of one side, or the same for exp."""
        function = "ln" if log else "exp"
        name = self.fresh()
        parts = [f"{function} {functions[k][2]}" for k in side]
        value = (" + " if log else " * ").join(parts) or ("0" if log else "1")
        self.line(f"assert ({name} : {function} ({text}) = {value}).", 1)
        if not side:
            self.line("{ apply " + ("ln_1" if log else "exp_0") + ". }", 1)
            return
        steps: list[str] = []
        positive = f"P{side[0]}"
        for j in range(1, len(side)):
            left = " * ".join(functions[k][2] for k in side[:j])
            if log:
                steps.insert(0, f"(ln_mult ({left}) {functions[side[j]][2]} {positive} P{side[j]})")
                positive = f"(Rmult_lt_0_compat _ _ {positive} P{side[j]})"
            else:
                left = " + ".join(functions[k][2] for k in side[:j])
                steps.insert(0, f"(exp_plus ({left}) {functions[side[j]][2]})")
        self.line("{ " + "".join(f"rewrite {s}. " for s in steps) + "reflexivity. }", 1)

    def _bound(self, data: Data, context: Context, label: str) -> None:
        functions = context.functions
        log = data["rule"] == "log-bound"
        i, j = data["i"], data["j"]
        if isinstance(i, list) or isinstance(j, list):
            raise OptionError("a bound by numbers has no Coq form", where=data["rule"])
        # no function on one side stands for log 1 = 0, or for exp 0 = 1
        constant = ("0", "1", "Rlt_0_1") if log else ("1", "0", "")
        (x, a, above), (y, b, below) = (
            constant if k is None else (functions[k][0], functions[k][2], f"P{k}") for k in (i, j)
        )
        if log:
            shown, lemma = f"{a} - {b} - {b} * ({x} - {y})", f"log_bound {a} {b} {above} {below}"
        else:
            shown, lemma = f"{x} - {y} * (1 + {a} - {b})", f"exp_bound {a} {b}"
        known = "rewrite ln_1 in Z. " if log else "rewrite exp_0 in Z. "
        zero = known if None in (i, j) else ""
        rewritten = " ".join(
            f"rewrite F{k}." for k in dict.fromkeys(k for k in (i, j) if k is not None)
        )
        self.line(f"assert ({label} : 0 <= {shown}).", 1)
        self.line("{ " + f"{rewritten} pose proof ({lemma}) as Z. {zero}exact Z." + " }", 1)
        context.add_text(">=", shown, label)


def conjunction(labels: Sequence[str]) -> str:
    r"""An introduction pattern for ``A1 /\ A2 /\ …``."""
    return labels[0] if len(labels) == 1 else f"[{labels[0]} {conjunction(labels[1:])}]"


def _alternatives(patterns: Sequence[str]) -> str:
    if len(patterns) == 1:
        return f"[{patterns[0]}]"
    rest = _alternatives(patterns[1:]) if len(patterns) > 2 else patterns[1]
    return f"[{patterns[0]} | {rest}]"
