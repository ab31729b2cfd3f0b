"""The estimator: floats against exact lists, simulated crises recover the truth."""

from __future__ import annotations

import json
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from bargain.alliances.crises.crisis_estimator import (
    NAMES,
    OUTCOMES,
    estimate_crises,
    outcome_probabilities,
)
from bargain.alliances.crises.signalling import crisis, equilibria
from bargain.errors import DataError, OptionError

tenths = st.integers(-20, 8).map(lambda k: Fraction(k, 10))


@settings(max_examples=30, deadline=None)
@given(W_A=tenths, a_bar=tenths, W_B=tenths)
def test_floats_agree_with_the_exact_lists(W_A, a_bar, W_B):
    found = equilibria(crisis(W_A=W_A, a_bar=a_bar, W_B=W_B))
    payoffs = (float(W_A), 0, float(a_bar), float(W_B), 0)
    for most, e in ((False, found[0]), (True, found[-1])):
        chances = outcome_probabilities(payoffs, (0, 0), most=most)
        assert chances == pytest.approx(list(e.outcomes.values()), abs=5e-3)


def simulated(theta, seed, size):
    rng = np.random.default_rng(seed)
    rows = []
    for x in (-1, 0, 1):
        for z in (0, 1):
            p = outcome_probabilities(theta, (x, z))
            rows += [(OUTCOMES[k], x, z) for k in rng.choice(4, size=size, p=p / p.sum())]
    return zip(*rows, strict=True)


def test_simulated_crises_recover_the_payoffs():
    theta = (-0.6, 0.5, -0.7, -0.8, 0.6)
    found = estimate_crises(*simulated(theta, 0, 400))
    assert found.observations == 2400
    assert found.table["parameter"].tolist() == list(NAMES)
    assert found.table["low"].tolist() == pytest.approx(theta, abs=0.15)
    assert found.unique
    # with one equilibrium everywhere the rule of selection changes nothing
    assert found.log_likelihood[0] == pytest.approx(found.log_likelihood[1], abs=0.5)
    assert "one equilibrium" in found.summary()
    json.dumps(found.to_dict(), allow_nan=False)


def test_bad_input_names_its_place():
    with pytest.raises(DataError, match=r"'war' is no outcome .outcomes.1."):
        estimate_crises(["concession", "war"], [0, 0], [0, 0])
    with pytest.raises(OptionError, match="different lengths"):
        estimate_crises(["concession"], [0, 0], [0])
