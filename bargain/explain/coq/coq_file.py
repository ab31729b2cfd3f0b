"""A certificate as a Coq file: lemmas, then its theorem with the proof."""

from __future__ import annotations

import re

from bargain.check.certificate import Data
from bargain.check.words import sentence
from bargain.explain.coq.coq_boxes import EmptyBox, library
from bargain.explain.coq.coq_equilibria import Equilibria
from bargain.explain.coq.coq_lemmas import FUNCTIONS, HEADER, INSIDE, ROOTS, WAYS, numbers
from bargain.explain.coq.coq_tables import Tables
from bargain.explain.script import of_certificate, refuse_name

__all__ = ["coq"]


@of_certificate
def coq(certificate: Data, name: str = "claim") -> str:
    """Write a certificate as a Coq file.

    Parameters
    ----------
    certificate : mapping
        Of several claims (``all``, ``region``): then every part is a module, and the theorem is all
        of them.
    name : str, default "claim"
        Of the theorem.

    Raises
    ------
    OptionError
        If functions of a box are too long to be written in full.
    InputError
        If it is no certificate: the checker says what is wrong.

    Examples
    --------
    >>> import sympy as sp
    >>> from bargain.verdicts.relation import prove_relation
    >>> x, y = sp.symbols("x y", positive=True)
    >>> verdict = prove_relation(x**2 + y**2 >= 2*x*y)
    >>> print(coq(verdict.certificate, "squares").splitlines()[-1])
    Qed.
    """
    statement = certificate["statement"]
    refuse_name(name)
    claim = _comment(sentence(statement, certificate.get("used", ())))
    words = _comment("The author's words, not checked: " + " ".join(statement["words"]))
    theorem = _theorem(statement, certificate["proof"], name)
    needed = [FUNCTIONS] if re.search(r"\b(?:ln|exp)\b", theorem) else []
    needed += [WAYS] if "one_of" in theorem else []
    needed += [ROOTS] if "root_between" in theorem else []
    needed += [INSIDE] if "root_inside" in theorem else []
    needed += [library("Boxes")] if "refine (nowhere_met" in theorem else []
    needed += [numbers()] if "Numbers." in theorem else []
    return f"{claim}{words}{HEADER}{''.join(needed)}\n{theorem}"


def _theorem(statement: Data, proof: Data, name: str) -> str:
    kind = statement["claim"]
    if "parts" in statement:
        texts, parts = [], []
        for k, (part, own) in enumerate(zip(statement["parts"], proof["parts"], strict=True)):
            module = f"Part{k + 1}"
            texts.append(f"Module {module}.\n{_theorem(part, own, name)}End {module}.\n")
            parts.append(f"{module}.{name}")
        whole = parts.pop()
        while parts:
            whole = f"(conj {parts.pop()} {whole})"
        return f"{chr(10).join(texts)}\nDefinition {name} := {whole}.\n"
    if kind == "empty-box":
        box = EmptyBox(statement)
        box.empty(proof, name)
        return box.text()
    if kind == "equilibria":
        every = Equilibria(statement)
        every.all(proof, name)
        return every.text()
    theorems = Tables(statement)
    _CLAIMS[kind](theorems, proof, name)
    return theorems.text()


_CLAIMS = {
    "never": Tables.never,
    "always": Tables.always,
    "sometimes": Tables.sometimes,
    "table": Tables.table,
}


def _comment(words: str) -> str:
    """A comment of one line; in Coq a quotation mark in a comment opens a text."""
    plain = words.replace('"', "'").replace("(*", "( *").replace("*)", "* )")
    return f"(* {plain} *)\n"
