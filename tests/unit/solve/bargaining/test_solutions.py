"""Bargaining solutions of smooth games."""

from __future__ import annotations

import copy
import dataclasses
import json
import pickle
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp

import bargain as bg
from bargain.errors import GameError, InputError, NoClosedForm, OptionError
from bargain.game.game import Game
from bargain.solve.agreement import Outcome
from bargain.solve.bargaining.no_agreement import _two_player_weights, weighted_bound
from bargain.solve.bargaining.solutions import (
    egalitarian,
    kalai_smorodinsky,
    nash_bargaining,
    utilitarian,
)
from bargain.solve.continuous.best_reply_proof import Judgement
from bargain.solve.payoffs.compiled import compile_game

y_P, y_C, c = sp.symbols("y_P y_C c")
SOLVERS = [nash_bargaining, kalai_smorodinsky, egalitarian, utilitarian]
R = sp.Rational


def base(s_P, s_C, e_P=0, e_C=0, **more):
    return Game(
        {"patron": {y_P: (0, 1)}, "client": {y_C: (0, 1)}},
        {"patron": s_P * y_C - e_P * y_P - y_P**2 / 2,
         "client": s_C * y_P - e_C * y_C - y_C**2 / 2},
        **more,
    )  # fmt: skip


def gains_on_grid(game, levels=201):
    """Gains of all players on an even grid: the oracle."""
    axes = [np.linspace(float(a), float(b), levels) for a, b in game.box.values()]
    mesh = np.meshgrid(*axes, indexing="ij")
    return np.array(
        [
            np.broadcast_to(sp.lambdify(game.variables, g, "numpy")(*mesh), mesh[0].shape)
            for g in game.gains().values()
        ]
    ).reshape(len(game.players), -1)


def test_statement_7_power_law():
    s_P, s_C = 0.125, 0.5
    a = nash_bargaining(base(s_P, s_C)).agreement
    assert a[y_P] == pytest.approx((s_P**2 * s_C) ** (1 / 3), rel=1e-12)
    assert a["y_C"] == pytest.approx((s_P * s_C**2) ** (1 / 3), rel=1e-12)


def test_statement_10_money_or_autonomy():
    K = R(1, 5)
    game = Game(
        {"patron": {y_P: (0, 1)}, "client": {y_C: (0, 1)}},
        {
            "patron": y_C / 2 - y_P**2 / 2 - (1 - c) * K,
            "client": R(3, 5) * y_P - y_C**2 / 2 - c * K,
        },
        terms={c: (0, 1)},
    )
    a = nash_bargaining(game).agreement
    assert a[y_P] == pytest.approx(0.6, rel=1e-9)
    assert a[y_C] == pytest.approx(0.5, rel=1e-9)
    assert a[c] == pytest.approx(0.5 + 3 * (0.36 - 0.25) / (4 * 0.2), rel=1e-9)


@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize(("s_P", "s_C"), [(R(1, 2), R(3, 4)), (3, 5), (R(1, 8), 1), (R(1, 5), 4)])
def test_beats_every_grid_point(solver, s_P, s_C):
    game = base(s_P, s_C)
    solution = solver(game)
    assert solution.status is Outcome.AGREEMENT
    mine = np.array(list(solution.agreement.gains.values()))
    grid = gains_on_grid(game)
    grid = grid[:, (grid > 0).all(axis=0)]
    ideal = grid.max(axis=1) if solver is kalai_smorodinsky else np.ones(2)
    value = {
        "nash_bargaining": lambda g: np.log(g).sum(axis=0),
        "utilitarian": lambda g: g.sum(axis=0),
    }.get(solver.__name__, lambda g: (g.T / ideal).min(axis=-1))
    slack = 1e-3 if solver is kalai_smorodinsky else 1e-9  # the grid's ideal point is a little low
    assert value(grid).max() <= value(mine) + slack
    assert value(mine) <= value(grid).max() + 0.05
    assert solution.residual < 1e-8
    assert solution.bound < 1e-6


