"""Parameters without an agreement are found where they are a small part of the region."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp

import bargain as bg
from bargain.budget import spent
from bargain.exist.grids.constant_agreements import region_sample
from bargain.exist.grids.least_room import point_without_room
from bargain.question.question import Question
from bargain.verdicts.verdict import Status

c = bg.conditions
x = sp.Symbol("x")
p, c_A, c_B = sp.symbols("p c_A c_B", positive=True)


def _war(gain: sp.Expr) -> bg.Game:
    """A risk acceptant A (Fearon 1995): x^2 for a share x; agreements iff min(1, p + c_B)^2 + c_A
    is at least p."""
    return bg.Game(
        {"A": {}, "B": {}}, {"A": gain, "B": 1 - x}, terms={x: (0, 1)},
        disagreement={"A": p - c_A, "B": 1 - p - c_B},
    )  # fmt: skip


def test_the_point_is_one_without_an_agreement() -> None:
    question = Question(_war(x**2), [c.participation()], [p < 1])
    [reading] = question.readings()

    def exists(at: dict[str, Fraction]) -> bool:
        return min(Fraction(1), at["p"] + at["c_B"]) ** 2 + at["c_A"] >= at["p"]

    assert all(map(exists, region_sample(question.always(reading))))  # none of a spread shows it
    found = point_without_room(question, reading, mark=spent() + 5)
    assert found is not None
    assert not exists(found)


def test_an_agreement_everywhere_leaves_no_such_point() -> None:
    question = Question(_war(x + 2), [c.participation()], [p < 1])
    [reading] = question.readings()
    assert point_without_room(question, reading, mark=spent() + 5) is None


@pytest.mark.parametrize("where", [[p < 1], [p < 1, c_A < 1, c_B < 1], [p < 1, p + c_B < 1]])
def test_a_small_part_without_agreements_makes_the_verdict_sometimes(where: list[sp.Basic]) -> None:
    verdict = bg.decide(_war(x**2), c.participation(), where=where, effort=20)
    assert verdict.status is Status.SOMETIMES
    assert bg.check(verdict).valid
