"""A report folder, written whole or not at all, and the journal of a run beside it.

The folder is made beside its final place and renamed into it. An existing folder is replaced only
if it is a report (it has a ``report.json`` of this format); anything else is left alone, with a
clear error.

Each answer of a run is a line of the journal, so that an interrupted run continues where it
stopped. A line counts only if its certificate is valid and states the same question, or if it says
`unknown` under at least the same effort: a journal is a file that anybody can write, and names of
the right game do not make a statement one about it.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from importlib import resources
from pathlib import Path

from bargain.alliances.report.asked_questions import Answer, Asked, checked_answer
from bargain.check.certificate import Data, Plain
from bargain.check.checker import check
from bargain.errors import FileError
from bargain.game.expression import to_text
from bargain.game.tables.finite_game import FiniteGame
from bargain.question.kinds.finite_question import FiniteQuestion
from bargain.question.question import Question
from bargain.rebuild.rebuild import differences
from bargain.version import __version__

__all__ = ["FORMAT", "Journal", "filled", "is_report", "refuse_foreign", "write_folder"]

FORMAT = "bargain-report/1"


def is_report(path: Path) -> bool:
    """Whether a folder holds a report of this format."""
    try:
        content = json.loads((path / "report.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(content, dict) and content.get("format") == FORMAT


def refuse_foreign(out: Path) -> None:
    """Refuse a place that is neither free, nor an empty folder, nor a report.

    Raises
    ------
    FileError
        Before any work is done.
    """
    if not out.exists() and not out.is_symlink():
        if not out.parent.exists():
            raise FileError(
                "the folder above does not exist", where=str(out.parent), fix="make it first"
            )
        _refuse_closed(out.absolute().parent)
        return
    if not out.is_dir():
        raise FileError("there is a file of that name", where=str(out), fix="choose another folder")
    if any(out.iterdir()) and not is_report(out):
        raise FileError(
            "the folder is not empty and is not a report",
            where=str(out),
            fix="choose a new folder; nothing was changed",
        )
    _refuse_closed(out.absolute().parent)


def _refuse_closed(parent: Path) -> None:
    """Refuse a place where no folder can be made, before hours of work are lost on it."""
    try:
        with tempfile.TemporaryDirectory(prefix=".bargain.", dir=parent):
            pass
    except OSError as error:
        raise FileError(
            f"cannot write: {error.strerror}", where=str(parent), fix="choose another folder"
        ) from None


def write_folder(out: Path, fill: Callable[[Path], None]) -> None:
    """Fill a new folder and put it in place of `out`.

    Parameters
    ----------
    out : Path
    fill : callable
        Writes into the folder that it is given.

    Raises
    ------
    FileError
        If the place is taken or cannot be written; then nothing is changed.
    """
    refuse_foreign(out)
    out = out.absolute()
    try:
        new = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    except OSError as error:
        raise FileError(f"cannot write: {error.strerror}", where=str(out.parent)) from None
    old = new.with_name(new.name + ".old")
    try:
        fill(new)
        umask = os.umask(0)
        os.umask(umask)
        new.chmod(0o777 & ~umask)
        if out.exists():
            out.rename(old)
        new.rename(out)
    except OSError as error:
        if old.exists() and not out.exists():
            old.rename(out)
        raise FileError(f"cannot write: {error.strerror}", where=str(out)) from None
    finally:
        with contextlib.suppress(OSError):
            shutil.rmtree(new, ignore_errors=True)
            shutil.rmtree(old, ignore_errors=True)


def filled(template: str, **content: object) -> str:
    """A template of this folder with its places filled; a place without content is an error."""
    import jinja2

    environment = jinja2.Environment(
        autoescape=template.endswith(".html.jinja"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["cell"] = lambda text: str(text).replace("|", "\\|").replace("\n", " ")
    text = resources.files("bargain.alliances.report").joinpath(template)
    return environment.from_string(text.read_text(encoding="utf-8")).render(**content)


class Journal:
    """Finished answers on disk, one JSON line each.

    Parameters
    ----------
    path : Path or None
        None keeps nothing.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path

    def finished(self, wanted: Iterable[Asked]) -> dict[str, Answer]:
        """Answers of an earlier run that still count, by key.

        Raises
        ------
        FileError
            If the file cannot be read. A broken line (an interrupted write) is passed over.
        """
        if self.path is None or not self.path.exists():
            return {}
        asked_by_key = {asked.key: asked for asked in wanted}
        found: dict[str, Answer] = {}
        try:
            lines = self.path.read_text(encoding="utf-8").splitlines()
        except OSError as error:
            raise FileError(
                f"cannot read the journal: {error.strerror}", where=str(self.path)
            ) from None
        for line in lines:
            try:
                entry = json.loads(line)
            except ValueError:
                continue
            asked = asked_by_key.get(entry.get("key", "")) if isinstance(entry, dict) else None
            if asked is not None and entry.get("version") == __version__:
                remembered = _remembered(asked, entry)
                if remembered is not None:
                    found[asked.key] = remembered
        return found

    def add(self, asked: Asked, found: Answer) -> None:
        """Append a finished answer."""
        if self.path is None:
            return
        entry = {
            "key": asked.key,
            "where": _region(asked) if found.certificate is None else [],
            "effort": asked.effort,
            "version": __version__,
            "title": found.title,
            "status": found.status,
            "certificate": found.certificate,
            "evidence": list(found.evidence),
            "seconds": round(found.seconds, 3),
        }
        with self.path.open("a+b") as stream:
            # an interrupted write leaves half a line: end it, so that it costs no other line
            if stream.tell():
                stream.seek(-1, os.SEEK_END)
                if stream.read(1) != b"\n":
                    stream.write(b"\n")
            stream.write(json.dumps(entry, sort_keys=True).encode() + b"\n")


def _region(asked: Asked) -> list[str]:
    return [str(relation) for relation in asked.build()[2]]


def _remembered(asked: Asked, entry: Data) -> Answer | None:
    """A line of the journal as an answer, with its certificate checked again; None: do it again."""
    common: Plain = {
        "key": asked.key,
        "statement": asked.statement,
        "title": asked.title,
        "control": asked.control,
    }
    certificate = entry.get("certificate")
    if certificate is None:
        enough = (
            entry.get("status") == "unknown"
            and entry.get("effort", 0) >= asked.effort
            and entry.get("where") == _region(asked)
        )
        return Answer(**common, evidence=tuple(entry.get("evidence", ()))) if enough else None
    result = check(certificate)
    if not result.valid or not _same_question(asked, certificate["statement"]):
        return None
    claim = certificate["statement"]["words"][0]
    return checked_answer({**common, "claim": claim}, certificate, result)


def _same_question(asked: Asked, statement: Data) -> bool:
    """Whether a statement is the one about this game, conditions and region, words and all."""
    game, condition, where = asked.build()
    if isinstance(game, FiniteGame):  # the statement is the table itself, which is compared
        region, named = FiniteQuestion(game, where).where, True
    else:
        region = Question(game, condition, tuple(where)).where
        named = statement.get("game") == game.to_toml()
    return (
        named
        and statement.get("conditions") == [c.name for c in condition.simple()]
        and statement.get("where") == [to_text(r) for r in region]
        and differences(statement, game) == []
    )
