r"""NATO burden sharing: do the larger members carry the larger burden, year by year?

Olson and Zeckhauser's exploitation hypothesis says that in an alliance that provides a pure public
good the larger members bear a disproportionate burden. It is tested as they did: by the rank
correlation between size, GDP, and burden, military expenditure over GDP, across the members of one
year. Under the null of no association the correlation is zero; the alternative is one-sided
(larger members bear more).

Coding, fixed here and nowhere else:

* a *member* of a year has acceded by that year (``member`` of the table; accession years from
  memory; France is a member throughout, Iceland has no military expenditure and is absent);
* only members with both values count, and the number left out is reported, including members
  whose series starts later (Turkey before 1960, Luxembourg and others in 1949);
* GDP is Maddison's, in international dollars of 2011, until it ends in 2018, and the World Bank's,
  in current dollars, after that. Series are never mixed within a year;
* Spearman's rho with the t approximation is the headline, Kendall's tau-b the second opinion. A
  seeded permutation test replaces the approximation on request.

**Dependence over time.** Yearly tests repeat each other (the lag-one autocorrelation of rho is near
0.9), so a period counts once: `burden_periods` ranks the members by their means over a period and
permutes; its p values are corrected over all periods and samples (Holm). It is done with all
members, without the United States, and without the United States, Turkey and Greece.

References
----------
Olson, M. & Zeckhauser, R. (1966), An Economic Theory of Alliances, *Review of Economics and
Statistics* 48(3), 266-279. Sandler, T. & Forbes, J. (1980), Burden Sharing, Strategy, and the
Design of NATO, *Economic Inquiry* 18(3), 425-444 (association until 1966, none after: the doctrine
of flexible response). Data: SIPRI, Maddison Project, World Bank.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
from scipy import stats

from bargain.alliances import data
from bargain.alliances.record.rank_tests import holm, permutation_p
from bargain.check.certificate import Plain
from bargain.errors import OptionError
from bargain.result import Result

__all__ = [
    "EXPECTED_NONE",
    "EXPECTED_SIGNIFICANT",
    "GDP_SERIES",
    "BurdenSharing",
    "burden_periods",
    "burden_sharing",
]

GDP_SERIES = ("maddison_then_world_bank", "maddison", "world_bank")
"""Codings of GDP; the first is the default."""

EXPECTED_SIGNIFICANT = (*range(1955, 1967), *range(2011, 2016))
"""Years in which a significant association is expected."""

EXPECTED_NONE = (*range(1967, 1983), *range(1991, 2011))
"""Years in which none is expected."""

PERIODS = (
    (1950, 1954), (1955, 1966), (1967, 1982), (1983, 1990), (1991, 2010), (2011, 2015),
    (2016, 2023),
)  # fmt: skip
"""Periods of the literature's narrative, and what is left between them."""

WITHOUT = ((), ("USA",), ("USA", "TUR", "GRC"))
"""Samples of `burden_periods`: the members left out."""

_SMALLEST_GROUP = 5  # below this no one-sided 5 % test of ranks is informative
_LAST_MADDISON_YEAR = 2018


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BurdenSharing(Result):
    """Rank correlation of GDP with burden, by year.

    Attributes
    ----------
    table : pandas.DataFrame
        ``year, members, left_out, series, rho, p_rho, tau, p_tau, significant, p_permutation``;
        p values are one-sided; ``significant`` refers to rho.
    level : float
        Level of the test.
    gdp : str
        One of `GDP_SERIES`.
    excluded : tuple of str
        Members left out on purpose.
    """

    _also: ClassVar[tuple[str, ...]] = ("departures", "rows")
    _without: ClassVar[tuple[str, ...]] = ("table",)

    table: pd.DataFrame
    level: float
    gdp: str
    excluded: tuple[str, ...]

    @property
    def rows(self) -> pd.DataFrame:
        """The table, as `to_dict` calls it."""
        return self.table

    def __repr__(self) -> str:
        return f"<BurdenSharing {len(self.table)} years, {len(self.significant_years)} significant>"

    @property
    def significant_years(self) -> tuple[int, ...]:
        """Years with a significant positive rank correlation (Spearman)."""
        return tuple(int(year) for year in self.table.loc[self.table["significant"], "year"])

    @property
    def departures(self) -> dict[str, tuple[int, ...]]:
        """Years that do not come out as expected.

        ``missing``: expected significant, not so; ``unexpected``: expected none, significant;
        ``absent``: expected, but no test was possible.
        """
        found, tested = set(self.significant_years), set(self.table["year"])
        return {
            "missing": tuple(y for y in EXPECTED_SIGNIFICANT if y in tested and y not in found),
            "unexpected": tuple(y for y in EXPECTED_NONE if y in found),
            "absent": tuple(y for y in EXPECTED_SIGNIFICANT + EXPECTED_NONE if y not in tested),
        }

    def within(self, first: int, last: int) -> pd.DataFrame:
        """Return the rows of a span of years."""
        return self.table[self.table["year"].between(first, last)].reset_index(drop=True)

    def summary(self) -> str:
        """Return how the expected periods came out, and the periods in between."""
        lines = [f"NATO burden sharing, rank correlation of GDP with burden, GDP: {self.gdp}"]
        for first, last in PERIODS:
            rows = self.within(first, last)
            if rows.empty:
                continue
            hits = rows.loc[rows["significant"], "year"].tolist()
            named = f": {', '.join(map(str, hits))}" if 0 < len(hits) < len(rows) else ""
            lines.append(
                f"  {first}-{last}: significant in {len(hits)} of {len(rows)} years{named} "
                f"(rho {rows['rho'].min():.2f} to {rows['rho'].max():.2f})"
            )
        for what, years in self.departures.items():
            if years:
                lines.append(f"  not as expected, {what}: {', '.join(map(str, years))}")
        return "\n".join(lines)


