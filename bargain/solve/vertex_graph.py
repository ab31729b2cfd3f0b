r"""All vertices of a simple best-reply polytope: floats propose, a proof disposes.

The polytope is :math:`\{z \ge 0,\; G z \le 1\}` with a positive matrix :math:`G` of size
:math:`k \times d`. A vertex is *simple* if exactly :math:`d` constraints are tight there; its
label set names them (bit :math:`i < d`: :math:`z_i = 0`; bit :math:`d + j`: :math:`G_j z = 1`).

**Proposal.** From :math:`z = 0` the vertices are explored breadth first, one level of the graph
at a time, by pivoting all dictionaries of a level together in floating point.

**Proof.** (1) Every proposed label set belongs to a simple vertex. With support :math:`S` and
tight rows :math:`J`, let :math:`M = G_{J S}`, :math:`R` an approximate inverse, and :math:`\hat z`
an approximate solution of :math:`M z = 1`. If :math:`\alpha = \|I - R M\|_\infty < 1`, then
:math:`M` is nonsingular and

.. math:: \|z - \hat z\|_\infty \le \|R\|_\infty \|1 - M \hat z\|_\infty / (1 - \alpha),

where each norm is computed in floating point and enlarged by a bound on its rounding errors. The
label set is accepted if this shows :math:`z_S > 0` and all other constraints to be slack,
strictly; what stays undecided is decided in rationals.
(2) At a simple vertex each choice of :math:`d - 1` of its labels defines one of its :math:`d`
edges, and the polytope is bounded, so that each edge has exactly two ends. If every such choice
occurs at exactly two accepted vertices, the accepted set is closed under taking neighbours. The
graph of a polytope is connected (Balinski), hence the set is everything, and the polytope is
simple.

Where a step fails the answer is None: the polytope may be degenerate, and the caller enumerates
it in integers.

References
----------
M. Balinski (1961), On the graph structure of convex polyhedra in n-space, Pacific J. Math. 11.
S. Rump (2010), Verification methods: rigorous results using floating-point arithmetic, Acta
Numerica 19, sec. 10 (the residual bound).
"""

from __future__ import annotations

import numpy as np

from bargain.errors import LimitReached

__all__ = ["exact_point", "simple_vertices"]

_UNIT = 2.0**-53
_BITS = 62
_TIE = 1e-11  # heuristic: below this a proposal is not pursued; nothing is concluded from it
_PIVOT = 1e-12
_MOST_EXACT = 500


def simple_vertices(constraints: np.ndarray, limit: int) -> np.ndarray | None:
    """Return the label sets of all vertices but zero, or None if the proof does not go through.

    Parameters
    ----------
    constraints : object array of positive int, shape (k, d)
    limit : int
        Largest number of vertices.

    Returns
    -------
    int64 array, sorted, or None

    Raises
    ------
    LimitReached
        If there are more vertices.

    Examples
    --------
    >>> square = np.array([[2, 1], [1, 2]], dtype=object)
    >>> [bin(v) for v in simple_vertices(square, 100)]
    ['0b110', '0b1001', '0b1100']
    """
    k, d = constraints.shape
    if k + d > _BITS:
        return None
    scale = 1 << max(int(g).bit_length() for g in constraints.flat)
    # int / int is correctly rounded: each entry has relative error at most _UNIT
    rounded = np.array([[int(g) / scale for g in row] for row in constraints])
    proposed = _explore(rounded, limit)
    if proposed is None or not _closed(proposed, d, k):
        return None
    masks = proposed[proposed != (1 << d) - 1]
    for mask in _undecided(rounded, masks):
        if not _is_simple_vertex(constraints, mask):
            return None
    return masks


def _explore(g: np.ndarray, limit: int) -> np.ndarray | None:
    """Propose the label sets of all vertices, zero included, by pivoting level by level."""
    k, d = g.shape
    table = np.empty((1, k, d + 1))
    table[0, :, :d], table[0, :, d] = g, 1.0
    basic = np.arange(d, d + k, dtype=np.int64)[None, :]
    nonbasic = np.arange(d, dtype=np.int64)[None, :]
    masks = np.array([(1 << d) - 1], dtype=np.int64)
    before = np.empty(0, dtype=np.int64)
    levels = [masks]
    total = 1
    while len(masks):
        columns = table[:, :, :d]
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = table[:, :, d:] / columns
        ratio[columns <= _PIVOT] = np.inf
        leaving = ratio.argmin(axis=1)
        into = np.take_along_axis(basic, leaving, axis=1)
        reached = (masks[:, None] ^ (1 << nonbasic)) | (1 << into)
        new, first = np.unique(reached, return_index=True)
        fresh = ~(np.isin(new, masks, assume_unique=True) | np.isin(new, before))
        before, masks = masks, new[fresh]
        total += len(masks)
        if total > limit:
            raise LimitReached(
                f"a best-reply polytope has more than {limit} vertices",
                where=f"dimension {d}",
                fix="raise max_vertices, or accept some equilibria without completeness",
            )
        if not len(masks):
            break
        source, column = np.divmod(first[fresh], d)
        row = leaving[source, column]
        table, basic, nonbasic = _pivoted(table, basic, nonbasic, source, row, column)
        if table[:, :, d].min() < _TIE:
            return None
        levels.append(masks)
    return np.concatenate(levels)


