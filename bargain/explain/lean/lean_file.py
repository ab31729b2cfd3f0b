"""A certificate as a Lean 4 file: the same argument over any linearly ordered field.

Every product of a psatz certificate becomes a fact with its proof term, and every identity is one
call of ``linear_combination``, which is given the whole combination: nothing is searched for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from bargain.check.certificate import Data
from bargain.check.words import sentence
from bargain.errors import OptionError
from bargain.explain.coq.coq_script import Context, Known, poly
from bargain.explain.script import Lines, of_certificate, refuse_name
from bargain.explain.visitor import Visitor, needed, negated, signs
from bargain.question.encoding import Polynomial

__all__ = ["lean"]

HEADER = """-- Written by bargain, which has not compiled it: Lean says whether it holds.
import Mathlib.Tactic

variable {K : Type*} [Field K] [LinearOrder K] [IsStrictOrderedRing K]
"""
#: Words of Lean, and what the script itself calls things: K, and letters with numbers.
RESERVED = re.compile(
    r"K|[A-Z]\d+|at|by|do|else|end|exists|export|fun|have|if|import|in|infix|instance|let|local"
    r"|match|mut|namespace|open|Prop|private|section|show|Sort|then|theorem|this|Type|universe"
    r"|variable|where|with|def|example|axiom|structure|class|abbrev|macro|notation|prefix|for|from"
    r"|calc|obtain|return|set_option|syntax|unless|try|catch|lemma|rec|partial|postfix|deriving"
    r"|mul_pos|mul_nonneg|le_of_lt|lt_irrefl|lt_trichotomy|not_le|not_lt|sq_nonneg"
)


@of_certificate
def lean(certificate: Data, name: str = "claim") -> str:
    """Write a certificate as a Lean 4 file.

    Parameters
    ----------
    certificate : mapping
        Of claim ``never``, ``always``, ``sometimes`` (a theorem for each of its points), or of
        several of these (``all``, ``region``): then every part is a namespace.
    name : str, default "claim"
        Of the theorem.

    Returns
    -------
    str
        Text for Mathlib of 2025 or later, where ``linear_combination`` takes inequalities. It is
        tested as text; no Lean has compiled it (``python -m proofs.lean`` asks one).

    Raises
    ------
    OptionError
        For proofs that need more than an ordered field (zeros between two signs, logarithms,
        exponentials), and for tables, boxes, lists of equilibria and goals with several ways.
    InputError
        If it is no certificate: the checker says what is wrong.

    Examples
    --------
    >>> import sympy as sp
    >>> from bargain.verdicts.relation import prove_relation
    >>> x, y = sp.symbols("x y", positive=True)
    >>> verdict = prove_relation(x**2 + y**2 >= 2*x*y)
    >>> print(lean(verdict.certificate, "squares").splitlines()[-1].strip())
    exact lt_irrefl (0 : K) (by linear_combination X1 + X2)

    References
    ----------
    .. [1] Mathlib, ``linear_combination``: Mathlib/Tactic/LinearCombination.lean.
    """
    refuse_name(name, RESERVED)
    statement = certificate["statement"]
    said = f"-- {sentence(statement, certificate.get('used', ()))}\n"
    words = f"-- The author's words, not checked: {' '.join(statement['words'])}\n"
    return f"{said}{words}{HEADER}\n{_theorem(statement, certificate['proof'], name)}"


def _theorem(statement: Data, proof: Data, name: str) -> str:
    if "parts" in statement:
        return "\n".join(
            f"namespace Part{k}\n\n{_theorem(part, own, name)}\nend Part{k}\n"
            for k, (part, own) in enumerate(zip(statement["parts"], proof["parts"], strict=True), 1)
        )
    if statement["claim"] not in _CLAIMS:
        raise OptionError(
            f"a certificate of claim {statement['claim']!r} has no Lean form",
            fix="never, always, sometimes, all and region have one",
        )
    if statement.get("functions"):
        raise OptionError("logarithms and exponentials have no Lean form", fix="--to coq")
    script = _Script(statement)
    _CLAIMS[statement["claim"]](script, proof, name)
    return script.text()


def named(variables: Sequence[str]) -> list[str]:
    """Names for Lean, distinct, apart from its words and the labels of the script."""
    found: list[str] = []
    for variable in variables:
        safe = re.sub(r"\W", "_", variable, flags=re.ASCII)
        if not safe[:1].isalpha() or RESERVED.fullmatch(safe):
            safe = f"v_{safe}"
        while safe in found:
            safe += "_"
        found.append(safe)
    return found


def relation(h: Data, names: Sequence[str]) -> str:
    """A hypothesis as a proposition; zero says that it is about K."""
    if h["rel"] == "or":
        parts = [
            " ∧ ".join(relation({"rel": r, "poly": p}, names) for r, p in part) for part in h["any"]
        ]
        return " ∨ ".join(f"({part})" for part in parts)
    shown = poly(h["poly"], names)
    return {"=": f"{shown} = (0 : K)", ">=": f"(0 : K) ≤ {shown}", ">": f"(0 : K) < {shown}"}[
        h["rel"]
    ]


class _Script(Lines, Visitor[Context]):
    """Lines of tactics."""

    def __init__(self, statement: Data) -> None:
        super().__init__()
        self.statement = statement
        self.names = named(statement["variables"])
        called = dict(zip(statement["variables"], self.names, strict=True))
        self.called = called
        self.boxes = {z: (low, high) for z, low, high in statement.get("bound", ())}

    # --- theorems ---------------------------------------------------------------------------------

    def never(self, proof: Data, name: str) -> None:
        """No values meet the hypotheses that the proof uses."""
        self._claim(proof, name, self.names, self.statement["region"], ["False"], self._fails)

    def always(self, proof: Data, name: str) -> None:
        """For all parameters there are unknowns that meet the goals."""
        parameters = [self.called[p] for p in self.statement["parameters"]]
        self._claim(proof, name, parameters, self.statement["region"], self._exists(), self.tree)

    def sometimes(self, proof: Data, name: str) -> None:
        """At one point of the region there are such values, at another there are none."""
        parameters = self.statement["parameters"]
        for branch, names, said, prove in (
            ("exists", [self.called[p] for p in parameters], self._exists(), self.tree),
            ("fails", self.names, ["False"], self._fails),
        ):
            at, known = proof[branch]["at"], Context(self.names)
            for p in parameters:
                place = [int(n == self.called[p]) for n in self.names]
                minus = [["-" + at[p] if at[p][0] != "-" else at[p][1:], [0] * len(place)]]
                data = [["1", place], *(minus if at[p] != "0" else [])]
                known.add({"rel": "=", "poly": data, "name": ""}, f"E{len(known.known)}")
            region, points = self.statement["region"], known.known
            inside = " ∧ ".join(f"({relation(h, self.names)})" for h in region) or "True"
            self.line(
                f"theorem {name}_{branch}_in_region {_given([self.called[p] for p in parameters])}"
            )
            for k in points:
                self.line(f"    ({k.label} : {relation(k.data, self.names)})")
            self.line(f"    : {inside} := by")
            values = [f"(by linear_combination {k.label} : {self.called[p]} = {number_of(at[p])})"
                      for k, p in zip(points, parameters, strict=True)]  # fmt: skip
            self.line(f"  norm_num [{', '.join(values)}]" if values else "  norm_num")
            self.line("")
            self._claim(proof[branch]["proof"], f"{name}_{branch}", names, region, said, prove,
                        points)  # fmt: skip
            self.line("")

    def _claim(
        self,
        proof: Data,
        name: str,
        names: Sequence[str],
        region: Sequence[Data],
        said: Sequence[str],
        prove: Callable[[Data, Context, int], None],
        points: Sequence[Known] = (),
    ) -> None:
        """A theorem: hypotheses of the region, equations of a point, necessary ones; its proof."""
        known = Context(self.names)
        for k, h in enumerate(region):
            known.add(h, f"H{k}")
        known.known += points
        stated = self._all_that_is_necessary(known) if said == ["False"] else known
        every = range(len(stated.known))
        used = needed(proof["node"]) if proof["kind"] == "psatz" else set(every)
        self.line(f"theorem {name} {_given(names)}".rstrip())
        for k in every:
            if k in used:
                one = stated.known[k]
                self.line(f"    ({one.label} : {relation(one.data, self.names)})")
        for k, text in enumerate(said):
            self.line(f"    {': ' if k == 0 else '  '}{text}{' := by' * (k == len(said) - 1)}")
        prove(proof, known, 1)

    def _all_that_is_necessary(self, known: Context) -> Context:
        inner = known.copy()
        for k, h in enumerate(self.statement["necessary"], len(self.statement["region"])):
            inner.add(h, f"H{k}")
        return inner

    def _exists(self) -> list[str]:
        unknowns = [self.called[u] for u in self.statement["unknowns"]]
        lead = f"∃ {' '.join(unknowns)} : K, " if unknowns else ""
        goals = [self._goal_text(goal) for goal in self.statement["goals"]]
        goals[0] = lead + goals[0]
        return [f"{goal} ∧" for goal in goals[:-1]] + goals[-1:]

    def _goal_text(self, goal: Data) -> str:
        bounds = "".join(
            f"∀ {self.called[z]} : K, {number_of(self.boxes[z][0])} ≤ {self.called[z]} → "
            f"{self.called[z]} ≤ {number_of(self.boxes[z][1])} → "
            for z in goal["forall"]
        )
        return f"({bounds}{relation(goal, self.names)})"

    def _fails(self, tree: Data, known: Context, depth: int) -> None:
        """Refute what is necessary, in every case."""
        if tree["kind"] == "split":
            self.split(tree, known, depth, self._fails)
        elif tree["kind"] == "vacuous":
            self.vacuous(tree, known, depth)
        else:  # it comes after the cases, as the certificate numbers it
            self.node(tree["node"], self._all_that_is_necessary(known), depth)

    # --- nodes ------------------------------------------------------------------------------------

    def sum(self, node: Data, known: Context, depth: int) -> None:
        """A sum of products that is 0 and yet positive."""
        combined = []
        for term in node["terms"]:
            shown, proof, strict = number_of(term["c"]), "(by norm_num)", True
            factors = [
                (k.text, k.rel, k.label) for k in (known.known[i] for i in term.get("h", []))
            ]
            for square in term.get("sq", []):
                text = poly(square, self.names)
                factors.append((f"{text} ^ 2", ">=", f"(sq_nonneg {text})"))
            for text, rel, label in factors:
                shown = f"{shown} * {text}"
                if strict and rel == ">":
                    proof = f"(mul_pos {proof} {label})"
                    continue
                left = f"(le_of_lt {proof})" if strict else proof
                right = f"(le_of_lt {label})" if rel == ">" else label
                proof, strict = f"(mul_nonneg {left} {right})", False
            label = self.fresh()
            self.line(f"have {label} : (0 : K) {'<' if strict else '≤'} {shown} := {proof}", depth)
            combined.append(f" + {label}")
        for i, cofactor in node.get("ideal", []):
            combined.append(f" - {poly(cofactor, self.names)} * {known.known[i].label}")
        whole = "".join(combined).removeprefix(" + ")
        self.line(f"exact lt_irrefl (0 : K) (by linear_combination {whole})", depth)

    def split(
        self, node: Data, known: Context, depth: int, each: Callable[[Data, Context, int], None]
    ) -> None:
        """Three cases for the sign of a polynomial."""
        case = self.fresh()
        shown = poly(node["p"], self.names)
        self.line(f"rcases lt_trichotomy {shown} (0 : K) with {' | '.join([case] * 3)}", depth)
        for key, _, rel, data in signs(node["p"]):
            each(node[key], self._case(rel, data, case, known, depth), depth + 1)

    def _case(self, rel: str, data: Polynomial, source: str, known: Context, depth: int) -> Context:
        """Open a case with one more relation, which is the source but for its form."""
        inner, label = known.copy(), self.fresh()
        inner.add({"rel": rel, "poly": data, "name": ""}, label)
        said = relation(inner.known[-1].data, self.names)
        self.line(f"· have {label} : {said} := by linear_combination {source}", depth)
        return inner

    def alternatives(self, node: Data, known: Context, depth: int) -> None:
        """A case per alternative."""
        chosen = known.known[node["h"]]
        ways = [[self.fresh() for _ in part] for part in chosen.data["any"]]
        pattern = " | ".join(f"⟨{', '.join(way)}⟩" if len(way) > 1 else way[0] for way in ways)
        self.line(f"rcases {chosen.label} with {pattern}", depth)
        for part, labels, sub in zip(chosen.data["any"], ways, node["sub"], strict=True):
            inner = known.copy()
            for (rel, p), label in zip(part, labels, strict=True):
                inner.add({"rel": rel, "poly": p, "name": ""}, label)
            self.line("· skip", depth)
            self.node(sub, inner, depth + 1)

    def vacuous(self, leaf: Data, known: Context, depth: int) -> None:
        """An empty case."""
        self.line("exfalso", depth)
        self.node(leaf["node"], known, depth)

    def witness(self, leaf: Data, known: Context, depth: int) -> None:
        """Quotients for the unknowns, then every goal."""
        inner = known.copy()
        for step in [*leaf.get("axioms", []), *leaf["define"]]:
            self._quotient(step, inner, depth)
        goals = self.statement["goals"]
        holes = ["?_"] * len(goals)
        unknowns = [self.called[u] for u in self.statement["unknowns"]]
        self.line(f"refine ⟨{', '.join([*unknowns, *holes])}⟩" if len(unknowns) + len(goals) > 1
                  else "skip", depth)  # fmt: skip
        for goal, proof in zip(goals, leaf["goals"], strict=True):
            self.line("· skip", depth)
            self._goal(goal, proof, inner.copy(), depth + 1)

    def _quotient(self, step: Data, known: Context, depth: int) -> None:
        if "den" not in step:
            raise OptionError("a zero between two signs needs the real numbers", fix="--to coq")
        den, num = poly(step["den"], self.names), poly(step["num"], self.names)
        u, above, equal, wrong = self.called[step["var"]], self.fresh(), self.fresh(), self.fresh()
        self.line(f"have {above} : (0 : K) < {den} := by", depth)
        self.line(f"by_contra {wrong}", depth + 1)
        inner, less = known.copy(), self.fresh()
        inner.add({"rel": ">=", "poly": negated(step["den"]), "name": ""}, less)
        said = relation(inner.known[-1].data, self.names)
        self.line(f"have {less} : {said} := by linear_combination not_lt.mp {wrong}", depth + 1)
        self.node(step["positive"], inner, depth + 1)
        self.line(f"obtain ⟨{u}, {equal}⟩ : ∃ {u} : K, {den} * {u} - {num} = (0 : K) :=", depth)
        self.line(
            f"⟨{num} * {den}⁻¹, by linear_combination {num} * mul_inv_cancel₀ {above}.ne'⟩",
            depth + 1,
        )
        known.add({"rel": ">", "poly": step["den"], "name": ""}, above)
        known.add_text("=", f"{den} * {u} - {num}", equal)

    def _goal(self, goal: Data, proof: Data, known: Context, depth: int) -> None:
        if goal["rel"] == "or":
            raise OptionError("a goal with several ways has no Lean form", fix="--to coq")
        for z in goal["forall"]:
            place = self.names.index(self.called[z])
            labels = [self.fresh(), self.fresh()]
            self.line(f"intro {self.called[z]} {' '.join(labels)}", depth)
            unit = [int(k == place) for k in range(len(self.names))]
            for sign, end, source in zip(("1", "-1"), self.boxes[z], labels, strict=True):
                flat = [[end if sign == "-1" else negated([[end, []]])[0][0], [0] * len(unit)]]
                data, label = [[sign, unit], *(flat if end != "0" else [])], self.fresh()
                known.add({"rel": ">=", "poly": data, "name": ""}, label)
                said = relation(known.known[-1].data, self.names)
                self.line(f"have {label} : {said} := by linear_combination {source}", depth)
        minus, wrong = negated(goal["poly"]), self.fresh()
        if goal["rel"] == "=":
            shown = poly(goal["poly"], self.names)
            self.line(f"rcases lt_trichotomy {shown} (0 : K) with {' | '.join([wrong] * 3)}", depth)
            for key, data in (("neg", minus), ("", []), ("pos", goal["poly"])):
                if not key:
                    self.line(f"· exact {wrong}", depth)
                    continue
                self.vacuous(
                    {"node": proof[key]}, self._case(">", data, wrong, known, depth), depth + 1
                )
            return
        inner, label = known.copy(), self.fresh()
        opposite, rule = (">", "not_le") if goal["rel"] == ">=" else (">=", "not_lt")
        inner.add({"rel": opposite, "poly": minus, "name": ""}, label)
        said = relation(inner.known[-1].data, self.names)
        self.line(f"by_contra {wrong}", depth)
        self.line(f"have {label} : {said} := by linear_combination {rule}.mp {wrong}", depth)
        self.node(proof if "k" in proof else proof["node"], inner, depth)

    def profile(self, leaf: Data, known: Context, depth: int) -> None:
        """Tables are not written."""
        raise OptionError("tables have no Lean form", fix="--to coq")

    deviations = profile


def number_of(text: str) -> str:
    """A number of K."""
    return f"({text} : K)"


def _given(names: Sequence[str]) -> str:
    return f"({' '.join(names)} : K) " if names else ""


_CLAIMS = {"never": _Script.never, "always": _Script.always, "sometimes": _Script.sometimes}
