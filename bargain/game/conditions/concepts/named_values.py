"""Values of players and coalitions in the text of a condition: ``'A': 2, 'A' + 'B': v``."""

from __future__ import annotations

import re
from collections.abc import Mapping

import sympy as sp

from bargain.errors import OptionError
from bargain.game.expression import parse

__all__ = ["named_values", "quoted"]

_WORD = r"""(?:'[^']*'|"[^"]*")"""
_ENTRY = re.compile(rf"\s*(?P<names>{_WORD}(?:\s*\+\s*{_WORD})*)\s*:(?P<value>.*)", re.DOTALL)
_NAME = re.compile(r"""'([^']*)'|"([^"]*)\"""")


def quoted(name: str) -> str:
    """A name in quotation marks."""
    mark = '"' if "'" in name else "'"
    if mark in name:
        raise OptionError(f"{name!r} cannot be written in a condition", fix="use one kind of quote")
    return f"{mark}{name}{mark}"


def named_values(
    text: str, symbols: Mapping[str, sp.Symbol]
) -> dict[tuple[str, ...], sp.Expr] | None:
    """What ``'A' + 'B': value, …`` says."""
    found: dict[tuple[str, ...], sp.Expr] = {}
    for part in re.split(r""",\s*(?=['"])""", text):
        entry = _ENTRY.fullmatch(part)
        if entry is None:
            return None
        names = tuple(a or b for a, b in _NAME.findall(entry["names"]))
        if names in found:
            return None
        found[names] = parse(entry["value"].strip(), symbols)
    return found
