"""Three and more players: exact pure equilibria, true regrets, no claim of completeness."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from bargain.errors import OptionError
from bargain.game.tables.finite_game import FiniteGame
from bargain.solve.finite import many_players
from bargain.solve.finite.logit_path import logit_path
from bargain.solve.finite.many_players import pure_equilibria
from bargain.solve.nash_equilibria import nash_equilibria


def brute_force_pure(tables):
    shape = tables[0].shape
    return [
        at
        for at in product(*(range(k) for k in shape))
        if all(
            table[at] >= table[(*at[:i], k, *at[i + 1 :])]
            for i, table in enumerate(tables)
            for k in range(shape[i])
        )
    ]


@pytest.mark.parametrize("shape", [(2, 2, 2), (1, 2, 3), (2, 2, 2, 2)])
def test_pure_equilibria_against_brute_force(shape):
    rng = np.random.default_rng(sum(shape))
    for _ in range(10):
        tables = list(rng.integers(0, 3, (len(shape), *shape)))
        assert pure_equilibria(tables) == brute_force_pure(tables)


@pytest.mark.parametrize("shape", [(2, 2, 2), (2, 3, 2), (2, 2, 2, 2)])
def test_listed_profiles_have_the_regret_they_claim(shape):
    rng = np.random.default_rng(9)
    tables = rng.integers(-9, 10, (len(shape), *shape))
    found = nash_equilibria(FiniteGame.from_payoffs(*tables))
    assert len(found) >= 1
    assert not found.complete
    for p in found:
        mixed = [np.array([float(v) for v in s.values()]) for s in p.strategies.values()]
        worst = 0.0
        for i, table in enumerate(tables):
            value = np.moveaxis(table.astype(float), i, 0)
            for j in reversed([k for k in range(len(shape)) if k != i]):
                value = value @ mixed[j]
            worst = max(worst, value.max() - value @ mixed[i])
        assert abs(worst - float(p.regret)) < 1e-9
        assert p.regret <= found.regret <= Fraction(1, 10**6)


def test_matching_pennies_with_three_players():
    # J. Jordan (1993), Three problems in learning mixed-strategy Nash equilibria, Games and
    # Economic Behavior 5: the unique equilibrium is (1/2, 1/2) for everybody.
    signs = np.array([1, -1])
    first = np.einsum("i,j->ij", signs, signs)[:, :, None].repeat(2, axis=2)
    second = np.einsum("j,k->jk", signs, signs)[None].repeat(2, axis=0)
    third = -np.einsum("i,k->ik", signs, signs)[:, None, :].repeat(2, axis=1)
    found = nash_equilibria(FiniteGame.from_payoffs(first, second, third))
    (p,) = found
    assert all(v == Fraction(1, 2) for s in p.strategies.values() for v in s.values())
    assert found.regret == 0


def test_constant_game_and_single_actions():
    zero = np.zeros((2, 1, 2), dtype=int)
    found = nash_equilibria(FiniteGame.from_payoffs(zero, zero, zero))
    assert sum(p.is_pure for p in found) == 4
    assert not found.complete


def test_two_player_methods_are_refused():
    one = [[[1]]]
    with pytest.raises(OptionError, match="two players"):
        nash_equilibria(FiniteGame.from_payoffs(one, one, one), method="nashpy")


def test_the_logit_path_ends_near_an_equilibrium_without_pure_ones():
    rng = np.random.default_rng(3)
    done = 0
    while done < 3:
        tables = rng.random((3, 3, 3, 3))
        if pure_equilibria(list(tables)):
            continue
        done += 1
        p = logit_path(list(tables))
        for i, table in enumerate(tables):
            value = np.moveaxis(table, i, 0)
            for j in reversed([k for k in range(3) if k != i]):
                value = value @ p[j]
            assert value.max() - value @ p[i] < 1e-3


def test_a_search_that_stops_says_so_and_is_not_empty(monkeypatch):
    monkeypatch.setattr(many_players, "_MOST_WORK", 2000)
    rng = np.random.default_rng(3)
    while True:
        tables = rng.integers(-9, 10, (3, 3, 3, 3))
        if not pure_equilibria(list(tables)):
            break
    found = nash_equilibria(FiniteGame.from_payoffs(*tables))
    assert len(found) >= 1
    assert "stopped" in found.reason
    assert not found.complete
