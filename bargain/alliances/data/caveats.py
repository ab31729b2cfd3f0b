"""The caveats of the packaged files, enforced when a file is loaded.

A caveat in a text file is a caveat that somebody forgets. Here each one is a step between the
checked table and the user:

* double counts are dropped (US troops in 2008; for Korea only the recommended series remains);
* series breaks are columns (``break_2017`` of CINC);
* values that are derived, or that no page was seen for, carry a boolean column;
* judgement is labelled as judgement (the coding of events).

Every step that removes something says so in ``.attrs["dropped"]``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from bargain.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["enforce"]

_FIRST_WON_YEAR = 2005  # README of the folder: use dollars before 2005
_DOUBLE_COUNT_YEAR = 2008
_CINC_BREAK_YEAR = 2017


def enforce(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with its caveats applied.

    Parameters
    ----------
    name : str
        Name of the packaged table.
    table : pandas.DataFrame
        As read and checked.

    Returns
    -------
    pandas.DataFrame
        A new table with the same ``.attrs`` and ``dropped``, a list of sentences.
    """
    step = _STEPS.get(name)
    dropped: list[str] = []
    result = table if step is None else step(table.copy(), dropped)
    result.attrs = {**table.attrs, "dropped": dropped}
    return result


def _marked(table: pd.DataFrame, how: str) -> pd.Series[bool]:
    return table["marks"].str.contains(how, na=False).astype(bool)


def _sma_annual(table: pd.DataFrame, dropped: list[str]) -> pd.DataFrame:
    won = table["year"] >= _FIRST_WON_YEAR
    table["amount"] = table["krw_100m"].where(won, table["agreed_usd_100m"])
    table["unit"] = won.map({True: "KRW 100m", False: "USD 100m"}).astype("string")
    table["krw_100m_unreliable"] = table["krw_100m"].where(~won)
    table["krw_100m"] = table["krw_100m"].where(won)
    table["derived"] = _marked(table, "krw_100m: derived")
    table["from_memory"] = _marked(table, "memory")
    dropped.append("won figures before 2005 are moved to krw_100m_unreliable")
    return table


def _sma_rounds(table: pd.DataFrame, dropped: list[str]) -> pd.DataFrame:
    table["from_memory"] = _marked(table, "memory")
    table["status_quo_amount"] = (
        table["status_quo_krw_100m"]
        .str.extract(r"^(\d+(?:\.\d+)?)$", expand=False)
        .astype("float64")
    )
    return table


def _sma_offers(table: pd.DataFrame, dropped: list[str]) -> pd.DataFrame:
    table["year"] = table["date"].str.slice(0, 4).astype("int64")
    table["computed"] = _marked(table, "derived")
    return table


def _sma_indexation(table: pd.DataFrame, dropped: list[str]) -> pd.DataFrame:
    table["rate_from_memory"] = _marked(table, "index_rate_pct: memory")
    table["amount_derived"] = _marked(table, "amount_krw_100m: derived")
    return table


def _bargaining_gaps(table: pd.DataFrame, dropped: list[str]) -> pd.DataFrame:
    table["derived"] = True
    return table


def _span(text: str, *, file: str, line: int) -> tuple[int, int]:
    """Return first and last year of a period such as FY2011-15 or 2016-2019."""
    match = re.search(r"(\d{4})(?:-(\d{2,4}))?", text)
    if match is None:
        raise DataError(
            f"{text!r} names no year", where=f"{file}, row {line}, column 'period'", fix="add one"
        )
    start = int(match[1])
    tail = match[2]
    end = start if tail is None else int(tail) if len(tail) == 4 else start // 100 * 100 + int(tail)
    return start, end


def _with_span(table: pd.DataFrame, column: str) -> pd.DataFrame:
    spans = [
        _span(str(text), file=str(table.attrs.get("file", "")), line=line)
        for line, text in enumerate(table[column], start=2)
    ]
    table["start"] = [start for start, _ in spans]
    table["end"] = [end for _, end in spans]
    return table


def _japan_hns(table: pd.DataFrame, dropped: list[str]) -> pd.DataFrame:
    # The canonical columns of a case file: amounts are per year, totals are divided by their years.
    table = _with_span(table, "period")
    years = (table["end"] - table["start"] + 1).where(table["kind"] == "agreement total", 1)
    table["value"] = table["bn_yen"] / years
    table["unit"] = "JPY bn"
    table["derived"] = _marked(table, "derived") | (table["kind"] == "agreement total")
    table["speculation"] = table["note"].str.contains("speculation", na=False).astype(bool)
    return table


def _host_cost_offset(table: pd.DataFrame, dropped: list[str]) -> pd.DataFrame:
    table = _with_span(table, "period")
    table["derived"] = _marked(table, "derived")
    return table


def _usfk_troops(table: pd.DataFrame, dropped: list[str]) -> pd.DataFrame:
    dropped.append("service breakdown and both raw series; `recommended` is the series")
    return table[["year", "recommended", "official", "flag", "source"]].copy()


def _us_troops_other_allies(table: pd.DataFrame, dropped: list[str]) -> pd.DataFrame:
    double = table["year"] == _DOUBLE_COUNT_YEAR
    dropped.append(f"{int(double.sum())} rows of {_DOUBLE_COUNT_YEAR}: duplicate reports counted")
    return table[~double].reset_index(drop=True)


def _cinc(table: pd.DataFrame, dropped: list[str]) -> pd.DataFrame:
    table["break_2017"] = table["year"] >= _CINC_BREAK_YEAR
    table["milex_missing"] = table["milex_kusd_current"].isna()
    return table


def _dprk_economy(table: pd.DataFrame, dropped: list[str]) -> pd.DataFrame:
    table = table.rename(columns={"year": "period"})
    table = _with_span(table, "period")
    table["bound"] = table["value"].str.extract(r"^([<>])", expand=False).fillna("=")
    number = table["value"].str.lstrip("<>")
    table["value"] = number.astype("float64")
    table["second_hand"] = True
    return table


def _nato_defence_shares(table: pd.DataFrame, dropped: list[str]) -> pd.DataFrame:
    table["accession_from_memory"] = True
    return table


def _atop_defense_spells(table: pd.DataFrame, dropped: list[str]) -> pd.DataFrame:
    table["ratio_known"] = table["cinc1"].notna() & table["cinc2"].notna()
    return table


def _moves(table: pd.DataFrame, dropped: list[str]) -> pd.DataFrame:
    table["from_memory"] = _marked(table, "memory")
    return table


def _events(table: pd.DataFrame, dropped: list[str]) -> pd.DataFrame:
    table["year"] = table["date"].str.slice(0, 4).astype("int64")
    table["coding_is_judgement"] = True
    table["from_memory"] = _marked(table, "memory")
    return table


_STEPS: dict[str, Callable[[Any, list[str]], Any]] = {
    "sma_annual": _sma_annual,
    "sma_rounds": _sma_rounds,
    "sma_offers": _sma_offers,
    "sma_indexation": _sma_indexation,
    "bargaining_gaps": _bargaining_gaps,
    "japan_hns": _japan_hns,
    "host_cost_offset": _host_cost_offset,
    "usfk_troops": _usfk_troops,
    "us_troops_other_allies": _us_troops_other_allies,
    "cinc": _cinc,
    "dprk_economy": _dprk_economy,
    "nato_defence_shares": _nato_defence_shares,
    "atop_defense_spells": _atop_defense_spells,
    "events": _events,
    "moves": _moves,
}