def burden_sharing(
    *,
    gdp: str = "maddison_then_world_bank",
    level: float = 0.05,
    excluded: tuple[str, ...] = (),
    permutations: int = 0,
    seed: int = 0,
) -> BurdenSharing:
    """Return the rank correlation of GDP with burden among the members of NATO, by year.

    Parameters
    ----------
    gdp : str
        One of `GDP_SERIES`.
    level : float, default 0.05
        Level of the one-sided test.
    excluded : tuple of str
        ISO codes to leave out, such as ``("USA",)`` to see what rests on one member.
    permutations : int, default 0
        With a positive number, random permutations for a p value without approximation.
    seed : int
        Seed of the permutations.

    Raises
    ------
    OptionError
        For an unknown series or member, or a level outside (0, 1).

    Examples
    --------
    >>> result = burden_sharing()
    >>> result.departures
    {'missing': (), 'unexpected': (), 'absent': ()}
    """
    if gdp not in GDP_SERIES:
        raise OptionError(f"unknown series {gdp!r}", where="gdp", fix=", ".join(GDP_SERIES))
    if not 0 < level < 1:
        raise OptionError(f"level {level} is outside (0, 1)", where="level")
    table = data.load("nato_defence_shares")
    unknown = sorted(set(excluded) - set(table["iso3"]))
    if unknown:
        raise OptionError(f"unknown member {unknown[0]!r}", where="excluded")
    members = table[table["member"].astype(bool) & ~table["iso3"].isin(excluded)]
    accession = table.groupby("iso3")["accession_year"].first().drop(list(excluded))
    rng = np.random.default_rng(seed)
    rows = []
    for year, group in members.groupby("year"):
        column = _gdp_column(gdp, int(str(year)))
        both = group.dropna(subset=[column, "milex_pct_gdp"])
        if len(both) < _SMALLEST_GROUP:
            continue
        row = _correlations(both[column].to_numpy(), both["milex_pct_gdp"].to_numpy())
        row |= {
            "year": int(str(year)),
            "members": len(both),
            "left_out": int((accession <= int(str(year))).sum()) - len(both),
            "series": column,
            "significant": bool(row["p_rho"] <= level),
            "p_permutation": permutation_p(both[column], both["milex_pct_gdp"], permutations, rng)
            if permutations > 0
            else float("nan"),
        }
        rows.append(row)
    columns = ["year", "members", "left_out", "series", "rho", "p_rho", "tau", "p_tau"]
    frame = pd.DataFrame(rows, columns=[*columns, "significant", "p_permutation"])
    return BurdenSharing(table=frame, level=level, gdp=gdp, excluded=tuple(excluded))


def burden_periods(*, permutations: int = 2000, seed: int = 0) -> pd.DataFrame:
    """Rank correlation of size with burden by period, one observation per member and period.

    Parameters
    ----------
    permutations : int, default 2000
        Random permutations of each test.
    seed : int
        Their seed.

    Returns
    -------
    pandas.DataFrame
        ``period, without, members, rho, p, p_holm``: size is the mean share of the members' GDP in
        a year, burden the mean of military expenditure over GDP; only members with every year of
        the period that has data; p is one-sided, ``p_holm`` corrected over all rows.
    """
    table = data.load("nato_defence_shares")
    rng = np.random.default_rng(seed)
    rows = []
    for without in WITHOUT:
        members = table[table["member"].astype(bool) & ~table["iso3"].isin(without)]
        for first, last in PERIODS:
            part = members[members["year"].between(first, last)].copy()
            column = _gdp_column(GDP_SERIES[0], last)
            part = part.dropna(subset=[column, "milex_pct_gdp"])
            part["size"] = part[column] / part.groupby("year")[column].transform("sum")
            means = part.groupby("iso3").agg(
                years=("year", "size"), size=("size", "mean"), burden=("milex_pct_gdp", "mean")
            )
            means = means[means["years"] == part["year"].nunique()]
            rows.append(
                {
                    "period": f"{first}-{last}",
                    "without": ", ".join(without),
                    "members": len(means),
                    "rho": float(stats.spearmanr(means["size"], means["burden"]).statistic),
                    "p": permutation_p(means["size"], means["burden"], permutations, rng),
                }
            )
    frame = pd.DataFrame(rows)
    frame["p_holm"] = holm(frame["p"].tolist())
    return frame


def _gdp_column(gdp: str, year: int) -> str:
    if gdp == "maddison" or (gdp == GDP_SERIES[0] and year <= _LAST_MADDISON_YEAR):
        return "gdp_2011intl_maddison"
    return "gdp_current_usd_wb"


def _correlations(size: np.ndarray, burden: np.ndarray) -> Plain:

    rho = stats.spearmanr(size, burden, alternative="greater")
    tau = stats.kendalltau(size, burden, alternative="greater")
    return {
        "rho": float(rho.statistic),
        "p_rho": float(rho.pvalue),
        "tau": float(tau.statistic),
        "p_tau": float(tau.pvalue),
    }
