"""Least averages over boxes of mixed actions, and boxes without a solution."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog

from bargain.solve.several.indifference_system import least_average, slopes_in
from bargain.solve.several.logit_path import against


@pytest.mark.parametrize("k", [1, 2, 3, 5])
def test_the_least_average_is_the_linear_programme(k):
    rng = np.random.default_rng(k)
    values = rng.integers(-5, 6, (8, 4, k)).astype(float)
    inside = rng.dirichlet(np.ones(k), 8)
    low = inside * rng.random((8, k))
    high = inside + (1 - inside) * rng.random((8, k))
    found = least_average(values, low, high)
    assert found.shape == (8, 4)
    for b in range(8):
        bounds = list(zip(low[b], high[b], strict=True))
        for row, least in zip(values[b], found[b], strict=True):
            answer = linprog(row, A_eq=[[1] * k], b_eq=[1], bounds=bounds)
            assert least == pytest.approx(answer.fun, abs=1e-12)


def test_boxes_are_excluded_together_as_alone_and_never_with_a_solution():
    """Tables with a planted solution q: the first box holds it, the others are somewhere."""
    rng = np.random.default_rng(5)
    supports = ((0, 1), (0, 2), (0, 1, 2))
    excluded = 0
    for _ in range(20):
        q = [np.zeros(2), np.zeros(3), np.zeros(3)]
        for share, s in zip(q, supports, strict=True):
            share[list(s)] = rng.dirichlet(np.ones(len(s)) * 3)
        tables = list(rng.random((3, 2, 3, 3)))
        for i, table in enumerate(tables):
            value = against(table, q, (i,))
            table[...] -= value.reshape([-1 if k == i else 1 for k in range(3)])
            assert against(table, q, (i,)) == pytest.approx(np.zeros(len(value)))
        lows, highs = [], []
        for share, s in zip(q, supports, strict=True):
            middle = rng.dirichlet(np.ones(len(s)), 6)
            middle[0] = share[list(s)]
            width = 0.1 * rng.random((2, 6, 1))
            for side, edge in (
                (lows, np.maximum(middle - width[0], 1e-4)),
                (highs, middle + width[1]),
            ):
                full = np.zeros((6, len(share)))
                full[:, s] = edge
                side.append(full)
        together = slopes_in(tables, supports, lows, highs).without_solution()
        for b in range(6):
            alone = [[v[b : b + 1] for v in side] for side in (lows, highs)]
            assert slopes_in(tables, supports, *alone).without_solution().tolist() == [together[b]]
        assert not together[0]
        excluded += int(together.sum())
    assert excluded > 50
