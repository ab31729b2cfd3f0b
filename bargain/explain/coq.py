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
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from bargain.check.words import sentence
from bargain.errors import OptionError
from bargain.explain.argument import needed
from bargain.explain.coq_script import HEADER, Context, Script, conjunction, named, poly, relation

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


def coq(certificate: Mapping[str, Any], name: str = "claim") -> str:
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
    writers = {"never": _never, "always": _always, "table": _table}
    if statement["claim"] not in writers or statement["verdict"] == "sometimes":
        raise OptionError(
            f"a certificate of claim {statement['claim']!r} has no Coq form",
            fix="never, always and table (never, always) have one",
        )
    claim = _comment(sentence(statement, certificate.get("used", ())))
    words = _comment("The author's words, not checked: " + " ".join(statement["words"]))
    return f"{claim}{words}{HEADER}\n" + writers[statement["claim"]](statement, proof, name)


def _comment(words: str) -> str:
    """A comment of one line; in Coq a quotation mark in a comment opens a text."""
    plain = words.replace('"', "'").replace("(*", "( *").replace("*)", "* )")
    return f"(* {plain} *)\n"


def _functions(statement: Mapping[str, Any], names: Sequence[str]) -> list[tuple[str, str, str]]:
    return [
        (named(f["var"]), f["of"], poly(f["arg"], names)) for f in statement.get("functions", [])
    ]


def _never(statement: Mapping[str, Any], proof: Mapping[str, Any], name: str) -> str:
    names = [named(v) for v in statement["variables"]]
    hypotheses = [*statement["region"], *statement["necessary"]]
    context = Context(names=names, functions=_functions(statement, names))
    axioms = proof["axioms"]
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
    for i, h in enumerate(hypotheses):
        label = f"H{i}"
        context.add(h, label)
        if i in used:
            premises.append((context.text(i), h["name"]))
            intros.append(label)
    script = Script()
    script.line(f"Theorem {name} : forall {' '.join(names)} : R,")
    for statement_text, comment in premises:
        script.line(f"  {statement_text} ->  (* {comment.replace('*', '·')} *)")
    script.line("  False.")
    script.line("Proof.")
    script.line(f"  intros {' '.join(names)} {' '.join(intros)}.")
    for k, axiom in enumerate(axioms):
        script.axiom(axiom, context, f"A{k}")
    script.node(proof["node"], context, 1)
    script.line("Qed.")
    return script.text()


def _always(statement: Mapping[str, Any], proof: Mapping[str, Any], name: str) -> str:
    if statement.get("functions"):
        raise OptionError("an existence proof with log or exp has no Coq form")
    names = [named(v) for v in statement["variables"]]
    parameters = [named(p) for p in statement["parameters"]]
    unknowns = [named(u) for u in statement["unknowns"]]
    boxes = {n: (lo, hi) for n, lo, hi in statement["bound"]}
    context = Context(names=names)
    script = Script()
    lead = f"forall {' '.join(parameters)} : R," if parameters else ""
    script.line(f"Theorem {name} : {lead}")
    for i, h in enumerate(statement["region"]):
        context.add(h, f"H{i}")
        script.line(f"  {context.text(i)} ->")
    goals = []
    for goal in statement["goals"]:
        bounds = "".join(
            f"forall {named(z)} : R, {_number(boxes[z][0])} <= {named(z)} -> "
            f"{named(z)} <= {_number(boxes[z][1])} -> "
            for z in goal["forall"]
        )
        goals.append(f"({bounds}{relation(goal, names)})")
    exists = f"exists {' '.join(unknowns)} : R, " if unknowns else ""
    script.line(f"  {exists}" + " /\\\n    ".join(goals) + ".")
    script.line("Proof.")
    labels = [f"H{i}" for i in range(len(statement["region"]))]
    script.line(f"  intros {' '.join([*parameters, *labels])}.")
    _tree(statement, proof, context, script, 1)
    script.line("Qed.")
    return script.text()


def _number(text: str) -> str:
    value = Fraction(text)
    return f"({value})" if value.denominator > 1 or value < 0 else str(value)


