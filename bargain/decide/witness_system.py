r"""From the goals of an existence question to equations that a witness is likely to solve.

Equality goals are equations as they stand.  A goal :math:`p(y, z) \ge 0` for all z in a box that is
tight at :math:`z = y` says that y minimises :math:`p(y, \cdot)`; so for each of its bound variables
either :math:`\partial p / \partial z = 0` at :math:`z = y` or y sits at an end of the box.  Other
goals may hold with equality, and free unknowns may take simple values: these are suggestions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import islice, product
from typing import Any

from bargain.decide.polynomial import Disjunction, Hypothesis, Poly, Relation, Ring
from bargain.decide.triangular import Definition, Definitions, Quotient, reduced, solutions
from bargain.decide.witness_functions import (
    Function,
    defined_next,
    derivative,
    images,
    needed_by,
    read_functions,
    renamed,
)

#: Candidates with equal weights per system, and candidates per system and turn.
_EQUAL_WEIGHTS, _TURN = 3, 8
#: Values that a free unknown of the unit box is tried at.
_SIMPLE = tuple(Fraction(v) for v in ("1", "0", "1/2", "1/4", "3/4", "1/10"))


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal with the positions of its universally quantified variables."""

    hypothesis: Hypothesis
    forall: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Existence:
    """An existence question over a ring.

    Attributes
    ----------
    parameters, unknowns : tuple of int
        Positions of the variables.
    bound : mapping of int to (lo, hi)
        Boxes of the universally quantified variables.
    region : tuple of Hypothesis
    goals : tuple of Goal
    """

    ring: Ring
    parameters: tuple[int, ...]
    unknowns: tuple[int, ...]
    bound: Mapping[int, tuple[Fraction, Fraction]]
    region: tuple[Hypothesis, ...]
    goals: tuple[Goal, ...]
    boxes: Mapping[int, tuple[Fraction | None, Fraction | None]] = field(default_factory=dict)
    functions: tuple[Function, ...] = ()

    @classmethod
    def read(cls, statement: Mapping[str, Any]) -> Existence:
        """Read the fields of a statement with claim ``always`` or ``sometimes``."""
        ring = Ring(statement["variables"])
        goals = tuple(
            Goal(ring.hypothesis(g), tuple(ring.index[v] for v in g["forall"]))
            for g in statement["goals"]
        )
        unknowns = tuple(ring.index[u] for u in statement["unknowns"])
        bound = {ring.index[v]: (Fraction(lo), Fraction(hi)) for v, lo, hi in statement["bound"]}
        return cls(
            ring=ring,
            parameters=tuple(ring.index[p] for p in statement["parameters"]),
            unknowns=unknowns,
            bound=bound,
            region=tuple(ring.hypothesis(h) for h in statement["region"]),
            goals=goals,
            boxes={u: _box(ring, goals, bound, u) for u in unknowns},
            functions=read_functions(ring, statement.get("functions", ())),
        )

    def at(self, point: Mapping[str, Fraction]) -> Existence:
        """Return the question with the parameters replaced by numbers in the goals."""
        def fix(hypothesis: Hypothesis) -> Hypothesis:
            if isinstance(hypothesis, Relation):
                return Relation(hypothesis.rel, self.ring.values_at(hypothesis.poly, point))
            return Disjunction(
                tuple(
                    tuple(Relation(r.rel, self.ring.values_at(r.poly, point)) for r in a)
                    for a in hypothesis.alternatives
                )
            )

        return Existence(
            ring=self.ring,
            parameters=self.parameters,
            unknowns=self.unknowns,
            bound=self.bound,
            region=self.region,
            goals=tuple(Goal(fix(g.hypothesis), g.forall) for g in self.goals),
            boxes=self.boxes,
            functions=tuple(
                replace(f, argument=self.ring.values_at(f.argument, point)) for f in self.functions
            ),
        )


def _box(
    ring: Ring, goals: Sequence[Goal], bound: Mapping[int, tuple[Fraction, Fraction]], unknown: int
) -> tuple[Fraction | None, Fraction | None]:
    """Constant bounds of an unknown that are goals, else those of its deviation."""
    lo: Fraction | None = None
    hi: Fraction | None = None
    for goal in goals:
        relation = goal.hypothesis
        if not isinstance(relation, Relation) or relation.rel == "=" or goal.forall:
            continue
        if ring.support(relation.poly) != {unknown} or ring.degree(relation.poly) != 1:
            continue
        parts = ring.coefficients_in(relation.poly, unknown)
        slope = _number(parts[1])
        value = -_number(parts.get(0, ring.zero)) / slope
        if slope > 0:
            lo = value if lo is None else max(lo, value)
        else:
            hi = value if hi is None else min(hi, value)
    if hi is None:
        boxes = [box for v, box in bound.items() if _deviation(ring, v, unknown)]
        return boxes[0] if boxes else (lo, hi)
    return lo, hi


def _deviation(ring: Ring, v: int, unknown: int) -> bool:
    """Whether a bound variable is called like an unknown, with a prefix."""
    return ring.names[v].endswith(f"_{ring.names[unknown]}")


