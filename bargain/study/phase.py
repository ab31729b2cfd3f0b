r"""Phase diagrams: a paving of a region of parameters in which each cell has a proved status.

1. *Boundaries.* Where every parameter is plotted the region in which an agreement exists is asked
   for (`bargain.region`): its cells are the pieces, and what was proved of them is inherited. Else,
   or where that finds nothing, polynomials :math:`g_1, \dots, g_m` in the plotted parameters whose
   zero sets may separate the phases are given, or fitted through points found by bisection, or,
   where no change was seen, taken from the question's own borders. A fit is a guess; it is used
   only as a way to cut the region into pieces.
2. *Phases.* For each sign pattern of the :math:`g_k` the question is decided over that whole piece
   of the region, with a certificate.
3. *Cells.* The box is bisected (`bargain.study.paving`). A cell that lies in one piece inherits the
   verdict of the piece if that is `never` or `always`; `sometimes` says nothing of a part and
   leaves the cell `unknown`. A cell that does not is split until the resolution is reached. It is
   then `sometimes`, if corners of it are in pieces where an agreement always and never exists;
   `unknown`; or `outside` the region, where nothing is claimed.

Nothing in a cell is extrapolated from points: a wrong guess of a boundary leaves cells unknown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

import sympy as sp
from sympy.core.relational import Relational

from bargain.arguments import listed, mapping, of_type, positive, within_reach
from bargain.budget import UNIT, Exhausted, allowed, share_until, spend, spent
from bargain.clock import ClockEnded, asked
from bargain.errors import EmptyRegionError, OptionError
from bargain.exact import to_fraction, to_sympy
from bargain.extras import require
from bargain.game.conditions.condition import Condition
from bargain.game.game import Game
from bargain.game.symbol_table import from_parts, in_parts
from bargain.game.tables.finite_game import FiniteGame
from bargain.game.tables.pure_profiles import in_variables
from bargain.game.written import Bounds, Number, Values
from bargain.intervals.bernstein import coefficients
from bargain.question.goals import Asked, of_profiles
from bargain.question.question import Question
from bargain.result import Result
from bargain.study.paving import Box, Cell, Domain, Owner, Signs, one_sign, pave, volume
from bargain.verdicts.decide import decide_within
from bargain.verdicts.refutation import refuse_empty
from bargain.verdicts.regions.search import Decided, RegionSearch
from bargain.verdicts.regions.subjects import Agreements
from bargain.verdicts.verdict import Status, Verdict
from bargain.version import __version__
from bargain.work.progress import steps
from bargain.work.scheduling import Scheduler, each_done

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

__all__ = ["Cell", "PhaseDiagram", "phase_diagram"]

_SHARE_REGION = 0.75  # of the effort, for the region as a formula
_SHARE_PAVING = 0.4  # of the effort left, for the cells; the rest is for the pieces
_NO_POINT = "the piece has no point of the region"
_WORTH = 1.5  # times the share that did not do: what is worth another attempt
_SHARE_BORDERS, _MOST_BORDERS = 0.2, 3  # of the effort left; each may double the pieces
_MOST_SIGNS = 81  # of polynomials on a cell: so many parts of it may be looked up
_SHARE_PIECES = 0.9  # the rest of it is for putting the cells together


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PhaseDiagram(Result):
    """A paving of a box of parameters.

    Attributes
    ----------
    over : tuple of str
        The plotted parameters, in the order of each cell's box.
    cells : tuple of Cell
        They cover the box and overlap on faces only.
    boundaries : tuple of sympy.Expr
        The polynomials that cut the region. They are where it was cut, and prove nothing.
    fitted : bool
        Whether they were fitted through points, not given.
    verdicts : mapping of piece to Verdict
        The verdict on each piece of the region, with its certificate. A piece is named by the signs
        of the boundaries, or by its number where `bargain.region` found it.
    resolution : float
        The smallest cell, as a share of each side.
    """

    over: tuple[str, ...]
    cells: tuple[Cell, ...] = field(repr=False)
    boundaries: tuple[sp.Expr, ...]
    verdicts: Mapping[Signs, Verdict] = field(repr=False)
    resolution: float
    fitted: bool = False

    def share(self, status: Status | str) -> float:
        """The share of the box's volume with a status, or ``outside`` the region."""
        volumes = Counter[str]()
        for cell in self.cells:
            volumes[cell.label] += volume(cell.box)  # type: ignore[assignment]
        return float(volumes[str(status)] / sum(volumes.values()))

    @property
    def unknown_share(self) -> float:
        """The share of the box left unknown."""
        return self.share(Status.UNKNOWN)

    def at(self, point: Values) -> Status:
        """The status at a point: unknown outside the region, and where statuses meet.

        Raises
        ------
        OptionError
            If the point is outside the box, or a coordinate is missing.
        """
        names = {str(key): to_fraction(value) for key, value in point.items()}
        if missing := [n for n in self.over if n not in names]:
            raise OptionError(f"no value for {missing[0]}", fix="give " + ", ".join(self.over))
        values = [names[n] for n in self.over]
        found = {
            cell.status
            for cell in self.cells
            if all(low <= x <= high for x, (low, high) in zip(values, cell.box, strict=True))
        }
        if not found:
            raise OptionError("the point is outside the diagram", where=str(dict(names)))
        told = found.pop() if len(found) == 1 else Status.UNKNOWN
        return Status.UNKNOWN if told is Status.SOMETIMES else told

    def certificate_of(self, cell: Cell) -> Mapping[str, Any] | None:
        """The certificate of the piece that a cell lies in; None if that is none, or several."""
        return self.verdicts[cell.piece].certificate if cell.piece is not None else None

    def certificates_of(self, cell: Cell) -> list[Mapping[str, Any]]:
        """Those of the pieces that a cell lies in together."""
        found = (self.verdicts[piece].certificate for piece in cell.pieces)
        return [certificate for certificate in found if certificate is not None]

    def summary(self) -> str:
        """Shares by status, and the boundaries."""
        labels = [*map(str, Status), "outside"]
        shares = ", ".join(f"{s} {100 * self.share(s):.1f} %" for s in labels if self.share(s))
        cut = "; ".join(str(b) for b in self.boundaries) or "none"
        cut += " (fitted through points: a guess)" if self.fitted and self.boundaries else ""
        return (
            f"phase diagram over {', '.join(self.over)}: {shares} "
            f"({len(self.cells)} cells)\n  cut along: {cut}"
        )

    def to_xarray(self) -> xr.Dataset:
        """The cells as a data set: dimension ``cell``, the ends of each side, and the status.

        Ends are floats, rounded from the exact ones of `cells`.
        """
        require("study", "PhaseDiagram.to_xarray")
        import xarray as xr

        columns: dict[str, tuple[str, list[Any]]] = {}
        for n, name in enumerate(self.over):
            for end, side in enumerate(("low", "high")):
                columns[f"{name}_{side}"] = ("cell", [float(c.box[n][end]) for c in self.cells])
        columns["status"] = ("cell", [c.label for c in self.cells])
        made = {"over": list(self.over), "resolution": self.resolution}
        return xr.Dataset(columns, attrs=made | {"bargain_version": __version__})

    def to_dataframe(self) -> pd.DataFrame:
        """The cells as a table: the ends of each side, and the status.

        Examples
        --------
        >>> import bargain as bg
        >>> x, t = sp.Symbol("x"), sp.Symbol("t", positive=True)
        >>> pie = bg.Game(
        ...     actions={"A": {}, "B": {}}, terms={x: (0, 1)}, payoffs={"A": x, "B": 1 - x},
        ...     disagreement={"A": t, "B": t},
        ... )
        >>> asked = bg.conditions.participation()
        >>> diagram = bg.phase_diagram(pie, asked, {t: (0, 1)}, resolution=0.5)
        >>> list(diagram.to_dataframe().columns)
        ['t_low', 't_high', 'status']
        """
        return self.to_xarray().to_dataframe()

    def to_dict(self) -> dict[str, Any]:
        """The paving as plain data, with the digest of each cell's certificate."""
        return {
            "over": list(self.over),
            "resolution": self.resolution,
            "boundaries": [str(b) for b in self.boundaries],
            "fitted": self.fitted,
            "pieces": [
                {"signs": list(k), "verdict": v.to_dict()} for k, v in self.verdicts.items()
            ],
            "cells": [
                {
                    "box": [[str(a), str(b)] for a, b in c.box],
                    "status": c.label,
                    "pieces": [list(piece) for piece in c.pieces],
                }
                for c in self.cells
            ],
            "unknown_share": self.unknown_share,
        }


