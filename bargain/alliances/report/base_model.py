"""The base model in the forms in which the statements ask about it.

Where a statement is about Nash bargaining, the first-order conditions of the Nash product are the
condition; cube roots are avoided by writing the security parameters as cubes, which loses nothing
(every positive number is a cube): s_P = a^3, s_C = b^3.
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from bargain.alliances.models import autonomy_security
from bargain.game.conditions import Condition, all_of, holds
from bargain.game.game import Game

__all__ = [
    "BETA",
    "Y_C",
    "Y_P",
    "A",
    "B",
    "Built",
    "H",
    "S",
    "base",
    "cubes",
    "interior",
    "nash_product",
]

BETA = sp.Symbol("beta", positive=True)
A, B, S, H = sp.symbols("a b s h", positive=True)
Y_P, Y_C = sp.symbols("y_P y_C")
Built = tuple[Any, Any]  # a game and a condition on its agreements


def base(**fixed: Any) -> Game:
    """The base model without entrapment and with equal weights 1, unless they are given."""
    return autonomy_security(entrapment=False, **({"w_P": 1, "w_C": 1} | fixed))


def cubes() -> Game:
    """The base model with s_P = a^3 and s_C = b^3."""
    return base().at({"s_P": A**3, "s_C": B**3})


def interior(game: Game) -> Condition:
    """Every variable lies strictly inside its box."""
    inside = [
        holds(relation)
        for v, (low, high) in game.box.items()
        for relation in (sp.Gt(v, low, evaluate=False), sp.Lt(v, high, evaluate=False))
    ]
    return all_of(*inside)


def nash_product(game: Game) -> Condition:
    """First-order conditions of the Nash product inside the box, with positive gains."""
    (_, first), (_, second) = game.gains().items()
    slopes = [
        sp.expand(sp.diff(first, v) * second + sp.diff(second, v) * first) for v in game.variables
    ]
    gains = [holds(sp.Gt(gain, 0, evaluate=False)) for gain in (first, second)]
    return all_of(*gains, *(holds(sp.Eq(slope, 0, evaluate=False)) for slope in slopes))
