"""The record: contributions, positions and outcomes, burden sharing, pacts, troops."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bargain.errors import OptionError
from bargain.plot.style import (
    LINES,
    MARKERS,
    PALETTE,
    colour,
    dots,
    drawing,
    legend,
    line,
    refuse_other,
)

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from bargain.alliances.record.burden import BurdenSharing
    from bargain.alliances.record.calibration import Calibration
    from bargain.alliances.record.contributions import Contributions
    from bargain.alliances.record.duration import DurationStudy
    from bargain.alliances.record.estimation import Estimation
    from bargain.alliances.record.ladder import Ladder

__all__ = [
    "burden",
    "calibration",
    "contributions",
    "hazard_ratios",
    "ladder",
    "pact_survival",
    "profiles",
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
        first = sourced[sourced["first_year"] & (sourced["year"] != 2009)]  # 2009 is indexed
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


def ladder(result: Ladder, ax: Axes | None = None, *, sources: str = "") -> Axes:
    """Demand, offer and outcome of each round, and the length of the lapse.

    Parameters
    ----------
    result : Ladder
    ax : Axes, optional
    sources : str
        Caption.
    """
    refuse_other(result, "Ladder", "plot.ladder")
    rows = result.table
    with drawing(ax, sources, size=(5.6, 4.0)) as ax:
        places = range(len(rows))
        for name, later, marker, index, label in (
            ("demand", "last_demand", "^", 1, "Washington demands (hollow: last position)"),
            ("offer", "last_offer", "v", 0, "Seoul offers (hollow: last position)"),
        ):
            ax.plot(places, rows[name], **dots(colour(index), marker, 7), label=label)
            ax.plot(places, rows[later], **dots(colour(index), marker, 5, hollow=True))
        bargained = rows["first_year_by"] == "negotiated"
        ax.plot(
            [x for x, b in zip(places, bargained, strict=True) if b],
            rows.loc[bargained, "agreed"], **dots("black", "_", 16), markeredgewidth=2.2,
            label="agreed",
        )  # fmt: skip
        ax.plot(
            [x for x, b in zip(places, bargained, strict=True) if not b],
            rows.loc[~bargained, "agreed"], **dots("black", "x", 7), label="follows an index",
        )  # fmt: skip
        for x, row in zip(places, rows.itertuples(), strict=True):
            if row.demand == row.demand:  # not empty
                ax.plot([x, x], [row.offer, row.demand], color="#999999", linewidth=1, zorder=1)
            days = int(row.lapse_days)
            ax.annotate(
                f"{days} days" if days >= 0 else f"{-days} early",
                (x, 1.0), xycoords=("data", "axes fraction"), ha="center", va="top", fontsize=7,
            )  # fmt: skip
        ax.set_yscale("symlog", linthresh=20)
        ax.set_ylim(-18, 1500)
        ticks = [-10, 0, 10, 20, 50, 100, 500]
        ax.set_yticks(ticks, [f"{t:+d}" if t else "0" for t in ticks])
        ax.minorticks_off()
        ax.axhline(0, color="black", linewidth=0.7)
        ax.set_xticks(places, [f"{r.round}\n{r.year}" for r in rows.itertuples()])
        ax.set_xlabel("round and first year; above: days from expiry to agreement in principle")
        ax.set_ylabel("change on the expired amount  (%)")
        ax.set_title("Demand, offer, outcome")
        legend(ax, loc="center left", fontsize=7, bbox_to_anchor=(0.0, 0.78))
    return ax


def burden(result: BurdenSharing, ax: Axes | None = None, *, sources: str = "") -> Axes:
    """Rank correlation of GDP with burden among NATO members, by year, with and without the USA.

    Parameters
    ----------
    result : BurdenSharing
    ax : Axes, optional
    sources : str
        Caption.
    """
    refuse_other(result, "BurdenSharing", "plot.burden")
    from bargain.alliances.record.burden import PERIODS

    with drawing(ax, sources, size=(5.6, 3.7)) as ax:
        rows = result.table
        for number, (first, last) in enumerate(PERIODS):
            if number % 2:
                ax.axvspan(first - 0.5, last + 0.5, color="#EEEEEE", linewidth=0)
            inside = rows.loc[rows["year"].between(first, last), "members"]
            low, high = int(inside.min()), int(inside.max())
            ax.annotate(
                f"{low}" if low == high else f"{low}-{high}",
                ((first + last) / 2, 0.01), xycoords=("data", "axes fraction"), ha="center",
                va="bottom", fontsize=7,
            )  # fmt: skip
        ax.plot(rows["year"], rows["rho"], **line(0), label="all members")
        ax.axhline(0, color="black", linewidth=0.7)
        ax.set_xlabel("year   (below: number of members; shaded: periods)")
        ax.set_ylabel("Spearman's ρ of GDP with burden")
        ax.set_title("NATO: one slow series, not 74 tests")
        legend(ax, loc="upper right")
    return ax


def pact_survival(
    result: DurationStudy, sample: str = "bilateral", ax: Axes | None = None, *, sources: str = ""
) -> Axes:
    """Kaplan-Meier curves of defence pacts by type of dyad, with the numbers at risk.

    Parameters
    ----------
    result : DurationStudy
    sample : {"all", "bilateral", "multilateral"}
    ax : Axes, optional
    sources : str
        Caption.
    """
    refuse_other(result, "DurationStudy", "plot.pact_survival")
    times = (0, 20, 40, 60, 80)
    with drawing(ax, sources, size=(5.6, 3.9)) as ax:
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
            for time in times:
                left = curve.loc[curve["years"] <= time, "at_risk"].iloc[-1]
                ax.annotate(
                    f"{int(left)}", (time, -0.07 - 0.055 * index), fontsize=7,
                    color=line(index)["color"], ha="center", annotation_clip=False,
                )  # fmt: skip
        ax.axvline(65, color="#666666", linewidth=0.8, linestyle=":")
        ax.annotate("US-ROK, 2018", (64, 0.35), fontsize=7, rotation=90, ha="right")
        ax.set_ylim(-0.22, 1)
        ax.set_yticks([0, 0.25, 0.5, 0.75, 1])
        ax.set_xlim(-2, 90)
        ax.set_xlabel("years since the pact began   (numbers: pacts still observed)")
        ax.set_ylabel("share still in force")
        ax.set_title(f"Survival of {sample} defence pacts, 1815-2018")
        legend(ax, loc="upper right")
    return ax


def hazard_ratios(result: DurationStudy, ax: Axes | None = None, *, sources: str = "") -> Axes:
    """Hazard ratios of asymmetry: every specification with both measures, with 95 % intervals.

    Parameters
    ----------
    result : DurationStudy
    ax : Axes, optional
    sources : str
        Caption.
    """
    refuse_other(result, "DurationStudy", "plot.hazard_ratios")
    names = {"log_ratio": "log of the capability ratio", "major_minor": "major with minor power"}
    rows = [e for kind in names for e in result.estimates if e.asymmetry == kind]
    with drawing(ax, sources, size=(5.6, 4.6)) as ax:
        for index, (kind, name) in enumerate(names.items()):
            found = [(len(rows) - 1 - k, e) for k, e in enumerate(rows) if e.asymmetry == kind]
            for place, e in found:
                ax.plot([e.low, e.high], [place, place], color=colour(index), linewidth=1.4)
            ax.plot(
                [e.hazard_ratio for _, e in found],
                [place for place, _ in found],
                **dots(colour(index), MARKERS[index], 6),
                label=f"asymmetry: {name}",
            )
        ax.axvline(1, color="black", linewidth=0.8)
        ax.set_yticks(
            range(len(rows)), [f"{e.specification} (n = {e.spells})" for e in reversed(rows)],
            fontsize=7,
        )  # fmt: skip
        ax.set_ylim(-0.6, len(rows) + 1.4)
        ax.set_xscale("log")
        ticks = [0.6, 0.8, 1, 1.25, 1.6, 2, 2.5]
        ax.set_xticks(ticks, [f"{t:g}" for t in ticks])
        ax.minorticks_off()
        ax.set_xlabel("hazard ratio  (left of 1: asymmetric pacts last longer)")
        ax.set_title("Every estimate")
        legend(ax, loc="upper right", fontsize=7)
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
        "trend": "straight line in time",
        "last": "last amount",
        "budget": "grown with the budget",
        "index": "grown with the index",
    }
    columns = {rule: "last_rule" if rule == "last" else rule for rule in names}
    rows = result.table
    with drawing(ax, sources) as ax:
        place = np.arange(len(rows), dtype=float)
        for index, (rule, name) in enumerate(names.items()):
            error = 100 * (rows[columns[rule]] / rows["amount"] - 1)
            ax.plot(
                place,
                error,
                color=colour(index),
                linestyle=LINES[index],
                linewidth=1,
                marker=MARKERS[index],
                markersize=5,
                markerfacecolor=colour(index) if index == 0 else "white",
                label=f"{name}: {result.scores[rule]['mape']:.1f} %, rolling "
                f"{result.scores[rule]['rolling']:.1f} %",
            )
        ax.axhline(0, color="black", linewidth=0.8)
        ax.set_xticks(place, [f"{r.round}\n{r.year}" for r in rows.itertuples()])
        low, high = ax.get_ylim()
        ax.set_ylim(low, high + 0.55 * (high - low))
        ax.set_xlabel("round left out, and the year of its first amount")
        ax.set_ylabel("prediction error  (% of the amount)")
        ax.set_title("First amounts predicted without seeing them")
        legend(ax, loc="upper left", fontsize=7)
    return ax


def profiles(result: Estimation, ax: Axes | None = None, *, sources: str = "") -> Axes:
    """Profile likelihoods of the cost-share model against multiples of the estimates.

    Parameters
    ----------
    result : Estimation
    ax : Axes, optional
    sources : str
        Caption.
    """
    refuse_other(result, "Estimation", "plot.profiles")
    with drawing(ax, sources, size=(5.6, 3.6)) as ax:
        for index, found in enumerate(result.profiles):
            word = "identified" if found.identified else "not identified"
            ax.plot(
                found.table["value"] / found.estimate,
                found.table["statistic"],
                **line(index),
                label=f"{found.name}: {word}",
            )
        ax.axhline(3.84, color="black", linewidth=0.8)
        ax.annotate("95 %", (0.13, 4.1), fontsize=7)
        ax.set_xscale("log")
        ticks = [0.125, 0.25, 0.5, 1, 2, 4, 8]
        ax.set_xticks(ticks, [f"{t:g}" for t in ticks])
        ax.minorticks_off()
        ax.set_ylim(0, 15)
        ax.set_xlabel("multiple of the estimate  (log scale)")
        ax.set_ylabel("n log(SSR / smallest SSR)")
        ax.set_title("What seven rounds say of three parameters")
        legend(ax, loc="upper right")
    return ax


def troops(
    table: pd.DataFrame, ax: Axes | None = None, *, first_year: int = 1958, sources: str = ""
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
    with drawing(ax, sources, size=(5.6, 3.7)) as ax:
        ax.plot(
            rows["year"],
            rows["recommended"] / 1000,
            color=PALETTE["blue"],
            marker="o",
            markersize=3,
            label="daily count",
        )
        if "official" in rows:
            ax.plot(
                rows["year"], rows["official"] / 1000, **dots(PALETTE["vermillion"], "_", 9),
                markeredgewidth=2, label="official or published level",
            )  # fmt: skip
        ax.axvspan(2017, 2021, color="#CCCCCC", alpha=0.5, linewidth=0, label="2017-2021")
        ax.set_ylim(bottom=0)
        ax.set_xlabel("year")
        ax.set_ylabel("US troops  (thousand)")
        ax.set_title(f"US troops in South Korea since {first_year}")
        legend(ax, loc="upper right")
    return ax
