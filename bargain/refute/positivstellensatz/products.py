r"""The columns of a Positivstellensatz linear program: products of facts, multiples of equations.

A column is a polynomial: a product :math:`\prod_{i \in t} p_i` of facts, perhaps times a square, or
a monomial times an equation. Its monomials are *codes*: with D above every exponent that can occur
and :math:`2^b > D`, the monomial :math:`x^e` is the number :math:`\sum_i e_i 2^{(b+1)(n-1-i)}`.
Codes of products add up, their order is the lexicographic one of the exponents, and the spare bit
of each variable shows a negative exponent after a subtraction. So the columns that a shift makes
are sums of arrays. Coefficients are floats here; whoever trusts a combination expands it exactly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bargain.budget import spend
from bargain.refute.ring import Poly, Relation, Ring

Exponents: TypeAlias = tuple[int, ...]
#: Integers of a machine word, or of any size where one word is not enough.
Integers: TypeAlias = NDArray[Any]
Floats: TypeAlias = NDArray[np.float64]
#: More products than this are not remembered; then the memory starts again.
_MEMORY = 30_000


@dataclass(frozen=True, slots=True)
class Expanded:
    """A polynomial with its exponents (one row per monomial) and coefficients, scaled to 1."""

    poly: Poly
    exponents: Integers
    values: Floats
    degree: int


@dataclass(frozen=True, slots=True)
class Product:
    """A product of facts, by position, and of squares."""

    facts: tuple[int, ...]
    squares: tuple[Poly, ...] = ()


@dataclass(frozen=True, slots=True)
class Multiple:
    """A monomial times an equation, by position."""

    equation: int
    shift: Exponents


#: What a column is made of.
Label: TypeAlias = Product | Multiple


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it is made of, and its monomials with scaled coefficients.

    Attributes
    ----------
    label : Product or Multiple
    codes, values : array
    strict : bool
        Whether it is a product of strict facts.
    cost : float
    """

    label: Label
    codes: Integers
    values: Floats
    strict: bool
    cost: float


class Products:
    """Memory of expanded products, shared between the searches over one ring."""

    def __init__(self, ring: Ring) -> None:
        self.ring = ring
        self._numbers: dict[str, int] = {}
        self._known: dict[tuple[int, ...], Expanded] = {}

    def number(self, poly: Poly) -> int:
        """A number for the polynomial; equal polynomials have one number."""
        return self._numbers.setdefault(repr(poly), len(self._numbers))

    def of(self, poly: Poly) -> Expanded:
        """The polynomial expanded."""
        return self.product((self.number(poly),), (poly,))

    def _expand(self, poly: Poly) -> Expanded:
        width = max(1, len(self.ring.names))
        rows = [[int(e) for e in m] for m in poly.monoms()]
        exponents = np.array(rows, dtype=np.int64).reshape(len(rows), width)
        coefficients = poly.coeffs()
        # exact: the coefficients of one column may be beyond the range of floats
        scale = max(map(abs, coefficients), default=1)
        values = np.array([float(c / scale) for c in coefficients], dtype=np.float64)
        degree = int(exponents.sum(axis=1).max()) if rows else 0
        return Expanded(poly, exponents, values, degree)

    def product(self, numbers: tuple[int, ...], factors: Sequence[Poly]) -> Expanded:
        """The product of the factors, whose numbers are given in the same order."""
        key = tuple(sorted(numbers))
        found = self._known.get(key)
        if found is None:
            spend(20 + 4 * sum(map(len, factors)))
            if len(self._known) >= _MEMORY:
                self._known.clear()
            found = self._known[key] = self._expand(self._multiply(key, numbers, factors))
        return found

    def _multiply(
        self, key: tuple[int, ...], numbers: tuple[int, ...], factors: Sequence[Poly]
    ) -> Poly:
        if not factors:
            return self.ring.one
        known = self._known.get(tuple(sorted(numbers[:-1])))
        if known is not None:
            return known.poly * factors[-1]
        result = factors[0]
        for factor in factors[1:]:
            result = result * factor
        return result


