"""Bisection: the tree of boxes behind every branch and prune.

A *judge* says of each box of a batch what becomes of it: a leaf of the tree, which settles the
box, `Bisected` along a variable, or None, too small to be bisected. The engine keeps the tree, the
open boxes (depth first) and the limits; judges know the mathematics.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeAlias, TypeVar

import numpy as np

from bargain.budget import passed
from bargain.intervals.enclosures import Floats

__all__ = ["Bisected", "Bisection", "Judge", "OpenBox"]

Leaf = TypeVar("Leaf")


@dataclass(frozen=True, slots=True)
class Bisected:
    """Two boxes follow, the halves along a variable."""

    variable: int

    def plain(self) -> list[int | str | list[str]]:
        """The token as a certificate writes it."""
        return ["s", self.variable]


@dataclass(frozen=True, slots=True)
class OpenBox:
    """A box that is not settled; `node` is its place in the tree."""

    node: int
    low: Floats
    high: Floats

    @property
    def ends(self) -> tuple[tuple[float, float], ...]:
        """The interval of each variable."""
        return tuple((float(a), float(b)) for a, b in zip(self.low, self.high, strict=True))

    def halves(self, variable: int) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
        """The lower and the upper half along a variable, as pairs of ends."""
        upper_low, lower_high = self.low.copy(), self.high.copy()
        upper_low[variable] = lower_high[variable] = 0.5 * (
            self.low[variable] + self.high[variable]
        )
        return (self.low, lower_high), (upper_low, self.high)


#: What becomes of boxes, given as arrays of lower and upper ends with a column per box.
Judge: TypeAlias = Callable[[Floats, Floats], Sequence[Leaf | Bisected | None]]


@dataclass(slots=True)
class Bisection(Generic[Leaf]):
    """A tree of boxes that grows from a root box, its node 0.

    Examples
    --------
    >>> def judge(low, high):
    ...     return ["small" if b - a <= 1 else Bisected(0) for a, b in zip(low[0], high[0])]
    >>> tree = Bisection.of(np.array([0.0]), np.array([2.0]))
    >>> tree.run(judge, stop_at=float("inf"), max_boxes=10, batch=4, small="stuck"), tree.stream()
    ('', [Bisected(variable=0), 'small', 'small'])
    """

    open: list[OpenBox]
    tokens: list[Leaf | Bisected | None] = field(default_factory=lambda: [None])
    stuck: list[OpenBox] = field(default_factory=list)
    _left: dict[int, int] = field(default_factory=dict)  # of a bisected box, its lower half

    @classmethod
    def of(cls, low: Floats, high: Floats) -> Bisection[Leaf]:
        """A tree of one box."""
        return cls([OpenBox(0, low, high)])

    def run(
        self,
        judge: Judge[Leaf],
        *,
        stop_at: float,
        max_boxes: int,
        batch: int,
        small: str,
        most_small: int = 1,
    ) -> str:
        """Bisect until every box is settled; return why it stopped otherwise.

        Parameters
        ----------
        judge : function
        stop_at : float
            On the meter of `bargain.budget`.
        max_boxes, batch : int
            Boxes of the tree after which it stops, and boxes that are judged together.
        small : str
            What to return for boxes that are too small to be bisected.
        most_small : int, default 1
            So many of them end the search.
        """
        while self.open:
            if passed(stop_at):
                return "the effort was spent"
            if len(self.tokens) > max_boxes:
                return "number of boxes"
            boxes = [self.open.pop() for _ in range(min(batch, len(self.open)))]
            low = np.stack([box.low for box in boxes], axis=1)
            high = np.stack([box.high for box in boxes], axis=1)
            for box, verdict in zip(boxes, judge(low, high), strict=True):
                if verdict is None:
                    self.stuck.append(box)
                    if len(self.stuck) >= most_small:
                        return small
                    continue
                self.tokens[box.node] = verdict
                if isinstance(verdict, Bisected):
                    self._left[box.node] = len(self.tokens)
                    for half in box.halves(verdict.variable):
                        self.open.append(OpenBox(len(self.tokens), *half))
                        self.tokens.append(None)
        return small if self.stuck else ""

    def stream(self) -> list[Leaf | Bisected]:
        """The finished tree as a stream of tokens, lower half first."""
        found: list[Leaf | Bisected] = []
        stack = [0]
        while stack:
            k = stack.pop()
            token = self.tokens[k]
            assert token is not None, "every box is settled"
            found.append(token)
            if k in self._left:
                stack += [self._left[k] + 1, self._left[k]]
        return found

    def undecided(self) -> OpenBox | None:
        """A box that is not settled, if there is one."""
        return next(iter([*self.stuck, *reversed(self.open)]), None)
