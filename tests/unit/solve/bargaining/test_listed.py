"""Many agreements, and lotteries of any number of players."""

from __future__ import annotations

from fractions import Fraction as F

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy.optimize import linprog

import bargain as bg
from bargain.solve.agreement import Outcome
from bargain.solve.bargaining.feasible import AgreementSet
from bargain.solve.bargaining.listed import shortlist

SOLVERS = [bg.nash_bargaining, bg.kalai_smorodinsky, bg.egalitarian, bg.utilitarian]


@settings(deadline=None, max_examples=40)
@given(
    seed=st.integers(0, 10**6), players=st.integers(2, 4), largest=st.sampled_from([3, 30, 10**6]),
    lotteries=st.booleans(), solver=st.sampled_from(SOLVERS),
)  # fmt: skip
def test_floats_leave_out_nothing_that_matters(seed, players, largest, lotteries, solver):
    """All options compared exactly give the same answer, ties among them."""
    if lotteries and players > 2:
        players = 2
    points = np.random.default_rng(seed).integers(-largest, largest, (200, players)).tolist()
    deals = AgreementSet.from_points(points, lotteries=lotteries)
    quick = solver(deals)
    few, shortlist._FEW = shortlist._FEW, 10**9
    try:
        slow = solver(deals)
    finally:
        shortlist._FEW = few
    assert quick.status == slow.status
    assert quick.agreement == slow.agreement
    assert quick.alternatives == slow.alternatives


def test_numbers_that_floats_cannot_hold_are_compared_exactly():
    points = [(F(10) ** 400 + k, 1000 - k) for k in range(100)]
    assert bg.egalitarian(AgreementSet.from_points(points)).agreement.gains["2"] == 1000
    tiny = [(F(1, 10**400) * (k + 1), 1000 - k) for k in range(100)]
    assert bg.egalitarian(AgreementSet.from_points(tiny)).agreement.gains["2"] == 901


def test_near_ties_are_compared_exactly():
    points = [(1, 1 + F(k, 10**30)) for k in range(100)]
    assert bg.utilitarian(AgreementSet.from_points(points)).agreement.gains["2"] == 1 + F(
        99, 10**30
    )


PIE = AgreementSet.from_points({"A": (1, 0, 0), "B": (0, 1, 0), "C": (0, 0, 1)}, lotteries=True)


@pytest.mark.parametrize("solver", SOLVERS[:3])
def test_a_pie_of_three_is_shared_equally(solver):
    found = solver(PIE)
    assert found.status is Outcome.AGREEMENT
    assert [float(g) for g in found.agreement.gains.values()] == pytest.approx([1 / 3] * 3)
    if solver is not bg.nash_bargaining:
        assert set(found.agreement.gains.values()) == {F(1, 3)}


def test_nash_shares_follow_the_weights():
    found = bg.nash_bargaining(PIE, {"1": 3, "2": 2, "3": 1})
    assert [float(g) for g in found.agreement.gains.values()] == pytest.approx(
        [1 / 2, 1 / 3, 1 / 6]
    )
    assert found.arithmetic == "float"
    assert 0 <= found.bound < 1e-8


def test_one_agreement_for_certain_is_exact():
    deals = AgreementSet.from_points([(3, 3, 3), (4, 1, 1), (1, 4, 1)], lotteries=True)
    found = bg.nash_bargaining(deals)
    assert found.agreement.gains == dict.fromkeys("123", 3)
    assert (found.arithmetic, found.bound) == ("exact", 0.0)


def test_nothing_for_everybody():
    deals = AgreementSet.from_points([(3, -1, 3), (4, -1, 1)], lotteries=True)
    for solver in SOLVERS:
        found = solver(deals)
        assert found.status is Outcome.NO_AGREEMENT
        assert "no lottery" in found.reason


def test_lexicographic_shares():
    """Player 3 has 1 at most; the others then share what is left, not what a first optimum says."""
    deals = AgreementSet.from_points([(9, 1, 1), (1, 9, 1), (1, 1, 1)], lotteries=True)
    assert bg.egalitarian(deals).agreement.gains == {"1": 5, "2": 5, "3": 1}


@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 10**6), players=st.integers(3, 5), count=st.integers(3, 30))
def test_lotteries_against_a_float_programme(seed, players, count):
    rng = np.random.default_rng(seed)
    points = rng.integers(-3, 9, (count, players))
    deals = AgreementSet.from_points(points.tolist(), lotteries=True)
    cost = np.append(np.zeros(count), -1.0)
    least = linprog(
        cost, A_ub=np.hstack([-points.T, np.ones((players, 1))]), b_ub=np.zeros(players),
        A_eq=np.append(np.ones(count), 0.0)[None], b_eq=[1.0],
        bounds=[(0, None)] * count + [(None, None)],
    )  # fmt: skip
    found = bg.egalitarian(deals)
    if -least.fun <= 1e-9:
        assert found.status is Outcome.NO_AGREEMENT
        return
    assert float(min(found.agreement.gains.values())) == pytest.approx(-least.fun)
    nash = bg.nash_bargaining(deals)
    assert nash.status is Outcome.AGREEMENT
    product = np.prod([float(g) for g in nash.agreement.gains.values()])
    for _ in range(50):  # no random lottery has a larger product
        chances = rng.dirichlet(np.full(count, 0.3))
        gains = chances @ points
        assert (gains <= 0).any() or gains.prod() <= product * (1 + 1e-7)


def test_a_table_of_three_players_with_lotteries():
    a = np.zeros((2, 2, 2), dtype=int)
    a[0, 0, 0] = 3
    b, c = a.copy(), a.copy()
    b[1, 1, 1], c[0, 1, 0] = 6, 6
    game = bg.FiniteGame.from_payoffs(a, b, c)
    found = bg.kalai_smorodinsky(game, lotteries=True)
    assert found.status is Outcome.AGREEMENT
    assert found.arithmetic == "exact"
