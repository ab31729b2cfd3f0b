"""The outer clock: the wall time that a whole question may take, and the bell that ends it.

Searches count their work (`bargain.budget`); what they find does not depend on the time they take.
The only time that is measured is that of the whole question. When it ends a bell raises `TimeUp`
in it: by an alarm signal in the main thread, else by an exception that another thread sets. Both
act between two steps of Python only; a call into a library that may be long is made in a process
apart (`bargain.apart`), which can be ended at any moment. Where something is under way that
must not be left half-way the bell waits a moment.
"""

from __future__ import annotations

import ctypes
import gc
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from types import FrameType
from typing import Any

from bargain.arguments import positive
from bargain.budget import allowed

__all__ = ["ClockEnded", "TimeUp", "asked", "time_left"]

_AGAIN = 0.02  # seconds to the next try, where a ring has to wait
_PAUSE = 0.2  # seconds to the next ring, should a callback of a library swallow one
_WHOLE = {"importlib._bootstrap", "bargain.apart", "weakref", "_weakrefset"}


class TimeUp(BaseException):
    """The bell rang. Not an `Exception`, so that no library swallows it on the way."""

    def __str__(self) -> str:
        return super().__str__() or "the clock ended it"


class ClockEnded(Exception):
    """A question was ended by its own clock, which is no property of the question."""


@dataclass(frozen=True, slots=True)
class _Deadline:
    """When the bell rings, on the clock of `time.monotonic`."""

    ring: float
    body: FrameType  # where the body is


_DEADLINE: ContextVar[_Deadline | None] = ContextVar("deadline", default=None)


def time_left() -> float | None:
    """Seconds of wall time that are left to the innermost question, at least 0; None outside."""
    deadline = _DEADLINE.get()
    return None if deadline is None else max(0.0, deadline.ring - time.monotonic())


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
    outer, started = _DEADLINE.get(), time.monotonic()
    body = sys._getframe(2)  # beyond this generator and the step of contextlib that runs it
    try:
        with _clock(timeout, body), allowed(amount):
            yield amount
    except (TimeUp, SystemError) as end:
        # a ring inside a callback of a C library comes out of it as a SystemError
        if isinstance(end, SystemError) and time.monotonic() < started + timeout:
            raise
        if outer is not None and time.monotonic() >= outer.ring:
            raise
        text = f"the clock ended it after {timeout:g} s, which says nothing about the question"
        raise ClockEnded(f"{text}: a larger timeout= may answer it") from end


@contextmanager
def _clock(seconds: float, body: FrameType) -> Iterator[None]:
    """Raise `TimeUp` in the body when the seconds have passed, or those of an outer clock.

    A timer signal that the caller has set for itself is left alone.
    """
    outer = _DEADLINE.get()
    ring = time.monotonic() + seconds
    own = _Deadline(ring if outer is None else min(ring, outer.ring), body)
    try:
        try:
            _DEADLINE.set(own)
            with (_signalled if _signals(nested=outer is not None) else _rung)(own, outer):
                yield
        finally:
            _finish(partial(_leave, outer))
    finally:  # once more, should a ring have come between the end of the body and the line above
        _finish(partial(_leave, outer))


def _leave(outer: _Deadline | None) -> None:
    """Put the outer deadline in place again; where there is none, nothing rings any more."""
    _DEADLINE.set(outer)
    if outer is None:
        _end_bell()
        _stop_timer()


def _finish(work: Callable[[], None]) -> None:
    """Do the work whole; a ring on the way is dropped, since what it was to end has ended."""
    while True:
        try:
            work()
            return
        except TimeUp:
            continue


