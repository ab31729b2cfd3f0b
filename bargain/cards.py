r"""How results are shown in notebooks: a card in HTML, and their formulas in LaTeX.

A card is made from the summary, so that both say the same: its first line is the status and the
claim, and a line "label: value" is a row. Formulas in texts are set with the signs of mathematics
(:math:`s_P \ge x^2`); nothing is loaded, and colour is never the only difference.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from fractions import Fraction

import sympy as sp

__all__ = ["html_card", "is_status", "latex_card", "typeset"]

_NO, _YES = "#B84A00;color:#FFF", "#0072B2;color:#FFF"
_MIXED, _OPEN = "#F0E442;color:#000", "#666;color:#FFF"
#: Fill and ink of each status.
_INKS = {
    "never": _NO, "refuted": _NO, "fails": _NO,
    "always": _YES, "proved": _YES, "holds": _YES, "exact": _YES,
    "sometimes": _MIXED, "unknown": _OPEN, "partial": _OPEN,
}  # fmt: skip
_LABEL = re.compile(r"\s*([A-Za-z][\w' -]{0,24}): (.*)", re.DOTALL)
_LETTERS = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho "
    "final-sigma sigma tau upsilon phi chi psi omega"
)
_GREEK = {name: chr(ord("α") + n) for n, name in enumerate(_LETTERS.split()) if "-" not in name}
_SIGNS = {"&lt;=": "≤", "&gt;=": "≥", "!=": "≠"}
_WORD = re.compile(r"(?<![\w.])([A-Za-z]|" + "|".join(_GREEK) + r")(?:_(\w{1,3}))?(?![\w(])")
_POWER = re.compile(r"\*\*(\w+|\(-?[\w/ ]+\))")
_STYLE = (
    "border:1px solid #999;border-left:6px solid {edge};border-radius:4px;padding:.6em .8em;"
    "margin:.3em 0;max-width:60em;font-size:.95em;line-height:1.45"
)
_BADGE = "background:{fill};padding:.1em .5em;border-radius:3px;font-weight:bold"
_CELL = "text-align:left;vertical-align:top;padding:.1em .9em .1em 0;white-space:pre-wrap"


_FAINT = "font-weight:normal;opacity:.7"
_TABLE = "border:0;background:none;margin:.4em 0 0"


def typeset(text: str) -> str:
    """A text as HTML, with the formulas in it set with the signs of mathematics.

    Examples
    --------
    >>> typeset("always: s_P**2 >= 2*beta")
    'always: <i>s</i><sub>P</sub><sup>2</sup> ≥ 2·<i>β</i>'
    """
    shown = html.escape(text, quote=False)
    for written, sign in _SIGNS.items():
        shown = shown.replace(written, sign)
    shown = _POWER.sub(lambda m: f"<sup>{m[1].strip('()')}</sup>", shown)
    shown = re.sub(r"(?<=[\w)>])\*(?=[\w(])", "·", shown)
    return _WORD.sub(_symbol, shown)


def _symbol(found: re.Match[str]) -> str:
    """A letter, perhaps with an index; words of one letter stay as they are."""
    name, index = found[1], found[2]
    if index is None and (name.isupper() or name == "a"):
        return found[0]  # players, and the article
    letter = f"<i>{_GREEK.get(name, name)}</i>"
    return letter if index is None else f"{letter}<sub>{index}</sub>"


def is_status(word: str) -> bool:
    """Whether a word in front of a summary is a status."""
    return word in _INKS


def html_card(kind: str, status: str, summary: str, notes: Mapping[str, str]) -> str:
    """A result as a card.

    Parameters
    ----------
    kind : str
        What it is: the class of the result.
    status : str
        The word in front of the summary, where it is a status.
    summary : str
        What the result says of itself.
    notes : mapping of label to str
        More rows.
    """
    first, *rest = summary.splitlines()
    claim = first.removeprefix(f"{status}: ") if status else first
    fill = _INKS.get(status, _OPEN)
    edge = fill.partition(";")[0]
    badge = (
        f'<span style="{_BADGE.format(fill=fill)}">{html.escape(status)}</span> ' if status else ""
    )
    rows = "".join(_rows(rest)) + "".join(_row(k, [v]) for k, v in notes.items())
    table = (
        f'<table style="border:0;background:none;margin:.4em 0 0">{rows}</table>' if rows else ""
    )
    head = f'{badge}<span style="opacity:.7">{html.escape(kind)}</span>'
    return (
        f'<div class="bargain-card" style="{_STYLE.format(edge=edge)}"><div>{head}</div>'
        f'<div style="margin-top:.4em">{typeset(claim)}</div>{table}</div>'
    )


def _rows(lines: Iterable[str]) -> Iterable[str]:
    """A row for each label; lines without one go on over both columns."""
    label, values = "", list[str]()
    for line in lines:
        found = _LABEL.fullmatch(line)
        name, value = (found[1], found[2]) if found else ("", line.removeprefix("  "))
        if values and name != label:
            yield _row(label, values)
            values = []
        label = name
        values.append(value)
    if values:
        yield _row(label, values)


def _row(label: str, values: Iterable[str]) -> str:
    shown = "<br>".join(map(typeset, values))
    if not label:
        return f'<tr style="background:none"><td colspan="2" style="{_CELL}">{shown}</td></tr>'
    head = (
        f'<th scope="row" style="{_CELL};font-weight:normal;opacity:.7">{html.escape(label)}</th>'
    )
    return f'<tr style="background:none">{head}<td style="{_CELL}">{shown}</td></tr>'


def latex_card(status: str, fields: Mapping[str, object]) -> str | None:
    r"""The formulas of a result as one display; None if it has none.

    Examples
    --------
    >>> x = sp.Symbol("x_P")
    >>> print(latex_card("always", {"witness": {x: Fraction(1, 2)}, "seconds": 0.1}))
    $$\begin{array}{ll}
    \textbf{always} & \\
    \text{witness} & x_{P} = \frac{1}{2}
    \end{array}$$
    """
    shown = {name: formula for name, v in fields.items() if (formula := _formula(v))}
    if not shown:
        return None
    rows = [rf"\textbf{{{_plain(status)}}} & "] if status else []
    rows += [rf"\text{{{_plain(name)}}} & {formula}" for name, formula in shown.items()]
    body = " \\\\\n".join(rows)
    return f"$$\\begin{{array}}{{ll}}\n{body}\n\\end{{array}}$$"


def _plain(text: str) -> str:
    return re.sub(r"[_&%#$]", " ", text)


def _formula(value: object) -> str:
    """An expression, a relation, or values by symbol, as LaTeX; nothing for other things."""
    if isinstance(value, Mapping):
        parts = {k: _formula(v) or _number(v) for k, v in value.items()}
        if not parts or not all(isinstance(k, (sp.Symbol, str)) and v for k, v in parts.items()):
            return ""
        named = {k if isinstance(k, sp.Symbol) else sp.Symbol(k): v for k, v in parts.items()}
        return r",\; ".join(f"{sp.latex(k)} = {v}" for k, v in named.items())
    if isinstance(value, (tuple, list)):
        return r",\; ".join(map(_formula, value)) if value and all(map(_formula, value)) else ""
    return sp.latex(value) if isinstance(value, sp.Basic) else ""


def _number(value: object) -> str:
    if isinstance(value, Fraction):
        return str(sp.latex(sp.Rational(value.numerator, value.denominator)))
    if isinstance(value, str):  # an exact number, or words
        try:
            return _number(Fraction(value))
        except (ValueError, ZeroDivisionError):
            return rf"\text{{{_plain(value)}}}"
    return f"{value:.6g}" if isinstance(value, (int, float)) else ""
