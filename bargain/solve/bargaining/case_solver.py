r"""Bargaining with kinks, cases, listed values and constraints: solved case by case.

The problem is written as finitely many smooth cases (`bargain.solve.bargaining.payoff_cases`).
In each a point is proposed, and it is bounded how much better any agreement of the case is: by the
best multipliers where functions and limits are concave, else by intervals
(`bargain.solve.bargaining.global_bound`). The best point, with what it pays in the game itself, is
the answer if no case can beat it by more than the bound. So a largest value that is approached at a
jump and not attained is no answer.

Ideal gains, for the Kalai-Smorodinsky solution, are found over all cases in the same way. Where
several agreements have the largest least gain, one with the largest sum of gains (each measured by
its size) is returned.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations

import numpy as np
import sympy as sp

from bargain.exact import to_sympy
from bargain.game.feasible_set import slack
from bargain.game.game import Game
from bargain.game.symbol_table import put_in
from bargain.game.written import Value
from bargain.solve.agreement import Agreement, BargainingSolution, NoAgreementProof, Outcome
from bargain.solve.bargaining.case_program import CaseProgram, Multipliers
from bargain.solve.bargaining.global_bound import (
    EPSILON,
    KIND,
    no_better_point,
    objective,
    prove_none_acceptable,
)
from bargain.solve.bargaining.no_agreement import prove_case_by_weights
from bargain.solve.bargaining.payoff_cases import cases_of
from bargain.solve.bargaining.smooth_bargaining import GAP_TOLERANCE, bargainers
from bargain.solve.bargaining.ties import EQUAL

__all__ = ["solve_cases"]

_STARTS = {True: 3, False: 8}  # by whether the case is concave
_APART = 1e-3  # of the box
_SIMPLE = 1000  # largest denominator of a value that is tried as exact
_CLOSE = 1e-6  # of the box: how near such a value has to be
_MARGINS = (1e-2, 1e-4, 1e-6, 1e-8)  # that a limit has to spare, as a share of its size
_MOST = 8  # alternatives listed


def solve_cases(
    game: Game, name: str, weights: Mapping[str, Fraction]
) -> BargainingSolution:
    """Solve a numeric game case by case.

    Parameters
    ----------
    game : Game
    name : str
        The solution concept.
    weights : mapping of player to Fraction

    Raises
    ------
    GameError
        If a payoff has no value somewhere.
    OptionError
        If there are too many cases.

    Examples
    --------
    >>> x = sp.Symbol("x")
    >>> game = Game({"A": {x: (0, 1)}, "B": {}}, {"A": sp.Min(x, sp.Rational(3, 10)), "B": 1 - x})
    >>> solve_cases(game, "nash_bargaining", {"A": Fraction(1), "B": Fraction(1)}).agreement[x]
    0.3
    """
    base = BargainingSolution(solution=name, weights=weights)
    players, answer = bargainers(game, base)
    if answer is not None:
        free = answer.agreement is not None and (game.constraints or game.choices)
        return replace(base, reason="no payoff depends on the agreement") if free else answer
    return _Search(game, players, base, weights).run()


@dataclass(frozen=True, slots=True)
class _Point:
    """A point of a case that is an agreement of the game, and what it pays there."""

    program: CaseProgram
    x: np.ndarray
    values: Mapping[sp.Symbol, Value]
    gains: np.ndarray
    level: float  # of the objective


@dataclass(frozen=True, slots=True)
class _Best:
    """The best point of all cases, and by how much it can be beaten, relative; None if unknown."""

    point: _Point
    bound: float | None
    others: tuple[_Point, ...]
    multipliers: Multipliers | None
    weights: np.ndarray


class _Search:
    """One problem: its cases, the objective, the best point."""

    def __init__(
        self,
        game: Game,
        players: tuple[str, ...],
        base: BargainingSolution,
        weights: Mapping[str, Fraction],
    ) -> None:
        self.game, self.players, self.base, self.weights = game, players, base, weights
        self.programs = [CaseProgram(case) for case in cases_of(game, players)]
        self.acceptable: dict[int, np.ndarray] = {}
        many = f"{len(self.programs)} smooth cases" if len(self.programs) > 1 else "one smooth case"
        self.method = f"{many}, each by sequential quadratic programming"

    def run(self) -> BargainingSolution:
        """The answer."""
        base = replace(self.base, method=self.method)
        if not self.programs:
            words = "no agreement satisfies the constraints"
            return replace(base, status=Outcome.NO_AGREEMENT, reason=words, arithmetic="exact",
                evidence=NoAgreementProof(kind="enumeration", words=words),
            )  # fmt: skip
        failure = self._feasible(base)
        if failure is not None:
            return failure
        weights = dict(self.weights)
        slack_of_ideals = 0.0
        if base.solution == "kalai_smorodinsky":
            for p in self.players:
                alone = {q: Fraction(int(p == q)) for q in self.players}
                best = self._best("sum", alone)
                if best is None or best.bound is None:
                    return replace(base, reason=f"the ideal gain of {p} was not proved")
                ideal = best.point.gains[self.players.index(p)]
                weights[p] = self.weights[p] * Fraction(float(ideal))
                slack_of_ideals = max(slack_of_ideals, best.bound)
        kind = KIND[base.solution]
        best = self._best(kind, weights)
        if best is None:
            return replace(base, reason="no agreement was found that everyone accepts")
        return self._answer(base, kind, best, slack_of_ideals)

    def _feasible(self, base: BargainingSolution) -> BargainingSolution | None:
        """None if some agreement makes everyone better off, else the answer."""
        proofs: list[NoAgreementProof] = []
        unproved = False
        for k, program in enumerate(self.programs):
            x, least = self._fairest(program)
            if not least > 0:
                continue
            for y in self._safer(program, x):
                point = self._point(program, y, "level", program.size)
                if point is not None and point.level > 0:
                    self.acceptable[k] = y
                    break
        if self.acceptable:
            return None
        for program in self.programs:
            x, least = self._fairest(program)
            proof = None
            if least <= EQUAL and program.concave:
                found = program.bound("level", program.size, x)
                if found is not None:
                    proof = prove_case_by_weights(program, found)
            proof = proof or prove_none_acceptable(program.case)
            if proof is None:
                unproved = True
                break
            proofs.append(proof)
        if unproved:
            return replace(base,
                reason="neither an agreement with positive gains nor a proof that none exists",
            )  # fmt: skip
        evidence = proofs[0]
        if len(proofs) > 1:
            words = "in no case does an agreement make every player better off: " + "; ".join(
                dict.fromkeys(p.words for p in proofs)
            )
            evidence = NoAgreementProof(kind="cases", words=words)
        exact = all(p.kind != "intervals" for p in proofs)
        return replace(base, status=Outcome.NO_AGREEMENT, evidence=evidence,
            reason="no agreement makes every player better off",
            arithmetic="exact" if exact else "interval",
        )  # fmt: skip

    def _fairest(self, program: CaseProgram) -> tuple[np.ndarray, float]:
        """A point with the largest least gain that was found, and that gain by its size."""
        best, top = np.full(len(program.variables), 0.5), -np.inf
        for start in program.starts(_STARTS[program.concave]):
            x = program.maximise("level", program.size, start)
            if x is None:
                continue
            with np.errstate(all="ignore"):
                least = float((program.gains(x) / program.size).min())
            if not self._within(program, x, 1e-7):
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
                if y is not None and self._within(program, y, 0.0):
                    yield y
        yield x

    def _within(self, program: CaseProgram, x: np.ndarray, slack: float) -> bool:
        values = program.values(x)[len(program.functions) :] / program.limit_size
        return bool((np.where(program.equal, -np.abs(values), values) >= -slack).all())

    def _held(
        self, program: CaseProgram, x: np.ndarray, kind: str, weights: np.ndarray
    ) -> _Point | None:
        """The point itself, a simpler or a safer one near it, as an agreement of the game."""
        inside = self.acceptable.get(self.programs.index(program))
        found: _Point | None = None
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
    ) -> _Point | None:
        z = program.point(x)
        values: dict[sp.Symbol, Value] = {
            v: z[v] if v not in program.case.fixed else _number(program.case.fixed[v])
            for v in self.game.variables
        }
        exact = {
            v: program.case.fixed.get(v, to_sympy(Fraction(z[v]))) for v in self.game.variables
        }
        for relation in self.game.constraints:
            if isinstance(relation, sp.Eq):
                if abs(float(slack(relation).subs(exact))) > 1e-11 * _size(relation, exact):
                    return None
            elif put_in(relation, exact) in (False, sp.false):
                return None
        gains = self.game.gains()
        try:
            paid = np.array([float(gains[p].subs(exact)) for p in self.players])
        except TypeError:  # no number there
            return None
        scale = program.size
        paid = np.where((paid < 0) & (paid > -1e-14 * scale), 0.0, paid)
        return _Point(program, x, values, paid, objective(kind, weights, paid))

    def _proposed(
        self, program: CaseProgram, kind: str, weights: np.ndarray
    ) -> list[np.ndarray]:
        k = self.programs.index(program)
        starts = program.starts(_STARTS[program.concave])
        if k in self.acceptable:
            starts = [self.acceptable[k], *starts]
        found = []
        for start in starts:
            x = program.maximise(kind, weights, start)
            if x is None or not self._within(program, x, 1e-7):
                continue
            if kind == "level":
                x = self._efficient(program, weights, x)
            found.append(x)
        return found

    def _efficient(self, program: CaseProgram, weights: np.ndarray, x: np.ndarray) -> np.ndarray:
        """Of the agreements with the same least gain, one with a large sum of gains."""
        floors = weights * (program.gains(x) / weights).min() * (1 - 1e-13)
        if not (floors > 0).all():
            return x
        y = program.maximise("sum", 1.0 / program.size, x, floors)
        if y is None or not self._within(program, y, 1e-9):
            return x
        with np.errstate(all="ignore"):
            before, after = program.gains(x), program.gains(y)
        gained = ((after - before) / program.size).sum()
        fair = (after >= floors * (1 - 1e-10)).all()
        return y if fair and gained > 1e-7 else x

    def _best(self, kind: str, weights: Mapping[str, Fraction]) -> _Best | None:
        w = np.array([float(weights[p]) for p in self.players])
        mean = w.mean() if kind == "log" else 1.0
        proposals = {
            k: self._proposed(program, kind, w) for k, program in enumerate(self.programs)
        }
        points = [
            point
            for k, program in enumerate(self.programs)
            for x in proposals[k]
            if (point := self._held(program, x, kind, w)) is not None and np.isfinite(point.level)
        ]
        if not points:
            return None
        top = max(points, key=lambda point: point.level)
        slack = EQUAL * (mean if kind == "log" else abs(top.level))
        bound: float | None = 0.0
        multipliers: Multipliers | None = None
        for k, program in enumerate(self.programs):
            more, found = self._more(program, kind, weights, w, top, proposals[k])
            if more is None:
                bound = None
                break
            bound = max(bound or 0.0, more)
            if program is top.program:
                multipliers = found
        others: list[_Point] = []
        for point in points:
            if point.level >= top.level - slack and all(
                self._apart(point, other) for other in (top, *others)
            ):
                others.append(point)
        return _Best(top, bound, tuple(others[:_MOST]), multipliers, w)

    def _more(
        self, program: CaseProgram, kind: str, weights: Mapping[str, Fraction], w: np.ndarray,
        top: _Point, proposals: Sequence[np.ndarray],
    ) -> tuple[float | None, Multipliers | None]:  # fmt: skip
        """How much better than the best point a case can be, in the unit of `bound`."""
        unit = w.mean() if kind == "log" else abs(top.level)
        values = [
            (objective(kind, w, program.gains(x)), x) for x in proposals
        ]
        values.sort(key=lambda pair: -pair[0] if np.isfinite(pair[0]) else np.inf)
        at = [x for _, x in values][:3]
        if program is top.program:
            at = [top.x, *at]
        if not at:
            at = [self._fairest(program)[0]]
        first: Multipliers | None = None
        least = np.inf
        for x in at if program.concave else at[:1]:
            found = program.bound(kind, w, x, top.gains)
            if found is None:
                continue
            more = found.bound if kind == "log" else found.bound - top.level
            if first is None or more / unit < least:
                first, least = found, max(more / unit, 0.0)
            if kind == "log" and program is not top.program:
                own = np.maximum(program.gains(x), 1e-6 * program.size)
                mine = program.bound(kind, w, x, own)
                if mine is not None:
                    more = (w * np.log(own)).sum() + mine.bound - top.level
                    least = min(least, max(more / unit, 0.0))
            if least <= GAP_TOLERANCE and program.concave:
                return float(least), first
        if not program.concave or least > GAP_TOLERANCE:
            near = [x for _, x in values]
            near = [top.x, *near] if program is top.program else near
            if no_better_point(program, kind, weights, top.gains, near):
                return float(EPSILON), first
        return None, first

    def _apart(self, a: _Point, b: _Point) -> bool:
        for v, (low, high) in self.game.box.items():
            if abs(float(a.values[v]) - float(b.values[v])) > _APART * float(high - low):
                return True
        return False

    def _agreement(self, point: _Point, residual: float | None) -> Agreement:
        game = self.game
        exact = {v: to_sympy(Fraction(a)) if isinstance(a, float) else to_sympy(a)
                 for v, a in point.values.items()}  # fmt: skip
        gains = {p: float(g.subs(exact)) for p, g in game.gains().items()}
        gains |= dict(zip(self.players, map(float, point.gains), strict=True))
        return Agreement(
            values=point.values,
            payoffs={p: g + float(game.disagreement[p]) for p, g in gains.items()},
            gains=gains,
            residual=residual,
        )

    def _answer(
        self, base: BargainingSolution, kind: str, best: _Best, slack_of_ideals: float
    ) -> BargainingSolution:
        found = best.multipliers
        residual = None if best.bound is None else best.bound
        agreement = self._agreement(best.point, residual)
        slopes = np.zeros(len(self.players))
        if found is not None:
            for i, value in zip(best.point.program.owner, found.functions, strict=True):
                slopes[i] += value
        made = replace(
            base,
            residual=residual,
            active=self._active(best.point),
            multipliers=dict(zip(self.players, map(float, slopes), strict=True)),
        )
        if not agreement.is_finite:
            return replace(base, reason="the search met numbers that floats cannot hold")
        if best.bound is None:
            return replace(made, candidate=agreement,
                reason="a better agreement is not excluded in every case",
            )  # fmt: skip
        concave = all(p.concave for p in self.programs)
        how = (
            "multipliers bound what every agreement is worth"
            if concave and best.bound < float(EPSILON)
            else "no agreement of any case is better by more than the bound"
        )
        others = tuple(self._agreement(p, None) for p in best.others)
        words = f"{len(others)} other agreements, in .alternatives, are as good" if others else ""
        if others and self._joined(best, kind):
            words = ("it is not the only one: the best agreements form a continuum, of which "
                     ".alternatives lists some")  # fmt: skip
        return replace(made, agreement=agreement, status=Outcome.AGREEMENT,
            bound=best.bound + slack_of_ideals, alternatives=others,
            reason="; ".join(part for part in (how, words) if part),
        )  # fmt: skip

    def _joined(self, best: _Best, kind: str) -> bool:
        """Whether the middle between some two best points of a case is as good."""
        points = [best.point, *best.others]
        for a, b in combinations(points, 2):
            if a.program is b.program:
                middle = objective(kind, best.weights, a.program.gains((a.x + b.x) / 2))
                if middle >= min(a.level, b.level) - EQUAL * max(1.0, abs(a.level)):
                    return True
        return False

    def _active(self, point: _Point) -> tuple[str, ...]:
        found = []
        for v, x in zip(point.program.variables, point.x, strict=True):
            low, high = point.program.case.box[v]
            if x <= 0.0 or x >= 1.0:
                found.append(f"{v} = {low if x <= 0.0 else high}")
        exact = {v: to_sympy(Fraction(a)) if isinstance(a, float) else to_sympy(a)
                 for v, a in point.values.items()}  # fmt: skip
        for relation in self.game.constraints:
            if abs(float(slack(relation).subs(exact))) <= 1e-9 * _size(relation, exact):
                found.append(f"{relation.lhs} = {relation.rhs}")
        return tuple(found)


def _nearby(
    program: CaseProgram, x: np.ndarray, inside: np.ndarray | None
) -> list[np.ndarray]:
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


def _number(value: sp.Rational) -> Fraction:
    return Fraction(int(value.p), int(value.q))


def _size(relation: sp.Basic, at: Mapping[sp.Symbol, sp.Expr]) -> float:
    return 1.0 + max(abs(float(side.subs(at))) for side in relation.args)
