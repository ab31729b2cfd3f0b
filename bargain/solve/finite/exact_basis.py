r"""Points and labels of a basis of a best-reply polytope, in rational arithmetic.

For :math:`\{z \ge 0,\; G z \le 1\}` with :math:`G` of size :math:`k \times d`, a basis is a set of
:math:`d` labels: the support :math:`S` (actions without their label) and the tight rows :math:`J`
have the same size, and :math:`z_S = M^{-1} 1` with :math:`M = G_{J S}`. With the right-hand sides
:math:`1 + \varepsilon^{j}` the basic variables are

.. math::
    z_S = M^{-1}(1 + \varepsilon_J), \qquad
    s_l = 1 + \varepsilon^{l} - G_{l S} M^{-1} (1 + \varepsilon_J) \quad (l \notin J),

and the basis is feasible for infinitesimal :math:`\varepsilon > 0` exactly if in each of them the
first nonzero coefficient, in the order :math:`1, \varepsilon, \varepsilon^2, \dots`, is positive.
"""

from __future__ import annotations

import flint
import numpy as np

__all__ = ["exact_labels", "exact_point", "point_of_rows"]


def _parts(mask: int, k: int, d: int) -> tuple[list[int], list[int]]:
    support = [i for i in range(d) if not mask >> i & 1]
    tight = [r for r in range(k) if mask >> (d + r) & 1]
    return support, tight


def exact_point(constraints: np.ndarray, basis: int) -> tuple[int, ...] | None:
    """Return the homogeneous integer point (z_1 .. z_d, scale) of a basis.

    Parameters
    ----------
    constraints : object array of int, shape (k, d)
    basis : int
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
    return point_of_rows(constraints.tolist(), basis)


def point_of_rows(rows: list[list[int]], basis: int) -> tuple[int, ...] | None:
    """Return the same for constraints as lists, which are read faster for many bases."""
    d = len(rows[0])
    support, tight = _parts(basis, len(rows), d)
    if len(support) != len(tight) or not support:
        return None
    matrix = flint.fmpz_mat([[row[i] for i in support] for row in map(rows.__getitem__, tight)])
    try:
        solution = matrix.solve(flint.fmpz_mat([[1]] * len(tight)))
    except ZeroDivisionError:
        return None
    numerators, scale = solution.numer_denom()
    point = [0] * d
    for i, value in zip(support, numerators.entries(), strict=True):
        point[i] = int(value)
    return (*point, int(scale))


def exact_labels(constraints: np.ndarray, basis: int) -> int | None:
    """Return all labels of the vertex of a basis, or None if the basis is not feasible.

    Feasible means for the infinitesimally perturbed polytope of the module's definition.

    Parameters
    ----------
    constraints : object array of positive int, shape (k, d)
    basis : int
        Label set with exactly d labels.

    Examples
    --------
    >>> bin(exact_labels(np.array([[2, 1], [2, 1]], dtype=object), 0b1010))
    '0b1110'
    >>> exact_labels(np.array([[2, 1], [2, 1]], dtype=object), 0b0110) is None
    True
    """
    k, d = constraints.shape
    support, tight = _parts(basis, k, d)
    if len(support) != len(tight) or not support:
        return None
    matrix = flint.fmpq_mat([[flint.fmpq(int(constraints[r, i])) for i in support] for r in tight])
    try:
        inverse = matrix.inv()
    except ZeroDivisionError:
        return None
    size = len(support)
    rows = [[inverse[r, c] for c in range(size)] for r in range(size)]
    labels = basis
    for i, row in zip(support, rows, strict=True):
        sign = _first_sign([sum(row, flint.fmpq(0)), *row])
        if sign[1] <= 0:
            return None
        if sign[0] > 0:
            labels |= 1 << i
    for r in range(k):
        if r in tight:
            continue
        weights = [flint.fmpq(int(constraints[r, i])) for i in support]
        change = [
            -sum((w * row[c] for w, row in zip(weights, rows, strict=True)), flint.fmpq(0))
            for c in range(size)
        ]
        own = sum(1 for t in tight if t < r)
        perturbed = [*change[:own], flint.fmpq(1), *change[own:]]
        sign = _first_sign([1 + sum(change, flint.fmpq(0)), *perturbed])
        if sign[1] <= 0:
            return None
        if sign[0] > 0:
            labels |= 1 << (d + r)
    return labels


def _first_sign(coefficients: list[flint.fmpq]) -> tuple[int, int]:
    """Return (position, sign) of the first nonzero coefficient; sign 0 if there is none."""
    for k, value in enumerate(coefficients):
        if value != 0:
            return k, 1 if value > 0 else -1
    return 0, 0
