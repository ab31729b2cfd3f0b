"""Proposers of witnesses: where candidates for the unknowns come from.

A proposer gives definitions of all unknowns that are worth a try; they count for nothing until
every goal is proved of them. To add one, write a function from a `Search` to definitions in a file
of its own and put it into `PROPOSERS`.

What a proposer leaves free is completed by the goals' equations (`bargain.exist.equations`) and,
where these leave unknowns free, by suggestions (`bargain.exist.suggestions`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice, product
from typing import Protocol

from bargain.exist.equations import Existence, systems
from bargain.exist.functions import defined_next, reach
from bargain.exist.rays import rays
from bargain.exist.suggestions import equal_weights, suggestions
from bargain.exist.triangular import Definition, Definitions, Quotient, reduced, solutions
from bargain.refute.ring import Poly, Ring

__all__ = ["PROPOSERS", "Proposer", "Search", "candidates"]

#: Candidates with equal weights per system, candidates per system and turn, and alike per system.
_EQUAL_WEIGHTS, _TURN, _EQUAL = 3, 8, 2
_MOST_BOXED = 5  # unknowns, of whose box all corners are tried


class Search:
    """What proposers know.

    Parameters
    ----------
    existence : Existence
    hints : sequence of Definitions
        Definitions of some or all unknowns that somebody suggested.
    values : mapping of int to Fraction, optional
        The unknowns at a point that meets the necessary conditions.
    """

    def __init__(
        self,
        existence: Existence,
        hints: Sequence[Definitions] = (),
        values: Mapping[int, Fraction] | None = None,
    ) -> None:
        self.existence = existence
        self.hints = hints
        self.suggestions = suggestions(existence, values)
        self.brackets = {u: _brackets(existence, u) for u in existence.unknowns}
        self._reach = reach(existence.ring, existence.functions)

    def solutions(self, system: Sequence[Poly]) -> Iterator[Definitions]:
        """Triangular solutions of equations, completed by suggestions."""
        unknowns = self.existence.unknowns
        return self._solved(system, unknowns, self.suggestions)

    def _solved(
        self, system: Sequence[Poly], unknowns: Sequence[int], more: Sequence[Poly]
    ) -> Iterator[Definitions]:
        ring = self.existence.ring
        return solutions(ring, system, unknowns, more, self.brackets, self._reach)

    def completed(self, hint: Definitions) -> Iterator[Definitions]:
        """Give the unknowns that a hint leaves free the values that the goals ask for."""
        ring, taken = self.existence.ring, {d.position for d in hint}
        free = [u for u in self.existence.unknowns if u not in taken]
        if not free:
            yield hint
            return
        for system in systems(self.existence):
            equations = [_insert(ring, e, hint) for e in system]
            more = [_insert(ring, e, hint) for e in self.suggestions]
            for found in self._solved(equations, free, more):
                yield (*hint, *found)


def _brackets(existence: Existence, unknown: int) -> list[tuple[Poly, Poly]]:
    """Where the roots of an unknown may lie."""
    ring = existence.ring
    lo, hi = existence.boxes[unknown]
    low = ring.constant(lo if lo is not None else 0)
    tops = [hi] if hi is not None else [Fraction(1), Fraction(100)]
    return [(low, ring.constant(top)) for top in tops]


def _insert(ring: Ring, poly: Poly, hint: Definitions) -> Poly:
    """Replace the unknowns that a hint gives as quotients."""
    for definition in reversed(hint):
        if isinstance(definition, Quotient):
            poly = ring.substitute(poly, definition.position, definition.num, definition.den)[0]
    return poly


class Proposer(Protocol):
    """A source of candidates."""

    def __call__(self, search: Search, /) -> Iterator[Definitions]:
        """Definitions of all unknowns, the most promising first."""
        ...


def _hints(search: Search) -> Iterator[Definitions]:
    """What somebody suggested."""
    for hint in search.hints:
        yield from search.completed(hint)


def _rays(search: Search) -> Iterator[Definitions]:
    """Small steps from the lowest agreement."""
    for ray in rays(search.existence):
        yield from search.completed(ray)


def _equal_weights(search: Search) -> Iterator[Definitions]:
    """Solutions of the goals' equations with equal weights, for every way to be stationary."""
    weights = list(equal_weights(search.existence))
    if weights:
        for system in systems(search.existence):
            yield from islice(search.solutions([*system, *weights]), _EQUAL_WEIGHTS)


def _stationary(search: Search) -> Iterator[Definitions]:
    """Solutions of the goals' equations, the ways to be stationary taking turns."""
    turns = [search.solutions(system) for system in systems(search.existence)]
    while turns:
        alive = []
        for source in turns:
            batch = list(islice(source, _TURN))
            yield from batch
            if len(batch) == _TURN:
                alive.append(source)
        turns = alive


