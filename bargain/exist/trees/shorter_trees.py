r"""Shorter trees: fewer cases, and one combination of the hypotheses for each goal.

A search splits the region as it meets places where a definition stops to serve, and refutes goals
as it can. A reader wants few cases. So once a tree is found, each split is looked at from the
leaves on: where one of its parts serves on the whole of it, the split goes, and where a side serves
on its border, the border gets what the side has. A refutation with cases of its own is searched
again as one combination, with squares :math:`(z - y)^2` where a goal is about values *z* of *y*.
What is not found again within the effort stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from bargain.budget import Exhausted, allowed, spent
from bargain.exist.equations import Existence, Goal, twins
from bargain.exist.linear.rows import exact_values, holds_at
from bargain.exist.triangular import Quotient
from bargain.exist.witness_tree import (
    GoalProof,
    ProvedQuotient,
    ProvedRoot,
    RegionSplit,
    Step,
    Tree,
    UsedFunction,
    Vacuous,
    Witness,
)
from bargain.refute.axioms import Instance
from bargain.refute.positivstellensatz.shortening import combination, shortened
from bargain.refute.proof_tree import ProofNode, renumbered, used
from bargain.refute.ring import Hypothesis, Poly, Relation, Ring

__all__ = ["shorter"]

#: Effort for fewer cases, and again for shorter refutations: units, or a share of what finding the
#: tree took.
_EFFORT, _SHARE = 0.4, 0.07
#: More for the refutations of each leaf.
_LEAF = 0.04
#: What one refutation may take of what is left, so that the last ones have their turn.
_EACH = 0.3
#: Points at which a part is tried before it is proved to serve elsewhere.
_POINTS = 24

#: A proof as it serves elsewhere, if it does.
Kept = Callable[[ProofNode], ProofNode | None]
Samples = Sequence[Mapping[int, Fraction]]


def shorter(
    existence: Existence,
    hypotheses: Sequence[Hypothesis],
    tree: Tree,
    samples: Samples,
    *,
    begun: float,
) -> Tree:
    """The tree, or a shorter one over the same hypotheses.

    Parameters
    ----------
    existence : Existence
    hypotheses : sequence of Hypothesis
        What is known of the parameters.
    tree : Tree
    samples : sequence of mapping of int to Fraction
        Points of the region.
    begun : float
        On the meter of `bargain.budget`: when the search for the tree began.
    """
    effort = max(_EFFORT, _SHARE * (spent() - begun))
    work = _Shorter(existence, samples[:_POINTS], spent() + effort)
    few = work.tree(tree, list(hypotheses))
    effort += _LEAF * _size(few)
    return replace(work, mark=spent() + effort).polished(few, list(hypotheses))


@dataclass(slots=True)
class _Shorter:
    """One tree being gone through."""

    existence: Existence
    samples: Samples
    mark: float

    def tree(self, tree: Tree, known: list[Hypothesis]) -> Tree:
        """A tree over the same hypotheses with as few splits as are found to do."""
        if not isinstance(tree, RegionSplit):
            return tree
        sides = _sides(tree.poly)
        parts = {k: self.tree(getattr(tree, k), [*known, r]) for k, r in sides.items()}
        count = len(known)
        for part in _distinct(parts[k] for k in ("zero", "pos", "neg")):
            whole = self._elsewhere(part, known, lambda node: _without(node, count))
            if whole is not None:
                return whole
        for side in ("pos", "neg"):
            if _shape(parts[side]) == _shape(parts["zero"]):
                break
            border = [*known, sides["zero"]]
            found = self._elsewhere(parts[side], border, lambda node: _unused(node, count))
            if found is not None and _size(found) <= _size(parts["zero"]):
                parts["zero"] = found
                break
        return RegionSplit(tree.poly, **parts)

    def _elsewhere(self, tree: Tree, known: list[Hypothesis], kept: Kept) -> Tree | None:
        """The same definitions over other hypotheses."""
        if spent() > self.mark:
            return None
        match tree:
            case Vacuous(node):
                again = kept(node) or self._refuted(known, ())
                return None if again is None else Vacuous(again)
            case Witness():
                return self._leaf(tree, known, kept)
        parts = {}
        for key, relation in _sides(tree.poly).items():
            part = self._elsewhere(getattr(tree, key), [*known, relation], kept)
            if part is None:
                return None
            parts[key] = part
        return RegionSplit(tree.poly, **parts)

    def polished(self, tree: Tree, known: list[Hypothesis]) -> Tree:
        """The tree with its refutations made shorter."""
        match tree:
            case Vacuous(node):
                return Vacuous(self._node(node, known))
            case Witness():
                return self._leaf(tree, known, None) or tree
        sides = _sides(tree.poly)
        order = ("pos", "neg", "zero")  # a reader meets the border last, if at all
        parts = {k: self.polished(getattr(tree, k), [*known, sides[k]]) for k in order}
        return RegionSplit(tree.poly, **parts)

    # Leaves --------------------------------------------------------------------------------------

    def _leaf(self, leaf: Witness, known: list[Hypothesis], kept: Kept | None) -> Witness | None:
        """The definitions of a leaf, proved over these hypotheses; its own where `kept` is None."""
        if kept is not None and not self._may_serve(leaf, known):
            return None
        every, steps = list(known), []
        for step in leaf.define:
            again = self._step(step, every, kept)
            if again is None:
                return None
            steps.append(again)
        goals = []
        for goal, proof in zip(self.existence.goals, leaf.goals, strict=True):
            found = self._goal(goal, proof, every, kept)
            if found is None:
                return None
            goals.append(found)
        return Witness(tuple(steps), tuple(goals))

    def _may_serve(self, leaf: Witness, known: Sequence[Hypothesis]) -> bool:
        """Whether no sample where the hypotheses hold shows that a goal fails."""
        ring = self.existence.ring
        definitions = tuple(s.quotient for s in leaf.define if isinstance(s, ProvedQuotient))
        if len(definitions) < len(leaf.define):
            return True
        plain = [g.hypothesis for g in self.existence.goals if not g.forall]
        for point in self.samples:
            if not all(holds_at(ring, h, point) for h in known):
                continue
            exact = exact_values(ring, definitions, point)
            if exact is None or not all(holds_at(ring, g, exact) for g in plain):
                return False
        return True

    def _step(self, step: Step, known: list[Hypothesis], kept: Kept | None) -> Step | None:
        """A definition; what is then known is appended as the checker does."""
        ring = self.existence.ring
        match step:
            case ProvedQuotient(Quotient(position, num, den), node):
                new = [Relation(">", den), Relation("=", den * ring.gens[position] - num)]
                again = self._proved(node, known, [Relation(">=", -den)], kept)
                found: Step | None = None if again is None else replace(step, positive=again)
            case UsedFunction(function, None):
                new, found = [Relation(">", ring.gens[function.position])], step
            case UsedFunction(function, node):
                new = [Relation(">", function.argument)]
                opposite = [Relation(">=", -function.argument)]
                again = None if node is None else self._proved(node, known, opposite, kept)
                found = None if again is None else replace(step, positive=again)
            case ProvedRoot(root):
                here = ring.gens[root.position]
                new = [Relation("=", root.poly)]
                new += [Relation(">=", here - root.lo), Relation(">=", root.hi - here)]
                order, low, high = (_as(n, kept) for n in (step.order, step.at_lo, step.at_hi))
                inside = [_inside(part, new, ring, kept) for part in step.through]
                through = tuple(part for part in inside if part is not None)
                found = None
                if order is not None and low is not None and high is not None:
                    found = ProvedRoot(root, order, low, high, through)
                if len(through) < len(inside):
                    found = None
            case Instance():
                new, found = [step.relation], step
        known += new
        return found

    def _goal(
        self, goal: Goal, proof: GoalProof, known: Sequence[Hypothesis], kept: Kept | None
    ) -> GoalProof | None:
        """A goal; one that uses functions of its own stays as it is, if it can."""
        ring, every = self.existence.ring, list(known)
        if proof.define:
            nodes = [_as(node, kept) for node in proof.nodes]
        else:
            for v in goal.forall:
                low, high = self.existence.bound[v]
                every.append(Relation(">=", ring.gens[v] - ring.constant(low)))
                every.append(Relation(">=", ring.constant(high) - ring.gens[v]))
            squares = [ring.gens[z] - ring.gens[u] for z, u in twins(self.existence, goal).items()]
            pairs = zip(proof.nodes, goal.hypothesis.opposites(), strict=True)
            nodes = [self._proved(n, every, more, kept, squares) for n, more in pairs]
        done = tuple(n for n in nodes if n is not None)
        return replace(proof, nodes=done) if len(done) == len(nodes) else None

    # Refutations ---------------------------------------------------------------------------------

    def _proved(
        self,
        node: ProofNode,
        known: Sequence[Hypothesis],
        more: Sequence[Hypothesis],
        kept: Kept | None,
        squares: Sequence[Poly] = (),
    ) -> ProofNode | None:
        """A refutation of the hypotheses with some more: the old one, else a new one."""
        if kept is None:
            goal = len(known) if len(more) == 1 else None
            return self._node(node, [*known, *more], squares, goal)
        return kept(node) or self._refuted([*known, *more], squares)

    def _node(
        self,
        node: ProofNode,
        known: Sequence[Hypothesis],
        squares: Sequence[Poly] = (),
        goal: int | None = None,
    ) -> ProofNode:
        """A refutation, made shorter with what effort is left."""
        left = (self.mark - spent()) * _EACH
        if left <= 0:
            return node
        ring = self.existence.ring
        return shortened(ring, node, known, effort=left, squares=squares, goal=goal)

    def _refuted(self, known: Sequence[Hypothesis], squares: Sequence[Poly]) -> ProofNode | None:
        """A refutation in one combination."""
        everything = range(len(known))
        try:
            with allowed(max(0.0, self.mark - spent())):
                return combination(self.existence.ring, known, everything, self.mark, squares)
        except Exhausted:
            return None


def _inside(
    part: UsedFunction | Instance, new: list[Relation], ring: Ring, kept: Kept | None
) -> UsedFunction | Instance | None:
    """A step inside a root as it is kept; what is then known is appended."""
    if isinstance(part, Instance):
        new.append(part.relation)
        return part
    f, node = part.function, part.positive
    new.append(Relation(">", f.argument if f.kind == "log" else ring.gens[f.position]))
    if node is None:
        return part
    again = _as(node, kept)
    return None if again is None else replace(part, positive=again)


def _sides(poly: Poly) -> dict[str, Relation]:
    """What holds in the three parts of a split."""
    return {"neg": Relation(">", -poly), "zero": Relation("=", poly), "pos": Relation(">", poly)}


def _as(node: ProofNode, kept: Kept | None) -> ProofNode | None:
    """The proof as it is kept."""
    return node if kept is None else kept(node)


def _without(node: ProofNode, gone: int) -> ProofNode | None:
    """The proof where a hypothesis is no longer among the others."""
    if gone in used(node):
        return None
    return renumbered(node, lambda i: i - 1 if i > gone else i)


def _unused(node: ProofNode, changed: int) -> ProofNode | None:
    """The proof where a hypothesis has become another one."""
    return None if changed in used(node) else node


def _distinct(trees: Iterable[Tree]) -> Iterator[Tree]:
    """Trees that define something, small ones first, one of each shape."""
    found: dict[object, Tree] = {}
    for tree in trees:
        if not isinstance(tree, Vacuous):
            found.setdefault(_shape(tree), tree)
    yield from sorted(found.values(), key=_size)


def _shape(tree: Tree) -> object:
    """What a tree defines, and where."""
    match tree:
        case Vacuous():
            return None
        case Witness(define):
            return tuple(_defined(step) for step in define)
    return (str(tree.poly), _shape(tree.neg), _shape(tree.zero), _shape(tree.pos))


def _defined(step: Step) -> object:
    match step:
        case ProvedQuotient(Quotient(position, num, den)):
            return position, str(num), str(den)
        case ProvedRoot(root):
            return root.position, str(root.poly), str(root.lo), str(root.hi)
        case UsedFunction(function):
            return function.position
    return step.rule, str(step.given)


def _size(tree: Tree) -> int:
    """The number of leaves, those without a point counted less."""
    match tree:
        case Vacuous():
            return 1
        case Witness():
            return 2
    return _size(tree.neg) + _size(tree.zero) + _size(tree.pos)
