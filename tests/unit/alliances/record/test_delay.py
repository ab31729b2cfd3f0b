"""Delay in the war of attrition: closed form against simulation, and the four lapses on record."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, strategies as st

from bargain.alliances.record.delay import attrition, delay_record, exact_rank_p
from bargain.errors import OptionError

cost = st.floats(0.01, 10)
prior = st.floats(0.001, 0.5)
gap = st.floats(0.1, 1000)


@given(gap=gap, factor=st.floats(1.01, 50), cp=cost, cc=cost, zp=prior, zc=prior)
def test_delay_is_proportional_to_the_gap_for_all_priors_and_costs(gap, factor, cp, cc, zp, zc):
    options = {"cost_patron": cp, "cost_client": cc, "committed_patron": zp, "committed_client": zc}
    small, large = attrition(gap, **options), attrition(gap * factor, **options)
    assert large.expected_delay == pytest.approx(factor * small.expected_delay, rel=1e-9)
    assert large.expected_delay > small.expected_delay
    assert small.immediate_patron == large.immediate_patron
    assert min(small.immediate_patron, small.immediate_client) == pytest.approx(0, abs=1e-9)


@given(gap=gap, factor=st.floats(1.01, 50), cp=cost, cc=cost, zp=prior, zc=prior)
def test_a_costlier_lapse_is_shorter(gap, factor, cp, cc, zp, zc):
    cheap = attrition(gap, cost_patron=cp, cost_client=cc, committed_patron=zp, committed_client=zc)
    dear = attrition(gap, cost_patron=cp * factor, cost_client=cc * factor, committed_patron=zp,
                     committed_client=zc)  # fmt: skip
    assert dear.expected_delay == pytest.approx(cheap.expected_delay / factor, rel=1e-9)


@given(gap=gap, cp=cost, cc=cost, zp=prior, zc=prior)
def test_waiting_is_a_matter_of_indifference(gap, cp, cc, zp, zc):
    found = attrition(gap, cost_patron=cp, cost_client=cc, committed_patron=zp, committed_client=zc)
    # cost of an instant = chance that the other concedes x gap, for both
    assert found.rate_client * gap == pytest.approx(cp)
    assert found.rate_patron * gap == pytest.approx(cc)
    # at the horizon both are known to be committed: 1 - F(T) = z
    for atom, rate, z in (
        (found.immediate_patron, found.rate_patron, zp),
        (found.immediate_client, found.rate_client, zc),
    ):
        assert (1 - atom) * math.exp(-rate * found.horizon) == pytest.approx(z, rel=1e-6)


def test_the_closed_form_agrees_with_a_simulation():
    found = attrition(30, cost_patron=0.7, cost_client=0.4, committed_patron=0.02,
                      committed_client=0.1)  # fmt: skip
    rng = np.random.default_rng(7)
    size = 400_000
    times = []
    for atom, rate in (
        (found.immediate_patron, found.rate_patron),
        (found.immediate_client, found.rate_client),
    ):
        # a rational or committed side concedes at an exponential time, or at once; beyond the
        # horizon nobody does
        drawn = rng.exponential(1 / rate, size)
        times.append(np.where(rng.random(size) < atom, 0.0, drawn))
    delay = np.minimum(np.minimum(*times), found.horizon)
    assert delay.mean() == pytest.approx(found.expected_delay, rel=0.01)


def test_equal_strength_and_small_priors_give_the_exponential_limit():
    found = attrition(10, cost_patron=0.5, cost_client=0.5, committed_patron=1e-9,
                      committed_client=1e-9)  # fmt: skip
    assert found.immediate_patron == found.immediate_client == pytest.approx(0, abs=1e-12)
    assert found.expected_delay == pytest.approx(10 / (0.5 + 0.5), rel=1e-6)


def test_no_gap_no_delay():
    found = attrition(0, cost_patron=1, cost_client=1)
    assert found.expected_delay == 0
    assert "0.0 days" in found.summary()


def test_the_lapses_are_not_in_the_order_of_the_demands():
    record = delay_record()
    assert list(record.table["lapse_days"]) == [74, 11, 41, 432]
    # Hankook Ilbo 2004-11-08: about USD 77m on 623m; the others as in the README of the data
    assert record.table["demand_pct"].round().tolist() == [12, 15, 46, 478]
    assert not record.ordered
    assert record.rank_p == 9 / 24  # rho 0.4: nine of the 24 orders are as good
    assert "not in the predicted order" in record.summary()
    assert "round 7: 25 days early" in record.left_out
    each = record.table["days_per_point"]
    assert each.max() > 5 * each.drop(each.idxmax()).max()
    json.dumps(record.to_dict(), allow_nan=False)


def test_exact_rank_p():
    assert exact_rank_p([1, 2, 3], [3, 2, 1]) == 1
    assert exact_rank_p([1, 2, 3, 4], [1, 2, 3, 4]) == 1 / 24
    with pytest.raises(OptionError, match="ties"):
        exact_rank_p([1, 1], [1, 2])
    with pytest.raises(OptionError, match="equally long"):
        exact_rank_p([1], [1, 2])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"gap": -1}, "gap = -1"),
        ({"gap": float("nan")}, "gap = nan"),
        ({"gap": 1, "cost_patron": 0}, "cost_patron"),
        ({"gap": 1, "committed_client": 1}, "committed_client"),
    ],
)
def test_bad_parameters_are_refused(options, message):
    with pytest.raises(OptionError, match=message):
        attrition(**{"cost_patron": 1, "cost_client": 1, **options})
