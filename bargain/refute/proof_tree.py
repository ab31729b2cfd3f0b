"""Proof trees: nodes that refute a list of hypotheses, which they refer to by position.

A leaf (`Psatz`) is a combination of hypotheses that adds up to zero. A `SignSplit` distinguishes
the sign of a polynomial and gives each branch one more hypothesis; a `CaseSplit` goes through the
alternatives of a disjunction and gives each branch the relations of one.

Nodes become the plain data of a certificate in one place, `plain`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from bargain.refute.ring import Number, Plain, Poly, Ring

__all__ = [
    "CaseSplit",
    "Indices",
    "Lemma",
    "ProofNode",
    "Psatz",
    "SignSplit",
    "Term",
    "length",
    "plain",
    "pruned",
    "renumbered",
    "used",
    "whole_length",
]

Indices: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """``c * prod(squares)**2 * prod(hypotheses)`` with c > 0."""

    c: Number
    squares: tuple[Poly, ...]
    hypotheses: Indices


@dataclass(frozen=True, slots=True)
class Psatz:
    """Terms, one of them positive, and multiples of equations: their sum is zero."""

    terms: tuple[Term, ...]
    ideal: tuple[tuple[int, Poly], ...] = ()


@dataclass(frozen=True, slots=True)
class SignSplit:
    """One node each under ``-poly > 0``, ``poly = 0`` and ``poly > 0``, the last hypothesis."""

    poly: Poly
    neg: ProofNode
    zero: ProofNode
    pos: ProofNode


@dataclass(frozen=True, slots=True)
class CaseSplit:
    """One node for each alternative of the disjunction `which`; `sizes` count their relations."""

    which: int
    sizes: Indices
    parts: tuple[ProofNode, ...]


ProofNode: TypeAlias = Psatz | SignSplit | CaseSplit


@dataclass(frozen=True, slots=True)
class Lemma:
    """The sign of a polynomial, `keep`, whose two other signs are refuted by `closed`."""

    poly: Poly
    keep: str
    closed: Mapping[str, ProofNode]

    def around(self, node: ProofNode) -> SignSplit:
        """The proof that goes on with the lemma as its next hypothesis."""
        return SignSplit(self.poly, **{**self.closed, self.keep: node})


def used(node: ProofNode) -> frozenset[int]:
    """Return the positions of the hypotheses that a node refers to.

    Examples
    --------
    >>> sorted(used(Psatz((Term(1, (), (0, 2)),))))
    [0, 2]
    """
    match node:
        case Psatz(terms, ideal):
            return frozenset(i for t in terms for i in t.hypotheses) | {i for i, _ in ideal}
        case SignSplit(_, neg, zero, pos):
            return used(neg) | used(zero) | used(pos)
        case CaseSplit(which, _, parts):
            return frozenset([which]).union(*map(used, parts))


def length(leaf: Psatz) -> int:
    """How much there is to read: factors of all terms, and terms of the equations' multiples."""
    factors = sum(max(1, len(t.hypotheses) + 2 * len(t.squares)) for t in leaf.terms)
    return factors + sum(len(g) for _, g in leaf.ideal)


def whole_length(node: ProofNode) -> int:
    """The length of all leaves."""
    match node:
        case Psatz():
            return length(node)
        case SignSplit(_, neg, zero, pos):
            return sum(map(whole_length, (neg, zero, pos)))
        case CaseSplit(_, _, parts):
            return sum(map(whole_length, parts))
    raise TypeError(node)


def renumbered(node: ProofNode, move: Callable[[int], int]) -> ProofNode:
    """Return the node with every hypothesis position ``i`` replaced by ``move(i)``."""
    match node:
        case Psatz(terms, ideal):
            moved = (Term(t.c, t.squares, tuple(map(move, t.hypotheses))) for t in terms)
            return Psatz(tuple(moved), tuple((move(i), g) for i, g in ideal))
        case SignSplit(poly):
            return SignSplit(poly, *(renumbered(b, move) for b in (node.neg, node.zero, node.pos)))
        case CaseSplit(which, sizes, parts):
            return CaseSplit(move(which), sizes, tuple(renumbered(p, move) for p in parts))


def pruned(node: ProofNode, count: int) -> ProofNode:
    """Return a refutation of `count` hypotheses without its idle case distinctions.

    A branch that never uses what its case adds proves the claim of its parent by itself.
    """

    def without(branch: ProofNode, size: int) -> ProofNode:
        return renumbered(branch, lambda i: i - size if i >= count + size else i)

    match node:
        case SignSplit(poly):
            neg, zero, pos = (pruned(b, count + 1) for b in (node.neg, node.zero, node.pos))
            for branch in (neg, pos, zero):
                if count not in used(branch):
                    return without(branch, 1)
            return SignSplit(poly, neg, zero, pos)
        case CaseSplit(which, sizes, parts):
            children = []
            for part, size in zip(parts, sizes, strict=True):
                child = pruned(part, count + size)
                if used(child).isdisjoint(range(count, count + size)):
                    return without(child, size)
                children.append(child)
            return CaseSplit(which, sizes, tuple(children))
    return node


def plain(node: ProofNode, ring: Ring) -> Plain:
    """Return the node as a certificate writes it."""
    encode = ring.encode
    match node:
        case Psatz(terms, ideal):
            rows = [
                {"c": str(t.c), "sq": [encode(q) for q in t.squares], "h": list(t.hypotheses)}
                for t in terms
            ]
            return {"k": "psatz", "terms": rows, "ideal": [[i, encode(g)] for i, g in ideal]}
        case SignSplit(poly):
            branches = {"neg": node.neg, "zero": node.zero, "pos": node.pos}
            nodes = {sign: plain(branch, ring) for sign, branch in branches.items()}
            return {"k": "sign", "p": encode(poly), **nodes}
        case CaseSplit(which, _, parts):
            return {"k": "or", "h": which, "sub": [plain(part, ring) for part in parts]}
