"""Balance: monotone, symmetric, the same in residuals and in both encodings, for any signs."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import permutations

import pytest
import sympy as sp
from hypothesis import Phase, given, settings, strategies as st

import bargain as bg
from bargain import conditions as c
from bargain.exact import to_sympy
from bargain.verdicts.gaps.gap import grievance_at_most

Y, Z = sp.symbols("y z")
NUMBERS = st.fractions(-2, 2, max_denominator=4)
TOLERANCES = st.one_of(
    st.just(sp.S.Zero),
    st.integers(1, 6).map(sp.log),  # attained exactly
    st.fractions(0, 3, max_denominator=7).map(to_sympy),
)
QUICK = (Phase.explicit, Phase.generate)


@st.composite
def measures(draw):
    """Affine measures of any sign, some of them constant, zero, or of one sign on the box."""
    return tuple(
        sum((to_sympy(draw(NUMBERS)) * f for f in (sp.S.One, Y, Z)), sp.S.Zero) for _ in range(2)
    )


@st.composite
def places(draw):
    shares = st.fractions(0, 1, max_denominator=4)
    return {Y: to_sympy(draw(shares)), Z: to_sympy(draw(shares))}


def game_of(*named):
    return bg.Game(
        {"P": {Y: (0, 1)}, "C": {Z: (0, 1)}},
        {"P": -Y, "C": -Z},
        measures={f"m{k}": {"P": a, "C": b} for k, (a, b) in enumerate(named)},
    )


def met(encoding, place):
    return all(sp.simplify(k.relation.subs(place)) == sp.true for k in encoding.clauses)


def by_hand(a, b, tolerance):
    """The definition, word by word."""
    if a == b:
        return True
    return bool(a * b > 0) and bool(abs(sp.log(a / b)) <= tolerance)


@pytest.mark.long
@settings(max_examples=15, phases=QUICK)
@given(measures(), places(), TOLERANCES)
def test_residual_and_both_encodings_say_the_definition(pair, place, tolerance):
    game = game_of(pair)
    demand = c.balanced("m0", tolerance)
    right = by_hand(*(e.subs(place) for e in pair), tolerance)
    assert (demand.residual(game, place) == 0) is right
    assert met(demand.necessary(game), place) is right
    assert met(demand.sufficient(game), place) is right


@settings(max_examples=20, phases=QUICK)
@given(measures(), places(), TOLERANCES, TOLERANCES)
def test_a_looser_tolerance_is_never_harder(pair, place, first, second):
    tight, loose = sorted((first, second))
    game = game_of(pair)
    assert c.balanced("m0", loose).residual(game, place) <= c.balanced("m0", tight).residual(
        game, place
    )
    if met(c.balanced("m0", tight).sufficient(game), place):
        assert met(c.balanced("m0", loose).necessary(game), place)


@settings(max_examples=15, phases=QUICK)
@given(measures(), places(), TOLERANCES, NUMBERS.filter(bool))
def test_players_and_units_do_not_matter(pair, place, tolerance, scale):
    demand = c.balanced("m0", tolerance)
    residual = demand.residual(game_of(pair), place)
    assert demand.residual(game_of(pair[::-1]), place) == residual
    scaled = tuple(to_sympy(scale) * e for e in pair)
    assert demand.residual(game_of(scaled), place) == pytest.approx(residual)
    assert met(demand.necessary(game_of(scaled)), place) is (residual == 0)


@settings(max_examples=15, phases=QUICK)
@given(st.lists(NUMBERS, min_size=3, max_size=3), TOLERANCES)
def test_three_players_in_any_order(values, tolerance):
    held = set()
    for order in permutations(values):
        game = bg.Game(
            {"A": {Y: (0, 1)}, "B": {}, "C": {}},
            {"A": Y, "B": 0, "C": 0},
            measures={"m": dict(zip("ABC", map(to_sympy, order), strict=True))},
        )
        demand = c.balanced("m", tolerance)
        held.add(demand.residual(game, {Y: 0}) == 0)
        held.add(met(demand.necessary(game), {Y: 0}))
    assert held == {all(by_hand(*map(to_sympy, p), tolerance) for p in permutations(values, 2))}


@pytest.mark.long
@settings(max_examples=25, phases=QUICK)
@given(
    measures(), measures(), places(), st.integers(1, 3), st.integers(1, 2),
    st.sampled_from([Fraction(1), Fraction(3, 2), Fraction(2), Fraction(9)]), TOLERANCES,
)  # fmt: skip
def test_a_bounded_grievance_is_a_bounded_sum_of_residuals(p, q, place, v, w, ratio, tolerance):
    game = game_of(p, q)
    balances = [c.balanced("m0", tolerance), c.balanced("m1")]
    weights = {b.name: n for b, n in zip(balances, (v, w), strict=True)}
    total = sum(weights[b.name] * b.residual(game, place) for b in balances)
    demand = grievance_at_most(balances, ratio, weights=weights)
    held = demand.residual(game, place) == 0
    assert met(demand.necessary(game), place) is met(demand.sufficient(game), place) is held
    if not math.isclose(total, math.log(ratio), abs_tol=1e-9):
        assert held == (total < math.log(ratio))


def test_a_violation_too_small_for_a_float_is_a_violation():
    tiny = sp.Rational(1, 10**400)
    game = game_of((1 + tiny * Y, sp.S.One))
    assert c.balanced("m0").residual(game, {Y: 1, Z: 0}) > 0
    assert c.holds(Y >= 1).residual(game, {Y: 1 - tiny, Z: 0}) > 0
    assert c.participation().residual(game, {Y: tiny, Z: 0}) > 0


def test_a_side_without_a_value_fails():
    game = bg.Game({"P": {Y: (0, 1)}, "C": {}}, {"P": Y, "C": 0}, measures={
        "m": {"P": sp.log(Y), "C": 1}})  # fmt: skip
    assert c.balanced("m", 5).residual(game, {Y: 0}) == math.inf
    assert c.positive("m").residual(game, {Y: 0}) == math.inf
    assert c.holds(sp.log(Y) < 0).residual(game, {Y: 0}) == math.inf


@pytest.mark.long
@settings(max_examples=4, phases=QUICK)
@given(measures(), measures(), st.sampled_from([c.nash(), c.holds(sp.Rational(1, 2) <= Y)]))
def test_more_conditions_leave_no_smaller_gap(p, q, more):
    game = game_of(p, q)
    asked = [[c.balanced("m0")], [c.balanced("m0"), more], [c.balanced("m0"), c.balanced("m1")]]
    fewer, *others = (bg.equilibrium_gap(game, demands, width=0.1, timeout=8) for demands in asked)
    for gap in others:
        assert fewer.lower <= gap.upper
    loose = bg.equilibrium_gap(game, [c.balanced("m0", sp.log(2))], width=0.1, timeout=8)
    assert loose.lower <= fewer.upper
    for k in range(5):  # no agreement undercuts a proved lower bound
        place = {Y: sp.Rational(k, 4), Z: sp.Rational((3 * k) % 5, 4)}
        residual = asked[0][0].residual(game, place)
        assert residual >= fewer.lower or math.isclose(residual, fewer.lower)
    if fewer.agreement is not None:
        assert asked[0][0].residual(game, fewer.agreement) <= fewer.upper
