"""Entries of a payoff table: rational numbers, or real expressions in parameters.

An entry is stored as a `fractions.Fraction` if it is rational, else as a sympy expression
without floats. NaN, infinities, complex numbers, truth values and missing values are refused,
with the position of the offending entry.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from bargain.errors import GameError, InputError
from bargain.exact import binary_fraction, exact_expression, is_long, refuse_unworkable, to_fraction
from bargain.game.written import Boolean, Exact, Number

if TYPE_CHECKING:
    import sympy as sp

__all__ = ["axes_of", "coprime_integers", "exact_entry", "exact_table", "exact_term", "relation"]


def exact_entry(value: Number, where: str) -> Exact:
    """Return a Fraction if the value is rational, else a sympy expression without floats.

    Raises
    ------
    GameError
        If the value is not a finite real number or a real expression.

    Examples
    --------
    >>> exact_entry("0.1", "here"), exact_entry(2, "here")
    (Fraction(1, 10), Fraction(2, 1))
    """
    if hasattr(type(value), "free_symbols"):
        return _symbolic_entry(value, where)
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if value is None or isinstance(value, complex | np.complexfloating):
        raise GameError(
            f"{value!r} is not a real number", where=where, fix="payoffs are real numbers"
        )
    try:
        number = to_fraction(value)
    except InputError as error:
        raise GameError(error.what, where=where, fix=error.fix) from None
    if is_long(number):
        raise GameError(
            "a payoff has more than 2000 digits", where=where, fix="measure it in another unit"
        )
    return number


def exact_term(value: Number, where: str) -> sp.Expr:
    """The same entry as a sympy expression, rational or not."""
    import sympy as sp

    term: sp.Expr = sp.sympify(exact_entry(value, where))
    return term


def _symbolic_entry(value: Number, where: str) -> Exact:
    import sympy as sp

    if not isinstance(value, sp.Expr) or isinstance(value, sp.MatrixBase):
        raise GameError(
            f"{value} is not a number or an expression", where=where, fix="payoffs are real"
        )
    try:
        refuse_unworkable(value)
        if value.has(sp.nan, sp.zoo, sp.oo, -sp.oo):
            raise GameError(f"{value} is not finite", where=where, fix="payoffs are finite numbers")
        value = exact_expression(value)
    except InputError as error:
        raise GameError(error.what, where=where, fix=error.fix) from None
    if value.has(sp.I) or value.is_extended_real is False:
        raise GameError(f"{value} is not real", where=where, fix="payoffs are real")
    if not value.free_symbols and not value.is_Rational:
        value = value.doit()
    if value.is_Rational:
        return Fraction(int(value.p), int(value.q))
    return value


def exact_table(values: object, axes: int, where: str) -> np.ndarray:
    """Return a read-only object array of exact entries with the given number of axes.

    Parameters
    ----------
    values : nested sequences, numpy array or sympy matrix
    axes : int
        One per player.
    where : str
        For error messages.

    Raises
    ------
    GameError
        If it is ragged, empty, of another depth, or has an unusable entry.
    """
    if isinstance(values, np.ma.MaskedArray):
        raise GameError("a masked array", where=where, fix="payoffs may not be missing")
    nested = _nested(values, where)
    shape = _shape(nested, axes, where)
    table = np.empty(shape, dtype=object)
    for at in np.ndindex(shape):
        entry = nested
        for k in at:
            entry = entry[k]
        table[at] = exact_entry(entry, f"{where}[{', '.join(map(str, at))}]")
    table.setflags(write=False)
    return table


def _nested(values: object, where: str) -> Any:
    """Nested lists; the floats of an array at their exact binary values (`bargain.exact`)."""
    if hasattr(values, "to_numpy"):  # pandas
        values = values.to_numpy()
    if isinstance(values, np.ndarray):
        if values.dtype.kind == "f" and values.ndim:
            if not np.isfinite(values).all():
                raise GameError("the table has entries that are not finite numbers", where=where,
                                fix="payoffs are finite numbers")  # fmt: skip
            return np.vectorize(binary_fraction, otypes=[object])(values).tolist()
        return values.tolist()
    if hasattr(values, "tolist") and not isinstance(values, np.generic):  # a sympy matrix
        return values.tolist()
    if isinstance(values, (list, tuple)):
        return [_nested(v, where) for v in values]
    return values


def axes_of(values: object) -> int:
    """How deep a table is nested, as its first entries tell.

    Examples
    --------
    >>> axes_of([[1, 2], [3, 4]]), axes_of(3)
    (2, 0)
    """
    nested, depth = _nested(values, "table"), 0
    while _is_sequence(nested) and not isinstance(nested, dict) and len(nested):
        nested, depth = nested[0], depth + 1
    return depth


def _is_sequence(value: object) -> bool:
    return (
        not isinstance(value, str) and hasattr(value, "__len__") and hasattr(value, "__getitem__")
    )


def _shape(nested: Any, axes: int, where: str) -> tuple[int, ...]:
    shape: list[int] = []
    level = [nested]
    for depth in range(axes):
        lengths = {len(x) if _is_sequence(x) and not isinstance(x, dict) else -1 for x in level}
        if lengths == {-1}:
            raise GameError(
                f"the table has {depth} axes, and the game needs {axes}",
                where=where,
                fix="give one axis per player, in player order",
            )
        if len(lengths) > 1:
            raise GameError("the table is ragged", where=where, fix="give rows of the same length")
        length = lengths.pop()
        if length == 0:
            raise GameError("the table is empty", where=where, fix="give at least one action")
        shape.append(length)
        level = [x[k] for x in level for k in range(length)]
    if any(_is_sequence(x) and not hasattr(type(x), "free_symbols") for x in level):
        raise GameError(
            f"the table has more than {axes} axes",
            where=where,
            fix="give one axis per player, in player order",
        )
    return tuple(shape)


def relation(assumption: Boolean) -> Boolean:
    """Return an assumption as a sympy relation, or None if it is trivially true.

    Raises
    ------
    GameError
        If it is no relation, or false.
    """
    import sympy as sp

    if assumption is True or assumption == sp.true:
        return None
    if assumption is False or assumption == sp.false:
        raise GameError(
            "an assumption is false", where=f"{assumption}", fix="drop it: nothing satisfies it"
        )
    if not isinstance(assumption, sp.core.relational.Relational):
        raise GameError(
            f"{assumption!r} is not a relation", where="assumptions", fix="write e.g. a >= b"
        )
    return exact_expression(assumption)


def coprime_integers(table: np.ndarray) -> np.ndarray:
    """Scale Fractions by one positive number to coprime integers (an object array of int).

    Examples
    --------
    >>> coprime_integers(np.array([Fraction(1, 2), Fraction(3, 4)], dtype=object)).tolist()
    [2, 3]
    """
    scale = math.lcm(*(x.denominator for x in table.flat))
    whole = [x.numerator * (scale // x.denominator) for x in table.flat]
    divisor = math.gcd(*whole) or 1
    out = np.empty(table.shape, dtype=object)
    out.flat[:] = [x // divisor for x in whole]
    return out
