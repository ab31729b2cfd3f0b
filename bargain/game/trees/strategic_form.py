r"""The strategic form of a game in extensive form (von Neumann 1928; Kuhn 1953).

A pure strategy names an action at every information set of its player, reached or not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from math import prod

import numpy as np
import sympy as sp

from bargain.errors import GameError
from bargain.game.tables.finite_game import FiniteGame
from bargain.game.tables.payoff_entry import exact_entry
from bargain.game.trees.tree_nodes import Chance, End, Move
from bargain.game.trees.tree_places import TreeParts
from bargain.game.written import Action

__all__ = ["expected_payoffs", "strategic_form"]

_MOST = 100_000
#: The one strategy of a player who never moves.
IDLE = "no move"


def expected_payoffs(
    game: TreeParts, chosen: Mapping[int, Action], root: int = 0
) -> dict[str, sp.Expr]:
    """Expected payoffs from a place on, where an action is chosen at each information set.

    Parameters
    ----------
    game : ExtensiveGame
    chosen : mapping of int to action
        By number of the information set; those that are reached at least.
    root : int, default 0
    """
    set_of = {p: k for k, s in enumerate(game.information_sets) for p in s.places}

    def value(number: int) -> tuple[sp.Expr, ...]:
        place = game.places[number]
        node, children = place.node, dict(place.children)
        if isinstance(node, End):
            return tuple(sp.sympify(node.payoffs[p]) for p in game.players)
        if isinstance(node, Move):
            return value(children[chosen[set_of[number]]])
        assert isinstance(node, Chance)
        parts = [
            [sp.sympify(p) * u for u in value(children[a])]
            for a, p in node.probabilities.items()
            if p != 0
        ]
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
