"""Regions of parameters: where an agreement was proved to exist, and where not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np
import sympy as sp

from bargain.errors import OptionError
from bargain.exact import to_fraction, to_sympy
from bargain.game.alternatives import Alternatives
from bargain.game.written import Bounds, Values
from bargain.plot.style import STATUS, drawing

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["region"]

_POINTS = 400  # per side
_TITLE = 90  # characters of a formula that is written above
_KINDS = ("never", "unknown", "always")
_LABELS = {"never": "none exists", "unknown": "not known", "always": "an agreement exists"}


class Drawn(Protocol):
    """What is drawn of a region (`bargain.region`)."""

    @property
    def parameters(self) -> Sequence[sp.Symbol]: ...
    @property
    def where(self) -> Sequence[sp.Basic]: ...
    @property
    def inside(self) -> sp.Basic: ...
    @property
    def outside(self) -> sp.Basic: ...
    @property
    def formula(self) -> sp.Basic | None: ...


def region(
    found: Drawn,
    x: Mapping[sp.Symbol, Bounds] | Mapping[str, Bounds],
    y: Mapping[sp.Symbol, Bounds] | Mapping[str, Bounds],
    *,
    at: Values | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw a region over two parameters; the others are fixed.

    Where the region was not asked about nothing is drawn. Colours are read off the formulas of the
    region point by point in floats: the figure shows the region, the region is the result.

    Parameters
    ----------
    found : Region
    x, y : mapping of one parameter to (low, high)
    at : mapping of parameter to number, optional
        Values of the other parameters.
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    OptionError
        For an unknown parameter, or one without a value.

    Examples
    --------
    >>> import bargain as bg
    >>> t, (t_1, t_2) = sp.Symbol("t"), sp.symbols("t_1 t_2", positive=True)
    >>> game = bg.Game(
    ...     actions={"A": {}, "B": {}}, terms={t: (0, 1)}, payoffs={"A": t, "B": 1 - t},
    ...     disagreement={"A": t_1, "B": t_2},
    ... )
    >>> found = bg.region(game, bg.conditions.participation())
    >>> region(found, {t_1: (0, 1)}, {t_2: (0, 1)}).get_xlabel()
    '$t_{1}$'
    """
    named = {p.name: p for p in found.parameters}
    axes = []
    for sides in (x, y):
        whole = isinstance(sides, Mapping) and len(sides) == 1
        if not whole or str(next(iter(sides))) not in named:
            raise OptionError(
                f"{sides!r} does not give one parameter and its range",
                where="plot.region",
                fix="write {s: (0, 1)} with one of " + ", ".join(named),
            )
        ((name, (low, high)),) = ((str(k), v) for k, v in sides.items())
        axes.append((named[name], float(to_fraction(low)), float(to_fraction(high))))
    if axes[0][0] == axes[1][0]:
        raise OptionError(
            f"{axes[0][0]} is on both axes", where="plot.region", fix="give two parameters"
        )
    fixed = {named[str(k)]: to_sympy(v) for k, v in (at or {}).items() if str(k) in named}
    shown = {axes[0][0], axes[1][0]}
    if missing := sorted(p.name for p in found.parameters if p not in shown and p not in fixed):
        raise OptionError(
            f"no value for {missing[0]}", where="plot.region", fix="give at={…} for the others"
        )
    grid = np.meshgrid(*(np.linspace(low, high, _POINTS) for _, low, high in axes))

    def holds(formula: sp.Basic) -> np.ndarray:
        if isinstance(formula, Alternatives):
            ways = [np.all([holds(r) for r in way], axis=0) for way in formula.ways]
            return np.any(ways, axis=0)
        put = formula.subs(fixed)
        value = sp.lambdify([s for s, _, _ in axes], put, "numpy")(*grid)
        return np.broadcast_to(np.asarray(value, dtype=bool), grid[0].shape)

    status = np.full(grid[0].shape, np.nan)
    asked = np.ones(grid[0].shape, dtype=bool)
    for relation in found.where:
        asked &= holds(relation)
    status[asked] = 1
    status[asked & holds(found.outside)] = 0
    status[asked & holds(found.inside)] = 2
    with drawing(ax, size=(4.8, 3.9)) as canvas:
        from matplotlib.colors import ListedColormap
        from matplotlib.patches import Patch

        colours = ListedColormap([STATUS[kind][0] for kind in _KINDS])
        extent = (axes[0][1], axes[0][2], axes[1][1], axes[1][2])
        canvas.imshow(
            status, origin="lower", extent=extent, cmap=colours, vmin=0, vmax=2, aspect="auto",
            interpolation="nearest",
        )  # fmt: skip
        present = [k for n, k in enumerate(_KINDS) if np.any(status == n)]
        canvas.legend(
            handles=[
                Patch(facecolor=STATUS[k][0], edgecolor="black", label=_LABELS[k]) for k in present
            ],
            loc="upper left",
            bbox_to_anchor=(1.0, 1.0),
        )
        canvas.grid(visible=False)
        canvas.set_xlabel(f"${sp.latex(axes[0][0])}$")
        canvas.set_ylabel(f"${sp.latex(axes[1][0])}$")
        if found.formula is not None and len(sp.latex(found.formula)) < _TITLE:
            canvas.set_title(f"${sp.latex(found.formula)}$")
        return canvas
