"""That a command is still at work: a line now and then on standard error.

On a terminal one line is written over after two seconds and cleared at the end; elsewhere, as in a
log, a line stands every ten seconds. Nothing is written to standard output, and nothing is measured
that a search could see: the lines count their own steps.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["at_work"]

_QUIET, _STEP, _LOGGED = 2.0, 1.0, 10.0  # seconds


@contextmanager
def at_work(command: str, *, logged: float = _LOGGED) -> Iterator[None]:
    """Say now and then that a command is at work, until the body ends.

    Parameters
    ----------
    command : str
    logged : float, default 10
        Seconds between lines where there is no terminal.

    Examples
    --------
    >>> with at_work("decide"):
    ...     2 + 2
    4
    """
    ended = threading.Event()
    terminal = sys.stderr.isatty()

    def say() -> None:
        waited, step = 0.0, _QUIET if terminal else logged
        while not ended.wait(step):
            waited += step
            text = f"bargain: {command} is at work, {waited:.0f} s"
            sys.stderr.write(f"\r{text}" if terminal else f"{text}\n")
            sys.stderr.flush()
            step = _STEP if terminal else logged
        if terminal and waited:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    speaker = threading.Thread(target=say, name="bargain at work", daemon=True)
    speaker.start()
    try:
        yield
    finally:
        ended.set()
        speaker.join()
