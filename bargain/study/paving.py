r"""Cells of a box of parameters: which piece each lies in, and whether it lies in the region.

Everything is decided by Bernstein bounds in rational arithmetic on the closed cell:

- *piece*: the signs that the cutting polynomials have on the whole cell are those of one piece, or
  of several of which the same was proved;
- *inside*: every relation of the region holds on the whole cell (a strict one strictly), and each
  point of the cell has values of the parameters that are not plotted with which it is in the region
  (one choice of them that serves the whole cell);
- *outside*: some relation of the region between plotted parameters fails on the whole cell.

A cell that is none of these is split until the resolution is reached. Then it has points of several
pieces, if it is inside and its corners or its middle are in several, or nothing is said of it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np

from bargain.budget import Exhausted, passed, spend, spent
from bargain.clock import TimeUp
from bargain.errors import EmptyRegionError
from bargain.intervals.bernstein import bounds_on, tensor_of
from bargain.question.region_points import points
from bargain.refute.ring import Ring
from bargain.result import Result
from bargain.verdicts.verdict import Status

__all__ = ["Box", "Cell", "Domain", "Owner", "Signs", "one_sign", "pave", "volume"]

Hypothesis = Mapping[str, Any]  # a statement, or one relation of it, as data
Signs = tuple[int, ...]
Box = tuple[tuple[Fraction, Fraction], ...]
_EDGE = 4  # so many times smaller are the smallest cells at the edge of the region
_ANY = frozenset((-1, 0, 1))  # the signs of a polynomial of which nothing is known
_FIBRES = 40  # choices of the parameters that are not plotted, kept for other cells


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Cell(Result):
    """A box of parameters: its status, and the piece of the region that it lies in.

    A cell outside the region is `outside` and has no status: nothing is claimed there.

    Attributes
    ----------
    status : Status
        `always` and `never` hold of the whole closed cell, `sometimes` if both were proved of some
        of its points.
    pieces : tuple of pieces
        Those that the cell lies in together; the same was proved of them.
    met : tuple of pieces
        Where there are none, those that its corners and its middle are in.
    """

    box: Box
    status: Status = Status.UNKNOWN
    pieces: tuple[Signs, ...] = ()
    outside: bool = False
    met: tuple[Signs, ...] = ()

    @property
    def piece(self) -> Signs | None:
        """The piece that the cell lies in, if it is one."""
        return self.pieces[0] if len(self.pieces) == 1 else None

    @property
    def label(self) -> str:
        """The status as text, ``outside`` for a cell outside the region."""
        return "outside" if self.outside else str(self.status)


def volume(box: Box) -> Fraction:
    """The volume of a box."""
    found = Fraction(1)
    for low, high in box:
        found *= high - low
    return found


@dataclass(slots=True)
class Domain:
    """The region of a statement, seen from the plotted parameters.

    Parameters
    ----------
    statement : mapping
        Its region is what the proofs are about.
    plotted : sequence of str
        The names of the plotted parameters.
    """

    statement: Hypothesis
    plotted: Sequence[str]
    fibres: list[dict[str, Fraction]] = field(default_factory=list)

    own: list[Hypothesis] = field(init=False)  # between plotted parameters
    mixed: list[Hypothesis] = field(init=False)  # the other relations

    def __post_init__(self) -> None:
        plotted, region = set(self.plotted), self.statement["region"]
        self.own = [h for h in region if self._names(h) <= plotted]
        self.mixed = [h for h in region if not self._names(h) <= plotted]
        if not any(self._names(h) & plotted for h in self.mixed):
            self.mixed = []  # the same choices everywhere, and the region is not empty

    def left_open(self, box: Box, among: Sequence[Hypothesis]) -> list[Hypothesis] | None:
        """Those of `among` that may fail on the cell; None if one fails on the whole of it."""
        answers = [(h, self._on(h, box, {})) for h in among]
        if any(answer is False for _, answer in answers):
            return None
        return [h for h, answer in answers if answer is None]

    def has_fibre(self, box: Box, mark: float) -> bool:
        """Whether one choice of the other parameters puts the whole cell into the region."""
        if not self.mixed or any(self._serves(values, box) for values in self.fibres):
            return True
        values = self._at_the_middle(box, mark)
        if values is None:
            return False
        self.fibres = [values, *self.fibres][:_FIBRES]
        return self._serves(values, box)

    def _names(self, h: Hypothesis) -> set[str]:
        polys = [h["poly"]] if h["rel"] != "or" else [p for part in h["any"] for _, p in part]
        variables = self.statement["variables"]
        return {variables[i] for p in polys for _, es in p for i, e in enumerate(es) if e}

    def _on(self, h: Hypothesis, box: Box, values: Mapping[str, Fraction]) -> bool | None:
        """Whether a relation holds on the whole cell, fails on the whole cell, or neither."""
        parts = h["any"] if h["rel"] == "or" else [[[h["rel"], h["poly"]]]]
        answers = []
        for part in parts:
            each = [self._relation(rel, poly, box, values) for rel, poly in part]
            answers.append(False if False in each else None if None in each else True)
        return True if True in answers else None if None in answers else False

    def _relation(
        self,
        rel: str,
        poly: Sequence[tuple[str, Sequence[int]]],
        box: Box,
        values: Mapping[str, Fraction],
    ) -> bool | None:
        tensor = tensor_of(poly, self.statement["variables"], self.plotted, values)
        low, high = bounds_on(tensor, box)
        if rel == "=":
            return True if low == high == 0 else False if low > 0 or high < 0 else None
        if rel == ">":
            return True if low > 0 else False if high <= 0 else None
        return True if low >= 0 else False if high < 0 else None

    def _serves(self, values: Mapping[str, Fraction], box: Box) -> bool:
        return all(self._on(h, box, values) is True for h in self.mixed)

    def _at_the_middle(self, box: Box, mark: float) -> dict[str, Fraction] | None:
        middle = {n: (low + high) / 2 for n, (low, high) in zip(self.plotted, box, strict=True)}
        pinned = Ring(self.statement["parameters"]).pinned(middle)
        try:
            for point in points(self.statement, 1, mark=min(mark, spent() + 2), also=pinned):
                return {n: v for n, v in point.items() if n not in self.plotted}
        except EmptyRegionError:
            pass
        return None


Owner = Callable[[Sequence[frozenset[int]]], tuple[Signs, ...]]


def one_sign(signs: Sequence[frozenset[int]]) -> tuple[Signs, ...]:
    """The piece where every polynomial has one sign and none is 0, named by the signs."""
    if all(s in ({1}, {-1}) for s in signs):
        return (tuple(next(iter(s)) for s in signs),)
    return ()


@dataclass(frozen=True, slots=True)
class _Part:
    """A box to be looked at, and what is known of it from the larger one that it is cut from."""

    box: Box
    signs: Sequence[frozenset[int]]  # of each polynomial
    relations: Sequence[Hypothesis]  # of the region that may fail


def pave(
    box: Box,
    tensors: Sequence[np.ndarray],
    domain: Domain,
    resolution: float,
    until: float,
    owner: Owner = one_sign,
) -> Iterator[Cell]:
    """Bisect until a cell lies in one piece of the region, or outside, or is small enough.

    What holds on a cell (a relation, the sign of a polynomial) is not asked of its parts again.
    The largest cells come first, so that what is left when the effort is spent is thin. `owner`
    says which pieces a cell lies in on which the polynomials have these signs.

    Raises
    ------
    TimeUp, Exhausted
        After the last cell: whatever ends the work, the cells cover the box.
    """
    paving = _Paving(box, tensors, domain, resolution, owner)
    queue = deque([_Part(box, [_ANY] * len(tensors), domain.own)])
    try:
        while queue and not passed(until):
            found = paving.cell_or_halves(queue[0], until)
            queue.popleft()
            if isinstance(found, Cell):
                yield found
            else:
                queue += found
    except (TimeUp, Exhausted):
        yield from (Cell(box=part.box) for part in queue)
        raise
    yield from (Cell(box=part.box) for part in queue)


@dataclass(slots=True)
class _Paving:
    """What a part of the box is."""

    whole: Box
    tensors: Sequence[np.ndarray]
    domain: Domain
    resolution: float
    owner: Owner

    def cell_or_halves(self, part: _Part, until: float) -> Cell | list[_Part]:
        """The cell that a part is, or its two halves."""
        box, domain = part.box, self.domain
        sizes = zip(self.tensors, part.signs, strict=True)
        spend(200 + 60 * sum(t.size for t, s in sizes if len(s) > 1))
        relations = domain.left_open(box, part.relations)
        if relations is None:
            return Cell(box=box, outside=True)
        signs = _signs(self.tensors, box, part.signs)
        pieces = self.owner(signs)
        if pieces and not relations and domain.has_fibre(box, until):
            return Cell(box=box, pieces=pieces)
        shares = [
            (high - low) / (top - bottom)
            for (low, high), (bottom, top) in zip(box, self.whole, strict=True)
        ]
        axis = max(range(len(shares)), key=lambda k: shares[k])
        # at the edge of the region only the cell's place is open, which costs little
        finer = _EDGE if pieces and not domain.mixed else 1
        if shares[axis] <= self.resolution / finer:
            across = pieces or relations or not domain.has_fibre(box, until)
            met = () if across or domain.mixed else _met(box, self.tensors, signs, self.owner)
            return Cell(box=box, met=met)
        low, high = box[axis]
        middle = (low + high) / 2
        return [
            _Part((*box[:axis], side, *box[axis + 1 :]), signs, relations)
            for side in ((low, middle), (middle, high))
        ]


def _signs(
    tensors: Sequence[np.ndarray], box: Box, above: Sequence[frozenset[int]]
) -> list[frozenset[int]]:
    """The signs that each polynomial may have on a closed cell, which lies in one with `above`.

    A polynomial that has one sign on the larger cell has it here too.
    """
    return [s if len(s) == 1 else _signs_of(t, box) for t, s in zip(tensors, above, strict=True)]


def _signs_of(tensor: np.ndarray, box: Box) -> frozenset[int]:
    low, high = bounds_on(tensor, box)
    return frozenset(
        sign for sign, there in ((-1, low < 0), (0, low <= 0 <= high), (1, high > 0)) if there
    )


def _met(
    cell: Box, tensors: Sequence[np.ndarray], signs: Sequence[frozenset[int]], owner: Owner
) -> tuple[Signs, ...]:
    """The pieces that a cell of the region is known to meet, at its corners and its middle."""
    places = [*product(*cell), tuple((low + high) / 2 for low, high in cell)]
    owners = (owner(_signs(tensors, tuple((x, x) for x in p), signs)) for p in places)
    return tuple(dict.fromkeys(piece for found in owners for piece in found))
