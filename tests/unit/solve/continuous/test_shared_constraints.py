"""Generalised Nash games: what is listed is an equilibrium, and never said to be all."""

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
    assert not found.complete
    assert "continuum" in found.reason
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
