"""Closed forms of divisions: outside options, prices, and letters as weights."""

from __future__ import annotations

import pytest
import sympy as sp

from bargain.errors import OptionError
from bargain.game.game import Game
from bargain.solve.bargaining.solutions import nash_bargaining

x, y = sp.symbols("x y")
a, b, c, s, t = sp.symbols("a b c s t", positive=True)
PIE = {"A": {x: (0, 1)}, "B": {}}
HEAD_START = Game(PIE, {"A": x + s, "B": c * (1 - x)})
OUTSIDE = Game(PIE, {"A": x, "B": 1 - x}, disagreement={"A": a, "B": b})
TRADE = Game(
    {"A": {x: (0, 10)}, "B": {y: (0, 10)}}, {"A": a * x - x**2 / 2 - y, "B": s * (y - c * x)}
)
EXCHANGE = Game({"A": {x: (0, 10)}, "B": {y: (0, 10)}},
                {"A": s * y - x**2 / 2, "B": c * x - y**2 / 2})  # fmt: skip


def test_a_pie_is_divided_between_outside_options() -> None:
    """Half of what is left of 1 - a - b, beyond the outside option; weights share it."""
    even = nash_bargaining(OUTSIDE, symbolic=True)
    assert sp.expand(even.agreement[x] - (a + (1 - a - b) / 2)) == 0
    assert sp.Gt(1 - a - b, 0) in even.region
    uneven = nash_bargaining(OUTSIDE, symbolic=True, weights={"A": t, "B": 1 - t})
    assert sp.expand(uneven.agreement[x] - (a + t * (1 - a - b))) == 0
    assert sp.Gt(1 - t, 0) in uneven.region
    assert uneven.arithmetic == "symbolic"
    head_start = nash_bargaining(HEAD_START, symbolic=True)
    assert [p.name for p in head_start.pieces] == ["interior", "x = 0"]


@pytest.mark.parametrize(
    ("game", "weights", "values"),
    [
        (HEAD_START, {"A": t, "B": 1}, {s: "1/3", c: 7, t: "1/2"}),
        (HEAD_START, {"A": t, "B": 1}, {s: "6/5", c: 2, t: "1/5"}),
        (OUTSIDE, {"A": t, "B": 1 - t}, {a: "1/5", b: "1/7", t: "2/3"}),
        (TRADE, {"A": t, "B": 1 - t}, {a: 3, c: 1, s: 4, t: "1/3"}),
        pytest.param(EXCHANGE, {"A": a, "B": b}, {s: 1, c: 2, a: 2, b: 3}, marks=pytest.mark.long),
        pytest.param(EXCHANGE, {"A": a, "B": b}, {s: 2, c: 9, a: "1/2", b: 1},
                     marks=pytest.mark.long),
    ],
)  # fmt: skip
def test_letters_as_weights_and_the_numerical_solution(game, weights, values) -> None:
    values = {letter: sp.Rational(v) for letter, v in values.items()}
    closed = nash_bargaining(game, symbolic=True, weights=weights)
    numbers = {p: sp.sympify(w).subs(values) for p, w in weights.items()}
    here = game.at({k: v for k, v in values.items() if k in game.parameters})
    found = nash_bargaining(here, weights={p: sp.Rational(w) for p, w in numbers.items()})
    holds = [p for p in closed.pieces if all(r.subs(values) == sp.true for r in p.region)]
    assert len(holds) == 1
    for v in game.variables:
        value = sp.sympify(holds[0].agreement.values[v]).subs(values)
        assert float(value) == pytest.approx(float(found.agreement[v]), abs=1e-9)


@pytest.mark.long
def test_letters_of_weights_are_not_those_of_the_derivation() -> None:
    a1, b2 = sp.symbols("a1 b2", positive=True)
    own = nash_bargaining(EXCHANGE, symbolic=True, weights={"A": a1, "B": b2})
    other = nash_bargaining(EXCHANGE, symbolic=True, weights={"A": a, "B": b})
    assert own.agreement[x] == other.agreement[x].subs({a: a1, b: b2})


def test_weights_are_positive_and_of_all_players() -> None:
    with pytest.raises(OptionError, match="positive"):
        nash_bargaining(EXCHANGE, symbolic=True, weights={"A": -a, "B": b})
    with pytest.raises(OptionError, match="do not match"):
        nash_bargaining(EXCHANGE, symbolic=True, weights={"A": a})
