r"""Relations between quantities, proved for all their values: the direct way to a certificate.

Not every statement asks whether an agreement exists. "Under these hypotheses this inequality
holds" is proved by refuting its negation: the question is whether there are values :math:`x` with

.. math:: H_1(x), …, H_m(x) \quad\text{and not}\quad C(x),

asked of all :math:`x` at once (`bargain.question.kinds.relation_question`). The answer is a
`Proof`:

========== =======================================================================================
`holds`    the claim holds wherever the hypotheses do
`fails`    it does not: with one exact point at which it fails (`Proof.counterexample`) and one at
           which it holds (`Proof.holds_at`), or wherever the hypotheses hold (`Proof.everywhere`)
`unknown`  neither was shown
========== =======================================================================================

The certificate is about the negation: its verdict is ``never`` (fails), ``sometimes``, ``always``.
A point that satisfies the hypotheses is part of every certificate: nothing is proved of nothing.
Every term of the claim has to have a value wherever the hypotheses hold; that is proved first.
Of logarithms and exponentials the proof may use only the checker's axioms.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

import sympy as sp
from sympy.core.relational import Relational

from bargain.arguments import within_reach
from bargain.budget import share_until, spent
from bargain.check.certificate import Plain
from bargain.errors import EmptyRegionError, LimitReached, OptionError
from bargain.exact import exact_expression, refuse_unworkable
from bargain.game.alternatives import demands
from bargain.game.expression import to_text
from bargain.question import region_points as region
from bargain.question.encoding import polynomial
from bargain.question.kinds.relation_question import RelationQuestion, sides
from bargain.question.region_relations import demanded
from bargain.question.statement import Statement
from bargain.refute.positivstellensatz.linear_program import search
from bargain.refute.problem import Problem
from bargain.refute.proof_tree import Psatz, Term, plain
from bargain.refute.refuter import Refutation, refute
from bargain.refute.ring import Hypothesis, Relation, Ring
from bargain.refute.scout import Scout
from bargain.verdicts.certify import certified
from bargain.verdicts.inquiry import by_the_clock, with_effort
from bargain.verdicts.refutation import prove_never
from bargain.verdicts.verdict import Outcome, Proof, Status

__all__ = ["prove_relation"]

_SHARE_VALUES = 0.2  # of the time, for each term that may have no value
_SHARE = 0.7  # of the effort for the proof; the rest for points at which the claim fails or holds
_FACTORS = (1, 2, 3)  # hypotheses multiplied in one term of a suggested combination


@within_reach
def prove_relation(
    claim: sp.Basic,
    assuming: Iterable[sp.Basic] = (),
    *,
    words: str = "",
    squares: Iterable[sp.Expr] = (),
    timeout: float = 60.0,
    effort: float | None = None,
) -> Proof:
    """Prove that a relation follows from hypotheses, or find where it fails.

    Parameters
    ----------
    claim : sympy relation, or ``And`` or ``Or`` of relations
        What is to hold. Its symbols range over all reals that meet the hypotheses.
    assuming : iterable of relations, or ``Or`` of ``And`` of relations
        The hypotheses; those of the symbols themselves (``positive=True``, …) are added.
    words : str, optional
        The statement as a reader would say it, put before the formal one.
    squares : iterable of polynomials, optional
        Suggested squares: the forms on whose squares a proof by hand rests. They only steer the
        search; a wrong suggestion costs work, never truth.
    timeout : float, default 60
        Seconds of wall time, kept within 10 %; when it ends the answer is `unknown` and says so.
    effort : float, optional
        Work allowed, in units of `bargain.budget`. One unit per second of `timeout` unless
        given.

    Returns
    -------
    Proof

    Raises
    ------
    OptionError
        For something that is not a relation, that sympy has already decided, or of which a term
        has no value at some points where the hypotheses hold.
    EmptyRegionError
        If the hypotheses contradict each other: then nothing would be said.

    Examples
    --------
    >>> x, y = sp.symbols("x y", positive=True)
    >>> prove_relation(x**2 + y**2 >= 2*x*y).status
    <Outcome.HOLDS: 'holds'>
    >>> found = prove_relation(x + y >= 2, [x * y >= sp.Rational(1, 2)])
    >>> found.status
    <Outcome.FAILS: 'fails'>
    """
    given = tuple(assuming)
    for fact in (claim, *given):
        if isinstance(fact, sp.Basic):
            refuse_unworkable(fact)
            for side in sides(fact):
                exact_expression(side)  # refuses what no sign can be trusted of
    goal = RelationQuestion.that_reads_back(claim, given, words)
    called = {s.name: s for s in goal.symbols}
    own = [exact_expression(q) for q in squares]
    forms = [q.subs({s: called.get(s.name, s) for s in q.free_symbols}) for q in own]
    search = _Search(goal, forms)
    return by_the_clock(search.undecided, timeout, effort, search.tried, search.within)


def _term_without_value(claim: sp.Basic, given: Sequence[sp.Basic], effort: float) -> str:
    """What is not known to have a value wherever the hypotheses hold; refused if it has none."""
    for whole, part, demand in demands(sides(claim)):
        settled = {">": part.is_positive, ">=": part.is_nonnegative, "!=": part.is_nonzero}
        if settled[demand]:
            continue
        # a hypothesis that holds has values on both sides
        known = [
            demanded(e, d)
            for fact in given
            if isinstance(fact, Relational)
            for _, e, d in demands(sides(fact))
        ]
        needed = demanded(part, demand)
        found = _Search(RelationQuestion(needed, (*given, *known))).within(effort)
        if found.status is Outcome.UNKNOWN:
            return f"{whole} is not known to have a value: {to_text(needed)} was not proved"
        if found.status is not Outcome.HOLDS:
            raise OptionError(
                f"{whole} has no value at some points of the hypotheses",
                where=f"{to_text(needed)} fails",
                fix=f"assume {to_text(needed)}",
            )
    return ""


class _Search:
    """The search for a proof of one question about a relation, and for points where it fails."""

    def __init__(self, question: RelationQuestion, squares: Sequence[sp.Expr] = ()) -> None:
        self.question, self.squares = question, squares
        self.tried: list[str] = []

    @property
    def unknown(self) -> Proof:
        return _undecided(self.question, *self.tried)

    def undecided(self, *, evidence: Sequence[str], **_: str) -> Proof:
        """An answer that says nothing."""
        return _undecided(self.question, *evidence)

    def within(self, effort: float) -> Proof:
        """Decide with counted effort alone."""
        return with_effort(self.undecided, effort, self.tried, self.run)

    def run(self, mark: float) -> Proof:
        question = self.question
        effort = _SHARE_VALUES * (mark - spent())
        open_term = _term_without_value(question.claim, question.assuming, effort)
        if open_term:
            return _undecided(question, open_term)
        share = share_until(mark, _SHARE)
        never = self.question.statement("never")
        try:
            sample = region.sample_point(never, mark=mark)
        except LimitReached as limit:
            return _undecided(self.question, str(limit))
        proof, scout = self._combination(never, share), Scout()
        if proof is None:
            proof, scout = prove_never(never, mark=share)
        if proof is not None:
            found = self._certified(Status.NEVER, never, proof, sample)
            if found is not None:
                return found
        if self.question.encoder.definitions:
            self.tried.append(
                f"no proof; {scout.status} according to z3 for the hypotheses with the "
                "negated claim"
            )
            return self.unknown
        return self._fails(never, sample, mark)

    def _certified(
        self, status: Status, statement: Statement, proof: Plain, sample: dict[str, Fraction]
    ) -> Proof | None:
        found = certified(status, statement, proof, _texts(sample), tried=self.tried)
        return None if found is None else Proof.read(found)

    def _combination(self, never: Statement, mark: float) -> Plain | None:
        """A sum of products with the suggested squares, if the suggestion is good."""
        if not self.squares:
            return None
        problem = Problem.never(never)
        ring = problem.ring
        facts = [h for h in problem.hypotheses if isinstance(h, Relation)]
        if len(facts) < len(problem.hypotheses):
            return None
        forms = [
            ring.decode(polynomial(sp.expand(q), self.question.variables)) for q in self.squares
        ]
        for factors in _FACTORS:
            found = search(ring, facts, forms, factors=factors, degree=12, columns=3000, mark=mark)
            if found is not None:
                return Refutation(node=found).plain(ring)
        return None

    def _fails(self, never: Statement, sample: dict[str, Fraction], mark: float) -> Proof:
        """A point at which the claim fails, and one at which it holds or a proof that none is."""
        ring = Ring(never["variables"])
        negated = tuple(map(ring.hypothesis, never["necessary"]))
        wrong = next(iter(self._points(never, negated, mark)), None)
        if wrong is None:
            self.tried.append("no proof, and no rational point at which the claim fails")
            return self.unknown
        claim = tuple(map(ring.hypothesis, self.question.goals()))
        right = next(iter(self._points(never, claim, mark)), None)
        if right is not None:
            statement = self.question.statement("sometimes")
            node = self._refuted_at(statement, right, negated, mark)
            tree = self._holds_at(statement, wrong, mark)
            if node is not None and tree is not None:
                proof = {
                    "exists": {"at": _texts(wrong), "proof": tree},
                    "fails": {
                        "at": _texts(right),
                        "proof": {"kind": "psatz", "axioms": [], "node": node},
                    },
                }
                found = self._certified(Status.SOMETIMES, statement, proof, sample)
                if found is not None:
                    return found
        statement = self.question.statement("always")
        tree = self._holds_at(statement, None, mark)
        if tree is not None:
            found = self._certified(Status.ALWAYS, statement, tree, sample)
            if found is not None:
                return found
        self.tried.append("the claim fails at " + ", ".join(f"{n} = {v}" for n, v in wrong.items()))
        return self.unknown

    def _points(
        self, never: Statement, also: Sequence[Hypothesis], mark: float
    ) -> Iterable[dict[str, Fraction]]:
        try:
            yield from region.points(never, 1, mark=mark, also=also)
        except EmptyRegionError:
            return

    def _refuted_at(
        self,
        statement: Statement,
        point: dict[str, Fraction] | None,
        extra: Sequence[Hypothesis],
        mark: float,
    ) -> Plain | None:
        """A node that the point, if any, and more hypotheses contradict each other."""
        ring = Ring(statement["variables"])
        given = Problem.read(statement["variables"], statement["region"])
        at = {} if point is None else {s.name: point[s.name] for s in self.question.symbols}
        if point is not None:
            values, start = ring.point(at), len(given.names)
            for k, h in enumerate(extra, start + len(at)):
                if isinstance(h, Relation) and not h.holds_at(values):
                    return _false_at(h, k, start, ring, list(at.values()))
        return refute(given.at(at).also(extra), mark=mark)

    def _holds_at(
        self, statement: Statement, point: dict[str, Fraction] | None, mark: float
    ) -> Plain | None:
        """A witness leaf (nothing to define): the negated claim holds there, fact by fact."""
        goals: list[Plain | None] = []
        ring = Ring(statement["variables"])
        for goal in map(ring.hypothesis, statement["goals"]):
            nodes = [self._refuted_at(statement, point, facts, mark) for facts in goal.opposites()]
            if any(n is None for n in nodes):
                return None
            equation = isinstance(goal, Relation) and goal.rel == "="
            goals.append({"pos": nodes[0], "neg": nodes[1]} if equation else nodes[0])
        return {"kind": "witness", "axioms": [], "define": [], "goals": goals}


def _undecided(question: RelationQuestion, *tried: str) -> Proof:
    return Proof(claim=f"undecided: {question.formal}", evidence=tried)


def _texts(point: dict[str, Fraction]) -> dict[str, str]:
    return {name: str(value) for name, value in point.items()}


def _false_at(
    relation: Relation, position: int, start: int, ring: Ring, point: Sequence[Fraction]
) -> Plain:
    r"""A node that refutes a relation, number `position`, that is false where ``x_i - v_i = 0``.

    It is Taylor's identity :math:`p(x) = p(v) + \sum_i g_i(x) (x_i - v_i)`; the equations are
    numbered from `start`, and the point gives values of the first variables.

    Examples
    --------
    >>> ring = Ring(["x"])
    >>> square = Relation(">", -(ring.gen("x") ** 2))
    >>> _false_at(square, 1, 0, ring, [Fraction(2)])["terms"][0]["c"]
    '4'
    """
    rest, cofactors = relation.poly, []
    for gen, value in zip(ring.gens, point, strict=False):
        cofactor, rest = divmod(rest, gen - ring.constant(value))
        cofactors.append(cofactor)
    at = rest.leading_coefficient() if rest != 0 else 0
    flip = -1 if relation.rel == "=" and at > 0 else 1
    ideal = [(start + k, -flip * g) for k, g in enumerate(cofactors) if g != 0]
    terms = [Term(-flip * at, (), ())] if at != 0 else []
    if relation.rel == "=":
        ideal.append((position, ring.constant(flip)))
    else:
        terms.append(Term(1, (), (position,)))
    return plain(Psatz(tuple(terms), tuple(sorted(ideal, key=lambda pair: pair[0]))), ring)