def _tree(
    statement: Mapping[str, Any],
    tree: Mapping[str, Any],
    context: Context,
    script: Script,
    depth: int,
) -> None:
    if tree["kind"] == "split":
        script.split(
            tree, context, depth, lambda sub, inner, d: _tree(statement, sub, inner, script, d)
        )
    elif tree["kind"] == "vacuous":
        script.line("exfalso.", depth)
        script.node(tree["node"], context, depth)
    elif tree["kind"] == "witness":
        _witness(statement, tree, context, script, depth)
    else:
        raise OptionError(f"a proof of kind {tree['kind']!r} has no Coq form")


def _witness(
    statement: Mapping[str, Any],
    tree: Mapping[str, Any],
    context: Context,
    script: Script,
    depth: int,
) -> None:
    names = context.names
    inner = context.copy()
    for k, step in enumerate(tree["define"]):
        if "num" not in step:
            raise OptionError("a witness that is not a quotient has no Coq form", where=step["var"])
        u, num, den = named(step["var"]), poly(step["num"], names), poly(step["den"], names)
        minus = [[str(-Fraction(c)), e] for c, e in step["den"]]
        script.line(f"assert (D{k} : 0 < {den}).", depth)
        script.line("{ apply Rnot_le_lt; intro N.", depth)
        opposite = inner.copy()
        opposite.add({"rel": ">=", "poly": minus, "name": ""}, "M")
        script.line(f"assert (M : 0 <= {poly(minus, names)}) by lra.", depth + 1)
        script.node(step["positive"], opposite, depth + 1)
        script.line("}", depth)
        script.line(f"pose ({u} := {num} / {den}).", depth)
        inner.add({"rel": ">", "poly": step["den"], "name": ""}, f"D{k}")
        equation = f"{den} * {u} - {num}"
        script.line(f"assert (E{k} : {equation} = 0) by (unfold {u}; field; lra).", depth)
        script.line(f"clearbody {u}.", depth)
        inner.add_text("=", equation, f"E{k}")
    unknowns = [named(u) for u in statement["unknowns"]]
    if unknowns:
        script.line("exists " + ", ".join(unknowns) + ".", depth)
    goals = statement["goals"]
    for k, (goal, proof) in enumerate(zip(goals, tree["goals"], strict=True)):
        if k < len(goals) - 1:
            script.line("split.", depth)
        script.line("{" if k < len(goals) - 1 else "", depth)
        known = inner.copy()
        for j, z in enumerate(goal["forall"]):
            script.line(f"intros {named(z)} L{j} U{j}.", depth + 1)
            lo, hi = next((lo, hi) for n, lo, hi in statement["bound"] if n == z)
            known.bound(names.index(named(z)), 1, Fraction(lo), f"B{j}", script, depth + 1)
            known.bound(names.index(named(z)), -1, Fraction(hi), f"C{j}", script, depth + 1)
        script.goal(goal, proof, known, depth + 1)
        script.line("}" if k < len(goals) - 1 else "", depth)


def _table(statement: Mapping[str, Any], proof: Mapping[str, Any], name: str) -> str:
    names = [named(v) for v in statement["variables"]]
    players = [re.sub(r"\W", "_", p) for p in statement["players"]]
    players = [p if p[0].isalpha() else f"player_{p}" for p in players]
    labels = [
        [f"{p}_{re.sub(chr(92) + 'W', '_', a)}" for a in statement["actions"][key]]
        for p, key in zip(players, statement["players"], strict=True)
    ]
    script = Script()
    for p, actions in zip(players, labels, strict=True):
        script.line(f"Inductive actions_{p} := {' | '.join(actions)}.")
    given = f"({' '.join(names)} : R) " if names else ""
    arguments = " ".join(f"(a_{p} : actions_{p})" for p in players)
    matched = ", ".join(f"a_{p}" for p in players)
    for p, key in zip(players, statement["players"], strict=True):
        script.line(f"Definition payoff_{p} {given}{arguments} : R :=")
        script.line(f"  match {matched} with")
        for flat, value in enumerate(statement["payoffs"][key]):
            row: list[str] = []
            rest = flat
            for actions in reversed(labels):
                row.insert(0, actions[rest % len(actions)])
                rest //= len(actions)
            script.line(f"  | {', '.join(row)} => {poly(value, names)}")
        script.line("  end.")
    context = Context(names=names)
    best = []
    for k, p in enumerate(players):
        own = [f"a_{q}" for q in players]
        changed = [*own[:k], "t", *own[k + 1 :]]
        values = " ".join(names)
        best.append(
            f"(forall t : actions_{p}, payoff_{p} {values} {' '.join(changed)} <= "
            f"payoff_{p} {values} {' '.join(own)})"
        )
    exists = " ".join(f"(a_{p} : actions_{p})" for p in players)
    script.line(f"Theorem {name} : " + (f"forall {' '.join(names)} : R," if names else ""))
    for i, h in enumerate(statement["region"]):
        context.add(h, f"H{i}")
        script.line(f"  {context.text(i)} ->  (* {h['name'].replace('*', '·')} *)")
    sign = "~ " if statement["verdict"] == "never" else ""
    script.line(f"  {sign}(exists {exists}, " + " /\\\n     ".join(best) + ").")
    script.line("Proof.")
    hypotheses = " ".join(f"H{i}" for i in range(len(statement["region"])))
    if names:
        script.line(f"  intros {' '.join(names)} {hypotheses}.")
    _table_tree(statement, proof, context, script, 1, (players, labels))
    script.line("Qed.")
    return script.text()


