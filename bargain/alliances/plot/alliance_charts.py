r"""Dependence by year: the equilibrium gap, the predicted concessions, the survival margin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bargain.plot.style import colour, drawing, legend, line, refuse_other

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from bargain.alliances.balance.exposure import Dependence

__all__ = ["concessions", "gap", "survival_margin"]

_LABELS = {
    "cinc": "CINC",
    "gdp": "GDP",
    "milex": "military expenditure",
    "gdp_maddison": "GDP (Maddison)",
    "gdp_world_bank": "GDP (World Bank)",
    "milex_sipri": "military expenditure (SIPRI)",
}


def _by_measure(ax: Axes, result: Dependence, column: str, *, symlog: bool = False) -> None:
    """One line per measure, broken where the series breaks, and the band between them."""
    spread = result.spread()
    full = spread[spread["measures"] == len(result.measures)]
    ax.fill_between(
        full["year"],
        full[f"{column}_low"],
        full[f"{column}_high"],
        color="#BBBBBB",
        alpha=0.35,
        linewidth=0,
        label="spread over measures",
    )
    for index, measure in enumerate(result.measures):
        rows = result.table[result.table["measure"] == measure]
        runs = rows["series_break"].cumsum()
        for number, (_, run) in enumerate(rows.groupby(runs)):
            ax.plot(
                run["year"],
                run[column],
                **line(index, every=8),
                label=_LABELS[measure] if number == 0 else None,
            )
    ax.set_xlabel("year")
    if symlog:
        ax.set_yscale("log")


def gap(result: Dependence, ax: Axes | None = None, *, sources: str = "") -> Axes:
    r"""The equilibrium gap :math:`|\log D|` by year, with the spread over measures of capability.

    Parameters
    ----------
    result : Dependence
    ax : Axes, optional
    sources : str
        Caption.

    Returns
    -------
    Axes
        Natural-log units on the left; the dependence ratio itself on a second scale on the right.
    """
    refuse_other(result, "Dependence", "plot.gap")
    with drawing(ax, sources) as ax:
        _by_measure(ax, result, "gap")
        ax.set_ylabel("equilibrium gap  |log D|  (natural log units)")
        ax.set_title(f"Equilibrium gap of the {result.patron}-{result.client} alliance")
        ax.set_ylim(bottom=0)
        right = ax.secondary_yaxis("right", functions=(_exp, _log))
        ticks = [1, 2, 5, 10, 20, 50, 100, 200, 500]
        high = float(_exp(ax.get_ylim()[1]))
        right.set_yticks([t for t in ticks if t <= high])
        right.set_yticklabels([str(t) for t in ticks if t <= high])
        right.set_ylabel("dependence ratio D")
        legend(ax, loc="upper right")
    return ax


def _log(values: Any) -> Any:
    import numpy as np

    return np.log(np.maximum(np.asarray(values, dtype=float), 1e-12))


def _exp(values: Any) -> Any:
    import numpy as np

    return np.exp(np.asarray(values, dtype=float))


def concessions(
    result: Dependence, measure: str = "cinc", ax: Axes | None = None, *, sources: str = ""
) -> Axes:
    """The autonomy that each ally cedes in the Nash bargain, by year.

    Parameters
    ----------
    result : Dependence
    measure : str
        Whose levels are drawn as lines; the band is the spread over all measures.
    ax : Axes, optional
    sources : str
        Caption.
    """
    refuse_other(result, "Dependence", "plot.concessions")
    with drawing(ax, sources) as ax:
        rows = result.table[result.table["measure"] == measure]
        for index, (column, who) in enumerate((("y_C", result.client), ("y_P", result.patron))):
            groups = result.table.groupby("year")[column]
            band = groups.agg(["min", "max", "size"])
            band = band[band["size"] == len(result.measures)]
            ax.fill_between(
                band.index,
                band["min"],
                band["max"],
                facecolor=colour(index),
                alpha=0.18,
                linewidth=0,
                hatch=(None, "////")[index],
                edgecolor="#777777",
                label=f"{who}: spread over measures",
            )
            ax.plot(
                rows["year"],
                rows[column],
                **line(index, every=6),
                label=f"{who}: {_LABELS[measure]}",
            )
        ax.set_xlabel("year")
        ax.set_ylabel("autonomy ceded  y  (share of 1)")
        ax.set_ylim(0, max(0.5, float(result.table["y_C"].max()) * 1.35))
        ax.set_title("Concessions in the Nash bargain (v = r = w = 1, e = 0, assumed)")
        legend(ax, loc="upper center", ncols=2)
    return ax


def survival_margin(result: Dependence, ax: Axes | None = None, *, sources: str = "") -> Axes:
    r"""The entrapment that the alliance tolerates, :math:`β\sqrt{Π}`, by year and measure.

    Parameters
    ----------
    result : Dependence
    ax : Axes, optional
    sources : str
        Caption.
    """
    refuse_other(result, "Dependence", "plot.survival_margin")
    with drawing(ax, sources) as ax:
        for index, measure in enumerate(result.measures):
            rows = result.table[result.table["measure"] == measure]
            ax.plot(
                rows["year"],
                rows["tolerated_entrapment"],
                **line(index, every=8),
                label=_LABELS[measure],
            )
        ax.set_xlabel("year")
        ax.set_ylabel("tolerated entrapment  β√Π  (payoff units)")
        ax.set_ylim(bottom=0)
        ax.set_title(
            "Survival: entrapment at which the alliance would end "
            f"(β = {result.assumptions.discount:g}, assumed)"
        )
        legend(ax, loc="upper left")
    return ax
