r"""Clauses as polynomials, those that are joined by or too.

What defines a quantity (:math:`q b = 1` for :math:`q = 1/b`) may be stated of all points only where
the quantity has a value at all of them. In a relation that has to hold it does. Of relations that
are joined by or only one has to hold: there a quantity is defined *or has no value*, and the ways
that mention it say that it has one. A logarithm without a value is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import sympy as sp
from sympy.core.relational import Relational

from bargain.errors import OptionError
from bargain.game.alternatives import Demand, combination, demands, domain_of, ways_of
from bargain.game.auxiliary import Auxiliary
from bargain.game.conditions.clauses import Clause
from bargain.game.game import Game
from bargain.question.encoding import Encoder, Formula

__all__ = [
    "Encoded",
    "changed",
    "encoded_clauses",
    "originals",
    "parts_with_values",
    "relations_of",
]

Encoded = list[tuple[Clause, Formula]]
Parts = frozenset[tuple[sp.Expr, Demand]]


def relations_of(formula: Formula) -> list[tuple[str, sp.Expr]]:
    """All relations of all ways."""
    return [relation for way in formula for relation in way]


def changed(formula: Formula, change: Callable[[sp.Expr], sp.Expr]) -> Formula:
    """The same formula with every polynomial changed."""
    return tuple(tuple((rel, change(e)) for rel, e in way) for way in formula)


def parts_with_values(game: Game) -> Parts:
    """What the game's expressions demand, which is met on the whole box and region.

    A branch has its value in its own cell only.
    """
    found = [*game.payoffs.values(), *game.disagreement.values()]
    found += [e for own in game.measures.values() for e in own.values()]
    whole = [e.xreplace({p: sp.Dummy() for p in e.atoms(sp.Piecewise)}) for e in found]
    return frozenset((part, demand) for _, part, demand in demands(whole))


def encoded_clauses(
    clauses: Iterable[Clause], encoder: Encoder, known: Parts, own: Callable[[sp.Expr], sp.Expr]
) -> tuple[Encoded, frozenset[sp.Symbol]]:
    """Clauses as polynomials, in their order, and the quantities that may have no value.

    Parameters
    ----------
    clauses : iterable of Clause
        In positional symbols.
    encoder : Encoder
    known : set of (expression, demand)
        What is met on the whole box and region.
    own : function
        From positional symbols to those of `known`.
    """
    found = list(clauses)
    formulas: dict[int, Formula] = {}
    open_parts = False
    start = 0
    for joined in (False, True):  # what only a way needs comes last, and is defined there
        if joined:
            start = len(encoder.definitions)
        for number, k in enumerate(found):
            if isinstance(k.relation, Relational) is not joined:
                relation = k.relation
                if joined:
                    relation, said_more = _with_values(k, encoder, known, own)
                    open_parts |= said_more
                formulas[number] = encoder.formula(relation)
    new = encoder.definitions[start:] if open_parts else []
    partial = frozenset(d.symbol for d in new if d.without is not None)
    return [(k, formulas[number]) for number, k in enumerate(found)], partial


def _with_values(
    clause: Clause, encoder: Encoder, known: Parts, own: Callable[[sp.Expr], sp.Expr]
) -> tuple[sp.Basic, bool]:
    """The ways, each with what its relations need to have values; and whether that is anything."""
    ways, more = [], False
    for way in ways_of(clause.relation):
        wanted = []
        for relation in way:
            needs = {(d.lhs, d.rel_op) for d in domain_of(relation)}
            for whole, part, demand in demands(relation.args):
                if (part, demand) not in needs or (own(part), demand) in known:
                    continue
                if _settled(part, demand, encoder):
                    continue
                if isinstance(whole, sp.log) or not (whole.is_Pow and whole.exp.is_Rational):
                    raise OptionError(
                        f"{own(whole)} may have no value where other relations hold",
                        where=clause.name,
                        fix=f"restrict parameters or box so that {own(part)} {demand} 0",
                    )
                wanted.append(sp.Rel(part, 0, demand, evaluate=False))
        more |= bool(wanted)
        ways.append((*dict.fromkeys(wanted), *way))
    return combination(ways), more


def _settled(part: sp.Expr, demand: Demand, encoder: Encoder) -> bool:
    shown = sp.factor(part).xreplace(dict(encoder.signs))
    return bool(
        {">": shown.is_positive, ">=": shown.is_nonnegative, "!=": shown.is_nonzero}[demand]
    )


def originals(symbols: Iterable[sp.Symbol]) -> dict[sp.Symbol, sp.Symbol]:
    """For values beside an agreement's own: the variables that they are values of."""
    found: dict[sp.Symbol, sp.Symbol] = {}
    for s in symbols:
        last = s
        while isinstance(last, Auxiliary) and isinstance(last.of, sp.Symbol):
            last = last.of
        if last is not s:
            found[s] = last
    return found
