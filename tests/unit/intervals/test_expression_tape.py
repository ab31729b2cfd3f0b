"""Tapes compute what their expressions say, and refuse what cannot be bounded."""

from __future__ import annotations

import math

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, strategies as st

from bargain.errors import ExpressionError
from bargain.intervals.enclosures import evaluate
from bargain.intervals.expression_tape import tape_of

x, y = sp.symbols("x y")

EXPRESSIONS = [
    x * y - x**2 / 2,
    (x - y) / (1 + x * y),
    sp.sqrt(x) - 3 * sp.sqrt(y) * x,
    x ** sp.Rational(-3, 4) + y ** sp.Rational(5, 2),
    sp.log(1 + x * y) * sp.exp(-x) - sp.E * y,
    sp.Max(x, y, sp.Rational(1, 2)) - sp.Min(x, 2 * y) + sp.Abs(x - y),
    1 / x**3 - (x + y) ** 7 / 100,
]


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=str)
@given(a=st.integers(1, 64), b=st.integers(1, 64))
def test_tape_value_is_the_expressions_value(expression: sp.Expr, a: int, b: int) -> None:
    point = {x: sp.Rational(a, 32), y: sp.Rational(b, 32)}
    tape = tape_of([expression], [x, y])
    column = np.array([[a / 32], [b / 32]])
    found = evaluate(tape.nodes, range(len(tape.nodes)), column, column)
    low, high = (float(end[0]) for end in found.value[tape.roots[0]])
    exact = float(expression.xreplace(point).evalf(30))
    assert low <= exact * (1 + 1e-15) + 1e-15
    assert high >= exact * (1 - 1e-15) - 1e-15
    assert math.isclose(low, high, rel_tol=1e-9, abs_tol=1e-9)


@pytest.mark.parametrize(
    "expression", [e for e in EXPRESSIONS if not e.has(sp.Abs, sp.Max, sp.Min)], ids=str
)
def test_gradient_encloses_the_derivative(expression: sp.Expr) -> None:
    smooth = {x: 0.7, y: 0.4}
    tape = tape_of([expression], [x, y])
    column = np.array([[0.7], [0.4]])
    found = evaluate(tape.nodes, range(len(tape.nodes)), column, column, gradient=True)
    low, high = found.gradient[tape.roots[0]]
    for j, v in enumerate((x, y)):
        exact = float(sp.diff(expression, v).subs(smooth))
        assert low[j, 0] - 1e-12 <= exact <= high[j, 0] + 1e-12


def test_equal_parts_share_a_node_and_floats_mean_their_decimals() -> None:
    tape = tape_of([sp.log(x) + 1, sp.log(x) * sp.Float(0.1)], [x])
    assert sum(node[0] == "log" for node in tape.nodes) == 1
    assert ("c", "1/10") in tape.nodes


def test_other_powers_need_a_positive_base() -> None:
    root = x ** sp.Rational(1, 3)
    assert any(node[0] == "log" for node in tape_of([root], [x], {x: (1, 2)}).nodes)
    assert tape_of([x**y], [x, y], {x: (1, 2), y: (0, 1)}).nodes[-1][0] == "exp"
    for box in (None, {x: (0, 1)}, {x: (-1, 1)}):
        with pytest.raises(ExpressionError, match=r"x\*\*\(1/3\)"):
            tape_of([root], [x], box)


@pytest.mark.parametrize(
    "expression",
    [sp.sin(x), sp.gamma(x) + 1, sp.pi * x, sp.Piecewise((x, x > 0), (0, True)), x + sp.I],
    ids=str,
)
def test_unsupported_parts_are_named(expression: sp.Expr) -> None:
    with pytest.raises(ExpressionError) as error:
        tape_of([2 * expression + x], [x])
    assert error.value.where
    assert "use" in str(error.value)


def test_unknown_symbols_and_huge_powers_are_refused() -> None:
    with pytest.raises(ExpressionError, match="neither a variable nor a number"):
        tape_of([x + y], [x])
    with pytest.raises(ExpressionError, match="too large"):
        tape_of([x**2000], [x])
