r"""Claims that a box is empty, by interval arithmetic that Coq computes and a theorem of `Boxes.v`.

The box is cut as the certificate cuts it. On a part either the range of one function misses its
bounds, or a weighted sum of functions stays below what the bounds allow: for weights :math:`y_i`
and :math:`l_i \le f_i \le u_i`,

.. math:: \sum_i y_i f_i \ge \sum_{y_i > 0} y_i l_i + \sum_{y_i < 0} y_i u_i.

The sum is bounded by mean values over the part X with midpoint m,

.. math:: f(x) = f(m) + \sum_k \partial_k f(\xi) (x_k - m_k), \quad \xi \in X.

`Boxes.v` proves that such a computation shows what it is to show, once for all functions that are
made of arithmetic, powers, logarithms, exponentials and square roots; a file holds the functions,
the cuts, and one call of Coq's evaluation. Intervals are those of the library coq-interval, over
pairs of whole numbers of Coq, not floating-point numbers of the machine: nothing is assumed beyond
the classical reals.

References
----------
.. [1] É. Martin-Dorel, G. Melquiond, "Proving tight bounds on univariate expressions with
   elementary functions in Coq", Journal of Automated Reasoning 57 (2016).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from bargain.check.certificate import Data
from bargain.errors import OptionError
from bargain.explain.coq.coq_script import named, number
from bargain.explain.script import Lines

__all__ = ["EmptyBox", "Functions", "library", "listed", "ratio", "tree"]

#: What a file can say in full: the length of a function.
_LENGTH = 100_000
_NAMES = {"+": "Add", "-": "Sub", "*": "Mul", "/": "Div", "log": "Ln", "exp": "Exp", "sqrt": "Sqrt"}


def library(*names: str) -> str:
    """The theorems of some of the ``.v`` files beside this one, in a module of their own.

    Each file has its own copy: it stands by itself, and nothing has to be installed to read it.
    """
    texts = [Path(__file__).with_name(f"{name}.v").read_text(encoding="utf-8") for name in names]
    needs = re.compile(r"^From (\w+) Require Import (.*)\.$", re.M)
    whole = "".join(texts)
    loaded = "".join(f"From {m[1]} Require {m[2]}.\n" for m in needs.finditer(whole))
    inside = needs.sub(r"Import \2.", whole)
    opened = "Import List.ListNotations Boxes.\nOpen Scope list_scope.\nOpen Scope R_scope.\n"
    return f"\n{loaded}Module Boxes.\n{inside}End Boxes.\n{opened}"


def ratio(value: Fraction | str) -> str:
    """A rational number of Coq, which is computed with."""
    exact = Fraction(value)
    return f"(QArith_base.Qmake ({exact.numerator}) {exact.denominator})"


def listed(items: Sequence[str]) -> str:
    """A list."""
    return f"[{'; '.join(items)}]"


def tree(tokens: Sequence[Sequence[Any]], leaf: Callable[[Sequence[Any]], str]) -> str:
    """A tree of cuts from its tokens in preorder."""
    made: list[str] = []
    for token in reversed(tokens):
        if token[0] == "s":
            made.append(f"(Cut {token[1]} {made.pop()} {made.pop()})")
        else:
            made.append(f"(Leaf {leaf(token)})")
    (whole,) = made
    return whole


class Functions(Lines):
    """The functions of a tape, as a statement shows them and as data for the theorems."""

    def __init__(self, statement: Data) -> None:
        super().__init__()
        self.statement = statement
        self.names = [named(v) for v in statement["variables"]]
        self.shown: list[str] = []
        self.data: list[str] = []
        for entry in statement["tape"]:
            shown, data = self._operation(entry)
            self.shown.append(shown)
            self.data.append(data)

    def _operation(self, entry: Sequence[Any]) -> tuple[str, str]:
        kind, *of = entry
        if kind == "v":
            return self.names[of[0]], f"(Var {of[0]})"
        if kind == "c":
            exact = Fraction(of[0])
            return number(exact), f"(Cst ({exact.numerator}) {exact.denominator})"
        if kind == "*" and of[0] == of[1]:
            kind, of = "^", [of[0], 2]
        if kind == "^":
            made = f"({self.shown[of[0]]} ^ {of[1]})", f"(Pow {self.data[of[0]]} {of[1]})"
        elif kind in "+-*/":
            a, b = of
            made = (
                f"({self.shown[a]} {kind} {self.shown[b]})",
                f"({_NAMES[kind]} {self.data[a]} {self.data[b]})",
            )
        else:
            (a,) = of
            made = (
                f"({ {'log': 'ln'}.get(kind, kind) } {self.shown[a]})",
                f"({_NAMES[kind]} {self.data[a]})",
            )
        if len(made[1]) > _LENGTH:
            raise OptionError("a function of the box is too long for a Coq file")
        return made

    def bounds(self, box: Sequence[Sequence[str]]) -> str:
        """The ends of a box, as data."""
        return listed([f"({ratio(low)}, {ratio(high)})" for low, high in box])

    def between(self, box: Sequence[Sequence[str]]) -> list[str]:
        """That variables lie in a box."""
        return [
            f"{number(Fraction(low))} <= {v} <= {number(Fraction(high))}"
            for v, (low, high) in zip(self.names, box, strict=True)
        ]

    def point(self, values: Sequence[str]) -> str:
        """The point with these values."""
        return f"(fun k__ : nat => List.nth k__ {listed(values)} 0)"

    def each_place(self, proofs: Sequence[str], depth: int) -> None:
        """Prove something of every place of a point; beyond its length both ends are 0."""
        self.line("intro k__.", depth)
        for proof in proofs:
            self.line(f"destruct k__ as [| k__]; [exact {proof} |].", depth)
        self.line("destruct k__; cbn; split; apply Rle_refl.", depth)


class EmptyBox(Functions):
    """Writes that no point of a box meets the constraints that the proof uses."""

    def empty(self, proof: Data, name: str) -> None:
        """The theorem and its proof."""
        box, constraints = self.statement["box"], self.statement["constraints"]
        used = self.used(proof)
        places = {k: place for place, k in enumerate(used)}
        self.line(f"Theorem {name} : forall {' '.join(self.names)} : R,")
        for between in self.between(box):
            self.line(f"  {between} ->")
        labels = []
        for k in used:
            shown = self.shown[constraints[k]["node"]]
            for side in ("lo", "hi"):
                labels.append("I")
                if (end := constraints[k][side]) is not None:
                    labels[-1] = f"C{k}{side}"
                    exact = number(Fraction(end))
                    says = f"{exact} <= {shown}" if side == "lo" else f"{shown} <= {exact}"
                    self.line(f"  {says} ->")
        self.line("  False.")
        self.line("Proof.")
        given = [label for label in labels if label != "I"]
        inside = [f"B{j}" for j in range(len(self.names))]
        self.line(f"  intros {' '.join([*self.names, *inside, *given])}.")
        self.line(f"  pose (box__ := {self.bounds(box)} : ends).")
        data = [
            f"({self.data[constraints[k]['node']]}, {self._end(k, 'lo')}, {self._end(k, 'hi')})"
            for k in used
        ]
        self.line(f"  pose (met__ := {listed(data)} : list constraint).")
        cut = tree(proof["tree"], lambda token: self._leaf(token, places))
        self.line(f"  pose (cuts__ := {cut} : tree part).")
        self.line("  refine (nowhere_met box__ met__ cuts__ _ "
                  f"{self.point(self.names)} _ _).")  # fmt: skip
        self.line("  - vm_cast_no_check (eq_refl true).")
        self.line("  -")
        self.each_place(inside, 2)
        whole = "I"
        for label in reversed(labels):
            whole = f"(conj {label} {whole})"
        self.line(f"  - exact {whole}.")
        self.line("Qed.")

    def _end(self, k: int, side: str) -> str:
        end = self.statement["constraints"][k][side]
        return "None" if end is None else f"Some {ratio(end)}"

    @staticmethod
    def used(proof: Data) -> list[int]:
        """The constraints that leaves may use."""
        tokens = proof["tree"]
        found = {token[1] for token in tokens if token[0] == "n"}
        for token in tokens:
            if token[0] == "m":
                found |= {k for k, y in enumerate(token[1]) if Fraction(y)}
        return sorted(found)

    @staticmethod
    def _leaf(token: Sequence[Any], places: dict[int, int]) -> str:
        if token[0] == "n":
            return f"(Misses {places[token[1]]})"
        weights = [f"({places[k]}%nat, {ratio(y)})" for k, y in enumerate(token[1]) if Fraction(y)]
        return f"(Sums {listed(weights)})"