def _pivoted(
    table: np.ndarray,
    basic: np.ndarray,
    nonbasic: np.ndarray,
    source: np.ndarray,
    row: np.ndarray,
    column: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Exchange the basic variable of `row` with the nonbasic one of `column`, per dictionary."""
    each = np.arange(len(source))
    new = table[source]
    pivot = new[each, row, column]
    head = new[each, row] / pivot[:, None]
    side = new[each, :, column]
    new -= side[:, :, None] * head[:, None, :]
    new[each, row] = head
    new[each, :, column] = -side / pivot[:, None]
    new[each, row, column] = 1.0 / pivot
    basic, nonbasic = basic[source], nonbasic[source]
    basic[each, row], nonbasic[each, column] = nonbasic[each, column], basic[each, row]
    return new, basic, nonbasic


def _closed(masks: np.ndarray, d: int, k: int) -> bool:
    """Whether the label sets have d labels each, and every d - 1 of them occur exactly twice."""
    if len(np.unique(masks)) != len(masks) or (_popcount(masks) != d).any():
        return False
    bits = np.int64(1) << np.arange(d + k, dtype=np.int64)
    has = (masks[:, None] & bits) != 0
    ridges = (masks[:, None] ^ bits)[has]
    ridges.sort()
    if len(ridges) % 2:
        return False
    pairs = ridges.reshape(-1, 2)
    return bool((pairs[:, 0] == pairs[:, 1]).all() and (pairs[1:, 0] != pairs[:-1, 0]).all())


def _popcount(masks: np.ndarray) -> np.ndarray:
    bits = np.unpackbits(masks.astype("<i8").view(np.uint8).reshape(-1, 8), axis=1)
    return bits.sum(axis=1, dtype=np.int64)


def _undecided(g: np.ndarray, masks: np.ndarray) -> list[int]:
    """Return the label sets that the error bound does not prove to be simple vertices."""
    k, d = g.shape
    zero = (masks[:, None] >> np.arange(d) & 1).astype(bool)
    tight = (masks[:, None] >> np.arange(d, d + k) & 1).astype(bool)
    sizes = d - zero.sum(axis=1)
    proved = np.zeros(len(masks), dtype=bool)
    for size in range(1, min(d, k) + 1):
        where = np.flatnonzero(sizes == size)
        if len(where):
            proved[where] = _proved(g, ~zero[where], tight[where], size)
    return [int(v) for v in masks[~proved]]


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
    np.put_along_axis(full, s, point, axis=1)
    slack = 1.0 - full @ g.T
    bound = size * error + rounding * (1.0 + size * size_of_point)
    return good & ((slack > bound[:, None]) | tight).all(axis=1)


def exact_point(constraints: np.ndarray, mask: int) -> tuple[int, ...] | None:
    """Return the homogeneous integer point (z_1 .. z_d, scale) with these labels.

    Parameters
    ----------
    constraints : object array of int, shape (k, d)
    mask : int
        Label set with exactly d labels.

    Returns
    -------
    tuple of int, or None
        None if the labels do not define a point.

    Examples
    --------
    >>> exact_point(np.array([[2, 1], [1, 2]], dtype=object), 0b1100)
    (1, 1, 3)
    """
    import flint

    k, d = constraints.shape
    s = [i for i in range(d) if not mask >> i & 1]
    j = [r for r in range(k) if mask >> (d + r) & 1]
    matrix = flint.fmpz_mat([[int(constraints[r, i]) for i in s] for r in j])
    try:
        solution = matrix.solve(flint.fmpz_mat([[1]] * len(j)))
    except ZeroDivisionError:
        return None
    numerators, scale = solution.numer_denom()
    point = [0] * d
    for row, i in enumerate(s):
        point[i] = int(numerators[row, 0])
    return (*point, int(scale))


def _is_simple_vertex(constraints: np.ndarray, mask: int) -> bool:
    """Decide in integers whether the d labels are those of a simple vertex."""
    point = exact_point(constraints, mask)
    if point is None:
        return False
    k, d = constraints.shape
    values = constraints @ np.array(point[:-1], dtype=object)
    return all((z == 0) == bool(mask >> i & 1) and z >= 0 for i, z in enumerate(point[:-1])) and all(
        (v == point[-1]) == bool(mask >> (d + r) & 1) and v <= point[-1]
        for r, v in enumerate(values)
    )
