"""Provers: ways to refute a problem, behind one contract.

A prover says whether it can do anything with a problem (`accepts`) and searches for a proof
(`propose`).  Its proposals count for nothing until the checker has read them.  To add one, write a
class with these two methods in a file of its own and put it into `PROVERS`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Protocol

from bargain.budget import Exhausted, passed, share_until, skip, spent
from bargain.refute.axioms import Instance, instances, offers
from bargain.refute.positivstellensatz.shortening import one_line, shortened
from bargain.refute.problem import Problem
from bargain.refute.proof_tree import ProofNode, renumbered, used
from bargain.refute.refuter import Doubt, Refutation, Refuter
from bargain.refute.ring import Hypothesis
from bargain.refute.scout import Scout

__all__ = ["PROVERS", "Prover", "drop_unused", "refutation", "refutation_of_some"]


#: Effort for a shorter proof: units, or a share of what the first one took.
_SHORTENING, _SHARE = 0.2, 0.15
#: The share of the effort for few axiom instances; how nearly models are looked at.
_FEW, _NEAR = 0.5, 10**9


class Prover(Protocol):
    """A way to refute problems."""

    def accepts(self, problem: Problem) -> bool:
        """Whether the prover can do anything with the problem."""
        ...

    def propose(self, problem: Problem, *, mark: float, doubt: Doubt = None) -> Refutation:
        """Search until the `mark` on the meter of `bargain.budget`."""
        ...


class Algebra:
    """A Positivstellensatz refutation: `bargain.refute.refuter`."""

    def accepts(self, problem: Problem) -> bool:
        """Polynomials alone."""
        return not problem.functions

    def propose(self, problem: Problem, *, mark: float, doubt: Doubt = None) -> Refutation:
        """Refute the hypotheses."""
        line, begun = one_line(problem.ring, problem.hypotheses, mark), spent()
        if line is not None:  # before z3 is asked
            said = Scout(status="unsat", core=tuple(sorted(used(line))))
            return Refutation(node=line, scout=_named(said, problem.names))
        found = _run(Refuter(problem.ring, mark=mark, doubt=doubt), problem.hypotheses)
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

    def propose(self, problem: Problem, *, mark: float, doubt: Doubt = None) -> Refutation:
        """Refute the hypotheses and instances that models ask for, then all; no model is exact."""
        count, refuter = len(problem.hypotheses), Refuter(problem.ring, mark=mark, doubt=doubt)
        every = instances(problem.ring, problem.functions)
        positive = [instance for instance in every if instance.relation.rel == ">"]
        found, until = Refutation(), share_until(mark, _FEW)

        def model() -> Mapping[str, Fraction] | None:
            return found.scout.near(_NEAR) if found.scout.status == "sat" else None

        offered: list[Instance] = []
        for offered, last in offers(problem.ring, problem.functions, positive, every, model):
            refuter.mark = mark if last else until
            relations = [instance.relation for instance in offered]
            found = _run(refuter, [*problem.hypotheses, *relations])
            if found.node is not None or passed(mark):
                break
        names = [*problem.names, *(instance.rule for instance in offered)]
        if found.node is None:
            return Refutation(scout=replace(_named(found.scout, names), exact=False))
        (node,), kept = drop_unused([found.node], count, offered)
        return Refutation(node=node, axioms=tuple(kept), scout=found.scout)


#: Tried in this order.
PROVERS: tuple[Prover, ...] = (Algebra(), AlgebraWithAxioms())


def refutation(problem: Problem, *, mark: float, doubt: Doubt = None) -> Refutation:
    """What the first prover that accepts the problem finds.

    Where z3 does not know, `doubt` may say that a search would be in vain.

    Examples
    --------
    >>> from bargain.budget import spent
    >>> negative = {"name": "n", "text": "-1 > 0", "rel": ">", "poly": [["-1", []]]}
    >>> refutation(Problem.read([], [negative]), mark=spent() + 5)
    Refutation(found=True, scout=unsat)
    """
    prover = next(prover for prover in PROVERS if prover.accepts(problem))
    return prover.propose(problem, mark=mark, doubt=doubt)


def refutation_of_some(
    problem: Problem, kept: Sequence[int], *, mark: float, doubt: Doubt = None
) -> Refutation:
    """The same from some of the hypotheses, as a refutation of all."""
    found = refutation(problem.only(kept), mark=mark, doubt=doubt)
    if found.node is None:
        return found
    more = len(problem.hypotheses) - len(kept)
    node = renumbered(found.node, lambda i: kept[i] if i < len(kept) else i + more)
    return replace(found, node=node)


def _run(refuter: Refuter, hypotheses: Sequence[Hypothesis]) -> Refutation:
    """What a refuter finds; what z3 said of the hypotheses if its effort is spent before."""
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
