"""Published bargaining solutions (tests/literature/bargaining.toml)."""

from __future__ import annotations

import tomllib
from fractions import Fraction
from pathlib import Path

import pytest
import sympy as sp

from bargain.game.expression import parse
from bargain.game.game import Game
from bargain.solve.bargaining import solutions as bargaining
from bargain.solve.bargaining.feasible import AgreementSet
from bargain.solve.offers.alternating_offers import alternating_offers
from bargain.solve.stackelberg import stackelberg

DATA = tomllib.loads(
    (Path(__file__).parents[3] / "literature" / "bargaining.toml").read_text(encoding="utf-8")
)
CONCEPTS = ("nash_bargaining", "kalai_smorodinsky", "egalitarian", "utilitarian")


def _by_name(kind):
    return [pytest.param(case, id=case["name"]) for case in DATA[kind]]


@pytest.mark.parametrize("case", _by_name("smooth"))
def test_smooth_problem(case):
    x, idle = sp.symbols("x idle")
    payoffs = [parse(u, {"x": x}) for u in case["payoffs"]]
    game = Game({"1": {x: (0, 1)}, "2": {idle: (0, 1)}}, dict(zip("12", payoffs, strict=True)))
    weights = dict(zip("12", case["weights"], strict=True)) if "weights" in case else None
    for concept in CONCEPTS:
        if concept in case:
            solution = getattr(bargaining, concept)(game, weights)
            expected = float(parse(case[concept], {}))
            assert solution.agreement is not None, solution.reason
            assert abs(solution.agreement[x] - expected) < 1e-8
            assert solution.residual < 1e-7


@pytest.mark.parametrize("case", _by_name("polygon"))
def test_polygon_is_exact(case):
    problem = AgreementSet.from_polygon(case["vertices"])
    for concept in CONCEPTS:
        if concept in case:
            solution = getattr(bargaining, concept)(problem)
            gains = [str(g) for g in solution.agreement.gains.values()]
            assert gains == case[concept], concept


@pytest.mark.parametrize("case", _by_name("offers"))
def test_alternating_offers(case):
    discount = dict(zip("12", case["discount"], strict=True))
    options = {"breakdown": case.get("breakdown", 0)}
    if "outside" in case:
        options["outside"] = dict(zip("12", case["outside"], strict=True))
    pie = AgreementSet.from_polygon([(0, 0), (1, 0), (0, 1)])
    assert alternating_offers(pie, discount, **options).agreement.gains["1"] == Fraction(
        case["first"]
    )
    x, idle = sp.symbols("x idle")
    dollar = Game({"1": {x: (0, 1)}, "2": {idle: (0, 1)}}, {"1": x, "2": 1 - x})
    smooth = alternating_offers(dollar, discount, **options)
    assert abs(smooth.agreement[x] - float(Fraction(case["first"]))) < 1e-9


@pytest.mark.parametrize("case", _by_name("stackelberg"))
def test_stackelberg(case):
    q, r = sp.symbols("q r")
    first, second = (parse(u, {"q": q, "r": r}) for u in case["payoffs"])
    game = Game({"A": {q: (0, 1)}, "B": {r: (0, 1)}}, {"A": first, "B": second})
    solution = stackelberg(game, leader="A")
    assert solution.proved
    assert solution.agreement[q] == Fraction(case["leader"])
    assert solution.agreement[r] == Fraction(case["follower"])
