"""Numerical screening: at which sample points of the region does a proposed witness meet the goals?

Floating-point values only decide what is worth proving; they never enter a proof.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import product
from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from bargain.budget import spend
from bargain.exist.equations import Existence, Goal, conditional, implicit, replies, slopes
from bargain.exist.functions import defined_next, through
from bargain.exist.linear.rows import holds_at
from bargain.exist.triangular import Definitions, Quotient
from bargain.refute.ring import Hypothesis, Number, Poly, Relation, Ring

#: A number per variable of the ring.
Point: TypeAlias = NDArray[np.float64]
_TOLERANCE = 1e-9
_MEMORY = 4_000  # polynomials that are kept in the form in which they are evaluated
_CHUNK = 400  # points that are looked at together
_REPLIED = 9  # values of a variable at which replies to it are looked at
#: How far steps towards the edges go, the longest first.
_STEPS = [Fraction(n, 20) for n in (60, 40, 30, 22, 18, 14, 10, 6, 3, 1)]
SPREAD = [
    Fraction(n, d)
    for n, d in ((1, 1), (1, 2), (2, 1), (1, 4), (3, 4), (3, 1), (1, 10), (9, 10), (5, 1), (1, 3),
                 (10, 1), (3, 2), (1, 100), (6, 5), (100, 1), (7, 10), (2, 5), (0, 1))
]  # fmt: skip


class Evaluator:
    """Floating-point values of ring elements; nan where a number is beyond the range of floats."""

    def __init__(self, ring: Ring) -> None:
        self.ring = ring
        self._known: dict[int, tuple[Poly, Point, NDArray[np.int64]]] = {}  # by identity

    def __call__(self, poly: Poly, point: Point) -> float:
        """Return the value at an array with one number per variable."""
        spend(60)
        coefficients, exponents = self._split(poly)
        if not len(coefficients):
            return 0.0
        with np.errstate(over="ignore", invalid="ignore"):
            return float(coefficients @ np.prod(point**exponents, axis=1))

    def size(self, poly: Poly, point: Point) -> float:
        """Return the sum of the absolute values of the terms: the scale of rounding errors."""
        spend(60)
        coefficients, exponents = self._split(poly)
        with np.errstate(over="ignore", invalid="ignore"):
            return float(abs(coefficients) @ np.prod(abs(point) ** exponents, axis=1)) + 1e-30

    def many(self, poly: Poly, points: Point) -> tuple[Point, Point]:
        """Return values and sizes at many points, one a row."""
        coefficients, exponents = self._split(poly)
        spend(60 + len(coefficients) * len(points) // 4)
        with np.errstate(over="ignore", invalid="ignore"):
            terms = np.prod(points[:, None, :] ** exponents[None, :, :], axis=2)
            return terms @ coefficients, abs(terms) @ abs(coefficients) + 1e-30

    def _split(self, poly: Poly) -> tuple[Point, NDArray[np.int64]]:
        known = self._known.get(id(poly))
        if known is None:  # the polynomial is kept, so that its identity stays its own
            items = sorted(poly.to_dict().items())
            shape = (len(items), len(self.ring.names))
            known = (
                poly,
                np.array([near(c) for _, c in items]),
                np.array([[int(e) for e in m[: shape[1]]] for m, _ in items]).reshape(shape),
            )
            if len(self._known) >= _MEMORY:
                self._known.clear()
            self._known[id(poly)] = known
        return known[1:]


def near(number: Number) -> float:
    """A number as a float; nan beyond their range."""
    try:
        return float(number)
    except OverflowError:
        return float("nan")


def _point(ring: Ring, values: Mapping[int, Fraction]) -> Point:
    """A point with zeros where nothing is known."""
    point = np.zeros(len(ring.names))
    for position, value in values.items():
        point[position] = float(value)
    return point


def sample_region(
    existence: Existence, count: int, among: Mapping[int, Sequence[Fraction]] | None = None
) -> list[dict[int, Fraction]]:
    """Return rational points of the region, spread out, the same for the same question.

    Parameters
    ----------
    existence : Existence
    count : int
    among : mapping of int to sequence of Fraction, optional
        The values of each parameter that are tried, instead of a spread.
    """
    generator = random.Random(0)  # noqa: S311  # a fixed spread of points, not security
    evaluate = Evaluator(existence.ring)
    found: dict[tuple[int, ...], None] = {}
    names = existence.parameters
    values = [SPREAD if among is None else among[p] for p in names]
    floats = [np.array([float(f) for f in row]) for row in values]
    places = [range(len(row)) for row in values]
    for _ in range(400 * count // _CHUNK):
        trials = [tuple(map(generator.choice, places)) for _ in range(_CHUNK)]
        points = np.zeros((_CHUNK, len(existence.ring.names)))
        for position, row, at in zip(names, floats, np.array(trials, dtype=int).T, strict=True):
            points[:, position] = row[at]
        inside = np.ones(_CHUNK, dtype=bool)
        for h in existence.region:
            inside &= _held(evaluate, h, points, slack=-1e-12)
        for k in np.flatnonzero(inside):
            found.setdefault(trials[k])
            if len(found) >= count:
                break
        else:
            continue
        break
    return [{p: row[k] for p, row, k in zip(names, values, at, strict=True)} for at in found]


def outward(
    existence: Existence, samples: Sequence[Mapping[int, Fraction]], count: int
) -> list[dict[int, Fraction]]:
    """Return more points of the region, out to near its edges.

    From each sample a step is taken away from the next ones, as far as that stays inside.
    """
    found: list[dict[int, Fraction]] = []
    for k, point in enumerate(samples):
        for other in (*samples[k + 1 : k + 4], *samples[:1]):
            if len(found) >= count:
                return found
            steps = ({p: v + step * (v - other[p]) for p, v in point.items()} for step in _STEPS)
            inside = (
                away for away in steps
                if all(holds_at(existence.ring, h, away) for h in existence.region)
            )  # fmt: skip
            away = next(inside, dict(point))
            if away not in found and away not in samples:
                found.append(away)
    return found


def holds(
    evaluate: Evaluator, hypothesis: Hypothesis, point: Point, *, slack: float = _TOLERANCE
) -> bool:
    """Whether a hypothesis holds up to rounding (a negative slack: with room to spare)."""
    if not isinstance(hypothesis, Relation):
        return any(
            all(holds(evaluate, r, point, slack=slack) for r in alternative)
            for alternative in hypothesis.alternatives
        )
    error = evaluate.size(hypothesis.poly, point)
    return bool(_right(hypothesis, evaluate(hypothesis.poly, point), error, slack))


def _held(
    evaluate: Evaluator,
    hypothesis: Hypothesis,
    points: NDArray[np.float64],
    *,
    slack: float = _TOLERANCE,
) -> NDArray[np.bool_]:
    """The same at many points, one a row."""
    if not isinstance(hypothesis, Relation):
        parts = [
            np.all([_held(evaluate, r, points, slack=slack) for r in alternative], axis=0)
            for alternative in hypothesis.alternatives
        ]
        return np.asarray(np.any(parts, axis=0), dtype=bool)
    return np.asarray(_right(hypothesis, *evaluate.many(hypothesis.poly, points), slack))


_Value = TypeVar("_Value", float, NDArray[np.float64])


def _right(relation: Relation, value: _Value, error: _Value, slack: float) -> Any:
    """Whether a value has the sign that a relation asks for, where rounding may change it."""
    if relation.rel == "=":
        return abs(value) <= 1e-7 * error
    if relation.rel == ">":
        return value > (max(0.0, -slack) + 1e-13) * error
    return value >= -abs(slack) * error if slack > 0 else value >= 0


@dataclass(frozen=True, slots=True)
class Trial:
    """A proposed witness with what the samples say of it.

    Attributes
    ----------
    passes : frozenset of int
        Samples at which all goals hold.
    signs : mapping of int to tuple of int
        Signs of the denominators (and of roots' slopes) by sample.
    """

    definitions: Definitions
    passes: frozenset[int]
    signs: Mapping[int, tuple[int, ...]]
    points: Mapping[int, Point]


class Screen:
    """Samples of a region and the goals to be met there."""

    def __init__(self, existence: Existence, samples: Sequence[Mapping[int, Fraction]]) -> None:
        self.existence = existence
        self.evaluate = Evaluator(existence.ring)
        self.samples = list(samples)
        self._slopes = {
            id(g): [] if conditional(existence.ring, g) else slopes(existence, g)
            for g in existence.goals
        }
        self._powers: dict[int, tuple[Poly, dict[int, Poly]]] = {}  # by identity
        self._implicit = {id(g): implicit(existence.ring, g) for g in existence.goals}
        self._replies = {id(g): replies(existence, g) for g in existence.goals}

    def try_out(self, definitions: Definitions) -> Trial:
        """Evaluate a proposed witness at every sample."""
        trial = Trial(definitions, frozenset(), {}, {})
        for k in range(len(self.samples)):
            trial = self.try_at(trial, k)
        return trial

    def try_at(self, trial: Trial, k: int) -> Trial:
        """Evaluate a proposed witness at one more sample."""
        point = _point(self.existence.ring, self.samples[k])
        marks = self._fill(trial.definitions, point)
        if marks is None:
            return trial
        good = all(self._goal(goal, point) for goal in self.existence.goals)
        return Trial(
            trial.definitions,
            trial.passes | {k} if good else trial.passes,
            {**trial.signs, k: marks},
            {**trial.points, k: point},
        )

    def serves(self, definitions: Definitions, sample: Mapping[int, Fraction]) -> bool:
        """Whether all goals hold at a point."""
        point = _point(self.existence.ring, sample)
        if self._fill(definitions, point) is None:
            return False
        return all(self._goal(goal, point) for goal in self.existence.goals)

    def learn(self, sample: Mapping[int, Fraction]) -> bool:
        """Add a sample; False if it is known or not well inside the region."""
        point = _point(self.existence.ring, sample)
        inside = all(holds(self.evaluate, h, point, slack=-1e-12) for h in self.existence.region)
        if not inside or dict(sample) in self.samples:
            return False
        self.samples.append(dict(sample))
        return True

    def _fill(self, definitions: Definitions, point: Point) -> tuple[int, ...] | None:
        """Give the unknowns their values in place; None if one has none."""
        marks = []
        known = set(self.existence.parameters)
        for definition in definitions:
            if not self._functions(known, point):
                return None
            known.add(definition.position)
            if isinstance(definition, Quotient):
                den = self.evaluate(definition.den, point)
                if abs(den) <= 1e-12 * self.evaluate.size(definition.den, point):
                    return None
                point[definition.position] = self.evaluate(definition.num, point) / den
                marks.append(1 if den > 0 else -1)
                continue
            lo = self.evaluate(definition.lo, point)
            hi = self.evaluate(definition.hi, point)
            value = self._root(definition.position, definition.poly, lo, hi, point, known)
            if value is None:
                return None
            point[definition.position], mark = value
            marks.append(mark)
        return tuple(marks) if self._functions(known, point) else None

    def _functions(self, known: set[int], point: Point) -> bool:
        """Give functions of known variables their values in place; False if one has none."""
        for f in list(defined_next(self.existence.ring, self.existence.functions, known)):
            value = f.value(self.evaluate(f.argument, point))
            if value is None:
                return False
            point[f.position] = value
            known.add(f.position)
        return True

    def _root(
        self, position: int, poly: Poly, lo: float, hi: float, point: Point, known: Collection[int]
    ) -> tuple[float, int] | None:
        """The root between lo and hi by bisection, with the direction of the sign change."""
        f = self._along(position, poly, point, known)
        left, right = f(lo), f(hi)
        if not left * right <= 0 or left == right:
            return None
        rising = 1 if right > left else -1
        a, b = lo, hi
        for _ in range(200):
            middle = (a + b) / 2
            if middle in (a, b):
                break  # floats have none between
            if f(middle) * rising <= 0:
                a = middle
            else:
                b = middle
        return (a + b) / 2, rising

    def _along(
        self, position: int, poly: Poly, point: Point, known: Collection[int]
    ) -> Callable[[float], float]:
        """A polynomial as a function of one variable, with the functions of it that it mentions."""
        inside = through(self.existence.ring, self.existence.functions, poly, known)
        if not inside:
            line = self._line(poly, position, point)
            return lambda value: reduce(lambda sum_, c: sum_ * value + c, line, 0.0)

        def f(value: float) -> float:
            point[position] = value
            for function in inside:
                own = function.value(self.evaluate(function.argument, point))
                point[function.position] = np.nan if own is None else own
            return self.evaluate(poly, point)

        return f

    def _line(self, poly: Poly, position: int, point: Point) -> list[float]:
        """The coefficients in one variable, the highest first."""
        known = self._powers.get(id(poly))
        if known is None:
            known = poly, self.existence.ring.coefficients_in(poly, position)
            self._powers[id(poly)] = known
        powers = known[1]
        return [
            self.evaluate(powers[k], point) if k in powers else 0.0
            for k in range(max(powers), -1, -1)
        ]

    def _free_of_bound(self) -> set[int]:
        """Positions of everything that has a value without the bound variables."""
        known = {*self.existence.parameters, *self.existence.unknowns}
        ring, functions = self.existence.ring, self.existence.functions
        return known | {f.position for f in defined_next(ring, functions, known)}

    def _stationary(self, v: int, u: int, slope: Poly, point: Point) -> bool:
        """Whether a tight goal does not fall where its deviation leaves the agreement."""
        lo, hi = (float(end) for end in self.existence.bound[v])
        value, error = self.evaluate(slope, point), 1e-7 * self.evaluate.size(slope, point)
        rises = value >= -error or point[u] >= hi - 1e-9
        falls = value <= error or point[u] <= lo + 1e-9
        return rises and falls

    def _goal(self, goal: Goal, point: Point) -> bool:
        if not goal.forall:
            return holds(self.evaluate, goal.hypothesis, point)
        if not all(self._stationary(v, u, slope, point) for v, u, slope in self._slopes[id(goal)]):
            return False
        axes = []
        known = self._free_of_bound()
        along = self._implicit[id(goal)]
        own = [v for v in goal.forall if v not in along]
        steps = 5 if len(own) <= 2 else 3
        for v in own:
            lo, hi = (float(end) for end in self.existence.bound[v])
            axes.append(np.linspace(lo, hi, steps))
        if not along and not self.existence.functions:
            grid = np.tile(point, (steps ** len(own), 1))
            grid[:, own] = list(product(*axes))
            if not np.all(_held(self.evaluate, goal.hypothesis, grid)):
                return False
            return all(self._in_replies(goal, *r, point) for r in self._replies[id(goal)])
        for values in product(*axes):
            for v, value in zip(own, values, strict=True):
                point[v] = value
            for filled in self._with_roots(list(along.items()), point):
                if not self._functions(known | set(goal.forall), filled):
                    return False
                if not holds(self.evaluate, goal.hypothesis, filled):
                    return False
        return True

    def _in_replies(self, goal: Goal, reply: int, equation: Poly, point: Point) -> bool:
        """Whether a goal holds where one bound variable is a reply to the others."""
        others = [v for v in goal.forall if v != reply]
        ends = [map(float, self.existence.bound[v]) for v in others]
        for values in product(*(np.linspace(low, high, _REPLIED) for low, high in ends)):
            point[others] = values
            for filled in self._with_roots([(reply, equation)], point):
                if not holds(self.evaluate, goal.hypothesis, filled):
                    return False
        return True

    def _with_roots(self, along: Sequence[tuple[int, Poly]], point: Point) -> Iterator[Point]:
        """The point with every choice of values for the quantities that equations define."""
        if not along:
            yield point
            return
        (position, equation), *rest = along
        line = self._line(equation, position, point)
        lo, hi = (float(end) for end in self.existence.bound[position])
        for root in np.roots(line):
            if abs(root.imag) < 1e-9 and lo - 1e-9 <= root.real <= hi + 1e-9:
                point[position] = root.real
                yield from self._with_roots(rest, point)
