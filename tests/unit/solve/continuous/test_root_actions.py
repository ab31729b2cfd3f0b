"""Roots that vanish at an end of the box, and replies that are as good as those of equilibria."""

from __future__ import annotations

from fractions import Fraction as F

import pytest
import sympy as sp

import bargain as bg
from bargain.solve.payoffs.root_actions import in_roots

x, y = sp.symbols("x y", real=True)


def game(first: sp.Expr, second: sp.Expr, top: int = 1) -> bg.Game:
    return bg.Game(
        actions={"1": {x: (0, 1)}, "2": {y: (0, top)}}, payoffs={"1": first, "2": second}
    )


def points(found: bg.Equilibria) -> set[tuple[object, object]]:
    return {(e[x], e[y]) for e in found}


@pytest.mark.parametrize(
    ("first", "second", "top", "listed"),
    [
        pytest.param(sp.sqrt(x) * y - x, x * sp.sqrt(y) - y, 1, {(0, 0)}, marks=pytest.mark.long),
        (x * y - x**2, x * y / 2 - sp.sqrt(1 - y), 1, {(sp.Rational(1, 2), 1)}),
        (x * y - x**2 / 2 - x / 3, x * y - sp.sqrt(y), 3, {(0, 0), (1, 3)}),
    ],
)
def test_roots_are_listed_with_a_certificate(
    first: sp.Expr, second: sp.Expr, top: int, listed: set[tuple[object, object]]
) -> None:
    asked = game(first, second, top)
    found = bg.nash_equilibria(asked)
    assert found.complete
    assert points(found) == listed
    result = bg.check(found)
    assert (result.valid, result.tied) == (True, "a statement about this game")


@pytest.mark.long
def test_an_answer_says_that_the_list_is_in_roots() -> None:
    verdict = bg.decide(game(x * y - x**2, x * y / 2 - sp.sqrt(1 - y)), bg.conditions.nash())
    assert verdict.status == "always"
    assert any("root_y" in line for line in verdict.certificate["statement"]["words"])
    assert bg.check(verdict).tied == "a statement about this game"


def test_a_point_inside_is_in_its_box_and_its_regret_is_small() -> None:
    # y = ((1 + x)/4)^2, and x = y/4 where sqrt(x y) = 2 x
    found = bg.nash_equilibria(game(sp.sqrt(x * y) - x, sp.sqrt(y) * (1 + x) - 2 * y))
    assert found.complete
    (e,) = found
    assert abs(F(e[x]) - e.box[x][0]) < F(1, 10**15)
    assert e[y] == pytest.approx(((1 + e[x]) / 4) ** 2, abs=1e-12)
    assert e[x] == pytest.approx(e[y] / 4, abs=1e-12)
    assert 0 < found.regret < 1e-12


def test_ties_with_an_equilibrium_are_proved_by_roots() -> None:
    found = bg.nash_equilibria(game(x - sp.sqrt(x) + x * y / 4, x * y - sp.sqrt(y)))
    assert found.complete
    assert found.certificate is None
    assert "as good" in found.reason
    assert points(found) == {(0, 0), (1, 0), (1, 1)}


def test_who_gains_by_going_where_a_tie_was_is_at_no_equilibrium() -> None:
    # at x = 0 a little above the tie: y = 1 is better, so that (0, 0) is none
    found = bg.nash_equilibria(game(-x, y**2 - y * sp.Rational(99, 100)))
    assert found.complete
    assert points(found) == {(0, 1)}


def test_actions_without_such_roots_stay_as_they_are() -> None:
    assert in_roots(game(sp.sqrt(x + 1), sp.log(y + 1))) is None
    assert in_roots(game(sp.sqrt(x * (1 - x)), -y)) is None  # at both ends


def test_a_root_is_enclosed() -> None:
    _, roots = in_roots(game(x, -sp.cbrt(2 - y), 2))
    root = roots[y]
    low, high = root.around(F(3, 2))
    assert root.power == 3
    assert root.image((low, high))[0] <= F(3, 2) <= root.image((low, high))[1]
    assert high - low <= F(1, 2**79)
