r"""That a game's expressions have values wherever they are asked for, as lemmas of a Coq file.

Quotients, logarithms and square roots of Coq have a value everywhere. A statement is about a game
only if theirs is the usual one: denominators are not 0, arguments of logarithms positive, those of
square roots not negative, on the whole region and for all agreements. Each such part is shown to be
positive by its form (sums, products and powers of what is), or by a refutation of the opposite.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import sympy as sp

from bargain.budget import spent
from bargain.check.certificate import Plain
from bargain.errors import OptionError
from bargain.explain.coq.coq_tables import Tables
from bargain.game.alternatives import Demand, demands
from bargain.kernel.expressions import in_coq, is_polynomial
from bargain.question.encoding import Encoder, alternatives
from bargain.refute.problem import Problem
from bargain.refute.refuter import refute

__all__ = ["Value", "Values", "is_positive", "refuted"]

_EFFORT = 1.0


@dataclass(frozen=True, slots=True)
class Value:
    """A part whose sign is known on the whole region and for all agreements.

    Attributes
    ----------
    part : sympy.Expr
    sign : int
        1 or -1; of what is only known not to be negative 0.
    name : str
        Of its lemma.
    """

    part: sp.Expr
    sign: int
    name: str

    def says(self, called: Mapping[sp.Symbol, str] | None = None) -> str:
        """The proposition, where some symbols are terms."""
        shown = in_coq(self.part, called)
        return {1: f"0 < {shown}", -1: f"{shown} < 0", 0: f"0 <= {shown}"}[self.sign]


class Values:
    """The parts of expressions that need a sign, each with a lemma.

    Parameters
    ----------
    symbols : sequence of Symbol
        Parameters, then variables.
    region : sequence of relations
    box : mapping of Symbol to pair of expressions
        Of the variables.
    arguments : str
        The symbols in Coq.
    """

    def __init__(
        self,
        symbols: Sequence[sp.Symbol],
        region: Sequence[sp.Basic],
        box: Mapping[sp.Symbol, tuple[sp.Expr, sp.Expr]],
        premises: Sequence[str],
    ) -> None:
        self.symbols = list(symbols)
        self.called = [in_coq(s) for s in self.symbols]
        self.region, self.box, self.premises = list(region), box, list(premises)
        self.found: list[Value] = []
        self.lines: list[str] = []
        self.signs = dict(self._signs())

    def _signs(self) -> Iterator[tuple[sp.Symbol, int]]:
        """1 for a symbol that is positive, 0 for one that is not negative."""
        for r in self.region:
            if isinstance(r, (sp.Gt, sp.Ge)) and r.lhs.is_Symbol and r.rhs.is_nonnegative:
                yield r.lhs, int(isinstance(r, sp.Gt) or bool(r.rhs.is_positive))
        for v, (low, _) in self.box.items():
            if low.is_nonnegative:
                yield v, int(bool(low.is_positive))

    def need(self, expressions: Iterable[sp.Expr]) -> None:
        """Show what expressions need.

        Raises
        ------
        OptionError
            If a sign is not found.
        """
        for _, part, demand in demands(list(expressions)):
            self.show(part, demand)

    def show(self, part: sp.Expr, demand: Demand) -> None:
        """Show the sign of a part, or raise `OptionError`."""
        if any(part == known.part for known in self.found):
            return
        name = f"value_{len(self.found) + 1}"
        for sign in (1, -1) if demand == "!=" else (1,) if demand == ">" else (1, 0):
            value = Value(part, sign, name)
            if (lines := self._proof(value)) is not None:
                self.found.append(value)
                self.lines += lines
                return
        raise OptionError(f"{part} {demand} 0 is not shown in Coq")

    def _proof(self, value: Value) -> list[str] | None:
        begin: list[str] = []
        proof = ["  positive."]
        known = is_positive(value.part, self.signs) if value.sign >= 0 else None
        if known is None or (value.sign == 1 and known == 0):
            refuted = self._refuted(value)
            if refuted is None:
                return None
            begin, proof = refuted
        lead = f"forall {' '.join(self.called)} : R, " if self.called else ""
        premises = "".join(f"{p} -> " for p in self.premises)
        labels = [f"B{k}" for k in range(len(self.premises))]
        unfold = ", ".join(p.split()[0] for p in self.premises)
        return [
            *begin,
            f"Lemma {value.name} : {lead}{premises}{value.says()}.",
            "Proof.",
            f"  intros {' '.join([*self.called, *labels])}. unfold {unfold} in *. taken_apart.",
            *proof,
            "Qed.",
        ]

    def _refuted(self, value: Value) -> tuple[list[str], list[str]] | None:
        """A theorem that the opposite sign is impossible, and how it shows this one."""
        relations = [
            *self.region,
            *(sp.Ge(v, low, evaluate=False) for v, (low, _) in self.box.items()),
            *(sp.Le(v, high, evaluate=False) for v, (_, high) in self.box.items()),
            {1: sp.Le, -1: sp.Ge, 0: sp.Lt}[value.sign](value.part, 0, evaluate=False),
        ]
        if not all(is_polynomial(r) for r in relations):
            return None
        hypotheses, node = refuted(relations, self.symbols)
        if node is None:
            return None
        names = [s.name for s in self.symbols]
        statement = {"variables": names, "parameters": [], "region": [], "necessary": hypotheses}
        theorems, theorem = Tables(statement), f"{value.name}_opposite"
        proof = {"kind": "psatz", "axioms": [], "node": node}
        theorems.never(proof, theorem)
        used = theorems.used_by(proof, 0)
        rest = " ".join([*self.called, *("_" for _ in used)])
        lemma = {1: "Rnot_le_lt", -1: "Rnot_le_lt", 0: "Rnot_lt_le"}[value.sign]
        return theorems.text().splitlines(), [
            f"  apply {lemma}. intro N0. refine ({theorem} {rest}); from_region."
        ]

    def at(self, texts: Sequence[str], label: str) -> list[str]:
        """Pose what is known at some values, given that ``V0`` is the first premise."""
        premises = [
            "V0",
            *("ltac:(unfold agreement; repeat split; lra)" for _ in self.premises[1:]),
        ]
        return [
            f"pose proof ({' '.join([v.name, *texts, *premises])}) as {label}_{k}."
            for k, v in enumerate(self.found)
        ]


def refuted(
    relations: Sequence[sp.Basic], symbols: Sequence[sp.Symbol]
) -> tuple[list[Plain], Plain | None]:
    """Relations between polynomials as hypotheses, with a proof that not all of them can hold."""
    encoder = Encoder(signs={})
    hypotheses = [
        alternatives(f"h {k}", "", encoder.formula(r), symbols) for k, r in enumerate(relations)
    ]
    problem = Problem.read([s.name for s in symbols], hypotheses)
    return hypotheses, refute(problem, mark=spent() + _EFFORT)


def is_positive(expression: sp.Expr, signs: Mapping[sp.Symbol, int]) -> int | None:
    """1 for what is positive by its form, 0 for what is not negative, None where it does not tell.

    The tactic `positive` goes the same way.

    Examples
    --------
    >>> x, y = sp.symbols("x y")
    >>> is_positive(1 + x * y**2, {x: 0}), is_positive(x - y, {x: 1, y: 1})
    (1, None)
    """
    if expression.is_Rational:
        return None if expression < 0 else int(bool(expression > 0))
    if expression.is_Symbol:
        return signs.get(expression)
    if expression.is_Add or expression.is_Mul:
        parts = [is_positive(e, signs) for e in expression.args]
        if None in parts:
            return None
        return int(any(parts) if expression.is_Add else all(parts))
    if isinstance(expression, sp.exp):
        return 1
    if expression.is_Pow and expression.exp.is_Rational:
        inner = is_positive(expression.base, signs)
        if inner == 1:
            return 1
        if expression.exp < 0:
            return None
        if expression.exp.q == 2 or expression.exp.is_even:
            return 0
        return inner
    return None
