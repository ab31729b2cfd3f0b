r"""From the goals of an existence question to equations that a witness is likely to solve.

Equality goals are equations as they stand.  A goal :math:`p(y, z) \ge 0` for all z in a box that is
tight at :math:`z = y` says that y minimises :math:`p(y, \cdot)`; so for each of its bound variables
either :math:`\partial p / \partial z = 0` at :math:`z = y` or y sits at an end of the box.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import islice, pairwise, product

from bargain.exist.functions import images, renamed, total_derivative
from bargain.refute.axioms import Function, read_functions
from bargain.refute.ring import Data, Hypothesis, Key, Poly, Relation, Ring

_MOST_SYSTEMS = 2_000


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
    deviates : mapping of int to int
        What a bound variable is another value of.
    """

    ring: Ring
    parameters: tuple[int, ...]
    unknowns: tuple[int, ...]
    bound: Mapping[int, tuple[Fraction, Fraction]]
    region: tuple[Hypothesis, ...]
    goals: tuple[Goal, ...]
    boxes: Mapping[int, tuple[Fraction | None, Fraction | None]] = field(default_factory=dict)
    functions: tuple[Function, ...] = ()
    deviates: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def read(cls, statement: Data) -> Existence:
        """Read the fields of a statement with claim ``always`` or ``sometimes``.

        What a variable deviates from is a proposer's knowledge: plain data without it will do.
        """
        ring = Ring(statement["variables"])
        goals = tuple(
            Goal(ring.hypothesis(g), tuple(ring.index[v] for v in g["forall"]))
            for g in statement["goals"]
        )
        unknowns = tuple(ring.index[u] for u in statement["unknowns"])
        bound = {ring.index[v]: (Fraction(lo), Fraction(hi)) for v, lo, hi in statement["bound"]}
        twins: Mapping[str, str] = getattr(statement, "twins", {})
        deviates = {ring.index[z]: ring.index[v] for z, v in twins.items()}
        return cls(
            ring=ring,
            parameters=tuple(ring.index[p] for p in statement["parameters"]),
            unknowns=unknowns,
            bound=bound,
            region=tuple(ring.hypothesis(h) for h in statement["region"]),
            goals=goals,
            boxes={u: _box(ring, goals, bound, deviates, u) for u in unknowns},
            functions=read_functions(ring, statement.get("functions", ())),
            deviates=deviates,
        )

    def at_ends(self, goal: Goal) -> Iterator[Poly]:
        """The polynomial of a goal that is a relation, at every corner of its bound variables."""
        assert isinstance(goal.hypothesis, Relation)
        for ends in product(*(self.bound[v] for v in goal.forall)):
            poly = goal.hypothesis.poly
            for v, end in zip(goal.forall, ends, strict=True):
                poly = self.ring.substitute(poly, v, self.ring.constant(end), self.ring.one)[0]
            yield poly

    def at(self, point: Mapping[str, Fraction]) -> Existence:
        """Return the question with the parameters replaced by numbers in the goals."""

        def fixed(poly: Poly) -> Poly:
            return self.ring.values_at(poly, point)

        return replace(
            self,
            goals=tuple(Goal(g.hypothesis.mapped(fixed), g.forall) for g in self.goals),
            functions=tuple(replace(f, argument=fixed(f.argument)) for f in self.functions),
        )


