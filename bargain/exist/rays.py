r"""Small steps in a direction that meets all linearised goals strictly.

Where every goal :math:`g_k(y) \ge 0` is tight at the lowest agreement y = 0, write
:math:`g_k(y) = l_k \cdot y + \text{higher terms}`. If the :math:`l_k` form a square matrix M, then
:math:`d = \operatorname{adj}(M) \, (1, \dots, 1)` has :math:`M d = (Δ, \dots, Δ)` with Δ the
determinant: all goals gain at the same rate. A step

.. math:: t = \frac{Δ}{Δ \sum_i d_i + 2 \sum_k q_k(d)}

with :math:`q_k` the losses of higher order is short enough for all of them, and for the upper ends
of the box. Negative terms of the denominator are left out: with parameters that are not negative
the step is shorter still, and all signs are plain.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from bargain.exist.equations import Existence
from bargain.exist.triangular import Definitions, Quotient
from bargain.refute.ring import Key, Poly, Relation, Ring

_MOST = 3  # unknowns in a direction


def rays(existence: Existence) -> Iterator[Definitions]:
    """Yield short steps from the lowest agreement, if the goals are tight there."""
    ring = existence.ring
    unit = (Fraction(0), Fraction(1))
    moving = [u for u in existence.unknowns if existence.boxes[u] == unit]
    rows: dict[tuple[Key, ...], tuple[list[Poly], Poly]] = {}
    for goal in existence.goals:
        relation = goal.hypothesis
        if not isinstance(relation, Relation) or relation.rel == "=":
            continue
        for poly in existence.at_ends(goal):
            row = _expand(existence, poly, moving)
            if row is not None:
                rows[tuple(map(ring.key, row[0]))] = row
    if not 0 < len(moving) == len(rows) <= _MOST:
        return
    matrix = [row for row, _ in rows.values()]
    gap = _determinant(ring, matrix)
    direction = []
    for j in range(len(moving)):
        ones = [[*row[:j], ring.one, *row[j + 1 :]] for row in matrix]
        direction.append(_determinant(ring, ones))
    for sign in (1, -1):
        step = [d * sign for d in direction]
        if any(_positive_part(ring, d) == 0 for d in step):
            continue  # downwards
        losses = ring.zero
        for _, higher in rows.values():
            loss = -2 * higher
            for u, d in zip(moving, step, strict=True):
                loss = ring.substitute(loss, u, d, ring.one)[0]
            losses = losses + loss
        rate = _positive_part(ring, gap * sign)
        den = _positive_part(ring, rate * sum(step, ring.zero) + losses)
        if den == 0 or step[0] == 0:
            continue
        first = moving[0]
        yield (
            Quotient(first, gap * sign * step[0], den),
            *(  # the others along the ray: shorter polynomials than quotients by `den`
                Quotient(u, d * ring.gens[first], step[0])
                for u, d in zip(moving[1:], step[1:], strict=True)
            ),
        )


def _expand(
    existence: Existence, poly: Poly, moving: Sequence[int]
) -> tuple[list[Poly], Poly] | None:
    """Linear coefficients and higher terms of a goal that is tight at 0 and trades unknowns off."""
    ring = existence.ring
    if not ring.support(poly) <= {*existence.parameters, *moving}:
        return None
    at_zero, linear = poly, []
    for u in moving:
        at_zero = ring.substitute(at_zero, u, ring.zero, ring.one)[0]
        slope = poly.derivative(u)
        for v in moving:
            slope = ring.substitute(slope, v, ring.zero, ring.one)[0]
        linear.append(slope)
    if at_zero != 0 or sum(slope != 0 for slope in linear) < min(2, len(moving)):
        return None
    higher = poly
    for u, slope in zip(moving, linear, strict=True):
        higher = higher - slope * ring.gens[u]
    return linear, higher


def _positive_part(ring: Ring, poly: Poly) -> Poly:
    """The terms with positive coefficients."""
    return ring.decode([[c, e] for c, e in ring.encode(poly) if not c.startswith("-")])


def _determinant(ring: Ring, matrix: Sequence[Sequence[Poly]]) -> Poly:
    if not matrix:
        return ring.one
    total, sign = ring.zero, 1
    for j, entry in enumerate(matrix[0]):
        minor = [[*row[:j], *row[j + 1 :]] for row in matrix[1:]]
        total = total + sign * entry * _determinant(ring, minor)
        sign = -sign
    return total
