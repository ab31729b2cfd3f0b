"""The record: contributions, demands and delay, burden sharing, duration of pacts, troops."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bargain.errors import OptionError
from bargain.plot.style import MARKERS, PALETTE, colour, dots, drawing, legend, line, refuse_other

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from bargain.alliances.record.burden import BurdenSharing
    from bargain.alliances.record.calibration import Calibration
    from bargain.alliances.record.contributions import Contributions
    from bargain.alliances.record.delay import DelayRecord
    from bargain.alliances.record.duration import DurationStudy

__all__ = [
    "burden",
    "calibration",
    "contributions",
    "delay",
    "hazard_ratios",
    "pact_survival",
    "troops",
]


def contributions(
    result: Contributions, ax: Axes | None = None, *, unit: str = "KRW 100m", sources: str = ""
) -> Axes:
    """The client's contribution by year, against what the agreement in force prescribes.

    Parameters
    ----------
    result : Contributions
    ax : Axes, optional
    unit : {"KRW 100m", "USD 100m"}
        Which part of the series; the two are never joined.
    sources : str
        Caption.

    Raises
    ------
    OptionError
        If the series has nothing in that unit.
    """
    refuse_other(result, "Contributions", "plot.contributions")
    rows = result.table[result.table["unit"] == unit]
    if rows.empty:
        raise OptionError(
            f"no contribution in {unit!r}",
            where="plot.contributions",
            fix="one of " + ", ".join(result.table["unit"].unique()),
        )
    with drawing(ax, sources) as ax:
        ax.plot(
            rows["year"],
            rows["amount"],
            color=PALETTE["blue"],
            linewidth=1.2,
            label="recorded contribution",
            zorder=2,
        )
        sourced, derived = rows[~rows["derived"]], rows[rows["derived"]]
        first = sourced[sourced["first_year"]]
        ax.plot(
            first["year"],
            first["amount"],
            **dots(PALETTE["blue"]),
            label="negotiated: first year of a round",
            zorder=3,
        )
        ax.plot(
            derived["year"],
            derived["amount"],
            **dots(PALETTE["blue"], hollow=True),
            label="derived from the rule, not sourced",
            zorder=3,
        )
        ruled = rows[rows["rule_amount"].notna()]
        ax.plot(
            ruled["year"],
            ruled["rule_amount"],
            **dots(PALETTE["vermillion"], "x", 6),
            markeredgewidth=1.6,
            label="amount that the agreement's rule gives",
            zorder=4,
        )
        _low, high = ax.get_ylim()
        for number, group in rows.groupby("sma_round", sort=False):
            middle = (group["year"].min() + group["year"].max()) / 2
            if group["year"].min() > rows["year"].min():
                ax.axvline(group["year"].min() - 0.5, color="#999999", linewidth=0.7, linestyle=":")
            ax.annotate(
                f"{number}",
                (middle, 1.0),
                xycoords=("data", "axes fraction"),
                ha="center",
                va="bottom",
                fontsize=7,
                color="#444444",
            )
        ax.set_ylim(0, high * 1.05)
        ax.set_xlabel("year   (numbers above: round of the special measures agreement)")
        ax.set_ylabel(f"contribution  ({unit} per year)")
        ax.set_title("Contribution against the rules of its agreement", pad=14)
        legend(ax, loc="lower right")
    return ax


def delay(result: DelayRecord, ax: Axes | None = None, *, sources: str = "") -> Axes:
    """Length of the lapse against the size of the demand, both on log scales.

    Parameters
    ----------
    result : DelayRecord
    ax : Axes, optional
    sources : str
        Caption.
    """
    refuse_other(result, "DelayRecord", "plot.delay")
    import numpy as np

    rows = result.table.sort_values("gap_pct")
    with drawing(ax, sources) as ax:
        span = np.geomspace(rows["gap_pct"].min() / 2, rows["gap_pct"].max() * 2, 50)
        ax.plot(
            span,
            result.days_per_point * span,
            color="#666666",
            linestyle="--",
            label=f"war of attrition: {result.days_per_point:.2f} days per point "
            f"(fitted to these {len(rows)} lapses)",
        )
        ax.plot(
            rows["gap_pct"],
            rows["lapse_days"],
            **dots(PALETTE["blue"], size=8),
            label="lapses with a known demand",
        )
        for row in rows.itertuples():
            ax.annotate(
                f"round {row.round}: {row.lapse_days} days",
                (row.gap_pct, row.lapse_days),
                xytext=(9, -4),
                textcoords="offset points",
                fontsize=8,
            )
        ax.set_xscale("log")
        ax.set_yscale("log")
        ax.set_xlim(span[0], span[-1] * 2)
        ax.set_xlabel("demand minus offer  (% of the last amount, log scale)")
        ax.set_ylabel("lapse  (days, log scale)")
        ax.set_title(
            f"Delay against the size of the demand (n = {len(rows)}: "
            f"order alone has p = {result.rank_p:.2f})"
        )
        legend(ax, loc="upper left")
    return ax


def burden(result: BurdenSharing, ax: Axes | None = None, *, sources: str = "") -> Axes:
    """Rank correlation of GDP with burden among NATO members, by year.

    Parameters
    ----------
    result : BurdenSharing
    ax : Axes, optional
    sources : str
        Caption.
    """
    refuse_other(result, "BurdenSharing", "plot.burden")
    with drawing(ax, sources) as ax:
        rows = result.table
        ax.plot(rows["year"], rows["rho"], color="#888888", linewidth=0.8)
        for hit, marker, label in (
            (True, "o", f"significant, one-sided {result.level:.0%}"),
            (False, "s", "not significant"),
        ):
            part = rows[rows["significant"] == hit]
            ax.plot(
                part["year"],
                part["rho"],
                **dots(PALETTE["blue"], marker, 5, hollow=not hit),
                label=label,
            )
        ax.axhline(0, color="black", linewidth=0.7)
        ax.set_xlabel("year")
        ax.set_ylabel("Spearman's ρ of GDP with burden")
        ax.set_title("NATO: do larger members carry the larger burden?")
        legend(ax, loc="upper right")
    return ax


def pact_survival(
    result: DurationStudy, sample: str = "bilateral", ax: Axes | None = None, *, sources: str = ""
) -> Axes:
    """Kaplan-Meier curves of defence pacts by type of dyad.

    Parameters
    ----------
    result : DurationStudy
    sample : {"all", "bilateral", "multilateral"}
    ax : Axes, optional
    sources : str
        Caption.
    """
    refuse_other(result, "DurationStudy", "plot.pact_survival")
    with drawing(ax, sources) as ax:
        rows = result.curves[result.curves["sample"] == sample]
        counts = result.medians[result.medians["sample"] == sample].set_index("type")["spells"]
        for index, (kind, curve) in enumerate(rows.groupby("type")):
            ax.step(
                curve["years"],
                curve["survival"],
                where="post",
                **line(index),
                label=f"{kind} (n = {int(counts[kind])})",
            )
            ax.fill_between(
                curve["years"],
                curve["low"],
                curve["high"],
                step="post",
                color=colour(index),
                alpha=0.12,
                linewidth=0,
            )
        ax.set_ylim(0, 1)
        ax.set_xlim(left=0)
        ax.set_xlabel("years since the pact began")
        ax.set_ylabel("share still in force")
        ax.set_title(f"Survival of {sample} defence pacts, 1815-2018 (95 % bands)")
        legend(ax, loc="upper right")
    return ax


def hazard_ratios(
    result: DurationStudy,
    asymmetry: str = "log_ratio",
    ax: Axes | None = None,
    *,
    sources: str = "",
) -> Axes:
    """Hazard ratios of asymmetry over the specifications, with 95 % intervals.

    Parameters
    ----------
    result : DurationStudy
    asymmetry : {"log_ratio", "major_minor"}
    ax : Axes, optional
    sources : str
        Caption.
    """
    refuse_other(result, "DurationStudy", "plot.hazard_ratios")
    found = [e for e in result.estimates if e.asymmetry == asymmetry]
    what = {"log_ratio": "log of the capability ratio", "major_minor": "major-minor dyad"}
    with drawing(ax, sources) as ax:
        for place, e in enumerate(reversed(found)):
            ax.plot([e.low, e.high], [place, place], color=PALETTE["blue"], linewidth=1.4)
            ax.plot(e.hazard_ratio, place, marker=MARKERS[1], color=PALETTE["blue"], markersize=6)
        ax.axvline(1, color="black", linewidth=0.8)
        ax.set_yticks(
            range(len(found)), [f"{e.specification} (n = {e.spells})" for e in reversed(found)]
        )
        ax.set_ylim(-0.6, len(found) - 0.4)
        ax.set_xscale("log")
        ticks = [
            t
            for t in (0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 2, 2.5)
            if min(e.low for e in found) * 0.9 <= t <= max(e.high for e in found) * 1.1
        ]
        ax.set_xticks(ticks, [f"{t:g}" for t in ticks])
        ax.minorticks_off()
        ax.set_xlabel(f"hazard ratio per unit of {what[asymmetry]}")
        ax.set_title("Do asymmetric pacts last longer?  (below 1: yes; 95 % intervals)")
    return ax


def calibration(result: Calibration, ax: Axes | None = None, *, sources: str = "") -> Axes:
    """Errors of the cost-share model and of naive rules on each round that was left out.

    Parameters
    ----------
    result : Calibration
    ax : Axes, optional
    sources : str
        Caption.
    """
    refuse_other(result, "Calibration", "plot.calibration")
    import numpy as np

    names = {
        "model": "cost-share model",
        "last": "last amount",
        "budget": "grown with the budget",
        "index": "grown with the index",
    }
    columns = {"model": "model", "last": "last_rule", "budget": "budget", "index": "index"}
    rows = result.table
    with drawing(ax, sources) as ax:
        place = np.arange(len(rows), dtype=float)
        for index, (rule, name) in enumerate(names.items()):
            error = 100 * (rows[columns[rule]] / rows["amount"] - 1)
            ax.plot(
                place + (index - 1.5) * 0.16,
                error,
                **dots(colour(index), MARKERS[index], hollow=index > 0),
                label=f"{name}: {result.scores[rule]['mape']:.1f} % on average",
            )
        ax.axhline(0, color="black", linewidth=0.8)
        ax.set_xticks(place, [f"{r.round}\n{r.year}" for r in rows.itertuples()])
        low, high = ax.get_ylim()
        ax.set_ylim(low, high + 0.35 * (high - low))
        ax.set_xlabel("round left out, and the year of its first amount")
        ax.set_ylabel("prediction error  (% of the amount)")
        ax.set_title("First amounts predicted without seeing them")
        legend(ax, loc="upper left", ncols=2)
    return ax


def troops(
    table: pd.DataFrame, ax: Axes | None = None, *, first_year: int = 1954, sources: str = ""
) -> Axes:
    """US troops in the host by year.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns ``year`` and ``recommended``.
    ax : Axes, optional
    first_year : int
        Earlier years (the war) are left out of the figure, and the title says so.
    sources : str
        Caption.
    """
    if not {"year", "recommended"} <= set(getattr(table, "columns", ())):
        raise OptionError(
            "the table has no columns year and recommended",
            where="plot.troops",
            fix='give bargain.alliances.data.load("usfk_troops")',
        )
    rows = table[table["year"] >= first_year]
    with drawing(ax, sources) as ax:
        ax.plot(
            rows["year"],
            rows["recommended"] / 1000,
            color=PALETTE["blue"],
            marker="o",
            markersize=3,
        )
        ax.axvspan(2017, 2021, color="#CCCCCC", alpha=0.5, linewidth=0)
        ax.annotate(
            "2017-2021",
            (2019, 0.97),
            xycoords=("data", "axes fraction"),
            ha="center",
            va="top",
            fontsize=8,
        )
        ax.set_ylim(bottom=0)
        ax.set_xlabel("year")
        ax.set_ylabel("US troops  (thousand)")
        ax.set_title(f"US troops in South Korea since {first_year}")
    return ax
