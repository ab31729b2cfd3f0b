"""The grid of a sweep: exact values of every parameter, and which points the game admits.

A grid is the product of the given values, one dimension per parameter, points counted in C order.
Values are exact (`bargain.exact`: a list of floats means their decimals, an array keeps its binary
values); solvers on arrays get them rounded to floats, solvers of one game get them exactly. Whether
a point lies inside the game's assumptions is decided in floats where the margin is clear, and
exactly where it is not.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

import numpy as np
import sympy as sp
from sympy.core.relational import Relational

from bargain.arguments import shown
from bargain.errors import InputError, OptionError
from bargain.exact import fractions_of, to_sympy
from bargain.game.game import Game
from bargain.game.symbol_table import SymbolTable, put_in
from bargain.game.written import Axes, Axis, Boolean
from bargain.question.region_relations import Where, given_relations
from bargain.solve.payoffs.compiled import compile_expressions
from bargain.work.folded import Folded

__all__ = ["Grid"]

_MOST_POINTS = 10**8  # the result is held in memory: some 100 bytes per point
_LARGEST = 10**100  # and its inverse: solvers on arrays square floats
_CLEAR = 1e-9  # of the size of both sides: more than the rounding of floats
_SMALL = 1e-250  # below, products may have vanished
_FLOAT: dict[type, np.ufunc] = {
    sp.Gt: np.greater, sp.Ge: np.greater_equal, sp.Lt: np.less, sp.Le: np.less_equal,
    sp.Eq: np.equal, sp.Ne: np.not_equal,
}  # fmt: skip


class Grid:
    """Values of all parameters of a game, one dimension each.

    Parameters
    ----------
    game : Game
    over : mapping of symbol or name to one-dimensional array or list
    beside : set of symbols
        Axes that are no parameters of the game: those of a condition or an option.
    where : relation, text, or sequence of them
        What points have to satisfy beside the game's assumptions.

    Attributes
    ----------
    axes : dict of symbol to numpy.ndarray
        The values, rounded to floats.
    shape : tuple of int
    size : int

    Raises
    ------
    InputError
        An unknown or missing parameter, or values that are not finite numbers.
    OptionError
        More points than memory holds.
    """

    def __init__(
        self, game: Game, over: Axes, beside: frozenset[sp.Symbol] = frozenset(),
        where: Where = (),
    ) -> None:  # fmt: skip
        beside = beside - set(game.symbols.values())
        exact = _exact_axes(game, over, beside)
        table = SymbolTable([*game.symbols.values(), *sorted(beside, key=str)])
        relations = tuple(given_relations(where, table))
        if others := [r for r in relations if not isinstance(r, Relational)]:
            raise OptionError(
                f"{others[0]} is not one relation", where="where",
                fix="sweep each part by itself",
            )  # fmt: skip
        self.axes = {s: np.array(list(map(float, v))) for s, v in exact.items()}
        self.shape = tuple(len(v) for v in self.axes.values())
        self.size = math.prod(self.shape)
        # Without signs of their own: sympy would decide p > 0 by the very assumption tested;
        # symbols, not dummies: the next grid of the game finds its tests compiled.
        plain = {p: sp.Symbol(p.name, real=True) for p in exact}
        tests = [r.xreplace(plain) for r in (*game.parameter_relations, *relations)]
        arguments = list(plain.values())
        self._tests = [
            (
                _FLOAT[type(r)],
                compile_expressions(arguments, [r.lhs, r.rhs, _size(r.lhs), _size(r.rhs)]),
            )
            for r in tests
        ]
        self._parameters = game.parameters
        # what a worker rarely needs: it need not be made again there
        self._rest = Folded((exact, beside, relations, plain, tests))

    @property
    def exact(self) -> dict[sp.Symbol, tuple[Fraction, ...]]:
        """The values of all axes."""
        return self._rest.open()[0]

    @property
    def ranges(self) -> dict[sp.Symbol, tuple[Fraction, Fraction]]:
        """The least and the largest value of every axis, exactly."""
        found = {}
        for s, values in self.exact.items():
            axis = self.axes[s]  # rounding keeps the order, and floats compare quickly
            least, most = (np.flatnonzero(axis == end) for end in (axis.min(), axis.max()))
            found[s] = min(values[k] for k in least), max(values[k] for k in most)
        return found

    @property
    def beside(self) -> frozenset[sp.Symbol]:
        """The axes that are no parameters of the game."""
        return self._rest.open()[1]

    @property
    def where(self) -> tuple[Boolean, ...]:
        """What points have to satisfy beside the game's assumptions."""
        return self._rest.open()[2]

    def floats(self, points: np.ndarray) -> list[np.ndarray]:
        """The values of the game's parameters, in its order, at points given by number."""
        index = self._index(points)
        return [self.axes[p][index[p]] for p in self._parameters]

    def fractions(self, points: np.ndarray) -> list[np.ndarray]:
        """The same, as arrays of exact numbers."""
        index = self._index(points)
        exact = {p: np.array(v, dtype=object) for p, v in self.exact.items()}
        return [exact[p][index[p]] for p in self._parameters]

    def each(self, points: np.ndarray) -> list[dict[sp.Symbol, Fraction]]:
        """The values of all axes, point by point."""
        index = self._index(points)
        return [
            {s: values[index[s][k]] for s, values in self.exact.items()} for k in range(len(points))
        ]

    def _index(self, points: np.ndarray) -> dict[sp.Symbol, np.ndarray]:
        return dict(zip(self.axes, np.unravel_index(points, self.shape), strict=True))

    def inside(self, points: np.ndarray) -> np.ndarray:
        """Whether each point lies inside the game's assumptions."""
        index = self._index(points)
        theta = [values[index[s]] for s, values in self.axes.items()]
        inside = np.ones(len(points), dtype=bool)
        for k, (compare, sides) in enumerate(self._tests):
            with np.errstate(all="ignore"):
                left, right, *sizes = (np.broadcast_to(v, inside.shape) for v in sides(*theta))
                clear = abs(left - right) > _CLEAR * sum(sizes)  # not where NaN
                clear &= sum(sizes) > _SMALL
                holds = np.array(compare(left, right))
            unclear = np.flatnonzero(inside & ~clear)
            if unclear.size:
                for at, point in zip(unclear, self.each(points[unclear]), strict=True):
                    holds[at] = self._holds(k, point)
            inside &= holds
        return inside

    def _holds(self, k: int, point: dict[sp.Symbol, Fraction]) -> bool:
        """Whether a point satisfies one of the relations, exactly."""
        *_, plain, tests = self._rest.open()
        return bool(put_in(tests[k], {plain[s]: to_sympy(v) for s, v in point.items()}))


