r"""Ascendancy of the client and decline of the threat.

The autonomy-security exchange in primitives, with one threat :math:`v > 0` that both allies face
and reliable allies: what the partner's concession is worth is the threat times the partner's
capability,

.. math:: s_P = v\, k_C, \qquad s_C = v\, k_P, \qquad
          D = k_P / k_C, \qquad Π = v^2 k_P k_C .

Two things move (THEORY, statement 18). As the client's capability :math:`k_C` rises, :math:`D`,
the concession ratio :math:`y_C / y_P` and (until :math:`D = 1`) the gap :math:`\log D` fall and
:math:`Π` rises: partnership replaces dependency. As the threat :math:`v` falls, :math:`D` stays and
:math:`Π` falls; if both allies are exposed (:math:`e_P e_C > 0`) no self-enforcing agreement with
positive concessions is left once :math:`v^2 \le e_P e_C / (β^2 k_P k_C)`, and the alliance
"retreats into history". Without exposure it survives every positive threat.
"""

from __future__ import annotations

import sympy as sp

from bargain.arguments import flag
from bargain.game.game import Game
from bargain.game.models.fixing import fixed_in
from bargain.game.written import Number

__all__ = ["ascendancy"]

_MEANINGS = {
    "y_P": "autonomy the patron cedes, share of 1",
    "y_C": "autonomy the client cedes, share of 1",
    "v": "threat that both allies face: security per unit of the partner's capability",
    "k_P": "the patron's capability, e.g. its CINC share or its GDP",
    "k_C": "the client's capability, in the same unit",
    "e_P": "the patron's entrapment exposure per unit of autonomy ceded, payoff units",
    "e_C": "the client's entrapment exposure per unit of autonomy ceded, payoff units",
    "w_P": "weight the patron puts on its own autonomy, payoff units",
    "w_C": "weight the client puts on its own autonomy, payoff units",
}


def ascendancy(*, entrapment: bool = True, **fixed: Number) -> Game:
    r"""The exchange of two reliable allies, by the threat and their capabilities.

    Parameters
    ----------
    entrapment : bool, default True
        Whether :math:`e_i \ge 0` is part of the game; without it :math:`e_i = 0`.
    **fixed
        Values for ``v``, ``k_P``, ``k_C``, ``w_P``, ``w_C`` (and ``e_P``, ``e_C``).

    Returns
    -------
    Game
        Measures ``autonomy``, ``security`` and ``capability``. `models.survives` is the condition
        that fails when the threat is too small.

    Raises
    ------
    OptionError
        For an unknown parameter.

    References
    ----------
    The essay on the strained US-ROK alliance ("South Korea's Ascendancy - Pyongyang's Decline",
    "Success has been a consequence …: partnership gradually replaced dependency"). Walt, S. M.
    (1987), *The Origins of Alliances*, for the threat. THEORY, statement 18.

    Examples
    --------
    >>> ascendancy(entrapment=False, w_P=1, w_C=1).payoffs["client"]
    k_P*v*y_P - y_C**2/2
    """
    y_P, y_C = sp.symbols("y_P y_C")
    v, k_P, k_C, w_P, w_C = sp.symbols("v k_P k_C w_P w_C", positive=True)
    flag(entrapment, "entrapment")
    e_P, e_C = sp.symbols("e_P e_C", nonnegative=True) if entrapment else (sp.S.Zero, sp.S.Zero)
    security = {"patron": v * k_C * y_C, "client": v * k_P * y_P}
    game = Game(
        actions={"patron": {y_P: (0, 1)}, "client": {y_C: (0, 1)}},
        payoffs={
            "patron": security["patron"] - e_P * y_P - w_P * y_P**2 / 2,
            "client": security["client"] - e_C * y_C - w_C * y_C**2 / 2,
        },
        measures={
            "autonomy": {"patron": y_P, "client": y_C},
            "security": security,
            "capability": {"patron": k_P, "client": k_C},
        },
        name="ascendancy and decline",
        meanings={n: t for n, t in _MEANINGS.items() if entrapment or not n.startswith("e_")},
    )
    return fixed_in(game, fixed)
