"""A point of a region at which agreements of a grid have least room: where to look for none.

Parameters without an agreement may be a small part of a region, which few points of a spread hit.
From the point of a sample with least room one parameter after the other is given another value, as
long as that takes room away. Nothing rests on it but where a proof is sought.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import numpy as np

from bargain.budget import Exhausted, allowed, spent
from bargain.exist.grids.constant_agreements import Rooms, region_sample
from bargain.exist.screening import SPREAD
from bargain.game.conditions.sufficient_clauses import Reading
from bargain.question.question import Question
from bargain.refute.problem import Problem

__all__ = ["point_without_room"]

_ROUNDS = 8
_NONE = -1e-6  # so little room is none; the grid may have missed an agreement all the same


def point_without_room(
    question: Question, reading: Reading, *, mark: float
) -> dict[str, Fraction] | None:
    """A point of the region where no agreement of a grid has room, in floats; None if none is met.

    Parameters
    ----------
    question : Question
    reading : Reading
    mark : float
        On the meter of `bargain.budget`.
    """
    if not question.parameters:
        return None
    try:
        with allowed(mark - spent()):
            always = question.always(reading)
            points = region_sample(always)
            rooms = Rooms.on_a_grid(question, reading, points)
            return None if rooms is None else _descended(rooms, points, Problem.region(always))
    except Exhausted:
        return None


def _descended(
    rooms: Rooms, points: Sequence[Mapping[str, Fraction]], region: Problem
) -> dict[str, Fraction] | None:
    def room(at: Sequence[Mapping[str, Fraction]]) -> list[float]:
        rooms.move(at)
        return [float(v) for v in np.nan_to_num(rooms.at(rooms.grid.columns)).max(axis=1)]

    try:
        found = room(points)
    except (NotImplementedError, TypeError, ValueError):
        return None  # a clause of a kind that is not evaluated here
    if max(found) <= 0:
        return None  # conditions that leave no room say nothing on a grid
    least = min(found)
    here = dict(points[found.index(least)])
    for _ in range(_ROUNDS):
        others = [{**here, name: v} for name, old in here.items() for v in SPREAD if v != old]
        others = [p for p in others if region.holds_at(p)]
        lowest = min(values := room(others)) if others else least
        if lowest >= least:
            break
        here, least = others[values.index(lowest)], lowest
    return here if least < _NONE else None
