"""How figures look: one palette, line styles and markers that differ without colour, captions."""

from __future__ import annotations

import io
import os
import textwrap
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bargain.errors import FileError, OptionError
from bargain.extras import require

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "LINES",
    "MARKERS",
    "PALETTE",
    "STATUS",
    "caption",
    "colour",
    "dots",
    "drawing",
    "legend",
    "line",
    "new_axes",
    "refuse_other",
    "save",
    "settings",
]

PALETTE = {
    "black": "#000000",
    "orange": "#E69F00",
    "sky": "#56B4E9",
    "green": "#009E73",
    "yellow": "#F0E442",
    "blue": "#0072B2",
    "vermillion": "#D55E00",
    "purple": "#CC79A7",
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
    require("plot", "a figure")
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

    Returns
    -------
    Axes

    Examples
    --------
    >>> new_axes(size=(3, 2)).figure.get_size_inches().tolist()
    [3.0, 2.0]
    """
    if ax is not None:
        return ax
    require("plot", "a figure")
    from matplotlib.figure import Figure

    with settings():
        return Figure(figsize=size, layout="constrained").subplots()


@contextmanager
def drawing(
    ax: Axes | None, sources: Iterable[str] | str = "", *, size: tuple[float, float] = (6.8, 3.9)
) -> Iterator[Axes]:
    """The axes to draw into, with the settings of this package; the sources are put below."""
    with settings():
        ax = new_axes(ax, size=size)
        yield ax
        caption(ax, sources)


def colour(index: int) -> str:
    """Return the colour of the series with this index."""
    return PALETTE[ORDER[index % len(ORDER)]]


def line(index: int, every: int | None = None) -> dict[str, Any]:
    """How the line of the series with this index looks; with `every`, a marker at each so many."""
    look: dict[str, Any] = {"color": colour(index), "linestyle": LINES[index]}
    if every is not None:
        look |= {"marker": MARKERS[index], "markevery": every, "markersize": 4}
    return look


def dots(shade: str, marker: str = "o", size: float = 7, *, hollow: bool = False) -> dict[str, Any]:
    """How points without a line between them look."""
    look = {"linestyle": "none", "marker": marker, "markersize": size, "color": shade}
    return look | ({"markerfacecolor": "white"} if hollow else {})


def refuse_other(result: object, kind: str, function: str) -> None:
    """Refuse what is not a result of the kind that a figure shows.

    Raises
    ------
    OptionError
        With the function that makes such results.
    """
    if type(result).__name__ != kind:
        raise OptionError(
            f"the result is of type {type(result).__name__}, not {kind}", where=function,
            fix=f"give the {kind} that bargain.study makes",
        )  # fmt: skip


def caption(ax: Axes, sources: Iterable[str] | str) -> None:
    """Put the sources of a figure below it, in lines that the figure is wide enough for.

    Parameters
    ----------
    ax : Axes
    sources : str or iterable of str
        Citations; joined, and wrapped.

    Examples
    --------
    >>> ax = new_axes()
    >>> caption(ax, ["Olson (1965)", "Walt (1987)"])
    >>> ax.figure.get_supxlabel()
    'Source: Olson (1965); Walt (1987)'
    """
    text = sources if isinstance(sources, str) else "; ".join(sources)
    if text:
        figure = ax.figure
        inches = round(figure.bbox.width / figure.dpi, 3)
        letters = int(20 * inches)  # of 6.5 points; 23 are an inch
        figure.supxlabel(
            "\n".join(textwrap.wrap(f"Source: {text}", letters)),
            x=0.01,
            ha="left",
            fontsize=6.5,
            color="#444444",
        )


def legend(ax: Axes, **options: object) -> None:
    """Draw the legend with the package's defaults."""
    ax.legend(**({"fontsize": 8, "handlelength": 3.2} | options))


def save(ax: Axes, path: str | Path) -> None:
    """Write the figure of an axes; the format follows from the name (png, svg, pdf).

    The file holds no date, so that the same figure gives the same bytes.

    Parameters
    ----------
    ax : Axes
    path : path-like

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(new_axes(), f"{folder}/figure.png")
    """
    if not hasattr(ax, "get_figure"):
        raise OptionError(f"{type(ax).__name__} is no axes", where="plot.save")
    if not isinstance(path, (str, os.PathLike)):
        raise FileError("the path is no text", where=f"type {type(path).__name__}")
    path = Path(path)
    kind = path.suffix.lower()
    dated = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}
    drawn = io.BytesIO()
    with settings():
        figure = ax.get_figure(root=True)
        assert figure is not None  # axes of this package always have one
        if kind.lstrip(".") not in figure.canvas.get_supported_filetypes():
            raise FileError(
                f"{kind or 'no ending'} is no format of figures",
                where=str(path),
                fix="use .png, .svg or .pdf",
            )
        figure.savefig(drawn, format=kind.lstrip("."), dpi=160, metadata=dated.get(kind))
    try:
        path.write_bytes(drawn.getvalue())
    except OSError as error:
        raise FileError(f"cannot write: {error.strerror}", where=str(path)) from None
