r"""Two-level games: what each public tolerates (Putnam 1988).

An agreement is signed by governments and ratified by publics. A public accepts an imbalance up to a
factor: the client's cedes at most :math:`T_A` times what the partner cedes, the patron's accepts
that the partner receives at most :math:`T_S` times as much security (and the other way round);
:math:`T = e^{ε} \ge 1`. Since :math:`(y_C/y_P)(S_C/S_P) = D` at every agreement with positive
concessions of the linear model, ratification needs :math:`T_A T_S \ge D` (THEORY, statement 5).
"""

from __future__ import annotations

from typing import Any

import sympy as sp

from bargain.arguments import of_type
from bargain.errors import GameError
from bargain.game.conditions import Condition, all_of, holds, measure_of, positive
from bargain.game.game import Game

__all__ = ["ratified"]


def ratified(game: Game, autonomy: Any = None, security: Any = None) -> Condition:
    r"""Both publics accept both imbalances, and both allies cede something.

    Parameters
    ----------
    game : Game
        With the measures ``autonomy`` and ``security``.
    autonomy, security : number or symbol
        Tolerated factors :math:`T_A, T_S \ge 1`; by default the positive symbols ``T_A``, ``T_S``.

    Returns
    -------
    Condition

    References
    ----------
    Putnam, R. D. (1988), Diplomacy and domestic politics: the logic of two-level games,
    *International Organization* 42(3), 427-460.

    Examples
    --------
    >>> from bargain.game.models import autonomy_security
    >>> [c.name for c in ratified(autonomy_security(), 2, 3).simple()][0]
    'holds(y_C <= 2*y_P)'
    """
    factors = {
        "autonomy": sp.Symbol("T_A", positive=True) if autonomy is None else autonomy,
        "security": sp.Symbol("T_S", positive=True) if security is None else security,
    }
    of_type(game, Game, "game", fix="give a Game of two allies", where="ratified")
    if len(game.players) != 2:
        raise GameError(f"{len(game.players)} players; two allies have publics here")
    parts = []
    for measure, factor in factors.items():
        first, second = measure_of(game, measure).values()
        parts += [
            holds(sp.Le(second, factor * first, evaluate=False)),
            holds(sp.Le(first, factor * second, evaluate=False)),
        ]
    return all_of(*parts, positive("autonomy"))