@within_reach
def phase_diagram(
    game: Game | FiniteGame,
    condition: Asked | Sequence[Asked],
    over: Mapping[sp.Symbol, Bounds] | Mapping[str, Bounds],
    *,
    where: object = (),
    resolution: float = 0.02,
    boundaries: Sequence[Number] | None = None,
    timeout: float = 120.0,
    effort: float | None = None,
    scheduler: Scheduler = None,
) -> PhaseDiagram:
    """Pave a box of parameters into cells with a proved status.

    Parameters
    ----------
    game, condition, where
        As for `bargain.decide`. Parameters that are not plotted stay universal: `never` and
        `always` then hold for all their values in the region.
    over : mapping of symbol or name to (low, high)
        The plotted parameters, at least one, and their finite ranges.
    resolution : float, default 0.02
        Cells are not split below this share of each side, at the edge of the region below a quarter
        of it.
    boundaries : sequence of expressions, optional
        Polynomials in the plotted parameters that may separate the phases. Without it they are
        those of `bargain.region`, fitted through points found by bisection, or of the question.
    timeout : float, default 120
        Seconds of wall time, kept within 10 %. Pieces that the clock ends are unknown and say so.
    effort : float, optional
        Work allowed, in units of `bargain.budget`: half of it to fit boundaries, if none are given.
        Cells that are not reached with it are unknown. One unit per second of `timeout` unless
        given.
    scheduler : None, "processes" or dask.distributed.Client
        Who decides the pieces that boundaries cut out (`bargain.work.scheduling`). The search for a
        region, whose cells follow from each other, and the paving stay here.

    Returns
    -------
    PhaseDiagram

    Raises
    ------
    OptionError
        For an unknown parameter, a reversed or infinite range, or a resolution outside (0, 1].
    EmptyRegionError
        If the region has no point in the box.

    References
    ----------
    THEORY, statements 2, 3, 11 and 15.

    Examples
    --------
    >>> import bargain as bg
    >>> x, t = sp.Symbol("x"), sp.Symbol("t", positive=True)
    >>> pie = bg.Game(
    ...     actions={"A": {}, "B": {}}, terms={x: (0, 1)}, payoffs={"A": x, "B": 1 - x},
    ...     disagreement={"A": t, "B": t},
    ... )
    >>> diagram = phase_diagram(pie, bg.conditions.participation(), {t: (0, 1)}, resolution=0.1)
    >>> diagram.at({t: 0.2}), diagram.at({t: 0.8})
    (<Status.ALWAYS: 'always'>, <Status.NEVER: 'never'>)
    """
    if isinstance(game, FiniteGame):
        condition = of_profiles(game, condition)
    game = in_variables(game, condition)
    of_type(game, Game, "game", fix="give a Game or a FiniteGame", where="phase_diagram")
    resolution = positive(resolution, "resolution")
    mapping(over, "over", fix="write {s_C: (1, 8)}")
    question = Question(game, condition, where)
    symbols, box = _plotted(question, over)
    if not 0 < resolution <= 1:
        raise OptionError(
            "the resolution is a share of each side",
            where=f"{resolution=}",
            fix="give a number in (0, 1]",
        )
    given = None
    if boundaries is not None:
        cuts = listed(boundaries, "boundaries", fix="write [s_C - 4*s_P]")
        given = [_boundary(b, question, symbols) for b in cuts]
    paved = _Paved(question, symbols, box, given, float(resolution), scheduler, timeout)
    try:
        with asked(timeout, effort) as units:
            paved.run(units)
    except (ClockEnded, Exhausted) as end:
        paved.leave_open(str(end))
    return paved.diagram()


