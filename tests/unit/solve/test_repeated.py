"""Self-enforcing agreements."""

from __future__ import annotations

import json
from fractions import Fraction as F

import numpy as np
import pytest
import sympy as sp

from bargain.errors import GameError, InputError, NoClosedForm, OptionError
from bargain.game.game import Game
from bargain.game.tables.finite_game import FiniteGame
from bargain.solve.agreement import Outcome
from bargain.solve.bargaining.solutions import nash_bargaining
from bargain.solve.continuous.best_deviation import best_deviation
from bargain.solve.rationality.replicator import constant_of_motion, orbits_close, replicator_orbit
from bargain.solve.repeated import minimum_discount, sustainable

y_P, y_C = sp.symbols("y_P y_C")
s, w = sp.symbols("s w", positive=True)
R = sp.Rational


def base(s_P, s_C, w_P=1, w_C=1, **more):
    return Game(
        {"P": {y_P: (0, 1)}, "C": {y_C: (0, 1)}},
        {"P": s_P * y_C - w_P * y_P**2 / 2, "C": s_C * y_P - w_C * y_C**2 / 2}, **more,
    )  # fmt: skip


def test_statement_2_symbolic():
    game = base(s, s, w, w)
    assert minimum_discount(game, {y_P: s / w, y_C: s / w}).value == F(1, 2)
    assert sp.simplify(minimum_discount(game, {y_P: 1, y_C: 1}).value - w / (2 * s)) == 0


def test_nash_bargaining_needs_one_half():
    game = base(R(1, 4), R(1, 2))
    found = minimum_discount(game, nash_bargaining(game).agreement)
    assert float(found) == pytest.approx(0.5, abs=1e-12)
    assert found.arithmetic == "float"
    assert found < 0.6


def test_exact_numbers():
    found = minimum_discount(base(R(1, 4), R(1, 2)), {"y_P": "1/3", "y_C": "1/3"})
    assert found.value == F(2, 3)
    assert found.by_player == {"P": F(2, 3), "C": F(1, 3)}
    assert found.binding == ("P",)
    assert found.arithmetic == "exact"
    assert found == F(2, 3)
    json.dumps(found.to_dict())


def test_the_threshold_is_a_threshold():
    game = base(R(1, 4), R(1, 2))
    z = {y_P: F(1, 3), y_C: F(1, 3)}
    assert sustainable(game, F(2, 3)).contains(z)
    assert not sustainable(game, F(2, 3) - F(1, 10**9)).contains(z)


def test_unsustainable():
    game = base(R(1, 4), R(1, 2))
    found = minimum_discount(game, {y_P: 1, y_C: "1/3"})
    assert found.value is None
    assert "outside option" in found.reason
    with pytest.raises(InputError):
        float(found)
    zero = base(R(1, 4), R(1, 2), disagreement={"P": R(1, 12) - R(1, 18)})
    found = minimum_discount(zero, {y_P: "1/3", y_C: "1/3"})
    assert found.value is None
    assert "deviating" in found.reason


def test_an_equilibrium_needs_no_future():
    found = minimum_discount(base(R(1, 4), R(1, 2)), {y_P: 0, y_C: 0})
    assert found.value == 0


def test_best_deviation_kinds():
    game = Game(
        {"P": {y_P: (0, 1)}, "C": {y_C: (0, 1)}},
        {"P": y_P * y_C - y_P**2, "C": y_C**3 - R(3, 2) * y_C**2 + y_C / 2 + y_P},
    )
    inside = best_deviation(game, "P", {y_C: R(1, 2)})
    assert inside.actions[y_P] == R(1, 4)
    assert best_deviation(game, "P").payoff.subs(y_C, R(1, 2)) == R(1, 16)
    cubic = best_deviation(game, "C", {y_P: sp.S.Zero})
    grid = np.linspace(0, 1, 100001)
    values = grid**3 - 1.5 * grid**2 + grid / 2
    assert float(cubic.payoff) == pytest.approx(values.max(), abs=1e-9)
    assert cubic.arithmetic == "exact"
    logs = Game(game.actions, {"P": sp.log(1 + y_P) - y_P**3, "C": y_P})
    peak = best_deviation(logs, "P")
    assert peak.arithmetic == "float"
    assert float(peak.payoff) == pytest.approx((np.log1p(grid) - grid**3).max(), abs=1e-9)
    with pytest.raises(NoClosedForm):
        best_deviation(Game(game.actions, {"P": sp.sin(9 * y_P), "C": y_P}), "P")


def test_sustainable_set():
    half = sustainable(base(R(1, 2), R(1, 2)), R(1, 2))
    assert half.contains({y_P: "1/2", y_C: "1/2"})
    assert not half.contains({y_P: "3/5", y_C: "3/5"})
    assert half.safest().status is Outcome.AGREEMENT
    with pytest.raises(OptionError):
        sustainable(base(1, 1), 1)
    beta = sp.Symbol("beta", positive=True)
    assert beta in sustainable(base(1, 1), beta).slacks["P"].free_symbols


def test_statement_11_survival_depends_on_the_product():
    def slacks(e_P, e_C):
        game = Game(
            {"P": {y_P: (0, 1)}, "C": {y_C: (0, 1)}},
            {"P": y_C - e_P * y_P - y_P**2 / 2, "C": y_P - e_C * y_C - y_C**2 / 2},
        )
        return sustainable(game, R(1, 2)).safest().status

    assert slacks(R(1, 8), R(15, 8)) is Outcome.AGREEMENT  # product 15/64 < 1/4
    assert slacks(R(1, 8), R(17, 8)) is Outcome.NO_AGREEMENT


