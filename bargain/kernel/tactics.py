"""Tactics and lemmas of Coq that files about games and relations begin with."""

from __future__ import annotations

from pathlib import Path

__all__ = ["RELATION", "SMOOTH"]


def _text(*names: str) -> str:
    folder = Path(__file__).parent
    return "".join((folder / f"{name}.v").read_text(encoding="utf-8") for name in names)


#: Signs, and what payoffs with quotients, roots, logarithms and exponentials need.
SMOOTH = _text("Signs", "Smooth")
#: Signs, and what relations between numbers need.
RELATION = _text("Signs", "Relation")
