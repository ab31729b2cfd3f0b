"""No collapse: did the patron stay, and would the measure notice if it had not?

The alliance "did not collapse" is an observable statement only if collapse is. It is defined here
on the series of the patron's troops in the host country:

    *collapse* in year y: from y on, for at least five consecutive recorded years, the troops are at
    most a tenth of the largest number of the ten years before y.

The control comes first: of the hosts on record the rule must find those whose bases closed (Taiwan
after the treaty ended in 1979, the Philippines after the Senate's vote of 1991) and no other. Korea
1951-53, one number repeated during the war, is included: its fall to 46,024 by 1958 is to 14 %.

References
----------
Allen, Flynn & Machain (2022), *Conflict Management and Peace Science* 39(3), 351-370 (troopdata);
Kane (2004).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bargain.errors import DataError
from bargain.result import Result

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Persistence", "collapse_years", "persistence", "troops_by_host"]

_FLOOR = 0.1
_MEMORY_YEARS = 10
_LASTING_YEARS = 5


def collapse_years(troops: pd.Series) -> tuple[int, ...]:
    """Return the first years of collapse of a series of troops.

    Parameters
    ----------
    troops : pandas.Series
        Troops by year (the index), not all years need be present.

    Returns
    -------
    tuple of int
        First year of each collapse.

    Examples
    --------
    >>> import pandas as pd
    >>> collapse_years(pd.Series([100, 100, 5, 5, 5, 5, 5], index=range(1990, 1997)))
    (1992,)
    >>> collapse_years(pd.Series([100, 100, 50, 50, 50, 50, 50], index=range(1990, 1997)))
    ()
    """
    series = troops.sort_index()
    found: list[int] = []
    inside = False
    for year in series.index:
        before = series[(series.index < year) & (series.index >= year - _MEMORY_YEARS)]
        after = series[series.index >= year].iloc[:_LASTING_YEARS]
        low = (
            not before.empty
            and len(after) == _LASTING_YEARS
            and before.max() > 0
            and bool((after <= _FLOOR * before.max()).all())
        )
        if low and not inside:
            found.append(int(year))
        inside = low
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Persistence(Result):
    """The patron's presence in a host country, and the control.

    Attributes
    ----------
    host : str
        Code of the host.
    first, last : int
        The window asked about.
    troops_first, troops_last, lowest : int
        Troops at both ends, and the smallest number in between.
    collapses : dict of str to tuple of int
        First years of collapse, for every host on record, 1950-2024.
    series : pandas.DataFrame
        ``host, year, troops`` of every host.
    """

    host: str
    first: int
    last: int
    troops_first: int
    troops_last: int
    lowest: int
    collapses: dict[str, tuple[int, ...]]
    series: pd.DataFrame

    def __repr__(self) -> str:
        return f"<Persistence {self.host} {self.first}-{self.last}: {self.change_pct:+.1f} %>"

    @property
    def change_pct(self) -> float:
        """Change over the window, per cent."""
        return 100 * (self.troops_last / self.troops_first - 1)

    @property
    def collapsed(self) -> bool:
        """Whether the host is among those with a collapse in any year."""
        return bool(self.collapses[self.host])

    def summary(self) -> str:
        """Return the change, and where the rule does find a collapse."""
        found = ", ".join(f"{host} {years[0]}" for host, years in self.collapses.items() if years)
        return (
            f"US troops in {self.host}: {self.troops_first:,} in {self.first}, "
            f"{self.troops_last:,} in {self.last} ({self.change_pct:+.1f} %), never below "
            f"{self.lowest:,}; collapse: {'yes' if self.collapsed else 'no'}. "
            f"The same rule finds collapse in: {found or 'no host'}"
        )

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON-able data."""
        return {
            "host": self.host,
            "first": self.first,
            "last": self.last,
            "troops_first": self.troops_first,
            "troops_last": self.troops_last,
            "lowest": self.lowest,
            "change_pct": self.change_pct,
            "collapsed": self.collapsed,
            "collapses": {host: list(years) for host, years in self.collapses.items()},
            "rows": self.series.to_dict("records"),
        }


def troops_by_host() -> pd.DataFrame:
    """Return US troops by host and year: South Korea and eight others.

    Returns
    -------
    pandas.DataFrame
        ``host`` (ROK, or the ISO code), ``year``, ``troops``. 2008 is missing outside Korea.

    Examples
    --------
    >>> sorted(troops_by_host()["host"].unique())
    ['DEU', 'ESP', 'GBR', 'ITA', 'JPN', 'PHL', 'ROK', 'TUR', 'TWN']
    """
    import pandas as pd

    from bargain.alliances import data

    korea = data.load("usfk_troops")[["year", "recommended"]]
    korea = korea.rename(columns={"recommended": "troops"}).assign(host="ROK")
    others = data.load("us_troops_other_allies")[["iso3c", "year", "troops_ad"]]
    others = others.rename(columns={"iso3c": "host", "troops_ad": "troops"})
    both = pd.concat([korea, others], ignore_index=True)[["host", "year", "troops"]]
    both["host"] = both["host"].astype("string")
    return both.sort_values(["host", "year"], ignore_index=True)


def persistence(host: str = "ROK", first: int = 2017, last: int = 2021) -> Persistence:
    """Return whether the patron stayed in a host country over a window of years.

    Parameters
    ----------
    host : str
        Code as in `troops_by_host`.
    first, last : int
        The window; both years must be on record.

    Returns
    -------
    Persistence

    Raises
    ------
    DataError
        For an unknown host or a year that is not on record.

    Examples
    --------
    >>> result = persistence()
    >>> result.troops_first, result.troops_last, result.collapsed
    (24168, 26403, False)
    """
    series = troops_by_host()
    by_host = {
        str(name): group.set_index("year")["troops"] for name, group in series.groupby("host")
    }
    if host not in by_host:
        raise DataError(
            f"unknown country {host!r}",
            where="us_troops_other_allies.csv, column 'iso3c'",
            fix=f"use one of {', '.join(by_host)}",
        )
    troops = by_host[host]
    for year in (first, last):
        if year not in troops.index:
            raise DataError(f"no troops of {host} in {year}", where=f"persistence, year {year}")
    window = troops[(troops.index >= first) & (troops.index <= last)]
    return Persistence(
        host=host,
        first=first,
        last=last,
        troops_first=int(troops[first]),
        troops_last=int(troops[last]),
        lowest=int(window.min()),
        collapses={name: collapse_years(values) for name, values in by_host.items()},
        series=series,
    )
