"""Batches give the answers of the one-game solver, exactly and in the same order."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from bargain.errors import GameError
from bargain.game.tables.finite_game import FiniteGame
from bargain.solve.finite.batches.batch_enumeration import nash_equilibria_batch
from bargain.solve.finite.batches.bordered_minors import Minors, magnitude_limit
from bargain.solve.finite.batches.machine_integers import coprime
from bargain.solve.nash_equilibria import nash_equilibria


def assert_same(a, b):
    batch = nash_equilibria_batch(a, b)
    for k in range(len(a)):
        single = nash_equilibria(FiniteGame.from_payoffs(a[k], b[k]), method="vertices")
        assert batch.profiles(k) == single.equilibria
        assert batch.degenerate[k] == single.degenerate
        assert batch.complete[k]
        assert batch.counts[k] == len(single)
    return batch


@pytest.mark.parametrize("top", [0, 1, 9, 99, 10**9, 10**17])
@pytest.mark.parametrize("shape", [(1, 1), (1, 3), (3, 1), (2, 2), (2, 4), (3, 3), (4, 4), (5, 2)])
def test_integer_games(shape, top):
    rng = np.random.default_rng(top % 1000)
    a, b = rng.integers(-top, top + 1, (2, 12, *shape))
    assert_same(a, b)


def test_games_of_different_magnitude_in_one_batch():
    rng = np.random.default_rng(1)
    a, b = rng.integers(-9, 10, (2, 8, 3, 3))
    a[1] *= 10**7
    a[2] *= 10**12
    b[3] *= 10**17
    a[4] += 2**62
    assert_same(a, b)


def test_floats_and_objects_are_taken_exactly():
    rng = np.random.default_rng(2)
    a, b = rng.normal(size=(2, 4, 2, 3))
    assert_same(a, b)
    assert_same(np.floor(a * 9), np.floor(b * 9))
    a = np.array([[[Fraction(1, 3), 2**80], [0, 1]]], dtype=object)
    batch = assert_same(a, a)
    assert batch.x_numerators.dtype in (object, np.dtype(np.int64))


def test_unsigned_and_small_integers():
    a = np.array([[[255, 0], [0, 1]]], dtype=np.uint8)
    assert_same(a, a)
    big = np.array([[[2**64 - 1, 0], [0, 1]]], dtype=np.uint64)
    assert_same(big, big)


def test_large_games_go_one_by_one():
    rng = np.random.default_rng(4)
    a, b = rng.integers(0, 5, (2, 2, 7, 7))
    assert_same(a, b)


def test_no_games():
    batch = nash_equilibria_batch(np.zeros((0, 2, 2), dtype=int), np.zeros((0, 2, 2), dtype=int))
    assert len(batch) == 0
    assert len(batch.game) == 0


def test_flat_arrays_are_probabilities():
    rng = np.random.default_rng(6)
    a, b = rng.integers(-99, 100, (2, 500, 4, 4))
    batch = nash_equilibria_batch(a, b)
    assert (np.diff(batch.game) >= 0).all()
    assert (batch.x_numerators.sum(axis=1) == batch.x_denominators).all()
    assert (batch.y_numerators.sum(axis=1) == batch.y_denominators).all()
    assert (batch.x_numerators >= 0).all()
    assert (batch.counts >= 1).all()
    assert (batch.counts[~batch.degenerate] % 2 == 1).all()  # Lemke and Howson: an odd number
    assert batch.to_dict()["games"] == 500
    assert "500 games" in batch.summary()


def test_bordered_minors_are_determinants():
    rng = np.random.default_rng(8)
    table = rng.integers(-9, 10, (3, 4, 5))
    for (rows, columns), value in Minors(table).values.items():
        for game in range(5):
            matrix = np.vstack([np.ones(len(columns)), table[np.ix_(rows, columns)][..., game]])
            assert round(float(np.linalg.det(matrix))) == value[game]


def test_the_limit_on_magnitudes_is_tight_enough_to_be_safe():
    limit = magnitude_limit(4, 4, 2**53)
    assert 4 * 24 * limit**3 < 2**53 <= 4 * 24 * (limit + 1) ** 3


@pytest.mark.parametrize(
    "bad",
    [
        np.zeros((2, 2)),
        np.zeros((1, 0, 2)),
        np.full((1, 2, 2), np.nan),
        np.full((1, 2, 2), np.inf),
        np.zeros((1, 2, 2), dtype=complex),
        np.array([[[None, 1], [1, 1]]], dtype=object),
        np.zeros((1, 2, 2), dtype=bool),
        [[[1, 2], [3]]],
    ],
    ids=["2d", "empty", "nan", "inf", "complex", "none", "bool", "ragged"],
)
def test_refusals(bad):
    with pytest.raises(GameError):
        nash_equilibria_batch(bad, bad)


def test_shapes_must_agree():
    with pytest.raises(GameError, match="differ"):
        nash_equilibria_batch(np.zeros((1, 2, 2), dtype=int), np.zeros((1, 2, 3), dtype=int))
    one = np.zeros((1, 2, 2), dtype=int)
    batch = nash_equilibria_batch(one, one)
    with pytest.raises(GameError, match="no game 3"):
        batch.profiles(3)


def test_points_are_machine_integers_where_they_fit():
    """Large payoffs need integers of any size on the way; a point in lowest terms seldom does."""
    small, one = coprime(np.array([[10**30, 2 * 10**30], [0, 5]], dtype=object))
    assert (small.tolist(), one.tolist()) == ([[1, 2], [0, 1]], [3, 1])
    assert small.dtype == one.dtype == np.int64
    large, total = coprime(np.array([[10**30, 1]], dtype=object))
    assert large.dtype == total.dtype == object
    assert (large.tolist(), total.tolist()) == ([[10**30, 1]], [10**30 + 1])
    edge, total = coprime(np.array([[2**62, 2**62 - 1], [1, 2**63 - 1]], dtype=object))
    assert edge.dtype == object  # one sum is 2^63
    assert total.tolist() == [2**63 - 1, 2**63]
