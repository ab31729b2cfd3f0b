"""The contribution series and its indexation, to the unit (KRW 100 million)."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from bargain.alliances.record.contributions import contributions
from bargain.alliances.record.indexation import index_amount, indexation
from bargain.errors import OptionError


@pytest.mark.parametrize(
    ("base", "rate", "cap", "amount"),
    [
        # round 8, White Paper 2018 chart 5-1; the cap of 4 % binds in 2010
        (7600, "0.047", "0.04", 7904),
        (7904, "0.028", "0.04", 8125),
        (8125, "0.029", "0.04", 8361),
        (8361, "0.040", "0.04", 8695),
        # round 9, same chart
        (9200, "0.013", None, 9320),
        (9320, "0.013", None, 9441),
        (9441, "0.007", None, 9507),
        (9507, "0.010", None, 9602),
        # first amounts with the official change: MOFA 2019, Dong-A 2021, CRS IF13050
        (9602, "0.082", None, 10389),
        (10389, "0.139", None, 11833),
        (14028, "0.083", None, 15192),
    ],
)
def test_published_amounts(base, rate, cap, amount):
    ceiling = None if cap is None else Fraction(cap)
    assert index_amount(base, Fraction(rate), cap=ceiling) == amount


def test_every_step_with_a_rate_is_reproduced():
    result = indexation()
    tested = [step for step in result.steps if step.predicted is not None]
    assert {step.sma_round for step in tested} == {8, 9, 11, 12}
    assert all(step.reproduced for step in tested)
    assert [step.year for step in tested if step.independent] == [
        2010,
        2011,
        2012,
        2013,
        2015,
        2016,
        2017,
        2018,
        2026,  # its base, 14,028, is printed by the ministry: no longer derived
    ]
    assert [step.year for step in result.steps if step.predicted is None] == [2008]


def test_what_is_not_reproduced_is_named():
    assert indexation().not_reproduced == (
        "2022 amount: 11,833 indexed by 5.4 % is 12472, printed 12471 (DONGA2021)",
        "2020 offer: 10,389 raised by 13 % is 11740, printed 11749 (DONGA2020)",
    )


def test_only_rounding_to_the_nearest_unit_meets_the_end_of_the_chain():
    nearest = indexation()
    assert nearest.chain == (12472, 12896, 13463, 14028, 15192)
    assert nearest.chain_meets_end
    for rounding in ("down", "up"):
        other = indexation(rounding)
        assert not other.chain_meets_end
        assert other.not_reproduced


def test_recorded_rates_lie_in_the_interval_that_the_amounts_imply():
    for step in indexation().steps:
        if step.applied is not None:
            assert step.implied[0] <= step.applied < step.implied[1]


def test_first_year_changes_are_those_of_the_readme():
    # README of the data: first-year changes of rounds 6-12 are -8.9 ... +13.9 %
    changes = contributions().first_year_changes
    won = {key: value for key, value in changes.items() if key >= 6}
    assert sorted(won) == [6, 7, 8, 9, 10, 11, 12]
    assert min(won.values()) == -8.9
    assert max(won.values()) == 13.9


def test_indexed_years_equal_their_rule():
    table = contributions().table
    ruled = table[table["rule_amount"].notna()]
    assert len(ruled) == 14
    assert (ruled["rule_amount"] == ruled["amount"]).all()


def test_results_are_json():
    json.dumps(contributions().to_dict(), allow_nan=False)
    json.dumps(indexation().to_dict(), allow_nan=False)
    assert "not reproduced" in indexation().summary()
    assert "+13.9 %" in contributions().summary()
    assert repr(indexation()) == "<Indexation 13 of 14 steps to the unit, nearest>"


def test_an_unknown_rounding_is_refused():
    with pytest.raises(OptionError, match="bankers"):
        index_amount(1, Fraction(0), rounding="bankers")


@given(
    base=st.integers(1, 10**6),
    rate=st.fractions(0, Fraction(1, 2), max_denominator=1000),
    more=st.fractions(0, Fraction(1, 2), max_denominator=1000),
)
def test_a_higher_rate_never_lowers_the_amount_and_rounding_moves_it_by_less_than_one(
    base, rate, more
):
    amount = index_amount(base, rate)
    assert index_amount(base, rate + more) >= amount
    assert abs(amount - base * (1 + rate)) <= Fraction(1, 2)
    down, up = (index_amount(base, rate, rounding=way) for way in ("down", "up"))
    assert down <= amount <= up <= down + 1
