r"""Security for autonomy under private information (Myerson & Satterthwaite 1983).

The patron's cost of a guarantee is private, uniform on :math:`[0, 1]`; what the guarantee is worth
to the client is private, uniform on :math:`[g, 1 + g]`, independently. The *separation*
:math:`g \ge 0` grows with the client's dependence; the supports overlap iff :math:`g < 1`.
Efficiency gives the guarantee iff it is worth more than it costs. Under any efficient and
incentive-compatible rule the expected gains of the two worst-off types add up to

.. math:: -\int_g^1 (1 + g - t)\,t\,dt = -\tfrac16 (1 - g)(1 + 4g + g^2)
          \quad (g \le 1), \qquad g - 1 \quad (g \ge 1),

(1983, theorem 1 and corollary 1: with overlapping supports the sum is minus the subsidy that is
needed; with separated ones a fixed price in between serves every type). A lump-sum :math:`t`
divides the sum. So an efficient, incentive-compatible, individually rational and budget-balanced
rule exists iff :math:`g \ge 1`: strong dependence restores it.
"""

from __future__ import annotations

import sympy as sp

from bargain.errors import OptionError
from bargain.game.game import Game
from bargain.game.models.fixing import fixed_in
from bargain.game.written import Number

__all__ = ["private_values"]


def private_values(*, supports: str = "overlapping", **fixed: Number) -> Game:
    r"""Expected gains of the worst-off types, with the lump-sum transfer as a term.

    Parameters
    ----------
    supports : {"overlapping", "separated"}
        :math:`g \le 1` or :math:`g \ge 1`: the sum of gains has a formula in each.
    **fixed
        A value for ``g``.

    Returns
    -------
    Game
        Term ``t`` (as a share of the largest sum, in [-1, 1]); `participation` holds at some ``t``
        iff a rule with the four properties exists.

    References
    ----------
    Myerson, R. B. & Satterthwaite, M. A. (1983), Efficient mechanisms for bilateral trading,
    *Journal of Economic Theory* 29, 265-281.

    Examples
    --------
    >>> sum(private_values(g=0).payoffs.values())
    -1/6
    """
    if supports not in ("overlapping", "separated"):
        raise OptionError(
            f"{supports!r} is not a case", where="supports=…", fix="'overlapping' or 'separated'"
        )
    t, g = sp.Symbol("t"), sp.Symbol("g", nonnegative=True)
    overlapping = supports == "overlapping"
    total = -sp.Rational(1, 6) * (1 - g) * (1 + 4 * g + g**2) if overlapping else g - 1
    game = Game(
        actions={"patron": {}, "client": {}},
        terms={t: (-1, 1)},
        payoffs={"patron": t, "client": total - t},
        assumptions=[g <= 1 if overlapping else g >= 1],
        name=f"private values, {supports} supports",
        meanings={
            "g": "distance between the two supports' lower ends, in widths of a support",
            "t": "lump-sum transfer to the patron, in units of the valuations",
        },
    )
    return fixed_in(game, fixed)
