"""What a finite game consists of, once it was made: read by all that show, store or export it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product

import numpy as np
import sympy as sp

from bargain.errors import GameError
from bargain.game.written import Action, Exact

__all__ = ["TableParts"]


class TableParts:
    """The parts of a `bargain.FiniteGame`, which alone makes them."""

    __slots__ = (
        "actions",
        "assumptions",
        "disagreement",
        "name",
        "parameters",
        "payoffs",
        "players",
        "shape",
    )

    players: tuple[str, ...]
    actions: dict[str, tuple[Action, ...]]
    payoffs: dict[str, np.ndarray]
    assumptions: tuple[sp.Basic, ...]
    disagreement: dict[str, Exact]
    name: str
    shape: tuple[int, ...]
    parameters: tuple[sp.Symbol, ...]

    @property
    def is_numeric(self) -> bool:
        """Whether every payoff is a rational number."""
        return all(isinstance(x, Fraction) for t in self.payoffs.values() for x in t.flat)

    @property
    def parameter_relations(self) -> tuple[sp.Basic, ...]:
        """What is assumed of the parameters, as relations: of their symbols, then the rest."""
        from bargain.game.symbol_table import assumption_relations

        return (*assumption_relations(self.parameters), *self.assumptions)

    def numeric_payoffs(self, purpose: str = "this solver") -> tuple[np.ndarray, ...]:
        """Return the payoff tables in player order, all entries Fractions.

        Raises
        ------
        GameError
            If an entry is symbolic or irrational; the message names it.
        """
        for player, table in self.payoffs.items():
            if all(type(entry) is Fraction for entry in table.flat):
                continue
            for at in np.ndindex(self.shape):
                entry: Exact = table[at]
                if isinstance(entry, Fraction):
                    continue
                profile = ", ".join(
                    str(self.actions[p][k]) for p, k in zip(self.players, at, strict=True)
                )
                free = sorted(s.name for s in entry.free_symbols)
                raise GameError(
                    f"{purpose} needs rational payoffs, and {player!r} has {entry}",
                    where=f"profile ({profile})",
                    fix=f"give values with game.at({{{', '.join(repr(f) + ': …' for f in free)}}})"
                    if free
                    else "round explicitly with game.rationalise()",
                )
        return tuple(self.payoffs[p] for p in self.players)

    def profiles(self) -> Iterator[tuple[Action, ...]]:
        """Iterate over the pure action profiles, as labels, last player fastest."""
        return product(*(self.actions[p] for p in self.players))

    def payoff(self, player: str, *profile: Action) -> Exact:
        """Return the payoff of a player at a pure profile given by its action labels.

        Raises
        ------
        GameError
            If the player or a label is unknown.
        """
        if player not in self.payoffs:
            raise GameError(
                f"no player {player!r}", where=", ".join(self.players), fix="use a player's name"
            )
        if len(profile) != len(self.players):
            raise GameError(
                f"{len(profile)} actions for {len(self.players)} players",
                where=f"{profile}",
                fix="give one action label per player, in player order",
            )
        index = (self.position(p, a) for p, a in zip(self.players, profile, strict=True))
        entry: Exact = self.payoffs[player][tuple(index)]
        return entry

    def position(self, player: str, label: Action) -> int:
        """The position of an action in the player's list of labels."""
        if player not in self.actions:
            raise GameError(
                f"no player {player!r}", where=", ".join(self.players), fix="use a player's name"
            )
        if label not in self.actions[player]:
            raise GameError(
                f"{player!r} has no action {label!r}",
                where=", ".join(map(str, self.actions[player])),
                fix="use an action label",
            )
        return self.actions[player].index(label)
