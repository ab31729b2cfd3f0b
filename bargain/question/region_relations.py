"""The region of a question as relations: what was stated, and where that is defined at all.

A relation on parameters holds only where its parts have values: ``p == 1/q`` says that q is not 0,
``p == sqrt(q)`` that q is not negative. These *domains* are relations of the region too, written
before an equation is used up, so that nothing is lost with it. Parameters that the region's
equations determine are then put into everything else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

import sympy as sp
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, Boolean, Implies, Not, Or

from bargain.arguments import listed, shown
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
from bargain.game.expression import parse_relation, to_text
from bargain.game.symbol_table import SymbolTable

__all__ = [
    "Where",
    "cleared",
    "demanded",
    "domain_of",
    "given_relations",
    "put_in",
    "solve_equations",
    "with_domains",
]

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
                fix="it contradicts the symbols' own assumptions, or write Eq(s, t) for s == t",
            )
        if not isinstance(relation, (Relational, Alternatives, And, Or, Not, Implies)):
            raise RegionError(
                f"{shown(item)} is not a relation",
                where="where=[…]",
                fix="write for instance s_C > s_P",
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


def put_in(solved: Sequence[tuple[sp.Symbol, sp.Expr]], relation: sp.Basic) -> sp.Basic:
    """The relation with the solved parameters replaced, not evaluated further."""
    values = dict(solved)
    if not relation.free_symbols & set(values):
        return relation
    return each_side(relation, lambda side: side.subs(values))


def solve_equations(
    region: list[sp.Basic],
) -> tuple[tuple[tuple[sp.Symbol, sp.Expr], ...], tuple[sp.Basic, ...]]:
    """Use up the region's equations that are linear in a parameter with a non-zero coefficient.

    `p = e` then holds on the whole region, so that putting `e` in for `p` changes no claim about
    it. What was assumed of `p` is kept as a relation on `e`; where `e` has a value is for the
    region to say before (`bargain.question.region_relations`).
    """
    solved: dict[sp.Symbol, sp.Expr] = {}
    left = list(region)
    found = True
    while found:
        found = False
        for equation in left:
            if not isinstance(equation, sp.Eq):
                continue
            pair = _linear(equation)
            if pair is None:
                continue
            p, value = pair
            solved = {q: e.subs(p, value) for q, e in solved.items()} | {p: value}
            left = [put_in([pair], r) for r in left if r is not equation]
            found = True
            break
    kept = []
    for relation in left:
        if relation.free_symbols:
            # never let sympy decide: it would use the symbols' signs, which the region has to state
            kept.append(relation)
        elif not any(all(r.func(*r.args) == sp.true for r in way) for way in ways_of(relation)):
            raise EmptyRegionError(
                "the region is empty",
                where=to_text(relation),
                fix="its equations contradict another relation",
            )
    return tuple(solved.items()), tuple(dict.fromkeys(kept))


def _linear(equation: sp.Eq) -> tuple[sp.Symbol, sp.Expr] | None:
    difference = sp.expand(equation.lhs - equation.rhs)
    for p in sorted(difference.free_symbols, key=lambda s: s.name):
        if not difference.is_polynomial(p) or sp.degree(difference, p) != 1:
            continue
        slope = difference.coeff(p, 1)
        if sp.factor(slope).is_nonzero:
            return p, sp.cancel(-difference.coeff(p, 0) / slope)
    return None
