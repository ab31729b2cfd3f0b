"""The result of an equilibrium solver: what was found, how, and whether it is everything.

Every default is the weakest claim: nothing found, not complete, no certificate.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar

from bargain.frozen import freeze
from bargain.game.expression import to_text
from bargain.game.written import Action, Value
from bargain.result import Result
from bargain.signs import about

__all__ = ["Component", "Equilibria", "EquilibriumSet", "NashSubset"]

_HEAD = 12  # equilibria that a summary writes out


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NashSubset(Result):
    """A maximal Nash subset: every combination of these mixed actions is an equilibrium.

    The set of equilibria it stands for is the product of the convex hulls of each player's
    listed mixed actions.

    Attributes
    ----------
    strategies : mapping of player to tuple of mappings of action to Fraction
        The extreme mixed actions of each player.
    equilibria : tuple of int
        Positions of its extreme equilibria in `Equilibria.equilibria`.
    """

    strategies: Mapping[str, tuple[Mapping[Action, Fraction], ...]]
    equilibria: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Component(Result):
    """A connected component of the set of equilibria: a union of maximal Nash subsets.

    Attributes
    ----------
    subsets : tuple of NashSubset
        All maximal Nash subsets; empty if they are too many to be listed (there can be
        exponentially many), never some of them.
    equilibria : tuple of int
        Positions of its extreme equilibria in `Equilibria.equilibria`.
    """

    subsets: tuple[NashSubset, ...]
    equilibria: tuple[int, ...]

    @property
    def is_isolated(self) -> bool:
        """Whether the component is a single equilibrium."""
        return len(self.equilibria) == 1


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class EquilibriumSet(Result):
    """A convex set of equilibria of a continuous game: all combinations of its ends.

    An end that is no equilibrium, beside a jump of payoffs, is left out: its relation is strict.

    Attributes
    ----------
    equilibria : tuple of int
        Positions of its vertices in `Equilibria.equilibria`.
    relations : tuple of relation
        What holds of the variables in the set, and only there.
    """

    equilibria: tuple[int, ...]
    relations: tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Equilibria(Result):
    """Nash equilibria of a game.

    Attributes
    ----------
    equilibria : tuple
        Profiles of a finite game (extreme equilibria), or agreements of a continuous one.
    complete : bool
        True only if it is proved that these are all (of finite games: all extreme equilibria, of
        which the others are combinations, see `components`).
    reason : str
        Why `complete` is what it is.
    method : str
        The algorithm.
    arithmetic : str
        ``"exact"``, ``"interval"`` or ``"float"``.
    regret : Fraction, float or None
        The largest regret of any listed equilibrium, in payoff units.
    components : tuple of Component
        The connected components of the set of equilibria (finite games, where the list is
        complete).
    sets : tuple of EquilibriumSet
        Continua of equilibria (payoffs concave and quadratic in own actions, or that jump at
        lines): the equilibria are those listed and those in one of the sets.
    degenerate : bool or None
        Whether the game is degenerate; None if not decided.
    value : Fraction or None
        Of a two-player game whose payoffs have a constant sum: the first player's value.
    notes : tuple of str
        What a reader should know of the numbers, such as payoffs that nearly tie.
    certificate : dict or None
        A certificate for `bargain.check`, where there is one.
    """

    _also: ClassVar[tuple[str, ...]] = ("provenance", "status")
    _listed: ClassVar[str] = "equilibria"

    equilibria: tuple[Any, ...] = ()
    complete: bool = False
    reason: str = "completeness was not established"
    method: str = ""
    arithmetic: str = "float"
    regret: Value | None = None
    components: tuple[Component, ...] = ()
    sets: tuple[EquilibriumSet, ...] = ()
    degenerate: bool | None = None
    value: Fraction | None = None
    notes: tuple[str, ...] = ()
    certificate: dict[str, Any] | None = None

    def __post_init__(self) -> None:
        freeze(self)
        kept = tuple(e for e in self.equilibria if getattr(e, "is_finite", True))
        if len(kept) < len(self.equilibria):  # a point without finite numbers is none
            object.__setattr__(self, "equilibria", kept)
            object.__setattr__(self, "complete", False)
            object.__setattr__(self, "certificate", None)
            object.__setattr__(self, "reason", "floats cannot hold the numbers of some equilibria")

    @property
    def status(self) -> str:
        """``"complete"`` if these are proved to be all, else ``"incomplete"``."""
        return "complete" if self.complete else "incomplete"

    def __len__(self) -> int:
        return len(self.equilibria)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.equilibria)

    def summary(self) -> str:
        """Return the findings as text."""
        count = len(self.equilibria)
        all_of = "all of them" if self.complete else "perhaps not all"
        noun = "equilibrium" if count == 1 else "equilibria"
        lines = [f"{count} {noun} ({all_of}: {self.reason})"]
        lines.append(f"method: {self.method}; arithmetic: {self.arithmetic}")
        if self.degenerate is not None:
            lines.append("the game is degenerate" if self.degenerate else "not degenerate")
        if self.regret is not None:
            lines.append(f"largest regret: {about(Fraction(self.regret))}")
        if self.components and any(not c.is_isolated for c in self.components):
            lines.append(f"{len(self.components)} connected components")
        for found in self.sets:
            ends = ", ".join(str(k + 1) for k in found.equilibria)
            where = " and ".join(map(to_text, found.relations))
            every = f"every combination of {ends}" if len(found.equilibria) > 1 else "every point"
            lines.append(f"{every} is an equilibrium: where {where}")
        if self.value is not None:
            lines.append(f"value of the game: {self.value}")
        lines += [f"note: {note}" for note in self.notes]
        for k, equilibrium in enumerate(self.equilibria[:_HEAD]):
            text = equilibrium.summary() if hasattr(equilibrium, "summary") else str(equilibrium)
            body = "\n    ".join(text.splitlines())
            lines.append(f"{k + 1}.  {body}")
        if count > _HEAD:
            lines.append(f"… and {count - _HEAD} more (.equilibria has all)")
        return "\n".join(lines)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON data."""
        regret = None if self.regret is None else str(self.regret)
        return Result.to_dict(self) | {"regret": regret}

    def __repr__(self) -> str:
        how = "complete" if self.complete else "not proved complete"
        return f"<Equilibria {len(self.equilibria)} found, {how}, {self.arithmetic}>"
