r"""Goals that are linear in the unknowns: :math:`c_0(θ) + \sum_j c_j(θ) u_j \ge 0`, or > 0, or = 0.

A goal that is linear in each variable that it is claimed for all values of stands for one goal at
each corner of their box.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import flint

from bargain.exist.equations import Existence
from bargain.exist.triangular import Definitions, Quotient
from bargain.refute.ring import Hypothesis, Key, Number, Poly, Relation, Ring, compares

__all__ = [
    "Point",
    "Row",
    "exact_numbers",
    "exact_values",
    "holds_at",
    "linear_row",
    "linear_rows",
    "value_at",
]

#: Exact values by position.
Point = Mapping[int, Fraction]
_ZERO = flint.fmpq(0)
_CORNERS = 16  # more corners of a box than this are not written out


@dataclass(frozen=True, slots=True)
class Row:
    """One goal: ``constant + sum(slope * unknown) rel 0``.

    Attributes
    ----------
    slopes : mapping of int to polynomial
        By position of the unknown; polynomials in the parameters.
    poly : polynomial
        The whole left side.
    """

    rel: str
    slopes: Mapping[int, Poly]
    constant: Poly
    poly: Poly


def linear_rows(existence: Existence) -> list[Row] | None:
    """The goals as rows; None unless all are linear in the unknowns.

    Examples
    --------
    >>> goal = {"rel": ">=", "poly": [["-1", [1, 0]], ["1", [0, 1]]], "forall": []}
    >>> statement = {
    ...     "variables": ["p", "x"], "parameters": ["p"], "unknowns": ["x"],
    ...     "bound": [], "region": [], "goals": [goal],
    ... }
    >>> [row] = linear_rows(Existence.read(statement))
    >>> row.rel, str(row.slopes[1]), str(row.constant)
    ('>=', '1', '-x0')
    """
    if existence.functions:
        return None
    rows: dict[tuple[str, Key], Row] = {}
    for goal in existence.goals:
        relation = goal.hypothesis
        if not isinstance(relation, Relation):
            return None
        polys = [relation.poly]
        if goal.forall:
            degrees = relation.poly.degrees()
            if any(int(degrees[v]) > 1 for v in goal.forall) or 2 ** len(goal.forall) > _CORNERS:
                return None
            polys = list(existence.at_ends(goal))
        for poly in polys:
            row = linear_row(
                existence.ring, relation.rel, poly, existence.unknowns, existence.parameters
            )
            if row is None:
                return None
            rows.setdefault((row.rel, existence.ring.key(poly)), row)
    return list(rows.values())


def linear_row(
    ring: Ring, rel: str, poly: Poly, unknowns: Sequence[int], parameters: Sequence[int]
) -> Row | None:
    """A relation as a row; None unless it is linear in the unknowns."""
    left = poly
    slopes: dict[int, Poly] = {}
    for u in unknowns:
        parts = ring.coefficients_in(left, u)
        if max(parts, default=0) > 1:
            return None
        if 1 in parts:
            slopes[u], left = parts[1], parts.get(0, ring.zero)
    free = frozenset(parameters)
    if not all(ring.support(p) <= free for p in (*slopes.values(), left)):
        return None
    return Row(rel, slopes, left, poly)


def value_at(ring: Ring, poly: Poly, point: Point) -> Fraction:
    """The exact value of a polynomial whose variables all have values."""
    number = poly(*exact_numbers(ring, point))
    return Fraction(int(number.p), int(number.q))


def exact_numbers(ring: Ring, point: Point) -> list[Number]:
    """The values of all variables as flint's numbers; 0 where none is given."""
    numbers = [_ZERO] * ring.width
    for position, value in point.items():
        numbers[position] = flint.fmpq(value.numerator, value.denominator)
    return numbers


def holds_at(ring: Ring, hypothesis: Hypothesis, point: Point) -> bool:
    """Whether a hypothesis holds at exact values."""
    if not isinstance(hypothesis, Relation):
        return any(all(holds_at(ring, r, point) for r in part) for part in hypothesis.alternatives)
    return compares(hypothesis.rel, hypothesis.poly(*exact_numbers(ring, point)))


def exact_values(ring: Ring, definitions: Definitions, point: Point) -> dict[int, Fraction] | None:
    """What definitions give at a point, with the point's own values; None where one gives none."""
    exact = dict(point)
    for d in definitions:
        den = value_at(ring, d.den, exact) if isinstance(d, Quotient) else Fraction(0)
        if den == 0 or not isinstance(d, Quotient):
            return None
        exact[d.position] = value_at(ring, d.num, exact) / den
    return exact


def serves(ring: Ring, rows: Sequence[Row], definitions: Definitions, point: Point) -> bool:
    """Whether all goals hold at a point."""
    exact = exact_values(ring, definitions, point)
    if exact is None:
        return False
    numbers = exact_numbers(ring, exact)
    return all(compares(r.rel, r.poly(*numbers)) for r in rows)
