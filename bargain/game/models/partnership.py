r"""Control as a partnership under private information (Cramton, Gibbons & Klemperer 1987).

The allies own control of one asset, the joint posture, in shares :math:`(r, 1 - r)`; each knows
privately what full control is worth to it, independently and uniformly on :math:`[0, 1]`.
Efficiency gives control to the ally that values it most. Under any efficient and
incentive-compatible rule the interim utility of ally i is fixed up to a constant (revenue
equivalence), its worst-off type is :math:`v_i = r_i`, and its gain over keeping its
share is

.. math:: \int_{r_i}^1 (1-u)\,u\,du - \int_0^{r_i} u^2\,du = \tfrac16 - \tfrac12 r_i^2

before lump-sum transfers. Transfers balance the budget iff they add up to zero: :math:`t` from the
patron to the client. So an efficient, incentive-compatible, individually rational and
budget-balanced rule exists iff some :math:`t` makes both gains non-negative, that is iff

.. math:: r^2 + (1 - r)^2 \le \tfrac23,

equal shares being best: the more unequal the control, the harder (THEORY, statement 15).
"""

from __future__ import annotations

import sympy as sp

from bargain.game.game import Game
from bargain.game.models.fixing import fixed_in
from bargain.game.written import Number

__all__ = ["partnership"]


def partnership(**fixed: Number) -> Game:
    r"""The worst-off types' gains from an efficient rule, with the lump-sum transfer as a term.

    Parameters
    ----------
    **fixed
        A value for ``r``, the patron's share of control, in [0, 1].

    Returns
    -------
    Game
        Term ``t`` in [-1, 1]; `participation` holds at some ``t`` iff an efficient,
        incentive-compatible, individually rational, budget-balanced rule exists.

    References
    ----------
    Cramton, P., Gibbons, R. & Klemperer, P. (1987), Dissolving a partnership efficiently,
    *Econometrica* 55(3), 615-632, proposition 1.

    Examples
    --------
    >>> partnership(r="1/2").payoffs["patron"]
    1/24 - t
    """
    t, r = sp.Symbol("t"), sp.Symbol("r", nonnegative=True)
    sixth, half = sp.Rational(1, 6), sp.Rational(1, 2)
    game = Game(
        actions={"patron": {}, "client": {}},
        terms={t: (-1, 1)},
        payoffs={"patron": sixth - half * r**2 - t, "client": sixth - half * (1 - r) ** 2 + t},
        assumptions=[r <= 1],
        measures={"control": {"patron": r, "client": 1 - r}},
        name="partnership",
        meanings={
            "r": "the patron's share of control",
            "t": "lump-sum transfer from patron to client, in units of the valuations",
        },
    )
    return fixed_in(game, fixed)
