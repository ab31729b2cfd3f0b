r"""Lemmas that are equations, put into what rests on them.

A case distinction by the sign of p shows :math:`p = 0` where both other signs are impossible. If
that is seen by equations alone, :math:`p = \sum_i g_i e_i`, then a multiple of p is a sum of
multiples of the :math:`e_i`, and the distinction is not needed. And what shows by equations that a
positive multiple of p is not negative shows that it is not positive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bargain.refute.proof_tree import (
    CaseSplit,
    ProofNode,
    Psatz,
    SignSplit,
    renumbered,
    whole_length,
)
from bargain.refute.ring import Poly

__all__ = ["mirrored", "without_equation"]


def without_equation(node: SignSplit, count: int) -> ProofNode | None:
    """The branch where the polynomial is 0, without the distinction; None if it is needed.

    Parameters
    ----------
    node : SignSplit
    count : int
        How many hypotheses there are before the sign.

    Examples
    --------
    >>> from bargain.refute.proof_tree import Term
    >>> from bargain.refute.ring import Ring
    >>> ring = Ring(["x"])
    >>> x, one = ring.gen("x"), ring.constant(1).leading_coefficient()
    >>> sides = [Psatz((Term(one, (), (1,)),), ((0, ring.one * k),)) for k in (1, -1)]
    >>> zero = Psatz((Term(one, (), ()),), ((1, x),))  # hypothesis 0 is x = 0
    >>> without_equation(SignSplit(x, sides[0], zero, sides[1]), 1).ideal
    ((0, x0),)
    """
    for branch, sign in ((node.neg, 1), (node.pos, -1)):
        multiples = _multiples(branch, count, sign)
        if multiples is not None:
            found = _put_in(node.zero, count, multiples)
            return None if found is None else renumbered(found, lambda i: i - (i > count))
    return None


def mirrored(node: SignSplit, count: int) -> SignSplit:
    """The same distinction; a sign is refuted as the other one is, if that is shorter.

    Parameters
    ----------
    node : SignSplit
    count : int
        How many hypotheses there are before the sign.
    """
    for side, other in (("neg", "pos"), ("pos", "neg")):
        branch = getattr(node, side)
        if not isinstance(branch, Psatz) or len(branch.terms) != 1:
            continue
        (term,) = branch.terms  # it is positive: the multiple is
        once = term.hypotheses.count(count) == 1 and not term.squares
        if once and all(i != count for i, _ in branch.ideal):
            found = Psatz(branch.terms, tuple((i, -g) for i, g in branch.ideal))
            if whole_length(found) < whole_length(getattr(node, other)):
                return replace(node, **{other: found})
    return node


def _multiples(branch: ProofNode, count: int, sign: int) -> Mapping[int, Poly] | None:
    """Multiples of equations that add up to the polynomial, if a side is refuted by them alone."""
    if not isinstance(branch, Psatz) or len(branch.terms) != 1:
        return None
    (term,) = branch.terms
    if term.squares or term.hypotheses != (count,) or any(i == count for i, _ in branch.ideal):
        return None
    return {i: g * (sign / term.c) for i, g in branch.ideal}


def _put_in(node: ProofNode, count: int, multiples: Mapping[int, Poly]) -> ProofNode | None:
    """The proof with the sum in the place of the equation `count`."""
    match node:
        case Psatz(terms, ideal):
            if any(count in t.hypotheses for t in terms):
                return None
            total = {i: g for i, g in ideal if i != count}
            for i, g in ideal:
                if i == count:
                    for k, m in multiples.items():
                        total[k] = total[k] + g * m if k in total else g * m
            return Psatz(terms, tuple((i, total[i]) for i in sorted(total) if total[i] != 0))
        case SignSplit(poly):
            parts = [_put_in(b, count, multiples) for b in (node.neg, node.zero, node.pos)]
            done = [p for p in parts if p is not None]
            return SignSplit(poly, *done) if len(done) == len(parts) else None
        case CaseSplit(which, sizes, branches):
            parts = [_put_in(b, count, multiples) for b in branches]
            done = [p for p in parts if p is not None]
            return CaseSplit(which, sizes, tuple(done)) if len(done) == len(parts) else None
