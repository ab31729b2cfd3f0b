"""Models and their conditions refuse what they cannot use, in one line."""

from __future__ import annotations

import inspect

import pytest
import sympy as sp

from bargain import models
from bargain.errors import GameError, InputError
from bargain.game.game import Game

CONDITIONS = ["free_rides", "pays", "peaceful_path", "ratified", "rest", "worth_keeping"]
x, y = sp.symbols("x y")
PLAIN = Game({"A": {x: (0, 1)}, "B": {y: (0, 1)}}, {"A": y - x, "B": x - y})


def others(name):
    return ["A"] if "player" in inspect.signature(getattr(models, name)).parameters else []


@pytest.mark.parametrize("name", CONDITIONS)
@pytest.mark.parametrize("wrong", [None, 3, "game", [1], object()])
def test_a_condition_on_no_game(name, wrong):
    with pytest.raises(InputError):
        getattr(models, name)(wrong, *others(name))


@pytest.mark.parametrize("name", ["free_rides", "pays", "peaceful_path", "ratified"])
def test_a_game_without_the_measure(name):
    with pytest.raises(GameError, match="has no measure"):
        getattr(models, name)(PLAIN, *others(name))


@pytest.mark.parametrize("player", ["nobody", None, ["patron"]])
@pytest.mark.parametrize(("name", "game"), [("free_rides", "public_good"), ("pays", "concession")])
def test_a_player_that_is_not_there(name, game, player):
    with pytest.raises(GameError, match="unknown player"):
        getattr(models, name)(getattr(models, game)(), player)


@pytest.mark.parametrize("name", models.__all__)
def test_a_switch_is_true_or_false(name):
    model = getattr(models, name)
    for parameter in inspect.signature(model).parameters.values():
        if isinstance(parameter.default, bool):
            for wrong in (None, 1, "yes", float("nan")):
                with pytest.raises(InputError, match="not True or False"):
                    model(**{parameter.name: wrong})


@pytest.mark.parametrize("argument", ["dependence", "start", "adjustment", "tolerance", "steps"])
@pytest.mark.parametrize("wrong", [None, "1", [1], 1j, float("nan"), -1])
def test_tug_of_war(argument, wrong):
    with pytest.raises(InputError):
        models.tug_of_war(**({"dependence": 2.0} | {argument: wrong}))


@pytest.mark.parametrize("weights", [3, [1], "x", {"luck": 1}, {3: 1}])
def test_threat(weights):
    with pytest.raises(InputError):
        models.threat(1, weights=weights)


@pytest.mark.parametrize("wrong", [["linear"], None, {}])
@pytest.mark.parametrize("form", ["security", "cost"])
def test_forms(form, wrong):
    with pytest.raises(InputError, match="unknown form"):
        models.autonomy_security(**{form: wrong})
