"""A missing extra is one line that names it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bargain.errors import InputError
from bargain.extras import EXTRAS, MissingExtra, require

LIBRARIES = sorted({library for libraries in EXTRAS.values() for library in libraries})
GAME = """
[actions.A]
x = [0, 1]
[actions.B]
y = [0, 1]
[parameters]
s = "positive"
[payoffs]
A = "s*y - x**2"
B = "x - y**2"
"""


def alone(code: str) -> subprocess.CompletedProcess[str]:
    hidden = f"import sys\nfor name in {LIBRARIES!r}:\n    sys.modules[name] = None\n"
    command = [sys.executable, "-c", hidden + code]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("extra", EXTRAS)
def test_a_missing_extra_is_named(extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for library in EXTRAS[extra]:
        monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingExtra, match=rf'pip install "bargain\[{extra}\]"') as caught:
        require(extra, "this")
    assert isinstance(caught.value, InputError)
    assert isinstance(caught.value, ImportError)


@pytest.mark.parametrize(
    ("code", "extra"),
    [
        ("bg.sweep(None, None, None)", "study"),
        ("bg.plot.new_axes()", "plot"),
        ("bg.data.load('cinc')", "alliances"),
        ("bg.data.sources()", "alliances"),
        ("import bargain.alliances.report.reproduce", "alliances"),
        ("import bargain.alliances.record.burden", "alliances"),
        ("bg.testing.finite_games", "test"),
    ],
)
def test_every_room_with_an_extra_asks_for_it(code: str, extra: str) -> None:
    run = alone(f"import bargain as bg\nfrom bargain import *\n{code}")
    assert run.stderr.splitlines()[-1].startswith("bargain.extras.MissingExtra")
    assert f"bargain[{extra}]" in run.stderr


@pytest.mark.long(every=2)
@pytest.mark.parametrize(
    ("arguments", "extra"),
    [(["sweep", "GAME", "--over", "s=1:2:3"], "study"), (["reproduce"], "alliances")],
)
def test_the_command_line_says_so_in_one_line(
    tmp_path: Path, arguments: list[str], extra: str
) -> None:
    (tmp_path / "game.toml").write_text(GAME)
    words = [str(tmp_path / "game.toml") if word == "GAME" else word for word in arguments]
    run = alone(f"from bargain.cli import main\nmain({words!r})")
    assert (run.returncode, run.stdout) == (2, "")
    (line,) = [told for told in run.stderr.splitlines() if " is at work, " not in told]
    assert line.startswith("bargain: ")
    assert line.endswith(f'pip install "bargain[{extra}]"')


@pytest.mark.long
def test_the_core_needs_no_extra(tmp_path: Path) -> None:
    (tmp_path / "game.toml").write_text(GAME)
    run = alone(
        f"""
import bargain as bg
game = bg.Game.from_file({str(tmp_path / "game.toml")!r})
verdict = bg.decide(game, bg.conditions.participation())
assert verdict == "always" and bg.check(verdict).valid
point = game.at({{"s": 1}})
assert bg.nash_bargaining(point).agreement is not None
assert bg.nash_equilibria(point).complete
assert bg.phase_diagram(game, bg.conditions.participation(), {{"s": (1, 2)}}).cells
game.to_file({str(tmp_path / "again.toml")!r})
"""
    )
    assert run.returncode == 0, run.stderr