def _size(side: sp.Expr) -> sp.Expr:
    """At least the sum of the absolute values that are added: the scale of rounding errors.

    Infinite for functions of sums, whose rounding errors may grow without bound.
    """
    if side.is_Add:
        return sp.Add(*map(_size, side.args))
    if side.is_Mul:
        return sp.Mul(*map(_size, side.args))
    if side.is_Pow and side.exp.is_Integer and (side.exp > 0 or side.base.is_Symbol):
        return _size(side.base) ** side.exp
    if side.is_Symbol or side.is_Rational:
        return sp.Abs(side)
    return sp.oo


def _exact_axes(
    game: Game, over: Axes, beside: frozenset[sp.Symbol]
) -> dict[sp.Symbol, tuple[Fraction, ...]]:
    if not isinstance(over, Mapping) or not over:
        raise InputError(
            "over is empty or not a mapping",
            where=f"over = {shown(over)}",
            fix="write {parameter: values}, such as {s: [1, 2]}",
        )
    axes: dict[sp.Symbol, tuple[Fraction, ...]] = {}
    for key, values in over.items():
        symbol = next((s for s in beside if key in (s, s.name)), None) or game.symbol(key)
        if symbol not in game.parameters and symbol not in beside:
            known = ", ".join(map(str, game.parameters))
            raise InputError(
                f"{symbol} is a variable of the game, not a parameter",
                where="over",
                fix=f"parameters: {known}",
            )
        if symbol in axes:
            raise InputError(f"{symbol} is given twice", where="over", fix="give its values once")
        axes[symbol] = _axis(symbol, values)
    if (size := math.prod(map(len, axes.values()))) > _MOST_POINTS:
        raise OptionError(
            f"the grid has {size} points", where="over", fix=f"give at most {_MOST_POINTS}"
        )
    if missing := [p for p in (*game.parameters, *sorted(beside, key=str)) if p not in axes]:
        raise InputError(
            "parameters without values: " + ", ".join(map(str, missing)),
            where="over",
            fix="add them, or fix them with game.at({...})",
        )
    return axes


def _axis(symbol: sp.Symbol, values: Axis) -> tuple[Fraction, ...]:
    if hasattr(values, "to_numpy"):  # of xarray and pandas
        values = values.to_numpy()
    try:
        if getattr(values, "ndim", 1) != 1:
            raise TypeError("it has not one dimension")
        exact = fractions_of(values)
        if not exact or isinstance(values, (str, Mapping)):
            raise TypeError("it has no values")
        for value in exact:
            top, bottom = abs(value.numerator), value.denominator
            if top and not (bottom <= top * _LARGEST and top <= bottom * _LARGEST):
                raise TypeError("numbers beyond 10^-100 to 10^100")
    except (TypeError, OverflowError, InputError) as error:
        raise InputError(
            f"the values of {symbol} are not a list of finite numbers",
            where=f"over: {error}",
            fix="give a one-dimensional array",
        ) from None
    return exact
