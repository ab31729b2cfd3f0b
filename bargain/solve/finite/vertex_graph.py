r"""All vertices of a best-reply polytope: floats propose, a proof disposes.

The polytope is :math:`\{z \ge 0,\; G z \le 1\}` with a positive matrix :math:`G` of size
:math:`k \times d`. It is perturbed symbolically to
:math:`G_j z \le 1 + \varepsilon^{j}` with an infinitesimal :math:`\varepsilon > 0`, which makes it
simple: at each vertex exactly :math:`d` constraints are tight. Its vertices are *bases*, sets of
:math:`d` labels (bit :math:`i < d`: :math:`z_i = 0`; bit :math:`d + j`: row :math:`j` is tight)
whose other variables are lexicographically positive. For :math:`\varepsilon \to 0` every vertex of
the polytope is the limit of at least one of them.

**Proposal.** From :math:`z = 0` the bases are explored breadth first, one level of the graph at a
time, by pivoting all dictionaries of a level together in floating point, with the lexicographic
rule where ratios seem to be equal.

**Proof.** (1) Every proposed set is a basis. With support :math:`S` and tight rows :math:`J`, let
:math:`M = G_{J S}`, :math:`R` an approximate inverse, and :math:`\hat z` an approximate solution
of :math:`M z = 1`. If :math:`\alpha = \|I - R M\|_\infty < 1`, then :math:`M` is nonsingular and

.. math:: \|z - \hat z\|_\infty \le \|R\|_\infty \|1 - M \hat z\|_\infty / (1 - \alpha),

where each norm is computed in floating point and enlarged by a bound on its rounding errors. The
basis is accepted if this shows :math:`z_S > 0` and all other constraints to be slack, strictly;
what stays undecided is decided in rationals (`bargain.solve.finite.exact_basis`), ties included.
(2) Each choice of :math:`d - 1` labels of a basis defines one of the :math:`d` edges there, and
the polytope is bounded, so that each edge has exactly two ends. If every such choice occurs at
exactly two accepted bases, the accepted set is closed under taking neighbours. The graph of a
polytope is connected (Balinski), hence the set is everything.

Where a step fails the answer is None, and the caller enumerates the vertices in integers.

References
----------
M. Balinski (1961), On the graph structure of convex polyhedra in n-space, Pacific J. Math. 11.
S. Rump (2010), Verification methods: rigorous results using floating-point arithmetic, Acta
Numerica 19, sec. 10 (the residual bound).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bargain.errors import LimitReached
from bargain.solve.finite.best_reply_polytope import popcount
from bargain.solve.finite.exact_basis import exact_labels

__all__ = ["proved_vertices"]

_UNIT = 2.0**-53
_BITS = 62
_SMALLEST = 2.0**-500
_BLOCK = 256
# Heuristics of the proposal; nothing is concluded from them.
_ZERO = 1e-11
_PIVOT = 1e-10
_TIE = 1e-9
_TIES, _TIES_PER_BASIS = 25, 0.05  # beyond these, integers are faster
_MOST_EXACT = 300


def proved_vertices(constraints: np.ndarray, limit: int) -> tuple[list[int], dict[int, int]] | None:
    """Return the label sets of all vertices but zero, or None if the proof does not go through.

    Parameters
    ----------
    constraints : object array of positive int, shape (k, d)
    limit : int
        Largest number of bases.

    Returns
    -------
    labels : list of int
        One set per vertex; d labels, or more where the polytope is not simple.
    basis : dict of int to int
        For each set with more than d labels, d of them that define the vertex.

    Raises
    ------
    LimitReached
        If there are more bases.

    Examples
    --------
    >>> square = np.array([[2, 1], [1, 2]], dtype=object)
    >>> labels, basis = proved_vertices(square, 100)
    >>> [bin(v) for v in labels], basis
    (['0b110', '0b1001', '0b1100'], {})
    """
    k, d = constraints.shape
    if k + d > _BITS:
        return None
    scale = 1 << max(int(g).bit_length() for g in constraints.flat)
    # int / int is correctly rounded: each entry has relative error at most _UNIT
    rounded = np.array([[int(g) / scale for g in row] for row in constraints])
    if rounded.min() < _SMALLEST:  # underflow would spoil the relative errors
        return None
    bases = _explore(rounded, limit)
    if bases is None or not _closed(bases, d, k):
        return None
    bases = np.sort(bases[bases != (1 << d) - 1])
    proved = _proved_strictly(rounded, bases)
    undecided = bases[~proved].tolist()
    if len(undecided) > _MOST_EXACT:
        return None
    crowded: dict[int, int] = {}
    simple: list[int] = bases[proved].tolist()
    for basis in undecided:
        labels = exact_labels(constraints, basis)
        if labels is None:
            return None
        if labels == basis:
            simple.append(basis)
        else:
            crowded[labels] = basis
    return simple + list(crowded), crowded


@dataclass(slots=True)
class _Level:
    """Dictionaries of one level: basic = table[..., d] - table[..., :d] @ nonbasic."""

    table: np.ndarray  # (F, k, d + 1)
    basic: np.ndarray  # (F, k) labels
    nonbasic: np.ndarray  # (F, d) labels
    bases: np.ndarray  # (F,) label sets


def _explore(g: np.ndarray, limit: int) -> np.ndarray | None:
    """Propose all bases, that of zero included, by pivoting level by level."""
    k, d = g.shape
    level = _Level(
        table=np.concatenate([g, np.ones((k, 1))], axis=1)[None],
        basic=np.arange(d, d + k, dtype=np.int64)[None],
        nonbasic=np.arange(d, dtype=np.int64)[None],
        bases=np.array([(1 << d) - 1], dtype=np.int64),
    )
    before = np.empty(0, dtype=np.int64)
    found = [level.bases]
    total, ties = 1, 0
    while True:
        leaving, tied = _leaving(level.table)
        ties += len(tied)
        if ties > _TIES + _TIES_PER_BASIS * total:
            return None
        for f, c in tied:
            leaving[f, c] = _lexicographic_row(level, f, c)
        into = level.basic[np.arange(len(leaving))[:, None], leaving]
        reached = (level.bases[:, None] ^ (1 << level.nonbasic)) | (1 << into)
        new, first = np.unique(reached, return_index=True)
        fresh = ~(_among(new, level.bases) | _among(new, before))
        if not fresh.any():
            return np.concatenate(found)
        total += int(fresh.sum())
        if total > limit:
            if ties:  # there may be fewer vertices than bases
                return None
            raise LimitReached(
                f"a best-reply polytope has more than {limit} vertices",
                where=f"dimension {d}",
                fix="raise max_vertices, or accept some equilibria without completeness",
            )
        source, column = np.divmod(first[fresh], d)
        before = level.bases
        level = _pivoted(level, source, leaving[source, column], column)
        level.bases = new[fresh]
        if level.table[:, :, d].min() < -_ZERO:
            return None
        found.append(level.bases)


def _among(values: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Return which values are in the sorted array `known`."""
    if not len(known):
        return np.zeros(len(values), dtype=bool)
    at = np.searchsorted(known, values)
    at[at == len(known)] = 0
    return known[at] == values


