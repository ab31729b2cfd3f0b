"""Long calls into libraries, made in a process apart that can be ended at a deadline.

Nothing ends a call into a C library from inside its own process: Python acts on a signal between
two of its own steps only. The few calls that may take long (`bargain.decide.large`) are therefore
sent, when their operands are large, to a second process that does nothing else, and that is ended
when the time is up. It is started on first use (a tenth of a second), serves one thread, and ends
with it. Data go there and back as plain numbers; nothing else is shared.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
import weakref
from importlib import import_module
from typing import Any

from bargain.decide.alarm import TimeUp, TooLarge, remaining

__all__ = ["NoAnswer", "call", "call_in_time", "serve"]

#: What the process runs; it finds modules where its parent does.
_START = "import sys; sys.path[:] = sys.argv[1:]; from bargain.decide.apart import serve; serve()"
_LATEST = 0.5  # seconds after which the process ends itself, should its parent be gone
_SHARE = 0.5  # of the time left that one step may take, so that others can be tried


class NoAnswer(Exception):
    """The process was ended, or ended itself, before it had an answer."""


class _Process:
    """One process and the pipes to it."""

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

    def ask(self, question: tuple[str, tuple[Any, ...], float], seconds: float) -> Any:
        """The answer of the process; it is ended if there is none in time."""
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
            raise NoAnswer("a long step was ended at its deadline") from ended
        finally:
            late.cancel()
            if not done:  # also when the bell rang here: the pipes are out of step
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


def call(function: str, *arguments: Any, seconds: float) -> Any:
    """Call a function of `bargain.decide.large` in a process apart.

    Parameters
    ----------
    function : str
        Its name.
    *arguments
        Plain data.
    seconds : float
        After which the process is ended.

    Raises
    ------
    NoAnswer
        If there was no answer in time.

    Examples
    --------
    >>> call("echo", 2, seconds=60)
    2
    """
    process: _Process | None = getattr(_own, "process", None)
    if process is None or not process.usable:
        try:
            process = _own.process = _Process()
        except OSError:  # where no process can be started the call is made here
            return getattr(import_module("bargain.decide.large"), function)(*arguments)
    return process.ask((function, arguments, seconds), seconds)


def call_in_time(what: str, function: str, *arguments: Any) -> Any:
    """Call a function in a process apart for half of the time that the innermost `alarm` leaves.

    Parameters
    ----------
    what : str
        What is called for, in words.
    function : str
    *arguments
        As for `call`.

    Raises
    ------
    TooLarge
        If there was no answer in that time.
    TimeUp
        If no time is left.
    """
    left = remaining()
    if left == 0:
        raise TimeUp
    seconds = threading.TIMEOUT_MAX if left is None else _SHARE * left
    try:
        return call(function, *arguments, seconds=seconds)
    except NoAnswer as end:
        raise TooLarge(f"{what} was not finished in the time") from end


def serve() -> None:
    """Answer questions until the pipe is closed."""
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt ends
    functions = import_module("bargain.decide.large")
    while True:
        try:
            name, arguments, seconds = pickle.load(source)  # noqa: S301  # from our parent
        except EOFError:
            return
        _end_oneself(seconds + _LATEST)
        answer = getattr(functions, name)(*arguments)
        _end_oneself(0)
        pickle.dump(answer, sink, protocol=pickle.HIGHEST_PROTOCOL)
        sink.flush()


def _end_oneself(seconds: float) -> None:
    """Let the system end this process later, in the middle of any call; 0 takes that back."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)  # SIGALRM without a handler ends a process
