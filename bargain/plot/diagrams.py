"""Studies over parameters: phase diagrams, sweeps, bounds on gaps, and clashing demands."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import sympy as sp

from bargain.errors import OptionError
from bargain.plot.style import STATUS, colour, dots, drawing, legend, line
from bargain.plot.verdicts import demand_sets

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from bargain.game.written import Values

__all__ = ["cores", "gap", "phase", "sweep"]

_HATCH = {"never": "////", "always": "", "sometimes": "....", "unknown": ""}
_MEANS = {
    "never": "never: no agreement",
    "always": "always: an agreement",
    "sometimes": "sometimes: both occur",
    "unknown": "unknown: not decided",
}
_NO_PARAMETER = ("player", "equilibrium")


def _refuse(result: object, attributes: tuple[str, ...], where: str, fix: str) -> None:
    if not all(hasattr(result, name) for name in attributes):
        raise OptionError(f"{type(result).__name__} is no such result", where=where, fix=fix)


def phase(diagram: Any, *, ax: Axes | None = None) -> Axes:
    """Draw a phase diagram: each cell with its proved status.

    Parameters
    ----------
    diagram : PhaseDiagram
        Of `bargain.phase_diagram`, over one or two parameters.
    ax : Axes, optional

    Returns
    -------
    Axes
        Cells outside the region are not drawn: nothing was asked there.

    Raises
    ------
    OptionError
        For another result, or more than two parameters.

    Examples
    --------
    >>> import bargain as bg
    >>> x, t = sp.Symbol("x"), sp.Symbol("t", positive=True)
    >>> pie = bg.Game(
    ...     actions={"A": {}, "B": {}}, terms={x: (0, 1)}, payoffs={"A": x, "B": 1 - x},
    ...     disagreement={"A": t, "B": t},
    ... )
    >>> ax = phase(bg.phase_diagram(pie, bg.conditions.participation(), {t: (0, 1)}))
    >>> ax.get_xlabel()
    '$t$'
    """
    _refuse(diagram, ("over", "cells"), "plot.phase", "give a diagram of bargain.phase_diagram")
    if len(diagram.over) > 2:
        raise OptionError(
            f"{len(diagram.over)} parameters are plotted",
            where="plot.phase",
            fix="draw a diagram over one or two; fix the others with game.at({...})",
        )
    plane = len(diagram.over) == 2
    with drawing(ax, size=(5.6, 4.0) if plane else (5.6, 1.6)) as ax:
        from matplotlib.collections import PatchCollection
        from matplotlib.patches import Patch, Rectangle

        for status in STATUS:
            boxes = [c.box for c in diagram.cells if c.label == status]
            shapes = []
            for (left, right), *rest in boxes:
                low, high = rest[0] if rest else (0, 1)
                shapes.append(Rectangle((float(left), float(low)), float(right - left),
                                        float(high - low)))  # fmt: skip
            look: dict[str, Any] = {
                "facecolor": STATUS[status][0],
                "hatch": _HATCH[status],
                "linewidth": 0.0,
            }
            ax.add_collection(PatchCollection(shapes, edgecolor="#00000055", **look))
        present = [s for s in STATUS if any(c.label == s for c in diagram.cells)]
        handles = [
            Patch(facecolor=STATUS[s][0], hatch=_HATCH[s], edgecolor="#555555", label=_MEANS[s])
            for s in present
        ]
        spans = [[float(e) for c in diagram.cells for e in c.box[n]] for n in range(1 + plane)]
        ax.set_xlim(min(spans[0]), max(spans[0]))
        ax.set_ylim(*((min(spans[1]), max(spans[1])) if plane else (0, 1)))
        ax.set_xlabel(f"${sp.latex(sp.Symbol(diagram.over[0]))}$")
        if plane:
            ax.set_ylabel(f"${sp.latex(sp.Symbol(diagram.over[1]))}$")
        else:
            ax.set_yticks([])
        ax.grid(visible=False)
        legend(ax, handles=handles, loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return ax


def sweep(
    dataset: Any, variable: str = "payoff", *, at: Values | None = None, ax: Axes | None = None
) -> Axes:
    """Draw one quantity of a sweep: a line over one parameter, a map over two.

    Parameters
    ----------
    dataset : xarray.Dataset
        Of `bargain.sweep`. Points where nothing was established are left out.
    variable : str, default "payoff"
        A variable of the data set: ``payoff``, ``gain``, an action, …
    at : mapping of parameter, ``"player"`` or ``"equilibrium"`` to value, optional
        What is held fixed, at the nearest point of the grid: all parameters but one or two, and of
        a map the player.
    ax : Axes, optional

    Returns
    -------
    Axes
        Lines are one for each player, and each equilibrium, that is left.

    Raises
    ------
    OptionError
        For an unknown variable, or parameters that are left.

    Examples
    --------
    >>> import bargain as bg
    >>> x, t = sp.Symbol("x"), sp.Symbol("t", positive=True)
    >>> pie = bg.Game(
    ...     actions={"A": {}, "B": {}}, terms={x: (0, 1)}, payoffs={"A": x, "B": 1 - x},
    ...     disagreement={"A": t, "B": 0},
    ... )
    >>> ax = sweep(bg.sweep(pie, bg.nash_bargaining, {t: [0.1, 0.2, 0.3]}), "payoff")
    >>> [line.get_label() for line in ax.lines]
    ['A', 'B']
    """
    _refuse(dataset, ("data_vars", "dims"), "plot.sweep", "give a data set of bargain.sweep")
    if variable not in dataset.data_vars:
        raise OptionError(
            f"the data set has no variable {variable!r}",
            where="plot.sweep",
            fix="one of " + ", ".join(map(str, dataset.data_vars)),
        )
    values = dataset[variable]
    for key, value in (at or {}).items():
        name = str(key)
        if name not in values.dims:
            raise OptionError(f"{name} is no dimension of {variable}", where="plot.sweep, at",
                              fix="dimensions: " + ", ".join(map(str, values.dims)))  # fmt: skip
        exact = isinstance(value, str)
        values = values.sel({name: value}) if exact else values.sel({name: value}, method="nearest")
    over = [str(d) for d in values.dims if d not in _NO_PARAMETER]
    beside = [str(d) for d in values.dims if d in _NO_PARAMETER]
    if len(over) not in (1, 2) or (len(over) == 2 and beside):
        raise OptionError(
            f"{variable} has the dimensions {', '.join(map(str, values.dims))}",
            where="plot.sweep",
            fix="fix some with at={…}: a line is over one parameter, a map over two alone",
        )
    label = f"{variable} ({dataset[variable].attrs.get('units', '1')})"
    with drawing(ax, size=(5.6, 3.8)) as ax:
        if len(over) == 1:
            series = values.stack(series=beside) if beside else values.expand_dims("series")
            for n, key in enumerate(series["series"].values if beside else [()]):
                one = series.isel(series=n)
                named = "equilibrium" in beside
                parts = key if isinstance(key, tuple) else (key,)
                told = [f"equilibrium {int(k) + 1}" if named and b == "equilibrium" else str(k)
                        for b, k in zip(beside, parts, strict=True)]  # fmt: skip
                if np.isfinite(one).any():
                    look = line(n % 6)
                    ax.plot(one[over[0]], one, label=", ".join(told) or variable, **look)
            if not ax.lines:
                raise OptionError(
                    f"no value of {variable} was established there",
                    where="plot.sweep",
                    fix="look at the data set's status, or draw another part of it",
                )
            ax.set_ylabel(label)
            legend(ax, loc="upper left", bbox_to_anchor=(1.0, 1.0))
        else:
            table = values.transpose(over[1], over[0])
            drawn = ax.pcolormesh(table[over[0]], table[over[1]], table, cmap="cividis")
            ax.figure.colorbar(drawn, ax=ax, label=label)
            ax.set_ylabel(f"${sp.latex(sp.Symbol(over[1]))}$")
            ax.grid(visible=False)
        ax.set_xlabel(f"${sp.latex(sp.Symbol(over[0]))}$")
    return ax


def gap(gaps: Any, *, ax: Axes | None = None) -> Axes:
    """Draw proved bounds on equilibrium gaps: one bar from the lower to the upper bound for each.

    Parameters
    ----------
    gaps : Gap, or mapping of name to Gap
        Of `bargain.equilibrium_gap`. A bar without an upper bound ends in an arrow.
    ax : Axes, optional

    Returns
    -------
    Axes
        The gap is a total of log-ratios: it has no unit.

    Raises
    ------
    OptionError
        For other results.

    Examples
    --------
    >>> from bargain.verdicts.gaps.gap import Gap
    >>> gap({"today": Gap(lower=0.1, upper=0.3), "open": Gap(lower=0.2)}).get_xlabel()
    'equilibrium gap (log units)'
    """
    named = gaps if isinstance(gaps, Mapping) else {"": gaps}
    fix = "give results of bargain.equilibrium_gap"
    for found in named.values():
        _refuse(found, ("lower", "upper", "status"), "plot.gap", fix)
    ends = [e for g in named.values() for e in (g.lower, g.upper) if math.isfinite(e)]
    longest = max(ends, default=0.0) * 1.15 or 1.0
    with drawing(ax, size=(5.6, 1.0 + 0.4 * len(named))) as ax:
        for n, (name, found) in enumerate(named.items()):
            if found.status != "bounds":
                ax.text(0, n, f"{name}: {found.status} (proved)".removeprefix(": "), va="center")
                continue
            open_end = not math.isfinite(found.upper)
            ax.plot([found.lower, longest if open_end else found.upper], [n, n],
                    color=colour(0), linewidth=5, solid_capstyle="butt")  # fmt: skip
            look = dots("black", "|", 12)
            ax.plot([found.lower], [n], **look)
            ax.plot([longest if open_end else found.upper], [n],
                    **(dots("black", ">", 8) if open_end else look))  # fmt: skip
        ax.set_yticks(range(len(named)), list(named))
        ax.set_ylim(len(named) - 0.5, -0.5)
        ax.set_xlim(left=-0.02 * longest)
        ax.set_xlabel("equilibrium gap (log units)")
    return ax


def cores(found: Any, *, ax: Axes | None = None) -> Axes:
    """Draw which sets of demands clash, with the minimal ones marked.

    Parameters
    ----------
    found : Cores
        Of `bargain.impossibility_cores`.
    ax : Axes, optional

    Returns
    -------
    Axes
        One column for each set, a dot for each demand in it; cores are marked ``core``.

    Raises
    ------
    OptionError
        For another result.

    Examples
    --------
    >>> from bargain.verdicts.cores import Cores, Subset
    >>> found = Cores(demands=("a",), subsets=(Subset(names=("a",), status="compatible"),))
    >>> [text.get_text() for text in cores(found).texts]
    ['ok']
    """
    _refuse(found, ("demands", "subsets"), "plot.cores", "give impossibility_cores(…)")
    marked = {s.names for s in found.cores}
    rows = [
        SimpleNamespace(demands=s.names, status=s.status, minimal=s.names in marked)
        for s in found.subsets
    ]
    return demand_sets(rows, found.demands, ax)
