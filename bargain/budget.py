"""Effort: the work that a search may do, counted and never measured.

Searches count what they do in *steps*: products of monomials, pivots and entries of exact
elimination, boxes times nodes, the resource count of z3. A step is an amount of work and takes the
same number on every machine, so a search that stops when its effort is spent stops at the same
place everywhere, whatever else the machine is doing. A *unit* of effort is a million steps, about
the work of one second on an ordinary idle core. The only clock is the outer one of a whole question
(`bargain.clock`).

Each thread has a meter. Shares of what is left are marks on it: ``spent() + 0.4 * left``. Where the
innermost mark is passed, `spend` raises `Exhausted`; the same call is where it is raised each time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from math import inf
from typing import Protocol

__all__ = [
    "UNIT", "Exhausted", "TooLarge", "allowed", "cut", "passed", "share_until", "skip", "spend",
    "spend_on", "spent",
]  # fmt: skip

#: Steps in one unit of effort.
UNIT = 1_000_000
#: Searches that look at the meter by themselves end before they are ended: a share, and units.
_GRACE, _REST = 1.05, 0.05
#: Steps for one node of an expression that is put, expanded and written.
_NODE = 200


class Exhausted(BaseException):
    """The effort allowed is spent. Not an `Exception`, so that no library swallows it."""

    def __str__(self) -> str:
        return super().__str__() or "its effort was spent"


class TooLarge(Exhausted):
    """A step was not begun, because it would be larger than any proof can use."""


class Written(Protocol):
    """An expression: a node, and the nodes below it."""

    @property
    def args(self) -> tuple[Written, ...]: ...


@dataclass(slots=True)
class _Meter:
    """What was spent, where it ends, and what was left out."""

    steps: int = 0
    end: float = inf
    watch: Callable[[], None] | None = None  # the clock of the whole question
    skipped: list[str] = field(default_factory=list)
    cut: int = 0  # steps that were ended because their effort was spent


_METER: ContextVar[_Meter | None] = ContextVar("meter", default=None)


def _meter() -> _Meter:
    meter = _METER.get()
    if meter is None:
        meter = _Meter()
        _METER.set(meter)
    return meter


def spent() -> float:
    """Return the reading of this thread's meter in units.

    Examples
    --------
    >>> before = spent()
    >>> spend(UNIT)
    >>> round(spent() - before, 9)
    1.0
    """
    return _meter().steps / UNIT


def spend(steps: int) -> None:
    """Count steps of work that was done, or is about to be.

    Raises
    ------
    Exhausted
        If the innermost mark is passed.
    """
    meter = _meter()
    meter.steps += steps
    if meter.watch is not None:
        meter.watch()
    if meter.steps > meter.end:
        meter.cut += 1
        raise Exhausted


def spend_on(expression: Written) -> None:
    """Count the work of going through an expression once: its terms and their factors.

    Examples
    --------
    >>> import sympy as sp
    >>> x, before = sp.Symbol("x"), spent()
    >>> spend_on(x**2 + 3 * x)
    >>> round(UNIT * (spent() - before))
    1400
    """
    spend(_NODE * (1 + sum(1 + len(part.args) for part in expression.args)))


def share_until(mark: float, share: float) -> float:
    """Return the mark at a share of the way from here to another mark; here if that is passed.

    Examples
    --------
    >>> round(share_until(spent() + 10, 0.4) - spent(), 6)
    4.0
    """
    now = spent()
    return now + share * max(0.0, mark - now)


def passed(mark: float) -> bool:
    """Return whether the meter is beyond a mark: the caller then ends what it does.

    Examples
    --------
    >>> passed(spent() + 1), passed(spent() - 1)
    (False, True)
    """
    meter = _meter()
    if meter.watch is not None:
        meter.watch()
    late = meter.steps > mark * UNIT
    meter.cut += late
    return late


def cut() -> int:
    """Return how often a step was ended so far because its effort was spent."""
    return _meter().cut


def skip(reason: object) -> None:
    """Note a step that was left out, for the evidence of an undecided question."""
    meter = _meter()
    if str(reason) not in meter.skipped:
        meter.skipped.append(str(reason))


def _steps(effort: float) -> float:
    return UNIT * (_GRACE * max(0.0, effort) + _REST)


@contextmanager
def allowed(effort: float, watch: Callable[[], None] | None = None) -> Iterator[list[str]]:
    """Raise `Exhausted` in the body where more than the effort is spent.

    Inside another `allowed` the smaller of both ends is kept. The body gets the list of the steps
    that are left out in it (`skip`).

    Parameters
    ----------
    effort : float
        In units.
    watch : callable, optional
        Called whenever work is counted or the meter is read; it may end the body (`bargain.clock`).

    Examples
    --------
    >>> with allowed(1):
    ...     spend(2 * UNIT)
    Traceback (most recent call last):
    ...
    bargain.budget.Exhausted: its effort was spent
    """
    outer = _METER.get()
    if outer is not None and outer.end < inf:
        end, before = outer.end, outer.watch
        outer.end = min(end, outer.steps + _steps(effort))
        outer.watch = watch or before
        try:
            yield outer.skipped
        finally:
            outer.end, outer.watch = end, before
        return
    meter = _Meter(end=_steps(effort), watch=watch)  # a question of its own: its meter starts at 0
    token = _METER.set(meter)
    try:
        yield meter.skipped
    finally:
        _METER.reset(token)
        if outer is not None:
            outer.steps += meter.steps
            outer.cut += meter.cut
