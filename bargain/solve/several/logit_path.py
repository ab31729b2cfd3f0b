r"""The logit path: from the uniform profile towards a Nash equilibrium.

A logit equilibrium with precision :math:`\lambda` satisfies, for every player :math:`i` and
action :math:`a`,

.. math:: \log p_i(a) - \log p_i(0) = \lambda \bigl(u_i(a, p_{-i}) - u_i(0, p_{-i})\bigr).

For almost all games the branch that starts at the uniform profile (:math:`\lambda = 0`) leads to
a Nash equilibrium as :math:`\lambda \to \infty`. It is followed by pseudo-arclength continuation
in :math:`(\log p, \lambda)`, so that it may turn back on the way. The end is a float proposal:
its regret is for the caller to evaluate.

References
----------
R. McKelvey, T. Palfrey (1995), Quantal response equilibria for normal form games, Games and
Economic Behavior 10, 6-38.
T. Turocy (2005), A dynamic homotopy interpretation of the logistic quantal response equilibrium
correspondence, Games and Economic Behavior 51, 243-263.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

__all__ = ["against", "logit_branch", "logit_path"]

_MOST_STEPS = 1500
_PRECISION = 1e5
_ACCURATE = 1e-9
_LARGEST_STEP = 1e4


def against(table: np.ndarray, mixed: Sequence[np.ndarray], keep: Sequence[int]) -> np.ndarray:
    """Average the table over the mixed actions of all players but those in `keep`.

    Examples
    --------
    >>> half = np.array([0.5, 0.5])
    >>> against(np.array([[1.0, 3.0], [0.0, 0.0]]), [half, half], (0,)).tolist()
    [2.0, 0.0]
    """
    for axis in reversed(range(len(mixed))):
        if axis not in keep:
            table = np.tensordot(table, mixed[axis], axes=([axis], [0]))
    return table


def _system(
    tables: Sequence[np.ndarray], logs: np.ndarray, precision: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return the residual, and its Jacobian with respect to (log p, precision)."""
    sizes = [t.shape[i] for i, t in enumerate(tables)]
    ends = np.cumsum(sizes)
    p = np.split(np.exp(logs), ends[:-1])
    residual = np.empty(ends[-1])
    jacobian = np.zeros((ends[-1], ends[-1] + 1))
    for i, (size, end) in enumerate(zip(sizes, ends, strict=True)):
        first = end - size
        value = against(tables[i], p, (i,))
        own = logs[first:end]
        residual[first] = p[i].sum() - 1
        jacobian[first, first:end] = p[i]
        rest = slice(first + 1, end)
        residual[rest] = own[1:] - own[0] - precision * (value[1:] - value[0])
        jacobian[rest, -1] = value[0] - value[1:]
        for j, (other, stop) in enumerate(zip(sizes, ends, strict=True)):
            if j == i:
                continue
            pair = against(tables[i], p, (i, j))
            pair = pair if i < j else pair.T
            jacobian[rest, stop - other : stop] = -precision * (pair[1:] - pair[:1]) * p[j]
        jacobian[rest, first + 1 : end] += np.eye(size - 1)
        jacobian[rest, first] -= 1
    return residual, jacobian


def _tangent(jacobian: np.ndarray, before: np.ndarray) -> np.ndarray:
    """Return the unit vector in the kernel that continues in the direction `before`."""
    bordered = np.vstack([jacobian, before])
    right = np.zeros(len(before))
    right[-1] = 1.0
    tangent = np.linalg.lstsq(bordered, right, rcond=None)[0]
    return tangent / np.linalg.norm(tangent)


def _corrected(
    tables: Sequence[np.ndarray], point: np.ndarray, tangent: np.ndarray
) -> np.ndarray | None:
    """Return the point of the path nearest to a prediction, orthogonally to the tangent."""
    for _ in range(6):
        if point[:-1].max() > 1.0:
            return None
        residual, jacobian = _system(tables, point[:-1], point[-1])
        if np.abs(residual).max() < _ACCURATE * (1 + abs(point[-1])):
            return point
        bordered = np.vstack([jacobian, tangent])
        point = point - np.linalg.lstsq(bordered, np.append(residual, 0.0), rcond=None)[0]
    return None


def logit_branch(tables: Sequence[np.ndarray]) -> Iterator[tuple[float, list[np.ndarray]]]:
    """Yield (precision, mixed actions) along the branch from the uniform profile, in floats.

    Parameters
    ----------
    tables : sequence of float arrays
        Payoffs per player, one axis per player, of the order of one.
    """
    sizes = [t.shape[i] for i, t in enumerate(tables)]
    logs = np.concatenate([np.full(k, -np.log(k)) for k in sizes])
    point = np.append(logs, 0.0)
    tangent = np.zeros(len(point))
    tangent[-1] = 1.0
    step = 0.05

    def mixed() -> list[np.ndarray]:
        weights = np.split(np.exp(point[:-1]), np.cumsum(sizes)[:-1])
        return [w / w.sum() for w in weights]

    yield 0.0, mixed()
    for _ in range(_MOST_STEPS):
        if point[-1] >= _PRECISION:
            return
        tangent = _tangent(_system(tables, point[:-1], point[-1])[1], tangent)
        new = _corrected(tables, point + step * tangent, tangent)
        if new is None:
            step /= 2
            if step < 1e-8:
                return
            continue
        point = new
        yield float(point[-1]), mixed()
        step = min(step * 1.3, _LARGEST_STEP)


def logit_path(tables: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Return the mixed actions at the end of the logit path, in floats.

    Parameters
    ----------
    tables : sequence of float arrays
        As for `logit_branch`.

    Examples
    --------
    >>> prisoners = [np.array([[0.6, 0.0], [1.0, 0.2]]), np.array([[0.6, 1.0], [0.0, 0.2]])]
    >>> [round(float(p[1]), 6) for p in logit_path(prisoners)]
    [1.0, 1.0]
    """
    *_, (_, end) = logit_branch(tables)
    return end
