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

**Honesty.** Demands are on record for four lapses only, rounds 6, 9, 10 and 11, and they are not in
the predicted order: the smallest demand has the second longest lapse. Four points in order would
have probability 1/24 under no association. What remains is that the largest demand by far went with
the longest lapse by far, one case. Lapses are counted to the agreement in principle in every round.

References
----------
Rubinstein, A. (1982), *Econometrica* 50, 97-109. Abreu, D. & Gul, F. (2000), Bargaining and
Reputation, *Econometrica* 68, 85-117. Hendricks, K., Weiss, A. & Wilson, C. (1988), The War of
Attrition in Continuous Time, *International Economic Review* 29, 663-680.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from bargain.alliances import data
from bargain.alliances.record.rank_tests import exact_rank_p
from bargain.errors import OptionError
from bargain.result import Result

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
        Rounds agreed before the last agreement expired, and lapses without a demand on record.
    days_per_point : float
        Maximum-likelihood :math:`\tau` of the exponential model: mean of delay over gap.
    rank_p : float
        Exact one-sided p value of the rank correlation of demand with delay.
    """

    _also: ClassVar[tuple[str, ...]] = ("ordered", "rows")
    _without: ClassVar[tuple[str, ...]] = ("table",)

    table: pd.DataFrame
    left_out: tuple[str, ...]
    days_per_point: float
    rank_p: float

    @property
    def rows(self) -> pd.DataFrame:
        """The table, as `to_dict` calls it."""
        return self.table

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
        each = self.table["days_per_point"]
        return (
            f"Demand and lapse: {points}: {order}; exact one-sided p = {self.rank_p:.3f} with "
            f"n = {len(self.table)}\n"
            f"  proportional model: {self.days_per_point:.2f} days per percentage point of the gap "
            f"({each.min():.1f} to {each.max():.1f} by round: no common rate)"
            + "".join(f"\n  left out: {text}" for text in self.left_out)
        )


def delay_record() -> DelayRecord:
    """Return the lapses of the special measures agreements against the demands.

    Examples
    --------
    >>> record = delay_record()
    >>> record.ordered, list(record.table["lapse_days"])
    (False, [74, 11, 41, 432])
    """
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
            f"round {number}: " + (f"{-lapse} days early" if lapse < 0 else f"{lapse} days late")
            for number, lapse in days.items()
            if number not in _OPENINGS
        ),
        days_per_point=float(table["days_per_point"].mean()),
        rank_p=exact_rank_p(table["demand_pct"].tolist(), table["lapse_days"].tolist()),
    )


# Rounds whose demand is on record, and the row of bargaining_gaps with the opening demand.
_OPENINGS = {
    6: "ROK 6 (2005) opening positions",
    9: "ROK 9 (2014) opening positions",
    10: "ROK 10 (2019) opening",
    11: "ROK 11 (2021) vs USD 5bn",
}
