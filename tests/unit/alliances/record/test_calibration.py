"""The cost-share model: statement 10 with units, and its contest with naive rules."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, strategies as st

from bargain.alliances.record.calibration import RULES, calibrate, sma_observations
from bargain.alliances.record.cost_share import (
    CostShareParameters,
    cost_share,
    fit_cost_share,
    predicted_amount,
)
from bargain.errors import OptionError


@pytest.fixture(scope="module")
def result():
    return calibrate(replications=30)


def test_observations_are_the_published_first_amounts():
    table = sma_observations().set_index("round")
    # White Paper 2018; MOFA 2019; Dong-A 2021; CRS IF13050
    assert table["amount"].tolist() == [6804, 7255, 7600, 9200, 10389, 11833, 15192]
    assert table["last"].tolist() == [7469, 6804, 7415, 8695, 9602, 10389, 14028]
    assert table.loc[[10, 11, 12], "budget_growth_pct"].tolist() == [8.2, 7.4, 4.2]
    assert (table["dependence_year"] < table["year"]).all()
    assert (table["troops_year"] < table["year"]).all()
    assert table.loc[6, "troops"] == 37.0  # the press, where the daily count of 2004 is flagged
    # growth of the won amounts 2003-04, 7,469 over 6,686; dollars grew by 12.7 %
    assert table.loc[6, "index_pct"] == pytest.approx(11.71, abs=0.01)
    assert table.loc[8, "first_year_by"] == "indexed"


def test_the_model_is_statement_10():
    # c = 1/2 + 3 (s_C^2 - s_P^2) / (4 K) with s the shares of the pair times sqrt(q)
    p = CostShareParameters(kappa=100, q=500, growth=0.05)
    D, N, year = 3.0, 20.0, 2010
    prices = np.exp(0.05 * 5)
    K = 100 * N * prices
    s_P, s_C = np.sqrt(500 * prices) * 0.25, np.sqrt(500 * prices) * 0.75
    c = 0.5 + 3 * (s_C**2 - s_P**2) / (4 * K)
    assert cost_share(p, D, N) == pytest.approx(c)
    assert predicted_amount(p, D, N, year) == pytest.approx(c * K)


ratio = st.floats(1.0, 100)
troops = st.floats(1, 100)
scale = st.floats(0, 1e5)


@given(low=ratio, high=ratio, N=troops, q=scale)
def test_the_share_rises_with_dependence_and_stays_above_one_half(low, high, N, q):
    p = CostShareParameters(kappa=100, q=q, growth=0.04)
    low, high = sorted((low, high))
    first, second = float(cost_share(p, low, N)), float(cost_share(p, high, N))
    assert 0.5 <= first <= second <= 1


@given(D=ratio, N=troops, q=scale)
def test_exchanging_the_roles_exchanges_the_shares(D, N, q):
    p = CostShareParameters(kappa=100, q=q, growth=0.0)
    assert float(cost_share(p, D, N)) + float(cost_share(p, 1 / D, N)) == pytest.approx(1)


def test_the_fit_recovers_parameters_from_noiseless_data():
    true = CostShareParameters(kappa=300, q=3000, growth=0.03)
    D = np.array([8.0, 7.0, 6.5, 6.0, 5.5, 5.8, 6.1])
    N = np.array([40.0, 30, 26, 30, 26, 27, 25])
    years = np.array([2005, 2007, 2009, 2014, 2019, 2021, 2026])
    found = fit_cost_share(predicted_amount(true, D, N, years), D, N, years)
    assert found.kappa == pytest.approx(true.kappa, rel=1e-3)
    assert found.q == pytest.approx(true.q, rel=1e-3)
    assert found.growth == pytest.approx(true.growth, rel=1e-3)


@pytest.mark.long
def test_the_held_out_round_is_not_seen(result):
    table = result.table
    kept = table["round"] != 9
    other = fit_cost_share(
        *(table.loc[kept, n] for n in ("amount", "dependence", "troops", "year"))
    )
    row = table[~kept].iloc[0]
    again = predicted_amount(other, row["dependence"], row["troops"], row["year"])
    assert row["model"] == pytest.approx(float(again))


@pytest.mark.long
def test_the_model_loses_and_says_so(result):
    assert set(result.scores) == set(RULES)
    assert result.model_loses
    assert result.best_rule == "trend"
    assert result.scores["model"]["mape"] > result.scores["budget"]["mape"]
    assert result.scores["model"]["rolling"] == max(s["rolling"] for s in result.scores.values())
    assert sum(score["wins"] for score in result.scores.values()) == 7
    assert "the model loses to trend" in result.summary()


def test_the_trend_is_a_line_through_the_other_rounds(result):
    table = result.table
    kept = table["round"] != 9
    slope, level = np.polyfit(table.loc[kept, "year"], np.log(table.loc[kept, "amount"]), 1)
    row = table[~kept].iloc[0]
    assert row["trend"] == pytest.approx(np.exp(level + slope * row["year"]))
    assert result.scores["trend"]["mape"] == pytest.approx(4.1, abs=0.05)


def test_the_fitted_share_is_far_above_the_recorded_one(result):
    # GAO-21-270: 30.2 % of the sum 2016-2019; KTV 2005: 40 % in 2002
    assert result.table["share"].min() > 0.75
    assert result.recorded_shares == (0.302, 0.45)
    assert result.shares.endswith("rejected (at the cap in round 12, which says nothing of q)")


@pytest.mark.long
def test_intervals_are_seeded_and_contain_the_estimate(result):
    again = calibrate(replications=30)
    assert again.intervals == result.intervals
    for name, value in result.parameters.to_dict().items():
        low, high = result.intervals[name]
        assert low <= value <= high
    json.dumps(result.to_dict(), allow_nan=False)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: calibrate("steel"), "unknown measure 'steel'"),
        (lambda: calibrate(level=1), "outside"),
        (lambda: calibrate(replications=1), "at least 10"),
        (lambda: fit_cost_share([1, 2], [1, 2], [1, 2], [1, 2]), "three observations"),
        (lambda: fit_cost_share([1, 2, -3], [1, 2, 3], [1, 2, 3], [1, 2, 3]), "must be positive"),
        (lambda: CostShareParameters(kappa=0, q=1, growth=0), "kappa must be positive"),
    ],
)
def test_bad_input_is_refused(call, message):
    with pytest.raises(OptionError, match=message):
        call()
