"""A relation between numbers and its hypotheses as Coq definitions, and the theorem about them.

The statement's polynomials are the negation of the claim, in an encoding. Here the claim and the
hypotheses are defined as they were given, and the step between is proved: the negation is taken
apart, and each polynomial relation follows from its parts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import sympy as sp
from sympy.core.relational import Relational

from bargain.check.certificate import Data
from bargain.errors import InputError, OptionError
from bargain.explain.coq.coq_script import conjunction, exists
from bargain.explain.coq.coq_tables import Tables
from bargain.kernel.expressions import in_coq, names_of, relation_in_coq
from bargain.kernel.tactics import RELATION
from bargain.kernel.values import is_positive, refuted
from bargain.question.encoding import Definition
from bargain.rebuild.relations_again import relation_question

__all__ = ["RelationFile"]


class RelationFile:
    """Definitions of the hypotheses and the claim, and the theorem that joins them.

    Parameters
    ----------
    certificate : mapping
        Of a statement about numbers.
    name : str
        Of the theorem; that about polynomials has it with ``_polynomials``.

    Raises
    ------
    OptionError
        If the relation has no form in Coq, or needs quantities of its own.
    """

    def __init__(self, certificate: Data, name: str) -> None:
        self.certificate, self.name = certificate, name
        self.statement = certificate["statement"]
        try:
            self.question = relation_question(self.statement)
        except InputError as error:
            raise OptionError("it says in words alone which numbers it is about") from error
        self.terms = [self._term(d) for d in self.question.encoder.definitions]
        self.respelt: list[str] = []
        self.quotients = list(self._quotients())
        self.parameters = names_of(self.question.symbols)
        self.theorems = Tables(self.statement)

    def lines(self) -> list[str]:
        """All but the theorem about polynomials."""
        claims = {"never": self._never, "always": self._always, "sometimes": self._sometimes}
        hypotheses = [_said(sp.Or(*(sp.And(*way, evaluate=False) for way in fact), evaluate=False))
                      for fact in self.question.given]  # fmt: skip
        return [
            *RELATION.strip().splitlines(),
            "",
            self._define("hypotheses", " /\\\n  ".join(hypotheses) or "True"),
            self._define("relation", _said(self.question.claim)),
            "",
            *claims[self.statement["claim"]](),
            "Qed.",
        ]

    def _define(self, name: str, body: str) -> str:
        given = f" ({' '.join(self.parameters)} : R)" if self.parameters else ""
        return f"Definition {name}{given} : Prop :=\n  {body}."

    def _at(self, name: str) -> str:
        return " ".join([name, *self.parameters])

    def _for_all(self, proposition: str) -> list[str]:
        lead = f"forall {' '.join(self.parameters)} : R, " if self.parameters else ""
        return [
            f"Theorem {self.name} : {lead}{self._at('hypotheses')} -> {proposition}.",
            "Proof.",
            f"  intros {' '.join([*self.parameters, 'G'])}.",
        ]

    def _never(self) -> list[str]:
        """The claim holds: its negation is impossible."""
        used = self.theorems.used_by(self.certificate["proof"], len(self.statement["region"]))
        region = len(self.statement["region"])
        given = [*(["_"] * len([k for k in used if k < region])), *self.terms]
        return [
            *self._for_all(self._at("relation")),
            *self._shown(" ".join([self._base, *given]), len([k for k in used if k >= region])),
        ]

    def _always(self) -> list[str]:
        """The claim fails everywhere."""
        count = len(self.statement["region"])
        return [*self._for_all(f"~ {self._at('relation')}"), *self._refuted(self._base, count)]

    def _sometimes(self) -> list[str]:
        """The claim fails at one point of the hypotheses, and holds at another."""
        before = len(self.statement["region"]) + len(self.parameters)
        used = self.theorems.used_by(self.certificate["proof"]["fails"]["proof"], before)
        met, lead = self._at("hypotheses"), exists(self.parameters)
        region = [f"Q{k}" for k in range(len(self.statement["region"]))]
        pattern = conjunction([*region, "E"])
        for p in reversed(self.parameters):
            pattern = f"[{p} {pattern}]"
        fails = self._refuted("", 0)
        holds = self._shown("E", len([k for k in used if k >= before]))
        point = [f"exists {', '.join(self.parameters)}."] if self.parameters else []
        lines = [
            f"Theorem {self.name} :",
            f"  ({lead}{met} /\\ ~ {self._at('relation')}) /\\",
            f"  ({lead}{met} /\\ {self._at('relation')}).",
            "Proof.",
            f"  destruct {self._base} as [X1 X2]. split.",
        ]
        for own, proof in (("X1", fails), ("X2", holds)):
            lines += [
                f"  {{ destruct {own} as {pattern}.",
                *(f"    {line}" for line in point),
                f"    assert (G : {met}).",
                "    { unfold hypotheses. repeat split.",
                *(f"  {line}" for line in self._multiplied_out()),
                "      all: one_part. }",
                "    split. { exact G. }",
                *(f"  {line}" for line in proof),
                "  }",
            ]
        return lines

    @property
    def _base(self) -> str:
        """The theorem about polynomials at the parameters."""
        sometimes = self.statement["claim"] == "sometimes"
        return " ".join([f"{self.name}_polynomials", *([] if sometimes else self.parameters)])

    def _shown(self, theorem: str, premises: int) -> list[str]:
        """The relation from a theorem that its negation is impossible."""
        count = premises + sum(1 + (f["of"] == "log") for f in self.statement["functions"])
        return [
            "  apply Classical_Prop.NNPP; intro N. unfold hypotheses in G. unfold relation in N.",
            "  in_parts; denied N; in_parts.",
            *self._multiplied_out(),
            f"  all: refine ({' '.join([theorem, *('_' for _ in range(count))])});",
            "    first [one_part | of_its_own].",
        ]

    def _refuted(self, theorem: str, premises: int) -> list[str]:
        """That the relation fails, from a theorem that its negation holds, or what is known."""
        given = " ".join([theorem, *("ltac:(one_part)" for _ in range(premises))])
        return [
            "  intro N. unfold hypotheses in G. unfold relation in N. in_parts.",
            *self._multiplied_out(),
            *([f"  all: pose proof ({given}) as D; in_parts."] if theorem else []),
            "  all: contradicted.",
        ]

    def _quotients(self) -> Iterator[str]:
        """For each comparison with quotients: what it is, multiplied out."""
        relations = {r for fact in self.question.given for way in fact for r in way}
        relations |= self.question.claim.atoms(Relational)
        meanings = list(map(self._meaning, self.question.encoder.definitions))
        inverses = [e for e in meanings if e.is_Pow and e.exp.is_negative]
        if inverses:  # they are quantities of their own, others are multiples of one
            own = {p for r in relations for p in r.atoms(sp.Pow) if p.exp.is_negative}
            self.respelt += map(partial(self._as_multiple, inverses),
                                sorted(own - set(inverses), key=sp.default_sort_key))  # fmt: skip
            return
        for r in sorted(relations, key=sp.default_sort_key):
            over, below = sp.fraction(sp.together(r.lhs - r.rhs))
            divisors = [p.base for p in r.atoms(sp.Pow) if p.exp.is_negative]
            if not divisors:
                continue
            for part in (*divisors, below):  # some of them may cancel
                if not self._is_positive(part):
                    raise OptionError(f"{part} is not positive by its form")
            parts = (r.lhs, r.rhs, sp.expand(over), below)
            sides = " ".join(f"({in_coq(e)})" for e in parts)
            yield f"cleared {sides} ltac:(positive) ltac:(by_field)"

    def _as_multiple(self, inverses: Sequence[sp.Expr], quotient: sp.Expr) -> str:
        """That a quotient is a multiple of one that has a name in the statement."""
        whole = [(known, quotient.exp / known.exp) for known in inverses]
        for known, power in [*((known, 1) for known in inverses), *whole]:
            times = sp.cancel(quotient / known**power)
            if times.is_Rational and self._is_positive(quotient.base):
                return f"{in_coq(quotient)} = {in_coq(times)} * {in_coq(known**power)}"
        raise OptionError("some quotients are multiplied out, and some are not")

    def _is_positive(self, expression: sp.Expr) -> bool:
        """Whether it is by its form, or follows from hypotheses without products, as `lra` sees."""
        known = [r for fact in self.question.given if len(fact) == 1 for r in fact[0]]
        signs = {s: 1 for s in self.question.symbols if sp.Gt(s, 0, evaluate=False) in known}
        if is_positive(expression, signs) == 1:
            return True
        opposite = sp.Le(expression, 0, evaluate=False)
        linear = [r for r in (*known, opposite) if _is_linear(r)]
        return opposite in linear and refuted(linear, self.question.symbols)[1] is not None

    def _meaning(self, definition: Definition) -> sp.Expr:
        """What a quantity stands for, in the symbols of the relation."""
        if not definition.function:
            assert definition.meaning is not None
            return definition.meaning
        assert definition.argument is not None
        before = {d.symbol: d.meaning for d in self.question.encoder.definitions if d.meaning}
        argument = definition.argument.subs(before)
        return sp.log(argument) if definition.function == "log" else sp.exp(argument)

    def _term(self, definition: Definition) -> str:
        """What a quantity of the statement stands for; what it needs is positive by its form."""
        meaning = self._meaning(definition)
        if isinstance(meaning, (sp.Max, sp.Min, sp.Abs, sp.exp)):
            return in_coq(meaning)
        needs = meaning.base if isinstance(meaning, sp.Pow) else meaning.args[0] if isinstance(
            meaning, sp.log) else None  # fmt: skip
        if needs is None or not self._is_positive(needs):
            raise OptionError(f"{definition.text}: it is not shown that this has a value")
        return in_coq(meaning)

    def _multiplied_out(self) -> list[str]:
        alike = [f"  all: assert (C : {e}) by by_field; rewrite ?C in *; clear C."
                 for e in self.respelt]  # fmt: skip
        return alike + [f"  all: pose proof ({q}) as C; multiplied_out C." for q in self.quotients]


def _is_linear(relation: Relational) -> bool:
    symbols = sorted(relation.free_symbols, key=str)
    difference = relation.lhs - relation.rhs
    return (
        bool(difference.is_polynomial(*symbols))
        and sp.Poly(difference, *symbols).total_degree() < 2
    )


def _said(relation: sp.Basic) -> str:
    """A relation, or one joined of others, as a proposition."""
    if isinstance(relation, (sp.And, sp.Or)):
        joiner = " /\\ " if isinstance(relation, sp.And) else " \\/ "
        parts = sorted(relation.args, key=sp.default_sort_key)
        return f"({joiner.join(map(_said, parts))})"
    return relation_in_coq(relation)
