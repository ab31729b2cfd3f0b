"""Existence of degree two: between two that bind, at parallel slopes, on one of two roots."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import sympy as sp

import bargain as bg

x, y = sp.symbols("x y")
a, b, k = sp.symbols("a b k", positive=True)
UNIT = (0, 1)


def decided(relations: Sequence[sp.Rel], where: Sequence[sp.Rel], *terms: sp.Symbol) -> bg.Verdict:
    game = bg.Game(
        actions={"1": {}, "2": {}},
        terms=dict.fromkeys(terms, UNIT),
        payoffs={"1": terms[0], "2": -terms[0]},
    )
    conditions = [bg.conditions.holds(r) for r in relations]
    return bg.decide(game, conditions, where=list(where), timeout=300, effort=10)


@pytest.mark.long(every=4)
@pytest.mark.parametrize(
    ("relations", "where", "terms"),
    [
        ([x**2 > a, x**2 < b], [a < b, b < 1], [x]),
        ([x**2 + y**2 < a, x * y > b], [a > 2 * b, a < 1], [x, y]),
        ([sp.Eq(x**2 + y**2, a), sp.Eq(x + y, b)], [2 * a >= b**2, a <= b**2, b < 1], [x, y]),
        (
            [(x - a) ** 2 + (y - b) ** 2 <= k**2, x + y <= 1],
            [a <= 1, b <= 1, a + b > 1, 2 * k**2 >= (a + b - 1) ** 2],
            [x, y],
        ),
    ],
    ids=["between two roots", "between two curves", "a double root", "the nearest point"],
)
def test_a_witness_is_found_where_no_number_serves(
    relations: list[sp.Rel], where: list[sp.Rel], terms: list[sp.Symbol]
) -> None:
    verdict = decided(relations, where, *terms)
    assert verdict == "always"
    assert bg.check(verdict).valid


def test_beyond_the_curve_there_is_none() -> None:
    assert decided([x**2 + y**2 < a, x * y > b], [a <= 2 * b, a < 1], x, y) == "never"


def test_what_is_not_equal_is_below_or_above() -> None:
    unequal = [sp.Ne(x, a), sp.Ne(x, b)]
    assert decided(unequal, [a < 1, b < 1], x) == "always"
    assert decided([*unequal, sp.Eq(x, a)], [a < 1, b < 1], x) == "never"
    assert decided([sp.Ne(x, a), sp.Eq(x, b)], [a < 1, b < 1], x) == "sometimes"


@pytest.mark.long(every=3)
@pytest.mark.parametrize(
    ("players", "cost", "where"),
    [
        (2, lambda s: a * s, [4 * a >= 1, 10 * a <= 9]),
        (2, lambda s: a * s**2 / 2, [a >= 1, a <= 4]),
        (3, lambda s: a * s**2 / 2, [a >= 1, a <= 4]),
    ],
    ids=["linear", "quadratic", "three players"],
)
def test_players_alike_have_an_equilibrium_alike(players, cost, where) -> None:
    """Shares s/(1 + sum): the root of a square or a cube is the effort of all."""
    own = sp.symbols("x y z")[:players]
    chance = {s: s / (1 + sum(own)) for s in own}
    game = bg.Game(
        actions={str(s): {s: (0, 1)} for s in own},
        payoffs={str(s): chance[s] - cost(s) for s in own},
    )
    verdict = bg.decide(game, bg.conditions.nash(), where=where, effort=20)
    assert verdict.status == "always"
    assert bg.check(verdict).valid
