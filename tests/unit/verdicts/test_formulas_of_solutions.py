"""Formulas of solutions: guessed from numbers in narrow regions too, then proved."""

import random

import pytest
import sympy as sp

import bargain as bg
from bargain.verdicts.statics import formula

a, b = sp.symbols("a b", positive=True)
x, y = sp.symbols("x y")
EFFORT = a**2 * b / (a + b) ** 2  # Nti 1999, with the exponent 1


def fitted(noise):
    """What is fitted to the effort in a contest with prizes between 1 and 2."""
    chance, places = random.Random(0), []
    while len(places) < 24:
        place = {p: sp.Rational(chance.randint(13, 24), 12) for p in (a, b)}
        if place not in places:
            places.append(place)
    values = [float(EFFORT.subs(place)) * (1 + noise * (-1) ** k) for k, place in enumerate(places)]
    return formula._fitted(formula._monomials((a, b), 3), places, values, quotient=True)


def test_a_quotient_of_degree_three_is_seen_in_a_narrow_region():
    """The singular values are within 1e-8 of each other: exact numbers tell them apart."""
    assert sp.simplify(fitted(noise=0) - EFFORT) == 0


@pytest.mark.parametrize("noise", [1e-3, 1e-8])
def test_numbers_that_are_not_exact_enough_give_no_formula(noise):
    assert fitted(noise) is None


@pytest.mark.long
def test_effort_in_a_contest_rises_with_the_own_prize():
    """Two who value the prize differently: x = a^2 b / (a + b)^2, increasing in a."""
    small = sp.Rational(1, 100)
    game = bg.Game(
        {"1": {x: (small, 10)}, "2": {y: (small, 10)}},
        {"1": a * x / (x + y) - x, "2": b * y / (x + y) - y},
    )
    where = [a > 1, a <= 2, b > 1, b <= 2]
    answer = bg.comparative_statics(
        game, "nash_equilibria", of="x", wrt="a", where=where, timeout=300, effort=20
    )
    assert answer.sign == "increasing"
    assert all(bg.check(proof).valid for proof in answer.regimes[0].proofs)
