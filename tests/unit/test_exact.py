"""One rule for numbers: what is written means its decimal, arrays keep their binary values."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
import sympy as sp
from hypothesis import given, strategies as st

import bargain as bg
from bargain.exact import binary_fraction, exact_expression, fractions_of, to_fraction, to_sympy

x, y = sp.symbols("x y")
s = sp.Symbol("s", positive=True)
TENTH, BINARY = Fraction(1, 10), Fraction(3602879701896397, 36028797018963968)
c = bg.conditions

WRITTEN = [
    0.1, "0.1", "1/10", "1e-1", Decimal("0.1"), Fraction(1, 10), sp.Rational(1, 10), sp.Float(0.1),
    sp.Float("0.1", 40), np.float64(0.1), np.float32(0.1), np.float16(0.1), np.longdouble("0.1"),
    mpmath.mpf(0.1),
]  # fmt: skip
REFUSED = [
    math.nan, math.inf, -math.inf, Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"),
    np.float32("nan"), mpmath.nan, mpmath.inf, mpmath.mpc(1, 2), sp.nan, sp.oo, sp.zoo, sp.I, 1j,
    True, False, np.True_, sp.true, None, "nan", "inf", "", "one", [], np.array([1.0]),
]  # fmt: skip


def game(**changes: Any) -> bg.Game:
    given = {
        "actions": {"A": {x: (0, 1)}, "B": {y: (0, 1)}},
        "payoffs": {"A": s * y - x**2 / 2, "B": x - y**2 / 2},
        "measures": {"m": {"A": x, "B": y}},
    }
    return bg.Game(**(given | changes))


def fixed(value: Any) -> bg.Game:
    return game().at({s: value})


@pytest.mark.parametrize("value", WRITTEN, ids=lambda v: f"{type(v).__module__}-{v!r}")
def test_every_way_to_write_a_tenth_is_a_tenth(value: Any) -> None:
    assert to_fraction(value) == TENTH
    assert to_sympy(value) == sp.Rational(1, 10)


@pytest.mark.parametrize("value", REFUSED, ids=repr)
@pytest.mark.parametrize("read", [to_fraction, to_sympy, binary_fraction])
def test_what_is_no_finite_real_number_is_refused(value: Any, read: Any) -> None:
    with pytest.raises(bg.InputError):
        read(value)


DOORS = {
    "payoff": lambda v: game(payoffs={"A": v, "B": x}, parameters=[s]).payoffs["A"],
    "outside option": lambda v: game(disagreement={"A": v, "B": 0}).disagreement["A"],
    "box": lambda v: game(actions={"A": {x: (v, 1)}, "B": {y: (0, 1)}}).box[x][0],
    "term": lambda v: game(terms={sp.Symbol("t"): (v, 1)}).box[sp.Symbol("t")][0],
    "measure": lambda v: game(measures={"m": {"A": v, "B": y}}).measures["m"]["A"],
    "at": lambda v: fixed(v).payoffs["A"].coeff(y),
    "finite payoff": lambda v: bg.FiniteGame.from_payoffs([[v]], [[0]]).payoff("1", 0, 0),
    "finite at": lambda v: bg.FiniteGame.from_payoffs([[s]], [[0]]).at({s: v}).payoff("1", 0, 0),
    "tolerance": lambda v: c.balanced("m", v).tolerance,
    "discount": lambda v: sp.sympify(c.self_enforcing(v).name[15:-1]),
    "weight": lambda v: bg.nash_bargaining(fixed(1), weights={"A": v, "B": 1}).weights["A"],
    "set of agreements": lambda v: _set([(v, 1), (0, 0)]).payoffs[0][0],
    "their outside option": lambda v: _set([(1, 1), (0, 0)], [v, 0]).disagreement[0],
}


def _set(rows: Any, disagreement: Any = None) -> Any:
    from bargain.solve.bargaining.feasible import AgreementSet

    return AgreementSet.from_points(rows, disagreement)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(
    "value", [0.1, sp.Float(0.1), np.float64(0.1), Decimal("0.1"), "0.1"], ids=repr
)
def test_every_door_reads_a_written_number_alike(door: str, value: Any) -> None:
    assert DOORS[door](value) == sp.Rational(1, 10)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("value", [math.nan, math.inf, sp.oo, sp.nan, Decimal("NaN"), True])
def test_every_door_refuses_what_is_no_number(door: str, value: Any) -> None:
    with pytest.raises(bg.BargainError):
        DOORS[door](value)


EXPRESSIONS = {
    "payoff": lambda e: game(payoffs={"A": e(x), "B": x}, parameters=[s]).payoffs["A"],
    "condition": lambda e: c.holds(e(x) >= y).necessary(game()).clauses[0].relation.lhs,
    "assumption": lambda e: game(assumptions=[e(s) >= 2]).assumptions[0].lhs,
    "at": lambda e: fixed(e(s)).payoffs["A"].coeff(y),
    "discount": lambda e: sp.sympify(c.self_enforcing(e(x)).name[15:-1]),
}


@pytest.mark.parametrize("door", ["payoff", "condition", "assumption", "at", "discount"])
def test_floats_inside_expressions_mean_their_decimals(door: str) -> None:
    found = EXPRESSIONS[door](lambda v: 0.1 * v)
    assert not found.has(sp.Float)
    assert found.coeff(next(iter(found.free_symbols))) == sp.Rational(1, 10)


def test_a_float_in_a_region_and_in_a_condition_decides_like_the_decimal() -> None:
    two = game(payoffs={"A": s * y - x, "B": x - y})
    for value in (0.1, sp.Rational(1, 10)):
        meets = bg.decide(two, c.holds(sp.Ge(10 * s * x, x)), where=[s >= value])
        assert meets.status == "always"
    verdict = bg.decide(two, c.holds(sp.Eq(10 * s, 1)), where=[sp.Eq(s, 0.1)])
    assert verdict.status == "always"  # not so at the binary value


def test_a_suggested_witness_means_its_decimal() -> None:
    verdict = bg.decide(game(), c.holds(sp.Eq(10 * x, 1)), witness={x: 0.1, y: 0.5})
    assert verdict.status == "always"


ARRAYS = {
    "table": lambda a: bg.FiniteGame.from_payoffs(a, a).payoff("1", 0, 0),
    "rows": lambda a: bg.FiniteGame.from_payoffs(list(a), list(a)).payoff("1", 0, 0),
    "points": lambda a: _set(a).payoffs[0][0],
    "row of a fraction": lambda a: fractions_of(a[0])[0],
}


@pytest.mark.parametrize("door", ARRAYS)
def test_arrays_of_floats_keep_their_binary_values(door: str) -> None:
    assert ARRAYS[door](np.array([[0.1, 0.2], [0.3, 0.4]])) == BINARY


def test_rounding_is_asked_for() -> None:
    finite = bg.FiniteGame.from_payoffs(np.array([[0.1]]), np.array([[0.2]]))
    assert finite.payoff("1", 0, 0) == BINARY
    assert finite.rationalise().payoff("1", 0, 0) == TENTH


def test_a_batch_reads_lists_and_arrays_like_a_single_game() -> None:
    from bargain.solve.finite.batches.batch_enumeration import nash_equilibria_batch

    table = [[0.1 + 0.2, 0], [0.3, 1]]
    for make in (list, np.array):
        batch = nash_equilibria_batch(make([table]), make([[[1, 0], [1, 0]]]))
        single = bg.nash_equilibria(bg.FiniteGame.from_payoffs(make(table), [[1, 0], [1, 0]]))
        assert len(batch.game) == len(single.equilibria)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_means_what_python_prints(value: float) -> None:
    assert to_fraction(value) == Fraction(repr(value))
    assert float(to_fraction(value)) == value
    assert binary_fraction(value) == Fraction(value)
    if 1e-290 < abs(value) < 1e290:
        assert to_fraction(sp.Float(value)) == to_fraction(value)


@given(st.integers(1, 10**30), st.integers(-40, 40))
def test_a_long_sympy_float_means_its_decimal(digits: int, exponent: int) -> None:
    text = f"{digits}e{exponent}"
    assert to_fraction(sp.Float(text, 40)) == Fraction(text)


def test_a_relation_is_not_decided_on_the_way() -> None:
    assert exact_expression(sp.Ge(0.1 * s, 0, evaluate=False)).is_Relational
    assert exact_expression(x <= 0.3) == sp.Le(x, sp.Rational(3, 10))


@pytest.mark.parametrize("door", ["payoff", "condition", "assumption", "at", "discount"])
@pytest.mark.parametrize("number", [sp.oo, sp.nan, sp.zoo], ids=str)
def test_expressions_with_infinities_are_refused(door: str, number: Any) -> None:
    def with_it(v: Any) -> Any:
        return sp.Add(v, number, evaluate=False)

    with pytest.raises((bg.BargainError, TypeError)):  # sympy's own TypeError: zoo has no order
        EXPRESSIONS[door](with_it)
