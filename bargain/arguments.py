"""Arguments of public functions, refused by type before work starts.

Each function returns its argument, or says which argument is not what it should be and what to
write instead.
"""

from __future__ import annotations

import difflib
import inspect
import math
import numbers
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from bargain.errors import CallError, ExpressionError, InputError, LimitReached, OptionError

__all__ = [
    "called",
    "flag",
    "listed",
    "mapping",
    "not_too_deep",
    "of_type",
    "positive",
    "shown",
    "whole",
    "within_reach",
]

_T = TypeVar("_T")
_P = ParamSpec("_P")


def of_type(
    value: Any,
    kind: Any,
    name: str,
    *,
    fix: str,
    where: str = "",
    error: type[InputError] = OptionError,
) -> Any:
    """Return a value of a type.

    Parameters
    ----------
    value : Any
    kind : type
    name : str
        Which argument it is: ``"game"``, ``"leader"``.
    fix : str
        What to write instead.
    where : str, optional
        The function.
    error : type, default OptionError
        What to raise.

    Examples
    --------
    >>> of_type(3, str, "leader", fix="give the name of a player")
    Traceback (most recent call last):
    ...
    bargain.errors.OptionError: leader is of type int, not str; give the name of a player
    """
    if not isinstance(value, kind):
        raise error(
            f"{name} is of type {type(value).__name__}, not {kind.__name__}", where=where, fix=fix
        )
    return value


def shown(value: object, length: int = 60) -> str:
    """How an argument is quoted in an error: a function by its name, the rest by its beginning.

    Examples
    --------
    >>> shown(abs), shown(lambda x: x), shown("s > t")
    ('the function abs', 'a lambda', "'s > t'")
    """
    if callable(value) and (name := getattr(value, "__name__", "")):
        return "a lambda" if name == "<lambda>" else f"the function {name}"
    text = " ".join(repr(value).split())
    return text if len(text) <= length else text[:length] + "…"


def mapping(
    value: object, name: str, *, fix: str, error: type[InputError] = OptionError
) -> Mapping[Any, Any]:
    """Return a mapping; `None` is the empty one."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise error(f"{name} is not a mapping", where=f"type {type(value).__name__}", fix=fix)
    return value


def listed(
    value: object, name: str, *, fix: str, error: type[InputError] = OptionError
) -> list[Any]:
    """Return the items of a list, tuple, set or other iterable; a text or a mapping is no list."""
    if isinstance(value, (str, bytes, Mapping)) or not isinstance(value, Iterable):
        raise error(f"{name} is not a list", where=f"type {type(value).__name__}", fix=fix)
    return list(value)


def positive(value: Any, name: str, *, unit: str = "") -> float:
    """Return a positive finite number as a float.

    Examples
    --------
    >>> positive(-1, "timeout", unit="seconds")
    Traceback (most recent call last):
    ...
    bargain.errors.OptionError: timeout = -1 is not a positive number of seconds; write a number \
above 0, such as timeout=1
    """
    real = isinstance(value, numbers.Real) and not isinstance(value, bool)
    if not real or not 0 < value < math.inf:
        raise OptionError(
            f"{name} = {shown(value)} is not a positive number{unit and f' of {unit}'}",
            fix=f"write a number above 0, such as {name}=1",
        )
    try:
        found = float(value)
    except OverflowError:
        found = math.inf
    if not 0 < found < math.inf:
        raise OptionError(f"{name} is beyond the range of floats", fix="give 10^-300 to 10^300")
    return found


def whole(value: object, name: str, *, least: int = 1) -> int:
    """Return a whole number that is at least `least`."""
    if not isinstance(value, numbers.Integral) or isinstance(value, bool) or value < least:
        raise OptionError(f"{name} = {value!r} is not a whole number", fix=f"give {least} or more")
    return int(value)


def flag(value: object, name: str) -> bool:
    """Return a truth value; other objects are not taken for one."""
    if not isinstance(value, bool):
        raise OptionError(f"{name} = {shown(value)} is not True or False", fix=f"write {name}=True")
    return value


def called(work: Callable[_P, _T]) -> Callable[_P, _T]:
    """The same function, which says how it is called where its arguments do not fit it.

    Examples
    --------
    >>> @called
    ... def solve(game, weights=None): ...
    >>> solve(1, wieghts=2)
    Traceback (most recent call last):
    ...
    bargain.errors.CallError: solve has no argument 'wieghts' [solve(game, weights=None)]; did you \
mean weights?
    """

    @wraps(work)
    def guarded(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        try:
            return work(*args, **kwargs)
        except TypeError as error:
            if (refused := _call_refused(work, args, kwargs)) is not None:
                raise refused from None
            raise error

    return guarded


def _call_refused(
    work: Callable[..., Any], args: tuple[object, ...], kwargs: Mapping[str, object]
) -> CallError | None:
    """What is wrong with a call; None if the arguments fit the function."""
    form = inspect.signature(work)
    try:
        form.bind(*args, **kwargs)
    except TypeError as error:
        shown = [p.replace(annotation=p.empty) for p in form.parameters.values()]
        shown = [p for p in shown if p.name not in ("self", "cls")]
        names = [p.name for p in shown]
        name = work.__qualname__.removesuffix(".__init__")
        what, fix = f"{name}: {error}", "give the arguments as shown"
        if unknown := [key for key in kwargs if key not in form.parameters]:
            what = f"{name} has no argument {unknown[0]!r}"
            near = difflib.get_close_matches(unknown[0], names, n=1)
            fix = f"did you mean {near[0]}?" if near else "its arguments are " + ", ".join(names)
            if names in (["values"], ["point"]):  # parameters of a game, given as those of Python
                given = ", ".join(f'"{k}": {v!r}' for k, v in kwargs.items())
                fix = f"give one mapping: {work.__name__}({{{given}}})"
        shape = form.replace(parameters=shown, return_annotation=form.empty)
        return CallError(what, where=f"{name}{shape}", fix=fix)
    return None


def not_too_deep(work: Callable[_P, _T]) -> Callable[_P, _T]:
    """The same function, with an error of this package where expressions are nested too deeply."""
    fitting = called(work)

    @wraps(work)
    def guarded(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        try:
            return fitting(*args, **kwargs)
        except RecursionError:
            raise ExpressionError(
                "an expression is nested too deeply",
                where="payoffs, measures, conditions or region",
                fix="write it with fewer functions inside each other, or name a part of it",
            ) from None

    return guarded


def within_reach(work: Callable[_P, _T]) -> Callable[_P, _T]:
    """The same function, with errors of this package where expressions or numbers are too large.

    For public functions that end in arithmetic of other packages: no `RecursionError`,
    `OverflowError`, `ZeroDivisionError` or `MemoryError` leaves them.
    """
    shallow = not_too_deep(work)

    @wraps(work)
    def guarded(*args: _P.args, **kwargs: _P.kwargs) -> _T:
        try:
            return shallow(*args, **kwargs)
        except (OverflowError, ZeroDivisionError, MemoryError) as error:
            raise LimitReached(
                f"the numbers are beyond what {work.__name__} can work with",
                where=f"{type(error).__name__}: {str(error)[:60]}",
                fix="measure in another unit: numbers from 10^-100 to 10^100",
            ) from error

    return guarded
