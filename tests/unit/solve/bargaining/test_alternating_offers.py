"""Alternating offers on smooth games and polygons."""

from __future__ import annotations

import json
from fractions import Fraction as F
from math import exp

import pytest
import sympy as sp

from bargain.errors import GameError, InputError, OptionError
from bargain.game.game import Game
from bargain.solve.agreement import Outcome
from bargain.solve.bargaining.feasible import AgreementSet
from bargain.solve.bargaining.solutions import nash_bargaining
from bargain.solve.offers.alternating_offers import alternating_offers

x, idle = sp.symbols("x idle")
PIE = AgreementSet.from_polygon([(0, 0), (1, 0), (0, 1)])


def split(first, second):
    return Game({"1": {x: (0, 1)}, "2": {idle: (0, 1)}}, {"1": first, "2": second})


def indifferent(solution, keep):
    """Each responder gets exactly its continuation."""
    one, two = solution.proposals["1"], solution.proposals["2"]
    assert one.gains["2"] == pytest.approx(keep[1] * two.gains["2"], rel=1e-8)
    assert two.gains["1"] == pytest.approx(keep[0] * one.gains["1"], rel=1e-8)


@pytest.mark.parametrize(
    ("first", "second"), [(x, sp.sqrt(1 - x)), (sp.log(1 + 3 * x), 1 - x**2), (x, 10**9 * (1 - x))]
)
def test_responders_are_indifferent(first, second):
    solution = alternating_offers(split(first, second), {"1": 0.9, "2": 0.7})
    assert solution.status is Outcome.AGREEMENT
    indifferent(solution, (0.9, 0.7))
    assert solution.residual < 1e-8
    assert solution.bound < 1e-6


def test_autonomy_security_game():
    y_P, y_C = sp.symbols("y_P y_C")
    game = Game(
        {"P": {y_P: (0, 1)}, "C": {y_C: (0, 1)}},
        {"P": y_C / 2 - y_P**2 / 2, "C": 3 * y_P / 4 - y_C**2 / 2},
    )
    solution = alternating_offers(game, {"P": 0.99, "C": 0.99}, first="C")
    nash = nash_bargaining(game).agreement
    assert solution.agreement[y_P] == pytest.approx(nash[y_P], rel=0.02)
    assert solution.agreement.gains["C"] > nash.gains["C"]  # the first proposer's advantage


@pytest.mark.long(every=2)
@pytest.mark.parametrize("rates", [(1, 1), (1, 2), (3, 1)])
def test_limit_is_the_weighted_nash_solution(rates):
    game = split(x, sp.sqrt(1 - x))
    nash = nash_bargaining(game, {"1": F(1, rates[0]), "2": F(1, rates[1])}).agreement[x]
    gaps = []
    for step in (0.1, 0.01, 0.001):
        solution = alternating_offers(
            game, {"1": exp(-rates[0] * step), "2": exp(-rates[1] * step)}
        )
        gaps.append(abs(solution.agreement[x] - nash))
    assert gaps[2] < 2e-3
    assert gaps[2] < gaps[1] / 5 < gaps[0] / 25
    share = solution.limit_weights["1"] / solution.limit_weights["2"]
    assert share == pytest.approx(rates[1] / rates[0])


def test_smooth_and_polygon_agree():
    polygon = alternating_offers(PIE, {"1": F(9, 10), "2": F(1, 2)}, first="2", breakdown=F(1, 20))
    smooth = alternating_offers(
        split(x, 1 - x), {"1": F(9, 10), "2": F(1, 2)}, first="2", breakdown=F(1, 20)
    )
    assert polygon.arithmetic == "exact"
    assert smooth.agreement[x] == pytest.approx(float(polygon.agreement.gains["1"]), rel=1e-9)


