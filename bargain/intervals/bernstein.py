r"""Signs of polynomials on boxes, exactly.

On a box a polynomial lies between the smallest and the largest of its Bernstein coefficients: with
:math:`p(t) = \sum_k a_k t^k` on :math:`[0, 1]`, :math:`b_j = \sum_{k \le j} \binom{j}{k} /
\binom{n}{k}\, a_k`, and the same in every variable. All arithmetic is rational.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from math import comb
from typing import Any, TypeAlias

import numpy as np
import sympy as sp
from numpy.typing import NDArray

__all__ = ["bounds_on", "coefficients", "sign_on", "tensor_of"]


#: Coefficients by power, as Fractions: one axis per variable.
Tensor: TypeAlias = NDArray[np.object_]


def coefficients(expression: sp.Expr, variables: Sequence[sp.Symbol]) -> Tensor:
    """The tensor of power-basis coefficients of a polynomial, as Fractions."""
    terms = sp.Poly(expression, *variables, domain="QQ").terms()
    names = [str(k) for k in range(len(variables))]
    return tensor_of([[str(value), powers] for powers, value in terms], names, names, {})


def tensor_of(
    poly: Sequence[Sequence[Any]],
    variables: Sequence[str],
    axes: Sequence[str],
    values: Mapping[str, Fraction],
) -> Tensor:
    """The tensor of a polynomial of a statement in some of its variables, the others fixed.

    Examples
    --------
    >>> poly = [["2", [1, 1]], ["-1", [0, 0]]]  # 2 s t - 1
    >>> [str(c) for c in tensor_of(poly, ["s", "t"], ["s"], {"t": Fraction(3)})]
    ['-1', '6']
    """
    where = [variables.index(name) for name in axes]
    shape = tuple(max([0, *(es[k] for _, es in poly)]) + 1 for k in where)
    tensor = np.full(shape, Fraction(0), dtype=object)
    for coefficient, exponents in poly:
        value = Fraction(coefficient)
        for k, power in enumerate(exponents):
            if power and k not in where:
                value *= values[variables[k]] ** power
        tensor[tuple(exponents[k] for k in where)] += value
    return tensor


@lru_cache(maxsize=64)
def _to_bernstein(n: int) -> Tensor:
    rows = [
        [Fraction(comb(j, k), comb(n, k)) if k <= j else Fraction(0) for k in range(n + 1)]
        for j in range(n + 1)
    ]
    return np.array(rows, dtype=object)


@lru_cache(maxsize=256)  # many polynomials are bounded on one box
def _on_interval(n: int, low: Fraction, high: Fraction) -> Tensor:
    """Bernstein coefficients of p(low + (high - low) t) from the coefficients of p."""
    width = high - low
    rows = [
        [comb(k, j) * low ** (k - j) * width**j if k >= j else Fraction(0) for k in range(n + 1)]
        for j in range(n + 1)
    ]
    return _to_bernstein(n) @ np.array(rows, dtype=object)


def sign_on(tensor: Tensor, box: Sequence[tuple[Fraction, Fraction]]) -> int:
    """+1 or -1 if the polynomial is positive or negative on the whole closed box, else 0.

    Parameters
    ----------
    tensor : ndarray of Fraction
        From `coefficients`.
    box : sequence of (low, high)
        One interval per axis.

    Returns
    -------
    int
        0 also where the bound is not sharp enough.

    Examples
    --------
    >>> x, y = sp.symbols("x y")
    >>> half, one = Fraction(1, 2), Fraction(1)
    >>> sign_on(coefficients(x - y**2, [x, y]), [(one, 2 * one), (0 * one, half)])
    1
    """
    low, high = bounds_on(tensor, box)
    return 1 if low > 0 else -1 if high < 0 else 0


def bounds_on(
    tensor: Tensor, box: Sequence[tuple[Fraction, Fraction]]
) -> tuple[Fraction, Fraction]:
    """The least and the largest Bernstein coefficient: bounds of the polynomial on the box."""
    values = tensor
    for axis, (low, high) in enumerate(box):
        if not (n := values.shape[axis] - 1):
            continue
        matrix = _on_interval(n, low, high)
        values = np.moveaxis(np.tensordot(matrix, values, axes=(1, axis)), 0, axis)
    flat = values.ravel()
    return min(flat), max(flat)
