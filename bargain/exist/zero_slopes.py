r"""Slopes that are zero at a witness, proved first and then used as equations.

A tight goal :math:`p(y, z) \ge 0` is least at :math:`z = y`, so that in every direction in which y
is not at an end of its box the slope :math:`s(y) = \partial_z p(y, y)` is zero. That follows from
the definitions of y, but often by a long way; and with :math:`s(y) = 0` the rest is short, since

.. math:: p(y, z) = s(y) (z - y) + \text{terms of second order}.

So the proof distinguishes the sign of each slope: where it is not zero the definitions are
contradicted, and where it is zero the goal is proved, mostly without the definitions.
"""

from __future__ import annotations

from collections.abc import Sequence

from bargain.refute.proof_tree import Lemma, ProofNode, renumbered
from bargain.refute.ring import Hypothesis, Relation

__all__ = ["assembled", "without_long_equations"]

_SHORT = 3  # terms


def without_long_equations(hypotheses: Sequence[Hypothesis]) -> list[int]:
    """The numbers of the hypotheses that are not equations with more than three terms."""
    return [
        i
        for i, h in enumerate(hypotheses)
        if not (isinstance(h, Relation) and h.rel == "=" and len(h.poly) > _SHORT)
    ]


def assembled(
    lemmas: Sequence[Lemma], node: ProofNode, chosen: Sequence[int], count: int
) -> ProofNode:
    """A refutation of `count` hypotheses and one more relation.

    Parameters
    ----------
    lemmas : sequence of Lemma
        Each keeps ``zero``; the other signs are refuted under the hypotheses.
    node : ProofNode
        A refutation of the chosen hypotheses, the lemmas' equations and the relation, in this
        order.
    chosen : sequence of int
        Numbers of hypotheses.
    count : int
        How many hypotheses there are; the relation has this number.

    Examples
    --------
    >>> from bargain.refute.proof_tree import Psatz
    >>> lemma = Lemma(None, "zero", {"neg": Psatz(()), "pos": Psatz(())})
    >>> assembled([lemma], Psatz((), ((1, None), (0, None))), [3], 5).zero.ideal
    ((6, None), (3, None))
    """
    size, more = len(chosen), len(lemmas)

    def inner(i: int) -> int:
        if i < size:
            return chosen[i]
        if i < size + more:
            return count + 1 + i - size
        return count if i == size + more else count + i - size

    tree = renumbered(node, inner)
    for k in reversed(range(more)):

        def outer(i: int, k: int = k) -> int:
            return i if i < count else i + 1 + k

        closed = {sign: renumbered(branch, outer) for sign, branch in lemmas[k].closed.items()}
        tree = Lemma(lemmas[k].poly, "zero", closed).around(tree)
    return tree
