r"""Conditions that compare products of powers: one list of bounds for each way to be stationary.

At agreements with positive terms many conditions compare two products of powers, as
:math:`2 β s_P y_C \ge y_P^2` does, and so do first-order conditions of payoffs with two terms.
Then the equations give some unknowns as products of powers, and what is left are bounds on others.
Of deviations inside a box, which are no such conditions, the ends alone are taken into account.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

from bargain.exist.equations import Existence, slopes, twins
from bargain.refute.ring import Poly, Relation
from bargain.verdicts.regions.power_bounds import Bound, bound_of

__all__ = ["Values", "Way", "bounds_of_region", "ways"]

_MOST_WAYS = 81

#: Unknowns by position, each with a bound that is an equation.
Values: TypeAlias = Mapping[int, Bound]
#: A polynomial that is not negative, or is positive.
Side: TypeAlias = tuple[Poly, bool]


@dataclass(frozen=True, slots=True)
class Way:
    """One way to be stationary.

    Attributes
    ----------
    bounds : tuple of Bound
        On parameters and free unknowns.
    free : tuple of int
        Unknowns that equations leave free and bounds mention.
    solved : mapping of int to Bound
        The unknowns between two numbers that equations give.
    """

    bounds: tuple[Bound, ...]
    free: tuple[int, ...]
    solved: Values


def bounds_of_region(existence: Existence) -> list[Bound] | None:
    """What the region says of products of powers; None unless all parameters are positive."""
    ring, found = existence.ring, []
    positive: set[int] = set()
    for hypothesis in existence.region:
        if not isinstance(hypothesis, Relation):
            continue
        poly = hypothesis.poly
        if hypothesis.rel == ">" and len(poly) == 1 and ring.degree(poly) == 1:
            positive |= ring.support(poly)
        for side in (poly, -poly) if hypothesis.rel == "=" else (poly,):
            bound = bound_of(side, strict=hypothesis.rel == ">")
            if isinstance(bound, Bound):
                found.append(bound)
    return found if positive >= set(existence.parameters) else None


def ways(existence: Existence) -> list[Way] | None:
    """All ways to be stationary; None if a condition of one does not compare products of powers.

    Examples
    --------
    An x with x² ≥ p:

    >>> goals = [[["1", [0, 2]], ["-1", [1, 0]]], [["1", [0, 1]]]]
    >>> statement = {
    ...     "variables": ["p", "x"], "parameters": ["p"], "unknowns": ["x"], "bound": [],
    ...     "region": [{"rel": ">", "poly": [["1", [1, 0]]]}],
    ...     "goals": [{"rel": ">=", "poly": goal, "forall": []} for goal in goals],
    ... }
    >>> [way] = ways(Existence.read(statement))
    >>> way.bounds, way.free
    ((Bound(factor=Fraction(1, 1), powers=(-1, 2), strict=False),), (1,))
    """
    lows = [existence.boxes[u][0] for u in existence.unknowns]
    if existence.functions or any(low is None or low < 0 for low in lows):
        return None
    equations: list[Poly] = []
    sides: list[Side] = []
    moving: dict[int, list[Poly]] = {}
    for goal in existence.goals:
        relation = goal.hypothesis
        if not isinstance(relation, Relation):
            return None
        if relation.rel == "=":
            equations.append(relation.poly)
        elif not goal.forall:
            sides.append((relation.poly, relation.rel == ">"))
        elif twins(existence, goal):
            for _, u, slope in slopes(existence, goal):
                moving.setdefault(u, []).append(slope)
        else:
            sides += [(p, False) for p in existence.at_ends(goal) if bound_of(p) is not None]
    found: list[Way] = []
    places = [_places(existence, u, own) for u, own in moving.items()]
    for number, chosen in enumerate(product(*places)):
        flat = [e for more, _ in chosen for e in more]
        tilted = [side for _, more in chosen for side in more]
        way = _way(existence, [*equations, *flat], [*sides, *tilted])
        if way is None or number == _MOST_WAYS:
            return None
        found += way
    return found


def _places(
    existence: Existence, unknown: int, own: Sequence[Poly]
) -> list[tuple[list[Poly], list[Side]]]:
    """Equations and inequalities inside the box of an unknown and at its ends that are not 0."""
    ring = existence.ring
    low, high = next(existence.bound[v] for v, w in existence.deviates.items() if w == unknown)
    found: list[tuple[list[Poly], list[Side]]] = [(list(own), [])]
    for end, sign in ((high, -1), (low, 1)):
        if end > 0:
            at_end = ring.gens[unknown] - ring.constant(end)
            found.append(([at_end], [(sign * slope, False) for slope in own]))
    return found


def _way(
    existence: Existence, equations: Sequence[Poly], sides: Sequence[Side]
) -> list[Way] | None:
    """One way with its equations solved; none if it is none, None if it is of another kind."""
    compared = [bound_of(p, strict=strict) for p, strict in sides]
    equal = [bound_of(p) for p in equations if p != 0]
    if None in compared or None in equal:
        return None
    if False in compared or any(isinstance(e, bool) for e in equal):
        return []
    bounds = [b for b in compared if isinstance(b, Bound)]
    boxed = [u for u in existence.unknowns if existence.boxes[u][1] is not None]
    order = [u for u in existence.unknowns if u not in boxed] + boxed  # weights first
    left = [e for e in equal if isinstance(e, Bound)]
    solved: dict[int, Bound] = {}
    while left:
        equation = left.pop(0)
        u = next((u for u in order if equation.powers[u]), None)
        if u is None:
            bounds += [equation, equation**-1]
            continue
        bounds = [b.at(u, equation) for b in bounds]
        left = [e.at(u, equation) for e in left]
        solved = {v: e.at(u, equation) for v, e in solved.items()} | {u: equation}
    if any(b.truth is False for b in bounds):
        return []
    bounds = [b for b in dict.fromkeys(bounds) if b.truth is None]
    free = tuple(u for u in order if any(b.powers[u] for b in bounds))
    known = {*existence.parameters, *free}
    given = {u: e for u, e in solved.items() if u in boxed and e.support <= {*known, u}}
    return [Way(tuple(bounds), free, given)]
