r"""A game compiled once into vectorised numbers.

The players' gains :math:`g_i(z;\theta) = u_i - d_i` with all first and second derivatives, as
functions of points of the unit box: :math:`z_j = \ell_j + (h_j - \ell_j) x_j`, :math:`x \in
[0,1]^n`. Outside options are subtracted symbolically, so a constant of :math:`10^{12}` added to a
payoff and to its outside option leaves the numbers as they were. Derivatives that are zero by
structure are not computed. One compilation serves any number of points: every argument may be an
array, one entry per point.

Index convention: `z[j]` is variable `j` of `Game.variables`, `theta[k]` parameter `k` of
`Game.parameters`, `gains[i]` player `i` of `Game.players`.
"""

from __future__ import annotations

import importlib
import marshal
import sys
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from types import FunctionType
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import sympy as sp

from bargain.arguments import shown
from bargain.errors import GameError, OptionError
from bargain.game.game import Game
from bargain.game.written import Value
from bargain.work.folded import Folded

__all__ = [
    "Array", "CompiledGame", "Derivatives", "array_library", "compile_expressions", "compile_game",
    "namespace",
]  # fmt: skip

Array = np.ndarray  # floats, one entry per point
_EXACT_IN_FLOAT = 2**53


def namespace(*values: object) -> Any:
    """The library that arrays belong to, by the array API; numpy for plain numbers.

    References
    ----------
    Array API standard, version 2024.12, ``__array_namespace__``.

    Examples
    --------
    >>> namespace(0.5, np.zeros(2)) is np
    True
    """
    for value in values:
        if getattr(value, "ndim", 0) and hasattr(value, "__array_namespace__"):
            return value.__array_namespace__()
    return np


def array_library(name: str) -> Any:
    """A library of arrays by the name of its module.

    Parameters
    ----------
    name : str
        ``numpy``, ``jax.numpy``, or another module whose arrays carry the array API.

    Raises
    ------
    OptionError
        No such module, arrays without the array API, or no 64-bit floats.

    Examples
    --------
    >>> array_library("numpy") is np
    True
    """
    try:
        xp = importlib.import_module(name)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a library without 64 bits gives fewer, and warns
            one = xp.asarray(0.5, dtype=xp.float64)
        found = one.__array_namespace__(), one.dtype == xp.float64
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        raise OptionError(
            f"{shown(name)} is no library of arrays: {error}",
            where="arrays",
            fix="give 'numpy', or the name of a module with the array API, such as 'jax.numpy'",
        ) from None
    if not found[1]:
        raise OptionError(
            f"{name} has no 64-bit floats",
            where="arrays",
            fix="turn them on; for JAX set JAX_ENABLE_X64=1 in the environment",
        )
    return xp


def _elementwise(name: str, value: Any) -> Any:
    return getattr(namespace(value), name)(value)


