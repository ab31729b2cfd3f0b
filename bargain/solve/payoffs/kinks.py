r"""Payoffs that are not smooth: kinks, jumps, and functions without numbers.

A *kink* is `Max`, `Min` or `Abs` of the variables; a *break* is a payoff in cases (`Piecewise`,
a step), which may jump. Newton's method knows neither;
`bargain.solve.bargaining.cases.payoff_cases` writes both as smooth problems.
"""

from __future__ import annotations

import sympy as sp
from sympy.functions.elementary.hyperbolic import HyperbolicFunction
from sympy.functions.elementary.trigonometric import TrigonometricFunction

from bargain.errors import GameError
from bargain.game.feasible_set import refuse_feasible_sets
from bargain.game.game import Game

__all__ = [
    "KINKS", "has_breaks", "has_kinks", "in_cases", "is_smooth", "refuse_breaks",
    "refuse_functions",
]  # fmt: skip

KINKS = (sp.Max, sp.Min, sp.Abs)
_BREAKS = (sp.Piecewise, sp.Heaviside, sp.sign, sp.floor, sp.ceiling, sp.DiracDelta)
_COMPUTED = (
    sp.exp, sp.log, *KINKS, TrigonometricFunction, HyperbolicFunction, sp.asin,
    sp.acos, sp.atan, sp.asinh, sp.acosh, sp.atanh,
)  # fmt: skip


def has_kinks(game: Game) -> bool:
    """Whether some gain has a kink in the variables."""
    return any(k.has(*game.variables) for gain in game.gains().values() for k in gain.atoms(*KINKS))


def in_cases(expression: sp.Expr) -> sp.Expr:
    """The expression with kinks written as cases; none inside another.

    Examples
    --------
    >>> x, y = sp.symbols("x y")
    >>> in_cases(1 + sp.Min(x, y))
    Piecewise((x, -x + y >= 0), (y, True)) + 1
    >>> in_cases(sp.Abs(x))
    Piecewise((x, 2*x >= 0), (-x, True))
    """

    def cases(sign: int, *values: sp.Expr) -> sp.Expr:
        first, *rest = values
        if not rest:
            return first
        second, *others = rest
        kept = [cases(sign, value, *others) for value in (first, second)]
        condition = sp.Ge(sign * (first - second), 0)
        return sp.Piecewise((kept[0], condition), (kept[1], True), evaluate=False)

    plain = expression.replace(sp.Abs, lambda a: sp.Max(a, -a))
    plain = plain.replace(sp.Max, lambda *values: cases(1, *values))
    return plain.replace(sp.Min, lambda *values: cases(-1, *values))


def has_breaks(game: Game) -> bool:
    """Whether some gain is in cases of the variables."""
    return any(
        k.has(*game.variables) for gain in game.gains().values() for k in gain.atoms(*_BREAKS)
    )


def is_smooth(game: Game) -> bool:
    """Whether agreements form a box, and gains have neither kinks nor cases on it."""
    return not (game.constraints or game.choices or has_kinks(game) or has_breaks(game))


def refuse_functions(game: Game) -> None:
    """Refuse payoffs with functions that numpy does not have.

    Raises
    ------
    GameError
        Naming the sub-expression.
    """
    for player, gain in game.gains().items():
        for part in sorted(gain.atoms(sp.Function), key=sp.default_sort_key):
            if not isinstance(part, (*_COMPUTED, *_BREAKS)):
                raise GameError(
                    f"the payoff of {player!r} uses {type(part).__name__}",
                    where=str(part),
                    fix="use + - * /, powers, sqrt, log, exp, max, "
                    "min, abs, Piecewise or trigonometric functions",
                )


def refuse_breaks(game: Game) -> None:
    """Refuse feasible sets that are no boxes, payoffs in cases, and functions without numbers.

    Raises
    ------
    GameError
        Naming the sub-expression.
    """
    refuse_feasible_sets(game, "the solver")
    for player, gain in game.gains().items():
        for part in sorted(gain.atoms(*_BREAKS), key=sp.default_sort_key):
            if part.has(*game.variables):
                raise GameError(
                    f"the payoff of {player!r} has jumps or cases",
                    where=str(part),
                    fix="use smooth payoffs, max, min or abs, or ask decide(…)",
                )
    refuse_functions(game)
