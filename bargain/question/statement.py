"""Exact statements: the one class of what is proved, sealed and checked.

Everything that the provers, the certificate and the checker read of a question is a `Statement`.
Statements are made in this room alone, by the questions: of a game and a condition
(`bargain.question.question`), of boxes (`box_statement`), of a finite game (`finite_question`), of
a relation (`relation_question`), of a regime (`regime_statement`), of a list of equilibria
(`equilibria_statement`). Each has its guards, and nobody can write a statement around them.

What a bound variable deviates from is known of the `Variable` and is no part of the claim.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from math import gcd, lcm
from typing import Any

import sympy as sp

from bargain.check.certificate import Data, Plain
from bargain.frozen import frozen
from bargain.game.auxiliary import Auxiliary
from bargain.question.encoding import (
    Definition,
    Formula,
    Polynomial,
    hypothesis,
    of_polynomials,
    polynomial,
    scaled,
)

__all__ = ["DEFINES", "Role", "Statement", "Variable", "Writer", "defining", "functions"]


#: Why a relation that defines an auxiliary quantity holds.
DEFINES = "definition of an auxiliary quantity"


class Role(StrEnum):
    """What a variable of a question is for."""

    PARAMETER = "parameter"
    ACTION = "action"
    TERM = "term"
    BOUND = "bound"  # universally quantified over a box
    AUXILIARY = "auxiliary"  # introduced by a condition
    DEVIATION = "deviation"
    BESIDE = "beside"
    BEST_REPLY = "best reply"
    WEIGHT = "weight"
    SHARE = "share"
    DEFINED = "defined"  # by relations or as a function


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of a question, with what is known of it beside its name.

    Parameters
    ----------
    symbol : sympy.Symbol
    role : Role
    box : pair of Rational, optional
        Where it lies, for what a player or a quantifier chooses.
    twin : sympy.Symbol, optional
        For another value of a variable: that variable.
    """

    symbol: sp.Symbol
    role: Role
    box: tuple[sp.Expr, sp.Expr] | None = None
    twin: sp.Symbol | None = None

    @classmethod
    def of(cls, symbol: sp.Symbol, role: Role = Role.AUXILIARY) -> Variable:
        """A variable as its symbol tells; the role is that of a symbol that tells none."""
        if isinstance(symbol, Auxiliary):
            twin = symbol.of if symbol.role == "deviation" else None
            return cls(symbol, Role(symbol.role), twin=twin)
        return cls(symbol, role, twin=getattr(symbol, "twin", None))

    @property
    def name(self) -> str:
        """What statements call it."""
        return str(self.symbol)

    @property
    def twin_of(self) -> str:
        """The name of the variable that it is another value of, or nothing."""
        return "" if self.twin is None else str(self.twin)

    @property
    def kind(self) -> str:
        """Role and box in words: what tells it apart from others before any relation does."""
        return str(self.role) if self.box is None else f"{self.role} in {self.box}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Statement(Mapping[str, Any]):
    """An exact statement. Read as a mapping it is the plain data that are sealed and checked.

    Attributes
    ----------
    claim : str
        The kind of claim; it says what `content` has.
    verdict : str
        ``never``, ``always`` or ``sometimes``; the claim itself unless given.
    words : sequence of str
        The statement in words, the sentence first.
    variables : sequence of Variable
        In the order of the exponents.
    game : str
        The game as a file; empty for a statement about numbers.
    conditions, where : sequence of str
        What was asked and of which parameters, as texts that read back.
    content : mapping
        The claim's own plain data: region, necessary clauses, goals, payoffs, …
    """

    claim: str
    words: Sequence[str]
    variables: Sequence[Variable]
    verdict: str = ""
    game: str = ""
    conditions: Sequence[str] = ()
    where: Sequence[str] = ()
    content: Data
    _plain: Data = field(init=False)

    def __post_init__(self) -> None:
        plain = {
            "claim": self.claim,
            "verdict": self.verdict or self.claim,
            "words": list(self.words),
            "game": self.game,
            "conditions": list(self.conditions),
            "where": list(self.where),
            "variables": [v.name for v in self.variables],
            "parameters": [v.name for v in self.variables if v.role is Role.PARAMETER],
            **self.content,
        }
        if self.claim == "equilibria":
            del plain["parameters"]
        object.__setattr__(self, "_plain", frozen(plain))

    @property
    def twins(self) -> dict[str, str]:
        """For a variable that is another value of a variable here, that one, by name."""
        names = {v.name for v in self.variables}
        return {v.name: v.twin_of for v in self.variables if v.twin_of in names}

    def __repr__(self) -> str:
        return f"<Statement {self['verdict']}: {self.words[0]}>"

    def plain(self) -> Plain:
        """The data that are sealed."""
        return dict(self._plain)

    def __getitem__(self, key: str) -> Any:
        return self._plain[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._plain)

    def __len__(self) -> int:
        return len(self._plain)


