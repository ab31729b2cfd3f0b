"""The Shapley value and the core, against definitions, linear programs and the literature."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, permutations
from typing import Any

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings, strategies as st
from scipy.optimize import linprog

import bargain as bg
from bargain.errors import LimitReached, OptionError
from bargain.solve.coalitions.core_payoffs import balanced_collections

PLAYERS = ("A", "B", "C", "D")
V1, V2, V12 = sp.symbols("v1 v2 v12")


def _coalitions(n: int) -> list[tuple[str, ...]]:
    return [s for k in range(1, n + 1) for s in combinations(PLAYERS[:n], k)]


@st.composite
def worths(draw: st.DrawFn) -> dict[tuple[str, ...], Fraction]:
    """Random worths of all coalitions of two to four players."""
    n = draw(st.integers(2, 4))
    numbers = st.fractions(min_value=0, max_value=4, max_denominator=3)
    return {s: draw(numbers) * len(s) for s in _coalitions(n)}


def _has_core(values: dict[tuple[str, ...], Fraction]) -> bool:
    players = max(values, key=len)
    rows = [[-float(p in s) for p in players] for s in values if s != players]
    least = [-float(values[s]) for s in values if s != players]
    found = linprog(np.ones(len(players)), A_ub=rows, b_ub=least, bounds=(None, None))
    return bool(found.fun <= float(values[players]) + 1e-9)


@settings(deadline=None, max_examples=40)
@given(worths())
def test_the_core_is_what_a_linear_program_says(values: dict[tuple[str, ...], Fraction]) -> None:
    found = bg.core(values)
    assert (found.nonempty == sp.true) is _has_core(values)
    assert bool(found.vertices) is (found.nonempty == sp.true)
    players = max(values, key=len)
    for x in found.vertices:
        assert sum(x.values()) == values[players]
        assert all(sum(x[p] for p in s) >= w for s, w in values.items())
    if found.blocking is not None:
        asked = sum(w * values[s] for s, w in found.blocking.items())
        assert asked > values[players]
        for p in players:
            assert sum(w for s, w in found.blocking.items() if p in s) == 1


@settings(deadline=None, max_examples=30)
@given(worths())
def test_the_value_is_the_mean_over_all_orders(values: dict[tuple[str, ...], Fraction]) -> None:
    found = bg.shapley(values)
    players = max(values, key=len)
    orders = list(permutations(players))
    worth = {frozenset(s): w for s, w in values.items()} | {frozenset(): Fraction(0)}
    for p in players:
        total = sum(
            worth[frozenset(o[: o.index(p) + 1])] - worth[frozenset(o[: o.index(p)])]
            for o in orders
        )
        assert found[p] == sp.Rational(total.numerator, total.denominator) / len(orders)


@settings(deadline=None, max_examples=20)
@given(worths(), st.permutations(PLAYERS))
def test_names_and_order_do_not_matter(
    values: dict[tuple[str, ...], Fraction], names: list[str]
) -> None:
    told = dict(zip(PLAYERS, names, strict=True))
    moved = {tuple(told[p] for p in reversed(s)): w for s, w in reversed(values.items())}
    first, second = bg.shapley(values), bg.shapley(moved)
    assert {told[p]: x for p, x in first.payoffs.items()} == dict(second.payoffs)
    assert bg.core(values).nonempty == bg.core(moved).nonempty


def test_the_patron_of_two_clients() -> None:
    """Stole and Zwiebel 1996; THEORY section 8, hub and spokes."""
    found = bg.shapley({("P", "A"): V1, ("P", "B"): V2, ("P", "A", "B"): V12})
    assert sp.expand(found["P"] - (V1 / 6 + V2 / 6 + V12 / 3)) == 0
    assert sp.expand(found["A"] - (V1 / 6 - V2 / 3 + V12 / 3)) == 0
    assert found.left_out == (("P",), ("A",), ("B",), ("A", "B"))
    assert "worth 0, since left out" in found.summary()


def test_a_majority_of_three_has_a_core_iff_pairs_get_at_most_two_thirds() -> None:
    v = sp.Symbol("v", real=True)
    found = bg.core({("A", "B"): v, ("A", "C"): v, ("B", "C"): v, ("A", "B", "C"): 1})
    for value, wanted in ((0, True), (sp.Rational(2, 3), True), (sp.Rational(7, 10), False)):
        assert bool(found.nonempty.subs(v, value)) is wanted


@pytest.mark.parametrize("share", ["1/2", "2/3", "3/4"])
def test_it_agrees_with_the_certified_answer(share: str) -> None:
    x, y = sp.symbols("x y")
    values: dict[Any, Any] = {
        s: sp.Rational(share) for s in (("A", "B"), ("A", "C"), ("B", "C"))
    } | {("A", "B", "C"): 1}
    game = bg.Game(
        actions={"A": {}, "B": {}, "C": {}},
        terms={x: (0, 1), y: (0, 1)},
        payoffs={"A": x, "B": y, "C": 1 - x - y},
    )
    verdict = bg.decide(game, bg.conditions.in_core(values))
    assert (verdict.status == "always") is (bg.core(values).nonempty == sp.true)


def test_the_number_of_balanced_collections_is_that_of_the_literature() -> None:
    """Peleg 1965: 5 and 41 beside the coalition of all."""
    assert [len(balanced_collections(n)) for n in (2, 3, 4)] == [1, 5, 41]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "no worths"),
        ({("A", "A"): 1}, "no coalition"),
        ({("A", "B"): 1, ("B", "A"): 2}, "given twice"),
        ({"A": 1, "B": 2}, "all players together is missing"),
        ({("A", 3): 1}, "no name of a player"),
    ],
)
@pytest.mark.parametrize("solver", [bg.shapley, bg.core])
def test_bad_worths_are_refused(solver: Any, values: Any, said: str) -> None:
    with pytest.raises(OptionError, match=said):
        solver(values)


def test_too_many_players_are_a_limit() -> None:
    players = tuple("ABCDEF")
    with pytest.raises(LimitReached, match="balanced collections"):
        bg.core({players: 1})
    assert bg.shapley({players: 1})["A"] == sp.Rational(1, 6)
