r"""Survival under a shock that is common to both allies.

The exchange of `bargain.alliances.models.dependence` with the product held (:math:`s_P = p/h`,
:math:`s_C = p h`, :math:`Π = p^2`, :math:`D = h^2`) is hit by a shock :math:`x \ge 0`:

- *outside*: each ally has the outside option :math:`d_i = x`. A cost :math:`x` per period and ally
  of keeping the alliance gives the same conditions: subtracting :math:`x` from both payoffs and
  their deviations leaves :math:`u_i \ge (1-β) \max u_i + β x`;
- *exposure*: ceding autonomy becomes more dangerous, :math:`L_i = (e_i + x) y_i + w_i y_i^2/2`.

The alliance *survives* iff a self-enforcing agreement with positive concessions exists
(`survives`); it is *worth keeping* iff the largest sum of gains is not negative (`worth_keeping`),
which is survival where side payments of any size are enforceable. Then

- under *exposure* it survives iff :math:`(e_P + x)(e_C + x) < β^2 Π`: :math:`D` does not matter
  (THEORY, statement 11);
- under *outside* (:math:`w = 1`, :math:`e = 0`, interior) it is worth keeping iff
  :math:`2x \le Π \cosh(\log D)`: at equal :math:`Π` the asymmetric alliance outlives larger shocks
  (statement 12). That is a matter of the *sum*. Without side payments it is the other way round:
  in every agreement the two gains from not deviating, :math:`β s_i y_j - y_i^2/2`, multiply to at
  most :math:`(β^2 Π/2)^2`, reached at one point only, where they are in the proportion
  :math:`D^{1/3}`. So the symmetric alliance survives iff :math:`x \le β Π/2` (:math:`β p \le 1`)
  and every asymmetric one of the same :math:`Π` ends at a smaller shock.
"""

from __future__ import annotations

import sympy as sp

from bargain.alliances.models.dependence import concession
from bargain.arguments import of_type
from bargain.errors import OptionError
from bargain.game.conditions import Condition, all_of, holds, positive, self_enforcing
from bargain.game.game import Game
from bargain.game.models.fixing import fixed_in
from bargain.game.written import Number

__all__ = ["survival", "survives", "worth_keeping"]

_SHOCK = {
    "outside": "shock: each ally's outside option, or its cost of keeping the alliance, payoff "
    "units",
    "exposure": "shock: added to each ally's entrapment exposure, payoff units",
}


def survival(*, shock: str = "outside", entrapment: bool = False, **fixed: Number) -> Game:
    r"""An alliance under a common shock.

    Parameters
    ----------
    shock : {"outside", "exposure"}
        Whether :math:`x` is the outside option of both or adds to the exposure of both.
    entrapment : bool, default False
        Whether :math:`e_i \ge 0` is part of the game before the shock.
    **fixed
        Values for ``p``, ``h``, ``x``, ``w_P``, ``w_C`` (and ``e_P``, ``e_C``).

    Returns
    -------
    Game
        Ask it for `survives` and `worth_keeping`.

    Raises
    ------
    OptionError
        For another shock or an unknown parameter.

    References
    ----------
    Morrow, J. D. (1991), Alliances and asymmetry, *American Journal of Political Science* 35(4),
    904-933 (asymmetric alliances last longer). Bennett, D. S. (1997), Testing alternative models
    of alliance duration, 1816-1984, *American Journal of Political Science* 41(3), 846-878.

    Examples
    --------
    >>> game = survival(w_P=1, w_C=1)
    >>> game.payoffs["client"], game.disagreement["client"]
    (h*p*y_P - y_C**2/2, x)
    >>> survival(shock="exposure", w_P=1, w_C=1).payoffs["client"]
    h*p*y_P - x*y_C - y_C**2/2
    """
    if not isinstance(shock, str) or shock not in _SHOCK:
        raise OptionError(
            f"{shock!r} is not a shock", where="shock=…", fix="'outside' or 'exposure'"
        )
    x = sp.Symbol("x", nonnegative=True)
    calm = concession(hold="product", entrapment=entrapment)
    autonomy = calm.measures["autonomy"]
    hit = shock == "exposure"
    game = Game(
        actions=calm.actions,
        payoffs={p: u - x * autonomy[p] if hit else u for p, u in calm.payoffs.items()},
        disagreement=dict.fromkeys(calm.players, 0 if hit else x),
        measures=calm.measures,
        name=f"survival under a common shock to the {shock}",
        meanings={**calm.meanings, "x": _SHOCK[shock]},
    )
    return fixed_in(game, fixed)


def survives(discount: Number) -> Condition:
    """A self-enforcing agreement in which both allies cede something (THEORY, statement 11).

    Parameters
    ----------
    discount : number or symbol
        The discount factor β.

    Returns
    -------
    Condition

    Examples
    --------
    >>> [c.name for c in survives("9/10").simple()]
    ['self_enforcing(9/10)', "positive('autonomy')"]
    """
    return all_of(self_enforcing(discount), positive("autonomy"))


def worth_keeping(game: Game) -> Condition:
    """Some agreement with positive concessions is worth the shock to the two allies together.

    Parameters
    ----------
    game : Game
        Made by `survival`.

    Returns
    -------
    Condition
        The sum of the gains over the outside options is not negative.

    Examples
    --------
    >>> worth_keeping(survival()).parts[-1].name
    "positive('autonomy')"
    """
    of_type(game, Game, "game", fix="give the game of `survival`", where="worth_keeping")
    total = sp.Add(*game.gains().values())
    return all_of(holds(sp.Ge(total, 0, evaluate=False)), positive("autonomy"))
