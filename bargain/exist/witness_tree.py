"""Trees of a witness proof: definitions of the unknowns, and every goal proved of them.

A leaf (`Witness`) defines the unknowns one after the other and proves each goal; a `RegionSplit`
distinguishes the sign of a polynomial in the parameters; a part of the region without a point is
`Vacuous`.  Trees become the plain data of a certificate in one place, `plain`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from bargain.exist.triangular import Quotient, Root
from bargain.refute import proof_tree
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
    "plain",
]


@dataclass(frozen=True, slots=True)
class ProvedQuotient:
    """An unknown as a quotient, with a refutation of ``-den >= 0``."""

    quotient: Quotient
    positive: ProofNode


@dataclass(frozen=True, slots=True)
class ProvedRoot:
    """An unknown as a root, with proofs that its bounds are in order and the sign changes.

    The functions of the unknown that the equation mentions, and axioms about them, come first.
    """

    root: Root
    order: ProofNode
    at_lo: ProofNode
    at_hi: ProofNode
    through: tuple[UsedFunction | Instance, ...] = ()


@dataclass(frozen=True, slots=True)
class UsedFunction:
    """A function whose argument is known; of a logarithm with a proof that it is positive."""

    function: Function
    positive: ProofNode | None = None


Step: TypeAlias = ProvedQuotient | ProvedRoot | UsedFunction | Instance


@dataclass(frozen=True, slots=True)
class GoalProof:
    """Refutations of what a goal's failing means, with functions and axioms that they use."""

    nodes: tuple[ProofNode, ...]
    define: tuple[UsedFunction | Instance, ...] = ()


@dataclass(frozen=True, slots=True)
class Witness:
    """Definitions of all unknowns, and a proof of every goal."""

    define: tuple[Step, ...]
    goals: tuple[GoalProof, ...]


@dataclass(frozen=True, slots=True)
class Vacuous:
    """The hypotheses are contradictory."""

    node: ProofNode


@dataclass(frozen=True, slots=True)
class RegionSplit:
    """One tree each where the polynomial is negative, zero and positive."""

    poly: Poly
    neg: Tree
    zero: Tree
    pos: Tree


Tree: TypeAlias = Witness | Vacuous | RegionSplit


def plain(part: Tree | Step | GoalProof, ring: Ring) -> Plain:
    """Return a tree, or a part of one, as a certificate writes it."""
    encode, names = ring.encode, ring.names

    def nodes(**found: ProofNode) -> Plain:
        return {name: proof_tree.plain(node, ring) for name, node in found.items()}

    match part:
        case Witness(define, goals):
            steps, proofs = [plain(d, ring) for d in define], [plain(g, ring) for g in goals]
            return {"kind": "witness", "define": steps, "goals": proofs}
        case Vacuous(node):
            return {"kind": "vacuous", **nodes(node=node)}
        case RegionSplit(poly):
            trees = {"neg": part.neg, "zero": part.zero, "pos": part.pos}
            branches = {sign: plain(tree, ring) for sign, tree in trees.items()}
            return {"kind": "split", "p": encode(poly), **branches}
        case ProvedQuotient(Quotient(position, num, den), positive):
            value = {"var": names[position], "num": encode(num), "den": encode(den)}
            return {**value, **nodes(positive=positive)}
        case ProvedRoot(Root(position, poly, lo, hi)):
            signs = nodes(order=part.order, at_lo=part.at_lo, at_hi=part.at_hi)
            bracket = {"root": encode(poly), "lo": encode(lo), "hi": encode(hi)}
            inside = [plain(step, ring) for step in part.through]
            more = {"through": inside} if inside else {}
            return {"var": names[position], **bracket, **signs, **more}
        case UsedFunction(function, positive):
            step = {"var": names[function.position], "function": function.number}
            return step if positive is None else {**step, **nodes(positive=positive)}
        case Instance():
            return part.plain()
        case GoalProof((pos, neg), define):
            proof = nodes(pos=pos, neg=neg)
        case GoalProof((node,), define):
            proof = nodes(node=node) if define else proof_tree.plain(node, ring)
    return {"define": [plain(d, ring) for d in define], **proof} if define else proof
