"""If one condition holds, so does another; and two agreements that satisfy one condition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sympy as sp

from bargain.errors import OptionError
from bargain.game.alternatives import combination
from bargain.game.auxiliary import Auxiliary, again, beside, deviation_of
from bargain.game.conditions.clauses import Clause, Encoding, in_boxes, joined, moved
from bargain.game.conditions.condition import (
    Among,
    Condition,
    Point,
    all_of,
    any_of,
    conditions_in,
    said_of_part,
)
from bargain.game.conditions.feasibility import feasible_clauses
from bargain.game.game import Game
from bargain.game.twin import Twin

__all__ = ["among", "asked_of", "implies", "several"]


@dataclass(frozen=True, slots=True, repr=False)
class Implies(Condition):
    """See `implies`."""

    conditions: tuple[Condition, Condition]

    @property
    def inner(self) -> tuple[Condition, ...]:
        return self.conditions

    @property
    def name(self) -> str:
        before, after = self.conditions
        return f"implies({before.name}, {after.name})"

    @property
    def said(self) -> str:
        before, after = self.conditions
        return f"{said_of_part(after)} if it {said_of_part(before)}"

    @property
    def definition(self) -> str:
        before, after = self.conditions
        return f"if {before.definition}, then {after.definition}"

    def _written_out(self) -> Condition:
        before, after = self.conditions
        return any_of(before.opposite(), after)

    def necessary(self, game: Game) -> Encoding:
        return self._written_out().necessary(game)

    def sufficient(self, game: Game) -> Encoding:
        return self._written_out().sufficient(game)

    def opposite(self) -> Condition:
        before, after = self.conditions
        return all_of(before, after.opposite())

    def every(self, who: str) -> str:
        before, after = self.conditions
        return f"Every agreement of {who} that {before.said} {after.said}"

    def residual_at(self, game: Game, at: Point) -> float:
        return self._written_out().residual_at(game, at)


@dataclass(frozen=True, slots=True, repr=False)
class Several(Condition):
    """See `several`."""

    condition: Condition

    @property
    def inner(self) -> tuple[Condition, ...]:
        return (self.condition,)

    @property
    def name(self) -> str:
        return f"several({self.condition.name})"

    @property
    def said(self) -> str:
        return f"is one of several that {self.condition.said}"

    @property
    def definition(self) -> str:
        return "so does another agreement, larger in some variable: " + self.condition.definition

    def necessary(self, game: Game) -> Encoding:
        return joined([self._beside(self.condition.necessary(game), game), *self._mutual(game)])

    def _mutual(self, game: Game) -> list[Encoding]:
        """What follows of each of the agreements from the other one."""
        others = self.others(game)
        one = Encoding(clauses=self.condition.against(game, others))
        turned = {**others, **{z: v for v, z in others.items()}}
        return [one, moved(one, turned, lambda name: f"the other one: {name}")]

    def chains(self, game: Game) -> list[list[str]]:
        """The names of clauses that may suffice to show that there are no two, few first."""
        mutual = [k for e in self._mutual(game) for k in e.clauses]
        plain = [k.name for k in self._beside(Encoding(), game).clauses]
        slopes = [k.name for k in mutual if k.because != "definition"]
        found = [[*slopes, plain[-1]], [*(k.name for k in mutual), *plain]]
        return [names for names in found if len(names) > len(plain)] if mutual else []

    def sufficient(self, game: Game) -> Encoding:
        return self._beside(self.condition.sufficient(game), game)

    def others(self, game: Game) -> dict[sp.Symbol, sp.Symbol]:
        """The variables' values in the other agreement."""
        return {v: beside(v, f"other_{v.name}", self.name, low) for v, (low, _) in game.box.items()}

    def denied(self, game: Game) -> Encoding:
        raise OptionError(f"{self.name} has no opposite that can be written", fix="use bg.unique")

    def _beside(self, one: Encoding, game: Game) -> Encoding:
        """The condition of the agreement, and of another one."""
        lead = self.name
        others = self.others(game)
        boxes = {others[v]: ends for v, ends in game.box.items()}
        own: dict[sp.Symbol, sp.Symbol] = dict(others)
        own |= {a: again(a, lead, "other_") for a in one.auxiliary}
        for k in one.clauses:
            for z, _, _ in k.bound:
                if isinstance(z, Auxiliary) and z.role == "deviation":
                    own[z] = deviation_of(others[z.of], "z", z.reason)
        another = moved(one, own, lambda name: f"the other one: {name}")
        larger = Clause(
            name="the other one is larger in some variable",
            relation=combination([(sp.Gt(z, v, evaluate=False),) for v, z in others.items()]),
        )
        inside = moved(
            Encoding(clauses=tuple(feasible_clauses(game))),
            dict(others),
            lambda name: f"the other one: {name}",
        )
        kept = (*in_boxes(boxes, "the other one"), *inside.clauses, larger)
        more = Encoding(clauses=kept, auxiliary=tuple(boxes))
        return joined([one, another, more])

    def none_has(self, who: str) -> str:
        return f"At most one agreement of {who} {self.condition.said}"

    def residual_at(self, game: Game, at: Point) -> float:
        raise OptionError(f"{self.name} is about more than one agreement", fix="use bg.unique")


