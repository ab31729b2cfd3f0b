"""Proof trees: nodes that refute a list of hypotheses, which they refer to by position.

A leaf (`Psatz`) is a combination of hypotheses that adds up to zero. A `SignSplit` distinguishes
the sign of a polynomial and gives each branch one more hypothesis; a `CaseSplit` goes through the
alternatives of a disjunction and gives each branch the relations of one. A branch that never uses
what its case adds proves the claim of its parent by itself: `pruned` leaves such cases out.

Nodes become the plain data of a certificate in one place, their method ``plain``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from bargain.refute.ring import Number, Plain, Poly, Ring

__all__ = ["CaseSplit", "Indices", "Lemma", "ProofNode", "Psatz", "SignSplit", "Term"]

Indices: TypeAlias = tuple[int, ...]
Move: TypeAlias = Callable[[int], int]


@dataclass(frozen=True, slots=True)
class Term:
    """``c * prod(squares)**2 * prod(hypotheses)`` with c > 0."""

    c: Number
    squares: tuple[Poly, ...]
    hypotheses: Indices


@dataclass(frozen=True, slots=True)
class Psatz:
    """Terms, one of them positive, and multiples of equations: their sum is zero.

    Examples
    --------
    >>> ring = Ring([])
    >>> leaf = Psatz((Term(1, (), (0, 2)),))
    >>> sorted(leaf.used()), leaf.renumbered(lambda i: i + 1).plain(ring)["terms"]
    ([0, 2], [{'c': '1', 'sq': [], 'h': [1, 3]}])
    """

    terms: tuple[Term, ...]
    ideal: tuple[tuple[int, Poly], ...] = ()

    def used(self) -> frozenset[int]:
        """The positions of the hypotheses that the node refers to."""
        return frozenset(i for t in self.terms for i in t.hypotheses).union(
            i for i, _ in self.ideal
        )

    def renumbered(self, move: Move) -> Psatz:
        """The node with every hypothesis position ``i`` replaced by ``move(i)``."""
        terms = (Term(t.c, t.squares, tuple(map(move, t.hypotheses))) for t in self.terms)
        return Psatz(tuple(terms), tuple((move(i), g) for i, g in self.ideal))

    def pruned(self, count: int) -> ProofNode:
        """The node without idle cases; it refutes `count` hypotheses."""
        return self

    def plain(self, ring: Ring) -> Plain:
        """The node as a certificate writes it."""
        encode = ring.encode
        terms = [
            {"c": str(t.c), "sq": [encode(q) for q in t.squares], "h": list(t.hypotheses)}
            for t in self.terms
        ]
        return {"k": "psatz", "terms": terms, "ideal": [[i, encode(g)] for i, g in self.ideal]}


@dataclass(frozen=True, slots=True)
class SignSplit:
    """One node each under ``-poly > 0``, ``poly = 0`` and ``poly > 0``, the last hypothesis."""

    poly: Poly
    neg: ProofNode
    zero: ProofNode
    pos: ProofNode

    def used(self) -> frozenset[int]:
        """The positions of the hypotheses that the node refers to."""
        return self.neg.used() | self.zero.used() | self.pos.used()

    def renumbered(self, move: Move) -> SignSplit:
        """The node with every hypothesis position ``i`` replaced by ``move(i)``."""
        return SignSplit(self.poly, *(b.renumbered(move) for b in (self.neg, self.zero, self.pos)))

    def pruned(self, count: int) -> ProofNode:
        """The node without idle cases; it refutes `count` hypotheses."""
        neg, zero, pos = (b.pruned(count + 1) for b in (self.neg, self.zero, self.pos))
        for branch in (neg, pos, zero):
            if count not in branch.used():
                return _without(branch, count, 1)
        return SignSplit(self.poly, neg, zero, pos)

    def plain(self, ring: Ring) -> Plain:
        """The node as a certificate writes it."""
        return {
            "k": "sign",
            "p": ring.encode(self.poly),
            "neg": self.neg.plain(ring),
            "zero": self.zero.plain(ring),
            "pos": self.pos.plain(ring),
        }


@dataclass(frozen=True, slots=True)
class CaseSplit:
    """One node for each alternative of the disjunction `which`; `sizes` count their relations."""

    which: int
    sizes: Indices
    parts: tuple[ProofNode, ...]

    def used(self) -> frozenset[int]:
        """The positions of the hypotheses that the node refers to."""
        return frozenset([self.which]).union(*(part.used() for part in self.parts))

    def renumbered(self, move: Move) -> CaseSplit:
        """The node with every hypothesis position ``i`` replaced by ``move(i)``."""
        parts = tuple(part.renumbered(move) for part in self.parts)
        return CaseSplit(move(self.which), self.sizes, parts)

    def pruned(self, count: int) -> ProofNode:
        """The node without idle cases; it refutes `count` hypotheses."""
        parts = []
        for part, size in zip(self.parts, self.sizes, strict=True):
            child = part.pruned(count + size)
            if child.used().isdisjoint(range(count, count + size)):
                return _without(child, count, size)
            parts.append(child)
        return CaseSplit(self.which, self.sizes, tuple(parts))

    def plain(self, ring: Ring) -> Plain:
        """The node as a certificate writes it."""
        return {"k": "or", "h": self.which, "sub": [part.plain(ring) for part in self.parts]}


ProofNode: TypeAlias = Psatz | SignSplit | CaseSplit


def _without(node: ProofNode, start: int, size: int) -> ProofNode:
    """The node without the unused hypotheses from `start` on."""
    return node.renumbered(lambda i: i - size if i >= start + size else i)


@dataclass(frozen=True, slots=True)
class Lemma:
    """The sign of a polynomial, `keep`, whose two other signs are refuted by `closed`."""

    poly: Poly
    keep: str
    closed: Mapping[str, ProofNode]

    def around(self, node: ProofNode) -> SignSplit:
        """The proof that goes on with the lemma as its next hypothesis."""
        return SignSplit(self.poly, **{**self.closed, self.keep: node})
