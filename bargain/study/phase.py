r"""Phase diagrams: a paving of a region of parameters in which each cell has a proved status.

1. *Boundaries.* Where every parameter is plotted the region in which an agreement exists is asked
   for (`bargain.region`): its cells are the pieces, and what was proved of them is inherited. Else,
   or where that finds nothing, polynomials :math:`g_1, \dots, g_m` in the plotted parameters whose
   zero sets may separate the phases are given, or fitted through points found by bisection, or,
   where no change was seen, taken from the question's own borders and their discriminants. A fit
   is a guess; it is used only as a way to cut the region into pieces.
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
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sympy as sp
from sympy.core.relational import Relational

from bargain.arguments import listed, mapping, of_type, positive, within_reach
from bargain.budget import Exhausted
from bargain.clock import ClockEnded, asked
from bargain.errors import OptionError
from bargain.exact import to_fraction, to_sympy
from bargain.extras import require
from bargain.game.game import Game
from bargain.game.tables.finite_game import FiniteGame
from bargain.game.tables.pure_profiles import in_variables
from bargain.game.written import Bounds, Number, Values
from bargain.question.goals import Asked, of_profiles
from bargain.question.question import Question
from bargain.result import Result
from bargain.study.paving import Box, Cell, Signs, volume
from bargain.study.phase_pieces import Paved
from bargain.verdicts.verdict import Status, Verdict
from bargain.version import __version__
from bargain.work.scheduling import Scheduler

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

__all__ = ["Cell", "PhaseDiagram", "phase_diagram"]


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
        Cells are not split below this share of each side; at the edge of the region, and on borders
        with the same answer on both sides, below a quarter of it.
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
    paved = Paved(question, symbols, box, given, float(resolution), scheduler, timeout)
    try:
        with asked(timeout, effort) as units:
            paved.run(units)
    except (ClockEnded, Exhausted) as end:
        paved.leave_open(str(end))
    return PhaseDiagram(
        over=tuple(s.name for s in symbols),
        cells=paved.told(),
        boundaries=tuple(paved.polynomials),
        verdicts=paved.pieces,
        resolution=paved.resolution,
        fitted=paved.fitted,
    )


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
