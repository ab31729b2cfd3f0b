"""Ascendancy: a reversal is a crossing, and CINC does not show one."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, strategies as st

from bargain.alliances.balance.rising_client import _crossing, ascendancy
from bargain.errors import DataError


def test_only_military_expenditure_shows_a_reversal():
    result = ascendancy()
    assert result.reversals == {"milex": 1985}
    # README of the data: CINC already has South Korea ahead of the North in 1980; here, throughout
    cinc = result.crossing("cinc")
    assert cinc.first_ahead == cinc.ahead_since == cinc.first == 1949
    assert not cinc.reversed
    assert cinc.last_ratio < cinc.first_ratio


def test_in_troops_the_north_overtakes():
    troops = ascendancy().crossing("troops")
    assert troops.first_ratio > 1 > troops.last_ratio
    assert troops.ahead_since is None
    assert "not ahead at the end" in ascendancy().summary()
    json.dumps(ascendancy().to_dict(), allow_nan=False)


def test_unknown_countries_are_refused():
    with pytest.raises(DataError, match=r"unknown country 'ATL'.*cinc.csv"):
        ascendancy("ROK", "ATL")
    with pytest.raises(DataError, match="no common years of 'gdp'"):
        ascendancy("RUS", "USA").crossing("gdp")


@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=30))
def test_a_crossing_says_what_the_ratios_say(values):
    years = list(range(1950, 1950 + len(values)))
    found = _crossing("x", years, values)
    ahead = {year for year, value in zip(years, values, strict=True) if value > 1}
    assert found.first_ahead == (min(ahead) if ahead else None)
    if found.ahead_since is not None:
        assert set(range(found.ahead_since, years[-1] + 1)) <= ahead
        assert found.ahead_since - 1 not in ahead
    else:
        assert years[-1] not in ahead
    assert found.reversed == (found.ahead_since not in (None, years[0]))
