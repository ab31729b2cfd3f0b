r"""Profiles of strategies of a tree, with what they pay and where they lead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import sympy as sp

from bargain.errors import InputError
from bargain.frozen import FrozenDict
from bargain.game.expression import to_text
from bargain.game.trees.extensive_game import ExtensiveGame
from bargain.game.trees.strategic_form import Chosen, expected_payoffs
from bargain.game.trees.tree_nodes import Chance, Move
from bargain.game.written import Action
from bargain.result import Result
from bargain.solve.cases.letter_vertices import quotient

__all__ = ["Belief", "StrategyProfile", "profile_of", "told", "words_of"]

#: What a player thinks at an information set: by the place's history in words, a probability.
Belief = Mapping[str, sp.Expr]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class StrategyProfile(Result):
    """A profile of behaviour strategies of a game in extensive form; most often of pure ones.

    Attributes
    ----------
    actions : mapping of information set to action, or to probabilities
        By its name; also where it is not reached. Where a player mixes, a mapping of each action
        that is used to its probability.
    strategies : mapping of player to mapping of information set to action, or to probabilities
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

    strategies: Mapping[str, Mapping[str, Chosen]]
    payoffs: Mapping[str, sp.Expr]
    path: tuple[int, ...]
    outcome: str
    beliefs: Mapping[str, tuple[Belief, ...]] = field(default_factory=FrozenDict)

    @property
    def actions(self) -> Mapping[str, Chosen]:
        """What is done at each information set, by its name."""
        return {k: a for own in self.strategies.values() for k, a in own.items()}

    def __getitem__(self, player: str) -> Mapping[str, Chosen]:
        if player not in self.strategies:
            raise InputError(
                f"no player {player!r}", where=", ".join(self.strategies), fix="use a player's name"
            )
        return self.strategies[player]

    @property
    def is_pure(self) -> bool:
        """Whether nobody mixes."""
        return not any(isinstance(done, Mapping) for done in self.actions.values())

    def at(self, values: Mapping[sp.Symbol, sp.Expr]) -> StrategyProfile:
        """The same with values put into the probabilities, payoffs and beliefs."""

        def put(given: Mapping[Any, sp.Expr]) -> FrozenDict:
            return FrozenDict({k: sp.sympify(v).subs(values) for k, v in given.items()})

        done = {
            p: FrozenDict({k: put(a) if isinstance(a, Mapping) else a for k, a in own.items()})
            for p, own in self.strategies.items()
        }
        thought = {k: tuple(map(put, several)) for k, several in self.beliefs.items()}
        return replace(
            self,
            strategies=FrozenDict(done),
            payoffs=put(self.payoffs),
            beliefs=FrozenDict(thought),
        )

    def line(self) -> str:
        """The actions, the payoffs and the beliefs on one line."""
        plans = "; ".join(
            ", ".join(f"{k}: {told(a)}" for k, a in own.items())
            for own in self.strategies.values()
            if own
        )
        paid = ", ".join(map(str, self.payoffs.values()))
        whole = f"{plans or 'nothing to choose'}  with payoffs {paid}"
        for name, several in self.beliefs.items():
            points = " to ".join(
                "(" + ", ".join(to_text(p) for p in belief.values()) + ")" for belief in several
            )
            whole += f"; beliefs at {name}: {points}"
        return whole

    def summary(self) -> str:
        """The outcome, then the strategies."""
        return f"{self.outcome}\n{self.line()}"


def told(done: Chosen) -> str:
    """An action, or each one that is used with its probability."""
    if not isinstance(done, Mapping):
        return str(done)
    return "(" + ", ".join(f"{a} {to_text(p)}" for a, p in done.items()) + ")"


def words_of(game: ExtensiveGame, plan: Iterable[tuple[int, Action]]) -> str:
    """An action at each of some information sets, by number, in words."""
    sets = game.information_sets
    return "(" + "; ".join(f"{sets[k].name}: {a}" for k, a in plan) + ")"


def profile_of(
    game: ExtensiveGame,
    chosen: Mapping[int, Chosen],
    beliefs: Mapping[str, tuple[Belief, ...]] | None = None,
) -> StrategyProfile:
    """The profile in which something is chosen at each information set.

    Parameters
    ----------
    game : ExtensiveGame
    chosen : mapping of int to action, or to a mapping of action to positive probability
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
            done = chosen[set_of[place.number]]
            used = done if isinstance(done, Mapping) else (done,)
            below = [(a, n) for a, n in below if a in used]
        if isinstance(place.node, Chance):
            below = [(a, n) for a, n in below if place.node.probabilities[a] != 0]
        if place.parent is not None:
            steps.append(str(place.history[-1]))
        waiting += [n for _, n in reversed(below)]
    paid = expected_payoffs(game, chosen)
    if any(isinstance(done, Mapping) for done in chosen.values()):
        paid = {p: quotient(u) for p, u in paid.items()}
    return StrategyProfile(
        strategies=FrozenDict(strategies),
        payoffs=FrozenDict(paid),
        path=tuple(reached),
        outcome=", ".join(steps),
        beliefs=FrozenDict(beliefs or {}),
    )
