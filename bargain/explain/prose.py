r"""Certificates as arguments that a person can follow: `text` and `latex`.

A refutation is shown as the sum that it is. Each line is a product of hypotheses and squares with
its sign, or a multiple of an equation; "the lines add up to 0, yet one of them is positive" is the
whole proof, and multiplying out is all that a reader has to do. Case distinctions become cases,
witnesses become definitions followed by one such sum per property, boxes and tables are summed up
by what was excluded and why. Nothing is claimed here that the checker has not read: the claim is
the sentence that it writes from the exact statement, and the writer only renames the numbers of the
hypotheses. The author's own wording stands below the claim, marked as the author's; the names that
the author gave to hypotheses stand in quotation marks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from bargain.check.words import label, sentence
from bargain.explain.argument import BRANCHES, Argument, Fact, Line, Sum, needed
from bargain.explain.bisections import boxes, equilibria
from bargain.explain.formulas import Formulas, escaped

__all__ = ["latex", "text"]

_LINES = 20  # of the author's words that are shown


class _Writer(Argument):
    """Writes the argument of one statement, claim by claim."""

    # --- claims -----------------------------------------------------------------------------------

    def claim(
        self, statement: Mapping[str, Any], proof: Mapping[str, Any], used: Sequence[str]
    ) -> None:
        """Write one claim with its proof: the checker's sentence, then the author's words."""
        kinds: dict[str, Callable[[Mapping[str, Any], Mapping[str, Any]], None]] = {
            "never": self.never,
            "always": self.always,
            "sometimes": self.sometimes,
            "table": self.table,
            "empty-box": partial(boxes, self),
            "equilibria": partial(equilibria, self),
        }
        self.say(0, f"Claim. {self.formulas.prose(sentence(statement, used))}")
        self.authors(statement["words"])
        self.say(1, 'Names in "quotation marks" are the author\'s too.')
        kinds[statement["claim"]](statement, proof)

    def authors(self, words: Sequence[str]) -> None:
        """Write the author's own wording, which nobody checked."""
        self.say(1, "The author's words, not checked:")
        for line in words[:_LINES]:
            self.say(2, self.formulas.quoted(line))
        if len(words) > _LINES:
            self.say(2, f"… and {len(words) - _LINES} more lines, in the certificate.")

    def never(self, statement: Mapping[str, Any], proof: Mapping[str, Any]) -> None:
        """A refutation of region and necessary conditions."""
        facts = self.facts(statement["region"], statement["necessary"])
        self.refutation(proof, facts, 0, "Suppose there were such values. The proof uses only")

    def refutation(
        self, proof: Mapping[str, Any], facts: list[Fact], depth: int, lead: str
    ) -> None:
        """A psatz proof: what it uses, its axioms, its node."""
        self.say(depth, f"{'Proof. ' if depth == 0 else ''}{lead}")
        self.listed(facts, needed(proof["node"]), depth + 1)
        self.node(proof["node"], [*facts, *self.axioms(proof["axioms"], depth + 1)], depth)

    def always(self, statement: Mapping[str, Any], proof: Mapping[str, Any]) -> None:
        """A witness for every parameter of the region."""
        facts = self.facts(statement["region"])
        self.suppose(facts)
        self.tree(statement, proof, facts, 0)

    def suppose(self, facts: list[Fact]) -> None:
        """What is known of the parameters."""
        self.say(0, "Proof. The parameters satisfy" if facts else "Proof. Nothing is assumed.")
        self.listed(facts, set(range(len(facts))), 1)

    def sometimes(self, statement: Mapping[str, Any], proof: Mapping[str, Any]) -> None:
        """One point with a witness, one with a refutation."""
        for key, lead in (
            ("exists", "Proof, first half: one exists at"),
            ("fails", "Second half: there is none at"),
        ):
            part = proof[key]
            at = ", ".join(f"«{self.formulas.name(n)} = {v}»" for n, v in part["at"].items())
            self.say(0, f"{lead} {at or 'the numbers of the game'}.")
            pinned = [Fact(rel="=", poly=self.formulas.pinned(n, v)) for n, v in part["at"].items()]
            facts = self.facts(statement["region"]) + pinned
            if key == "exists":
                self.tree(statement, part["proof"], facts, 1)
            else:
                facts += self.facts(statement["necessary"])
                self.refutation(part["proof"], facts, 1, "The proof uses")

    def tree(
        self, statement: Mapping[str, Any], tree: Mapping[str, Any], facts: list[Fact], depth: int
    ) -> None:
        """Cases, empty cases and witnesses."""
        if tree["kind"] == "split":
            for branch, sign in BRANCHES:
                poly = self.formulas.negated(tree["p"]) if branch == "neg" else tree["p"]
                case = Fact(rel="=" if branch == "zero" else ">", poly=poly)
                shown = self.formulas.relation(tree["p"], sign)
                self.say(depth, f"Case {self.label(case)} «{shown}».")
                self.tree(statement, tree[branch], [*facts, case], depth + 1)
        elif tree["kind"] == "vacuous":
            self.say(depth, "This case cannot occur.")
            self.node(tree["node"], facts, depth + 1)
        elif tree["kind"] == "witness":
            known = list(facts)
            for step in [*tree.get("axioms", []), *tree["define"]]:
                self.step(step, known, depth)
            for goal, proof in zip(statement["goals"], tree["goals"], strict=True):
                self.goal(statement, goal, proof, list(known), depth)
        else:
            self.table_leaf(statement, tree, facts, depth)

    def step(self, step: Mapping[str, Any], known: list[Fact], depth: int) -> None:
        """Say what is defined; append what is then known, as the checker does."""
        if "rule" in step:
            known += self.axioms([step], depth)
            return
        f = self.formulas
        variable = f.name(step["var"])
        if "function" in step:
            argument = f.functions[step["function"]]
            fresh = Fact(
                rel=">",
                poly=argument["arg"] if argument["of"] == "log" else f.variable(step["var"]),
            )
            self.say(
                depth,
                f"{argument['of']} is defined here: {self.label(fresh)} {self.fact_text(fresh)}.",
            )
            if "positive" in step:
                opposite = Fact(rel=">=", poly=f.negated(argument["arg"]))
                self.node(step["positive"], [*known, opposite], depth + 1)
            known.append(fresh)
        elif "root" in step:
            new = [
                Fact(rel="=", poly=step["root"]),
                Fact(rel=">=", poly=f.difference(f.variable(step["var"]), step["lo"])),
                Fact(rel=">=", poly=f.difference(step["hi"], f.variable(step["var"]))),
            ]
            shown = ", ".join(f"{self.label(x)} {self.fact_text(x)}" for x in new)
            self.say(
                depth,
                f"Let «{variable}» be a root with {shown}. It exists because the "
                "polynomial changes sign between the ends:",
            )
            low, high = (f.substituted(step["root"], step["var"], step[e]) for e in ("lo", "hi"))
            for key, rel, poly, why in (
                ("order", ">", f.difference(step["lo"], step["hi"]), "the ends are in order"),
                ("at_lo", ">", low, "at the lower end it is at most 0"),
                ("at_hi", ">", f.negated(high), "at the upper end it is at least 0"),
            ):
                opposite = Fact(rel=rel, poly=poly)
                self.say(
                    depth + 1, f"{why}; else {self.label(opposite)} {self.fact_text(opposite)}:"
                )
                self.node(step[key], [*known, opposite], depth + 2)
            known += new
        else:
            opposite = Fact(rel=">=", poly=f.negated(step["den"]))
            new = [
                Fact(rel=">", poly=step["den"]),
                Fact(
                    rel="=",
                    poly=f.difference(f.times(step["den"], f.variable(step["var"])), step["num"]),
                ),
            ]
            self.say(
                depth,
                f"Let «{variable} = {f.quotient(step['num'], step['den'])}», so that "
                + " and ".join(f"{self.label(x)} {self.fact_text(x)}" for x in new)
                + ".",
            )
            if not f.is_positive_constant(step["den"]):
                self.say(
                    depth + 1,
                    f"The denominator is positive; else {self.label(opposite)} "
                    f"{self.fact_text(opposite)}:",
                )
                self.node(step["positive"], [*known, opposite], depth + 2)
            known += new

    def goal(
        self,
        statement: Mapping[str, Any],
        goal: Mapping[str, Any],
        proof: Mapping[str, Any],
        known: list[Fact],
        depth: int,
    ) -> None:
        """One property of a witness and why it holds."""
        f = self.formulas
        fact = Fact(rel=goal["rel"], poly=goal.get("poly"), any=goal.get("any"))
        boxes = {name: (lo, hi) for name, lo, hi in statement["bound"]}
        bounds = []
        for name in goal["forall"]:
            lo, hi = boxes[name]
            bounds.append(f"«{lo} ≤ {f.name(name)} ≤ {hi}»")
            known += [
                Fact(rel=">=", poly=f.shifted(name, 1, lo), name=f"{name} ≥ {lo}"),
                Fact(rel=">=", poly=f.shifted(name, -1, hi), name=f"{name} ≤ {hi}"),
            ]
        where = f" for all {', '.join(bounds)}" if bounds else ""
        name = f.quoted(goal["name"].removeprefix("goal: "))
        self.say(depth, f"{name}: {self.fact_text(fact)}{where}.")
        inner: Mapping[str, Any] = proof if "k" not in proof else {"node": proof}
        for step in inner.get("define", []):
            self.step(step, known, depth + 1)
        for key, opposite in f.opposites(goal, inner):
            facts = [Fact(rel=o["rel"], poly=o.get("poly"), any=o.get("any")) for o in opposite]
            shown = " and ".join(f"{self.label(x)} {self.fact_text(x)}" for x in facts)
            self.say(depth + 1, f"Otherwise {shown}.")
            every = [*known, *facts]
            self.listed(
                every,
                {i for i in needed(inner[key]) if i >= len(known) - 2 * len(bounds)},
                depth + 2,
            )
            self.node(inner[key], every, depth + 1)

    # --- tables, boxes, equilibria ----------------------------------------------------------------

    def table(self, statement: Mapping[str, Any], proof: Mapping[str, Any]) -> None:
        """A finite game."""
        facts = self.facts(statement["region"])
        if statement["verdict"] == "sometimes":
            for key, lead in (
                ("exists", "Proof, first half: one exists at"),
                ("fails", "Second half: there is none at"),
            ):
                at = proof[key]["at"]
                self.say(
                    0,
                    f"{lead} "
                    + ", ".join(f"«{self.formulas.name(n)} = {v}»" for n, v in at.items())
                    + ".",
                )
                pinned = [Fact(rel="=", poly=self.formulas.pinned(n, v)) for n, v in at.items()]
                self.tree(statement, proof[key]["proof"], facts + pinned, 1)
            return
        self.suppose(facts)
        self.tree(statement, proof, facts, 0)

    def table_leaf(
        self, statement: Mapping[str, Any], leaf: Mapping[str, Any], facts: list[Fact], depth: int
    ) -> None:
        """An equilibrium, or a profitable change at every profile."""
        players = [label(p) for p in statement["players"]]
        actions = [list(map(label, statement["actions"][p])) for p in statement["players"]]

        def profile(indices: Sequence[int]) -> str:
            return "(" + ", ".join(actions[i][a] for i, a in enumerate(indices)) + ")"

        if leaf["kind"] == "profile":
            self.say(
                depth,
                f"{profile(leaf['profile'])} is an equilibrium: no change of one "
                "player's action brings a positive gain.",
            )
            others = [
                (i, a)
                for i in range(len(players))
                for a in range(len(actions[i]))
                if a != leaf["profile"][i]
            ]
            for (i, a), node in zip(others, leaf["best"], strict=True):
                gain = Fact(rel=">", poly=self.formulas.gain(statement, leaf["profile"], i, a))
                self.say(
                    depth + 1,
                    f"{players[i]} to {actions[i][a]}: else {self.label(gain)} "
                    f"{self.fact_text(gain)}.",
                )
                self.node(node, [*facts, gain], depth + 2)
            return
        self.say(depth, "At every profile somebody gains by changing its own action.")
        for entry in leaf["deviations"]:
            i, a = entry["player"], entry["to"]
            gain = self.formulas.gain(statement, entry["profile"], i, a)
            loss = Fact(rel=">=", poly=self.formulas.negated(gain))
            self.say(
                depth + 1,
                f"{profile(entry['profile'])}: {players[i]} gains "
                f"«{self.formulas.polynomial(gain)}» by {actions[i][a]}; else "
                f"{self.label(loss)} {self.fact_text(loss)}.",
            )
            self.node(entry["node"], [*facts, loss], depth + 2)


