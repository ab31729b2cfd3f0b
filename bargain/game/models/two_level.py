r"""Two-level games: what each public tolerates (Putnam 1988).

An agreement is signed by governments and ratified by publics. A public accepts an imbalance up to a
factor: the client's cedes at most :math:`T_A` times what the partner cedes, the patron's accepts
that the partner receives at most :math:`T_S` times as much security (and the other way round);
:math:`T = e^{ε} \ge 1`, so that both issues are `balanced` with the tolerance :math:`ε = \log T`.
Since :math:`(y_C/y_P)(S_C/S_P) = D` at every agreement with positive concessions of the linear
model, ratification needs :math:`T_A T_S \ge D` (THEORY, statement 5).
"""

from __future__ import annotations

import sympy as sp

from bargain.arguments import of_type
from bargain.errors import GameError, OptionError
from bargain.exact import to_sympy
from bargain.game.conditions import Condition, all_of, balanced, positive
from bargain.game.conditions.standard import measure_of
from bargain.game.game import Game
from bargain.game.written import Number
from bargain.signs import sign_of

__all__ = ["ratified"]


def ratified(
    game: Game, autonomy: Number | None = None, security: Number | None = None
) -> Condition:
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
    >>> from bargain.models import autonomy_security
    >>> [c.name for c in ratified(autonomy_security(), 2, 3).simple()][0]
    "balanced('autonomy', log(2))"
    """
    factors = {
        "autonomy": sp.Symbol("T_A", positive=True) if autonomy is None else autonomy,
        "security": sp.Symbol("T_S", positive=True) if security is None else security,
    }
    of_type(game, Game, "game", fix="give a Game of two allies", where="ratified")
    if len(game.players) != 2:
        raise GameError(f"{len(game.players)} players; two allies have publics here")
    for measure in factors:
        measure_of(game, measure)  # refuses a game without it
    balances = [balanced(m, sp.log(_factor(m, factor))) for m, factor in factors.items()]
    return all_of(*balances, positive("autonomy"))


def _factor(measure: str, factor: Number) -> sp.Expr:
    exact = factor if isinstance(factor, sp.Expr) else to_sympy(factor)
    if exact.is_number and sign_of(exact - 1) in (-1, None):
        raise OptionError("a tolerated factor is at least 1", where=f"{measure} = {exact}")
    return exact
