r"""One leaf of a witness proof: definitions of the unknowns, and every goal proved of them.

A quotient needs its denominator to be positive, a root a change of sign between two bounds; a goal
is proved by refuting its negation.  Each of these is a small refutation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from bargain.budget import Exhausted, allowed, skip, spent
from bargain.exist.equations import Existence, Goal, twin_functions
from bargain.exist.functions import Function, defined_next, needed_by
from bargain.exist.opposite_pairs import refute_by_factors
from bargain.exist.screening import Evaluator, Trial
from bargain.exist.separate_deviations import Part, joined, parts
from bargain.exist.triangular import Definitions, Quotient, Root
from bargain.exist.zero_slopes import Lemma, assembled, without_long_equations
from bargain.refute.axioms import Instance, instances
from bargain.refute.efforts import EFFORTS
from bargain.refute.proof_tree import renumber
from bargain.refute.refuter import Refuter
from bargain.refute.ring import Disjunction, Hypothesis, Poly, Relation, polynomials
from bargain.refute.with_axioms import drop_unused

Tree = dict[str, Any]


#: Seconds for one refutation while other candidates wait.
PATIENCE = 3.0


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
        self._refused: set[Any] = set()
        self._patience = PATIENCE
        self._proved: dict[Any, Tree] = {}
        self._evaluate = Evaluator(existence.ring)
        self._points: list[Any] = []
        #: Where the scout saw the last failing refutation fail: values of the parameters.
        self.counterexample: dict[int, Fraction] | None = None

    def prove(
        self, trial: Trial, samples: frozenset[int], hypotheses: Sequence[Hypothesis]
    ) -> Tree | None:
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
        if key in self._proved:
            return self._proved[key]
        self.counterexample = None
        extended = list(hypotheses)
        define: list[Any] = []
        known = set(self.existence.parameters)
        for definition, sign in zip(trial.definitions, signs.pop(), strict=True):
            step = self._known_functions(known, extended, define) and (
                self._quotient(definition, sign, extended)
                if isinstance(definition, Quotient)
                else self._root(definition, sign, extended, trial, samples)
            )
            if not step:
                self._refused.add(key)
                return None
            define.append(step)
            known.add(definition.position)
        goals: list[Any] = []
        if not self._known_functions(known, extended, define):
            self._refused.add(key)
            return None
        for goal in self.goals:
            proof = self._goal(goal, extended, known)
            if proof is None:
                self._refused.add(key)
                return None
            goals.append(proof)
        self._proved[key] = {"kind": "witness", "define": define, "goals": goals}
        return self._proved[key]

    def persist(self) -> None:
        """Give every refutation its full share of the effort from now on."""
        self._patience = float("inf")
        self._refused.clear()

    def tag(self, definitions: Definitions) -> Any:
        """A key for definitions."""
        return tuple(
            (d.position, self.ring.key(d.num), self.ring.key(d.den))
            if isinstance(d, Quotient)
            else (d.position, self.ring.key(d.poly))
            for d in definitions
        )

    def _quotient(
        self, definition: Quotient, sign: int, hypotheses: list[Hypothesis]
    ) -> dict[str, Any] | None:
        num, den = definition.num * sign, definition.den * sign
        node = self.refute([*hypotheses, Relation(">=", -den)])
        if node is None:
            return None
        unknown = self.ring.gens[definition.position]
        hypotheses.append(Relation(">", den))
        hypotheses.append(Relation("=", den * unknown - num))
        encode = self.ring.encode
        name = self.ring.names[definition.position]
        return {"var": name, "num": encode(num), "den": encode(den), "positive": node}

    def _root(
        self,
        definition: Root,
        sign: int,
        hypotheses: list[Hypothesis],
        trial: Trial,
        samples: frozenset[int],
    ) -> dict[str, Any] | None:
        poly = definition.poly * sign
        unknown = self.ring.gens[definition.position]
        for lo, hi in self._narrowed(definition, trial, samples):
            at_lo = self.ring.substitute(poly, definition.position, lo, self.ring.one)[0]
            at_hi = self.ring.substitute(poly, definition.position, hi, self.ring.one)[0]
            nodes = {}
            for name, relation in (
                ("order", Relation(">", lo - hi)),
                ("at_lo", Relation(">", at_lo)),
                ("at_hi", Relation(">", -at_hi)),
            ):
                node = self.refute([*hypotheses, relation])
                if node is None:
                    break
                nodes[name] = node
            if len(nodes) < 3:
                continue
            hypotheses += [
                Relation("=", poly), Relation(">=", unknown - lo), Relation(">=", hi - unknown)
            ]  # fmt: skip
            encode = self.ring.encode
            return {
                "var": self.ring.names[definition.position],
                "root": encode(poly),
                "lo": encode(lo),
                "hi": encode(hi),
                **nodes,
            }
        return None

    def _narrowed(
        self, definition: Root, trial: Trial, samples: frozenset[int]
    ) -> list[tuple[Poly, Poly]]:
        """Brackets: at a single point close around the root, else as proposed."""
        if len(self.samples) != 1 or self.ring.support(definition.poly) != {definition.position}:
            return [(definition.lo, definition.hi)]
        middle = Fraction(trial.points[min(samples or trial.passes)][definition.position])
        slack = Fraction(1, 10**6)
        near = middle.limit_denominator(10**7)
        close = (self.ring.constant(near - slack), self.ring.constant(near + slack))
        return [close, (definition.lo, definition.hi)]

    # Functions -----------------------------------------------------------------------------------

    def _known_functions(
        self,
        known: set[int],
        hypotheses: list[Hypothesis],
        define: list[Any],
        wanted: Sequence[Function] | None = None,
    ) -> bool:
        """Define, in place, the functions whose arguments are known; False if one is undefined."""
        functions = self.functions if wanted is None else wanted
        for f in list(defined_next(self.ring, functions, known)):
            step: dict[str, Any] = {"var": self.ring.names[f.position], "function": f.number}
            if f.kind == "log":
                node = self.refute([*hypotheses, Relation(">=", -f.argument)])
                if node is None:
                    return False
                step["positive"] = node
                hypotheses.append(Relation(">", f.argument))
            else:
                hypotheses.append(Relation(">", self.ring.gens[f.position]))
            define.append(step)
            known.add(f.position)
        return True

    def _offers(self, goal: Goal, inside: Sequence[Function]) -> Iterator[list[Instance]]:
        """Axiom instances to prove a goal with: bounds where it is tight, then all."""
        data = [
            {"var": self.ring.names[f.position], "of": f.kind, "arg": self.ring.encode(f.argument)}
            for f in self.functions
        ]
        twins = twin_functions(self.existence, goal)
        if twins:
            yield instances(self.ring, data, pairs=twins)
        yield instances(self.ring, data, only=[f.number for f in inside])

    # Goals ---------------------------------------------------------------------------------------

    def _goal(
        self, goal: Goal, hypotheses: Sequence[Hypothesis], known: set[int]
    ) -> dict[str, Any] | None:
        extended = list(hypotheses)
        for v in goal.forall:
            lo, hi = self.existence.bound[v]
            extended.append(Relation(">=", self.ring.gens[v] - self.ring.constant(lo)))
            extended.append(Relation(">=", self.ring.constant(hi) - self.ring.gens[v]))
        negated = _opposites(goal.hypothesis)
        inside = needed_by(self.ring, self.functions, polynomials(goal.hypothesis))
        separate = parts(self.existence, goal)
        if not inside:
            return _goal_proof(self._refute_all(extended, negated, separate), [])
        define: list[Any] = []
        if not self._known_functions({*known, *goal.forall}, extended, define, inside):
            return None
        for offered in self._offers(goal, inside):
            relations = [instance.relation for instance in offered]
            nodes = self._refute_all([*extended, *relations], negated, separate)
            if nodes is None:
                continue
            nodes, kept = drop_unused(nodes, len(extended), len(offered))
            return _goal_proof(nodes, [*define, *(dict(offered[k].rule) for k in kept)])
        return None

    def _refute_all(
        self,
        hypotheses: Sequence[Hypothesis],
        opposites: Sequence[Sequence[Hypothesis]],
        separate: Sequence[Part] = (),
    ) -> list[dict[str, Any]] | None:
        nodes = []
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

    def _part(self, hypotheses: Sequence[Hypothesis], part: Part) -> dict[str, Any] | None:
        """Refute that a part is negative; slopes that are zero there are proved to be so first."""
        count, fails = len(hypotheses), Relation(">", -part.poly)
        lemmas = [x for s in part.slopes if (x := self._lemma(hypotheses, s)) is not None]
        if lemmas:
            zeros = [Relation("=", lemma.poly) for lemma in lemmas]
            few = without_long_equations(hypotheses)
            for chosen, most in ((few, 3.0), (list(range(count)), None)):
                node = self.refute([*(hypotheses[i] for i in chosen), *zeros, fails], most)
                if node is not None:
                    return assembled(self.ring, lemmas, node, chosen, count)
        node = self.refute([*hypotheses, fails])
        if node is None and len(part.slopes) == 1 and not lemmas:
            return self._at_an_end(hypotheses, part)
        return node

    def _at_an_end(self, hypotheses: Sequence[Hypothesis], part: Part) -> dict[str, Any] | None:
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

        nodes = {"neg" if sign > 0 else "pos": renumber(wrong, later)}
        for branch, relation in (
            ("zero", Relation("=", slope)),
            ("pos" if sign > 0 else "neg", Relation(">", sign * slope)),
        ):
            # the relation has its number before that of the part's failing: put them in order
            node = self.refute([*hypotheses, relation, Relation(">", -part.poly)])
            if node is None:
                return None
            nodes[branch] = renumber(node, swapped)
        return {"k": "sign", "p": self.ring.encode(slope), **nodes}

    def _lemma(self, hypotheses: Sequence[Hypothesis], slope: Poly) -> Lemma | None:
        """That a slope is zero, if it looks so at the samples."""
        if not self._vanishes(slope):
            return None
        neg = self.refute([*hypotheses, Relation(">", -slope)], 3.0)
        pos = None if neg is None else self.refute([*hypotheses, Relation(">", slope)], 3.0)
        return None if neg is None or pos is None else Lemma(poly=slope, neg=neg, pos=pos)

    def _vanishes(self, slope: Poly) -> bool:
        """Whether a polynomial that is not zero is so at the points of the candidate."""
        if slope == 0 or not self._points:
            return False
        value, size = self._evaluate, self._evaluate.size
        return all(abs(value(slope, p)) <= 1e-7 * size(slope, p) for p in self._points)

    def refute(
        self, hypotheses: Sequence[Hypothesis], most: float | None = None
    ) -> dict[str, Any] | None:
        """One small refutation, with a share of the effort that is left, or at most so much."""
        now = spent()
        if now > self.mark:
            return None
        share = min(max(2.0, 0.3 * (self.mark - now)), self._patience)
        until = min(self.mark, now + (share if most is None else min(most, share)))
        self.refuter.mark = until
        try:
            with allowed(until - now):
                found = self.refuter.run(hypotheses, EFFORTS, expected=True)
        except Exhausted as end:
            skip(f"a refutation inside the proof of a witness: {end}")
            return None
        if found.node is None and found.scout.status == "sat":
            values = {p: found.scout.model.get(self.ring.names[p]) for p in self._parameters}
            self.counterexample = {
                p: v if isinstance(v, Fraction) else v.near(10**4)
                for p, v in values.items()
                if v is not None
            }
        return found.node


def _goal_proof(nodes: Sequence[dict[str, Any]] | None, define: list[Any]) -> dict[str, Any] | None:
    """A goal's proof as certificates write it."""
    if nodes is None:
        return None
    if len(nodes) == 2:
        proof = {"pos": nodes[0], "neg": nodes[1]}
        return {"define": define, **proof} if define else proof
    return {"define": define, "node": nodes[0]} if define else nodes[0]


def _opposites(hypothesis: Hypothesis) -> list[list[Hypothesis]]:
    """Sets of relations; the hypothesis holds where each of the sets is contradictory."""
    if isinstance(hypothesis, Disjunction):
        parts: list[Hypothesis] = []
        for alternative in hypothesis.alternatives:
            fails = [n for r in alternative for n in _negated(r)]
            parts.append(fails[0] if len(fails) == 1 else Disjunction(tuple((n,) for n in fails)))
        return [parts]
    return [[n] for n in _negated(hypothesis)]


def _negated(relation: Relation) -> list[Relation]:
    """Relations one of which holds wherever the given one fails."""
    if relation.rel == "=":
        return [Relation(">", relation.poly), Relation(">", -relation.poly)]
    return [Relation(">" if relation.rel == ">=" else ">=", -relation.poly)]
