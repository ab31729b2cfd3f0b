"""Paths of mixed actions: logit equilibria by precision, orbits of the replicator dynamics."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np

from bargain.errors import OptionError
from bargain.plot.style import drawing, line

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["logit_path", "replicator"]

_MOST_LINES = 8
_LEAST = 1e-3  # of the largest precision, where the axis becomes linear


class DrawnPath(Protocol):
    """What is drawn of logit equilibria (`bargain.logit_path`)."""

    @property
    def precision(self) -> np.ndarray: ...
    @property
    def chances(self) -> Mapping[str, Mapping[Hashable, np.ndarray]]: ...


class DrawnOrbit(Protocol):
    """What is drawn of an orbit (`bargain.replicator_orbit`)."""

    @property
    def x(self) -> np.ndarray: ...
    @property
    def y(self) -> np.ndarray: ...


def logit_path(path: DrawnPath, *, ax: Axes | None = None) -> Axes:
    """Draw the chances of actions along a path of logit equilibria.

    Parameters
    ----------
    path : LogitPath
    ax : Axes, optional

    Returns
    -------
    Axes

    Raises
    ------
    OptionError
        If there are more lines than can be told apart.

    Examples
    --------
    >>> import bargain as bg
    >>> game = bg.FiniteGame.from_payoffs([[2, 0], [0, 1]], [[1, 0], [0, 2]])
    >>> logit_path(bg.logit_path(game)).get_ylabel()
    'chance of the action'
    """
    # of two actions one line says everything
    lines = [
        (f"{p}: {a}", values)
        for p, own in path.chances.items()
        for a, values in (list(own.items())[:1] if len(own) == 2 else own.items())
    ]
    if len(lines) > _MOST_LINES:
        raise OptionError(f"{len(lines)} lines cannot be told apart", where="plot.logit_path",
                          fix="draw a smaller game: iterated_elimination")  # fmt: skip
    with drawing(ax) as axes:
        for k, (label, values) in enumerate(lines):
            axes.plot(path.precision, values, label=label, **line(k))
        top = float(path.precision.max()) or 1.0
        axes.set_xscale("symlog", linthresh=_LEAST * top)
        axes.set_xlim(0, top)
        axes.set_ylim(-0.02, 1.02)
        axes.set_xlabel(r"precision $\lambda$ (per unit of payoff)")
        axes.set_ylabel("chance of the action")
        axes.legend()
    return axes


def replicator(
    orbits: DrawnOrbit | Sequence[DrawnOrbit],
    *,
    labels: Sequence[str] = ("player 1, first action", "player 2, first action"),
    ax: Axes | None = None,
) -> Axes:
    """Draw orbits of the replicator dynamics of a 2×2 game, with their starts.

    Parameters
    ----------
    orbits : Orbit, or sequence of them
    labels : sequence of two str, optional
        What the two shares are.
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> import bargain as bg
    >>> pennies = bg.FiniteGame.from_payoffs([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    >>> replicator(bg.replicator_orbit(pennies, (0.3, 0.6), 10.0)).get_title()
    ''
    """
    several: Sequence[DrawnOrbit] = orbits if isinstance(orbits, Sequence) else [orbits]
    with drawing(ax, size=(4.6, 4.4)) as axes:
        for k, each in enumerate(several):
            look = line(k % _MOST_LINES)
            axes.plot(each.x, each.y, **look)
            axes.plot(each.x[:1], each.y[:1], marker="o", color=look["color"])
        axes.set_xlim(0, 1)
        axes.set_ylim(0, 1)
        axes.set_aspect("equal")
        axes.set_xlabel(f"share: {labels[0]}")
        axes.set_ylabel(f"share: {labels[1]}")
    return axes
