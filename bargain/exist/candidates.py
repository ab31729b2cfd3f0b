"""Witnesses worth a try: solutions of the goals' equations, completed by suggestions.

Equations come from `bargain.exist.equations`. Where they leave unknowns free, a goal may hold
with equality, several variables may move together along a kink, or unknowns take simple values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice, product

import sympy as sp

from bargain.exist.equations import Existence, Goal, claimed, implicit, number, systems, twins
from bargain.exist.functions import defined_next, derivative, images, needed_by, renamed
from bargain.exist.triangular import Definition, Definitions, Quotient, reduced, solutions
from bargain.refute.ring import Poly, Relation, Ring

__all__ = ["along_kinks", "candidates"]

#: Candidates with equal weights per system, and candidates per system and turn.
_EQUAL_WEIGHTS, _TURN = 3, 8
_MOST_BOXED = 5  # unknowns, of whose box all corners are tried
#: Values that a free unknown of the unit box is tried at.
_SIMPLE = tuple(Fraction(v) for v in ("1", "0", "1/2", "1/4", "3/4", "1/10"))


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


def suggestions(existence: Existence, values: Mapping[int, Fraction] | None = None) -> list[Poly]:
    """Extra equations for unknowns that the goals leave free."""
    ring = existence.ring
    weights = [u for u in existence.unknowns if existence.boxes[u][1] is None]
    boxed = [u for u in existence.unknowns if existence.boxes[u][1] is not None]
    result = [ring.gens[u] - ring.one for u in weights]
    if values:
        result += [ring.gens[u] - ring.constant(values[u]) for u in boxed if u in values]
    result += [ring.gens[a] - ring.gens[b] for k, a in enumerate(boxed) for b in boxed[k + 1 :]]
    for goal in existence.goals:
        if twins(existence, goal):
            result += along_kinks(existence, goal)
    # Goals that hold with equality: one player gets as much as the others can bear.
    for goal in existence.goals:
        relation = goal.hypothesis
        if not isinstance(relation, Relation) or relation.rel == "=":
            continue
        if not goal.forall:
            if len(ring.support(relation.poly)) > 1 or ring.degree(relation.poly) > 1:
                result.append(relation.poly)  # no end of a box: those come below
        elif not twins(existence, goal) and not _bound_functions(existence, goal):
            for ends in product(*(existence.bound[v] for v in goal.forall)):
                poly = relation.poly
                for v, end in zip(goal.forall, ends, strict=True):
                    poly = ring.substitute(poly, v, ring.constant(end), ring.one)[0]
                if poly != 0:
                    result.append(poly)
    # Where the sum of the slacks is largest, all of them may be positive.
    total = sum(
        (
            g.hypothesis.poly
            for g in existence.goals
            if isinstance(g.hypothesis, Relation)
            and g.hypothesis.rel != "="
            and not g.forall
            and ring.degree(g.hypothesis.poly) > 1
        ),
        ring.zero,
    )
    flat = [derivative(ring, existence.functions, total, u)[0] for u in boxed]
    result += [slope for slope in flat if not slope.is_constant()]
    for value in _SIMPLE:
        for u in boxed:
            lo, hi = existence.boxes[u]
            assert hi is not None
            low = lo if lo is not None else Fraction(0)
            result.append(ring.gens[u] - ring.constant(low + value * (hi - low)))
    return result


def _bound_functions(existence: Existence, goal: Goal) -> bool:
    """Whether a goal mentions functions of its bound variables."""
    assert isinstance(goal.hypothesis, Relation)
    inside = needed_by(existence.ring, existence.functions, [goal.hypothesis.poly])
    return any(existence.ring.support(f.argument) & set(goal.forall) for f in inside)


def brackets(existence: Existence) -> dict[int, list[tuple[Poly, Poly]]]:
    """Where the roots of each unknown may lie."""
    ring = existence.ring
    result = {}
    for u in existence.unknowns:
        lo, hi = existence.boxes[u]
        low = ring.constant(lo if lo is not None else 0)
        tops = [hi] if hi is not None else [Fraction(1), Fraction(100)]
        result[u] = [(low, ring.constant(top)) for top in tops]
    return result


def candidates(
    existence: Existence,
    hints: Sequence[Sequence[Definition]] = (),
    values: Mapping[int, Fraction] | None = None,
) -> Iterator[Definitions]:
    """Yield witnesses worth a try; hints fix some unknowns and come first."""
    for found in _proposals(existence, hints, values):
        ordered = _in_order(existence, found) if existence.functions else found
        if ordered is not None:
            yield reduced(existence.ring, ordered)


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
                uses = ring.support(definition.poly) - {definition.position}
                uses |= ring.support(definition.lo) | ring.support(definition.hi)
            if uses <= known:
                break
        else:
            return None
        left.remove(definition)
        result.append(definition)
        known.add(definition.position)


def _proposals(
    existence: Existence,
    hints: Sequence[Sequence[Definition]],
    values: Mapping[int, Fraction] | None,
) -> Iterator[Definitions]:
    ring = existence.ring
    spans = brackets(existence)
    extra = suggestions(existence, values)
    for hint in hints:
        yield from _completed(existence, hint, extra)
    ways = list(systems(existence))
    # Equal weights first, for every way to be stationary; then everything, in turns.
    weights = [ring.gens[u] - ring.one for u in existence.unknowns if existence.boxes[u][1] is None]
    sources = [solutions(ring, [*w, *weights], existence.unknowns, extra, spans) for w in ways]
    if weights:
        for source in sources:
            yield from islice(source, _EQUAL_WEIGHTS)
    turns = [solutions(ring, w, existence.unknowns, extra, spans) for w in ways]
    while turns:
        alive = []
        for source in turns:
            batch = list(islice(source, _TURN))
            yield from batch
            if len(batch) == _TURN:
                alive.append(source)
        turns = alive
    for corner in _corners(existence):
        yield from _completed(existence, corner, extra)


def _completed(
    existence: Existence, hint: Sequence[Definition], extra: Sequence[Poly]
) -> Iterator[Definitions]:
    """Give the unknowns that a hint leaves free the values that the goals ask for."""
    ring, taken = existence.ring, {d.position for d in hint}
    free = [u for u in existence.unknowns if u not in taken]
    if not free:
        yield tuple(hint)
        return
    for system in systems(existence):
        equations = [_insert(ring, e, hint) for e in system]
        more = [_insert(ring, e, hint) for e in extra]
        for found in solutions(ring, equations, free, more, brackets(existence)):
            yield (*hint, *found)


def _corners(existence: Existence) -> Iterator[Definitions]:
    """Yield the corners of the box of a few unknowns, the lowest first."""
    ring = existence.ring
    boxed = [u for u in existence.unknowns if None not in existence.boxes[u]]
    if len(boxed) > _MOST_BOXED:
        return
    for ends in product(*(existence.boxes[u] for u in boxed)):
        yield tuple(
            Quotient(u, ring.constant(end), ring.one)
            for u, end in zip(boxed, ends, strict=True)
            if end is not None
        )


def _insert(ring: Ring, poly: Poly, hint: Sequence[Definition]) -> Poly:
    """Replace the unknowns that a hint gives as quotients."""
    for definition in reversed(hint):
        if isinstance(definition, Quotient):
            poly = ring.substitute(poly, definition.position, definition.num, definition.den)[0]
    return poly
