"""What a namespace shows: its public names alone, and of a misspelt name the one that was meant."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

__all__ = ["no_such_name", "shown_names"]


def no_such_name(module: str, name: str, names: Sequence[str]) -> AttributeError:
    """The error for a name that a module does not have.

    Examples
    --------
    >>> print(no_such_name("bargain", "nash_bargianing", ["nash_bargaining", "decide"]))
    bargain has no 'nash_bargianing'; did you mean nash_bargaining?
    """
    near = [] if name.startswith("_") else difflib.get_close_matches(name, names, n=1)
    public = [n for n in names if not n.startswith("_")]
    fix = f"did you mean {near[0]}?" if near else "it has " + ", ".join(public)
    return AttributeError(f"{module} has no {name!r}; {fix}", name=name)


def shown_names(
    module: str, names: Sequence[str]
) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """The `__getattr__` and the `__dir__` of a module that shows its public names alone.

    Parameters
    ----------
    module : str
        What users call it.
    names : sequence of str
        Its ``__all__``.
    """

    def missing(name: str) -> NoReturn:
        raise no_such_name(module, name, names)

    return missing, lambda: sorted(names)
