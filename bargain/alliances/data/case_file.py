"""The file that adds an alliance: contributions, demands and offers, in one unit.

=========  ======================================================================================
``kind``   actual (paid), agreement, demand, offer, or derived (computed from another number)
``start``  first year; ``end`` last year (the same for one year)
``value``  amount *per year*, in the unit
``unit``   one of `CURRENCIES`, the same in every row: amounts are never converted
``note``   free text, may be empty
``source``  where the number was found; never empty
=========  ======================================================================================
"""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from bargain.alliances.data.schema import Column, Schema
from bargain.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["CAPABILITIES", "CASE", "CURRENCIES", "EVENTS", "TROOPS", "read_case"]

CURRENCIES = (
    "KRW 100m", "USD 100m", "USD m", "USD bn", "JPY bn", "EUR m", "GBP m", "PHP m", "TWD m",
    "PLN m", "SUR m", "RUB m", "persons",
)  # fmt: skip
"""Units that a case file may use."""

_KINDS = ("actual", "agreement", "demand", "offer", "derived")

CASE = Schema(
    name="case",
    title="Contributions, demands and offers of one alliance, in one unit",
    columns=(
        Column(name="kind", kind="text", codes=_KINDS),
        Column(name="start", kind="int", unit="year", low=1800, high=2100),
        Column(name="end", kind="int", unit="year", low=1800, high=2100),
        Column(name="value", kind="float", unit="see unit", meaning="amount per year", low=0),
        Column(name="unit", kind="text", codes=CURRENCIES),
        Column(name="note", kind="text", empty=True),
        Column(name="source", kind="text"),
    ),
    key=("kind", "start", "end"),
    caveats=("a case file of the user: as far to trust as its sources",),
)
"""The contract of a case file."""

CAPABILITIES = Schema(
    name="capabilities",
    title="Capabilities of two states by year",
    columns=(
        Column(name="state", kind="text"),
        Column(name="year", kind="int", unit="year", low=1800, high=2100),
        Column(name="cinc", kind="float", unit="share of the system", low=0, high=1),
        Column(name="gdp", kind="float", unit="any, the same for both", low=0, empty=True),
        Column(name="milex", kind="float", unit="any, the same for both", low=0, empty=True),
        Column(name="source", kind="text"),
    ),
    optional=("gdp", "milex"),
    key=("state", "year"),
    series=("state",),
    caveats=("a case file of the user: as far to trust as its sources",),
)
"""The contract of ``capabilities.csv``."""

TROOPS = Schema(
    name="troops",
    title="The patron's troops in the client's country",
    columns=(
        Column(name="year", kind="int", unit="year", low=1800, high=2100),
        Column(name="troops", kind="int", unit="persons", low=0, high=10_000_000),
        Column(name="note", kind="text", empty=True),
        Column(name="source", kind="text"),
    ),
    key=("year",),
)
"""The contract of ``troops.csv``; years may be missing."""

EVENTS = Schema(
    name="events",
    title="Dated events of an alliance",
    columns=(
        Column(name="date", kind="text"),
        Column(name="event", kind="text"),
        Column(name="overlap", kind="int", unit="sign", low=-1, high=1),
        Column(name="source", kind="text"),
    ),
    key=("date", "event"),
)
"""The contract of ``events.csv`` of a case."""


def read_case(path: str | PathLike[str]) -> pd.DataFrame:
    """Return a checked case file, with a column ``derived``; see
    `bargain.alliances.data.load_case`.
    """
    from bargain.alliances.data.observations import read_table

    table = read_table(path, CASE)
    file = Path(path).name
    first = table["unit"].iloc[0]
    for line, (start, end, unit) in enumerate(
        table[["start", "end", "unit"]].itertuples(index=False, name=None), start=2
    ):
        if end < start:
            raise DataError(
                f"the span ends in {end}, before it starts in {start}",
                where=f"{file}, row {line}, column 'end'",
                fix="swap the two years",
            )
        if unit != first:
            raise DataError(
                f"the unit does not match: '{unit}' after '{first}'",
                where=f"{file}, row {line}, column 'unit'",
                fix=f"convert the amount to {first}",
            )
    table["derived"] = table["kind"] == "derived"
    return table
