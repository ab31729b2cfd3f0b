r"""The enduring tug-of-war: who reopens what (THEORY, statement 14).

With both concessions positive write :math:`q = \log(y_C/y_P)` and :math:`L = \log D \ge 0`, so that
:math:`\log(S_C/S_P) = L - q`. An ally's *grievance* is the largest log-ratio by which it is behind
on autonomy or on security:

.. math:: G_C = \max(q, q - L, 0) = \max(q, 0), \qquad G_P = \max(-q, L - q, 0) = \max(L - q, 0).

At each step the ally with the larger grievance demands an adjustment of the issue it is behind on,
and gets the fraction :math:`λ \in (0, 1]` of it: :math:`q` falls by :math:`λ G_C` or rises by
:math:`λ G_P`. The agreement is at *rest* iff no ally has a grievance beyond its tolerance
:math:`ε \ge 0`. There is a rest point iff :math:`L \le 2ε`: without tolerance iff :math:`D = 1`,
and with tolerance a moderate asymmetry rests. When nothing rests, :math:`q` stays in :math:`[0, L]`
once it is there: conflict recurs, and is bounded.
"""

from __future__ import annotations

import math
import numbers

import sympy as sp

from bargain.arguments import of_type, whole
from bargain.errors import OptionError
from bargain.game.conditions import Condition, all_of, holds
from bargain.game.game import Game
from bargain.game.models.fixing import fixed_in
from bargain.game.written import Number

__all__ = ["renegotiation", "rest", "tug_of_war"]

_SPAN = 100  # |q| <= 100: a ratio of concessions up to e^100


def renegotiation(**fixed: Number) -> Game:
    """Grievances over the log-ratio of concessions.

    Parameters
    ----------
    **fixed
        Values for ``L`` (log of dependence) and ``epsilon`` (tolerance).

    Returns
    -------
    Game
        Term ``q`` in [-100, 100]; payoffs are what each ally is ahead by on its worse issue, that
        is minus the grievance where it has one. Ask it for `rest`.

    Examples
    --------
    >>> renegotiation(L=1, epsilon=0).payoffs
    mappingproxy({'patron': q - 1, 'client': -q})
    """
    q = sp.Symbol("q")
    L, epsilon = sp.symbols("L epsilon", nonnegative=True)
    game = Game(
        actions={"patron": {}, "client": {}},
        terms={q: (-_SPAN, _SPAN)},
        payoffs={"patron": q - L, "client": -q},
        disagreement={"patron": -epsilon, "client": -epsilon},
        assumptions=[L <= _SPAN],
        name="tug of war",
        meanings={
            "q": "log of the client's concession over the patron's",
            "L": "log of the dependence ratio",
            "epsilon": "tolerated grievance, log units",
        },
    )
    return fixed_in(game, fixed)


def rest(game: Game) -> Condition:
    """No ally wants to reopen the agreement: no grievance exceeds the tolerance.

    Parameters
    ----------
    game : Game
        Of `renegotiation`.

    Returns
    -------
    Condition

    Examples
    --------
    >>> rest(renegotiation()).name
    'holds(-L + epsilon + q >= 0) and holds(epsilon - q >= 0)'
    """
    of_type(game, Game, "game", fix="give the game of `renegotiation`", where="rest")
    return all_of(*(holds(sp.Ge(gain, 0, evaluate=False)) for gain in game.gains().values()))


def tug_of_war(
    dependence: float,
    *,
    start: float = 1.0,
    adjustment: float = 0.5,
    tolerance: float = 0.0,
    steps: int = 40,
) -> list[dict[str, sp.Expr]]:
    r"""The path of the concession ratio when the aggrieved ally keeps reopening the agreement.

    Parameters
    ----------
    dependence : float
        D >= 1.
    start : float
        Concession ratio y_C/y_P at the beginning.
    adjustment : float
        λ in (0, 1].
    tolerance : float
        ε >= 0, log units.
    steps : int

    Returns
    -------
    list of dict
        ``step, ratio, who, issue, grievance``; ``who`` is empty from the first rest on.

    Raises
    ------
    OptionError
        For a number outside its domain.

    Examples
    --------
    >>> tug_of_war(1.0, steps=3)[-1]["who"]
    ''
    >>> {row["who"] for row in tug_of_war(6.2, steps=20)[1:]} == {"patron", "client"}
    True
    """
    whole(steps, "steps", least=0)
    numbers_given = {
        "dependence": dependence, "start": start, "adjustment": adjustment, "tolerance": tolerance,
    }  # fmt: skip
    for name, value in numbers_given.items():
        of_type(value, numbers.Real, name, fix="give a number", where="tug_of_war")
    for name, good in (
        ("dependence", dependence >= 1),
        ("start", start > 0),
        ("adjustment", 0 < adjustment <= 1),
        ("tolerance", tolerance >= 0),
    ):
        if not good or not math.isfinite(numbers_given[name]):
            raise OptionError(
                f"{name} = {numbers_given[name]} is outside its domain", where="tug_of_war"
            )
    q, L = math.log(start), math.log(dependence)
    path: list[dict[str, sp.Expr]] = []
    for step in range(steps + 1):
        client, patron = max(q, 0.0), max(L - q, 0.0)
        worst = max(client, patron)
        who = "" if worst <= tolerance else "client" if client > patron else "patron"
        behind = {"": "", "client": "autonomy", "patron": "security" if q > -L else "autonomy"}[who]
        path.append(
            {"step": step, "ratio": math.exp(q), "who": who, "issue": behind, "grievance": worst}
        )
        q += {"": 0.0, "client": -adjustment * client, "patron": adjustment * patron}[who]
    return path
