r"""Contributions to a collective good (Olson & Zeckhauser 1966) and joint products.

Ally i has the income :math:`I_i > 0` and gives the share :math:`x_i \in [0, 1]` of it to defence,
:math:`g_i = x_i I_i`; nobody can be excluded from what a partner gives. It consumes the rest,
:math:`c_i = I_i - g_i`, and its preferences are Cobb-Douglas with taste for security
:math:`α \in (0, 1)`:

.. math:: U_i = c_i^{1-α} S_i^{α}, \qquad S_i = g_i + (1-δ) \sum_{j \ne i} g_j .

:math:`δ = 0` is the pure public good. With *joint products* (Sandler & Hartley 2001) the share
:math:`δ \in [0, 1]` of the benefit of a contribution is private to the ally that makes it. The best
reply is :math:`g_i = \max(0, α I_i - (1-α)(1-δ) \sum_{j \ne i} g_j)`. Of two, the poorer ally C

- *rides free*, :math:`g_C = 0`, iff :math:`I_C \le (1-α)(1-δ) I_P`;
- otherwise gives a smaller share of its income than the richer one whenever :math:`δ < 1`: the
  "exploitation of the great by the small". At :math:`δ = 1` both give the share :math:`α`.

Payoffs are :math:`u_i = c_i^m S_i^n` with :math:`α = n/(m+n)` in lowest terms: an increasing
function of :math:`U_i` and of :math:`\log U_i`, with the same best replies and the same efficient
agreements, and a polynomial. At :math:`α = 1/2` it is quadratic: thirty members are solved exactly,
and have one equilibrium. Solutions that use the scale of payoffs (Nash bargaining, equal gains) are
those of :math:`u`, not of :math:`U`. The outside option is autarky,
:math:`((1-α) I_i)^m (α I_i)^n`.

With ``utility="log"`` payoffs are logarithms with a little of both goods there anyhow, so that they
have a value where nobody gives and where all is given:

.. math:: u_i = (1-α) \log(1 - α + c_i) + α \log(α + S_i) .

The first-order conditions, and so the best replies and equilibria, are those above; efficient
agreements and what bargaining gives are not.
"""

from __future__ import annotations

import sympy as sp

from bargain.arguments import flag, whole
from bargain.errors import OptionError
from bargain.exact import to_fraction
from bargain.game.conditions import Condition, all_of, holds, nash
from bargain.game.conditions.standard import measure_of, of_player
from bargain.game.game import Game
from bargain.game.models.fixing import fixed_in
from bargain.game.written import Number

__all__ = ["free_rides", "public_good"]

_MEANINGS = {
    "x_P": "share of its income that the patron contributes",
    "x_C": "share of its income that the client contributes",
    "I_P": "the patron's income, in units of the contribution (e.g. dollars a year)",
    "I_C": "the client's income, in the same unit",
    "delta": "share of the benefit of a contribution that is private to the contributor",
}


