"""Trees of a witness proof: definitions of the unknowns, and every goal proved of them.

A leaf (`Witness`) defines the unknowns one after the other and proves each goal; a `RegionSplit`
distinguishes the sign of a polynomial in the parameters; a part of the region without a point is
`Vacuous`.  Trees become the plain data of a certificate in one place, their method ``plain``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from bargain.exist.triangular import Quotient, Root
from bargain.refute.axioms import Function, Instance
from bargain.refute.proof_tree import ProofNode
from bargain.refute.ring import Plain, Poly, Ring

__all__ = [
    "GoalProof",
    "ProvedQuotient",
    "ProvedRoot",
    "RegionSplit",
    "Step",
    "Tree",
    "UsedFunction",
    "Vacuous",
    "Witness",
]


@dataclass(frozen=True, slots=True)
class ProvedQuotient:
    """An unknown as a quotient, with a refutation of ``-den >= 0``."""

    quotient: Quotient
    positive: ProofNode

    def plain(self, ring: Ring) -> Plain:
        """The step as a certificate writes it."""
        num, den = ring.encode(self.quotient.num), ring.encode(self.quotient.den)
        name = ring.names[self.quotient.position]
        return {"var": name, "num": num, "den": den, "positive": self.positive.plain(ring)}


@dataclass(frozen=True, slots=True)
class ProvedRoot:
    """An unknown as a root, with proofs that its bounds are in order and the sign changes."""

    root: Root
    order: ProofNode
    at_lo: ProofNode
    at_hi: ProofNode

    def plain(self, ring: Ring) -> Plain:
        """The step as a certificate writes it."""
        return {
            "var": ring.names[self.root.position],
            "root": ring.encode(self.root.poly),
            "lo": ring.encode(self.root.lo),
            "hi": ring.encode(self.root.hi),
            "order": self.order.plain(ring),
            "at_lo": self.at_lo.plain(ring),
            "at_hi": self.at_hi.plain(ring),
        }


@dataclass(frozen=True, slots=True)
class UsedFunction:
    """A function whose argument is known; of a logarithm with a proof that it is positive."""

    function: Function
    positive: ProofNode | None = None

    def plain(self, ring: Ring) -> Plain:
        """The step as a certificate writes it."""
        step: Plain = {"var": ring.names[self.function.position], "function": self.function.number}
        return step | ({"positive": self.positive.plain(ring)} if self.positive else {})


Step: TypeAlias = ProvedQuotient | ProvedRoot | UsedFunction


@dataclass(frozen=True, slots=True)
class GoalProof:
    """Refutations of what a goal's failing means, with functions and axioms that they use."""

    nodes: tuple[ProofNode, ...]
    functions: tuple[UsedFunction, ...] = ()
    axioms: tuple[Instance, ...] = ()

    def plain(self, ring: Ring) -> Plain:
        """The proof as a certificate writes it."""
        nodes = [node.plain(ring) for node in self.nodes]
        define = [f.plain(ring) for f in self.functions] + [a.plain() for a in self.axioms]
        if len(nodes) == 2:
            proof = {"pos": nodes[0], "neg": nodes[1]}
            return {"define": define, **proof} if define else proof
        return {"define": define, "node": nodes[0]} if define else nodes[0]


@dataclass(frozen=True, slots=True)
class Witness:
    """Definitions of all unknowns, and a proof of every goal."""

    define: tuple[Step, ...]
    goals: tuple[GoalProof, ...]

    def plain(self, ring: Ring) -> Plain:
        """The tree as a certificate writes it."""
        define = [step.plain(ring) for step in self.define]
        return {"kind": "witness", "define": define, "goals": [g.plain(ring) for g in self.goals]}


@dataclass(frozen=True, slots=True)
class Vacuous:
    """The hypotheses are contradictory."""

    node: ProofNode

    def plain(self, ring: Ring) -> Plain:
        """The tree as a certificate writes it."""
        return {"kind": "vacuous", "node": self.node.plain(ring)}


@dataclass(frozen=True, slots=True)
class RegionSplit:
    """One tree each where the polynomial is negative, zero and positive."""

    poly: Poly
    neg: Tree
    zero: Tree
    pos: Tree

    def plain(self, ring: Ring) -> Plain:
        """The tree as a certificate writes it."""
        return {
            "kind": "split",
            "p": ring.encode(self.poly),
            "neg": self.neg.plain(ring),
            "zero": self.zero.plain(ring),
            "pos": self.pos.plain(ring),
        }


Tree: TypeAlias = Witness | Vacuous | RegionSplit