def functions(definitions: Iterable[Definition], variables: Sequence[sp.Symbol]) -> list[Plain]:
    """The logarithms and exponentials among definitions, with their arguments."""
    return [
        {"var": d.symbol.name, "of": d.function, "arg": polynomial(d.argument, variables)}
        for d in definitions
        if d.function
    ]


def defining(definitions: Iterable[Definition], variables: Sequence[sp.Symbol]) -> list[Plain]:
    """The relations that define auxiliary quantities, as hypotheses."""
    return [
        hypothesis(f"{d.text} ({k + 1})", d.text, relation, variables, because=DEFINES)
        for d in definitions
        for k, relation in enumerate(d.relations)
    ]


class Writer:
    """Writes hypotheses over some variables, no two of one name.

    Parameters
    ----------
    variables : sequence of Symbol
        In the order of the exponents.
    known : dict, optional
        What other writers over the same variables have written, to be added to.
    """

    def __init__(
        self,
        variables: Sequence[sp.Symbol],
        known: dict[tuple[str, sp.Expr], Polynomial] | None = None,
    ) -> None:
        self.variables = list(variables)
        self._taken: set[str] = set()
        self._known = {} if known is None else known

    def write(self, name: str, text: str, formula: Formula, **more: str) -> Plain:
        """One named hypothesis; a name that is taken gets a number."""
        wish, number = name, 1
        while name in self._taken:
            number += 1
            name = f"{wish} (no. {number})"
        self._taken.add(name)
        ways = [[(rel, self._once(rel, e)) for rel, e in way] for way in formula]
        return of_polynomials(name, text, ways, **more)

    def _once(self, rel: str, expression: sp.Expr) -> Polynomial:
        """What was written before serves again."""
        key = rel, expression
        if key not in self._known:
            self._known[key] = self._primitive(rel, expression)
        return self._known[key]

    def _primitive(self, rel: str, expression: sp.Expr) -> Polynomial:
        """One spelling: no positive rational factor, and no sign before an equation."""
        terms = polynomial(expression, self.variables)
        if not terms:
            return terms
        numbers = [Fraction(c) for c, _ in terms]
        top, below = gcd(*(c.numerator for c in numbers)), lcm(*(c.denominator for c in numbers))
        turned = rel in ("=", "!=") and numbers[0] < 0
        return scaled(terms, Fraction(-below if turned else below, top))

    def defining(
        self,
        definitions: Iterable[Definition],
        lead: str = "",
        partial: Container[sp.Symbol] = (),
        **more: str,
    ) -> list[Plain]:
        """The relations that define auxiliary quantities; partial ones may have no value."""
        return [
            self.write(
                f"{lead}{d.text} ({k + 1})",
                d.text,
                ((relation,), (d.without,)) if d.without and d.symbol in partial
                else ((relation,),),
                **more,
            )
            for d in definitions
            for k, relation in enumerate(d.relations)
        ]  # fmt: skip
