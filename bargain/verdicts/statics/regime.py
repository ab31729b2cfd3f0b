"""One regime of a solution: which variables are free, what holds there, and what follows.

The mathematics is in `bargain.verdicts.statics.signs_of_slopes`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import ClassVar

import sympy as sp

from bargain.budget import spent
from bargain.check.certificate import Data
from bargain.errors import BargainError, EmptyRegionError
from bargain.game.alternatives import demands
from bargain.question.encoding import Encoder
from bargain.question.kinds.regime_statement import Relations, regime_statement
from bargain.question.statement import Statement
from bargain.refute.problem import Problem
from bargain.refute.scout import scout
from bargain.result import Result
from bargain.signs import about, sign_of
from bargain.verdicts.refutation import refuted
from bargain.verdicts.statics.optimality import (
    fresh,
    inside,
    known_of_a_maximiser,
    rivals,
    without_value,
)
from bargain.verdicts.statics.studied import Study
from bargain.verdicts.verdict import Status, Verdict

__all__ = ["Regime", "System"]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Regime(Result):
    """The answer in one regime.

    Attributes
    ----------
    name : str
        Which variables are free and which sit at which end.
    sign : str
        ``increasing``, ``decreasing``, ``constant`` (each strictly, everywhere in the regime),
        ``sign changes``, ``empty`` (the regime does not occur in the region), ``undefined`` (the
        quantity has no value anywhere in the regime) or ``unknown``.
    proofs : tuple of Verdict
        The certificates: of the sign, of ``det J != 0``, and that no other agreement is as good.
    rising, falling : mapping or None
        For ``sign changes``, points with a positive and a negative derivative.
    occurs : mapping or None
        A point of the region at which the solution is in this regime, if one was found.
    argument : str
        Why the stationary point is the solution: ``concave`` or ``no better agreement``.
    reason : str
        Why it is unknown.
    """

    _without: ClassVar[tuple[str, ...]] = ("rising", "falling")

    name: str
    sign: str = "unknown"
    proofs: tuple[Verdict, ...] = field(default=(), repr=False)
    rising: Data | None = None
    falling: Data | None = None
    occurs: Data | None = None
    argument: str = ""
    reason: str = ""


class System:
    """The relations that hold in one regime, and what follows from them."""

    def __init__(
        self,
        study: Study,
        free: list[sp.Symbol],
        fixed: Mapping[sp.Symbol, sp.Expr],
        ends: tuple[int | None, ...],
    ) -> None:
        self.study, self.free, self.ends = study, free, ends
        self.fixed = dict(fixed)
        self.encoder = Encoder(signs={})
        taken = {s.name for s in (*study.game.symbols.values(), *study.question.parameters)}
        self.velocity = {v: fresh("d", v, taken) for v in free}
        self.lemmas: list[Verdict] = []
        at = dict(fixed)
        slopes = {v: s.subs(at) for v, s in study.slope.items()}
        self.relations: Relations = []
        for v in free:
            self.relations += [
                *inside(study.game, [v]),
                (f"first-order condition of {v}", ("=", _cleared(slopes[v]))),
            ]
        for v, end in zip(study.game.variables, ends, strict=True):
            if end is not None:
                sign = -1 if end == 0 else 1
                self.relations.append((f"{v} stays at {fixed[v]}", (">=", sign * slopes[v])))
        self.relations += [
            (f"gain of {p} is positive", (">", gain.subs(at))) for p, gain in study.gains.items()
        ]
        if study.concave is None:
            self.relations += [
                (name, (rel, e.subs(at))) for name, (rel, e) in known_of_a_maximiser(study, free)
            ]
        self.equations = [_cleared(slopes[v]) for v in free]
        self.demands = list(self._open_demands())
        self.quantity = study.quantity.subs(at)

    def _open_demands(self) -> Iterator[tuple[sp.Expr, sp.Expr, str]]:
        """What the quantity's being defined asks for, unless signs of symbols settle it."""
        signs = {
            v: sp.Dummy(v.name, positive=True) for v in self.free if self.study.game.box[v][0] >= 0
        }
        for whole, part, demand in demands([self.study.quantity]):
            value = part.subs(self.fixed)
            if not _settled(value.xreplace(signs))[demand]:
                yield whole, value, demand

    def _defined(self, name: str, mark: float) -> Regime | None:
        """None if the quantity has a value everywhere in the regime, else the answer."""
        for whole, part, demand in self.demands:
            if part.is_number and (not part.is_finite or _settled(part)[demand] is False):
                ends = ", ".join(f"{v} = {x}" for v, x in self.fixed.items())
                reason = f"{whole} is not defined at {ends}"
                return Regime(name=name, sign="undefined", reason=reason)
            opposite = {">": (">=", -part), ">=": (">", -part), "!=": ("=", part)}[demand]
            verdict = self._refute(f"{whole} undefined", [("undefined", opposite)], mark)
            if verdict.status is not Status.NEVER:
                reason = f"{whole} is not known to be defined: {part} {demand} 0 was not proved"
                return Regime(name=name, reason=reason)
            self.lemmas.append(verdict)
        return None

    def differentiate(self) -> None:
        """Put the equations' derivative along the solution, and the rate asked for, in place."""
        study, free = self.study, self.free
        self.jacobian = sp.Matrix([[sp.diff(e, w) for w in free] for e in self.equations])
        self.moving = [
            (
                f"equation {k + 1} keeps holding",
                (
                    "=",
                    sp.diff(e, study.parameter)
                    + sum(sp.diff(e, w) * self.velocity[w] for w in free),
                ),
            )
            for k, e in enumerate(self.equations)
        ]
        self.known = [(f"equation {k + 1}", ("=", e)) for k, e in enumerate(self.equations)]
        q = self.quantity
        rate = sp.diff(q, study.parameter) + sum(sp.diff(q, w) * self.velocity[w] for w in free)
        top, below = sp.fraction(sp.together(rate))
        # multiplying by the square of the denominator keeps the sign
        self.rate = sp.expand(top * below) if below.free_symbols else sp.expand(top / below)

    def simplify(self, mark: float) -> None:
        """Replace the first-order conditions by simpler equations that they imply, with proofs."""
        equations = list(self.equations)
        for position, equation in enumerate(self.equations):
            pivot = self._solved(equation)
            if pivot is None:
                continue
            variable, value = pivot
            for other, there in enumerate(self.equations):
                if other == position:
                    continue
                top, _ = sp.fraction(sp.cancel(there.subs(variable, value)))
                simpler = self._without_factors(top, mark)
                if sp.expand(simpler - there) == 0 or not simpler.free_symbols & set(self.free):
                    continue
                lemma = self._refute(
                    "an implied equation fails", [("implied", ("!=", simpler))], mark
                )
                if lemma.status is Status.NEVER:
                    equations[other] = sp.expand(simpler)
                    self.lemmas.append(lemma)
            break
        self.equations = equations

    def _solved(self, equation: sp.Expr) -> tuple[sp.Symbol, sp.Expr] | None:
        """A free variable in which the equation is linear with a coefficient in parameters."""
        for v in reversed(self.free):  # terms come last: they enter linearly
            if not equation.is_polynomial(v):
                continue
            poly = sp.Poly(equation, v)
            slope = poly.coeff_monomial(v)
            if (
                poly.degree() == 1
                and not slope.free_symbols & set(self.free)
                and (slope.is_nonzero)
            ):
                return v, -poly.coeff_monomial(1) / slope
        return None

    def _without_factors(self, expression: sp.Expr, mark: float) -> sp.Expr:
        """The product of the factors that may vanish under the relations."""
        kept = sp.S.One
        for factor, _ in sp.factor_list(expression)[1]:
            if not factor.free_symbols & set(self.free) and factor.is_nonzero:
                continue
            vanishes = self._refute("a factor vanishes", [("factor", ("=", factor))], mark)
            if vanishes.status is not Status.NEVER:
                kept *= factor
        return kept

    def answer(self, name: str, mark: float) -> Regime:
        """Decide the sign of the rate, and that it is the solution's."""
        kink = without_value(self.study, self.study.derivatives, self.fixed, mark)
        if kink:
            return Regime(name=name, reason=f"a payoff is not known to have a slope: {kink}")
        occurs = self._refute("the regime", [], mark)
        if occurs.status is Status.NEVER:
            rests_on = () if self.study.concave is not None else self.study.shared
            return Regime(
                name=name, sign="empty", proofs=(occurs, *rests_on),
                reason="it does not occur in the region",
            )  # fmt: skip
        if (undefined := self._defined(name, mark)) is not None:
            return undefined
        proofs: list[Verdict] = list(self.study.shared)
        for p, gain in self.study.accepted.items():
            loss = -gain.subs(self.fixed)
            verdict = self._refute(f"a loss of {p}", [(f"{p} loses", (">", loss))], mark)
            if verdict.status is not Status.NEVER:
                return Regime(
                    name=name,
                    reason=f"{p} may do better without agreement at the largest sum; the "
                    "solution then lies elsewhere: restrict the region",
                )
            proofs.append(verdict)
        argument = "concave"
        if self.study.concave is None:
            unrivalled = self._unrivalled(mark)
            if unrivalled is None:
                return Regime(
                    name=name,
                    reason="another agreement may be as good or better: the objective is not known "
                    "to be concave, and the solution may lie elsewhere or jump",
                )
            proofs += unrivalled
            argument = "no better agreement"
        place = self._place(mark)
        found = self._signed(name, mark)
        return replace(
            found, proofs=(*proofs, *self.lemmas, *found.proofs), argument=argument, occurs=place
        )

    def _place(self, mark: float) -> Data | None:
        """A point at which the solution is in the regime: found without functions, checked with."""
        plain = [r for r in self.relations if not r[1][1].has(sp.log, sp.exp)]
        rest = [r for r in self.relations if r[1][1].has(sp.log, sp.exp)]
        statement = regime_statement(
            self.study.question, "a point", plain, self.free, Encoder(signs={})
        )
        found = _exact_model(statement, mark)
        if found is None or not rest:
            return found
        place = {s: sp.Rational(found[s.name])
                 for s in (*self.study.question.parameters, *self.free)
                 if found[s.name].lstrip("-").replace("/", "").isdigit()}  # fmt: skip
        holding = {"=": (0,), ">=": (0, 1), ">": (1,)}
        solved = dict(self.study.question.solved)
        for _, (rel, expression) in rest:
            value = expression.subs(solved).subs(place)
            if not value.is_number or sign_of(value) not in holding[rel]:
                return None
        return found

    def _unrivalled(self, mark: float) -> list[Verdict] | None:
        """Proofs that no other agreement is as good as a point of the regime."""
        proofs = []
        for unknowns, relations in rivals(self.study, self.fixed):
            every = [*self.relations, *relations]
            statement = regime_statement(
                self.study.question, "another agreement that is as good", every,
                [*self.free, *unknowns], Encoder(signs={}),
            )  # fmt: skip
            left = max(0.05, mark - spent())
            verdict = refuted(statement, mark=spent() + 0.4 * left)
            if verdict.status is not Status.NEVER:
                return None
            proofs.append(verdict)
        return proofs

    def _signed(self, name: str, mark: float) -> Regime:
        """The sign of the rate along the regime's equations; no sign where they do not give one."""
        self.simplify(mark)
        self.differentiate()
        changes = [sp.diff(e, self.study.parameter) for e in self.equations]
        if kink := without_value(self.study, [*self.jacobian, *changes], self.fixed, mark):
            return Regime(name=name, reason=f"an equation is not known to have a slope: {kink}")
        proofs: list[Verdict] = []
        if self.free:
            det = sp.expand(self.jacobian.det())
            regular = self._refute(
                "a singular Jacobian", [*self.known, ("det J = 0", ("=", det))], mark
            )
            if regular.status is not Status.NEVER:
                return Regime(
                    name=name,
                    reason="det J may vanish; the implicit function theorem is not known to apply",
                )
            proofs.append(regular)
        if self.rate == 0:
            reason = "" if self.free else "every variable sits at an end"
            return Regime(name=name, sign="constant", proofs=tuple(proofs), reason=reason)
        opposite = {"increasing": (">=", -self.rate), "decreasing": (">=", self.rate)}
        for sign, relation in opposite.items():
            verdict = self._refute(
                f"not {sign}", [*self.known, *self.moving, (f"not {sign}", relation)], mark
            )
            if verdict.status is Status.NEVER:
                return Regime(name=name, sign=sign, proofs=(*proofs, verdict))
        different = self._refute(
            "not constant", [*self.moving, ("not constant", ("!=", self.rate))], mark
        )
        if different.status is Status.NEVER:
            return Regime(name=name, sign="constant", proofs=(*proofs, different))
        rising, falling = (
            self._model([*self.moving, ("rate", (">", s * self.rate))], mark) for s in (1, -1)
        )
        if rising and falling:
            return Regime(
                name=name, sign="sign changes", rising=rising, falling=falling, proofs=tuple(proofs)
            )
        reason = "no sign was proved with the effort allowed"
        return Regime(name=name, proofs=tuple(proofs), reason=reason)

    def _statement(self, what: str, extra: Relations) -> Statement:
        unknowns = [*self.free, *self.velocity.values()]
        return regime_statement(
            self.study.question, what, [*self.relations, *extra], unknowns, self.encoder
        )

    def _refute(self, what: str, extra: Relations, mark: float) -> Verdict:
        left = max(0.05, mark - spent())
        return refuted(self._statement(what, extra), mark=spent() + 0.6 * left)

    def _model(self, extra: Relations, mark: float) -> Data | None:
        statement = self._statement("a point", extra)
        return _exact_model(statement, mark)


