r"""Cost sharing under special measures agreements, on top of the autonomy-security exchange.

The joint posture costs :math:`K > 0`; the client bears the share :math:`c \in [0, 1]`, which is
settled jointly. Payoffs are those of `autonomy_security` minus :math:`(1 - c) K` for the patron
and :math:`c K` for the client; no alliance gives 0 and costs nothing (THEORY, section 1).
"""

from __future__ import annotations

from bargain.alliances.models.autonomy_security import build
from bargain.game.game import Game
from bargain.game.written import Number

__all__ = ["cost_sharing"]


def cost_sharing(
    *,
    security: str = "linear",
    exponent: Number = "1/2",
    cost: str = "quadratic",
    entrapment: bool = True,
    reliability: bool = False,
    **fixed: Number,
) -> Game:
    r"""The autonomy-security exchange with the cost share on the table.

    Parameters
    ----------
    security, exponent, cost, entrapment, reliability
        As in `autonomy_security`.
    **fixed
        Values for any parameter, by name; ``c`` may be fixed as well.

    Returns
    -------
    Game
        With the term ``c``, the parameter ``K`` and the measure ``cost``.

    References
    ----------
    Olson, M. and Zeckhauser, R. (1966), An economic theory of alliances, *Review of Economics and
    Statistics* 48(3), 266-279.

    Examples
    --------
    >>> cost_sharing(entrapment=False, w_P=1, w_C=1).payoffs["client"]
    -K*c + s_C*y_P - y_C**2/2
    """
    return build(
        name="autonomy-security exchange with cost sharing",
        security=security,
        exponent=exponent,
        cost=cost,
        entrapment=entrapment,
        reliability=reliability,
        second_source=False,
        shared_cost=True,
        fixed=fixed,
    )
