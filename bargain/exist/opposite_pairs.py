r"""Pairs of opposite inequalities, used as equations, one factor at a time.

A goal that speaks of a quantity q with the equation :math:`R(q, z) = 0` is refuted under
:math:`R \ge 0` and :math:`-R \ge 0`. The proof distinguishes the signs of the factors of R: where
none of them is zero the pair is contradicted, and where one is zero that is an equation, often
linear (for :math:`q = \max(a, b)`, with :math:`R = (q - a)(q - b)`, either q = a or q = b).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bargain.refute.proof_tree import ProofNode, Psatz, SignSplit, Term, renumbered
from bargain.refute.ring import Hypothesis, Key, Number, Poly, Relation, Ring

__all__ = ["refute_by_factors"]

Refute = Callable[[Sequence[Hypothesis]], ProofNode | None]


def refute_by_factors(
    ring: Ring, hypotheses: Sequence[Hypothesis], refute: Refute
) -> ProofNode | None:
    """Refute hypotheses with their opposite pairs replaced by equations.

    Parameters
    ----------
    ring : Ring
    hypotheses : sequence
    refute : function
        Refutes hypotheses that have no opposite pair.

    Returns
    -------
    ProofNode or None
    """
    pair = _opposite_pair(ring, hypotheses)
    if pair is None:
        return refute(hypotheses)
    above, below, poly = pair
    unit, factors = ring.factors(poly)

    def go(extra: list[Relation], positive: bool) -> ProofNode | None:
        if len(extra) == len(factors):
            return _contradiction(hypotheses, above, below, factors, unit, positive)
        factor, power = factors[len(extra)]
        children: dict[str, ProofNode] = {}
        for branch, relation in (
            ("zero", Relation("=", factor)),
            ("neg", Relation(">", -factor)),
            ("pos", Relation(">", factor)),
        ):
            if branch == "zero":
                child = _without(ring, [*hypotheses, *extra, relation], (above, below), refute)
            else:
                same = branch == "pos" or power % 2 == 0
                child = go([*extra, relation], positive if same else not positive)
            if child is None:
                return None
            children[branch] = child
        return SignSplit(factor, **children)

    return go([], bool(unit > 0))


def _opposite_pair(ring: Ring, hypotheses: Sequence[Hypothesis]) -> tuple[int, int, Poly] | None:
    """Numbers of ``p >= 0`` and ``-p >= 0``, and p."""
    seen: dict[Key, int] = {}
    for i, h in enumerate(hypotheses):
        if isinstance(h, Relation) and h.rel == ">=" and not h.poly.is_constant():
            other = seen.get(ring.key(-h.poly))
            if other is not None:
                return i, other, h.poly
            seen[ring.key(h.poly)] = i
    return None


def _without(
    ring: Ring, hypotheses: list[Hypothesis], gone: tuple[int, int], refute: Refute
) -> ProofNode | None:
    kept = [i for i in range(len(hypotheses)) if i not in gone]
    node = refute_by_factors(ring, [hypotheses[i] for i in kept], refute)
    if node is None:
        return None

    def back(i: int) -> int:
        return kept[i] if i < len(kept) else i - len(kept) + len(hypotheses)

    return renumbered(node, back)


def _contradiction(
    hypotheses: Sequence[Hypothesis],
    above: int,
    below: int,
    factors: Sequence[tuple[Poly, int]],
    unit: Number,
    positive: bool,
) -> ProofNode:
    """All factors have a sign, and their product the other one than a hypothesis says."""
    count = len(hypotheses)
    product = (count + k for k, (_, power) in enumerate(factors) for _ in range(power))
    against = Term(abs(1 / unit), (), (below if positive else above,))
    return Psatz((Term(unit / unit, (), tuple(product)), against))
