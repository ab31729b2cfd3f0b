r"""Whether unknowns exist at one point of the parameters, by elimination (Fourier and Motzkin).

At a point the goals are linear relations with numbers. One unknown after the other is eliminated:
from an equation that has it, else by adding each lower bound to each upper one. What is left has
numbers alone: unknowns exist iff these relations are true. Exact, strict bounds included; an
ordinary linear program has the answer in floats, and takes ten times as long where there are few
bounds.

References
----------
Schrijver, A. (1986). *Theory of Linear and Integer Programming*, section 12.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeAlias

import flint

from bargain.budget import spend
from bargain.exist.equations import Existence
from bargain.exist.linear.rows import Point, Row, exact_numbers
from bargain.refute.ring import Number, Poly, Ring, compares

__all__ = ["Clash", "clashes", "solvable_at"]

#: More bounds than this are not written out.
_BOUNDS = 100
_NONE, _ONE = flint.fmpq(0), flint.fmpq(1)
#: Multiples of goals, by position.
Multiples: TypeAlias = dict[int, Poly]


@dataclass(frozen=True, slots=True, eq=False)
class _Bound:
    """``values[:-1] @ unknowns + values[-1] rel 0``, and how it was made."""

    values: tuple[Number, ...]
    rel: str
    own: frozenset[int]
    made: tuple[int, _Bound, _Bound] | None = None  # the unknown that is gone, and from what


@dataclass(frozen=True, slots=True)
class Clash:
    """Multiples of goals that add up to a polynomial in the parameters, negative at a point.

    Attributes
    ----------
    multiples : mapping of int to polynomial
        By position of the goal; positive at the point, but for equations.
    total : polynomial
    """

    multiples: Multiples
    total: Poly


def solvable_at(existence: Existence, rows: Sequence[Row], point: Point) -> bool | None:
    """Whether unknowns meet all goals at a point; None if that takes too many bounds.

    Parameters
    ----------
    existence : Existence
    rows : sequence of Row
        Its goals.
    point : mapping of int to Fraction
        Values of the parameters.

    Examples
    --------
    >>> from fractions import Fraction
    >>> from bargain.exist.linear.rows import linear_rows
    >>> above = {"rel": ">=", "poly": [["-1", [1, 0]], ["1", [0, 1]]], "forall": []}
    >>> below = {"rel": ">", "poly": [["1", [0, 0]], ["-1", [0, 1]]], "forall": []}
    >>> names = {"variables": ["p", "x"], "parameters": ["p"], "unknowns": ["x"], "bound": []}
    >>> asked = Existence.read({**names, "region": [], "goals": [above, below]})
    >>> [solvable_at(asked, linear_rows(asked), {0: Fraction(p, 4)}) for p in (3, 4)]
    [True, False]
    """
    left = _left(existence.ring, existence.unknowns, rows, point, _tightest)
    return None if left is None else all(compares(b.rel, b.values[-1]) for b in left)


def clashes(
    ring: Ring, unknowns: Sequence[int], rows: Sequence[Row], point: Point
) -> Iterator[Clash]:
    """Yield what clashes at a point, few goals first; nothing where unknowns meet all.

    Parameters
    ----------
    ring : Ring
    unknowns : sequence of int
    rows : sequence of Row
    point : mapping of int to Fraction

    Examples
    --------
    >>> from fractions import Fraction
    >>> from bargain.exist.linear.rows import linear_row
    >>> ring = Ring(["p", "m", "x"])
    >>> p, m, x = ring.gens
    >>> rows = [linear_row(ring, ">=", poly, [2], [0, 1]) for poly in (m - p * x, x - 1)]
    >>> [clash] = clashes(ring, [2], rows, {0: Fraction(2), 1: Fraction(1)})
    >>> [str(f) for f in clash.multiples.values()], str(clash.total)
    (['x0', '1'], '-x0 + x1')
    """
    numbers = exact_numbers(ring, point)
    left = _left(ring, unknowns, rows, point, _different) or ()
    failing = [b for b in left if not compares(b.rel, b.values[-1])]
    for bound in sorted(failing, key=lambda b: (len(b.own), sorted(b.own))):
        multiples = _multiples(ring, unknowns, rows, bound, numbers)
        terms = (f * rows[i].constant for i, f in multiples.items())
        yield Clash(multiples, sum(terms, ring.zero))


def _left(
    ring: Ring,
    unknowns: Sequence[int],
    rows: Sequence[Row],
    point: Point,
    kept: Callable[[Iterable[_Bound]], list[_Bound]],
) -> list[_Bound] | None:
    """What is left without the unknowns; None if there are too many bounds.

    Of the bounds at each step some are kept, which say as much as all.
    """
    numbers = exact_numbers(ring, point)
    bounds: list[_Bound] = []
    for i, row in enumerate(rows):
        slopes = (row.slopes.get(u) for u in unknowns)
        values = (_NONE if s is None else s(*numbers) for s in slopes)
        bounds.append(_Bound((*values, row.constant(*numbers)), row.rel, frozenset([i])))
    for k in range(len(unknowns)):
        spend(10 * len(bounds))
        inside = [b for b in bounds if b.values[k] != 0]
        equal = next((b for b in inside if b.rel == "="), None)
        if equal is not None:
            pairs = [(equal, b) for b in inside if b is not equal]
        else:
            low = [b for b in inside if b.values[k] > 0]
            high = [b for b in inside if b.values[k] < 0]
            pairs = [(one, other) for one in low for other in high]
        bounds = [b for b in bounds if b.values[k] == 0]
        if len(bounds) + len(pairs) > _BOUNDS:
            return None
        bounds = kept(chain(bounds, (_joined(k, one, other) for one, other in pairs)))
    return bounds


def _different(bounds: Iterable[_Bound]) -> list[_Bound]:
    """Bounds without those that are the same and made of the same goals."""
    found: dict[object, _Bound] = {}
    for b in bounds:
        found.setdefault((b.values, b.rel, b.own), b)
    return list(found.values())


def _tightest(bounds: Iterable[_Bound]) -> list[_Bound]:
    """Equations, and of inequalities with one direction the one that implies the others."""
    found: dict[object, _Bound] = {}
    least: dict[object, tuple[Number, bool]] = {}
    for b in bounds:
        *slopes, end = b.values
        if b.rel == "=":
            found.setdefault(b.values, b)
            continue
        size = abs(next((s for s in slopes if s != 0), _ONE))
        direction = tuple([s / size for s in slopes])
        room = end / size, b.rel == ">="
        if direction not in least or room < least[direction]:
            least[direction], found[direction] = room, b
    return list(found.values())


def _joined(k: int, one: _Bound, other: _Bound) -> _Bound:
    """Two bounds added up without an unknown; the first may be an equation."""
    ratio = -other.values[k] / one.values[k]
    values = tuple([a * ratio + b for a, b in zip(one.values, other.values, strict=True)])
    rel = other.rel if one.rel == "=" else ">" if ">" in (one.rel, other.rel) else ">="
    return _Bound(values, rel, one.own | other.own, (k, one, other))


def _multiples(
    ring: Ring,
    unknowns: Sequence[int],
    rows: Sequence[Row],
    bound: _Bound,
    numbers: Sequence[Number],
) -> Multiples:
    """The multiples of goals that a bound is made of, as polynomials."""
    if bound.made is None:
        [own] = bound.own
        return {own: ring.one}
    k, one, other = bound.made
    parts = [_multiples(ring, unknowns, rows, b, numbers) for b in (one, other)]
    slopes = []
    for part in parts:
        terms = (f * s for i, f in part.items() if (s := rows[i].slopes.get(unknowns[k])))
        slopes.append(sum(terms, ring.zero))
    sign = 1 if one.values[k] > 0 else -1
    factors = (slopes[1] * -sign, slopes[0] * sign)  # of the first and the second
    found: Multiples = {}
    for part, factor in zip(parts, factors, strict=True):
        for i, f in part.items():
            found[i] = found.get(i, ring.zero) + f * factor
    return _coprime(ring, {i: f for i, f in found.items() if f != 0}, numbers)


def _coprime(ring: Ring, multiples: Multiples, numbers: Sequence[Number]) -> Multiples:
    """The same without a common factor, which is positive at the point."""
    common = ring.zero
    for f in multiples.values():
        common = ring.gcd(common, f) if common != 0 else f
    if common == 0 or common.is_constant():
        return multiples
    common = common if common(*numbers) > 0 else -common
    return {i: f / common for i, f in multiples.items()}