def test_bad_input():
    game = base(1, 1)
    with pytest.raises(InputError, match="no value"):
        minimum_discount(game, {y_P: 0})
    with pytest.raises(InputError, match="outside"):
        minimum_discount(game, {y_P: 2, y_C: 0})
    with pytest.raises(GameError):
        minimum_discount(game, {"y_Q": 0})


def test_statement_13_orbits():
    dilemma = FiniteGame.from_payoffs([[2, 1], [1, 3]], [[1, 3], [2, 1]])
    assert orbits_close(dilemma)
    path = replicator_orbit(dilemma, (0.3, 0.6), 60.0)
    assert path.drift < 1e-8
    assert path.x.min() > 0.05
    coordination = FiniteGame.from_payoffs([[2, 0], [0, 1]], [[2, 0], [0, 1]])
    assert not orbits_close(coordination)
    x, y = sp.symbols("x y", positive=True)
    level = constant_of_motion(dilemma)
    # dH/dt vanishes identically
    a, b, c, e = 1, -2, -2, 1
    flow = (x * (1 - x) * (a * y + b * (1 - y)), y * (1 - y) * (c * x + e * (1 - x)))
    assert sp.simplify(sp.diff(level, x) * flow[0] + sp.diff(level, y) * flow[1]) == 0


def two(first: sp.Expr, second: sp.Expr) -> Game:
    return Game(
        {"a": {sp.Symbol("u"): (0, 1)}, "b": {sp.Symbol("v"): (0, 1)}}, {"a": first, "b": second}
    )


def test_infinite_slopes_at_a_bound_are_no_obstacle() -> None:
    u, v = sp.symbols("u v")
    # the best v is inside: the slope of sqrt(v) - v is infinite at 0 and 0 at v = 1/4
    found = minimum_discount(two(u, sp.sqrt(v) - v + 1), {u: 1, v: 1})
    assert float(found) == pytest.approx((F(5, 4) - 1) / F(5, 4))


@pytest.mark.parametrize("payoff", ["log(u - v)", "sqrt(u - 1/2)"])
def test_undefined_payoffs_are_refused(payoff: str) -> None:
    u, v = sp.symbols("u v")
    formula = {"log(u - v)": sp.log(u - v), "sqrt(u - 1/2)": sp.sqrt(u - sp.Rational(1, 2))}
    with pytest.raises((GameError, NoClosedForm), match=r"not a finite number|not real"):
        minimum_discount(two(formula[payoff], u), {u: 1, v: 1})


def test_kinks_in_own_actions_are_refused() -> None:
    u, v = sp.symbols("u v")
    with pytest.raises(NoClosedForm, match="kink"):
        minimum_discount(two(sp.Abs(u - v), u), {u: 1, v: 1})


def test_logarithms_of_large_payoffs_end() -> None:
    u, v = sp.symbols("u v")
    big = 10**8
    game = two(big * (2 * v + sp.log(v + 1) - u**2 / 2), u + v * u - v**2)
    found = minimum_discount(game, {u: 1, v: 1})
    # u = 0 is the best deviation of a: 1/2 of a payoff of 2 + log 2; b gets 1 and could get 5/4
    assert float(found) == pytest.approx(max(0.5 / (2 + float(sp.log(2))), 0.2))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (sp.Symbol("q"), "nobody declared q"),
        (sp.I * sp.Symbol("p", positive=True), "not real"),
        (2 * y_C, "y_C is a variable of the game"),
    ],
)
def test_agreed_values_are_real_functions_of_parameters(value, said):
    game = Game({"P": {y_P: (0, 1)}, "C": {y_C: (0, 1)}},
                {"P": y_C - y_P**2 / 2, "C": y_P - y_C**2 / 2})  # fmt: skip
    with pytest.raises(InputError, match=said):
        minimum_discount(game, {y_P: value, y_C: 0})


def test_a_threshold_is_never_infinite():
    q = sp.Symbol("q", real=True)
    game = Game({"P": {y_P: (0, 1)}, "C": {y_C: (0, 1)}},
                {"P": y_C - y_P**2 / 2, "C": y_P - y_C**2 / 2})  # fmt: skip
    found = minimum_discount(game, {y_P: q, y_C: 0})
    assert found.value is None
    assert "unless q**2/2 = 0" in found.reason


def test_a_discount_factor_does_not_depend_on_what_is_agreed():
    game = Game({"P": {y_P: (0, 1)}, "C": {y_C: (0, 1)}}, {"P": y_C - y_P, "C": y_P - y_C})
    with pytest.raises(InputError, match="depends on what is agreed"):
        sustainable(game, y_P)


def test_several_own_actions_are_chosen_one_by_one() -> None:
    """Each by its own cubic; the other player's action in such a slope needs a number."""
    x, y, z = sp.symbols("x y z")
    game = Game({"P": {x: (0, 1), y: (0, 1)}, "C": {z: (0, 1)}},
                {"P": x - x**3 + y - 3 * y**3, "C": z})  # fmt: skip
    found = best_deviation(game, "P")
    assert found.actions == {x: sp.sqrt(3) / 3, y: sp.Rational(1, 3)}
    assert found.arithmetic == "exact"
    mixed = Game(game.actions, {"P": x * z - x**3 + y, "C": z})
    with pytest.raises(NoClosedForm, match="no closed form here"):
        best_deviation(mixed, "P")
    assert best_deviation(mixed, "P", {z: sp.Rational(3, 4)}).actions[x] == sp.Rational(1, 2)
