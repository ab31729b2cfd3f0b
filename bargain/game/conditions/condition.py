"""What a condition is: a named predicate on an agreement, with two encodings and a residual."""

from __future__ import annotations

import json
import math
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from fractions import Fraction
from itertools import combinations
from typing import TypeAlias

import sympy as sp
from sympy.core.relational import Relational

from bargain.arguments import within_reach
from bargain.errors import OptionError
from bargain.game.auxiliary import again
from bargain.game.conditions.clauses import (
    Clause,
    Encoding,
    denied,
    either,
    fails,
    heading,
    joined,
    moved,
    retold,
)
from bargain.game.conditions.slopes import like_roles, part_of, point_of
from bargain.game.game import Game

__all__ = ["Condition", "Point", "all_of", "any_of", "by_name", "conditions_in"]

Number: TypeAlias = int | float | Fraction | sp.Expr
Point: TypeAlias = Mapping[sp.Symbol, sp.Expr]  # an agreement: a value for every variable of a game


@dataclass(frozen=True, slots=True, repr=False, eq=False)
class Condition(ABC):
    """A named predicate on an agreement: a frozen dataclass with the arguments as its fields.

    Two are equal if they are of one class with equal fields, symbols with their assumptions. One of
    one's own is a subclass with at least `name`, `definition`, `necessary` and `residual_at`.

    Attributes
    ----------
    name, definition : str
        As it is written in files, and in words.

    Examples
    --------
    >>> import bargain as bg
    >>> bg.conditions.nash() == bg.conditions.nash(), bg.conditions.nash().name
    (True, 'nash')
    """

    @property
    @abstractmethod
    def name(self) -> str:
        """As it is printed and written in files, for instance ``"balanced('security')"``."""

    @property
    @abstractmethod
    def definition(self) -> str:
        """The definition in words."""

    @property
    def said(self) -> str:
        """What it says of an agreement, as a sentence goes on: ``"is efficient"``."""
        return f"satisfies {self.name}"

    @property
    def title(self) -> str:
        """The same as a heading: the names of its clauses begin with it."""
        return heading(self.said)

    @property
    def parts(self) -> tuple[Condition, ...]:
        """The conjuncts of `all_of`; empty for a simple condition."""
        return ()

    @property
    def inner(self) -> tuple[Condition, ...]:
        """The conditions that it is joined of; empty if it is not."""
        return ()

    @property
    def parameters(self) -> tuple[sp.Symbol, ...]:
        """Its own parameters."""
        return by_name({s for c in self.inner for s in c.parameters})

    @property
    def domain(self) -> tuple[Relational, ...]:
        """What is assumed of the condition's own parameters, e.g. ``0 < β < 1``."""
        return tuple(dict.fromkeys(r for c in self.inner for r in c.domain))

    @abstractmethod
    def necessary(self, game: Game) -> Encoding:
        """Clauses that follow from the condition."""

    def sufficient(self, game: Game) -> Encoding:
        """Clauses from which the condition follows; where nothing else is said, the same."""
        return self.necessary(game)

    def against(self, game: Game, other: Mapping[sp.Symbol, sp.Symbol]) -> tuple[Clause, ...]:
        """More that follows if another agreement, given by its symbols, satisfies it too."""
        return tuple(k for c in self.parts for k in c.against(game, other))

    def across(self, other: Condition, game: Game) -> tuple[Clause, ...]:
        """More that follows if an agreement satisfies another condition too."""
        return ()

    def denied(self, game: Game) -> Encoding:
        """Clauses that hold iff the condition does not, with auxiliary unknowns.

        Raises
        ------
        OptionError
            If they cannot be written.
        """
        if type(self).sufficient is not Condition.sufficient:
            raise OptionError(f"{self.name} has no opposite that can be written")
        return fails(self.necessary(game), self.title)

    def opposite(self) -> Condition:
        """That it does not hold, with `not` moved inside."""
        return Fails(self)

    def every(self, who: str) -> str:
        """What it says that all agreements satisfy it."""
        return f"Every agreement of {who} {self.said}"

    def none_has(self, who: str) -> str:
        """What it says that no agreement satisfies it."""
        return f"No agreement of {who} {self.said}"

    @abstractmethod
    def residual_at(self, game: Game, at: Point) -> float:
        """`residual`, of values for all variables."""

    @within_reach
    def residual(self, game: Game, agreement: Mapping[sp.Symbol | str, Number]) -> float:
        """The dimensionless residual at an agreement of a numeric game: 0 iff it holds.

        Parameters
        ----------
        game : Game, without free parameters
        agreement : mapping of symbol or name to number, for every variable

        Returns
        -------
        float
            0 exactly when it holds; ``inf`` where a logarithmic residual has no finite value.
        """
        return self.residual_at(game, point_of(game, agreement))

    def simple(self) -> tuple[Condition, ...]:
        """The conjuncts, flattened."""
        return tuple(c for part in self.parts for c in part.simple()) if self.parts else (self,)

    def in_copy(self, names: Mapping[str, str], symbols: Mapping[sp.Symbol, sp.Expr]) -> Condition:
        """The same of a copy of the game (`bargain.game.twin`)."""
        there = self.told(names, symbols)
        return there if self.names_symbols else Among(tuple(names.values()), there)

    def told(self, names: Mapping[str, str], symbols: Mapping[sp.Symbol, sp.Expr]) -> Condition:
        """The same with the names and symbols of a copy."""
        found = {f.name: getattr(self, f.name) for f in fields(self)}
        found = {name: retold(name, value, names, symbols) for name, value in found.items()}
        return replace(self, **found)

    @property
    def names_symbols(self) -> bool:
        """Whether it is all said in symbols of the game, so that it says which copy it means."""
        return bool(self.inner) and all(c.names_symbols for c in self.inner)

    def leaves(self) -> Iterator[Condition]:
        """The conditions that are joined of no others."""
        if not self.inner:
            yield self
        for c in self.inner:
            yield from c.leaves()

    def __and__(self, other: Condition) -> Condition:
        return all_of(self, other)

    def __rand__(self, other: Condition) -> Condition:
        return all_of(other, self)

    def __or__(self, other: Condition) -> Condition:
        return any_of(self, other)

    def __ror__(self, other: Condition) -> Condition:
        return any_of(other, self)

    def __invert__(self) -> Condition:
        return Fails(self)

    def __bool__(self) -> bool:
        raise TypeError(
            "a condition has no truth value, so `and`, `or` and `not` do not join conditions; "
            "write A & B (and), A | B (or), ~A (not)"
        )

    def __str__(self) -> str:
        return self.name

    def __repr__(self) -> str:
        return f"<Condition {self.name}>"


