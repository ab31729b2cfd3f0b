"""Thousands of equilibria are read together, and are what each alone would be."""

from __future__ import annotations

import gc

import numpy as np
import pytest

from bargain.frozen import no_collection
from bargain.game.tables.finite_game import FiniteGame
from bargain.solve.finite.mixed_equilibria import extreme_equilibria
from bargain.solve.finite.profile import profiles_of, profiles_of_points
from bargain.solve.nash_equilibria import nash_equilibria


@pytest.mark.parametrize("unit", [1, 10**12])
def test_points_together_and_one_by_one(unit):
    """Also where a sum of payoffs times weights is beyond 64 bits."""
    tables = np.random.default_rng(3).integers(-9, 10, (2, 5, 4)) * unit
    game = FiniteGame.from_payoffs(*tables)
    found, _ = extreme_equilibria(*game.numeric_payoffs("here"))
    found.append(((0, 0, 2, 4, 0, 7), (3, 0, 3, 0, 1)))  # no equilibrium: it has a regret
    one = profiles_of_points(game, found)
    shares = [[[f"{v}/{sum(p[:-1])}" for v in p[:-1]] for p in pair] for pair in found]
    assert one == profiles_of(game, shares)
    assert [bool(p.regret) for p in one] == [False] * (len(one) - 1) + [True]


@pytest.mark.parametrize("other", [2, 3])
def test_a_symmetric_game_and_one_that_is_nearly(other):
    a = np.diag([2] * 9)
    b = a.copy()
    b[0, 0] = other
    found = nash_equilibria(FiniteGame.from_payoffs(a, b))
    assert (len(found), found.complete, found.degenerate) == (2**9 - 1, True, False)
    assert all(p.regret == 0 for p in found)
    assert len(found.components) == len(found)
    sizes = sorted(len(p.support("1")) for p in found)
    assert sizes.count(1) == sizes.count(8) == 9


def test_the_search_for_cycles_goes_on_afterwards():
    with no_collection():
        assert not gc.isenabled()
    assert gc.isenabled()
    square = FiniteGame.from_payoffs(*np.random.default_rng(0).integers(-9, 9, (2, 9, 9)))
    assert not nash_equilibria(square, max_vertices=5).complete
    assert gc.isenabled()
    gc.disable()
    try:
        with no_collection():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
