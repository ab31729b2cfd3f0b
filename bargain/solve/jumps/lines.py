"""Straight lines across a box of two actions: points where they meet, edges and cells between."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import sympy as sp

from bargain.exact import to_fraction

__all__ = ["Arrangement", "Line", "Spot", "line_of"]

Spot = tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True)
class Line:
    """Where ``a x + b y + c = 0``, scaled so that the first of a, b that is not 0 is 1."""

    a: Fraction
    b: Fraction
    c: Fraction

    def at(self, spot: Sequence[Fraction]) -> Fraction:
        """The value at a point: 0 on the line."""
        return self.a * spot[0] + self.b * spot[1] + self.c

    def other(self, which: int, value: Fraction) -> Fraction | None:
        """The action of player `which` on the line where the other one's is `value`."""
        mine, theirs = (self.a, self.b) if which == 0 else (self.b, self.a)
        return -(theirs * value + self.c) / mine if mine else None


def line_of(quantity: sp.Expr, variables: Sequence[sp.Symbol]) -> Line | None:
    """The line where an expression vanishes, if it is rational of degree 1."""
    poly = quantity.as_poly(*variables)
    if poly is None or poly.total_degree() != 1 or not (poly.domain.is_ZZ or poly.domain.is_QQ):
        return None
    a, b, c = (to_fraction(poly.coeff_monomial(m)) for m in (*variables, 1))
    return Line(Fraction(1), b / a, c / a) if a else Line(a, Fraction(1), c / b)


class Arrangement:
    """The points, edges and cells into which lines cut a box.

    Examples
    --------
    >>> box = [(Fraction(0), Fraction(1))] * 2
    >>> cut = Arrangement(box, [Line(Fraction(1), Fraction(-1), Fraction(0))])  # x = y
    >>> len(cut.points), len(list(cut.edges())), len(list(cut.cells()))
    (4, 5, 2)
    """

    def __init__(self, box: Sequence[tuple[Fraction, Fraction]], lines: Iterable[Line]) -> None:
        one, nought = Fraction(1), Fraction(0)
        self.box = list(box)
        ends = [Line(one, nought, -e) for e in box[0]] + [Line(nought, one, -e) for e in box[1]]
        self.lines = list(dict.fromkeys([*ends, *lines]))
        met = (_meeting(p, q) for p, q in itertools.combinations(self.lines, 2))
        self.points = sorted({p for p in met if p is not None and self.inside(p)})

    def inside(self, spot: Sequence[Fraction]) -> bool:
        """Whether a point is in the box."""
        return all(low <= s <= high for s, (low, high) in zip(spot, self.box, strict=True))

    def edges(self) -> Iterator[tuple[Line, Spot, Spot]]:
        """Neighbouring points of a line, in the box."""
        for line in self.lines:
            on = [p for p in self.points if line.at(p) == 0]
            for one, two in itertools.pairwise(on):
                yield line, one, two

    def cells(self) -> Iterator[Spot]:
        """A point inside each cell."""
        seen = set()
        for left, right in itertools.pairwise(sorted({p[0] for p in self.points})):
            x = (left + right) / 2
            heights = {line.other(1, x) for line in self.lines}
            low, high = self.box[1]
            cuts = sorted(h for h in heights if h is not None and low <= h <= high)
            for under, above in itertools.pairwise(cuts):
                spot = (x, (under + above) / 2)
                side = tuple(line.at(spot) > 0 for line in self.lines)
                if side not in seen:
                    seen.add(side)
                    yield spot

    def sides(self, spot: Spot) -> Iterator[Line]:
        """Lines, turned so that each is positive in the cell of a point."""
        for line in self.lines:
            if line.at(spot) > 0:
                yield line
            else:
                yield Line(-line.a, -line.b, -line.c)

    def around(self, spot: Spot) -> Iterator[Spot]:
        """The corners of the cell of a point."""
        for point in self.points:
            if all(line.at(point) * line.at(spot) >= 0 for line in self.lines):
                yield point


def _meeting(one: Line, two: Line) -> Spot | None:
    det = one.a * two.b - two.a * one.b
    if det == 0:
        return None
    x, y = (one.b * two.c - two.b * one.c) / det, (two.a * one.c - one.a * two.c) / det
    return (x, y)
