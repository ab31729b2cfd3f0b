"""Existence where conditions are linear in the agreement is decided, whatever the samples."""

from __future__ import annotations

from itertools import combinations

import pytest
import sympy as sp

import bargain as bg
from bargain.budget import allowed, spent
from bargain.exist.equations import Existence
from bargain.exist.linear.cases import linear_cases
from bargain.exist.linear.rows import linear_rows
from bargain.question.question import Question

x, y, z, x1, x2 = sp.symbols("x y z x1 x2")
p, c_A, c_B, shift, delta, k = sp.symbols("p c_A c_B D delta k", positive=True)
g_A, g_B = sp.symbols("g_A g_B", real=True)
holds, participation = bg.conditions.holds, bg.conditions.participation


def split(u_A: sp.Expr, u_B: sp.Expr, d_A: sp.Expr, d_B: sp.Expr) -> bg.Game:
    return bg.Game(
        actions={"A": {}, "B": {}},
        terms={x: (0, 1)},
        payoffs={"A": u_A, "B": u_B},
        disagreement={"A": d_A, "B": d_B},
    )


FEARON = split(x, 1 - x, p - c_A, 1 - p - c_B)


def dollar(n: int) -> tuple[bg.Game, tuple[sp.Symbol, ...]]:
    shares, outside = sp.symbols(f"x1:{n}"), sp.symbols(f"d1:{n + 1}", positive=True)
    players = [str(i + 1) for i in range(n)]
    game = bg.Game(
        actions={i: {} for i in players},
        terms=dict.fromkeys(shares, (0, 1)),
        payoffs=dict(zip(players, [*shares, 1 - sum(shares)], strict=True)),
        disagreement=dict(zip(players, outside, strict=True)),
    )
    return game, outside


def core(n: int) -> tuple[bg.Game, list[bg.Condition], dict[tuple[int, ...], sp.Symbol]]:
    shares = sp.symbols(f"x1:{n + 1}")
    coalitions = [s for r in range(2, n) for s in combinations(range(n), r)]
    worth = {s: sp.Symbol("v" + "".join(str(i + 1) for i in s), positive=True) for s in coalitions}
    game = bg.Game(
        actions={str(i + 1): {} for i in range(n)},
        terms=dict.fromkeys(shares, (0, 1)),
        payoffs={str(i + 1): v for i, v in enumerate(shares)},
    )
    stable = [holds(sum(shares[i] for i in s) >= v) for s, v in worth.items()]
    return game, [holds(sp.Eq(sum(shares), 1)), *stable], worth


def decided(game: bg.Game, condition: object, where: list[object]) -> str:
    verdict = bg.decide(game, condition, where=where, timeout=120, effort=20)
    if verdict.certificate is not None:
        assert bg.check(verdict).valid
    return str(verdict.status)


def test_the_bargaining_range() -> None:
    assert decided(FEARON, participation(), [p < 1]) == "always"
    free = split(x, 1 - x, p - g_A, 1 - p - g_B)
    inside = [p < 1, g_A > -1, g_B > -1, g_A < 1, g_B < 1]
    assert decided(free, participation(), inside) == "sometimes"
    assert decided(free, participation(), [p < 1, g_A + g_B < 0]) == "never"


@pytest.mark.long
def test_a_range_that_closes_at_one_point_has_room_only_for_weak_bounds() -> None:
    at_the_point = split(x, 1 - x, p - g_A, 1 - p + g_A)
    inside = [p < 1, g_A < 1, g_A > -1, p > g_A, p < 1 + g_A]
    assert decided(at_the_point, participation(), inside) == "always"
    strict = [holds(x > p - g_A), holds(1 - x > 1 - p + g_A)]
    assert decided(at_the_point, strict, inside) == "never"
    room = [holds(x > p - c_A), holds(1 - x > 1 - p - c_B)]
    assert decided(FEARON, room, [p < 1]) == "always"


