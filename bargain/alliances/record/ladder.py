"""Demand, offer and outcome of each round, in per cent of the amount that expired.

One row per round paid in won. Positions are known for rounds 6, 9, 10 and 11 (``bargaining_gaps``);
of the others the outcome and the lapse alone. The first amount of round 8 follows an index and is
no outcome of bargaining. Statement 22 (THEORY, section 7) says that the settlement moves less than
the demand; it is counted where there is a demand, Japan's renewals included.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from bargain.alliances import data
from bargain.result import Result

__all__ = ["Ladder", "ladder"]

_POSITIONS = {
    6: ("ROK 6 (2005) opening positions",),
    9: ("ROK 9 (2014) opening positions", "ROK 9 (2014) last positions"),
    10: ("ROK 10 (2019) opening", "ROK 10 (2019) last positions"),
    11: ("ROK 11 (2021) vs USD 5bn", "ROK 11 (2021) vs USD 1.3bn (~ +50%)"),
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ladder(Result):
    """Positions and outcomes.

    Attributes
    ----------
    table : pandas.DataFrame
        ``round, year, demand, last_demand, offer, last_offer, agreed`` (per cent of the expired
        amount; empty where not on record), ``lapse_days``, ``first_year_by``.
    inside : int
        Negotiations, Korea's and Japan's, whose outcome lies between the host's offer and the
        patron's demand.
    smaller : int
        Those whose outcome moved less than the demand.
    negotiations : int
        All of them: one per opening demand on record.
    """

    _without: ClassVar[tuple[str, ...]] = ()

    table: pd.DataFrame
    inside: int
    smaller: int
    negotiations: int

    def __repr__(self) -> str:
        return f"<Ladder {len(self.table)} rounds>"

    def summary(self) -> str:
        """How the outcomes lie to the positions."""
        return (
            f"{self.inside} of {self.negotiations} outcomes lie between offer and demand; "
            f"{self.smaller} of {self.negotiations} moved less than the demand"
        )


def ladder() -> Ladder:
    """Return demand, offer and outcome by round.

    Examples
    --------
    >>> found = ladder()
    >>> found.smaller, found.negotiations
    (6, 6)
    """
    gaps = data.load("bargaining_gaps").set_index("case")
    rounds = data.load("sma_rounds").set_index("round")
    rounds = rounds[rounds.index >= min(_POSITIONS)]
    rows = []
    for number, agreed in rounds.iterrows():
        row: dict[str, object] = {
            "round": int(str(number)),
            "year": int(str(agreed["years"])[:4]) + (number == 11),  # 2020 was frozen afterwards
            "agreed": float(agreed["first_year_change_pct"]),
            "lapse_days": int(agreed["lapse_days_to_agreement"]),
            "first_year_by": str(agreed["first_year_by"]),
        }
        for place, case in enumerate(_POSITIONS.get(int(str(number)), ())):
            prefix = "" if place == 0 else "last_"
            quo = float(gaps.loc[case, "status_quo"])
            row[f"{prefix}demand"] = 100 * (float(gaps.loc[case, "patron_demand"]) / quo - 1)
            row[f"{prefix}offer"] = 100 * (float(gaps.loc[case, "host_offer"]) / quo - 1)
        rows.append(row)
    columns = ["round", "year", "demand", "last_demand", "offer", "last_offer", "agreed"]
    table = pd.DataFrame(rows)[[*columns, "lapse_days", "first_year_by"]]
    openings = [cases[0] for cases in _POSITIONS.values()]
    openings += [str(case) for case in gaps.index if str(case).startswith("Japan")]
    chosen = gaps.loc[openings]
    inside = (chosen["agreed"] >= chosen["host_offer"]) & (
        chosen["agreed"] <= chosen["patron_demand"]
    )
    smaller = chosen["agreed_change_pct"] < chosen["demand_change_pct"]
    return Ladder(
        table=table, inside=int(inside.sum()), smaller=int(smaller.sum()), negotiations=len(chosen)
    )