@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize(("e", "kind"), [(2, "weights"), (1, "weights")])
def test_no_gains_from_trade_is_proved(solver, e, kind):
    game = base(1, 1, e, e)
    solution = solver(game)
    assert solution.agreement is None
    assert solution.status is Outcome.NO_AGREEMENT
    assert solution.evidence.kind == kind
    again = weighted_bound(game, solution.evidence.weights, solution.evidence.at)
    assert again == solution.evidence.bound <= 0
    assert "no agreement" in solution.summary()


def test_survival_threshold_depends_on_the_product():
    # e_P e_C against s_P s_C = 1 (statement 11, one-shot): very unequal, same product.
    assert nash_bargaining(base(10, R(1, 10), R(9, 10), 1)).agreement is not None
    assert nash_bargaining(base(10, R(1, 10), R(11, 10), 1)).status is Outcome.NO_AGREEMENT


@pytest.mark.parametrize("scale", [1e-9, 1e-3, 1e6, 1e12])
@pytest.mark.parametrize("shift", [0, -1e12, 7])
def test_nash_and_kalai_smorodinsky_do_not_move(scale, shift):
    game = base(R(1, 2), R(3, 4))
    moved = Game(
        game.actions,
        {"patron": scale * game.payoffs["patron"] + shift, "client": game.payoffs["client"]},
        disagreement={"patron": shift},
    )
    for solver in (nash_bargaining, kalai_smorodinsky):
        first, second = solver(game).agreement, solver(moved).agreement
        assert second[y_P] == pytest.approx(first[y_P], rel=1e-7)
        assert second[y_C] == pytest.approx(first[y_C], rel=1e-7)


@pytest.mark.parametrize("s", [R(1, 10**3), R(1, 10**6)])
def test_tiny_agreements(s):
    a = nash_bargaining(base(s, 3 * s)).agreement
    assert a[y_C] == pytest.approx(float(s) * 9 ** (1 / 3), rel=1e-9)


def test_box_other_than_the_unit_box():
    game = base(R(1, 2), R(3, 4))
    u, v = sp.symbols("u v")  # y = (u + 3)/7 on [-3, 4]
    wide = Game(
        {"patron": {u: (-3, 4)}, "client": {v: (-3, 4)}},
        {p: g.subs({y_P: (u + 3) / 7, y_C: (v + 3) / 7}) for p, g in game.payoffs.items()},
    )
    for solver in SOLVERS:
        narrow, other = solver(game).agreement, solver(wide).agreement
        assert (other[u] + 3) / 7 == pytest.approx(narrow[y_P], rel=1e-8)


def test_three_players_and_weights():
    x, y, i, j, k = sp.symbols("x y i j k")
    game = Game(
        {"a": {i: (0, 1)}, "b": {j: (0, 1)}, "c": {k: (0, 1)}},
        {"a": x, "b": y, "c": 1 - x - y}, terms={x: (0, 1), y: (0, 1)},
    )  # fmt: skip
    a = nash_bargaining(game, {"a": 1, "b": 2, "c": 5}).agreement
    assert (a[x], a[y]) == pytest.approx((1 / 8, 2 / 8), rel=1e-9)
    a = kalai_smorodinsky(game).agreement
    assert (a[x], a[y]) == pytest.approx((1 / 3, 1 / 3), rel=1e-6)


def test_bounds_are_reported():
    solution = nash_bargaining(base(3, 5))
    assert solution.active == ("y_P = 1", "y_C = 1")
    assert solution.multipliers["patron"] == pytest.approx(1 / 2.5)


@pytest.mark.parametrize("solver", SOLVERS)
def test_a_player_without_a_stake_has_no_say(solver):
    game = Game({"a": {y_P: (0, 1)}, "b": {y_C: (0, 1)}}, {"a": 0, "b": y_P - y_C**2})
    solution = solver(game)
    assert solution.agreement[y_P] == pytest.approx(1)
    assert solution.agreement.gains["a"] == 0
    worse = Game(game.actions, game.payoffs, disagreement={"a": 1})
    assert solver(worse).status is Outcome.NO_AGREEMENT
    assert solver(worse).evidence is not None


