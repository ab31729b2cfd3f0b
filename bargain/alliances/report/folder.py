"""A report folder, written whole or not at all.

The folder is made beside its final place and renamed into it. An existing folder is replaced only
if it is a report (it has a ``report.json`` of this format); anything else is left alone, with a
clear error.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from bargain.errors import FileError

__all__ = ["FORMAT", "is_report", "refuse_foreign", "write_folder"]

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
