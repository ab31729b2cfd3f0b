r"""Actions that every equilibrium leaves at an end, and actions that matter to nobody's choice.

1. Where the slope :math:`\partial u_p/\partial v` has one sign on the whole box, v is at one end in
   every equilibrium, and may be put there (strict dominance). It may be 0 at single values of v:
   that is so if it is nowhere of the other sign and not 0 at one end of v, being analytic in v.
2. Where the payoff of its owner does not depend on v, nor the slope of any other action, the
   equilibria are those of the game without v, each with every value of v.

Both are done again and again: what is idle may be so only once others are at their ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sympy as sp

from bargain.check.certificate import CertificateError
from bargain.errors import BargainError
from bargain.game.game import Game
from bargain.solve.continuous.kkt_system import kkt_system

__all__ = ["Fewer", "with_fewer_actions"]

_KINKS = (sp.Abs, sp.Max, sp.Min, sp.Piecewise, sp.sign)


@dataclass(frozen=True, slots=True)
class Fewer:
    """A game without the actions that are settled.

    Attributes
    ----------
    game : Game or None
        None if no action is left.
    fixed : mapping of action to number
        At an end in every equilibrium.
    idle : tuple of Symbol
        Any value serves.
    """

    game: Game | None
    fixed: Mapping[sp.Symbol, sp.Expr]
    idle: tuple[sp.Symbol, ...]


def with_fewer_actions(game: Game) -> Fewer:
    """Take away actions that are at an end, or idle, in every equilibrium.

    Parameters
    ----------
    game : Game
        With numbers, without terms and constraints; smooth payoffs.

    Examples
    --------
    >>> x, y = sp.symbols("x y")
    >>> game = Game({"A": {x: (0, 1)}, "B": {y: (0, 1)}}, {"A": -x - x**2*y, "B": x*y})
    >>> found = with_fewer_actions(game)
    >>> found.game, found.fixed, found.idle
    (None, {x: 0}, (y,))
    """
    fixed: dict[sp.Symbol, sp.Expr] = {}
    idle: list[sp.Symbol] = []
    left: Game | None = game
    while left is not None:
        ends = _at_an_end(left)
        free = [] if ends else _idle(left)
        if not ends and not free:
            break
        fixed |= ends
        idle += free
        gone = ends | {v: game.box[v][0] for v in free}
        left = _without(left, gone)
    return Fewer(left, fixed, tuple(idle))


def _without(game: Game, gone: Mapping[sp.Symbol, sp.Expr]) -> Game | None:
    actions = {p: {v: game.box[v] for v in game.own(p) if v not in gone} for p in game.players}
    if not any(actions.values()):
        return None
    payoffs = {p: sp.expand(u.subs(gone)) for p, u in game.payoffs.items()}
    return Game(actions, payoffs)


def _at_an_end(game: Game) -> dict[sp.Symbol, sp.Expr]:
    """One action whose slope has one sign on the box, with its best value."""
    try:
        system = kkt_system(game)
        for k, v in enumerate(system.variables):
            whole = list(system.rules.box)
            low, high = system.rules.tape.values(whole, system.slope[k])[0]
            if low < 0 < high or (low == 0 == high):
                continue
            smooth = not system.game.payoffs[system.players[system.owner[k]]].has(*_KINKS)
            for end in whole[k] if smooth else ():
                whole[k] = (end, end)
                least, most = system.rules.tape.values(whole, system.slope[k])[0]
                if least > 0 or most < 0:
                    return {v: game.box[v][1] if least > 0 else game.box[v][0]}
    except (CertificateError, BargainError):
        return {}
    return {}


def _idle(game: Game) -> list[sp.Symbol]:
    owner = {v: p for p in game.players for v in game.own(p)}
    slopes = {v: sp.expand(sp.diff(game.payoffs[p], v)) for v, p in owner.items()}
    return [
        v for v in owner
        if slopes[v] == 0 and not any(s.has(v) for w, s in slopes.items() if w != v)
    ][:1]  # fmt: skip
