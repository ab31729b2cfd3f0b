"""Which border lies between two points, and points that test the borders of a cell.

The segment between two points of different answers is halved until it crosses one border alone.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from fractions import Fraction

from bargain.question.cells.cells import Cell, distance
from bargain.question.cells.cuts import Borders, Values

__all__ = ["crossed", "opposite_pairs", "trials"]

#: Halvings at most, and those that a single border stands before it is believed.
_HALVINGS, _SURE = 14, 4
#: Points that a learned cell has to stand before it is decided: inside it, and on each border.
_INSIDE, _ON_BORDER, _ATTEMPTS = 4, 2, 40
_STRETCHES = (Fraction(1), Fraction(1), Fraction(1, 2), Fraction(3, 4), Fraction(5, 4), Fraction(2))


def opposite_pairs(points: Mapping[Values, bool]) -> Iterator[tuple[Values, Values]]:
    """A point of either answer, the yes first; the closest pairs first.

    Examples
    --------
    >>> from fractions import Fraction
    >>> line = {(Fraction(k),): k > 2 for k in range(1, 5)}
    >>> [(int(yes), int(no)) for (yes,), (no,) in opposite_pairs(line)]
    [(3, 2), (4, 2), (3, 1), (4, 1)]
    """
    yes = [p for p, there in points.items() if there]
    no = [p for p, there in points.items() if not there]
    for _, a, b in sorted((distance(a, b), a, b) for a in yes for b in no):
        yield a, b


def crossed(
    borders: Borders,
    yes: Values,
    no: Values,
    among: Collection[int],
    answer: Callable[[Values], bool | None],
) -> tuple[list[int], Values, Values]:
    """The borders among which one is where the answer changes between two points.

    Parameters
    ----------
    borders : Borders
    yes, no : point
        Of different answers.
    among : collection of int
        Where there are any of these, they are all that is returned.
    answer : callable
        The answer at a point; None outside the region, or where it is not known.

    Returns
    -------
    list of int
        One if halving could single it out; none if the answer changes where no border is.
    yes, no : point
        How close halving came.

    Examples
    --------
    >>> import sympy as sp
    >>> from fractions import Fraction
    >>> x = sp.Symbol("x")
    >>> lines = Borders([x - 1, x - 3, x - 5], [x])
    >>> crossed(lines, (Fraction(0),), (Fraction(6),), (), lambda p: p[0] < 3)[0]
    [1]
    """
    left = borders.between(yes, no)
    for halved in range(_HALVINGS):
        if not left or (len(left) == 1 and halved >= _SURE):
            break
        middle = tuple((x + y) / 2 for x, y in zip(yes, no, strict=True))
        found = answer(middle)
        if found is None:
            break
        yes, no = (middle, no) if found else (yes, middle)
        left = borders.between(yes, no)
    known = [k for k in left if k in among]
    return known or left, yes, no


def trials(
    borders: Borders,
    cell: Cell,
    known: Sequence[Values],
    inside: Callable[[Values], bool],
    asked: Collection[Values],
) -> list[Values]:
    """Points of the region in a cell and on its borders, made of the points that are known.

    Parameters
    ----------
    borders : Borders
    cell : Cell
    known : sequence of point
    inside : callable
        Whether a point lies in the region.
    asked : collection of point
        Points that are left out.
    """
    generator = random.Random(str(cell.key))  # noqa: S311  # a fixed spread, not security
    found: list[Values] = []
    sides = dict.fromkeys(cell.allowed, 0)
    within = 0
    for _ in range(_ATTEMPTS):
        point = tuple(
            generator.choice(known)[k] * generator.choice(_STRETCHES)
            for k in range(len(borders.names))
        )
        named = dict(zip(borders.names, point, strict=True))
        options: list[tuple[int | None, Values]] = [(None, point)]
        for k in sides:
            if sides[k] < _ON_BORDER and (on := borders.moved(k, named)):
                options.append((k, tuple(on[n] for n in borders.names)))
        for side, values in options:
            new = values not in asked and values not in found
            if not new or not inside(values):
                continue
            if side is None and within < _INSIDE and borders.holds(cell, values):
                within += 1
                found.append(values)
            elif side is not None and borders.holds(cell, values, but=side):
                sides[side] += 1
                found.append(values)
    return found
