"""Ascendancy of the client, decline of the adversary: who was ahead, on which measure, since when.

The essay says that the balance of military power on the peninsula "underwent a virtual reversal
after 1980". A reversal is a crossing: the ratio of the client's capability to the adversary's is
below one before and above one after. For each measure the result states

* ``first_ahead``: the first year on record with a ratio above one;
* ``ahead_since``: the first year from which on the ratio stays above one, if it ends above one;
* ``reversed``: whether the ratio was ever below one before ``ahead_since``.

A measure on which the client was ahead throughout shows growth, not reversal, and a measure on
which it fell behind contradicts the claim.

References
----------
THEORY, statement 18. Data: COW National Material Capabilities; Maddison Project (estimates for
North Korea from 1990).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from bargain.alliances import data
from bargain.errors import DataError
from bargain.result import Result

__all__ = ["Ascendancy", "Crossing", "ascendancy"]

_COLUMNS = {
    "cinc": ("cinc", "cinc"),
    "troops": ("cinc", "milper_k"),
    "milex": ("milex_gdp", "milex_kusd_current_cow"),
    "gdp": ("milex_gdp", "gdp_2011intl_maddison"),
}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Crossing(Result):
    """One measure of the balance between client and adversary.

    Attributes
    ----------
    measure : str
        ``cinc``, ``troops`` (military personnel), ``milex`` or ``gdp``.
    first, last : int
        Years on record.
    first_ratio, last_ratio : float
        Client over adversary in these years.
    first_ahead, ahead_since : int or None
        See the module; ``None`` if never.
    reversed : bool
        Whether the client came from behind and stayed ahead.
    """

    measure: str
    first: int
    last: int
    first_ratio: float
    last_ratio: float
    first_ahead: int | None
    ahead_since: int | None
    reversed: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ascendancy(Result):
    """The balance between client and adversary on every measure.

    Attributes
    ----------
    client, adversary : str
        Codes of the states.
    crossings : tuple of Crossing
        One per measure with common years.
    table : pandas.DataFrame
        ``year, measure, ratio``.
    """

    _also: ClassVar[tuple[str, ...]] = ("rows",)
    _without: ClassVar[tuple[str, ...]] = ("table",)

    client: str
    adversary: str
    crossings: tuple[Crossing, ...]
    table: pd.DataFrame

    @property
    def rows(self) -> pd.DataFrame:
        """The table, as `to_dict` calls it."""
        return self.table

    def __repr__(self) -> str:
        return (
            f"<Ascendancy {self.client} over {self.adversary}: {self.reversals or 'no reversal'}>"
        )

    @property
    def reversals(self) -> dict[str, int]:
        """Year of the lasting reversal, by measure, where there is one."""
        return {
            found.measure: found.ahead_since
            for found in self.crossings
            if found.reversed and found.ahead_since is not None
        }

    def crossing(self, measure: str) -> Crossing:
        """Return the result for one measure."""
        for found in self.crossings:
            if found.measure == measure:
                return found
        raise DataError(f"no common years of {measure!r}", where="Ascendancy.crossing")

    def summary(self) -> str:
        """Return one line per measure."""
        lines = [f"{self.client} against {self.adversary}, ratio of capabilities"]
        for found in self.crossings:
            if found.reversed:
                word = f"reversal, ahead since {found.ahead_since}"
            elif found.ahead_since == found.first:
                word = "ahead in every year on record: no reversal to see"
            else:
                word = "not ahead at the end"
            lines.append(
                f"  {found.measure}: {found.first_ratio:.2f} in {found.first}, "
                f"{found.last_ratio:.2f} in {found.last}; {word}"
            )
        return "\n".join(lines)


def ascendancy(client: str = "ROK", adversary: str = "PRK") -> Ascendancy:
    """Return the balance between a client and its adversary, by year and measure.

    Parameters
    ----------
    client, adversary : str
        Codes in the capability tables.

    Raises
    ------
    DataError
        For an unknown country.

    Examples
    --------
    >>> ascendancy().reversals
    {'milex': 1985}
    """
    from bargain.alliances.data.catalogue import STATES

    for state in (client, adversary):
        if state not in STATES:
            raise DataError(
                f"unknown country {state!r}",
                where="cinc.csv, column 'state'",
                fix=f"use one of {', '.join(STATES)}",
            )
    crossings, parts = [], []
    for measure, (name, column) in _COLUMNS.items():
        wide = data.load(name).pivot_table(index="year", columns="state", values=column)
        if client not in wide or adversary not in wide:
            continue
        pair = wide[[client, adversary]].dropna()
        pair = pair[(pair > 0).all(axis=1)]
        if pair.empty:
            continue
        ratio = pair[client] / pair[adversary]
        years = [int(str(year)) for year in ratio.index]
        values = [float(value) for value in ratio]
        crossings.append(_crossing(measure, years, values))
        parts.append(pd.DataFrame({"year": years, "measure": measure, "ratio": values}))
    return Ascendancy(
        client=client,
        adversary=adversary,
        crossings=tuple(crossings),
        table=pd.concat(parts, ignore_index=True),
    )


def _crossing(measure: str, years: list[int], values: list[float]) -> Crossing:
    ahead = [value > 1 for value in values]
    since = None
    for year, is_ahead in zip(reversed(years), reversed(ahead), strict=True):
        if not is_ahead:
            break
        since = year
    return Crossing(
        measure=measure,
        first=years[0],
        last=years[-1],
        first_ratio=values[0],
        last_ratio=values[-1],
        first_ahead=next(
            (year for year, is_ahead in zip(years, ahead, strict=True) if is_ahead), None
        ),
        ahead_since=since,
        reversed=since is not None and not all(ahead),
    )
