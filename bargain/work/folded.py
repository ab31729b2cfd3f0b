"""Something that is sent with work and perhaps never read: it stays bytes until it is asked for."""

from __future__ import annotations

import pickle
from typing import Generic, TypeVar

__all__ = ["Folded"]

_Whole = TypeVar("_Whole")


class Folded(Generic[_Whole]):
    """A value that another process unpickles only when it asks for it.

    Parameters
    ----------
    whole : anything that pickles

    Examples
    --------
    >>> there = pickle.loads(pickle.dumps(Folded([1, 2])))
    >>> there.open()
    [1, 2]
    """

    def __init__(self, whole: _Whole) -> None:
        self._found: list[_Whole] = [whole]
        self._bytes = b""

    def open(self) -> _Whole:
        """The value."""
        if not self._found:
            self._found.append(pickle.loads(self._bytes))  # noqa: S301  # from the process that sent it
        return self._found[0]

    def __getstate__(self) -> bytes:
        return self._bytes or pickle.dumps(self._found[0])

    def __setstate__(self, sent: bytes) -> None:
        self._found, self._bytes = [], sent
