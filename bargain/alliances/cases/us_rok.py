"""The United States and South Korea: special measures agreements since 1991."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bargain.alliances.cases.case import Case

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CASE"]


def _load() -> pd.DataFrame:
    """Return amounts by year, and demands and offers in won."""
    from bargain.alliances import data

    annual = data.load("sma_annual")
    import pandas as pd

    amounts = pd.DataFrame(
        {
            "kind": annual["derived"].map({True: "derived", False: "actual"}),
            "start": annual["year"],
            "end": annual["year"],
            "value": annual["amount"],
            "unit": annual["unit"],
            "derived": annual["derived"],
        }
    )
    offers = data.load("sma_offers")
    offers = offers[offers["krw_100m"].notna() & offers["kind"].isin(["demand", "offer"])]
    claims = pd.DataFrame(
        {
            "kind": offers["kind"],
            "start": offers["year"],
            "end": offers["year"],
            "value": offers["krw_100m"],
            "unit": "KRW 100m",
            "derived": offers["computed"],
        }
    )
    return pd.concat([amounts, claims], ignore_index=True)


CASE = Case(
    name="us_rok",
    title="United States - South Korea",
    patron="USA",
    client="ROK",
    host="ROK",
    first_year=1950,
    last_year=2022,
    load=_load,
    tables=("cinc", "milex_gdp", "sma_annual", "sma_offers", "sma_rounds", "usfk_troops"),
    notes=("amounts are in dollars until 2004 and in won from 2005: never compared across",),
)
"""The case of the paper."""
