"""An agreement whose actions are known to lie between two numbers each, or exactly."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import sympy as sp

from bargain.exact import to_fraction, to_sympy
from bargain.game.game import Game
from bargain.solve.agreement import Agreement

__all__ = ["enclosed", "exactly"]


def enclosed(game: Game, box: Mapping[sp.Symbol, tuple[Fraction, Fraction]]) -> Agreement:
    """The agreement in a box: exact where the box is a point, else its middle in floats.

    Examples
    --------
    >>> x = sp.Symbol("x")
    >>> pie = Game({"A": {}, "B": {}}, {"A": x, "B": 1 - x}, terms={x: (0, 1)})
    >>> enclosed(pie, {x: (Fraction(1, 3), Fraction(1, 3))})
    <Agreement x=1/3 (exact)>
    """
    exact = all(low == high for low, high in box.values())
    middle = {v: (low + high) / 2 for v, (low, high) in box.items()}
    values = {v: to_sympy(m if exact else float(m)) for v, m in middle.items()}
    payoffs = {p: u.subs(values) for p, u in game.payoffs.items()}
    gains = {p: g.subs(values) for p, g in game.gains().items()}
    if exact:
        return Agreement(values=values, payoffs=payoffs, gains=gains, residual=0.0,
                         arithmetic="exact", box=dict(box))  # fmt: skip
    return Agreement(
        values={v: float(x) for v, x in values.items()},
        payoffs={p: float(u) for p, u in payoffs.items()},
        gains={p: float(g) for p, g in gains.items()}, arithmetic="interval", box=dict(box),
    )  # fmt: skip


def exactly(game: Game, values: Mapping[sp.Symbol, sp.Expr]) -> Agreement:
    """The agreement of rational actions."""
    return enclosed(game, {v: (to_fraction(x),) * 2 for v, x in values.items()})
