r"""A game beside itself with other parameters: two outcomes in one question.

The twin of a game has every player twice. The second copies have their own actions and payoffs, at
other parameters, and nothing that one copy does matters to the other. So what holds of the first
copies and what holds of the second are conditions on one agreement :math:`(y, y')`, and relations
may compare them: "at the larger :math:`a` the equilibrium effort is larger".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Generic, TypeVar, cast

import sympy as sp

from bargain.errors import OptionError
from bargain.exact import exact_expression
from bargain.game.alternatives import each_side
from bargain.game.auxiliary import free_name
from bargain.game.feasible_set import written_boxes
from bargain.game.game_parts import GameParts

__all__ = ["Copy", "Twin", "twin_of"]

_Whole = TypeVar("_Whole", bound=GameParts)


_Told = TypeVar("_Told")


@dataclass(frozen=True, slots=True)
class Copy:
    """One of the two copies: what the original's players and symbols are called in it.

    Called with an expression, relation or condition of the original it says it of this copy;
    ``copy[y]`` is the copy's own symbol.
    """

    players: Mapping[str, str]
    symbols: Mapping[sp.Symbol, sp.Expr] = field(default_factory=dict)

    def __getitem__(self, symbol: sp.Symbol | str) -> sp.Expr:
        """The copy's own symbol, or what stands for a parameter in it."""
        for own, copied in self.symbols.items():
            if symbol in (own, own.name):
                return copied
        raise OptionError(f"{symbol} is no symbol of the game", fix="give a symbol of the game")

    def __call__(self, said: _Told) -> _Told:
        """The same said of this copy."""
        told: Any = said
        if isinstance(told, sp.Expr):
            return cast("_Told", told.xreplace(dict(self.symbols)))
        if isinstance(told, sp.Basic):
            changed = each_side(told, lambda side: side.xreplace(dict(self.symbols)))
            return cast("_Told", changed)
        return cast("_Told", told.in_copy(self.players, self.symbols))


@dataclass(frozen=True, slots=True)
class Twin(Generic[_Whole]):
    """Two copies of a game in one.

    Attributes
    ----------
    game : Game
        Both copies as one game.
    first, second : Copy
        The original, and its copy at the other parameters.
    """

    game: _Whole
    first: Copy
    second: Copy

    def both(self, condition: _Told) -> _Told:
        """The condition of each of the two copies."""
        one: Any = self.first(condition)
        return cast("_Told", one & self.second(condition))


def twin_of(
    game: GameParts, changes: Mapping[sp.Symbol | str, Any], make: Callable[..., _Whole]
) -> Twin[_Whole]:
    """A game beside itself; see `bargain.game.game.Game.twin`."""
    put = {game._table.find(key): exact_expression(value) for key, value in changes.items()}
    if wrong := [s for s in put if s in game.box]:
        raise OptionError(
            f"{wrong[0]} is a variable, and each copy has its own",
            where="twin",
            fix="change parameters: game.twin({a: a_2})",
        )
    taken = {*game._table.by_name, *(s.name for e in put.values() for s in e.free_symbols)}
    own: dict[sp.Symbol, sp.Expr] = {}
    for v in game.variables:
        name = free_name(f"{v.name}_2", taken)
        taken.add(name)
        own[v] = sp.Symbol(name, **_assumed(v))
    players: dict[str, str] = {}
    for p in game.players:
        players[p] = free_name(f"{p}_2", {*game.players, *players.values()})
    second = Copy(MappingProxyType(players), MappingProxyType({**_same(game), **put, **own}))
    first = Copy(MappingProxyType({p: p for p in game.players}), MappingProxyType(_same(game)))

    def doubled(expressions: Mapping[str, sp.Expr]) -> dict[str, sp.Expr]:
        return {**expressions, **{players[p]: second(e) for p, e in expressions.items()}}

    def boxes(box: Mapping[sp.Symbol, Any]) -> dict[sp.Symbol, Any]:
        return {
            own[v]: list(game.choices[v]) if v in game.choices else tuple(map(second, ends))
            for v, ends in box.items()
        }

    both = make(
        actions={
            **{p: written_boxes(game, box) for p, box in game.actions.items()},
            **{players[p]: boxes(box) for p, box in game.actions.items()},
        },
        payoffs=doubled(game.payoffs),
        terms={**written_boxes(game, game.terms), **boxes(game.terms)},
        constraints=[*game.constraints, *map(second, game.constraints)],
        disagreement=doubled(game.disagreement),
        measures={m: doubled(e) for m, e in game.measures.items()},
        assumptions=list(dict.fromkeys((*game.assumptions, *map(second, game.assumptions)))),
        parameters=list(
            dict.fromkeys(s for p in game.parameters for s in (p, *second(p).free_symbols))
        ),
        name=f"{game.name}, twice" if game.name else "",
    )
    return Twin(both, first, second)


def _same(game: GameParts) -> dict[sp.Symbol, sp.Expr]:
    return {s: s for s in (*game.variables, *game.parameters)}


def _assumed(symbol: sp.Symbol) -> dict[str, bool]:
    return {k: v for k, v in symbol._assumptions_orig.items() if k != "commutative"}
