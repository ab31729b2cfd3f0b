"""What was decided: statements and readings as a table of verdicts, specifications as a matrix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bargain.arguments import listed
from bargain.errors import OptionError
from bargain.plot.style import STATUS, drawing

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["demand_sets", "specifications", "verdicts"]

_MEANING = {
    "never": "never: no parameter admits one",
    "always": "always: every parameter admits one",
    "sometimes": "sometimes: some do, some do not",
    "unknown": "unknown: not decided",
}


def _cell(ax: Axes, x: float, y: float, status: str, size: float = 0.86) -> None:
    from matplotlib.patches import Rectangle

    fill, letter = STATUS[status]
    ax.add_patch(
        Rectangle(
            (x - size / 2, y - size / 2),
            size,
            size,
            facecolor=fill,
            edgecolor="black",
            linewidth=0.6,
        )
    )
    ax.text(x, y, letter, ha="center", va="center", fontsize=7)


def _key(ax: Axes, used: Sequence[str], **options: object) -> None:
    from matplotlib.patches import Patch

    handles = [
        Patch(
            facecolor=STATUS[s][0],
            edgecolor="black",
            linewidth=0.6,
            label=f"{STATUS[s][1]}  {_MEANING[s]}",
        )
        for s in STATUS
        if s in used
    ]
    ax.figure.legend(handles=handles, fontsize=7.5, loc="outside upper right", **options)


def verdicts(
    rows: Sequence[Mapping[str, str]], ax: Axes | None = None, *, title: str = "", sources: str = ""
) -> Axes:
    """Verdicts side by side: one row per condition set or statement, one column per region.

    Parameters
    ----------
    rows : sequence of mapping
        Each with ``row``, ``column`` and ``status``.
    ax : Axes, optional
    title, sources : str

    Returns
    -------
    Axes
        A matrix; a combination that was not asked stays empty.

    Raises
    ------
    OptionError
        For no rows, or a status that is none of the four.

    Examples
    --------
    >>> ax = verdicts([{"row": "S1", "column": "asymmetry", "status": "never"}])
    >>> [text.get_text() for text in ax.texts]
    ['N']
    """
    rows = _read(rows, ("row", "column", "status"), "plot.verdicts")
    names = list(dict.fromkeys(r["row"] for r in rows))
    columns = list(dict.fromkeys(r["column"] for r in rows))
    _known(r["status"] for r in rows)
    with drawing(ax, sources, size=(7.4, 1.6 + 0.27 * len(names))) as ax:
        for r in rows:
            _cell(ax, columns.index(r["column"]), names.index(r["row"]), r["status"])
        ax.set_xlim(-0.6, len(columns) - 0.4)
        ax.set_ylim(len(names) - 0.4, -0.6)
        ax.set_xticks(range(len(columns)), columns, fontsize=8)
        ax.xaxis.tick_top()
        ax.set_yticks(range(len(names)), names, fontsize=8)
        ax.tick_params(length=0)
        ax.grid(visible=False)
        for side in ax.spines.values():
            side.set_visible(False)
        if title:
            ax.set_title(title, pad=12)
        _key(ax, [r["status"] for r in rows], ncols=2)
    return ax


def demand_sets(
    rows: Sequence[object],
    demands: Sequence[str],
    ax: Axes | None = None,
    *,
    title: str = "",
    sources: str = "",
) -> Axes:
    """Which sets of demands clash: one column per set, a dot per demand, cores marked.

    Parameters
    ----------
    rows : sequence
        Sets with ``demands``, ``status`` (clash, compatible, unknown) and ``minimal``.
    demands : sequence of str
        Their order from the top.
    ax : Axes, optional
    title, sources : str

    Returns
    -------
    Axes

    Raises
    ------
    OptionError
        For no rows.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> row = SimpleNamespace(demands=("nash",), status="compatible", minimal=False)
    >>> [text.get_text() for text in demand_sets([row], ["nash"]).texts]
    ['ok']
    """
    rows = listed(rows, "rows", fix="give the subsets of bargain.impossibility_cores")
    if not rows:
        raise OptionError("there is nothing to draw", where="plot.demand_sets")
    for row in rows:
        if not hasattr(row, "demands"):
            raise OptionError(
                f"{type(row).__name__} is no set of demands",
                where="plot.demand_sets",
                fix="give cores.subsets",
            )
    look = {"clash": ("never", "C"), "compatible": ("always", "ok"), "unknown": ("unknown", "?")}
    with drawing(ax, sources, size=(7.4, 3.2)) as ax:
        from matplotlib.patches import Patch

        for x, row in enumerate(rows):
            fill, letter = STATUS[look[row.status][0]][0], look[row.status][1]
            _box(ax, x, -1.2, fill, "core" if row.minimal else letter, bold=row.minimal)
            places = [demands.index(d) for d in row.demands]
            ax.plot([x, x], [min(places), max(places)], color="#888888", linewidth=1.0)
            ax.plot(
                [x] * len(places), places, linestyle="none", marker="o", markersize=6, color="black"
            )
        ax.set_yticks([-1.2, *range(len(demands))], ["set", *demands])
        ax.set_ylim(len(demands) - 0.5, -2.0)
        ax.set_xlim(-0.8, len(rows) - 0.2)
        ax.set_xticks([])
        ax.set_xlabel(f"the {len(rows)} sets of demands, by size")
        ax.grid(visible=False, axis="x")
        ax.tick_params(axis="y", length=0)
        ax.spines["left"].set_visible(False)
        handles = [
            Patch(
                facecolor=STATUS[look[s][0]][0],
                edgecolor="black",
                linewidth=0.6,
                label=f"{look[s][1]}  {s}",
            )
            for s in look
            if any(row.status == s for row in rows)
        ]
        ax.legend(
            handles=handles, fontsize=7.5, loc="upper right", ncols=3, bbox_to_anchor=(1.0, 1.14)
        )
        if title:
            ax.set_title(title, pad=12)
    return ax


def _box(ax: Axes, x: float, y: float, fill: str, text: str, *, bold: bool) -> None:
    from matplotlib.patches import Rectangle

    ax.add_patch(
        Rectangle(
            (x - 0.45, y - 0.5),
            0.9,
            1.0,
            facecolor=fill,
            edgecolor="black",
            linewidth=1.6 if bold else 0.6,
        )
    )
    ax.text(
        x,
        y,
        text,
        ha="center",
        va="center",
        fontsize=6,
        rotation=90 if bold else 0,
        fontweight="bold" if bold else "normal",
    )


def specifications(
    cells: Sequence[Mapping[str, object]],
    dimensions: Sequence[str],
    ax: Axes | None = None,
    *,
    title: str = "",
    sources: str = "",
) -> Axes:
    """The specification figure: every cell of the multiverse, ordered by verdict.

    Parameters
    ----------
    cells : sequence of mapping
        Each with ``status`` and a value for every dimension.
    dimensions : sequence of str
        Names of the choices, in order; each value becomes a row.
    ax : Axes, optional
    title, sources : str

    Returns
    -------
    Axes
        One column per cell; a mark in each row whose choice the cell makes, and the verdict on top.

    Raises
    ------
    OptionError
        For no cells, or a status that is none of the four.

    Examples
    --------
    >>> ax = specifications([{"form": "linear", "status": "never"}], ["form"])
    >>> [text.get_text() for text in ax.texts]
    ['never (1)']
    """
    cells = _read(cells, ("status", *dimensions), "plot.specifications")
    _known(c["status"] for c in cells)
    values = [(d, v) for d in dimensions for v in dict.fromkeys(str(c[d]) for c in cells)]
    place = {pair: index for index, pair in enumerate(values)}
    rank = {status: index for index, status in enumerate(STATUS)}
    ordered = sorted(
        cells,
        key=lambda c: (rank[c["status"]], *(place[d, str(c[d])] for d in reversed(dimensions))),
    )
    with drawing(ax, sources, size=(7.4, 1.7 + 0.19 * len(values))) as ax:
        top = -2.2
        for x, cell in enumerate(ordered):
            fill, _ = STATUS[cell["status"]]
            ax.bar(x, 1.4, bottom=top - 0.7, width=1.0, color=fill, linewidth=0)
            rows = [place[d, str(cell[d])] for d in dimensions]
            ax.plot(
                [x] * len(rows),
                rows,
                linestyle="none",
                marker="|",
                markersize=5,
                color="black",
                markeredgewidth=0.9,
            )
        _spans(ax, ordered, top)
        start = 0
        for d in dimensions:
            size = sum(1 for pair in values if pair[0] == d)
            if start:
                ax.axhline(start - 0.5, color="#999999", linewidth=0.6)
            start += size
        ax.set_yticks([top, *range(len(values))], ["verdict", *(v for _, v in values)], fontsize=7)
        ax.set_ylim(len(values) - 0.4, top - 1.9)
        ax.set_xlim(-1, len(ordered))
        ax.set_xlabel(f"specification  (1 to {len(ordered)}, ordered by verdict)")
        ax.grid(visible=False)
        ax.tick_params(axis="y", length=0)
        ax.spines["left"].set_visible(False)
        if title:
            ax.set_title(title)
    return ax


def _spans(ax: Axes, ordered: Sequence[Mapping[str, object]], top: float) -> None:
    """Name each run of equal verdicts above it, and frame it, so that grey prints can be read."""
    from matplotlib.patches import Rectangle

    start = 0
    for status in STATUS:
        size = sum(1 for c in ordered if c["status"] == status)
        if not size:
            continue
        ax.add_patch(
            Rectangle(
                (start - 0.5, top - 0.7), size, 1.4, fill=False, edgecolor="black", linewidth=0.7
            )
        )
        ax.annotate(
            f"{status} ({size})",
            (start + size / 2 - 0.5, top - 0.8),
            ha="center",
            va="bottom",
            fontsize=7,
        )
        start += size


def _read(rows: object, names: Sequence[str], function: str) -> list[Any]:
    """Rows that are mappings with these entries."""
    found = listed(rows, "rows", fix="give a list of mappings")
    if not found:
        raise OptionError("there is nothing to draw", where=function)
    for row in found:
        if not isinstance(row, Mapping) or not set(names) <= set(row):
            raise OptionError(
                f"a row has not all of {', '.join(names)}",
                where=function,
                fix="give a mapping for each row",
            )
    return found


def _known(statuses: Any) -> None:
    for status in statuses:
        if status not in STATUS:
            raise OptionError(
                f"{status!r} is not a verdict", where="plot", fix="one of " + ", ".join(STATUS)
            )
