r"""Delay against the size of the demand: bargaining with a lapse that costs both sides.

Between two rational allies that know each other, alternating offers end at once, whatever the
demand (Rubinstein 1982): the size of a demand cannot explain a lapse. The smallest departure that
can: each side may be *committed* to its public position with a small probability, and each pays for
every day without an agreement.

**Model.** The patron demands :math:`d`, the host offers :math:`h < d`; the *gap* is
:math:`g = d - h`. In every instant either side may concede to the other's position. A day of lapse
costs the patron :math:`\ell_P > 0` and the host :math:`\ell_C > 0`. With probability
:math:`z_i \in (0, 1)` side i is committed and never concedes. In the limit of frequent offers the
alternating-offers game is this war of attrition (Abreu & Gul 2000). Its equilibrium is unique: side
j concedes at the constant rate that makes i indifferent,

.. math:: \lambda_C = \ell_P/g, \qquad \lambda_P = \ell_C/g,

until both are known to be committed at :math:`T = \min_i -\log(z_i)/\lambda_i`; the side that would
take longer concedes at once with probability :math:`\mu_i = 1 - z_i e^{\lambda_i T}`. With
:math:`\Lambda = \lambda_P + \lambda_C` the expected delay until agreement, or until :math:`T`, is

.. math:: E = (1-\mu_P)(1-\mu_C)\,\frac{1 - e^{-\Lambda T}}{\Lambda}.

**Predictions, exact.** Every rate is proportional to :math:`1/g` and :math:`\Lambda T` does not
depend on g. So :math:`E = \tau g` with :math:`\tau` free of g, for *all* priors and costs: delay is
proportional to the gap, zero iff the gap is zero, and larger demands order lapses strictly. Delay
also falls when a lapse becomes costlier for both in proportion. For vanishing priors of equal
strength (:math:`\log z_P/\log z_C = \lambda_P/\lambda_C`, no immediate concession)
:math:`\tau = 1/(\ell_P + \ell_C)`, and the delay is exponential.

**Honesty.** Demands are on record for three lapses only. Three points in order have probability 1/6
under no association at all: no test at 5 % can reject. The single delay of an exponential has a
standard deviation as large as its mean, so a close fit of three points is not evidence of a close
law.

References
----------
Rubinstein, A. (1982), *Econometrica* 50, 97-109. Abreu, D. & Gul, F. (2000), Bargaining and
Reputation, *Econometrica* 68, 85-117. Hendricks, K., Weiss, A. & Wilson, C. (1988), The War of
Attrition in Continuous Time, *International Economic Review* 29, 663-680.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import permutations
from typing import TYPE_CHECKING, Any

from bargain.errors import OptionError
from bargain.result import Result

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Attrition", "DelayRecord", "attrition", "delay_record", "exact_rank_p"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Attrition(Result):
    """Equilibrium of the war of attrition over a gap.

    Attributes
    ----------
    gap : float
        Difference between demand and offer.
    rate_patron, rate_client : float
        Rates of concession per day.
    horizon : float
        Day by which a rational side has conceded.
    immediate_patron, immediate_client : float
        Probability of conceding at once; at most one is positive.
    expected_delay : float
        Days until agreement, or until the horizon.
    """

    gap: float
    rate_patron: float
    rate_client: float
    horizon: float
    immediate_patron: float
    immediate_client: float
    expected_delay: float

    def summary(self) -> str:
        """Return the expected delay and who gives in at once with which probability."""
        return (
            f"gap {self.gap:g}: expected delay {self.expected_delay:.1f} days, at once "
            f"{self.immediate_patron:.0%} (patron) and {self.immediate_client:.0%} (client)"
        )


def attrition(
    gap: float,
    *,
    cost_patron: float,
    cost_client: float,
    committed_patron: float = 0.01,
    committed_client: float = 0.01,
) -> Attrition:
    """Return the equilibrium of the war of attrition over a gap.

    Parameters
    ----------
    gap : float
        Demand minus offer, at least 0.
    cost_patron, cost_client : float
        Cost of a day of lapse, positive, in the unit of the gap.
    committed_patron, committed_client : float
        Prior probability of commitment, in (0, 1).

    Returns
    -------
    Attrition

    Raises
    ------
    OptionError
        For a parameter outside its domain.

    Examples
    --------
    >>> small = attrition(10, cost_patron=0.5, cost_client=0.5)
    >>> large = attrition(30, cost_patron=0.5, cost_client=0.5)
    >>> round(large.expected_delay / small.expected_delay, 9)
    3.0
    """
    for name, value, low, high in (
        ("cost_patron", cost_patron, 0.0, math.inf),
        ("cost_client", cost_client, 0.0, math.inf),
        ("committed_patron", committed_patron, 0.0, 1.0),
        ("committed_client", committed_client, 0.0, 1.0),
    ):
        if not low < value < high:
            raise OptionError(f"{name} = {value} is outside ({low:g}, {high:g})", where="attrition")
    if not 0 <= gap < math.inf:
        raise OptionError(f"gap = {gap} is negative or not finite", where="attrition")
    # Per unit of gap: every time is proportional to it, and a gap of zero needs no division.
    times = (-math.log(committed_patron) / cost_client, -math.log(committed_client) / cost_patron)
    horizon = min(times)
    atom_patron = -math.expm1(math.log(committed_patron) + cost_client * horizon)
    atom_client = -math.expm1(math.log(committed_client) + cost_patron * horizon)
    total = cost_patron + cost_client
    per_gap = (1 - atom_patron) * (1 - atom_client) * -math.expm1(-total * horizon) / total
    return Attrition(
        gap=gap,
        rate_patron=cost_client / gap if gap else math.inf,
        rate_client=cost_patron / gap if gap else math.inf,
        horizon=gap * horizon,
        immediate_patron=atom_patron,
        immediate_client=atom_client,
        expected_delay=gap * per_gap,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DelayRecord(Result):
    r"""Lapses against demands on the record.

    Attributes
    ----------
    table : pandas.DataFrame
        ``round, lapse_days, demand_pct, gap_pct, demand, status_quo, offer, days_per_point``: the
        opening demand and the gap to the best offer on record, per cent of the status quo.
    left_out : tuple of str
        Rounds with a lapse but without a demand on record, and early agreements.
    days_per_point : float
        Maximum-likelihood :math:`\tau` of the exponential model: mean of delay over gap.
    rank_p : float
        Exact one-sided p value of the rank correlation of demand with delay.
    """

    table: pd.DataFrame
    left_out: tuple[str, ...]
    days_per_point: float
    rank_p: float

    def __repr__(self) -> str:
        return f"<DelayRecord {len(self.table)} lapses, rank p {self.rank_p:.3f}>"

    @property
    def ordered(self) -> bool:
        """Whether larger demands went with longer lapses throughout."""
        ranked = self.table.sort_values("demand_pct")["lapse_days"]
        return bool(ranked.is_monotonic_increasing and ranked.is_unique)

    def summary(self) -> str:
        """Return the ordering, its exact probability under no association, and the caveat."""
        points = ", ".join(
            f"+{row.demand_pct:.0f} % and {row.lapse_days} days"
            for row in self.table.sort_values("lapse_days").itertuples()
        )
        order = "in the predicted order" if self.ordered else "not in the predicted order"
        return (
            f"Demand and lapse: {points}: {order}; exact one-sided p = {self.rank_p:.3f} with "
            f"n = {len(self.table)}, so no test at 5 % could reject\n"
            f"  proportional model: {self.days_per_point:.2f} days per percentage point of the gap"
            + "".join(f"\n  left out: {text}" for text in self.left_out)
        )

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON-able data."""
        return {
            "rows": self.table.to_dict("records"),
            "left_out": list(self.left_out),
            "days_per_point": self.days_per_point,
            "rank_p": self.rank_p,
            "ordered": self.ordered,
        }


