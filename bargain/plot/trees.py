"""Games in extensive form, drawn from the root down."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import TYPE_CHECKING

from bargain.arguments import of_type
from bargain.game.trees.extensive_game import ExtensiveGame
from bargain.game.trees.tree_nodes import Chance, End, Move
from bargain.game.trees.tree_text import positions
from bargain.plot.style import colour, drawing

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["tree"]

_BEHIND = {"boxstyle": "round,pad=0.1", "fc": "white", "ec": "none"}


def tree(extensive: ExtensiveGame, path: Iterable[int] = (), *, ax: Axes | None = None) -> Axes:
    """Draw a game in extensive form.

    Parameters
    ----------
    extensive : ExtensiveGame
    path : iterable of int
        Numbers of the places that are reached: the branches to them are drawn thick. An equilibrium
        of `bargain.subgame_perfect` has it as ``.path``.
    ax : Axes, optional

    Returns
    -------
    Axes

    Examples
    --------
    >>> import bargain as bg
    >>> game = bg.ExtensiveGame(bg.move("A", {"l": bg.end({"A": 1}), "r": bg.end({"A": 2})}))
    >>> ax = tree(game, path=(2,))
    >>> [line.get_linewidth() for line in ax.lines]
    [1.0, 3.0]
    """
    fix = "give a bg.ExtensiveGame"
    of_type(extensive, ExtensiveGame, "extensive", where="plot.tree", fix=fix)
    reached = frozenset(path)
    at = positions(extensive)
    with drawing(ax) as ax:
        for place in extensive.places:
            if place.parent is not None:
                (x, y), (u, v) = at[place.parent], at[place.number]
                thick = place.number in reached
                ax.plot([x, u], [-y, -v], color=colour(0) if thick else "0.5",
                        linewidth=3.0 if thick else 1.0, zorder=1)  # fmt: skip
                above, label = extensive.places[place.parent].node, str(place.history[-1])
                if isinstance(above, Chance):
                    label += f" [{above.probabilities[place.history[-1]]}]"
                ax.annotate(label, ((x + u) / 2, -(y + v) / 2), ha="center", va="center",
                            bbox=_BEHIND)  # fmt: skip
        for one in extensive.information_sets:
            for left, right in pairwise(one.places):
                (x, y), (u, v) = at[left], at[right]
                ax.plot([x, u], [-y, -v], linestyle=":", color="black", linewidth=1.0, zorder=1)
        for place in extensive.places:
            (x, y), node = at[place.number], place.node
            if isinstance(node, End):
                text = "\n".join(str(node.payoffs[p]) for p in extensive.players)
                ax.annotate(text, (x, -y), xytext=(0, -4), textcoords="offset points",
                            ha="center", va="top")  # fmt: skip
            else:
                face = "black" if isinstance(node, Move) else "white"
                ax.scatter([x], [-y], s=30, color=face, edgecolors="black", zorder=2)
                name = node.player if isinstance(node, Move) else "chance"
                ax.annotate(name, (x, -y), xytext=(0, 6), textcoords="offset points",
                            ha="center", fontweight="bold")  # fmt: skip
        ax.margins(0.12)
        ax.set_axis_off()
        if extensive.name:
            ax.set_title(extensive.name)
    return ax
