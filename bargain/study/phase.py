r"""Phase diagrams: a paving of a region of parameters in which each cell has a proved status.

1. *Boundaries.* Polynomials :math:`g_1, \dots, g_m` in the plotted parameters whose zero sets may
   separate the phases: given, or fitted through points found by bisection. A fit is a guess; it is
   used only as a way to cut the region into pieces.
2. *Phases.* For each sign pattern of the :math:`g_k` the question is decided over that whole piece
   of the region, with a certificate.
3. *Cells.* The box is bisected. A cell on which every :math:`g_k` has one sign (Bernstein bounds,
   rational arithmetic) lies in one piece and inherits its verdict if that is `never` or `always`;
   `sometimes` says nothing of a part and leaves the cell `unknown`. A cell in which a sign changes
   is split until the resolution is reached, and is then `unknown`.

Nothing in a cell is extrapolated from points: a wrong guess of a boundary leaves cells unknown.
Cells outside the region are unknown as well: nothing is claimed there.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np
import sympy as sp
from sympy.core.relational import Relational

from bargain.arguments import listed, mapping, of_type, positive
from bargain.decide.alarm import TimeUp, alarm
from bargain.decide.decide import decide
from bargain.decide.question import Question
from bargain.decide.region import sample_point
from bargain.decide.verdict import Status, Verdict
from bargain.errors import EmptyRegionError, LimitReached, OptionError
from bargain.exact import to_fraction, to_sympy
from bargain.game.game import Game
from bargain.study.bernstein import bounds_on, coefficients, sign_on

__all__ = ["Cell", "PhaseDiagram", "phase_diagram"]

_SHARE_PAVING = 0.4  # of the time left, for the cells; the rest is for the pieces
_SHARE_PIECES = 0.9  # the rest of it is for putting the cells together

Signs = tuple[int, ...]
Box = tuple[tuple[Fraction, Fraction], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A box of parameters: its status, and the piece of the region that it lies in."""

    box: Box
    status: Status = Status.UNKNOWN
    piece: Signs | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseDiagram:
    """A paving of a box of parameters.

    Attributes
    ----------
    over : tuple of str
        The plotted parameters, in the order of each cell's box.
    cells : tuple of Cell
        They cover the box and overlap on faces only.
    boundaries : tuple of sympy.Expr
        The polynomials that cut the region.
    verdicts : mapping of signs to Verdict
        The verdict on each piece of the region, with its certificate.
    resolution : float
        The smallest cell, as a share of each side.
    """

    over: tuple[str, ...]
    cells: tuple[Cell, ...] = field(repr=False)
    boundaries: tuple[sp.Expr, ...]
    verdicts: Mapping[Signs, Verdict] = field(repr=False)
    resolution: float

    def share(self, status: Status | str) -> float:
        """The share of the box's volume with a status."""
        volumes = Counter[str]()
        for cell in self.cells:
            volumes[str(cell.status)] += _volume(cell.box)  # type: ignore[assignment]
        return float(volumes[str(status)] / sum(volumes.values()))

    @property
    def unknown_share(self) -> float:
        """The share of the box left unknown."""
        return self.share(Status.UNKNOWN)

    def at(self, point: Mapping[Any, Any]) -> Status:
        """The status at a point; unknown on a face shared by cells whose statuses differ.

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
        return found.pop() if len(found) == 1 else Status.UNKNOWN

    def certificate_of(self, cell: Cell) -> Mapping[str, Any] | None:
        """The certificate of the piece that a cell lies in."""
        if cell.piece is None:
            return None
        return self.verdicts[cell.piece].certificate

    def summary(self) -> str:
        """Shares by status, and the boundaries."""
        shares = ", ".join(f"{s} {100 * self.share(s):.1f} %" for s in Status if self.share(s))
        cut = "; ".join(str(b) for b in self.boundaries) or "none"
        return (
            f"phase diagram over {', '.join(self.over)}: {shares} "
            f"({len(self.cells)} cells)\n  boundaries: {cut}"
        )

    def to_dict(self) -> dict[str, Any]:
        """The paving as plain data, with the digest of each cell's certificate."""
        return {
            "over": list(self.over),
            "resolution": self.resolution,
            "boundaries": [str(b) for b in self.boundaries],
            "pieces": [
                {"signs": list(k), "verdict": v.to_dict()} for k, v in self.verdicts.items()
            ],
            "cells": [
                {
                    "box": [[str(a), str(b)] for a, b in c.box],
                    "status": str(c.status),
                    "piece": None if c.piece is None else list(c.piece),
                }
                for c in self.cells
            ],
            "unknown_share": self.unknown_share,
        }

    def __repr__(self) -> str:
        return f"<PhaseDiagram {self.summary().splitlines()[0]}>"


