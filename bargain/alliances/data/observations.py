"""From a CSV file to a typed table, with every cell checked against the schema.

Reading never evaluates anything: a file is text, split by the standard library's CSV reader, and
each cell is parsed by its column. Errors name file, row and column; the header is row 1, as in a
spreadsheet.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Mapping
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from bargain.alliances.data.schema import Schema
from bargain.check.certificate import Plain
from bargain.errors import DataError, FileError
from bargain.extras import require

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["read_table", "spelled_out"]

_LARGEST_FILE = 50_000_000  # bytes; the packaged files are below half a megabyte
_DTYPES = {"text": "string", "int": "Int64", "float": "float64", "bool": "boolean"}


def read_table(path: str | PathLike[str], schema: Schema) -> pd.DataFrame:
    """Read a CSV file and check it against a schema.

    Parameters
    ----------
    path : path-like
        The file, UTF-8, comma separated, with a header.
    schema : Schema
        Its contract.

    Returns
    -------
    pandas.DataFrame
        Columns in the order of the schema. Text is ``string``; whole numbers are ``int64``, or
        ``Int64`` where the schema permits empty cells. ``.attrs`` holds ``table``, ``title``,
        ``units``, ``caveats``, ``file`` and ``sha256`` of the bytes.

    Raises
    ------
    FileError
        If the file cannot be read as text.
    DataError
        If it is not what the schema says, naming file, row and column.
    """
    require("alliances", "a table of observations")
    import pandas as pd

    if not isinstance(path, (str, PathLike)):
        raise FileError(
            "the path is no text", where=f"type {type(path).__name__}", fix="name a file"
        )
    path = Path(path)
    content = _content(path)
    rows = _rows(_text(content, path.name), schema, path.name)
    schema.check_rows(rows, file=path.name)
    table = pd.DataFrame(
        {
            column.name: pd.Series(
                [row.get(column.name) for row in rows], dtype=_dtype(column.kind, column.empty)
            )
            for column in schema.columns
        }
    )
    table.attrs = {
        "table": schema.name,
        "title": schema.title,
        "units": schema.units,
        "caveats": list(schema.caveats),
        "file": path.name,
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    return table


def _dtype(kind: str, empty: bool) -> str:
    if not empty and kind == "int":
        return "int64"
    if not empty and kind == "bool":
        return "bool"
    return _DTYPES[kind]


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise FileError("the file is too large", where=path.name, fix="at most 50 MB")
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or "it cannot be opened"
        raise FileError(f"the file cannot be read: {reason}", where=str(path)) from None
    except ValueError:  # a null character in the name
        raise FileError("the name is not that of a file", where=repr(str(path))) from None


def _text(content: bytes, file: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(
            f"byte {error.start} is not UTF-8", where=file, fix="save it as UTF-8 text"
        ) from None


def _rows(content: str, schema: Schema, file: str) -> list[Plain]:
    # strict: a stray quote is an error and not a merged pair of rows
    reader = csv.reader(io.StringIO(content, newline=""), strict=True)
    rows: list[Plain] = []
    try:
        header = next(reader, None)
        if not header:
            raise DataError("the file is empty", where=f"{file}, row 1", fix="write a header")
        schema.check_header(header, file=file)
        columns = {column.name: column for column in schema.columns}
        blank = 0
        for line, cells in enumerate(reader, start=2):
            if not cells:  # blank lines at the end are harmless, elsewhere a row is missing
                blank = blank or line
                continue
            if blank:
                raise DataError(
                    "the row is blank",
                    where=f"{file}, row {blank}, column '{header[0]}'",
                    fix="fill it in or remove it",
                )
            if len(cells) != len(header):
                last = header[min(len(cells), len(header)) - 1]
                raise DataError(
                    f"{len(cells)} cells where the header has {len(header)} columns",
                    where=f"{file}, row {line}, column '{last}'",
                    fix="quote cells that hold commas",
                )
            rows.append(
                {
                    name: columns[name].parse(cell, file=file, line=line)
                    for name, cell in zip(header, cells, strict=True)
                }
            )
    except csv.Error as error:
        raise DataError(f"not a CSV file: {error}", where=f"{file}, row {len(rows) + 2}") from None
    if not rows:
        raise DataError("the file has no rows", where=f"{file}, row 2", fix="add observations")
    return rows


def spelled_out(texts: Iterable[str], titles: Mapping[str, str]) -> dict[str, str]:
    """Return the sources that texts name: keys with their titles, a text without a key as it is.

    Examples
    --------
    >>> spelled_out(["NMC; read 2026", "Plato"], {"NMC": "Correlates of War"})
    {'NMC': 'Correlates of War', 'Plato': 'Plato'}
    """
    found: dict[str, str] = {}
    for text in texts:
        keys = [word for word in re.findall(r"[A-Z][A-Z0-9a-z_]*", text) if word in titles]
        found.update({key: titles[key] for key in keys} if keys else {text: text})
    return found
