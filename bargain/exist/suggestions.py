"""Extra equations for unknowns that the goals' equations leave free.

A suggestion is a polynomial to be set to zero. To add a kind, write a function from an existence
question and known values to polynomials and put it into `SUGGESTIONS`; they are tried in order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import combinations, islice
from typing import Protocol

import sympy as sp

from bargain.exist.equations import Existence, Goal, claimed, conditional, implicit, number, twins
from bargain.exist.functions import derivative, images, needed_by, renamed
from bargain.refute.ring import Poly, Relation

__all__ = ["SUGGESTIONS", "Suggestion", "along_kinks", "equal_weights", "suggestions"]

#: Values that a free unknown of the unit box is tried at.
_SIMPLE = tuple(Fraction(v) for v in ("1", "0", "1/2", "1/4", "3/4", "1/10"))

_MOST_PAIRS = 6  # of goals, of which a suggestion is made


class Suggestion(Protocol):
    """A kind of extra equations."""

    def __call__(self, existence: Existence, values: Mapping[int, Fraction], /) -> Iterator[Poly]:
        """Polynomials to be set to zero; `values` are the unknowns' at a known solution."""
        ...


def suggestions(existence: Existence, values: Mapping[int, Fraction] | None = None) -> list[Poly]:
    """All suggestions, in order."""
    return [poly for kind in SUGGESTIONS for poly in kind(existence, values or {})]


def _boxed(existence: Existence) -> list[int]:
    """The unknowns with an upper bound; the others are weights."""
    return [u for u in existence.unknowns if existence.boxes[u][1] is not None]


def equal_weights(existence: Existence, _: Mapping[int, Fraction] | None = None) -> Iterator[Poly]:
    """All weights are 1."""
    gens = existence.ring.gens
    for u in existence.unknowns:
        if existence.boxes[u][1] is None:
            yield gens[u] - existence.ring.one


def _known_values(existence: Existence, values: Mapping[int, Fraction]) -> Iterator[Poly]:
    """An unknown is what it is at a known solution."""
    ring = existence.ring
    for u in _boxed(existence):
        if u in values:
            yield ring.gens[u] - ring.constant(values[u])


def _equal_unknowns(existence: Existence, _: Mapping[int, Fraction]) -> Iterator[Poly]:
    """Two unknowns are equal."""
    gens = existence.ring.gens
    for a, b in combinations(_boxed(existence), 2):
        yield gens[a] - gens[b]


def along_kinks(existence: Existence, goal: Goal) -> Iterator[Poly]:
    """Slopes of a tight goal in the directions that keep a kink: several variables together.

    At a kink the equation of an auxiliary quantity has several factors that are zero, as
    ``(q - a) (q - b) = 0`` at ``a = b`` for the smaller of a and b.
    """
    ring, relation = existence.ring, claimed(goal)
    moved = images(ring, existence.functions, twins(existence, goal))
    for equation in implicit(ring, goal).values():
        factors = [f for f, _ in ring.factors(equation)[1]]
        inside = sorted(ring.support(equation) & set(goal.forall))
        rows = [[f.derivative(v) for v in inside] for f in factors]
        if len(factors) < 2 or not all(e == 0 or e.is_constant() for row in rows for e in row):
            continue
        jacobian = sp.Matrix([[sp.Rational(str(number(e))) for e in row] for row in rows])
        for direction in jacobian.nullspace():
            slope = ring.zero
            for v, step in zip(inside, direction, strict=True):
                assert relation is not None
                part, below = derivative(ring, existence.functions, relation.poly, v)
                if below != 1:
                    break
                slope = slope + part * ring.constant(Fraction(int(step.p), int(step.q)))
            else:
                yield renamed(ring, slope, moved)


def _kinks(existence: Existence, _: Mapping[int, Fraction]) -> Iterator[Poly]:
    """A goal does not change along a kink."""
    for goal in existence.goals:
        if twins(existence, goal):
            yield from along_kinks(existence, goal)


def _tight_goals(existence: Existence, _: Mapping[int, Fraction]) -> Iterator[Poly]:
    """A goal holds with equality: one player gets as much as the others can bear."""
    ring = existence.ring
    for goal in existence.goals:
        relation = goal.hypothesis
        if not isinstance(relation, Relation) or relation.rel == "=":
            continue
        if not goal.forall:
            if len(ring.support(relation.poly)) > 1 or ring.degree(relation.poly) > 1:
                yield relation.poly  # no end of a box: those come last
        elif not twins(existence, goal) and not _bound_functions(existence, goal, relation):
            yield from (poly for poly in existence.at_ends(goal) if poly != 0)