def _written(certificate: Mapping[str, Any], style: str) -> list[Line | Sum]:
    statement, proof = certificate["statement"], certificate["proof"]
    used = certificate.get("used", ())
    if statement["claim"] != "all":
        writer = _Writer(statement, Formulas(statement, style))
        writer.claim(statement, proof, used)
        return writer.out
    whole = _Writer(statement, Formulas({"variables": []}, style))
    whole.say(0, f"Claim. Each of the following {len(statement['parts'])} statements.")
    whole.authors(statement["words"])
    out = whole.out
    for k, (part, sub) in enumerate(zip(statement["parts"], proof["parts"], strict=True)):
        writer = _Writer(part, Formulas(part, style))
        writer.say(0, f"Part {k + 1}.")
        writer.claim(
            part, sub, [name.partition(":")[2] for name in used if name.startswith(f"{k}:")]
        )
        out += writer.out
    return out


def text(certificate: Mapping[str, Any]) -> str:
    """The argument of a certificate as plain text.

    Parameters
    ----------
    certificate : mapping
        As `bargain.check` accepts it.

    Returns
    -------
    str

    Examples
    --------
    >>> import sympy as sp
    >>> from bargain.verdicts.relation import prove_relation
    >>> x, y = sp.symbols("x y", positive=True)
    >>> verdict = prove_relation(x**2 + y**2 >= 2*x*y)
    >>> print(text(verdict.certificate))  # doctest: +ELLIPSIS
    Claim. No real x, y satisfy -x**2 + 2*x*y - y**2 > 0, x > 0, y > 0.
      The author's words, not checked:
        "x**2 + y**2 >= 2*x*y for all real x, y with x > 0, y > 0."
      Names in "quotation marks" are the author's too.
    Proof. Suppose there were such values. The proof uses only
      (1) -(x - y)^2 > 0   ["not the claim: x**2 + y**2 < 2*x*y"]
    The lines below add up to 0 identically (multiply out), ...
          (-(x - y)^2)    > 0  by (1)
        + (x - y)^2       ≥ 0
    """
    lines = []
    for piece in _written(certificate, "text"):
        if isinstance(piece, Line):
            lines.append("  " * piece.depth + piece.words.replace("«", "").replace("»", ""))
            continue
        width = min(72, max(len(shown) for shown, _, _ in piece.lines))
        for k, (shown, rel, because) in enumerate(piece.lines):
            lines.append(
                f"    {'+ ' if k else '  '}{shown.ljust(width)}    {rel} 0  {because}".rstrip()
            )
    return "\n".join(lines)


