r"""The scout: satisfiability of polynomial relations over the reals, by z3.

Given hypotheses :math:`H_1, \dots, H_m` (polynomial relations and disjunctions of them) the scout
says ``sat`` with a real model, ``unsat`` with a *core* (a subset that is already contradictory and
from which nothing can be dropped), or ``unknown``.  It only advises: a model is checked exactly by
whoever uses it, and an ``unsat`` starts the search for a certificate but is never a verdict.

Logarithms and exponentials are fresh symbols here; the caller adds sound axiom instances as
hypotheses (:mod:`bargain.refute.axioms`).  Then a model satisfies the instances only, and the
scout marks it as not exact.

What z3 may do is limited by its own count of resources, which is the same on every machine. Where
the polynomials are large one of its steps may be long; it is then asked in a process apart, which
the clock of the whole question can end (`bargain.apart`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property, partial
from typing import Any, TypeAlias

import z3

from bargain import apart
from bargain.budget import UNIT, Exhausted, passed, spend, spent
from bargain.clock import time_left
from bargain.refute import packed
from bargain.refute.axioms import Instance, instances, offers
from bargain.refute.findings import Findings
from bargain.refute.problem import Problem
from bargain.refute.ring import Disjunction, Hypothesis, Poly, Relation, Ring

#: What z3 works with; it ships no type information.
Formula: TypeAlias = Any
Solver: TypeAlias = Any
Model: TypeAlias = Any
Context: TypeAlias = Any
Answer: TypeAlias = Any

#: z3's own unit of work; the same question stops at the same place on every machine.
RESOURCE_LIMIT = 100_000
#: The same for one step of shrinking a core.
STEP_LIMIT = 30_000
#: Up to this degree and number of terms no step of z3 is long.
_DEGREE, _TERMS = 8, 300
#: How nearly a model is looked at for values of functions.
_NEAR = 10**9
#: Steps of effort (`bargain.budget`) for one unit of z3's resources.
_STEPS = 4


@dataclass(frozen=True, slots=True)
class RealRoot:
    """The only root of a polynomial (coefficients from the constant upwards) in ``[lo, hi]``."""

    coefficients: tuple[Fraction, ...]
    lo: Fraction
    hi: Fraction

    def __float__(self) -> float:
        return float((self.lo + self.hi) / 2)

    def near(self, denominator: int) -> Fraction:
        """A simple fraction near the root, which may be beyond the range of floats."""
        return ((self.lo + self.hi) / 2).limit_denominator(denominator)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scout:
    """What z3 says about a set of hypotheses.

    Attributes
    ----------
    status : str
        ``sat``, ``unsat`` or ``unknown`` (the default).
    model : mapping of str to Fraction or RealRoot
        A solution, if ``sat``; variables that do not matter are 0.
    core : tuple of int
        Positions of a contradictory subset, if ``unsat``.
    names : tuple of str
        The core's hypothesis names, where the hypotheses had names.
    exact : bool
        Whether a model satisfies the hypotheses and not only axiom instances of functions.
    """

    status: str = "unknown"
    model: Mapping[str, Fraction | RealRoot] = field(default_factory=dict)
    core: tuple[int, ...] = ()
    names: tuple[str, ...] = ()
    exact: bool = True

    @property
    def rational(self) -> dict[str, Fraction]:
        """The coordinates of the model that are rational."""
        return {name: v for name, v in self.model.items() if isinstance(v, Fraction)}

    def near(self, denominator: int) -> dict[str, Fraction]:
        """A rational point near the model: its rational coordinates, and simple ones for others."""
        return {
            n: v.near(denominator) if isinstance(v, RealRoot) else v for n, v in self.model.items()
        }

    def __repr__(self) -> str:
        return f"Scout({self.status}, core={self.names or self.core})"


class Session:
    """One z3 context, and what was found in it.

    A fresh one per search keeps the answers independent of history: they depend on the questions
    that the search has asked before, and these are always the same.

    Attributes
    ----------
    findings : Findings
        Points and contradictory sets that were found: no question is asked whose answer is known.
    """

    def __init__(self, ring: Ring) -> None:
        self.ring = ring
        self.findings = Findings(ring)
        self.used = 0  # of z3's resources, so far
        self._formulas: dict[int, Formula] = {}
        self._numbers: dict[str, Formula] = {}

    @cached_property
    def _opened(self) -> tuple[Context, list[Formula]]:
        """The context and its variables, made with the first question: many searches ask none.

        What z3 answers may depend on the order in which things are made: first the variables.
        """
        spend(3_000)
        context = z3.Context()
        return context, [z3.Real(f"x{i}", context) for i in range(len(self.ring.names))]

    @property
    def context(self) -> Context:
        """The z3 context."""
        return self._opened[0]

    @property
    def symbols(self) -> list[Formula]:
        """The variables of the ring in it."""
        return self._opened[1]

    def poly(self, poly: Poly) -> Formula:
        """A polynomial as a term."""
        terms: list[Formula] = []
        spend(60 * len(poly) * (1 + self.ring.degree(poly)))
        for exponents, value in sorted(poly.to_dict().items(), reverse=True):
            factors: list[Formula] = [self._number(str(value))]
            for symbol, power in zip(self.symbols, exponents, strict=False):
                factors.extend([symbol] * int(power))
            terms.append(self._joined(z3.Z3_mk_mul, factors))
        return self._joined(z3.Z3_mk_add, terms) if terms else z3.RealVal(0, self.context)

    def _number(self, value: str) -> Formula:
        """A number, which z3 reads once."""
        if value not in self._numbers:
            self._numbers[value] = z3.RealVal(value, self.context)
        return self._numbers[value]

    def _joined(self, make: Callable[..., Formula], parts: Sequence[Formula]) -> Formula:
        """A sum or product of reals: `z3.Sum` and `z3.Product` look at each part for its sort."""
        if len(parts) == 1:
            return parts[0]
        asts = (z3.Ast * len(parts))(*(part.as_ast() for part in parts))
        return z3.ArithRef(make(self.context.ref(), len(parts), asts), self.context)

    def relation(self, relation: Relation) -> Formula:
        """A relation as a formula."""
        left = self.poly(relation.poly)
        if relation.rel == "=":
            return left == 0
        return left > 0 if relation.rel == ">" else left >= 0

    def formula(self, hypothesis: Hypothesis) -> Formula:
        """A hypothesis as a formula."""
        if isinstance(hypothesis, Relation):
            return self.relation(hypothesis)
        return z3.Or(
            *(
                z3.And(*(self.relation(r) for r in alternative), z3.BoolVal(True, self.context))
                for alternative in hypothesis.alternatives
            ),
            z3.BoolVal(False, self.context),
        )

    def formulas(self, hypotheses: Sequence[Hypothesis]) -> list[Formula]:
        """The hypotheses as formulas; each is written once."""
        result = []
        for hypothesis in hypotheses:
            number = self.findings.number(hypothesis)
            if number not in self._formulas:
                self._formulas[number] = self.formula(hypothesis)
            result.append(self._formulas[number])
        return result

    def solver(self, mark: float, limit: int) -> Solver:
        """A solver that knows unsatisfiable cores."""
        solver = z3.SolverFor("QF_NRA", ctx=self.context)
        solver.set("random_seed", 0)
        return self._limited(solver, mark, limit)

    def decider(self, mark: float, limit: int) -> Solver:
        """A solver without cores; it spares what `solver` tries first."""
        solver = z3.Tactic("qfnra-nlsat", ctx=self.context).solver()
        return self._limited(solver, mark, limit)

    @staticmethod
    def _limited(solver: Solver, mark: float, limit: int) -> Solver:
        left = time_left()
        if left is not None:  # the clock of the whole question, which ends with it
            solver.set("timeout", max(1, int(1000 * left)))
        units = max(0.0, mark - spent())
        solver.set("rlimit", max(1, min(limit, int(units * UNIT / _STEPS))))
        return solver

    def check(self, solver: Solver, *assumptions: Formula) -> Answer:
        """What the solver says; the resources that it used are counted as effort."""
        answer = solver.check(*assumptions)
        statistics = solver.statistics()
        if "rlimit count" in statistics.keys():  # noqa: SIM118  # no mapping
            used = int(statistics.get_key_value("rlimit count"))
            self.used, new = used, max(0, used - self.used)
            spend(new * _STEPS)
        return answer


def scout_hypotheses(
    ring: Ring,
    hypotheses: Sequence[Hypothesis],
    *,
    mark: float,
    core: bool = True,
    limit: int = RESOURCE_LIMIT,
    session: Session | None = None,
) -> Scout:
    """Ask z3 about decoded hypotheses; see :func:`scout`.

    With a `session` no question is asked whose answer is known there.
    """
    if not _is_large(ring, hypotheses):
        return ask(ring, hypotheses, mark=mark, core=core, limit=limit, session=session)
    plain = [h.mapped(packed.pack) for h in hypotheses]
    effort = max(0.0, mark - spent())
    found: Scout
    found, steps = apart.call(ask_apart, ring.names, plain, effort, core, limit)
    spend(steps)
    return found


def ask_apart(
    names: Sequence[str], hypotheses: Sequence[Hypothesis], effort: float, core: bool, limit: int
) -> tuple[Scout, int]:
    """Return what z3 says of packed hypotheses, and the steps of effort that it took."""
    ring = Ring(names)
    given = [h.mapped(partial(packed.unpack, ring.width)) for h in hypotheses]
    before = spent()
    try:
        found = ask(ring, given, mark=before + effort, core=core, limit=limit)
    except Exhausted:
        found = Scout()
    return found, round((spent() - before) * UNIT)


def _is_large(ring: Ring, hypotheses: Sequence[Hypothesis]) -> bool:
    """Whether a step of z3 may be long on polynomials of these sizes."""
    polys = [r.poly for h in hypotheses for r in h.relations]
    return (
        sum(map(len, polys)) > _TERMS
        or any(ring.degree(p) > _DEGREE for p in polys)
        or any(map(ring.is_large, polys))
    )


def ask(
    ring: Ring,
    hypotheses: Sequence[Hypothesis],
    *,
    mark: float,
    core: bool,
    limit: int,
    session: Session | None = None,
) -> Scout:
    """Ask z3 in this process."""
    session = session or Session(ring)
    findings = session.findings
    every = findings.numbers(hypotheses, range(len(hypotheses)))
    formulas = session.formulas(hypotheses)
    if not findings.contradictory(every):
        solver = session.solver(mark, limit)
        solver.add(*formulas)
        answer = session.check(solver)
        if answer == z3.sat:
            model = _model(ring, session, solver.model())
            findings.add_point(model)
            return Scout(status="sat", model=model)
        if answer != z3.unsat:
            return Scout()
    kept = list(range(len(hypotheses)))
    if core:
        kept = _first_core(session, formulas, mark)
        kept = _shrink(session, hypotheses, formulas, kept=kept, mark=mark)
        findings.add_core(every[i] for i in kept)
    return Scout(status="unsat", core=tuple(kept))


def _first_core(session: Session, formulas: list[Formula], mark: float) -> list[int]:
    """A contradictory subset by assumption literals, or everything."""
    solver = session.solver(mark, STEP_LIMIT)
    flags = [z3.Bool(f"h{i}", session.context) for i in range(len(formulas))]
    for flag, formula in zip(flags, formulas, strict=True):
        solver.add(z3.Implies(flag, formula))
    if session.check(solver, *flags) != z3.unsat:
        return list(range(len(formulas)))
    # z3 at times names nothing: that would make every set of hypotheses contradictory
    named = sorted(int(str(flag)[1:]) for flag in solver.unsat_core())
    return named or list(range(len(formulas)))


def _shrink(
    session: Session,
    hypotheses: Sequence[Hypothesis],
    formulas: list[Formula],
    *,
    kept: list[int],
    mark: float,
) -> list[int]:
    """Delete hypotheses one by one, the most complicated first, while z3 still says unsat."""

    def weight(i: int) -> tuple[int, int, int, int]:
        hypothesis = hypotheses[i]
        if isinstance(hypothesis, Disjunction):
            return (1, len(hypothesis.alternatives), 0, i)
        return (0, session.ring.degree(hypothesis.poly), len(hypothesis.poly), i)

    findings = session.findings
    for candidate in sorted(kept, key=weight, reverse=True):
        if passed(mark):
            break
        rest = [i for i in kept if i != candidate]
        numbers = findings.numbers(hypotheses, rest)
        if findings.satisfiable(numbers):
            continue
        if findings.contradictory(numbers):
            kept = rest
            continue
        solver = session.decider(mark, STEP_LIMIT)
        solver.add(*(formulas[i] for i in rest))
        answer = session.check(solver)
        if answer == z3.unsat:
            kept = rest
        elif answer == z3.sat:
            findings.add_point(_model(session.ring, session, solver.model()))
    return kept


def _model(ring: Ring, session: Session, model: Model) -> dict[str, Fraction | RealRoot]:
    values: dict[str, Fraction | RealRoot] = {}
    for name, symbol in zip(ring.names, session.symbols, strict=True):
        value = model.eval(symbol, model_completion=True)
        if z3.is_rational_value(value):
            values[name] = Fraction(value.numerator_as_long(), value.denominator_as_long())
        elif z3.is_algebraic_value(value):
            values[name] = _real_root(value)
    return values


def _real_root(value: Formula) -> RealRoot:
    """The defining polynomial of an algebraic number with a bracket that holds no other root."""
    coefficients = tuple(
        Fraction(c.numerator_as_long(), c.denominator_as_long()) for c in value.poly()
    )
    near = value.approx(30)
    middle = Fraction(near.numerator_as_long(), near.denominator_as_long())
    slack = Fraction(1, 10**25)
    return RealRoot(coefficients, middle - slack, middle + slack)


def scout(problem: Problem, *, mark: float, core: bool = True) -> Scout:
    """Ask z3 whether hypotheses have a common real solution.

    Parameters
    ----------
    problem : Problem
        Instances of sound axioms are added for its functions.
    mark : float
        On the meter of `bargain.budget`.
    core : bool
        Whether to shrink an ``unsat`` to a minimal core.

    Examples
    --------
    >>> from bargain.budget import spent
    >>> positive = {"name": "p", "text": "x > 0", "rel": ">", "poly": [["1", [1]]]}
    >>> negative = {"name": "n", "text": "-x > 0", "rel": ">", "poly": [["-1", [1]]]}
    >>> scout(Problem.read(["x"], [positive, negative]), mark=spent() + 5)
    Scout(unsat, core=('p', 'n'))
    """
    found, axioms = Scout(), list[Instance]()

    def model() -> Mapping[str, Fraction] | None:
        return found.near(_NEAR) if found.status == "sat" else None

    every = instances(problem.ring, problem.functions)
    for axioms, _ in offers(problem.ring, problem.functions, every, every, model):
        given = [*problem.hypotheses, *(instance.relation for instance in axioms)]
        found = scout_hypotheses(problem.ring, given, mark=mark, core=core)
        if found.status != "sat":
            break
    names = [*problem.names, *(f"axiom {k + 1}" for k in range(len(axioms)))]
    return replace(found, names=tuple(names[i] for i in found.core), exact=not problem.functions)
