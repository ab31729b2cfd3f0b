"""Properties of equilibria of finite games, on degenerate games on purpose."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from extreme_oracle import extreme_equilibria
from hypothesis import given, strategies as st

from bargain.game.tables.finite_game import FiniteGame
from bargain.solve.finite import vertex_graph
from bargain.solve.finite.batches.batch_enumeration import nash_equilibria_batch
from bargain.solve.finite.best_reply_polytope import best_reply_constraints, vertices
from bargain.solve.nash_equilibria import nash_equilibria
from bargain.testing import degenerate_games, exact_numbers, finite_games, many_player_games


def points(found):
    return [tuple(tuple(s.values()) for s in p.strategies.values()) for p in found.equilibria]


def tables(game):
    return [t.tolist() for t in game.payoffs.values()]


@given(st.one_of(degenerate_games(most_actions=3), finite_games(most_actions=3)))
def test_all_extreme_equilibria_once(game):
    found = nash_equilibria(game)
    expected, degenerate = extreme_equilibria(*tables(game))
    assert len(points(found)) == len(expected)
    assert set(points(found)) == expected
    assert found.degenerate == degenerate


@given(finite_games(most_actions=3, entries=exact_numbers()))
def test_numbers_of_every_size(game):
    found = nash_equilibria(game)
    assert set(points(found)) == extreme_equilibria(*tables(game))[0]


@given(st.one_of(degenerate_games(), finite_games()))
def test_batches_agree(game):
    batch = nash_equilibria_batch(*(np.array([t]) for t in game.payoffs.values()))
    found = nash_equilibria(game)
    assert batch.profiles(0) == found.equilibria
    assert bool(batch.degenerate[0]) == found.degenerate


@given(st.one_of(degenerate_games(most_actions=6), finite_games(most_actions=6)))
def test_the_proved_enumeration_is_that_of_integers(game):
    constraints = best_reply_constraints(game.payoffs["1"])
    with pytest.MonkeyPatch.context() as patch:  # however many ties there are
        patch.setattr(vertex_graph, "_TIES", 10**6)
        proved = vertex_graph.proved_vertices(constraints, 10**6)
    assert proved is not None
    assert sorted(proved[0]) == sorted(mask for _, mask in vertices(constraints, 10**6))


@given(degenerate_games(), st.randoms(use_true_random=False))
def test_relabelling_moves_the_equilibria_along(game, random):
    rows, columns = list(range(game.shape[0])), list(range(game.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    moved = FiniteGame.from_payoffs(*(t[np.ix_(rows, columns)] for t in game.payoffs.values()))
    expected = {
        (tuple(x[i] for i in rows), tuple(y[j] for j in columns))
        for x, y in points(nash_equilibria(game))
    }
    assert set(points(nash_equilibria(moved))) == expected
    swapped = FiniteGame.from_payoffs(*(t.T for t in reversed(list(game.payoffs.values()))))
    assert {(x, y) for y, x in points(nash_equilibria(swapped))} == set(
        points(nash_equilibria(game))
    )


@given(
    st.one_of(degenerate_games(), finite_games()),
    st.fractions(Fraction(1, 10**9), 10**12),
    st.fractions(-(10**12), 10**12),
)
def test_positive_affine_changes_of_payoffs_change_nothing(game, scale, shift):
    a, b = game.payoffs.values()
    columns = np.array([shift * k for k in range(game.shape[1])], dtype=object)
    changed = FiniteGame.from_payoffs(a * scale + columns[None, :], b * 7 - shift)
    assert points(nash_equilibria(changed)) == points(nash_equilibria(game))


@given(st.one_of(degenerate_games(), finite_games()), st.data())
def test_everything_in_a_maximal_nash_subset_is_an_equilibrium(game, data):
    from bargain.solve.finite.profile import profile_of

    found = nash_equilibria(game)
    subset = data.draw(st.sampled_from(data.draw(st.sampled_from(found.components)).subsets))
    mixed = []
    for strategies in subset.strategies.values():
        weights = data.draw(
            st.lists(st.integers(1, 5), min_size=len(strategies), max_size=len(strategies))
        )
        total = sum(weights)
        columns = zip(*(s.values() for s in strategies), strict=True)
        mixed.append(
            [sum(Fraction(w, total) * q for w, q in zip(weights, c, strict=True)) for c in columns]
        )
    assert profile_of(game, mixed).regret == 0


@given(finite_games())
def test_a_nondegenerate_game_has_an_odd_number_of_isolated_equilibria(game):
    found = nash_equilibria(game)
    assert len(found) >= 1
    if not found.degenerate:
        assert len(found) % 2 == 1
        assert all(c.is_isolated for c in found.components)


@given(st.one_of(degenerate_games(), finite_games()))
def test_lemke_howson_ends_at_extreme_equilibria(game):
    found = nash_equilibria(game, method="lemke-howson")
    assert len(found) >= 1
    assert set(points(found)) <= set(points(nash_equilibria(game)))


@pytest.mark.long
@given(many_player_games())
def test_many_players_never_come_back_empty(game):
    found = nash_equilibria(game)
    assert len(found) >= 1
    assert len(set(found)) == len(found)
