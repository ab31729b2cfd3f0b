"""The mistakes of a first hour: each is made, and what is said then names the place and the cure.

`docs/mistakes.md` is the list. Its first block is what all of them start from; each mistake is a
heading, what was written, and what is said. ``python tests/unit/test_mistakes.py`` writes today's
messages into it, to be read before they are kept.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import bargain as bg
from bargain.cli import main

PAGE = Path(__file__).parents[2] / "docs" / "mistakes.md"
_BLOCK = re.compile(r"```(python|console|text)\n(.*?)```\n", re.DOTALL)


class Mistake(NamedTuple):
    title: str
    language: str
    written: str
    said: str
    instead: str  # what works, where the message is not this package's own


def read(text: str) -> tuple[str, list[Mistake]]:
    """What all mistakes start from, and the mistakes."""
    (language, start), *_ = _BLOCK.findall(text)
    assert language == "python"
    found = []
    for part in text.split("\n### ")[1:]:
        title = part.partition("\n")[0]
        (language, written), (_, said), *more = _BLOCK.findall(part)
        found.append(Mistake(title, language, written, said, more[0][1] if more else ""))
    return start, found


START, MISTAKES = read(PAGE.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def names() -> dict[str, Any]:
    found: dict[str, Any] = {}
    exec(START, found)
    return found


def error_of(written: str, names: dict[str, Any]) -> Exception:
    try:
        exec(written, dict(names))
    except Exception as error:  # noqa: BLE001  # whatever is said
        return error
    raise AssertionError(f"nothing is said of {written}")


def message_of(error: Exception) -> str:
    return f"{type(error).__name__}: {error}\n".replace(f"{os.path.realpath('.')}/", "")


def as_told(said: str, told: str) -> bool:
    """Whether it is what the page tells, which leaves out parts of long lists."""
    return re.fullmatch(re.escape(told).replace("…", ".*"), said) is not None


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def says_where_and_what_to_do(error: Exception, written: str) -> bool:
    """An error of this package has its parts; of the others, what is wrong and what to write."""
    if isinstance(error, bg.BargainError):
        return bool(error.fix) and bool(error.where or words(error.what) & words(written))
    what, _, cure = str(error).rpartition("; ")
    return bool(what) and bool(words(cure) & {"write", "did", "has"})


@pytest.mark.parametrize(
    "mistake", [m for m in MISTAKES if m.language == "python"], ids=lambda m: m.title
)
def test_a_mistake_in_python(
    mistake: Mistake, names: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    error = error_of(mistake.written, names)
    if mistake.instead:  # the words of other versions of Python are others
        assert message_of(error).partition(":")[0] == mistake.said.partition(":")[0]
        exec(mistake.instead, dict(names))
    else:
        assert as_told(message_of(error), mistake.said)
        assert says_where_and_what_to_do(error, mistake.written)


@pytest.mark.parametrize(
    "mistake", [m for m in MISTAKES if m.language == "console"], ids=lambda m: m.title
)
def test_a_mistake_on_the_command_line(
    mistake: Mistake,
    names: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    names["game"].to_file("game.toml")
    with pytest.raises(SystemExit) as ended:
        main(shlex.split(mistake.written.removeprefix("$ "))[1:])
    assert ended.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert as_told(said.err, mistake.said)
    assert said.err.count("\n") == 1
    cures = ("; ", "Did you mean", "is not one of", "Missing option")
    assert any(cure in said.err for cure in cures)


def test_the_list_is_long_and_has_each_mistake_once() -> None:
    own = [m for m in MISTAKES if not m.instead]
    assert len(own) >= 113
    assert len({m.title for m in MISTAKES}) == len({m.written for m in MISTAKES}) == len(MISTAKES)


def test_a_message_without_a_cure_would_not_pass(names: dict[str, Any]) -> None:
    """Controls: no cure, no place, and the words of Python."""
    written = "bg.decide(game, c.nash(), timeout=-1)"
    assert says_where_and_what_to_do(error_of(written, names), written)
    assert not says_where_and_what_to_do(bg.InputError("timeout is negative"), written)
    assert not says_where_and_what_to_do(bg.InputError("bad value", fix="write a number"), written)
    assert not says_where_and_what_to_do(TypeError("bad operand type"), written)


def _rewritten(text: str) -> str:
    """The page with today's messages."""
    start, mistakes = read(text)
    names: dict[str, Any] = {}
    exec(start, names)
    names["game"].to_file("game.toml")
    for m in mistakes:
        if m.language == "python":
            said = message_of(error_of(m.written, names))
        else:
            command = [sys.executable, "-m", "bargain", *shlex.split(m.written)[2:]]
            said = subprocess.run(command, capture_output=True, text=True, check=False).stderr
        said = m.said if as_told(said, m.said) else said
        old = f"```{m.language}\n{m.written}```\n\n```text\n{m.said}```\n"
        assert old in text, m.title
        text = text.replace(old, f"```{m.language}\n{m.written}```\n\n```text\n{said}```\n")
    return text


if __name__ == "__main__":
    import tempfile

    os.chdir(tempfile.mkdtemp())
    PAGE.write_text(_rewritten(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
