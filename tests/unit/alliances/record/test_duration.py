"""Duration of defence pacts: proxies, estimates, and the confounding by multilateral pacts."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, strategies as st

from bargain.alliances.record.duration import SPECIFICATIONS, duration_study, spells
from bargain.alliances.record.pacts import multilateral, pact_labels
from bargain.errors import OptionError


@pytest.fixture(scope="module")
def study():
    return duration_study()


def test_spells_without_both_capabilities_in_any_year_are_dropped():
    table = spells()
    assert table.attrs["missing_capability"] == 24 == 3004 - len(table)
    assert table["log_ratio"].notna().all()


def test_known_pacts_fall_on_the_right_side_of_the_proxy():
    table = spells().set_index(["ccode1", "ccode2", "start"])["multilateral"]
    assert table.loc[(2, 732, 1953)] == 0  # United States - South Korea
    assert table.loc[(2, 740, 1951)] == 0  # United States - Japan, capabilities of 1952
    assert table.loc[(2, 260, 1954)] == 1  # United States - West Germany, of 1955
    assert table.loc[(2, 840, 1951)] == 0  # United States - Philippines
    assert table.loc[(2, 713, 1954)] == 0  # United States - Taiwan
    assert table.loc[(2, 220, 1949)] == 1  # United States - France, North Atlantic


@pytest.mark.long
def test_the_naive_estimate_does_not_survive_clustering_or_bilateral_dyads(study):
    naive = study.estimate("naive")
    assert naive.p < 1e-4
    assert naive.hazard_ratio < 1
    for name in ("clustered", "multilateral control", "bilateral", "bilateral and period"):
        assert study.estimate(name).p > 0.05
    assert study.multilateral_share > 0.9
    assert "neither supports nor contradicts" in study.finding


@pytest.mark.long
def test_estimates_against_the_statement_are_in_the_finding(study):
    assert study.estimate("naive").coefficient < 0 < study.estimate(
        "naive", "major_minor").coefficient  # fmt: skip
    # among major and minor powers asymmetric pacts end sooner, errors clustered by pact
    for name in ("clustered", "multilateral control", "multilateral only"):
        assert study.estimate(name, "major_minor").says == "shorter"
    assert "0 say that asymmetric pacts last longer and 3 that they end sooner" in study.finding


def test_power_is_stated(study):
    fair = study.estimate("bilateral")
    assert fair.detectable == pytest.approx(math.exp(-2.80 * fair.standard_error))
    assert fair.detectable < fair.hazard_ratio < 1
    since = study.estimate("bilateral since 1945")
    assert since.spells == 47
    assert since.coefficient > 0  # the sign turns


def test_clusters_change_the_standard_error_and_not_the_estimate(study):
    naive, clustered = study.estimate("naive"), study.estimate("clustered")
    assert clustered.coefficient == pytest.approx(naive.coefficient, rel=1e-6)
    assert clustered.standard_error > 2 * naive.standard_error


def test_the_coefficient_solves_the_score_equation_of_the_partial_likelihood(study):
    # an independent computation: Efron's log likelihood is maximal at the estimate
    table = spells()
    bilateral = table[table["multilateral"] == 0]
    x = bilateral["log_ratio"].to_numpy()
    t, ended = bilateral["years"].to_numpy(), bilateral["ended"].to_numpy()

    def log_likelihood(beta):
        total, risk = 0.0, np.exp(beta * x)
        for time in np.unique(t[ended == 1]):
            at_risk = risk[t >= time].sum()
            tied = (t == time) & (ended == 1)
            total += beta * x[tied].sum()
            for k in range(tied.sum()):
                total -= math.log(at_risk - k / tied.sum() * risk[tied].sum())
        return total

    best = study.estimate("bilateral").coefficient
    step = 0.01
    assert log_likelihood(best) > log_likelihood(best - step)
    assert log_likelihood(best) > log_likelihood(best + step)


def test_survival_curves_fall_from_one(study):
    for _, curve in study.curves.groupby(["sample", "type"]):
        assert curve["survival"].iloc[0] == 1
        assert curve["survival"].is_monotonic_decreasing
        assert curve["survival"].between(0, 1).all()


def test_every_specification_with_both_measures(study):
    assert len(study.estimates) == 2 * len(SPECIFICATIONS) == len(study.to_frame())
    json.dumps(study.to_dict(), allow_nan=False)
    assert "97% of the rest" in study.summary()
    with pytest.raises(OptionError, match="no estimate 'magic'"):
        study.estimate("magic")


dyads = st.lists(
    st.tuples(st.integers(1, 6), st.integers(7, 12), st.integers(1900, 1905), st.integers(0, 9)),
    min_size=1,
    max_size=20,
)


@given(dyads)
def test_the_proxies_do_not_depend_on_the_order_of_rows(rows):
    rows = [(a, b, start, start + length) for a, b, start, length in rows]
    order = list(reversed(range(len(rows))))
    assert multilateral([rows[i] for i in order]) == [multilateral(rows)[i] for i in order]
    labels, turned = pact_labels(rows), pact_labels([rows[i] for i in order])
    for i in range(len(rows)):
        for j in range(len(rows)):
            here = labels[i] == labels[j]
            there = turned[order.index(i)] == turned[order.index(j)]
            assert here == there


@given(st.integers(3, 7))
def test_a_treaty_of_all_is_one_multilateral_pact_and_a_hub_with_spokes_is_bilateral(size):
    treaty = [(a, b, 1949, 1960) for a in range(size) for b in range(a + 1, size)]
    assert set(pact_labels(treaty)) == {0}
    assert all(multilateral(treaty))
    hub = [(0, spoke, 1950 + spoke, 1990) for spoke in range(1, size)]
    assert not any(multilateral(hub))
    assert len(set(pact_labels(hub))) == size - 1


def test_joining_an_existing_treaty_is_multilateral():
    treaty = [(1, 2, 1949, 1990), (2, 3, 1949, 1990), (1, 3, 1949, 1990)]
    joining = [(1, 9, 1982, 1990), (2, 9, 1982, 1990), (3, 9, 1982, 1990)]
    assert all(multilateral([*treaty, *joining]))


def test_an_infinite_median_is_null_and_nothing_else_of_its_row():
    rows = duration_study().to_dict()["medians"]
    assert any(row["median_years"] is None for row in rows)
    assert all(row["sample"] and row["type"] and row["spells"] for row in rows)
