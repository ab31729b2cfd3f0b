"""How far long work is, told on standard error, and what is kept of it after Ctrl-C.

On a terminal a line after two seconds, or a bar where the steps are counted, cleared at the end;
in a notebook a line below the cell, likewise; elsewhere, as in a log, a line every ten seconds.
Nothing is written to standard output, and nothing is measured that a search could see: the lines
count their own steps. A command has one speaker; work inside it that counts its steps tells that
speaker, and starts one of its own only if asked to. In a notebook, and at Python's
prompt, every question has one.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import copy_context
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

__all__ = ["Report", "at_work", "in_a_session", "kept", "steps"]

Report: TypeAlias = Callable[[int, int], None]
"""Told how many steps are done, of how many."""

_QUIET, _STEP, _LOGGED = 2.0, 1.0, 10.0  # seconds


class _Speaker:
    """One thread that says what it was told last."""

    def __init__(self, command: str, logged: float) -> None:
        self.command, self.logged = command, logged
        self.told: tuple[str, int, int] | None = None
        self.ended = threading.Event()

    def say(self) -> None:
        """Speak until `ended`."""
        terminal, cell, bar = sys.stderr.isatty(), _Cell() if _notebook() else None, None
        waited, step = 0.0, _QUIET if terminal or cell else self.logged
        while not self.ended.wait(step):
            waited += step
            step = _STEP if terminal or cell else self.logged
            text, told = f"bargain: {self.command} is at work, {waited:.0f} s", self.told
            counted = text if told is None else f"{text}: {told[0]}, {told[1]} of {told[2]}"
            if cell is not None:
                cell.show(counted)
            elif not terminal:
                _write(f"{counted}\n")
            elif told is None:
                _write(f"\r{text}")
            else:
                if bar is None:
                    _write("\r\x1b[K")
                    bar = _bar()
                what, done, total = told
                bar.update(bar.task_ids[0], description=what, completed=done, total=total)
                bar.refresh()
        if cell is not None:
            cell.show("")
        elif bar is not None:
            bar.stop()
        elif terminal and waited:
            _write("\r\x1b[K")


def _notebook() -> bool:
    """Whether what is displayed goes to a notebook; IPython is there if it does."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    return getattr(shell, "kernel", None) is not None


class _Cell:
    """A line below a cell that is written over."""

    def __init__(self) -> None:
        self.handle: Any = None

    def show(self, text: str) -> None:
        """Write it; nothing to begin with needs no line."""
        shown = {"text/plain": text, "text/html": f"<pre>{text}</pre>" if text else ""}
        if self.handle is not None:
            self.handle.update(shown, raw=True)
        elif text:
            self.handle = sys.modules["IPython"].display.display(shown, raw=True, display_id=True)


def _write(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


def _bar() -> Bar:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    bar = Progress(
        TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(),
        TimeElapsedColumn(), TimeRemainingColumn(),
        console=Console(stderr=True), transient=True, auto_refresh=False,
    )  # fmt: skip
    bar.add_task("", total=None)
    bar.start()
    return bar


_speaker: _Speaker | None = None


@contextmanager
def at_work(command: str, *, logged: float | None = None) -> Iterator[None]:
    """Say now and then that a command is at work, until the body ends.

    Parameters
    ----------
    command : str
    logged : float, optional
        Seconds between lines where there is no terminal; ten unless given.

    Examples
    --------
    >>> with at_work("decide"):
    ...     2 + 2
    4
    """
    global _speaker  # noqa: PLW0603  # one standard error, one speaker
    outer, own = _speaker, _Speaker(command, _LOGGED if logged is None else logged)
    thread = threading.Thread(  # with its context, in which a notebook knows the cell
        target=copy_context().run, args=(own.say,), name="bargain at work", daemon=True
    )
    thread.start()
    _speaker = own
    try:
        yield
    finally:
        _speaker = outer
        own.ended.set()
        thread.join()


@contextmanager
def in_a_session(what: str) -> Iterator[None]:
    """Speak of the body to a person who waits, in a notebook or at a prompt, if nobody does yet.

    Parameters
    ----------
    what : str
        What is at work.

    Examples
    --------
    >>> with in_a_session("a question"):
    ...     2 + 2
    4
    """
    waited_for = _notebook() or (hasattr(sys, "ps1") and sys.stderr.isatty())
    with at_work(what) if _speaker is None and waited_for else nullcontext():
        yield


@contextmanager
def steps(what: str, *, alone: bool = False) -> Iterator[Report]:
    """Count the steps of some work for whoever is told of it.

    Parameters
    ----------
    what : str
        What the steps are: ``questions``, ``points``.
    alone : bool, default False
        Whether to speak also where no command does, as in a script.

    Examples
    --------
    >>> with steps("points") as report:
    ...     report(1, 2)
    """
    with at_work(what) if alone and _speaker is None else nullcontext():
        speaker = _speaker
        before = None if speaker is None else speaker.told

        def report(done: int, total: int) -> None:
            if speaker is not None:
                speaker.told = (what, done, total)

        try:
            yield report
        finally:
            if speaker is not None:
                speaker.told = before


@contextmanager
def kept(said: Callable[[], str]) -> Iterator[None]:
    """Have Ctrl-C in the body say what is kept and how to go on.

    The words are a note on the `KeyboardInterrupt`: Python shows it below the traceback, and the
    command line shows it alone.

    Parameters
    ----------
    said : callable
        Asked after the interrupt.

    Examples
    --------
    >>> try:
    ...     with kept(lambda: "2 of 3 are kept; the same call goes on"):
    ...         raise KeyboardInterrupt
    ... except KeyboardInterrupt as stop:
    ...     stop.__notes__
    ['2 of 3 are kept; the same call goes on']
    """
    try:
        yield
    except KeyboardInterrupt as stop:
        stop.add_note(said())
        raise
