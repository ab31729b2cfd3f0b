"""How a phase diagram is filled: the cuts, the cells between them, and a verdict for each piece.

The cuts are those of a region as a formula, those that a caller gives, or polynomials fitted
through points; nothing rests on them. A *piece* is what they cut out of the box; what is proved of
a piece holds on each cell in it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from math import prod

import numpy as np
import sympy as sp
from sympy.core.relational import Relational

from bargain.budget import UNIT, Exhausted, allowed, share_until, spend, spent
from bargain.clock import ClockEnded, asked
from bargain.errors import EmptyRegionError, OptionError
from bargain.exact import to_sympy
from bargain.game.conditions.condition import Condition
from bargain.game.game import Game
from bargain.game.symbol_table import from_parts, in_parts
from bargain.intervals.bernstein import coefficients
from bargain.question.question import Question
from bargain.study.paving import Box, Cell, Domain, Owner, Signs, one_sign, pave
from bargain.verdicts.decide import decide_within
from bargain.verdicts.refutation import refuse_empty
from bargain.verdicts.regions.search import Decided, RegionSearch
from bargain.verdicts.regions.subjects import Agreements
from bargain.verdicts.verdict import Status, Verdict
from bargain.work.progress import steps
from bargain.work.scheduling import Scheduler, each_done

__all__ = ["Paved"]

_SHARE_REGION = 0.75  # of the effort, for the region as a formula
_SHARE_PAVING = 0.4  # of the effort left, for the cells; the rest is for the pieces
_NO_POINT = "the piece has no point of the region"
_WORTH = 1.5  # times the share that did not do: what is worth another attempt
_SHARE_BORDERS, _MOST_BORDERS = 0.2, 3  # of the effort left; each may double the pieces
_FINER = 4  # so many times smaller are cells on a border with the same answer on both sides
_MOST_DEGREE = 4  # of borders in a parameter that is not plotted
_MOST_SIGNS = 81  # of polynomials on a cell: so many parts of it may be looked up
_SHARE_PIECES = 0.9  # the rest of it is for putting the cells together


@dataclass(slots=True)
class Paved:
    """What was proved so far: the cells, and a verdict for each piece of the box."""

    question: Question
    symbols: list[sp.Symbol]
    box: Box
    given: list[sp.Expr] | None
    resolution: float
    scheduler: Scheduler = None
    timeout: float = 0.0
    polynomials: list[sp.Expr] = field(default_factory=list)
    cells: list[Cell] = field(default_factory=list)
    pieces: dict[Signs, Verdict] = field(default_factory=dict)
    fitted: bool = False

    def run(self, effort: float) -> None:
        """Find the cuts, pave the box, and decide the pieces."""
        mark = spent() + effort
        question, symbols, box = self.question, self.symbols, self.box
        refuse_empty(question, effort)
        inside = [
            relation
            for s, (low, high) in zip(symbols, box, strict=True)
            for relation in (
                sp.Ge(s, to_sympy(low), evaluate=False),
                sp.Le(s, to_sympy(high), evaluate=False),
            )
        ]
        plotted = Question(*question.asked, (*question.where, *inside))
        refuse_empty(plotted, max(0.0, mark - spent()))
        owner: Owner = one_sign
        if self.given is not None:
            self.polynomials = self.given
        elif (known := self._region(plotted, mark)) is not None:
            owner = known
        else:
            self.polynomials = self._across(self._fitted(mark - spent()))
            self.fitted = bool(self.polynomials)
            self.polynomials = self.polynomials or self._proposed(plotted, mark)
        tensors = [coefficients(g, symbols) for g in self.polynomials]
        domain = Domain(question.never(), [s.name for s in symbols])
        until = share_until(mark, _SHARE_PAVING)
        for cell in pave(box, tensors, domain, self.resolution, until, owner):
            self.cells.append(cell)  # one by one: those that were found stay if the clock ends it
        if owner is one_sign:
            self._decide(inside, mark)
            self._refine(tensors, domain, mark)

    def _region(self, plotted: Question, mark: float) -> Owner | None:
        """The cells of the region as pieces; None if a parameter is not plotted, or without any."""
        if set(plotted.parameters) != set(self.symbols):
            return None
        search = RegionSearch(Agreements(plotted))
        try:
            with allowed(_SHARE_REGION * (mark - spent())):
                search.run(_SHARE_REGION * (mark - spent()))
        except Exhausted as end:
            search.tried.append(str(end))
        found = [*search.settled(Status.ALWAYS), *search.settled(Status.NEVER)]
        if not found:
            return None
        self.polynomials = [search.borders.polynomials[k] for k in _used(found)]
        position = {k: n for n, k in enumerate(_used(found))}
        self.pieces = {(n,): d.verdict for n, d in enumerate(found)}
        demands = [{position[k]: s for k, s in d.cell.allowed.items()} for d in found]

        def first(signs: Sequence[frozenset[int]]) -> int | None:
            for n, demand in enumerate(demands):
                if all(signs[k] <= allowed_signs for k, allowed_signs in demand.items()):
                    return n
            return None

        def owner(signs: Sequence[frozenset[int]]) -> tuple[Signs, ...]:
            if (one := first(signs)) is not None:
                return ((one,),)
            if prod(map(len, signs)) > _MOST_SIGNS:
                return ()
            parts = {first([frozenset({s}) for s in each]) for each in product(*signs)}
            pieces = sorted(n for n in parts if n is not None)
            alike = len({found[n].verdict.status for n in pieces}) == 1
            return tuple((n,) for n in pieces) if alike and None not in parts else ()

        return owner

    def _decide(self, inside: Sequence[Relational], mark: float) -> None:
        """A verdict for each piece that has a cell or a corner of one.

        Pieces get equal shares; what is left of them goes to those that are still undecided, in
        equal shares again. So no piece depends on who decides the others, or when.
        """
        question = self.question
        open_ = sorted({p for c in self.cells for p in (*c.pieces, *c.met)})
        regions = {
            signs: [*question.where, *inside, *(
                _signed(g, s) for g, s in zip(self.polynomials, signs, strict=True)
            )]
            for signs in open_
        }  # fmt: skip
        left, share = share_until(mark, _SHARE_PIECES) - spent(), 0.0
        while open_ and (more := left / len(open_)) > _WORTH * share:
            share = more
            ask = _Piece(question.asked, share, None if self.scheduler is None else self.timeout)
            tasks = [(signs, [in_parts(r) for r in regions[signs]]) for signs in open_]
            found = {}
            with steps("pieces") as report:
                for (signs, _), answer in each_done(ask, tasks, self.scheduler):
                    found[signs] = answer
                    report(len(found), len(tasks))
            for signs in open_:
                self.pieces[signs], used = found[signs]
                left -= used
                if self.scheduler is not None:
                    spend(int(used * UNIT))
            open_ = [p for p in open_ if self.pieces[p].status is Status.UNKNOWN
                     and self.pieces[p].claim != _NO_POINT]  # fmt: skip
        for signs in open_:
            self.pieces.setdefault(
                signs, Verdict(claim="undecided: no effort was left for this piece")
            )

    def _refine(self, tensors: Sequence[np.ndarray], domain: Domain, mark: float) -> None:
        """Cut smaller the cells on a border with the same answer on both sides.

        The border alone may differ: as little as can be is left open around it.
        """
        refined: list[Cell] = []
        left = deque(self.cells)
        try:
            while left:
                cell = left.popleft()
                said = {self.pieces[piece].status for piece in cell.met}
                if len(said) > 1 or not said <= {Status.ALWAYS, Status.NEVER} or not said:
                    refined.append(cell)
                    continue
                for part in pave(cell.box, tensors, domain, 1 / _FINER, mark):
                    known = all(piece in self.pieces for piece in (*part.pieces, *part.met))
                    refined.append(part if known else Cell(box=part.box))
        finally:
            self.cells = [*refined, *left]

    def _fitted(self, effort: float) -> list[sp.Expr]:
        """Boundaries fitted with half of the effort; none where it is spent before."""
        from bargain.study.boundaries import fitted_boundaries

        try:
            with allowed(effort / 2):
                until = spent() + _SHARE_PIECES * effort / 2
                return fitted_boundaries(self.question, self.symbols, self.box, mark=until)
        except Exhausted:  # then nothing cuts the box but the region
            return []

    def _proposed(self, plotted: Question, mark: float) -> list[sp.Expr]:
        """Borders of the question between plotted parameters, where no change of phase was seen.

        A phase may be as thin as a line, which no point falls on. Those of the lowest degree that
        cross the box, some at most. If there are none: where borders with another parameter begin
        to have values of it, for beyond that an agreement may exist for all of them.
        """
        if set(plotted.parameters) == set(self.symbols):
            return []  # the region has looked at them
        try:
            with allowed(_SHARE_BORDERS * (mark - spent())):
                found = Agreements(plotted).proposed(mark=share_until(mark, _SHARE_BORDERS / 2))
                own = self._across(g for g in found if g.free_symbols <= set(self.symbols))
                crossing = own or self._across(_turning(found, self.symbols))
        except (Exhausted, OptionError):
            return []
        degrees = [sp.Poly(g, *self.symbols).total_degree() for g in crossing]
        simplest = [g for g, d in zip(crossing, degrees, strict=True) if d == min(degrees)]
        return simplest[:_MOST_BORDERS]

    def _across(self, found: Iterable[sp.Expr]) -> list[sp.Expr]:
        """Those that have both signs in the box: at ends and middles of its sides."""
        ends = [
            (to_sympy(low), to_sympy((low + high) / 2), to_sympy(high)) for low, high in self.box
        ]
        points = [dict(zip(self.symbols, p, strict=True)) for p in product(*ends)]
        return [g for g in found if {-1, 1} <= {sp.sign(g.subs(p)) for p in points}]

    def leave_open(self, reason: str) -> None:
        """What was not reached is unknown, and says why."""
        if not self.cells:
            self.cells = [Cell(box=self.box)]
        present = {p for c in self.cells for p in (*c.pieces, *c.met)}
        for signs in present - set(self.pieces):
            self.pieces[signs] = Verdict(claim="undecided: not reached", evidence=(reason,))

    def told(self) -> tuple[Cell, ...]:
        """The cells, each with what the pieces say of it."""
        return tuple(replace(cell, status=self._status(cell)) for cell in self.cells)

    def _status(self, cell: Cell) -> Status:
        """What the pieces say of a cell."""
        if cell.pieces:
            [status] = {_inherited(self.pieces[p]) for p in cell.pieces}
            return status
        met = {self.pieces[p].status for p in cell.met}
        return Status.SOMETIMES if {Status.ALWAYS, Status.NEVER} <= met else Status.UNKNOWN


def _turning(found: Iterable[sp.Expr], plotted: Sequence[sp.Symbol]) -> list[sp.Expr]:
    """Where roots of borders in the one parameter that is not plotted meet: their discriminants."""
    turning: dict[sp.Expr, None] = {}
    for g in found:
        others = g.free_symbols - set(plotted)
        if len(others) != 1 or not g.is_polynomial(*g.free_symbols):
            continue
        poly = sp.Poly(g, *others)
        if not 1 < poly.degree() <= _MOST_DEGREE:
            continue
        spend(2_000 * len(sp.Poly(g).terms()) * poly.degree() ** 2)
        for factor, _ in sp.factor_list(poly.discriminant())[1]:
            if factor.free_symbols:
                turning.setdefault(sp.expand(factor))
    return list(turning)


def _used(found: Sequence[Decided]) -> list[int]:
    """The borders that cells name."""
    return sorted({k for d in found for k in d.cell.allowed})


def _inherited(verdict: Verdict) -> Status:
    """What holds for every part of a piece: `sometimes` says nothing of a part."""
    return Status.UNKNOWN if verdict.status is Status.SOMETIMES else verdict.status


@dataclass(frozen=True, slots=True)
class _Piece:
    """The question about one piece, with the same effort for each."""

    asked: tuple[Game, Condition]
    effort: float
    clock: float | None  # seconds, in another process: here the clock runs already

    def __call__(self, task: tuple[Signs, Sequence[object]]) -> tuple[Verdict, float]:
        """The verdict, and the effort that it took."""
        where = [from_parts(r) for r in task[1]]
        if self.clock is None:
            return self._decided(where)
        try:
            with asked(self.clock, self.effort):
                return self._decided(where)
        except ClockEnded as end:
            return Verdict(claim=f"undecided: {end}"), 0.0

    def _decided(self, where: Sequence[sp.Basic]) -> tuple[Verdict, float]:
        before = spent()
        try:
            verdict = decide_within(*self.asked, where, self.effort)
        except EmptyRegionError as error:
            verdict = Verdict(claim=_NO_POINT, evidence=(str(error),))
        return verdict, spent() - before


def _signed(g: sp.Expr, sign: int) -> sp.Basic:
    return sp.Gt(g, 0, evaluate=False) if sign > 0 else sp.Lt(g, 0, evaluate=False)
