"""A last resort against work that does not look at the clock (factorisation, expansion).

The provers keep their deadlines themselves. Where one call of a library outlasts the deadline, an
alarm signal ends it: in the main thread of systems that have interval timers; elsewhere the call
runs to its end.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["TimeUp", "alarm"]

_GRACE = 1.05  # of the time allowed: the provers end by themselves before


class TimeUp(BaseException):
    """The alarm rang. Not an `Exception`, so that no library swallows it on the way."""


@contextmanager
def alarm(seconds: float) -> Iterator[None]:
    """Raise `TimeUp` in the body soon after the seconds have passed.

    Parameters
    ----------
    seconds : float
        The time allowed. An alarm that is already set stays in charge.

    Examples
    --------
    >>> with alarm(60):
    ...     2 + 2
    4
    """
    usable = hasattr(signal, "setitimer") and (
        threading.current_thread() is threading.main_thread()
    )
    if not usable or signal.getitimer(signal.ITIMER_REAL)[0] > 0:
        yield
        return

    def ring(_number: int, _frame: FrameType | None) -> None:
        raise TimeUp(f"one step was still running after {seconds:g} s and was ended")

    before = signal.signal(signal.SIGALRM, ring)
    # the repetition rings again should a callback of a library swallow the first
    signal.setitimer(signal.ITIMER_REAL, _GRACE * seconds + 0.05, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
