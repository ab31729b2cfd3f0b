r"""One leaf of a witness proof: definitions of the unknowns, and every goal proved of them.

A quotient needs its denominator to be positive, a root a change of sign between two bounds; a goal
is proved by refuting its negation.  Each of these is a small refutation.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from itertools import chain

from bargain.budget import Exhausted, allowed, skip, spent
from bargain.exist.equations import Existence, Goal, twin_functions
from bargain.exist.functions import defined_next, needed_by, through
from bargain.exist.opposite_pairs import refute_by_factors
from bargain.exist.screening import Evaluator, Point, Trial
from bargain.exist.separate_deviations import Part, joined, parts
from bargain.exist.triangular import Definitions, Quotient, Root
from bargain.exist.witness_tree import (
    GoalProof,
    ProvedQuotient,
    ProvedRoot,
    Step,
    UsedFunction,
    Witness,
)
from bargain.exist.zero_slopes import assembled, without_long_equations
from bargain.refute.axioms import Function, Instance, instances, offers
from bargain.refute.efforts import EFFORTS
from bargain.refute.proof_tree import Lemma, ProofNode, SignSplit, renumbered
from bargain.refute.provers import drop_unused
from bargain.refute.refuter import Refuter
from bargain.refute.ring import Hypothesis, Key, Poly, Relation

#: Seconds for one refutation while other candidates wait.
PATIENCE = 3.0
#: What is tried first, with some of the hypotheses and with all of them, before either gets more.
_QUICK = 0.3


class LeafProver:
    """Proofs of candidates under given hypotheses.

    Parameters
    ----------
    existence : Existence
    samples : sequence of mapping
        The sample points of the region; a single one allows close brackets for roots.
    mark : float
        On the meter of `bargain.budget`.
    """

    def __init__(
        self, existence: Existence, samples: Sequence[Mapping[int, Fraction]], mark: float
    ) -> None:
        self.existence = existence
        self.goals = existence.goals
        self.functions = existence.functions
        self._parameters = existence.parameters
        self.ring = existence.ring
        self.samples = samples
        self.mark = mark
        defined = frozenset(existence.unknowns)
        self.refuter = Refuter(existence.ring, mark=mark, preferred=defined)
        self._refused: set[Key] = set()
        self._patience = PATIENCE
        self._proved: dict[Key, Witness] = {}
        self._evaluate = Evaluator(existence.ring)
        self._points: list[Point] = []
        #: Where the scout saw the last failing refutation fail: values of the parameters.
        self.counterexample: dict[int, Fraction] | None = None
        self.model: dict[str, Fraction] | None = None  # and of all variables

    def prove(
        self, trial: Trial, samples: frozenset[int], hypotheses: Sequence[Hypothesis]
    ) -> Witness | None:
        """Prove one candidate over the hypotheses."""
        chosen = samples or trial.passes
        self._points = [trial.points[k] for k in chosen]
        signs = {trial.signs[k] for k in chosen}
        if len(signs) != 1:
            return None
        given = tuple((h.rel, self.ring.key(h.poly)) for h in hypotheses if isinstance(h, Relation))
        key = (given, self.tag(trial.definitions))
        if key in self._refused:
            return None
        if key not in self._proved:
            found = self._proof(trial, samples, signs.pop(), list(hypotheses))
            if found is None:
                self._refused.add(key)
                return None
            self._proved[key] = found
        return self._proved[key]

    def _proof(
        self,
        trial: Trial,
        samples: frozenset[int],
        signs: Sequence[int],
        extended: list[Hypothesis],
    ) -> Witness | None:
        """Define the unknowns and the functions of them, then prove the goals."""
        self.counterexample = None
        define: list[Step] = []
        known = set(self.existence.parameters)
        for definition, sign in zip(trial.definitions, signs, strict=True):
            functions = self._known_functions(known, extended, self.functions)
            if functions is None:
                return None
            steps = (
                self._quotient(definition, sign, extended, known)
                if isinstance(definition, Quotient)
                else self._root(definition, sign, extended, known, trial, samples)
            )
            if steps is None:
                return None
            define += [*functions, *steps]
            known.add(definition.position)
        functions = self._known_functions(known, extended, self.functions)
        if functions is None:
            return None
        goals = []
        for goal in self.goals:
            proof = self._goal(goal, extended, known)
            if proof is None:
                return None
            goals.append(proof)
        return Witness((*define, *functions), tuple(goals))

    def persist(self) -> None:
        """Give every refutation its full share of the effort from now on."""
        self._patience = float("inf")
        self._refused.clear()

    def tag(self, definitions: Definitions) -> Key:
        """A key for definitions."""
        return tuple(
            (d.position, self.ring.key(d.num), self.ring.key(d.den))
            if isinstance(d, Quotient)
            else (d.position, self.ring.key(d.poly))
            for d in definitions
        )

    def _quotient(
        self, definition: Quotient, sign: int, hypotheses: list[Hypothesis], known: set[int]
    ) -> list[Step] | None:
        num, den = definition.num * sign, definition.den * sign
        found = self._together(hypotheses, [[Relation(">=", -den)]], known)
        if found is None:
            return None
        (node,), kept = found
        unknown = self.ring.gens[definition.position]
        hypotheses += [instance.relation for instance in kept]
        hypotheses += [Relation(">", den), Relation("=", den * unknown - num)]
        return [*kept, ProvedQuotient(Quotient(definition.position, num, den), node)]

    def _root(
        self,
        definition: Root,
        sign: int,
        hypotheses: list[Hypothesis],
        known: set[int],
        trial: Trial,
        samples: frozenset[int],
    ) -> list[Step] | None:
        poly, position = definition.poly * sign, definition.position
        unknown = self.ring.gens[position]
        inside = through(self.ring, self.functions, poly, known)
        for lo, hi in self._narrowed(definition, trial, samples, inside):
            root = Root(position, poly, lo, hi)
            between = [Relation(">=", unknown - lo), Relation(">=", hi - unknown)]
            order, sides = [Relation(">", lo - hi)], ((lo, poly), (hi, -poly))
            if not inside:
                at = [self.ring.substitute(p, position, e, self.ring.one)[0] for e, p in sides]
                ends = [[Relation(">", value)] for value in at]
                found = self._together(hypotheses, [order, *ends], known)
                if found is None:
                    continue
                (first, at_lo, at_hi), kept = found
                hypotheses += [instance.relation for instance in kept]
                hypotheses += [Relation("=", poly), *between]
                return [*kept, ProvedRoot(root, first, at_lo, at_hi)]
            local, here = [*hypotheses, *between], {*known, position}
            functions = self._known_functions(here, local, inside)
            increasing = self.refute([*hypotheses, *order])
            if functions is None or increasing is None:
                continue
            ends = [[Relation("=", unknown - e), Relation(">", p)] for e, p in sides]
            found = self._together(local, ends, here)
            if found is None:
                continue
            (at_lo, at_hi), kept = found
            facts = [*local[len(hypotheses) :], *(instance.relation for instance in kept)]
            hypotheses += [Relation("=", poly), *facts]
            known |= here
            return [ProvedRoot(root, increasing, at_lo, at_hi, (*functions, *kept))]
        return None

    def _narrowed(
        self, definition: Root, trial: Trial, samples: frozenset[int], inside: Sequence[Function]
    ) -> list[tuple[Poly, Poly]]:
        """Brackets: at a single point close around the root, else as proposed."""
        own = {definition.position, *(f.position for f in inside)}
        if len(self.samples) != 1 or not self.ring.support(definition.poly) <= own:
            return [(definition.lo, definition.hi)]
        middle = Fraction(trial.points[min(samples or trial.passes)][definition.position])
        slack = Fraction(1, 1000 if inside else 10**6)
        near = middle.limit_denominator(1000 if inside else 10**7)
        close = (self.ring.constant(near - slack), self.ring.constant(near + slack))
        return [close, (definition.lo, definition.hi)]

    # Functions -----------------------------------------------------------------------------------

    def _known_functions(
        self, known: set[int], hypotheses: list[Hypothesis], functions: Sequence[Function]
    ) -> list[UsedFunction] | None:
        """The functions of known arguments, made known in place; None if one has no value."""
        steps = []
        for f in list(defined_next(self.ring, functions, known)):
            node = None
            if f.kind == "log":
                node = self.refute([*hypotheses, Relation(">=", -f.argument)])
                if node is None:
                    return None
                hypotheses.append(Relation(">", f.argument))
            else:
                hypotheses.append(Relation(">", self.ring.gens[f.position]))
            steps.append(UsedFunction(f, node))
            known.add(f.position)
        return steps

    def _together(
        self,
        hypotheses: Sequence[Hypothesis],
        cases: Sequence[Sequence[Hypothesis]],
        known: Collection[int],
    ) -> tuple[list[ProofNode], list[Instance]] | None:
        """Refutations of cases, and the axioms about known functions that they use."""
        functions = [f for f in self.functions if f.position in known]
        for offered, _ in offers(self.ring, functions, [], [], lambda: self.model):
            nodes: list[ProofNode] = []
            given = [*hypotheses, *(instance.relation for instance in offered)]
            for case in cases:
                node = self.refute([*given, *case])
                if node is None:
                    break
                nodes.append(node)
            else:
                return drop_unused(nodes, len(hypotheses), offered)
        return None

    # Goals ---------------------------------------------------------------------------------------

    def _goal(
        self, goal: Goal, hypotheses: Sequence[Hypothesis], known: set[int]
    ) -> GoalProof | None:
        extended = list(hypotheses)
        for v in goal.forall:
            lo, hi = self.existence.bound[v]
            extended.append(Relation(">=", self.ring.gens[v] - self.ring.constant(lo)))
            extended.append(Relation(">=", self.ring.constant(hi) - self.ring.gens[v]))
        negated = goal.hypothesis.opposites()
        inside = needed_by(self.ring, self.functions, [r.poly for r in goal.hypothesis.relations])
        separate = parts(self.existence, goal)
        if not inside:
            plain = self._refute_all(extended, negated, separate)
            return None if plain is None else GoalProof(tuple(plain))
        functions = self._known_functions({*known, *goal.forall}, extended, inside)
        if functions is None:
            return None
        here = {*known, *(f.position for f in inside)}
        usable = [f for f in self.functions if f.position in here]
        pairs = twin_functions(self.existence, goal)
        tight = instances(self.ring, self.functions, pairs=pairs)
        every = instances(self.ring, self.functions, only=[f.number for f in inside])
        few = [] if len(self.samples) == 1 and not tight else every  # at a point tangents will do
        more = offers(self.ring, usable, few, every, lambda: self.model)
        for offered in chain([tight] if tight else [], (offered for offered, _ in more)):
            relations = [instance.relation for instance in offered]
            nodes = self._refute_all([*extended, *relations], negated, separate)
            if nodes is None:
                continue
            nodes, kept = drop_unused(nodes, len(extended), offered)
            return GoalProof(tuple(nodes), (*functions, *kept))
        return None

    def _refute_all(
        self,
        hypotheses: Sequence[Hypothesis],
        opposites: Sequence[Sequence[Hypothesis]],
        separate: Sequence[Part] = (),
    ) -> list[ProofNode] | None:
        nodes: list[ProofNode] = []
        if separate:
            for part in separate:
                node = self._part(hypotheses, part)
                if node is None:
                    return None  # the goal fails where a part does
                nodes.append(node)
            return [joined(self.ring, [p.poly for p in separate], nodes, len(hypotheses))]
        for opposite in opposites:
            node = refute_by_factors(self.ring, [*hypotheses, *opposite], self.refute)
            if node is None:
                return None
            nodes.append(node)
        return nodes

    def _part(self, hypotheses: Sequence[Hypothesis], part: Part) -> ProofNode | None:
        """Refute that a part is negative; slopes that are zero there are proved to be so first."""
        count, fails = len(hypotheses), Relation(">", -part.poly)
        lemmas = [x for s in part.slopes if (x := self._lemma(hypotheses, s)) is not None]
        if lemmas:
            zeros = [Relation("=", lemma.poly) for lemma in lemmas]
            few, every = without_long_equations(hypotheses), list(range(count))
            for chosen, most in ((few, _QUICK), (every, _QUICK), (few, 3.0), (every, None)):
                node = self.refute([*(hypotheses[i] for i in chosen), *zeros, fails], most)
                if node is not None:
                    return assembled(lemmas, node, chosen, count)
        node = self.refute([*hypotheses, fails])
        if node is None and len(part.slopes) == 1 and not lemmas:
            return self._at_an_end(hypotheses, part)
        return node

    def _at_an_end(self, hypotheses: Sequence[Hypothesis], part: Part) -> ProofNode | None:
        """The same with the sign of the slope as a step: what is best at an end of its box."""
        (slope,), count = part.slopes, len(hypotheses)
        values = [self._evaluate(slope, p) for p in self._points]
        sign = 1 if min(values, default=0) > 0 else -1 if max(values, default=0) < 0 else 0
        wrong = self.refute([*hypotheses, Relation(">", -sign * slope)]) if sign else None
        if wrong is None:
            return None

        def swapped(i: int) -> int:
            return 2 * count + 1 - i if i in (count, count + 1) else i

        def later(i: int) -> int:
            return i if i < count else i + 1

        nodes: dict[str, ProofNode] = {"neg" if sign > 0 else "pos": renumbered(wrong, later)}
        for branch, relation in (
            ("zero", Relation("=", slope)),
            ("pos" if sign > 0 else "neg", Relation(">", sign * slope)),
        ):
            # the relation has its number before that of the part's failing: put them in order
            node = self.refute([*hypotheses, relation, Relation(">", -part.poly)])
            if node is None:
                return None
            nodes[branch] = renumbered(node, swapped)
        return SignSplit(slope, **nodes)

    def _lemma(self, hypotheses: Sequence[Hypothesis], slope: Poly) -> Lemma | None:
        """That a slope is zero, if it looks so at the samples."""
        if not self._vanishes(slope):
            return None
        neg = self.refute([*hypotheses, Relation(">", -slope)], 3.0)
        pos = None if neg is None else self.refute([*hypotheses, Relation(">", slope)], 3.0)
        return (
            None if neg is None or pos is None else Lemma(slope, "zero", {"neg": neg, "pos": pos})
        )

    def _vanishes(self, slope: Poly) -> bool:
        """Whether a polynomial that is not zero is so at the points of the candidate."""
        if slope == 0 or not self._points:
            return False
        value, size = self._evaluate, self._evaluate.size
        return all(abs(value(slope, p)) <= 1e-7 * size(slope, p) for p in self._points)

    def refute(
        self, hypotheses: Sequence[Hypothesis], most: float | None = None
    ) -> ProofNode | None:
        """One small refutation, with a share of the effort that is left, or at most so much."""
        now = spent()
        if now > self.mark:
            return None
        share = min(max(2.0, 0.3 * (self.mark - now)), self._patience)
        until = min(self.mark, now + (share if most is None else min(most, share)))
        self.refuter.mark = until
        expected, self.model = self.model is None, None
        try:
            with allowed(until - now):
                found = self.refuter.run(hypotheses, EFFORTS, expected=expected)
        except Exhausted as end:
            skip(f"a refutation inside the proof of a witness: {end}")
            return None
        if found.node is None and found.scout.status == "sat":
            values, names = found.scout.near(10**4), self.ring.names
            self.model = found.scout.near(10**9)
            self.counterexample = {
                p: values[names[p]] for p in self._parameters if names[p] in values
            }
        return found.node
