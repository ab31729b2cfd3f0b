r"""Extreme equilibria of a table with few rows or few columns: one polytope, then the other side.

Let :math:`P` be the best-reply polytope of lower dimension
(`bargain.solve.finite.best_reply_polytope`).
At a vertex :math:`x` with support :math:`S` and best replies :math:`J`, the :math:`y` that complete
it to an equilibrium play inside :math:`J` and make every action of :math:`S` a best reply. They are
a face of the other polytope: the vertices of

.. math:: \{ y_J \ge 0 : A_{S J}\, y_J = 1,\; A_{i J}\, y_J \le 1 \; (i \notin S) \} .

At a simple vertex :math:`|J| = |S|`, and one linear system has the only candidate. Elsewhere, or
where that system is singular, the vertices of the small polytope in :math:`y_J` are listed. So
every extreme equilibrium is found without the many vertices of the other polytope.

References
----------
D. Avis, G. Rosenberg, R. Savani, B. von Stengel (2010), Enumeration of Nash equilibria for
two-player games, Economic Theory 42, 9-37, sec. 4.
"""

from __future__ import annotations

from collections.abc import Iterator

import flint
import numpy as np

from bargain.budget import spend
from bargain.solve.finite.best_reply_polytope import Vertex, vertices

__all__ = ["completed", "is_narrow"]

Point = tuple[int, ...]
_STEP = 200  # of counted work, for one vertex
_NARROW = 12  # actions of the larger side; below, both polytopes are enumerated at once


def is_narrow(m: int, n: int) -> bool:
    """Whether one side has so many more actions that its polytope is worth leaving alone."""
    return max(m, n) >= max(_NARROW, 2 * min(m, n))


def completed(
    listed: list[Vertex], other: np.ndarray, limit: int
) -> Iterator[tuple[Point, int, Point, int, bool]]:
    """Yield the equilibria, for every vertex of the first polytope.

    Parameters
    ----------
    listed : list of (point, labels)
        All vertices of the first polytope, of d actions; bit d + j says that the other player's
        action j is a best reply.
    other : object array of positive int, shape (d, k)
        Constraints of the other polytope: row i belongs to the first player's action i.
    limit : int
        On the vertices of a face of the other polytope.

    Yields
    ------
    point, labels, other point, other labels, bool
        The other labels are those of the other polytope: bit j < k (unplayed), bit k + i (best
        reply). The last says whether one of the two points has more labels than dimensions.
    """
    d, k = other.shape
    rows = [[int(v) for v in row] for row in other]
    for point, labels in listed:
        spend(_STEP * d)
        support = [i for i in range(d) if not labels >> i & 1]
        replies = [j for j in range(k) if labels >> (d + j) & 1]
        crowded = len(replies) > len(support)
        found = None if crowded else _solved(rows, support, replies)
        if found is None:
            found = _face(other, support, replies, limit)
            crowded = crowded or len(found) > 0
        for y in found:
            full = [0] * k
            for j, v in zip(replies, y, strict=False):
                full[j] = v
            mask = sum(1 << j for j, v in enumerate(full) if not v)
            for i in range(d):
                used = sum(rows[i][j] * v for j, v in zip(replies, y, strict=False))
                if used == y[-1]:
                    mask |= 1 << (k + i)
            tied = crowded or mask.bit_count() > k
            yield point, labels, (*full, y[-1]), mask, tied


def _solved(rows: list[list[int]], support: list[int], replies: list[int]) -> list[Point] | None:
    """The point of a square system: a list of one or none; None if the system is singular."""
    matrix = flint.fmpz_mat([[rows[i][j] for j in replies] for i in support])
    try:
        solution = matrix.solve(flint.fmpz_mat([[1]] * len(support)))
    except ZeroDivisionError:
        return None
    numerators, scale = solution.numer_denom()
    y, total = [int(numerators[r, 0]) for r in range(len(replies))], int(scale)
    if min(y) < 0:
        return []
    chosen = set(support)
    for i, row in enumerate(rows):
        if i not in chosen and sum(row[j] * v for j, v in zip(replies, y, strict=True)) > total:
            return []
    return [(*y, total)]


def _face(other: np.ndarray, support: list[int], replies: list[int], limit: int) -> list[Point]:
    """All vertices in the replies at which every action of the support is a best reply."""
    d = len(replies)
    needed = sum(1 << (d + i) for i in support)
    return [p for p, mask in vertices(other[:, replies], limit) if mask & needed == needed]
