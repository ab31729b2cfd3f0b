"""Payoffs of two or three players: what is feasible, the frontier, solutions on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from bargain.errors import OptionError
from bargain.game.game import Game
from bargain.game.tables.finite_game import FiniteGame
from bargain.plot.payoff_points import Floats, marked, payoffs_of, refuse_parameters, undominated
from bargain.plot.style import MARKERS, colour, dots, drawing, legend

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["frontier", "triangle"]

_MOST_DOTS = 6000
_FLAT = 1e-6


def frontier(
    game: Game | FiniteGame,
    solutions: object = (),
    *,
    players: Sequence[str] | None = None,
    ax: Axes | None = None,
) -> Axes:
    r"""Draw the payoffs of two players: feasible ones, the Pareto frontier, and solutions.

    The frontier is :math:`\{u(y) : \text{no } z \text{ has } u(z) \ge u(y),\ u(z) \ne u(y)\}`,
    here of sampled agreements (`bargain.plot.payoff_points`); of a table all pure profiles.

    Parameters
    ----------
    game : Game or FiniteGame
        Without parameters.
    solutions : result, sequence of results, or mapping of name to result, optional
        Of solvers; agreements; or payoffs by player. What has no agreement is not drawn.
    players : pair of str, optional
        Which two, where the game has more. The frontier is that of these two.
    ax : Axes, optional

    Returns
    -------
    Axes
        In each player's own payoff unit.

    Raises
    ------
    OptionError
        For a game with parameters, or one of more than two players without `players`.

    Examples
    --------
    >>> import bargain as bg
    >>> import sympy as sp
    >>> x = sp.Symbol("x")
    >>> pie = bg.Game(actions={"A": {}, "B": {}}, terms={x: (0, 1)}, payoffs={"A": x, "B": 1 - x})
    >>> ax = frontier(pie, solutions=[bg.nash_bargaining(pie)])
    >>> ax.get_xlabel(), [text.get_text() for text in ax.get_legend().get_texts()][-1]
    ('payoff of A', 'nash_bargaining')
    """
    refuse_parameters(game, "plot.frontier")
    pair = tuple(game.players if players is None else players)
    if len(pair) != 2 or not set(pair) <= set(game.players):
        raise OptionError(
            f"two players are drawn, not {len(pair)}",
            where=f"plot.frontier, players = {pair}",
            fix=f"give players=: two of {', '.join(game.players)}",
        )
    cloud = payoffs_of(game, pair)
    edge = cloud[undominated(cloud)]
    finite = isinstance(game, FiniteGame)
    with drawing(ax, size=(5.2, 4.2)) as ax:
        shown = _some(cloud)
        ax.plot(*shown.T, **dots("#BBBBBB", ".", 9 if finite else 2), zorder=1, rasterized=True,
                label="pure profiles" if finite else "feasible (sampled)")  # fmt: skip
        ax.plot(*edge.T, color="black", linestyle="none" if finite else "-", zorder=2,
                marker="o" if finite else "",
                label="Pareto frontier" + ("" if finite else " (sampled)"))  # fmt: skip
        outside = dict(game.disagreement) if game.disagreement else {}
        if set(pair) <= set(outside):
            at = [float(outside[p]) for p in pair]
            ax.plot(*([c] for c in at), **dots("black", "s", 6), zorder=3, label="no agreement")
            ax.axvline(at[0], color="#888888", linewidth=0.8, linestyle=":", zorder=0)
            ax.axhline(at[1], color="#888888", linewidth=0.8, linestyle=":", zorder=0)
        for n, (name, payoffs) in enumerate(marked(solutions, "plot.frontier")):
            place = [float(payoffs[p]) for p in pair]
            look = dots(colour(n), MARKERS[n % len(MARKERS)], 8, hollow=n >= len(MARKERS))
            ax.plot(*([c] for c in place), **look, zorder=4, label=name)
        ax.set_xlabel(f"payoff of {pair[0]}")
        ax.set_ylabel(f"payoff of {pair[1]}")
        legend(ax, loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return ax


def _some(cloud: Floats) -> Floats:
    """As many of the points as a figure needs, without a pattern."""
    if len(cloud) <= _MOST_DOTS:
        return cloud
    return cloud[np.random.default_rng(0).choice(len(cloud), _MOST_DOTS, replace=False)]


def triangle(game: Game | FiniteGame, solutions: object = (), *, ax: Axes | None = None) -> Axes:
    r"""Draw how three players share their total payoff: a triangle, one corner for each player.

    A point stands for the shares :math:`u_i / \sum_j u_j`; at a corner that player has everything.

    Parameters
    ----------
    game : Game or FiniteGame
        Of three players, without parameters.
    solutions : result, sequence of results, or mapping of name to result, optional
        As for `frontier`.
    ax : Axes, optional

    Returns
    -------
    Axes
        Dotted lines are outside options, where the total is the same everywhere.

    Raises
    ------
    OptionError
        If there are not three players, or a drawn payoff is negative: then there are no shares.

    Examples
    --------
    >>> import bargain as bg
    >>> import sympy as sp
    >>> x, y = sp.symbols("x y")
    >>> pie = bg.Game(
    ...     actions={"A": {}, "B": {}, "C": {}}, terms={x: (0, 1), y: (0, 1)},
    ...     payoffs={"A": x, "B": y, "C": 1 - x - y}, constraints=[x + y <= 1],
    ... )
    >>> ax = triangle(pie, {"equal": {"A": 1, "B": 1, "C": 1}})
    >>> [round(float(c), 3) for c in ax.lines[-1].get_xydata()[0]]
    [0.5, 0.289]
    """
    refuse_parameters(game, "plot.triangle")
    players = tuple(game.players)
    if len(players) != 3:
        raise OptionError(
            f"a triangle is of three players, not {len(players)}",
            where="plot.triangle",
            fix="plot.frontier draws two",
        )
    cloud = payoffs_of(game, players)
    cloud = cloud[(cloud >= -_FLAT).all(axis=1) & (cloud.sum(axis=1) > _FLAT)]
    with drawing(ax, size=(5.6, 4.2)) as ax:
        height = 3**0.5 / 2
        corners = np.array([[0, 0], [1, 0], [0.5, height]])
        ax.fill(*corners.T, facecolor="none", edgecolor="black", linewidth=1.2, zorder=2)
        shown = _some(cloud)
        where = (shown / shown.sum(axis=1, keepdims=True)) @ corners
        told = "feasible (sampled)" if isinstance(game, Game) else "pure profiles"
        ax.plot(*where.T, **dots("#CCCCCC", ".", 2), zorder=1, rasterized=True, label=told)
        for spot, player, place in zip(corners, players, ("right", "left", "center"), strict=True):
            lift = 0.05 if spot[1] else -0.05
            ax.text(spot[0], spot[1] + lift, player, ha=place, va="center")
        totals = cloud.sum(axis=1)
        outside = dict(game.disagreement) if game.disagreement else {}
        if len(totals) and np.ptp(totals) < _FLAT * totals.max() and outside:
            for n, player in enumerate(players):
                share = float(outside[player]) / totals[0]
                if 0 < share < 1:
                    others = [m for m in range(3) if m != n]
                    ends = [share * corners[n] + (1 - share) * corners[m] for m in others]
                    ax.plot(*np.transpose(ends), color="#666666", linestyle=":", zorder=2)
        for n, (name, payoffs) in enumerate(marked(solutions, "plot.triangle")):
            values = np.array([float(payoffs[p]) for p in players])
            if (values < -_FLAT).any() or values.sum() <= 0:
                raise OptionError(
                    f"{name} has a negative payoff, so there are no shares",
                    where="plot.triangle",
                    fix="measure payoffs from the worst outcome",
                )
            look = dots(colour(n), MARKERS[n % len(MARKERS)], 8)
            ax.plot(*([c] for c in values / values.sum() @ corners), **look, zorder=4, label=name)
        ax.set_aspect("equal")
        ax.set_axis_off()
        legend(ax, loc="upper left", bbox_to_anchor=(0.9, 1.0))
    return ax
