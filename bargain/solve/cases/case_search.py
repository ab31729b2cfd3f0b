r"""Cells of the parameters in which a computation takes the same course.

A computation on expressions asks for signs (`Signs.positive`). Where the sign is not the same in
the whole cell, the cell is cut along an irreducible polynomial and the computation starts again in
each part: a decision tree whose leaves cover all parameters. That a sign cannot occur in a cell is
z3's word and proposes only where to cut; what is claimed of a cell is proved afterwards from its
relations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from math import prod
from typing import Generic, Protocol, TypeVar

import flint
import sympy as sp

from bargain.budget import spend, spent
from bargain.errors import LimitReached
from bargain.question.cells.cells import Cell
from bargain.question.cells.cuts import Borders
from bargain.question.kinds.case_statement import CaseQuestion
from bargain.question.region_points import sample_point
from bargain.refute.problem import Problem
from bargain.refute.ring import Disjunction, Hypothesis, Poly, Relation
from bargain.refute.scout import scout

__all__ = ["CaseSearch", "Found", "Signed", "Signs", "SignsAt"]

T = TypeVar("T")
Point = Mapping[str, Fraction]
_ALL = frozenset((-1, 0, 1))
_SCOUT = 2.0  # units of effort for one question to z3
_MOST = 2_000  # cells


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    """A cell, a point in it, and what the computation gave there; or why it was not ended."""

    cell: Cell
    point: Point | None
    answer: T | None
    reason: str = ""


class _Split(Exception):
    """The cell has to be cut: which polynomial, and into which signs."""

    def __init__(self, number: int, parts: Sequence[frozenset[int]]) -> None:
        super().__init__(number)
        self.number, self.parts = number, parts


class Signed(Protocol):
    """What a computation asks."""

    @property
    def point(self) -> Point | None:
        """A point of the cell, where one is known: to guess by, not to conclude from."""

    @property
    def points(self) -> Sequence[Point]:
        """All points of the cell that are known."""

    def positive(self, expression: sp.Expr) -> bool:
        """Whether the expression is positive."""


@dataclass(frozen=True, slots=True)
class SignsAt:
    """Signs of expressions at one point, exactly."""

    question: CaseQuestion
    point: Point

    @property
    def points(self) -> Sequence[Point]:
        """The one point."""
        return (self.point,)

    def positive(self, expression: sp.Expr) -> bool:
        """Whether the expression is positive at the point."""
        poly, at = self.question.poly(expression), self.question.problem.ring.point(self.point)
        at += [flint.fmpq(0)] * (poly.context().nvars() - len(at))  # without letters there is one
        return bool(poly(*at) > 0)


@dataclass(slots=True)
class Signs:
    """Signs of expressions in one cell.

    Attributes
    ----------
    search : CaseSearch
    allowed : mapping of int to frozenset of int
        The cell: signs of polynomials by number.
    points : list of points
        Points of the cell, as witnesses of signs.
    excluded : dict of int to frozenset of int
        Signs that cannot occur, as far as z3 says.
    """

    search: _Factors
    allowed: Mapping[int, frozenset[int]]
    points: list[Point]
    excluded: dict[int, frozenset[int]] = field(default_factory=dict)
    _seen: dict[int, frozenset[int]] = field(default_factory=dict)

    @property
    def point(self) -> Point | None:
        """The first of the points."""
        return self.points[0] if self.points else None

    def positive(self, expression: sp.Expr) -> bool:
        """Whether the expression is positive in the whole cell; False if it is nowhere."""
        unit, factors = self.search.factored(expression)
        if not factors:
            return unit > 0
        signs = [self._signs(k) for k, _ in factors]
        outcomes = {
            unit
            * prod(s if power % 2 else s * s for s, (_, power) in zip(one, factors, strict=True))
            for one in product(*signs)
        }
        if len({o > 0 for o in outcomes}) == 1:
            return outcomes.pop() > 0
        open_ones = [
            k for k, (own, _) in enumerate(zip(signs, factors, strict=True)) if len(own) > 1
        ]
        first = open_ones[0]
        number, power = factors[first]
        if len(open_ones) == 1:
            rest = unit * prod(
                next(iter(s)) ** p
                for k, (s, (_, p)) in enumerate(zip(signs, factors, strict=True))
                if k != first
            )
            good = frozenset(s for s in signs[first] if rest * s**power > 0)
            parts = [good, signs[first] - good]
        else:
            parts = [frozenset((s,)) for s in sorted(signs[first])]
        raise _Split(number, self._with_impossible(number, parts))

    def _with_impossible(
        self, number: int, parts: Sequence[frozenset[int]]
    ) -> list[frozenset[int]]:
        """Signs that cannot occur go to the part beside them, so that no sign is left out."""
        found = [set(p) for p in parts]
        for s in sorted(self.allowed.get(number, _ALL) - frozenset().union(*parts)):
            near = min(found, key=lambda part: (min(abs(s - t) for t in part), sorted(part)))
            near.add(s)
        return [frozenset(p) for p in sorted(found, key=sorted)]

    def _signs(self, number: int) -> frozenset[int]:
        """The signs of a polynomial that occur in the cell, as far as z3 says."""
        if number in self._seen:
            return self._seen[number]
        poly = self.search.polys[number]
        allowed = self.allowed.get(number, _ALL) - self.excluded.get(number, frozenset())
        found = {self.search.sign_at(poly, p) for p in self.points} & allowed
        for sign in sorted(allowed - found):
            answer = scout(self._problem(number, sign), mark=spent() + _SCOUT, core=False)
            if answer.status == "unsat":
                self.excluded[number] = self.excluded.get(number, frozenset()) | {sign}
                continue
            found.add(sign)
            near = {n: answer.near(1000).get(n, Fraction(0)) for n in self.search.names}
            if answer.status == "sat" and self._problem(number, sign).holds_at(near):
                self.points.append(near)
        self._seen[number] = frozenset(found)
        return self._seen[number]

    def _problem(self, number: int, sign: int) -> Problem:
        cell = {**self.allowed, number: frozenset((sign,))}
        return self.search.problem.also(self.search.hypotheses(cell))

    def parts(self, split: _Split) -> Iterator[Signs]:
        """The cells of a cut."""
        poly = self.search.polys[split.number]
        for signs in split.parts:
            inside = [p for p in self.points if self.search.sign_at(poly, p) in signs]
            yield Signs(
                self.search, {**self.allowed, split.number: signs}, inside, dict(self.excluded)
            )


class _Factors:
    """The polynomials of a search, numbered as they come."""

    def __init__(self, question: CaseQuestion) -> None:
        self.question = question
        self.problem, self.names = question.problem, question.names
        self.ring = question.problem.ring
        self.polys: list[Poly] = []
        self._number: dict[object, int] = {}
        self._factored: dict[sp.Expr, tuple[int, list[tuple[int, int]]]] = {}

    def factored(self, expression: sp.Expr) -> tuple[int, list[tuple[int, int]]]:
        """The sign of the constant, and the numbers of the factors with their powers."""
        if expression not in self._factored:
            poly = self.question.poly(expression)
            if poly == 0:
                self._factored[expression] = 0, []
            else:
                unit, parts = self.ring.factors(poly)
                sign = 1 if unit > 0 else -1
                found = []
                for part, power in parts:
                    upright = self.ring.upright(part)
                    if power % 2 and self.ring.primitive(part)[1] != upright:
                        sign = -sign
                    found.append((self._numbered(upright), power))
                self._factored[expression] = sign, found
        return self._factored[expression]

    def _numbered(self, poly: Poly) -> int:
        key = self.ring.key(poly)
        if key not in self._number:
            self._number[key] = len(self.polys)
            self.polys.append(poly)
        return self._number[key]

    def sign_at(self, poly: Poly, point: Point) -> int:
        """The sign at a point, exactly."""
        spend(len(poly))
        value = poly(*self.ring.point(point))
        return (value > 0) - (value < 0)

    def hypotheses(self, allowed: Mapping[int, frozenset[int]]) -> list[Hypothesis]:
        """A cell as comparisons of polynomials with zero."""
        found: list[Hypothesis] = []
        for k, signs in sorted(allowed.items()):
            poly = self.polys[k]
            if signs == {-1, 1}:
                found.append(Disjunction(((Relation(">", poly),), (Relation(">", -poly),))))
            elif signs == {0}:
                found.append(Relation("=", poly))
            elif signs != _ALL:
                side = poly if 1 in signs else -poly
                found.append(Relation(">=" if 0 in signs else ">", side))
        return found


class CaseSearch(Generic[T]):
    """The cells of a computation.

    Parameters
    ----------
    question : CaseQuestion
    compute : function of Signs
        The same course in every cell in which all signs that it asks for are known.
    """

    def __init__(self, question: CaseQuestion, compute: Callable[[Signed], T]) -> None:
        self.question, self.compute = question, compute
        self.factors = _Factors(question)
        self.found: list[Found[T]] = []

    def run(self, mark: float) -> None:
        """Fill `found`, whose cells cover everything.

        Raises
        ------
        EmptyRegionError
            If the region has no point.
        """
        region = {"parameters": self.question.names, "region": self.question.region}
        start = sample_point(region, mark=mark)
        waiting = [Signs(self.factors, {}, [start])]
        while waiting:
            signs = waiting.pop()
            if len(self.found) + len(waiting) > _MOST:
                why = f"there are more than {_MOST} cells"
                self.found.append(Found(Cell(signs.allowed), None, None, why))
                continue
            try:
                answer = self.compute(signs)
            except _Split as split:
                waiting += reversed(list(signs.parts(split)))
                continue
            except LimitReached as end:
                self.found.append(Found(Cell(signs.allowed), None, None, str(end)))
                continue
            self.found.append(Found(Cell(signs.allowed), signs.point, answer))

    def short(self, cell: Cell) -> Cell:
        """The cell without relations that follow from the others, as far as z3 says."""
        kept = dict(cell.allowed)
        support = self.factors.ring.support
        known = [r.poly for h in self.question.problem.hypotheses for r in h.relations]
        for k in sorted(kept):
            rest = {n: s for n, s in kept.items() if n != k}
            near = [support(p) for p in (*known, *(self.factors.polys[n] for n in rest))]
            if not any(support(self.factors.polys[k]) & other for other in near):
                continue
            outside = {**rest, k: _ALL - kept[k]}
            problem = self.factors.problem.also(self.factors.hypotheses(outside))
            if scout(problem, mark=spent() + _SCOUT, core=False).status == "unsat":
                kept = rest
        return Cell(kept)

    def borders(self) -> Borders:
        """The polynomials in the parameters' own symbols, in their order."""
        ring, symbols = self.factors.ring, self.question.parameters
        polynomials = []
        for poly in self.factors.polys:
            terms = ring.encode(poly)
            polynomials.append(
                sp.Add(*(
                    sp.Rational(c) * sp.Mul(*(s**e for s, e in zip(symbols, powers, strict=True)))
                    for c, powers in terms
                ))
            )  # fmt: skip
        return Borders(polynomials, symbols)
