"""Best replies of two players to each other; an equilibrium is where they meet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from bargain.errors import OptionError
from bargain.game.game import Game
from bargain.game.tables.finite_game import FiniteGame
from bargain.plot.payoff_points import Floats, evaluated, refuse_parameters
from bargain.plot.style import PALETTE, colour, dots, drawing, legend

if TYPE_CHECKING:
    import sympy as sp
    from matplotlib.axes import Axes

__all__ = ["best_replies"]

_SIDE = 401
_TIE = 1e-9  # of the range of a player's payoffs


def best_replies(
    game: Game | FiniteGame, solutions: object = (), *, ax: Axes | None = None
) -> Axes:
    r"""Draw what each of two players does best against each action of the other.

    .. math:: B_i(y_j) = \{ y_i : u_i(y_i, y_j) = \max_z u_i(z, y_j) \}.

    Parameters
    ----------
    game : Game or FiniteGame
        Of two players without parameters. A continuous game has one own action for each; terms are
        fixed (`Game.at`). Replies are the best of 401 values, all of them where several are equal.
    solutions : Equilibria, agreement, or sequence of agreements, optional
        Marked: what is at the values of the two actions, for instance `bargain.nash_equilibria`.
    ax : Axes, optional

    Returns
    -------
    Axes
        Of a table: its cells, with the payoffs and a frame around each best reply.

    Raises
    ------
    OptionError
        For more than two players, several own actions, terms that are not fixed, or parameters.

    Examples
    --------
    >>> import bargain as bg
    >>> import sympy as sp
    >>> x, y = sp.symbols("x y")
    >>> duopoly = bg.Game(
    ...     actions={"A": {x: (0, 1)}, "B": {y: (0, 1)}},
    ...     payoffs={"A": x*(1 - x - y), "B": y*(1 - x - y)},
    ... )
    >>> ax = best_replies(duopoly, bg.nash_equilibria(duopoly))
    >>> [float(c.round(3)) for c in ax.lines[-1].get_xydata()[0]]
    [0.333, 0.333]
    """
    refuse_parameters(game, "plot.best_replies")
    if len(game.players) != 2:
        raise OptionError(
            f"best replies are drawn of two players, not {len(game.players)}",
            where="plot.best_replies",
            fix="draw a game of two of them",
        )
    if isinstance(game, FiniteGame):
        return _table(game, ax)
    own = [tuple(game.actions[p]) for p in game.players]
    if game.terms or any(len(actions) != 1 for actions in own):
        raise OptionError(
            "each of the two players needs one own action, and terms a value",
            where="plot.best_replies: " + ", ".join(map(str, game.variables)),
            fix="fix terms with game.at({...})",
        )
    (x,), (y,) = own
    sides = [_side(game, v) for v in (x, y)]
    grid = dict(zip((x, y), np.meshgrid(*sides, indexing="ij"), strict=True))
    allowed = np.ones(grid[x].shape, dtype=bool)
    for constraint in game.constraints:
        difference = evaluated(game, constraint.lhs - constraint.rhs, grid)
        allowed &= (-1 if constraint.rel_op in (">", ">=") else 1) * difference <= _TIE
    with drawing(ax, size=(5.0, 4.2)) as ax:
        for n, player in enumerate(game.players):
            worth = np.where(allowed, evaluated(game, game.payoffs[player], grid), np.nan)
            rows, columns = np.nonzero(_best(worth, axis=n))
            look = dots(colour(n), ".", 3 if n == 0 else 5) | {"alpha": 0.9, "zorder": 2 - n}
            ax.plot(sides[0][rows], sides[1][columns], **look)
            ax.plot([], [], color=colour(n), linewidth=2 + n,
                    label=f"best reply of {player}")  # fmt: skip
        for n, point in enumerate(_agreements(solutions)):
            place = [[float(point[v])] for v in (x, y)]
            ax.plot(*place, **dots("black", "o", 9, hollow=True), zorder=4,
                    label="" if n else "solution")  # fmt: skip
        ax.set_xlabel(f"{x} of {game.players[0]}")
        ax.set_ylabel(f"{y} of {game.players[1]}")
        legend(ax, loc="upper left", bbox_to_anchor=(1.0, 1.0))
    return ax


def _side(game: Game, v: sp.Symbol) -> Floats:
    low, high = map(float, game.box[v])
    listed = game.choices.get(v)
    return np.array([float(c) for c in listed]) if listed else np.linspace(low, high, _SIDE)


def _best(worth: Floats, axis: int) -> Any:
    """Where a player's payoff is the largest along its own action."""
    with np.errstate(invalid="ignore"):
        filled = np.where(np.isfinite(worth), worth, -np.inf)
        top = filled.max(axis=axis, keepdims=True)
        spread = np.ptp(worth[np.isfinite(worth)]) if np.isfinite(worth).any() else 0.0
        return np.isfinite(worth) & (filled >= top - _TIE * spread)


def _agreements(solutions: object) -> list[Any]:
    found = getattr(solutions, "equilibria", None)
    if found is None:
        found = solutions if isinstance(solutions, (list, tuple)) else [solutions]
    return [getattr(s, "agreement", s) for s in found if getattr(s, "agreement", s) is not None]


def _table(game: FiniteGame, ax: Axes | None) -> Axes:
    rows, columns = (game.actions[p] for p in game.players)
    tables = [np.asarray(game.payoffs[p], dtype=object) for p in game.players]
    best = [_best(np.vectorize(float)(t).astype(float), axis=n) for n, t in enumerate(tables)]
    with drawing(ax, size=(1.6 + 1.1 * len(columns), 1.4 + 0.6 * len(rows))) as ax:
        from matplotlib.patches import Rectangle

        for i in range(len(rows)):
            for j in range(len(columns)):
                both = best[0][i, j] and best[1][i, j]
                ax.add_patch(Rectangle((j, i), 1, 1, edgecolor="black", linewidth=0.6,
                                       facecolor=PALETTE["sky"] if both else "white"))  # fmt: skip
                for n, left in enumerate((0.27, 0.73)):
                    frame = {"boxstyle": "round,pad=0.2", "fc": "white", "ec": colour(n)}
                    ax.text(j + left, i + 0.5, str(tables[n][i, j]), ha="center", va="center",
                            bbox=frame if best[n][i, j] else None)  # fmt: skip
        ax.set_xlim(0, len(columns))
        ax.set_ylim(len(rows), 0)
        ax.set_xticks(np.arange(len(columns)) + 0.5, list(map(str, columns)))
        ax.set_yticks(np.arange(len(rows)) + 0.5, list(map(str, rows)))
        ax.xaxis.tick_top()
        ax.xaxis.set_label_position("top")
        ax.tick_params(length=0)
        ax.grid(visible=False)
        for spine in ax.spines.values():
            spine.set_visible(False)
        ax.set_ylabel(f"{game.players[0]} (first payoff)")
        ax.set_xlabel(f"{game.players[1]} (second payoff)")
    return ax