def _box(
    ring: Ring,
    goals: Sequence[Goal],
    bound: Mapping[int, tuple[Fraction, Fraction]],
    deviates: Mapping[int, int],
    unknown: int,
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
        slope = number(parts[1])
        value = -number(parts.get(0, ring.zero)) / slope
        if slope > 0:
            lo = value if lo is None else max(lo, value)
        else:
            hi = value if hi is None else min(hi, value)
    if hi is None:
        boxes = [box for v, box in bound.items() if deviates.get(v) == unknown]
        return boxes[0] if boxes else (lo, hi)
    return lo, hi


def number(poly: Poly) -> Fraction:
    """The value of a constant polynomial."""
    if poly == 0:
        return Fraction(0)
    value = poly.leading_coefficient()
    return Fraction(int(value.p), int(value.q))


def claimed(goal: Goal) -> Relation | None:
    """What a goal claims, apart from the defining relations of bound auxiliary quantities."""
    if isinstance(goal.hypothesis, Relation):
        return goal.hypothesis
    last = goal.hypothesis.alternatives[-1]
    return last[0] if goal.forall and len(last) == 1 and last[0].rel != ">" else None


def twins(existence: Existence, goal: Goal) -> dict[int, int]:
    """Match the bound variables of a goal with the unknowns at which it is tight.

    If putting them in for each other does not make the goal vanish identically, the goal is not
    tight and has no twins.
    """
    relation = claimed(goal)
    if relation is None or not goal.forall:
        return {}
    unknowns = set(existence.unknowns)
    match = {v: u for v in goal.forall if (u := existence.deviates.get(v)) in unknowns}
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
    """Bound variable, unknown and the sign-giving slope of a tight goal where it is tight.

    A bound auxiliary quantity is no variable of its own: it moves along with the others.
    """
    relation, match = claimed(goal), twins(existence, goal)
    if relation is None:
        return []
    ring, functions = existence.ring, existence.functions
    moved = images(ring, functions, match)
    along = implicit(ring, goal)
    found = []
    for v, u in match.items():
        if v not in along:
            num, den = total_derivative(ring, functions, along, relation.poly, v)
            # only the equations of auxiliary quantities give denominators of either sign
            found.append((v, u, renamed(ring, num * den if along else num, moved)))
    return found


def implicit(ring: Ring, goal: Goal) -> dict[int, Poly]:
    """The bound auxiliary quantities of a goal, each with the equation that defines it."""
    if isinstance(goal.hypothesis, Relation):
        return {}
    single = [a[0] for a in goal.hypothesis.alternatives[:-1] if len(a) == 1]
    found: dict[int, Poly] = {}
    for first, second in pairwise(single):  # an equation fails where it is above or below zero
        inside = ring.support(first.poly) & set(goal.forall)
        if first.rel == second.rel == ">" and first.poly == -second.poly and inside:
            found.setdefault(max(inside), first.poly)
    return found


def conditional(ring: Ring, goal: Goal) -> bool:
    """Whether a goal claims something in some cases only, which its other alternatives tell."""
    if isinstance(goal.hypothesis, Relation):
        return False
    defined = set(implicit(ring, goal))
    others = [ring.support(r.poly) for a in goal.hypothesis.alternatives[:-1] for r in a]
    return any(not inside & defined for inside in others)


def replies(existence: Existence, goal: Goal) -> list[tuple[int, Poly]]:
    """Bound variables, and polynomials with them and others: the goal claims something at zeros.

    Its other cases are that such a polynomial is above zero, or below: where it is zero the
    variable is a reply to the others.
    """
    ring, match = existence.ring, twins(existence, goal)
    if len(match) < 2 or isinstance(goal.hypothesis, Relation):
        return []
    cases = [a[0] for a in goal.hypothesis.alternatives[:-1] if len(a) == 1]
    factors = [f for r in cases if r.rel == ">" for f, _ in ring.factors(r.poly)[1]]
    twice = [f for k, f in enumerate(factors) if f in factors[:k]]
    inside = [(f, ring.support(f) & {*match}) for f in twice]
    return [(v, f) for f, own in inside if len(own) > 1 for v in match if v in own]


def along_replies(existence: Existence, goal: Goal, unknown: int) -> Iterator[Poly]:
    """Slopes of what a goal claims where replies to a deviation from the unknown move along."""
    ring, match, relation = existence.ring, twins(existence, goal), claimed(goal)
    for reply, equation in replies(existence, goal):
        for v in ring.support(equation) & {z for z, u in match.items() if u == unknown} - {reply}:
            assert relation is not None
            along = {reply: equation}
            num, _ = total_derivative(ring, existence.functions, along, relation.poly, v)
            yield renamed(ring, num, images(ring, existence.functions, match))


def systems(existence: Existence) -> Iterator[list[Poly]]:
    """Yield equation systems: equality goals and one way to be stationary per tight variable.

    Where goals claim something in some cases only, a variable may also be stationary in one case,
    with replies to it or without, or in none.
    """
    ring = existence.ring
    equations: list[Poly] = []
    choices: dict[int, list[Poly]] = {}
    cases: dict[int, dict[Key, Poly]] = {}
    moving: dict[int, list[Poly]] = {}  # with replies
    for goal in existence.goals:
        relation = claimed(goal)
        if relation is None:
            continue
        if relation.rel == "=" and not conditional(ring, goal):
            equations += _coefficients(ring, relation.poly, goal.forall)
            continue
        for _, u, slope in slopes(existence, goal):
            if conditional(ring, goal):
                found = cases.setdefault(u, {})
                if not slope.is_constant():
                    found[ring.key(slope)] = slope
                moving.setdefault(u, []).extend(along_replies(existence, goal, u))
            else:
                choices.setdefault(u, []).append(slope)
    ways = []
    for u in sorted({*choices, *cases}):
        lo, hi = next(existence.bound[v] for v, w in existence.deviates.items() if w == u)
        ends = [[ring.gens[u] - ring.constant(end)] for end in (hi, lo)]
        if u in choices:
            inside = [choices[u]]
        else:
            inside = [*([s] for s in moving[u]), [], *([s] for s in cases[u].values())]
        ways.append([*inside, *ends])
    for chosen in islice(product(*ways), _MOST_SYSTEMS):
        yield [*equations, *(e for part in chosen for e in part)]


def _coefficients(ring: Ring, poly: Poly, forall: Sequence[int]) -> list[Poly]:
    """The coefficients of a polynomial in the bound variables: all have to vanish."""
    parts = [poly]
    for v in forall:
        parts = [c for p in parts for _, c in sorted(ring.coefficients_in(p, v).items())]
    return parts