class Codes:
    """Monomials as numbers.

    Parameters
    ----------
    width : int
        The number of variables.
    top : int
        No exponent is above it.
    """

    def __init__(self, width: int, top: int) -> None:
        self.bits = max(1, top).bit_length()
        step = self.bits + 1
        wide = width * step > 62
        self.dtype: type[object] = object if wide else np.int64
        self.places = [step * (width - 1 - i) for i in range(width)]
        self._places = np.array(self.places, dtype=self.dtype)
        self.weights = np.array([1 << place for place in self.places], dtype=self.dtype)
        self.guards = sum(1 << (place + self.bits) for place in self.places)

    def of(self, exponents: Integers) -> Integers:
        """The codes of rows of exponents."""
        codes: Integers = exponents.astype(self.dtype) @ self.weights
        return codes

    def exponents(self, code: int) -> Exponents:
        """The exponents of a code."""
        mask = (1 << self.bits) - 1
        return tuple((int(code) >> place) & mask for place in self.places)

    def rows(self, codes: Sequence[int]) -> list[list[int]]:
        """The exponents of codes."""
        array = np.array(codes, dtype=self.dtype)[:, None]
        found: list[list[int]] = ((array >> self._places) & ((1 << self.bits) - 1)).tolist()
        return found

    def zero_at(self, positions: Sequence[int]) -> int:
        """A mask for the exponents of some variables."""
        return sum(((1 << self.bits) - 1) << self.places[p] for p in positions)

    def shifts(self, targets: Integers, own: Integers, forbidden: int = 0) -> list[int]:
        """Codes of monomials that move one of `own` to a target, in the order of the targets."""
        guarded = (targets | self.guards)[:, None] - own[None, :]
        fits = ((guarded & self.guards) == self.guards) & ((guarded & forbidden) == 0)
        return list(dict.fromkeys((guarded[fits] ^ self.guards).tolist()))


@dataclass(frozen=True, slots=True)
class _Plan:
    """A product that is not multiplied out yet."""

    indices: tuple[int, ...]
    square: int | None
    strict: bool


@dataclass(frozen=True, slots=True)
class _Made:
    """A product of facts, in the order of their positions."""

    facts: tuple[int, ...] = ()
    degree: int = 0
    strict: bool = True
    weight: int = 0

    def times(self, other: _Made) -> _Made:
        """The product of both."""
        strict = self.strict and other.strict
        degree, weight = self.degree + other.degree, self.weight + other.weight
        return _Made(self.facts + other.facts, degree, strict, weight)


def _layers(singles: Sequence[_Made], factors: int, degree: int, limit: int) -> list[_Made]:
    """Products of facts within the bounds, those of fewer factors first."""
    layer = [_Made()]
    everything = list(layer)
    for _ in range(factors):
        new: list[_Made] = []
        for made in layer:
            if len(everything) + len(new) >= limit:
                break
            last = made.facts[-1:]
            fits = (s for s in singles if s.facts >= last and made.degree + s.degree <= degree)
            new += map(made.times, fits)
        everything += new[: limit - len(everything)]
        layer = new
        if len(everything) >= limit:
            break
    return everything


def plan(
    ring: Ring,
    facts: Sequence[Relation],
    squares: Sequence[Poly],
    weight: Callable[[Poly], int],
    *,
    factors: int,
    degree: int,
    limit: int,
) -> list[list[_Plan]]:
    """All products within the bounds by weight, shortest first; only weights with a strict one.

    Parameters
    ----------
    weight : callable
        The weight of a homogeneous polynomial: a number, the sum of those of its factors.
    factors, degree, limit : int
        Bounds on the factors of a product, its degree, and the number of products.
    """
    singles = [
        _Made((i,), ring.degree(f.poly), f.rel == ">", weight(f.poly))
        for i, f in enumerate(facts)
        if f.rel != "="
    ]
    everything = _layers(singles, factors, degree, limit)
    plans: dict[int, list[_Plan]] = defaultdict(list)
    for made in everything:
        plans[made.weight].append(_Plan(made.facts, None, made.strict))
    strict_weights = {w for w, group in plans.items() if any(p.strict for p in group)}
    count = 0
    distinct = list(plans)
    for k, square in enumerate(squares):
        room = degree + 2 - 2 * ring.degree(square)
        double = 2 * weight(square)
        useful = {w: w + double for w in distinct if w + double in strict_weights}
        if not useful:
            continue
        for made in everything:
            fits = made.degree <= room and len(made.facts) < max(2, factors)
            if made.weight in useful and fits and count < limit:
                plans[useful[made.weight]].append(_Plan(made.facts, k, False))
                count += 1
    equations = any(f.rel == "=" for f in facts)
    return [plans[w] for w in sorted(strict_weights) if equations or len(plans[w]) > 1]