def test_pure_conflict_has_no_agreement():
    game = Game({"a": {y_P: (0, 1)}, "b": {y_C: (0, 1)}}, {"a": y_P - y_C, "b": y_C - y_P})
    assert nash_bargaining(game).status is Outcome.NO_AGREEMENT


def test_non_concave_problem_has_a_proved_answer():
    game = Game(
        {"a": {y_P: (-2, 2)}, "b": {y_C: (-2, 2)}},
        {"a": 3 - (y_P**2 - 1) ** 2 - (y_C - R(1, 5)) ** 2,
         "b": 2 - (y_P - R(1, 10)) ** 2 * y_C**2 - y_C**2 + y_P / 10},
    )  # fmt: skip
    solution = nash_bargaining(game)
    assert solution.status is Outcome.AGREEMENT
    assert 0 < solution.bound <= 1e-5
    grid = gains_on_grid(game, 401)
    grid = grid[:, (grid > 0).all(axis=0)]
    assert np.log(grid).sum(axis=0).max() <= np.log(list(solution.agreement.gains.values())).sum()
    assert solution.agreement[y_P] > 0  # the mirror image is only locally best


def test_non_concave_problem_without_agreement():
    game = Game(
        {"a": {y_P: (0, 1)}, "b": {y_C: (0, 1)}},
        {"a": y_P * y_C - R(3, 2), "b": y_P + y_C**3 - 2 * y_P * y_C},
    )
    solution = nash_bargaining(game)
    assert solution.status is Outcome.NO_AGREEMENT
    assert solution.evidence.kind == "intervals"


def test_undecided_is_unknown_and_carries_no_agreement():
    # Best reached with everyone exactly at zero, and no weights exist: gains touch, not cross.
    game = Game(
        {"a": {y_P: (0, 1)}, "b": {y_C: (0, 1)}},
        {
            "a": (y_P - R(1, 3)) ** 3 - (y_C - R(1, 3)) ** 2,
            "b": -((y_P - R(1, 3)) ** 3) - (y_C - R(1, 3)) ** 2,
        },
    )
    solution = nash_bargaining(game)
    assert solution.agreement is None
    assert solution.status in (Outcome.UNKNOWN, Outcome.NO_AGREEMENT)
    assert (solution.status is Outcome.NO_AGREEMENT) == (solution.evidence is not None)


def test_bad_input():
    s = sp.Symbol("s", positive=True)
    with pytest.raises(GameError, match="parameters"):
        nash_bargaining(base(s, 1))
    with pytest.raises(OptionError, match="weights"):
        nash_bargaining(base(1, 1), {"patron": 1})
    with pytest.raises(OptionError, match="positive"):
        nash_bargaining(base(1, 1), {"patron": 1, "client": 0})
    with pytest.raises(InputError):
        nash_bargaining("a game")
    with pytest.raises(InputError, match="no variable"):
        nash_bargaining(base(1, 1)).agreement["y_Q"]


def test_results_are_plain_data():
    for game in (base(R(1, 2), R(3, 4)), base(1, 1, 2, 2)):
        for solver in SOLVERS:
            solution = solver(game)
            json.dumps(solution.to_dict())
            assert repr(solution).count("\n") == 0
            assert solution.summary().startswith(solver.__name__)
    a = nash_bargaining(base(R(1, 2), R(3, 4))).agreement
    assert pickle.loads(pickle.dumps(a)) == a == copy.deepcopy(a)
    assert a.payoffs["patron"] == pytest.approx(float(R(1, 2)) * a[y_C] - a[y_P] ** 2 / 2)


def test_exact_weights_of_a_proof_are_fractions():
    evidence = nash_bargaining(base(1, 1, 2, 2)).evidence
    assert all(isinstance(w, Fraction) for w in evidence.weights.values())


