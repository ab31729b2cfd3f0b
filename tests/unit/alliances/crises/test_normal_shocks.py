"""Equilibria with normal shocks: published numbers, a simulation of play, lists that fall short."""

from __future__ import annotations

import json
from functools import cache

import numpy as np
import pytest
from scipy import stats

from bargain.alliances.crises import normal_shocks
from bargain.alliances.crises.normal_shocks import normal_equilibria
from bargain.alliances.crises.signalling import crisis
from bargain.errors import LimitReached

# the payoffs of the manual of sigInt 0.2.0, generate.eq: W_A = -1.9, a_bar = -1.2, V_A = V_B = 1
SEVERAL = crisis(W_A="-1.9", a_bar="-1.2", W_B="-2.9")


@cache
def several():
    return normal_equilibria(SEVERAL)


def constraint(p, W_A, a_bar, W_B):
    """The equation of Jo (2011) in p, by the bivariate normal: another way than the module's."""
    cut = (0 - (1 - p) * 1) / p
    rho = 1 / np.sqrt(2)
    both = stats.multivariate_normal(cov=[[1, rho], [rho, 1]])
    firm = both.cdf([(W_A - a_bar) * rho, W_A - cut])
    q = firm / (1 - stats.norm.cdf(cut - W_A) * stats.norm.cdf(cut - a_bar))
    return p - stats.norm.cdf((q * W_B + (1 - q)) / q)


@pytest.mark.parametrize(("W_B", "number"), [(-2.9, 3), (-2.2, 1)])
def test_the_game_of_the_manual_of_sigint(W_B, number):
    listed = (
        several() if W_B == -2.9 else normal_equilibria(crisis(W_A="-1.9", a_bar="-1.2", W_B=W_B))
    )
    assert listed.complete
    assert len(listed.found) == number
    for e in listed.found:
        assert constraint(e.resists, -1.9, -1.2, W_B) == pytest.approx(0, abs=1e-7)
        assert sum(e.outcomes.values()) == pytest.approx(1)
    grid = np.linspace(0.02, 0.99, 60)  # and no other change of sign
    values = np.array([constraint(p, -1.9, -1.2, W_B) for p in grid])
    assert int((np.sign(values[1:]) != np.sign(values[:-1])).sum()) == number
    json.dumps(listed.to_dict(), allow_nan=False)


def test_nobody_gains_when_the_game_is_played():
    e = several().found[1]
    rng = np.random.default_rng(1)
    a, alpha, b = rng.standard_normal((3, 400_000))
    war, back = -1.9 + a, -1.2 + alpha
    challenges = e.resists * np.maximum(war, back) + (1 - e.resists) > 0
    firm = challenges & (war >= back)
    q = firm.sum() / challenges.sum()
    resists = q * (-2.9 + b) + (1 - q) > 0
    assert resists.mean() == pytest.approx(e.resists, abs=0.02)  # a share of few fights: q = 0.24
    assert 1 - challenges.mean() == pytest.approx(e.outcomes["status quo"], abs=0.005)


def test_extreme_payoffs_are_answered_or_refused():
    for payoffs in ((3, 3, -8), (-4, -4, 4), (-6, 2, -20)):
        W_A, a_bar, W_B = payoffs
        listed = normal_equilibria(crisis(W_A=W_A, a_bar=a_bar, W_B=W_B))
        assert listed.complete
        assert len(listed.found) == 1
    with pytest.raises(LimitReached, match="too near to 0"):
        normal_equilibria(crisis(W_A=0, a_bar=0, W_B=-1000))


def test_a_search_that_ends_early_says_what_it_did_not_settle(monkeypatch):
    whole = several()
    monkeypatch.setattr(normal_shocks, "_INTERVALS", 20)
    short = normal_equilibria(SEVERAL)
    assert not short.complete
    assert "there may be others" in short.summary()
    for e in whole.found:  # what is not listed lies in what is undecided
        inside = any(low <= e.cut[0] and e.cut[1] <= high for low, high in short.undecided)
        assert inside or any(abs(e.resists - other.resists) < 1e-9 for other in short.found)
