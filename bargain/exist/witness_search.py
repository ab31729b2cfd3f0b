r"""Witnesses: proofs that unknowns with certain properties exist.

For parameters θ of a region there are unknowns :math:`u(θ)` such that every goal holds.  The
proof *defines* the unknowns one after the other, as quotients of polynomials or as roots between
two bounds, and refutes the negation of each goal.  Where no single formula serves the whole region
(an interior and a corner solution) the region is split along the sign of a polynomial.

Candidates come from the equations of the goals (:mod:`bargain.exist.equations`), are screened
numerically at sample points (:mod:`bargain.exist.screening`), and count for nothing until
:class:`bargain.refute.refuter.Refuter` has proved every goal.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import islice

import sympy as sp

from bargain.budget import Exhausted, allowed, passed, spent
from bargain.exist.equations import Existence
from bargain.exist.hints import read_hint
from bargain.exist.leaf import LeafProver
from bargain.exist.linear.rows import holds_at
from bargain.exist.proposers import PROPOSERS, Search, candidates as worth_a_try
from bargain.exist.region_splits import boundaries
from bargain.exist.screening import Screen, Trial, outward, sample_region
from bargain.exist.trees.shorter_trees import shorter
from bargain.exist.triangular import Definitions
from bargain.exist.witness_tree import RegionSplit, Tree, Vacuous, plain
from bargain.refute.problem import Problem
from bargain.refute.provers import refutation_of_some
from bargain.refute.ring import Data, Hypothesis, Key, Plain, Poly, Relation, Ring
from bargain.refute.scout import Scout, scout_hypotheses

_SAMPLES = 30
_CANDIDATES, _ALONE = 400, 24
_LOOKED = 60  # candidates that are looked at before any is to be proved
_IDLE = 6  # one after the other that serve at no further point: then no more are looked at
_EDGES = 40  # points near the edges of the region
_NEXT = 12  # candidates looked at before a tree of several is sought
_WOKEN = 6  # candidates that a new sample brings back
_DEPTH = 4
#: Samples added where proofs fail.
_LESSONS = 40
#: Candidates proved per part of the region, and ways to split it.
_TRIES, _SPLITS = 3, 4
#: Numbers of useful candidates after which splitting the region is tried.
_TREES = (2, 3, 4, 6, 9, 14, 20, 28)


def prove_exists(
    statement: Data,
    *,
    mark: float,
    candidates: Sequence[Mapping[str, sp.Expr]] | None = None,
    alone: bool = False,
) -> Plain | None:
    """Search for a proof tree of a statement with claim ``always``.

    Parameters
    ----------
    statement : mapping
    mark : float
        On the meter of `bargain.budget`.
    candidates : sequence of mapping of str to sympy.Expr, optional
        Suggested unknowns as functions of the parameters; proved like any other.
    alone : bool, default False
        Whether nothing but these is tried.

    Returns
    -------
    dict or None
    """
    existence, begun = Existence.read(statement), spent()
    samples = sample_region(existence, _SAMPLES) or _slow_samples(existence, statement, mark)
    hints = [read_hint(existence, hint) for hint in candidates or ()]
    prover = _Prover(existence, list(existence.region), samples, mark)
    tree = prover.run([hint for hint in hints if hint is not None], alone=alone)
    if tree is None:
        return None
    tree = shorter(existence, prover.hypotheses, tree, samples, begun=begun)
    return plain(tree, existence.ring)


def prove_point(
    statement: Data,
    at: Mapping[str, Fraction],
    *,
    mark: float,
    candidates: Sequence[Mapping[str, sp.Expr]] | None = None,
    alone: bool = False,
) -> Plain | None:
    """Search for a proof tree that the unknowns exist at one point of the region.

    Parameters
    ----------
    statement : mapping
        With claim ``sometimes`` (or ``always``).
    at : mapping of str to Fraction
        A value for every parameter.
    mark : float
    candidates : sequence of mapping, optional
    alone : bool, default False
        Whether nothing but these is tried.
    """
    general, begun = Existence.read(statement), spent()
    existence = general.at(at)
    ring = general.ring
    pinned = _pinned(ring, {name: at[name] for name in statement["parameters"]})
    samples = [{ring.index[name]: at[name] for name in statement["parameters"]}]
    hypotheses = [*general.region, *pinned]
    prover = _Prover(existence, hypotheses, samples, mark)
    prover.leaf.functions = general.functions
    prover.leaf.goals = general.goals  # a certificate has the goals as the statement writes them
    prover.values = {} if alone else _model(ring, statement, hypotheses, mark)
    hints = [read_hint(existence, hint) for hint in candidates or ()]
    tree = prover.run([hint for hint in hints if hint is not None], alone=alone)
    return (
        None
        if tree is None
        else plain(shorter(general, hypotheses, tree, samples, begun=begun), ring)
    )


def served(
    statement: Data, points: Sequence[Mapping[str, Fraction]], *, mark: float
) -> frozenset[int]:
    """The points of the region at which, in floats, a candidate meets every goal.

    Parameters
    ----------
    statement : mapping
        With claim ``always`` or ``sometimes``.
    points : sequence of mapping of str to Fraction
    mark : float
        On the meter of `bargain.budget`.
    """
    found = frozenset[int]()
    try:
        with allowed(mark - spent()):
            existence = Existence.read(statement)
            index = existence.ring.index
            screen = Screen(existence, [{index[n]: v for n, v in p.items()} for p in points])
            idle = 0
            for definitions in islice(worth_a_try(Search(existence)), _LOOKED):
                if passed(mark) or len(found) == len(points) or idle == _IDLE:
                    break
                more = screen.try_out(definitions).passes - found
                found, idle = found | more, 0 if more else idle + 1
    except Exhausted:
        pass
    return found


def fails_at(
    statement: Data, at: Mapping[str, Fraction], *, mark: float, few: Container[str] = ()
) -> Plain | None:
    """Search for a proof that the necessary conditions cannot be met at a point of the region.

    Parameters
    ----------
    statement : mapping
        With claim ``sometimes``.
    at : mapping of str to Fraction
        A value for every parameter.
    mark : float
    few : container of str, optional
        Names of the conditions that may be used, all by default.
    """
    problem, region = Problem.never(statement), len(statement["region"])
    pinned = _pinned(problem.ring, {name: at[name] for name in statement["parameters"]})
    hypotheses = (*problem.hypotheses[:region], *pinned, *problem.hypotheses[region:])
    names = (*problem.names[:region], *map(str, at), *problem.names[region:])
    own, whole = region + len(pinned), replace(problem, hypotheses=hypotheses, names=names)
    kept = [k for k, name in enumerate(names) if k < own or not few or name in few]
    return refutation_of_some(whole, kept, mark=mark).plain(problem.ring)


def _pinned(ring: Ring, point: Mapping[str, Fraction]) -> list[Relation]:
    """Equations that say where the parameters are."""
    return [Relation("=", ring.gen(n) - ring.constant(value)) for n, value in point.items()]


class _Ahead:
    """Candidates, screened, of which some can be looked at before their turn."""

    def __init__(self, screen: Screen, source: Iterator[Definitions]) -> None:
        self.screen, self.source = screen, source
        self._next: deque[tuple[Trial, int]] = deque()  # with the number of samples looked at

    def __iter__(self) -> Iterator[Trial]:
        while self._next or self._filled(1):
            trial, seen = self._next.popleft()
            for sample in range(seen, len(self.screen.samples)):
                trial = self.screen.try_at(trial, sample)
            yield trial

    def _filled(self, count: int) -> bool:
        """Screen so many more candidates; whether there was one."""
        seen = len(self.screen.samples)
        new = [(self.screen.try_out(d), seen) for d in islice(self.source, count)]
        self._next.extend(new)
        return bool(new)

    def serves_everywhere(self, count: int) -> bool:
        """Whether one of the next candidates serves at all samples: then no tree is needed."""
        self._filled(max(0, count - len(self._next)))
        return any(len(trial.passes) == seen for trial, seen in self._next)


class _Lesson(Exception):  # not an error: it unwinds a search
    """A new sample was found."""


class _Prover:
    """The search for one proof tree."""

    def __init__(
        self,
        existence: Existence,
        hypotheses: Sequence[Hypothesis],
        samples: Sequence[Mapping[int, Fraction]],
        mark: float,
    ) -> None:
        self.existence = existence
        self.ring = existence.ring
        self.hypotheses = list(hypotheses)
        self.screen = Screen(existence, samples)
        self.mark = mark
        self.leaf = LeafProver(existence, samples, mark)
        self.values: dict[int, Fraction] = {}
        self._idle: list[Trial] = []  # candidates of no use at any sample so far
        self._edges = outward(existence, samples, _EDGES) if len(samples) > 1 else []
        self._sure: set[tuple[Key, int]] = set()  # candidates that serve at points near the edges
        self._known_boundaries: dict[Key, list[Poly]] = {}

    def run(self, hints: Sequence[Definitions], *, alone: bool = False) -> Tree | None:
        """Propose, screen, prove; with `alone` nothing but the hints."""
        trials: list[Trial] = []
        count = 0
        search = Search(self.existence, hints, self.values)
        proposed = worth_a_try(search, PROPOSERS[:1] if alone else PROPOSERS)
        source = _Ahead(self.screen, islice(proposed, _ALONE if alone else _CANDIDATES))
        for trial in source:
            if passed(self.mark):
                return None
            if not trial.passes:
                self._idle.append(trial)
                continue
            new, looked = not any(trial.passes <= old.passes for old in trials), trial
            everywhere = len(trial.passes) == len(self.screen.samples)
            if everywhere:
                leaf, looked = self._everywhere(trial, trials)
                if leaf is not None:
                    return leaf
            if new or everywhere:
                trials.append(looked)
                count += 1
                if not everywhere and count in _TREES and not source.serves_everywhere(_NEXT):
                    tree = self._learning(trials)
                    if tree is not None:
                        return tree
            if len(trials) > 40:
                break
        tree = self._learning(trials)
        if tree is None and not passed(self.mark):
            self.leaf.persist()
            tree = self._learning(trials)
        return tree

    def _everywhere(self, trial: Trial, trials: list[Trial]) -> tuple[Tree | None, Trial]:
        """A proof of a candidate that serves at all samples; else it may have taught a sample."""
        try:
            self._doubt(trial, self.hypotheses)
            leaf = self.leaf.prove(trial, trial.passes, self.hypotheses)
            if leaf is None:
                self._learn(trial, self.hypotheses)
            return leaf, trial
        except _Lesson:
            self._look_again(trials)
            return None, self.screen.try_at(trial, len(self.screen.samples) - 1)

    def _doubt(self, trial: Trial, hypotheses: Sequence[Hypothesis]) -> None:
        """Look at a candidate at points near the edges too, before a proof is sought."""
        split = [h for h in hypotheses[len(self.hypotheses) :] if isinstance(h, Relation)]
        if any(h.rel == "=" for h in split):
            return
        key = self.leaf.tag(trial.definitions)
        for k, point in enumerate(self._edges):
            if (key, k) in self._sure or not all(holds_at(self.ring, h, point) for h in split):
                continue
            if self.screen.serves(trial.definitions, point):
                self._sure.add((key, k))
            elif self.screen.learn(point):
                raise _Lesson

    def _look_again(self, trials: list[Trial]) -> None:
        """What the new sample says of the candidates; it may bring some back."""
        last = len(self.screen.samples) - 1
        trials[:] = [self.screen.try_at(t, last) for t in trials]
        looked = [self.screen.try_at(t, last) for t in self._idle]
        useful = [t for t in looked if t.passes]
        trials += useful[:_WOKEN]
        self._idle = [t for t in looked if not t.passes]

    def _learning(self, trials: list[Trial]) -> Tree | None:
        """Proof trees; where one fails at a point, the point becomes a sample."""
        if not trials:
            return None
        for _ in range(_LESSONS):
            everything = frozenset(range(len(self.screen.samples)))
            if not everything <= frozenset().union(*(t.passes for t in trials)):
                return None
            try:
                return self._tree(trials, everything, self.hypotheses, _DEPTH)
            except _Lesson:
                self._look_again(trials)
        return None

    # Splitting the region ----------------------------------------------------------------------

    def _tree(
        self,
        trials: Sequence[Trial],
        samples: frozenset[int],
        hypotheses: list[Hypothesis],
        depth: int,
    ) -> Tree | None:
        """A proof over the part of the region that the samples stand for."""
        covering = [t for t in trials if samples <= t.passes]
        for trial in sorted(covering, key=lambda t: -len(t.passes))[:_TRIES]:
            self._doubt(trial, hypotheses)
            leaf = self.leaf.prove(trial, samples, hypotheses)
            if leaf is not None:
                return leaf
            self._learn(trial, hypotheses)
        if depth == 0 or not samples:
            return None
        for poly, low, high in self._dividers(trials, samples, depth):
            if passed(self.mark):
                return None
            parts: dict[str, Tree] = {}
            branches = [
                ("neg", Relation(">", -poly), low),
                ("pos", Relation(">", poly), high),
                ("zero", Relation("=", poly), frozenset[int]()),
            ]
            # What a single candidate settles comes first: if that fails, the rest is in vain.
            branches.sort(key=lambda b: not any(b[2] and b[2] <= t.passes for t in trials))
            for branch, relation, inside in branches:
                chosen = trials
                if branch == "zero":
                    # No sample lies on the divider: what works on a whole side may work there.
                    chosen = [t for t in trials if low <= t.passes or high <= t.passes]
                part = self._vacuous([*hypotheses, relation]) if not inside else None
                extended = [*hypotheses, relation]
                part = part or self._tree(chosen, inside, extended, depth - 1)
                if part is None and branch == "zero":
                    # else the splits of a side may do, since most goals are weak
                    part = self._tree(trials, high, extended, depth - 1)
                    part = part or self._tree(trials, low, extended, depth - 1)
                if part is None:
                    break
                parts[branch] = part
            if len(parts) == 3:
                return RegionSplit(poly, **parts)
        return None

    def _learn(self, trial: Trial, hypotheses: Sequence[Hypothesis]) -> None:
        """Take up the point at which a candidate was refuted; start again with it."""
        found, self.leaf.counterexample = self.leaf.counterexample, None
        split = hypotheses[len(self.hypotheses) :]
        if found is None or any(isinstance(h, Relation) and h.rel == "=" for h in split):
            return
        if len(found) < len(self.existence.parameters) or not self.screen.learn(found):
            return
        last = len(self.screen.samples) - 1
        if last in self.screen.try_at(trial, last).passes:
            self.screen.samples.pop()  # it says nothing against the candidate
            return
        raise _Lesson

    def _dividers(
        self, trials: Sequence[Trial], samples: frozenset[int], depth: int
    ) -> list[tuple[Poly, frozenset[int], frozenset[int]]]:
        """Polynomials in the parameters that separate where candidates work from where not."""
        found: dict[Key, tuple[list[int], Poly, frozenset[int], frozenset[int]]] = {}
        useful = [t for t in trials if t.passes & samples]
        for trial in useful:
            for factor in self._boundaries(trial.definitions):
                key = self.ring.key(factor)
                if key in found:
                    found[key][0][1] -= len(trial.passes & samples)
                    continue
                signs = {k: self._sign(factor, k) for k in samples}
                low = frozenset(k for k, s in signs.items() if s < 0)
                high = frozenset(k for k, s in signs.items() if s > 0)
                if not low or not high:
                    continue
                # As in a decision tree: how many samples the best candidate of each side serves.
                served = sum(max(len(side & t.passes) for t in useful) for side in (low, high))
                if depth > 1 or served == len(low) + len(high):
                    found[key] = ([-served, -len(trial.passes & samples)], factor, low, high)
        ordered = sorted(found.items(), key=lambda item: (item[1][0], item[0]))
        return [(poly, low, high) for _, (_, poly, low, high) in ordered][:_SPLITS]

    def _boundaries(self, definitions: Definitions) -> list[Poly]:
        """Polynomials in the parameters that vanish where a candidate stops to work."""
        key = self.leaf.tag(definitions)
        if key not in self._known_boundaries:
            self._known_boundaries[key] = boundaries(self.existence, definitions)
        return self._known_boundaries[key]

    def _sign(self, poly: Poly, sample: int) -> int:
        names = self.ring.names
        values = {names[p]: v for p, v in self.screen.samples[sample].items()}
        value = self.ring.values_at(poly, values)
        if value == 0:
            return 0
        return 1 if value.leading_coefficient() > 0 else -1

    def _vacuous(self, hypotheses: list[Hypothesis]) -> Tree | None:
        node = self.leaf.refute(hypotheses)
        return None if node is None else Vacuous(node)


def _model(
    ring: Ring, statement: Data, hypotheses: Sequence[Hypothesis], mark: float
) -> dict[int, Fraction]:
    """Rational values of the unknowns that z3 finds for the necessary conditions."""
    necessary = [ring.hypothesis(h) for h in statement.get("necessary", ())]
    until = min(mark, spent() + 2.0)
    found: Scout = scout_hypotheses(ring, [*hypotheses, *necessary], mark=until, core=False)
    return {ring.index[name]: value for name, value in found.rational.items() if abs(value) < 10**6}


def _slow_samples(existence: Existence, statement: Data, mark: float) -> list[dict[int, Fraction]]:
    """Points of a thin region, found by z3."""
    from bargain.question.region_points import points

    until = min(mark, spent() + 3.0)
    return [
        {existence.ring.index[name]: value for name, value in point.items()}
        for point in points(statement, 6, mark=until)
    ]
