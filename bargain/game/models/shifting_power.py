r"""Commitment while power shifts (Powell 1999, 2004).

A benefit of 1 per period is divided for ever; payoffs are averages with discount factor
:math:`β \in (0, 1)`. At any time either ally can end the alliance and settle by force, which
destroys the share :math:`d \in [0, 1)` of the benefit and leaves the declining ally :math:`p (1-d)`
and the rising one :math:`(1 - p)(1 - d)`. After the first period :math:`p` falls from
:math:`p_1` to :math:`p_2 = p_1 - δ`. With :math:`x` the declining ally's share now and :math:`y`
later,

.. math:: u_D = (1-β) x + β y, \qquad u_R = (1-β)(1-x) + β (1-y),

and the later share must leave both what they could take then:
:math:`p_2 (1-d) \le y \le 1 - (1-p_2)(1-d)`. The rising ally cannot commit to less. A path without
a break exists iff :math:`p_1 (1-d) + β (1 - p_2)(1-d) \le 1`: iff the shift does not exceed what
peace is worth. Without a shift (:math:`δ = 0`) one exists for every :math:`p_1`: an unequal
distribution of power breaks nothing by itself.
"""

from __future__ import annotations

import sympy as sp

from bargain.game.conditions import Condition, all_of, holds, participation
from bargain.game.conditions.standard import measure_of
from bargain.game.game import Game
from bargain.game.models.fixing import fixed_in
from bargain.game.written import Number

__all__ = ["peaceful_path", "shifting_power"]


def shifting_power(**fixed: Number) -> Game:
    """Division of a benefit between a declining and a rising ally.

    Parameters
    ----------
    **fixed
        Values for ``beta``, ``d``, ``p_1``, ``delta``.

    Returns
    -------
    Game
        Players ``declining`` and ``rising``, terms ``x`` (share of the declining ally now) and
        ``y`` (later). Ask it for `peaceful_path`.

    References
    ----------
    Powell, R. (1999), *In the Shadow of Power*, ch. 4; Powell, R. (2004), The inefficient use of
    power: costly conflict with complete information, *American Political Science Review* 98(2),
    231-241.

    Examples
    --------
    >>> game = shifting_power(beta="9/10", d=0, p_1="1/2", delta=0)
    >>> game.payoffs["declining"]
    x/10 + 9*y/10
    """
    x, y = sp.symbols("x y")
    beta, p_1 = sp.symbols("beta p_1", positive=True)
    d, delta = sp.symbols("d delta", nonnegative=True)
    game = Game(
        actions={"declining": {}, "rising": {}},
        terms={x: (0, 1), y: (0, 1)},
        payoffs={
            "declining": (1 - beta) * x + beta * y,
            "rising": (1 - beta) * (1 - x) + beta * (1 - y),
        },
        disagreement={"declining": p_1 * (1 - d), "rising": (1 - p_1) * (1 - d)},
        measures={
            "later": {
                "declining": y - (p_1 - delta) * (1 - d),
                "rising": 1 - y - (1 - p_1 + delta) * (1 - d),
            }
        },
        assumptions=[beta < 1, d < 1, p_1 < 1, delta <= p_1],
        name="shifting power",
        meanings={
            "x": "share of the declining ally in the first period",
            "y": "share of the declining ally afterwards",
            "p_1": "the declining ally's share if the alliance is settled by force now",
            "delta": "fall of that share after the first period",
            "d": "share of the benefit that force destroys",
            "beta": "discount factor",
        },
    )
    return fixed_in(game, fixed)


def peaceful_path(game: Game) -> Condition:
    """Neither ally breaks with the other, now or after the shift.

    Parameters
    ----------
    game : Game
        Made by `shifting_power`.

    Returns
    -------
    Condition
        Participation now, and later shares that leave each what it could take then.

    Examples
    --------
    >>> peaceful_path(shifting_power()).parts[0].name
    'participation'
    """
    later = measure_of(game, "later")
    return all_of(participation(), *(holds(sp.Ge(e, 0, evaluate=False)) for e in later.values()))