def public_good(
    *,
    joint_products: bool = False,
    taste: Number = "1/2",
    members: int | None = None,
    utility: str = "product",
    **fixed: Number,
) -> Game:
    r"""Voluntary contributions of two allies, or of several members, to their defence.

    .. math:: U_i = c_i^{1-α} S_i^{α}, \qquad S_i = g_i + (1-δ) \sum_{j \ne i} g_j

    Parameters
    ----------
    joint_products : bool, default False
        Whether a share ``delta`` of the benefit is private; without it the good is pure public.
    taste : rational in (0, 1), default 1/2
        :math:`α`, the share of its income that an ally alone would give.
    members : int, optional
        How many members, at least 2: players ``"1"``, ``"2"``, …, actions ``x_1``, …; without it
        a patron P and a client C.
    utility : {"product", "log"}, default "product"
        A product of powers, or logarithms.
    **fixed
        Values for ``I_P``, ``I_C`` (of members ``I_1``, …) and, with joint products, ``delta``.

    Returns
    -------
    Game
        Actions ``x_P`` and ``x_C``; measures ``burden`` (share of income), ``contribution`` and
        ``security``.

    Raises
    ------
    OptionError
        For a taste outside (0, 1), fewer than 2 members, an unknown utility or parameter.

    References
    ----------
    Olson, M. & Zeckhauser, R. (1966), An economic theory of alliances, *Review of Economics and
    Statistics* 48(3), 266-279. Sandler, T. & Hartley, K. (2001), Economics of alliances: the
    lessons for collective action, *Journal of Economic Literature* 39(3), 869-896.

    Examples
    --------
    >>> game = public_good(I_P=3, I_C=2)
    >>> game.payoffs["client"]
    (2 - 2*x_C)*(2*x_C + 3*x_P)
    >>> public_good(joint_products=True, I_P=3, I_C=2, delta=1).payoffs["client"]
    2*x_C*(2 - 2*x_C)
    >>> public_good(members=3, I_1=5, I_2=2, I_3=1).payoffs["3"]
    (1 - x_3)*(5*x_1 + 2*x_2 + x_3)
    >>> public_good(members=2, utility="log", I_1=3, I_2=2).payoffs["2"]
    log(5/2 - 2*x_2)/2 + log(3*x_1 + 2*x_2 + 1/2)/2
    """
    alpha = to_fraction(taste)
    if not 0 < alpha < 1:
        raise OptionError(f"taste = {alpha} is not inside (0, 1)", where="public_good")
    n, m = alpha.numerator, alpha.denominator - alpha.numerator
    share = sp.Rational(alpha.numerator, alpha.denominator)
    flag(joint_products, "joint_products")
    if utility not in ("product", "log"):
        raise OptionError(f"unknown utility {utility!r}", where="utility", fix='"product" or "log"')

    def worth(kept: sp.Expr, safe: sp.Expr) -> sp.Expr:
        if utility == "product":
            return kept**m * safe**n
        return (1 - share) * sp.log(1 - share + kept) + share * sp.log(share + safe)

    if members is None:
        players, marks, meanings = ["patron", "client"], ["P", "C"], dict(_MEANINGS)
    else:
        players = marks = [str(k + 1) for k in range(whole(members, "members", least=2))]
        meanings = {"delta": _MEANINGS["delta"]}
        for k in marks:
            meanings[f"x_{k}"] = f"share of its income that member {k} contributes"
            meanings[f"I_{k}"] = f"income of member {k}, in units of the contribution"
    burden = {p: sp.Symbol(f"x_{k}") for p, k in zip(players, marks, strict=True)}
    income = {p: sp.Symbol(f"I_{k}", positive=True) for p, k in zip(players, marks, strict=True)}
    gift = {p: income[p] * burden[p] for p in players}
    delta = sp.Symbol("delta", nonnegative=True) if joint_products else sp.S.Zero
    security = {
        p: gift[p] + (1 - delta) * sp.Add(*(gift[q] for q in players if q != p)) for p in players
    }
    game = Game(
        actions={p: {burden[p]: (0, 1)} for p in players},
        payoffs={p: worth(income[p] - gift[p], security[p]) for p in players},
        disagreement={p: worth((1 - share) * income[p], share * income[p]) for p in players},
        measures={"burden": burden, "contribution": gift, "security": security},
        assumptions=[delta <= 1] if joint_products else [],
        name="contributions with joint products" if joint_products else "collective good",
        meanings={k: text for k, text in meanings.items() if joint_products or k != "delta"},
    )
    return fixed_in(game, fixed)


def free_rides(game: Game, player: str) -> Condition:
    """Both allies reply best and this one contributes nothing.

    Parameters
    ----------
    game : Game
        Made by `public_good`.
    player : str
        ``"patron"``, ``"client"``, or a member.

    Returns
    -------
    Condition

    Examples
    --------
    >>> [c.name for c in free_rides(public_good(), "client").simple()]
    ['nash', 'holds(x_C == 0)']
    """
    burden = measure_of(game, "burden")
    return all_of(nash(), holds(sp.Eq(of_player(burden, player), 0, evaluate=False)))
