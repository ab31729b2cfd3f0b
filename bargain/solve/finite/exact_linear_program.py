r"""Linear programmes in rationals: a float simplex proposes a basis, exact arithmetic disposes.

.. math:: \max c^\top x \quad\text{subject to}\quad A x = b,\; x \ge 0 .

A *basis* is a set of columns as large as the number of rows. The simplex method in floats ends at
one; it is solved again in rationals, and is optimal if :math:`x_B = B^{-1} b \ge 0` and all reduced
costs :math:`c - A^\top y` with :math:`y = B^{-\top} c_B` are at most zero: then :math:`y` is the
dual solution, and both values are the same number. Where that fails, the exact simplex method goes
on from there, or begins anew, with Bland's rule, which never returns to a basis.

References
----------
R. Bland (1977), New finite pivoting rules for the simplex method, Mathematics of Operations
Research 2, 103-107.
D. Applegate, W. Cook, S. Dash, D. Espinoza (2007), Exact solutions to linear programming problems,
Operations Research Letters 35, 693-699 (a basis of floats, solved again in rationals).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import flint
import numpy as np

__all__ = ["Optimum", "maximise"]

_EPS = 1e-9
_STALLED = 50  # steps without progress, after which Bland's rule is used
_MOST_STEPS = 20_000

Row = Sequence[Fraction | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Optimum:
    """What is known of a linear programme.

    Attributes
    ----------
    status : {"optimal", "infeasible", "unbounded"}
    value : Fraction or None
    x : tuple of Fraction
        An optimal vertex.
    dual : tuple of Fraction
        Prices of the rows, first of the inequalities, then of the equations. Of an infeasible
        programme: with these the rows add up to a contradiction (Farkas).
    basis : tuple of int
        The columns of an optimal basis: variables, then the slacks of the inequalities. The unit
        column of an equation that is left in it is its number after these.
    """

    status: str
    value: Fraction | None = None
    x: tuple[Fraction, ...] = ()
    dual: tuple[Fraction, ...] = ()
    basis: tuple[int, ...] = ()


def maximise(
    objective: Row,
    at_most: Sequence[tuple[Row, Fraction | int]] = (),
    equal: Sequence[tuple[Row, Fraction | int]] = (),
) -> Optimum:
    """Maximise a linear function of nonnegative variables, exactly.

    Parameters
    ----------
    objective : sequence of n numbers
    at_most, equal : sequences of (row, bound)
        ``row . x <= bound`` and ``row . x == bound``.

    Examples
    --------
    >>> found = maximise([3, 2], at_most=[([1, 1], 4), ([1, 3], 6)])
    >>> found.value, found.x, found.dual, found.basis
    (Fraction(12, 1), (Fraction(4, 1), Fraction(0, 1)), (Fraction(3, 1), Fraction(0, 1)), (0, 3))
    >>> maximise([1], equal=[([1], -1)]).status
    'infeasible'
    """
    n, slacks = len(objective), len(at_most)
    rows: list[list[flint.fmpq]] = []
    bounds: list[flint.fmpq] = []
    turned: list[int] = []
    for k, (row, bound) in enumerate([*at_most, *equal]):
        slack = [int(k == j) for j in range(slacks)]
        sign = -1 if bound < 0 else 1
        rows.append([_q(sign * v) for v in (*row, *slack)])
        bounds.append(_q(sign * bound))
        turned.append(sign)
    costs = [_q(v) for v in (*objective, *[0] * slacks)]
    if not rows:
        positive = any(c > 0 for c in costs)
        return Optimum(status="unbounded") if positive else Optimum(
            status="optimal", value=Fraction(0), x=(Fraction(0),) * n
        )  # fmt: skip
    found = _Programme(rows, bounds, costs).solve()
    signed = tuple(s * _f(y) for s, y in zip(turned, found.dual, strict=True))
    if found.status != "optimal":
        return Optimum(status=found.status, dual=signed)
    kept = (j - slacks if n + slacks <= j < n + 2 * slacks else j for j in found.basis)
    return Optimum(
        status="optimal",
        value=_f(found.value),
        x=tuple(map(_f, found.x[:n])),
        dual=signed,
        basis=tuple(sorted(kept)),  # the unit column of an inequality is that of its slack
    )


def _q(v: Fraction | int) -> flint.fmpq:
    return flint.fmpq(int(v.numerator), int(v.denominator))


def _f(v: flint.fmpq) -> Fraction:
    return Fraction(int(v.p), int(v.q))


@dataclass(slots=True)
class _Found:
    status: str
    value: flint.fmpq
    x: list[flint.fmpq]
    dual: list[flint.fmpq]
    basis: Sequence[int] = ()


class _Programme:
    """max c x with A x = b, x >= 0 and b >= 0; the columns after the given ones are artificial."""

    def __init__(
        self, rows: list[list[flint.fmpq]], bounds: list[flint.fmpq], costs: list[flint.fmpq]
    ) -> None:
        self.m, self.n = len(rows), len(costs)
        zero, one = flint.fmpq(0), flint.fmpq(1)
        self.columns = [[row[j] for row in rows] for j in range(self.n)]
        self.columns += [[one if i == k else zero for i in range(self.m)] for k in range(self.m)]
        self.bounds, self.costs = bounds, costs
        self.matrix = flint.fmpq_mat([row[:] for row in rows])

    def solve(self) -> _Found:
        proposed = self._proposed()
        if proposed is not None:
            found = self._from(proposed, self._real_costs())
            if found is not None:
                return found
        artificial = list(range(self.n, self.n + self.m))
        first = self._from(artificial, [flint.fmpq(0)] * self.n + [flint.fmpq(-1)] * self.m)
        assert first is not None  # the artificial basis is feasible, and the value at most zero
        if first.value < 0:
            return _Found("infeasible", first.value, [], first.dual)
        found = self._from(self._basis, self._real_costs())
        assert found is not None
        return found

    def _real_costs(self) -> list[flint.fmpq]:
        return [*self.costs, *[flint.fmpq(0)] * self.m]

    def _from(self, basis: list[int], costs: list[flint.fmpq]) -> _Found | None:
        """The exact simplex method from a basis; None if the basis is none or not feasible.

        Artificial columns do not enter. One that stayed in the basis at zero leaves it as soon as
        an entering column would change it, so that it never becomes positive.
        """
        basis = list(basis)
        while True:
            square = flint.fmpq_mat([[self.columns[j][i] for j in basis] for i in range(self.m)])
            try:
                inverse = square.inv()
            except ZeroDivisionError:
                return None
            values = inverse * flint.fmpq_mat([[v] for v in self.bounds])
            x = [values[i, 0] for i in range(self.m)]
            phase_two = not any(costs[self.n :])
            positive = [j for j, v in zip(basis, x, strict=True) if v]
            if min(x) < 0 or (phase_two and positive and max(positive) >= self.n):
                return None
            prices = flint.fmpq_mat([[costs[j] for j in basis]]) * inverse
            used = prices * self.matrix
            inside = set(basis)
            reduced = [costs[j] - used[0, j] for j in range(self.n)]
            entering = next((j for j in range(self.n) if j not in inside and reduced[j] > 0), None)
            if entering is None:
                self._basis = basis
                full = [flint.fmpq(0)] * self.n
                for j, v in zip(basis, x, strict=True):
                    if j < self.n:
                        full[j] = v
                value = sum((costs[j] * v for j, v in zip(basis, x, strict=True)), flint.fmpq(0))
                dual = [prices[0, i] for i in range(self.m)]
                return _Found("optimal", value, full, dual, basis)
            step = inverse * flint.fmpq_mat([[v] for v in self.columns[entering]])
            direction = [step[i, 0] for i in range(self.m)]
            artificial = [
                i for i, j in enumerate(basis) if phase_two and j >= self.n and direction[i] != 0
            ]
            if artificial:
                leaving = artificial[0]
            else:
                ratios = [(x[i] / d, basis[i], i) for i, d in enumerate(direction) if d > 0]
                if not ratios:
                    return _Found("unbounded", flint.fmpq(0), [], [flint.fmpq(0)] * self.m)
                leaving = min(ratios, key=lambda r: (_f(r[0]), r[1]))[2]
            basis[leaving] = entering

    def _proposed(self) -> list[int] | None:
        """A basis that the simplex method in floats takes for optimal."""
        rows = [[c[i] for c in self.columns[: self.n]] for i in range(self.m)]
        sizes = [max(map(abs, row), default=0) or flint.fmpq(1) for row in rows]
        most = max(map(abs, self.costs), default=0) or flint.fmpq(1)
        try:  # in units of the largest of a row, which floats hold whatever the payoffs are
            table = [[float(_f(v / u)) for v in row] for row, u in zip(rows, sizes, strict=True)]
            bounds = [float(_f(v / u)) for v, u in zip(self.bounds, sizes, strict=True)]
            costs = np.array([float(_f(v / most)) for v in self.costs])
        except OverflowError:
            return None
        tableau = np.hstack([np.array(table), np.eye(self.m), np.array(bounds)[:, None]])
        basis = list(range(self.n, self.n + self.m))
        phases = (
            np.concatenate([np.zeros(self.n), -np.ones(self.m)]),
            np.concatenate([costs / (np.abs(costs).max() or 1.0), np.zeros(self.m)]),
        )
        for number, phase in enumerate(phases):
            if not self._pivoted(tableau, basis, phase):
                return None
            left = sum(tableau[i, -1] for i, j in enumerate(basis) if j >= self.n)
            if number == 0 and left > 1e-7:
                return None
        return basis

    def _pivoted(self, tableau: np.ndarray, basis: list[int], costs: np.ndarray) -> bool:
        """Simplex steps in place until no column improves; false if it does not end."""
        stalled, last = 0, -np.inf
        for _ in range(_MOST_STEPS):
            reduced = costs[: self.n] - costs[basis] @ tableau[:, : self.n]
            better = np.flatnonzero(reduced > _EPS)
            if not len(better):
                return True
            column = better[0] if stalled > _STALLED else better[reduced[better].argmax()]
            direction = tableau[:, column]
            rows = np.flatnonzero(direction > _EPS)
            fixed = [
                i for i, j in enumerate(basis)
                if j >= self.n and abs(direction[i]) > _EPS and not costs[self.n :].any()
            ]  # fmt: skip
            if fixed:
                row = fixed[0]
            elif len(rows):
                ratios = tableau[rows, -1] / direction[rows]
                ties = rows[ratios <= ratios.min() + _EPS]
                row = min(ties, key=lambda i: basis[i]) if stalled > _STALLED else (
                    ties[direction[ties].argmax()]
                )  # fmt: skip
            else:
                return False
            head = tableau[row] / tableau[row, column]
            tableau -= np.outer(tableau[:, column], head)
            tableau[row] = head
            basis[row] = int(column)
            value = float(costs[basis] @ tableau[:, -1])
            stalled, last = (stalled + 1, last) if value <= last + _EPS else (0, value)
        return False
