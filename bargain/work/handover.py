"""How large answers come back from a process: in memory that both share, not through a pipe.

An answer is pickled without its arrays (protocol 5, PEP 574); they are copied to a place in the
shared memory and out of it again, so an answer belongs to who asked, as any other. A copy takes
longer than the writing, most of it for memory that is new: who has done with an answer before the
next one comes gets its arrays where they lie. The memory is what `multiprocessing.Array` lies in:
it has no name, reaches a process when that starts, and is gone with the last process that has it,
however that ended. Pages that nobody wrote to take none.
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from multiprocessing.heap import Arena

__all__ = ["Handover", "Parcel"]

_PLACE = 16 << 20  # bytes for one answer; a larger one goes through the pipe


@dataclass(frozen=True, slots=True)
class Parcel:
    """An answer without its arrays, and how many bytes each of them has."""

    answer: bytes
    sizes: tuple[int, ...]


class Handover:
    """Places for answers; whoever has one writes into it, and nobody else.

    Parameters
    ----------
    places : int

    Examples
    --------
    >>> import numpy as np
    >>> places = Handover(2)
    >>> places.unpacked(places.packed(np.arange(3.0), 1), 1)
    array([0., 1., 2.])
    """

    def __init__(self, places: int) -> None:
        self._arena = Arena(places * _PLACE)

    def packed(self, answer: object, place: int) -> object:
        """The answer, its arrays in a place; as it is where they have no room there."""
        arrays: list[pickle.PickleBuffer] = []
        without = pickle.dumps(answer, protocol=5, buffer_callback=arrays.append)
        raw = [a.raw() for a in arrays]
        sizes = tuple(r.nbytes for r in raw)
        if not sizes or sum(sizes) > _PLACE:
            return answer
        start = place * _PLACE
        for part in raw:
            self._arena.buffer[start : start + part.nbytes] = part
            start += part.nbytes
        return Parcel(without, sizes)

    def unpacked(self, found: object, place: int, *, lent: bool = False) -> object:
        """The answer that was packed; a lent one until its place is used again."""
        if not isinstance(found, Parcel):
            return found
        start, arrays = place * _PLACE, []
        for size in found.sizes:
            part = memoryview(self._arena.buffer)[start : start + size]
            arrays.append(part if lent else bytearray(part))
            start += size
        return pickle.loads(found.answer, buffers=arrays)  # noqa: S301  # of a process of this call