def _leaving(table: np.ndarray) -> tuple[np.ndarray, list[list[int]]]:
    """Return the row of the smallest ratio for every dictionary and column, and the ties."""
    count, _, width = table.shape
    out = np.empty((count, width - 1), dtype=np.int64)
    ties: list[list[int]] = []
    for start in range(0, count, _BLOCK):
        part = table[start : start + _BLOCK]
        columns = part[:, :, :-1]
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = part[:, :, -1:] / columns
        ratio[columns <= _PIVOT] = np.inf
        row = ratio.argmin(axis=1)
        out[start : start + _BLOCK] = row
        near = ratio <= ratio.min(axis=1, keepdims=True) * (1.0 + _TIE) + _ZERO
        if np.count_nonzero(near) > row.size:
            at = np.argwhere(near.sum(axis=1) > 1)
            at[:, 0] += start
            ties += at.tolist()
    return out, ties


def _lexicographic_row(level: _Level, f: int, c: int) -> int:
    """Return the row with the lexicographically smallest ratio, as far as floats can tell."""
    table = level.table[f]
    k, width = table.shape
    d = width - 1
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(table[:, c] > _PIVOT, table[:, d] / table[:, c], np.inf)
    rows = np.flatnonzero(ratio <= ratio.min() * (1.0 + _TIE) + _ZERO)
    place = {int(label): q for q, label in enumerate(level.nonbasic[f])}
    for slack in range(d, d + k):  # the column of B^-1 for this slack variable
        if len(rows) == 1:
            break
        if slack in place:
            value = table[rows, place[slack]]
        else:
            value = (level.basic[f][rows] == slack).astype(float)
        value = value / table[rows, c]
        rows = rows[value <= value.min() + _TIE]
    return int(rows[0])