def _number(poly: Poly) -> Fraction:
    if poly == 0:
        return Fraction(0)
    value = poly.leading_coefficient()
    return Fraction(int(value.p), int(value.q))


def claimed(goal: Goal) -> Relation | None:
    """What a goal claims, apart from the defining relations of bound auxiliary quantities."""
    if isinstance(goal.hypothesis, Relation):
        return goal.hypothesis
    last = goal.hypothesis.alternatives[-1]
    return last[0] if goal.forall and len(last) == 1 else None


def twins(existence: Existence, goal: Goal) -> dict[int, int]:
    """Match the bound variables of a goal with the unknowns at which it is tight.

    A deviation is called like the action it replaces, with a prefix; if that does not make the
    goal vanish identically, the goal is not tight and has no twins.
    """
    relation = claimed(goal)
    if relation is None or not goal.forall:
        return {}
    match = {}
    for v in goal.forall:
        for u in existence.unknowns:
            if _deviation(existence.ring, v, u):
                match[v] = u
    moved = images(existence.ring, existence.functions, match)
    tight = renamed(existence.ring, relation.poly, moved) == 0
    return match if match and tight else {}


def twin_functions(existence: Existence, goal: Goal) -> list[tuple[int, int]]:
    """Pairs of functions, by number, that agree where a goal is tight."""
    match = twins(existence, goal)
    moved = images(existence.ring, existence.functions, match)
    number = {f.position: f.number for f in existence.functions}
    return [(number[a], number[b]) for a, b in moved.items() if a in number and a not in match]


def slopes(existence: Existence, goal: Goal) -> list[tuple[int, int, Poly]]:
    """Bound variable, unknown and the sign-giving slope of a tight goal where it is tight."""
    relation, match = claimed(goal), twins(existence, goal)
    moved = images(existence.ring, existence.functions, match)
    found = []
    for v, u in match.items():
        assert relation is not None
        slope = derivative(existence.ring, existence.functions, relation.poly, v)[0]
        found.append((v, u, renamed(existence.ring, slope, moved)))
    return found


def systems(existence: Existence) -> Iterator[list[Poly]]:
    """Yield equation systems: equality goals and one way to be stationary per tight variable."""
    ring = existence.ring
    equations: list[Poly] = []
    choices: dict[int, list[list[Poly]]] = {}
    for goal in existence.goals:
        relation = claimed(goal)
        if relation is None:
            continue
        if relation.rel == "=":
            equations += _coefficients(ring, relation.poly, goal.forall)
            continue
        for v, u, slope in slopes(existence, goal):
            lo, hi = existence.bound[v]
            inside, low, high = choices.setdefault(u, [[], [], []])
            inside.append(slope)
            low[:] = [ring.gens[u] - ring.constant(lo)]
            high[:] = [ring.gens[u] - ring.constant(hi)]
    ways = [[options[0], options[2], options[1]] for _, options in sorted(choices.items())]
    for chosen in product(*ways):
        yield [*equations, *(e for part in chosen for e in part)]


def _coefficients(ring: Ring, poly: Poly, forall: Sequence[int]) -> list[Poly]:
    """The coefficients of a polynomial in the bound variables: all have to vanish."""
    parts = [poly]
    for v in forall:
        parts = [c for p in parts for _, c in sorted(ring.coefficients_in(p, v).items())]
    return parts


def suggestions(existence: Existence, values: Mapping[int, Fraction] | None = None) -> list[Poly]:
    """Extra equations for unknowns that the goals leave free."""
    ring = existence.ring
    weights = [u for u in existence.unknowns if existence.boxes[u][1] is None]
    boxed = [u for u in existence.unknowns if existence.boxes[u][1] is not None]
    result = [ring.gens[u] - ring.one for u in weights]
    if values:
        result += [ring.gens[u] - ring.constant(values[u]) for u in boxed if u in values]
    result += [ring.gens[a] - ring.gens[b] for k, a in enumerate(boxed) for b in boxed[k + 1 :]]
    # Goals that hold with equality: one player gets as much as the others can bear.
    for goal in existence.goals:
        relation = goal.hypothesis
        if not isinstance(relation, Relation) or relation.rel == "=":
            continue
        if not goal.forall:
            if ring.degree(relation.poly) > 1:
                result.append(relation.poly)
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
        taken = {d.position for d in hint}
        free = [u for u in existence.unknowns if u not in taken]
        if not free:
            yield tuple(hint)
            continue
        for system in systems(existence):
            equations = [_insert(ring, e, hint) for e in system]
            more = [_insert(ring, e, hint) for e in extra]
            for found in solutions(ring, equations, free, more, spans):
                yield (*hint, *found)
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


def _insert(ring: Ring, poly: Poly, hint: Sequence[Definition]) -> Poly:
    """Replace the unknowns that a hint gives as quotients."""
    for definition in reversed(hint):
        if isinstance(definition, Quotient):
            poly = ring.substitute(poly, definition.position, definition.num, definition.den)[0]
    return poly
