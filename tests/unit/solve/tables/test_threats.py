"""Variable threats: by hand, and by a search over threats that knows no theorem."""

from __future__ import annotations

from fractions import Fraction as F

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import bargain as bg
from bargain.errors import GameError
from bargain.solve.tables.threats import variable_threats


def test_a_game_of_constant_sum_gives_its_value():
    """There is nothing to agree on: each gets the value, and threats are optimal strategies."""
    found = variable_threats(bg.FiniteGame.from_payoffs([[3, -1], [-2, 2]], [[-3, 1], [2, -2]]))
    assert found.payoffs == {"1": F(1, 2), "2": F(-1, 2)}
    assert found.disagreement == found.payoffs
    assert found.threats["1"] == {0: F(1, 2), 1: F(1, 2)}


def test_a_threat_that_hurts_the_other_more():
    """Transferable: the best sum is 10; the threat game A - B has value 2, so 6 and 4."""
    a, b = [[10, 1], [0, 0]], [[0, -1], [0, -2]]
    found = variable_threats(bg.FiniteGame.from_payoffs(a, b), transferable=True)
    assert found.payoffs == {"1": 6, "2": 4}
    assert found.agreement is None
    assert "threatens" in found.summary()


def test_mixed_threats():
    """The example of Ferguson, *Game Theory*, part III, section 4.2, and by hand.

    The best sum is 10. In the threat game A - B = ((0, 4, -3), (5, -3, 0)) the last two columns
    are mixed: 4p - 3(1 - p) = -3p at p = 3/10, so its value is -9/10: 4.55 and 5.45.
    """
    game = bg.FiniteGame.from_payoffs([[0, 6, -1], [4, 3, 5]], [[0, 2, 2], [-1, 6, 5]])
    found = variable_threats(game, transferable=True)
    assert found.payoffs == {"1": F(91, 20), "2": F(109, 20)}
    assert found.threats["1"] == {0: F(3, 10), 1: F(7, 10)}
    assert found.threats["2"] == {0: 0, 1: F(3, 10), 2: F(7, 10)}


def test_four_pairs_of_threats():
    """By hand: what each pair of threats leads to.

    The frontier is u + v = 10: (10, 0) and (0, 10) are on it, from (-5, -1) both gain 8, from
    (0, -5) both gain 15/2. So the first threat leads to 10 or 3, the second to 15/2 or 0: the first
    is better whatever the other threatens, and the other's second is: (3, 7).
    """
    game = bg.FiniteGame.from_payoffs([[10, -5], [0, 0]], [[0, -1], [-5, 10]])
    for transferable in (False, True):
        found = variable_threats(game, transferable=transferable)
        assert found.payoffs == {"1": 3, "2": 7}
        assert found.disagreement == {"1": -5, "2": -1}
        assert found.threats == {"1": {0: 1, 1: 0}, "2": {0: 0, 1: 1}}


def test_a_corner():
    found = variable_threats(bg.FiniteGame.from_payoffs([[2, 0], [0, 0]], [[2, 0], [0, 0]]))
    assert found.payoffs == {"1": 2, "2": 2}
    assert found.threats == {}
    assert "corner" in found.summary()


def _nash_from(a, b, d):
    """The Nash solution from `d`, by comparing many lotteries; efficient where nobody gains."""
    points = np.stack([a.ravel(), b.ravel()], axis=1)
    best, value = d, 0.0
    t = np.linspace(0, 1, 201)[:, None]
    for p in points:
        for q in points:
            mixed = (1 - t) * p + t * q
            gains = mixed - d
            ok = (gains >= 0).all(axis=1)
            if ok.any():
                products = np.where(ok, gains.prod(axis=1) + 1e-9 * gains.sum(axis=1), -1)
                k = int(products.argmax())
                if products[k] > value:
                    best, value = mixed[k], products[k]
    return best


small = st.integers(-4, 4)


@settings(deadline=None, max_examples=25)
@given(st.lists(small, min_size=8, max_size=8))
def test_the_threat_game_has_this_value(entries):
    """Payoffs of player 1 over a grid of both threats: nobody can hold out for more or less."""
    a, b = np.array(entries[:4], float).reshape(2, 2), np.array(entries[4:], float).reshape(2, 2)
    found = variable_threats(
        bg.FiniteGame.from_payoffs(a.astype(int).tolist(), b.astype(int).tolist())
    )
    grid = [np.array([s, 1 - s]) for s in np.linspace(0, 1, 9)]
    first = np.array([
        [_nash_from(a, b, np.array([x @ a @ y, x @ b @ y]))[0] for y in grid] for x in grid
    ])  # fmt: skip
    slack = 0.15 * (1 + np.ptp(a) + np.ptp(b))  # mixtures in eighths
    agreed = float(found.payoffs["1"])
    assert first.min(axis=1).max() <= agreed + 1e-2 * (1 + np.ptp(a))  # what 1 can secure
    assert first.max(axis=0).min() >= agreed - 1e-2 * (1 + np.ptp(a))  # what 2 can hold it to
    assert first.min(axis=1).max() >= agreed - slack


def test_three_players_are_refused():
    game = bg.FiniteGame.from_payoffs(*(np.zeros((2, 2, 2), dtype=int) for _ in range(3)))
    with pytest.raises(GameError, match="two players"):
        variable_threats(game)
