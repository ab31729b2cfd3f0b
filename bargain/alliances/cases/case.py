"""A case: an alliance of two, by the codes of the data.

The contribution table of a case has the columns of a case file
(`bargain.alliances.data.case_file`): ``kind`` (actual, agreement, demand, offer, derived),
``start`` and ``end`` year, ``value`` per year and ``unit``. Amounts are never converted between
currencies.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from os import PathLike
from typing import TYPE_CHECKING, Any

from bargain.check.certificate import Plain
from bargain.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

    from bargain.alliances.balance.exposure import Dependence

__all__ = ["Case"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An asymmetric alliance and where its record is.

    Attributes
    ----------
    name, title : str
        Short name and full name.
    patron, client : str
        Codes in the capability tables (``bargain.alliances.data.catalogue.STATES``).
    host : str
        Code in the table of troops; often the client's.
    first_year, last_year : int
        Years for which dependence is asked.
    load : callable
        Returns the contribution table.
    tables : tuple of str
        Packaged tables the case rests on, for citations.
    notes : tuple of str
        What a reader should know.
    """

    name: str
    title: str
    patron: str
    client: str
    host: str
    first_year: int
    last_year: int
    load: Callable[[], pd.DataFrame]
    tables: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Case {self.name}: {self.patron}-{self.client}>"

    @classmethod
    def from_file(
        cls,
        path: str | PathLike[str],
        *,
        name: str,
        patron: str,
        client: str,
        host: str = "",
        years: tuple[int, int] = (1950, 2022),
    ) -> Case:
        """Return the case of a user's file.

        Parameters
        ----------
        path : path-like
            A case file: see `bargain.alliances.data.load_case`. It is read at once, so that a
            broken file is refused here.
        name : str
            Name of the case.
        patron, client : str
            Codes in the capability tables.
        host : str
            Code in the table of troops; empty if there is none.
        years : (int, int)
            Years for which dependence is asked.

        Raises
        ------
        FileError, DataError
            If the file is not a case file, or a country is unknown.
        """
        from bargain.alliances import data
        from bargain.alliances.data.catalogue import STATES

        for role, state in (("patron", patron), ("client", client)):
            if state not in STATES:
                raise DataError(
                    f"unknown country {state!r}",
                    where=f"{role} of case '{name}'; cinc.csv, column 'state'",
                    fix=f"use one of {', '.join(STATES)}",
                )
        table = data.load_case(path)
        return cls(
            name=name,
            title=name,
            patron=patron,
            client=client,
            host=host,
            first_year=years[0],
            last_year=years[1],
            load=table.copy,
        )

    def contributions(self) -> pd.DataFrame:
        """Return the contribution table: ``kind, start, end, value, unit, derived``."""
        table = self.load()
        columns = ["kind", "start", "end", "value", "unit", "derived"]
        return table[columns].sort_values(["start", "kind"], ignore_index=True)

    def troops(self) -> pd.Series:
        """Return the patron's troops in the host country by year.

        Raises
        ------
        DataError
            If the host has no series.
        """
        from bargain.alliances.record.persistence import troops_by_host

        table = troops_by_host()
        found = table[table["host"] == self.host].set_index("year")["troops"]
        if found.empty:
            raise DataError(
                f"no troops of host {self.host!r}",
                where="us_troops_other_allies.csv, column 'iso3c'",
            )
        return found

    def dependence(self, **options: Any) -> Dependence:
        """Dependence by year; options as in `bargain.alliances.balance.exposure.dependence`."""
        from bargain.alliances.balance.exposure import dependence

        options.setdefault("years", (self.first_year, self.last_year))
        return dependence(self.patron, self.client, **options)

    def summary(self) -> str:
        """Return what the case rests on."""
        table = self.contributions()
        amounts = table[table["kind"].isin(["actual", "agreement"])]
        units = ", ".join(sorted(set(amounts["unit"])))
        span = f"{amounts['start'].min()}-{amounts['end'].max()}"
        demands = int((table["kind"] == "demand").sum())
        return "\n".join(
            [
                f"{self.title} ({self.patron} patron, {self.client} client)",
                f"  {len(amounts)} amounts {span} in {units}; {demands} demands on record",
                *(f"  note: {note}" for note in self.notes),
            ]
        )

    def to_dict(self) -> Plain:
        """Return the case as JSON-able data."""
        table = self.contributions()
        return {
            "name": self.name,
            "title": self.title,
            "patron": self.patron,
            "client": self.client,
            "host": self.host,
            "years": [self.first_year, self.last_year],
            "notes": list(self.notes),
            "contributions": table.astype(object).where(table.notna(), None).to_dict("records"),
        }
