"""No full equilibrium unless D = 1, three ways that share no code; verdicts keep their meaning."""

from __future__ import annotations

import math
from fractions import Fraction, Fraction as F
from itertools import product

import nashpy
import numpy as np
import pytest
import sympy as sp
from hypothesis import Phase, given, settings, strategies as st

import bargain as bg
from bargain import conditions as c
from bargain.exact import to_sympy
from bargain.models import autonomy_security
from bargain.testing import (
    alliance_agreements,
    alliance_points,
    discounts,
    exchange_games,
    indifferent_games,
    positive_rationals,
    symmetric_alliance_points,
)
from bargain.testing.alliance_strategies import relabelled, rescaled
from bargain.verdicts.verdict import Status

GAME = autonomy_security()
PLAIN = autonomy_security(entrapment=False)


QUICK = (Phase.explicit, Phase.generate)  # shrinking would ask the decider hundreds of times


def full(beta):
    return c.full_equilibrium(to_sympy(beta))


def decided(game, condition, **more):
    """The verdict, with what must be true of every verdict."""
    verdict = bg.decide(game, condition, timeout=20, **more)
    assert (verdict.certificate is None) == (verdict.status is Status.UNKNOWN)
    if verdict.certificate is not None:
        result = bg.check(verdict)
        assert result.valid, result.reason
        assert result.verdict == verdict.status
    return verdict


# --- (a) the decider at a point -----------------------------------------------------------------


@settings(max_examples=8, phases=QUICK)
@given(alliance_points(), discounts())
def test_decider_refutes_unequal_dependence(point, beta):
    assert decided(GAME.at(point), full(beta)).status is Status.NEVER


@settings(max_examples=6, phases=QUICK)
@given(symmetric_alliance_points(), st.data())
def test_decider_finds_the_symmetric_equilibrium(point, data):
    s, w = point["s_P"], point["w_P"]
    threshold = F(1, 2) if s < w else w / (2 * s)
    patient = data.draw(st.booleans())
    share = data.draw(st.fractions(F(1, 10), F(9, 10), max_denominator=10))
    beta = threshold + (1 - threshold) * share if patient else threshold * share
    verdict = decided(PLAIN.at(point), full(beta))
    assert verdict.status is (Status.ALWAYS if patient else Status.NEVER)
    if patient:
        place = min(F(1), s / w)
        assert F(str(verdict.witness["y_P"])) == F(str(verdict.witness["y_C"])) == place


@pytest.mark.long(every=2)
@pytest.mark.parametrize("s", [F(1), F(3)])  # inside the box, and at its corner
def test_threshold_itself_is_patient_enough(s):
    w = F(2)
    beta = F(1, 2) if s < w else w / (2 * s)
    game = PLAIN.at({"s_P": s, "s_C": s, "w_P": w, "w_C": w})
    assert decided(game, full(beta)).status is Status.ALWAYS
    assert decided(game, full(beta - F(1, 1000))).status is Status.NEVER


# --- (b) the residuals, exactly -----------------------------------------------------------------


@given(alliance_points(), alliance_agreements(positive=True))
def test_grievance_is_conserved(point, z):
    D = point["s_C"] / point["s_P"]
    autonomy = z["y_C"] / z["y_P"]
    security = D * z["y_P"] / z["y_C"]
    spread = max(autonomy, 1 / autonomy) * max(security, 1 / security)
    assert spread >= max(D, 1 / D)  # exp of the sum of the two residuals
    if min(D, 1) <= autonomy <= max(D, 1):
        assert spread == max(D, 1 / D)  # grievance is moved, not made
    game = GAME.at(point)
    total = c.balanced("autonomy").residual(game, z) + c.balanced("security").residual(game, z)
    assert total == pytest.approx(math.log(spread), abs=1e-12)


@settings(max_examples=6)
@given(alliance_points(entrapment=False), alliance_agreements(positive=True), discounts())
def test_full_equilibrium_residual_is_never_zero(point, z, beta):
    assert full(beta).residual(PLAIN.at(point), z) > 0


@settings(max_examples=6)
@given(symmetric_alliance_points())
def test_full_equilibrium_residual_vanishes_at_the_symmetric_agreement(point):
    place = min(F(1), point["s_P"] / point["w_P"])
    here = {"y_P": place, "y_C": place}
    assert full(F(9, 10)).residual(PLAIN.at(point), here) == 0


# --- (c) the finite twin, through nashpy --------------------------------------------------------


def payoffs(point, z):
    """(u_P, u_C), written out from the definition."""
    y_P, y_C = z
    return (
        point["s_P"] * y_C - point.get("e_P", 0) * y_P - point["w_P"] * y_P**2 / 2,
        point["s_C"] * y_P - point.get("e_C", 0) * y_C - point["w_C"] * y_C**2 / 2,
    )


