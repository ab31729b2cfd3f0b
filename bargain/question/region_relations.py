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
from sympy.logic.boolalg import And, Boolean, Implies, Not, Or

from bargain.arguments import listed
from bargain.errors import EmptyRegionError, RegionError
from bargain.exact import exact_expression, refuse_unworkable
from bargain.game.alternatives import (
    Alternatives,
    Demand,
    combination,
    domain_of,
    each_side,
    from_boolean,
    ways_of,
)
from bargain.game.expression import parse_relation
from bargain.game.symbol_table import SymbolTable

__all__ = ["Where", "cleared", "demanded", "domain_of", "given_relations", "with_domains"]

#: What a user writes: relations, texts, or what sympy has decided already.
Restriction: TypeAlias = sp.Basic | str | bool
Where: TypeAlias = Restriction | Iterable[Restriction]


def demanded(part: sp.Expr, demand: Demand) -> Relational:
    """``part > 0``, ``part >= 0`` or ``part != 0``: what an expression needs to have a value."""
    return sp.Rel(part, 0, demand, evaluate=False)


def given_relations(where: Where, table: SymbolTable) -> list[sp.Basic]:
    """The relations of a region as they are given: relations, texts, or what sympy decided.

    What is joined by `Or`, `Not` or `Implies` is one of them (`Alternatives`).
    """
    if isinstance(where, (str, bool, Boolean)):
        where = [where]
    relations: list[sp.Basic] = []
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
        if not isinstance(relation, (Relational, Alternatives, And, Or, Not, Implies)):
            raise RegionError(
                f"{item!r} is not a relation", where="where=[…]", fix="write for instance s_C > s_P"
            )
        refuse_unworkable(relation)
        for symbol in relation.free_symbols:
            table.find(symbol)
        relation = each_side(from_boolean(relation), exact_expression)
        ways = ways_of(relation)
        relations += ways[0] if len(ways) == 1 else [relation]
    return relations


def with_domains(groups: Iterable[Iterable[sp.Basic]]) -> dict[sp.Basic, int]:
    """The relations of some groups, each once, domains first; and the number of their group.

    In what is joined by or, domains stand in the ways that need them.
    """
    region: dict[sp.Basic, int] = {}
    for number, group in enumerate(groups):
        relations = [_with_own_domains(r) for r in group]
        for relation in relations:
            for part in domain_of(relation) if isinstance(relation, Relational) else ():
                region.setdefault(part, 2 * number)
        for relation in relations:
            region.setdefault(relation, 2 * number + 1)
    return region


def _with_own_domains(relation: sp.Basic) -> sp.Basic:
    if isinstance(relation, Relational):
        return relation
    return combination(
        tuple(dict.fromkeys((*(part for r in way for part in domain_of(r)), *way)))
        for way in relation.ways
    )


def cleared(relation: sp.Basic) -> sp.Basic:
    """An equivalent relation without logarithms and quotients, where these have values.

    ``log(a) rel log(b)`` or 0 is ``a rel b``: the logarithm is increasing. ``a/b rel 0`` is
    ``a*b rel 0``: the square of a denominator is positive.
    """
    if isinstance(relation, Alternatives):
        return combination([tuple(map(cleared, way)) for way in relation.ways])
    left, right = relation.lhs, relation.rhs
    if isinstance(left, sp.log) and (right == 0 or isinstance(right, sp.log)):
        left, right = left.args[0], sp.S.One if right == 0 else right.args[0]
    top, below = sp.fraction(sp.together(left - right))
    if below.free_symbols and not (below.is_positive or below.is_negative):
        left, right = sp.expand(top * below), sp.S.Zero
    return type(relation)(left, right, evaluate=False)