def _half_way(frame: FrameType | None, deadline: _Deadline | None) -> bool:
    """Whether the bell has to wait: the body has begun what must not be left in the middle.

    z3's wrapper counts references by hand, and what is counted wrongly ends the whole process; a
    module has to be imported as a whole; a process apart keeps its time by itself; and Python drops
    what is raised while it collects garbage.
    """
    collecting = {getattr(callback, "__code__", None) for callback in gc.callbacks}
    while frame is not None and (deadline is None or frame is not deadline.body):
        name, code = frame.f_globals.get("__name__", ""), frame.f_code
        if name.partition(".")[0] == "z3" or name in _WHOLE:
            return True
        if code in collecting or code.co_name == "__del__":
            return True
        frame = frame.f_back
    return False


# --- in the main thread: a timer signal -----------------------------------------------------------


class _Timer:
    """Whether the timer signal of the process is ours at present, and who had it before."""

    ours = False
    before: Any = None


def _signals(*, nested: bool) -> bool:
    if not hasattr(signal, "setitimer"):
        return False
    if threading.current_thread() is not threading.main_thread() or _own.bell is not None:
        return False
    return (nested and _Timer.ours) or signal.getitimer(signal.ITIMER_REAL)[0] == 0


def _ring(_number: int, frame: FrameType | None) -> None:
    if not _half_way(frame, _DEADLINE.get()):
        signal.setitimer(signal.ITIMER_REAL, _PAUSE, _AGAIN)
        raise TimeUp


@contextmanager
def _signalled(own: _Deadline, outer: _Deadline | None) -> Iterator[None]:
    first = not _Timer.ours
    try:
        if first:
            _Timer.before = signal.getsignal(signal.SIGALRM)
            _Timer.ours = True
            signal.signal(signal.SIGALRM, _ring)
        _set_timer(own)
        yield
    finally:
        _finish(_stop_timer if first or outer is None else partial(_set_timer, outer))


def _stop_timer() -> None:
    if _Timer.ours and threading.current_thread() is threading.main_thread():
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, _Timer.before)
        _Timer.ours = False


def _set_timer(deadline: _Deadline) -> None:
    signal.setitimer(signal.ITIMER_REAL, max(1e-3, deadline.ring - time.monotonic()), _AGAIN)


# --- in other threads: an exception set from outside ----------------------------------------------


class _Bell(threading.Thread):
    """Sets `TimeUp` in one thread when the time has come, until it is told that all is over.

    It looks at the clock by itself: a lock between it and the other thread could be left locked
    by the very exception that it sets, but for one that no Python code is run to release.
    """

    def __init__(self, deadline: _Deadline) -> None:
        super().__init__(daemon=True, name="deadline")
        self.deadline = deadline
        self._target = threading.get_ident()
        self._over = False
        self._lock = threading.Lock()

    def run(self) -> None:
        while not self._over:
            time.sleep(_AGAIN)
            with self._lock:
                if self._over or time.monotonic() < self.deadline.ring:
                    continue
                if _half_way(sys._current_frames().get(self._target), self.deadline):
                    continue
                self._raise(TimeUp)
            time.sleep(_PAUSE)

    def end(self) -> None:
        """Ring no more, and take back a ring that has not arrived."""
        with self._lock:
            self._over = True
            self._raise(None)

    def _raise(self, what: type[TimeUp] | None) -> None:
        thing = None if what is None else ctypes.py_object(what)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._target), thing)


class _Own(threading.local):
    """The bell of this thread, if it has one."""

    bell: _Bell | None = None


_own = _Own()


@contextmanager
def _rung(own: _Deadline, outer: _Deadline | None) -> Iterator[None]:
    bell, first = _own.bell or _Bell(own), _own.bell is None
    try:
        if first:
            _own.bell = bell
            bell.start()
        bell.deadline = own
        yield
    finally:
        _finish(_end_bell if first or outer is None else partial(_set_bell, bell, outer))


def _set_bell(bell: _Bell, deadline: _Deadline) -> None:
    bell.deadline = deadline


def _end_bell() -> None:
    if _own.bell is not None:
        _own.bell.end()
        _own.bell = None