def _tight_inside(existence: Existence, _: Mapping[int, Fraction]) -> Iterator[Poly]:
    """A goal about one deviation touches zero inside the box, where it is a square in it."""
    ring = existence.ring
    for goal in existence.goals:
        relation = goal.hypothesis
        if not isinstance(relation, Relation) or len(goal.forall) != 1:
            continue
        if twins(existence, goal) or _bound_functions(existence, goal, relation):
            continue
        parts = ring.coefficients_in(relation.poly, goal.forall[0])
        if max(parts) == 2 and 1 in parts:
            yield parts[1] ** 2 - 4 * parts[2] * parts.get(0, ring.zero)


def _bound_functions(existence: Existence, goal: Goal, relation: Relation) -> bool:
    """Whether a goal mentions functions of its bound variables."""
    inside = needed_by(existence.ring, existence.functions, [relation.poly])
    return any(existence.ring.support(f.argument) & set(goal.forall) for f in inside)


def _zero_claims(existence: Existence, _: Mapping[int, Fraction]) -> Iterator[Poly]:
    """What a goal claims in one case, of the agreement alone, holds with equality."""
    ring = existence.ring
    for goal in existence.goals:
        if not isinstance(goal.hypothesis, Relation) and conditional(ring, goal):
            for relation in goal.hypothesis.alternatives[-1]:
                if not ring.support(relation.poly) & set(goal.forall):
                    yield from (f for f, _ in ring.factors(relation.poly)[1])


def _largest_slack(existence: Existence, _: Mapping[int, Fraction]) -> Iterator[Poly]:
    """The sum of the slacks is largest: there all of them may be positive."""
    ring = existence.ring
    total = ring.zero
    for goal in existence.goals:
        relation = goal.hypothesis
        if isinstance(relation, Relation) and relation.rel != "=" and not goal.forall:
            total = total + (relation.poly if ring.degree(relation.poly) > 1 else 0)
    flat = [derivative(ring, existence.functions, total, u)[0] for u in _boxed(existence)]
    yield from (slope for slope in flat if not slope.is_constant())


def _plain_goals(existence: Existence) -> list[Poly]:
    """The inequalities of unknowns and parameters alone, without the ends of boxes."""
    ring = existence.ring
    unknowns, plain = set(existence.unknowns), {*existence.unknowns, *existence.parameters}
    return [
        poly
        for goal in existence.goals
        if isinstance(goal.hypothesis, Relation)
        and goal.hypothesis.rel != "="
        and not goal.forall
        and ring.support(poly := goal.hypothesis.poly) <= plain
        and ring.support(poly) & unknowns
        and (ring.degree(poly) > 1 or len(ring.support(poly)) > 1)
    ]


def _equal_slacks(existence: Existence, _: Mapping[int, Fraction]) -> Iterator[Poly]:
    """Two goals have the same slack: between the agreements at which the one and the other bind."""
    for first, second in islice(combinations(_plain_goals(existence), 2), _MOST_PAIRS):
        yield first - second


def _parallel_slopes(existence: Existence, _: Mapping[int, Fraction]) -> Iterator[Poly]:
    """Where one goal is largest as long as another has a value: their slopes are parallel."""
    for first, second in islice(combinations(_plain_goals(existence), 2), _MOST_PAIRS):
        for u, v in combinations(_boxed(existence), 2):
            yield first.derivative(u) * second.derivative(v) - first.derivative(
                v
            ) * second.derivative(u)


def _equal_ratios(existence: Existence, values: Mapping[int, Fraction]) -> Iterator[Poly]:
    """The first two goals that compare two products each have sides in the same proportion.

    Between two products of powers that bind this is the geometric middle.
    """
    ring, unknowns = existence.ring, set(existence.unknowns)

    def sides() -> Iterator[tuple[Poly, Poly]]:
        for poly in _tight_goals(existence, values):
            if len(poly) == 2 and poly.coeffs()[0] * poly.coeffs()[1] < 0:
                terms = (ring.decode([[str(c), tuple(map(int, m))]]) for m, c in poly.terms())
                high, low = sorted(terms, key=lambda t: t.coeffs()[0] < 0)
                yield high, -low

    first = list(islice(sides(), 2))
    if len(first) == 2:
        (more, less), (high, low) = first
        for factor, _ in ring.factors(more * low - high * less)[1]:
            if len(factor) > 1 and ring.support(factor) & unknowns:
                yield factor


def _simple_values(existence: Existence, _: Mapping[int, Fraction]) -> Iterator[Poly]:
    """An unknown sits at an end of its box or at a simple place between."""
    ring = existence.ring
    for value in _SIMPLE:
        for u in _boxed(existence):
            lo, hi = existence.boxes[u]
            assert hi is not None
            low = lo if lo is not None else Fraction(0)
            yield ring.gens[u] - ring.constant(low + value * (hi - low))


#: Kinds of suggestions, the first to be tried first.
SUGGESTIONS: tuple[Suggestion, ...] = (
    equal_weights,
    _known_values,
    _equal_unknowns,
    _equal_ratios,
    _kinks,
    _tight_goals,
    _tight_inside,
    _zero_claims,
    _largest_slack,
    _equal_slacks,
    _parallel_slopes,
    _simple_values,
)