def enforcement_game(point, z, beta):
    """Honour z or cede nothing: u(z) if both honour, else (1 - beta) times the one-shot payoff."""
    cells = [[z, (z[0], F(0))], [(F(0), z[1]), (F(0), F(0))]]
    weight = [[F(1), 1 - beta], [1 - beta, 1 - beta]]
    return [
        [[weight[i][j] * payoffs(point, cells[i][j])[k] for j in range(2)] for i in range(2)]
        for k in range(2)
    ]


def self_enforcing(point, z, beta):
    """(honour, honour) is a Nash equilibrium: exactly, and nashpy says the same of integers."""
    A, B = enforcement_game(point, z, beta)
    exact = A[0][0] >= A[1][0] and B[0][0] >= B[0][1]
    scale = math.lcm(*(x.denominator for table in (A, B) for row in table for x in row))
    whole = [np.array([[int(x * scale) for x in row] for row in table]) for table in (A, B)]
    honour = np.array([1, 0])
    row_best, column_best = nashpy.Game(*whole).is_best_response(honour, honour)
    assert (row_best and column_best) == exact
    return exact


def dominated(point, z, grid):
    u = payoffs(point, z)
    return any(v != u and v[0] >= u[0] and v[1] >= u[1] for v in (payoffs(point, x) for x in grid))


def complete_on_grid(point, beta, steps):
    """Grid agreements with positive concessions that meet all four demands."""
    axis = [F(k, steps) for k in range(steps + 1)]
    grid = list(product(axis, axis))
    return [
        z
        for z in grid
        if min(z) > 0
        and self_enforcing(point, z, beta)
        and z[0] == z[1]
        and point["s_P"] * z[1] == point["s_C"] * z[0]
        and not dominated(point, z, grid)
    ]


@settings(max_examples=8)
@given(alliance_points(), discounts(), st.integers(2, 6))
def test_twin_has_none_under_unequal_dependence(point, beta, steps):
    assert complete_on_grid(point, beta, steps) == []


@settings(max_examples=8)
@given(symmetric_alliance_points(), st.fractions(F(1, 2), F(19, 20), max_denominator=20))
def test_twin_has_one_under_equal_dependence(point, beta):
    place = min(F(1), point["s_P"] / point["w_P"])
    found = complete_on_grid(point, beta, place.denominator)
    assert (place, place) in found


@settings(max_examples=6)
@given(alliance_points(entrapment=False), alliance_agreements(), discounts())
def test_twin_agrees_with_the_condition(point, z, beta):
    here = (z["y_P"], z["y_C"])
    residual = c.self_enforcing(to_sympy(beta)).residual(PLAIN.at(point), z)
    assert (residual == 0) == self_enforcing(point, here, beta)


# --- verdicts keep their meaning ----------------------------------------------------------------

positive_numbers = positive_rationals("1/4", "5")
shifts = st.fractions(-3, 3, max_denominator=4)


@settings(max_examples=8, phases=QUICK)
@given(
    st.one_of(alliance_points(entrapment=False), symmetric_alliance_points()),
    st.sampled_from([F(1, 4), F(2, 3)]),
    st.fixed_dictionaries({"patron": positive_numbers, "client": positive_numbers}),
    st.fixed_dictionaries({"patron": shifts, "client": shifts}),
)
def test_verdicts_are_invariant(point, beta, scale, shift):
    game = PLAIN.at(point)
    wanted = decided(game, full(beta)).status
    assert wanted is not Status.UNKNOWN
    assert decided(relabelled(game), full(beta)).status is wanted
    assert decided(rescaled(game, scale, shift), full(beta)).status is wanted


def test_symbolic_verdict_is_invariant():
    s_P, s_C = PLAIN.symbol("s_P"), PLAIN.symbol("s_C")
    beta = sp.Symbol("beta", positive=True)
    moved = rescaled(PLAIN, {"patron": F(3), "client": F(1, 7)}, {"patron": F(-2), "client": F(5)})
    for game in (PLAIN, relabelled(PLAIN), moved):
        verdict = decided(game, c.full_equilibrium(beta), where=[s_C > s_P])
        assert verdict.status is Status.NEVER


# --- other games, degenerate ones among them ----------------------------------------------------


@settings(max_examples=6, phases=QUICK)
@given(st.one_of(exchange_games(entrapment=True), indifferent_games()))
def test_no_verdict_contradicts_a_grid(game):
    """Where a grid point meets the demands exactly, `never` would be wrong."""
    demands = [c.participation(), c.nash()]
    verdict = decided(game, c.all_of(*demands))
    axes = [
        [low + (high - low) * sp.Rational(k, 2) for k in range(3)]
        for low, high in game.box.values()
    ]
    met = any(
        sum(d.residual(game, dict(zip(game.variables, z, strict=True))) for d in demands) == 0
        for z in product(*axes)
    )
    if met:
        assert verdict.status is not Status.NEVER


@given(alliance_points(), symmetric_alliance_points())
def test_points_are_what_they_say(point, symmetric):
    assert point["s_C"] != point["s_P"]
    assert symmetric["s_C"] == symmetric["s_P"]
    assert all(isinstance(v, Fraction) and v >= 0 for v in point.values())
    GAME.at(point)
    PLAIN.at(symmetric)
