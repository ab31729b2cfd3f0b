"""Provers: ways to refute a problem, behind one contract.

A prover says whether it can do anything with a problem (`accepts`) and searches for a proof
(`propose`).  Its proposals count for nothing until the checker has read them.  To add one, write a
class with these two methods in a file of its own and put it into `PROVERS`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from bargain.budget import Exhausted, skip, spent
from bargain.refute.axioms import Instance, instances
from bargain.refute.positivstellensatz.shortening import shortened
from bargain.refute.problem import Problem
from bargain.refute.proof_tree import ProofNode, renumbered, used
from bargain.refute.refuter import Refutation, Refuter
from bargain.refute.ring import Hypothesis, Ring
from bargain.refute.scout import Scout

__all__ = ["PROVERS", "Prover", "drop_unused", "refutation"]


#: Effort for a shorter proof: units, or a share of what the first one took.
_SHORTENING, _SHARE = 0.2, 0.15


class Prover(Protocol):
    """A way to refute problems."""

    def accepts(self, problem: Problem) -> bool:
        """Whether the prover can do anything with the problem."""
        ...

    def propose(self, problem: Problem, *, mark: float) -> Refutation:
        """Search until the `mark` on the meter of `bargain.budget`."""
        ...


class Algebra:
    """A Positivstellensatz refutation: `bargain.refute.refuter`."""

    def accepts(self, problem: Problem) -> bool:
        """Polynomials alone."""
        return not problem.functions

    def propose(self, problem: Problem, *, mark: float) -> Refutation:
        """Refute the hypotheses."""
        begun = spent()
        found = _run(problem.ring, problem.hypotheses, mark)
        if found.node is None:
            return replace(found, scout=_named(found.scout, problem.names))
        effort = max(_SHORTENING, _SHARE * (spent() - begun))
        node = shortened(problem.ring, found.node, problem.hypotheses, effort=effort)
        return replace(found, node=node)


class AlgebraWithAxioms:
    """The same with instances of inequalities for logarithms and exponentials."""

    def accepts(self, problem: Problem) -> bool:
        """Problems with functions."""
        return bool(problem.functions)

    def propose(self, problem: Problem, *, mark: float) -> Refutation:
        """Refute the hypotheses and instances; a scout's model satisfies the instances only."""
        count = len(problem.hypotheses)
        offered = instances(problem.ring, problem.functions)
        relations = (instance.relation for instance in offered)
        found = _run(problem.ring, [*problem.hypotheses, *relations], mark)
        names = [*problem.names, *(instance.rule for instance in offered)]
        if found.node is None:
            return Refutation(scout=replace(_named(found.scout, names), exact=False))
        (node,), kept = drop_unused([found.node], count, offered)
        return Refutation(node=node, axioms=tuple(kept), scout=found.scout)


#: Tried in this order.
PROVERS: tuple[Prover, ...] = (Algebra(), AlgebraWithAxioms())


def refutation(problem: Problem, *, mark: float) -> Refutation:
    """What the first prover that accepts the problem finds.

    Examples
    --------
    >>> from bargain.budget import Exhausted, skip, spent
    >>> negative = {"name": "n", "text": "-1 > 0", "rel": ">", "poly": [["-1", []]]}
    >>> refutation(Problem.read([], [negative]), mark=spent() + 5)
    Refutation(found=True, scout=unsat)
    """
    prover = next(prover for prover in PROVERS if prover.accepts(problem))
    return prover.propose(problem, mark=mark)


def _run(ring: Ring, hypotheses: Sequence[Hypothesis], mark: float) -> Refutation:
    """What a refuter finds; what z3 said of the hypotheses if its effort is spent before."""
    refuter = Refuter(ring, mark=mark)
    try:
        return refuter.run(hypotheses)
    except Exhausted as end:
        said = refuter.said(hypotheses)
        if said.status == "unknown":
            raise
        skip(f"a refutation: {end}")
        return Refutation(scout=said)


def _named(scout: Scout, names: Sequence[str]) -> Scout:
    """What z3 says, with the names of the hypotheses that clash."""
    return replace(scout, names=tuple(names[i] for i in scout.core))


def drop_unused(
    nodes: Sequence[ProofNode], count: int, offered: Sequence[Instance]
) -> tuple[list[ProofNode], list[Instance]]:
    """The nodes, renumbered, with only the axiom instances that they use.

    Parameters
    ----------
    nodes : sequence of ProofNode
        Refutations of `count` hypotheses and the instances, in this order.
    count : int
    offered : sequence of Instance
    """
    inside = frozenset[int]().union(*map(used, nodes))
    kept = [k for k in range(len(offered)) if count + k in inside]
    new = {count + k: count + position for position, k in enumerate(kept)}
    gone = len(offered) - len(kept)

    def move(i: int) -> int:
        return i if i < count else new.get(i, i - gone)

    return [renumbered(node, move) for node in nodes], [offered[k] for k in kept]
