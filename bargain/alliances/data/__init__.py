"""Observations on alliances, with units, sources and caveats.

`load` gives a packaged table, tidy and typed; its ``.attrs`` carry ``units``, ``sources``,
``caveats``, what was ``dropped``, and the ``sha256`` of the file. `load_file` and `load_case` read
a user's file under the same rules. Nothing in a file is ever evaluated.

The tables were compiled from the Correlates of War, ATOP, SIPRI, the World Bank, the Maddison
Project, troopdata and the press; the compilers ask to be cited (`sources`, and ``README.md`` in
this folder). The packaged files are facts and short notes; the full data sets stay with their
compilers, under their terms.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import resources
from os import PathLike
from typing import TYPE_CHECKING

from bargain.errors import OptionError
from bargain.public_names import shown_names

if TYPE_CHECKING:
    import pandas as pd

    from bargain.alliances.data.schema import Schema

__all__ = [
    "cite", "hashes", "load", "load_case", "load_file", "marked", "names", "schema_of", "sources",
]  # fmt: skip

if not TYPE_CHECKING:  # or every misspelt name would have a type
    __getattr__, __dir__ = shown_names("bargain.data", __all__)


def names() -> tuple[str, ...]:
    """Return the names of the packaged tables.

    Returns
    -------
    tuple of str

    Examples
    --------
    >>> from bargain import data
    >>> "cinc" in data.names()
    True
    """
    from bargain.alliances.data.catalogue import SCHEMAS

    return tuple(sorted(SCHEMAS))


def schema_of(name: str) -> Schema:
    """Return the contract of a packaged table: columns, units, domains, caveats.

    Parameters
    ----------
    name : str
        One of `names`.

    Returns
    -------
    Schema

    Raises
    ------
    OptionError
        If there is no such table.

    Examples
    --------
    >>> from bargain import data
    >>> data.schema_of("cinc").units["cinc"]
    'share of the system'
    """
    from bargain.alliances.data.catalogue import SCHEMAS

    if not isinstance(name, str) or name not in SCHEMAS:
        raise OptionError(
            f"there is no table {name!r}",
            where="bargain.alliances.data.load",
            fix=f"use one of {', '.join(names())}",
        )
    return SCHEMAS[name]


def load(name: str) -> pd.DataFrame:
    """Return a packaged table, checked, with its caveats enforced.

    Parameters
    ----------
    name : str
        One of `names`.

    Returns
    -------
    pandas.DataFrame
        A fresh copy. ``.attrs``: ``table``, ``title``, ``units`` (column to unit), ``sources``
        (key to citation), ``caveats``, ``dropped``, ``file``, ``sha256``.

    Raises
    ------
    OptionError
        If there is no such table.
    DataError
        If the file is not what its schema says.

    Examples
    --------
    >>> from bargain import data
    >>> troops = data.load("usfk_troops").set_index("year")["recommended"]
    >>> int(troops[2017]), int(troops[2021])
    (24168, 26403)
    """
    import copy

    schema_of(name)
    table = _loaded(name)
    fresh = table.copy()
    fresh.attrs = copy.deepcopy(table.attrs)
    return fresh


@lru_cache(maxsize=32)
def _loaded(name: str) -> pd.DataFrame:
    from bargain.alliances.data.caveats import enforce
    from bargain.alliances.data.observations import read_table

    contract = schema_of(name)
    with resources.as_file(resources.files("bargain.alliances.data") / f"{name}.csv") as path:
        table = enforce(name, read_table(path, contract))
    table.attrs["sources"] = _cited(table)
    return table


def _cited(table: pd.DataFrame) -> dict[str, str]:
    """Return what the rows of a table cite: keys of sources.csv with titles, else the text."""
    from bargain.alliances.data.observations import spelled_out

    column = next((name for name in ("source", "source_ids") if name in table.columns), None)
    if column is None or table.attrs["table"] == "sources":
        return {}
    titles = dict(sources()[["source_id", "title"]].itertuples(index=False, name=None))
    return spelled_out((str(text) for text in table[column].dropna().unique()), titles)


def sources() -> pd.DataFrame:
    """Return the citations: key, title and where it was found.

    Returns
    -------
    pandas.DataFrame
        Columns ``source_id``, ``title``, ``where_found``.

    Examples
    --------
    >>> from bargain import data
    >>> data.sources().set_index("source_id").loc["GAO2021", "title"]
    'GAO-21-270, March 2021'
    """
    return load("sources")


def marked() -> pd.DataFrame:
    """Return which cells of the packaged tables are derived, remembered, judged or second-hand.

    Returns
    -------
    pandas.DataFrame
        ``table, row, column, how, cells``: `row` is the line of the file, 0 for a whole column, and
        `cells` the number of filled cells that the mark covers. What is not listed was read on the
        page that its row cites.

    Examples
    --------
    >>> from bargain import data
    >>> found = data.marked()
    >>> found[(found["table"] == "events") & (found["how"] == "memory")]["column"].tolist()
    ['date', 'date', 'date', 'event']
    """
    from bargain.alliances.data.marked_cells import marked as found

    return found()


def cite(*tables: str) -> tuple[str, ...]:
    """Return one citation line per source that the named tables rest on.

    Parameters
    ----------
    *tables : str
        Names of packaged tables.

    Returns
    -------
    tuple of str
        ``"KEY: title"``, without repeats, in order of first use.

    Examples
    --------
    >>> from bargain import data
    >>> data.cite("cinc")[0][:30]
    'NMC: Correlates of War Nationa'
    """
    lines: dict[str, None] = {}
    for name in tables:
        for key, title in load(name).attrs["sources"].items():
            lines[title if key == title else f"{key}: {title}"] = None
    return tuple(lines)


def hashes(*tables: str) -> dict[str, str]:
    """Return the SHA-256 of the packaged files, for the provenance of a result.

    Parameters
    ----------
    *tables : str
        Names of packaged tables; all of them without an argument.

    Returns
    -------
    dict of str to str
        The sha256 of each table's file.

    Examples
    --------
    >>> from bargain import data
    >>> len(data.hashes("cinc")["cinc"])
    64
    """
    return {name: load(name).attrs["sha256"] for name in tables or names()}


def load_file(path: str | PathLike[str], schema: Schema | str) -> pd.DataFrame:
    """Read a CSV file of the user under a schema.

    Parameters
    ----------
    path : path-like
        The file.
    schema : Schema or str
        The contract, or the name of a packaged table whose contract the file shares. With a name,
        the caveats of that table are enforced as well.

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    FileError
        If the file cannot be read.
    DataError
        Naming file, row and column of the first cell that breaks the contract.

    Examples
    --------
    >>> from bargain import data
    >>> from importlib import resources
    >>> path = resources.files("bargain.alliances.data") / "sma_rounds.csv"
    >>> len(data.load_file(path, "sma_rounds")) == len(data.load("sma_rounds"))
    True
    """
    from bargain.alliances.data.caveats import enforce
    from bargain.alliances.data.observations import read_table

    if isinstance(schema, str):
        contract = schema_of(schema)
        return enforce(contract.name, read_table(path, contract))
    return read_table(path, schema)


def load_case(path: str | PathLike[str]) -> pd.DataFrame:
    r"""Read the file of one alliance: contributions, demands and offers in one unit.

    Parameters
    ----------
    path : path-like
        A CSV file with the columns of `bargain.alliances.data.case_file`: ``kind`` (actual,
        agreement, demand, offer, derived), ``start``, ``end`` (years), ``value`` (amount per year),
        ``unit``, ``note``, ``source``.

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    FileError
        If the file cannot be read.
    DataError
        If a cell breaks the contract, a span ends before it starts, or two rows differ in unit.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> from bargain import data
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder, "alliance.csv")
    ...     _ = file.write_text(
    ...         "kind,start,end,value,unit,note,source\n"
    ...         "actual,2001,2001,1.5,USD m,,press\n"
    ...         "demand,2002,2002,3,USD m,,press\n")
    ...     table = data.load_case(file)
    >>> list(table["value"])
    [1.5, 3.0]
    """
    from bargain.alliances.data.case_file import read_case

    return read_case(path)