def _pivoted(level: _Level, source: np.ndarray, row: np.ndarray, column: np.ndarray) -> _Level:
    """Exchange the basic variable of `row` with the nonbasic one of `column`, per dictionary."""
    table = np.empty((len(source), *level.table.shape[1:]))
    for start in range(0, len(source), _BLOCK):  # blocks that stay in the cache
        part = slice(start, start + _BLOCK)
        r, c = row[part], column[part]
        block = level.table[source[part]]
        here = np.arange(len(block))
        pivot = block[here, r, c]
        head = block[here, r] / pivot[:, None]
        side = block[here, :, c]
        block -= side[:, :, None] * head[:, None, :]
        block[here, r] = head
        block[here, :, c] = -side / pivot[:, None]
        block[here, r, c] = 1.0 / pivot
        right = block[:, :, -1]
        right[np.abs(right) < _ZERO] = 0.0
        table[part] = block
    each = np.arange(len(source))
    basic, nonbasic = level.basic[source], level.nonbasic[source]
    basic[each, row], nonbasic[each, column] = nonbasic[each, column], basic[each, row]
    return _Level(table=table, basic=basic, nonbasic=nonbasic, bases=level.bases[:0])


def _closed(masks: np.ndarray, d: int, k: int) -> bool:
    """Whether the label sets have d labels each, and every d - 1 of them occur exactly twice."""
    if len(np.unique(masks)) != len(masks) or (popcount(masks) != d).any():
        return False
    bits = np.int64(1) << np.arange(d + k, dtype=np.int64)
    has = (masks[:, None] & bits) != 0
    ridges = (masks[:, None] ^ bits)[has]
    ridges.sort()
    if len(ridges) % 2:
        return False
    pairs = ridges.reshape(-1, 2)
    return bool((pairs[:, 0] == pairs[:, 1]).all() and (pairs[1:, 0] != pairs[:-1, 0]).all())


def _proved_strictly(g: np.ndarray, bases: np.ndarray) -> np.ndarray:
    """Return which label sets the error bound proves to be bases of simple vertices."""
    k, d = g.shape
    zero = (bases[:, None] >> np.arange(d) & 1).astype(bool)
    tight = (bases[:, None] >> np.arange(d, d + k) & 1).astype(bool)
    sizes = d - zero.sum(axis=1)
    proved = np.zeros(len(bases), dtype=bool)
    for size in range(1, min(d, k) + 1):
        where = np.flatnonzero(sizes == size)
        if len(where):
            proved[where] = _proved(g, ~zero[where], tight[where], size)
    return proved


def _proved(g: np.ndarray, support: np.ndarray, tight: np.ndarray, size: int) -> np.ndarray:
    """Apply the residual bound to vertices with supports of one size.

    All entries of g lie in (0, 1], with a relative error of at most one unit roundoff. The
    factors below are at least twice those of the standard bounds for inner products of the
    lengths that occur, which covers that error and the rounding of the bounds themselves.
    """
    count, d = support.shape
    s = np.nonzero(support)[1].reshape(count, size)
    j = np.nonzero(tight)[1].reshape(count, size)
    matrix = g[j[:, :, None], s[:, None, :]]
    try:
        inverse = np.linalg.inv(matrix)
    except np.linalg.LinAlgError:
        return np.zeros(count, dtype=bool)
    point = inverse.sum(axis=2)
    value = (matrix @ point[:, :, None])[:, :, 0]
    point += (inverse @ (1.0 - value)[:, :, None])[:, :, 0]
    value = (matrix @ point[:, :, None])[:, :, 0]
    norm = np.abs(inverse).sum(axis=2).max(axis=1)
    defect = np.abs(inverse @ matrix - np.eye(size)).sum(axis=2).max(axis=1)
    rounding = 4 * (size + 4) * _UNIT
    alpha = defect + rounding * size * (1.0 + size * norm)
    size_of_point = np.abs(point).max(axis=1)
    residual = np.abs(1.0 - value).max(axis=1) + rounding * (1.0 + size * size_of_point)
    error = 2.0 * norm * residual * (1.0 + 1e-9)  # alpha <= 1/2
    good = (alpha <= 0.5) & (point.min(axis=1) > error)
    full = np.zeros((count, d))
    full[np.arange(count)[:, None], s] = point
    slack = 1.0 - full @ g.T
    bound = size * error + rounding * (1.0 + size * size_of_point)
    return good & ((slack > bound[:, None]) | tight).all(axis=1)
