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
from dataclasses import dataclass
from typing import Any

from bargain.refute.proof_tree import renumber
from bargain.refute.ring import Hypothesis, Poly, Relation, Ring

__all__ = ["Lemma", "assembled", "without_long_equations"]

Node = dict[str, Any]

_SHORT = 3  # terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Lemma:
    """A polynomial that is zero under some hypotheses.

    Attributes
    ----------
    poly : polynomial
    neg, pos : dict
        Refutations of the hypotheses with ``-poly > 0`` and with ``poly > 0``.
    """

    poly: Poly
    neg: Node
    pos: Node


def without_long_equations(hypotheses: Sequence[Hypothesis]) -> list[int]:
    """The numbers of the hypotheses that are not equations with more than three terms."""
    return [
        i
        for i, h in enumerate(hypotheses)
        if not (isinstance(h, Relation) and h.rel == "=" and len(h.poly) > _SHORT)
    ]


def assembled(
    ring: Ring, lemmas: Sequence[Lemma], node: Node, chosen: Sequence[int], count: int
) -> Node:
    """A refutation of `count` hypotheses and one more relation.

    Parameters
    ----------
    ring : Ring
    lemmas : sequence of Lemma
    node : dict
        A refutation of the chosen hypotheses, the lemmas' equations and the relation, in this
        order.
    chosen : sequence of int
        Numbers of hypotheses.
    count : int
        How many hypotheses there are; the relation has this number.

    Examples
    --------
    >>> ring = Ring(["x"])
    >>> empty = {"k": "psatz", "terms": [], "ideal": []}
    >>> lemma = Lemma(poly=ring.gens[0], neg=empty, pos=empty)
    >>> zero = {"k": "psatz", "terms": [], "ideal": [[1, []], [0, []]]}
    >>> assembled(ring, [lemma], zero, [3], 5)["zero"]["ideal"]
    [[6, []], [3, []]]
    """
    size, more = len(chosen), len(lemmas)

    def inner(i: int) -> int:
        if i < size:
            return chosen[i]
        if i < size + more:
            return count + 1 + i - size
        return count if i == size + more else count + i - size

    tree = renumber(node, inner)
    for k in reversed(range(more)):

        def outer(i: int, k: int = k) -> int:
            return i if i < count else i + 1 + k

        tree = {
            "k": "sign",
            "p": ring.encode(lemmas[k].poly),
            "neg": renumber(lemmas[k].neg, outer),
            "zero": tree,
            "pos": renumber(lemmas[k].pos, outer),
        }
    return tree
