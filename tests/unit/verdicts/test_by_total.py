"""Uniqueness of equilibrium by the total: what it proves, and what it must not prove."""

from __future__ import annotations

import pytest
import sympy as sp

import bargain as bg
from bargain.budget import spent
from bargain.game.conditions.connectives import several
from bargain.question.question import Question
from bargain.question.region_points import sample_point
from bargain.verdicts.inquiry import Inquiry
from bargain.verdicts.theorems.by_total import ByTotal

c = bg.conditions
x, y, z = sp.symbols("x y z")
a, b, k = sp.symbols("a b k", positive=True)
SMALL = sp.Rational(1, 100)


def proposed(game, where=(), effort=10.0):
    """Whether the prover proposes a proof that there are no two equilibria."""
    question = Question(game, several(c.nash()), where)
    never, mark = question.never(), spent() + effort
    inquiry = Inquiry(question, never, sample_point(never, mark=mark), mark, None, [])
    prover = ByTotal()
    return prover.accepts(inquiry) and prover.propose(inquiry) is not None


def market(*costs):
    own = (x, y, z)[: len(costs)]
    return bg.Game(
        {str(n): {v: (0, 1)} for n, v in enumerate(own)},
        {str(n): v * (1 - sp.Add(*own)) - cost * v
         for n, (v, cost) in enumerate(zip(own, costs, strict=True))},
    )  # fmt: skip


def contest(first, second):
    return bg.Game(
        {"1": {x: (SMALL, 2)}, "2": {y: (SMALL, 2)}},
        {"1": first * x / (x + y) - x, "2": second * y / (x + y) - y},
    )


@pytest.mark.long
def test_a_market_with_three_firms_and_their_own_costs_has_one_equilibrium():
    theorem = bg.unique(market(a, b, k), c.nash(), timeout=300, effort=20)
    assert theorem.status == "proved"
    assert bg.check(theorem).valid


@pytest.mark.long
def test_a_market_of_two_has_one_equilibrium():
    assert proposed(market(a, 0), where=[a < 1])


@pytest.mark.long
def test_a_contest_of_two_with_prizes_of_their_own_has_one_equilibrium():
    """Szidarovszky and Okuguchi 1997; shares fall as the total of efforts grows."""
    theorem = bg.unique(contest(a, b), c.nash(), where=[a <= 2, b <= 2], timeout=300, effort=60)
    assert theorem.status == "proved"
    assert bg.check(theorem).valid


def test_two_equilibria_are_not_excluded():
    hunt = bg.Game(
        {"1": {x: (0, 1)}, "2": {y: (0, 1)}},
        {"1": 4 * x * y + 3 * (1 - x), "2": 4 * x * y + 3 * (1 - y)},
    )
    assert not proposed(hunt, effort=2.0)


@pytest.mark.long
def test_a_sum_to_which_anybody_may_contribute_has_many_equilibria():
    public = bg.Game(
        {"1": {x: (0, 1)}, "2": {y: (0, 1)}},
        {"1": (x + y) - (x + y) ** 2, "2": (x + y) - (x + y) ** 2},
    )
    assert not proposed(public, effort=2.0)


def test_players_with_several_actions_are_left_to_others():
    game = bg.Game({"1": {x: (0, 1), y: (0, 1)}, "2": {z: (0, 1)}}, {"1": -x * y, "2": -(z**2)})
    assert not proposed(game)