def _table_tree(
    statement: Mapping[str, Any],
    tree: Mapping[str, Any],
    context: Context,
    script: Script,
    depth: int,
    words: tuple[list[str], list[list[str]]],
) -> None:
    players, labels = words
    if tree["kind"] == "split":
        script.split(
            tree,
            context,
            depth,
            lambda sub, inner, d: _table_tree(statement, sub, inner, script, d, words),
        )
        return
    if tree["kind"] == "vacuous":
        script.line("exfalso.", depth)
        script.node(tree["node"], context, depth)
        return
    unfold = "unfold " + ", ".join(f"payoff_{p}" for p in players)
    if tree["kind"] == "table":
        pattern = conjunction([f"N_{p}" for p in players])
        for p in reversed(players):
            pattern = f"[a_{p} {pattern}]"
        script.line(f"intros {pattern}.", depth)
        script.line("destruct " + ", ".join(f"a_{p}" for p in players) + ".", depth)
        for entry in tree["deviations"]:
            i, to = entry["player"], entry["to"]
            gain = _gain(statement, entry["profile"], i, to)
            minus = [[str(-Fraction(c)), e] for c, e in gain]
            script.line(
                "{ " + f"pose proof (N_{players[i]} {labels[i][to]}) as G; {unfold} in G.", depth
            )
            inner = context.copy()
            inner.add({"rel": ">=", "poly": minus, "name": ""}, "M")
            script.line(f"assert (M : 0 <= {poly(minus, context.names)}) by lra.", depth + 1)
            script.node(entry["node"], inner, depth + 1)
            script.line("}", depth)
        return
    chosen = tree["profile"]
    script.line("exists " + ", ".join(labels[i][a] for i, a in enumerate(chosen)) + ".", depth)
    nodes = iter(tree["best"])
    for i in range(len(players)):
        last = i == len(players) - 1
        script.line("{" if last else "split. {", depth)
        script.line(f"intros t; destruct t; {unfold}.", depth + 1)
        for a in range(len(labels[i])):
            if a == chosen[i]:
                script.line("{ apply Rle_refl. }", depth + 1)
                continue
            gain = _gain(statement, chosen, i, a)
            inner = context.copy()
            inner.add({"rel": ">", "poly": gain, "name": ""}, "M")
            script.line("{ apply Rnot_lt_le; intro N.", depth + 1)
            script.line(f"assert (M : 0 < {poly(gain, context.names)}) by lra.", depth + 2)
            script.node(next(nodes), inner, depth + 2)
            script.line("}", depth + 1)
        script.line("}", depth)


def _gain(statement: Mapping[str, Any], profile: Sequence[int], i: int, to: int) -> Any:
    players = statement["players"]
    total: dict[tuple[int, ...], Fraction] = {}
    for at, sign in (([*profile[:i], to, *profile[i + 1 :]], 1), (list(profile), -1)):
        flat = 0
        for action, p in zip(at, players, strict=True):
            flat = flat * len(statement["actions"][p]) + action
        for c, e in statement["payoffs"][players[i]][flat]:
            total[tuple(e)] = total.get(tuple(e), Fraction(0)) + sign * Fraction(c)
    return [[str(c), list(e)] for e, c in sorted(total.items(), reverse=True) if c]
