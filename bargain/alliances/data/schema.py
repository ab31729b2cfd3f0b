"""What a data file promises: its columns, with type, unit, domain and meaning.

A *schema* is the contract between a file and the code that reads it. It fixes

* the columns, in any order, no more and no fewer (a changed column is an error, not a surprise);
* for every column a type, a unit, a domain (bounds or a list of codes) and whether a cell may be
  empty;
* the *key*, the columns that identify a row: no two rows share it;
* whether the years of each series must follow each other without a gap.

Units are part of the contract. Most files carry the unit in the column name (``krw_100m``), so a
column that differs from an expected one only in its last words is reported as a unit mismatch.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from bargain.check.certificate import Plain
from bargain.errors import DataError, OptionError

__all__ = ["Column", "Kind", "Schema", "unit_stem"]

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_NOT_FINITE = frozenset({"nan", "inf", "infinity"})

Kind = Literal["text", "int", "float", "bool"]

# Last words of a column name that state a unit or a currency.
# fmt: off
_UNIT_WORDS = frozenset({
    "usd", "krw", "jpy", "yen", "bn", "trn", "m", "k", "kusd", "100m", "pct", "share", "ratio",
    "current", "const2019usd", "2011intl", "intl", "thousand", "million", "billion", "days", "yrs",
    "years",
})
# fmt: on


def unit_stem(name: str) -> str:
    """Return a column name without its trailing unit words.

    Parameters
    ----------
    name : str
        A column name.

    Examples
    --------
    >>> unit_stem("agreed_usd_100m"), unit_stem("milex_kusd_current"), unit_stem("year")
    ('agreed', 'milex', 'year')
    """
    words = name.split("_")
    while len(words) > 1 and words[-1].lower() in _UNIT_WORDS:
        words.pop()
    return "_".join(words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a data file.

    Attributes
    ----------
    name : str
        Header of the column.
    kind : {"text", "int", "float", "bool"}
        Type of a filled cell.
    meaning : str
        What the number is.
    unit : str
        Unit of measurement; empty for text and codes.
    low, high : float or None
        Closed bounds of a numeric cell.
    codes : tuple of str
        The accepted texts; empty means any text.
    empty : bool
        Whether a cell may be empty. Empty means "not sourced", never zero.
    """

    name: str
    kind: Kind
    meaning: str = ""
    unit: str = ""
    low: float | None = None
    high: float | None = None
    codes: tuple[str, ...] = ()
    empty: bool = False

    def parse(self, cell: str, *, file: str, line: int) -> Any:
        """Return the typed value of a cell, or ``None`` for a permitted empty one.

        Parameters
        ----------
        cell : str
            Text of the cell.
        file : str
            Name of the file, for the error message.
        line : int
            Line of the file, the header being line 1.

        Raises
        ------
        DataError
            Naming file, row and column.
        """
        text = cell.strip()
        if not text:
            if self.empty:
                return None
            raise self._error("the cell is empty", file, line, "fill it in")
        if self.kind == "text":
            if self.codes and text not in self.codes:
                raise self._error(
                    f"{text!r} is not a known code", file, line, f"use one of {_listed(self.codes)}"
                )
            return text
        if self.kind == "bool":
            truth = {"true": True, "1": True, "false": False, "0": False}.get(text.lower())
            if truth is None:
                raise self._error(f"{text!r} is not a truth value", file, line, "write 0 or 1")
            return truth
        return self._number(text, file, line)

    def _number(self, text: str, file: str, line: int) -> int | float:
        if text.lower().lstrip("+-") in _NOT_FINITE:
            raise self._error(f"{text!r} is not a finite number", file, line, "leave it empty")
        if _NUMBER.fullmatch(text) is None:  # float() also takes 1_000 and digits of other scripts
            raise self._error(f"{text!r} is not a number", file, line, self._expected())
        value = float(text)
        if not math.isfinite(value):
            raise self._error(f"{text!r} is not a finite number", file, line, self._expected())
        if (self.low is not None and value < self.low) or (
            self.high is not None and value > self.high
        ):
            bounds = f"[{_bound(self.low, '-inf')}, {_bound(self.high, 'inf')}]"
            raise self._error(
                f"{text} is outside {bounds}", file, line, f"check the unit ({self._expected()})"
            )
        if self.kind == "int":
            if not value.is_integer():
                raise self._error(f"{text} is not a whole number", file, line, self._expected())
            return int(value)
        return value

    def _expected(self) -> str:
        return f"give a number in {self.unit}" if self.unit else "give a number"

    def _error(self, what: str, file: str, line: int, fix: str) -> DataError:
        return DataError(what, where=f"{file}, row {line}, column '{self.name}'", fix=fix)


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """The contract of one file.

    Attributes
    ----------
    name : str
        Name of the table; the packaged file is ``name.csv``.
    title : str
        One line on the content.
    columns : tuple of Column
        All columns.
    key : tuple of str
        Columns that identify a row; empty where rows repeat by design.
    series : tuple of str or None
        With a tuple, the years within each group of these columns must be without gaps (an empty
        tuple: the whole file is one series). ``None``: no such promise.
    gaps : mapping of str to tuple of int
        Years that a group is known to lack, by the group's text.
    optional : tuple of str
        Columns that a file may leave out: they are read as empty.
    caveats : tuple of str
        How far to trust the numbers.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    series: tuple[str, ...] | None = None
    gaps: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    optional: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        if len(set(names)) < len(names):
            raise OptionError("two columns have one name", where=f"schema '{self.name}'")
        for name in (*self.key, *(self.series or ())):
            if name not in names:
                raise OptionError(f"'{name}' is not a column", where=f"schema '{self.name}'")

    @property
    def units(self) -> dict[str, str]:
        """Unit of each column that has one."""
        return {column.name: column.unit for column in self.columns if column.unit}

    def check_header(self, header: list[str], *, file: str) -> None:
        """Raise `DataError` unless the header holds exactly the columns of the schema."""
        expected = [column.name for column in self.columns]
        repeated = sorted({name for name in header if header.count(name) > 1})
        if repeated:
            raise DataError(
                f"column '{repeated[0]}' appears twice",
                where=f"{file}, row 1, column '{repeated[0]}'",
                fix="keep one of them",
            )
        missing = [name for name in expected if name not in (*header, *self.optional)]
        extra = [name for name in header if name not in expected]
        stems = {unit_stem(name): name for name in extra}
        for name in missing:
            other = stems.get(unit_stem(name))
            if other is not None:
                raise DataError(
                    f"the unit does not match: column '{other}' where '{name}' is expected",
                    where=f"{file}, row 1, column '{other}'",
                    fix=f"convert to {self.units.get(name) or name} and rename it",
                )
        if missing:
            raise DataError(
                f"column '{missing[0]}' is missing",
                where=f"{file}, row 1, column '{missing[0]}'",
                fix=f"the columns are {', '.join(expected)}",
            )
        if extra:
            raise DataError(
                f"column '{extra[0]}' is not part of the table '{self.name}'",
                where=f"{file}, row 1, column '{extra[0]}'",
                fix=f"remove it; the columns are {', '.join(expected)}",
            )

    def check_rows(self, rows: list[Plain], *, file: str) -> None:
        """Raise `DataError` on a repeated key or a missing year; row i is on line i + 2."""
        if self.key:
            seen: dict[tuple[Any, ...], int] = {}
            for line, row in enumerate(rows, start=2):
                identity = tuple(row[name] for name in self.key)
                if identity in seen:
                    text = ", ".join(str(part) for part in identity)
                    raise DataError(
                        f"({text}) is already on row {seen[identity]}",
                        where=f"{file}, row {line}, column '{self.key[0]}'",
                        fix="keep one of the two rows",
                    )
                seen[identity] = line
        if self.series is not None:
            self._check_years(rows, file)

    def _check_years(self, rows: list[Plain], file: str) -> None:
        lines: dict[str, dict[int, int]] = {}
        for line, row in enumerate(rows, start=2):
            group = ", ".join(str(row[name]) for name in self.series or ())
            lines.setdefault(group, {})[row["year"]] = line
        for group, years in lines.items():
            known = set(self.gaps.get(group, ()))
            for year in range(min(years), max(years)):
                if year not in years and year not in known:
                    after = years[min(later for later in years if later > year)]
                    label = f" of {group}" if group else ""
                    raise DataError(
                        f"year {year}{label} is missing",
                        where=f"{file}, row {after}, column 'year'",
                        fix="add the row, with empty cells where nothing is sourced",
                    )


def _bound(value: float | None, default: str) -> str:
    return default if value is None else f"{value:g}"


def _listed(codes: tuple[str, ...], most: int = 12) -> str:
    shown = ", ".join(codes[:most])
    return shown if len(codes) <= most else f"{shown}, … ({len(codes)} codes)"
