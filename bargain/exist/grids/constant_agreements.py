r"""Agreements that meet conditions with most room, as numbers on a grid of the box.

The clauses that suffice are evaluated as the game writes them, in floats, at agreements of a grid,
at points of the region, and, where a clause speaks of all deviations, at a grid of these. An
agreement with room at many points of the region is worth a proof: where conditions are not tight,
a number does for a whole part of the region. Conditions with weights of their own (efficiency) are
tight: they are left to others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import Any, TypeAlias

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from bargain.budget import spend
from bargain.check.certificate import Data
from bargain.exist.equations import Existence
from bargain.exist.screening import outward, sample_region
from bargain.game.alternatives import ways_of
from bargain.game.conditions import Clause
from bargain.game.conditions.sufficient_clauses import Reading
from bargain.question.question import Question

__all__ = ["Constant", "Rooms", "constant_agreements", "has_room", "region_sample"]

Floats: TypeAlias = NDArray[np.float64]
#: Values of each variable on the grid, as shares of its box, by the number of variables. Squares
#: have rational roots.
_SHARES = {
    1: [Fraction(k, 16) for k in range(17)],
    2: [Fraction(k, 8) for k in range(9)] + [Fraction(k, 16) for k in (1, 9)],
    3: [Fraction(k, 16) for k in (0, 1, 4, 8, 9, 12, 16)],
}
_FEW = [Fraction(0), Fraction(1, 4), Fraction(1, 2), Fraction(1)]
_FINE = [Fraction(k, 32) for k in range(33)]
_MOST = 6  # variables of a game
_CELLS = 4_000_000  # numbers in one array
_SAMPLES = 20
#: Room that is as good as more of it, that cannot be an error of the grid, and that is none.
_AMPLE, _MUCH, _NONE = 0.5, 0.02, 1e-9


@dataclass(frozen=True, slots=True)
class _Grid:
    """Agreements, one a column, and the clauses to be met at them."""

    symbols: tuple[sp.Symbol, ...]
    boxes: tuple[tuple[Fraction, Fraction], ...]
    exact: list[tuple[Fraction, ...]]
    columns: Floats


@dataclass(frozen=True, slots=True)
class Constant:
    """What was found.

    Attributes
    ----------
    agreements : list of mapping of str to Expr
        By the name of the variable; together they serve at as many points as can be.
    everywhere : bool
        Whether that is all of them.
    """

    agreements: list[dict[str, sp.Expr]]
    everywhere: bool = False


def constant_agreements(
    question: Question,
    points: Sequence[Mapping[str, Fraction]],
    count: int,
    reading: Reading | None = None,
) -> Constant:
    """Agreements of a grid with most room.

    Parameters
    ----------
    question : Question
    points : sequence of mapping of str to Fraction
        Points of the region, by the name of the parameter.
    count : int
        At most so many.
    reading : Reading, optional
        By which existence is to follow.
    """
    reading = reading or Reading(encoding=question.condition.sufficient(question.game))
    rooms = Rooms.on_a_grid(question, reading, points)
    if rooms is None:
        return Constant([])
    grid = rooms.grid
    try:
        if not all((rooms.at(grid.columns, k)[0] > -_NONE).any() for k in range(len(points))[:3]):
            return Constant([])  # where nothing has room at one point, all is in vain
        room = rooms.at(grid.columns)
    except (NotImplementedError, TypeError, ValueError):
        return Constant([])  # a clause of a kind that is not evaluated here
    names = question.frame.names
    found: list[dict[str, sp.Expr]] = []
    left = np.ones(len(points), dtype=bool)
    while left.any() and len(found) < count:
        best = int(_worth(room[left]).argmax())
        chosen = rooms.refined(grid.exact[best], left)
        own = rooms.at(np.array([chosen], dtype=float).T)[:, 0]
        if not (own[left] > -_NONE).any():
            break
        values = {names[s]: sp.Rational(x.numerator, x.denominator)
                  for s, x in zip(grid.symbols, chosen, strict=True)}  # fmt: skip
        found.append(values)
        left &= ~(own > -_NONE)
    return Constant(found, everywhere=not left.any())


def has_room(
    question: Question, points: Sequence[Mapping[str, Fraction]], reading: Reading
) -> bool:
    """Whether, in floats, an agreement of a grid meets every clause with much room at a point."""
    rooms = Rooms.on_a_grid(question, reading, points)
    if rooms is None:
        return False
    try:
        return any((rooms.at(rooms.grid.columns, k)[0] > _MUCH).any() for k in range(len(points)))
    except (NotImplementedError, TypeError, ValueError):
        return False


def _worth(room: Floats) -> Floats:
    """By agreement: the points that it serves, then the least room at them."""
    good = room > -_NONE
    least = np.where(good, np.minimum(room, _AMPLE), _AMPLE).min(axis=0)
    return np.asarray(good.sum(axis=0) + least)


def _grid(question: Question, reading: Reading) -> _Grid | None:
    """All agreements on a grid; None for many variables, or weights beside them."""
    game, auxiliary = question.game, reading.encoding.auxiliary
    own = {v: v for v in game.variables}
    if not reading.agreement:  # about another agreement
        own = {z: getattr(z, "of", z) for z in auxiliary}
    elif auxiliary:
        return None
    variables = question.frame.sorted(own)
    if not 0 < len(variables) <= _MOST or not set(own.values()) <= set(game.variables):
        return None
    if not all(end.is_Rational for v in variables for end in game.box[own[v]]):
        return None
    boxes = []
    for v in variables:
        low, high = (Fraction(int(e.p), int(e.q)) for e in game.box[own[v]])
        boxes.append((low, high))
    shares = _SHARES.get(len(variables), _FEW)
    axes = [_values(box, shares) for box in boxes]
    exact = list(product(*axes))
    columns = np.array(exact, dtype=float).T
    return _Grid(tuple(variables), tuple(boxes), exact, columns)


def _values(box: tuple[Fraction, Fraction], shares: Sequence[Fraction]) -> list[Fraction]:
    """Values in a box; zero and one are among them wherever they lie in it."""
    low, high = box
    own = [low + share * (high - low) for share in shares]
    return own + [v for v in (Fraction(0), Fraction(1)) if low < v < high and v not in own]


class Rooms:
    """The least room that any clause has, by point and agreement."""

    def __init__(
        self,
        question: Question,
        reading: Reading,
        grid: _Grid,
        points: Sequence[Mapping[str, Fraction]],
    ) -> None:
        put, parameters = dict(question.solved), list(question.parameters)
        self.grid = grid
        self.names = [question.frame.names[s] for s in parameters]
        self.move(points)
        self.clauses = [
            (
                [*grid.symbols, *parameters, *(z for z, _, _ in clause.bound)],
                clause.relation.subs(put) if put else clause.relation,
                _deviations(clause),
            )
            for clause in reading.encoding.clauses
        ]
        most = max((len(deviations) for _, _, deviations in self.clauses), default=1)
        self.size = len(points) * grid.columns.shape[1] * most

    @classmethod
    def on_a_grid(
        cls, question: Question, reading: Reading, points: Sequence[Mapping[str, Fraction]]
    ) -> Rooms | None:
        """At agreements of a grid; None if there is no grid or point, or too much to go through."""
        grid = _grid(question, reading)
        if grid is None or not points:
            return None
        rooms = cls(question, reading, grid, points)
        return rooms if rooms.size <= _CELLS else None

    def move(self, points: Sequence[Mapping[str, Fraction]]) -> None:
        """Speak of other points of the region from now on."""
        self.values = np.array([[float(p[name]) for name in self.names] for p in points])

    @cached_property
    def _rooms(self) -> list[Callable[[Floats, Floats, Floats], Floats]]:
        return [_compiled(symbols, relation) for symbols, relation, _ in self.clauses]

    def at(self, columns: Floats, only: int | None = None) -> Floats:
        """Points, or one of them, by agreements."""
        points = self.values if only is None else self.values[only : only + 1]
        total = np.full((len(points), columns.shape[1]), np.inf)
        for room, (_, _, deviations) in zip(self._rooms, self.clauses, strict=True):
            cells = len(deviations) * columns.shape[1]
            for k, parameter in enumerate(points):
                spend(60 + cells // 16)
                with np.errstate(all="ignore"):
                    one = room(columns, parameter, deviations)
                total[k] = np.minimum(total[k], np.where(np.isnan(one), -np.inf, one).min(axis=0))
        return total

    def refined(
        self, agreement: tuple[Fraction, ...], left: NDArray[np.bool_]
    ) -> tuple[Fraction, ...]:
        """A better agreement near by: one variable after the other on a fine grid."""
        best = agreement
        worth = _worth(self.at(np.array([best], dtype=float).T)[left])[0]
        for _ in range(2):
            before = best
            if worth >= left.sum() + _AMPLE:
                break
            for position, box in enumerate(self.grid.boxes):
                trials = [(*best[:position], v, *best[position + 1 :]) for v in _values(box, _FINE)]
                worths = _worth(self.at(np.array(trials, dtype=float).T)[left])
                if worths.max() > worth + 1e-3:
                    best, worth = trials[int(worths.argmax())], worths.max()
            if best == before:
                break
        return best


def _deviations(clause: Clause) -> Floats:
    """Values of the bound variables of a clause, one a row."""
    steps = 13 if len(clause.bound) == 1 else 5 if len(clause.bound) <= 3 else 3
    axes = [np.linspace(float(low), float(high), steps) for _, low, high in clause.bound]
    return np.array(list(product(*axes)))


def _compiled(
    symbols: Sequence[sp.Symbol], relation: sp.Basic
) -> Callable[[Floats, Floats, Floats], Floats]:
    """The room of a relation as a function of agreements, parameters and deviations."""
    plain = [sp.Dummy() for _ in symbols]
    written = relation.xreplace(dict(zip(symbols, plain, strict=True)))
    ways = ways_of(written)
    gaps = sp.lambdify(plain, [[_gap(r) for r in way] for way in ways], "numpy", cse=True)

    def room(columns: Floats, parameter: Floats, deviations: Floats) -> Floats:
        values: list[Any] = [*columns[:, None, :], *parameter, *deviations.T[:, :, None]]
        most = np.full((len(deviations), columns.shape[1]), -np.inf)
        for way, found in zip(ways, gaps(*values), strict=True):
            least = np.full(most.shape, np.inf)
            for part, gap in zip(way, found, strict=True):
                least = np.minimum(least, _room(part, np.asarray(gap, dtype=float)))
            most = np.maximum(most, least)
        return most

    return room


def _gap(relation: sp.Basic) -> sp.Expr:
    """What is at least 0, or 0, where the relation holds.

    Raises
    ------
    NotImplementedError
        For a relation of another kind.
    """
    if isinstance(relation, sp.Ge | sp.Gt | sp.Eq):
        return relation.lhs - relation.rhs
    if isinstance(relation, sp.Le | sp.Lt):
        return relation.rhs - relation.lhs
    raise NotImplementedError


def _room(relation: sp.Basic, gap: Floats) -> Floats:
    if isinstance(relation, sp.Eq):
        return -np.abs(gap)
    return np.where(gap == 0, -1.0, gap) if isinstance(relation, sp.Gt | sp.Lt) else gap


def region_sample(statement: Data) -> list[dict[str, Fraction]]:
    """Points of the region of a statement, out to near its edges, by the name of the parameter."""
    existence = Existence.read(statement)
    if not existence.parameters:
        return [{}]
    samples, ring = sample_region(existence, _SAMPLES), existence.ring
    points = [*samples, *outward(existence, samples, 2 * _SAMPLES)]
    return [{ring.names[p]: v for p, v in point.items()} for point in points]
