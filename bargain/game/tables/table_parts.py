"""What a finite game consists of, once it was made: read by all that show, store or export it."""

from __future__ import annotations

import numpy as np
import sympy as sp

from bargain.game.written import Action

__all__ = ["TableParts"]


class TableParts:
    """The parts of a `bargain.FiniteGame`, which alone makes them."""

    __slots__ = ("actions", "assumptions", "name", "parameters", "payoffs", "players", "shape")

    players: tuple[str, ...]
    actions: dict[str, tuple[Action, ...]]
    payoffs: dict[str, np.ndarray]
    assumptions: tuple[sp.Basic, ...]
    name: str
    shape: tuple[int, ...]
    parameters: tuple[sp.Symbol, ...]
