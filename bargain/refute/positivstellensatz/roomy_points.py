r"""Simple points where linear hypotheses have room.

The largest r up to 1 with :math:`p_i(x) \ge r` for all inequalities, :math:`p_e(x) = 0` for all
equations, is a linear program; its point is rounded, and counts only if all hypotheses hold there.
Where others are not linear, the coordinates that make them so are fixed, at their values in that
point first, and the program is asked again with all that is linear then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial

import numpy as np
from scipy.optimize import linprog

from bargain.budget import spend
from bargain.refute.problem import Problem
from bargain.refute.ring import Hypothesis, Relation, Ring

__all__ = ["roomy_points"]

#: How far coordinates go, and denominators that are tried.
_FAR, _BELOW = 10.0, (1, 2, 4, 10, 100, 1000)
#: Values at which coordinates are fixed, after their own; so many are fixed at most.
_FIXED, _MOST = (Fraction(9, 10), Fraction(1, 10), Fraction(2)), 3


def roomy_points(problem: Problem) -> Iterator[dict[str, Fraction]]:
    """Yield a rational point where all hypotheses hold, if the linear ones lead to one.

    Examples
    --------
    >>> below = {"name": "b", "text": "x < 1", "rel": ">", "poly": [["-1", [1]], ["1", [0]]]}
    >>> above = {"name": "a", "text": "x > 1/2", "rel": ">", "poly": [["1", [1]], ["-1/2", [0]]]}
    >>> next(roomy_points(Problem.read(["x"], [below, above])))
    {'x': Fraction(3, 4)}
    """
    ring, names = problem.ring, problem.ring.names
    floats = _most_room(ring, problem.hypotheses)
    if floats is None:
        return
    point = _rounded(problem, floats, {})
    fixed = _bending(ring, problem.hypotheses)
    if point is None and 0 < len(fixed) <= _MOST and len(fixed) < len(names):
        own = {names[k]: Fraction(floats[k]).limit_denominator(_BELOW[-1]) for k in fixed}
        for at in (own, *(dict.fromkeys(own, value) for value in _FIXED)):
            straight = [h.mapped(partial(ring.values_at, point=at)) for h in problem.hypotheses]
            again = _most_room(ring, straight)
            point = None if again is None else _rounded(problem, again, at)
            if point is not None:
                break
    if point is not None:
        yield point


def _rounded(
    problem: Problem, floats: Sequence[float], at: Mapping[str, Fraction]
) -> dict[str, Fraction] | None:
    """The simplest rounded point where all hypotheses hold, with the values that are given."""
    for below in _BELOW:
        near = (Fraction(v).limit_denominator(below) for v in floats)
        point = {**dict(zip(problem.ring.names, near, strict=True)), **at}
        if problem.holds_at(point):
            return point
    return None


def _bending(ring: Ring, hypotheses: Sequence[Hypothesis]) -> list[int]:
    """Positions of variables without which all relations are linear, those in most terms first."""
    bent = [
        exponents
        for h in hypotheses
        for r in h.relations
        for exponents in r.poly.monoms()
        if sum(exponents) > 1
    ]
    found: list[int] = []
    while bent:
        left = [k for k in range(len(ring.names)) if k not in found]
        found.append(max(left, key=lambda k: sum(e[k] > 0 for e in bent)))
        bent = [e for e in bent if sum(n for k, n in enumerate(e) if k not in found) > 1]
    return found


def _most_room(ring: Ring, hypotheses: Sequence[Hypothesis]) -> list[float] | None:
    """Where the linear ones among the hypotheses have most room; None if they have no point."""
    names = ring.names
    linear = [h for h in hypotheses if isinstance(h, Relation) and ring.degree(h.poly) <= 1]
    spend(2_000 + 10 * len(linear) * len(names))
    rows, ends = np.zeros((len(linear), len(names) + 1)), np.zeros(len(linear))
    try:
        for k, h in enumerate(linear):
            for exponents, value in h.poly.to_dict().items():
                if any(exponents):
                    rows[k, exponents.index(1)] = -float(value)
                else:
                    ends[k] = float(value)
    except OverflowError:  # beyond the range of floats
        return None
    equal = np.array([h.rel == "=" for h in linear], dtype=bool)
    rows[~equal, -1] = 1.0  # the room
    found = linprog(
        [0.0] * len(names) + [-1.0],
        A_ub=rows[~equal],
        b_ub=ends[~equal],
        A_eq=rows[equal] if equal.any() else None,
        b_eq=ends[equal] if equal.any() else None,
        bounds=[(-_FAR, _FAR)] * len(names) + [(0, 1)],
        method="highs-ds",
    )
    return list(map(float, found.x[:-1])) if found.status == 0 else None
