r"""What coalitions are worth: a game :math:`(N, v)` in characteristic form, with letters.

A coalition is a player or a tuple of players. A coalition that is left out is worth 0, and results
name those that were; the coalition of all players has to be given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import sympy as sp

from bargain.errors import LimitReached, OptionError
from bargain.exact import exact_expression
from bargain.game.conditions.condition import Number

__all__ = ["Coalition", "Worths"]

Coalition = frozenset[str]
_MOST = 12


@dataclass(frozen=True, slots=True)
class Worths:
    """The worth of every coalition.

    Attributes
    ----------
    players : tuple of str
        In the order in which they are first named.
    given : mapping of frozenset of str to sympy.Expr
    """

    players: tuple[str, ...]
    given: Mapping[Coalition, sp.Expr]

    @classmethod
    def read(cls, values: Mapping[str | tuple[str, ...], Number], where: str) -> Worths:
        """Read a mapping of coalitions to numbers or expressions.

        Raises
        ------
        OptionError
            If a coalition is none, is given twice, or that of all players is missing.
        LimitReached
            For more players than coalitions can be gone through of.
        """
        if not isinstance(values, Mapping) or not values:
            raise OptionError(
                "there are no worths", where=where, fix="write {('A', 'B'): v, 'A': 0, …}"
            )
        players: dict[str, None] = {}
        given: dict[Coalition, sp.Expr] = {}
        for coalition, worth in values.items():
            members = (coalition,) if isinstance(coalition, str) else tuple(coalition)
            key = frozenset(members)
            if not key or len(key) < len(members) or key in given:
                raise OptionError(f"{coalition!r} is no coalition, or is given twice", where=where)
            if odd := [p for p in members if not isinstance(p, str)]:
                raise OptionError(
                    f"{odd[0]!r} is no name of a player", where=where, fix="use texts"
                )
            players |= dict.fromkeys(members)
            given[key] = exact_expression(worth)
        if len(players) > _MOST:
            raise LimitReached(
                f"{len(players)} players have too many coalitions", where=where,
                fix=f"at most {_MOST} players are gone through",
            )  # fmt: skip
        if frozenset(players) not in given:
            raise OptionError(
                "the worth of all players together is missing", where=where,
                fix=f"add {tuple(players)!r}: v",
            )  # fmt: skip
        return cls(tuple(players), given)

    def worth(self, members: Iterable[str]) -> sp.Expr:
        """What a coalition is worth."""
        return self.given.get(frozenset(members), sp.S.Zero)

    @property
    def total(self) -> sp.Expr:
        """What all players together are worth."""
        return self.worth(self.players)

    @property
    def parameters(self) -> tuple[sp.Symbol, ...]:
        """The letters, by name."""
        found = {s for worth in self.given.values() for s in worth.free_symbols}
        return tuple(sorted(found, key=lambda s: s.name))

    def proper(self) -> Iterator[tuple[str, ...]]:
        """Every coalition but that of all players and of nobody, small ones first."""
        for size in range(1, len(self.players)):
            yield from combinations(self.players, size)

    @property
    def left_out(self) -> tuple[tuple[str, ...], ...]:
        """The coalitions that were not given, and count as worth 0."""
        return tuple(s for s in self.proper() if frozenset(s) not in self.given)
