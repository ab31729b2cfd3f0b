"""Interval arithmetic in floating point on many boxes at once.

A box is given by the arrays of its lower and upper ends, one row per variable and one column per
box. Every operation of a tape (`bargain.intervals.expression_tape`) is evaluated on all boxes
together and rounded outward by a relative ``2**-51``, so an enclosure holds the true range up to
the rounding of the elementary functions. Where an operation is undefined on a box (a division by an
interval that holds 0, a logarithm of a non-positive number) the result is NaN there, and NaN passes
no test. This arithmetic *proposes*: whatever rests on it is re-made by the checker in integers.

References
----------
R. E. Moore, R. B. Kearfott and M. J. Cloud (2009), *Introduction to Interval Analysis*, SIAM.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Enclosures",
    "Floats",
    "Interval",
    "Node",
    "enclose",
    "evaluate",
    "needed_nodes",
    "round_down",
    "round_up",
]

Floats = NDArray[np.float64]
Node = tuple[str | int, ...]
Interval = tuple[Floats, Floats]

_OUTWARD = 2.0**-51
_BINARY = frozenset("+-*/")


def round_down(value: Fraction) -> float:
    """Return the largest float not above a rational number."""
    try:
        near = float(value)
    except OverflowError:
        return sys.float_info.max if value > 0 else -np.inf
    return near if Fraction(near) <= value else float(np.nextafter(near, -np.inf))


def round_up(value: Fraction) -> float:
    """Return the smallest float not below a rational number."""
    try:
        near = float(value)
    except OverflowError:
        return np.inf if value > 0 else -sys.float_info.max
    return near if Fraction(near) >= value else float(np.nextafter(near, np.inf))


def enclose(box: Iterable[tuple[Fraction, Fraction]]) -> tuple[Floats, Floats]:
    """Return the float box around one rational box, as two columns."""
    pairs = list(box)
    low = np.array([[round_down(a)] for a, _ in pairs]).reshape(len(pairs), 1)
    high = np.array([[round_up(b)] for _, b in pairs]).reshape(len(pairs), 1)
    return low, high


def needed_nodes(nodes: Sequence[Node], wanted: Iterable[int]) -> list[int]:
    """Return the nodes that the wanted ones are made of, in order."""
    seen: set[int] = set()
    stack = list(wanted)
    while stack:
        k = stack.pop()
        if k in seen:
            continue
        seen.add(k)
        node = nodes[k]
        if node[0] not in ("v", "c"):
            stack.append(int(node[1]))
            if node[0] in _BINARY:
                stack.append(int(node[2]))
    return sorted(seen)


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosures:
    """Values (and, if asked for, gradients) of tape nodes on many boxes.

    Parameters
    ----------
    value : dict of int to Interval
        Node to its enclosure, one entry per box.
    gradient : dict of int to Interval
        Node to the enclosure of its gradient, arrays of shape (variables, boxes).
    """

    value: dict[int, Interval]
    gradient: dict[int, Interval]


def evaluate(
    nodes: Sequence[Node],
    order: Sequence[int],
    low: Floats,
    high: Floats,
    *,
    gradient: bool = False,
) -> Enclosures:
    """Return the natural interval extension of tape nodes, on many boxes.

    Parameters
    ----------
    nodes : sequence of Node
        The tape.
    order : sequence of int
        The nodes to evaluate, each after what it is made of (`needed_nodes`).
    low, high : ndarray of shape (variables, boxes)
        The boxes.
    gradient : bool, default False
        Whether to propagate gradients too.

    Returns
    -------
    Enclosures

    Examples
    --------
    >>> nodes = [("v", 0), ("v", 1), ("*", 0, 1)]
    >>> box = np.array([[1.0], [2.0]]), np.array([[2.0], [4.0]])
    >>> [float(np.round(end[0], 9)) for end in evaluate(nodes, [0, 1, 2], *box).value[2]]
    [2.0, 8.0]
    """
    count, boxes = low.shape
    zero = (np.zeros((count, boxes)), np.zeros((count, boxes)))
    value: dict[int, Interval] = {}
    slope: dict[int, Interval] = {}
    with np.errstate(all="ignore"):
        for k in order:
            node = nodes[k]
            operation = node[0]
            if operation == "v":
                j = int(node[1])
                value[k] = (low[j], high[j])
                if gradient:
                    unit = np.zeros((count, boxes))
                    unit[j] = 1.0
                    slope[k] = (unit, unit)
            elif operation == "c":
                number = Fraction(node[1])
                value[k] = (np.full(boxes, round_down(number)), np.full(boxes, round_up(number)))
                slope[k] = zero
            elif operation in _BINARY:
                i, j = int(node[1]), int(node[2])
                value[k] = _binary(str(operation), value[i], value[j], same=i == j)
                if gradient:
                    slope[k] = _binary_slope(
                        str(operation), value[i], value[j], value[k], (slope[i], slope[j])
                    )
            else:
                i = int(node[1])
                power = int(node[2]) if operation == "^" else 0
                value[k], derivative = _unary(str(operation), value[i], power, gradient)
                if gradient:
                    slope[k] = _product(derivative, slope[i])
    return Enclosures(value=value, gradient=slope if gradient else {})


def _outward(low: Floats, high: Floats) -> Interval:
    return low - np.abs(low) * _OUTWARD, high + np.abs(high) * _OUTWARD


def _product(a: Interval, b: Interval) -> Interval:
    corners = (a[0] * b[0], a[0] * b[1], a[1] * b[0], a[1] * b[1])
    low = np.minimum(np.minimum(corners[0], corners[1]), np.minimum(corners[2], corners[3]))
    high = np.maximum(np.maximum(corners[0], corners[1]), np.maximum(corners[2], corners[3]))
    return _outward(low, high)


def _inverse(a: Interval) -> Interval:
    bad = (a[0] <= 0) & (a[1] >= 0)
    low, high = _outward(1 / a[1], 1 / a[0])
    return np.where(bad, np.nan, low), np.where(bad, np.nan, high)


def _power(a: Interval, n: int) -> Interval:
    if n == 0:
        one = np.ones_like(a[0])
        return one, one
    low, high = a[0] ** n, a[1] ** n
    if n % 2 == 0:
        low, high = np.minimum(low, high), np.maximum(low, high)
        low = np.where((a[0] < 0) & (a[1] > 0), 0.0, low)
    slack = _OUTWARD * n
    return low - np.abs(low) * slack, high + np.abs(high) * slack


def _binary(operation: str, a: Interval, b: Interval, *, same: bool) -> Interval:
    if operation == "+":
        return _outward(a[0] + b[0], a[1] + b[1])
    if operation == "-":
        return _outward(a[0] - b[1], a[1] - b[0])
    if operation == "*":
        return _power(a, 2) if same else _product(a, b)
    return _product(a, _inverse(b))


def _binary_slope(
    operation: str, a: Interval, b: Interval, value: Interval, slopes: tuple[Interval, Interval]
) -> Interval:
    da, db = slopes
    if operation == "+":
        return _outward(da[0] + db[0], da[1] + db[1])
    if operation == "-":
        return _outward(da[0] - db[1], da[1] - db[0])
    if operation == "*":
        left, right = _product(da, b), _product(a, db)
        return _outward(left[0] + right[0], left[1] + right[1])
    moved = _product(value, db)
    return _product(_outward(da[0] - moved[1], da[1] - moved[0]), _inverse(b))


def _wave(a: Interval, top: float) -> Interval:
    """The range of a wave of period 2 pi with value 1 at `top` turns, -1 half a turn later.

    A crest or trough within the rounding of the number of turns counts as inside.
    """
    shift = 2 * np.pi * top
    slack = 2.0**-48 * (1 + np.maximum(np.abs(a[0]), np.abs(a[1])))
    first, last = (a[0] - slack - shift) / (2 * np.pi), (a[1] + slack - shift) / (2 * np.pi)
    ends = np.cos(a[0] - shift), np.cos(a[1] - shift)
    low = np.where(np.floor(last - 0.5) >= np.ceil(first - 0.5), -1.0, np.minimum(*ends) - slack)
    high = np.where(np.floor(last) >= np.ceil(first), 1.0, np.maximum(*ends) + slack)
    return np.maximum(low, -1.0), np.minimum(high, 1.0)


def _unary(operation: str, a: Interval, power: int, gradient: bool) -> tuple[Interval, Interval]:
    """Return the value of a one-argument operation and the enclosure of its derivative."""
    if operation == "^":
        value = _power(a, power)
        if not gradient:
            return value, value
        below = _power(a, power - 1)
        return value, _outward(power * below[0], power * below[1])
    if operation == "exp":
        value = _outward(np.exp(a[0]), np.exp(a[1]))
        return value, value
    if operation == "log":
        low, high = np.log(a[0]), np.log(a[1])
        bad = a[0] <= 0
        slack = _OUTWARD * (1 + np.abs(low)), _OUTWARD * (1 + np.abs(high))
        value = (np.where(bad, np.nan, low - slack[0]), np.where(bad, np.nan, high + slack[1]))
        return value, _inverse(a) if gradient else value
    if operation in ("sin", "cos"):
        if operation == "sin":
            return _wave(a, 0.25), _wave(a, 0.0) if gradient else a
        slope = _wave(a, 0.25)
        return _wave(a, 0.0), (-slope[1], -slope[0])
    low, high = _outward(np.sqrt(a[0]), np.sqrt(a[1]))
    bad = a[0] < 0
    value = np.where(bad, np.nan, low), np.where(bad, np.nan, high)
    return value, _inverse((2 * value[0], 2 * value[1])) if gradient else value
