r"""Certificates as Coq files: the same argument, checked by a proof assistant's kernel.

Every product of a psatz certificate becomes a fact with an explicit proof term, every identity is
closed by `ring` or `field`, every contradiction by `lra`. The theorem that is stated uses the
hypotheses that the certificate used and no others, so it is at least as strong. Existence becomes
``exists``, with the witness of the certificate; a finite game becomes inductive types of actions
and a definition of its payoffs. Logarithms and exponentials are those of Coq's standard library,
and the axiom instances are proved from it.

Not written: roots by a change of sign, boxes, and equilibria (`OptionError` says so).
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from pathlib import Path

from bargain.check.certificate import Data
from bargain.check.words import sentence
from bargain.errors import OptionError
from bargain.explain.coq_script import HEADER, Context, Script, conjunction, named, poly, relation
from bargain.explain.visitor import gain, needed, negated

__all__ = ["CoqResult", "compile_file", "coq"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoqResult:
    """Whether Coq's kernel accepted a file; `skipped` where `coqc` is not installed."""

    status: str = "skipped"  # "compiled", "refused" or "skipped"
    detail: str = ""

    def summary(self) -> str:
        """One line."""
        return f"{self.status}{': ' if self.detail else ''}{self.detail}"


def compile_file(path: str | Path, *, timeout: float = 120.0) -> CoqResult:
    """Compile a ``.v`` file, away from where it lies.

    Parameters
    ----------
    path : path
    timeout : float, default 120
        Seconds.
    """
    compiler = shutil.which("coqc")
    if compiler is None:
        return CoqResult(detail="coqc is not installed")
    path = Path(path)
    with tempfile.TemporaryDirectory() as folder:  # the compiler writes files beside its input
        copy = shutil.copy(path, folder)
        try:
            # the compiler found on the PATH, on a file of our own
            run = subprocess.run(  # noqa: S603
                [compiler, "-q", Path(copy).name],
                cwd=folder,
                capture_output=True,
                text=True,
                timeout=timeout,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return CoqResult(status="refused", detail=f"no answer in {timeout:g} s")
    if run.returncode == 0:
        return CoqResult(status="compiled", detail=path.name)
    return CoqResult(status="refused", detail=" ".join(run.stderr.split())[-400:])


def coq(certificate: Data, name: str = "claim") -> str:
    """Write a certificate as a Coq file.

    Parameters
    ----------
    certificate : mapping
        Of claim ``never``, ``always`` (witnesses by quotients) or ``table`` (never, always).
    name : str, default "claim"
        Of the theorem.

    Raises
    ------
    OptionError
        For kinds of proof that have no Coq form here.

    Examples
    --------
    >>> import sympy as sp
    >>> from bargain.verdicts.relation import prove_relation
    >>> x, y = sp.symbols("x y", positive=True)
    >>> verdict = prove_relation(x**2 + y**2 >= 2*x*y)
    >>> print(coq(verdict.certificate, "squares").splitlines()[-1])
    Qed.
    """
    statement, proof = certificate["statement"], certificate["proof"]
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise OptionError(f"{name!r} is not a name for a theorem", fix="lower case letters, _")
    claims = {"never": _Writer.never, "always": _Writer.always, "table": _Writer.table}
    if statement["claim"] not in claims or statement["verdict"] == "sometimes":
        raise OptionError(
            f"a certificate of claim {statement['claim']!r} has no Coq form",
            fix="never, always and table (never, always) have one",
        )
    claim = _comment(sentence(statement, certificate.get("used", ())))
    words = _comment("The author's words, not checked: " + " ".join(statement["words"]))
    writer = _Writer(statement)
    claims[statement["claim"]](writer, proof, name)
    return f"{claim}{words}{HEADER}\n{writer.text()}"


def _comment(words: str) -> str:
    """A comment of one line; in Coq a quotation mark in a comment opens a text."""
    plain = words.replace('"', "'").replace("(*", "( *").replace("*)", "* )")
    return f"(* {plain} *)\n"


class _Writer(Script):
    """Writes one theorem with its proof."""

    def __init__(self, statement: Data) -> None:
        super().__init__()
        self.statement = statement
        self.names = [named(v) for v in statement["variables"]]
        functions = [
            (named(f["var"]), f["of"], poly(f["arg"], self.names))
            for f in statement.get("functions", [])
        ]
        self.context = Context(names=self.names, functions=functions)

    def never(self, proof: Data, name: str) -> None:
        """No values meet the hypotheses that the proof uses."""
        context, names = self.context, self.names
        used = needed(proof["node"])
        premises, intros = [], []
        for k, (variable, of, argument) in enumerate(context.functions):
            if of == "log":
                premises.append((f"0 < {argument}", f"the argument of {variable} is positive"))
                premises.append((f"{variable} = ln {argument}", "logarithm"))
                intros += [f"P{k}", f"F{k}"]
            else:
                premises.append((f"{variable} = exp {argument}", "exponential"))
                intros.append(f"F{k}")
        for i, h in enumerate([*self.statement["region"], *self.statement["necessary"]]):
            label = f"H{i}"
            context.add(h, label)
            if i in used:
                premises.append((context.text(i), h["name"]))
                intros.append(label)
        self.line(f"Theorem {name} : forall {' '.join(names)} : R,")
        for premise, comment in premises:
            self.line(f"  {premise} ->  (* {comment.replace('*', '·')} *)")
        self.line("  False.")
        self.line("Proof.")
        self.line(f"  intros {' '.join(names)} {' '.join(intros)}.")
        for k, axiom in enumerate(proof["axioms"]):
            self.axiom(axiom, context, f"A{k}")
        self.node(proof["node"], context, 1)
        self.line("Qed.")

    def always(self, proof: Data, name: str) -> None:
        """For all parameters there are unknowns that meet the goals."""
        statement, context = self.statement, self.context
        if statement.get("functions"):
            raise OptionError("an existence proof with log or exp has no Coq form")
        parameters = [named(p) for p in statement["parameters"]]
        unknowns = [named(u) for u in statement["unknowns"]]
        boxes = {n: (lo, hi) for n, lo, hi in statement["bound"]}
        lead = f"forall {' '.join(parameters)} : R," if parameters else ""
        self.line(f"Theorem {name} : {lead}")
        for i, h in enumerate(statement["region"]):
            context.add(h, f"H{i}")
            self.line(f"  {context.text(i)} ->")
        goals = []
        for goal in statement["goals"]:
            bounds = "".join(
                f"forall {named(z)} : R, {_number(boxes[z][0])} <= {named(z)} -> "
                f"{named(z)} <= {_number(boxes[z][1])} -> "
                for z in goal["forall"]
            )
            goals.append(f"({bounds}{relation(goal, self.names)})")
        exists = f"exists {' '.join(unknowns)} : R, " if unknowns else ""
        self.line(f"  {exists}" + " /\\\n    ".join(goals) + ".")
        self.line("Proof.")
        labels = [f"H{i}" for i in range(len(statement["region"]))]
        self.line(f"  intros {' '.join([*parameters, *labels])}.")
        self.tree(proof, context, 1)
        self.line("Qed.")

    def witness(self, leaf: Data, known: Context, depth: int) -> None:
        """Quotients, then every goal."""
        statement, names = self.statement, self.names
        inner = known.copy()
        for k, step in enumerate(leaf["define"]):
            if "num" not in step:
                raise OptionError(
                    "a witness that is not a quotient has no Coq form", where=step["var"]
                )
            u, num, den = named(step["var"]), poly(step["num"], names), poly(step["den"], names)
            self.line(f"assert (D{k} : 0 < {den}).", depth)
            lead = "{ apply Rnot_le_lt; intro N."
            self.refuted(">=", negated(step["den"]), step["positive"], inner, depth, lead, "M")
            self.line(f"pose ({u} := {num} / {den}).", depth)
            inner.add({"rel": ">", "poly": step["den"], "name": ""}, f"D{k}")
            equation = f"{den} * {u} - {num}"
            self.line(f"assert (E{k} : {equation} = 0) by (unfold {u}; field; lra).", depth)
            self.line(f"clearbody {u}.", depth)
            inner.add_text("=", equation, f"E{k}")
        unknowns = [named(u) for u in statement["unknowns"]]
        if unknowns:
            self.line("exists " + ", ".join(unknowns) + ".", depth)
        goals = statement["goals"]
        for k, (goal, proof) in enumerate(zip(goals, leaf["goals"], strict=True)):
            last = k == len(goals) - 1
            self.line("" if last else "split.", depth)
            self.line("" if last else "{", depth)
            every = inner.copy()
            for j, z in enumerate(goal["forall"]):
                self.line(f"intros {named(z)} L{j} U{j}.", depth + 1)
                lo, hi = next((lo, hi) for n, lo, hi in statement["bound"] if n == z)
                place = names.index(named(z))
                every.bound(place, 1, Fraction(lo), f"B{j}", self, depth + 1)
                every.bound(place, -1, Fraction(hi), f"C{j}", self, depth + 1)
            self.goal(goal, proof, every, depth + 1)
            self.line("" if last else "}", depth)

    # --- tables -----------------------------------------------------------------------------------

    @cached_property
    def labels(self) -> tuple[list[str], list[list[str]]]:
        """The players and, for each, its actions, as Coq can call them."""
        players = [re.sub(r"\W", "_", p) for p in self.statement["players"]]
        players = [p if p[0].isalpha() else f"player_{p}" for p in players]
        actions = [
            [f"{p}_{re.sub(chr(92) + 'W', '_', a)}" for a in self.statement["actions"][key]]
            for p, key in zip(players, self.statement["players"], strict=True)
        ]
        return players, actions

    @property
    def unfold(self) -> str:
        """The tactic that writes the payoffs out."""
        return "unfold " + ", ".join(f"payoff_{p}" for p in self.labels[0])

    def payoffs(self) -> None:
        """Define actions and payoffs."""
        players, labels = self.labels
        for p, actions in zip(players, labels, strict=True):
            self.line(f"Inductive actions_{p} := {' | '.join(actions)}.")
        given = f"({' '.join(self.names)} : R) " if self.names else ""
        arguments = " ".join(f"(a_{p} : actions_{p})" for p in players)
        matched = ", ".join(f"a_{p}" for p in players)
        for p, key in zip(players, self.statement["players"], strict=True):
            self.line(f"Definition payoff_{p} {given}{arguments} : R :=")
            self.line(f"  match {matched} with")
            cells = zip(product(*labels), self.statement["payoffs"][key], strict=True)
            for row, value in cells:
                self.line(f"  | {', '.join(row)} => {poly(value, self.names)}")
            self.line("  end.")

    def table(self, proof: Data, name: str) -> None:
        """A finite game has an equilibrium, or none."""
        statement, context = self.statement, self.context
        self.payoffs()
        players, _ = self.labels
        values = " ".join(self.names)
        best = []
        for k, p in enumerate(players):
            own = [f"a_{q}" for q in players]
            changed = [*own[:k], "t", *own[k + 1 :]]
            best.append(
                f"(forall t : actions_{p}, payoff_{p} {values} {' '.join(changed)} <= "
                f"payoff_{p} {values} {' '.join(own)})"
            )
        exists = " ".join(f"(a_{p} : actions_{p})" for p in players)
        self.line(f"Theorem {name} : " + (f"forall {values} : R," if self.names else ""))
        for i, h in enumerate(statement["region"]):
            context.add(h, f"H{i}")
            self.line(f"  {context.text(i)} ->  (* {h['name'].replace('*', '·')} *)")
        sign = "~ " if statement["verdict"] == "never" else ""
        self.line(f"  {sign}(exists {exists}, " + " /\\\n     ".join(best) + ").")
        self.line("Proof.")
        hypotheses = " ".join(f"H{i}" for i in range(len(statement["region"])))
        if self.names:
            self.line(f"  intros {values} {hypotheses}.")
        self.tree(proof, context, 1)
        self.line("Qed.")

    def deviations(self, leaf: Data, known: Context, depth: int) -> None:
        """At every profile somebody gains."""
        players, labels = self.labels
        pattern = conjunction([f"N_{p}" for p in players])
        for p in reversed(players):
            pattern = f"[a_{p} {pattern}]"
        self.line(f"intros {pattern}.", depth)
        self.line("destruct " + ", ".join(f"a_{p}" for p in players) + ".", depth)
        for entry in leaf["deviations"]:
            i, to = entry["player"], entry["to"]
            minus = negated(gain(self.statement, entry["profile"], i, to))
            lead = f"pose proof (N_{players[i]} {labels[i][to]}) as G; {self.unfold} in G."
            self.refuted(">=", minus, entry["node"], known, depth, "{ " + lead, "M")

    def profile(self, leaf: Data, known: Context, depth: int) -> None:
        """At one profile nobody gains."""
        players, labels = self.labels
        chosen = leaf["profile"]
        self.line("exists " + ", ".join(labels[i][a] for i, a in enumerate(chosen)) + ".", depth)
        nodes = iter(leaf["best"])
        for i in range(len(players)):
            last = i == len(players) - 1
            self.line("{" if last else "split. {", depth)
            self.line(f"intros t; destruct t; {self.unfold}.", depth + 1)
            for a in range(len(labels[i])):
                if a == chosen[i]:
                    self.line("{ apply Rle_refl. }", depth + 1)
                    continue
                more = gain(self.statement, chosen, i, a)
                lead = "{ apply Rnot_lt_le; intro N."
                self.refuted(">", more, next(nodes), known, depth + 1, lead, "M")
            self.line("}", depth)


def _number(text: str) -> str:
    value = Fraction(text)
    return f"({value})" if value.denominator > 1 or value < 0 else str(value)
