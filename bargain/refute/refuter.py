r"""Refutations: proof nodes that show a set of polynomial relations to be contradictory.

:func:`refute` combines four moves.  The scout (:mod:`bargain.refute.scout`) drops hypotheses that
are not needed, or finds a model and ends the search.  Disjunctions are split into their cases.
Equations are used up (:mod:`bargain.refute.elimination`).  What is left goes to a linear program
over products of facts (:mod:`bargain.refute.positivstellensatz.linear_program`); where that finds
nothing, the sign of a polynomial is distinguished and both moves are tried in every case.

Every node is exact and is re-checked here before it is returned; the checker does so again,
independently.  The search is deterministic: the same question gives the same node.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from bargain.budget import TooLarge, passed, share_until, skip, spent
from bargain.refute.axioms import Instance
from bargain.refute.case_splits import canonical, split_polynomials
from bargain.refute.cone import Derivation, Fact
from bargain.refute.efforts import BRIEF, EFFORTS, Effort
from bargain.refute.elimination import Simplified, Simplifier
from bargain.refute.ends import by_ends
from bargain.refute.positivstellensatz.linear_program import on_support, search
from bargain.refute.positivstellensatz.powers import by_powers
from bargain.refute.positivstellensatz.products import Multiple, Product, Products
from bargain.refute.positivstellensatz.square_forms import square_forms
from bargain.refute.problem import Problem
from bargain.refute.proof_tree import CaseSplit, ProofNode, SignSplit, plain, pruned
from bargain.refute.ring import Disjunction, Hypothesis, Key, Plain, Poly, Relation, Ring
from bargain.refute.scout import Scout, Session, scout_hypotheses
from bargain.refute.sign_lemmas import lift

#: More facts than this are shrunk by the scout before the linear program.
MANY_FACTS = 14
#: So many efforts have no cases; then the ends of boxes are distinguished, after the first of them
#: already where more hypotheses than this are needed.
PLAIN_EFFORTS, FEW = 2, 8
#: Products of powers are tried where more factors than this are.
FEW_FACTORS = 2
#: The share of the effort that is left for the ends of boxes as cases.
SHARE_ENDS = 0.8
#: Most effort for one question to the scout, and for one about such a case.
SCOUT_EFFORT, CASE_EFFORT = 6.0, 0.05


Doubt: TypeAlias = Callable[[], bool] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Refutation:
    """What a search found: a proof, or the scout's reason why there is none.

    Attributes
    ----------
    node : ProofNode or None
        It refutes the hypotheses and, after them, the axioms.
    axioms : tuple of Instance
        The instances that the node uses.
    scout : Scout
        What z3 says about the hypotheses; a ``sat`` model may be the counter-example.
    """

    node: ProofNode | None = None
    axioms: tuple[Instance, ...] = ()
    scout: Scout = field(default_factory=Scout)

    def plain(self, ring: Ring) -> Plain | None:
        """The proof as a certificate carries it, if one was found."""
        if self.node is None:
            return None
        axioms = [instance.plain() for instance in self.axioms]
        return {"kind": "psatz", "axioms": axioms, "node": plain(self.node, ring)}

    def __repr__(self) -> str:
        return f"Refutation(found={self.node is not None}, scout={self.scout.status})"


class Refuter:
    """Search for refutations over one ring.

    Parameters
    ----------
    ring : Ring
    mark : float
        On the meter of `bargain.budget`.
    preferred : frozenset of int
        Variables that have a definition, in some searches eliminated first.
    doubt : callable, optional
        Asked where the scout does not know: whether a search would be in vain.
    """

    def __init__(
        self,
        ring: Ring,
        *,
        mark: float,
        preferred: frozenset[int] = frozenset(),
        doubt: Doubt = None,
    ) -> None:
        self.ring = ring
        self.doubt = doubt
        self.preferred = preferred
        self.mark = mark
        self._scouts: dict[tuple[int, ...], Scout] = {}
        self._session = Session(ring)
        self._findings = self._session.findings
        self._failed: set[tuple[tuple[int, ...], Effort, int]] = set()
        self._barren: dict[tuple[object, ...], list[frozenset[int]]] = {}
        self._unsigned: set[Key] = set()
        self._products = Products(ring)
        self._look = SCOUT_EFFORT

    def run(
        self,
        hypotheses: Sequence[Hypothesis],
        efforts: Sequence[Effort] = EFFORTS,
        *,
        expected: bool = False,
    ) -> Refutation:
        """Refute all hypotheses together.

        With `expected` a refutation is likely, and a short search goes before the scout's.
        """
        active = tuple(range(len(hypotheses)))
        if expected and not any(isinstance(h, Disjunction) for h in hypotheses):
            for effort in BRIEF:
                brief = self._leaf(list(hypotheses), active, active, effort)
                if brief is not None:
                    return Refutation(
                        node=pruned(brief, len(hypotheses)), scout=Scout(status="unsat")
                    )
        first = self._scout(hypotheses, active)
        doubted = first.status == "unknown" and self.doubt is not None and self.doubt()
        if first.status == "sat" or doubted:
            return Refutation(scout=first)
        node: ProofNode | None = None
        many = first.status != "unsat" or len(first.core) > FEW
        for number, effort in enumerate(efforts):
            if number == (1 if many else PLAIN_EFFORTS):
                node = self._by_ends(hypotheses)
            if node is None:
                node = self._prove(list(hypotheses), active, effort, effort.splits)
            if node is not None:
                return Refutation(node=pruned(node, len(hypotheses)), scout=first)
            if self._late():
                break
        return Refutation(scout=first)

    def _by_ends(self, hypotheses: Sequence[Hypothesis]) -> ProofNode | None:
        """Ends of boxes as cases, with a share of the effort: there may be very many."""
        before = self.mark, self._look
        self.mark, self._look = share_until(self.mark, SHARE_ENDS), CASE_EFFORT
        try:
            return by_ends(self.ring, hypotheses, self._briefly)
        finally:
            self.mark, self._look = before

    def said(self, hypotheses: Sequence[Hypothesis]) -> Scout:
        """What z3 has said of all hypotheses together, if it was asked."""
        active = tuple(range(len(hypotheses)))
        return self._scouts.get(self._findings.numbers(hypotheses, active), Scout())

    def _briefly(
        self, hypotheses: list[Hypothesis], last: bool
    ) -> ProofNode | tuple[int, ...] | None:
        """A short search; the core where it finds nothing, None where there is a model."""
        active = tuple(range(len(hypotheses)))
        found = self._scout(hypotheses, active)
        if found.status == "sat" or self._late():
            return None
        for effort in EFFORTS[: PLAIN_EFFORTS if last else 1]:
            node = self._prove(hypotheses, active, effort, 0)
            if node is not None:
                return node
        return found.core if found.status == "unsat" else active

    def _late(self) -> bool:
        return passed(self.mark)

    # One node ----------------------------------------------------------------------------------

    def _prove(
        self,
        hypotheses: list[Hypothesis],
        active: Sequence[int],
        effort: Effort,
        splits: int,
        case: bool = False,
    ) -> ProofNode | None:
        """A node for the active hypotheses; with `case` the last one is the case of a sign."""
        if self._late():
            return None
        found = self._scout(hypotheses, active)
        if found.status == "sat":
            return None
        core = found.core if found.status == "unsat" else tuple(active)
        if case and active[-1] not in core:
            splits = 0  # the case is idle here: whatever splits it further splits its parent
        key = (self._findings.numbers(hypotheses, core), effort, splits)
        if key in self._failed:
            return None
        node = self._cases(hypotheses, active, core, effort, splits)
        if node is None and not any(isinstance(hypotheses[i], Disjunction) for i in core):
            node = self._leaf(hypotheses, active, core, effort)
            if node is None and splits > 0:
                node = self._split(hypotheses, active, core, effort, splits)
        if node is None and not self._late():
            self._failed.add(key)
        return node

    def _cases(
        self,
        hypotheses: list[Hypothesis],
        active: Sequence[int],
        core: Sequence[int],
        effort: Effort,
        splits: int,
    ) -> ProofNode | None:
        """Split the needed disjunction with the fewest alternatives."""
        options = []
        for i in core:
            hypothesis = hypotheses[i]
            if isinstance(hypothesis, Disjunction):
                options.append((len(hypothesis.alternatives), i))
        if not options:
            return None
        which = min(options)[1]
        disjunction = hypotheses[which]
        assert isinstance(disjunction, Disjunction)
        rest = [i for i in self._with_signs(hypotheses, active, core) if i != which]
        children = []
        for alternative in disjunction.alternatives:
            extended = [*hypotheses, *alternative]
            fresh = range(len(hypotheses), len(extended))
            child = self._prove(extended, [*rest, *fresh], effort, splits)
            if child is None:
                return None
            children.append(child)
        sizes = tuple(map(len, disjunction.alternatives))
        return CaseSplit(which, sizes, tuple(children))

    def _split(
        self,
        hypotheses: list[Hypothesis],
        active: Sequence[int],
        core: Sequence[int],
        effort: Effort,
        splits: int,
    ) -> ProofNode | None:
        """Distinguish the sign of some polynomial."""
        rest = self._with_signs(hypotheses, active, core)
        for poly in split_polynomials(self.ring, hypotheses, rest, core)[: effort.width]:
            children: dict[str, ProofNode] = {}
            rest = sorted({*rest, *self._bounds(hypotheses, active, poly)})
            for branch, relation in (
                ("neg", Relation(">", -poly)),
                ("zero", Relation("=", poly)),
                ("pos", Relation(">", poly)),
            ):
                extended = [*hypotheses, relation]
                last = len(hypotheses)
                child = self._prove(extended, [*rest, last], effort, splits - 1, case=True)
                if child is None:
                    break
                children[branch] = child
            if len(children) == 3:
                return SignSplit(poly, **children)
            if self._late():
                return None
        return None

    def _bounds(
        self, hypotheses: Sequence[Hypothesis], active: Sequence[int], poly: Poly
    ) -> list[int]:
        """Inequalities that settle one sign of `poly`."""
        key = canonical(self.ring, poly)
        return [
            i
            for i in active
            if isinstance(relation := hypotheses[i], Relation)
            and relation.rel != "="
            and len(relation.poly) == len(poly)
            and canonical(self.ring, relation.poly) == key
        ]

    # One leaf ----------------------------------------------------------------------------------

    def _leaf(
        self,
        hypotheses: list[Hypothesis],
        active: Sequence[int],
        core: Sequence[int],
        effort: Effort,
    ) -> ProofNode | None:
        """A refutation without cases, apart from lemmas of the elimination."""
        if (line := self._line(hypotheses, core)) is not None:
            return line
        relations = [i for i in core if isinstance(hypotheses[i], Relation)]
        known = [i for i in active if isinstance(hypotheses[i], Relation)]
        signs = self._with_signs(hypotheses, active, relations)
        barren = self._barren.setdefault(
            (self._findings.numbers(hypotheses, signs), *effort.leaf), []
        )
        given = frozenset(self._findings.numbers(hypotheses, known))
        if any(given <= before for before in barren):
            return None
        for mode in effort.eliminate:
            if mode in ("defined", "solved") and not self.preferred:
                continue
            if self._late():
                return None
            derivation = Derivation(self.ring, hypotheses)
            try:
                simplified = Simplifier(
                    derivation,
                    signs,
                    known,
                    eliminate=mode,
                    mark=self.mark,
                    unsigned=self._unsigned,
                    preferred=self.preferred,
                    products=self._products,
                ).run()
                node = simplified.node or self._linear_program(simplified, effort)
            except TooLarge as reason:
                skip(reason)
                continue
            if node is not None:
                return simplified.wrap(node)
        if not self._late():
            barren.append(given)
        return None

    def _line(self, hypotheses: Sequence[Hypothesis], core: Sequence[int]) -> ProofNode | None:
        """The combination of a small core that adds up to zero, solved exactly, if there is one."""
        relations = [(i, h) for i in core if isinstance(h := hypotheses[i], Relation)]
        if len(core) > FEW or len(relations) < len(core):
            return None
        none = (0,) * self.ring.width
        found = (Multiple(i, none) if h.rel == "=" else Product((i,)) for i, h in relations)
        return on_support(self.ring, hypotheses, [*found, Product(())])

    def _linear_program(self, simplified: Simplified, effort: Effort) -> ProofNode | None:
        derived = self._needed(simplified)
        facts = [Relation(f.rel, f.poly) for f in derived]
        if not facts:
            return None
        forms = square_forms(self.ring, facts, effort.squares)
        top = max(self.ring.degree(f.poly) for f in facts)
        if effort.factors > FEW_FACTORS and (powers := by_powers(self.ring, facts)) is not None:
            node = lift(simplified.derivation, derived, powers)
            if node is not None:
                return node
        for factors in sorted({min(2, effort.factors), effort.factors}):
            found = search(
                self.ring,
                facts,
                forms,
                factors=factors,
                degree=max(effort.degree, top + 1),
                columns=effort.columns,
                mark=self.mark,
                reach=effort.reach,
                products=self._products,
            )
            if found is not None:
                node = lift(simplified.derivation, derived, found)
                if node is not None:
                    return node
            if self._late():
                return None
        return None

    def _needed(self, simplified: Simplified) -> list[Fact]:
        """The facts that the scout needs for a contradiction, if there are many; none if sat."""
        facts = simplified.facts
        if len(facts) <= MANY_FACTS:
            return facts
        relations: list[Hypothesis] = [Relation(f.rel, f.poly) for f in facts]
        every = tuple(range(len(facts)))
        found = self._scout(relations, every)
        if found.status == "sat":
            return []
        if found.status != "unsat":
            return facts
        return [facts[i] for i in self._with_signs(relations, every, found.core)]

    def _with_signs(
        self, hypotheses: Sequence[Hypothesis], active: Sequence[int], core: Sequence[int]
    ) -> list[int]:
        """The core and the sign conditions of its variables."""
        used: set[int] = set()
        for i in core:
            used = used.union(*(self.ring.support(r.poly) for r in hypotheses[i].relations))
        result = set(core)
        for i in active:
            hypothesis = hypotheses[i]
            if (
                isinstance(hypothesis, Relation)
                and hypothesis.rel != "="
                and len(hypothesis.poly) == 1
                and self.ring.degree(hypothesis.poly) == 1
                and self.ring.support(hypothesis.poly) <= used
            ):
                result.add(i)
        return sorted(result)

    # Scouting ----------------------------------------------------------------------------------

    def _scout(self, hypotheses: Sequence[Hypothesis], active: Sequence[int]) -> Scout:
        """Ask z3 once per set of hypotheses; the core refers to `hypotheses`."""
        key = self._findings.numbers(hypotheses, active)
        if key not in self._scouts:
            chosen = [hypotheses[i] for i in active]
            opposed = self._findings.opposed(key) if key else ()
            if opposed:
                self._scouts[key] = Scout(status="unsat", core=opposed)
        if key not in self._scouts:
            until = min(self.mark, spent() + self._look)
            self._scouts[key] = scout_hypotheses(
                self.ring, chosen, mark=until, session=self._session
            )
        found = self._scouts[key]
        return Scout(
            status=found.status, model=found.model, core=tuple(active[i] for i in found.core)
        )


def refute(problem: Problem, *, mark: float) -> Plain | None:
    """Return a proof node, as a certificate writes it, that refutes hypotheses.

    Parameters
    ----------
    problem : Problem
        The node refers to its hypotheses by position; of functions it knows nothing.
    mark : float
        On the meter of `bargain.budget`.

    Examples
    --------
    >>> from bargain.budget import spent
    >>> positive = {"name": "p", "text": "x > 0", "rel": ">", "poly": [["1", [1]]]}
    >>> negative = {"name": "n", "text": "-x > 0", "rel": ">", "poly": [["-1", [1]]]}
    >>> node = refute(Problem.read(["x"], [positive, negative]), mark=spent() + 5)
    >>> node["k"]
    'psatz'
    """
    found = Refuter(problem.ring, mark=mark).run(problem.hypotheses)
    return None if found.node is None else plain(found.node, problem.ring)
