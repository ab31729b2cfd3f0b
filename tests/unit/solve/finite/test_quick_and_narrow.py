"""Narrow tables, games of constant sum, early ends, one player, near ties, long lists."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy.optimize import linprog

import bargain as bg
from bargain.rebuild.tied import check_against
from bargain.solve.cases.numeric_table import certificate_by_supports
from bargain.solve.finite.exact_linear_program import maximise
from bargain.solve.finite.mixed_equilibria import each_equilibrium
from bargain.solve.finite.profile import profiles_of
from bargain.solve.finite.zero_sum import optimal_strategies


def game_of(shape: tuple[int, int], low: int, high: int, seed: int) -> bg.FiniteGame:
    rng = np.random.default_rng(seed)
    return bg.FiniteGame.from_payoffs(*rng.integers(low, high, (2, *shape)))


@pytest.mark.parametrize("shape", [(2, 12), (3, 12), (12, 2), (1, 13), (4, 12)])
@pytest.mark.parametrize("high", [2, 4, 100])
def test_narrow_tables_have_the_list_of_both_polytopes(shape, high) -> None:
    """Small entries make degenerate games: the two ways find the same vertices there too."""
    for seed in range(4):
        game = game_of(shape, 0, high, seed)
        narrow = bg.nash_equilibria(game)
        both = bg.nash_equilibria(game, method="vertices")
        assert narrow.complete
        assert both.complete
        assert narrow.equilibria == both.equilibria
        assert narrow.degenerate in (None, both.degenerate)
        assert len(narrow.components) == len(both.components)


@pytest.mark.long
def test_a_table_of_three_rows_and_two_hundred_columns() -> None:
    game = game_of((3, 200), -50, 50, 1)
    found = bg.nash_equilibria(game, max_vertices=2_000)
    assert found.complete
    assert found.regret == 0
    listed = {tuple(tuple(s.values()) for s in p.strategies.values()) for p in found}
    for p in bg.nash_equilibria(game, method="lemke-howson"):
        assert tuple(tuple(s.values()) for s in p.strategies.values()) in listed


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 5), st.integers(1, 5), st.sampled_from([1, 3, 50]))
def test_the_value_is_that_of_a_float_programme_and_of_enumeration(seed, m, n, size) -> None:
    a = np.random.default_rng(seed).integers(-size, size + 1, (m, n))
    value, x, y, unique = optimal_strategies(
        np.array([[Fraction(int(v)) for v in row] for row in a], dtype=object)
    )
    solved = linprog(
        [0] * m + [-1],
        A_ub=np.hstack([-a.T, np.ones((n, 1))]), b_ub=np.zeros(n),
        A_eq=[[1] * m + [0]], b_eq=[1], bounds=[(0, None)] * m + [(None, None)],
    )  # fmt: skip
    assert abs(float(value) + solved.fun) < 1e-8
    assert min(np.array(x, dtype=object) @ a) == value == max(a @ np.array(y, dtype=object))
    game = bg.FiniteGame.from_payoffs(a, 7 - a)
    every = bg.nash_equilibria(game)
    assert every.value == value
    assert unique == (len(every) == 1)
    only = bg.nash_equilibria(game, method="value")
    assert only.value == value
    assert only.complete == unique
    assert only.regret == 0


def test_rock_paper_scissors_has_the_value_zero() -> None:
    game = bg.FiniteGame.from_payoffs([[0, -1, 1], [1, 0, -1], [-1, 1, 0]],
                                      [[0, 1, -1], [-1, 0, 1], [1, -1, 0]])  # fmt: skip
    found = bg.nash_equilibria(game)
    assert found.value == 0
    assert "value of the game: 0" in found.summary()


def test_a_game_without_constant_sum_has_no_value() -> None:
    game = bg.FiniteGame.from_payoffs([[2, 0], [0, 1]], [[1, 0], [0, 2]])
    assert bg.nash_equilibria(game).value is None
    with pytest.raises(bg.InputError, match="no constant sum"):
        bg.nash_equilibria(game, method="value")


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9))
def test_linear_programmes_against_floats_and_duality(seed) -> None:
    rng = np.random.default_rng(seed)
    n, p, q = rng.integers(1, 5), rng.integers(0, 5), rng.integers(0, 3)
    size = int(rng.choice([1, 4]))
    objective = rng.integers(-size, size + 1, n).tolist()
    rows = [(rng.integers(-size, size + 1, n).tolist(), int(rng.integers(-size, size + 1)))
            for _ in range(p + q)]  # fmt: skip
    at_most, equal = rows[:p], rows[p:]
    at_most = [*at_most, ([1] * int(n), 10)]  # bounded
    found = maximise(objective, at_most=at_most, equal=equal)
    floats = linprog(
        [-v for v in objective],
        A_ub=[r for r, _ in at_most], b_ub=[b for _, b in at_most],
        A_eq=[r for r, _ in equal] or None, b_eq=[b for _, b in equal] or None,
    )  # fmt: skip
    every = [*at_most, *equal]
    if floats.status == 2:
        assert found.status == "infeasible"  # and the prices of the rows show it (Farkas)
        assert all(y >= 0 for y in found.dual[: len(at_most)])
        columns = [sum(y * r[j] for y, (r, _) in zip(found.dual, every, strict=True))
                   for j in range(n)]  # fmt: skip
        assert min(columns) >= 0
        assert sum(y * b for y, (_, b) in zip(found.dual, every, strict=True)) < 0
        return
    assert found.status == "optimal"
    assert abs(float(found.value) + floats.fun) < 1e-7
    assert sum(c * x for c, x in zip(objective, found.x, strict=True)) == found.value
    assert sum(y * b for y, (_, b) in zip(found.dual, every, strict=True)) == found.value
    assert all(y >= 0 for y in found.dual[: len(at_most)])
    for j, c in enumerate(objective):
        assert sum(y * r[j] for y, (r, _) in zip(found.dual, every, strict=True)) >= c


def test_one_equilibrium_is_found_without_the_others() -> None:
    game = game_of((30, 30), -50, 50, 3)
    found = bg.nash_equilibria(game, stop_after=1)
    assert len(found) == 1
    assert found.regret == 0
    assert not found.complete
    assert "stop_after=1" in found.reason


def test_all_are_found_where_there_are_fewer_than_asked_for() -> None:
    game = game_of((4, 4), -9, 9, 4)
    found = bg.nash_equilibria(game, stop_after=100)
    assert found.complete
    assert found.equilibria == bg.nash_equilibria(game).equilibria


@pytest.mark.parametrize("bad", [0, -1, "x", 1.5])
def test_a_bad_stop_is_refused(bad) -> None:
    with pytest.raises(bg.InputError):
        bg.nash_equilibria(game_of((2, 2), 0, 9, 1), stop_after=bad)


def test_the_iterator_gives_each_once() -> None:
    game = game_of((5, 5), 0, 3, 2)
    found = list(each_equilibrium(game))
    assert len(set(found)) == len(found)
    assert set(found) >= set(bg.nash_equilibria(game))
    assert all(p.regret == 0 for p in found)
    assert len(list(islice(each_equilibrium(game_of((20, 20), 0, 99, 1)), 1))) == 1


def test_the_clock_leaves_what_is_quick() -> None:
    game = game_of((14, 14), -50, 50, 1)
    found = bg.nash_equilibria(game, method="vertices", timeout=0.2)
    assert not found.complete
    assert "ended" in found.reason


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    bg.nash_equilibria(game_of((3, 20), 0, 50, 1), progress=lambda k, n: told.append((k, n)))
    assert told[-1][0] == told[-1][1]
    assert told == sorted(told)


def test_one_player_takes_its_best_actions() -> None:
    game = bg.FiniteGame.from_payoffs([1, 3, 3, 2], actions=["abcd"])
    found = bg.nash_equilibria(game)
    assert [p.support("1") for p in found] == [("b",), ("c",)]
    assert found.complete
    assert "b" in str(game)


def test_near_ties_of_computed_floats_are_pointed_out() -> None:
    table = np.array([[0.1 + 0.2, 1.0], [0.3, 0.5]])
    game = bg.FiniteGame.from_payoffs(table, [[1, 2], [3, 4]])
    (note,) = bg.nash_equilibria(game).notes
    assert "rationalise" in note
    assert note in bg.nash_equilibria(game).summary()
    assert not bg.nash_equilibria(game.rationalise(1000)).notes
    assert not bg.nash_equilibria(bg.FiniteGame.from_payoffs([[1, 2]], [[3, 4]])).notes


def test_a_summary_of_a_long_list_has_a_head() -> None:
    n = 7
    game = bg.FiniteGame.from_payoffs(np.eye(n, dtype=int), np.eye(n, dtype=int))
    found = bg.nash_equilibria(game)
    assert len(found) == 2**n - 1
    text = found.summary()
    assert "… and 115 more" in text
    assert len(text.splitlines()) < 60


def test_long_fractions_are_shown_rounded() -> None:
    found = bg.nash_equilibria(game_of((5, 5), -(10**9), 10**9, 8))
    mixed = [p for p in found if not p.is_pure]
    assert mixed
    assert "(rounded)" in mixed[0].summary()


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [
        ([[0, -1, 1], [1, 0, -1], [-1, 1, 0]], [[0, 1, -1], [-1, 0, 1], [1, -1, 0]], 1),
        ([[3, 0, 0], [0, 2, 0], [0, 0, 1]], [[1, 0, 0], [0, 2, 0], [0, 0, 3]], 7),
        ([[1, 1, 0], [1, 1, 0], [0, 0, 0]], [[1, 1, 0], [1, 1, 0], [0, 0, 0]], 5),
    ],
)
def test_lists_of_three_by_three_with_a_certificate(
    first: list[list[int]], second: list[list[int]], count: int
) -> None:
    game = bg.FiniteGame.from_payoffs(first, second)
    found = bg.nash_equilibria(game, certificate=True)
    assert len(found) == count
    assert bg.check(found).valid
    assert check_against(found, game=game, name="it").tied == "a statement about it"
    first[0][0] += 7
    other = bg.FiniteGame.from_payoffs(first, second)
    assert not check_against(found, game=other, name="it").valid


def test_a_list_that_lacks_an_equilibrium_gets_no_certificate() -> None:
    game = bg.FiniteGame.from_payoffs([[2, 0, 0], [0, 1, 0]], [[1, 0, 0], [0, 2, 0]])
    found = bg.nash_equilibria(game)
    assert certificate_by_supports(game, found) is not None
    assert certificate_by_supports(game, replace(found, equilibria=found.equilibria[1:])) is None
    assert certificate_by_supports(game, replace(found, complete=False)) is None


def test_a_two_by_two_list_with_a_certificate() -> None:
    found = bg.nash_equilibria(
        bg.FiniteGame.from_payoffs([[2, 0], [0, 1]], [[1, 0], [0, 2]]), certificate=True
    )
    assert len(found) == 3
    assert bg.check(found.certificate).valid
    flat = bg.FiniteGame.from_payoffs([[1, 1], [0, 1]], [[1, 0], [1, 1]])
    degenerate = bg.nash_equilibria(flat, certificate=True)
    assert bg.check(degenerate.certificate).valid


def test_profiles_read_from_rows_that_do_not_last() -> None:
    """The rows of an array are new objects each time they are looked at."""
    game = game_of((2, 2), 0, 9, 1)
    many = [np.array([[1, 0], [0, 1]]), np.array([[0, 1], [1, 0]]), np.array([[1, 0], [1, 0]])]
    found = profiles_of(game, many)
    assert [p.support("1") + p.support("2") for p in found] == [(0, 1), (1, 0), (0, 0)]