def test_kinked_frontier():
    kinked = AgreementSet.from_polygon([(0, 0), (1, 0), (F(4, 5), F(4, 5)), (0, 1)])
    solution = alternating_offers(kinked, {"1": F(19, 20), "2": F(19, 20)})
    one, two = solution.proposals["1"].gains, solution.proposals["2"].gains
    assert one["2"] == F(19, 20) * two["2"]
    assert two["1"] == F(19, 20) * one["1"]


def test_outside_options():
    both = {"1": F(9, 10), "2": F(9, 10)}
    plain = alternating_offers(PIE, both)
    weak = alternating_offers(PIE, both, outside={"2": F(47, 100)})
    assert weak.agreement == plain.agreement
    assert weak.binding["2"] == "continuation"
    strong = alternating_offers(PIE, both, outside={"2": F(3, 5)})
    assert strong.agreement.gains["2"] == F(3, 5)
    assert strong.binding["2"] == "outside option"
    smooth = alternating_offers(split(x, 1 - x), both, outside={"2": F(3, 5)})
    assert smooth.agreement.gains["2"] == pytest.approx(0.6, rel=1e-9)


@pytest.mark.parametrize("game", [PIE, split(x, 1 - x)])
def test_outside_options_that_exceed_the_pie(game):
    solution = alternating_offers(
        game, {"1": "9/10", "2": "9/10"}, outside={"1": "3/5", "2": "1/2"}
    )
    assert solution.agreement is None
    assert solution.status is Outcome.NO_AGREEMENT
    assert solution.evidence is not None


def test_bad_input():
    good = {"1": F(1, 2), "2": F(1, 2)}
    for discount in ({"1": 0, "2": "1/2"}, {"1": 2, "2": "1/2"}, {"1": "1/2"}):
        with pytest.raises(OptionError):
            alternating_offers(PIE, discount)
    with pytest.raises(OptionError):
        alternating_offers(PIE, good, first="3")
    with pytest.raises(OptionError):
        alternating_offers(PIE, good, breakdown=1)
    with pytest.raises(OptionError):
        alternating_offers(PIE, good, outside={"3": 1})
    with pytest.raises(InputError):
        alternating_offers(AgreementSet.from_points([(1, 1)]), good)
    with pytest.raises(GameError):
        alternating_offers(split(x * sp.Symbol("p"), 1 - x), good)


def test_plain_data():
    solution = alternating_offers(PIE, {"1": "9/10", "2": "4/5"})
    json.dumps(solution.to_dict())
    assert "accepted at once" in solution.summary()


@pytest.mark.long
def test_a_proposal_at_an_end_of_the_box_is_sharpened():
    """Impatient players and a root: the central path alone leaves 0.3 % open here."""
    y, z = sp.symbols("y z")
    game = Game({"P": {y: (0, 1)}, "C": {z: (0, 1)}},
                {"P": 9 * sp.sqrt(z) / 5 - y / 2, "C": y / 5 - y**2 / 15 - z**2 / 3})  # fmt: skip
    found = alternating_offers(game, {"P": "1/10", "C": "1/10"})
    assert found.status is Outcome.AGREEMENT
    assert found.bound < 1e-9
    assert found.residual < 1e-9


@pytest.mark.parametrize("unit", [sp.Integer(10) ** k for k in (-8, 0, 8)])
def test_what_binds_does_not_depend_on_the_unit(unit):
    y, z = sp.symbols("y z")
    box = {"P": {y: (0, 1)}, "C": {z: (0, 1)}}
    waiting = Game(box, {"P": unit * (z - y**2 / 2), "C": unit * (y - z**2 / 2)})
    found = alternating_offers(waiting, {"P": "9/10", "C": "4/5"})
    assert found.binding == {"P": "continuation", "C": "continuation"}
    # even at the other's best agreement everybody gains 4/10, more than waiting is worth
    half = sp.Rational(1, 2)
    giving = Game(box, {"P": unit * (half + z - y / 10), "C": unit * (half + y - z / 10)})
    found = alternating_offers(giving, {"P": "1/20", "C": "1/20"})
    assert found.binding == {"P": "slack", "C": "slack"}
