"""Estimates: known data give known numbers, simulated data recover the truth, ridges are seen."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from bargain.alliances.record.cost_share import CostShareParameters, predicted_amount
from bargain.alliances.record.estimation import estimation, fit_power, profile
from bargain.errors import OptionError

TRUE = CostShareParameters(kappa=300, q=3000, growth=0.03)
YEARS = np.array([2000, 2003, 2007, 2011, 2015, 2019, 2023, 2026], dtype=float)
D = np.array([8.0, 3.0, 6.5, 2.0, 5.5, 4.0, 9.0, 1.5])
N = np.array([40.0, 26, 35, 30, 45, 27, 38, 33])


@pytest.fixture(scope="module")
def found():
    return estimation()


@pytest.mark.long
def test_one_negotiation_decides_the_weight(found):
    power = found.power
    assert power.negotiations == 6
    assert power.low < power.weight < power.high < 0.05
    without = dict(power.without)
    # the five billion dollars of round 11
    assert max(without, key=without.get) == "ROK 11 (2021) vs USD 5bn"
    assert without["ROK 11 (2021) vs USD 5bn"] > 10 * power.weight
    assert "equal weights are rejected" in power.summary()
    json.dumps(found.to_dict(), allow_nan=False)


@pytest.mark.long
def test_profiles_contain_their_estimates_and_rise_away_from_them(found):
    assert [p.name for p in found.profiles] == ["kappa", "q", "growth"]
    for p in found.profiles:
        assert p.low <= p.estimate <= p.high
        assert p.table["statistic"].min() >= 0
        ends = p.table["statistic"].iloc[[0, -1]]
        assert (ends > 3.84).all() == p.identified


@settings(max_examples=15)
@given(weight=st.floats(0, 1), seed=st.integers(0, 10**6))
def test_simulated_bargains_recover_the_weight(weight, seed):
    rng = np.random.default_rng(seed)
    gap = rng.uniform(10, 60, 400)
    fit = fit_power(gap, weight * gap + rng.normal(0, 3, 400))
    assert fit.weight == pytest.approx(weight, abs=0.03)


def test_the_interval_covers_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(1)
    gap = np.array([12.0, 15, 46, 60, 30, 17])
    hits = 0
    for _ in range(400):
        fit = fit_power(gap, 0.2 * gap + rng.normal(0, 5, 6))
        hits += fit.low <= 0.2 <= fit.high
    assert 0.91 <= hits / 400 <= 0.98


@pytest.mark.long(every=2)
@pytest.mark.parametrize("name", ["kappa", "q", "growth"])
def test_simulated_amounts_recover_the_parameters(name):
    rng = np.random.default_rng(4)
    amounts = predicted_amount(TRUE, D, N, YEARS) * np.exp(rng.normal(0, 0.01, len(YEARS)))
    p = profile(name, amounts, D, N, YEARS)
    assert p.identified
    assert 0.9 * p.low <= getattr(TRUE, name) <= 1.1 * p.high


def test_a_ridge_is_not_identified():
    # with one dependence and one force the cost and the scale of security cannot be told apart
    flat = np.full_like(YEARS, 3.0), np.full_like(YEARS, 30.0)
    rng = np.random.default_rng(4)
    amounts = predicted_amount(TRUE, *flat, YEARS) * np.exp(rng.normal(0, 0.01, len(YEARS)))
    assert not profile("q", amounts, *flat, YEARS).identified
    assert profile("growth", amounts, *flat, YEARS).identified


def test_bad_input_is_refused():
    with pytest.raises(OptionError, match="two negotiations"):
        fit_power([1], [1])
    with pytest.raises(OptionError, match="two negotiations"):
        fit_power([0, 0], [1, 2])
    with pytest.raises(OptionError, match="no parameter 'beta'"):
        profile("beta", [1, 2, 3], [1, 2, 3], [1, 2, 3], [1, 2, 3])
