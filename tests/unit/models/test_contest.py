"""Contests: against the closed forms of the literature, and what has to be declared."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp

import bargain as bg
from bargain.errors import OptionError
from bargain.models import contest, success

R = sp.Rational
x, y = sp.symbols("x y")


def gains_by_leaving(game: bg.Game, at: dict[str, float]) -> float:
    """The most that a player gains by another effort of a fine grid, in floats."""
    point = {game.symbol(name): value for name, value in at.items()}
    worst = -np.inf
    for player, own in game.actions.items():
        ((v, (low, high)),) = own.items()
        others = {s: z for s, z in point.items() if s != v}
        pay = sp.lambdify(v, game.payoffs[player].subs(others), "numpy")
        grid = np.linspace(float(low) + 1e-9, float(high), 20_001)
        worst = max(worst, float(np.max(pay(grid)) - pay(np.float64(point[v]))))
    return worst


@pytest.mark.parametrize(("n", "r"), [(2, 1), (2, 2), (3, R(3, 2)), (5, R(5, 4)), (4, R(1, 2))])
def test_equal_contestants_spend_what_tullock_says(n, r):
    game = contest(n, exponent=r, **{f"V_{k + 1}": 1 for k in range(n)})
    effort = float(r * (n - 1) / n**2)
    at = {f"x_{k + 1}": effort for k in range(n)}
    assert gains_by_leaving(game, at) < 1e-9
    assert gains_by_leaving(game, at | {"x_1": effort * 0.9}) > 1e-5


def test_beyond_the_published_exponent_nobody_stays():
    game = contest(3, exponent=R(8, 5), **{f"V_{k}": 1 for k in (1, 2, 3)})
    assert gains_by_leaving(game, {f"x_{k}": float(R(8, 5) * 2 / 9) for k in (1, 2, 3)}) > 0.02


@pytest.mark.parametrize(("r", "first", "second"), [(1, 3, 1), (R(1, 2), 2, 5), (R(3, 4), 1, 2)])
def test_two_who_value_the_prize_differently_spend_what_nti_says(r, first, second):
    game = contest(2, exponent=r, V_1=first, V_2=second)
    a, b = float(first) ** float(r), float(second) ** float(r)
    share = float(r) * a * b / (a + b) ** 2
    assert gains_by_leaving(game, {"x_1": share * first, "x_2": share * second}) < 1e-9
    assert gains_by_leaving(game, {"x_1": share * first, "x_2": share * second * 1.1}) > 1e-6


@pytest.mark.long  # the page of the model asks for it too
def test_that_nobody_makes_an_effort_is_no_equilibrium_whatever_the_prize():
    V = sp.Symbol("V", positive=True)
    c = bg.conditions
    game = contest(2, V_1=V, V_2=V)
    none = bg.decide(game, c.nash() & c.holds(sp.Eq(sp.Symbol("x_1") + sp.Symbol("x_2"), 0)))
    assert none.status is bg.Status.NEVER
    assert bg.check(none).valid


def test_of_an_alliance_the_keenest_bears_all_of_the_effort():
    """V_1 V_3/(V_1 + V_3) for the prize of the first, as if there were no second (Baik 1993)."""
    game = contest(3, alliances=[("1", "2")], V_1=2, V_2=1, V_3=1)
    assert gains_by_leaving(game, {"x_1": 4 / 9, "x_2": 0, "x_3": 2 / 9}) < 1e-9
    assert gains_by_leaving(game, {"x_1": 3 / 9, "x_2": 1 / 9, "x_3": 2 / 9}) > 1e-3


@pytest.mark.long
def test_whoever_is_not_the_keenest_makes_no_effort_whatever_the_prizes():
    efforts = sp.symbols("x_1:4")
    c = bg.conditions
    some = c.nash() & c.holds(sum(efforts) > 0)
    game = contest(3, alliances=[("1", "2")])
    theorem = bg.prove(game, sp.Eq(efforts[1], 0), given=some, where=["V_1 > V_2"])
    assert theorem.status == "proved"
    assert bg.check(theorem).valid


@pytest.mark.parametrize(("prize", "average"), [("split", R(1, 9)), ("fought over", R(3, 100))])
def test_an_alliance_of_two_does_not_pay(prize, average):
    """1/9 each where they split it, 3/100 where they fight again (Esteban & Sákovics 2003)."""
    game = contest(3, alliances=[("1", "2")], prize=prize, V_1=1, V_2=1, V_3=1)
    worth = R(1, 2) if prize == "split" else R(1, 4)
    ours, theirs = worth**2 / (worth + 1) ** 2, worth / (worth + 1) ** 2
    at = {"x_1": ours / 2, "x_2": ours / 2, "x_3": theirs}
    assert gains_by_leaving(game, {k: float(v) for k, v in at.items()}) < 1e-9
    assert sum(game.payoffs[p].subs(at) for p in "12") / 2 == average


def test_what_is_left_after_fighting_again_is_the_equilibrium_of_a_contest_of_two():
    r, first, second = R(1, 2), R(4), R(9)
    allied = contest(3, exponent=r, alliances=[("1", "2")], prize="fought over")
    known = {"V_1": first, "V_2": second, "x_1": 1, "x_2": 1, "x_3": 1}
    at = {allied.symbol(name): value for name, value in known.items()}
    worth = (allied.payoffs["1"].subs(at) + 1) / allied.measures["chance"]["1"].subs(at)
    share = r * 6 / R(25)  # V^r = 2 and 3
    paid = contest(2, exponent=r, V_1=first, V_2=second).payoffs["1"]
    assert sp.simplify(worth) == sp.simplify(
        paid.subs({"x_1": share * first, "x_2": share * second})
    )


def test_a_tie_is_declared():
    with pytest.raises(TypeError, match="tie"):
        success({"A": x, "B": y})
    assert success({"A": x, "B": y}, tie="nobody")["A"].subs({x: 0, y: 0}) == 0
    assert success({"A": x, "B": y}, tie={"A": "1/3", "B": "2/3"})["B"].subs({x: 0, y: 0}) == R(
        2, 3
    )
    assert (
        sum(success({"A": x, "B": y}, tie="equal", exponent="1/2").values()).subs({x: 4, y: 9}) == 1
    )
    for tie in ("draw", {"A": 1}, {"A": 1, "B": 1}, {"A": -1, "B": 1}):
        with pytest.raises(OptionError):
            success({"A": x, "B": y}, tie=tie)


def test_the_difference_form_has_no_tie():
    shares = success({"A": x, "B": y}, form="difference", exponent=2, tie="excluded")
    assert sp.simplify(shares["A"] - 1 / (1 + sp.exp(2 * (y - x)))) == 0
    with pytest.raises(OptionError, match="no tie"):
        success({"A": x, "B": y}, form="difference", tie="equal")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"exponent": 0}, "not positive"),
        ({"exponent": "a b"}, "exponent"),
        ({"contestants": 1}, "contestants"),
        ({"prize": "gold"}, "unknown prize"),
        ({"least": -1}, "least"),
        ({"alliances": ["12"]}, "sequence of players"),
        ({"alliances": [("1", "9")]}, "no contestant"),
        ({"alliances": [("1", "2"), ("2",)]}, "in two"),
        ({"alliances": [("1", "2", "3")]}, "nobody to fight"),
        ({"contestants": 4, "alliances": [("1", "2", "3")], "prize": "fought over"}, "two members"),
        ({"alliances": [("1", "2")], "prize": "fought over", "exponent": 2}, "at most 1"),
        ({"V_9": 1}, "no parameter"),
    ],
)
def test_what_is_no_contest_is_refused(wrong, said):
    with pytest.raises(OptionError, match=said):
        contest(**{"contestants": 3} | wrong)
