"""Arguments of the wrong type are one clear error, whatever the public function."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp

import bargain as bg
from bargain.arguments import flag, listed, mapping, of_type, positive, whole
from bargain.errors import GameError, InputError, OptionError

x, y = sp.symbols("x y")
s, beta = sp.symbols("s beta", positive=True)
GAME = bg.Game(
    {"P": {x: (0, 1)}, "C": {y: (0, 1)}},
    {"P": y - x**2 / 2, "C": 2 * x - y**2 / 2},
    measures={"a": {"P": x, "C": y}},
)
OPEN = bg.Game(
    {"P": {x: (0, 1)}, "C": {y: (0, 1)}},
    {"P": s * y - x**2 / 2, "C": 2 * x - y**2 / 2},
    measures={"a": {"P": x, "C": y}},
)
HALF = sp.Rational(1, 2)
GIVEN = {
    "Game": (bg.Game, {"actions": dict(GAME.actions), "payoffs": dict(GAME.payoffs)}),
    "nash_equilibria": (bg.nash_equilibria, {"game": GAME}),
    "nash_bargaining": (bg.nash_bargaining, {"game": GAME}),
    "kalai_smorodinsky": (bg.kalai_smorodinsky, {"game": GAME}),
    "egalitarian": (bg.egalitarian, {"game": GAME}),
    "utilitarian": (bg.utilitarian, {"game": GAME}),
    "alternating_offers": (
        bg.alternating_offers, {"game": GAME, "discount": {"P": HALF, "C": HALF}}),
    "stackelberg": (bg.stackelberg, {"game": GAME}),
    "minimum_discount": (bg.minimum_discount, {"game": GAME, "agreement": {x: HALF, y: HALF}}),
    "sustainable": (bg.sustainable, {"game": GAME, "discount": HALF}),
    "decide": (bg.decide, {"game": GAME, "condition": bg.conditions.participation()}),
    "impossibility_cores": (
        bg.impossibility_cores,
        {"game": OPEN, "conditions": [bg.conditions.balanced("a")], "where": [s > 1]}),
    "comparative_statics": (
        bg.comparative_statics, {"game": OPEN, "solver": "nash_bargaining", "of": y, "wrt": s}),
    "equilibrium_gap": (
        bg.equilibrium_gap, {"game": GAME, "conditions": [bg.conditions.balanced("a")]}),
    "phase_diagram": (
        bg.phase_diagram,
        {"game": OPEN, "condition": bg.conditions.participation(), "over": {s: (1, 2)}}),
}  # fmt: skip
NEVER_RIGHT = [1j, object(), len, b"x", np.array([1, 2]), sp.Matrix([1]), {1, 2}]
ARGUMENTS = {
    "Game": ["actions", "payoffs", "terms", "disagreement", "measures", "assumptions", "name",
             "meanings", "parameters"],
    "nash_equilibria": ["game"],
    "nash_bargaining": ["game", "weights", "symbolic"],
    "kalai_smorodinsky": ["game", "weights", "symbolic"],
    "egalitarian": ["game", "weights", "symbolic"],
    "utilitarian": ["game", "weights", "symbolic"],
    "alternating_offers": ["game", "discount", "first", "breakdown", "outside"],
    "stackelberg": ["game", "leader"],
    "minimum_discount": ["game", "agreement"],
    "sustainable": ["game", "discount"],
    "decide": ["game", "condition", "where", "timeout", "effort", "witness"],
    "impossibility_cores": ["game", "conditions", "where", "control", "given", "timeout", "effort"],
    "comparative_statics": ["game", "solver", "of", "wrt", "where", "timeout", "effort"],
    "equilibrium_gap": ["game", "conditions", "weights", "width", "timeout", "effort"],
    "phase_diagram": ["game", "condition", "over", "where", "resolution", "boundaries", "timeout",
                      "effort"],
}  # fmt: skip


@pytest.mark.parametrize("wrong", NEVER_RIGHT, ids=lambda w: type(w).__name__)
@pytest.mark.parametrize(
    ("name", "argument"), [(n, a) for n, several in ARGUMENTS.items() for a in several]
)
def test_the_wrong_type_is_an_input_error(name, argument, wrong):
    function, given = GIVEN[name]
    with pytest.raises(InputError) as raised:
        function(**(given | {argument: wrong}))
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("region", [1, 0, None, [1], {s: 1}])
@pytest.mark.parametrize("argument", ["where", "control"])
def test_numbers_are_no_truth_values_in_a_region(argument, region):
    function, given = GIVEN["impossibility_cores"]
    with pytest.raises(InputError):
        function(**(given | {argument: region}))


@pytest.mark.parametrize("limit", ["timeout", "effort"])
@pytest.mark.parametrize("seconds", [0, -1, float("nan"), float("inf"), None, "60", True])
@pytest.mark.parametrize(
    "name",
    ["decide", "impossibility_cores", "comparative_statics", "equilibrium_gap", "phase_diagram"],
)
def test_a_limit_is_a_positive_number(name, seconds, limit):
    function, given = GIVEN[name]
    if limit == "effort" and seconds is None:
        return  # the default
    with pytest.raises(OptionError, match=limit):
        function(**(given | {limit: seconds}))


def test_checks_return_their_argument():
    assert of_type(3, int, "n", fix="") == 3
    assert mapping(None, "m", fix="") == {}
    assert mapping({1: 2}, "m", fix="") == {1: 2}
    assert listed((1, 2), "l", fix="") == [1, 2]
    assert positive(np.float64(0.5), "p") == 0.5
    assert whole(np.int64(3), "n") == 3
    assert flag(False, "f") is False
    with pytest.raises(GameError, match="type str"):
        listed("ab", "l", fix="", error=GameError)
