"""Plain data that cannot be edited: what a verdict and its certificate are made of.

A frozen dictionary or list is a `dict` or `list` to every reader (``json.dumps``, ``==``,
indexing, the checker) and refuses to be changed, all the way down. To work on a copy, make one:
``copy.deepcopy(certificate)`` is plain data again.
"""

from __future__ import annotations

import copy
import dataclasses
import gc
from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from functools import cache
from typing import Any, NoReturn, cast

__all__ = ["FrozenDict", "FrozenList", "freeze", "frozen", "no_collection"]


def _refuse(self: object, *_: object, **__: object) -> NoReturn:
    raise TypeError("this is part of a result, which cannot be edited; copy.deepcopy() gives a "
                    "copy that can")  # fmt: skip


class FrozenDict(dict[Any, Any]):
    """A dictionary that cannot be edited.

    Examples
    --------
    >>> import json
    >>> json.dumps(frozen({"a": [1, {"b": 2}]}))
    '{"a": [1, {"b": 2}]}'
    >>> frozen({"a": [1]})["a"].append(2)
    Traceback (most recent call last):
    ...
    TypeError: this is part of a result, which cannot be edited; copy.deepcopy() gives a copy that \
can
    """

    __slots__ = ()
    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))

    def __copy__(self) -> FrozenDict:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[Any, Any]:
        return {copy.deepcopy(k, memo): copy.deepcopy(v, memo) for k, v in self.items()}

    def __reduce__(self) -> tuple[Any, ...]:
        return frozen, (dict(self),)


class FrozenList(list[Any]):
    """A list that cannot be edited."""

    __slots__ = ()
    __setitem__ = __delitem__ = __iadd__ = __imul__ = _refuse
    append = clear = extend = insert = pop = remove = reverse = sort = _refuse

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(tuple(self))

    def __copy__(self) -> FrozenList:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> list[Any]:
        return [copy.deepcopy(v, memo) for v in self]

    def __reduce__(self) -> tuple[Any, ...]:
        return frozen, (list(self),)


def frozen(value: object) -> Any:
    """Return the value with every mapping and list in it frozen; tuples stay tuples."""
    if isinstance(value, (FrozenDict, FrozenList, int, str, Fraction)):
        return value
    if isinstance(value, Mapping):
        return FrozenDict((key, frozen(item)) for key, item in value.items())
    if isinstance(value, list):
        return FrozenList(map(frozen, value))
    if type(value) is tuple:
        return tuple(map(frozen, value))
    return value


@contextmanager
def no_collection() -> Iterator[None]:
    """While very many results are made: Python's search for cycles, of which they have none, waits.

    It would look at all of them again and again, which takes a third of the time of making them.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def freeze(result: Any) -> None:
    """Freeze every mapping and list among the fields of a frozen dataclass, once it is made."""
    kind: Any = type(result)
    for name in _names(kind):
        value = getattr(result, name)
        if isinstance(value, (dict, list, tuple, Mapping)):
            kept = frozen(value)
            if kept is not value:
                object.__setattr__(result, name, kept)


@cache
def _names(kind: Hashable) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(cast("Any", kind)))
