r"""Auxiliary quantities of deviations, in claims that something holds for all deviations.

A payoff of a deviation z may need a root or an extremum, which :mod:`bargain.question.encoding`
writes as a fresh unknown. In a claim "for all z" that unknown is no agreement's to choose:

- a root of z itself is a change of variable: :math:`z = r^q` for r between the roots of z's
  bounds, so that :math:`z^{p/q} = r^p` (and, in the same goal, :math:`y = ρ^q` for the action y
  that z replaces);
- any other quantity q with defining relations R(q, z) is quantified along with z: the goal becomes
  "R(q, z) fails, or the goal holds", for all z and all q in an interval that holds its values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import sympy as sp
from sympy.core.relational import Relational

from bargain.errors import OptionError
from bargain.game.auxiliary import Auxiliary
from bargain.game.conditions.clauses import Bound, Clause
from bargain.intervals.exact_range import exact_range
from bargain.question.encoding import Definition, Encoder, Formula
from bargain.question.joined_clauses import Encoded, changed
from bargain.question.statement import Variable
from bargain.refute.ring import Relation

__all__ = [
    "Bound",
    "guarded",
    "named_after_twins",
    "needed",
    "quantified",
    "signs_in_boxes",
    "without_roots",
]


def without_roots(clause: Clause, encoder: Encoder) -> Clause:
    """The same clause with bound variables under roots replaced by powers of new ones."""
    relation: sp.Basic = clause.relation
    bound: list[Bound] = []
    for z, low, high in clause.bound:
        if not isinstance(relation, Relational):
            return clause
        order = sp.ilcm(1, 1, *(e.q for b, e in _powers(relation) if b == z and e.is_Rational))
        ends = [sp.root(end, order) if end >= 0 else None for end in (low, high)]
        action = Variable.of(z).twin
        if order == 1 or action is None or not all(e is not None and e.is_Rational for e in ends):
            bound.append((z, low, high))
            continue
        root = encoder.polynomial_of(sp.Pow(action, sp.Rational(1, order)))
        name = encoder.free_name(f"z_{root.name}")
        while name in {str(other) for other, _, _ in bound}:  # another value of the same action
            name += "_"
        r = Auxiliary(name, "deviation", root, nonnegative=True)
        back = sp.Dummy(nonnegative=True)
        powers = {z: r**order, action: back**order}
        left, right = (side.subs(powers).xreplace({back: root}) for side in relation.args)
        relation = type(relation)(left, right, evaluate=False)
        bound.append((r, sp.Rational(ends[0]), sp.Rational(ends[1])))
    return replace(clause, relation=relation, bound=tuple(bound))


def _powers(relation: sp.Basic) -> list[tuple[sp.Expr, sp.Expr]]:
    return [p.as_base_exp() for p in relation.atoms(sp.Pow)]


def signs_in_boxes(
    box: Mapping[sp.Symbol, tuple[sp.Expr, sp.Expr]], *, strict: bool = False
) -> dict[sp.Symbol, sp.Symbol]:
    """Stand-ins that know whether their box is non-negative; with `strict`, whether positive."""
    return {
        v: sp.Dummy(v.name, real=True, positive=True)
        if strict and low.is_positive
        else sp.Dummy(v.name, real=True, nonnegative=True if low >= 0 else None)
        for v, (low, _) in box.items()
    }


def named_after_twins(encoder: Encoder, encoded: Encoded, bound: Sequence[Bound]) -> Encoded:
    """Call a deviation's auxiliary quantity like the agreement's, with the prefix z_, z2_, …"""
    back = {z: twin for z, _, _ in bound if (twin := Variable.of(z).twin) is not None}
    same = {d.meaning: d.symbol for d in encoder.definitions if d.meaning is not None}
    new: dict[sp.Symbol, sp.Symbol] = {}
    count: dict[sp.Symbol, int] = {}
    for d in encoder.definitions:
        if d.meaning is None or not d.meaning.free_symbols & set(back):
            continue
        twin = same.get(d.meaning.subs(back))
        if twin is not None and twin is not d.symbol and d.symbol not in new:
            number = count.get(twin, 0) + 1  # several players' deviations have one twin
            count[twin] = number
            name = encoder.free_name(f"{'z' if number == 1 else f'z{number}'}_{twin.name}")
            while name in {str(z) for z, _, _ in bound}:  # a root of a deviation
                name += "_"
            new[d.symbol] = Auxiliary(name, "deviation", twin)
    encoder.definitions[:] = [
        replace(
            d,
            symbol=new.get(d.symbol, d.symbol),
            text=d.text
            if d.meaning is None
            else f"{new.get(d.symbol, d.symbol)} = {d.meaning.xreplace(new)}",
            meaning=None if d.meaning is None else d.meaning.xreplace(new),
            relations=tuple((rel, e.xreplace(new)) for rel, e in d.relations),
            argument=None if d.argument is None else d.argument.xreplace(new),
        )
        for d in encoder.definitions
    ]
    return [(clause, changed(formula, lambda e: e.xreplace(new))) for clause, formula in encoded]


def needed(formulas: Iterable[Formula], definitions: Sequence[Definition]) -> list[Definition]:
    """The definitions that formulas mention, directly or through other definitions."""
    wanted = {s for f in formulas for part in f for _, e in part for s in e.free_symbols}
    found: list[Definition] = []
    for d in reversed(definitions):
        if d.symbol in wanted:
            found.insert(0, d)
            wanted |= {s for _, e in d.relations for s in e.free_symbols}
            wanted |= d.argument.free_symbols if d.argument is not None else set()
    return found


def quantified(
    definitions: Sequence[Definition],
    bound: Sequence[Bound],
    box: Mapping[sp.Symbol, tuple[sp.Expr, sp.Expr]],
) -> tuple[list[Definition], list[Bound]]:
    """The definitions that depend on bound variables, and an interval for each.

    Raises
    ------
    OptionError
        If the values of one are not bounded by numbers.
    """
    boxes = {v: (low, high) for v, (low, high) in box.items()}
    boxes |= {z: (low, high) for z, low, high in bound}
    names = {z for z, _, _ in bound}
    found, more = [], []
    for d in definitions:
        if d.function:
            if d.argument is not None and d.argument.free_symbols & names:
                names.add(d.symbol)
            continue
        if not any(e.free_symbols & names for _, e in d.relations):
            continue
        names.add(d.symbol)
        values = exact_range(d.meaning, boxes) if d.meaning is not None else None
        if values is None:
            raise OptionError(
                f"{d.text} depends on a deviation and is not bounded by numbers: existence cannot "
                "be put into polynomials",
                where=str(d.text),
                fix="existence is then decided by other means or not at all",
            )
        boxes[d.symbol] = values
        found.append(d)
        more.append((d.symbol, *values))
    return found, more


def guarded(formula: Formula, definitions: Sequence[Definition]) -> Formula:
    """The alternatives: some defining relation fails, or the goal holds."""
    broken = [
        ((fails.rel, fails.poly),)
        for d in definitions
        for rel, e in d.relations
        for fails in Relation(rel, e).negated()
    ]
    return (*broken, *formula)
