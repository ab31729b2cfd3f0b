r"""Best-reply polytopes of a two-player game, and all their vertices, exactly.

Let :math:`A, B` be the payoffs of the row and the column player, made positive without changing
any best reply. The best-reply polytopes are

.. math::
    P = \{x \in \mathbb R^m : x \ge 0,\; B^\top x \le 1\}, \qquad
    Q = \{y \in \mathbb R^n : A y \le 1,\; y \ge 0\}.

Both have the form :math:`\{z \ge 0,\; G z \le 1\}` with a positive integer matrix :math:`G`.
A point is *labelled* with the constraints that hold with equality: bit :math:`i < d` for
:math:`z_i = 0`, bit :math:`d + j` for :math:`G_j z = 1`. Vertices other than zero, scaled to sum
one, are the mixed actions that matter: a pair of them is an extreme equilibrium exactly if every
action of either player is unplayed or a best reply.

The vertices are found with the double description method in integers. Constraints are inserted
one at a time; the new vertices are where the edges between kept and removed vertices meet the
new hyperplane. Two vertices span an edge exactly if no third vertex carries all their common
labels; if one of them is simple (has exactly :math:`d` labels), :math:`d - 1` common labels are
enough, since they are linearly independent.

References
----------
B. von Stengel (2002), Computing equilibria for two-person games, Handbook of Game Theory 3, sec. 2.
T. Motzkin, H. Raiffa, G. Thompson, R. Thrall (1953), The double description method.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np

from bargain.budget import spend
from bargain.errors import LimitReached
from bargain.game.tables.payoff_entry import coprime_integers

__all__ = [
    "Progress",
    "Vertex",
    "best_reply_constraints",
    "equilibrium_order",
    "popcount",
    "vertices",
]

Vertex = tuple[tuple[int, ...], int]
"""A vertex: homogeneous integers (z_1 .. z_d, scale), so that the point is z / scale; labels."""

Progress = Callable[[int, int], None]

_STEP = 1  # of counted work, for a coordinate of a vertex
_FEW_PAIRS = 3000
_WORD = 63


def best_reply_constraints(payoffs: np.ndarray) -> np.ndarray:
    """Return the positive integer matrix G for payoffs with the own action on the first axis.

    From every column (an action of the other player) its minimum is subtracted, which changes no
    comparison between own actions; then all entries are scaled to coprime integers, and a
    quarter of the largest is added, so that no entry is small beside another.

    Parameters
    ----------
    payoffs : object array of Fraction, shape (own actions, other's actions)

    Examples
    --------
    >>> from fractions import Fraction
    >>> half = Fraction(1, 2)
    >>> best_reply_constraints(np.array([[half, 0], [1, half]], dtype=object)).tolist()
    [[1, 1], [2, 2]]
    """
    whole = coprime_integers(payoffs)
    whole = whole - whole.min(axis=0)
    divisor = math.gcd(*whole.flat) or 1
    offset = max(whole.flat) // divisor // 4 + 1
    return whole // divisor + offset


def vertices(constraints: np.ndarray, limit: int, progress: Progress | None = None) -> list[Vertex]:
    """Return every vertex of {z >= 0, G z <= 1} except zero, each once, with its labels.

    Parameters
    ----------
    constraints : object array of positive int, shape (k, d)
    limit : int
        Largest number of vertices to hold at any time.
    progress : callable, optional
        Given ``(constraints done, constraints)``.

    Raises
    ------
    LimitReached
        If there are more.

    Examples
    --------
    >>> square = np.array([[2, 1], [1, 2]], dtype=object)
    >>> for point, labels in sorted(vertices(square, 100)):
    ...     print(point, bin(labels))
    (0, 1, 2) 0b1001
    (1, 0, 2) 0b110
    (1, 1, 3) 0b1100
    """
    rows: list[list[int]] = constraints.tolist()
    d = constraints.shape[1]
    all_zero = (1 << d) - 1
    first = rows[0]
    found: list[Vertex] = [((0,) * d + (1,), all_zero)]
    for i in range(d):
        corner = [0] * (d + 1)
        corner[i], corner[d] = 1, first[i]
        found.append((tuple(corner), (all_zero ^ (1 << i)) | (1 << d)))
    for k, row in enumerate(rows[1:], start=1):
        spend(_STEP * d * len(found))
        found = _cut(found, row, d, 1 << (d + k), limit)
        if progress is not None:
            progress(k + 1, len(rows))
    return [v for v in found if v[1] != all_zero]


def _cut(found: list[Vertex], row: Sequence[int], d: int, bit: int, limit: int) -> list[Vertex]:
    """Intersect the polytope with row . z <= 1; the new constraint has the label `bit`."""
    inside: list[tuple[int, Vertex]] = []
    outside: list[tuple[int, Vertex]] = []
    kept: list[Vertex] = []
    for vertex in found:
        point = vertex[0]
        slack = point[d]
        for g, z in zip(row, point, strict=False):
            if z:
                slack -= g * z
        if slack > 0:
            inside.append((slack, vertex))
            kept.append(vertex)
        elif slack < 0:
            outside.append((slack, vertex))
        else:
            kept.append((point, vertex[1] | bit))
    if not outside:
        return kept
    labels = [v[1] for v in found]
    for p, q in _edges([v[1] for _, v in inside], [v[1] for _, v in outside], labels, d):
        s, (a, mask_a) = inside[p]
        t, (b, mask_b) = outside[q]
        cut = [s * v - t * u for u, v in zip(a, b, strict=True)]
        divisor = math.gcd(*cut)
        kept.append((tuple(c // divisor for c in cut), (mask_a & mask_b) | bit))
        if len(kept) > limit:
            raise LimitReached(
                f"a best-reply polytope has more than {limit} vertices",
                where=f"dimension {d}",
                fix="raise max_vertices, or accept some equilibria without completeness",
            )
    return kept


def _edges(left: list[int], right: list[int], every: list[int], d: int) -> list[tuple[int, int]]:
    """Return the pairs (index in left, index in right) that span an edge."""
    if len(left) * len(right) <= _FEW_PAIRS or max(every).bit_length() > _WORD:
        candidates = [
            (p, q)
            for p, a in enumerate(left)
            for q, b in enumerate(right)
            if (a & b).bit_count() >= d - 1
        ]
    else:
        candidates = _candidates(left, right, d)
    edges = []
    crowded = [m for m in every if m.bit_count() > d]
    for p, q in candidates:
        a, b = left[p], right[q]
        if a.bit_count() > d and b.bit_count() > d:
            # A third vertex on the segment's face that is simple would make that face an edge
            # with three vertices: impossible, so only crowded vertices need to be looked at.
            common = a & b
            if sum(1 for m in crowded if common & m == common) > 2:
                continue
        edges.append((p, q))
    return edges


def _candidates(left: list[int], right: list[int], d: int) -> list[tuple[int, int]]:
    """Pairs with at least d - 1 common labels, by blocks of 64-bit words."""
    a = np.array(left, dtype=np.int64)
    b = np.array(right, dtype=np.int64)
    pairs: list[tuple[int, int]] = []
    block = max(1, 2_000_000 // len(b))
    for start in range(0, len(a), block):
        common = a[start : start + block, None] & b[None, :]
        p, q = np.nonzero(popcount(common) >= d - 1)
        pairs.extend(zip((p + start).tolist(), q.tolist(), strict=True))
    return pairs


def popcount(masks: np.ndarray) -> np.ndarray:
    """Return the number of ones of each nonnegative int64, by adding neighbouring fields.

    Examples
    --------
    >>> popcount(np.array([0b1011, 0])).tolist()
    [3, 0]
    """
    if hasattr(np, "bitwise_count"):  # numpy 2
        return np.bitwise_count(masks)
    masks = masks - (masks >> 1 & 0x5555555555555555)
    masks = (masks & 0x3333333333333333) + (masks >> 2 & 0x3333333333333333)
    masks = masks + (masks >> 4) & 0x0F0F0F0F0F0F0F0F
    return masks * 0x0101010101010101 >> 56


def equilibrium_order(left: int, right: int, m: int, n: int) -> tuple[int, ...]:
    """Return the sort key of an extreme equilibrium: by size of supports, supports, labels.

    Parameters
    ----------
    left, right : int
        Label sets of the two vertices: bit i < m for the row player's action i (unplayed in x,
        best reply to y), bit m + j for the column player's action j.
    m, n : int
        Numbers of actions.
    """
    x = ~left & ((1 << m) - 1)
    y = (~right >> m) & ((1 << n) - 1)
    return x.bit_count() + y.bit_count(), x, y, left >> m, right & ((1 << m) - 1)
