r"""Trees as text and as TikZ pictures, and where their nodes stand in a drawing."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from bargain.game.tables.payoff_table import latex_text
from bargain.game.trees.tree_nodes import Chance, End, Move
from bargain.game.trees.tree_places import Place, TreeParts

__all__ = ["positions", "tree_as_text", "tree_as_tikz"]

_MOST_LINES = 400


def positions(game: TreeParts) -> list[tuple[float, int]]:
    """For each place where it stands: ends side by side, others above the middle of theirs."""
    across = [0.0] * len(game.places)
    leaves = 0
    for place in game.places:
        if not place.children:
            across[place.number] = float(leaves)
            leaves += 1
    for place in reversed(game.places):
        if place.children:
            below = [across[child] for _, child in place.children]
            across[place.number] = (min(below) + max(below)) / 2
    return [(across[p.number], len(p.history)) for p in game.places]


def tree_as_text(game: TreeParts) -> str:
    """One line per node, what follows a branch is indented."""
    if len(game.places) > _MOST_LINES:
        return f"{game!r} (too large to print)"
    return "\n".join(_lines(game))


def _lines(game: TreeParts) -> Iterator[str]:
    for place in game.places:
        label = ""
        if place.parent is not None:
            above = game.places[place.parent].node
            label = str(place.history[-1])
            if isinstance(above, Chance):
                label += f" [{above.probabilities[place.history[-1]]}]"
            label += ": "
        yield "  " * len(place.history) + label + _node(game, place)


def _node(game: TreeParts, place: Place) -> str:
    node = place.node
    if isinstance(node, End):
        return "(" + ", ".join(str(node.payoffs[p]) for p in game.players) + ")"
    if isinstance(node, Chance):
        return "chance"
    return f"{node.player} ({node.information})" if node.information else node.player


def tree_as_tikz(game: TreeParts, path: frozenset[int] = frozenset()) -> str:
    """The tree as a TikZ picture; branches that lead to places of `path` are thick."""
    at = positions(game)
    lines = [r"\begin{tikzpicture}[x=1.8cm,y=-1.6cm,font=\small]"]
    for place in game.places:
        x, y = at[place.number]
        node = place.node
        if isinstance(node, End):
            shown = ",\\ ".join(sp.latex(sp.sympify(node.payoffs[p])) for p in game.players)
            options, text = "below", f"$({shown})$"
        elif isinstance(node, Move):
            who = f"above:{{{latex_text(node.player)}}}"
            options, text = f"circle,fill,inner sep=1.5pt,label={who}", ""
        else:
            options, text = "circle,draw,inner sep=1.5pt", ""
        lines.append(rf"  \node[{options}] (n{place.number}) at ({x:g},{y}) {{{text}}};")
    for place in game.places:
        if place.parent is None:
            continue
        above = game.places[place.parent].node
        label = latex_text(str(place.history[-1]))
        if isinstance(above, Chance):
            label += rf" $({sp.latex(sp.sympify(above.probabilities[place.history[-1]]))})$"
        style = "very thick" if place.number in path else "thin"
        side = "node[midway,sloped,above]"
        lines.append(
            rf"  \draw[{style}] (n{place.parent}) -- (n{place.number}) {side} {{{label}}};"
        )
    for one in game.information_sets:
        for left, right in zip(one.places, one.places[1:], strict=False):
            lines.append(rf"  \draw[dashed] (n{left}) -- (n{right});")
    return "\n".join([*lines, r"\end{tikzpicture}"])
