"""Profiles of supports, and which of them can be those of an equilibrium.

An action that is played is a best reply, so no action that is played may be dominated against the
supports of the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from math import gcd, lcm
from typing import TypeAlias

import flint
import numpy as np

__all__ = ["Supports", "WholeTables", "surviving_supports"]

Weight: TypeAlias = int | flint.fmpz | flint.fmpq | flint.arb | flint.fmpz_poly
Supports = tuple[tuple[int, ...], ...]


class WholeTables:
    """The payoffs of a game in whole numbers, by profile.

    Parameters
    ----------
    tables : sequence of object arrays of Fraction or int
        One per player, one axis per player.
    """

    def __init__(self, tables: Sequence[np.ndarray]) -> None:
        self.shape = tables[0].shape
        self.tables = [_whole(table) for table in tables]
        profiles = list(product(*map(range, self.shape)))
        self.payoffs = [dict(zip(profiles, t.flat, strict=True)) for t in self.tables]

    def gain(self, player: int, to: int, instead: int, at: list[int]) -> int:
        """What a player has more with one action than with another (`at` is left as it was)."""
        table, before = self.payoffs[player], at[player]
        at[player] = to
        here = table[tuple(at)]
        at[player] = instead
        there = table[tuple(at)]
        at[player] = before
        return here - there

    def mean_gain(
        self, supports: Supports, player: int, to: int, weights: Mapping[int, Sequence[Weight]]
    ) -> Weight:
        """What a player has more with an action than with one of its support, on average.

        Times a positive factor: the weights of the others on their supports need not add up to one.
        """
        at = [s[0] for s in supports]
        instead = at[player]

        def total(rest: Sequence[int]) -> Weight:
            if not rest:
                return self.gain(player, to, instead, at)
            i, *more = rest
            value: Weight = 0
            for k, w in zip(supports[i], weights[i], strict=True):
                at[i] = k
                value = value + w * total(more)
            return value

        return total([i for i in weights if i != player])


def _whole(table: np.ndarray) -> np.ndarray:
    """The table from its least entry on, in coprime whole numbers."""
    below = lcm(*(v.denominator for v in table.flat))
    numbers = [int(v * below) for v in table.flat]
    least = min(numbers)
    divisor = gcd(*(v - least for v in numbers)) or 1
    out = np.empty(table.shape, dtype=object)
    out.flat[:] = [(v - least) // divisor for v in numbers]
    return out


def surviving_supports(tables: Sequence[np.ndarray]) -> list[Supports]:
    """The profiles of supports in which no action that is played is dominated.

    Against the supports of the others, by one action: never better and at times worse than another
    action, played or not. With all of these actions played it is then worse.

    Examples
    --------
    Of a prisoners' dilemma one profile is left:

    >>> surviving_supports([np.array([[3, 0], [5, 1]]), np.array([[3, 5], [0, 1]])])
    [((1,), (1,))]
    """
    shape = tables[0].shape
    players = range(len(shape))
    alive = np.ones([2**k - 1 for k in shape], dtype=bool)
    for own in players:
        turned = np.moveaxis(tables[own], own, 0)
        never_less = (turned[:, None] >= turned[None]).astype(bool)
        at_times_more = (turned[:, None] > turned[None]).astype(bool)
        for axis in range(2, len(shape) + 1):
            never_less = _over_subsets(never_less, axis, np.logical_and)
            at_times_more = _over_subsets(at_times_more, axis, np.logical_or)
        dominated = (never_less & at_times_more).any(axis=0)
        alive &= ~np.moveaxis(_over_subsets(dominated, 0, np.logical_or), 0, own)
    subsets = [
        [tuple(a for a in range(k) if mask >> a & 1) for mask in range(1, 2**k)] for k in shape
    ]
    return [
        tuple(own[m] for own, m in zip(subsets, at, strict=True))
        for at in np.argwhere(alive).tolist()
    ]


def _over_subsets(values: np.ndarray, axis: int, join: np.ufunc) -> np.ndarray:
    """Values at single actions joined over every set of them, in the order of bit masks."""
    moved = np.moveaxis(values, axis, 0)
    joined = [moved[0]]
    for action in range(1, len(moved)):
        joined += [moved[action], *(join(moved[action], before) for before in joined)]
    return np.moveaxis(np.array(joined), 0, axis)
