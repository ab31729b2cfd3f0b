"""Other hosts and persistence: what holds out of sample, what fails, and the positive control."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from hypothesis import given, strategies as st

from bargain.alliances.record.hosts import host_study, japan_renewals
from bargain.alliances.record.persistence import departure_years, persistence
from bargain.errors import DataError


@pytest.fixture(scope="module")
def study():
    return host_study()


def test_recorded_shares_refute_level_and_order(study):
    # GAO-21-270 (both hosts, one definition): 5.8 / (5.8 + 13.4) and 12.6 / (12.6 + 20.9)
    gao = study.shares[study.shares["same_source"]].set_index("host")["share"]
    assert gao["ROK"] == pytest.approx(100 * 5.8 / 19.2, abs=0.05)
    assert gao["Japan"] == pytest.approx(100 * 12.6 / 33.5, abs=0.05)
    assert (gao < 50).all()
    assert not study.level_holds
    assert not study.order_holds
    shares = study.shares
    for measure in ("D_cinc", "D_gdp", "D_milex"):
        for _, pair in shares.groupby("period"):
            by_host = pair.set_index("host")[measure]
            assert by_host["ROK"] > by_host["Japan"]


def test_amounts_barely_move_with_demands(study):
    # README of the data: demands of +15 to +478 %, first-year changes of at most 13.9 %
    assert study.responses["demand_pct"].max() == 477.5
    assert study.responses["agreed_pct"].max() == 13.9
    assert len(study.responses) == 6
    assert study.response_rho == pytest.approx(0.771, abs=0.001)
    assert study.response_p > 0.05


def test_the_korean_model_does_not_carry_over(study):
    assert not study.model_beats_no_change
    assert len(study.renewals) == 3
    assert "Korean model" in study.summary()
    json.dumps(study.to_dict(), allow_nan=False)


@pytest.mark.parametrize("measure", ["cinc", "gdp", "milex"])
def test_renewals_are_computed_on_every_measure(measure):
    assert japan_renewals(measure)["actual_pct"].round(1).tolist() == [-2.4, 3.2, 4.6]


def test_presence_and_treaty_2017_to_2021():
    result = persistence()
    assert (result.troops_first, result.troops_last) == (24168, 26403)
    assert result.official == (28500,)
    assert not result.left
    assert result.in_force
    assert "%" not in result.summary()  # no change is read from two points of the count
    json.dumps(result.to_dict(), allow_nan=False)


def test_troops_may_leave_while_the_treaty_stays():
    treaties = persistence().treaties
    assert treaties["PHL"] == (1951, 2018, True)
    assert treaties["TWN"] == (1954, 1980, False)
    assert not persistence("PHL", 2017, 2021).official


def test_the_rule_finds_the_two_known_departures_and_no_other():
    departures = persistence().departures
    assert {host for host, years in departures.items() if years} == {"PHL", "TWN"}
    # the last troops left Taiwan in 1979; the bases in the Philippines closed in 1992
    assert departures["TWN"] == (1978,)
    assert departures["PHL"] == (1993,)
    assert "TWN (1978; treaty ended 1980)" in persistence().summary()


def test_unknown_hosts_and_years_are_refused():
    with pytest.raises(DataError, match=r"unknown country 'ATL'.*column 'iso3c'"):
        persistence("ATL")
    with pytest.raises(DataError, match="no troops of JPN in 2008"):
        persistence("JPN", 2008, 2010)


levels = st.lists(st.integers(1, 10**6), min_size=2, max_size=40)


@given(levels)
def test_a_series_that_never_falls_to_a_tenth_is_no_departure(values):
    series = pd.Series(values, index=range(1950, 1950 + len(values)))
    if series.min() > 0.1 * series.max():
        assert departure_years(series) == ()


@given(levels, st.integers(2, 1000))
def test_a_departure_does_not_depend_on_the_unit(values, unit):
    series = pd.Series(values, index=range(1950, 1950 + len(values)))
    # a power of two scales every comparison exactly
    assert departure_years(series * 2 ** (unit % 20)) == departure_years(series)


@given(st.integers(100, 10**6), st.integers(5, 20))
def test_leaving_for_good_is_a_departure(level, years):
    series = pd.Series([level] * 5 + [0] * years, index=range(1950, 1955 + years))
    assert departure_years(series) == (1955,)
