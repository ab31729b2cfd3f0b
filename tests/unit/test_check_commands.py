"""``python -m bargain.check`` and ``bargain check``: what is read, what is printed, the status."""

from __future__ import annotations

import io
import json
import os
import shutil
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from bargain import cli
from bargain.check import __main__ as plain
from bargain.check.certificate import MAX_BYTES, seal
from bargain.rebuild.tied import ABOUT

CORPUS = Path(__file__).parents[1] / "certificates"
GOOD, TABLE = CORPUS / "valid" / "never_square.json", CORPUS / "valid" / "table_never.json"
BAD = min((CORPUS / "tampered").glob("never_log*.json"))
SENTENCE = "No real p, x satisfy -p**2 + 2*p*x - x**2 > 0."
WORDS = "a square is never negative"


class Ran(NamedTuple):
    status: int
    out: str
    err: str


class Runner:
    """Runs one of the two programs in this process."""

    def __init__(self, program: str, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self.program, self.capsys, self.monkeypatch = program, capsys, monkeypatch

    def __call__(self, *arguments: object, stdin: bytes = b"") -> Ran:
        given = [str(a) for a in arguments]
        self.monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        self.capsys.readouterr()
        if self.program == "python -m bargain.check":
            status = plain.main(given)
        else:
            with pytest.raises(SystemExit) as ended:
                cli.main(["check", *given])
            status = int(ended.value.code or 0)
        return Ran(status, *self.capsys.readouterr())


@pytest.fixture(params=["python -m bargain.check", "bargain check"])
def run(request: Any, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> Runner:
    return Runner(request.param, capsys, monkeypatch)


@pytest.fixture
def bargain_check(capsys: Any, monkeypatch: pytest.MonkeyPatch) -> Runner:
    return Runner("bargain check", capsys, monkeypatch)


def test_valid_is_status_0_and_the_sentence_comes_first(run: Runner) -> None:
    done = run(GOOD)
    assert done.status == 0
    assert SENTENCE in done.out.splitlines()[0]
    assert WORDS not in done.out.splitlines()[0]


def test_the_words_of_the_author_stand_below_and_are_marked(bargain_check: Runner) -> None:
    first, tied, words = bargain_check(GOOD).out.splitlines()
    assert first.endswith(SENTENCE)
    assert tied.strip() == "not tied to a game: it is about numbers and names no game"
    assert words.strip() == f"the author's words, not checked: {WORDS}"
    assert bargain_check(TABLE).out.splitlines()[1].strip() == ABOUT


def test_the_plain_checker_says_that_no_game_was_looked_at(
    capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = Runner("python -m bargain.check", capsys, monkeypatch)(GOOD, TABLE)
    assert done.out.count(plain.NOTE) == 1
    assert WORDS not in done.out


@pytest.mark.parametrize(
    ("files", "status"),
    [
        ([GOOD], 0),
        ([GOOD, TABLE], 0),
        ([BAD], 1),
        ([GOOD, BAD], 1),
        (["none.json"], 2),
        ([GOOD, "none.json"], 2),
        ([BAD, "none.json"], 2),
        ([], 2),
        (["/dev/null"], 2),
        ([Path(__file__)], 2),
    ],
)
def test_the_status_is_that_of_the_worst(run: Runner, files: list[Any], status: int) -> None:
    assert run(*files).status == status
    assert run("--json", *files).status == status


def test_bad_input_is_named_in_one_line(run: Runner) -> None:
    done = run("none.json")
    text = (done.out + done.err).splitlines()
    assert len(text) == 1
    assert text[0].startswith("INVALID")
    assert "none.json: there is no certificate, or no such file" in text[0]


def test_what_is_refused_shows_nothing_that_it_claims(run: Runner, tmp_path: Path) -> None:
    forged = json.loads(GOOD.read_text())
    forged["statement"]["words"] = ["Korea wins."]
    (tmp_path / "forged.json").write_text(json.dumps(forged))
    done = run(tmp_path / "forged.json")
    assert done.status == 1
    assert "Korea" not in done.out + done.err
    assert "sha256 does not match" in done.out + done.err


def test_standard_input(run: Runner) -> None:
    done = run("-", stdin=GOOD.read_bytes())
    assert (done.status, SENTENCE in done.out) == (0, True)
    assert run("-", stdin=BAD.read_bytes()).status == 1
    for nothing in (b"", b"\n", b"\xff\xfe", b"{", b"null", b"[]", b'"never"'):
        done = run("-", stdin=nothing)
        assert done.status in (1, 2)
        assert "INVALID" in done.out + done.err
    assert run("-", stdin=b"").status == 2
    assert "larger than" in "".join(run("-", stdin=b" " * (MAX_BYTES + 2))[1:])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two that are valid, one that is refused, below each other, and what is none of these."""
    (tmp_path / "claims" / "sub").mkdir(parents=True)
    shutil.copy(GOOD, tmp_path / "claims")
    shutil.copy(TABLE, tmp_path / "claims" / "sub" / "TABLE.JSON")
    (tmp_path / "claims" / "notes.txt").write_text("nothing")
    (tmp_path / "claims" / "folder.json").mkdir()
    return tmp_path / "claims"


def test_a_folder_is_one_line_of_totals(run: Runner, folder: Path) -> None:
    done = run(folder)
    assert done.status == 0
    assert f"{folder}: 2 valid, 0 refused" in done.out.splitlines()[0]
    assert SENTENCE not in done.out


def test_of_a_report_the_certificates_are_checked(bargain_check: Runner, folder: Path) -> None:
    report = folder.rename(folder.with_name("certificates")).parent
    (report / "report.json").write_text('{"format": "bargain-report/1"}')
    done = bargain_check(report)
    assert done.status == 0
    (line,) = done.out.splitlines()
    assert line.startswith(f"{report}/certificates: 2 valid, 0 refused")
    shutil.copy(BAD, report / "certificates" / "bad.json")
    assert bargain_check(report).status == 1


def test_what_a_report_says_beside_its_certificates_is_compared(
    bargain_check: Runner, folder: Path
) -> None:
    report = folder.rename(folder.with_name("certificates")).parent
    good = json.loads(GOOD.read_text())
    (report / "games").mkdir()
    game = report / "games" / f"{GOOD.stem}.toml"
    game.write_text(good["statement"]["game"])
    row = {"key": GOOD.stem, "status": good["statement"]["verdict"], "sha256": good["sha256"]}
    numbers = report / "report.json"
    numbers.write_text(json.dumps({"answers": [row]}))
    assert bargain_check(report).status == 0
    numbers.write_text(json.dumps({"answers": [row | {"status": "always"}]}))
    done = bargain_check(report)
    assert (done.status, f"says of {GOOD.stem} what" in done.err) == (1, True)
    numbers.unlink()
    game.write_text(good["statement"]["game"] + "e_C = 3")
    done = bargain_check(report)
    assert (done.status, f"{game}: not the game of" in done.err) == (1, True)


def test_what_is_refused_in_a_folder_has_a_line(run: Runner, folder: Path) -> None:
    shutil.copy(BAD, folder / "sub" / "bad.json")
    done = run(folder)
    assert done.status == 1
    assert f"{folder / 'sub' / 'bad.json'}: " in done.out + done.err
    assert f"{folder}: 2 valid, 1 refused" in done.out
    (folder / "package.json").write_text('{"name": "x"}')
    (folder / "half.json").write_text('{"format": ')
    done = run(folder)
    assert done.status == 2
    assert f"{folder}: 2 valid, 2 refused, 1 cannot be read" in done.out


def test_a_folder_counts_what_is_not_tied(bargain_check: Runner, folder: Path) -> None:
    done = bargain_check(folder)
    assert "(1 of the valid ones not tied to a game)" in done.out


def test_a_folder_without_certificates_is_bad_input(run: Runner, tmp_path: Path) -> None:
    for files in ([tmp_path], [GOOD, tmp_path]):
        done = run(*files)
        assert done.status == 2
        assert "there is no certificate (*.json) in this folder" in done.out + done.err


def test_a_folder_that_cannot_be_walked_is_bad_input(
    run: Runner, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Certificates that nobody could look at must not pass for a folder where all are valid."""
    original = os.scandir

    def refuse(path: Any) -> Any:
        if str(path).endswith("sub"):
            raise PermissionError(13, "Permission denied", str(path))
        return original(path)

    monkeypatch.setattr(os, "scandir", refuse)
    done = run(folder)
    assert done.status == 2
    assert "cannot be read: Permission denied" in done.out + done.err


def test_a_broken_link_is_bad_input(run: Runner, folder: Path) -> None:
    (folder / "gone.json").symlink_to("nowhere")
    assert run(folder).status == 2


def test_json_says_everything_that_the_text_says(run: Runner, folder: Path) -> None:
    out = run("--json", folder, GOOD).out
    rows = json.loads(out) if out.startswith("[") else [json.loads(r) for r in out.splitlines()]
    assert len(rows) == 3
    by_file = {Path(row["file"]).name: row for row in rows}
    assert by_file["never_square.json"]["claim"] == SENTENCE
    assert by_file["never_square.json"]["words"] == WORDS
    assert set(by_file["TABLE.JSON"]) >= {"valid", "verdict", "tied", "reason", "readable", "used"}


@pytest.mark.parametrize(
    "name", ["x\nvalid   never  all.json", "x\x1b[2Kvalid.json", "\udcff.json"]
)
def test_names_of_files_cannot_forge_a_line(run: Runner, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(BAD.read_bytes())
    for target in (tmp_path / name, tmp_path):
        done = run(target)
        assert done.status == 1
        assert all(line.isprintable() for line in (done.out + done.err).splitlines())
        assert not any(line.startswith("valid") for line in (done.out + done.err).splitlines())


def test_long_words_are_cut(bargain_check: Runner, tmp_path: Path) -> None:
    forged = json.loads(GOOD.read_text())
    forged["statement"]["words"] = ["word " * 100_000 + "end"]
    parts = (forged[k] for k in ("statement", "proof", "used", "sample", "made_by"))
    (tmp_path / "long.json").write_text(json.dumps(seal(*parts)))
    done = bargain_check(tmp_path / "long.json")
    assert done.status == 0
    assert len(done.out) < 5_000
    assert SENTENCE in done.out


@pytest.mark.parametrize("option", ["--help", "-h", "--latex", "--rebuild"])
def test_the_plain_checker_knows_no_other_option(
    option: str, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = Runner("python -m bargain.check", capsys, monkeypatch)(option, GOOD)
    assert (done.status, done.out) == (2, "")
    assert done.err == plain.USAGE + "\n"
