"""Published games with continuous actions: every equilibrium, and the proof that it is all."""

from __future__ import annotations

import tomllib
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import bargain.check
from bargain.game.game import Game
from bargain.game.game_file import toml_lines
from bargain.solve.continuous.pure_equilibria import nash_equilibria

FILE = Path(__file__).parents[3] / "literature" / "continuous_nash.toml"
CASES = tomllib.loads(FILE.read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_published_equilibria(case: dict[str, Any]) -> None:
    assert case["citation"]
    game = Game.from_toml("\n".join(toml_lines(case["game"])))
    found = nash_equilibria(game)
    assert found.complete, found.reason
    assert bargain.check.check(found.certificate).valid
    assert len(found) == len(case["equilibria"])
    for expected in case["equilibria"]:
        assert any(_agrees(agreement, expected) for agreement in found), expected


def _agrees(agreement: Any, expected: dict[str, str]) -> bool:
    for name, value in expected.items():
        if "." in value:
            if abs(float(agreement[name]) - float(value)) > 1e-9:
                return False
        elif agreement[name] != Fraction(value):
            return False
    return True
