"""A grid cut into blocks: each is one task, one chunk of a store, and consecutive points.

Points are counted in C order. A block is whole along the last axes, a part of one axis, and a
single value of those before, so that it is both a rectangle of the grid and a run of consecutive
points, of at most the size asked for.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

__all__ = ["Blocks"]


@dataclass(frozen=True, slots=True)
class Blocks:
    """The blocks of a grid.

    Parameters
    ----------
    shape : tuple of int
        Of the grid.
    most : int
        Points in a block, at most.

    Examples
    --------
    >>> blocks = Blocks((3, 4), 8)
    >>> blocks.sides, len(blocks), [blocks.span(k) for k in range(len(blocks))]
    ((2, 4), 2, [(0, 8), (8, 12)])
    """

    shape: tuple[int, ...]
    most: int

    @property
    def sides(self) -> tuple[int, ...]:
        """The shape of a block; those at an end may be smaller."""
        sides: list[int] = []
        left = self.most
        for n in reversed(self.shape):
            side = min(n, max(1, left))
            sides.append(side)
            left = left // n if side == n else 0
        return tuple(reversed(sides))

    @property
    def counts(self) -> tuple[int, ...]:
        """The number of blocks along each axis."""
        return tuple(-(-n // side) for n, side in zip(self.shape, self.sides, strict=True))

    def __len__(self) -> int:
        return math.prod(self.counts)

    def slices(self, k: int) -> tuple[slice, ...]:
        """Where a block lies in the grid."""
        at = np.unravel_index(k, self.counts)
        return tuple(
            slice(int(i) * side, min((int(i) + 1) * side, n))
            for i, side, n in zip(at, self.sides, self.shape, strict=True)
        )

    def span(self, k: int) -> tuple[int, int]:
        """First and one past the last point of a block."""
        parts = self.slices(k)
        first = int(np.ravel_multi_index([p.start for p in parts], self.shape))
        return first, first + math.prod(self.extent(k))

    def extent(self, k: int) -> tuple[int, ...]:
        """The shape of one block."""
        return tuple(p.stop - p.start for p in self.slices(k))
