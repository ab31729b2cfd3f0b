"""Axioms where they hold, and each solution failing the axiom it is known to fail."""

from __future__ import annotations

from fractions import Fraction as F

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings, strategies as st

from bargain.game.game import Game
from bargain.solve.agreement import Outcome
from bargain.solve.bargaining.feasible import AgreementSet
from bargain.solve.bargaining.no_agreement import weighted_bound
from bargain.solve.bargaining.solutions import (
    egalitarian,
    kalai_smorodinsky,
    nash_bargaining,
    utilitarian,
)
from bargain.solve.continuous.best_deviation import best_deviation
from bargain.solve.repeated import minimum_discount, sustainable
from bargain.testing.smooth_strategies import (
    agreements,
    exchange_games,
    indifferent_games,
    positive_rationals,
)

ALL = [nash_bargaining, kalai_smorodinsky, egalitarian, utilitarian]
SCALE_FREE = [nash_bargaining, kalai_smorodinsky]
coordinate = st.fractions(0, 10, max_denominator=12)
polygons = st.lists(st.tuples(coordinate, coordinate), min_size=1, max_size=7)


def gains(solution):
    return np.array([float(g) for g in solution.agreement.gains.values()])


# --- smooth games -----------------------------------------------------------------------------


@settings(max_examples=10)
@given(exchange_games(entrapment=True, log_security=None))
def test_agreement_or_proof(game):
    for solver in ALL:
        solution = solver(game)
        if solution.status is Outcome.AGREEMENT:
            assert min(solution.agreement.gains.values()) >= 0  # individual rationality
            assert solution.residual <= 1e-6
            assert solution.bound <= 2e-6  # that of the largest gains is a part of it
            assert solution.evidence is None
        elif solution.status is Outcome.NO_AGREEMENT:
            assert solution.agreement is None
            proof = solution.evidence
            if proof.kind == "weights":
                assert (weighted_bound(game, proof.weights, proof.at) <= 0) == sp.true
        else:
            assert solution.agreement is None


@given(exchange_games(log_security=None), st.data())
def test_no_sampled_agreement_is_better(game, data):
    z = {v: sp.Rational(q) for v, q in data.draw(agreements(game)).items()}
    other = np.array([float(g.subs(z)) for g in game.gains().values()])
    nash, least = nash_bargaining(game), egalitarian(game)
    if (other > 0).all() and nash.agreement and least.agreement:
        assert np.log(other).sum() <= np.log(gains(nash)).sum() + 1e-9
        assert other.min() <= gains(least).min() * (1 + 1e-7)
        assert other.sum() <= gains(utilitarian(game)).sum() * (1 + 1e-7)
        assert not (other > gains(nash) * (1 + 1e-9)).all()  # weak efficiency


@pytest.mark.long
@given(exchange_games(), positive_rationals("1/40", "1000"), st.integers(-(10**6), 10**6))
def test_affine_invariance(game, scale, shift):
    k = sp.Rational(scale)
    moved = Game(
        game.actions,
        {"patron": k * game.payoffs["patron"] + shift, "client": game.payoffs["client"]},
        disagreement={"patron": shift},
    )
    for solver in SCALE_FREE:
        first, second = solver(game), solver(moved)
        for v in game.variables:
            assert second.agreement[v] == pytest.approx(first.agreement[v], rel=1e-6)


@given(exchange_games(log_security=None))
def test_relabelling(game):
    first, second = game.players
    swapped = Game({second: game.actions[second], first: game.actions[first]}, dict(game.payoffs))
    for solver in ALL:
        a, b = solver(game).agreement, solver(swapped).agreement
        for v in game.variables:
            assert b[v] == pytest.approx(a[v], rel=1e-6, abs=1e-9)


@given(positive_rationals(), positive_rationals())
def test_symmetry(s, w):
    x, y = sp.symbols("x y")
    k, c = sp.Rational(s), sp.Rational(w)
    game = Game(
        {"a": {x: (0, 1)}, "b": {y: (0, 1)}}, {"a": k * y - c * x**2 / 2, "b": k * x - c * y**2 / 2}
    )
    for solver in (nash_bargaining, kalai_smorodinsky, egalitarian):
        a = solver(game).agreement
        assert a[x] == pytest.approx(a[y], rel=1e-6)


@pytest.mark.long
@given(indifferent_games())
def test_degenerate_games_never_give_a_rejected_point(game):
    for solver in ALL:
        solution = solver(game)
        if solution.agreement is None:
            assert solution.evidence is not None or solution.status is Outcome.UNKNOWN
        else:
            assert min(solution.agreement.gains.values()) >= 0


