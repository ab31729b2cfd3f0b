r"""The statement of one case: in a cell of the parameters, these are the answers and no others.

A case is an existence statement (the claim ``always``): for all parameters in the cell there are
values of some unknowns, each the quotient of two polynomials, such that every *demand* holds, for
all values of its bound variables between 0 and 1. Demands say that what is listed is an
equilibrium, and that everything else is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import sympy as sp

from bargain.errors import RegionError
from bargain.game.alternatives import domain_of
from bargain.game.expression import to_text
from bargain.game.symbol_table import SymbolTable, assumption_relations
from bargain.question.encoding import Encoder, Formula, polynomial
from bargain.question.region_relations import Where, cleared, given_relations, with_domains
from bargain.question.statement import Role, Statement, Variable, Writer
from bargain.refute.problem import Problem
from bargain.refute.ring import Poly

__all__ = ["NOTHING", "CaseQuestion", "Definition", "Demand", "distinct"]


@dataclass(frozen=True, slots=True)
class Demand:
    """What has to hold in a case: one of some ways, in which all relations hold.

    Attributes
    ----------
    name : str
    ways : tuple of tuple of (rel, polynomial)
    forall : tuple of sympy.Symbol
        Bound variables that it speaks of; they lie between 0 and 1.
    """

    name: str
    ways: Formula
    forall: tuple[sp.Symbol, ...] = ()


#: What is demanded where nobody has a choice: it always holds.
NOTHING = Demand("there is nothing to choose", (((">=", sp.S.Zero),),))


def distinct(demands: Iterable[Demand]) -> tuple[Demand, ...]:
    """Each demand once, under its first name."""
    found: dict[object, Demand] = {}
    for demand in demands:
        found.setdefault((demand.ways, demand.forall), demand)
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Definition:
    """An unknown as a quotient of polynomials in the parameters; the denominator is positive."""

    symbol: sp.Symbol
    above: sp.Expr
    below: sp.Expr


@dataclass(slots=True)
class CaseQuestion:
    """What is asked of parameters, case by case.

    Parameters
    ----------
    parameters : sequence of sympy.Symbol
    assumed : iterable of relation
        By the game, beyond what the symbols say.
    where : relation, text, or sequence of them
        By the user.
    asked : str
        What is listed in each case.
    entries : iterable of expression
        The game's payoffs and probabilities: that they have values is a part of the region.
    game : str, default ""
        The game as text, which statements carry.

    Raises
    ------
    RegionError
        If a payoff or a relation is no quotient of polynomials in the parameters.
    EmptyRegionError
        If a relation is false.
    """

    parameters: tuple[sp.Symbol, ...]
    assumed: Iterable[sp.Basic]
    given: Where
    asked: str
    entries: Iterable[sp.Expr] = ()
    game: str = ""
    where: list[sp.Basic] = field(init=False)
    stated: tuple[sp.Basic, ...] = field(init=False)
    problem: Problem = field(init=False)
    _encoded: list[tuple[sp.Basic, Formula]] = field(init=False)
    _known: dict[sp.Expr, sp.Expr] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.where = given_relations(self.given, SymbolTable(self.parameters))
        entries = [sp.sympify(e) for e in self.entries]
        for e in entries:
            top, below = sp.fraction(sp.together(e))
            if not all(part.is_polynomial(*self.parameters) for part in (top, below)):
                raise RegionError(
                    f"{e} is no quotient of polynomials in the parameters",
                    where="payoffs and probabilities",
                    fix="give a letter of its own to what is not, or put numbers in",
                )
            if stray := [n for n in e.atoms(sp.NumberSymbol, sp.Pow, sp.Function)
                         if not n.free_symbols and not n.is_rational]:  # fmt: skip
                raise RegionError(
                    f"{min(map(str, stray))} is no rational number",
                    where=f"payoffs and probabilities: {e}",
                    fix="give it a letter with bounds, for instance r with [r > 1.41, r < 1.42]",
                )
        needed = [part for e in entries for part in domain_of(sp.Ge(e, 0, evaluate=False))]
        own = assumption_relations(self.parameters)
        relations = with_domains((own, dict.fromkeys(needed), self.assumed, self.where))
        encoder = Encoder(signs={})
        self._encoded = [(r, encoder.formula(cleared(r))) for r in relations]
        if encoder.definitions:
            raise RegionError(
                "the region must be polynomials in the parameters",
                where=encoder.definitions[0].text,
                fix="write it without roots, logarithms, and powers that are no numbers",
            )
        self.stated = tuple(relations)
        self.problem = Problem.read(self.names, self.region)

    @property
    def names(self) -> list[str]:
        """The parameters' names, in order."""
        return [p.name for p in self.parameters]

    @property
    def region(self) -> list[dict[str, object]]:
        """The hypotheses on the parameters."""
        writer = Writer(self.parameters)
        return [writer.write(f"region: {to_text(r)}", to_text(r), e) for r, e in self._encoded]

    def polynomial(self, expression: sp.Expr) -> sp.Expr:
        """A polynomial with the sign that the expression has where the payoffs have values."""
        if expression not in self._known:
            whole = sp.expand(expression)
            if not whole.is_polynomial(*whole.free_symbols):
                top, below = sp.fraction(sp.cancel(sp.together(whole)))
                whole = sp.expand(top * below)
            self._known[expression] = whole
        return self._known[expression]

    def poly(self, expression: sp.Expr) -> Poly:
        """The same polynomial in the ring of the parameters."""
        found = self.polynomial(expression)
        if not self.parameters:
            return self.problem.ring.constant(str(found))
        return self.problem.ring.decode(polynomial(found, self.parameters))

    def statement(
        self,
        cell: Sequence[sp.Basic],
        demands: Sequence[Demand],
        words: Sequence[str],
        defined: Sequence[Definition] = (),
        bound: Sequence[sp.Symbol] = (),
    ) -> Statement:
        """The statement of a case."""
        unknowns = [d.symbol for d in defined]
        variables = [
            *(Variable(p, Role.PARAMETER) for p in self.parameters),
            *(Variable(u, Role.DEFINED) for u in unknowns),
            *(Variable(z, Role.BOUND) for z in bound),
        ]
        symbols = [v.symbol for v in variables]
        encoder = Encoder(signs={})
        whole = [*self._encoded, *((r, encoder.formula(r)) for r in cell)]
        said, writer = Writer(symbols), Writer(symbols)
        region = [said.write(f"region: {to_text(r)}", to_text(r), e) for r, e in whole]
        goals = []
        for d in defined:
            text = f"{d.symbol} = {d.above}/({d.below})"
            value: Formula = ((("=", sp.expand(d.below * d.symbol - d.above)),),)
            goals.append(writer.write(text, text, value) | {"forall": []})
        for demand in demands:
            goal = writer.write(demand.name, demand.name, demand.ways)
            goals.append(goal | {"forall": [str(z) for z in demand.forall]})
        given = ", ".join(to_text(r) for r, _ in whole) or "no restriction"
        return Statement(
            claim="always",
            words=[f"For parameters with {given}: {self.asked}:", *words],
            game=self.game,
            conditions=[self.asked],
            where=[to_text(r) for r in (*self.where, *cell)],
            variables=variables,
            content={
                "region": region,
                "unknowns": [str(u) for u in unknowns],
                "bound": [[str(z), "0", "1"] for z in bound],
                "goals": goals,
            },
        )

    def whole(
        self, cells: Sequence[Sequence[sp.Basic]], parts: Sequence[Statement]
    ) -> dict[str, object]:
        """The plain statement that the cells of some cases leave nothing out."""
        return {
            "claim": "region",
            "verdict": "region",
            "words": [f"{self.asked[:1].upper()}{self.asked[1:]}, cell by cell."],
            "game": self.game,
            "conditions": [self.asked],
            "where": [to_text(r) for r in self.where],
            "cells": [[to_text(r) for r in cell] for cell in cells],
            "parts": [part.plain() for part in parts],
        }