#: Functions of an expression, taken from the library of the array that they are given.
_FUNCTIONS = {
    name: partial(_elementwise, name)
    for name in ("exp", "log", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh")
}


@dataclass(frozen=True, slots=True)
class Derivatives:
    """Gains and derivatives at points; `None` marks what is zero by structure.

    `gains[i]`, `first[i][a]`, `second[i][a][b]` with ``b <= a``, in the unit box's coordinates.
    """

    gains: list[Array]
    first: list[list[Array | None]]
    second: list[list[list[Array | None]]]


def compile_expressions(
    arguments: Sequence[sp.Symbol], expressions: Sequence[sp.Expr]
) -> Callable[..., list[Array]]:
    """Compile expressions to one function of arrays with common sub-expressions shared.

    Raises
    ------
    GameError
        If an expression uses a function that has no numeric counterpart.

    Examples
    --------
    >>> x = sp.Symbol("x")
    >>> compile_expressions([x], [x**2, x + 1])(np.array([1.0, 2.0]))
    [array([1., 4.]), array([2., 3.])]
    """
    return _lambdified(tuple(arguments), tuple(expressions))


_MODULES = [_FUNCTIONS, "numpy"]
_Expressions: TypeAlias = tuple[tuple[sp.Symbol, ...], tuple[sp.Expr, ...]]


class _Compiled:
    """A function of arrays that pickles as its code, so that no process compiles it again.

    Code is of one version of Python; another has the expressions, and compiles them.
    """

    __slots__ = ("_function", "_source")

    def __init__(self, function: FunctionType, source: Folded[_Expressions]) -> None:
        self._function, self._source = function, source

    def __call__(self, *arguments: object) -> list[Array]:
        found: list[Array] = self._function(*arguments)
        return found

    def __reduce__(self) -> tuple[object, ...]:
        code = marshal.dumps(self._function.__code__)
        return _received, (sys.implementation.cache_tag, code, self._source)


def _received(python: str, code: bytes, source: Folded[_Expressions]) -> _Compiled:
    if python != sys.implementation.cache_tag:
        return _lambdified(*source.open())
    return _Compiled(FunctionType(marshal.loads(code), _names()), source)  # noqa: S302  # as pickle


@lru_cache(maxsize=1)
def _names() -> dict[str, Any]:
    """What functions that sympy writes can use."""
    found: dict[str, Any] = sp.lambdify([], 0, modules=_MODULES).__globals__
    return found


@lru_cache(maxsize=512)
def _lambdified(arguments: tuple[sp.Symbol, ...], expressions: tuple[sp.Expr, ...]) -> _Compiled:
    ready = [_as_floats(e) for e in expressions]
    try:
        function = sp.lambdify(list(arguments), ready, modules=_MODULES, cse=True)
    except (NameError, TypeError, ValueError) as error:
        raise GameError(
            f"an expression cannot be evaluated numerically: {error}",
            fix="use + - * / powers, log, exp, sqrt",
        ) from error
    return _Compiled(function, Folded((arguments, expressions)))


def _as_floats(expression: sp.Expr) -> sp.Expr:
    """Rationals that no float can hold exactly in two parts become the nearest floats."""
    large = {
        r: sp.Float(r, 17)
        for r in expression.atoms(sp.Rational)
        if abs(r.p) > _EXACT_IN_FLOAT or r.q > _EXACT_IN_FLOAT
    }
    return expression.xreplace(large) if large else expression


@dataclass(frozen=True, eq=False)
class CompiledGame:
    """The gains of a game as vectorised functions; made by `compile_game`.

    Attributes
    ----------
    players, variables, parameters
        The labels, in the order of all positions below.
    low, width : numpy.ndarray
        The box: ``z = low + width * x``.
    quadratic : bool
        Whether every second derivative is free of the variables.
    singular : tuple of (bool, bool)
        Per variable, whether some slope is infinite or undefined at its lower, upper bound, as that
        of a root at zero; an iteration must not step there.
    arrays : str
        The library in which Newton's iteration runs; answers come back as numpy's.
    """

    players: tuple[str, ...]
    variables: tuple[sp.Symbol, ...]
    parameters: tuple[sp.Symbol, ...]
    low: np.ndarray
    width: np.ndarray
    quadratic: bool
    singular: tuple[tuple[bool, bool], ...]
    _gains: Callable[..., list[Array]]
    _curves: Callable[..., list[Array]]
    _first_at: tuple[tuple[int, int], ...]
    _second_at: tuple[tuple[int, int, int], ...]
    arrays: str = "numpy"

    def gains(self, x: Sequence[Array], theta: Sequence[Array]) -> list[Array]:
        """Gains of every player at points of the unit box."""
        return self._gains(*x, *theta)

    def derivatives(self, x: Sequence[Array], theta: Sequence[Array]) -> Derivatives:
        """Gains with first and second derivatives at points of the unit box."""
        n, m = len(self.players), len(self.variables)
        values = self._curves(*x, *theta)
        first: list[list[Array | None]] = [[None] * m for _ in range(n)]
        second: list[list[list[Array | None]]] = [
            [[None] * (a + 1) for a in range(m)] for _ in range(n)
        ]
        for (i, a), value in zip(self._first_at, values[n:], strict=False):  # curves follow
            first[i][a] = value
        for (i, a, b), value in zip(
            self._second_at, values[n + len(self._first_at) :], strict=True
        ):
            second[i][a][b] = value
        return Derivatives(values[:n], first, second)

    def bind(self, theta: Sequence[float]) -> CompiledGame:
        """The same functions with every parameter fixed."""
        fixed = tuple(np.float64(t) for t in theta)

        def gains(*x: Array) -> list[Array]:
            return self._gains(*x, *fixed)

        def curves(*x: Array) -> list[Array]:
            return self._curves(*x, *fixed)

        return replace(self, parameters=(), _gains=gains, _curves=curves)

    def shifted(self, offsets: Sequence[float]) -> CompiledGame:
        """The same game with gains counted from `offsets` above the outside options."""
        fixed = tuple(offsets)
        n = len(fixed)

        def gains(*arguments: Array) -> list[Array]:
            values = self._gains(*arguments)
            return [g - o for g, o in zip(values, fixed, strict=True)]

        def curves(*arguments: Array) -> list[Array]:
            values = self._curves(*arguments)
            return [g - o for g, o in zip(values[:n], fixed, strict=True)] + values[n:]

        return replace(self, _gains=gains, _curves=curves)

    def scaled(self, factors: Sequence[float]) -> CompiledGame:
        """The same game with every player's gain multiplied by a positive factor."""
        rates = [float(f) for f in factors]
        whose = [
            *range(len(rates)),
            *(i for i, _ in self._first_at),
            *(i for i, _, _ in self._second_at),
        ]

        def gains(*arguments: Array) -> list[Array]:
            return [rates[i] * g for i, g in enumerate(self._gains(*arguments))]

        def curves(*arguments: Array) -> list[Array]:
            values = self._curves(*arguments)
            return [rates[i] * v for i, v in zip(whose, values, strict=True)]

        return replace(self, _gains=gains, _curves=curves)

    def point(self, z: Mapping[sp.Symbol, Value]) -> list[float]:
        """The unit-box coordinates of an agreement."""
        return [(float(z[v]) - self.low[j]) / self.width[j] for j, v in enumerate(self.variables)]

    def actual(self, x: npt.ArrayLike) -> np.ndarray:
        """Unit-box coordinates (variables first) in the game's own units, inside the box."""
        x = np.asarray(x, dtype=float)
        shape = (-1,) + (1,) * (x.ndim - 1)
        low, width = self.low.reshape(shape), self.width.reshape(shape)
        return np.clip(low + width * x, low, low + width)


def compile_game(game: Game, players: tuple[str, ...] | None = None) -> CompiledGame:
    """Compile a game; the result is kept for the next call with an equal game.

    Parameters
    ----------
    game : Game
        Parameters may be left: they become arguments.
    players : tuple of str, optional
        Only these players' gains.

    Returns
    -------
    CompiledGame

    Examples
    --------
    >>> y_P, y_C = sp.symbols("y_P y_C")
    >>> game = Game({"P": {y_P: (0, 2)}, "C": {y_C: (0, 1)}},
    ...             {"P": y_C - y_P**2/2, "C": 3*y_P - y_C**2/2})
    >>> compiled = compile_game(game)
    >>> compiled.gains([0.5, 1.0], [])
    [0.5, 2.5]
    """
    gains = game.gains()
    chosen = game.players if players is None else players
    return _compile(
        chosen, tuple(gains[p] for p in chosen), game.variables, game.parameters,
        tuple(game.box[v] for v in game.variables),
    )  # fmt: skip


@lru_cache(maxsize=128)
def _compile(
    players: tuple[str, ...], payoffs: tuple[sp.Expr, ...], variables: tuple[sp.Symbol, ...],
    parameters: tuple[sp.Symbol, ...], box: tuple[tuple[sp.Rational, sp.Rational], ...],
) -> CompiledGame:  # fmt: skip
    unit = {
        v: low + (high - low) * v
        for v, (low, high) in zip(variables, box, strict=True)
        if (low, high) != (0, 1)
    }
    gains = [g.xreplace(unit) if unit else g for g in payoffs]
    first_at, second_at, slopes, curves = [], [], [], []
    for i, gain in enumerate(gains):
        for a, va in enumerate(variables):
            slope = sp.diff(gain, va)
            if slope == 0:
                continue
            first_at.append((i, a))
            slopes.append(slope)
            for b, vb in enumerate(variables[: a + 1]):
                curve = sp.diff(slope, vb)
                if curve != 0:
                    second_at.append((i, a, b))
                    curves.append(curve)
    arguments = [*variables, *parameters]
    low = np.array([float(b[0]) for b in box])
    high = np.array([float(b[1]) for b in box])
    return CompiledGame(
        players=players,
        variables=variables,
        parameters=parameters,
        low=low,
        width=high - low,
        quadratic=not any(c.free_symbols & set(variables) for c in curves),
        singular=tuple(
            (_breaks([*slopes, *curves], v, 0), _breaks([*slopes, *curves], v, 1))
            for v in variables
        ),
        _gains=compile_expressions(arguments, gains),
        _curves=compile_expressions(arguments, [*gains, *slopes, *curves]),
        _first_at=tuple(first_at),
        _second_at=tuple(second_at),
    )


def _breaks(slopes: Sequence[sp.Expr], v: sp.Symbol, at: int) -> bool:
    """Whether some derivative is infinite or undefined where the variable is `at`."""
    return any(s.has(v) and s.subs(v, at).has(sp.zoo, sp.nan, sp.oo, -sp.oo) for s in slopes)
