"""The outer clock: the wall time that a whole question may take.

Searches count their work (`bargain.budget`); what they find does not depend on the time they take.
The only time that is measured is that of the whole question. Where work is counted the clock is
looked at, and when it has ended `TimeUp` is raised there, between two steps of a search and never
in the middle of one. A call into a library that may be long is made in a process apart, which is
ended with the clock (`bargain.apart`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from bargain.arguments import positive
from bargain.budget import allowed
from bargain.work.progress import in_a_session

__all__ = ["ClockEnded", "TimeUp", "asked", "time_left", "wait_a_little", "within"]

T = TypeVar("T")

#: Effort of work that has a clock alone: more than any clock leaves.
_PLENTY = 1e9
#: When the innermost question ends, on the clock of `time.monotonic`.
_END: ContextVar[float | None] = ContextVar("end", default=None)


class TimeUp(BaseException):
    """The clock has ended. Not an `Exception`, so that no library swallows it on the way."""

    def __str__(self) -> str:
        return super().__str__() or "the clock ended it"


class ClockEnded(Exception):
    """A question was ended by its own clock, which is no property of the question."""


def time_left() -> float | None:
    """Seconds of wall time that are left to the innermost question, at least 0; None outside."""
    end = _END.get()
    return None if end is None else max(0.0, end - time.monotonic())


def wait_a_little() -> None:
    """Wait for other processes, a fifth of a second."""
    time.sleep(0.2)


def look() -> None:
    """Raise `TimeUp` if the clock of the innermost question has ended."""
    end = _END.get()
    if end is not None and time.monotonic() >= end:
        raise TimeUp


@contextmanager
def asked(timeout: float, effort: float | None) -> Iterator[float]:
    """Put a whole question: the clock of its wall time, and the effort that it may spend.

    The body gets the effort that it may spend.

    Parameters
    ----------
    timeout : float
        Seconds of wall time.
    effort : float or None
        Units of counted work (`bargain.budget`); None stands for one unit per second of
        `timeout`, which is deterministic too.

    Raises
    ------
    ClockEnded
        If this clock ended the body. Where an outer one did, `TimeUp` goes on to it.

    Examples
    --------
    >>> with asked(60, None):
    ...     2 + 2
    4
    """
    timeout = positive(timeout, "timeout", unit="seconds")
    given = timeout if effort is None else effort
    amount = positive(given, "effort", unit="units of counted work")
    outer, end = _END.get(), time.monotonic() + timeout
    token = _END.set(end if outer is None else min(end, outer))
    try:
        with in_a_session("a question"), allowed(amount, look):
            yield amount
    except TimeUp as up:
        if outer is not None and time.monotonic() >= outer:
            raise
        text = f"the clock ended it after {timeout:g} s, which says nothing about the question"
        raise ClockEnded(f"{text}: a larger timeout= may answer it") from up
    finally:
        _END.reset(token)


def within(timeout: float | None, work: Callable[[], T], ended: Callable[[str], T]) -> T:
    """What some work finds, or what is to be said if the clock ends it.

    Its effort is not limited: a solver's own limits are its own.

    Parameters
    ----------
    timeout : float or None
        Seconds of wall time; None is no clock.
    work : callable
    ended : callable
        Given the reason.

    Examples
    --------
    >>> within(60, lambda: 2 + 2, len), within(None, lambda: 2 + 2, len)
    (4, 4)
    """
    if timeout is None:
        with in_a_session("a solver"):
            return work()
    try:
        with asked(timeout, _PLENTY):
            return work()
    except ClockEnded as end:
        return ended(str(end))
