"""Bargaining with kinks, caps, jumps, listed values and constraints, case by case."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings, strategies as st

import bargain as bg
from bargain.errors import GameError, OptionError
from bargain.solve.bargaining.cases.case_program import CaseProgram
from bargain.solve.bargaining.cases.global_bound import no_better_point
from bargain.solve.bargaining.cases.payoff_cases import cases_of

x, y, z = sp.symbols("x y z")
R = sp.Rational
NASH, KS, EGAL, UTIL = SOLVERS = (
    bg.nash_bargaining, bg.kalai_smorodinsky, bg.egalitarian, bg.utilitarian,
)  # fmt: skip


def terms(payoffs, box, **more):
    return bg.Game({p: {} for p in payoffs}, payoffs, terms=box, **more)


CAP = terms({"A": sp.Min(x, R(3, 10)), "B": 1 - x}, {x: (0, 1)})
LINK = terms({"A": sp.Min(x, y), "B": 2 - x - y}, {x: (0, 1), y: (0, 1)})
SQUARES = terms({"A": x**2, "B": y**2, "C": 1 - x**2 - y**2}, {x: (0, 1), y: (0, 1)})


@pytest.mark.long(every=2)
@pytest.mark.parametrize(
    ("game", "solver", "at"),
    [
        (CAP, NASH, {x: 3 / 10}),  # x (1 - x) rises up to the cap
        (CAP, KS, {x: 3 / 13}),  # x / (3/10) = 1 - x
        (CAP, EGAL, {x: 3 / 10}),  # of [3/10, 7/10] the efficient one
        (LINK, NASH, {x: 1 / 2, y: 1 / 2}),
        (LINK, KS, {x: 1 / 2, y: 1 / 2}),  # ideals 1 and 2
        (LINK, EGAL, {x: 2 / 3, y: 2 / 3}),
        (LINK, UTIL, {x: 0, y: 0}),
        (SQUARES, NASH, {x: 3**-0.5, y: 3**-0.5}),
        (SQUARES, KS, {x: 3**-0.5, y: 3**-0.5}),
        (SQUARES, EGAL, {x: 3**-0.5, y: 3**-0.5}),
    ],
)
def test_values_by_hand(game, solver, at):
    found = solver(game)
    assert found.status == "agreement", found.reason
    assert {v: found.agreement[v] for v in at} == pytest.approx(at, abs=1e-6)


@pytest.mark.parametrize("solver", SOLVERS)
def test_sine_with_a_bounded_argument(solver):
    game = terms({"A": 2 + sp.sin(x), "B": 3 - x / 100}, {x: (10, 30)})
    found = solver(game)
    assert found.status == "agreement"
    line = np.linspace(10, 30, 200_001)
    a, b = 2 + np.sin(line), 3 - line / 100
    value = {
        NASH: np.log(a) + np.log(b), UTIL: a + b, EGAL: np.minimum(a, b),
        KS: np.minimum(a / a.max(), b / b.max()),
    }[solver]  # fmt: skip
    assert found.agreement[x] == pytest.approx(line[value.argmax()], abs=2e-3)


def test_budget_simplex_and_a_lagrange_problem():
    budget = terms({"A": sp.sqrt(x), "B": sp.sqrt(y)}, {x: (0, 1), y: (0, 1)},
                   constraints=[x + y <= 1])  # fmt: skip
    assert NASH(budget).agreement.values == {x: 0.5, y: 0.5}
    assert "x + y = 1" in NASH(budget).active
    simplex = terms({"A": x, "B": y, "C": z}, {x: (0, 1), y: (0, 1), z: (0, 1)},
                    constraints=[sp.Eq(x + y + z, 1)])  # fmt: skip
    for solver in SOLVERS[:3]:
        assert list(solver(simplex).agreement.values.values()) == pytest.approx([1 / 3] * 3)
    circle = terms({"A": x, "B": 2 * y}, {x: (0, 2), y: (0, 2)}, constraints=[x**2 + y**2 <= 1])
    assert NASH(circle).agreement.values == pytest.approx({x: 2**-0.5, y: 2**-0.5})
    assert UTIL(circle).agreement.values == pytest.approx({x: 5**-0.5, y: 2 * 5**-0.5})


def test_constraints_that_leave_no_gain_are_refuted():
    game = terms({"A": x - R(2, 3), "B": y - R(1, 2)}, {x: (0, 1), y: (0, 1)},
                 constraints=[x + y <= 1])  # fmt: skip
    for solver in SOLVERS:
        found = solver(game)
        assert found.status == "no agreement"
        assert found.evidence.weights == {"A": 1, "B": 1}
    empty = terms({"A": x, "B": 1 - x}, {x: (0, 1)}, constraints=[x >= 2])
    assert NASH(empty).status == "no agreement"


def test_listed_values_are_compared_exactly():
    game = terms({"A": x, "B": 2 * (3 - x)}, {x: [0, 1, 2, 3]}, disagreement={"A": R(1, 3), "B": 0})
    found = NASH(game)
    assert found.agreement[x] == 2
    assert found.arithmetic == "exact"
    assert found.agreement.gains == {"A": Fraction(5, 3), "B": 2}
    tie = NASH(terms({"A": x, "B": 2 * (3 - x)}, {x: [0, 1, 2, 3]}))
    assert {a[x] for a in (tie.agreement, *tie.alternatives)} == {1, 2}
    mixed = EGAL(terms({"A": x + y, "B": 3 - x - y**2}, {x: [0, 1, 2], y: (0, 1)}))
    assert (mixed.agreement[x], mixed.agreement[y]) == pytest.approx((1, (5**0.5 - 1) / 2))


def test_the_demand_game_of_nash():
    fits = x + y <= 1
    game = bg.Game(
        {"A": {x: (0, 1)}, "B": {y: (0, 1)}},
        {"A": sp.Piecewise((x, fits), (0, True)), "B": sp.Piecewise((y, fits), (0, True))},
        disagreement={"A": R(1, 5), "B": 0},
    )
    for solver in SOLVERS[:3]:
        assert solver(game).agreement.values == pytest.approx({x: 3 / 5, y: 2 / 5})
        assert sum(solver(game).agreement.values.values()) <= 1


def test_parametric_boxes_need_numbers_first():
    w = sp.Symbol("w", positive=True)
    game = bg.Game({"A": {x: (0, w)}, "B": {}}, {"A": sp.Min(x, 1), "B": 2 - x})
    with pytest.raises(GameError, match="parameters"):
        NASH(game)
    assert NASH(game.at({w: R(1, 2)})).agreement[x] == 0.5
    assert NASH(game.at({w: 3})).agreement[x] == 1


def test_a_case_without_a_value_is_refused():
    game = terms({"A": sp.Piecewise((x, x < R(1, 2))), "B": 1 - x}, {x: (0, 1)})
    with pytest.raises(GameError, match="no value"):
        NASH(game)


def test_too_many_cases_are_refused_with_their_cause():
    whole = sum(sp.Max(x - R(k, 9), 0) for k in range(9))
    with pytest.raises(OptionError, match="cases"):
        NASH(terms({"A": whole, "B": 1 - whole / 9}, {x: (0, 1)}))


@pytest.mark.long
@given(
    st.lists(st.tuples(*[st.integers(-4, 4)] * 4), min_size=1, max_size=2),
    st.tuples(*[st.integers(0, 8)] * 2),
)
@settings(max_examples=40, deadline=None)
def test_cases_are_the_payoff_where_their_limits_hold(rows, point):
    """The largest, over the cases that hold, of the least function is the payoff itself."""
    whole = x - y
    for k, (a, b, c, d) in enumerate(rows):
        inside = [a * x + b * y, c - d * x]
        whole += [sp.Max, sp.Min][k](*inside) - sp.Abs(inside[0]) / 2 + x * sp.Min(*inside)
    game = terms({"A": whole, "B": y}, {x: (0, 1), y: (0, 1)})
    at = {x: R(point[0], 8), y: R(point[1], 8)}
    found = max(
        min(f.subs(at) for f in case.gains["A"])
        for case in cases_of(game, ("A", "B"))
        if all((s.subs(at) == 0) if equal else (s.subs(at) >= 0) for s, equal in case.limits)
    )
    assert found == whole.subs(at)


@pytest.mark.long
def test_a_bound_is_refused_where_something_is_better():
    """The control: of a value that can be beaten nothing is proved."""
    (case,) = cases_of(SQUARES, SQUARES.players)
    program = CaseProgram(case)
    weights = dict.fromkeys(SQUARES.players, Fraction(1))
    best, less = np.full(3, 1 / 3), np.array([0.32, 0.33, 0.35])
    top = np.full(2, math.sqrt(1 / 3))
    assert no_better_point(program, "log", weights, best, [top])
    assert not no_better_point(program, "log", weights, less, [top], effort=2.0)
    assert program.bound("level", np.ones(3), np.array([0.5, 0.5])).bound >= 1 / 3 - 1e-12


@pytest.mark.parametrize("kind", ["sum", "log", "level"])
def test_multipliers_bound_every_point_of_a_concave_case(kind):
    rng = np.random.default_rng(5)
    game = terms({"A": sp.Min(sp.sqrt(x), 1 - y), "B": 2 - x - y**2}, {x: (0, 1), y: (0, 1)},
                 constraints=[x + y <= R(3, 2)])  # fmt: skip
    (case,) = cases_of(game, game.players)
    program, w = CaseProgram(case), np.array([1.0, 2.0])
    points = rng.uniform(0, 1, (2, 4000))
    points = points[:, points.sum(axis=0) <= 1.5]
    gains = program.gains(points)
    for at in rng.uniform(0.05, 0.95, (12, 2)):
        here = np.array([0.4, 0.9])
        bound = program.bound(kind, w, at, here).bound
        if kind == "level":
            assert bound >= (gains / w[:, None]).min(axis=0).max() - 1e-12
        elif kind == "sum":
            good = (gains >= 0).all(axis=0)
            assert bound >= (w @ gains)[good].max() - 1e-12
        else:
            good = (gains > 0).all(axis=0)
            rise = w @ (np.log(gains[:, good]) - np.log(here)[:, None])
            assert bound >= rise.max() - 1e-12