def exact_rank_p(first: list[float], second: list[float]) -> float:
    """Return the exact one-sided p value of Spearman's statistic, by all permutations.

    Parameters
    ----------
    first, second : list of float
        Equally long, at most 8 values, without ties.

    Raises
    ------
    OptionError
        For other lengths, or ties.

    Examples
    --------
    >>> exact_rank_p([15, 46, 478], [11, 41, 432]) == 1 / 6
    True
    """
    size = len(first)
    if size != len(second) or not 1 <= size <= 8:
        raise OptionError("give two equally long lists of 1 to 8 values", where="exact_rank_p")
    if len(set(first)) < size or len(set(second)) < size:
        raise OptionError("ties have no single rank", where="exact_rank_p", fix="use scipy")
    rank_first = [sorted(first).index(value) for value in first]
    rank_second = [sorted(second).index(value) for value in second]
    observed = sum(a * b for a, b in zip(rank_first, rank_second, strict=True))
    orders = list(permutations(range(size)))
    extreme = sum(
        sum(a * b for a, b in zip(rank_first, order, strict=True)) >= observed for order in orders
    )
    return extreme / len(orders)


def delay_record() -> DelayRecord:
    """Return the lapses of the special measures agreements against the demands.

    Returns
    -------
    DelayRecord

    Examples
    --------
    >>> record = delay_record()
    >>> record.ordered, list(record.table["lapse_days"])
    (True, [11, 41, 432])
    """
    import pandas as pd

    from bargain.alliances import data

    lapses = data.load("sma_rounds").set_index("round")["lapse_days_to_agreement"].dropna()
    days = {int(str(number)): int(value) for number, value in lapses.to_dict().items()}
    gaps = data.load("bargaining_gaps").set_index("case").to_dict("index")
    rows = []
    for number, case in _OPENINGS.items():
        gap = gaps[case]
        quo, demand, offer = (float(gap[n]) for n in ("status_quo", "patron_demand", "host_offer"))
        lapse = days[number]
        gap_pct = 100 * (demand - offer) / quo
        rows.append(
            {
                "round": number,
                "lapse_days": lapse,
                "demand_pct": 100 * (demand / quo - 1),
                "gap_pct": gap_pct,
                "demand": demand,
                "status_quo": quo,
                "offer": offer,
                "days_per_point": lapse / gap_pct,
            }
        )
    table = pd.DataFrame(rows)
    return DelayRecord(
        table=table,
        left_out=tuple(
            f"round {number}: {lapse} days, no demand on record"
            for number, lapse in days.items()
            if number not in _OPENINGS
        ),
        days_per_point=float(table["days_per_point"].mean()),
        rank_p=exact_rank_p(table["demand_pct"].tolist(), table["lapse_days"].tolist()),
    )


# Rounds whose demand is on record, and the row of bargaining_gaps with the opening demand.
_OPENINGS = {
    9: "ROK 9 (2014) opening positions",
    10: "ROK 10 (2019) opening",
    11: "ROK 11 (2021) vs USD 5bn",
}
