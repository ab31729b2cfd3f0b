"""Long calls into libraries, made in a process apart that the clock of a question can end.

Nothing ends a call into a C library from inside its own process: Python acts on a signal between
two of its own steps only. The few calls that may take long are therefore
sent, when their operands are large, to a second process that does nothing else, and that is ended
when the clock of the question ends. It is started on first use (a tenth of a second), serves one
thread, and ends with it. Data go there and back as plain numbers; nothing else is shared.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable
from typing import Any

from bargain.budget import TooLarge
from bargain.clock import TimeUp, time_left

__all__ = ["Apart", "call", "serve"]

#: What the process runs; it finds modules where its parent does.
_START = "import sys; sys.path[:] = sys.argv[1:]; from bargain.apart import serve; serve()"
_LATEST = 0.5  # seconds after which the process ends itself, should its parent be gone


class Apart:
    """A process that does nothing but answer, and the pipes to it."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.popen = subprocess.Popen(  # noqa: S603  # this very interpreter, no shell
            [sys.executable, "-c", _START, *sys.path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._end = weakref.finalize(self, _end, self.popen, self.owner)

    @property
    def usable(self) -> bool:
        """Whether it is there, and not our parent's (after a fork the pipes would be shared)."""
        return self.owner == os.getpid() and self.popen.poll() is None

    def ask(
        self, question: tuple[Callable[..., Any], tuple[Any, ...], float], seconds: float
    ) -> Any:
        """The answer of the process; it is ended if there is none in time.

        Parameters
        ----------
        question : tuple
            A function of a module's top level, its arguments, and the seconds that it may take.
        seconds : float

        Raises
        ------
        TimeUp
            If the clock of a question ended.
        TooLarge
            If the process ended without an answer, or was ended.
        """
        send, receive = self.popen.stdin, self.popen.stdout
        assert send is not None
        assert receive is not None
        late = threading.Timer(seconds, self.popen.kill)
        late.daemon = True
        late.start()
        done = False
        try:
            pickle.dump(question, send, protocol=pickle.HIGHEST_PROTOCOL)
            send.flush()
            answer = pickle.load(receive)  # noqa: S301  # from the process started above
            done = True
        except (OSError, EOFError, pickle.UnpicklingError) as ended:
            if time_left() == 0:
                raise TimeUp("a long step was ended by the clock") from ended
            raise TooLarge("a long step ended without an answer") from ended
        finally:
            late.cancel()
            if not done:  # also after an interrupt: the pipes are out of step
                self.end()
        return answer

    def end(self) -> None:
        """End the process at once."""
        self._end()


def _end(popen: subprocess.Popen[bytes], owner: int) -> None:
    if owner == os.getpid():
        popen.kill()
        popen.wait()
    for pipe in (popen.stdin, popen.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except OSError:  # what was still to be sent has no reader any more
                continue


_own = threading.local()


def call(function: Callable[..., Any], *arguments: object) -> Any:
    """Call a function in a process apart.

    Outside of any question that has a clock there is nothing that could end it, and the call is
    made here.

    Parameters
    ----------
    function : callable
        Of a module's top level.
    *arguments
        Plain data.

    Raises
    ------
    TimeUp
        If there was no answer when the clock ended.
    TooLarge
        If the process ended before, for want of memory or in a crash.

    Examples
    --------
    >>> import math
    >>> call(math.factorial, 3)
    6
    """
    seconds = time_left()
    if seconds is None:
        return function(*arguments)
    process: Apart | None = getattr(_own, "process", None)
    if process is None or not process.usable:
        try:
            process = _own.process = Apart()
        except OSError:  # where no process can be started the call is made here
            return function(*arguments)
    return process.ask((function, arguments, seconds), seconds)


def serve() -> None:
    """Answer questions until the pipe is closed."""
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt ends
    while True:
        try:
            function, arguments, seconds = pickle.load(source)  # noqa: S301  # from our parent
        except EOFError:
            return
        _end_oneself(seconds + _LATEST)
        answer = function(*arguments)
        _end_oneself(0)
        pickle.dump(answer, sink, protocol=pickle.HIGHEST_PROTOCOL)
        sink.flush()


def _end_oneself(seconds: float) -> None:
    """Let the system end this process later, in the middle of any call; 0 takes that back."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)  # SIGALRM without a handler ends a process
