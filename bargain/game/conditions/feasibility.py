"""That an agreement is feasible, and that something holds of all feasible deviations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import sympy as sp
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanAtom

from bargain.game.alternatives import one_of
from bargain.game.conditions.clauses import Clause
from bargain.game.conditions.slopes import boxed
from bargain.game.expression import to_text
from bargain.game.feasible_set import choices_of, infeasible
from bargain.game.game import Game
from bargain.game.pieces import either, has_pieces

__all__ = ["feasible_clauses", "for_all_feasible", "has_best_reply"]


def feasible_clauses(game: Game) -> list[Clause]:
    """What an agreement satisfies beside the boxes: constraints, and lists of values."""
    found = [Clause(name=f"feasible: {to_text(k)}", relation=k) for k in game.constraints]
    for v, values in game.choices.items():
        one_of = either(sp.Eq(v - value, 0, evaluate=False) for value in values)
        found.append(Clause(name=f"{v} takes a value of its list", relation=one_of))
    return found


def for_all_feasible(
    game: Game,
    renamed: Mapping[sp.Symbol, sp.Symbol],
    name: str,
    relation: Callable[[Mapping[sp.Symbol, sp.Expr]], sp.Basic],
) -> Iterator[Clause]:
    """Clauses that a relation holds of all feasible values of some variables, others fixed.

    Parameters
    ----------
    game : Game
    renamed : mapping of Symbol to Symbol
        The variables, each with a symbol for its other value.
    name : str
        Of the clauses.
    relation : function of the other values
        What has to hold of them.
    """
    for values in choices_of(game, renamed):
        other = {**renamed, **values}
        shown = ", ".join(f"{v}={value}" for v, value in values.items())
        outside, held = infeasible(game, other), relation(other)
        if outside:
            joined = either if isinstance(held, (Relational, BooleanAtom)) else one_of
            held = joined([*outside, held])
        yield Clause(
            name=f"{name} to {shown}" if shown else name,
            bound=boxed(game, {v: z for v, z in renamed.items() if v not in values}),
            relation=held,
        )


def has_best_reply(game: Game, player: str) -> bool:
    """Whether a maximiser of the payoff over the own feasible actions is sure to exist.

    They are compact and the payoff is continuous; listed values are corners.
    """
    own = set(game.own(player))
    open_ones = [k for k in game.constraints if k.rel_op in ("<", ">") and k.free_symbols & own]
    return not (has_pieces(game.payoffs[player]) or open_ones or own & set(game.choices))
