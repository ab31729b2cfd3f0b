"""How figures look: one palette, line styles and markers that differ without colour, captions."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["LINES", "MARKERS", "PALETTE", "STATUS", "caption", "legend", "new_axes", "save",
           "settings"]

PALETTE = {
    "black": "#000000", "orange": "#E69F00", "sky": "#56B4E9", "green": "#009E73",
    "yellow": "#F0E442", "blue": "#0072B2", "vermillion": "#D55E00", "purple": "#CC79A7",
}
"""Okabe and Ito's eight colours."""

ORDER = ("blue", "vermillion", "green", "purple", "orange", "sky", "black")
LINES: tuple[Any, ...] = ("-", "--", ":", "-.", (0, (5, 1, 1, 1, 1, 1)), (0, (8, 2)))
MARKERS = ("o", "s", "^", "D", "v", "P", "X")

STATUS = {
    # verdict: (fill, mark, what it means in a grey print)
    "never": (PALETTE["vermillion"], "N"),
    "always": (PALETTE["sky"], "A"),
    "sometimes": (PALETTE["yellow"], "S"),
    "unknown": ("#FFFFFF", "?"),
}
"""Fill and letter of each verdict."""

_SETTINGS: dict[str, Any] = {
    "font.family": "DejaVu Sans",  # ships with matplotlib: the same letters everywhere
    "font.size": 9.0,
    "axes.titlesize": 10.0,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.color": "#DDDDDD",
    "grid.linewidth": 0.6,
    "axes.axisbelow": True,
    "legend.frameon": False,
    "lines.linewidth": 1.5,
    "svg.hashsalt": "bargain",  # names inside an SVG do not change from run to run
    "svg.fonttype": "path",
}


def settings() -> Any:
    """Return a context in which matplotlib uses the settings of this package."""
    import matplotlib as mpl

    return mpl.rc_context(_SETTINGS)


def new_axes(ax: Axes | None = None, *, size: tuple[float, float] = (6.8, 3.9)) -> Axes:
    """Return the axes given, or those of a new figure.

    Parameters
    ----------
    ax : Axes, optional
        Axes to draw into.
    size : (float, float)
        Width and height of a new figure, in inches.

    Examples
    --------
    >>> new_axes(size=(3, 2)).figure.get_size_inches().tolist()
    [3.0, 2.0]
    """
    if ax is not None:
        return ax
    from matplotlib.figure import Figure

    with settings():
        return Figure(figsize=size, layout="constrained").subplots()


def colour(index: int) -> str:
    """Return the colour of the series with this index."""
    return PALETTE[ORDER[index % len(ORDER)]]


def caption(ax: Axes, sources: Iterable[str] | str, *, width: int = 118) -> None:
    """Put the sources of a figure below it.

    Parameters
    ----------
    ax : Axes
    sources : str or iterable of str
        Citations; joined, and wrapped.
    width : int
        Characters per line.
    """
    text = sources if isinstance(sources, str) else "; ".join(sources)
    if text:
        figure = ax.figure
        figure.supxlabel("\n".join(textwrap.wrap(f"Source: {text}", width)), x=0.01, ha="left",
                         fontsize=6.5, color="#444444")


def legend(ax: Axes, **options: Any) -> None:
    """Draw the legend with the package's defaults."""
    ax.legend(**({"fontsize": 8, "handlelength": 3.2} | options))


def save(ax: Axes, path: str | Path) -> None:
    """Write the figure of an axes; the format follows from the name (png, svg, pdf).

    The file holds no date, so that the same figure gives the same bytes.

    Parameters
    ----------
    ax : Axes
    path : path-like
    """
    path = Path(path)
    dated = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}
    with settings():
        figure = ax.get_figure(root=True)
        assert figure is not None  # axes of this package always have one
        figure.savefig(path, dpi=160, metadata=dated.get(path.suffix.lower()))
