r"""Bargaining with kinks, cases, listed values and constraints: solved case by case.

The problem is written as finitely many smooth cases
(`bargain.solve.bargaining.cases.payoff_cases`). In each a point is proposed, and it is bounded how
much better any agreement of the case is: by the best multipliers where functions and limits are
concave, else by intervals (`bargain.solve.bargaining.cases.global_bound`). The best point, with
what it pays in the game itself, is the answer if no case can beat it by more than the
bound. So a largest value that is approached at a jump and not attained is no answer.

Ideal gains, for the Kalai-Smorodinsky solution, are found over all cases in the same way. Where
several agreements have the largest least gain, one with the largest sum of gains (each measured by
its size) is returned.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations

import numpy as np
import sympy as sp

from bargain.budget import spent
from bargain.exact import to_sympy
from bargain.game.feasible_set import slack
from bargain.game.game import Game
from bargain.solve.agreement import Agreement, BargainingSolution, NoAgreementProof, Outcome
from bargain.solve.bargaining.cases.case_points import (
    STARTS,
    CasePoint,
    CasePoints,
    rational,
    scale_of,
)
from bargain.solve.bargaining.cases.case_program import CaseProgram, Multipliers
from bargain.solve.bargaining.cases.global_bound import (
    EPSILON,
    KIND,
    no_better_point,
    objective,
    prove_none_acceptable,
)
from bargain.solve.bargaining.cases.payoff_cases import listed_agreements
from bargain.solve.bargaining.feasible import AgreementSet
from bargain.solve.bargaining.no_agreement import prove_case_by_weights
from bargain.solve.bargaining.smooth_bargaining import GAP_TOLERANCE, bargainers
from bargain.solve.bargaining.ties import EQUAL

__all__ = ["solve_cases"]

_PEAKS, _PEAK_REACH = 8, 0.15  # searches that stay near a promising point, of the box
_EFFORT = 10.0  # units of `bargain.budget` for all boxes of one problem
_MOST = 8  # alternatives listed


def solve_cases(game: Game, name: str, weights: Mapping[str, Fraction]) -> BargainingSolution:
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
    listed = listed_agreements(game, players) if len(players) > 1 else None
    if listed is not None:
        return _listed(game, players, base, weights, *listed)
    return _Search(game, players, base, weights).run()


def _listed(
    game: Game,
    players: tuple[str, ...],
    base: BargainingSolution,
    weights: Mapping[str, Fraction],
    options: AgreementSet,
    values: Sequence[Mapping[sp.Symbol, Fraction]],
) -> BargainingSolution:
    """The exact answer where every variable takes listed values."""
    found = options.solve(base.solution, {p: weights[p] for p in players})
    place = {label: k for k, label in enumerate(options.labels)}

    def agreement(a: Agreement) -> Agreement:
        (label,) = (s.name for s in a.values)
        at = values[place[label]]
        gains = {
            p: g.subs({v: to_sympy(x) for v, x in at.items()}) for p, g in game.gains().items()
        }
        own = dict(a.gains)
        every = {p: own.get(p, rational(gains[p])) for p in game.players}
        outside = {p: rational(game.disagreement[p]) for p in game.players}
        payoffs = {p: g + outside[p] for p, g in every.items()}
        return replace(a, values={v: at[v] for v in game.variables}, gains=every, payoffs=payoffs)

    return replace(
        found,
        weights=base.weights,
        agreement=None if found.agreement is None else agreement(found.agreement),
        candidate=None if found.candidate is None else agreement(found.candidate),
        alternatives=tuple(map(agreement, found.alternatives)),
        reason=found.reason.split(":")[0],  # what follows names labels of the set
    )


@dataclass(frozen=True, slots=True)
class _Best:
    """The best point of all cases, and by how much it can be beaten, relative; None if unknown."""

    point: CasePoint
    bound: float | None
    others: tuple[CasePoint, ...]
    multipliers: Multipliers | None
    weights: np.ndarray
    reason: str = "a better agreement is not excluded in every case"


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
        self.until = spent() + _EFFORT
        self.points = CasePoints(game, players)
        self.programs = self.points.programs
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
        best = self._best(kind, weights, ties=True)
        if best is None:
            return replace(base, reason="no agreement was found that everyone accepts")
        return self._answer(base, kind, best, slack_of_ideals)

    def _feasible(self, base: BargainingSolution) -> BargainingSolution | None:
        """None if some agreement makes everyone better off, else the answer."""
        proofs: list[NoAgreementProof] = []
        unproved = False
        if self.points.feasible():
            return None
        for program in self.programs:
            x, least = self.points.fairest(program)
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

    def _proposed(
        self, program: CaseProgram, kind: str, weights: np.ndarray, thorough: bool = False
    ) -> list[np.ndarray]:
        starts = program.starts(STARTS[program.concave])
        if (safe := self.points.acceptable.get(program)) is not None:
            starts = [safe, *starts]
        if program.concave and not thorough:
            starts = starts[:1]
        tried = [(start, 1.0) for start in starts]
        if not program.concave:
            peaks = program.starts(_PEAKS, lambda g: objective(kind, weights, g))
            tried += [(start, _PEAK_REACH) for start in peaks]
        found = []
        for start, reach in tried:
            x = program.maximise(kind, weights, start, reach=reach)
            if x is None or not self.points.within(program, x, 1e-7):
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
        if y is None or not self.points.within(program, y, 1e-9):
            return x
        with np.errstate(all="ignore"):
            before, after = program.gains(x), program.gains(y)
        gained = ((after - before) / program.size).sum()
        fair = (after >= floors * (1 - 1e-10)).all()
        return y if fair and gained > 1e-7 else x

    def _best(
        self, kind: str, weights: Mapping[str, Fraction], thorough: bool = False, ties: bool = False
    ) -> _Best | None:
        """The best point of all cases; with `ties`, others that are as good are looked for."""
        w = np.array([float(weights[p]) for p in self.players])
        mean = w.mean() if kind == "log" else 1.0
        proposals = [self._proposed(program, kind, w, thorough) for program in self.programs]
        points = [
            point
            for program, found in zip(self.programs, proposals, strict=True)
            for point in self.points.held(program, found, kind, w)
        ]
        if not points:
            return None if thorough else self._best(kind, weights, thorough=True, ties=ties)
        top = max(points, key=lambda point: point.level)
        slack = EQUAL * (mean if kind == "log" else abs(top.level))
        points = [p for p in points if not self.points.at_an_edge(p)]
        attained = [p for p in points if p.level >= top.level - 10 * slack]
        if not attained:
            return _Best(top, None, (), None, w, "a largest value is approached, not attained")
        top = max(attained, key=lambda point: point.level)
        bound = 0.0
        multipliers: Multipliers | None = None
        for program, found in zip(self.programs, proposals, strict=True):
            more, mine = self._more(program, kind, weights, w, top, found)
            if more is None and not thorough and any(p.concave for p in self.programs):
                return self._best(kind, weights, thorough=True, ties=ties)
            if more is None:
                return _Best(top, None, (), mine, w)
            bound = max(bound, more)
            if program is top.program:
                multipliers = mine
        if ties and top.program.concave and not thorough:
            again = self._proposed(top.program, kind, w, thorough=True)
            points += self.points.held(top.program, again, kind, w)
        others: list[CasePoint] = []
        for point in points:
            if point.level >= top.level - slack and all(
                self.points.apart(point, other) for other in (top, *others)
            ):
                others.append(point)
        return _Best(top, bound, tuple(others[:_MOST]), multipliers, w)

    def _more(
        self, program: CaseProgram, kind: str, weights: Mapping[str, Fraction], w: np.ndarray,
        top: CasePoint, proposals: Sequence[np.ndarray],
    ) -> tuple[float | None, Multipliers | None]:  # fmt: skip
        """How much better than the best point a case can be, in the unit of `bound`."""
        unit = w.mean() if kind == "log" else abs(top.level)
        values = [(objective(kind, w, program.gains(x)), x) for x in proposals]
        values.sort(key=lambda pair: -pair[0] if np.isfinite(pair[0]) else np.inf)
        at = [x for _, x in values][:3]
        if program is top.program:
            at = [top.x, *at]
        if not at:
            at = [self.points.fairest(program)[0]]
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
            left = self.until - spent()
            if left > 0 and no_better_point(program, kind, weights, top.gains, near, left):
                return float(EPSILON), first
        return None, first

    def _agreement(self, point: CasePoint, residual: float | None) -> Agreement:
        game = self.game
        exact = {v: to_sympy(Fraction(a)) for v, a in point.values.items()}
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
                reason=best.reason,
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

    def _active(self, point: CasePoint) -> tuple[str, ...]:
        found = []
        for v, x in zip(point.program.variables, point.x, strict=True):
            low, high = point.program.case.box[v]
            if x <= 0.0 or x >= 1.0:
                found.append(f"{v} = {low if x <= 0.0 else high}")
        exact = {v: to_sympy(Fraction(a)) for v, a in point.values.items()}
        for relation in self.game.constraints:
            if abs(float(slack(relation).subs(exact))) <= 1e-9 * scale_of(relation, exact):
                found.append(f"{relation.lhs} = {relation.rhs}")
        return tuple(found)
