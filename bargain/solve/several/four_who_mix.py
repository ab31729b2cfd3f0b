r"""Four players who mix between two actions each, by elimination in exact arithmetic.

Let d play its first action with chance t and b with chance x. What makes a indifferent is linear in
the chances of c, what makes c indifferent in those of a:

.. math:: r(x, t) \cdot (c_1, c_2) = 0, \qquad s(x, t) \cdot (a_1, a_2) = 0,

so both are known up to a factor. Put into what makes b and d indifferent, they give polynomials
:math:`E_1` and :math:`E_2` in x of degree 2 and 3. A remainder of :math:`E_2` by :math:`E_1` is
:math:`P(t) x + Q(t)`, and their resultant is a polynomial in t: at each of its roots the chances of
all are polynomials in t (`bargain.solve.several.algebraic_root`).

A root at which r or s vanishes comes from the elimination; there the chances of a (or c) are those
that make b and d indifferent, if any do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import TypeAlias

import flint

from bargain.solve.several.algebraic_root import AlgebraicRoot, Row, positive, roots_between

__all__ = ["four_who_mix"]

InX: TypeAlias = list[flint.fmpz_poly]  # a polynomial in x: its coefficients, polynomials in t
Gains = Mapping[tuple[int, ...], int]  # of one player, by the actions of the others

_CHANCE, _REST = flint.fmpz_poly([0, 1]), flint.fmpz_poly([1, -1])


def four_who_mix(gains: Sequence[Gains]) -> Iterator[tuple[list[Row], AlgebraicRoot] | None]:
    """The weights of both actions of a, b, c and d, and where; None: something is not settled.

    Parameters
    ----------
    gains : sequence of mappings
        What a, b, c and d have more with action 0 than with action 1, by the actions of the others,
        in this order.

    Examples
    --------
    Each wants to differ from the next one:

    >>> turn = {0: 1, 1: 0, 2: 2, 3: 0}  # where the next one is among the others
    >>> others = list(product((0, 1), repeat=3))
    >>> gains = [{s: 2 * s[turn[i]] - 1 for s in others} for i in range(4)]
    >>> list(four_who_mix(gains))
    [None]
    """
    of_a, of_b, of_c, of_d = gains
    r = [_in_x({(b, d): of_a[b, k, d] for b, d in _PAIRS}) for k in (0, 1)]
    s = [_in_x({(b, d): of_c[i, b, d] for b, d in _PAIRS}) for i in (0, 1)]
    c, a = [r[1], _minus(r[0])], [s[1], _minus(s[0])]
    e1, e2 = [flint.fmpz_poly([])] * 3, [flint.fmpz_poly([])] * 4
    for i, k in _PAIRS:
        both = _times(a[i], c[k])
        mean = _mean(of_b[i, k, 0], of_b[i, k, 1])
        first, second = of_d[i, 0, k], of_d[i, 1, k]
        for power, v in enumerate(both):
            e1[power] += v * mean
            e2[power] += v * second
            e2[power + 1] += v * (first - second)
    resultant, p, q = _eliminated(e1, e2)
    if not resultant:
        yield None
        return
    for root in roots_between(resultant):
        if not root.sign(p):
            yield None
            continue
        x = positive([-q, p + q], root)
        if x is None:
            continue
        t = [_CHANCE, _REST]
        at_x = {
            name: [one[0] * p - one[1] * q for one in side] for name, side in (("a", a), ("c", c))
        }
        free = [name for name, side in at_x.items() if not any(map(root.sign, side))]
        if len(free) == 2:
            yield None
            continue
        for name in free:  # not told by s or r: by what makes b and d indifferent
            known = at_x["c" if name == "a" else "a"]
            rows = [[flint.fmpz_poly([])] * 2, [flint.fmpz_poly([])] * 2]
            for own, other, last in product((0, 1), repeat=3):
                i, k = (own, other) if name == "a" else (other, own)
                rows[0][own] += known[other] * t[last] * of_b[i, k, last]
                rows[1][own] += known[other] * x[last] * of_d[i, last, k]
            at_x[name] = _both_zero(rows, root) or []
        if [] in at_x.values():
            continue
        if not all(any(map(root.sign, side)) for side in at_x.values()):
            yield None
            continue
        weights = [positive(side, root) for side in at_x.values()]
        if weights[0] is not None and weights[1] is not None:
            yield [weights[0], x, weights[1], t], root


_PAIRS = list(product((0, 1), repeat=2))


def _mean(first: int, second: int) -> flint.fmpz_poly:
    """Of two values with chances t and 1 - t."""
    return flint.fmpz_poly([second, first - second])


def _in_x(values: Mapping[tuple[int, int], int]) -> InX:
    """The mean of values by the actions of b and d, with chances x and t."""
    first, second = (_mean(values[b, 0], values[b, 1]) for b in (0, 1))
    return [second, first - second]


def _minus(side: InX) -> InX:
    return [-v for v in side]


def _times(one: InX, two: InX) -> InX:
    return [one[0] * two[0], one[0] * two[1] + one[1] * two[0], one[1] * two[1]]


def _eliminated(e1: InX, e2: InX) -> tuple[flint.fmpz_poly, flint.fmpz_poly, flint.fmpz_poly]:
    """A polynomial in t that is zero where both are, and the remainder p x + q of the second."""
    c1, b1, lead = e1
    g, f, e, d = e2
    e, f, g = lead * e - d * b1, lead * f - d * c1, lead * g
    p, q = lead * f - e * b1, lead * g - e * c1
    resultant = lead * q * q - b1 * p * q + c1 * p * p
    return (resultant // (lead * lead) if lead else resultant), p, q


def _both_zero(rows: list[Row], root: AlgebraicRoot) -> Row | None:
    """Two weights on which two rows are zero at the root; zeros: any; None: no weights."""
    (u0, u1), (v0, v1) = rows
    if root.sign(u0 * v1 - u1 * v0):
        return None
    return [u1, -u0] if root.sign(u0) or root.sign(u1) else [v1, -v0]