def _volume(box: Box) -> Fraction:
    volume = Fraction(1)
    for low, high in box:
        volume *= high - low
    return volume


def phase_diagram(
    game: Game,
    condition: Any,
    over: Mapping[Any, tuple[Any, Any]],
    *,
    where: Any = (),
    resolution: float = 0.02,
    boundaries: Sequence[Any] | None = None,
    timeout: float = 120.0,
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
        Cells are not split below this share of each side.
    boundaries : sequence of expressions, optional
        Polynomials in the plotted parameters that may separate the phases. Without it they are
        fitted through points found by bisection.
    timeout : float, default 120
        Seconds, kept within 10 %: half of it to fit boundaries, if none are given. Cells that are
        not reached in the time are unknown.

    Returns
    -------
    PhaseDiagram

    Raises
    ------
    OptionError
        For an unknown parameter, a reversed or infinite range, or a resolution outside (0, 1].

    References
    ----------
    THEORY, statements 2, 3, 11 and 15.
    """
    of_type(game, Game, "game", fix="give a Game with continuous actions", where="phase_diagram")
    timeout = positive(timeout, "timeout", unit="seconds")
    resolution = positive(resolution, "resolution")
    mapping(over, "over", fix="write {s_C: (1, 8)}")
    deadline = time.monotonic() + timeout
    question = Question(game, condition, where)
    symbols, box = _plotted(question, over)
    with suppress(LimitReached):  # an empty region has no diagram
        sample_point(question.never(), deadline=deadline)
    if not 0 < resolution <= 1:
        raise OptionError(
            "the resolution is a share of each side",
            where=f"{resolution=}",
            fix="give a number in (0, 1]",
        )
    polynomials: list[sp.Expr] = []
    if boundaries is None:
        from bargain.study.boundaries import fitted_boundaries

        until = deadline - timeout / 2
        try:
            with alarm(until - time.monotonic()):
                polynomials = fitted_boundaries(
                    question, symbols, box, deadline=_until(until, _SHARE_PIECES)
                )
        except TimeUp:  # then nothing cuts the box but the region
            polynomials = []
    else:
        given = listed(boundaries, "boundaries", fix="write [s_C - 4*s_P]")
        polynomials = [_boundary(b, question, symbols) for b in given]
    polynomials += [g for g in _region_edges(question, symbols, box) if g not in polynomials]
    inside = [
        sp.Ge(s, to_sympy(low), evaluate=False) for s, (low, _) in zip(symbols, box, strict=True)
    ]
    inside += [
        sp.Le(s, to_sympy(high), evaluate=False) for s, (_, high) in zip(symbols, box, strict=True)
    ]
    tensors = [coefficients(g, symbols) for g in polynomials]
    pieces: dict[Signs, Verdict] = {}
    cells: list[Cell] = []
    _pave(box, tensors, float(resolution), box, cells, _until(deadline, _SHARE_PAVING))
    present = sorted({c.piece for c in cells if c.piece is not None})
    for position, signs in enumerate(present):
        relations = [*inside, *(_signed(g, s) for g, s in zip(polynomials, signs, strict=True))]
        left = (_until(deadline, _SHARE_PIECES) - time.monotonic()) / (len(present) - position)
        if left <= 0:
            pieces[signs] = Verdict(claim="undecided: the time ended before this piece")
            continue
        try:
            pieces[signs] = decide(game, condition, [*question.where, *relations], timeout=left)
        except EmptyRegionError as error:
            pieces[signs] = Verdict(
                claim="the piece has no point of the region", evidence=(str(error),)
            )
    named = [
        Cell(
            box=c.box,
            piece=c.piece,
            status=_inherited(pieces[c.piece]) if c.piece is not None else Status.UNKNOWN,
        )
        for c in cells
    ]
    return PhaseDiagram(
        over=tuple(s.name for s in symbols),
        cells=tuple(named),
        boundaries=tuple(polynomials),
        verdicts=pieces,
        resolution=float(resolution),
    )


def _until(deadline: float, share: float) -> float:
    now = time.monotonic()
    return now + share * max(0.0, deadline - now)


def _inherited(verdict: Verdict) -> Status:
    """What holds for every part of a piece: `sometimes` says nothing of a part."""
    return Status.UNKNOWN if verdict.status is Status.SOMETIMES else verdict.status


def _plotted(
    question: Question, over: Mapping[Any, tuple[Any, Any]]
) -> tuple[list[sp.Symbol], Box]:
    if not over:
        raise OptionError("over is empty", fix="write {s_C: (1, 8)}")
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
            raise OptionError(f"over[{symbol}] is no range", where=f"{bounds}",
                              fix="write (low, high)")
        low, high = map(to_fraction, ends)
        if not low < high:
            raise OptionError("the range is empty or reversed", where=f"over[{symbol}] = {bounds}")
        symbols.append(symbol)
        box.append((low, high))
    return symbols, tuple(box)


def _boundary(given: Any, question: Question, symbols: list[sp.Symbol]) -> sp.Expr:
    from bargain.game.expression import parse

    g = parse(given, question.table.by_name) if isinstance(given, str) else given
    if not isinstance(g, (sp.Expr, Relational)):
        raise OptionError(f"{g!r} is not a polynomial", where="boundaries",
                          fix="write for instance s_C - 4*s_P")
    g = sp.together(g.lhs - g.rhs if hasattr(g, "lhs") else g)
    g = sp.fraction(g)[0]
    if not g.is_polynomial(*symbols) or not g.free_symbols <= set(symbols):
        raise OptionError(
            f"{g} is not a polynomial in the plotted parameters",
            where="boundaries",
            fix="use only " + ", ".join(map(str, symbols)),
        )
    return sp.expand(g)


def _region_edges(question: Question, symbols: list[sp.Symbol], box: Box) -> list[sp.Expr]:
    """Relations of the region that fail somewhere in the box: cells beyond them are unknown."""
    edges = []
    for relation in question.region:
        g = sp.expand(relation.lhs - relation.rhs)
        if not g.free_symbols <= set(symbols) or not g.is_polynomial(*symbols):
            continue
        low, high = bounds_on(coefficients(g, symbols), box)
        inside = high <= 0 if relation.rel_op in ("<", "<=") else low >= 0
        if not inside or relation.rel_op == "!=":
            edges.append(g)
    return edges


def _signed(g: sp.Expr, sign: int) -> sp.Basic:
    return sp.Gt(g, 0, evaluate=False) if sign > 0 else sp.Lt(g, 0, evaluate=False)


def _pave(
    box: Box,
    tensors: list[np.ndarray[Any, Any]],
    resolution: float,
    whole: Box,
    cells: list[Cell],
    until: float,
) -> None:
    """Bisect until every boundary has one sign on the cell or the cell is small enough.

    The largest cells come first, so that what is left when the time ends is thin.
    """
    queue = deque([box])
    while queue:
        cell = queue.popleft()
        if time.monotonic() > until:
            cells.append(Cell(box=cell))
            continue
        signs = tuple(sign_on(t, cell) for t in tensors)
        if 0 not in signs:
            cells.append(Cell(box=cell, piece=signs))
            continue
        shares = [
            (high - low) / (top - bottom)
            for (low, high), (bottom, top) in zip(cell, whole, strict=True)
        ]
        axis = max(range(len(shares)), key=lambda k: shares[k])
        if shares[axis] <= resolution:
            cells.append(Cell(box=cell))
            continue
        low, high = cell[axis]
        middle = (low + high) / 2
        queue += [
            (*cell[:axis], part, *cell[axis + 1 :]) for part in ((low, middle), (middle, high))
        ]
