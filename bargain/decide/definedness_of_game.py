"""Payoffs and measures that are not defined on the whole region are refused, with a point."""

from __future__ import annotations

import time

import sympy as sp

from bargain.decide.boxes import parameter_bounds
from bargain.decide.definedness import undefined_point
from bargain.decide.question import Question
from bargain.errors import GameError

__all__ = ["refuse_undefined_payoffs"]


def refuse_undefined_payoffs(question: Question, deadline: float) -> None:
    """Raise `GameError` where an expression of the game has no value on the box and region.

    Raises
    ------
    GameError
        With the expression and the point.
    """
    game = question.game
    expressions = [*game.payoffs.values(), *game.disagreement.values()]
    expressions += [e for per_player in game.measures.values() for e in per_player.values()]
    partial = [e for e in expressions if _may_be_undefined(e)]
    if not partial:
        return
    box = dict(game.box) | parameter_bounds(question)
    seconds = max(0.1, min(5.0, deadline - time.monotonic()))
    found = undefined_point(partial, box, question.region, deadline=seconds)
    if found.status == "undefined":
        raise GameError(
            f"{found.expression} is not defined everywhere",
            where=found.reason,
            fix="change the box, or restrict the parameters",
        )


def _may_be_undefined(expression: sp.Expr) -> bool:
    return any(
        isinstance(e, sp.log)
        or (e.is_Pow and not e.exp.is_nonnegative)
        or (e.is_Pow and not e.exp.is_Integer)
        for e in sp.preorder_traversal(expression)
    )
