"""Parameters that a region's equations determine, and putting them into relations."""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from bargain.errors import EmptyRegionError
from bargain.game.alternatives import each_side, ways_of
from bargain.game.expression import to_text

__all__ = ["put_in", "solve_equations"]


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
