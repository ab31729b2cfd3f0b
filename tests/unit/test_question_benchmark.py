"""The benchmark of random questions asks the same each time, and its oracle contradicts lies."""

from __future__ import annotations

import pytest
import sympy as sp

import bargain as bg
from benchmarks.__main__ import main
from benchmarks.grid_oracle import Oracle
from benchmarks.question_generator import KINDS, Asked, question

x, y = sp.symbols("x y")
a = sp.Symbol("a", positive=True)


def asked(u: sp.Expr, v: sp.Expr, parts: tuple[str, ...], where: list[sp.Rel]) -> Asked:
    game = bg.Game({"1": {x: (0, 1)}, "2": {y: (0, 1)}}, {"1": u, "2": v})
    return Asked(0, "quadratic", parts, (), sp.Rational(1, 2), game, tuple(where))


def test_questions_depend_on_seed_and_number_alone() -> None:
    assert str(question(3, 8)) == str(question(3, 8))
    assert str(question(3, 8)) != str(question(4, 8))
    assert [question(3, n).kind for n in range(7)] == list(KINDS)


def test_every_question_can_be_asked_and_its_game_is_read_back() -> None:
    for number in range(35):
        one = question(5, number)
        again = bg.Game.from_toml(one.game.to_toml())
        assert again.to_toml() == one.game.to_toml()
        assert one.conditions
        assert Oracle(one).points(2)


@pytest.mark.parametrize(
    ("question", "right"),
    [
        (asked(a * (x + y) - x, a * (x + y) - y, ("participation",), [a > 1, a < 2]), True),
        (asked(y - x - a, x - y - a, ("participation",), [a > 1, a < 2]), False),
        (asked(a * x - x**2, a * y - y**2, ("nash",), [a < 1]), True),
        (asked(a * x - x**2, a * y - y**2, ("participation", "efficient"), [a > 1, a < 2]), True),
        (asked(a * x - x, -a * y, ("efficient",), [a > 1, a < 2]), True),
    ],
    ids=["shared gains", "only losses", "best replies", "efficient gains", "efficient"],
)
def test_the_oracle_sees_what_definitions_say(question: Asked, right: bool) -> None:
    oracle = Oracle(question)
    assert {oracle.at(point) for point in oracle.points(4)} == {right}


def test_a_table_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["questions", "--seed", "1", "--only", "0", "--seconds", "2", "--z3"]) == 0
    out = capsys.readouterr().out
    assert "linear" in out
    assert "wrong: 0" in out
