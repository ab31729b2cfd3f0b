r"""What the model says of survival, across the packaged alliances: some ended, most did not.

With capability itself (CINC) as the unit, the dependence product is :math:`\Pi = \kappa_P
\kappa_C`. An alliance survives iff :math:`e_P e_C < \beta^2 \Pi` (statement 11): exposures are not
on record, so the testable statement is one of order. The alliances whose product fell most are
those that ended; the ratio D does not decide. The rival statement (Morrow) is that the unequal ones
last.

Both are judged by exact permutation tests over the packaged cases. With so few, only a perfect
order can be told from chance, and the p value says how little that is.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import ClassVar

import pandas as pd

from bargain.alliances.cases import case, names
from bargain.result import Result

__all__ = ["Comparison", "compare"]

_SPAN = 5  # years at each end of the treaty that are averaged


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparison(Result):
    """The cases side by side.

    Attributes
    ----------
    table : pandas.DataFrame
        ``case, title, years, D_first, D_last, product_change`` (last over first five years), and
        ``ended``.
    p_product : float
        One-sided: the product of those that ended changed less favourably.
    p_dependence : float
        One-sided: D was smaller where the alliance ended.
    """

    _without: ClassVar[tuple[str, ...]] = ()

    table: pd.DataFrame
    p_product: float
    p_dependence: float

    def __repr__(self) -> str:
        return f"<Comparison of {len(self.table)} alliances>"

    def summary(self) -> str:
        """What the order of the cases says."""
        ended = int(self.table["ended"].sum())
        return (
            f"{ended} of {len(self.table)} alliances ended; their product fell more than the "
            f"others': exact p = {self.p_product:.2f}; their D was smaller: exact p = "
            f"{self.p_dependence:.2f}"
        )


def compare() -> Comparison:
    """Return the packaged cases against the two statements.

    Examples
    --------
    >>> int(compare().table["ended"].sum())
    3
    """
    rows = []
    for name in names():
        found = case(name)
        last = found.years[1] if found.treaty_ended is None else min(
            found.years[1], found.treaty_ended
        )  # fmt: skip
        first = max(found.years[0], found.treaty_since)
        table = found.dependence(measures=("cinc",)).table.set_index("year").loc[first:last]
        product = table["k_patron"] * table["k_client"]
        rows.append(
            {
                "case": name,
                "title": found.title,
                "years": f"{first}-{last}",
                "D_first": float(table["D"].iloc[:_SPAN].mean()),
                "D_last": float(table["D"].iloc[-_SPAN:].mean()),
                "product_change": float(product.iloc[-_SPAN:].mean() / product.iloc[:_SPAN].mean()),
                "ended": not found.in_force,
            }
        )
    table = pd.DataFrame(rows)
    return Comparison(
        table=table,
        p_product=_exact(table["product_change"].tolist(), table["ended"].tolist()),
        p_dependence=_exact(table["D_first"].tolist(), table["ended"].tolist()),
    )


def _exact(values: list[float], ended: list[bool]) -> float:
    """Share of ways to choose who ended with a rank sum as small as theirs."""
    ranks = [sum(other < value for other in values) for value in values]
    own = sum(rank for rank, gone in zip(ranks, ended, strict=True) if gone)
    sums = [sum(chosen) for chosen in combinations(ranks, sum(ended))]
    return sum(s <= own for s in sums) / len(sums)
