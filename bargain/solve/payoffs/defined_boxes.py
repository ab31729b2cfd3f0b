"""Payoffs that are not defined on the whole box of a numeric game are refused, with a point.

A bargaining solution ranks all agreements of the box. Where ``log(x)`` or ``1/x`` has no value
there is nothing to rank, and no answer about the rest of the box is an answer about the game.
Numbers that are too large or too small to be squared in floating point are refused as well.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

import sympy as sp

from bargain.errors import GameError, OptionError
from bargain.exact import to_sympy
from bargain.game.game import Game
from bargain.game.written import Bounds
from bargain.intervals.definedness import is_partial, undefined_point

__all__ = [
    "refuse_extreme_boxes",
    "refuse_extreme_numbers",
    "refuse_extreme_weights",
    "refuse_undefined_gains",
]

_LARGEST = 10**100  # and its inverse: the iterations square payoffs, and floats end at 1e308
_EFFORT = 2.0  # of search; what is open then is left to the solver, which proves what it says


def refuse_undefined_gains(
    game: Game, parameters: Mapping[sp.Symbol, Bounds] | None = None
) -> None:
    """Raise `GameError` where a gain has no value on the box.

    Parameters
    ----------
    game : Game
    parameters : mapping of symbol to (lowest, highest), optional
        The values that are of interest, inside the game's assumptions; all parameters.

    Raises
    ------
    GameError
        With the player, the expression and the point.

    Examples
    --------
    >>> x, y = sp.symbols("x y")
    >>> game = Game({"A": {x: (0, 1)}, "B": {y: (0, 1)}}, {"A": sp.log(x) + y, "B": 1 - y})
    >>> refuse_undefined_gains(game)
    Traceback (most recent call last):
    ...
    bargain.errors.GameError: the payoff of 'A' is not defined everywhere [log(x) needs x > 0, \
which fails at x = 0]; change the box or the payoff
    """
    ranges = dict(parameters or {})
    fixed = {s: to_sympy(low) for s, (low, high) in ranges.items() if low == high}
    box = dict(game.box) | {s: ends for s, ends in ranges.items() if s not in fixed}
    relations = [] if not ranges else [r.subs(fixed) for r in game.parameter_relations]
    if sp.false in relations:
        return  # no value is inside the assumptions
    relations = [r for r in relations if r != sp.true]
    for player, gain in game.gains().items():
        if not is_partial(gain):
            continue
        found = undefined_point([gain.subs(fixed)], box, relations, effort=_EFFORT)
        if found.status == "undefined":
            raise GameError(
                f"the payoff of {player!r} is not defined everywhere",
                where=found.reason,
                fix="change the box or the payoff",
            )


def refuse_extreme_numbers(game: Game) -> None:
    """Raise `GameError` for numbers in gains that squares in floating point cannot hold.

    Raises
    ------
    GameError
        With the player and the number's size.
    """
    for player, gain in game.gains().items():
        for number in gain.atoms(sp.Rational):
            if _is_extreme(number):
                raise GameError(
                    f"the payoff of {player!r} has a number of about 10^{_size(number)}",
                    fix="measure payoffs in another unit: numbers from 10^-100 to 10^100",
                )


def refuse_extreme_boxes(game: Game, *, narrow: bool = False) -> None:
    """Raise `GameError` for boxes that floats cannot hold.

    Parameters
    ----------
    game : Game
    narrow : bool
        Refuse boxes that are too narrow as well.
    """
    for v, (low, high) in game.box.items():
        for number in (low, high, high - low):
            if _is_extreme(number) and (narrow or abs(number) > 1):
                raise GameError(
                    f"the box of {v} has a number or a width of about 10^{_size(number)}",
                    fix="measure it in another unit: numbers from 10^-100 to 10^100",
                )


def refuse_extreme_weights(weights: Mapping[str, Fraction]) -> None:
    """Raise `OptionError` for weights that squares in floating point cannot hold."""
    for player, weight in weights.items():
        if _is_extreme(weight):
            raise OptionError(
                f"the weight of {player!r} is about 10^{_size(weight)}",
                fix="only their ratio matters: use weights from 10^-100 to 10^100",
            )


def _is_extreme(number: Fraction) -> bool:
    return bool(number != 0 and not 1 <= abs(number) * _LARGEST <= _LARGEST**2)


def _size(number: Fraction) -> int:
    return round(math.log10(abs(int(number.numerator))) - math.log10(int(number.denominator)))
