"""Which cells of the packaged tables are derived, remembered, judged or second-hand.

A mark is said once, where the value stands: the column ``marks`` of a file names cells of a row
(``krw_100m: derived``), ``datapackage.toml`` names whole columns. What has no mark was read on the
page that its row cites.
"""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from bargain.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["HOW", "cell_marks", "marked"]

HOW = ("derived", "memory", "judged", "second-hand")
"""Computed from other cells; no page was seen; a code by judgement; quoted by another source."""


def cell_marks(text: object, filled: set[str], where: str) -> list[tuple[str, str]]:
    """The marks of a row: pairs of column and how.

    Parameters
    ----------
    text : object
        The cell ``marks``; missing: none.
    filled : set of str
        Columns that have a value in this row.
    where : str
        Named in an error.

    Raises
    ------
    DataError
        If a mark is not ``column: how``, or marks a cell that is empty.

    Examples
    --------
    >>> cell_marks("date: memory", {"date", "event"}, "events.csv, row 7")
    [('date', 'memory')]
    """
    if not isinstance(text, str) or not text.strip():
        return []
    found = []
    for part in text.split(";"):
        column, _, how = (word.strip() for word in part.partition(":"))
        if how not in HOW:
            raise DataError(
                f"{part.strip()!r} is no mark", where=where, fix="column: " + " or ".join(HOW)
            )
        if column not in filled:
            raise DataError(f"{column!r} has no value here", where=where, fix="mark a filled cell")
        found.append((column, how))
    return found


def marked() -> pd.DataFrame:
    """Every mark of the packaged tables, as `bargain.alliances.data.marked` says."""
    import pandas as pd

    from bargain.alliances.data.catalogue import MARKS, SCHEMAS
    from bargain.alliances.data.observations import read_table

    rows: list[tuple[str, int, str, str, int]] = []
    for name, whole in MARKS.items():
        with resources.as_file(resources.files("bargain.alliances.data") / f"{name}.csv") as path:
            table = read_table(path, SCHEMAS[name])
        for column, how in whole.items():
            if column not in table.columns or how not in HOW:
                raise DataError(
                    f"{column!r}: {how!r} is no mark", where=f"datapackage.toml, {name}"
                )
            rows.append((name, 0, column, how, int(table[column].notna().sum())))
        for line, entry in enumerate(table.to_dict("records"), start=2):
            filled = {str(column) for column, value in entry.items() if not pd.isna(value)}
            cells = cell_marks(entry.get("marks"), filled, f"{name}.csv, row {line}")
            rows += [(name, line, column, how, 1) for column, how in cells]
    return pd.DataFrame(rows, columns=["table", "row", "column", "how", "cells"])