@dataclass(frozen=True, slots=True, repr=False)
class AllOf(Condition):
    """See `all_of`."""

    conditions: tuple[Condition, ...]

    @property
    def parts(self) -> tuple[Condition, ...]:
        return self.conditions

    @property
    def inner(self) -> tuple[Condition, ...]:
        return self.conditions

    @property
    def name(self) -> str:
        return " and ".join(map(grouped, self.simple()))

    @property
    def said(self) -> str:
        return " and ".join(map(said_of_part, self.simple()))

    @property
    def definition(self) -> str:
        return "; ".join(c.definition for c in self.conditions)

    def necessary(self, game: Game) -> Encoding:
        own = [c.necessary(game) for c in self.conditions]
        pairs = combinations(self.simple(), 2)
        mutual = [Encoding(clauses=k) for one, other in pairs if (k := one.across(other, game))]
        return joined([*own, *mutual])

    def sufficient(self, game: Game) -> Encoding:
        return joined(c.sufficient(game) for c in self.conditions)

    def opposite(self) -> Condition:
        return any_of(*(c.opposite() for c in self.conditions))

    def residual_at(self, game: Game, at: Point) -> float:
        return sum(c.residual_at(game, at) for c in self.conditions)


@dataclass(frozen=True, slots=True, repr=False)
class AnyOf(Condition):
    """See `any_of`."""

    conditions: tuple[Condition, ...]

    @property
    def inner(self) -> tuple[Condition, ...]:
        return self.conditions

    @property
    def name(self) -> str:
        return " or ".join(map(grouped, self.conditions))

    @property
    def said(self) -> str:
        return " or ".join(map(said_of_part, self.conditions))

    @property
    def definition(self) -> str:
        return "one at least holds: " + "; ".join(c.definition for c in self.conditions)

    def necessary(self, game: Game) -> Encoding:
        return either(self.title, [c.necessary(game) for c in self.conditions])

    def sufficient(self, game: Game) -> Encoding:
        return either(self.title, [c.sufficient(game) for c in self.conditions])

    def opposite(self) -> Condition:
        return all_of(*(c.opposite() for c in self.conditions))

    def residual_at(self, game: Game, at: Point) -> float:
        return min(c.residual_at(game, at) for c in self.conditions)


