"""Faces of a box: on each, every variable is free, or at its lower or its upper end.

A box in n variables has 3**n of them, itself (all free) and its corners among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

__all__ = ["FREE", "LOWER", "UPPER", "faces"]

FREE, LOWER, UPPER = None, 0, 1
"""What a variable does on a face; the ends are positions in the pair of its bounds."""


def faces(count: int, *, corners_first: bool = False) -> Iterator[tuple[int | None, ...]]:
    """Every face of a box in so many variables; the box itself comes first, or last.

    Examples
    --------
    >>> list(faces(1)), list(faces(1, corners_first=True))
    ([(None,), (0,), (1,)], [(0,), (1,), (None,)])
    """
    sides = (LOWER, UPPER, FREE) if corners_first else (FREE, LOWER, UPPER)
    return product(sides, repeat=count)
