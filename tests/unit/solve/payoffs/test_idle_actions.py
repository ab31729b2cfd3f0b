"""Actions that equilibria leave at an end, or anywhere."""

from __future__ import annotations

from typing import Any

import sympy as sp

import bargain as bg
from bargain.solve.payoffs.idle_actions import with_fewer_actions

x, y, z = sp.symbols("x y z")


def game(*payoffs: Any) -> bg.Game:
    letters = (x, y, z)[: len(payoffs)]
    return bg.Game(
        {str(k): {v: (0, 1)} for k, v in enumerate(letters)},
        {str(k): sp.sympify(u) for k, u in enumerate(payoffs)},
    )


def test_who_never_acts_leaves_the_other_anything() -> None:
    # the slope in x is below -3 everywhere; at x = 0 nothing that y does matters
    found = bg.nash_equilibria(game(-4 * x**2 * y / 3 - 3 * x, 3 * x * y / 2 - x * sp.exp(y)))
    assert found.complete
    assert [s.relations for s in found.sets] == [(sp.Eq(x, 0), y >= 0, y <= 1)]
    assert {(e[x], e[y]) for e in found} == {(0, 0), (0, 1)}


def test_an_action_without_consequences_is_taken_away() -> None:
    root = bg.nash_equilibria(game(11 * y, -y - y**2 / 2, sp.sqrt(z + 1) + sp.log(y + z + 1)))
    assert root.complete
    assert root.sets[0].relations == (sp.Eq(y, 0), sp.Eq(z, 1), x >= 0, x <= 1)


def test_several_equilibria_of_the_rest_are_several_sets() -> None:
    # x and y meet at 0, at 1, or in the middle, whatever z is
    meet = x * y - x / 2
    found = bg.nash_equilibria(game(meet, meet.subs({x: y, y: x}, simultaneous=True), x + y))
    assert found.complete
    assert len(found.sets) == 3


def test_what_another_ones_choice_depends_on_stays() -> None:
    kept = with_fewer_actions(game(y**3, -((x - y) ** 4) * sp.exp(y)))
    assert kept.idle == ()
    assert kept.game is not None
    assert set(kept.game.variables) == {x, y}
    assert not bg.nash_equilibria(game(y**3, -((x - y) ** 4) * sp.exp(y))).complete


def test_a_slope_that_is_0_at_one_point_dominates_too() -> None:
    # -18 x² - 5 y exp(-x) is 0 at the corner alone, where first-order points are multiple zeros
    found = bg.nash_equilibria(game(-6 * x**3 + 5 * y * sp.exp(-x), 2 * x * y - y - y**2))
    assert found.complete
    assert not found.sets
    assert [(e[x], e[y]) for e in found] == [(0, 0)]
    # a kink, and a slope that is 0 for all x where y = 0, are none of this
    flat = game(-x * y, y * (1 - x) - y**2)
    assert x not in with_fewer_actions(flat).fixed
    assert with_fewer_actions(game(-sp.Max(x, sp.Rational(1, 2)), y * x)).fixed == {}
