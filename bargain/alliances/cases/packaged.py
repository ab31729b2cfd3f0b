"""Contributions of the cases whose amounts are tables of this package, as case files have them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["PACKAGED"]


def _us_rok() -> pd.DataFrame:
    """Amounts by year, and demands and offers in won."""
    import pandas as pd

    from bargain.alliances import data

    annual = data.load("sma_annual")
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


def _us_japan() -> pd.DataFrame:
    """The rows with an amount; a five-year total counts as its yearly average."""
    from bargain.alliances import data

    table = data.load("japan_hns")
    table = table[table["value"].notna()].copy()
    table["kind"] = table["kind"].replace({"agreement total": "agreement"})
    return table


PACKAGED: dict[str, Callable[[], pd.DataFrame]] = {"us_rok": _us_rok, "us_japan": _us_japan}
"""Contribution tables by the name that ``case.toml`` gives under `packaged`."""
