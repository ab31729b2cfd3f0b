"""Relations at one rational point: proofs that they fail there, and the negations of goals."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import sympy as sp

from bargain.check.certificate import Data, Plain
from bargain.question.encoding import Polynomial
from bargain.refute.proof_tree import Psatz, Term, plain
from bargain.refute.ring import Relation, Ring

__all__ = ["false_at", "negated", "opposite"]


def false_at(
    h: Data, position: int, start: int, variables: Sequence[sp.Symbol], point: Sequence[Fraction]
) -> Plain:
    r"""A node that refutes a relation under the hypotheses ``x_i - v_i = 0``.

    It is Taylor's identity :math:`p(x) = p(v) + \sum_i g_i(x) (x_i - v_i)`.

    Parameters
    ----------
    h : mapping
        The hypothesis; not a disjunction, and false at the point.
    position : int
        Its number.
    start : int
        The number of ``x_0 - v_0 = 0``; the others follow.
    variables : sequence of sympy.Symbol
        Of the statement; the point gives values of the first ones.
    point : sequence of Fraction

    Examples
    --------
    >>> x = sp.Symbol("x", real=True)
    >>> h = {"rel": ">", "poly": [["-1", [2]]]}
    >>> false_at(h, 1, 0, [x], [Fraction(2)])["terms"][0]["c"]
    '4'
    """
    ring = Ring([v.name for v in variables])
    relation = ring.hypothesis(h)
    assert isinstance(relation, Relation)
    rest, cofactors = relation.poly, []
    for gen, value in zip(ring.gens, point, strict=False):
        cofactor, rest = divmod(rest, gen - ring.constant(value))
        cofactors.append(cofactor)
    at = rest.leading_coefficient() if rest != 0 else 0
    flip = -1 if relation.rel == "=" and at > 0 else 1
    ideal = [(start + k, -flip * g) for k, g in enumerate(cofactors) if g != 0]
    terms = [Term(-flip * at, (), ())] if at != 0 else []
    if relation.rel == "=":
        ideal.append((position, ring.constant(flip)))
    else:
        terms.append(Term(1, (), (position,)))
    return plain(Psatz(tuple(terms), tuple(sorted(ideal, key=lambda pair: pair[0]))), ring)


def negated(poly: Polynomial) -> Polynomial:
    """``-p``."""
    return [[str(-Fraction(c)), e] for c, e in poly]


def opposite(goal: Data) -> list[list[Plain]]:
    """What a goal's proof refutes: one list of extra hypotheses per node, as the checker adds."""
    parts = goal["any"] if goal["rel"] == "or" else [[[goal["rel"], goal["poly"]]]]
    width = max((len(e) for part in parts for _, poly in part for _, e in poly), default=0)
    ring = Ring([str(i) for i in range(width)])
    opposites = ring.hypothesis(goal).opposites()
    return [[ring.plain(h, name="negated") for h in part] for part in opposites]
