r"""Boxes whose ends depend on parameters, as unit boxes of shares.

A variable x in :math:`[l(θ), h(θ)]` is :math:`x = l + (h - l)\, t` with t in [0, 1]: every question
about x is one about its *share* t, wherever :math:`l \le h`. Statements are written in shares,
because the checker's boxes have numbers as ends; what is shown to users is in the game's own
variables again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

import sympy as sp

from bargain.game.alternatives import each_side
from bargain.game.auxiliary import free_name
from bargain.game.conditions import Condition
from bargain.game.feasible_set import fix_in, written_boxes
from bargain.game.game import Game

__all__ = ["Shares", "in_shares"]


@dataclass(frozen=True, slots=True)
class Shares:
    """What stands for the variables whose boxes depend on parameters; nothing in most games."""

    share: Mapping[sp.Symbol, sp.Symbol] = field(default_factory=dict)
    value: Mapping[sp.Symbol, sp.Expr] = field(default_factory=dict)  # of the variable
    ends: Mapping[sp.Symbol, tuple[sp.Expr, sp.Expr]] = field(default_factory=dict)

    def of_variables(self, given: Mapping[str, sp.Expr]) -> dict[str, sp.Expr]:
        """Suggested values of variables as values of their shares."""
        own = {v.name: v for v in self.share}
        found = {}
        for name, value in given.items():
            if name in own:
                low, high = self.ends[own[name]]
                found[self.share[own[name]].name] = sp.cancel((value - low) / (high - low))
            else:
                found[name] = value
        return found

    def in_variables(self, found: Mapping[str, object]) -> dict[str, Any]:
        """An agreement in shares in the game's variables; at numbers where these are there."""
        names = {t.name: v for v, t in self.share.items()}
        shown: dict[str, Any] = {}
        for name, share in found.items():
            if name not in names:
                shown[name] = share
                continue
            v = names[name]
            own = {s.name: s for end in self.ends[v] for s in end.free_symbols}
            share_of = sp.sympify(share)
            share_of = share_of.subs(
                {s: own[s.name] for s in share_of.free_symbols if s.name in own}
            )
            value = self.value[v].subs(self.share[v], share_of)
            known = {s: sp.sympify(found[s.name]) for s in value.free_symbols if s.name in found}
            shown[v.name] = sp.cancel(sp.together(value.subs(known)))
        return shown

    def at(self, point: Mapping[sp.Symbol, sp.Expr]) -> dict[sp.Symbol, sp.Expr]:
        """A point with the variables' values in place of their shares."""
        shares = set(self.share.values())
        own = {v: e.subs(point) for v, e in self.value.items()}
        return {s: x for s, x in point.items() if s not in shares} | own


def in_shares(game: Game, condition: Condition) -> tuple[Game, Condition, Shares]:
    """The same question about shares, for the variables whose boxes are not of numbers.

    Examples
    --------
    >>> x, y = sp.symbols("x y")
    >>> w = sp.Symbol("w", positive=True)
    >>> game = Game({"A": {x: (0, w)}, "B": {y: (0, 1)}}, {"A": x, "B": y})
    >>> from bargain.game.conditions import nash
    >>> in_shares(game, nash())[0].payoffs["A"]
    w*x_share
    """
    ends = {v: e for v, e in game.box.items() if any(end.free_symbols for end in e)}
    if not ends:
        return game, condition, Shares()
    taken = set(game.symbols)
    share = {}
    for v in ends:
        name = free_name(f"{v.name}_share", taken)
        taken.add(name)
        share[v] = sp.Symbol(name)
    value = {v: low + (high - low) * share[v] for v, (low, high) in ends.items()}

    def boxes(own: Mapping[sp.Symbol, tuple[sp.Expr, sp.Expr]]) -> dict[sp.Symbol, Any]:
        written = written_boxes(game, own)
        return {share.get(v, v): (0, 1) if v in share else written[v] for v in own}

    again = Game(
        actions={p: boxes(own) for p, own in game.actions.items()},
        payoffs={p: fix_in(u, value) for p, u in game.payoffs.items()},
        terms=boxes(game.terms),
        disagreement=game.disagreement,
        measures={
            m: {p: fix_in(e, value) for p, e in own.items()} for m, own in game.measures.items()
        },
        assumptions=game.assumptions,
        name=game.name,
        parameters=game.parameters,
        constraints=[
            type(k)(*(fix_in(side, value) for side in k.args), evaluate=False)
            for k in game.constraints
        ],
    )
    return again, _about(condition, game, value), Shares(share, value, ends)


def _about(part: object, game: Game, value: Mapping[sp.Symbol, sp.Expr]) -> Any:
    """A condition, or a part of one, with values put in for variables."""
    if isinstance(part, Condition) and is_dataclass(part):
        own = {f.name: getattr(part, f.name) for f in fields(part) if f.init}
        return replace(part, **{name: _about(x, game, value) for name, x in own.items()})
    if isinstance(part, (tuple, list)):
        return type(part)(_about(x, game, value) for x in part)
    if not isinstance(part, sp.Basic):
        return part
    for symbol in part.free_symbols:
        if symbol.name in game.symbols:
            game.symbol(symbol)  # refuses a namesake with other assumptions
    if isinstance(part, sp.Expr):
        return fix_in(part, value)
    return each_side(part, lambda side: fix_in(side, value))
