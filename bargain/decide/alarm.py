"""Deadlines: the time that a search may take, and the bell that ends a step that does not look.

The provers keep their deadlines themselves. Where one step outlasts its deadline a bell raises
`TimeUp` in it: by an alarm signal in the main thread, else by an exception that another thread
sets. Both act between two steps of Python only; a call into a library that may be longer than the
time left is made in a process apart (`bargain.decide.apart`), which can be ended at any moment.
Where something is under way that must not be left half-way the bell waits a moment.
"""

from __future__ import annotations

import ctypes
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import FrameType

__all__ = ["TimeUp", "TooLarge", "alarm", "remaining", "skip"]

_GRACE = 1.05  # of the time allowed: the provers end by themselves before
_REST = 0.05  # seconds beside it, so that the shortest times have some grace
_AGAIN = 0.02  # seconds to the next ring, where one had to wait or a callback swallowed it
_WHOLE = {"importlib._bootstrap", "bargain.decide.apart"}


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
    token = _DEADLINE.set(own)
    try:
        with _signalled(own, outer) if _signals(nested=outer is not None) else _rung(own):
            yield own.skipped
    finally:
        _DEADLINE.reset(token)


def _half_way(frame: FrameType | None, deadline: _Deadline | None) -> bool:
    """Whether the bell has to wait: the body has begun what must not be left in the middle.

    z3's wrapper counts references by hand, and what is counted wrongly ends the whole process; a
    module has to be imported as a whole; a process apart keeps its time by itself.
    """
    while frame is not None and (deadline is None or frame is not deadline.body):
        name = frame.f_globals.get("__name__", "")
        if name.partition(".")[0] == "z3" or name in _WHOLE:
            return True
        frame = frame.f_back
    return False


# --- in the main thread: a timer signal -----------------------------------------------------------


class _Timer:
    """Whether the timer signal of the process is ours at present."""

    ours = False


def _signals(*, nested: bool) -> bool:
    if not hasattr(signal, "setitimer"):
        return False
    if threading.current_thread() is not threading.main_thread():
        return False
    return (nested and _Timer.ours) or signal.getitimer(signal.ITIMER_REAL)[0] == 0


def _ring(_number: int, frame: FrameType | None) -> None:
    if not _half_way(frame, _DEADLINE.get()):
        raise TimeUp


@contextmanager
def _signalled(own: _Deadline, outer: _Deadline | None) -> Iterator[None]:
    mine = not _Timer.ours
    before = signal.signal(signal.SIGALRM, _ring)
    _Timer.ours = True
    _set_timer(own)
    try:
        yield
    finally:
        while True:
            try:
                if mine or outer is None:
                    signal.setitimer(signal.ITIMER_REAL, 0)
                    _Timer.ours = False
                else:
                    _set_timer(outer)
                signal.signal(signal.SIGALRM, before)
                break
            except TimeUp:  # it rang on the way out: what was to be ended has ended
                continue


def _set_timer(deadline: _Deadline) -> None:
    signal.setitimer(signal.ITIMER_REAL, max(1e-3, deadline.ring - time.monotonic()), _AGAIN)


# --- in other threads: an exception set from outside ----------------------------------------------


class _Bell(threading.Thread):
    """Sets `TimeUp` in a thread when the time has come, until it is told that all is over."""

    def __init__(self, deadline: _Deadline) -> None:
        super().__init__(daemon=True, name="deadline")
        self._target = threading.get_ident()
        self._deadline = deadline
        self._next = deadline.ring
        self._over = threading.Event()
        self._lock = threading.Lock()

    def run(self) -> None:
        while not self._over.wait(max(0.0, self._next - time.monotonic())):
            with self._lock:
                if self._over.is_set():
                    return
                if not _half_way(sys._current_frames().get(self._target), self._deadline):
                    self._raise(TimeUp)
            self._next = time.monotonic() + _AGAIN

    def end(self) -> None:
        """Ring no more, and take back a ring that has not arrived."""
        while True:
            try:
                with self._lock:
                    self._over.set()
                    self._raise(None)
                return
            except TimeUp:  # it arrived on the way out: what was to be ended has ended
                continue

    def _raise(self, what: type[TimeUp] | None) -> None:
        thing = None if what is None else ctypes.py_object(what)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._target), thing)


@contextmanager
def _rung(deadline: _Deadline) -> Iterator[None]:
    bell = _Bell(deadline)
    bell.start()
    try:
        yield
    finally:
        bell.end()