@pytest.mark.parametrize("solver", [nash_bargaining, egalitarian, utilitarian])
@pytest.mark.parametrize("kink", [sp.Max, sp.Min])
def test_best_shot_and_weakest_link(solver, kink):
    game = Game(
        {"a": {y_P: (0, 1)}, "b": {y_C: (0, 1)}},
        {"a": R(6, 7) * kink(y_P, y_C) - y_P / 10 - R(4, 7) * y_P**2,
         "b": R(5, 7) * kink(y_P, y_C) - y_C / 10 - y_C**2 / 2},
    )  # fmt: skip
    solution = solver(game)
    assert solution.status is Outcome.AGREEMENT, solution.reason
    a = solution.agreement
    again = {p: float(g.subs(dict(a.values))) for p, g in game.gains().items()}
    assert dict(a.gains) == pytest.approx(again, abs=1e-12)
    grid = gains_on_grid(game)
    grid = grid[:, (grid >= 0).all(axis=0)]
    mine = np.array(list(a.gains.values()))
    value = {
        "nash_bargaining": lambda g: g.prod(axis=0),
        "utilitarian": lambda g: g.sum(axis=0),
        "egalitarian": lambda g: g.min(axis=0),
    }[solver.__name__]
    assert value(grid).max() <= value(mine) + 1e-9


def test_a_kink_in_which_a_gain_falls_is_solved_by_its_pieces():
    actions = {"a": {y_P: (0, 1)}, "b": {y_C: (0, 1)}}
    falls = Game(actions, {"a": y_C - sp.Max(y_P, y_C) / 9, "b": y_P - y_C**2})
    a = nash_bargaining(falls).agreement
    # y_P = 1: (c - 1/9)(1 - c^2) is stationary at 3c^2 - 2c/9 - 1 = 0
    assert (a[y_P], a[y_C]) == pytest.approx((1, (1 / 9 + (1 / 81 + 3) ** 0.5) / 3))


def test_a_largest_value_that_is_not_attained_is_no_answer():
    actions = {"a": {y_P: (0, 1)}, "b": {y_C: (0, 1)}}
    payoff = {"b": y_P - y_C / 9}
    # three times as much below 1/2: the product rises up to the jump and never gets there
    factor = sp.Piecewise((3, y_P < R(1, 2)), (1, True))
    assert nash_bargaining(Game(actions, {"a": y_C * factor, **payoff})).agreement is None
    factor = sp.Piecewise((3, y_P <= R(1, 2)), (1, True))
    at = nash_bargaining(Game(actions, {"a": y_C * factor, **payoff})).agreement
    assert (at[y_P], at[y_C]) == (0.5, 1)


def test_absolute_value_of_a_policy_distance():
    game = Game(
        {"a": {y_P: (0, 1)}, "b": {y_C: (0, 1)}},
        {"a": 1 - sp.Abs(y_P - R(1, 4)), "b": 1 - sp.Abs(y_P - R(3, 4))},
    )
    solution = nash_bargaining(game)
    assert solution.agreement is None or solution.agreement[y_P] == pytest.approx(0.5)


@pytest.mark.parametrize("solver", SOLVERS)
def test_units_that_differ_by_many_orders_of_magnitude(solver):
    # Infinite slopes at zero, boxes of size 10 and 1, payoffs of size 1e-4 and 1e3.
    game = Game(
        {"a": {y_P: (0, 10)}, "b": {y_C: (0, 1)}},
        {"a": R(225, 10**6) * sp.sqrt(y_C) - R(11, 10**6) * y_P - R(215, 10**8) * y_P**2,
         "b": 450 * sp.log(1 + 3 * y_P / 10) - 1300 * y_C - 1150 * y_C**2},
    )  # fmt: skip
    solution = solver(game)
    assert solution.status is Outcome.AGREEMENT, solution.reason
    assert min(solution.agreement.gains.values()) >= 0


@pytest.mark.parametrize("solver", SOLVERS)
def test_somebody_who_cannot_gain(solver):
    game = Game(
        {"a": {y_P: (0, 1)}, "b": {y_C: (0, 1)}}, {"a": -y_P - y_P**2, "b": sp.sqrt(y_P) - y_C}
    )
    solution = solver(game)
    assert solution.status is Outcome.NO_AGREEMENT
    assert solution.evidence.weights == {"a": 1}


