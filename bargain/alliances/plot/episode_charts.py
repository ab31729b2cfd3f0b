"""The episode move by move, and the multiverse as a specification curve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from bargain.errors import OptionError
from bargain.plot.style import PALETTE, STATUS, drawing, legend, refuse_other

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from bargain.alliances.episode.moves import Episode

__all__ = ["episode", "specification_curve"]

_LANES = (
    ("USA", "money"), ("ROK", "money"), ("USA", "policy"), ("ROK", "policy"), ("PRK", "policy"),
    ("other", "silent"),
)  # fmt: skip
_NAMES = {
    ("USA", "money"): "Washington: money",
    ("ROK", "money"): "Seoul: money",
    ("USA", "policy"): "Washington: the North",
    ("ROK", "policy"): "Seoul: the North",
    ("PRK", "policy"): "Pyongyang",
    ("other", "silent"): "model silent",
}
_LOOK = {
    "hit": ("full", PALETTE["blue"], "predicted"),
    "miss": ("none", PALETTE["vermillion"], "not predicted"),
    "silent": ("full", "#AAAAAA", "model silent"),
}


def episode(result: Episode, ax: Axes | None = None, *, sources: str = "") -> Axes:
    """Every move by date and actor: direction as a triangle, filled where the model said so.

    Parameters
    ----------
    result : Episode
    ax : Axes, optional
    sources : str
        Caption.
    """
    refuse_other(result, "Episode", "plot.episode")
    with drawing(ax, sources, size=(5.6, 3.9)) as ax:
        shown: set[str] = set()
        for row in result.table.itertuples():
            when = date.fromisoformat(str(row.date))
            year = when.year + (when.timetuple().tm_yday - 1) / 365.25
            silent = row.verdict == "silent"
            actors = ("USA", "ROK") if row.actor == "both" else (row.actor,)
            for actor in actors:
                lane = _LANES.index(("other", "silent") if silent else (actor, row.issue))
                fill, shade, name = _LOOK[str(row.verdict)]
                marker = {1: "^", -1: "v", 0: "o"}[int(row.direction)]
                ax.plot(
                    year, -lane, marker=marker, markersize=8, color=shade, fillstyle=fill,
                    markeredgewidth=1.4, linestyle="none",
                    label=None if name in shown else name,
                )  # fmt: skip
                shown.add(name)
        ax.axvspan(2017.05, 2021.05, color="#EEEEEE", linewidth=0, zorder=0)
        ax.set_yticks([-k for k in range(len(_LANES))], [_NAMES[lane] for lane in _LANES])
        ax.set_ylim(-len(_LANES) + 0.4, 0.9)
        ax.set_xlim(2017, 2021.4)
        ax.set_xticks(range(2017, 2022))
        ax.set_xlabel("▲ more money; engages   ▼ coerces   ● holds   (shaded: Trump)")
        contest = result.by_move
        ax.set_title(
            f"{contest.model} of {contest.cases} foreseen (last move repeated: {contest.last_move})"
        )
        legend(ax, loc="upper center", ncols=3, fontsize=7, bbox_to_anchor=(0.45, 1.0))
    return ax


def specification_curve(
    rows: Sequence[Mapping[str, Any]],
    dimensions: Sequence[str],
    ax: Axes | None = None,
    *,
    title: str = "",
    sources: str = "",
) -> Axes:
    """The range of the gap of every specification, marked by its verdict; its choices below.

    Parameters
    ----------
    rows : sequence of mapping
        With ``status``, ``low``, ``high`` (of D, as numbers) and the dimensions.
    dimensions : sequence of str
        Shown below the curve, one line per value that occurs.
    ax : Axes, optional
    title, sources : str

    Raises
    ------
    OptionError
        Without rows, or with a verdict that is none.
    """
    if not isinstance(rows, Sequence) or isinstance(rows, str) or not rows:
        raise OptionError("nothing to draw", where="plot.specification_curve", fix="give cells")
    for row in rows:
        if not isinstance(row, Mapping) or row.get("status") not in STATUS:
            raise OptionError(
                "a row has no verdict", where="plot.specification_curve", fix="give cells"
            )
    order = sorted(
        rows, key=lambda r: (["always", "sometimes", "never", "unknown"].index(r["status"]),
                             (r["low"] * r["high"]) ** 0.5, *(str(r[d]) for d in dimensions)),
    )  # fmt: skip
    lines = [(d, v) for d in dimensions for v in dict.fromkeys(str(r[d]) for r in rows)]
    tall = 3.2 + 0.15 * len(lines)
    with drawing(ax, sources, size=(4.4, tall)) as ax:
        marks = {"never": "s", "sometimes": "D", "always": "o", "unknown": "x"}
        words = {
            "never": "never: claim true",
            "sometimes": "for some D: claim false for others",
            "always": "always: claim false",
            "unknown": "not decided",
        }
        for status, (fill, _) in STATUS.items():
            shown = [(x, r) for x, r in enumerate(order) if r["status"] == status]
            for x, r in shown:
                ax.plot([x, x], [r["low"], r["high"]], color="#555555", linewidth=1.0, zorder=1)
            if shown:
                ax.plot(
                    [x for x, _ in shown],
                    [(r["low"] * r["high"]) ** 0.5 for _, r in shown],
                    linestyle="none", marker=marks[status], markersize=4.5,
                    markerfacecolor=fill, markeredgecolor="black", markeredgewidth=0.6,
                    color="black", label=f"{words[status]} ({len(shown)})",
                )  # fmt: skip
        ax.set_yscale("log")
        low = min(r["low"] for r in rows)
        high = max(r["high"] for r in rows)
        step = (high / low) ** (1 / 14)  # the choices take as much room as so many of these
        floor = min(low, 1.0) / step
        places = [floor / step ** (1.15 * k + 1) for k in range(len(lines))]
        for (dimension, value), place in zip(lines, places, strict=True):
            xs = [x for x, r in enumerate(order) if str(r[dimension]) == value]
            ax.plot(
                xs, [place] * len(xs), linestyle="none", marker="|", markersize=5, color="black"
            )
        ticks = [t for t in (1, 4, 10, 100, 1000) if low / 2 <= t <= high * 1.5]
        ax.set_yticks(
            [*ticks, *places],
            [*(f"D = {t}" for t in ticks), *(f"{d}: {v}" for d, v in lines)],
            fontsize=7.5,
        )
        ax.minorticks_off()
        ax.axhline(1, color="black", linewidth=0.8)
        ax.grid(axis="x", visible=False)
        ax.set_ylim(places[-1] / step, high * step**5)
        ax.set_xlabel(f"{len(order)} specifications, by verdict and gap")
        ax.set_title(title)
        legend(ax, loc="upper right", fontsize=7)
    return ax
