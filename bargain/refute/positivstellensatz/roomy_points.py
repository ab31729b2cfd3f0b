r"""Simple points where linear hypotheses have room.

The largest r up to 1 with :math:`p_i(x) \ge r` for all inequalities, :math:`p_e(x) = 0` for all
equations, is a linear program; its point is rounded, and counts only if all hypotheses hold there.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
from scipy.optimize import linprog

from bargain.budget import spend
from bargain.refute.problem import Problem
from bargain.refute.ring import Relation

__all__ = ["roomy_points"]

#: How far coordinates go, and denominators that are tried.
_FAR, _BELOW = 10.0, (1, 2, 4, 10, 100, 1000)


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
    linear = [h for h in problem.hypotheses if isinstance(h, Relation) and ring.degree(h.poly) <= 1]
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
        return
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
    for below in _BELOW if found.status == 0 else ():
        values = (Fraction(float(v)).limit_denominator(below) for v in found.x[:-1])
        point = dict(zip(names, values, strict=True))
        if problem.holds_at(point):
            yield point
            return