@pytest.mark.parametrize("solver", [kalai_smorodinsky, egalitarian])
def test_closed_forms_that_nobody_knows_are_said_to_be_unknown(solver: object) -> None:
    a, b = sp.symbols("a b")
    game = Game({"A": {a: (0, 1)}, "B": {b: (0, 1)}}, {"A": b - a**2, "B": a - b**2})
    with pytest.raises(NoClosedForm, match="no closed form"):
        solver(game, symbolic=True)  # type: ignore[operator]  # one of two functions


@pytest.mark.long(every=2)
@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize(
    ("payoff", "said"),
    [
        (sp.log(y_P) + y_C, r"log\(y_P\) needs y_P > 0, which fails at y_P = 0"),
        (sp.log(y_C - R(1, 2)) + 3, r"log\(y_C - 1/2\)"),
        (y_C / (2 * y_P - 1), r"2\*y_P - 1 != 0"),
        (y_C - 1 / y_P, "y_P != 0"),
        (sp.sqrt(y_P - y_C), r"sqrt\(-y_C \+ y_P\)"),
    ],
)
def test_payoffs_without_a_value_somewhere_are_refused_with_a_point(solver, payoff, said):
    game = Game({"patron": {y_P: (0, 1)}, "client": {y_C: (0, 1)}},
                {"patron": payoff, "client": y_P - y_C})  # fmt: skip
    with pytest.raises(GameError, match=said) as raised:
        solver(game)
    assert "payoff of 'patron'" in str(raised.value)


@pytest.mark.parametrize("solver", SOLVERS)
def test_payoffs_defined_by_their_box_are_not_refused(solver):
    game = Game({"patron": {y_P: ("1/10", 1)}, "client": {y_C: (0, 1)}},
                {"patron": y_C - sp.log(y_P) / 9, "client": y_P - sp.sqrt(y_C) / 2})  # fmt: skip
    assert solver(game).reason


@pytest.mark.parametrize("solver", SOLVERS)
def test_functions_without_numerical_form_are_named(solver):
    game = Game({"patron": {y_P: (0, 1)}, "client": {y_C: (0, 1)}},
                {"patron": sp.gamma(y_P + 1) * y_C, "client": y_P})  # fmt: skip
    with pytest.raises(GameError, match="uses gamma"):
        solver(game)


@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize("power", [150, -150, 1900])
def test_numbers_that_floats_cannot_square_are_refused(solver, power):
    game = base(sp.Integer(10) ** power, 1)
    with pytest.raises(GameError, match=rf"a number of about 10\^{power}; measure payoffs"):
        solver(game)


@pytest.mark.parametrize("power", [90, -90])
def test_large_and_small_units_change_nothing(power):
    unit = sp.Integer(10) ** power
    game = Game({"patron": {y_P: (0, 1)}, "client": {y_C: (0, 1)}},
                {"patron": unit * (y_C - y_P**2), "client": (y_P - y_C**2) / unit})  # fmt: skip
    a = nash_bargaining(game).agreement
    assert (a[y_P], a[y_C]) == pytest.approx((0.5, 0.5))


def test_results_in_json_hold_no_infinities():
    game = Game({"patron": {y_P: (-(10**40), 10**40)}, "client": {y_C: (0, R(1, 10**40))}},
                {"patron": y_C - y_P**2, "client": y_P - y_C**2})  # fmt: skip
    json.dumps(nash_bargaining(game).to_dict(), allow_nan=False)


@pytest.mark.long(every=3)
@pytest.mark.parametrize("solver", [nash_bargaining, egalitarian, utilitarian])
def test_payoffs_of_a_kinked_game_are_those_of_the_game(solver):
    game = Game(
        {"patron": {y_P: (0, 1)}, "client": {y_C: (0, 1)}},
        {"patron": R(5, 4) * sp.Abs(y_P - R(1, 2)) - 3 * sp.sqrt(y_P) / 1000,
         "client": sp.Max(y_P, y_C) / 4},
        disagreement={"patron": R(1, 2), "client": -R(1, 4)},
    )  # fmt: skip
    a = solver(game).agreement
    for player, payoff in game.payoffs.items():
        assert a.payoffs[player] == pytest.approx(float(payoff.subs(a.values)), abs=1e-12)
        outside = float(game.disagreement[player])
        assert a.gains[player] == pytest.approx(a.payoffs[player] - outside)
        assert a.gains[player] >= 0


