"""Did the patron stay? Presence on the ground and the treaty in force are two things.

"The alliance did not collapse" says something only if it could have. Two observable statements:

*departure*, on the series of the patron's troops in the host country: from a year on, for at least
five consecutive recorded years, the troops are at most a tenth of the largest number of the ten
years before. The control comes first: of the hosts on record the rule must find those whose bases
closed (Taiwan, the Philippines after the Senate's vote of 1991) and no other. Korea 1951-53, one
number repeated during the war, is included: its fall to 46,024 by 1958 is to 14 %.

*in force*, on the record of treaties: whether the defence pact of the pair had ended by 2018, where
the record stops. The two differ: troops left Taiwan in 1978-79 and the treaty ended in 1980; troops
left the Philippines in 1992 and the treaty is in force throughout.

No change is read from two points of the count: it is of persons on a day, it is disputed, and 2017
is its lowest value since 1951. The official level is printed beside it.

References
----------
Allen, Flynn & Machain (2022), *Conflict Management and Peace Science* 39(3), 351-370 (troopdata);
Kane (2004); Leeds et al. (2002), ATOP.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from bargain.alliances import data
from bargain.errors import DataError
from bargain.result import Result

__all__ = ["LEFT_BEHIND", "Persistence", "departure_years", "persistence", "troops_by_host"]

LEFT_BEHIND = 0.1
"""Share of earlier troops at or below which they count as gone."""
_MEMORY_YEARS = 10
_LASTING_YEARS = 5


def departure_years(troops: pd.Series) -> tuple[int, ...]:
    """Return the first years of a departure in a series of troops.

    Parameters
    ----------
    troops : pandas.Series
        Troops by year (the index), not all years need be present.

    Returns
    -------
    tuple of int
        First year of each departure.

    Examples
    --------
    >>> import pandas as pd
    >>> departure_years(pd.Series([100, 100, 5, 5, 5, 5, 5], index=range(1990, 1997)))
    (1992,)
    >>> departure_years(pd.Series([100, 100, 50, 50, 50, 50, 50], index=range(1990, 1997)))
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
            and bool((after <= LEFT_BEHIND * before.max()).all())
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
    troops_first, troops_last, lowest, highest : int
        The daily count at both ends, and its range over the window.
    official : tuple of int
        Official levels on record in the window, without repeats.
    departures : dict of str to tuple of int
        First years of a departure, for every host on record, 1950-2024.
    treaties : dict of str to (int, int, bool)
        First and last year of the defence pact with the host, and whether it was still in force at
        the end of the record.
    series : pandas.DataFrame
        ``host, year, troops`` of every host.
    """

    _also: ClassVar[tuple[str, ...]] = ("left", "in_force", "rows")
    _without: ClassVar[tuple[str, ...]] = ("series",)

    host: str
    first: int
    last: int
    troops_first: int
    troops_last: int
    lowest: int
    highest: int
    official: tuple[int, ...]
    departures: dict[str, tuple[int, ...]]
    treaties: dict[str, tuple[int, int, bool]]
    series: pd.DataFrame

    @property
    def rows(self) -> pd.DataFrame:
        """The table, as `to_dict` calls it."""
        return self.series

    def __repr__(self) -> str:
        word = "left" if self.left else "stayed"
        return f"<Persistence {self.host} {self.first}-{self.last}: {word}>"

    @property
    def left(self) -> bool:
        """Whether the host is among those with a departure in any year."""
        return bool(self.departures[self.host])

    @property
    def in_force(self) -> bool:
        """Whether the defence pact with the host was in force at the end of the record."""
        return self.treaties[self.host][2]

    def summary(self) -> str:
        """Return presence and treaty, and where the same rules find an end."""
        official = " and ".join(f"{level:,}" for level in self.official)
        gone = [
            f"{host} ({years[0]}; treaty "
            + ("in force" if self.treaties[host][2] else f"ended {self.treaties[host][1]}")
            + ")"
            for host, years in self.departures.items()
            if years
        ]
        return (
            f"US troops in {self.host}, {self.first}-{self.last}: daily count {self.lowest:,} to "
            f"{self.highest:,}"
            + (f", official level {official}" if official else "")
            + f"; presence {'ended' if self.left else 'kept'}, treaty "
            + ("in force" if self.in_force else "ended")
            + f". The same rule finds departures from: {', '.join(gone) or 'no host'}"
        )


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
    korea = data.load("usfk_troops")[["year", "recommended"]]
    korea = korea.rename(columns={"recommended": "troops"}).assign(host="ROK")
    others = data.load("us_troops_other_allies")[["iso3c", "year", "troops_ad"]]
    others = others.rename(columns={"iso3c": "host", "troops_ad": "troops"})
    both = pd.concat([korea, others], ignore_index=True)[["host", "year", "troops"]]
    both["host"] = both["host"].astype("string")
    return both.sort_values(["host", "year"], ignore_index=True)


def persistence(
    host: str = "ROK",
    first: int = 2017,
    last: int = 2021,
    *,
    treaty: tuple[int, int, bool] | None = None,
) -> Persistence:
    """Return whether the patron stayed in a host country over a window of years.

    Parameters
    ----------
    host : str
        Code as in `troops_by_host`.
    first, last : int
        The window; both years must be on record.
    treaty : (int, int, bool), optional
        First and last year, and whether it is in force, in place of the record's.

    Raises
    ------
    DataError
        For an unknown host or a year that is not on record.

    Examples
    --------
    >>> result = persistence()
    >>> result.official, result.left, result.in_force
    ((28500,), False, True)
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
    korea = data.load("usfk_troops").set_index("year")["official"] if host == "ROK" else None
    levels = () if korea is None else tuple(korea.loc[first:last].dropna().unique().tolist())
    return Persistence(
        host=host,
        first=first,
        last=last,
        troops_first=int(troops[first]),
        troops_last=int(troops[last]),
        lowest=int(window.min()),
        highest=int(window.max()),
        official=levels,
        departures={name: departure_years(values) for name, values in by_host.items()},
        treaties=_treaties() if treaty is None else _treaties() | {host: treaty},
        series=series,
    )


# Correlates of War codes of the hosts; Germany is the Federal Republic before 1990.
_CODES = {
    "DEU": (260, 255), "ESP": (230,), "GBR": (200,), "ITA": (325,), "JPN": (740,), "PHL": (840,),
    "ROK": (732,), "TUR": (640,), "TWN": (713,),
}  # fmt: skip
_PATRON = 2  # the United States


def _treaties() -> dict[str, tuple[int, int, bool]]:
    table = data.load("atop_defense_spells")
    mine = table[table["ccode1"] == _PATRON].sort_values("start")
    found = {}
    for host, codes in _CODES.items():
        rows = mine[mine["ccode2"].isin(codes) & (mine["end"] > 1950)]
        last = rows.iloc[-1]
        found[host] = (int(rows["start"].min()), int(last["end"]), bool(last["censored"]))
    return found