def asked_of(pair: Twin[Game], condition: Condition) -> Condition:
    """What is asked of a twin: relations as they are, other conditions of both copies.

    Raises
    ------
    OptionError
        If it joins both kinds by or, not or implies: then say which copy is meant.
    """
    parts = condition.simple()
    if len(parts) > 1:
        return all_of(*(asked_of(pair, c) for c in parts))
    (only,) = parts
    kinds = {c.names_symbols for c in _outermost(only)}
    if kinds == {True}:
        return only
    if kinds == {False}:
        return pair.both(only)
    raise OptionError(
        f"{only.name} does not say of which copy all of it is meant",
        fix="write pair.first(…) and pair.second(…) around the conditions",
    )


def _outermost(condition: Condition) -> list[Condition]:
    """Leaves, and conditions that say which players they are about."""
    if condition.names_symbols or not condition.inner:
        return [condition]
    return [c for part in condition.inner for c in _outermost(part)]


def implies(before: Condition, after: Condition) -> Condition:
    """If one condition holds, so does the other: ``~A | B``.

    Parameters
    ----------
    before, after : Condition

    Returns
    -------
    Condition

    Examples
    --------
    >>> import bargain as bg
    >>> c = bg.conditions
    >>> c.implies(c.nash(), c.efficient()).name
    'implies(nash, efficient)'
    """
    first, second = conditions_in((before, after), "implies")
    return Implies((first, second))


def several(condition: Condition) -> Condition:
    """An agreement satisfies the condition, and so does another one, larger in some variable.

    Such an agreement exists iff two different agreements satisfy the condition. It has no residual.

    Parameters
    ----------
    condition : Condition

    Returns
    -------
    Condition

    Examples
    --------
    >>> import bargain as bg
    >>> c = bg.conditions
    >>> c.several(c.nash()).name
    'several(nash)'
    """
    return Several(*conditions_in((condition,), "several"))


def among(players: Sequence[str], condition: Condition) -> Condition:
    """Some players satisfy a condition in the game that they play among themselves.

    Nothing that others choose may matter to their payoffs.

    Parameters
    ----------
    players : sequence of str
    condition : Condition

    Returns
    -------
    Condition

    Examples
    --------
    >>> import bargain as bg
    >>> among(["A", "B"], bg.conditions.nash()).name
    'among(["A", "B"], nash)'
    """
    found = tuple(players)
    if isinstance(players, str) or not found or not all(isinstance(p, str) for p in found):
        raise OptionError(f"{players!r} are no players", where="among(…)", fix="give their names")
    return Among(found, *conditions_in((condition,), "among"))
