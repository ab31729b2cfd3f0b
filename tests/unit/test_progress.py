"""What long work says of itself, and what Ctrl-C says of it."""

import io
import sys
import time
from types import SimpleNamespace

import click
import pytest

from bargain import cli
from bargain.clock import asked, within
from bargain.work.progress import at_work, kept, steps


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_work_is_told_on_standard_error_and_only_while_it_lasts(capsys) -> None:
    with at_work("decide", logged=0.02):
        time.sleep(0.2)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) >= 2
    assert all(line.startswith("bargain: decide is at work, ") for line in lines)
    with at_work("decide"):
        pass
    time.sleep(0.05)
    assert capsys.readouterr().err == ""


def test_steps_are_told_to_the_command_and_forgotten_after(capsys) -> None:
    with at_work("sweep", logged=0.02):
        with steps("points", alone=True) as report:  # the command speaks: no second speaker
            report(3, 8)
            time.sleep(0.1)
        inside = capsys.readouterr().err.splitlines()
        time.sleep(0.1)
    assert any(line.endswith(": points, 3 of 8") for line in inside)
    assert all(line.startswith("bargain: sweep ") for line in inside)
    assert not capsys.readouterr().err.splitlines()[-1].endswith("of 8")


def test_steps_alone_speak_only_when_asked(capsys, monkeypatch) -> None:
    monkeypatch.setattr("bargain.work.progress._LOGGED", 0.02)
    for alone in (False, True):
        with steps("points", alone=alone) as report:
            report(1, 2)
            time.sleep(0.1)
        assert bool(capsys.readouterr().err) is alone


def test_a_terminal_has_a_bar_that_goes_away(monkeypatch) -> None:
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr("bargain.work.progress._QUIET", 0.02)
    monkeypatch.setattr("bargain.work.progress._STEP", 0.02)
    with at_work("sweep"), steps("points") as report:
        time.sleep(0.1)
        report(3, 8)
        time.sleep(0.4)
    text = stream.getvalue()
    assert "bargain: sweep is at work" in text
    assert "3/8" in text
    assert text.rstrip().endswith("\x1b[2K")  # the line of the bar is erased


class Notebook:
    """What stands below a cell, one line after another."""

    def __init__(self, kernel: object = "a kernel") -> None:
        self.shell = SimpleNamespace(kernel=kernel)
        self.lines: list[str] = []
        self.display = SimpleNamespace(display=self.first)

    def get_ipython(self) -> SimpleNamespace:
        return self.shell

    def first(self, shown, *, raw, display_id):
        self.update(shown, raw=raw)
        return self

    def update(self, shown, *, raw):
        assert raw
        self.lines.append(shown["text/plain"])


@pytest.mark.parametrize("kernel", ["a kernel", None])
def test_a_notebook_has_a_line_below_the_cell_that_goes_away(kernel, monkeypatch, capsys) -> None:
    cell = Notebook(kernel)
    monkeypatch.setitem(sys.modules, "IPython", cell)
    for name in ("_QUIET", "_STEP"):
        monkeypatch.setattr(f"bargain.work.progress.{name}", 0.02)
    with asked(60, None), asked(50, None), steps("pieces") as report:  # one speaker for both
        report(2, 5)
        time.sleep(0.1)
    within(None, lambda: None, len)  # too short for a line
    if kernel is None:  # IPython on a terminal: a script, which is not spoken for
        assert cell.lines == []
    else:
        *during, after = cell.lines
        assert during
        assert all(line.endswith(": pieces, 2 of 5") for line in during)
        assert after == ""
    assert capsys.readouterr().err == ""


def test_who_waits_at_a_prompt_is_told_and_a_script_is_silent(monkeypatch) -> None:
    for name in ("_QUIET", "_STEP"):
        monkeypatch.setattr(f"bargain.work.progress.{name}", 0.02)
    said = []
    for prompt in (True, False):
        stream = Terminal()
        monkeypatch.setattr(sys, "stderr", stream)
        if prompt:
            monkeypatch.setattr(sys, "ps1", ">>> ", raising=False)
        else:
            monkeypatch.delattr(sys, "ps1", raising=False)
        with asked(60, None):
            time.sleep(0.1)
        said.append(stream.getvalue())
    assert "a question is at work" in said[0]
    assert said[0].endswith("\r\x1b[K")  # the line is erased
    assert said[1] == ""


@pytest.mark.parametrize("note", ["2 of 3 are kept", None])
def test_an_interrupted_command_says_what_is_kept_in_a_line(note, monkeypatch, capsys) -> None:
    @click.command()
    def stopped() -> None:
        if note is None:
            raise KeyboardInterrupt
        with kept(lambda: note):
            raise KeyboardInterrupt

    monkeypatch.setitem(cli._commands.commands, "sweep", stopped)
    with pytest.raises(SystemExit) as end:
        cli.main(["sweep"])
    assert end.value.code == 130
    lines = capsys.readouterr().err.split("\n")
    assert f"bargain: interrupted; {note or 'nothing is kept'}" in lines
    assert not any("Traceback" in line for line in lines)


def test_only_an_interrupt_has_the_note() -> None:
    with pytest.raises(ValueError, match="x") as error, kept(lambda: "kept"):
        raise ValueError("x")
    assert not hasattr(error.value, "__notes__")
