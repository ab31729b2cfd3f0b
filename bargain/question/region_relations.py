"""The region of a question as relations: what was stated, and where that is defined at all.

A relation on parameters holds only where its parts have values: ``p == 1/q`` says that q is not 0,
``p == sqrt(q)`` that q is not negative. These *domains* are relations of the region too, written
before an equation is used up, so that nothing is lost with it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

import sympy as sp
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean

from bargain.arguments import listed
from bargain.errors import EmptyRegionError, RegionError
from bargain.exact import exact_expression, refuse_unworkable
from bargain.game.expression import parse_relation
from bargain.game.symbol_table import SymbolTable
from bargain.intervals.definedness import Demand, demands

__all__ = ["Where", "cleared", "demanded", "domain_of", "given_relations", "with_domains"]

#: What a user writes: relations, texts, or what sympy has decided already.
Restriction: TypeAlias = sp.Basic | str | bool
Where: TypeAlias = Restriction | Iterable[Restriction]


def demanded(part: sp.Expr, demand: Demand) -> Relational:
    """``part > 0``, ``part >= 0`` or ``part != 0``: what an expression needs to have a value."""
    return sp.Rel(part, 0, demand, evaluate=False)


def given_relations(where: Where, table: SymbolTable) -> list[Relational]:
    """The relations of a region as they are given: relations, texts, or what sympy decided."""
    if isinstance(where, (str, bool, Boolean)):
        where = [where]
    relations = []
    for item in listed(where, "the region", fix="write [s_C > s_P]", error=RegionError):
        relation = parse_relation(item, table.by_name) if isinstance(item, str) else item
        if relation is True or relation is sp.true:
            continue  # sympy decided it from the symbols' own assumptions
        if relation is False or relation is sp.false:
            raise EmptyRegionError(
                "the region is empty",
                where=f"where: {item}",
                fix="it contradicts the symbols' own assumptions",
            )
        if not isinstance(relation, Relational):
            raise RegionError(
                f"{item!r} is not a relation", where="where=[…]", fix="write for instance s_C > s_P"
            )
        refuse_unworkable(relation)
        for symbol in relation.free_symbols:
            table.find(symbol)
        sides = exact_expression(relation.lhs), exact_expression(relation.rhs)
        relations.append(type(relation)(*sides, evaluate=False))
    return relations


def domain_of(relation: Relational) -> list[Relational]:
    """What a relation's parts need to have values, where the symbols' signs do not settle it."""
    found = []
    for _, part, demand in demands([relation.lhs, relation.rhs]):
        settled = {">": part.is_positive, ">=": part.is_nonnegative, "!=": part.is_nonzero}
        if not settled[demand]:
            found.append(demanded(part, demand))
    return found


def with_domains(groups: Iterable[Iterable[Relational]]) -> dict[Relational, int]:
    """The relations of some groups, each once, domains first; and the number of their group."""
    region: dict[Relational, int] = {}
    for number, group in enumerate(groups):
        relations = list(group)
        for relation in relations:
            for part in domain_of(relation):
                region.setdefault(part, 2 * number)
        for relation in relations:
            region.setdefault(relation, 2 * number + 1)
    return region


def cleared(relation: Relational) -> Relational:
    """An equivalent relation without logarithms and quotients, where these have values.

    ``log(a) rel log(b)`` or 0 is ``a rel b``: the logarithm is increasing. ``a/b rel 0`` is
    ``a*b rel 0``: the square of a denominator is positive.
    """
    left, right = relation.lhs, relation.rhs
    if isinstance(left, sp.log) and (right == 0 or isinstance(right, sp.log)):
        left, right = left.args[0], sp.S.One if right == 0 else right.args[0]
    top, below = sp.fraction(sp.together(left - right))
    if below.free_symbols and not (below.is_positive or below.is_negative):
        left, right = sp.expand(top * below), sp.S.Zero
    return type(relation)(left, right, evaluate=False)
