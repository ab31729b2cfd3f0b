"""Equilibria and commitment where all values are listed, constraints included."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
import sympy as sp
from hypothesis import given, settings, strategies as st

import bargain as bg
from bargain.errors import GameError, OptionError

x, y = sp.symbols("x y")


def test_homogeneous_bertrand_on_a_grid_of_prices():
    """Cost 1, prices in quarters, demand one: both at cost, one or two ticks above it."""
    tick = sp.Rational(1, 4)
    prices = [1 + k * tick for k in range(5)]

    def profit(own, other):
        return sp.Piecewise((own - 1, own < other), ((own - 1) / 2, sp.Eq(own, other)), (0, True))

    game = bg.Game({"A": {x: prices}, "B": {y: prices}}, {"A": profit(x, y), "B": profit(y, x)})
    found = bg.nash_equilibria(game)
    assert found.complete
    assert {(e[x], e[y]) for e in found.equilibria} == {
        (1, 1),
        (Fraction(5, 4),) * 2,
        (Fraction(3, 2),) * 2,
    }


def test_deviations_share_the_constraint():
    demands = {"A": {x: [0, 1, 2, 3]}, "B": {y: [0, 1, 2, 3]}}
    game = bg.Game(demands, {"A": x, "B": y}, constraints=[x + y <= 3])
    found = bg.nash_equilibria(game)
    assert {(e[x], e[y]) for e in found.equilibria} == {(k, 3 - k) for k in range(4)}
    free = bg.nash_equilibria(bg.Game(demands, {"A": x, "B": y}))
    assert [(e[x], e[y]) for e in free.equilibria] == [(3, 3)]
    led = bg.stackelberg(game, leader="A")
    assert led.proved
    assert led.agreement.values == {x: 3, y: 0}


def test_irrational_payoffs_are_compared_exactly():
    payoffs = {"A": sp.sqrt(2) * sp.sqrt(x) - x, "B": y * (1 - x) - sp.Abs(y) / 2}
    game = bg.Game({"A": {x: [0, 2]}, "B": {y: [0, 1]}}, payoffs)
    found = bg.nash_equilibria(game)  # A is indifferent: 2 - 2 = 0
    assert {(e[x], e[y]) for e in found.equilibria} == {(0, 1), (2, 0)}


def test_what_cannot_be_compared_is_refused():
    game = bg.Game({"A": {x: [0, 1]}, "B": {y: [0, 1]}}, {"A": 1 / x, "B": y})
    with pytest.raises(GameError, match="no value"):
        bg.nash_equilibria(game)
    z, long = sp.Symbol("z"), list(range(40))
    many = bg.Game({"A": {x: long, z: long}, "B": {y: long}}, {"A": x, "B": y})
    with pytest.raises(OptionError, match="too many"):
        bg.nash_equilibria(many)
    none = bg.Game({"A": {x: [0, 1]}, "B": {y: [0, 1]}}, {"A": x, "B": y}, constraints=[x + y > 2])
    with pytest.raises(GameError, match="no profile"):
        bg.nash_equilibria(none)


@given(st.lists(st.integers(-3, 3), min_size=12, max_size=12), st.integers(0, 4))
@settings(max_examples=40, deadline=None)
def test_the_list_is_that_of_the_definition(numbers, room):
    a, b = numbers[:6], numbers[6:]
    form = x**2 * a[0] + x * y * a[1] + y * a[2] + x * a[3]
    other = y**2 * b[0] + x * y * b[1] + y * b[2] + x * b[3]
    values = range(3)
    game = bg.Game({"A": {x: list(values)}, "B": {y: list(values)}}, {"A": form, "B": other},
                   constraints=[x + y <= room])  # fmt: skip
    points = [(i, j) for i, j in product(values, values) if i + j <= room]
    u = {p: (form.subs({x: p[0], y: p[1]}), other.subs({x: p[0], y: p[1]})) for p in points}
    expected = {
        (i, j) for i, j in points
        if all(u[k, j][0] <= u[i, j][0] for k in values if (k, j) in u)
        and all(u[i, k][1] <= u[i, j][1] for k in values if (i, k) in u)
    }  # fmt: skip
    found = bg.nash_equilibria(game)
    assert {(e[x], e[y]) for e in found.equilibria} == expected
    led = bg.stackelberg(game, leader="A")
    best = max(u[p][0] for p in points if u[p][1] == max(u[q][1] for q in points if q[0] == p[0]))
    assert led.agreement.payoffs["A"] == best
