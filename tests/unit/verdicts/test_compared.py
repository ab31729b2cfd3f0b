"""Comparative statics by comparison of two outcomes: hand calculations and controls."""

from __future__ import annotations

import pytest
import sympy as sp

import bargain as bg
from bargain.errors import EmptyRegionError, OptionError

c = bg.conditions
x, y = sp.symbols("x y")
a, b = sp.symbols("a b", positive=True)
THIRD = sp.Rational(1, 3)

# interior for costs below 1/3: x = (1 - 2 a + b)/3 and y = (1 + a - 2 b)/3
COURNOT = bg.Game(
    {"1": {x: (0, 1)}, "2": {y: (0, 1)}},
    {"1": x * (1 - x - y) - a * x, "2": y * (1 - x - y) - b * y},
)
DIVIDE = bg.Game(
    {"A": {}, "B": {}}, {"A": x, "B": 1 - x}, terms={x: (0, 1)}, disagreement={"A": a, "B": b}
)


def sign(game, concept, of, wrt, where):
    found = bg.comparative_statics(game, concept, of=of, wrt=wrt, where=where, effort=20)
    for regime in found.regimes:
        assert all(bg.check(proof).valid for proof in regime.proofs)
    return found.sign


@pytest.mark.parametrize("concept", [c.nash(), bg.nash_equilibria])
@pytest.mark.parametrize(("of", "wanted"), [(x, "decreasing"), (y, "increasing")])
def test_a_higher_cost_lowers_the_own_output_and_raises_the_rival_s(concept, of, wanted):
    assert sign(COURNOT, concept, of, a, [a < THIRD, b < THIRD]) == wanted


@pytest.mark.long
def test_a_better_outside_option_gives_more():
    assert sign(DIVIDE, bg.egalitarian, x, a, [a + b < 1]) == "increasing"
    assert sign(DIVIDE, c.solution(bg.nash_bargaining), x, b, [a + b < 1]) == "decreasing"


@pytest.mark.long
def test_what_does_not_move_one_way_has_no_sign():
    bent = (x - THIRD) ** 2
    assert sign(DIVIDE, bg.egalitarian, bent, a, [a + b < 1]) == "unknown"


@pytest.mark.long
def test_without_solutions_there_is_no_sign():
    assert sign(DIVIDE, bg.egalitarian, x, a, [a + b > 1, a < 1, b < 1]) == "unknown"


def test_questions_that_cannot_be_asked_are_refused():
    with pytest.raises(OptionError):
        bg.comparative_statics(DIVIDE, c.efficient(), of=x, wrt=a)
    with pytest.raises(OptionError):
        bg.comparative_statics(DIVIDE, "alternating_offers", of=x, wrt=a)
    with pytest.raises(EmptyRegionError):
        bg.comparative_statics(DIVIDE, bg.egalitarian, of=x, wrt=a, where=[a > 1, a < 1])


def test_boxes_with_letters():
    pie = bg.Game(
        {"A": {}, "B": {}}, {"A": x, "B": b - x}, terms={x: (0, b)}, disagreement={"A": a, "B": 0}
    )
    assert sign(pie, bg.nash_bargaining, x, b, [a < b]) == "increasing"


@pytest.mark.parametrize("of", [y, 2 * x - a])
def test_what_is_nothing_everywhere_is_constant(of):
    idle = bg.Game({"A": {x: (0, 2 * a)}, "B": {y: (0, 1)}}, {"A": a * x - x**2, "B": -a * y})
    assert sign(idle, bg.nash_equilibria, of, a, []) == "constant"
