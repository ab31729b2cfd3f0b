"""A case: an alliance of two, read from a folder.

==================  ============================================================================
``case.toml``       title, patron, client, years; treaty (since, ended if it ended, source); window
                    of years in which presence is asked for; notes
``capabilities.csv``  ``state, year, cinc`` and, if there, ``milex, gdp``; ``source``. A case of
                    states that the packaged tables have may leave it out
``contributions.csv``  optional: amounts, demands and offers (`bargain.alliances.data.case_file`)
``troops.csv``      optional: the patron's troops in the client's country, ``year, troops``
``events.csv``      optional: ``date, event, overlap`` (-1, 0, 1)
==================  ============================================================================

Every file has a schema, and an error names file, row and column. Amounts are never converted
between currencies.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bargain.alliances.declarations import read_toml
from bargain.check.certificate import Plain
from bargain.errors import DataError, FileError

if TYPE_CHECKING:
    import pandas as pd

    from bargain.alliances.balance.exposure import Dependence

__all__ = ["Case"]

_KEYS = {
    "": "title patron client years treaty window? host? packaged? tables? notes?",
    "treaty": "since ended? source",
}
_FILES = ("capabilities.csv", "contributions.csv", "troops.csv", "events.csv")
_AMOUNTS = ["kind", "start", "end", "value", "unit", "derived"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An alliance of a stronger and a weaker state, and its record.

    Attributes
    ----------
    name, title : str
        Name of the folder, and full name.
    patron, client : str
        Codes of the states, as in the capabilities.
    host : str
        Code in the packaged table of troops; empty if the folder has its own or none is known.
    years : (int, int)
        For which dependence is asked.
    window : (int, int)
        In which presence is asked for.
    treaty_since : int
    treaty_ended : int or None
        None: in force at the end of the record.
    capabilities, amounts, troop_table, events : pandas.DataFrame or None
        The files; None where there is none.
    tables : tuple of str
        Packaged tables the case rests on, for citations.
    notes : tuple of str
        What a reader should know.
    sources : tuple of str
        What the rows of its own files and its treaty cite, keys of the packaged list spelled out.
    files : mapping of str to str
        Its own files by name, as they are.
    """

    name: str
    title: str
    patron: str
    client: str
    host: str
    years: tuple[int, int]
    window: tuple[int, int]
    treaty_since: int
    treaty_ended: int | None
    capabilities: pd.DataFrame | None
    amounts: pd.DataFrame | None
    troop_table: pd.DataFrame | None
    events: pd.DataFrame | None
    tables: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict, compare=False)

    def __repr__(self) -> str:
        return f"<Case {self.name}: {self.patron}-{self.client}>"

    @classmethod
    def from_folder(cls, path: str | PathLike[str]) -> Case:
        """Read a case; a broken file is refused here.

        Parameters
        ----------
        path : path-like
            The folder.

        Raises
        ------
        FileError, DataError
            Naming file, row and column.
        """
        from bargain.alliances.cases.packaged import PACKAGED
        from bargain.alliances.data.case_file import CAPABILITIES, EVENTS, TROOPS, read_case
        from bargain.alliances.data.catalogue import STATES
        from bargain.alliances.data.observations import read_table

        folder = Path(path)
        if not (folder / "case.toml").is_file():
            raise FileError("the folder has no case.toml", where=str(folder), fix="write one")
        try:
            text = (folder / "case.toml").read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise FileError(f"cannot be read as text: {error}", where="case.toml") from None
        said = read_toml(text, "case.toml", _KEYS)
        patron, client = _text(said, "patron"), _text(said, "client")
        if patron == client:
            raise DataError(f"patron and client are both {patron!r}", where="case.toml, client")
        years = _span(said, "years", said["years"])

        def optional(file: str, read: Any) -> Any:
            return read(folder / file) if (folder / file).is_file() else None

        tables = [
            optional("capabilities.csv", lambda p: read_table(p, CAPABILITIES)),
            optional("contributions.csv", read_case),
            optional("troops.csv", lambda p: read_table(p, TROOPS)),
            optional("events.csv", lambda p: read_table(p, EVENTS)),
        ]
        capabilities, amounts, troop_table, events = tables
        if capabilities is None and not {patron, client} <= set(STATES):
            raise DataError(
                f"no capabilities of {patron} and {client}",
                where="capabilities.csv",
                fix=f"write the file; the packaged tables have {', '.join(STATES)}",
            )
        packaged = said.get("packaged", "")
        if packaged and packaged not in PACKAGED:
            raise DataError(f"no packaged case {packaged!r}", where="case.toml, packaged")
        treaty = said["treaty"]
        since = _year(treaty, "since")
        ended = _year(treaty, "ended") if "ended" in treaty else None
        if ended is not None and ended < since:
            raise DataError(
                f"the treaty ended in {ended}, before it began in {since}",
                where="case.toml, treaty",
                fix="swap the two years",
            )
        return cls(
            name=folder.resolve().name,
            title=_text(said, "title"),
            patron=patron,
            client=client,
            host=said.get("host", ""),
            years=years,
            window=_span(said, "window", said.get("window", list(years))),
            treaty_since=since,
            treaty_ended=ended,
            capabilities=capabilities,
            amounts=PACKAGED[packaged]() if packaged else amounts,
            troop_table=troop_table,
            events=_marked(events),
            tables=tuple(said.get("tables", ())),
            notes=tuple(said.get("notes", ())),
            sources=_cited(_text(treaty, "source"), tables),
            files={"case.toml": text}
            | {
                name: (folder / name).read_text(encoding="utf-8")
                for name in _FILES
                if (folder / name).is_file()
            },
        )

    @property
    def in_force(self) -> bool:
        """Whether the treaty was in force at the end of the record."""
        return self.treaty_ended is None

    @property
    def measures(self) -> tuple[str, ...]:
        """Measures of capability on record for the pair."""
        if self.capabilities is None:
            return ("cinc", "gdp", "milex")
        table = self.capabilities
        pair = table[table["state"].isin([self.patron, self.client])]
        pair = pair[pair["year"].between(*self.years)]
        return tuple(m for m in ("cinc", "gdp", "milex") if pair[m].notna().all())

    def contributions(self) -> pd.DataFrame:
        """Return the contribution table: ``kind, start, end, value, unit, derived``."""
        import pandas as pd

        if self.amounts is None:
            return pd.DataFrame(columns=_AMOUNTS)
        return self.amounts[_AMOUNTS].sort_values(["start", "kind"], ignore_index=True)

    def troops(self) -> pd.Series:
        """Return the patron's troops in the client's country by year.

        Raises
        ------
        DataError
            If there is no series.
        """
        if self.troop_table is not None:
            return self.troop_table.set_index("year")["troops"]
        from bargain.alliances.record.persistence import troops_by_host

        table = troops_by_host()
        found = table[table["host"] == self.host].set_index("year")["troops"]
        if found.empty:
            raise DataError(
                f"no troops in {self.client}",
                where="troops.csv",
                fix="write the file, or name a `host` of us_troops_other_allies.csv",
            )
        return found

    def dependence(self, **options: Any) -> Dependence:
        """Dependence by year; options as in `bargain.alliances.balance.exposure.dependence`."""
        from bargain.alliances.balance.exposure import dependence

        options.setdefault("years", self.years)
        options.setdefault("measures", self.measures)
        return dependence(self.patron, self.client, capabilities=self.capabilities, **options)

    def hashes(self) -> dict[str, str]:
        """Return the SHA-256 of each of its own files."""
        return {
            name: hashlib.sha256(text.encode()).hexdigest() for name, text in self.files.items()
        }

    def summary(self) -> str:
        """Return what the case rests on."""
        table = self.contributions()
        amounts = table[table["kind"].isin(["actual", "agreement"])]
        lines = [f"{self.title} ({self.patron} patron, {self.client} client)"]
        if not amounts.empty:
            units = ", ".join(sorted(set(amounts["unit"])))
            span = f"{amounts['start'].min()}-{amounts['end'].max()}"
            demands = int((table["kind"] == "demand").sum())
            lines.append(f"  {len(amounts)} amounts {span} in {units}; {demands} demands on record")
        end = "in force" if self.treaty_ended is None else f"ended {self.treaty_ended}"
        lines.append(f"  treaty of {self.treaty_since}: {end}")
        return "\n".join([*lines, *(f"  note: {note}" for note in self.notes)])

    def to_dict(self) -> Plain:
        """Return the case as JSON-able data."""
        table = self.contributions()
        return {
            "name": self.name,
            "title": self.title,
            "patron": self.patron,
            "client": self.client,
            "host": self.host,
            "years": list(self.years),
            "treaty": [self.treaty_since, self.treaty_ended],
            "notes": list(self.notes),
            "sources": list(self.sources),
            "files": self.hashes(),
            "contributions": table.astype(object).where(table.notna(), None).to_dict("records"),
        }


