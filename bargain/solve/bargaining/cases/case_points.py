r"""Points of the cases of a bargaining problem, and what they pay in the game itself.

A point that is proposed in a case counts only as an agreement of the game: it has to satisfy the
constraints, and its gains are those of the payoffs as they were written. Simple values near it, and
points that are a little further inside the limits, are tried as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import sympy as sp

from bargain.exact import to_sympy
from bargain.game.feasible_set import slack
from bargain.game.game import Game
from bargain.game.pieces import conditions_in
from bargain.game.symbol_table import put_in
from bargain.game.written import Value
from bargain.solve.bargaining.cases.case_program import CaseProgram
from bargain.solve.bargaining.cases.global_bound import objective
from bargain.solve.bargaining.cases.payoff_cases import cases_of
from bargain.solve.bargaining.ties import EQUAL
from bargain.solve.payoffs.compiled import compile_expressions

__all__ = ["CasePoint", "CasePoints", "rational", "scale_of"]

STARTS = {True: 3, False: 10}  # by whether the case is concave
_APART = 1e-3  # of the box
_SIMPLE = 1000  # largest denominator of a value that is tried as exact
_CLOSE = 1e-6  # of the box: how near such a value has to be
_MARGINS = (1e-2, 1e-4, 1e-6, 1e-8)  # that a limit has to spare, as a share of its size


@dataclass(frozen=True, slots=True)
class CasePoint:
    """A point of a case that is an agreement of the game, and what it pays there."""

    program: CaseProgram
    x: np.ndarray
    values: Mapping[sp.Symbol, Value]
    gains: np.ndarray
    level: float  # of the objective


class CasePoints:
    """The cases of a numeric game, and points of them that are agreements.

    Attributes
    ----------
    programs : list of CaseProgram
    acceptable : dict of CaseProgram to numpy.ndarray
        Points that make every player better off, safe from the limits; filled by `feasible`.
    """

    def __init__(self, game: Game, players: tuple[str, ...]) -> None:
        self.game, self.players = game, players
        self.programs = [CaseProgram(case) for case in cases_of(game, players)]
        gains = game.gains()
        edges = [slack(relation) for relation in game.constraints]
        for p in players:
            edges += [r.lhs - r.rhs for r in conditions_in(gains[p])]
        self.compiled = compile_expressions(game.variables, [*(gains[p] for p in players), *edges])
        self.acceptable: dict[CaseProgram, np.ndarray] = {}

    def feasible(self) -> bool:
        """Whether some agreement that makes every player better off was found."""
        for program in self.programs:
            x, least = self.fairest(program)
            if not least > 0:
                continue
            for y in self._safer(program, x):
                point = self._point(program, y, "level", program.size)
                if point is not None and point.level > 0:
                    self.acceptable[program] = y
                    break
        return bool(self.acceptable)

    def fairest(self, program: CaseProgram) -> tuple[np.ndarray, float]:
        """A point with the largest least gain that was found, and that gain by its size."""
        best, top = np.full(len(program.variables), 0.5), -np.inf
        for start in program.starts(STARTS[program.concave]):
            x = program.maximise("level", program.size, start)
            if x is None:
                continue
            with np.errstate(all="ignore"):
                least = float((program.gains(x) / program.size).min())
            if not self.within(program, x, 1e-7):
                least = min(least, -1.0) - 1.0
            if least > top:
                best, top = x, least
            if top > 0:
                break
        return best, top

    def _safer(self, program: CaseProgram, x: np.ndarray) -> Iterator[np.ndarray]:
        """The point, and others at which limits hold with something to spare; the safest first."""
        if not program.equal.all():
            for margin in _MARGINS:
                y = program.maximise("level", program.size, x, margin=margin)
                if y is not None and self.within(program, y, 0.0):
                    yield y
        yield x

    def within(self, program: CaseProgram, x: np.ndarray, slack: float) -> bool:
        """Whether the limits hold up to a slack, as a share of their size."""
        values = program.values(x)[len(program.functions) :] / program.limit_size
        return bool((np.where(program.equal, -np.abs(values), values) >= -slack).all())

    def _nearest(
        self, program: CaseProgram, x: np.ndarray, kind: str, weights: np.ndarray
    ) -> CasePoint | None:
        """The point itself, a simpler or a safer one near it, as an agreement of the game."""
        inside = self.acceptable.get(program)
        found: CasePoint | None = None
        wanted = objective(kind, weights, program.gains(x))
        wanted -= EQUAL * (weights.mean() if kind == "log" else abs(wanted))
        for step, y in enumerate(_nearby(program, x, inside)):
            point = self._point(program, y, kind, weights)
            if point is not None and np.isfinite(point.level):
                if found is None or point.level > found.level + 1e-13 * abs(found.level):
                    found = point
                if step > 0 and found.level >= wanted:  # what follows only moves away
                    break
        return found

    def _point(
        self, program: CaseProgram, x: np.ndarray, kind: str, weights: np.ndarray
    ) -> CasePoint | None:
        z = program.point(x)
        fixed = program.case.fixed
        values: dict[sp.Symbol, Value] = {
            v: rational(fixed[v]) if v in fixed else z[v] for v in self.game.variables
        }
        paid = self._paid(values)
        if paid is None:
            return None
        paid = np.where((paid < 0) & (paid > -1e-14 * program.size), 0.0, paid)
        return CasePoint(program, x, values, paid, objective(kind, weights, paid))

    def _paid(self, values: Mapping[sp.Symbol, Value]) -> np.ndarray | None:
        """The gains at a point; None if it is no agreement. At edges the arithmetic is exact."""
        at = [float(values[v]) for v in self.game.variables]
        count = len(self.players)
        with np.errstate(all="ignore"):
            numbers = np.array([float(e) for e in self.compiled(*map(np.float64, at))])
        if not np.isfinite(numbers).all():
            return None
        paid, edges = numbers[:count], numbers[count:]
        if len(edges) and np.abs(edges).min() <= 1e-11 * (1 + np.abs(at).max()):
            exact = {v: to_sympy(Fraction(a)) for v, a in values.items()}
            for relation in self.game.constraints:
                if isinstance(relation, sp.Eq):
                    if abs(float(slack(relation).subs(exact))) > 1e-11 * scale_of(relation, exact):
                        return None
                elif put_in(relation, exact) in (False, sp.false):
                    return None
            gains = self.game.gains()
            return np.array([float(gains[p].subs(exact)) for p in self.players])
        for relation, edge in zip(self.game.constraints, edges, strict=False):
            if edge < 0 or isinstance(relation, sp.Eq):
                return None
        return paid

    def held(
        self, program: CaseProgram, found: Sequence[np.ndarray], kind: str, weights: np.ndarray
    ) -> list[CasePoint]:
        """What was proposed, as agreements of the game."""
        points = [self._nearest(program, x, kind, weights) for x in found]
        return [p for p in points if p is not None and np.isfinite(p.level)]

    def at_an_edge(self, point: CasePoint) -> bool:
        """Whether a case ends here without the point itself: its value is not that of the game."""
        at = {v: to_sympy(Fraction(a)) for v, a in point.values.items()}
        for edge in point.program.case.strict:
            rise = sum(
                abs(float(sp.diff(edge, v).subs(at))) * float(high - low)
                for v, (low, high) in point.program.case.box.items()
            )
            if abs(float(edge.subs(at))) <= _CLOSE * rise:
                return True
        return False

    def apart(self, a: CasePoint, b: CasePoint) -> bool:
        """Whether two agreements differ by more than rounding."""
        for v, (low, high) in self.game.box.items():
            if abs(float(a.values[v]) - float(b.values[v])) > _APART * float(high - low):
                return True
        return False


def _nearby(program: CaseProgram, x: np.ndarray, inside: np.ndarray | None) -> list[np.ndarray]:
    """Simple values near a point, the point, then points that are further inside."""
    simple = []
    for j, (low, high) in enumerate(program.case.box.values()):
        value = Fraction(float(program.low[j] + program.width[j] * x[j]))
        near = value.limit_denominator(_SIMPLE)
        share = (near - Fraction(int(low.p), int(low.q))) / Fraction(
            int((high - low).p), int((high - low).q)
        )
        simple.append(float(share) if abs(float(share) - x[j]) <= _CLOSE else x[j])
    found = [np.clip(np.array(simple), 0.0, 1.0), x]
    if inside is not None:
        found += [x + share * (inside - x) for share in 10.0 ** np.arange(-15.0, -7.0)]
    return found


def rational(value: sp.Rational) -> Fraction:
    """A rational number of sympy as one of Python."""
    return Fraction(int(value.p), int(value.q))


def scale_of(relation: sp.Basic, at: Mapping[sp.Symbol, sp.Expr]) -> float:
    """How large the sides of a relation are at a point, and one."""
    return 1.0 + max(abs(float(side.subs(at))) for side in relation.args)
