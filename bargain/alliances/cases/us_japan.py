"""The United States and Japan: host-nation support since 1978.

This module and one data file are all that the case adds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bargain.alliances.cases.case import Case

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CASE"]


def _load() -> pd.DataFrame:
    """Return the rows with an amount; a five-year total counts as its yearly average."""
    from bargain.alliances import data

    table = data.load("japan_hns")
    table = table[table["value"].notna()].copy()
    table["kind"] = table["kind"].replace({"agreement total": "agreement"})
    return table


CASE = Case(
    name="us_japan",
    title="United States - Japan",
    patron="USA",
    client="JPN",
    host="JPN",
    first_year=1952,
    last_year=2022,
    load=_load,
    tables=("cinc", "milex_gdp", "japan_hns", "us_troops_other_allies"),
    notes=("the support of FY1978-2026 is known for single years, from the press",),
)
"""The out-of-sample case."""