def _marked(events: pd.DataFrame | None) -> pd.DataFrame | None:
    """Events with the columns of the packaged table that figures read."""
    if events is None:
        return None
    wrong = ~events["date"].map(_is_date).astype(bool)
    if wrong.any():
        line = int(wrong.to_numpy().argmax())
        raise DataError(
            f"{events['date'].iloc[line]!r} is no date",
            where=f"events.csv, row {line + 2}, column 'date'",
            fix="write 1991, 1991-09 or 1991-09-16",
        )
    return events.assign(
        year=events["date"].str.slice(0, 4).astype("int64"), interest_overlap=events["overlap"]
    )


def _cited(treaty: str, tables: Sequence[pd.DataFrame | None]) -> tuple[str, ...]:
    """The sources of a treaty and of tables, a line each; keys of the packaged list in full."""
    from bargain.alliances.data import sources
    from bargain.alliances.data.observations import spelled_out

    titles = dict(sources()[["source_id", "title"]].itertuples(index=False, name=None))
    cells = [treaty, *(str(s) for t in tables if t is not None for s in t["source"].unique())]
    return tuple(
        title if key == title else f"{key}: {title}"
        for key, title in spelled_out(cells, titles).items()
    )


def _is_date(text: str) -> bool:
    """Whether a text is a year, a month or a day."""
    try:
        date.fromisoformat(text + "0001-01-01"[len(text) :])
    except ValueError:
        return False
    return len(text) in (4, 7, 10)


def _text(said: Plain, key: str) -> str:
    if not isinstance(said[key], str) or not said[key]:
        raise DataError(f"{key} is no text", where=f"case.toml, {key}", fix=f'{key} = "…"')
    return str(said[key])


def _year(said: Plain, key: str) -> int:
    if not isinstance(said[key], int) or isinstance(said[key], bool):
        raise DataError(f"{said[key]!r} is no year", where=f"case.toml, {key}")
    return int(said[key])


def _span(said: Plain, key: str, value: Any) -> tuple[int, int]:
    good = isinstance(value, list) and len(value) == 2 and all(type(y) is int for y in value)
    if not good or value[0] > value[1]:
        raise DataError(
            f"{key} = {value!r} is no span", where=f"case.toml, {key}", fix="[first, last]"
        )
    return value[0], value[1]