@pytest.mark.parametrize(
    ("first", "second", "at"),
    [
        ("y - z", "-3*y - z", (0, 0)),  # any weight above 1/3
        ("-y - z", "y/2 + z/4", (0, 0)),  # any below 2
        ("y - z", "-y/2 + z/4", (0, 0)),  # between 2 and 4
        ("-y + z", "3*y + z - 4", (1, 1)),  # at the upper ends
        ("y - z", "-y - z", (1, 0)),
    ],
)
def test_weights_at_a_corner_let_every_slope_point_out(first, second, at):
    y, z = sp.symbols("y z")
    game = Game({"P": {y: (0, 1)}, "C": {z: (0, 1)}},
                {"P": sp.sympify(first), "C": sp.sympify(second)})  # fmt: skip
    point = {y: Fraction(at[0]), z: Fraction(at[1])}
    found = list(_two_player_weights(game, ("P", "C"), point))
    assert len(found) == 1
    total = sum(found[0][p] * g for p, g in game.gains().items())
    assert min(found[0].values()) >= 0
    for v, end in point.items():
        assert sp.diff(total, v) * (-1 if end == 1 else 1) <= 0


def test_no_weights_at_a_corner_that_somebody_leaves():
    y, z = sp.symbols("y z")
    game = Game({"P": {y: (0, 1)}, "C": {z: (0, 1)}}, {"P": y + z, "C": y - z / 2})
    assert list(_two_player_weights(game, ("P", "C"), {y: Fraction(0), z: Fraction(0)})) == []
    assert list(_two_player_weights(game, ("P", "C"), {y: Fraction(1, 2), z: Fraction(0)})) == []


def test_results_are_frozen_and_take_keywords_only():
    y, z = sp.symbols("y z")
    game = Game({"P": {y: (0, 1)}, "C": {z: (0, 1)}}, {"P": z / 2 - y**2, "C": y / 2 - z**2})
    solution = nash_bargaining(game)
    for result in (solution, solution.agreement, nash_bargaining(game, symbolic=True).pieces[0]):
        values = [getattr(result, f.name) for f in dataclasses.fields(result)]
        with pytest.raises(TypeError, match="positional"):
            type(result)(*values)
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(result, dataclasses.fields(result)[0].name, None)


@pytest.mark.parametrize("solver", [egalitarian, kalai_smorodinsky])
@pytest.mark.parametrize("weights", [{"P": 1, "C": 2}, {"P": 2, "C": 1}])
def test_other_best_agreements_have_the_same_least_share(solver, weights):
    """The patron gets at most 1, whatever y is: a segment of agreements is best."""
    y, z = sp.symbols("y z")
    game = Game({"P": {y: (0, 1)}, "C": {z: (0, 1)}}, {"P": z, "C": 2 * y + z})
    solution = solver(game, weights)
    ideal = {"P": 1, "C": 3} if solver is kalai_smorodinsky else {"P": 1, "C": 1}

    def least(agreement):
        return min(agreement.gains[p] / (weights[p] * ideal[p]) for p in game.players)

    assert all(least(a) == pytest.approx(least(solution.agreement)) for a in solution.alternatives)
    # down to the y at which the client's share falls below the patron's
    lowest = weights["C"] * ideal["C"] / weights["P"] / ideal["P"] / 2 - 0.5
    assert len(solution.alternatives) == (lowest < 1)
    for other in solution.alternatives:
        assert float(other[y]) == pytest.approx(max(0.0, lowest), abs=1e-6)