def _symmetric(search: Search) -> Iterator[Definitions]:
    """The same where these unknowns may be exchanged: then that is what a reader expects."""
    boxed = _boxed(search.existence)
    if len(boxed) > 1 and _exchangeable(search.existence, boxed):
        yield from _alike(search)


def _exchangeable(existence: Existence, unknowns: Sequence[int]) -> bool:
    """Whether the goals are the same ones after any exchange of these unknowns.

    Parameters
    ----------
    existence : Existence
    unknowns : sequence of int
        Two or more. What a goal says of deviations is exchanged with them.
    """
    if existence.functions:
        return False
    first, *others = unknowns
    return all(_same(existence, _exchange(existence, first, other)) for other in others)


def _exchange(existence: Existence, one: int, other: int) -> Mapping[int, int]:
    """Which variable takes the place of which: two unknowns, and what deviates from them."""
    moved = {one: other, other: one}
    mine, theirs = (
        [z for z, u in existence.deviates.items() if u == unknown] for unknown in (one, other)
    )
    if len(mine) == len(theirs):
        moved |= dict(zip([*mine, *theirs], [*theirs, *mine], strict=True))
    return moved


def _same(existence: Existence, moved: Mapping[int, int]) -> bool:
    """Whether the goals and the boxes of what they are about are the same ones afterwards."""
    ring, bound = existence.ring, existence.bound
    if any(bound.get(v) != bound.get(w) for v, w in moved.items()):
        return False
    places = [ring.gens[moved.get(v, v)] for v in range(len(ring.gens))]

    def exchanged(poly: Poly) -> Poly:
        return poly.compose(*places)

    left = [(g.hypothesis, frozenset(g.forall)) for g in existence.goals]
    for goal in existence.goals:
        image = (goal.hypothesis.mapped(exchanged), frozenset(moved.get(v, v) for v in goal.forall))
        if image not in left:
            return False
        left.remove(image)
    return True


def _alike(search: Search) -> Iterator[Definitions]:
    """Solutions of the goals' equations at which all unknowns with one box are equal.

    A resultant of the equations tells the symmetric solution of one unknown and loses that the
    others are equal to it.
    """
    ring, boxed = search.existence.ring, _boxed(search.existence)
    if len(boxed) < 2 or len({search.existence.boxes[u] for u in boxed}) > 1:
        return
    equal = [ring.gens[boxed[0]] - ring.gens[u] for u in boxed[1:]]
    for system in systems(search.existence):
        yield from islice(search.solutions([*equal, *system]), _EQUAL)


def _boxed(existence: Existence) -> list[int]:
    """The unknowns between two numbers."""
    return [u for u in existence.unknowns if None not in existence.boxes[u]]


def _corners(search: Search) -> Iterator[Definitions]:
    """The corners of the box of a few unknowns, the lowest first."""
    ring, boxes, boxed = search.existence.ring, search.existence.boxes, _boxed(search.existence)
    if len(boxed) > _MOST_BOXED:
        return
    for ends in product(*(boxes[u] for u in boxed)):
        corner = tuple(
            Quotient(u, ring.constant(end), ring.one)
            for u, end in zip(boxed, ends, strict=True)
            if end is not None
        )
        yield from search.completed(corner)


#: Sources of candidates, in order.
PROPOSERS: tuple[Proposer, ...] = (
    _hints, _symmetric, _rays, _equal_weights, _stationary, _alike, _corners,
)  # fmt: skip


def candidates(search: Search, proposers: Sequence[Proposer] = PROPOSERS) -> Iterator[Definitions]:
    """Yield witnesses worth a try, each once."""
    existence = search.existence
    seen: list[Definitions] = []  # polynomials have no hash
    for proposer in proposers:
        for found in proposer(search):
            ordered = _in_order(existence, found) if existence.functions else found
            if ordered is not None and (once := reduced(existence.ring, ordered)) not in seen:
                seen.append(once)
                yield once


def _in_order(existence: Existence, definitions: Definitions) -> Definitions | None:
    """The definitions after what they use; None if they use their own function's value."""
    ring, left = existence.ring, list(definitions)
    known = set(existence.parameters)
    result: list[Definition] = []
    while True:
        known |= {f.position for f in defined_next(ring, existence.functions, known)}
        if not left:
            return tuple(result)
        for definition in left:
            if isinstance(definition, Quotient):
                uses = ring.support(definition.num) | ring.support(definition.den)
            else:
                here = {*known, definition.position}
                here |= {f.position for f in defined_next(ring, existence.functions, here)}
                uses = (ring.support(definition.poly) - here) | ring.support(definition.lo)
                uses |= ring.support(definition.hi)
            if uses <= known:
                break
        else:
            return None
        left.remove(definition)
        result.append(definition)
        known.add(definition.position)
