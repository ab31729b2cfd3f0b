"""Players without any action, and games in which nothing is left to choose."""

from __future__ import annotations

import pytest
import sympy as sp

import bargain as bg
from bargain import conditions as c
from bargain.errors import GameError

x, y = sp.symbols("x y")
TWO = bg.Game({"A": {x: (0, 1)}, "B": {}}, {"A": x - x**2, "B": x})
THREE = bg.Game(
    {"A": {x: (0, 1)}, "B": {}, "C": {y: (0, 1)}}, {"A": x - x**2 + y, "B": x * y, "C": y - x * y}
)
NOTHING = bg.Game({"A": {}, "B": {}}, {"A": 1, "B": 2}, measures={"m": {"A": 1, "B": 2}})


@pytest.mark.parametrize("game", [TWO, THREE])
def test_a_spectator_asks_nothing_of_an_equilibrium(game):
    found = bg.nash_equilibria(game)
    assert found.complete
    assert bg.check(found.certificate).valid
    (profile,) = found.equilibria
    assert profile[x] == sp.Rational(1, 2)
    assert set(profile.payoffs) == set(game.players)
    assert profile.payoffs["B"] == game.payoffs["B"].subs(profile.values)


def test_closed_forms_with_a_spectator():
    a = sp.Symbol("a", positive=True)
    game = bg.Game({"A": {x: (0, 1)}, "B": {}}, {"A": a * x - x**2, "B": x})
    values = {e[x] for e in bg.nash_equilibria(game, symbolic=True).equilibria}
    assert values == {1, a / 2}


def test_nothing_deters_a_spectator():
    agreement = {x: "1/4"}
    found = bg.minimum_discount(TWO, agreement)
    assert found.by_player["B"] == 0
    assert bg.sustainable(TWO, "1/2").slacks["B"] == x / 2


def test_stackelberg_needs_two_who_move():
    with pytest.raises(GameError, match="follower 'B' has no action"):
        bg.stackelberg(TWO, leader="A")
    with pytest.raises(GameError, match="leader 'B' has no action"):
        bg.stackelberg(TWO, leader="B")


def test_where_nobody_has_an_action_nobody_has_a_better_one():
    found = bg.nash_equilibria(NOTHING)
    assert found.complete
    assert [dict(profile.values) for profile in found.equilibria] == [{}]


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        (c.nash(), "always"), (c.participation(), "always"), (c.efficient(), "always"),
        (c.self_enforcing("1/2"), "always"), (c.balanced("m"), "never"),
        (c.equal_gains(), "never"),
    ],
)  # fmt: skip
def test_decide_where_nothing_is_left_to_choose(condition, status):
    verdict = bg.decide(NOTHING, condition, timeout=20)
    assert verdict.status == status
    assert bg.check(verdict).valid
