"""The goals of an existence claim, as a question encodes them, and the condition that they mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sympy as sp

from bargain.errors import OptionError
from bargain.game.conditions import Clause, Condition, all_of
from bargain.game.conditions.clauses import Bound
from bargain.game.conditions.feasibility import feasible_clauses
from bargain.game.game import Game
from bargain.question.canonical import Frame
from bargain.question.joined_clauses import Encoded

__all__ = ["Goals", "in_box", "one_condition"]


@dataclass(frozen=True, slots=True)
class Goals:
    """The goals of an existence claim, encoded, with its unknowns and bound variables."""

    clauses: Encoded
    auxiliary: tuple[sp.Symbol, ...]
    bound: tuple[Bound, ...]
    partial: frozenset[sp.Symbol]  # definitions of what may have no value
    agreement: tuple[sp.Symbol, ...]
    words: str


def one_condition(condition: Condition | Sequence[Condition]) -> Condition:
    """A condition, or all of several."""
    if isinstance(condition, Condition):
        return condition
    if isinstance(condition, (list, tuple)):
        return all_of(*condition)
    raise OptionError(
        f"{condition!r} is not a condition",
        where="decide(game, condition)",
        fix="use bargain.conditions, for instance conditions.efficient()",
    )


def in_box(game: Game, frame: Frame) -> list[Clause]:
    """That an agreement is feasible: boxes first, then constraints and lists of values."""
    clauses = []
    for v in frame.sorted(game.variables):
        low, high = game.box[v]
        clauses += [
            Clause(name=f"{v} at least {low}", relation=sp.Ge(v - low, 0, evaluate=False)),
            Clause(name=f"{v} at most {high}", relation=sp.Ge(high - v, 0, evaluate=False)),
        ]
    return [*clauses, *sorted(feasible_clauses(game), key=lambda k: frame.key(k.relation))]