def _cleared(slope: sp.Expr) -> sp.Expr:
    """An expression that vanishes where the slope does: its numerator."""
    top, below = sp.fraction(sp.together(slope))
    return sp.expand(top) if below.free_symbols else slope


def _settled(part: sp.Expr) -> dict[str, bool | None]:
    """What the signs of symbols say of ``part > 0``, ``>= 0`` and ``!= 0``."""
    return {">": part.is_positive, ">=": part.is_nonnegative, "!=": part.is_nonzero}


def _exact_model(statement: Data, mark: float) -> Data | None:
    """A point where the relations hold, with exact (rational or algebraic) coordinates."""
    problem = Problem.never(statement)
    found = scout(problem, mark=min(mark, spent() + 5), core=False)
    if found.status != "sat" or not found.exact:
        return None
    exact = found.rational
    if exact.keys() >= set(problem.ring.names) and not problem.holds_at(exact):
        return None
    return {
        n: str(v) if isinstance(v, Fraction) else about((v.lo + v.hi) / 2, 6)
        for n, v in found.model.items()
    }


def answered(study: Study, ends: tuple[int | None, ...], mark: float) -> Regime:
    """The answer where the variables are free (None) or at the given end (0 low, 1 high)."""
    game = study.game
    fixed = {v: game.box[v][e] for v, e in zip(game.variables, ends, strict=True) if e is not None}
    free = [v for v in game.variables if v not in fixed]
    name = study.name_of(ends)
    system = System(study, free, fixed, ends)
    try:
        return system.answer(name, mark)
    except EmptyRegionError:
        raise
    except BargainError as limit:
        return Regime(name=name, reason=str(limit))
