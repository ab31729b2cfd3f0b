"""The frame of a question: its one clock, its counted effort, and what is said where one ends.

What searches is given its effort; what it tried it writes into a list, so that an answer has it
whatever ended the search.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from bargain.budget import Exhausted, allowed, cut, spent
from bargain.clock import ClockEnded, asked
from bargain.errors import LimitReached
from bargain.verdicts.verdict import Answer

__all__ = ["by_the_clock", "with_effort"]

_Answer = TypeVar("_Answer", bound=Answer)
_SMALLER = "bounds on the parameters or a smaller region (where=)"


def by_the_clock(
    kind: Callable[..., _Answer],
    timeout: float,
    effort: float | None,
    tried: Sequence[str],
    work: Callable[[float], _Answer],
) -> _Answer:
    """The answer to a whole question, with its seconds.

    Parameters
    ----------
    kind : function
        From a claim and evidence to an answer that says nothing: the type of the answer.
    timeout : float
        Seconds of wall time.
    effort : float or None
        Units of `bargain.budget`; one for each second unless given.
    tried : sequence of str
        What the search has tried so far.
    work : function
        From the effort to the answer.
    """
    started = time.monotonic()
    try:
        with asked(timeout, effort) as units:
            answer = work(units)
    except ClockEnded as end:
        answer = kind(claim="undecided: the clock ended it", evidence=(*tried, str(end)))
    return replace(answer, seconds=time.monotonic() - started)


def with_effort(
    kind: Callable[..., _Answer],
    effort: float,
    tried: Sequence[str],
    work: Callable[[float], _Answer],
    hints: Sequence[str] = (),
) -> _Answer:
    """The answer with counted effort and without a clock: a part of a question may be asked so.

    Parameters
    ----------
    kind, tried
        As for `by_the_clock`.
    effort : float
    work : function
        From the mark at which the effort ends to the answer.
    hints : sequence of str
        What may help beside a smaller region, if nothing is found.
    """
    skipped: list[str] = []
    begun, cut_before = spent(), cut()
    try:
        with allowed(effort) as skipped:
            answer = work(begun + effort)
    except (RecursionError, ArithmeticError, MemoryError) as end:
        reason = (
            "an expression of the search is nested too deeply: write the game simpler"
            if isinstance(end, RecursionError)
            else f"numbers beyond what the search can work with ({type(end).__name__})"
        )
        answer = kind(claim="undecided", evidence=(*_so_far(tried), reason))
    except (Exhausted, LimitReached) as end:
        evidence = (*_so_far(tried), str(end))
        answer = kind(claim="undecided: the effort was spent", evidence=evidence)
    if answer.certificate is not None:
        return answer
    if cut() > cut_before:
        state = f"some steps were ended at their share of the effort of {effort:g} units"
        hints = ("a larger effort=", *hints)
    else:
        used = spent() - begun
        state = f"every step was gone through to its end, with {used:.2g} of {effort:g} units"
    advice = f"{state}; what may help: {', '.join([*hints, _SMALLER])}"
    evidence = tuple(dict.fromkeys((*answer.evidence, *skipped, advice)))
    return replace(answer, evidence=evidence)


def _so_far(tried: Sequence[str]) -> Sequence[str]:
    return tried or ["no step was finished"]
