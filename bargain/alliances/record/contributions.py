"""The contribution under each special measures agreement, against the rule of that agreement.

The series is in dollars until 2004 and in won from 2005 (`bargain.alliances.data`, table
``sma_annual``). A year is either *negotiated*, the first amount of a round, or *ruled*: indexed
(`indexation`) or frozen. The first-year change of a round is what its bargaining moved.

References
----------
ROK Ministry of National Defense, Defense White Paper 2018, chart 5-1; press as in ``sources``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bargain.alliances.record.indexation import RULES, indexation
from bargain.result import Result

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Contributions", "contributions"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Contributions(Result):
    """The contribution series and the rule in force each year.

    Attributes
    ----------
    table : pandas.DataFrame
        ``year, sma_round, amount, unit, change_pct, rule_amount, rule, derived, from_memory,
        first_year``: ``rule_amount`` is what the agreement in force prescribes for the year, empty
        for negotiated years and where the record has no rate.
    first_year_changes : dict of int to float
        Change of the first year of each round, per cent, rounds 6-12 (won) and 3-5 (dollars).
    sources : tuple of str
        Citations.
    """

    table: pd.DataFrame
    first_year_changes: dict[int, float]
    sources: tuple[str, ...]

    def __repr__(self) -> str:
        return f"<Contributions {self.table['year'].min()}-{self.table['year'].max()}>"

    def summary(self) -> str:
        """Return the range of first-year changes, and the size of the last amounts."""
        won = {key: value for key, value in self.first_year_changes.items() if key >= 6}
        low, high = min(won.values()), max(won.values())
        return (
            f"Contributions: first-year changes of rounds 6-12 from {low:+.1f} % to {high:+.1f} %; "
            f"{int(self.table['derived'].sum())} of {len(self.table)} years are derived"
        )

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON-able data."""
        rows = self.table.astype(object).where(self.table.notna(), None).to_dict("records")
        return {
            "rows": rows,
            "first_year_changes": {str(k): v for k, v in self.first_year_changes.items()},
            "sources": list(self.sources),
        }


def contributions() -> Contributions:
    """Return South Korea's contribution by year with the rule of its agreement.

    Returns
    -------
    Contributions

    Examples
    --------
    >>> changes = contributions().first_year_changes
    >>> round(changes[6], 1), round(changes[11], 1)
    (-8.9, 13.9)
    """
    from bargain.alliances import data

    annual = data.load("sma_annual")
    table = annual[["year", "sma_round", "amount", "unit", "derived", "from_memory"]].copy()
    table["change_pct"] = annual["yoy_krw_pct"].fillna(annual["yoy_usd_pct"])
    by_year = {step.year: step for step in indexation().steps}
    predicted = {year: step.predicted for year, step in by_year.items()}
    # frozen years of rounds 6 and 11 are rules as well: the previous amount
    frozen = {2006: 6804, 2020: 10389}
    table["rule_amount"] = table["year"].map({**predicted, **frozen}).astype("float64")
    table.loc[table["year"] == 2026, "rule_amount"] = float("nan")  # negotiated, not indexed
    rules = {year: RULES[step.sma_round].index for year, step in by_year.items() if year < 2026}
    rules |= dict.fromkeys(frozen, "frozen")
    table["rule"] = table["year"].map(rules).astype("string")
    # Year of the first amount that each round negotiated; the freeze of 2020 was settled in 2021.
    table["first_year"] = table["sma_round"].ne(table["sma_round"].shift()).fillna(True)
    table["first_year"] = table["first_year"].astype(bool)
    table.loc[table["year"] == 2020, "first_year"] = False
    table.loc[table["year"] == 2021, "first_year"] = True
    firsts = table[table["first_year"] & table["change_pct"].notna()]
    changes = {
        int(number): float(change)
        for number, change in zip(firsts["sma_round"], firsts["change_pct"], strict=True)
    }
    return Contributions(
        table=table, first_year_changes=changes, sources=data.cite("sma_annual", "sma_indexation")
    )
