"""Deadlines: the time that a search may take, and the bell that ends a step that does not look.

The provers keep their deadlines themselves. Where one step outlasts its deadline a bell raises
`TimeUp` in it: by an alarm signal in the main thread, else by an exception that another thread
sets. Both act between two steps of Python only; a call into a library that may be longer than the
time left is made in a process apart (`bargain.decide.apart`), which can be ended at any moment.
Where something is under way that must not be left half-way the bell waits a moment.
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

__all__ = ["TimeUp", "TooLarge", "alarm", "remaining", "skip"]

_GRACE = 1.05  # of the time allowed: the provers end by themselves before
_REST = 0.05  # seconds beside it, so that the shortest times have some grace
_AGAIN = 0.02  # seconds to the next try, where a ring has to wait
_PAUSE = 0.2  # seconds to the next ring, should a callback of a library swallow one
_WHOLE = {"importlib._bootstrap", "bargain.decide.apart", "weakref", "_weakrefset"}


class TimeUp(BaseException):
    """The bell rang. Not an `Exception`, so that no library swallows it on the way."""

    def __str__(self) -> str:
        return super().__str__() or "one step was still running when the time ended"


class TooLarge(TimeUp):
    """A step was not begun, because no time would do for it."""


@dataclass(frozen=True, slots=True)
class _Deadline:
    """When the time of a body ends and when the bell rings, on the clock of `time.monotonic`."""

    until: float
    ring: float
    skipped: list[str]
    body: FrameType  # where the body is


_DEADLINE: ContextVar[_Deadline | None] = ContextVar("deadline", default=None)


def remaining() -> float | None:
    """Seconds that are left to the innermost `alarm`, at least 0; None outside of any."""
    deadline = _DEADLINE.get()
    return None if deadline is None else max(0.0, deadline.until - time.monotonic())


def skip(reason: object) -> None:
    """Note a step that was left out, for the evidence of an undecided question."""
    deadline = _DEADLINE.get()
    if deadline is not None and str(reason) not in deadline.skipped:
        deadline.skipped.append(str(reason))


@contextmanager
def alarm(seconds: float) -> Iterator[list[str]]:
    """Raise `TimeUp` in the body soon after the seconds have passed.

    The body gets the list of the steps that are left out in it (`skip`).

    Parameters
    ----------
    seconds : float
        The time allowed. Inside another `alarm` the earlier of both ends is kept. A timer signal
        that the caller has set for itself is left alone.

    Examples
    --------
    >>> with alarm(60):
    ...     2 + 2
    4
    """
    outer = _DEADLINE.get()
    now = time.monotonic()
    seconds = max(0.0, seconds)
    until, ring = now + seconds, now + _GRACE * seconds + _REST
    body = sys._getframe(2)  # beyond this generator and the step of contextlib that runs it
    own = (
        _Deadline(until, ring, [], body)
        if outer is None
        else _Deadline(min(until, outer.until), min(ring, outer.ring), outer.skipped, body)
    )
    try:
        try:
            _DEADLINE.set(own)
            with (_signalled if _signals(nested=outer is not None) else _rung)(own, outer):
                yield own.skipped
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
