"""Leaders and followers."""

from __future__ import annotations

import json
from fractions import Fraction as F

import numpy as np
import pytest
import sympy as sp

import bargain as bg
from bargain.errors import GameError, InputError, OptionError
from bargain.game.game import Game
from bargain.solve.stackelberg import stackelberg

q, r, t = sp.symbols("q r t")
R = sp.Rational


def game(u, v, q_box=(0, 1), r_box=(0, 1)):
    return Game({"A": {q: q_box}, "B": {r: r_box}}, {"A": u, "B": v})


def best_on_grid(g, levels=1501):
    """Leader A's best payoff when B replies on a grid: the oracle."""
    x = np.linspace(*map(float, g.box[q]), levels)
    y = np.linspace(*map(float, g.box[r]), levels)
    first, second = (
        np.broadcast_to(sp.lambdify((q, r), g.payoffs[p])(x[:, None], y[None]), (levels, levels))
        for p in "AB"
    )
    reply = second.argmax(axis=1)
    return first[np.arange(levels), reply].max()


@pytest.mark.parametrize(
    ("u", "v"),
    [
        (q * (1 - q - r), r * (1 - q - r)),
        (q * (2 - q - r) - q**2, r * (3 * q - 1) - r**2 / 3),  # the reply has both corners
        (-(q**4) + q * r, r * (q**2 - R(1, 3)) - r**2),
    ],
)
def test_exact_against_grid(u, v):
    g = game(u, v)
    solution = stackelberg(g, "A")
    assert solution.proved
    assert solution.arithmetic == "exact"
    assert float(solution.agreement.payoffs["A"]) == pytest.approx(best_on_grid(g), abs=2e-3)


def test_numeric_against_grid():
    g = game(sp.log(1 + q + r) - q / 2, sp.log(1 + q + r) - 3 * r / 4)
    solution = stackelberg(g, "A")
    assert not solution.proved
    assert solution.status == "unknown"
    assert solution.regret < 1e-9
    assert solution.agreement.payoffs["A"] == pytest.approx(best_on_grid(g), abs=1e-4)


def test_leading_is_no_worse_than_the_nash_equilibrium():
    g = game(q * (1 - q - r), r * (1 - q - r))
    assert stackelberg(g, "A").agreement.payoffs["A"] >= F(1, 9)


def test_ties_go_to_the_leader():
    solution = stackelberg(game(r, r * (R(1, 2) - q), r_box=(0, 1)), "A")
    assert solution.agreement[r] == 1
    tied = stackelberg(game(-((q - R(1, 2)) ** 2) + r / 100 * (1 - r), r * (q - R(1, 2))), "A")
    assert tied.ties
    assert tied.agreement[q] == F(1, 2)
    assert tied.agreement[r] == F(1, 2)


def test_follower_with_two_actions():
    g = Game(
        {"A": {q: (0, 1)}, "B": {r: (0, 1), t: (0, 1)}},
        {"A": q * (r + t) - q**2, "B": r * q - r**2 + t * (1 - q) - t**2},
    )
    solution = stackelberg(g, "A")
    x = solution.agreement[q]
    assert solution.agreement[r] == pytest.approx(x / 2, abs=1e-8)
    assert solution.agreement[t] == pytest.approx((1 - x) / 2, abs=1e-8)
    assert x == pytest.approx(1 / 4, abs=1e-6)


def test_bad_input():
    g = game(q * r, -r)
    with pytest.raises(OptionError):
        stackelberg(g, "C")
    with pytest.raises(GameError):
        stackelberg(game(q * sp.Symbol("a"), r))
    with pytest.raises(InputError, match="concave"):
        stackelberg(game(q * r, sp.exp(r * r) * q))


def test_plain_data():
    solution = stackelberg(game(q * (1 - q - r), r * (1 - q - r)))
    json.dumps(solution.to_dict())
    assert "globally best" in solution.summary()


