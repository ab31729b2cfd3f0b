r"""Games whose payoffs have a constant sum: the value and optimal strategies, by one programme.

With :math:`A` the row player's payoffs and :math:`c` the sum, the value is

.. math:: v = \max_{x} \min_j \sum_i x_i A_{ij} = \min_{y} \max_i \sum_j A_{ij} y_j

(von Neumann 1928). The programme and its dual are solved in rationals
(`bargain.solve.finite.exact_linear_program`); the equilibria are the pairs of optimal strategies.
There is only one if every unplayed action is worse than those that are played, and the played ones
have a nonsingular bordered matrix: then the optimal strategies solve one linear system each.
"""

from __future__ import annotations

from fractions import Fraction

import flint
import numpy as np

from bargain.solve.finite.exact_linear_program import maximise

__all__ = ["Mixed", "constant_sum", "optimal_strategies"]

Mixed = tuple[Fraction, ...]


def constant_sum(a: np.ndarray, b: np.ndarray) -> bool:
    """Whether the payoffs of every profile have the same sum."""
    total = a + b
    return bool((total == total.flat[0]).all())


def optimal_strategies(a: np.ndarray) -> tuple[Fraction, Mixed, Mixed, bool]:
    """The value, an optimal strategy of each player, and whether no other is optimal.

    Parameters
    ----------
    a : object array of Fraction, shape (m, n)
        The row player's payoffs.

    Examples
    --------
    >>> value, x, y, unique = optimal_strategies(np.array([[3, -1], [-2, 2]], dtype=object))
    >>> value, x, y, unique
    (Fraction(1, 2), (Fraction(1, 2), Fraction(1, 2)), (Fraction(3, 8), Fraction(5, 8)), True)
    """
    m, n = a.shape
    least = min(a.flat)
    shifted = a - least  # the value is at least 0, so that it is a variable like the others
    found = maximise(
        [0] * m + [1],
        at_most=[([*(-shifted[:, j]), 1], 0) for j in range(n)],
        equal=[([1] * m + [0], 1)],
    )
    assert found.value is not None  # a bounded programme with a feasible point
    x, y = found.x[:m], found.dual[:n]
    value = found.value + least
    return value, x, y, _unique(a, value, x, y)


def _unique(a: np.ndarray, value: Fraction, x: Mixed, y: Mixed) -> bool:
    rows, columns = [i for i, p in enumerate(x) if p], [j for j, q in enumerate(y) if q]
    to_y, to_x = a @ np.array(y, dtype=object), np.array(x, dtype=object) @ a
    tied = any(v == value for i, v in enumerate(to_y) if i not in rows)
    tied |= any(v == value for j, v in enumerate(to_x) if j not in columns)
    if tied or len(rows) != len(columns):
        return False
    one = [flint.fmpq(1)] * len(columns)
    bordered = [
        [*(flint.fmpq(int(a[i, j].numerator), int(a[i, j].denominator)) for j in columns),
         flint.fmpq(1)] for i in rows
    ]  # fmt: skip
    return bool(flint.fmpq_mat([*bordered, [*one, flint.fmpq(0)]]).det() != 0)
