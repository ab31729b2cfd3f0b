"""Generalised Nash games: published solutions, all of them where constraints are linear."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp

import bargain as bg
from bargain.errors import GameError

x, y = sp.symbols("x y")
DUOPOLY = {"A": x * (9 - x - y), "B": y * (9 - x - y)}
BOX = {"A": {x: (0, 9)}, "B": {y: (0, 9)}}


@pytest.mark.parametrize("most", [5, 8])
def test_duopoly_with_a_shared_capacity(most):
    """Cournot's (3, 3) where it fits; else points on the edge from which nobody gains by less."""
    found = bg.nash_equilibria(bg.Game(BOX, DUOPOLY, constraints=[x + y <= most]))
    assert found.equilibria
    assert found.complete
    for e in found.equilibria:
        a, b = float(e[x]), float(e[y])
        assert a + b <= most + 1e-9
        grid = np.linspace(0, 9, 9001)
        for own, other in ((a, b), (b, a)):
            feasible = grid[grid + other <= most]
            best = (feasible * (9 - feasible - other)).max()
            assert own * (9 - a - b) >= best - 2e-6
    if most == 8:
        assert [(e[x], e[y]) for e in found.equilibria] == [(3, 3)]
    else:
        assert all(e[x] + e[y] == pytest.approx(5, abs=1e-6) for e in found.equilibria)


HALF = sp.Rational(1, 2)
# Harker (1991), costs turned into payoffs: (5, 9), and the segment from (9, 6) to (10, 5)
HARKER = bg.Game(
    {"A": {x: (0, 10)}, "B": {y: (0, 10)}},
    {
        "A": 34 * x - x**2 - sp.Rational(8, 3) * x * y,
        "B": sp.Rational(97, 4) * y - y**2 - sp.Rational(5, 4) * x * y,
    },
    constraints=[x + y <= 15],
)


def gains_nothing(game, at, others=2001):
    """An oracle that shares no code: no feasible deviation on a grid pays more than rounding."""
    for p in game.players:
        (v,) = game.own(p)
        rest = {w: t for w, t in at.items() if w != v}
        low, high = map(float, game.box[v])
        grid = np.linspace(low, high, others)
        feasible = np.ones(others, dtype=bool)
        for c in game.constraints:
            room = sp.lambdify(v, (c.rhs - c.lhs).subs(rest))(grid)
            feasible &= np.broadcast_to(room >= -1e-9, grid.shape)
        paid = np.broadcast_to(sp.lambdify(v, game.payoffs[p].subs(rest))(grid), grid.shape)
        here = float(game.payoffs[p].subs(at))
        if (paid[feasible] > here + 1e-7 * (1 + abs(here))).any():
            return False
    return True


@pytest.mark.long
def test_harker_s_game_has_a_point_and_a_segment():
    found = bg.nash_equilibria(HARKER)
    assert found.complete
    assert {(e[x], e[y]) for e in found.equilibria} == {(5, 9), (9, 6), (10, 5)}
    (segment,) = found.sets
    assert {found.equilibria[k][x] for k in segment.equilibria} == {9, 10}
    assert "every combination of 2, 3" in found.summary()
    # what is listed are equilibria, and nothing else on a grid of profiles is one
    for a in range(21):
        for b in range(21):
            at = {x: sp.Rational(a, 2), y: sp.Rational(b, 2)}
            if at[x] + at[y] > 15:
                continue
            listed = (at[x], at[y]) == (5, 9) or all(r.subs(at) for r in segment.relations)
            assert gains_nothing(HARKER, at) == bool(listed), at


@pytest.mark.long
def test_the_list_of_harker_s_game_is_a_theorem():
    """The same from the conditions, by a certificate."""
    c = bg.conditions
    listed = c.any_of(
        c.holds(sp.And(sp.Eq(x, 5), sp.Eq(y, 9))), c.holds(sp.And(sp.Eq(x + y, 15), x >= 9))
    )
    proved = bg.prove(HARKER, listed, given=[c.nash()], effort=20)
    assert proved.status == "proved"
    assert bg.check(proved.certificate).valid
    less = c.any_of(c.holds(sp.And(sp.Eq(x, 5), sp.Eq(y, 9))), c.holds(x > 9))
    assert bg.prove(HARKER, less, given=[c.nash()], effort=20).status != "proved"


