"""Payoffs of many games as integers, and which arithmetic is exact for which game."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from bargain.game.tables.payoff_entry import coprime_integers, exact_table
from bargain.solve.finite.batches.bordered_minors import magnitude_limit

__all__ = ["coprime", "groups", "integers", "shifted"]

_INT64 = 2**62
_FLOAT64 = 2**53


def integers(values: np.ndarray, name: str) -> np.ndarray:
    """Return strategically equal integers, as int64 where they fit, else Python integers.

    Multiplying all payoffs of a player by one positive number changes no equilibrium.
    """
    if values.dtype.kind == "i" or (values.dtype.kind == "u" and values.dtype.itemsize < 8):
        return values.astype(np.int64, copy=False)
    if values.dtype.kind == "f" and values.dtype.itemsize <= 8:
        return _float_integers(values.astype(np.float64))
    out = np.empty(values.shape, dtype=object)
    for k in range(len(values)):
        out[k] = coprime_integers(exact_table(values[k], 2, f"{name}[{k}]"))
    return out


def _float_integers(values: np.ndarray) -> np.ndarray:
    """Write every float as mantissa times a power of two; scale each game to integers."""
    fraction, exponent = np.frexp(values)
    mantissa = (fraction * 2.0**53).astype(np.int64)
    zeros = np.frexp((mantissa & -mantissa).astype(np.float64))[1] - 1  # trailing zero bits
    zeros[mantissa == 0] = 0
    mantissa >>= zeros
    power = exponent.astype(np.int64) - 53 + zeros
    power[mantissa == 0] = np.iinfo(np.int64).max
    least = power.min(axis=(1, 2), keepdims=True, initial=np.iinfo(np.int64).max)
    shift = np.where(mantissa == 0, 0, power - least)
    bits = np.frexp(np.abs(mantissa).astype(np.float64))[1] + shift
    if bits.max(initial=0) < 62:
        return mantissa << shift
    return np.left_shift(mantissa.astype(object), shift.astype(object))


def groups(tables: Sequence[np.ndarray], m: int, n: int) -> list[np.ndarray]:
    """Return the games of m x n tables for integers in float64, in int64, and in Python."""
    count = len(tables[0])
    if not count:
        return [np.arange(0)] * 3
    spread = np.zeros(count, dtype=np.int64)
    for table in tables:
        flat = table.reshape(count, m * n)
        low, high = flat.min(axis=1), flat.max(axis=1)
        if table.dtype == object or int(high.max(initial=0)) - int(low.min(initial=0)) >= _INT64:
            low, high = low.astype(object), high.astype(object)
        spread = np.maximum(spread, high - low)
    limits = [
        min(magnitude_limit(m, n, top), magnitude_limit(n, m, top)) for top in (_FLOAT64, _INT64)
    ]
    spread = np.minimum(spread, limits[1] + 1).astype(np.int64)
    return [
        np.flatnonzero(spread <= limits[0]),
        np.flatnonzero((spread > limits[0]) & (spread <= limits[1])),
        np.flatnonzero(spread > limits[1]),
    ]


def shifted(table: np.ndarray, axes: tuple[int, ...], dtype: npt.DTypeLike) -> np.ndarray:
    """Return the table as (mixing action, reply, game) with reply 0 shifted to payoff zero."""
    turned = np.transpose(table, axes)
    return np.ascontiguousarray(turned - turned[:, :1], dtype=dtype)


def coprime(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the points in lowest terms, and their sums; as int64 where all of them fit."""
    if len(points):
        points = points // np.gcd.reduce(points, axis=1)[:, None]
    total = points.sum(axis=1)
    if points.dtype == object and len(points) and max(map(int, total)) < 2**63:
        points, total = points.astype(np.int64), total.astype(np.int64)
    return points, total
