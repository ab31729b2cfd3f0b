"""The statement that branch and prune proves of a question: an empty box of all its unknowns."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp
from sympy.core.relational import Relational

from bargain.check.certificate import Data
from bargain.errors import RegionError
from bargain.game.auxiliary import Auxiliary
from bargain.game.conditions.feasibility import feasible_clauses
from bargain.game.expression import to_text
from bargain.game.pieces import has_pieces
from bargain.intervals.empty_boxes import RangeConstraint, prove_empty_box
from bargain.question.parameter_bounds import Box, bound_of, parameter_bounds
from bargain.question.question import Question
from bargain.question.statement import Statement

__all__ = ["box_constraints", "in_words", "parameter_box", "statement_in_boxes", "whole_box"]


def parameter_box(question: Question) -> Box | str:
    """The smallest box that the region's one-variable linear relations give, or what is unbounded.

    Examples
    --------
    >>> import bargain as bg
    >>> s = sp.Symbol("s_C", positive=True)
    >>> game = bg.models.autonomy_security(entrapment=False, s_P=1, w_P=1, w_C=1)
    >>> parameter_box(Question(game, bg.conditions.efficient(), [s >= 2, s <= 3]))
    {s_C: (2, 3)}
    """
    box: Box = {}
    for p, (low, high) in parameter_bounds(question.parameters, question.region).items():
        if not (low.is_finite and high.is_finite):
            return f"{p} is not bounded"
        if low > high:
            return f"{p} has no value"
        box[p] = (low, high)
    return box


def statement_in_boxes(question: Question) -> Statement:
    """The exact statement that branch and prune proves of a question over a compact region.

    Raises
    ------
    RegionError
        If the region is not compact.
    """
    box = whole_box(question)
    if isinstance(box, str):
        raise RegionError("branch and prune needs a compact region", where=box)
    constraints, _ = box_constraints(question)
    plain = prove_empty_box(list(box), constraints, box, max_boxes=0)
    return in_words(question, plain.statement)


def whole_box(question: Question) -> Box | str:
    """The box of all unknowns, in positional symbols and canonical order, or what is unbounded."""
    game, frame = question.game, question.frame
    parameters = parameter_box(question)
    if isinstance(parameters, str):
        return parameters
    box: Box = {**parameters, **{v: game.box[v] for v in frame.sorted(game.variables)}}
    for extra in frame.sorted(question.condition.necessary(game).auxiliary):
        ends = _defined_range(extra, question)
        if ends is None:
            return f"{frame.names[extra]} has no bounds of its own"
        box[extra] = ends
    return {frame.labels[s]: ends for s, ends in box.items()}


def _defined_range(extra: sp.Symbol, question: Question) -> tuple[sp.Rational, sp.Rational] | None:
    """Bounds that follow from what an auxiliary quantity is, or None."""
    if isinstance(extra, Auxiliary) and extra.role in ("beside", "best reply"):
        return question.game.box[extra.of]
    if isinstance(extra, Auxiliary) and extra.role in ("weight", "share"):
        return sp.S.Zero, sp.S.One  # not negative, and of each kind they add up to 1
    low, high = -sp.oo, sp.oo
    for clause in question.condition.necessary(question.game).clauses:
        bound = None
        if isinstance(clause.relation, Relational) and clause.relation.free_symbols == {extra}:
            bound = bound_of(clause.relation, extra)
        if bound is not None:
            value, is_upper, is_lower = bound
            high = sp.Min(high, value) if is_upper else high
            low = sp.Max(low, value) if is_lower else low
    return (low, high) if low.is_finite and high.is_finite and low <= high else None


def box_constraints(question: Question) -> tuple[list[RangeConstraint], list[str]]:
    """Every relation as a weak one: closed boxes cannot use strictness; dropping it is sound."""
    question.undecided()
    frame = question.frame
    clauses = [*feasible_clauses(question.game), *question.necessary_clauses()]
    named = [(f"region: {to_text(r)}", frame.put(r), to_text(r)) for r in question.region]
    region = len(named)
    named += [(k.name, question.put(k.relation), to_text(k.relation)) for k in clauses]
    constraints: list[RangeConstraint] = []
    region_names, taken = [], set()
    for number, (wish, relation, text) in enumerate(named):
        if isinstance(relation, sp.Ne) or not isinstance(relation, Relational):
            continue  # boxes are for weak relations; leaving one out is sound
        if has_pieces(relation):
            continue
        name = wish
        while name in taken:
            name += " (again)"
        taken.add(name)
        difference = relation.lhs - relation.rhs
        if relation.rel_op in ("<", "<="):
            difference = -difference
        constraints.append(
            RangeConstraint(
                name=name,
                expression=difference,
                lower=Fraction(0),
                upper=Fraction(0) if isinstance(relation, sp.Eq) else None,
                text=text,
            )
        )
        if number < region:
            region_names.append(name)
    return constraints, region_names


def in_words(question: Question, plain: Data) -> Statement:
    """The statement with the tape, box and constraints of a search, about the question's game."""
    return Statement(
        claim="empty-box",
        verdict="never",
        variables=[question.variable(s) for s in whole_box(question)],
        content={
            "region": box_constraints(question)[1],
            **{key: plain[key] for key in ("box", "tape", "constraints")},
        },
        **question.common("never"),
    )
