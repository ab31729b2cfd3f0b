"""Dependence by year: ratios from the files, statement 7 inside the box, exact corners outside."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, strategies as st

from bargain.alliances import data
from bargain.alliances.balance.exposure import Assumptions, dependence
from bargain.alliances.balance.nash_corners import nash_concessions
from bargain.errors import DataError, OptionError


@pytest.fixture(scope="module")
def korea():
    return dependence("USA", "ROK", years=(1950, 2022))


def test_every_year_1950_to_2022_on_every_measure(korea):
    assert len(korea.table) == 73 * 3
    assert not korea.table.drop(columns="series").isna().any().any()


def test_dependence_is_the_ratio_of_capabilities(korea):
    # cinc.csv: USA and ROK, 2022; milex_gdp.csv: Maddison 2018
    assert korea.at(2022, "cinc")["D"] == pytest.approx(0.123566 / 0.019953, rel=1e-4)
    row = korea.at(2018, "gdp")
    assert row["series"] == "gdp_2011intl_maddison"
    assert korea.at(2019, "gdp")["series"] == "gdp_current_usd_wb"
    assert korea.at(2019, "gdp")["series_break"]
    # growth carries the series on: no step where purchasing power ends and market rates begin
    table = data.load("milex_gdp").set_index(["state", "year"])["gdp_current_usd_wb"]
    growth = [float(table[s, 2019] / table[s, 2018]) for s in ("USA", "ROK")]
    assert korea.at(2019, "gdp")["D"] == pytest.approx(row["D"] * growth[0] / growth[1])
    assert korea.at(2019, "gdp")["D"] < 1.15 * row["D"]
    assert korea.at(2017, "cinc")["series_break"]


def test_statement_7_holds_in_every_interior_year(korea):
    table = korea.table
    assert (table["regime"] == "interior").all()
    assert np.allclose(table["concession_ratio"], table["D"] ** (1 / 3))
    assert np.allclose(table["security_ratio"], table["D"] ** (2 / 3))
    assert np.allclose(table["gap"], np.log(table["D"]))


def test_the_client_is_behind_on_autonomy_and_ahead_on_security_while_D_exceeds_4(korea):
    # Statement 8; the smallest D of the record, CINC, is above 4 throughout
    assert korea.table["D"].min() > 4
    assert (korea.table["concession_ratio"] > 1).all()
    assert (korea.table["security_ratio"] > 1).all()


def test_dependence_has_fallen_on_every_measure(korea):
    for measure in korea.measures:
        assert korea.at(2022, measure)["D"] < korea.at(1953, measure)["D"] / 4


def test_the_spread_brackets_every_measure(korea):
    spread = korea.spread().set_index("year")
    for row in korea.table.itertuples():
        assert spread.loc[row.year, "D_low"] <= row.D <= spread.loc[row.year, "D_high"]
    assert (spread["measures"] == 3).all()
    assert (spread["D_low"] <= spread["D_mid"]).all()


def test_survival_needs_the_product_and_not_the_ratio():
    # Statement 11: e_P e_C < beta^2 Pi
    low = dependence(
        "USA",
        "ROK",
        years=(2022, 2022),
        measures=["cinc"],
        assumptions=Assumptions(entrapment_patron=0.1, entrapment_client=0.1),
    )
    high = dependence(
        "USA",
        "ROK",
        years=(2022, 2022),
        measures=["cinc"],
        assumptions=Assumptions(entrapment_patron=0.5, entrapment_client=0.5),
    )
    assert low.at(2022, "cinc")["survival_margin"] > 0 > high.at(2022, "cinc")["survival_margin"]
    assert low.at(2022, "cinc")["concession_ratio"] is None  # no closed form with entrapment
    assert any("entrapment" in note for note in low.notes)


def test_assumptions_enter_as_the_theory_says():
    base = dependence("USA", "ROK", years=(2000, 2000), measures=["cinc"]).at(2000, "cinc")
    given_ = Assumptions(
        threat_client=2, reliability_patron=0.5, threat_patron=4, reliability_client=0.25
    )
    other = dependence("USA", "ROK", years=(2000, 2000), measures=["cinc"], assumptions=given_).at(
        2000, "cinc"
    )
    assert other["D"] == pytest.approx(base["D"] * (2 * 0.5) / (4 * 0.25))


def test_the_result_is_json_and_says_what_is_assumed(korea):
    json.dumps(korea.to_dict(), allow_nan=False)
    assert "threat_patron = 1" in korea.summary()
    assert "USA-ROK 1950-2022" in repr(korea)


def test_japan_from_1952_without_further_code():
    japan = dependence("USA", "JPN", measures=["cinc"])
    assert japan.table["year"].min() == 1952


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: dependence("USA", "DEU"), DataError, "unknown country 'DEU'.*cinc.csv, column"),
        (
            lambda: dependence("USA", "JPN", years=(1950, 1960)),
            DataError,
            "missing in 1950 .cinc.csv, year 1950, column 'cinc'",
        ),
        (
            lambda: dependence("USA", "ROK", years=(2010, 2024), measures=["milex"]),
            DataError,
            "missing in 2023",
        ),
        (lambda: dependence("USA", "ROK", years=(2010, 2000)), OptionError, "reversed"),
        (lambda: dependence("USA", "ROK", measures=["steel"]), OptionError, "'steel'"),
        (lambda: dependence("USA", "ROK", measures=[]), OptionError, "no measure"),
        (lambda: dependence("USA", "USA"), OptionError, "same state"),
        (lambda: Assumptions(discount=1.0), OptionError, "discount = 1.0"),
        (lambda: Assumptions(reliability_client=1.5), OptionError, "reliability_client"),
        (lambda: Assumptions(threat_client=float("nan")), OptionError, "threat_client"),
        (lambda: nash_concessions(0.0, 1.0), OptionError, "s_P must be positive"),
    ],
)
def test_bad_input_is_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()


positive = st.floats(min_value=0.05, max_value=20, allow_nan=False)


@given(s_P=positive, s_C=positive, w_P=positive, w_C=positive)
def test_the_concessions_satisfy_the_conditions_of_a_maximum(s_P, s_C, w_P, w_C):
    y_P, y_C, regime = (part[0] for part in nash_concessions(s_P, s_C, w_P, w_C))
    u_P, u_C = s_P * y_C - w_P * y_P**2 / 2, s_C * y_P - w_C * y_C**2 / 2
    assert u_P > 0
    assert u_C > 0
    for y, slope in ((y_P, s_C / u_C - w_P * y_P / u_P), (y_C, s_P / u_P - w_C * y_C / u_C)):
        scale = s_C / u_C + s_P / u_P
        if y < 1:
            assert abs(slope) <= 1e-9 * scale
        else:
            assert slope >= -1e-9 * scale
    corners = {"interior": 0, "both at corner": 2}.get(str(regime), 1)
    if corners != 0:
        assert int(y_P == 1) + int(y_C == 1) == corners


@given(s_P=positive, ratio=st.floats(min_value=1, max_value=50))
def test_at_a_corner_the_client_concedes_less_than_the_power_law_says(s_P, ratio):
    y_P, y_C, regime = (part[0] for part in nash_concessions(s_P, s_P * ratio))
    law = ratio ** (1 / 3)
    if regime == "interior":
        assert math.isclose(y_C / y_P, law, rel_tol=1e-9)
    else:
        assert 1 - 1e-12 <= y_C / y_P <= law * (1 + 1e-9)


@given(s_P=positive, low=positive, more=st.floats(min_value=1.01, max_value=5))
def test_more_dependence_never_lowers_what_the_client_concedes(s_P, low, more):
    first, second = nash_concessions(s_P, low), nash_concessions(s_P, low * more)
    assert second[1][0] >= first[1][0] - 1e-12
