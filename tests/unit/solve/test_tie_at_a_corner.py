"""Two players whose payoffs have a case of their own where nobody acts."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp

import bargain as bg
from bargain.errors import GameError
from bargain.solve.jumps.tie_at_a_corner import equilibria_with_a_tie

x, y = sp.symbols("x y", real=True)


def tied(first: Any, second: Any, tie: Any, low: int = 0) -> bg.Game:
    case = sp.Eq(x + y, 2 * low)
    return bg.Game(
        actions={"1": {x: (low, low + 1)}, "2": {y: (low, low + 1)}},
        payoffs={
            "1": sp.Piecewise((tie, case), (first, True)),
            "2": sp.Piecewise((tie, case), (second, True)),
        },
    )


def points(found: Any) -> list[tuple[Any, ...]]:
    return [tuple(e.values.values()) for e in found]


@pytest.mark.parametrize(
    ("one", "two", "tie"), [(1, 1, "equal"), (1, 2, "equal"), (3, 1, "nobody")]
)
def test_contests_have_the_published_equilibrium(one: int, two: int, tie: str) -> None:
    found = bg.nash_equilibria(bg.models.contest(V_1=one, V_2=two, tie=tie))
    assert found.complete
    total = sp.Integer(one + two) ** 2
    assert points(found) == [(one**2 * two / total, two**2 * one / total)]
    assert found.regret == 0


def test_a_tie_that_is_worth_more_than_the_prize_is_an_equilibrium_too() -> None:
    quarter = sp.Rational(1, 4)
    for tie, listed in [
        (1, {(0, 0), (quarter, quarter)}),
        (sp.Rational(99, 100), {(quarter,) * 2}),
    ]:
        found = bg.nash_equilibria(tied(x / (x + y) - x, y / (x + y) - y, tie))
        assert found.complete
        assert set(points(found)) == listed


def test_a_corner_that_is_not_zero() -> None:
    u, v = x - 1, y - 1
    found = bg.nash_equilibria(tied(u / (u + v) - u, v / (u + v) - v, sp.Rational(1, 2), low=1))
    assert points(found) == [(sp.Rational(5, 4),) * 2]
    assert found.complete


def test_a_deviation_to_the_corner_counts() -> None:
    # the other one does nothing in any case; alone one would choose 1/2, but nobody acting pays 9
    alone = bg.nash_equilibria(tied(x - x**2, -y, 0))
    assert points(alone) == [(sp.Rational(1, 2), 0)]
    paid = bg.nash_equilibria(tied(x - x**2, -y, 9))
    assert (sp.Rational(1, 2), 0) not in points(paid)
    assert (0, 0) in points(paid)


def test_slopes_that_fall_around_the_corner_leave_the_list_open() -> None:
    found = equilibria_with_a_tie(tied(-x, -y, -1), bg.nash_equilibria)
    assert found is not None
    assert not found.complete
    assert "around the corner" in found.reason
    # exact sums settle it: everybody does less, but nobody wants to be last
    assert bg.nash_equilibria(tied(-x, -y, -1)).complete
    assert len(bg.nash_equilibria(tied(-x, -y, -1))) == 0


@pytest.mark.parametrize("case", [sp.Eq(x * y, 0), x**2 > y, sp.Eq(x + y**2, 1)])
def test_other_jumps_are_refused(case: sp.Basic) -> None:
    payoff = sp.Piecewise((1, case), (x, True))
    with pytest.raises(GameError, match="in pieces"):
        bg.nash_equilibria(bg.Game({"1": {x: (0, 1)}, "2": {y: (0, 1)}}, {"1": payoff, "2": y}))
