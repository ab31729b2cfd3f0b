"""Agreements that are numbers: found on a grid, proved like any other."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp

import bargain as bg
from bargain.exist.grids.constant_agreements import constant_agreements, region_sample
from bargain.question.question import Question

x, y, t = sp.symbols("x y t")
a, b, k = sp.symbols("a b k", positive=True)
holds, nash, participation = (bg.conditions.holds, bg.conditions.nash, bg.conditions.participation)

ROOTS = bg.Game(
    actions={"1": {x: (0, 1)}, "2": {y: (0, 1)}},
    terms={t: (-1, 1)},
    payoffs={"1": t + 4 * sp.sqrt(x) - 2 * x**2 - 2 * y, "2": -t + x * y / 2 + y**2 / 4 + y},
    disagreement={"1": a, "2": sp.Rational(1, 4)},
)
RICHARDSON = bg.Game(
    actions={"1": {x: (0, 10)}, "2": {y: (0, 10)}},
    payoffs={"1": -((x - k * y - a) ** 2), "2": -((y - k * x - b) ** 2)},
)


def decided(game: bg.Game, condition: object, where: list[object], effort: float = 20) -> str:
    verdict = bg.decide(game, condition, where=where, timeout=300, effort=effort)
    if verdict.certificate is not None:
        assert bg.check(verdict).valid
    return str(verdict.status)


def test_an_agreement_with_room_is_found_near_the_edges_of_the_region_too() -> None:
    question = Question(ROOTS, participation(), [a < 2])
    points = region_sample(question.always())
    assert max(p["a"] for p in points) > Fraction(19, 10)
    found = constant_agreements(question, points, 3)
    assert found.everywhere
    assert len(found.agreements) == 1
    assert decided(ROOTS, participation(), [a < 2]) == "always"


def test_roots_and_no_parameters() -> None:
    game = bg.Game(
        actions={"1": {x: (0, 1)}, "2": {y: (0, 1)}},
        terms={t: (-1, 1)},
        payoffs={
            "1": t + 4 * sp.sqrt(x) + x**2 - x,
            "2": -t + x * y - y**2 / 2 + sp.sqrt(x + y + sp.Rational(1, 10)),
        },
    )
    assert decided(game, participation(), []) == "always"


@pytest.mark.parametrize(
    ("relation", "where", "everywhere"),
    [
        (sp.Ge(x + y, a), [a < 2], True),
        (sp.Gt(x + y, a), [a <= 2], False),  # at a = 2 only x = y = 1, which is not more
        (sp.Eq(x, a), [a < 1], False),  # no number is a
        (sp.And(x >= a, y <= a), [a < 1], True),
    ],
)
def test_numbers_do_for_all_parameters_or_they_do_not(
    relation: sp.Basic, where: list[object], everywhere: bool
) -> None:
    game = bg.Game({"1": {x: (0, 1)}, "2": {y: (0, 1)}}, {"1": y, "2": x})
    parts = relation.args if isinstance(relation, sp.And) else [relation]
    question = Question(game, [holds(part) for part in parts], where)
    found = constant_agreements(question, [{"a": Fraction(k, 4)} for k in (1, 2, 3, 8)], 2)
    if where == [a < 1]:
        found = constant_agreements(question, [{"a": Fraction(k, 50)} for k in range(1, 50)], 2)
    assert found.everywhere is everywhere


def test_a_nash_equilibrium_of_quadratic_payoffs_is_no_number() -> None:
    question = Question(RICHARDSON, nash(), [k < 1, a < 1, b < 1])
    assert not constant_agreements(question, region_sample(question.always()), 4).everywhere


@pytest.mark.long
def test_corner_regimes_that_no_sample_shows_are_found_where_a_proof_fails() -> None:
    assert decided(RICHARDSON, nash(), [k < 1, a < 1, b < 1]) == "always"


def test_what_is_not_there_is_not_proved() -> None:
    tight = bg.Game({"1": {x: (0, 1)}, "2": {y: (0, 1)}}, {"1": y - a, "2": x - a})
    assert decided(tight, participation(), [a < 2], 5) == "sometimes"
    assert decided(tight, [participation(), holds(x + y < 2 * a)], [a > 1, a < 2], 5) == "never"
