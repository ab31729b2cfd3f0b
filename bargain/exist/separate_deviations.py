r"""Goals that are sums over separate deviations, proved one deviation at a time.

A goal :math:`p(y, z) \ge 0` for all z that is tight at :math:`z = y` may fall into parts,

.. math:: p(y, z) = \sum_v φ_v(y, z_v), \qquad φ_v(y, z_v) = p(y, (y_{-v}, z_v)),

one for each bound variable: a weighted sum of payoffs does where every payoff is a sum of functions
of one action each. Since :math:`φ_v(y, y_v) = 0` the goal holds iff every part is non-negative,
and each part is a much smaller question. A proof of the whole distinguishes the signs of the
parts: where one is negative its own refutation applies, elsewhere their sum is not negative.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bargain.exist.equations import Existence, Goal, slopes, twins
from bargain.exist.functions import images, renamed
from bargain.refute.proof_tree import ProofNode, Psatz, SignSplit, Term, renumbered
from bargain.refute.ring import Poly, Relation, Ring

__all__ = ["Part", "joined", "parts"]

_MOST = 4  # the refutation of part k appears 2^(k-1) times


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a tight goal, with its slopes where it is tight."""

    poly: Poly
    slopes: tuple[Poly, ...]


def parts(existence: Existence, goal: Goal) -> list[Part]:
    """The parts of a tight goal; one, the whole, if it does not fall apart; else nothing."""
    relation, match = goal.hypothesis, twins(existence, goal)
    if not match or not isinstance(relation, Relation) or relation.rel != ">=":
        return []
    ring, found = existence.ring, []
    slope = {v: s for v, _, s in slopes(existence, goal)}
    for v in match:
        others = {w: u for w, u in match.items() if w != v}
        moved = images(ring, existence.functions, others)
        found.append(Part(renamed(ring, relation.poly, moved), (slope[v],)))
    total = sum((f.poly for f in found), ring.zero)
    if len(match) <= _MOST and len(match) == len(goal.forall) and total == relation.poly:
        return [f for f in found if f.poly != 0]
    return [Part(relation.poly, tuple(slope.values()))]


def joined(ring: Ring, found: Sequence[Poly], nodes: Sequence[ProofNode], count: int) -> ProofNode:
    """A refutation of ``-sum > 0`` from refutations of ``-part > 0`` for every part.

    That of the only part is returned as it is.

    Parameters
    ----------
    ring : Ring
    found : sequence of polynomials
        The parts.
    nodes : sequence of ProofNode
        For each part a refutation of `count` hypotheses and ``-part > 0``.
    count : int
        In the refutation that is returned ``-sum > 0`` has this number.
    """
    if len(found) == 1:
        return nodes[0]

    unit = ring.one.leading_coefficient()

    def tree(k: int, signs: tuple[str, ...]) -> ProofNode:
        if k == len(found):
            numbers = [count, *(count + 1 + i for i, s in enumerate(signs) if s == "pos")]
            ideal = ((count + 1 + i, ring.one) for i, s in enumerate(signs) if s == "zero")
            return Psatz(tuple(Term(unit, (), (i,)) for i in numbers), tuple(ideal))

        def later(i: int) -> int:
            return i if i < count else i + 1 + k

        zero, pos = (tree(k + 1, (*signs, sign)) for sign in ("zero", "pos"))
        return SignSplit(found[k], renumbered(nodes[k], later), zero, pos)

    return tree(0, ())
