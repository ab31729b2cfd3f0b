"""The estimator: floats against proved lists, simulated crises recover the truth."""

from __future__ import annotations

import json
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from bargain.alliances.crises.crisis_estimator import (
    NAMES,
    OUTCOMES,
    RULES,
    estimate_crises,
    outcome_probabilities,
    recovery,
    simulated_crises,
)
from bargain.alliances.crises.normal_shocks import normal_equilibria
from bargain.alliances.crises.signalling import crisis
from bargain.errors import DataError, OptionError

tenths = st.integers(-15, 8).map(lambda k: Fraction(k, 10))
CALM = (-0.6, 0.5, -0.7, -0.8, 0.6)
SEVERAL = (-1.9, 0.1, -1.2, -2.9, 0.05)


@settings(max_examples=5, deadline=None)
@given(W_A=tenths, a_bar=tenths, W_B=tenths)
def test_floats_agree_with_the_proved_lists(W_A, a_bar, W_B):
    listed = normal_equilibria(crisis(W_A=W_A, a_bar=a_bar, W_B=W_B))
    found = outcome_probabilities((float(W_A), 0, float(a_bar), float(W_B), 0), (0, 0))
    assert listed.complete
    assert len(found) == len(listed.found)
    for floats, e in zip(found, listed.found, strict=True):
        assert floats == pytest.approx(list(e.outcomes.values()), abs=1e-3)


@pytest.mark.long
def test_simulated_crises_recover_the_payoffs():
    found = estimate_crises(*simulated_crises(CALM, 400), listed=False)
    assert found.observations == 2400
    assert found.table["parameter"].tolist() == list(NAMES)
    for rule in RULES:  # with one equilibrium everywhere the rule of selection changes nothing
        assert found.table[rule].tolist() == pytest.approx(CALM, abs=0.15)
    assert not found.complete  # nothing was listed, so nothing is known of other equilibria
    assert not found.unique
    json.dumps(found.to_dict(), allow_nan=False)


@pytest.mark.long
def test_the_likeliest_rule_is_never_worse_and_a_wrong_rule_misleads():
    found = estimate_crises(*simulated_crises(SEVERAL, 300, most=True), start=SEVERAL)
    likelihood = found.log_likelihood
    assert likelihood["likeliest"] >= max(likelihood["least"], likelihood["most"])
    assert likelihood["most"] > likelihood["least"] + 5  # the crises play the other equilibrium
    assert found.complete
    assert max(found.equilibria) == 3
    assert "have several" in found.summary()


def test_every_simulated_share_is_the_probability_of_its_outcome():
    outcomes, x, z = simulated_crises(SEVERAL, 5000, most=True, seed=3)
    here = (x == 0) & (z == 0)
    shares = [np.mean(np.array(outcomes)[here] == name) for name in OUTCOMES]
    expected = outcome_probabilities(SEVERAL, (0, 0))[-1]
    assert shares == pytest.approx(expected.tolist(), abs=0.03)


@pytest.mark.long
def test_estimates_have_little_bias_over_twenty_samples():
    found = recovery(CALM, 400)
    assert (found["bias, likeliest"].abs() < 0.03).all()
    assert (found["rmse, likeliest"] < 0.12).all()


def test_bad_input_names_its_place():
    with pytest.raises(DataError, match=r"'war' is no outcome .outcomes.1."):
        estimate_crises(["concession", "war"], [0, 0], [0, 0])
    with pytest.raises(DataError, match=r"no number .x.0., z.0."):
        estimate_crises(["concession"], [float("nan")], [0])
    with pytest.raises(OptionError, match="different lengths"):
        estimate_crises(["concession"], [0, 0], [0])