@dataclass(frozen=True, slots=True, repr=False)
class Fails(Condition):
    """That a condition does not hold: ``~A``."""

    condition: Condition

    @property
    def inner(self) -> tuple[Condition, ...]:
        return (self.condition,)

    @property
    def name(self) -> str:
        return f"not {grouped(self.condition)}"

    @property
    def said(self) -> str:
        return denied(said_of_part(self.condition))

    @property
    def definition(self) -> str:
        return f"it does not hold that {self.condition.definition}"

    def necessary(self, game: Game) -> Encoding:
        moved_inside = self.condition.opposite()
        alone = isinstance(moved_inside, Fails)
        return self.condition.denied(game) if alone else moved_inside.necessary(game)

    def sufficient(self, game: Game) -> Encoding:
        moved_inside = self.condition.opposite()
        alone = isinstance(moved_inside, Fails)
        return self.condition.denied(game) if alone else moved_inside.sufficient(game)

    def opposite(self) -> Condition:
        return self.condition

    def none_has(self, who: str) -> str:
        return self.condition.every(who)

    def __invert__(self) -> Condition:
        return self.condition

    def residual_at(self, game: Game, at: Point) -> float:
        return 0.0 if self.condition.residual_at(game, at) > 0 else math.inf


@dataclass(frozen=True, slots=True, repr=False)
class Among(Condition):
    """See `among`."""

    players: tuple[str, ...]
    condition: Condition

    @property
    def inner(self) -> tuple[Condition, ...]:
        return (self.condition,)

    @property
    def name(self) -> str:
        return f"among({json.dumps(list(self.players), ensure_ascii=False)}, {self.condition.name})"

    @property
    def said(self) -> str:
        return f"for {', '.join(self.players)} among themselves {said_of_part(self.condition)}"

    @property
    def definition(self) -> str:
        return f"of {', '.join(self.players)} among themselves, {self.condition.definition}"

    def necessary(self, game: Game) -> Encoding:
        return self._of_part(self.condition.necessary(part_of(game, self.players)))

    def sufficient(self, game: Game) -> Encoding:
        return self._of_part(self.condition.sufficient(part_of(game, self.players)))

    @property
    def names_symbols(self) -> bool:
        return True

    def across(self, other: Condition, game: Game) -> tuple[Clause, ...]:
        """What players in like roles, in like boxes, do not gain by doing as the others do."""
        if not isinstance(other, Among):
            return ()
        pairs = like_roles(game, self.players, other.players)
        found: list[Clause] = []
        for one, others in ((self, pairs), (other, {z: v for v, z in pairs.items()})):
            known = one.condition.against(part_of(game, one.players), others) if pairs else ()
            lead = f"of {', '.join(one.players)}"
            found += [replace(k, name=f"{lead}: {k.name}") for k in known]
        return tuple(found)

    def opposite(self) -> Condition:
        return Among(self.players, self.condition.opposite())

    def _of_part(self, encoding: Encoding) -> Encoding:
        """What the part says, by names of its own."""
        lead = f"of {', '.join(self.players)}"
        own = {a: again(a, lead) for a in encoding.auxiliary}
        return moved(encoding, own, lambda name: f"{lead}: {name}")

    def residual_at(self, game: Game, at: Point) -> float:
        part = part_of(game, self.players)
        return self.condition.residual_at(part, {v: at[v] for v in part.variables})


_JOINED = (AllOf, AnyOf)


def grouped(condition: Condition) -> str:
    """A condition's name as a part of another's."""
    return f"({condition.name})" if isinstance(condition, _JOINED) else condition.name


def said_of_part(condition: Condition) -> str:
    """What a condition says, as a part of what another one says."""
    return f"({condition.said})" if isinstance(condition, _JOINED) else condition.said


def all_of(*conditions: Condition) -> Condition:
    """All of the conditions hold. Residual: the sum of the residuals.

    Parameters
    ----------
    *conditions : Condition

    Returns
    -------
    Condition

    Examples
    --------
    >>> from bargain.game.conditions import efficient, nash
    >>> all_of(nash(), efficient()) == (nash() & efficient())
    True
    """
    return AllOf(conditions_in(conditions, "all_of"))


def any_of(*conditions: Condition) -> Condition:
    """One at least of the conditions holds: ``A | B``. Residual: the least of the residuals.

    Parameters
    ----------
    *conditions : Condition

    Returns
    -------
    Condition

    Examples
    --------
    >>> from bargain.game.conditions import efficient, nash
    >>> any_of(nash(), efficient()) == (nash() | efficient())
    True
    """
    return AnyOf(conditions_in(conditions, "any_of"))


def conditions_in(given: tuple[Condition, ...], where: str) -> tuple[Condition, ...]:
    """What was given, if it is conditions."""
    if not given:
        raise OptionError(f"{where} needs a condition", where=f"{where}()", fix="write nash()")
    for c in given:
        if not isinstance(c, Condition):
            raise OptionError(
                f"{c!r} is not a condition", where=f"{where}(…)", fix="wrap relations in holds(…)"
            )
    return given


def by_name(symbols: Iterable[sp.Symbol]) -> tuple[sp.Symbol, ...]:
    """Symbols by name."""
    return tuple(sorted(symbols, key=lambda s: str(s.name)))
