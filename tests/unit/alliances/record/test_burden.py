"""NATO burden sharing: Olson & Zeckhauser (1966); Sandler & Forbes (1980) for the break of 1967."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, strategies as st

from bargain.alliances.record.burden import (
    EXPECTED_NONE,
    EXPECTED_SIGNIFICANT,
    burden_periods,
    burden_sharing,
)
from bargain.alliances.record.rank_tests import holm
from bargain.errors import OptionError


@pytest.fixture(scope="module")
def result():
    return burden_sharing()


def test_the_expected_years_come_out_exactly(result):
    # significant in every year 1955-66 and 2011-15, in none of 1967-82 and 1991-2010
    assert set(EXPECTED_SIGNIFICANT) <= set(result.significant_years)
    assert not set(EXPECTED_NONE) & set(result.significant_years)
    assert result.departures == {"missing": (), "unexpected": (), "absent": ()}


def test_the_years_without_expectation_are_reported(result):
    assert result.within(1983, 1990).query("significant")["year"].tolist() == [
        1983, 1984, 1985, 1986, 1987, 1989, 1990]  # fmt: skip
    after = result.within(2016, 2024)
    assert after["year"].tolist() == list(range(2016, 2024))  # no GDP for 2024
    assert not after["significant"].any()
    assert "1983-1990: significant in 7 of 8 years" in result.summary()
    assert "2016-2023: significant in 0 of 8 years" in result.summary()


def test_series_are_never_mixed_within_a_year(result):
    rows = result.table.set_index("year")["series"]
    assert set(rows.loc[:2018]) == {"gdp_2011intl_maddison"}
    assert set(rows.loc[2019:]) == {"gdp_current_usd_wb"}


def test_the_members_of_known_years(result):
    members = result.table.set_index("year")["members"]
    # 15 members of 1957 without Iceland and Turkey, whose series starts in 1960
    assert members[1957] == 13
    assert members[1982] == members[1981] + 1
    assert members[2010] == 27
    left_out = result.table.set_index("year")["left_out"]
    assert left_out[1957] == 1
    assert (left_out.loc[1960:] == 0).all()


def test_the_result_rests_on_the_largest_member():
    without = burden_sharing(excluded=("USA",))
    assert without.departures["missing"] == (1955, 1956, 1958, 1961, 1966, 2011, 2013, 2014, 2015)
    assert without.departures["unexpected"] == ()


def test_permutations_agree_with_the_approximation_on_every_expected_year():
    result = burden_sharing(permutations=2000, seed=1)
    rows = result.table.set_index("year")
    expected = list(EXPECTED_SIGNIFICANT + EXPECTED_NONE)
    assert ((rows["p_permutation"] <= 0.05) == rows["significant"]).loc[expected].all()
    again = burden_sharing(permutations=2000, seed=1)
    assert (again.table["p_permutation"] == result.table["p_permutation"]).all()


def test_a_stricter_level_finds_fewer_years(result):
    assert set(burden_sharing(level=0.01).significant_years) < set(result.significant_years)


def test_results_are_json(result):
    json.dumps(result.to_dict(), allow_nan=False)
    assert "significant" in repr(result)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"gdp": "penn"}, "unknown series 'penn'"),
        ({"level": 0}, "outside"),
        ({"excluded": ("ISL",)}, "unknown member 'ISL'"),
    ],
)
def test_bad_options_are_refused(options, message):
    with pytest.raises(OptionError, match=message):
        burden_sharing(**options)


def test_the_periods_do_not_survive_without_the_united_states():
    table = burden_periods(permutations=2000)
    assert len(table) == 21
    usa = table[table["without"] == "USA"].set_index("period")
    everybody = table[table["without"] == ""].set_index("period")
    assert everybody.loc["1955-1966", "p"] < 0.05  # what Olson and Zeckhauser found
    assert usa.loc["2011-2015", "p"] > 0.05 > everybody.loc["2011-2015", "p"]
    assert (table["p_holm"] >= table["p"]).all()
    assert (table["p_holm"] > 0.05).all()  # nothing survives the correction
    assert (usa["members"] == everybody["members"] - 1).all()


def test_one_year_repeats_the_year_before():
    rho = burden_sharing().table["rho"]
    assert rho.autocorr() > 0.8


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_is_between_the_p_value_and_bonferroni(values):
    for p, adjusted in zip(values, holm(values), strict=True):
        assert p <= adjusted <= 1
    assert min(holm(values)) == min(1.0, min(values) * len(values))
    order = sorted(range(len(values)), key=lambda i: values[i])
    sorted_values = [holm(values)[i] for i in order]
    assert sorted_values == sorted(sorted_values)
