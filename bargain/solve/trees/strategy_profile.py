r"""Profiles of pure strategies of a tree, with what they pay and where they lead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import sympy as sp

from bargain.errors import InputError
from bargain.frozen import FrozenDict
from bargain.game.expression import to_text
from bargain.game.trees.extensive_game import ExtensiveGame
from bargain.game.trees.strategic_form import expected_payoffs
from bargain.game.trees.tree_nodes import Chance, Move
from bargain.game.written import Action
from bargain.result import Result

__all__ = ["Belief", "StrategyProfile", "profile_of"]

#: What a player thinks at an information set: by the place's history in words, a probability.
Belief = Mapping[str, sp.Expr]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class StrategyProfile(Result):
    """A profile of pure strategies of a game in extensive form.

    Attributes
    ----------
    actions : mapping of information set to action
        By its name; also where it is not reached.
    strategies : mapping of player to mapping of information set to action
    payoffs : mapping of player to expression
        Expected payoffs.
    path : tuple of int
        Numbers of the places that are reached, for `bargain.plot.tree`.
    outcome : str
        The actions that are taken, and draws, in words.
    beliefs : mapping of information set to tuple of Belief
        Of `bargain.perfect_bayesian`, at sets of several places: one where it is reached (Bayes'
        rule), else the extreme points of all beliefs for which the action is best.
    """

    strategies: Mapping[str, Mapping[str, Action]]
    payoffs: Mapping[str, sp.Expr]
    path: tuple[int, ...]
    outcome: str
    beliefs: Mapping[str, tuple[Belief, ...]] = field(default_factory=FrozenDict)

    @property
    def actions(self) -> Mapping[str, Action]:
        """The action at each information set, by its name."""
        return {k: a for own in self.strategies.values() for k, a in own.items()}

    def __getitem__(self, player: str) -> Mapping[str, Action]:
        if player not in self.strategies:
            raise InputError(
                f"no player {player!r}", where=", ".join(self.strategies), fix="use a player's name"
            )
        return self.strategies[player]

    def at(self, values: Mapping[sp.Symbol, sp.Expr]) -> StrategyProfile:
        """The same with values put into the payoffs and beliefs."""

        def put(given: Mapping[str, sp.Expr]) -> FrozenDict:
            return FrozenDict({k: sp.sympify(v).subs(values) for k, v in given.items()})

        thought = {k: tuple(map(put, several)) for k, several in self.beliefs.items()}
        return replace(self, payoffs=put(self.payoffs), beliefs=FrozenDict(thought))

    def line(self) -> str:
        """The actions, the payoffs and the beliefs on one line."""
        plans = "; ".join(
            ", ".join(f"{k}: {a}" for k, a in own.items())
            for own in self.strategies.values()
            if own
        )
        paid = ", ".join(map(str, self.payoffs.values()))
        told = f"{plans or 'nothing to choose'}  with payoffs {paid}"
        for name, several in self.beliefs.items():
            points = " to ".join(
                "(" + ", ".join(to_text(p) for p in belief.values()) + ")" for belief in several
            )
            told += f"; beliefs at {name}: {points}"
        return told

    def summary(self) -> str:
        """The outcome, then the strategies."""
        return f"{self.outcome}\n{self.line()}"


def profile_of(
    game: ExtensiveGame,
    chosen: Mapping[int, Action],
    beliefs: Mapping[str, tuple[Belief, ...]] | None = None,
) -> StrategyProfile:
    """The profile in which an action is chosen at each information set.

    Parameters
    ----------
    game : ExtensiveGame
    chosen : mapping of int to action
        By number of the information set.
    beliefs : mapping of information set to tuple of Belief, optional
    """
    sets = game.information_sets
    strategies = {
        p: FrozenDict({s.name: chosen[k] for k, s in enumerate(sets) if s.player == p})
        for p in game.players
    }
    set_of = {p: k for k, s in enumerate(sets) for p in s.places}
    reached, steps, waiting = [], [], [0]
    while waiting:
        place = game.places[waiting.pop()]
        reached.append(place.number)
        below: list[Any] = list(place.children)
        if isinstance(place.node, Move):
            below = [(a, n) for a, n in below if a == chosen[set_of[place.number]]]
        if isinstance(place.node, Chance):
            below = [(a, n) for a, n in below if place.node.probabilities[a] != 0]
        if place.parent is not None:
            steps.append(str(place.history[-1]))
        waiting += [n for _, n in reversed(below)]
    return StrategyProfile(
        strategies=FrozenDict(strategies),
        payoffs=FrozenDict(expected_payoffs(game, chosen)),
        path=tuple(reached),
        outcome=", ".join(steps),
        beliefs=FrozenDict(beliefs or {}),
    )
