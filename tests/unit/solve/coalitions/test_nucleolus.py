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
    with pytest.raises(OptionError, match="no coalition"):
        bg.nucleolus({("A", "A"): v})
    with pytest.raises(GameError, match="1 more than all together"):
        bg.nucleolus({"A": 2, "B": 1, ("A", "B"): 2})
    with pytest.raises(LimitReached, match="9 players"):
        bg.nucleolus({tuple("ABCDEFGHI"): 1})
    with pytest.raises(LimitReached, match="with letters 4"):
        bg.nucleolus({tuple("ABCDE"): v})


def three(first, second, third) -> dict[tuple[str, ...], object]:
    """What two are worth together, of three who are worth 1 and nothing alone."""
    pairs = {("B", "C"): first, ("A", "C"): second, ("A", "B"): third}
    return pairs | {("A", "B", "C"): 1}


def test_three_players_with_letters_have_the_five_published_formulas() -> None:
    """Leng & Parlar (2010), with a ≤ b ≤ c: the share of C, who brings least."""
    a, b, c = letters = sp.symbols("a b c", nonnegative=True)
    found = bg.nucleolus(three(*letters), [a <= b, b <= c, c <= 1])
    assert found.complete
    assert bg.check(found.certificate).valid
    shares = {sp.expand(e["C"]) for cell in found for e in cell}
    third = sp.Rational(1, 3)
    assert shares == {third, (1 - c) / 2, sp.expand((1 + a + b - 2 * c) / 3)}
    firsts = {sp.expand(e["A"]) for cell in found for e in cell} - {sp.Rational(1, 2)}
    published = [
        third,
        (1 + c) / 4,
        (b + c) / 2,
        (1 + c + 2 * b - 2 * a) / 4,
        (1 + b + c - 2 * a) / 3,
    ]
    assert firsts == set(map(sp.expand, published))
    for k in range(0, 13, 2):
        for n in range(k, 13, 3):
            for m in range(n, 13, 4):
                point = {a: Fraction(k, 12), b: Fraction(n, 12), c: Fraction(m, 12)}
                here = found.at(point).equilibria[0]
                assert {p: Fraction(str(x)) for p, x in here.payoffs.items()} == (
                    bg.nucleolus(three(*point.values())).payoffs
                )


def test_two_who_are_worth_more_alone_have_no_nucleolus() -> None:
    v = sp.Symbol("v", positive=True)
    found = bg.nucleolus({"A": v, "B": v, ("A", "B"): 1})
    assert found.complete
    assert found.where_holds(lambda _: True) == sp.Le(2 * v, 1)
    assert found.piecewise(lambda e: e["A"]).subs(v, sp.Rational(1, 4)) == sp.Rational(1, 2)
    assert found.at({v: "1/4"}).equilibria[0].at({})["B"] == sp.Rational(1, 2)


@pytest.mark.long
def test_the_nucleolus_of_any_three_players_with_letters() -> None:
    """67 cells, some of them outside of the core; a cover of all of them."""
    letters = sp.symbols("a b c", nonnegative=True)
    found = bg.nucleolus(three(*letters))
    assert found.complete
    for k in range(0, 30, 7):
        for n in range(0, 30, 5):
            worths = (Fraction(k, 12), Fraction(n, 12), Fraction(11, 12))
            here = found.at(dict(zip(letters, worths, strict=True))).equilibria[0]
            assert {p: Fraction(str(x)) for p, x in here.payoffs.items()} == (
                bg.nucleolus(three(*worths)).payoffs
            )
