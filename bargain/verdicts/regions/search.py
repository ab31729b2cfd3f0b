r"""The search for a region: points, border polynomials, cells, and a proof for each cell.

1. The question is decided over the whole region: `never` and `always` are formulas already.
2. Where all conditions compare products of powers, cells follow from them at once
   (`bargain.verdicts.regions.projection`): if each is decided, that is the answer.
3. Border polynomials are proposed (`bargain.verdicts.regions.borders`), points of the region are
   decided, on the borders too.
4. Between two points of different answers a border is crossed: which one, halving tells
   (`bargain.verdicts.regions.crossings`). Borders are chosen in this way until they tell all points
   apart.
5. Cells of the chosen borders are learned from the points (`bargain.question.cells.cells`), and
   each is decided as a question of its own. A cell that turns out to be mixed gives a point of
   either answer, and the cells are learned again.
6. A cell that stays open is cut where one agreement takes over from another
   (`bargain.verdicts.regions.takeovers`), or along a further border, twice at most.

Only what was decided in step 2, 5 or 6 is said; points and borders are forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import combinations, islice, product

import sympy as sp
from sympy.core.relational import Relational

from bargain.budget import Exhausted, allowed, passed, spend, spent
from bargain.check.certificate import Data
from bargain.errors import EmptyRegionError, LimitReached, OptionError
from bargain.exact import to_fraction
from bargain.question import region_points
from bargain.question.cells.cells import Cell, Sample, covered, irredundant, learned, parts
from bargain.question.cells.cuts import Borders, Values
from bargain.refute.problem import Problem
from bargain.refute.ring import Hypothesis
from bargain.verdicts.inquiry import Hint
from bargain.verdicts.regions.crossings import crossed, opposite_pairs, trials
from bargain.verdicts.regions.subjects import Point, Subject
from bargain.verdicts.regions.takeovers import stable_parts
from bargain.verdicts.verdict import Status, Verdict

__all__ = ["Decided", "RegionSearch"]

_POINTS, _BETWEEN, _PROPOSED, _BORDERS = 20, 12, 400, 80
_ROUNDS = 400
#: Points with new signs that are looked for in an open cell.
_NEW = 12
#: Shares of the effort left: for borders, for points, for one cell; in units: to find one point.
_SHARE_BORDERS, _SHARE_POINTS, _SHARE_PARTS, _CELL, _POINT = 0.2, 0.25, 0.25, 0.6, 1.0
#: Likewise for cells that follow from the conditions at once: to find and to decide them.
_SHARE_ELIMINATED, _SHARE_PROJECTED = 0.1, 0.6
_DEPTH, _WAYS = 2, 3  # cuts of an open cell after one another, and borders tried for each
_PAIRS = 6  # of points that no border tells apart, of which one is sought
_LEARNED = 2  # steps for each sample and pair of borders, where cells are learned


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
    parted: dict[object, list[Cell]] = field(default_factory=dict)
    points: dict[Values, bool] = field(default_factory=dict)
    asked: set[Values] = field(default_factory=set)
    proved: set[Values] = field(default_factory=set)
    stood: set[object] = field(default_factory=set)
    apart: set[object] = field(default_factory=set)
    borders: Borders = field(default_factory=lambda: Borders([], []))
    chosen: list[int] = field(default_factory=list)
    wide: list[int] = field(default_factory=list)
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
            if self._project(mark):
                return
            proposed = self._proposed(mark)
        except OptionError as error:
            self.tried.append(f"existence: {error}")
            return
        self._take(verdict)
        self._look(spent() + _SHARE_POINTS * (mark - spent()))
        known = self.borders.polynomials
        more = [p for p in proposed if p not in known and -p not in known]
        self.borders = Borders([*known, *more], self.subject.parameters)
        self.wide = self.borders.telling(self.points, _BORDERS)
        for _ in range(_ROUNDS):
            if passed(mark) or not self._round(mark):
                break

    def _project(self, mark: float) -> bool:
        """Decide the cells that follow from the conditions at once; whether they say it all."""
        found = None
        try:
            with allowed(_SHARE_ELIMINATED * (mark - spent())):
                found = self.subject.projected()
        except Exhausted as end:
            self.tried.append(f"products of powers: {end}")
        if found is None:
            return False
        self.borders = Borders(found.borders, self.subject.parameters)
        until = spent() + _SHARE_PROJECTED * (mark - spent())
        for cell, witness in found.cells:
            self._take(self._decide(cell, _CELL * max(0.0, until - spent()), witness))
            if not self._is_settled(cell):
                return False
        return covered(cell for cell, _ in found.cells)

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
            for a, b in opposite_pairs(self.points):
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
            known = list(self.points)
            for point in trials(self.borders, cell, known, self._inside, self.asked):
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
            for k, side in product(self.wide, (-1, 1)):
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
                here = [v for v in self.points if self.borders.holds(cell, v)]
                known = {self.borders.signs(v, self.wide) for v in here}
                signs = (dict(zip(self.wide, found, strict=True)) for found in sorted(known))
                other = [self.borders.otherwise(found) for found in signs]
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
        cells = self._cells()
        if not cells:
            return self._told_apart(mark)
        if self._overlap(cells, mark):
            return True
        if self._challenged(cells, spent() + _SHARE_POINTS * (mark - spent())):
            return True
        cells.sort(key=lambda c: c.yes)  # refutations come first: they are soon there
        decided: list[Cell] = []
        for cell in cells:
            if any(self._is_settled(d.cell) and cell.within(d.cell) for d in self.decided.values()):
                continue
            pieces = self._parts_of(cell, mark)
            for part in pieces:
                verdict = self._verdict(part, mark, len(cells) - 1 + len(pieces))
                if verdict.status is Status.SOMETIMES and self._take(verdict):
                    return True
            decided += pieces
        open_cells = [c for c in decided if not self._is_settled(c)]
        for cell in open_cells:
            if self._doubted(cell, mark):
                return True
        if self._explored(open_cells, spent() + _SHARE_POINTS * (mark - spent())):
            return True
        if self._sampled(open_cells, spent() + _SHARE_POINTS * (mark - spent())):
            return True
        return any(self._cut(cell, mark, _DEPTH) for cell in open_cells)

    def _cells(self) -> list[Cell]:
        """Cells of the chosen borders, learned from the points; none if these do not tell."""
        chosen = self.chosen
        samples = [Sample(self.borders.signs(v, chosen), yes) for v, yes in self.points.items()]
        spend(_LEARNED * len(samples) * (1 + len(chosen)) ** 2)
        return [
            Cell({chosen[k]: signs for k, signs in cell.allowed.items()}, cell.yes)
            for cell in learned(samples, len(chosen))
        ]

    def _told_apart(self, mark: float) -> bool:
        """Choose a border between points that no chosen one tells apart; whether there was one."""
        pairs = (
            (yes, no)
            for yes, no in opposite_pairs(self.points)
            if self.borders.signs(yes, self.chosen) == self.borders.signs(no, self.chosen)
        )
        for yes, no in islice(pairs, _PAIRS):
            if passed(mark):
                return False
            at = partial(self._at, mark=mark)
            found, *ends = crossed(self.borders, yes, no, self.chosen, at)
            if found and found[0] not in self.chosen:
                self._choose(found[0])
                return True
            for k in found:  # chosen already: its derivatives tell its zeros apart
                self.borders = self.borders.derived(k)
            new = [k for k in self.borders.between(yes, no) if k not in self.chosen]
            if new and found:
                self._choose(new[-1])
                return True
            if any(self._prove(p, mark) for p in (yes, no, *ends) if p not in self.proved):
                return True
        self.tried.append("the border polynomials do not tell the points apart")
        return False

    def _choose(self, border: int) -> None:
        """Cut along one more border; the simplest come first."""
        self.chosen = sorted([*self.chosen, border])

    def _at(self, values: Values, *, mark: float) -> bool | None:
        """What the answer at a point seems to be; None outside the region."""
        if not self._inside(values):
            return None
        self._answer(values, mark)
        return self.points.get(values)

    def _verdict(self, cell: Cell, mark: float, count: int) -> Verdict:
        """The verdict on a cell, decided once."""
        known = self.decided.get(cell.key)
        if known is not None:
            return known.verdict
        left = max(0.0, mark - spent())
        return self._decide(cell, max(left / (count + 1), _CELL * left))

    def _parts_of(self, cell: Cell, mark: float) -> list[Cell]:
        """Parts of a cell that one agreement each seems to serve; else the cell itself."""
        if cell.key not in self.parted:
            found: list[Cell] = []
            if cell.yes and cell.allowed and cell.key not in self.decided:
                until = spent() + _SHARE_PARTS * (mark - spent())
                try:
                    with allowed(until - spent()):
                        found = self._served(cell, until)
                except Exhausted:
                    pass
            self.parted[cell.key] = found or [cell]
        return self.parted[cell.key]

    def _served(self, cell: Cell, mark: float) -> list[Cell]:
        """The parts, if agreements of the cell tell of any."""
        known = [self._named(v) for v in self.points if self.borders.holds(cell, v)]
        found = self.subject.takeovers(self.borders.relations(cell), known, mark=mark)
        if found is None:
            return []
        return stable_parts(cell, self.borders, found, self._point_with, mark=mark)

    def _decide(self, cell: Cell, effort: float, witness: Hint | None = None) -> Verdict:
        relations = self.borders.relations(cell)
        try:
            verdict = self.subject.decide(relations, effort, witness)
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

    def _cut(self, cell: Cell, mark: float, depth: int) -> bool:
        """Decide an open cell in parts; whether one has points of both answers that are new."""
        if depth == 0 or passed(mark):
            return False
        here = [
            self.borders.signs(v, self.wide) for v in self.points if self.borders.holds(cell, v)
        ]
        for pair in islice(parts(cell, here, self.wide), _WAYS):
            if passed(mark):
                return False
            verdicts = [self._verdict(part, mark, 4) for part in pair]
            if any(self._take(v) for v in verdicts):
                return True
            if all(v.status is Status.UNKNOWN for v in verdicts):
                continue
            left = [part for part in pair if not self._is_settled(part)]
            return any(self._cut(part, mark, depth - 1) for part in left)
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
