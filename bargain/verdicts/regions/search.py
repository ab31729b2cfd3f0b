r"""The search for a region: points, border polynomials, cells, and a proof for each cell.

1. The question is decided over the whole region: `never` and `always` are formulas already.
2. Border polynomials are proposed (`bargain.verdicts.regions.borders`), points of the region are
   decided, on the borders too.
3. Cells are learned from the points (`bargain.question.cells.cells`), and each is decided as a
   question of its own. A cell that turns out to be mixed gives a point of either answer, and the
   cells are learned again.
4. A cell that stays open is cut along a further border, twice at most.

Only what was decided in step 3 or 4 is said; points and borders are forgotten.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, islice, product

import sympy as sp
from sympy.core.relational import Relational

from bargain.budget import Exhausted, allowed, passed, spent
from bargain.check.certificate import Data
from bargain.errors import EmptyRegionError, LimitReached, OptionError
from bargain.exact import to_fraction
from bargain.question import region_points
from bargain.question.cells.cells import Cell, Sample, irredundant, learned, parts
from bargain.question.cells.cuts import Borders, Values
from bargain.refute.problem import Problem
from bargain.refute.ring import Hypothesis
from bargain.verdicts.regions.subjects import Point, Subject
from bargain.verdicts.verdict import Status, Verdict

__all__ = ["Decided", "RegionSearch"]

_POINTS, _BETWEEN, _PROPOSED, _BORDERS = 20, 12, 400, 80
_ROUNDS = 40
#: Points with new signs that are looked for in an open cell.
_NEW = 12
#: Points that a learned cell has to stand before it is decided: inside it, and on each border.
_INSIDE, _ON_BORDER, _ATTEMPTS = 4, 2, 40
#: Shares of the effort left: for borders, for points, for one cell; in units: to find one point.
_SHARE_BORDERS, _SHARE_POINTS, _CELL, _POINT = 0.2, 0.25, 0.6, 1.0
_DEPTH, _WAYS = 2, 3  # cuts of an open cell after one another, and borders tried for each
_STRETCHES = (Fraction(1), Fraction(1), Fraction(1, 2), Fraction(3, 4), Fraction(5, 4), Fraction(2))


@dataclass(frozen=True, slots=True)
class Decided:
    """A cell with the verdict on the question over it."""

    cell: Cell
    relations: tuple[Relational, ...]
    verdict: Verdict


@dataclass(slots=True)
class RegionSearch:
    """One search: what was learned, and what was decided."""

    subject: Subject
    tried: list[str] = field(default_factory=list)
    decided: dict[object, Decided] = field(default_factory=dict)
    points: dict[Values, bool] = field(default_factory=dict)
    asked: set[Values] = field(default_factory=set)
    proved: set[Values] = field(default_factory=set)
    stood: set[object] = field(default_factory=set)
    apart: set[object] = field(default_factory=set)
    borders: Borders = field(default_factory=lambda: Borders([], []))
    never: Data = field(init=False)
    region: Problem = field(init=False)

    def __post_init__(self) -> None:
        self.never = self.subject.never
        self.region = Problem.region(self.never)

    def run(self, effort: float) -> None:
        """Search within an effort; what was decided is in `decided`, by cell."""
        mark = spent() + effort
        verdict = self._decide(Cell(), effort / 4)
        if verdict.status in (Status.NEVER, Status.ALWAYS):
            return
        try:
            proposed = self._proposed(mark)
        except OptionError as error:
            self.tried.append(f"existence: {error}")
            return
        self._take(verdict)
        self._look(spent() + _SHARE_POINTS * (mark - spent()))
        self.borders = Borders(proposed, self.subject.parameters).telling(self.points, _BORDERS)
        for _ in range(_ROUNDS):
            if passed(mark) or not self._round(mark):
                break

    # --- proposals ----------------------------------------------------------------------------

    def _proposed(self, mark: float) -> list[sp.Expr]:
        """Border polynomials, the most promising first."""
        found: list[sp.Expr] = []
        try:
            found = self.subject.proposed(mark=spent() + _SHARE_BORDERS * (mark - spent()))
        except Exhausted as end:
            self.tried.append(f"border polynomials: {end}")
        return found[:_PROPOSED]

    def _look(self, mark: float) -> None:
        """Decide points of the region, and points on the borders."""
        try:
            for point in region_points.points(self.never, _POINTS, mark=mark):
                self._answer(self._coordinates(point), mark)
        except LimitReached as limit:
            self.tried.append(str(limit))
        self._between(mark)

    def _between(self, mark: float) -> None:
        """Decide points halfway between neighbours of different answers: there the border is."""
        for _ in range(_BETWEEN):
            yes = [p for p, there in self.points.items() if there]
            no = [p for p, there in self.points.items() if not there]
            pairs = sorted((_distance(a, b), a, b) for a in yes for b in no)
            for _, a, b in pairs:
                middle = tuple((x + y) / 2 for x, y in zip(a, b, strict=True))
                if middle not in self.asked and self._inside(middle):
                    break
            else:
                return
            if passed(mark):
                return
            self._answer(middle, mark)

    def _inside(self, values: Values) -> bool:
        """Whether a point lies in the region."""
        return self.region.holds_at(self._named(values))

    def _challenged(self, cells: Sequence[Cell], mark: float) -> bool:
        """Decide points in new cells and on their borders; whether one has the other answer."""
        new = [c for c in cells if c.key not in self.stood and c.key not in self.decided]
        for cell in new:
            self.stood.add(cell.key)
            for point in self._trials(cell):
                if passed(mark):
                    return False
                self._answer(point, mark)
        return any(
            there is not cell.yes and self.borders.holds(cell, values)
            for cell in new
            for values, there in self.points.items()
        )

    def _overlap(self, cells: Sequence[Cell], mark: float) -> bool:
        """Decide a point that lies in cells of both answers; whether there was one."""
        for one, other in combinations(cells, 2):
            pair = (one.key, other.key)
            if one.yes is other.yes or pair in self.apart or passed(mark):
                continue
            self.apart.add(pair)
            demands = [*self.borders.hypotheses(one), *self.borders.hypotheses(other)]
            if (point := self._point_with(demands)) is not None:
                self._answer(point, mark)
                return True
        return False

    def _explored(self, cells: Sequence[Cell], mark: float) -> bool:
        """Decide a point on either side of each border within open cells.

        Whether one has the other answer than its cell.
        """
        for cell in cells:
            here = [v for v in self.points if self.borders.holds(cell, v)]
            for k, side in product(range(len(self.borders)), (-1, 1)):
                part = cell.cut(k, frozenset((side,)))
                if k in cell.allowed or (part.key in self.apart) or passed(mark):
                    continue
                self.apart.add(part.key)
                if any(self.borders.sign(k, values) == side for values in here):
                    continue
                point = self._point_with(self.borders.hypotheses(part))
                if point is None:
                    continue
                self._answer(point, mark)
                here.append(point)
                if self.points.get(point, cell.yes) is not cell.yes:
                    return True
        return False

    def _sampled(self, cells: Sequence[Cell], mark: float) -> bool:
        """Decide points of open cells at which no point so far has the same signs of all borders.

        Whether one has the other answer than its cell.
        """
        for cell in cells:
            inside = self.borders.hypotheses(cell)
            for _ in range(_NEW):
                known = {self.borders.signs(v) for v in self.points if self.borders.holds(cell, v)}
                other = [self.borders.otherwise(signs) for signs in sorted(known)]
                point = None if passed(mark) else self._point_with([*inside, *other])
                if point is None or point in self.asked:
                    break
                self._answer(point, mark)
                if self.points.get(point, cell.yes) is not cell.yes:
                    return True
        return False

    def _point_with(self, demands: Sequence[Hypothesis]) -> Values | None:
        """A point of the region that meets more demands, if one is found."""
        try:
            with allowed(_POINT):
                until = spent() + _POINT
                for point in region_points.points(self.never, 1, mark=until, also=demands):
                    return self._coordinates(point)
        except (EmptyRegionError, LimitReached, Exhausted):
            pass
        return None

    def _coordinates(self, point: Point) -> Values:
        """A point as its coordinates."""
        return tuple(point[n] for n in self.never["parameters"])

    def _named(self, values: Values) -> Point:
        """Coordinates by the names of the parameters."""
        return dict(zip(self.never["parameters"], values, strict=True))

    def _trials(self, cell: Cell) -> list[Values]:
        """Points of the region in a cell and on its borders, made of the points that are known."""
        known, width = list(self.points), len(self.never["parameters"])
        generator = random.Random(str(cell.key))  # noqa: S311  # a fixed spread, not security
        found: list[Values] = []
        sides = dict.fromkeys(cell.allowed, 0)
        within = 0
        for _ in range(_ATTEMPTS):
            point = tuple(
                generator.choice(known)[k] * generator.choice(_STRETCHES) for k in range(width)
            )
            options: list[tuple[int | None, Values]] = [(None, point)]
            for k in sides:
                if sides[k] < _ON_BORDER and (on := self.borders.moved(k, self._named(point))):
                    options.append((k, self._coordinates(on)))
            for side, values in options:
                new = values not in self.asked and values not in found
                if not new or not self._inside(values):
                    continue
                if side is None and within < _INSIDE and self.borders.holds(cell, values):
                    within += 1
                    found.append(values)
                elif side is not None and self.borders.holds(cell, values, but=side):
                    sides[side] += 1
                    found.append(values)
        return found

    def _answer(self, point: Values, mark: float) -> None:
        """What the answer at a point seems to be: a guess for the learner."""
        if point in self.asked:
            return
        self.asked.add(point)
        answer = self.subject.guess(self._named(point), mark=mark)
        if answer is not None:
            self.points[point] = answer

    def _prove(self, point: Values, mark: float) -> bool:
        """Whether a proof gives a point another answer than it had."""
        before, answer = self.points.get(point), self.subject.prove(self._named(point), mark=mark)
        if answer is None:
            return False
        self.points[point] = answer
        self.proved.add(point)
        return answer is not before

    def _take(self, verdict: Verdict) -> bool:
        """The points of a verdict `sometimes`; whether there are new ones."""
        new = False
        for found, yes in ((verdict.witness, True), (verdict.counterexample, False)):
            if verdict.status is not Status.SOMETIMES or found is None:
                continue
            names = [p.name for p in self.subject.parameters]
            values = self._values(found, names)
            if values is not None and self.points.get(values) is not yes:
                self.points[values] = yes
                self.asked.add(values)
                self.proved.add(values)
                new = True
        return new

    def _values(self, found: Mapping[str, object], names: list[str]) -> Values | None:
        """The parameters of a point; None if one of them was solved for and cannot be told."""
        given = {str(k): v for k, v in found.items()}
        if not all(n in given for n in names):
            return None
        return tuple(to_fraction(sp.sympify(given[n])) for n in names)

    # --- cells --------------------------------------------------------------------------------

    def _round(self, mark: float) -> bool:
        """Learn cells and decide them; whether more was learned, so that another round is due."""
        samples = [Sample(self.borders.signs(values), yes) for values, yes in self.points.items()]
        cells = learned(samples, len(self.borders))
        if not cells:
            more = self.borders.derived(_BORDERS)
            if len(more) == len(self.borders):
                self.tried.append("the border polynomials do not tell the points apart")
                return False
            self.borders = more
            return True
        if self._overlap(cells, mark):
            return True
        if self._challenged(cells, spent() + _SHARE_POINTS * (mark - spent())):
            return True
        for cell in cells:
            verdict = self._verdict(cell, mark, len(cells))
            if verdict.status is Status.SOMETIMES and self._take(verdict):
                return True
        open_cells = [c for c in cells if not self._is_settled(c)]
        for cell in open_cells:
            if self._doubted(cell, mark):
                return True
        if self._explored(open_cells, spent() + _SHARE_POINTS * (mark - spent())):
            return True
        if self._sampled(open_cells, spent() + _SHARE_POINTS * (mark - spent())):
            return True
        return any(self._cut(cell, samples, mark, _DEPTH) for cell in open_cells)

    def _verdict(self, cell: Cell, mark: float, count: int) -> Verdict:
        """The verdict on a cell, decided once."""
        known = self.decided.get(cell.key)
        if known is not None:
            return known.verdict
        left = max(0.0, mark - spent())
        return self._decide(cell, max(left / (count + 1), _CELL * left))

    def _decide(self, cell: Cell, effort: float) -> Verdict:
        relations = self.borders.relations(cell)
        try:
            verdict = self.subject.decide(relations, effort)
        except EmptyRegionError as error:
            if not cell.allowed:
                raise
            verdict = Verdict(claim="the cell has no point", evidence=(str(error),))
        self.decided[cell.key] = Decided(cell, relations, verdict)
        return verdict

    def _is_settled(self, cell: Cell) -> bool:
        known = self.decided.get(cell.key)
        return known is not None and known.verdict.status in (Status.NEVER, Status.ALWAYS)

    def _doubted(self, cell: Cell, mark: float) -> bool:
        """Prove what was only guessed of points in an open cell; whether one was guessed wrong."""
        until = spent() + _SHARE_POINTS * (mark - spent())
        for point in [p for p in self.points if p not in self.proved]:
            if passed(until):
                break
            if self.borders.holds(cell, point) and self._prove(point, until):
                return True
        return False

    def _cut(self, cell: Cell, samples: list[Sample], mark: float, depth: int) -> bool:
        """Decide an open cell in parts; whether one has points of both answers that are new."""
        if depth == 0 or passed(mark):
            return False
        for pair in islice(parts(cell, samples, len(self.borders)), _WAYS):
            if passed(mark):
                return False
            verdicts = [self._verdict(part, mark, 4) for part in pair]
            if any(self._take(v) for v in verdicts):
                return True
            if all(v.status is Status.UNKNOWN for v in verdicts):
                continue
            left = [part for part in pair if not self._is_settled(part)]
            return any(self._cut(part, samples, mark, depth - 1) for part in left)
        return False

    # --- what came out ------------------------------------------------------------------------

    def open_cells(self) -> list[Decided]:
        """Cells without a verdict that hold no other one that was asked about."""
        left = [d for d in self.decided.values() if d.verdict.status is Status.UNKNOWN]
        inner = [d.cell.allowed.items() for d in self.decided.values()]
        return [d for d in left if not any(d.cell.allowed.items() < items for items in inner)]

    def settled(self, status: Status) -> list[Decided]:
        """The cells with a verdict, as few as cover the same."""
        found = [d for d in self.decided.values() if self._is_settled(d.cell)]
        own = [d.cell for d in found if d.verdict.status is status]
        others = [d.cell for d in found if d.verdict.status is not status]
        kept = {c.key for c in irredundant(own, others)}
        return [d for d in found if d.verdict.status is status and d.cell.key in kept]


def _distance(a: Sequence[Fraction], b: Sequence[Fraction]) -> Fraction:
    """How far two points are from each other, each coordinate in its own size."""
    return sum(
        (abs(x - y) / (abs(x) + abs(y)) for x, y in zip(a, b, strict=True) if x != y), Fraction(0)
    )
