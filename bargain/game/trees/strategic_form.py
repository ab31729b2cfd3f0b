r"""The strategic form of a game in extensive form (von Neumann 1928; Kuhn 1953).

A pure strategy names an action at every information set of its player, reached or not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from math import prod
from typing import TypeAlias

import numpy as np
import sympy as sp

from bargain.errors import GameError
from bargain.game.tables.finite_game import FiniteGame
from bargain.game.tables.payoff_entry import exact_entry
from bargain.game.trees.tree_nodes import Chance, End, Move
from bargain.game.trees.tree_places import TreeParts
from bargain.game.written import Action, Exact

__all__ = ["Chosen", "expected_payoffs", "strategic_form"]

#: What is done at an information set: an action, or a probability for each.
Chosen: TypeAlias = Action | Mapping[Action, sp.Expr]
_MOST = 100_000
#: The one strategy of a player who never moves.
IDLE = "no move"


def expected_payoffs(
    game: TreeParts, chosen: Mapping[int, Chosen], root: int = 0
) -> dict[str, sp.Expr]:
    """Expected payoffs from a place on, where something is chosen at each information set.

    Parameters
    ----------
    game : ExtensiveGame
    chosen : mapping of int to action, or to a mapping of action to probability
        By number of the information set; those that are reached at least.
    root : int, default 0

    Examples
    --------
    >>> import bargain as bg
    >>> tree = bg.ExtensiveGame(bg.move("A", {"l": bg.end({"A": 1}), "r": bg.end({"A": 5})}))
    >>> p = sp.Symbol("p")
    >>> expected_payoffs(tree, {0: "r"}), expected_payoffs(tree, {0: {"l": p, "r": 1 - p}})
    ({'A': 5}, {'A': 5 - 4*p})
    """
    set_of = {p: k for k, s in enumerate(game.information_sets) for p in s.places}

    def value(number: int) -> tuple[sp.Expr, ...]:
        place = game.places[number]
        node, children = place.node, dict(place.children)
        if isinstance(node, End):
            return tuple(sp.sympify(node.payoffs[p]) for p in game.players)
        odds: Mapping[Action, Exact]
        if isinstance(node, Move):
            taken = chosen[set_of[number]]
            if not isinstance(taken, Mapping):
                return value(children[taken])
            odds = taken
        else:
            assert isinstance(node, Chance)
            odds = node.probabilities
        parts = [[sp.sympify(p) * u for u in value(children[a])] for a, p in odds.items() if p != 0]
        return tuple(sp.expand(sp.Add(*column)) for column in zip(*parts, strict=True))

    return dict(zip(game.players, value(root), strict=True))


def strategic_form(game: TreeParts) -> FiniteGame:
    """All pure strategies and their expected payoffs."""
    own = {
        p: [k for k, s in enumerate(game.information_sets) if s.player == p] for p in game.players
    }
    sizes = [prod(len(game.information_sets[k].actions) for k in own[p]) for p in game.players]
    if prod(sizes) * len(sizes) > _MOST:
        raise GameError(
            f"the strategic form has {prod(sizes)} profiles of pure strategies",
            where=repr(game),
            fix="use bg.subgame_perfect, which works on the tree",
        )
    strategies = {
        p: list(product(*(game.information_sets[k].actions for k in own[p]))) for p in game.players
    }
    tables = {p: np.empty(sizes, dtype=object) for p in game.players}
    for at in np.ndindex(*sizes):
        chosen: dict[int, Action] = {}
        for player, index in zip(game.players, at, strict=True):
            chosen |= dict(zip(own[player], strategies[player][index], strict=True))
        for player, payoff in expected_payoffs(game, chosen).items():
            tables[player][at] = exact_entry(payoff, "strategic form")
    labels = {p: _labels(strategies[p]) for p in game.players}
    return FiniteGame(game.players, labels, tables, game.assumptions, game.name)


def _labels(strategies: Sequence[tuple[Action, ...]]) -> list[Action]:
    if strategies == [()]:
        return [IDLE]
    if len(strategies[0]) == 1:
        return [only for (only,) in strategies]
    texts = ["/".join(map(str, s)) for s in strategies]
    return list(texts) if len(set(texts)) == len(texts) else list(strategies)