@dataclass(slots=True)
class _Paved:
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
            self.polynomials = self._fitted(mark - spent())
            self.fitted = bool(self.polynomials)
            self.polynomials = self.polynomials or self._proposed(plotted, mark)
        tensors = [coefficients(g, symbols) for g in self.polynomials]
        domain = Domain(question.never(), [s.name for s in symbols])
        until = share_until(mark, _SHARE_PAVING)
        for cell in pave(box, tensors, domain, self.resolution, until, owner):
            self.cells.append(cell)  # one by one: those that were found stay if the clock ends it
        if owner is one_sign:
            self._decide(inside, mark)

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
        cross the box, some at most.
        """
        if set(plotted.parameters) == set(self.symbols):
            return []  # the region has looked at them
        try:
            with allowed(_SHARE_BORDERS * (mark - spent())):
                found = Agreements(plotted).proposed(mark=share_until(mark, _SHARE_BORDERS / 2))
        except (Exhausted, OptionError):
            return []
        ends = [
            (to_sympy(low), to_sympy((low + high) / 2), to_sympy(high)) for low, high in self.box
        ]
        points = [dict(zip(self.symbols, p, strict=True)) for p in product(*ends)]
        crossing = [
            g for g in found
            if g.free_symbols and g.free_symbols <= set(self.symbols)
            and {-1, 1} <= {sp.sign(g.subs(p)) for p in points}
        ]  # fmt: skip
        degrees = [sp.Poly(g, *self.symbols).total_degree() for g in crossing]
        simplest = [g for g, d in zip(crossing, degrees, strict=True) if d == min(degrees)]
        return simplest[:_MOST_BORDERS]

    def leave_open(self, reason: str) -> None:
        """What was not reached is unknown, and says why."""
        if not self.cells:
            self.cells = [Cell(box=self.box)]
        present = {p for c in self.cells for p in (*c.pieces, *c.met)}
        for signs in present - set(self.pieces):
            self.pieces[signs] = Verdict(claim="undecided: not reached", evidence=(reason,))

    def diagram(self) -> PhaseDiagram:
        """The diagram of it."""
        named = [replace(c, status=self._status(c)) for c in self.cells]
        return PhaseDiagram(
            over=tuple(s.name for s in self.symbols),
            cells=tuple(named),
            boundaries=tuple(self.polynomials),
            verdicts=self.pieces,
            resolution=self.resolution,
            fitted=self.fitted,
        )

    def _status(self, cell: Cell) -> Status:
        """What the pieces say of a cell."""
        if cell.pieces:
            [status] = {_inherited(self.pieces[p]) for p in cell.pieces}
            return status
        met = {self.pieces[p].status for p in cell.met}
        return Status.SOMETIMES if {Status.ALWAYS, Status.NEVER} <= met else Status.UNKNOWN


def _used(found: Sequence[Decided]) -> list[int]:
    """The borders that cells name."""
    return sorted({k for d in found for k in d.cell.allowed})


def _inherited(verdict: Verdict) -> Status:
    """What holds for every part of a piece: `sometimes` says nothing of a part."""
    return Status.UNKNOWN if verdict.status is Status.SOMETIMES else verdict.status


def _plotted(
    question: Question, over: Mapping[sp.Symbol, Bounds] | Mapping[str, Bounds]
) -> tuple[list[sp.Symbol], Box]:
    if not over:
        raise OptionError("over is empty", where="over = {}", fix="write {s_C: (1, 8)}")
    symbols, box = [], []
    for key, bounds in over.items():
        symbol = question.table.find(key)
        if symbol not in question.parameters:
            raise OptionError(
                f"{symbol} is not a parameter",
                where="over",
                fix="parameters: " + ", ".join(map(str, question.parameters)),
            )
        ends = listed(bounds, f"over[{symbol}]", fix="write (low, high)")
        if len(ends) != 2:
            raise OptionError(
                f"over[{symbol}] is no range", where=f"{bounds}", fix="write (low, high)"
            )
        low, high = map(to_fraction, ends)
        if not low < high:
            raise OptionError(
                "the range is empty or reversed",
                where=f"over[{symbol}] = {bounds}",
                fix="write (low, high) with low < high",
            )
        symbols.append(symbol)
        box.append((low, high))
    return symbols, tuple(box)


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


def _boundary(given: Number, question: Question, symbols: list[sp.Symbol]) -> sp.Expr:
    from bargain.game.expression import parse

    g = parse(given, question.table.by_name) if isinstance(given, str) else given
    if not isinstance(g, (sp.Expr, Relational)):
        raise OptionError(
            f"{g!r} is not a polynomial", where="boundaries", fix="write for instance s_C - 4*s_P"
        )
    g = g.lhs - g.rhs if hasattr(g, "lhs") else g
    g = g.xreplace({f: to_sympy(f) for f in g.atoms(sp.Float)})  # the cut is exact everywhere
    g = sp.fraction(sp.together(g))[0]
    exact = g.is_polynomial(*symbols) and g.free_symbols <= set(symbols)
    if not exact or not all(c.is_Rational for c in sp.Poly(g, *symbols).coeffs()):
        raise OptionError(
            f"{g} is not a polynomial in the plotted parameters with rational coefficients",
            where="boundaries",
            fix="use only " + ", ".join(map(str, symbols)),
        )
    return sp.expand(g)


def _signed(g: sp.Expr, sign: int) -> sp.Basic:
    return sp.Gt(g, 0, evaluate=False) if sign > 0 else sp.Lt(g, 0, evaluate=False)
