"""A choice as HTML and as Python: the rows of solutions, the answers, the page around them."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import sympy as sp

from bargain.cards import typeset
from bargain.explorer.drawings import mark
from bargain.explorer.explored import Explored, Shown
from bargain.game.expression import to_text
from bargain.game.tables.finite_game import FiniteGame
from bargain.result import Result

__all__ = ["answer_card", "as_python", "page", "rows_table"]

_HERE = Path(__file__).parent


def rows_table(explored: Explored, rows: Sequence[Shown], link: Callable[[Shown], str]) -> str:
    """The solutions as a table: for each what its numbers rest on.

    Parameters
    ----------
    explored : Explored
    rows : sequence of Shown
    link : callable
        The address of a row's certificate, or nothing.
    """
    game = explored.game
    table = isinstance(game, FiniteGame)
    names = list(game.players if isinstance(game, FiniteGame) else map(str, game.variables))
    head = ["solution, and what it rests on", *(f"{n} plays" if table else n for n in names),
            *(f"payoff of {p}" for p in explored.game.players)]  # fmt: skip
    body = []
    for row in rows:
        name = row.solution.replace("_", " ")
        numbers = [row.values.get(n, "") for n in names]
        numbers += [row.payoffs.get(p, "") for p in explored.game.players]
        saved = link(row)
        basis = f'<b class="{row.basis}">{row.basis}</b>: {html.escape(row.said)}'
        if saved:
            basis += f' <a href="{saved}" download>certificate</a>'
        cells = "".join(f"<td>{_shown(x)}</td>" for x in numbers)
        body.append(f'<tr><th scope="row">{mark(row.solution)} {html.escape(name)}<br>'
                    f"<small>{basis}</small></th>{cells}</tr>")  # fmt: skip
    heads = "".join(f'<th scope="col">{typeset(h)}</th>' for h in head)
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{''.join(body)}</tbody></table>"


def _shown(value: str | float) -> str:
    return html.escape(value if isinstance(value, str) else f"{value:.6g}")


def answer_card(answer: Result | str, saved: str) -> str:
    """A verdict as its card, with its certificate; or why there is none."""
    if isinstance(answer, str):
        return f"<p>{html.escape(answer)}</p>"
    link = f'<p><a href="{saved}" download>download the certificate</a></p>' if saved else ""
    return answer._repr_html_() + link


def as_python(
    explored: Explored, values: Mapping[sp.Symbol, Fraction], rows: Sequence[Shown]
) -> str:
    """The same questions as a script: what the page shows, asked by hand.

    Solvers that do not take the game, by what the rows say, stand there as a comment.
    """
    own = {str(s): str(x) for s, x in values.items() if s in explored.game.parameters}
    where = [to_text(r) for r in explored.beside(values)]
    lines = ["import bargain as bg", ""]
    if isinstance(explored.game, FiniteGame):
        here = explored.game.at(own)
        lines += [f"here = bg.FiniteGame.from_nfg({_quoted(here.to_nfg())})  # at {own}"]
    else:
        lines += [f"game = bg.Game.from_toml({_quoted(explored.game.to_toml())})",
                  f"here = game.at({own!r})"]  # fmt: skip
    lines += [
        f"verdict = bg.decide(here, {explored.condition.name!r}, where={where!r})",
        "print(verdict.summary())",
    ]
    for name in dict.fromkeys(row.solution.partition(" ")[0] for row in rows):
        refused = [r.said for r in rows if r.solution == name and r.basis == "refused"]
        lines += [f"# bg.{name}: {' '.join(said.split())}" for said in refused] or [
            f"print(bg.{name}(here).summary())"
        ]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A text as Python that reads back to it, over several lines where that is possible."""
    plain = "'''" not in text and "\\" not in text and not text.endswith("'")
    return f"'''\\\n{text}'''" if plain else repr(text)


def page(explored: Explored) -> str:
    """The page: sliders with what they say of themselves, and places for what is shown."""
    script = (_HERE / "page.js").read_text(encoding="utf-8")
    own = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    game = explored.game
    title = getattr(game, "name", "") or f"A game of {', '.join(game.players)}"
    parts = {
        "HASH": own,
        "SCRIPT": script,
        "TITLE": html.escape(title),
        "QUESTION": html.escape(explored.condition.said or explored.condition.name),
        "REGION": "; ".join(html.escape(str(r)) for r in explored.relations) or "no restriction",
        "SLIDERS": "".join(_slider(explored, n) for n in range(len(explored.sliders)))
        or "<p>This game has no parameters: there is nothing to move.</p>",
        "PAIRS": _select("pair", "players", [f"{a}, {b}" for a, b in explored.pairs]),
        "PLANES": _planes(explored),
    }
    template = (_HERE / "page.html").read_text(encoding="utf-8")
    return re.sub("@([A-Z]+)@", lambda found: parts[found[1]], template)


def _slider(explored: Explored, n: int) -> str:
    slider = explored.sliders[n]
    name, start = str(slider.symbol), explored.start[n]
    told = getattr(explored.game, "meanings", {}).get(name, "")
    told = "; ".join(filter(None, (told, slider.chosen)))
    ticks = " ".join(slider.ticks)
    return (
        f'<div class="slider"><label for="v{n}">{typeset(name)}</label>'
        f'<input type="range" id="r{n}" min="0" max="{len(slider.ticks) - 1}" step="1" '
        f'value="{slider.ticks.index(start)}" data-ticks="{ticks}" aria-label="{html.escape(name)}"'
        f' aria-valuetext="{start}">'
        f'<input type="text" id="v{n}" value="{start}" inputmode="decimal" autocomplete="off">'
        f"<small>{html.escape(told)}</small></div>"
    )


def _select(name: str, label: str, options: Sequence[str], chosen: int = 0) -> str:
    """A choice, where there is one."""
    hidden = " hidden" if len(options) < 2 else ""
    items = "".join(f'<option value="{n}"{" selected" if n == chosen else ""}>{html.escape(o)}'
                    "</option>" for n, o in enumerate(options))  # fmt: skip
    return f'<label{hidden}>{label} <select id="{name}">{items}</select></label> '


def _planes(explored: Explored) -> str:
    names = [str(s.symbol) for s in explored.sliders]
    last = max(0, len(names) - 1)
    if len(names) < 3:
        return (f'<input type="hidden" id="across" value="0"><input type="hidden" id="up" '
                f'value="{last}">')  # fmt: skip
    return _select("across", "across", names, last - 1) + _select("up", "up", names, last)
