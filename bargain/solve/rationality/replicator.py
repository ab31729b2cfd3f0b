r"""Replicator dynamics of a 2x2 game, with its constant of motion.

Let :math:`x, y` be the probabilities of the first action of players 1 and 2, and
:math:`a, b` (for player 1) the advantage of the first action when the other plays its first,
second action; :math:`c, e` likewise for player 2. The two-population replicator dynamics are

.. math:: \dot x = x(1-x)\,(a y + b(1-y)),\qquad \dot y = y(1-y)\,(c x + e(1-x)),

and every orbit inside the square stays on a level of

.. math:: H = e\log x - c\log(1-x) - b\log y + a\log(1-y).

If :math:`a b < 0`, :math:`c e < 0` and :math:`a c < 0`, :math:`H` has a strict extremum at the
mixed equilibrium :math:`x^* = e/(e-c)`, :math:`y^* = b/(b-a)`, so orbits close around it
(statement 13 of the theory): never settled, never broken.

References
----------
Hofbauer, J. & Sigmund, K. (1998), *Evolutionary Games and Population Dynamics*, section 10.3.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

import numpy as np
import sympy as sp

from bargain.errors import InputError, LimitReached, OptionError
from bargain.exact import exact_expression
from bargain.game.tables.finite_game import FiniteGame
from bargain.game.written import Number
from bargain.result import Result

__all__ = ["Orbit", "constant_of_motion", "orbits_close", "replicator_orbit"]

_MOST = 500_000  # evaluations of an orbit
_FASTEST = 1e100  # what log-odds may change by: floats hold it and its squares


def _advantages(game: FiniteGame) -> tuple[sp.Expr, ...]:
    if game.shape != (2, 2):
        raise InputError(f"replicator orbits are for 2x2 games, not {game.shape}")
    first, second = (game.payoffs[p] for p in game.players)
    return tuple(sp.expand(_expression(high) - _expression(low)) for high, low in (
        (first[0, 0], first[1, 0]), (first[0, 1], first[1, 1]),
        (second[0, 0], second[0, 1]), (second[1, 0], second[1, 1]),
    ))  # fmt: skip


def _expression(value: Number) -> sp.Expr:
    return exact_expression(value)


def constant_of_motion(game: FiniteGame) -> sp.Expr:
    """The function H of the module, in symbols ``x`` and ``y``; payoffs may be symbolic.

    Examples
    --------
    >>> pennies = FiniteGame.from_payoffs([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    >>> constant_of_motion(pennies)
    2*log(x) + 2*log(y) + 2*log(1 - x) + 2*log(1 - y)
    """
    a, b, c, e = _advantages(game)
    x, y = sp.symbols("x y", positive=True)
    return e * sp.log(x) - c * sp.log(1 - x) - b * sp.log(y) + a * sp.log(1 - y)


def orbits_close(game: FiniteGame) -> bool:
    """Whether orbits close around an interior mixed equilibrium; decided by exact signs.

    Raises
    ------
    InputError
        If a sign cannot be decided because payoffs are symbolic.
    """
    a, b, c, e = _advantages(game)
    signs = [(q.is_negative, q.is_nonnegative) for q in map(sp.expand, (a * b, c * e, a * c))]
    if any(not negative and not other for negative, other in signs):
        raise InputError("the signs of the advantages are not decided", fix="give numbers with at")
    return all(negative for negative, _ in signs)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Orbit(Result):
    """A numerical orbit.

    Attributes
    ----------
    time, x, y : numpy.ndarray
    drift : float
        Largest change of the constant of motion, relative to its size: the integration error.
    """

    time: np.ndarray
    x: np.ndarray
    y: np.ndarray
    drift: float

    def summary(self) -> str:
        """One line."""
        return (
            f"replicator orbit of {len(self.time)} points to time {self.time[-1]:g}; "
            f"constant of motion kept to {self.drift:.1e}"
        )


def replicator_orbit(
    game: FiniteGame, start: tuple[float, float], time: float, points: int = 400
) -> Orbit:
    """Integrate the replicator dynamics from a start inside the square.

    Parameters
    ----------
    game : FiniteGame
        2x2, numeric.
    start : (float, float)
        Probabilities of the first actions, strictly between 0 and 1.
    time : float
    points : int, default 400

    Returns
    -------
    Orbit

    Raises
    ------
    InputError
        A game of another size, or a start that is not inside the square.
    LimitReached
        If payoffs are so large, or the time so long, that half a million evaluations do not do.

    Examples
    --------
    >>> pennies = FiniteGame.from_payoffs([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    >>> replicator_orbit(pennies, (0.3, 0.6), 20.0).drift < 1e-8
    True
    """
    from scipy.integrate import solve_ivp
    from scipy.special import expit

    if not all(0 < s < 1 for s in start) or not time > 0 or points < 2:
        raise OptionError(
            "the orbit starts outside the open square, or has no length",
            where=f"start {start}, time {time}, points {points}",
        )
    a, b, c, e = (float(v) for v in _advantages(game))
    if not max(map(abs, (a, b, c, e))) * time < _FASTEST:
        raise LimitReached(
            f"the orbit turns too often for {_MOST} evaluations",
            where=f"time {time}",
            fix="give a shorter time, or measure payoffs in a larger unit",
        )

    steps = count()

    def field(_: float, u: np.ndarray) -> list[float]:
        if next(steps) > _MOST:
            raise LimitReached(
                f"the orbit turns too often for {_MOST} evaluations",
                where=f"time {time}",
                fix="give a shorter time, or measure payoffs in a larger unit",
            )
        # Log-odds: the square's sides are at infinity and are never crossed.
        x, y = expit(u)
        return [a * y + b * (1 - y), c * x + e * (1 - x)]

    begin = np.log(np.array(start) / (1 - np.array(start)))
    solved = solve_ivp(
        field,
        (0.0, time),
        begin,
        t_eval=np.linspace(0.0, time, points),
        rtol=1e-11,
        atol=1e-12,
        method="DOP853",
    )
    if not solved.success or np.shape(solved.y) != (2, points):
        raise LimitReached(
            "the orbit cannot be followed in floats",
            where=f"time {time}",
            fix="give a shorter time, or measure payoffs in a larger unit",
        )
    x, y = expit(solved.y)
    # log x and log(1-x) from the log-odds, exact near the sides.
    lx, ly, kx, ky = (-np.logaddexp(0, s * solved.y[i]) for s in (-1, 1) for i in (0, 1))
    level = e * lx - c * kx - b * ly + a * ky
    drift = float(np.abs(level - level[0]).max() / max(np.abs(level[0]), 1e-300))
    return Orbit(time=solved.t, x=x, y=y, drift=drift)
