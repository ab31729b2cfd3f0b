"""What a function depends on, as plain data: the identity of a solver in a store.

Two functions have the same fingerprint only if they have the same qualified name, the same code
(that of nested functions included), the same defaults, and the same values behind everything they
capture: closure cells, arguments bound by `functools.partial`, the object of a method, and the
globals that their code names. Values are taken apart down to numbers, texts, arrays and
expressions. Functions and classes of installed packages are named together with the version of
their package.

What cannot be told apart (an open file, a lock, a generator) is refused. What code reads at run
time without naming it (files, the environment, a clock, names built from text) is beyond any
fingerprint: such a function is no solver for a store.
"""

from __future__ import annotations

import hashlib
import json
import sys
import types
from collections.abc import Iterable
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import sympy as sp

from bargain.errors import OptionError
from bargain.version import __version__

__all__ = ["solver_fingerprint"]

_PLAIN = (bool, int, str, bytes, complex, Fraction, Decimal, range, type(None), type(...))
_INSTALLED = ("site-packages", "dist-packages")
_DEEPEST = 60


def solver_fingerprint(solver: object) -> str:
    """The SHA-256 of everything that a callable is made of.

    Parameters
    ----------
    solver : callable

    Returns
    -------
    str

    Raises
    ------
    OptionError
        Something that it captures has no identity beyond this process; the message names it.

    Examples
    --------
    >>> def make(weight):
    ...     return lambda game: weight
    >>> one, two, again = make(1), make(2), make(1)
    >>> solver_fingerprint(one) == solver_fingerprint(again) != solver_fingerprint(two)
    True
    """
    content = _Reader().read(solver, getattr(solver, "__qualname__", repr(solver)))
    text = json.dumps([content, sys.version_info[:2]], separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class _Reader:
    """Takes values apart; one met again inside itself is the number of the level it stands on."""

    def __init__(self) -> None:
        self.open: list[object] = []

    def read(self, value: object, where: str) -> object:
        """The value as nested lists of texts, tagged by type."""
        for level, outer in enumerate(self.open):
            if outer is value:
                return ["again", level]
        if len(self.open) > _DEEPEST:
            raise OptionError("the solver captures values nested too deeply", where=where,
                              fix="pass it plain values")  # fmt: skip
        self.open.append(value)
        try:
            return [f"{type(value).__module__}.{type(value).__qualname__}", self._of(value, where)]
        finally:
            self.open.pop()

    def _of(self, value: object, where: str) -> object:
        if isinstance(value, Enum) or type(value) in _PLAIN:
            return repr(value)
        if type(value) is float:
            return value.hex()
        if isinstance(value, (np.ndarray, np.generic)) and value.dtype != object:
            data = np.ascontiguousarray(value)
            content = hashlib.sha256(data.tobytes()).hexdigest()
            return [str(data.dtype), list(np.shape(value)), content]
        if isinstance(value, np.ndarray):
            return [list(value.shape), self._all(value.ravel().tolist(), where)]
        if isinstance(value, sp.Basic):
            return sp.srepr(value)
        if type(value) is tuple or type(value) is list:
            return self._all(value, where)
        if type(value) is set or type(value) is frozenset:
            return sorted(json.dumps(part) for part in self._all(value, where))
        if type(value) is dict or isinstance(value, types.MappingProxyType):
            return [[self.read(k, where), self.read(v, f"{where}[{k!r}]")]
                    for k, v in value.items()]  # fmt: skip
        if isinstance(value, types.ModuleType):
            return _package(value.__name__) or [value.__name__, _source(value)]
        if isinstance(value, (types.FunctionType, type)):
            return self._definition(value, where)
        return self._object(value, where)

    def _all(self, values: Iterable[object], where: str) -> list[object]:
        return [self.read(v, where) for v in values]

    def _definition(self, value: types.FunctionType | type, where: str) -> object:
        """A function or a class: by name if its package is installed, else by its content."""
        name = f"{value.__module__}.{value.__qualname__}"
        package = _package(value.__module__)
        if package and "<locals>" not in name and _named(value) is value:
            return [name, package]
        if isinstance(value, type):
            parts = {k: v for k, v in vars(value).items() if k not in _OF_EVERY_CLASS}
            return [name, self.read(parts, where), self._all(value.__bases__, where)]
        captured = {
            n: _content(cell) for n, cell in zip(
                value.__code__.co_freevars, value.__closure__ or (), strict=True)
        }  # fmt: skip
        return [
            name,
            self._code(value.__code__, where),
            self._all(value.__defaults__ or (), where),
            self.read(value.__kwdefaults__ or {}, where),
            [[n, self.read(v, f"{where}: captured variable {n}")] for n, v in captured.items()],
            self._globals(value, where),
            self.read({k: v for k, v in vars(value).items() if k != "__wrapped__"}, where),
        ]

    def _code(self, code: types.CodeType, where: str) -> list[object]:
        constants = [
            self._code(c, where) if isinstance(c, types.CodeType) else self.read(c, where)
            for c in code.co_consts
        ]
        return [code.co_code.hex(), constants, code.co_names, code.co_varnames, code.co_freevars,
                code.co_cellvars, code.co_flags, code.co_argcount, code.co_kwonlyargcount,
                code.co_posonlyargcount, code.co_exceptiontable.hex()]  # fmt: skip

    def _globals(self, function: types.FunctionType, where: str) -> list[object]:
        """The globals that the code names, and what it names of modules of the user."""
        found: list[object] = []
        names = sorted(_names(function.__code__))
        for name in names:
            if name not in function.__globals__:
                continue  # a builtin, or an attribute of something
            value = function.__globals__[name]
            place = f"{where}: global {name}"
            found.append([name, self.read(value, place)])
            if isinstance(value, types.ModuleType) and not _package(value.__name__):
                found += [[f"{name}.{n}", self.read(vars(value)[n], f"{place}.{n}")]
                          for n in names if n in vars(value)]  # fmt: skip
        return found

    def _object(self, value: Any, where: str) -> object:
        """Any other object: by the parts that pickle would write."""
        if isinstance(value, partial):
            return self._all((value.func, value.args, value.keywords), where)
        if isinstance(value, types.MethodType):
            return self._all((value.__func__, value.__self__), where)
        if isinstance(value, (staticmethod, classmethod)):
            return self.read(value.__func__, where)
        if isinstance(value, property):
            return self._all((value.fget, value.fset, value.fdel), where)
        if isinstance(value, types.BuiltinFunctionType):
            owner = value.__self__
            return [value.__qualname__, self.read(owner, where)]
        if callable(getattr(value, "__wrapped__", None)):  # functools.cache
            return self.read(value.__wrapped__, where)
        if isinstance(value, types.MemberDescriptorType | types.GetSetDescriptorType):
            return value.__qualname__  # a slot
        try:
            reduced = value.__reduce_ex__(4)
        except Exception as error:
            raise OptionError(
                f"the solver cannot be told from another: it captures a {type(value).__name__}",
                where=where,
                fix="give it plain values (numbers, texts, arrays, games), or leave out store=",
            ) from error
        if isinstance(reduced, str):
            return reduced
        make, arguments, *state = reduced
        kind = make if make.__module__ == "copyreg" else self.read(make, where)
        rest = [None if s is None else self._all(s, where) if hasattr(s, "__next__")
                else self.read(s, where) for s in state]  # fmt: skip
        return [str(getattr(kind, "__qualname__", kind)), self._all(arguments, where), rest,
                self.read(type(value), where)]  # fmt: skip


_OF_EVERY_CLASS = frozenset(
    {"__dict__", "__weakref__", "__module__", "__doc__", "__abstractmethods__", "_abc_impl",
     "__annotations__", "__firstlineno__", "__static_attributes__"}
)  # fmt: skip


def _names(code: types.CodeType) -> set[str]:
    """Every name that a code object and those inside it read."""
    found = set(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            found |= _names(constant)
    return found


def _content(cell: types.CellType) -> object:
    try:
        return cell.cell_contents
    except ValueError:  # not filled yet
        return "an empty cell"


def _named(value: types.FunctionType | type) -> object:
    """What the qualified name of a function or class stands for now."""
    found: object = sys.modules.get(value.__module__)
    for name in value.__qualname__.split("."):
        found = getattr(found, name, None)
    return found


def _package(module: str) -> list[str] | None:
    """Name and version of the installed package of a module; None for the user's own modules."""
    top = module.partition(".")[0]
    if top == "bargain":
        return [module, __version__]
    if top in sys.stdlib_module_names and top != "__main__":
        return [module, sys.version.split()[0]]
    home = sys.modules.get(top)
    path = str(getattr(home, "__file__", "") or "")
    if not any(part in Path(path).parts for part in _INSTALLED):
        return None
    return [module, str(getattr(home, "__version__", ""))]


def _source(module: types.ModuleType) -> str:
    try:
        return hashlib.sha256(Path(str(module.__file__)).read_bytes()).hexdigest()
    except (OSError, AttributeError, ValueError):
        return ""
