"""The only equilibrium of many players: exact, or nothing is said."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import sympy as sp
from hypothesis import given, settings, strategies as st

import bargain as bg
from bargain.solve.continuous.concave_quadratic import only_equilibrium

entries = st.integers(-3, 3)


def made(m: list[list[int]], q: list[int]) -> bg.Game:
    x = sp.symbols(f"x1:{len(q) + 1}")
    return bg.Game(
        actions={f"p{i}": {x[i]: (0, 1)} for i in range(len(q))},
        payoffs={
            f"p{i}": x[i] * (q[i] - sum(m[i][j] * x[j] for j in range(len(q)) if j != i))
            - sp.Rational(m[i][i], 2) * x[i] ** 2
            for i in range(len(q))
        },
    )


@settings(max_examples=12)
@given(st.lists(st.lists(entries, min_size=3, max_size=3), min_size=3, max_size=3),
       st.lists(entries, min_size=3, max_size=3))  # fmt: skip
def test_it_is_the_one_that_the_search_of_faces_proves(off, q) -> None:
    m = [[9 if i == j else off[i][j] for j in range(3)] for i in range(3)]
    game = made(m, q)
    only = only_equilibrium(game)
    listed = bg.nash_equilibria(game)
    if only is not None and listed.complete:
        assert [
            {v: Fraction(str(e[v])) for v in game.variables} for e in listed.equilibria
        ] == [only]  # fmt: skip
    dominated = np.linalg.eigvalsh(np.array(m) + np.array(m).T)[0] > 1e-9
    if dominated and all(off[i][j] * off[j][i] <= 0 for i in range(3) for j in range(i)):
        assert only is not None  # no scaling is tried: the matrix itself is positive definite


def test_coordination_is_not_claimed_to_have_one() -> None:
    """Both at 0 and both at 1 are equilibria: strictly concave for each, not diagonally."""
    assert only_equilibrium(made([[1, -3], [-3, 1]], [-1, -1])) is None


def test_a_payoff_without_a_value_or_not_quadratic_is_none_of_this_kind() -> None:
    x, y = sp.symbols("x y")
    hidden = bg.Game({"A": {x: (0, 1)}, "B": {y: (0, 1)}}, {"A": x - x**2 + 1 / y, "B": -(y**2)})
    cubic = bg.Game({"A": {x: (0, 1)}, "B": {y: (0, 1)}}, {"A": x - x**3, "B": -(y**2)})
    assert only_equilibrium(hidden) is None
    assert only_equilibrium(cubic) is None


def test_many_players_at_both_ends_and_inside() -> None:
    """Nobody depends on another: each at its own best, by hand."""
    q = [-2, -1, 0, 1, 2, 3, 4, 9]
    game = made([[4 if i == j else 0 for j in range(8)] for i in range(8)], q)
    found = bg.nash_equilibria(game)
    assert found.complete
    assert [found.equilibria[0][v] for v in game.variables] == [
        0, 0, 0, sp.Rational(1, 4), sp.Rational(1, 2), sp.Rational(3, 4), 1, 1,
    ]  # fmt: skip
    assert "Rosen" in found.reason


def test_many_players_of_another_kind_are_left_open() -> None:
    game = made(
        [[1 if i == j else -3 - (i == 0 == j - 1) for j in range(9)] for i in range(9)], [-1] * 9
    )
    found = bg.nash_equilibria(game)
    assert not found.complete
    assert "faces are too many" in found.reason