def test_an_indifferent_follower_is_no_exact_case() -> None:
    x, y = sp.symbols("x y")
    half = sp.Rational(1, 2)
    # b never cares; the leader's best of all is x = y = 1/2 with 0, inside both boxes
    game = Game(
        {"a": {x: (0, 1)}, "b": {y: (0, 1)}}, {"a": -((y - half) ** 2) - (x - y) ** 2, "b": x}
    )
    solution = stackelberg(game, leader="a")
    assert not solution.proved or solution.agreement.payoffs["a"] == 0


def test_a_kinked_follower_is_refused() -> None:
    x, y = sp.symbols("x y")
    game = Game({"a": {x: (0, 1)}, "b": {y: (0, 1)}}, {"a": x - y, "b": -sp.Abs(x - y)})
    with pytest.raises(InputError, match="not differentiable"):
        stackelberg(game, leader="a")


def test_payoffs_without_a_value_somewhere_are_refused():
    x, y = sp.symbols("x y")
    game = Game({"A": {x: (0, 1)}, "B": {y: (0, 1)}}, {"A": y / (2 * x - 1), "B": x - y})
    with pytest.raises(GameError, match="not defined everywhere"):
        stackelberg(game, leader="A")


def test_several_followers():
    """A leader and n followers with inverse demand 1 - Q: 1/2, and 1/(2(n + 1)) each.

    Sherali, Soyster & Murphy (1983): the leader's quantity does not depend on n.
    """
    q = sp.symbols("q:4")
    for n in (1, 2, 3):
        total = sum(q[: n + 1])
        game = Game(
            {str(k): {q[k]: (0, 1)} for k in range(n + 1)},
            {str(k): q[k] * (1 - total) for k in range(n + 1)},
        )
        found = stackelberg(game, leader="0")
        assert found.proved
        assert found.agreement[q[0]] == F(1, 2)
        assert [found.agreement[q[k]] for k in range(1, n + 1)] == [F(1, 2 * (n + 1))] * n
        assert found.followers == tuple(str(k) for k in range(1, n + 1))


def test_followers_at_a_cap():
    """Followers cannot make more than 1/10 each, so the leader faces 8/10 - x."""
    a, b, c = sp.symbols("a b c")
    total = a + b + c
    game = Game(
        {"A": {a: (0, 1)}, "B": {b: (0, "1/10")}, "C": {c: (0, "1/10")}},
        {"A": a * (1 - total), "B": b * (1 - total), "C": c * (1 - total)},
    )
    found = stackelberg(game, leader="A")
    # at caps the leader's best is 2/5, and followers want the cap there: 1 - 2/5 - 3/10 > 0
    assert found.agreement.values == {a: F(2, 5), b: F(1, 10), c: F(1, 10)}


def test_curved_followers_are_numbers():
    a, b, c = sp.symbols("a b c")
    game = Game(
        {"A": {a: (0, 1)}, "B": {b: (0, 1)}, "C": {c: (0, 1)}},
        {"A": b + c - a**2 / 2, "B": a * sp.sqrt(1 + b) - b, "C": a * sp.sqrt(1 + c) - c},
    )
    found = stackelberg(game, leader="A")
    assert not found.proved
    assert found.regret < 1e-6
    grid = np.linspace(0, 1, 10001)
    reply = np.clip(grid**2 / 4 - 1, 0, 1)  # a/(2 sqrt(1 + b)) = 1
    assert found.agreement.payoffs["A"] == pytest.approx((2 * reply - grid**2 / 2).max(), abs=1e-6)


def test_followers_of_a_table():
    rng = np.random.default_rng(4)
    for _ in range(20):
        tables = rng.integers(0, 5, (3, 2, 3, 2))
        game = bg.FiniteGame.from_payoffs(*tables.tolist())
        found = stackelberg(game, leader="2")
        best = None
        for i, j, k in np.ndindex(2, 3, 2):
            stable = (
                tables[0][i, j, k] == tables[0][:, j, k].max()
                and tables[2][i, j, k] == tables[2][i, j, :].max()
            )
            if stable and (best is None or tables[1][i, j, k] > best):
                best = tables[1][i, j, k]
        if best is None:
            assert found.status == "unknown"
            assert "no pure equilibrium" in found.reason
        else:
            assert found.agreement.payoffs["2"] == best
