"""The signalling game: conditions at every equilibrium, complete lists, and several of them."""

from __future__ import annotations

import json
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from bargain.alliances.crises.signalling import Crisis, crisis, equilibria, without_others
from bargain.errors import OptionError

tenths = st.integers(-20, 8).map(lambda k: Fraction(k, 10))
gains = st.integers(2, 30).map(lambda k: Fraction(k, 10))
games = st.builds(
    Crisis, S_A=st.just(0), V_A=gains, a_bar=tenths, W_A=tenths, C_B=st.just(0), V_B=gains,
    W_B=tenths,
)  # fmt: skip


def belief(game, cut, size=200_001):
    """q and the probability of a challenge by a sum over types: shares nothing with the module."""
    a = -1 + 2 * (np.arange(size) + 0.5) / size
    F = lambda x: np.clip((x + 1) / 2, 0, 1)  # noqa: E731
    firm = np.where(float(game.W_A) + a >= cut, F(float(game.W_A) + a - float(game.a_bar)), 0)
    none = F(cut - float(game.W_A)) * F(cut - float(game.a_bar))
    return float(firm.mean()), 1 - float(none)


@settings(max_examples=40, deadline=None)
@given(game=games)
def test_nobody_gains_at_an_equilibrium(game):
    found = equilibria(game)
    assert found  # one always exists
    for e in found:
        assert sum(e.outcomes.values()) == pytest.approx(1)
        assert min(e.outcomes.values()) >= -1e-12
        if e.cut is None or e.resists == 1:
            continue
        cut = float((e.cut[0] + e.cut[1]) / 2)
        # A's cut-off is the one that B's probability makes
        V, S = float(game.V_A), float(game.S_A)
        assert cut == pytest.approx(V - (V - S) / e.resists, abs=1e-9)
        # B's type at its threshold is indifferent, and resists with probability r
        firm, challenge = belief(game, cut)
        if challenge > 1e-3 and firm > 1e-3:
            q = firm / challenge
            threshold = (float(game.C_B) - (1 - q) * float(game.V_B)) / q - float(game.W_B)
            assert (1 - threshold) / 2 == pytest.approx(e.resists, abs=2e-3)


@pytest.mark.long
def test_the_list_is_complete_by_certificates():
    for game in (
        crisis(a_bar="-1/2", W_A="-1/2", W_B="-1/2"),
        crisis(V_A="4/5", V_B="11/5", a_bar="-7/5", W_A="-11/10", W_B="-8/5"),
    ):
        statuses = without_others(game)
        assert statuses
        assert set(statuses) == {"never"}


def test_a_missing_equilibrium_is_noticed(monkeypatch):
    game = crisis(a_bar="-1/2", W_A="-1/2", W_B="-1/2")
    monkeypatch.setattr("bargain.alliances.crises.signalling.equilibria", lambda _: ())
    assert "always" in without_others(game)  # the interval that holds the one left out


def test_there_may_be_several():
    # from a search over payoffs: resisting with 1/3 or always
    game = crisis(V_A="4/5", V_B="11/5", a_bar="-7/5", W_A="-11/10", W_B="-8/5")
    found = equilibria(game)
    assert [round(e.resists, 3) for e in found] == [0.336, 1.0]
    assert found[0].outcomes["status quo"] < found[1].outcomes["status quo"]
    json.dumps([e.to_dict() for e in found], allow_nan=False)
    assert "r = 0.336" in found[0].summary()


def test_a_concession_must_be_worth_something():
    with pytest.raises(OptionError, match="worth having"):
        crisis(V_A=-1, a_bar=0, W_A=0, W_B=0)
