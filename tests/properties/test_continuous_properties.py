"""Continuous games: random quadratic games against an exact oracle, and what must not matter."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given, settings, strategies as st

from bargain.game.game import Game
from bargain.solve.continuous.pure_equilibria import nash_equilibria

x, y = sp.symbols("x y")
SMALL = st.fractions(min_value=-2, max_value=2, max_denominator=4)
BEND = st.fractions(min_value=Fraction(1, 4), max_value=2, max_denominator=4)
Quadratic = tuple[Fraction, Fraction, Fraction]


def payoff(own: sp.Symbol, other: sp.Symbol, q: Quadratic) -> sp.Expr:
    bend, cross, slope = (sp.Rational(t.numerator, t.denominator) for t in q)
    return -bend * own**2 + cross * own * other + slope * own


def reply(q: Quadratic, other: Fraction) -> Fraction:
    bend, cross, slope = q
    return min(Fraction(1), max(Fraction(0), (cross * other + slope) / (2 * bend)))


def oracle(p: Quadratic, q: Quadratic) -> set[tuple[Fraction, Fraction]] | None:
    """Fixed points of the composed best reply, piece by piece; None for a continuum."""
    kinks = {Fraction(0), Fraction(1)}
    for level in (Fraction(0), Fraction(1)):
        if q[1]:
            kinks.add((2 * q[0] * level - q[2]) / q[1])
        if p[1] and q[1]:
            inner = (2 * p[0] * level - p[2]) / p[1]
            kinks.add((2 * q[0] * inner - q[2]) / q[1])
    points = sorted(t for t in kinks if 0 <= t <= 1)
    found = set()
    for low, high in itertools.pairwise(points):
        f, g = (reply(p, reply(q, t)) - t for t in (low, high))  # linear in between
        if f == g == 0:
            return None
        if f * g <= 0:
            t = low + (high - low) * f / (f - g)
            found.add((t, reply(q, t)))
    return found


@given(st.tuples(BEND, SMALL, SMALL), st.tuples(BEND, SMALL, SMALL))
@settings(max_examples=60)
def test_random_quadratic_games_against_an_exact_oracle(p: Quadratic, q: Quadratic) -> None:
    game = Game(
        actions={"A": {x: (0, 1)}, "B": {y: (0, 1)}},
        payoffs={"A": payoff(x, y, p), "B": payoff(y, x, q)},
    )
    expected = oracle(p, q)
    found = nash_equilibria(game)
    if expected is None:
        assert not found.complete
        return
    assert found.complete, found.reason
    assert {(Fraction(str(e[x])), Fraction(str(e[y]))) for e in found} == expected


@pytest.mark.long
@given(
    st.tuples(BEND, SMALL, SMALL),
    st.tuples(BEND, SMALL, SMALL),
    st.sampled_from([Fraction(1, 10**6), Fraction(3, 7), Fraction(10**8)]),
    st.sampled_from([Fraction(0), Fraction(-5, 3), Fraction(10**5)]),
)
@settings(max_examples=20)
def test_affine_payoffs_and_order_of_players_do_not_matter(
    p: Quadratic, q: Quadratic, scale: Fraction, shift: Fraction
) -> None:
    first = payoff(x, y, p) + sp.log(2 + x * y)
    second = payoff(y, x, q) - sp.sqrt(1 + x + y)
    size, move = sp.Rational(scale.numerator, scale.denominator), sp.Rational(str(shift))
    plain = nash_equilibria(
        Game(actions={"A": {x: (0, 1)}, "B": {y: (0, 1)}}, payoffs={"A": first, "B": second})
    )
    moved = nash_equilibria(
        Game(
            actions={"second": {y: (0, 1)}, "first": {x: (0, 1)}},
            payoffs={"first": size * first + move, "second": second / size},
        )
    )
    assert plain.complete == moved.complete
    if plain.complete:
        key = {(round(float(e[x]), 9), round(float(e[y]), 9)) for e in plain}
        assert key == {(round(float(e[x]), 9), round(float(e[y]), 9)) for e in moved}


@pytest.mark.long
@given(st.tuples(BEND, SMALL, SMALL), st.tuples(BEND, SMALL, SMALL))
@settings(max_examples=20)
def test_listed_points_are_best_replies_on_a_grid(p: Quadratic, q: Quadratic) -> None:
    first = payoff(x, y, p) + x**3 * y / 3
    second = payoff(y, x, q) - sp.exp(-x * y)
    found = nash_equilibria(
        Game(actions={"A": {x: (0, 1)}, "B": {y: (0, 1)}}, payoffs={"A": first, "B": second})
    )
    u, w = sp.lambdify((x, y), first), sp.lambdify((x, y), second)
    for e in found:
        at = float(e[x]), float(e[y])
        for k in range(101):
            assert u(k / 100, at[1]) <= u(*at) + 1e-9
            assert w(at[0], k / 100) <= w(*at) + 1e-9
