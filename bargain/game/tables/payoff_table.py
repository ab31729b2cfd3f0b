"""Payoff tables of finite games as text, HTML and LaTeX.

The first player chooses the row, the second the column, and a cell lists the payoffs in player
order. With three or more players there is one table for each choice of the others.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from fractions import Fraction
from itertools import product

from bargain.game.tables.table_parts import TableParts
from bargain.game.written import Action, Exact

__all__ = ["html_table", "latex_table", "latex_text", "text_table"]

_MOST_CELLS = 2500


def _slices(game: TableParts) -> Iterator[tuple[str, list[list[tuple[Action, ...]]]]]:
    """Yield (title, rows of payoff tuples) for every choice of players three and up."""
    if len(game.players) == 1:
        yield "", [[(u,)] for u in game.payoffs[game.players[0]]]
        return
    rows, columns, *rest = game.shape
    others = game.players[2:]
    for tail in product(*(range(k) for k in rest)):
        title = ", ".join(f"{p}: {game.actions[p][k]}" for p, k in zip(others, tail, strict=True))
        cells = [
            [tuple(game.payoffs[p][(i, j, *tail)] for p in game.players) for j in range(columns)]
            for i in range(rows)
        ]
        yield title, cells


def _sides(game: TableParts) -> tuple[str, str, tuple[Action, ...], tuple[Action, ...]]:
    """Who chooses rows and columns, and their labels; a lone player has one column."""
    first, *others = game.players
    if not others:
        return first, "", game.actions[first], ("payoff",)
    return first, others[0], game.actions[first], game.actions[others[0]]


def _too_large(game: TableParts) -> bool:
    size = 1
    for k in game.shape:
        size *= k
    return size > _MOST_CELLS


def text_table(game: TableParts) -> str:
    """Return the game as labelled plain text."""
    if _too_large(game):
        return f"{game!r} (too large to print)"
    row_player, column_player, row_actions, column_actions = _sides(game)
    corner = f"{row_player} \\ {column_player}" if column_player else row_player
    row_labels = [str(a) for a in row_actions]
    column_labels = [str(a) for a in column_actions]
    blocks = [game.name] if game.name else []
    for title, cells in _slices(game):
        texts = [[", ".join(map(str, cell)) for cell in row] for row in cells]
        widths = [
            max(len(label), *(len(row[j]) for row in texts))
            for j, label in enumerate(column_labels)
        ]
        first = max(len(corner), *map(len, row_labels))
        head = "  ".join(label.rjust(w) for label, w in zip(column_labels, widths, strict=True))
        lines = [f"[{title}]"] if title else []
        lines.append(f"{corner.ljust(first)} | {head}")
        lines.append("-" * (first + 1) + "+" + "-" * (len(head) + 1))
        for label, row in zip(row_labels, texts, strict=True):
            body = "  ".join(text.rjust(w) for text, w in zip(row, widths, strict=True))
            lines.append(f"{label.ljust(first)} | {body}")
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def html_table(game: TableParts) -> str:
    """Return the game as an HTML table for notebooks."""
    if _too_large(game):
        return f"<p>{html.escape(repr(game))}</p>"
    row_player, column_player, row_actions, column_actions = _sides(game)
    out = [f"<p><b>{html.escape(game.name)}</b></p>"] if game.name else []
    for title, cells in _slices(game):
        caption = f"<caption>{html.escape(title)}</caption>" if title else ""
        head = "".join(f"<th>{html.escape(str(a))}</th>" for a in column_actions)
        corner = html.escape(f"{row_player} \\ {column_player}")
        body = "".join(
            f"<tr><th>{html.escape(str(label))}</th>"
            + "".join(f"<td>{html.escape(', '.join(map(str, cell)))}</td>" for cell in row)
            + "</tr>"
            for label, row in zip(row_actions, cells, strict=True)
        )
        out.append(f"<table>{caption}<tr><th>{corner}</th>{head}</tr>{body}</table>")
    return "".join(out)


def latex_table(game: TableParts) -> str:
    """Return the game as a LaTeX array, in display mathematics."""
    if _too_large(game):
        return latex_text(repr(game))
    _, _, rows, columns = _sides(game)
    out = []
    for title, cells in _slices(game):
        head = " & ".join(latex_text(str(a)) for a in columns)
        lines = [
            " & ".join([latex_text(str(label)), *(", ".join(map(_latex, c)) for c in row)])
            for label, row in zip(rows, cells, strict=True)
        ]
        caption = latex_text(title) + r":\ " if title else ""
        layout = "r|" + "c" * len(columns)
        out.append(
            caption
            + rf"\begin{{array}}{{{layout}}} & {head} \\ \hline "
            + r" \\ ".join(lines)
            + r" \end{array}"
        )
    return "$$" + r" \qquad ".join(out) + "$$"


def _latex(entry: Exact) -> str:
    if isinstance(entry, Fraction):
        if entry.denominator == 1:
            return str(entry.numerator)
        sign = "-" if entry < 0 else ""
        return rf"{sign}\tfrac{{{abs(entry.numerator)}}}{{{entry.denominator}}}"
    import sympy as sp

    return str(sp.latex(entry))


def latex_text(text: str) -> str:
    """A name as LaTeX text, its special characters escaped."""
    for plain, escaped in (
        ("\\", r"\textbackslash "),
        ("_", r"\_"),
        ("&", r"\&"),
        ("%", r"\%"),
        ("#", r"\#"),
        ("$", r"\$"),
        ("{", r"\{"),
        ("}", r"\}"),
    ):
        text = text.replace(plain, escaped)
    return rf"\text{{{text}}}"