@pytest.mark.long(every=2)
@pytest.mark.parametrize("n", [3, 6])
def test_a_divided_dollar(n: int) -> None:
    game, outside = dollar(n)
    assert decided(game, participation(), [sum(outside) <= 1]) == "always"
    assert decided(game, participation(), [sum(outside) > 1]) == "never"
    assert decided(game, participation(), [d < 1 for d in outside]) == "sometimes"
    above = [holds(game.payoffs[str(i + 1)] > d) for i, d in enumerate(outside)]
    assert decided(game, above, [sum(outside) < 1]) == "always"


@pytest.mark.long
def test_the_core_of_three_players_is_that_of_bondareva_and_shapley() -> None:
    game, conditions, worth = core(3)
    below = [v < 1 for v in worth.values()]
    assert decided(game, conditions, [*below, sum(worth.values()) <= 2]) == "always"
    assert decided(game, conditions, [*below, sum(worth.values()) > 2]) == "never"
    assert decided(game, conditions, below) == "sometimes"


def test_the_core_of_four_players_alike() -> None:
    game, conditions, worth = core(4)
    pair, three = sp.symbols("q r", positive=True)
    same = {v: pair if len(s) == 2 else three for s, v in worth.items()}
    alike = [holds(c.relation.subs(same)) for c in conditions]
    empty = [pair <= sp.Rational(1, 2), three <= sp.Rational(3, 4)]
    assert decided(game, alike, empty) == "always"
    assert decided(game, alike, [three > sp.Rational(3, 4), three < 1, pair < 1]) == "never"


def test_peace_in_two_periods_by_cases() -> None:
    game = bg.Game(
        actions={"A": {}, "B": {}},
        terms={x1: (0, 1), x2: (0, 1)},
        payoffs={"A": x1 + delta * x2, "B": 1 - x1 + delta * (1 - x2)},
        disagreement={"A": p * (1 + delta) - c_A, "B": (1 - p) * (1 + delta) - c_B},
    )
    later = [holds(x2 >= p + shift - k), holds(1 - x2 >= 1 - p - shift - k)]
    inside = [p < 1, delta < 1, p + shift < 1]
    conditions = [participation(), *later]
    assert decided(game, conditions, [*inside, delta * shift <= c_B]) == "always"
    assert decided(game, conditions, inside) == "sometimes"


def test_slopes_of_either_sign() -> None:
    """a x >= 1 with x in [-1, 1] asks for |a| >= 1."""
    a = sp.Symbol("a", real=True)
    game = bg.Game(actions={"A": {}, "B": {}}, terms={x: (-1, 1)}, payoffs={"A": a * x, "B": 0 * x})
    reach = [holds(a * x >= 1)]
    assert decided(game, reach, [a**2 >= 1]) == "always"
    assert decided(game, reach, [a**2 < 1]) == "never"
    assert decided(game, reach, [a < 2, a > -2]) == "sometimes"


def test_the_search_does_not_depend_on_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    statement = Question(FEARON, participation(), [p < 1]).always()
    monkeypatch.setattr("bargain.exist.linear.cases.sample_region", lambda *_: [])
    with allowed(20):
        found = linear_cases(statement, mark=spent() + 20)
    assert found is not None
    assert found.tree is not None


def test_a_point_without_unknowns_is_named() -> None:
    free = split(x, 1 - x, p - g_A, 1 - p - g_B)
    statement = Question(free, participation(), [p < 1, g_A > -1, g_B > -1]).always()
    with allowed(20):
        found = linear_cases(statement, mark=spent() + 20)
    assert found is not None
    assert found.tree is None
    assert found.fails is not None
    assert found.fails["g_A"] + found.fails["g_B"] < 0


def test_what_is_not_linear_is_left_to_others() -> None:
    curved = Question(split(x**2, 1 - x, p, 0 * p), participation(), [p < 1]).always()
    assert linear_rows(Existence.read(curved)) is None
    assert linear_cases(curved, mark=spent() + 1) is None
    bilinear = bg.Game({"A": {x: (0, 1)}, "B": {y: (0, 1)}}, {"A": x * y, "B": p * y})
    assert linear_rows(Existence.read(Question(bilinear, participation()).always())) is None