def latex(certificate: Mapping[str, Any]) -> str:
    r"""The argument of a certificate as LaTeX, for a document that loads amsmath.

    Examples
    --------
    >>> import sympy as sp
    >>> from bargain.verdicts.relation import prove_relation
    >>> x, y = sp.symbols("x y", positive=True)
    >>> r"\begin{align*}" in latex(prove_relation(x**2 + y**2 >= 2*x*y).certificate)
    True
    """
    lines = []
    for piece in _written(certificate, "latex"):
        if isinstance(piece, Line):
            head, dot, rest = piece.words.partition(". ")
            lead = f"\\textbf{{{head}.}} " if dot and head in ("Claim", "Proof") else ""
            words = escaped(rest if lead else piece.words)
            space = f"\\hspace*{{{piece.depth}em}}" if piece.depth else ""
            lines.append(f"\\par\\noindent{{}}{space}{lead}{words}")
            continue
        relation = {">": ">", "≥": r"\ge", "=": "="}
        rows = [
            f"  &{'+ ' if k else ''}{shown} && {relation[rel]} 0 && \\text{{{because}}}"
            for k, (shown, rel, because) in enumerate(piece.lines)
        ]
        lines.append("\\begin{align*}\n" + " \\\\\n".join(rows) + "\n\\end{align*}")
    return "\n".join(lines) + "\n"