def test_rosen_s_river_basin():
    """Its normalised equilibrium (Krawczyk & Uryasev 2000) lies in the continuum that is found."""
    v = sp.symbols("x1 x2 x3")
    costs = [("0.10", "0.01"), ("0.12", "0.05"), ("0.15", "0.01")]
    shed = [("6.5", "4.583", "0.5"), ("5", "6.25", "0.25"), ("5.5", "3.75", "0.75")]
    price = 3 - sum(v) / 100
    number = sp.Rational
    game = bg.Game(
        {str(i): {v[i]: (0, 100)} for i in range(3)},
        {str(i): v[i] * (price - number(a) - number(b) * v[i]) for i, (a, b) in enumerate(costs)},
        constraints=[
            sum(number(s[k]) * number(s[2]) * w for s, w in zip(shed, v, strict=True)) <= 100
            for k in (0, 1)
        ],
    )
    found = bg.nash_equilibria(game)
    assert found.complete
    (whole,) = found.sets
    at = dict(zip(v, (21.1448, 16.0279, 2.7260), strict=True))  # published to four digits
    for r in whole.relations:
        left = float((r.lhs - r.rhs).subs(at))
        assert abs(left) < 1e-3 if isinstance(r, sp.Eq) else left > -1e-3
    assert all(gains_nothing(game, dict(e.values)) for e in found.equilibria)
    middle = {w: sum(e[w] for e in found.equilibria) / len(found.equilibria) for w in v}
    assert gains_nothing(game, middle)


def test_several_actions_on_a_simplex_and_a_budget():
    """A spreads 1 over two projects, B crowds the second within its budget; by hand."""
    z = sp.Symbol("z")
    game = bg.Game(
        {"A": {x: (0, 1), y: (0, 1)}, "B": {z: (0, 1)}},
        {"A": 2 * x - x**2 + 2 * y - y**2 - y * z, "B": z - z**2},
        constraints=[sp.Eq(x + y, 1), 4 * z <= 1],
    )
    found = bg.nash_equilibria(game)
    # z = 1/4 as 1/2 is out of reach; 2 - 2x = 2 - 2y - z with x + y = 1: x = 9/16
    assert found.complete
    assert not found.sets
    assert [(e[x], e[y], e[z]) for e in found.equilibria] == [
        (sp.Rational(9, 16), sp.Rational(7, 16), sp.Rational(1, 4))
    ]


def test_linear_payoffs_with_opposite_wishes():
    """B wants A's action and A wants to be away from it, and both payoffs are linear."""
    game = bg.Game(
        {"A": {x: (-1, 1)}, "B": {y: (-1, 1)}}, {"A": -x * y, "B": x * y},
        constraints=[x + y <= HALF],
    )  # fmt: skip
    found = bg.nash_equilibria(game)
    assert found.complete
    assert all(gains_nothing(game, dict(e.values)) for e in found.equilibria)
    assert (0, 0) in {(e[x], e[y]) for e in found.equilibria}


def test_kinked_payoffs_and_own_constraints():
    """A produces up to its cap, B what is left; B's own budget binds before the shared one."""
    game = bg.Game(
        {"A": {x: (0, 1)}, "B": {y: (0, 1)}},
        {"A": sp.Min(x, sp.Rational(1, 4)) - x / 9, "B": y},
        constraints=[x + y <= 1, 2 * y <= 1],
    )
    found = bg.nash_equilibria(game)
    assert (0.25, 0.5) in {(e[x], e[y]) for e in found.equilibria}


def test_what_was_not_proved_is_not_listed():
    chase = bg.Game({"A": {x: (0, 1)}, "B": {y: (0, 1)}}, {"A": (x - y) ** 2, "B": -((x - y) ** 2)},
                    constraints=[x + y <= 1])  # fmt: skip
    found = bg.nash_equilibria(chase)
    assert found.equilibria == ()
    assert found.status == found.to_dict()["status"] == "incomplete"
    with pytest.raises(GameError, match="listed values"):
        bg.nash_equilibria(bg.Game({"A": {x: [0, 1]}, "B": {y: (0, 1)}}, {"A": x, "B": y},
                                   constraints=[x + y <= 1]))  # fmt: skip
