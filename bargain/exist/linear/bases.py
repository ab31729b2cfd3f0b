r"""Which goals bind: bases of the linear program in the unknowns, at points of the parameters.

A *basis* is a set of as many equations as there are unknowns: a goal binds, :math:`r_i = 0`, two
goals have equal room, :math:`r_i = r_j`, or two unknowns are equal. Where it has one solution, that
defines the unknowns as quotients of polynomials in the parameters. A linear program gives bases
that serve at one point; from these, equations are exchanged as long as the basis then serves at
more of the sample points. Strict goals are given room: the program maximises the least.

All in floats: a basis is a proposal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from bargain.budget import passed, spend
from bargain.exist.equations import Existence
from bargain.exist.linear.eliminated_bounds import solvable_at
from bargain.exist.linear.rows import Point, Row, value_at
from bargain.refute.ring import Poly

__all__ = ["Bases", "Basis", "NoUnknowns"]

Floats: TypeAlias = NDArray[np.float64]
#: Positions among the equations of `Bases`.
Basis: TypeAlias = tuple[int, ...]
_ROOM, _TIGHT = 1e-9, 1e-7
#: Equations that are exchanged at most; pairs of goals with equal room; rounds of exchange.
_PAIRS, _ROUNDS = 24, 6
_TWINS = 6  # unknowns that are set equal at most


class NoUnknowns(Exception):  # not an error: what a linear program says of a point
    """No unknowns meet the goals at a point."""


@dataclass(frozen=True, slots=True)
class _Numbers:
    """Slopes and constants of the goals at points: ``a[k] @ u + b[k]``."""

    a: Floats  # points x rows x unknowns
    b: Floats  # points x rows


class Bases:
    """Bases for the goals of a question.

    Parameters
    ----------
    existence : Existence
    rows : sequence of Row
    mark : float
        On the meter of `bargain.budget`.
    """

    def __init__(self, existence: Existence, rows: Sequence[Row], mark: float) -> None:
        self.existence = existence
        self.ring = existence.ring
        self.rows = rows
        self.mark = mark
        self.width = len(existence.unknowns)
        self._strict = np.array([r.rel == ">" for r in rows])
        self._equal = np.array([r.rel == "=" for r in rows])
        self._twins = list(combinations(range(self.width), 2)) if self.width <= _TWINS else []

    @cached_property
    def _pairs(self) -> list[tuple[int, int]]:
        return list(self._paired())

    @cached_property
    def equations(self) -> list[Poly]:
        """Goals that bind, then pairs with equal room, then equal unknowns."""
        gens, unknowns = self.ring.gens, self.existence.unknowns
        pairs = (self.rows[i].poly - self.rows[j].poly for i, j in self._pairs)
        equal = (gens[unknowns[i]] - gens[unknowns[j]] for i, j in self._twins)
        return [*(row.poly for row in self.rows), *pairs, *equal]

    def _paired(self) -> Iterator[tuple[int, int]]:
        """Goals that bound the same from both sides; strict goals, any two."""
        count = 0
        for i, j in combinations(range(len(self.rows)), 2):
            one, two = self.rows[i], self.rows[j]
            if "=" in (one.rel, two.rel) or not one.slopes or not two.slopes:
                continue
            opposed = one.slopes.keys() == two.slopes.keys() and all(
                one.slopes[u] + two.slopes[u] == 0 for u in one.slopes
            )
            if (opposed or one.rel == two.rel == ">") and count < _PAIRS:
                count += 1
                yield i, j

    def numbers(self, points: Sequence[Point]) -> _Numbers:
        """The goals at points."""
        a = np.zeros((len(points), len(self.rows), self.width))
        b = np.zeros((len(points), len(self.rows)))
        spend(2 * len(points) * len(self.rows))
        for i, row in enumerate(self.rows):
            for j, u in enumerate(self.existence.unknowns):
                if u in row.slopes:
                    a[:, i, j] = self._floats(row.slopes[u], points)
            b[:, i] = self._floats(row.constant, points)
        return _Numbers(a, b)

    def _floats(self, poly: Poly, points: Sequence[Point]) -> list[float]:
        if poly == 0 or poly.is_constant():
            return [float(value_at(self.ring, poly, {}))] * len(points)
        return [float(value_at(self.ring, poly, p)) for p in points]

    def proposed(self, points: Sequence[Point]) -> list[Basis]:
        """Bases that serve at the first point, those that serve at most others first.

        Raises
        ------
        NoUnknowns
            If none does, because no unknowns meet the goals there.
        """
        numbers = self.numbers(points)
        found: dict[Basis, tuple[int, int]] = {}
        for start in (*self._at(numbers), *self._all_equal(numbers)):
            if start in found:
                continue
            found[start] = self._worth(numbers, start)
            improved = self._exchanged(numbers, start)
            found[improved] = self._worth(numbers, improved)
        return sorted(found, key=lambda basis: (found[basis], basis))

    # One point ----------------------------------------------------------------------------------

    def solvable(self, point: Point) -> bool:
        """Whether unknowns meet the goals at a point, the strict ones with room."""
        exact = solvable_at(self.existence, self.rows, point)
        if exact is not None:
            return exact
        numbers = self.numbers([point])
        return self._roomiest(numbers.a[0], numbers.b[0]) is not None

    def _roomiest(self, a: Floats, b: Floats) -> Floats | None:
        """Unknowns with most room for the strict goals; None if there are none with room."""
        room = self._program(a, b, np.append(np.zeros(self.width), -1.0), self._strict)
        return None if room is None or (self._strict.any() and room[-1] <= _ROOM) else room

    def _at(self, numbers: _Numbers) -> Iterator[Basis]:
        """Bases at the first point: with most room for all goals, and at ends."""
        a, b = numbers.a[0], numbers.b[0]
        n, strict = self.width, bool(self._strict.any())
        wide = self._program(a, b, np.append(np.zeros(n), -1.0), ~self._equal)
        if wide is not None:
            yield from self._binding(a, b, wide, ~self._equal)
        room = self._roomiest(a, b)
        if room is None:
            raise NoUnknowns
        yield from self._binding(a, b, room, self._strict)
        if strict:
            return
        for j in range(n):
            for sign in (1.0, -1.0):
                cost = np.zeros(n + 1)
                cost[j] = sign
                if (vertex := self._program(a, b, cost, self._strict)) is not None:
                    yield from self._binding(a, b, vertex, self._strict)

    def _all_equal(self, numbers: _Numbers) -> Iterator[Basis]:
        """Equations among the goals, then equal unknowns, then pairs with equal room."""
        count = len(self.rows)
        first = count + len(self._pairs)
        order = [*np.flatnonzero(self._equal), *range(first, first + len(self._twins)),
                 *range(count, first)]  # fmt: skip
        yield from self._independent(numbers.a[0], list(map(int, order)))

    def _program(
        self, a: Floats, b: Floats, cost: Floats, narrow: NDArray[np.bool_]
    ) -> Floats | None:
        """Unknowns and the room of the `narrow` goals at the least cost; None if there are none."""
        from scipy.optimize import linprog

        spend(2_000 + 10 * a.size)
        full = np.hstack([a, -narrow.astype(float)[:, None]])
        other = ~self._equal
        found = linprog(
            cost,
            A_ub=-full[other] if other.any() else None,
            b_ub=b[other] if other.any() else None,
            A_eq=full[self._equal] if self._equal.any() else None,
            b_eq=-b[self._equal] if self._equal.any() else None,
            bounds=[(None, None)] * self.width + [(0, 1 if narrow.any() else 0)],
            method="highs-ds",
        )
        return np.asarray(found.x) if found.status == 0 else None

    def _binding(
        self, a: Floats, b: Floats, x: Floats, narrow: NDArray[np.bool_]
    ) -> Iterator[Basis]:
        """Independent equations that bind at a vertex."""
        slack = a @ x[: self.width] + b
        size = np.abs(a) @ np.abs(x[: self.width]) + np.abs(b) + 1e-12
        zero = np.abs(slack) <= _TIGHT * size
        level = np.abs(slack - x[self.width]) <= _TIGHT * size
        count = len(self.rows)
        single = [int(i) for i in np.flatnonzero(zero) if self.rows[int(i)].slopes]
        single.sort(key=lambda i: (self.rows[i].rel != "=", self._size(i), i))
        pairs = [count + k for k, (i, j) in enumerate(self._pairs)
                 if level[i] and level[j] and narrow[i] and narrow[j]]  # fmt: skip
        for order in ([*single, *pairs], [*pairs, *single[::-1]]):
            yield from self._independent(a, order)

    def _independent(self, a: Floats, order: Sequence[int]) -> Iterator[Basis]:
        """The first equations that determine the unknowns, if there are enough."""
        chosen: list[int] = []
        vectors: list[Floats] = []
        for e in order:
            vector = self._vector(a, e)
            if np.linalg.matrix_rank(np.array([*vectors, vector]), tol=1e-9) > len(vectors):
                vectors.append(vector)
                chosen.append(e)
        if len(chosen) == self.width:
            yield tuple(sorted(chosen))

    def _size(self, equation: int) -> int:
        poly = self.equations[equation]
        return self.ring.degree(poly) * 10 + len(poly)

    def _vector(self, a: Floats, equation: int) -> Floats:
        """The slopes of an equation, from those of the goals."""
        count = len(self.rows)
        if equation < count:
            return np.asarray(a[..., equation, :])
        if equation < count + len(self._pairs):
            i, j = self._pairs[equation - count]
            return np.asarray(a[..., i, :] - a[..., j, :])
        i, j = self._twins[equation - count - len(self._pairs)]
        difference = np.zeros((*a.shape[:-2], self.width))
        difference[..., i], difference[..., j] = 1, -1
        return difference

    def _constant(self, b: Floats, equation: int) -> Floats:
        count = len(self.rows)
        if equation < count:
            return np.asarray(b[:, equation])
        if equation < count + len(self._pairs):
            i, j = self._pairs[equation - count]
            return np.asarray(b[:, i] - b[:, j])
        return np.zeros(len(b))

    # Many points --------------------------------------------------------------------------------

    def served(self, numbers: _Numbers, basis: Basis) -> NDArray[np.bool_]:
        """The points at which a basis serves."""
        a = np.stack([self._vector(numbers.a, e) for e in basis], axis=1)
        b = np.stack([self._constant(numbers.b, e) for e in basis], axis=1)
        spend(100 + a.size // 16)
        regular = np.abs(np.linalg.det(a)) > 1e-9
        u = np.zeros(b.shape)
        if regular.any():
            u[regular] = np.linalg.solve(a[regular], -b[regular][..., None])[..., 0]
        slack = np.einsum("kij,kj->ki", numbers.a, u) + numbers.b
        good = np.where(self._equal, np.abs(slack) <= _TIGHT,
                        np.where(self._strict, slack > _ROOM, slack >= -_ROOM))  # fmt: skip
        return np.asarray(regular & good.all(axis=1))

    def _worth(self, numbers: _Numbers, basis: Basis) -> tuple[int, int]:
        """What to minimise: points that are not served, then the size of the equations."""
        served = self.served(numbers, basis)
        missing = len(served) - int(served.sum()) if served[0] else 2 * len(served)
        return missing, sum(map(self._size, basis))

    def _exchanged(self, numbers: _Numbers, basis: Basis) -> Basis:
        """One equation for another while that serves at more points."""
        best, worth = basis, self._worth(numbers, basis)
        options = [
            e for e in range(len(self.equations)) if e >= len(self.rows) or self.rows[e].slopes
        ]
        fixed = {e for e in basis if e < len(self.rows) and self.rows[e].rel == "="}
        for _ in range(_ROUNDS):
            before = best
            for out in before:
                if out in fixed or passed(self.mark):
                    continue
                for into in options:
                    if into in before:
                        continue
                    trial = tuple(sorted({*before, into} - {out}))
                    value = self._worth(numbers, trial)
                    if value < worth:
                        best, worth = trial, value
            if best == before or worth[0] == 0:
                return best
        return best
