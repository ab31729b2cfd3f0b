r"""Other hosts: what the statements, made on Korea, say about cases that they have not seen.

Four checks, each able to fail.

1. *Level of the share.* Statement 10 puts the client's share of the cost above one half whenever
   :math:`D > 1`. Recorded shares are compared with one half; they rest on different definitions of
   the cost (``host_cost_offset``) and are never joined to a series.
2. *Order of the shares.* Two clients with one posture cost: the more dependent one pays the larger
   share. Korea and Japan are compared within a period; only 2016-2019 is one source with one
   definition, for 2002 two press reports stand side by side (``same_source``).
3. *Weak response to demands.* Amounts move little with the demand, in Korea and in Japan; the exact
   rank correlation of demand with agreed change is over all opening demands on record.
4. *Carrying the calibration over.* The cost-share model fitted to Korean rounds predicts the change
   of Japan's support at each renewal (only ratios: the currencies differ), against the rule that
   nothing changes. The delay model gives the lapse that Japan's demands should have caused; no
   lapse of an agreement is on record, only the one-year extension for FY2021.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pandas as pd
from scipy import stats

from bargain.alliances import data
from bargain.alliances.balance.exposure import dependence
from bargain.alliances.record.calibration import sma_observations
from bargain.alliances.record.cost_share import fit_cost_share, predicted_amount
from bargain.alliances.record.delay import delay_record
from bargain.alliances.record.persistence import troops_by_host
from bargain.alliances.record.rank_tests import exact_rank_p
from bargain.result import Result

__all__ = ["HostStudy", "host_shares", "host_study", "japan_renewals", "responses"]

# Shares of the host that are on record for both hosts in one period: quantity, period.
_COMPARABLE = (("share_of_stationing_cost_pct", "2002"), ("host_share_of_sum_pct", "2016-2019"))
_STATE = {"ROK": "ROK", "Japan": "JPN"}
_MEASURES = ("cinc", "gdp", "milex")

# One opening per negotiation, so that no negotiation counts twice.
_OPENINGS = (
    "ROK 6 (2005) opening positions",
    "ROK 9 (2014) opening positions",
    "ROK 10 (2019) opening",
    "ROK 11 (2021) vs USD 5bn",
    "Japan HNS FY2016- (bn yen x10)",
    "Japan HNS FY2022-26 (bn yen x10)",
)

# Status quo and outcome of Japan's renewals, by the periods of japan_hns.
_RENEWALS = (
    ("FY2009", "FY2011-15 (per year)"),
    ("FY2015", "FY2016-20 total"),
    ("FY2021", "FY2022-26 total"),
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HostStudy(Result):
    """The four checks.

    Attributes
    ----------
    shares : pandas.DataFrame
        ``period, host, share, source, same_source, D_cinc, D_gdp, D_milex, above_half``.
    responses : pandas.DataFrame
        ``case, demand_pct, agreed_pct, share_of_gap``.
    response_rho, response_p : float
        Spearman's rank correlation of demand with agreed change, and its exact one-sided p value.
    renewals : pandas.DataFrame
        ``renewal, status_quo, agreed, actual_pct, model_pct``.
    delays : pandas.DataFrame
        ``case, gap_pct, predicted_days``.
    """

    _also: ClassVar[tuple[str, ...]] = ("level_holds", "order_holds", "model_beats_no_change")

    shares: pd.DataFrame
    responses: pd.DataFrame
    response_rho: float
    response_p: float
    renewals: pd.DataFrame
    delays: pd.DataFrame

    def __repr__(self) -> str:
        return (
            f"<HostStudy level holds: {self.level_holds}, order holds: {self.order_holds}, "
            f"model beats no change: {self.model_beats_no_change}>"
        )

    @property
    def level_holds(self) -> bool:
        """Whether every comparable share exceeds one half, as statement 10 needs with D > 1."""
        return bool(self.shares["above_half"].all())

    @property
    def order_holds(self) -> bool:
        """Whether in every period the host that is more dependent on all measures pays more."""
        for _, pair in self.shares.groupby("period"):
            korea = pair[pair["host"] == "ROK"].iloc[0]
            japan = pair[pair["host"] == "Japan"].iloc[0]
            more = all(korea[f"D_{measure}"] > japan[f"D_{measure}"] for measure in _MEASURES)
            if more and korea["share"] <= japan["share"]:
                return False
        return True

    @property
    def model_beats_no_change(self) -> bool:
        """Whether the carried-over model predicts renewals better than no change at all."""
        error = (self.renewals["model_pct"] - self.renewals["actual_pct"]).abs().mean()
        return bool(error < self.renewals["actual_pct"].abs().mean())

    def summary(self) -> str:
        """Return the four outcomes."""
        word = {True: "holds", False: "fails"}
        pairs = "; ".join(
            f"{period}: " + ", ".join(f"{row.host} {row.share:.1f} %" for row in group.itertuples())
            for period, group in self.shares.groupby("period")
        )
        model = (self.renewals["model_pct"] - self.renewals["actual_pct"]).abs().mean()
        none = self.renewals["actual_pct"].abs().mean()
        demanded, agreed = self.responses["demand_pct"], self.responses["agreed_pct"]
        moved = f"{agreed.min():+.1f} to {agreed.max():+.1f} %"
        rank = f"rank correlation {self.response_rho:.2f}, exact p = {self.response_p:.2f}"
        lapses = ", ".join(f"{row.predicted_days:.0f} days" for row in self.delays.itertuples())
        span = f"{demanded.min():+.0f} to {demanded.max():+.0f} %"
        errors = f"mean error {model:.1f} points, no change {none:.1f} points"
        lines = [
            "Other hosts",
            f"  share above one half: {word[self.level_holds]}",
            f"  the more dependent host pays more: {word[self.order_holds]} ({pairs})",
            f"  demands of {span} moved amounts by {moved}; {rank}, n = {len(self.responses)}",
            f"  Korean model on Japan's renewals: {errors}",
            f"  predicted lapses for Japan: {lapses}; none is on record (FY2021: an extension)",
        ]
        return "\n".join(lines)


def host_shares() -> pd.DataFrame:
    """Return the comparable shares of Korea and Japan with their dependence.

    Returns
    -------
    pandas.DataFrame
        As in `HostStudy.shares`; D is that of the first year of the period.

    Examples
    --------
    >>> host_shares().set_index(["period", "host"]).loc[("2016-2019", "Japan"), "share"].item()
    37.6
    """
    table = data.load("host_cost_offset")
    rows = []
    for quantity, period in _COMPARABLE:
        found = table[(table["quantity"] == quantity) & (table["period"] == period)]
        for row in found.to_dict("records"):
            state, year = _STATE[str(row["host"])], int(row["start"])
            ratios = dependence("USA", state, years=(year, year), measures=_MEASURES)
            rows.append(
                {
                    "period": period,
                    "host": str(row["host"]),
                    "share": float(row["value"]),
                    "source": str(row["source"]),
                    "same_source": found["source"].nunique() == 1,
                    **{f"D_{name}": float(ratios.at(year, name)["D"]) for name in _MEASURES},
                    "above_half": float(row["value"]) > 50,
                }
            )
    return pd.DataFrame(rows)


def responses() -> pd.DataFrame:
    """Return demand and agreed change of every negotiation with an opening demand on record.

    Examples
    --------
    >>> len(responses())
    6
    """
    table = data.load("bargaining_gaps").set_index("case").loc[list(_OPENINGS)].reset_index()
    names = {
        "demand_change_pct": "demand_pct",
        "agreed_change_pct": "agreed_pct",
        "patron_share_of_open_gap": "share_of_gap",
    }
    return table.rename(columns=names)[["case", *names.values()]]


def japan_renewals(measure: str = "cinc") -> pd.DataFrame:
    """Return the change of Japan's support at each renewal, and that of the Korean calibration.

    Parameters
    ----------
    measure : {"cinc", "gdp", "milex"}
        Measure of capability.

    Returns
    -------
    pandas.DataFrame
        ``renewal, status_quo, agreed, actual_pct, model_pct``; amounts in JPY bn per year.
    """
    korea = sma_observations(measure)
    fit = fit_cost_share(korea["amount"], korea["dependence"], korea["troops"], korea["year"])
    by_year = dependence("USA", "JPN", measures=[measure]).table
    ratio = dict(zip(by_year["year"], by_year["D"].astype(float), strict=True))
    hosts = troops_by_host()
    troops = (hosts[hosts["host"] == "JPN"].set_index("year")["troops"] / 1000).to_dict()
    support = data.load("japan_hns").set_index("period").to_dict("index")

    def predicted(year: int) -> float:
        known = year - 1 if year - 1 in troops else year - 2  # 2008 is a double count
        return float(predicted_amount(fit, ratio[known], troops[known], year))

    rows = []
    for before, after in _RENEWALS:
        quo, agreed = float(support[before]["value"]), float(support[after]["value"])
        start, end = int(support[before]["start"]), int(support[after]["start"])
        rows.append(
            {
                "renewal": f"{before} to {after}",
                "status_quo": quo,
                "agreed": agreed,
                "actual_pct": 100 * (agreed / quo - 1),
                "model_pct": 100 * (predicted(end) / predicted(start) - 1),
            }
        )
    return pd.DataFrame(rows)


def host_study() -> HostStudy:
    """Return the four checks on other hosts.

    Examples
    --------
    >>> study = host_study()
    >>> study.level_holds, study.order_holds, study.model_beats_no_change
    (False, False, False)
    """
    response = responses()
    demand, agreed = response["demand_pct"].tolist(), response["agreed_pct"].tolist()
    days = delay_record().days_per_point
    gaps = data.load("bargaining_gaps").set_index("case").to_dict("index")
    delays = []
    for case in _OPENINGS:
        if case.startswith("Japan"):
            row = gaps[case]
            gap = 100 * float(row["patron_demand"] - row["host_offer"]) / float(row["status_quo"])
            delays.append({"case": case, "gap_pct": gap, "predicted_days": days * gap})
    return HostStudy(
        shares=host_shares(),
        responses=response,
        response_rho=float(stats.spearmanr(demand, agreed).statistic),
        response_p=exact_rank_p(demand, agreed),
        renewals=japan_renewals(),
        delays=pd.DataFrame(delays),
    )