class Builder:
    """Makes the columns of one search.

    Parameters
    ----------
    products : Products
    facts : sequence of Relation
    squares : sequence of polynomials
    plans : list of lists
        The products, from :func:`plan`.
    degree : int
        The bound on the degree of multiples of equations.
    """

    def __init__(
        self,
        products: Products,
        facts: Sequence[Relation],
        squares: Sequence[Poly],
        plans: Sequence[Sequence[_Plan]],
        degree: int,
    ) -> None:
        self.facts = facts
        self.degree = degree
        self.expanded = [products.of(f.poly) for f in facts]
        self._numbers = [products.number(f.poly) for f in facts]
        self._squares = [(products.number(q), q) for q in squares]
        self._products = products
        self._plans = plans
        self._made = [[self._expand(p) for p in group] for group in plans]
        most = max((e.degree for e in self.expanded), default=0)
        self._top = max((e.degree for group in self._made for e in group), default=0)
        width = max(1, len(products.ring.names))
        self.codes = Codes(width, max(self._top + most, degree) + most)
        self.own = [self.codes.of(e.exponents) for e in self.expanded]
        self.signs: dict[int, int] = {}

    def _expand(self, made: _Plan) -> Expanded:
        numbers = tuple(self._numbers[i] for i in made.indices)
        factors = [self.facts[i].poly for i in made.indices]
        if made.square is not None:
            number, square = self._squares[made.square]
            numbers, factors = (*numbers, number, number), [*factors, square, square]
        return self._products.product(numbers, factors)

    def group(self, which: int) -> list[Column]:
        """The products of one weight."""
        made = self._made[which]
        sizes = [len(e.values) for e in made]
        codes = self.codes.of(np.concatenate([e.exponents for e in made]))
        parts = np.split(codes, np.cumsum(sizes)[:-1])
        result = []
        for p, e, part in zip(self._plans[which], made, parts, strict=True):
            cost = 1.0 + 0.1 * len(p.indices)
            chosen: tuple[Poly, ...] = ()
            if p.square is not None:
                chosen = (self._squares[p.square][1],)
                cost += 0.5
            result.append(Column(Product(p.indices, chosen), part, e.values, p.strict, cost))
        return result

    def signed(self) -> dict[int, int]:
        """Variables that a fact says to be positive or non-negative, with that fact's position."""
        result: dict[int, int] = {}
        for i, (fact, expanded) in enumerate(zip(self.facts, self.expanded, strict=True)):
            if fact.rel == "=" or len(expanded.values) != 1 or expanded.degree != 1:
                continue
            if fact.poly.leading_coefficient() > 0:
                position = int(np.argmax(expanded.exponents[0]))
                if position not in result or fact.rel == ">":
                    result[position] = i
        return result

    def reaching(self, group: Sequence[Column], signs: dict[int, int], limit: int) -> list[Column]:
        """Products of one fact, or none, with a monomial that hit monomials of the group."""
        targets = np.unique(np.concatenate([c.codes for c in group]))
        if len(targets) > limit:
            return []
        seen = {c.label for c in group if isinstance(c.label, Product) and not c.label.squares}
        width = len(self.codes.places)
        forbidden = self.codes.zero_at([p for p in range(width) if p not in signs])
        none = np.zeros(1, dtype=self.codes.dtype)
        others: list[tuple[tuple[int, ...], Integers, Floats, bool]] = [
            ((), none, np.ones(1), True)
        ]
        for i, fact in enumerate(self.facts):
            if fact.rel != "=" and len(self.expanded[i].values) > 1:
                others.append(((i,), self.own[i], self.expanded[i].values, fact.rel == ">"))
        result: list[Column] = []
        for start, own, values, strict in others:
            shifts = self.codes.shifts(targets, np.sort(own), forbidden)
            for shift, powers in zip(shifts, self.codes.rows(shifts), strict=True):
                if len(result) > limit:
                    return result
                extra = [signs[p] for p, e in enumerate(powers) if e for _ in range(e)]
                label = Product(tuple(sorted([*start, *extra])))
                if label in seen:
                    continue
                seen.add(label)
                both = strict and all(self.facts[i].rel == ">" for i in extra)
                cost = 1.0 + 0.1 * len(label.facts)
                result.append(Column(label, own + shift, values, both, cost))
        return result

    def multiples(self, group: Sequence[Column], limit: int) -> list[Column]:
        """Multiples of equations by monomials that meet the monomials of a group."""
        equations = [i for i, f in enumerate(self.facts) if f.rel == "="]
        if not equations or not group:
            return []
        codes = self.codes
        frontier = np.unique(np.concatenate([c.codes for c in group]))
        reach = self.degree
        if len(frontier):
            mask = (1 << codes.bits) - 1
            sums = np.sum([(frontier >> p) & mask for p in codes.places], axis=0)
            reach = max(reach, int(sums.max()))
        known = set(frontier.tolist())
        seen: set[tuple[int, int]] = set()
        result: list[Column] = []
        while len(frontier) and len(result) < limit:
            fresh: set[int] = set()
            for i in equations:
                own = self.own[i]
                shifts = codes.shifts(frontier, own)
                for shift, powers in zip(shifts, codes.rows(shifts), strict=True):
                    if (i, shift) in seen:
                        continue
                    seen.add((i, shift))
                    if sum(powers) + self.expanded[i].degree > reach:
                        continue
                    moved, values = own + shift, self.expanded[i].values
                    label = Multiple(i, tuple(powers))
                    result.append(Column(label, moved, values, False, 0.0))
                    fresh.update(moved.tolist())
            fresh -= known
            known |= fresh
            frontier = np.array(sorted(fresh), dtype=codes.dtype)
        return result
