"""How a continuous game is shown: plain text, LaTeX and HTML."""

from __future__ import annotations

from html import escape

import sympy as sp

from bargain.game.game_parts import GameParts
from bargain.game.tables.payoff_table import latex_text

__all__ = ["html", "latex", "text"]


def text(game: GameParts) -> str:
    """The game as a page of text, one line per player, variable and assumption."""
    lines = [game.name or "Bargaining game"]

    def meaning(symbol: sp.Symbol) -> str:
        found = game.meanings.get(symbol.name)
        return f"   {found}" if found else ""

    for player in game.players:
        own = ", ".join(_place(game, v) for v in game.actions[player])
        lines.append(f"  {player}: chooses {own or 'nothing'}")
        lines.append(f"    payoff {game.payoffs[player]}")
        lines.append(f"    without agreement {game.disagreement[player]}")
    lines += [f"  settled jointly: {_place(game, term)}" for term in game.terms]
    lines += [f"  feasible only if {constraint}" for constraint in game.constraints]
    for name, per_player in game.measures.items():
        shown = ", ".join(f"{player} {e}" for player, e in per_player.items())
        lines.append(f"  measure {name}: {shown}")
    if game.parameters:
        lines.append("  parameters: " + ", ".join(map(str, game.parameters)))
    lines += [f"    assumed: {relation}" for relation in game.parameter_relations]
    symbols = (*game.variables, *game.parameters)
    lines += [f"    {s}:{meaning(s)}" for s in symbols if meaning(s)]
    return "\n".join(lines)


def _place(game: GameParts, v: sp.Symbol, inside: str = "in") -> str:
    """Where a variable lies: its box, or its values."""
    low, high = game.box[v]
    listed = ", ".join(map(str, game.choices.get(v, ())))
    return f"{v} {inside} {{{listed}}}" if listed else f"{v} {inside} [{low}, {high}]"


def latex(game: GameParts) -> str:
    """The payoffs, boxes and assumptions as one aligned display."""
    rows = [
        rf"u_{{{latex_text(player)}}} &= {sp.latex(game.payoffs[player])}"
        for player in game.players
    ]
    boxes = [
        rf"{sp.latex(v)} \in \{{{', '.join(map(sp.latex, game.choices[v]))}\}}"
        if v in game.choices
        else rf"{sp.latex(v)} \in [{sp.latex(low)}, {sp.latex(high)}]"
        for v, (low, high) in game.box.items()
    ]
    rows.append(r"& " + r",\; ".join(boxes))
    if game.constraints:
        rows.append(r"& " + r",\; ".join(map(sp.latex, game.constraints)))
    if game.parameter_relations:
        rows.append(r"& " + r",\; ".join(map(sp.latex, game.parameter_relations)))
    body = " \\\\\n".join(rows)
    return f"$$\\begin{{aligned}}\n{body}\n\\end{{aligned}}$$"


def html(game: GameParts) -> str:
    """A table with one row per player."""
    rows = []
    for player in game.players:
        own = ", ".join(_place(game, v, "∈") for v in game.actions[player])
        cells = (player, own, f"{game.payoffs[player]}", f"{game.disagreement[player]}")
        rows.append("<tr>" + "".join(f"<td>{escape(c)}</td>" for c in cells) + "</tr>")
    terms = ", ".join(_place(game, t, "∈") for t in game.terms)
    notes = [f"Settled jointly: {terms}"] if terms else []
    if game.constraints:
        notes.append("Feasible only if: " + "; ".join(map(str, game.constraints)))
    if game.parameters:
        notes.append("Parameters: " + ", ".join(map(str, game.parameters)))
    if game.parameter_relations:
        notes.append("Assumed: " + "; ".join(map(str, game.parameter_relations)))
    head = "".join(f"<th>{h}</th>" for h in ("player", "chooses", "payoff", "no agreement"))
    caption = f"<caption>{escape(game.name)}</caption>" if game.name else ""
    paragraphs = "".join(f"<p>{escape(note)}</p>" for note in notes)
    return f"<table>{caption}<tr>{head}</tr>{''.join(rows)}</table>{paragraphs}"
