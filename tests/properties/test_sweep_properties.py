"""A sweep gives the answers of the single call, point by point; a gap always has a status."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings, strategies as st

import bargain as bg
from bargain.solve.agreement import Outcome

y, z = sp.symbols("y z")
s, t = sp.symbols("s t", positive=True)
SOLVERS = [bg.nash_bargaining, bg.kalai_smorodinsky, bg.egalitarian, bg.utilitarian]
CODES = {0: Outcome.UNKNOWN, 1: Outcome.AGREEMENT, 2: Outcome.NO_AGREEMENT}
share = st.fractions(Fraction(1, 8), 2, max_denominator=8)
SHAPES = [
    lambda k: (s * z - y**2 / 2, t * y - z**2 / 2),
    lambda k: (s * z - k * y, t * y - k * z),
    lambda k: (s * sp.log(1 + z) - y**2 / 2 - (k - 1) / 4, t * y - z**2),
    lambda k: (s * sp.Min(y, z) - k * y**2 / 4, t * sp.Min(y, z) - z**2 / 4),
]


@settings(max_examples=25, deadline=None)
@given(
    shape=st.sampled_from(SHAPES), k=share, first=st.lists(share, min_size=1, max_size=3),
    second=st.lists(share, min_size=1, max_size=2), solver=st.sampled_from(SOLVERS),
    related=st.booleans(),
)  # fmt: skip
def test_a_sweep_is_the_single_call_point_by_point(shape, k, first, second, solver, related):
    payoffs = dict(zip("PC", shape(sp.Rational(k)), strict=True))
    relations = [s + t <= 2] if related else []
    game = bg.Game({"P": {y: (0, 1)}, "C": {z: (0, 1)}}, payoffs, assumptions=relations,
                   parameters=[s, t])  # fmt: skip
    result = bg.sweep(game, solver, {s: first, t: second})
    for i, a in enumerate(first):
        for j, b in enumerate(second):
            here = {name: result[name].values[..., i, j] for name in result}
            code = int(here["status"])
            numbers = [here["y"], here["z"], *here["payoff"], *here["gain"]]
            assert np.isfinite(numbers).all() == (code == 1)
            try:
                single = solver(game.at({s: a, t: b}))
            except bg.InputError:
                assert code == 3
                continue
            assert code != 3
            if code == 0:
                continue  # a sweep may leave open what intervals prove of one game
            if single.status is Outcome.UNKNOWN:
                continue
            assert CODES[code] is single.status
            if code == 1:
                for p in game.players:
                    assert here["gain"][game.players.index(p)] == pytest.approx(
                        float(single.agreement.gains[p]), rel=1e-5, abs=1e-7
                    )


@pytest.mark.long
@given(st.lists(st.floats(0.01, 3), min_size=1, max_size=4, unique=True))
def test_solvers_of_one_game_see_the_exact_values(values):
    seen = []

    def solver(game):
        seen.append(game.payoffs["P"].subs({y: 0, z: 1}))
        return bg.nash_bargaining(game)

    game = bg.Game({"P": {y: (0, 1)}, "C": {z: (0, 1)}}, {"P": s * z - y**2, "C": y - z**2})
    for given_values, exact in (
        (values, [Fraction(repr(v)) for v in values]),  # written: decimals
        (np.array(values), [Fraction(v) for v in values]),  # an array: binary
    ):
        seen.clear()
        bg.sweep(game, solver, {s: given_values})
        assert [Fraction(int(v.p), int(v.q)) for v in seen] == exact


def test_points_on_the_border_of_the_assumptions_are_decided_exactly():
    game = bg.Game({"P": {y: (0, 1)}, "C": {z: (0, 1)}}, {"P": s * z - y**2, "C": t * y - z**2},
                   assumptions=[s + t <= sp.Rational(3, 10)])  # fmt: skip
    on = bg.sweep(game, bg.nash_bargaining, {s: [0.1], t: [0.2]})  # 0.1 + 0.2 > 0.3 in floats
    assert on.status.values.item() == 1
    off = bg.sweep(game, bg.nash_bargaining, {s: np.array([0.1]), t: np.array([0.2])})
    assert off.status.values.item() == 3  # so it is, of the binary values


def test_a_solver_that_returns_nan_establishes_nothing():
    from bargain.solve.agreement import Agreement

    class Result:
        status = Outcome.AGREEMENT
        agreement = Agreement(
            values={y: float("nan"), z: 0.0}, payoffs={"P": 1, "C": 1}, gains={"P": 1, "C": 1}
        )

    game = bg.Game({"P": {y: (0, 1)}, "C": {z: (0, 1)}}, {"P": s * z - y**2, "C": y - z**2})
    result = bg.sweep(game, lambda g: Result, {s: [1.0]})
    assert result.status.values.item() == 0
    assert np.isnan(result.payoff.values).all()
