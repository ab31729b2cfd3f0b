"""What a user may write, and what a result may hold: the types of both.

A number that is written means its decimal (`bargain.exact`). Symbols may be named.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import sympy as sp
from sympy.logic.boolalg import Boolean

__all__ = ["Action", "Axes", "Axis", "Boolean", "Bounds", "Exact", "Number", "Value", "Values"]

Number: TypeAlias = int | float | str | Decimal | Fraction | sp.Expr | np.generic
"""A number or an expression, as somebody writes it."""

Exact: TypeAlias = Fraction | sp.Expr
"""An exact number, or an exact expression."""

Value: TypeAlias = Exact | float
"""A number or an expression of a result; a float is what a numerical method found."""

Bounds: TypeAlias = tuple[Number, Number] | list[Number]
"""The lower and the upper end of a box, or a list of values."""

Values: TypeAlias = Mapping[sp.Symbol, Number] | Mapping[str, Number]
"""A value for each symbol, by symbol or by name."""

Action: TypeAlias = Hashable
"""The label of an action of a finite game."""

Axis: TypeAlias = Iterable[Number] | npt.NDArray[np.generic]
Axes: TypeAlias = Mapping[sp.Symbol, Axis] | Mapping[str, Axis]
"""The values of each parameter of a sweep."""
