r"""Asymmetric dependence: who concedes what.

The autonomy-security exchange (`autonomy_security`) written in the two numbers on which the
documents' claims depend, the dependence ratio and the dependence product

.. math:: D = s_C / s_P, \qquad Π = s_P s_C, \qquad
          s_P = \sqrt{Π / D}, \quad s_C = \sqrt{Π D}.

Square roots are avoided by one of two choices of parameters, each of which reaches every pair
:math:`(s_P, s_C)`:

- *patron held*: :math:`s_P = q`, :math:`s_C = D q`, so that :math:`D` is how many times as much
  the client gets from a concession as the patron does (:math:`Π = D q^2`);
- *product held*: :math:`s_P = p / h`, :math:`s_C = p h`, so that :math:`D = h^2` and
  :math:`Π = p^2`: dependence moves and the product stays.

At every agreement with positive concessions :math:`(y_C / y_P)(S_C / S_P) = D` (THEORY, statement
4). An ally *pays* if it cedes more autonomy and receives more security than its partner. For
:math:`D \ge 1` the patron never pays; for :math:`D > 4` (equal weights, interior) the client pays
in every efficient agreement that both accept (statement 8), and in the Nash bargain for every
:math:`D > 1`, with :math:`y_C / y_P = D^{1/3}` (statement 7).
"""

from __future__ import annotations

import sympy as sp

from bargain.arguments import flag
from bargain.errors import OptionError
from bargain.game.conditions import Condition, all_of, holds
from bargain.game.conditions.standard import measure_of, of_player
from bargain.game.game import Game
from bargain.game.models.fixing import fixed_in
from bargain.game.written import Number

__all__ = ["concession", "pays"]

_MEANINGS = {
    "y_P": "autonomy the patron cedes, share of 1",
    "y_C": "autonomy the client cedes, share of 1",
    "q": "security to the patron per unit of the client's concession, payoff units",
    "D": "dependence ratio: the client's security per unit of concession over the patron's",
    "p": "square root of the dependence product, payoff units",
    "h": "square root of the dependence ratio",
    "e_P": "the patron's entrapment exposure per unit of autonomy ceded, payoff units",
    "e_C": "the client's entrapment exposure per unit of autonomy ceded, payoff units",
    "w_P": "weight the patron puts on its own autonomy, payoff units",
    "w_C": "weight the client puts on its own autonomy, payoff units",
}


def concession(*, hold: str = "patron", entrapment: bool = False, **fixed: Number) -> Game:
    r"""The exchange of concessions in the dependence ratio and a scale.

    Parameters
    ----------
    hold : {"patron", "product"}
        What stays as dependence moves: the patron's :math:`s_P = q` (parameters ``q``, ``D``), or
        the product :math:`Π = p^2` (parameters ``p``, ``h`` with :math:`D = h^2`).
    entrapment : bool, default False
        Whether :math:`e_i \ge 0` is part of the game.
    **fixed
        Values for any parameter, by name.

    Returns
    -------
    Game
        Actions ``y_P`` and ``y_C``, measures ``autonomy`` and ``security``.

    Raises
    ------
    OptionError
        For another choice of what is held, or an unknown parameter.

    References
    ----------
    Morrow, J. D. (1991), Alliances and asymmetry, *American Journal of Political Science* 35(4),
    904-933. Gu & Kim (2025), abstract: "South Korea having to make concessions on the issue of
    autonomy". THEORY, statements 4, 7 and 8.

    Examples
    --------
    >>> concession(w_P=1, w_C=1).payoffs["client"]
    D*q*y_P - y_C**2/2
    >>> concession(hold="product", w_P=1, w_C=1).payoffs["client"]
    h*p*y_P - y_C**2/2
    """
    if hold == "patron":
        s_P, D = sp.symbols("q D", positive=True)
        s_C = D * s_P
    elif hold == "product":
        p, h = sp.symbols("p h", positive=True)
        s_P, s_C = p / h, p * h
    else:
        raise OptionError(f"{hold!r} cannot be held", where="hold=…", fix="'patron' or 'product'")
    y_P, y_C = sp.symbols("y_P y_C")
    w_P, w_C = sp.symbols("w_P w_C", positive=True)
    flag(entrapment, "entrapment")
    e_P, e_C = sp.symbols("e_P e_C", nonnegative=True) if entrapment else (sp.S.Zero, sp.S.Zero)
    game = Game(
        actions={"patron": {y_P: (0, 1)}, "client": {y_C: (0, 1)}},
        payoffs={
            "patron": s_P * y_C - e_P * y_P - w_P * y_P**2 / 2,
            "client": s_C * y_P - e_C * y_C - w_C * y_C**2 / 2,
        },
        measures={
            "autonomy": {"patron": y_P, "client": y_C},
            "security": {"patron": s_P * y_C, "client": s_C * y_P},
        },
        name="asymmetric dependence",
        meanings={
            n: text
            for n, text in _MEANINGS.items()
            if n not in ({"p", "h"} if hold == "patron" else {"q", "D"})
            and (entrapment or not n.startswith("e_"))
        },
    )
    return fixed_in(game, fixed)


def pays(game: Game, player: str) -> Condition:
    """The ally cedes more autonomy than its partner and receives more security.

    Parameters
    ----------
    game : Game
        Of two allies, with the measures ``autonomy`` (what is ceded) and ``security``.
    player : str

    Returns
    -------
    Condition

    Examples
    --------
    >>> [c.name for c in pays(concession(), "client").simple()]
    ['holds(y_C > y_P)', 'holds(D*q*y_P > q*y_C)']
    """
    relations = []
    for measure in (measure_of(game, m) for m in ("autonomy", "security")):
        own = of_player(measure, player)
        relations += [
            holds(sp.Gt(own, e, evaluate=False)) for p, e in measure.items() if p != player
        ]
    return all_of(*relations)
