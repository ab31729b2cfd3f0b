"""The balance of threat: what it adds to capability, and what it cannot settle."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, strategies as st

from bargain.alliances.balance.threat_index import FORMS, _threat, distance, threat_index
from bargain.errors import DataError


@pytest.fixture(scope="module")
def index():
    return threat_index()


def test_break_even_ratios_need_no_index(index):
    table = index.table.set_index("year")
    # by hand from cinc.csv: 0.123566 / 0.019953 = 6.193 in 2022, a quarter of it 1.548
    assert table.loc[2022, "break_even"] == pytest.approx(6.193, abs=0.001)
    assert table.loc[2022, "factor_2"] == pytest.approx(1.548, abs=0.001)
    assert table.loc[2017, "factor_2"] == pytest.approx(1.32, abs=0.005)


def test_equal_threats_are_one_point_of_the_range_and_not_its_end(index):
    table = index.table
    assert ((table["D_low"] <= table["D_mid"]) & (table["D_mid"] <= table["D_high"])).all()
    later = table[table["year"] >= 1965]
    assert (later["D_low"] < 0.6 * later["D_equal"]).all()
    assert (table["D_high"] > table["D_equal"]).all()
    # the verdict "within a factor 2 on each issue" turns: D below 4 under some form
    assert (table.loc[table["year"] >= 1990, "D_low"] < 4).all()
    assert index.always_unequal
    assert "48 forms" in index.summary()
    json.dumps(index.to_dict(), allow_nan=False)


def test_distances_are_great_circles():
    assert distance("ROK", "CHN") == pytest.approx(0.95, abs=0.02)
    assert distance("USA", "RUS") == pytest.approx(7.8, abs=0.1)
    assert distance("USA", "USA") == 0


power = st.dictionaries(
    st.sampled_from([("PRK", 2020), ("CHN", 2020), ("RUS", 2020)]),
    st.floats(0.001, 0.3), min_size=3, max_size=3,
)  # fmt: skip


@given(power=power, form=st.sampled_from(FORMS), factor=st.floats(1.01, 5))
def test_a_stronger_adversary_is_a_larger_threat(power, form, factor):
    stronger = {**power, ("CHN", 2020): power["CHN", 2020] * factor}
    for ally in ("USA", "ROK"):
        assert _threat(ally, 2020, stronger, form) > _threat(ally, 2020, power, form)


@given(power=power)
def test_without_distance_arsenal_and_intention_threats_are_equal(power):
    plain = next(
        f for f in FORMS
        if (f.decay, f.arsenal, f.reach, f.intention) == ("none", 0, False, "equal")
    )  # fmt: skip
    assert _threat("USA", 2020, power, plain) == _threat("ROK", 2020, power, plain)


def test_a_pair_without_codes_is_refused():
    with pytest.raises(DataError, match=r"no intentions toward 'JPN'.*threats.toml"):
        threat_index("USA", "JPN")
