"""Finite sets of agreements and polygons, exactly."""

from __future__ import annotations

from fractions import Fraction as F

import numpy as np
import pytest

from bargain.errors import InputError
from bargain.solve.agreement import Outcome
from bargain.solve.bargaining.feasible import AgreementSet
from bargain.solve.bargaining.solutions import (
    egalitarian,
    kalai_smorodinsky,
    nash_bargaining,
    utilitarian,
)

SOLVERS = [nash_bargaining, kalai_smorodinsky, egalitarian, utilitarian]


def gains(solution):
    return tuple(solution.agreement.gains.values())


def test_finite_set():
    deals = AgreementSet.from_points({"a": (1, 5), "b": (3, 3), "c": (6, 1), "d": (-1, 90)})
    assert gains(nash_bargaining(deals)) == (3, 3)
    assert gains(nash_bargaining(deals, {"1": 3, "2": 1})) == (6, 1)
    assert gains(utilitarian(deals)) == (6, 1)
    assert gains(egalitarian(deals)) == (3, 3)
    assert gains(kalai_smorodinsky(deals)) == (3, 3)


def test_ties_are_all_reported():
    solution = nash_bargaining(AgreementSet.from_points([(1, 2), (2, 1)]))
    assert len(solution.alternatives) == 1
    assert "2 tie" in solution.reason


def test_product_of_two_losses_is_no_agreement():
    solution = nash_bargaining(AgreementSet.from_points([(-2, -3), (1, 0)]))
    assert solution.status is Outcome.NO_AGREEMENT
    assert solution.agreement is None
    assert solution.evidence.kind == "enumeration"


def test_weights_of_any_kind():
    half = AgreementSet.from_polygon([(0, 0), (2, 0), (0, 1)])
    assert gains(nash_bargaining(half, {"1": "3/10", "2": "7/10"})) == (F(6, 10), F(7, 10))
    floats = nash_bargaining(half, {"1": 0.3, "2": 0.7})
    assert float(floats.agreement.gains["1"]) == pytest.approx(0.6)


@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize("factor", [F(1, 10**9), 10**12])
def test_any_size(solver, factor):
    points = [(0, 0), (3, 1), (1, 2), (2, 2)]
    small = AgreementSet.from_polygon(points)
    large = AgreementSet.from_polygon([(a * factor, b * factor) for a, b in points])
    assert gains(solver(large)) == tuple(g * factor for g in gains(solver(small)))


def test_degenerate_polygons():
    assert gains(nash_bargaining(AgreementSet.from_polygon([(1, 1)]))) == (1, 1)
    assert gains(nash_bargaining(AgreementSet.from_polygon([(0, 2), (2, 0), (1, 1)]))) == (1, 1)
    assert nash_bargaining(AgreementSet.from_polygon([(0, 0), (0, 0)])).agreement is None
    rising = AgreementSet.from_polygon([(0, 0), (2, 3)])
    for solver in SOLVERS:
        assert gains(solver(rising)) == (2, 3)


def test_interior_disagreement_point():
    square = AgreementSet.from_polygon([(0, 0), (4, 0), (4, 4), (0, 4)], {"1": 1, "2": 3})
    assert dict(nash_bargaining(square).agreement.payoffs) == {"1": 4, "2": 4}


def test_lottery_is_labelled_and_sums_to_one():
    a = nash_bargaining(
        AgreementSet.from_polygon({"north": (0, 1), "east": (2, 0), "none": (0, 0)})
    ).agreement
    assert a["north"] == a["east"] == F(1, 2)
    assert sum(a.values.values()) == 1


@pytest.mark.parametrize(
    "bad",
    [[], [(1,)], [(1, 2), (1, 2, 3)], [(1, float("nan"))], [(1, float("inf"))], [(1, "x")], [3]],
)
def test_bad_sets(bad):
    with pytest.raises(InputError):
        AgreementSet.from_points(bad)


def test_bad_labels():
    with pytest.raises(InputError):
        AgreementSet.from_points([(1, 2)], players=["a", "a"])
    with pytest.raises(InputError):
        AgreementSet.from_points([(1, 2)], {"1": 0})
    with pytest.raises(InputError):
        AgreementSet.from_polygon([(1, 2, 3)])


@pytest.mark.parametrize("wrong", [
    {"given": None}, {"given": 3}, {"given": "ab"}, {"disagreement": 3}, {"disagreement": "00"},
    {"players": 3}, {"players": "ab"},
])  # fmt: skip
@pytest.mark.parametrize("make", [AgreementSet.from_points, AgreementSet.from_polygon])
def test_arguments_of_the_wrong_type(make, wrong):
    given = {"given": [(0, 0), (1, 0)]} | wrong
    with pytest.raises(InputError):
        make(given.pop("given"), **given)


def test_arrays_and_a_short_repr():
    made = AgreementSet.from_points(np.eye(2), disagreement=np.zeros(2))
    assert repr(made) == "<AgreementSet set of 2, players 1, 2>"
