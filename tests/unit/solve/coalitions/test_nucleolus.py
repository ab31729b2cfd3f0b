"""The nucleolus: published numbers, the definition itself on other points, what is refused."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
import sympy as sp
from hypothesis import assume, given, settings, strategies as st

import bargain as bg
from bargain.errors import GameError, LimitReached, OptionError


def estate(left: int, claims: dict[str, int]) -> dict[tuple[str, ...], int]:
    """A coalition has what the claims of the others leave (Aumann and Maschler 1985)."""
    return {
        s: max(0, left - sum(c for p, c in claims.items() if p not in s))
        for k in range(1, len(claims) + 1)
        for s in combinations(claims, k)
    }


@pytest.mark.parametrize(
    ("left", "shares"),
    [
        (100, (Fraction(100, 3),) * 3),
        (200, (50, 75, 75)),
        (300, (50, 100, 150)),
        (400, (50, 125, 225)),
    ],
)
def test_the_estates_of_the_talmud(left, shares) -> None:
    found = bg.nucleolus(estate(left, {"A": 100, "B": 200, "C": 300}))
    assert tuple(found.payoffs.values()) == shares


def excesses(values, x) -> list[Fraction]:
    players = sorted(x)
    return sorted(
        (
            Fraction(values.get(s, 0)) - sum(x[p] for p in s)
            for k in range(1, len(players))
            for s in combinations(players, k)
        ),
        reverse=True,
    )


worths = st.integers(0, 6)


@settings(max_examples=40)
@given(st.lists(worths, min_size=15, max_size=15), st.integers(0, 20), st.data())
def test_no_other_imputation_has_smaller_complaints(numbers, all_four, data) -> None:
    sets = [s for k in (1, 2, 3) for s in combinations("ABCD", k)]
    values = dict(zip(sets, numbers, strict=False)) | {tuple("ABCD"): all_four}
    alone = {p: Fraction(values[(p,)]) for p in "ABCD"}
    assume(sum(alone.values()) <= all_four)
    found = bg.nucleolus(values)
    assert sum(found.payoffs.values()) == all_four
    assert all(found[p] >= alone[p] for p in "ABCD")
    best = excesses(values, found.payoffs)
    spare = all_four - sum(alone.values())
    parts = [data.draw(st.integers(1, 9)) for _ in "ABCD"]
    other = {
        p: alone[p] + spare * Fraction(k, sum(parts)) for p, k in zip("ABCD", parts, strict=True)
    }
    nearby = {p: (9 * found[p] + other[p]) / 10 for p in "ABCD"}
    for x in (other, nearby):
        assert best < excesses(values, x) or x == found.payoffs
    assert [e for e, _ in found.levels] == sorted((e for e, _ in found.levels), reverse=True)


def test_it_lies_in_the_core_where_there_is_one() -> None:
    values = estate(300, {"A": 100, "B": 200, "C": 300})
    found = bg.nucleolus(values)
    assert bg.core(values).nonempty == sp.true
    assert max(excesses(values, found.payoffs)) <= 0


def test_one_and_two_players() -> None:
    assert bg.nucleolus({"A": 3}).payoffs == {"A": 3}
    assert bg.nucleolus({"A": 1, ("A", "B"): 4}).payoffs == {
        "A": Fraction(5, 2),
        "B": Fraction(3, 2),
    }


def test_names_do_not_matter() -> None:
    one = bg.nucleolus(estate(200, {"A": 100, "B": 200, "C": 300}))
    other = bg.nucleolus(estate(200, {"z": 100, "y": 200, "x": 300}))
    assert [other[p] for p in "zyx"] == [one[p] for p in "ABC"]


def test_what_is_refused() -> None:
    v = sp.Symbol("v")
    with pytest.raises(OptionError, match="numbers alone"):
        bg.nucleolus({("A", "B"): v})
    with pytest.raises(GameError, match="1 more than all together"):
        bg.nucleolus({"A": 2, "B": 1, ("A", "B"): 2})
    with pytest.raises(LimitReached, match="9 players"):
        bg.nucleolus({tuple("ABCDEFGHI"): 1})
