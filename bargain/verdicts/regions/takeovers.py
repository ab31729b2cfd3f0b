"""Where one agreement takes over from another: cuts of a cell into parts that one agreement serves.

An agreement that serves a whole cell is seldom one formula: where a limit begins to bind, another
one takes over. Agreements that are worth a try are looked at in floats at points of the cell, and
the cell is cut along borders until each part has one that serves all its points. Nothing rests on
it: each part is proved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import count, islice, product

from bargain.budget import passed
from bargain.check.certificate import Data
from bargain.exist.equations import Existence
from bargain.exist.proposers import Search, candidates
from bargain.exist.region_splits import boundaries
from bargain.exist.screening import Screen, outward, sample_region
from bargain.exist.triangular import Definitions
from bargain.question.cells.cells import Cell, halves
from bargain.question.cells.cuts import Borders, Values
from bargain.refute.ring import Hypothesis
from bargain.verdicts.regions.borders import in_parameters

__all__ = ["Takeovers", "parts_served", "stable_parts"]

_SAMPLES, _EDGES, _FIRST, _MORE, _LOOKED = 30, 20, 40, 120, 150
_FACTORS = (Fraction(1), Fraction(1, 2), Fraction(3, 4), Fraction(9, 8), Fraction(3, 2))
#: Cuts after one another, borders tried for each, and ways to cut of which the shortest is taken.
_DEPTH, _WAYS, _COMPARED = 3, 6, 40

#: The points that one agreement serves, by number.
Served = frozenset[int]
Numbers = Mapping[str, Fraction]


class Takeovers:
    """Agreements that are worth a try, and the points of a cell that each serves.

    Parameters
    ----------
    statement : mapping
        With claim ``always``, about the cell.
    known : sequence of mapping of str to Fraction
        Points of the cell that are looked at beside others.
    mark : float
        On the meter of `bargain.budget`.
    """

    def __init__(self, statement: Data, known: Sequence[Numbers], *, mark: float) -> None:
        self.existence = Existence.read(statement)
        self.ring, self.mark = self.existence.ring, mark
        self.points = [self._read(point) for point in known]
        first = sample_region(self.existence, _SAMPLES)
        more = [*first, *outward(self.existence, first, _EDGES)]
        self.points += [p for p in more if p not in self.points]
        self.points += [p for p in self._mixed() if p not in self.points]
        self.screen = Screen(self.existence, self.points)
        self.seen: list[Definitions] = []
        self._source = islice(candidates(Search(self.existence)), _LOOKED)
        self._used: dict[int, set[int]] = {}  # points by number of the agreement
        self._looked = 0  # points that were looked at

    def _read(self, point: Numbers) -> dict[int, Fraction]:
        return {self.ring.index[n]: v for n, v in point.items()}

    def _mixed(self) -> list[dict[int, Fraction]]:
        """Points of the cell with coordinates near those of several points."""
        if not self.points:
            return []
        among = {
            p: sorted({point[p] * factor for point in self.points for factor in _FACTORS})
            for p in self.existence.parameters
        }
        return sample_region(self.existence, _MORE, among)

    def named(self) -> list[Numbers]:
        """The points, by the names of the parameters."""
        return [{self.ring.names[p]: v for p, v in point.items()} for point in self.points]

    def add(self, point: Numbers) -> None:
        """Look at one more point."""
        self.points.append(self._read(point))

    def borders(self, agreement: int, among: Borders) -> list[int]:
        """Where an agreement stops to be one, as numbers of borders."""
        number = {p: k for k, p in enumerate(among.polynomials)}
        symbols = {p.name: p for p in among.parameters}
        ends = boundaries(self.existence, self.seen[agreement])
        found = (in_parameters(self.ring, p, symbols) for p in ends)
        return [number[e] for e in found if e in number]

    def served(self) -> dict[int, Served]:
        """What agreements serve, each a point that those before do not.

        Some points come first: what serves these serves most of the others too.
        """
        while self._looked < len(self.points):
            end = max(_FIRST, self._looked) if not self._looked else len(self.points)
            places = range(self._looked, min(end, len(self.points)))
            self._looked = places.stop
            for number, own in self._used.items():
                own.update(self._at(number, places))
            left = set(places).difference(*self._used.values())
            for number in count():
                if passed(self.mark) or not left or not self._known(number):
                    break
                if number not in self._used and (own := self._at(number, left)):
                    self._used[number] = own | self._at(number, set(range(places.stop)) - left)
                    left -= own
        return {number: frozenset(own) for number, own in self._used.items()}

    def _known(self, number: int) -> bool:
        """Whether there are so many agreements."""
        while len(self.seen) <= number:
            new = next(self._source, None)
            if new is None:
                return False
            self.seen.append(new)
        return True

    def _at(self, number: int, some: Iterable[int]) -> set[int]:
        return {n for n in some if self.screen.serves(self.seen[number], self.points[n])}


def parts_served(
    cell: Cell, borders: Borders, points: Sequence[Values], served: Mapping[int, Served]
) -> list[tuple[Cell, int]]:
    """Parts of a cell with the agreement that serves all points there; none if cuts give none.

    Parameters
    ----------
    cell : Cell
    borders : Borders
    points : sequence of point
        In the cell.
    served : mapping of int to frozenset of int
        The points that an agreement serves, by number.

    Examples
    --------
    >>> import sympy as sp
    >>> x = sp.Symbol("x")
    >>> line = [(Fraction(k),) for k in range(6)]
    >>> low, high = frozenset((0, 1, 2, 3)), frozenset((3, 4, 5))
    >>> parts = parts_served(Cell(), Borders([x - 1, x - 3], [x]), line, {0: low, 7: high})
    >>> [(part.key, agreement) for part, agreement in parts]
    [(((1, (-1, 0)),), 0), (((1, (0, 1)),), 7)]
    """
    everything = frozenset(range(len(points)))
    if not points or everything - frozenset().union(*served.values()):
        return []
    ways = _parts(cell, borders, points, everything, served, _DEPTH)
    return min(islice(ways, _COMPARED), key=len, default=[])


def _parts(
    cell: Cell,
    borders: Borders,
    points: Sequence[Values],
    here: Served,
    served: Mapping[int, Served],
    depth: int,
) -> Iterator[list[tuple[Cell, int]]]:
    """Ways to cut, those first that leave the fewest points to others."""
    able = [number for number, one in served.items() if here <= one]
    if able:
        yield [(cell, able[0])]
        return
    if depth == 0:
        return
    ways = []
    for k in range(len(borders)):
        signs = {n: borders.sign(k, points[n]) for n in here}
        low = frozenset(n for n, sign in signs.items() if sign <= 0)
        high = frozenset(n for n, sign in signs.items() if sign >= 0)
        if k in cell.allowed or not low < here or not high < here:
            continue
        best = sum(max(len(side & one) for one in served.values()) for side in (low, high))
        ways.append((len(low) + len(high) - best, k, low, high))
    for missed, k, low, high in sorted(ways, key=lambda way: way[:2])[:_WAYS]:
        if missed and depth == 1:
            continue
        first, second = halves(cell, k)
        for left in _parts(first, borders, points, low, served, depth - 1):
            for right in _parts(second, borders, points, high, served, depth - 1):
                yield [*left, *right]


def stable_parts(
    cell: Cell,
    borders: Borders,
    found: Takeovers,
    point_with: Callable[[Sequence[Hypothesis]], Values | None],
    *,
    mark: float,
) -> list[Cell]:
    """Parts that stay where points beyond each border of their agreements are looked at too.

    Parameters
    ----------
    cell : Cell
    borders : Borders
    found : Takeovers
        Of the cell.
    point_with : callable
        A point of the region that meets demands, if one is found.
    mark : float
        On the meter of `bargain.budget`.
    """
    ends: dict[int, list[int]] = {}
    asked: set[object] = set()
    while not passed(mark):
        points = [tuple(p[n] for n in borders.names) for p in found.named()]
        parted = parts_served(cell, borders, points, found.served())
        more: list[Values] = []
        for part, agreement in parted:
            if agreement not in ends:
                ends[agreement] = found.borders(agreement, borders)
            here = [v for v in (*points, *more) if borders.holds(part, v)]
            for k, side in product(ends[agreement], (-1, 1)):
                beyond = part.cut(k, frozenset((side,)))
                seen = k in part.allowed or beyond.key in asked
                if seen or passed(mark) or any(borders.sign(k, v) == side for v in here):
                    continue
                asked.add(beyond.key)
                if (point := point_with(borders.hypotheses(beyond))) is not None:
                    here.append(point)
                    more.append(point)
        if not more:
            return [part for part, _ in parted]
        for values in more:
            found.add(dict(zip(borders.names, values, strict=True)))
    return []
