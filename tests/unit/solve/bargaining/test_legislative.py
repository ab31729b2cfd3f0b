"""Baron and Ferejohn's game: published values, and values from the definition alone."""

from __future__ import annotations

from fractions import Fraction as F
from itertools import combinations

import pytest
from hypothesis import given, settings, strategies as st

import bargain as bg
from bargain.errors import LimitReached, OptionError
from bargain.solve.offers.legislative import legislative_bargaining


@pytest.mark.parametrize("n", [3, 5, 9, 101])
@pytest.mark.parametrize("d", [F(1, 2), F(9, 10), F(1)])
def test_equal_players(n, d):
    """Baron & Ferejohn (1989), proposition 3: 1 - d (n-1)/(2n) for the proposer."""
    found = legislative_bargaining({f"m{k}": F(1, n) for k in range(n)}, d)
    assert set(found.keeps.values()) == {1 - d * (n - 1) / (2 * n)}
    assert set(found.value.values()) == {F(1, n)}
    assert set(found.paid.values()) == {F(1, 2)}


def test_unanimity_of_two_is_rubinsteins_game_with_drawn_proposers():
    chances = {"1": F(1, 4), "2": F(3, 4)}
    factors = {"1": F(9, 10), "2": F(1, 2)}
    found = legislative_bargaining(chances, factors, quota=2)
    pie = bg.AgreementSet.from_polygon([(0, 0), (1, 0), (0, 1)])
    two = bg.alternating_offers(pie, factors, recognition=chances)
    assert found.value == two.expected
    assert found.keeps == {q: two.proposals[q].gains[q] for q in chances}


def test_a_dictator_keeps_all():
    found = legislative_bargaining({"A": F(1, 3), "B": F(2, 3)}, F(1, 2), quota=1)
    assert found.value == {"A": F(1, 3), "B": F(2, 3)}
    assert set(found.keeps.values()) == {F(1)}


def test_one_player():
    assert legislative_bargaining({"A": 1}, 1).value == {"A": 1}


def test_more_recognition_is_not_worth_more_until_it_is_large():
    """Three players, quota two: with d near 1 the chances 0.4, 0.3, 0.3 are all worth 1/3."""
    found = legislative_bargaining({"A": "0.4", "B": "0.3", "C": "0.3"}, 1)
    assert set(found.value.values()) == {F(1, 3)}
    assert found.paid["A"] < found.paid["B"]  # it is paid less often


def test_the_pie_is_a_unit():
    thirds = dict.fromkeys("ABC", F(1, 3))
    found = legislative_bargaining(thirds, F(1, 2), pie=12)
    assert found.value == dict.fromkeys("ABC", 4)
    assert "expects 4" in found.summary()


weights = st.lists(st.integers(1, 6), min_size=2, max_size=6)


@settings(deadline=None)
@given(weights=weights, data=st.data())
def test_random_legislatures_by_the_definition(weights, data):
    """Each proposer buys the cheapest votes, and values are what that gives."""
    n = len(weights)
    names = [f"p{k}" for k in range(n)]
    chances = {p: F(w, sum(weights)) for p, w in zip(names, weights, strict=True)}
    factors = {
        p: F(data.draw(st.sampled_from([9, 9, 7, 5])), 10) for p in names
    }  # fmt: skip
    quota = data.draw(st.integers(1, n))
    found = legislative_bargaining(chances, factors, quota)
    assert found.status == "agreement"
    assert sum(found.value.values()) == 1
    for p in names:
        assert found.price[p] == factors[p] * found.value[p]
        others = [found.price[q] for q in names if q != p]
        cheapest = min(sum(s, F(0)) for s in combinations(others, quota - 1))
        assert found.keeps[p] == 1 - cheapest
        assert 0 <= found.paid[p] <= 1
        assert found.value[p] == (
            chances[p] * found.keeps[p] + (1 - chances[p]) * found.paid[p] * found.price[p]
        )
        # who is cheaper than q-1 of the others is always paid, who is dearer than q-1 never
        cheaper = sum(found.price[q] < found.price[p] for q in names if q != p)
        ties = sum(found.price[q] == found.price[p] for q in names if q != p)
        if cheaper + ties + 1 <= quota - 1:
            assert found.paid[p] == 1
        if cheaper >= quota:
            assert found.paid[p] == 0
    # as many are paid as proposers need
    assert sum((1 - chances[p]) * found.paid[p] for p in names) == quota - 1


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (({"A": F(1, 2), "B": F(1, 3)}, F(1, 2)), "add up to one"),
        (({"A": 1, "B": 0}, F(1, 2)), "positive"),
        (({}, F(1, 2)), "positive"),
        (({"A": F(1, 2), "B": F(1, 2)}, 0), "discount factor"),
        (({"A": F(1, 2), "B": F(1, 2)}, {"A": F(1, 2)}), "match"),
        (({"A": F(1, 2), "B": F(1, 2)}, 1, 2), "every division"),
        (({"A": F(1, 2), "B": F(1, 2)}, F(1, 2), 3), "votes"),
        (({"A": F(1, 2), "B": F(1, 2)}, F(1, 2), 0), "quota"),
    ],
)
def test_bad_legislatures(arguments, word):
    with pytest.raises(OptionError, match=word):
        legislative_bargaining(*arguments)


def test_too_many_kinds():
    many = {f"p{k}": F(k, 45) for k in range(1, 10)}
    with pytest.raises(LimitReached, match="kinds"):
        legislative_bargaining(many, F(1, 2))
