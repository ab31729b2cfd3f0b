r"""Dependence by year with the events under it, and what an efficient bargain makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bargain.errors import OptionError
from bargain.plot.style import PALETTE, drawing, legend, line, refuse_other

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from bargain.alliances.balance.exposure import Dependence
    from bargain.alliances.balance.threat_index import ThreatIndex

__all__ = ["frontier", "gap"]

_LABELS = {
    "cinc": "CINC",
    "gdp": "GDP",
    "milex": "military expenditure",
    "gdp_maddison": "GDP (Maddison)",
    "gdp_world_bank": "GDP (World Bank)",
    "milex_sipri": "military expenditure (SIPRI)",
}
_STRIP = 0.34  # events: a power of ten below D = 1


def gap(
    result: Dependence,
    ax: Axes | None = None,
    *,
    threat: ThreatIndex | None = None,
    events: pd.DataFrame | None = None,
    sources: str = "",
) -> Axes:
    r"""The dependence ratio by year; its logarithm is the equilibrium gap :math:`|\log D|`.

    Parameters
    ----------
    result : Dependence
    ax : Axes, optional
    threat : ThreatIndex, optional
        Its range over forms is a band.
    events : pandas.DataFrame, optional
        The table ``events``: those that raised or lowered the overlap of interests are marked below
        the line D = 1.
    sources : str
        Caption.

    Returns
    -------
    Axes
        D on a log scale: equal distances are equal gaps.
    """
    refuse_other(result, "Dependence", "plot.gap")
    with drawing(ax, sources, size=(5.6, 4.2)) as ax:
        if threat is not None:
            rows = threat.table
            ax.fill_between(
                rows["year"], rows["D_low"], rows["D_high"], color="#BBBBBB", alpha=0.45,
                linewidth=0, label=f"CINC with threat, {threat.forms} forms",
            )  # fmt: skip
        for index, measure in enumerate(result.measures):
            rows = result.table[result.table["measure"] == measure]
            runs = rows["series_break"].cumsum()
            for number, (_, run) in enumerate(rows.groupby(runs)):
                ax.plot(
                    run["year"],
                    run["D"],
                    **line(index, every=10),
                    label=_LABELS[measure] if number == 0 else None,
                )
        ax.axhline(1, color="black", linewidth=0.8)
        ax.axhline(4, color="black", linewidth=0.6, linestyle=(0, (1, 3)))
        ax.set_yscale("log")
        high = float(ax.get_ylim()[1])
        if events is not None:
            _timeline(ax, events)
        ticks = [t for t in (1, 4, 10, 40, 100, 400) if t <= high]
        ax.set_yticks(ticks, [str(t) for t in ticks])
        ax.minorticks_off()
        ax.set_xlabel("year")
        ax.set_ylabel("dependence ratio D  (log scale: the gap is log D)")
        ax.set_title(f"Dependence of {result.client} on {result.patron}")
        legend(ax, loc="upper right", fontsize=7)
    return ax


def _timeline(ax: Axes, events: pd.DataFrame) -> None:
    """Events that moved the overlap of interests, as marks below D = 1."""
    ax.set_ylim(bottom=_STRIP)
    for sign, marker, shade, name, place in (
        (-1, "v", PALETTE["vermillion"], "event that lowered the overlap", 0.55),
        (1, "^", PALETTE["blue"], "event that raised it", 0.78),
    ):
        years = events.loc[events["interest_overlap"].fillna(0) * sign > 0, "year"]
        ax.plot(
            years, [place] * len(years), linestyle="none", marker=marker, markersize=5,
            color=shade, label=f"{name} ({len(years)})",
        )  # fmt: skip


def frontier(
    result: Dependence,
    measure: str = "cinc",
    years: tuple[int, ...] = (1953, 1980, 2000, 2022),
    ax: Axes | None = None,
    *,
    sources: str = "",
) -> Axes:
    r"""Where the grievance can go: :math:`\log(y_C/y_P) + \log(S_C/S_P) = \log D` of each year.

    Ratios do not depend on the unit of capability; levels do, and are not drawn.

    Parameters
    ----------
    result : Dependence
    measure : str
    years : tuple of int
        Whose frontiers are drawn.
    ax : Axes, optional
    sources : str
        Caption.

    Raises
    ------
    OptionError
        If the measure has nothing in one of the years.
    """
    refuse_other(result, "Dependence", "plot.frontier")
    rows = result.table[result.table["measure"] == measure].set_index("year")
    missing = [year for year in years if year not in rows.index]
    if missing:
        raise OptionError(f"no {measure} in {missing[0]}", where="plot.frontier")
    with drawing(ax, sources, size=(5.6, 4.2)) as ax:
        for index, year in enumerate(years):
            D = float(rows.loc[year, "D"])
            ax.plot([1, D], [D, 1], **line(index), label=f"{year}: D = {D:.1f}")
            ax.plot(
                [rows.loc[year, "concession_ratio"]],
                [rows.loc[year, "security_ratio"]],
                marker="o",
                color=line(index)["color"],
                markersize=6,
                linestyle="none",
                label="what the Nash bargain gives" if index == 0 else None,
            )
        ax.plot([1], [1], marker="*", markersize=12, color="black", linestyle="none",
                label="balanced on both: on no line with D > 1")  # fmt: skip
        ax.set_xscale("log")
        ax.set_yscale("log")
        high = max(float(rows.loc[year, "D"]) for year in years) * 1.3
        ticks = [t for t in (1, 2, 4, 10, 20, 40) if t <= high]
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_ticks(ticks, [str(t) for t in ticks])
        ax.minorticks_off()
        ax.set_xlim(0.85, high)
        ax.set_ylim(0.85, high)
        ax.set_xlabel(f"autonomy ceded, {result.client} over {result.patron}  (log scale)")
        ax.set_ylabel(f"security received, {result.client} over {result.patron}  (log scale)")
        ax.set_title("The grievance moves along a line and never off it")
        legend(ax, loc="upper right", fontsize=7)
    return ax
