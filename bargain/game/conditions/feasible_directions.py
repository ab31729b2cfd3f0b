r"""First-order conditions on a feasible set: slopes along feasible directions.

At a maximiser y of f no feasible direction d has :math:`d \cdot \nabla f(y) > 0`. A direction is
feasible if it is not *blocked*: no variable that it moves is at the end of its box towards which it
moves, and every constraint either has slack at y or is linear and not tightened by d. No constraint
qualification is needed, since the directions are given: one variable up or down, or two variables
against each other along a linear constraint (a unit of one good for another within a budget).

Unblocked directions span a convex cone of feasible directions. So for a Pareto efficient agreement
one set of weights serves all of them (Gordan's theorem), and for a payoff with kinks one member of
the generalised gradient does (the minimax theorem).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

import sympy as sp

from bargain.game.conditions.clauses import Clause
from bargain.game.feasible_set import slack
from bargain.game.game import Game
from bargain.game.pieces import either

__all__ = ["feasible_directions"]

Direction = dict[sp.Symbol, sp.Expr]
_MOST_PAIRS = 12


def feasible_directions(
    slopes: Mapping[sp.Symbol, sp.Expr], game: Game, name: str, because: str
) -> Iterator[Clause]:
    """For each direction: it is blocked, or the slope along it is not positive.

    Examples
    --------
    >>> x, y = sp.symbols("x y")
    >>> game = Game({"one": {x: (0, 1)}, "two": {y: (0, 1)}}, {"one": x, "two": y},
    ...             constraints=[x + y <= 1])
    >>> for clause in feasible_directions({x: sp.S(1)}, game, "best", "because"):
    ...     print(clause.name, "|", clause.relation)
    best: no gain from raising x | (x - 1 >= 0) | (-x - y + 1 <= 0)
    """
    free = [v for v in slopes if v not in game.choices]
    for d in _directions(free, game):
        blocked = _blocked(d, game)
        if blocked is None:
            continue
        slope = sp.Le(sum(step * slopes[v] for v, step in d.items()), 0, evaluate=False)
        relation = either([*blocked, slope])
        if relation != sp.true:
            moves = ", ".join(
                f"{'raising' if step > 0 else 'lowering'} {v}" for v, step in d.items()
            )
            yield Clause(name=f"{name}: no gain from {moves}", because=because, relation=relation)


def _directions(free: list[sp.Symbol], game: Game) -> Iterator[Direction]:
    for v in free:
        yield {v: sp.S.One}
        yield {v: sp.S.NegativeOne}
    seen: set[tuple[sp.Symbol, sp.Symbol, sp.Expr]] = set()
    for constraint in game.constraints:
        steps = _gradient(slack(constraint), free)
        if steps is None:
            continue
        for v, w in combinations([u for u in free if steps[u] != 0], 2):
            ratio = steps[v] / steps[w]
            if (v, w, ratio) in seen or len(seen) >= _MOST_PAIRS:
                continue
            seen.add((v, w, ratio))
            yield {v: sp.S.One, w: -ratio}
            yield {v: sp.S.NegativeOne, w: ratio}


def _gradient(expression: sp.Expr, free: list[sp.Symbol]) -> Direction | None:
    """The slopes in some variables, if they are numbers."""
    found = {v: sp.diff(expression, v) for v in free}
    return found if all(s.is_Rational for s in found.values()) else None


def _blocked(d: Direction, game: Game) -> list[sp.Basic] | None:
    """Relations of which one holds where the direction is blocked; None if it always is."""
    found: list[sp.Basic] = []
    for v, step in d.items():
        low, high = game.box[v]
        end = sp.Ge(v - high, 0, evaluate=False) if step > 0 else sp.Le(v - low, 0, evaluate=False)
        found.append(end)
    for constraint in game.constraints:
        if constraint.rel_op in ("<", ">") or not constraint.free_symbols & set(d):
            continue  # a strict one has slack wherever it holds
        room = slack(constraint)
        steps = _gradient(room, list(d))
        change = None if steps is None else sum(steps[v] * step for v, step in d.items())
        if isinstance(constraint, sp.Eq):
            if change != 0:
                return None
        elif change is None or change < 0:
            found.append(sp.Le(room, 0, evaluate=False))
    return found
