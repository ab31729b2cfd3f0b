"""The commands of a first hour: a new file, what it says, tables and trees, and signs of work."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import bargain as bg
from bargain.cli import main

PENNIES = bg.FiniteGame.from_payoffs([[1, -1], [-1, 1]], [[-1, 1], [1, -1]], players=["A", "B"])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    return int(ended.value.code or 0)


def test_a_new_file_is_a_game_that_can_be_decided(folder: Path, capsys) -> None:
    assert run("new", "trade.toml") == 0
    game = bg.Game.from_file("trade.toml")
    assert game.players == ("A", "B")
    assert run("describe", "trade.toml") == 0
    assert "tariff of A" in capsys.readouterr().out
    before = (folder / "trade.toml").read_bytes()
    assert run("new", "trade.toml") == 2
    assert (folder / "trade.toml").read_bytes() == before
    assert run("decide", "trade.toml", "--at", "g_A=1", "--at", "g_B=2", "--json") == 0
    answer = json.loads("{" + capsys.readouterr().out.partition("{")[2])
    assert "participation" in answer["claim"]
    assert "efficient" in answer["claim"]


def test_every_line_of_the_template_that_is_left_out_can_be_put_in(folder: Path) -> None:
    assert run("new", "trade.toml") == 0
    text = (folder / "trade.toml").read_text(encoding="utf-8")
    for line in ("assumptions", "constraints", "[terms]", "c = ", "[measures", "A = ", "B = "):
        text = text.replace(f"# {line}", line)
    game = bg.Game.from_toml(text)
    assert game.assumptions
    assert game.constraints
    assert list(game.measures) == ["openness"]
    assert [t.name for t in game.terms] == ["c"]


def test_tables_and_trees_are_read_by_their_ending(folder: Path, capsys) -> None:
    (folder / "pennies.nfg").write_text(PENNIES.to_nfg(), encoding="utf-8")
    tree = bg.ExtensiveGame(
        bg.move("A", {"in": bg.end({"A": 1, "B": 1}), "out": bg.end({"A": 0, "B": 2})})
    )
    (folder / "entry.efg").write_text(tree.to_efg(), encoding="utf-8")
    assert run("decide", "pennies.nfg") == 0
    assert capsys.readouterr().out.startswith("never")
    assert run("decide", "entry.efg") == 0
    assert capsys.readouterr().out.startswith("always")
    assert run("solve", "pennies.nfg", "--method", "nash") == 0
    assert "1/2" in capsys.readouterr().out
    assert run("describe", "entry.efg", "--json") == 0
    assert json.loads(capsys.readouterr().out)["players"] == ["A", "B"]
    assert run("decide", "pennies.nfg", "--at", "x=1") == 2


def test_versions_are_shown() -> None:
    shown = bg.show_versions()
    assert shown.bargain == bg.__version__
    assert {"sympy", "matplotlib", "xarray"} <= set(shown.packages)
    assert "sympy: " in shown.summary()
    assert json.dumps(shown.to_dict())


def test_what_has_no_value_is_fixed_on_the_command_line(folder: Path, capsys) -> None:
    assert run("new", "trade.toml") == 0
    assert run("solve", "trade.toml", "--method", "nash") == 2
    told = capsys.readouterr().err
    assert "--at g_A=1 --at g_B=1, or ask for --symbolic" in told
    assert "game.at" not in told


@pytest.mark.parametrize(
    ("line", "cure"),
    [
        ("phase trade.toml", "give --over NAME=LOW:HIGH"),
        ("cores trade.toml", "give --demand CONDITION"),
        ("decide", "bargain decide --help"),
        ("gap trade.toml", "fix them with --at NAME=VALUE"),
        ("sweep trade.toml --over g_A=1:4", "fix them with --at NAME=VALUE"),
    ],
)
def test_what_is_missing_is_said_as_it_is_typed(
    line: str, cure: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("new", "trade.toml") == 0
    assert run(*line.split()) == 2
    (said,) = capsys.readouterr().err.splitlines()
    assert cure in said
