r"""Unknowns at their lower bounds, or at their upper ones: what everybody asks for, and no more.

Where goals say :math:`u_j \ge l_j(θ)`, the least agreement is :math:`u_j = l_j`; where the other
goals then hold over the whole region, it is a witness. So it is with outside options that fit into
a pie, or least claims into a budget. The goals become polynomials in the parameters, most of them a
relation of the region or one with positive terms beside it (`bargain.exist.linear.region_sums`):
no linear program is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import lcm

import flint

from bargain.exist.equations import Existence
from bargain.exist.linear.region_sums import Signs, combined
from bargain.exist.linear.rows import Point, Row, value_at
from bargain.exist.triangular import Quotient
from bargain.exist.witness_tree import GoalProof, ProvedQuotient, Witness
from bargain.refute.proof_tree import Indices
from bargain.refute.ring import Number, Poly, Relation

__all__ = ["least_agreement"]


def least_agreement(
    existence: Existence, rows: Sequence[Row], point: Point, *, mark: float
) -> Witness | None:
    """A witness with each unknown at its lower bound, or each at its upper one; else None.

    Parameters
    ----------
    existence : Existence
    rows : sequence of Row
        Its goals.
    point : mapping of int to Fraction
        Values of the parameters: which bounds of an unknown are the tight ones.
    mark : float
        On the meter of `bargain.budget`.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from bargain.budget import spent
    >>> from bargain.exist.linear.rows import linear_rows
    >>> least = {"rel": ">=", "poly": [["-1", [1, 1, 0]], ["1", [0, 0, 1]]], "forall": []}
    >>> below = {"rel": ">=", "poly": [["1", [0, 0, 0]], ["-1", [0, 0, 1]]], "forall": []}
    >>> names = {"variables": ["p", "q", "x"], "parameters": ["p", "q"], "unknowns": ["x"]}
    >>> region = [{"rel": ">=", "poly": [["1", [0, 0, 0]], ["-1", [1, 1, 0]]]}]
    >>> asked = {**names, "bound": [], "region": region, "goals": [least, below]}
    >>> asked = Existence.read(asked)  # p q <= x <= 1
    >>> at = {0: Fraction(1), 1: Fraction(1, 2)}
    >>> found = least_agreement(asked, linear_rows(asked), at, mark=spent() + 1)
    >>> [str(step.quotient.num) for step in found.define]
    ['x0*x1']
    """
    if any(goal.forall for goal in existence.goals):
        return None
    signs = Signs(existence.ring, existence.region, mark)
    for side in (1, -1):
        ends = _ends(existence, rows, point, side)
        found = None if ends is None else _witness(existence, ends, signs)
        if found is not None:
            return found
    return None


def _ends(
    existence: Existence, rows: Sequence[Row], point: Point, side: int
) -> dict[int, Poly] | None:
    """The tight bounds of all unknowns on one side, at a point."""
    found: dict[int, Poly] = {}
    for row in rows:
        if len(row.slopes) != 1:
            continue
        [(unknown, slope)] = row.slopes.items()
        if not slope.is_constant() or slope.leading_coefficient() * side < 0:
            continue
        bound = row.constant * (-1 / slope.leading_coefficient())
        known = found.get(unknown)
        if known is None or value_at(existence.ring, bound - known, point) * side > 0:
            found[unknown] = bound
    return found if len(found) == len(existence.unknowns) else None


def _witness(existence: Existence, ends: Mapping[int, Poly], signs: Signs) -> Witness | None:
    """The definitions with proofs of all goals, where each is seen at once."""
    ring, one, count = existence.ring, flint.fmpq(1), len(existence.region)
    scales = {u: lcm(1, *(int(c.q) for c in ends[u].coeffs())) for u in existence.unknowns}
    failing = count + 2 * len(scales)
    places = {u: count + 2 * k + 1 for k, u in enumerate(existence.unknowns)}
    goals = []
    for goal in existence.goals:
        nodes = []
        for [opposite] in goal.hypothesis.opposites():
            assert isinstance(opposite, Relation)
            value, ideal = -opposite.poly, dict[int, Poly]()
            for u in existence.unknowns:
                parts = ring.coefficients_in(value, u)
                if 1 in parts:
                    value = parts.get(0, ring.zero) + parts[1] * ends[u]
                    ideal[places[u]] = parts[1] * (one / scales[u])
            shown = signs.sum_of(value, search=False)
            strict = opposite.rel == ">" or any(signs.is_strict(i) for _, i in shown or ())
            if shown is None or not strict:
                return None
            terms: list[tuple[Number, Indices]] = [(one, (failing,)), *shown]
            nodes.append(combined(terms, ideal))
        goals.append(GoalProof(tuple(nodes)))
    define = []
    for u, scale in scales.items():
        node = combined([(one, ()), (one / scale, (places[u] - 1,))], {})
        quotient = Quotient(u, ends[u] * scale, ring.constant(scale))
        define.append(ProvedQuotient(quotient, node))
    return Witness(tuple(define), tuple(goals))