@given(exchange_games(), st.data())
@settings(max_examples=15)
def test_minimum_discount_is_the_boundary_of_the_sustainable_set(game, data):
    z = data.draw(agreements(game))
    found = minimum_discount(game, z)
    if found.value is None:
        assert not sustainable(game, F(999, 1000)).contains(z)
        return
    if found.value < 1:
        assert sustainable(game, found.value).contains(z)
    if found.value > 0:
        assert not sustainable(game, found.value * F(999, 1000)).contains(z)
    for p in game.players:
        best = best_deviation(game, p, {v: sp.Rational(q) for v, q in z.items()})
        mine = game.payoffs[p].subs({v: sp.Rational(q) for v, q in z.items()})
        assert best.payoff >= mine


# --- exact axioms on polygons -----------------------------------------------------------------


@given(polygons)
def test_polygon_answers_are_efficient_and_acceptable(points):
    problem = AgreementSet.from_polygon(points)
    acceptable = [p for p in points if min(p) > 0]
    for solver in ALL:
        solution = solver(problem)
        if solution.agreement is None:
            assert not acceptable
            continue
        a, b = solution.agreement.gains.values()
        assert min(a, b) >= 0
        assert not any(p > a and q > b for p, q in points)


@given(polygons, positive_rationals(), positive_rationals())
def test_polygon_scale_invariance_is_exact(points, k, m):
    scaled = [(k * p, m * q) for p, q in points]
    for solver in SCALE_FREE:
        first = solver(AgreementSet.from_polygon(points)).agreement
        second = solver(AgreementSet.from_polygon(scaled)).agreement
        assert (first is None) == (second is None)
        if first is not None:
            a, b = first.gains.values()
            assert tuple(second.gains.values()) == (k * a, m * b)


@given(polygons, st.data())
def test_independence_of_irrelevant_alternatives(points, data):
    """Removing agreements, but not the solution, changes nothing: Nash, egalitarian."""
    problem = AgreementSet.from_polygon(points)
    for solver in (nash_bargaining, egalitarian):
        solution = solver(problem)
        if solution.agreement is None:
            continue
        kept = data.draw(st.lists(st.sampled_from(points), max_size=3))
        mine = tuple(solution.agreement.gains.values())
        smaller = solver(AgreementSet.from_polygon([mine, *kept])).agreement
        if solver is nash_bargaining:
            assert tuple(smaller.gains.values()) == mine
        else:
            assert min(smaller.gains.values()) == min(mine)


@given(polygons, st.tuples(coordinate, coordinate))
def test_egalitarian_monotonicity(points, extra):
    """More agreements never hurt the worst-off (strong monotonicity of the least gain)."""
    before = egalitarian(AgreementSet.from_polygon(points)).agreement
    after = egalitarian(AgreementSet.from_polygon([*points, extra])).agreement
    if before is not None:
        assert min(after.gains.values()) >= min(before.gains.values())


def hull(*points):
    return AgreementSet.from_polygon([(0, 0), *points])


def gain(solver, problem, player):
    return solver(problem).agreement.gains[player]


def test_nash_fails_monotonicity():
    # Kalai & Smorodinsky (1975): player 2's options improve at every level of player 1.
    small = hull((1, 0), (0, 1), (F(3, 4), F(3, 4)))
    large = hull((1, 0), (0, 1), (1, F(7, 10)))
    assert gain(nash_bargaining, large, "2") < gain(nash_bargaining, small, "2")
    assert gain(kalai_smorodinsky, large, "2") > gain(kalai_smorodinsky, small, "2")


def test_kalai_smorodinsky_fails_independence():
    large = hull((2, 0), (0, 1))
    chosen = tuple(kalai_smorodinsky(large).agreement.gains.values())
    small = hull(chosen, (0, 1), (1, 0))
    assert tuple(kalai_smorodinsky(small).agreement.gains.values()) != chosen
    assert tuple(nash_bargaining(small).agreement.gains.values()) == chosen == (1, F(1, 2))


@pytest.mark.parametrize("solver", [egalitarian, utilitarian])
def test_egalitarian_and_utilitarian_fail_scale_invariance(solver):
    first = solver(hull((2, 0), (0, 1))).agreement.gains
    second = solver(hull((2, 0), (0, 10))).agreement.gains
    assert (first["1"], 10 * first["2"]) != (second["1"], second["2"])


def test_weights_break_symmetry():
    pie = hull((1, 0), (0, 1))
    assert gain(nash_bargaining, pie, "1") == F(1, 2)
    assert nash_bargaining(pie, {"1": 2, "2": 1}).agreement.gains["1"] == F(2, 3)
