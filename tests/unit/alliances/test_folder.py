"""A report folder is written whole or not at all, and replaces only reports."""

from __future__ import annotations

import json

import pytest

from bargain.alliances.report.folder import FORMAT, refuse_foreign, write_folder
from bargain.errors import FileError


def fill(folder):
    (folder / "report.json").write_text(json.dumps({"format": FORMAT}))


def test_written_and_replaced(tmp_path):
    out = tmp_path / "report"
    write_folder(out, fill)
    (out / "old").write_text("x")
    write_folder(out, fill)
    assert [p.name for p in out.iterdir()] == ["report.json"]
    assert [p.name for p in tmp_path.iterdir()] == ["report"]


def test_a_failure_leaves_everything_as_it_was(tmp_path):
    out = tmp_path / "report"
    write_folder(out, fill)

    def broken(folder):
        (folder / "half").write_text("x")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_folder(out, broken)
    assert [p.name for p in out.iterdir()] == ["report.json"]
    assert [p.name for p in tmp_path.iterdir()] == ["report"]


def test_foreign_folders_and_files_are_refused(tmp_path):
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "thesis.txt").write_text("precious")
    with pytest.raises(FileError, match="is not a report"):
        write_folder(tmp_path / "notes", fill)
    assert (tmp_path / "notes" / "thesis.txt").read_text() == "precious"
    with pytest.raises(FileError, match="file of that name"):
        refuse_foreign(tmp_path / "notes" / "thesis.txt")
    with pytest.raises(FileError, match="folder above"):
        refuse_foreign(tmp_path / "no" / "report")
    (tmp_path / "empty").mkdir()
    refuse_foreign(tmp_path / "empty")


def test_a_place_where_nothing_can_be_written_is_refused_first(tmp_path, monkeypatch):
    def full(*_args, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("bargain.alliances.report.folder.tempfile.TemporaryDirectory", full)
    with pytest.raises(FileError, match="No space left on device"):
        refuse_foreign(tmp_path / "report")
