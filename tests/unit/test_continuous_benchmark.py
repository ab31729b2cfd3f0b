"""The oracle of ``python -m benchmarks continuous`` contradicts what is wrong."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import sympy as sp

import bargain as bg
from benchmarks.continuous import KINDS, Asked, Judge, main, random_game

x, y = sp.symbols("x y")


def asked(first, second, kind="quadratic"):
    game = bg.Game({"A": {x: (0, 1)}, "B": {y: (0, 1)}}, {"A": first, "B": second})
    return Asked(
        kind=kind, number=0, game=game, variables=(x, y), own=((0,), (1,)), payoffs=(first, second)
    )


@pytest.mark.parametrize("kind", KINDS)
def test_games_are_the_same_each_time(kind):
    number = KINDS.index(kind)
    assert random_game(3, number).payoffs == random_game(3, number).payoffs
    assert random_game(3, number).kind == kind


def test_the_oracle_finds_equilibria_that_best_replies_leave():
    one = asked(x * (2 * y - 1), y * (2 * x - 1))
    found = sorted(tuple(np.round(e, 6)) for e in Judge(one, starts=5).equilibria())
    assert found == [(0, 0), (0.5, 0.5), (1, 1)]


def test_the_oracle_finds_equilibria_at_kinks():
    kink = asked(-sp.Abs(x - y / 2), -sp.Abs(y - x - sp.Rational(1, 4)), kind="kinked")
    (only,) = Judge(kink, starts=1).equilibria()
    assert np.abs(only - [0.25, 0.5]).max() < 1e-6


def test_the_oracle_contradicts_a_short_list_and_a_wrong_point():
    one = asked(x * (2 * y - 1), y * (2 * x - 1))
    answer = bg.nash_equilibria(one.game)
    assert answer.complete
    assert len(answer) == 3
    judge = Judge(one, starts=5)
    assert judge.wrong(answer) == ""
    assert judge.seen == 3
    for k in range(3):
        short = dataclasses.replace(
            answer, equilibria=answer.equilibria[:k] + answer.equilibria[k + 1 :]
        )
        assert "without" in Judge(one, starts=5).wrong(short)
    at = {x: 0.5, y: 0.25}
    moved = dataclasses.replace(
        answer.equilibria[0], values=at, payoffs={"A": -0.25, "B": 0.0}, gains={"A": -0.25, "B": 0}
    )
    assert "regret" in judge.wrong(dataclasses.replace(answer, equilibria=(moved,)))
    lie = dataclasses.replace(moved, payoffs={"A": 1.0, "B": 1.0})
    assert "not" in judge.wrong(dataclasses.replace(answer, equilibria=(lie,)))


def test_the_oracle_sees_what_a_set_covers():
    one = asked(x, y * (1 - x))
    answer = bg.nash_equilibria(one.game)
    assert answer.complete
    assert answer.sets
    assert Judge(one, starts=5).wrong(answer) == ""
    assert "without" in Judge(one, starts=5).wrong(dataclasses.replace(answer, sets=()))


@pytest.mark.long
def test_a_few_games_are_solved_and_none_wrongly(capsys):
    assert main(["--count", "4", "--seed", "7"]) == 0
    assert "wrong: 0 of 4" in capsys.readouterr().out
