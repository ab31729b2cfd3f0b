"""Payoffs and measures that are not defined on the whole region are refused, with a point."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import sympy as sp
from sympy.core.relational import Relational

from bargain.budget import spent
from bargain.errors import GameError
from bargain.game.alternatives import Demand, demands
from bargain.game.game import Game
from bargain.game.pieces import conditions_in, has_pieces, pieces, pieces_and_gaps
from bargain.intervals.definedness import is_partial, undefined_point
from bargain.question.canonical import Frame
from bargain.question.case_by_case import Signs, sign_in
from bargain.question.deviations import signs_in_boxes
from bargain.question.encoding import Encoder, alternatives
from bargain.question.joined_clauses import relations_of
from bargain.question.parameter_bounds import parameter_bounds
from bargain.question.region_relations import cleared, demanded
from bargain.refute.positivstellensatz.roomy_points import roomy_points
from bargain.refute.problem import Problem
from bargain.refute.refuter import refute

__all__ = ["refuse_reversed_boxes", "refuse_undefined_payoffs"]


def refuse_undefined_payoffs(
    game: Game,
    frame: Frame,
    parameters: Sequence[sp.Symbol],
    region: Sequence[Relational],
    put: Callable[[sp.Basic], sp.Basic],
    mark: float = float("inf"),
) -> str:
    """Raise `GameError` where an expression of the game has no value on the box and region.

    Returns
    -------
    str
        What could not be decided, in a sentence; empty if everything is defined everywhere.

    Raises
    ------
    GameError
        With the expression and the point.
    """
    expressions = [*game.payoffs.values(), *game.disagreement.values()]
    expressions += [e for per_player in game.measures.values() for e in per_player.values()]
    expressions += [side for constraint in game.constraints for side in constraint.args]
    box = {frame.labels[v]: ends for v, ends in game.box.items()}
    _refuse_empty(game, frame, region, mark)
    partial = [put(e) for e in expressions if is_partial(e) and not has_pieces(e)]
    cut = [put(e) for e in expressions if has_pieces(e)]
    for e in cut:
        for gap in pieces_and_gaps(e)[1]:
            if not _never_met(game, frame, region, gap.relations, mark):
                raise GameError(
                    "a payoff in pieces has no value in a part of the box",
                    where=f"{frame.shown(e)} where {frame.shown(sp.And(*gap.relations))}",
                    fix="end it with a branch for everything else: (value, True)",
                )
        partial += [r for c in conditions_in(e) for r in c.args if is_partial(r)]
        partial += _partial_in_pieces(e, signs_in_boxes(box))
    if not partial:
        return ""

    def proved(part: sp.Expr, demand: Demand) -> bool:
        opposite = demanded(part, demand).negated
        return _never_met(game, frame, region, [opposite], mark)

    bounds = dict(game.box) | parameter_bounds(parameters, region)
    whole = {frame.labels[s]: ends for s, ends in bounds.items()}
    inside = [frame.put(r) for r in region]
    effort = max(0.1, min(5.0, mark - spent()))
    found = undefined_point(partial, whole, inside, effort=effort, proved=proved)
    if found.status == "undefined":
        raise GameError(
            f"{found.expression} is not defined everywhere",
            where=found.reason,
            fix="change the box, or restrict the parameters",
        )
    if found.status == "unknown":
        return f"whether the payoffs are defined everywhere could not be decided: {found.reason}"
    return ""


def refuse_reversed_boxes(
    ends: Mapping[sp.Symbol, tuple[sp.Expr, sp.Expr]],
    game: Game,
    frame: Frame,
    region: Sequence[Relational],
    put: Callable[[sp.Basic], sp.Basic],
) -> None:
    """Raise `GameError` unless each lower end is at most the upper one on the whole region."""
    for v, (low, high) in ends.items():
        reversed_there = put(sp.Gt(low, high, evaluate=False))
        if not _never_met(game, frame, region, [reversed_there], float("inf")):
            raise GameError(
                f"the box of {v} may be reversed in the region",
                where=f"{v} in [{low}, {high}]",
                fix=f"add to the region, or to the assumptions: {low} <= {high}",
            )


def _refuse_empty(game: Game, frame: Frame, region: Sequence[Relational], mark: float) -> None:
    """Raise `GameError` where no agreement is feasible, for any parameters of the region."""
    if not game.constraints or any(has_pieces(k) for k in game.constraints):
        return
    kept = [frame.put(k) for k in game.constraints]
    empty = _never_met(game, frame, region, kept, mark, doubt=True)
    if empty and not _never_met(game, frame, region, [], mark):  # an empty region is told later
        raise GameError(
            "the constraints leave no agreement",
            where=", ".join(map(str, game.constraints)),
            fix="relax a constraint, or restrict the parameters otherwise",
        )


def _partial_in_pieces(expression: sp.Expr, signs: Signs) -> list[sp.Expr]:
    """What has to be defined on the whole box: all that a cell's own signs do not settle."""
    found = []
    for piece in pieces(expression):
        for whole, part, demand in demands([piece.value]):
            if demand != "!=" or sign_in(part, piece.cell, signs) == 0:
                found.append(whole)
    return found


def _never_met(
    game: Game,
    frame: Frame,
    region: Sequence[Relational],
    relations: Sequence[Relational],
    mark: float,
    *,
    doubt: bool = False,
) -> bool:
    """Whether relations are refuted on the box and region, which may be unbounded.

    With `doubt` a point at which they hold is looked for before.
    """
    box = {frame.labels[v]: ends for v, ends in game.box.items()}
    ends = [
        relation(v, end, evaluate=False)
        for v, (low, high) in box.items()
        for relation, end in ((sp.Ge, low), (sp.Le, high))
    ]
    encoder = Encoder(signs=signs_in_boxes(box))
    every = [*(cleared(frame.put(r)) for r in region), *ends, *relations]
    encoded = [encoder.formula(r) for r in every]
    if any(d.function for d in encoder.definitions):
        return False
    encoded += [((r,),) for d in encoder.definitions for r in d.relations]
    used = {s for f in encoded for _, e in relations_of(f) for s in e.free_symbols}
    symbols = sorted(used, key=lambda s: s.name)
    hypotheses = [alternatives(str(k), "", f, symbols) for k, f in enumerate(encoded)]
    problem = Problem.read([s.name for s in symbols], hypotheses)
    if doubt and any(roomy_points(problem)):
        return False
    return refute(problem, mark=min(mark, spent() + 2.0)) is not None