@pytest.mark.long(every=2)
@pytest.mark.parametrize("solver", SOLVERS[:1] + SOLVERS[2:])
def test_isolated_best_agreements_are_told_from_a_continuum(solver):
    """Peaks at 1/4 and 3/4: half their difference is a peak, their midpoint is not."""
    y, z = sp.symbols("y z")
    quarter = sp.Rational(1, 4)
    peaks = -((y - quarter) ** 2) * (y - 3 * quarter) ** 2
    box = {"P": {y: (0, 1)}, "C": {z: (0, 1)}}
    two = solver(Game(box, {"P": 1 + 16 * peaks, "C": 1 - z**2}))
    assert "1 other agreements" in two.reason
    assert {round(float(a[y]), 6) for a in (two.agreement, *two.alternatives)} == {0.25, 0.75}
    # with z of no consequence each peak is a segment, of which a few points are listed
    lines = solver(Game(box, {"P": 1 + peaks, "C": 1 + peaks}))
    assert "continuum" in lines.reason
    assert {round(float(a[y]), 6) for a in lines.alternatives} == {0.25, 0.75}
    assert len(lines.alternatives) >= 2


def test_a_compiled_game_is_shared_and_does_not_change():
    y, z = sp.symbols("y z")
    game = Game({"P": {y: (0, 1)}, "C": {z: (0, 1)}}, {"P": z - y**2, "C": y - z**2})
    compiled = compile_game(game)
    assert compile_game(game) is compiled
    with pytest.raises(dataclasses.FrozenInstanceError):
        compiled.quadratic = False
    with pytest.raises(TypeError, match="positional"):
        Judgement([], [], "")


def test_a_pickle_with_other_fields_is_refused():
    y, z = sp.symbols("y z")
    game = Game({"P": {y: (0, 1)}, "C": {z: (0, 1)}}, {"P": z - y**2, "C": y - z**2})
    agreement = nash_bargaining(game).agreement
    make, (kind, parts) = agreement.__reduce__()
    assert make(kind, parts) == agreement
    fewer = {name: value for name, value in parts.items() if name != "box"}
    for wrong in (fewer, parts | {"more": 1}):
        with pytest.raises(ValueError, match="other fields"):
            make(kind, wrong)


def test_derivatives_that_do_not_fit_their_places_are_refused():
    y, z = sp.symbols("y z")
    game = Game({"P": {y: (0, 1)}, "C": {z: (0, 1)}}, {"P": z - y**2, "C": y - z**2})
    compiled = compile_game(game)
    assert [float(g) for g in compiled.derivatives([0.5, 0.5], []).gains] == [0.25, 0.25]
    fewer = dataclasses.replace(compiled, _second_at=compiled._second_at[:-1])
    with pytest.raises(ValueError, match="zip"):
        fewer.derivatives([0.5, 0.5], [])


def test_disagreement_of_equilibrium():
    """A prisoners' dilemma: defection gives 1 each, so gains are counted from there."""
    game = bg.FiniteGame.from_payoffs([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    found = nash_bargaining(game, lotteries=True, disagreement="nash")
    assert found.agreement.gains == {"1": 2, "2": 2}
    assert found == nash_bargaining(game, lotteries=True, disagreement={"1": 1, "2": 1})


def test_disagreement_of_several_equilibria_is_not_determined():
    battle = bg.FiniteGame.from_payoffs([[2, 0], [0, 1]], [[1, 0], [0, 2]])
    found = nash_bargaining(battle, disagreement="nash")
    assert found.status == "unknown"
    assert "payoffs in equilibrium" in found.reason
    assert "{player: payoff}" in found.reason


def test_disagreement_of_a_continuous_game():
    x, y = sp.symbols("x y")
    cournot = bg.Game(
        {"A": {x: (0, 1)}, "B": {y: (0, 1)}}, {"A": x * (1 - x - y), "B": y * (1 - x - y)}
    )
    found = nash_bargaining(cournot, disagreement="nash")
    assert [float(u) for u in found.agreement.payoffs.values()] == pytest.approx([1 / 8] * 2)
    assert [float(u) for u in found.agreement.gains.values()] == pytest.approx([1 / 8 - 1 / 9] * 2)


@pytest.mark.parametrize("wrong", ["cournot", {"1": 1}, 3])
def test_a_disagreement_that_is_none(wrong):
    game = bg.FiniteGame.from_payoffs([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    with pytest.raises(OptionError, match="payoff for every player"):
        nash_bargaining(game, disagreement=wrong)
