r"""Claims that a box is empty, by the verified interval arithmetic of the library coq-interval.

The box is cut as the certificate cuts it. On a leaf either the range of one function misses its
bounds, or a weighted sum of functions stays below what the bounds allow: for weights :math:`y_i`
and :math:`l_i \le f_i \le u_i`,

.. math:: \sum_i y_i f_i \ge \sum_{y_i > 0} y_i l_i + \sum_{y_i < 0} y_i u_i.

The numbers are pairs of whole numbers of Coq, not floating-point numbers of the machine, so that
nothing is assumed beyond the classical reals. Where the certificate bounds a sum by mean values,
Coq bounds it on up to :math:`2^{12}` smaller parts; Coq refuses the file where this is too wide.

References
----------
.. [1] É. Martin-Dorel, G. Melquiond, "Proving tight bounds on univariate expressions with
   elementary functions in Coq", Journal of Automated Reasoning 57 (2016).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from bargain.check.boxes import outer, read_box
from bargain.check.certificate import Data
from bargain.check.interval import ONE
from bargain.errors import OptionError
from bargain.explain.coq.coq_script import named, number
from bargain.explain.script import Lines

__all__ = ["INTERVALS", "EmptyBox"]

INTERVALS = """
From Interval Require Import Float.Specific_ops Float.Specific_stdz Interval.Float_full.
From Interval Require Import Tactics.Interval_helper Tactic.
Module Numerals := SpecificFloat StdZRadix2.
Module Intervals := FloatIntervalFull Numerals.
Module ByIntervals := IntervalTacticAux Intervals.
Ltac ranges variables depth :=
  ByIntervals.do_interval (@None R) variables (Numerals.PtoP 96) 8%nat depth false false itm_naive.
"""
#: What a file can say in full: leaves, and the length of a function.
_LEAVES, _LENGTH = 500, 20_000


class EmptyBox(Lines):
    """Writes that no point of a box meets the constraints that the proof uses."""

    def __init__(self, statement: Data) -> None:
        super().__init__()
        self.names = [named(v) for v in statement["variables"]]
        self.box = statement["box"]
        self.constraints = statement["constraints"]
        self.nodes: list[str] = []
        for entry in statement["tape"]:
            self.nodes.append(self._operation(entry))

    def _operation(self, entry: Sequence[Any]) -> str:
        kind, *of = entry
        if kind == "v":
            return self.names[of[0]]
        if kind == "c":
            return number(Fraction(of[0]))
        if kind == "^":
            text = f"({self.nodes[of[0]]} ^ {of[1]})"
        elif kind in "+-*/":
            text = f"({self.nodes[of[0]]} {kind} {self.nodes[of[1]]})"
        else:
            text = f"({ {'log': 'ln'}.get(kind, kind) } {self.nodes[of[0]]})"
        if len(text) > _LENGTH:
            raise OptionError("a function of the box is too long for a Coq file")
        return text

    def empty(self, proof: Data, name: str) -> None:
        """The theorem and its proof."""
        tree = proof["tree"]
        if len(tree) > 2 * _LEAVES:
            raise OptionError(f"boxes in more than {_LEAVES} parts have no Coq form")
        used = self._used(tree)
        self.line(f"Theorem {name} : forall {' '.join(self.names)} : R,")
        for v, (low, high) in zip(self.names, self.box, strict=True):
            self.line(f"  {number(Fraction(low))} <= {v} <= {number(Fraction(high))} ->")
        labels = []
        for k, side in used:
            self.line(f"  {self._bound(k, side)} ->")
            labels.append(f"C{k}{side}")
        self.line("  False.")
        self.line("Proof.")
        boxes = [f"B{j}" for j in range(len(self.names))]
        self.line(f"  intros {' '.join([*self.names, *boxes, *labels])}.")
        self._tree(tree, used)
        self.line("Qed.")

    def _used(self, tree: Sequence[Sequence[Any]]) -> list[tuple[int, str]]:
        """The bounds that leaves may use."""
        found = set()
        for token in tree:
            if token[0] == "n":
                found.add(token[1])
            elif token[0] == "m":
                found |= {k for k, y in enumerate(token[1]) if Fraction(y)}
        return [(k, side) for k in sorted(found) for side in ("lo", "hi")
                if self.constraints[k][side] is not None]  # fmt: skip

    def _bound(self, k: int, side: str) -> str:
        function, end = self.nodes[self.constraints[k]["node"]], self.constraints[k][side]
        shown = number(Fraction(end))
        return f"{shown} <= {function}" if side == "lo" else f"{function} <= {shown}"

    def _tree(self, tree: Sequence[Sequence[Any]], used: list[tuple[int, str]]) -> None:
        """Cut the box as the certificate does; close every leaf."""
        parts = [(outer(read_box(self.box, len(self.names))), 1)]
        for token in tree:
            part, depth = parts.pop()
            if depth > 1:
                self.line("{", depth - 1)
            if token[0] == "s":
                j = token[1]
                (low, high), cut = part[j], sum(part[j]) // 2
                at, label = number(Fraction(cut, ONE)), self.fresh()
                self.line(
                    f"destruct (Rle_or_lt {self.names[j]} {at}) as [{label} | {label}].", depth
                )
                parts += [([*part[:j], half, *part[j + 1 :]], d) for half, d in
                          (((cut, high), depth + 1), ((low, cut), depth + 1))]  # fmt: skip
                continue
            self._leaf(token, used, depth)
            self._close(depth, [d for _, d in parts])

    def _close(self, depth: int, left: list[int]) -> None:
        """End the parts that have no half left."""
        until = left[-1] if left else 2
        for d in range(depth, until - 1, -1):
            self.line("}", d - 1)

    def _leaf(self, token: Sequence[Any], used: list[tuple[int, str]], depth: int) -> None:
        clear = f"clear {' '.join(f'C{k}{side}' for k, side in used)}."
        if token[0] == "n":
            k = token[1]
            ways = []
            for side in (side for i, side in used if i == k):
                end = number(Fraction(self.constraints[k][side]))
                function = self.nodes[self.constraints[k]["node"]]
                beyond = f"{function} < {end}" if side == "lo" else f"{end} < {function}"
                show = f"assert (M : {beyond}) by ({clear[:-1]}; ranges (@nil R) 1%nat)"
                ways.append(f"{show}; exact (Rle_not_lt _ _ C{k}{side} M)")
            self.line(ways[0] + "." if len(ways) == 1 else f"first [{' | '.join(ways)}].", depth)
            return
        terms, least = [], Fraction(0)
        for k, text in enumerate(token[1]):
            y = Fraction(text)
            if y:
                terms.append(f"{number(y)} * {self.nodes[self.constraints[k]['node']]}")
                least += y * Fraction(self.constraints[k]["lo" if y > 0 else "hi"])
        label = self.fresh()
        self.line(f"assert ({label} : {' + '.join(terms)} < {number(least)}).", depth)
        every = "(" + " :: ".join([*self.names, "@nil R"]) + ")%list"
        self.line(f"{{ {clear} ranges {every} 12%nat. }}", depth)
        self.line("lra.", depth)
