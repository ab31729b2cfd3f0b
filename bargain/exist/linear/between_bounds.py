r"""Unknowns that go from their lower to their upper bounds by one common part, to meet an equation.

Let each unknown have bounds :math:`l_j(θ) \le u_j \le h_j(θ)` and all of them one equation
:math:`\sum_j a_j u_j = c(θ)` with numbers :math:`a_j > 0` (where :math:`a_j < 0` the bounds change
places). Unknowns exist iff each interval has a point and :math:`\sum_j a_j l_j \le c \le \sum_j a_j
h_j`, and then

.. math:: u_j = l_j + \frac{c - \sum_i a_i l_i}{\sum_i a_i (h_i - l_i)} \, (h_j - l_j)

are some: one definition for all parameters, where vertices of the linear program need cases. A goal
bounds one unknown as well if the equation makes it so: in a core of three players :math:`u_1 + u_2
\ge v_{12}` says :math:`u_3 \le v - v_{12}`.

The proofs are written down, not searched. With :math:`N = c - \sum_i a_i l_i`, :math:`M =
\sum_i a_i h_i - c` and :math:`D = N + M` it is :math:`D (u_j - l_j) = N (h_j - l_j)` and
:math:`D (h_j - u_j) = M (h_j - l_j)`; what is left to be shown is that N, M and the intervals are
not negative.

References
----------
Tijs, S. H. (1981). Bounds for the core and the τ-value. *Game Theory and Mathematical Economics*,
123-132: the compromise between an upper and a lower vector.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import lcm

import flint

from bargain.exist.equations import Existence
from bargain.exist.linear.affine_rules import affine_witness
from bargain.exist.linear.region_sums import Signs, Sum, combined
from bargain.exist.linear.rows import Point, Row, value_at
from bargain.exist.triangular import Quotient
from bargain.exist.witness_tree import (
    GoalProof,
    ProvedQuotient,
    RegionSplit,
    Tree,
    Vacuous,
    Witness,
)
from bargain.refute.proof_tree import Indices, Psatz
from bargain.refute.ring import Key, Number, Poly, Relation, Ring

__all__ = ["compromise"]


def compromise(
    existence: Existence, rows: Sequence[Row], point: Point, *, mark: float
) -> Tree | None:
    """A proof that the unknowns exist between their bounds; None for other goals.

    Parameters
    ----------
    existence : Existence
    rows : sequence of Row
        Its goals, of which one is an equation whose slopes are numbers.
    point : mapping of int to Fraction
        Values of the parameters: which bounds of an unknown are the tight ones.
    mark : float
        On the meter of `bargain.budget`.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from bargain.budget import spent
    >>> from bargain.exist.linear.rows import linear_rows
    >>> unit = [[0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]  # x, y, z
    >>> goals = [{"rel": "=", "poly": [*(["1", e] for e in unit), ["-1", [0] * 4]]}]
    >>> goals += [{"rel": ">=", "poly": [["1", e]]} for e in unit]
    >>> tops = [[1, 0, 0, 0], [0] * 4, [0] * 4]  # x <= p, y <= 1, z <= 1
    >>> goals += [{"rel": ">=", "poly": [["-1", e], ["1", t]]} for e, t in zip(unit, tops)]
    >>> goals = [{**goal, "forall": []} for goal in goals]
    >>> names = {"variables": ["p", *"xyz"], "parameters": ["p"], "unknowns": [*"xyz"]}
    >>> region = [{"rel": ">", "poly": [["1", [1, 0, 0, 0]]]}]
    >>> asked = Existence.read({**names, "bound": [], "region": region, "goals": goals})
    >>> found = compromise(asked, linear_rows(asked), {0: Fraction(1)}, mark=spent() + 1)
    >>> [(str(d.quotient.num), str(d.quotient.den)) for d in found.define]
    [('x0', 'x0 + 2'), ('1', 'x0 + 2'), ('1', 'x0 + 2')]
    """
    equations = [row for row in rows if row.rel == "="]
    if len(equations) != 1 or set(equations[0].slopes) != set(existence.unknowns):
        return None
    if not (_plain(equations[0]) and all(not g.forall for g in existence.goals)):
        return None
    bounds = _bounds(existence, rows, equations[0], point)
    if bounds is None:
        return None
    return _Compromise(existence, equations[0], *bounds, mark).tree()


@dataclass(frozen=True, slots=True)
class _Bound:
    """What a goal says of one unknown: it is slope times (unknown - at), and so much equation."""

    unknown: int
    slope: Number
    at: Poly
    times: Number


def _plain(row: Row) -> bool:
    """Whether the slopes are numbers."""
    return all(slope.is_constant() for slope in row.slopes.values())


def _numbers(row: Row) -> dict[int, Number]:
    """Slopes that are numbers."""
    return {u: slope.leading_coefficient() for u, slope in row.slopes.items()}


def _bounds(
    existence: Existence, rows: Sequence[Row], equation: Row, point: Point
) -> tuple[dict[int, Poly], dict[int, Poly], dict[Key, _Bound]] | None:
    """The tight bounds of all unknowns from below and above, and what each goal says."""
    ring = existence.ring
    low: dict[int, Poly] = {}
    high: dict[int, Poly] = {}
    said: dict[Key, _Bound] = {}
    for row in rows:
        if row is equation:
            continue
        found = list(_single(ring, row, equation)) if _plain(row) else []
        if not found:
            return None
        said[ring.key(row.poly)] = found[0]
        for bound in found:
            side, sign = (low, 1) if bound.slope > 0 else (high, -1)
            known = side.get(bound.unknown)
            if known is None or sign * value_at(ring, bound.at - known, point) > 0:
                side[bound.unknown] = bound.at
    whole = set(existence.unknowns)
    return (low, high, said) if set(low) == set(high) == whole else None


def _single(ring: Ring, row: Row, equation: Row) -> Iterator[_Bound]:
    """What a goal says of one unknown, by itself or with a multiple of the equation."""
    weights, slopes, none = _numbers(equation), _numbers(row), flint.fmpq(0)
    times = {slopes.get(u, none) / weight for u, weight in weights.items()}
    for factor in sorted(times, key=lambda f: (f != 0, str(f))):
        rest = {u: slopes.get(u, none) - factor * weight for u, weight in weights.items()}
        left = {u: s for u, s in rest.items() if s != 0}
        if len(left) == 1:
            [(unknown, slope)] = left.items()
            constant = row.constant - equation.constant * factor
            yield _Bound(unknown, slope, constant * (-1 / slope), factor)


class _Compromise:
    """The definitions, with the sums that show which polynomials are not negative."""

    def __init__(
        self,
        existence: Existence,
        equation: Row,
        low: Mapping[int, Poly],
        high: Mapping[int, Poly],
        said: Mapping[Key, _Bound],
        mark: float,
    ) -> None:
        self.existence, self.ring, self.equation = existence, existence.ring, equation
        self.low, self.high, self.said, self.mark = low, high, said, mark
        self.weights = _numbers(equation)
        start = {u: low[u] if w > 0 else high[u] for u, w in self.weights.items()}
        end = {u: high[u] if w > 0 else low[u] for u, w in self.weights.items()}
        zero = self.ring.zero
        self.short = sum((-w * start[u] for u, w in self.weights.items()), -equation.constant)
        self.over = sum((w * end[u] for u, w in self.weights.items()), equation.constant)
        whole, short = self.short + self.over, self.short
        nums = {u: start[u] * whole + (end[u] - start[u]) * short for u in self.weights}
        coefficients = [c for p in (whole, *nums.values()) for c in p.coeffs()]
        scale = lcm(1, *(int(c.q) for c in coefficients))
        self.short, self.over = self.short * scale, self.over * scale
        self.whole = zero + whole * scale
        self.nums = {u: nums[u] * scale for u in existence.unknowns}
        self.signs = Signs(self.ring, existence.region, mark)

    def tree(self) -> Tree | None:
        """One leaf where the bounds are proved to be apart, else another where they meet."""
        region = list(self.existence.region)
        parts = self.signs.sum_of(self.short), self.signs.sum_of(self.over)
        if self.whole == 0 or parts[0] is None or parts[1] is None:
            return None
        apart = (*parts[0], *parts[1])
        if any(self.signs.is_strict(indices) for _, indices in apart):
            return self._witness(len(region), apart)
        count, one = len(region), flint.fmpq(1)
        leaf = self._witness(count + 1, ((one, (count,)),))
        meet = leaf and affine_witness(
            self.existence, [*region, Relation("=", self.whole)], mark=self.mark
        )
        if leaf is None or meet is None:
            return None
        below = combined([(one, (count,)), *apart], {})
        return RegionSplit(self.whole, neg=Vacuous(below), zero=meet, pos=leaf)

    def _witness(self, count: int, apart: Sum) -> Witness | None:
        """The definitions, after so many hypotheses; `apart` adds up to their denominator."""
        one, define = flint.fmpq(1), []
        for k, (u, num) in enumerate(self.nums.items()):
            own = apart if k == 0 else ((one, (count,)),)
            node = combined([*own, (one, (count + 2 * k,))], {})
            define.append(ProvedQuotient(Quotient(u, num, self.whole), node))
        goals = []
        for goal in self.existence.goals:
            relation = goal.hypothesis
            assert isinstance(relation, Relation)
            if relation.rel == "=":
                sign = 1 if relation.poly == self.equation.poly else -1
                nodes = [self._equal(count, -sign), self._equal(count, sign)]
            else:
                bounded = self._goal(count, relation)
                if bounded is None:
                    return None
                nodes = [bounded]
            goals.append(GoalProof(tuple(nodes)))
        return Witness(tuple(define), tuple(goals))

    def _equal(self, count: int, sign: int) -> Psatz:
        """That the equation has no other sign: times the denominator, the definitions add up."""
        failing = count + 2 * len(self.nums)
        return combined([(flint.fmpq(1), (count, failing))], self._ideal(count, flint.fmpq(sign)))

    def _ideal(self, count: int, times: Number) -> dict[int, Poly]:
        """Multiples of the definitions that make a multiple of the equation."""
        place = {u: count + 2 * k + 1 for k, u in enumerate(self.nums)}
        one = self.ring.one
        return {place[u]: one * (times * weight) for u, weight in self.weights.items()}

    def _goal(self, count: int, relation: Relation) -> Psatz | None:
        """That a bound holds: the unknown is on the right side of the tight one."""
        bound = self.said[self.ring.key(relation.poly)]
        u, size, positive = bound.unknown, abs(bound.slope), bound.slope > 0
        gap = self.low[u] - bound.at if positive else bound.at - self.high[u]
        part = self.short if positive == (self.weights[u] > 0) else self.over
        wide = self.signs.sum_of(self.high[u] - self.low[u])
        way, room = self.signs.sum_of(part), self.signs.sum_of(gap)
        if wide is None or way is None or room is None:
            return None
        one, failing = flint.fmpq(1), count + 2 * len(self.nums)
        terms: list[tuple[Number, Indices]] = [(one, (count, failing))]
        terms += [(size * a * b, (*i, *j)) for a, i in wide for b, j in way]
        terms += [(size * a, (*i, count)) for a, i in room]
        if relation.rel == ">" and not any(map(self.signs.is_strict, (i for _, i in terms[1:]))):
            return None
        ideal = self._ideal(count, bound.times)
        own = count + 2 * list(self.nums).index(u) + 1
        ideal[own] = ideal[own] + bound.slope
        return combined(terms, ideal)
