r"""Polynomials of a statement: the sparse exact lists of a certificate, as elements of a ring.

A statement names its variables :math:`x_1, \dots, x_n` in a fixed order and writes a polynomial as
a list of ``[coefficient, [e_1, \dots, e_n]]`` with the exponent tuples in descending order.  The
provers calculate in :math:`\mathbb{Q}[x_1, \dots, x_n]` (python-flint); nothing here rounds.

A *relation* is a polynomial compared with zero, ``p = 0``, ``p >= 0`` or ``p > 0``.  A
*disjunction* is a list of alternatives, each a conjunction of relations.  Either is a *hypothesis*.

Factors, common divisors and resultants of *large* polynomials are found in a process apart, since
one call for them may be long (`bargain.apart`).  What would be of a size that no proof can
use is not begun; sizes decide that, never the time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb, prod
from typing import Any, TypeAlias

import flint

from bargain import apart
from bargain.budget import TooLarge, spend
from bargain.check.certificate import Data, Plain
from bargain.refute import packed
from bargain.refute.packed import Number, Poly

__all__ = [
    "Data",
    "Disjunction",
    "Factors",
    "Hypothesis",
    "Key",
    "Number",
    "Plain",
    "Poly",
    "PolyData",
    "Relation",
    "Ring",
    "compares",
]

#: A polynomial as a statement writes it.
PolyData: TypeAlias = list[Any]
#: A constant and the irreducible factors with their multiplicities.
Factors: TypeAlias = tuple[Number, list[tuple[Poly, int]]]
#: What sorts polynomials and finds equal ones; `Ring.key`.
Key: TypeAlias = tuple[Any, ...]

#: Up to these sizes a library call takes hundredths of a second: degree, terms, bits.
_DEGREE, _TERMS, _BITS = 20, 200, 2_000
#: The same for a resultant, in columns of its matrix times terms.
_ELIMINATION = 400
#: Terms times columns, degree and words of a coefficient of one long call: more is not begun.
_MOST_WORK = 5_000_000
#: More products of terms than this are not multiplied out.
_MOST_PRODUCTS = 3_000_000


#: More factorisations than this are not remembered; then the memory starts again.
_MEMORY = 20_000


def compares(rel: str, value: Number) -> bool:
    """Whether ``value rel 0`` is true of an exact number."""
    return bool(value == 0 if rel == "=" else value >= 0 if rel == ">=" else value > 0)


@dataclass(frozen=True, slots=True)
class Relation:
    """The comparison ``poly rel 0`` with ``rel`` one of ``=``, ``>=``, ``>``."""

    rel: str
    poly: Poly

    def holds_at(self, point: Sequence[Number]) -> bool:
        """Whether it holds at exact values of all variables (flint's numbers)."""
        if point:
            return compares(self.rel, self.poly(*point))
        return compares(self.rel, self.poly.leading_coefficient() if self.poly != 0 else 0)

    def negated(self) -> tuple[Relation, ...]:
        """Relations of which one holds wherever this one fails.

        Examples
        --------
        >>> x = Ring(["x"]).gen("x")
        >>> Relation(">=", x).negated() == (Relation(">", -x),)
        True
        """
        if self.rel == "=":
            return Relation(">", self.poly), Relation(">", -self.poly)
        return (Relation(">" if self.rel == ">=" else ">=", -self.poly),)

    def opposites(self) -> list[list[Hypothesis]]:
        """Sets of hypotheses; the relation holds where each of the sets is contradictory."""
        return [[relation] for relation in self.negated()]

    @property
    def relations(self) -> tuple[Relation, ...]:
        """The relation."""
        return (self,)

    def mapped(self, change: Callable[[Poly], Poly]) -> Relation:
        """The same comparison of another polynomial."""
        return Relation(self.rel, change(self.poly))


@dataclass(frozen=True, slots=True)
class Disjunction:
    """At least one of the alternatives holds; each alternative is a conjunction of relations."""

    alternatives: tuple[tuple[Relation, ...], ...]

    def holds_at(self, point: Sequence[Number]) -> bool:
        """Whether it holds at exact values of all variables (flint's numbers)."""
        return any(all(r.holds_at(point) for r in a) for a in self.alternatives)

    def opposites(self) -> list[list[Hypothesis]]:
        """Sets of hypotheses; it holds where each of the sets (here one) is contradictory."""
        parts: list[Hypothesis] = []
        for alternative in self.alternatives:
            fails = [n for r in alternative for n in r.negated()]
            parts.append(fails[0] if len(fails) == 1 else Disjunction(tuple((n,) for n in fails)))
        return [parts]

    @property
    def relations(self) -> tuple[Relation, ...]:
        """All relations of all alternatives."""
        return tuple(r for alternative in self.alternatives for r in alternative)

    def mapped(self, change: Callable[[Poly], Poly]) -> Disjunction:
        """The same comparisons of other polynomials."""
        return Disjunction(tuple(tuple(r.mapped(change) for r in a) for a in self.alternatives))


Hypothesis: TypeAlias = Relation | Disjunction


class Ring:
    r"""The ring :math:`\mathbb{Q}[x_1, \dots, x_n]` of a statement's variables.

    Parameters
    ----------
    names : sequence of str
        Variables in the order of the statement.

    Examples
    --------
    >>> ring = Ring(["x", "y"])
    >>> p = ring.decode([["1/2", [1, 1]], ["-1", [0, 0]]])
    >>> ring.encode(2 * p)
    [['1', [1, 1]], ['-2', [0, 0]]]
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        # A ring without variables still has to hold constants: one silent generator.
        self.width = max(1, len(self.names))
        self._context = packed.context(self.width)
        self.gens: tuple[Poly, ...] = tuple(self._context.gens()[: len(self.names)])
        self.index = {name: i for i, name in enumerate(self.names)}
        self._factors: dict[str, Factors] = {}
        self._factored: dict[Key, Factors | TooLarge] = {}
        self.one: Poly = self._context.constant(1)
        self.zero: Poly = self._context.constant(0)

    def gen(self, name: str) -> Poly:
        """Return the variable called `name`."""
        return self.gens[self.index[name]]

    def pinned(self, point: Mapping[str, Fraction]) -> list[Relation]:
        """Equations that say which values variables have."""
        return [Relation("=", self.gen(n) - self.constant(value)) for n, value in point.items()]

    def point(self, values: Mapping[str, Fraction]) -> list[Number]:
        """Values of all variables as flint's numbers; 0 where none is given."""
        exact = (values.get(name, Fraction(0)) for name in self.names)
        return [flint.fmpq(v.numerator, v.denominator) for v in exact]

    def constant(self, value: int | Fraction | str) -> Poly:
        """Return the constant polynomial of an exact number."""
        number = Fraction(value)
        return self._context.constant(flint.fmpq(number.numerator, number.denominator))

    def decode(self, data: Iterable[Sequence[Any]]) -> Poly:
        """Read a polynomial from a statement, which may have further variables after these."""
        terms: dict[tuple[int, ...], Number] = {}
        for coefficient, exponents in data:
            number = Fraction(coefficient)
            assert not any(exponents[self.width :])
            key = (*exponents[: self.width], *(0,) * (self.width - len(exponents)))
            terms[key] = flint.fmpq(number.numerator, number.denominator)
        return self._context.from_dict(terms)

    def encode(self, poly: Poly) -> PolyData:
        """Write a polynomial as a statement does."""
        width = len(self.names)
        items = sorted(poly.to_dict().items(), reverse=True)
        return [[str(value), [int(e) for e in exponents[:width]]] for exponents, value in items]

    def hypothesis(self, data: Data) -> Hypothesis:
        """Read one hypothesis of a statement."""
        if data["rel"] == "or":
            return Disjunction(
                tuple(
                    tuple(Relation(rel, self.decode(poly)) for rel, poly in alternative)
                    for alternative in data["any"]
                )
            )
        return Relation(data["rel"], self.decode(data["poly"]))

    def plain(self, hypothesis: Hypothesis, name: str, text: str = "") -> Plain:
        """Write a hypothesis as a statement does."""
        if isinstance(hypothesis, Relation):
            poly = self.encode(hypothesis.poly)
            return {"name": name, "text": text, "rel": hypothesis.rel, "poly": poly}
        parts = [[[r.rel, self.encode(r.poly)] for r in a] for a in hypothesis.alternatives]
        return {"name": name, "text": text, "rel": "or", "any": parts}

    def degree(self, poly: Poly) -> int:
        """Return the total degree, 0 for a constant."""
        return max(0, int(poly.total_degree()))

    def support(self, poly: Poly) -> frozenset[int]:
        """Return the positions of the variables that occur in `poly`."""
        return frozenset(i for i, d in enumerate(poly.degrees()[: len(self.names)]) if int(d) > 0)

    def coefficients_in(self, poly: Poly, position: int) -> dict[int, Poly]:
        """Return the coefficients of `poly` as a polynomial in one variable, by power."""
        if poly != 0 and int(poly.degrees()[position]) == 0:
            return {0: poly}
        parts: dict[int, dict[tuple[int, ...], Number]] = {}
        for exponents, value in poly.to_dict().items():
            power = int(exponents[position])
            rest = (*exponents[:position], 0, *exponents[position + 1 :])
            parts.setdefault(power, {})[rest] = value
        return {power: self._context.from_dict(part) for power, part in parts.items()}

    def substitute(self, poly: Poly, position: int, num: Poly, den: Poly) -> tuple[Poly, int]:
        """Return ``(den**k * poly(x := num/den), k)`` with k the degree of `poly` in x."""
        parts = self.coefficients_in(poly, position)
        top = max(parts, default=0)
        work = sum(
            len(part) * _terms_of_power(num, power) * _terms_of_power(den, top - power)
            for power, part in parts.items()
        )
        if work > _MOST_PRODUCTS:
            raise TooLarge(
                f"putting a quotient into a polynomial of degree {top} in {self.names[position]} "
                "was left out: the result is too large"
            )
        spend(work)
        result = self.zero
        for power, part in parts.items():
            result = result + part * num**power * den ** (top - power)
        return result, top

    def factors(self, poly: Poly) -> Factors:
        """Return the constant and the irreducible factors with multiplicity, in a fixed order."""
        name = repr(poly)
        found = self._factors.get(name)
        if found is None:
            spend(20 * len(poly) * (1 + self.degree(poly)))
            constant, parts = self._factored_apart(poly) if self._long(poly) else poly.factor()
            ordered = sorted(parts, key=lambda item: (self.key(item[0]), int(item[1])))
            if len(self._factors) >= _MEMORY:
                self._factors.clear()
            found = constant, [(factor, int(power)) for factor, power in ordered]
            self._factors[name] = found
        return found[0], list(found[1])

    def _factored_apart(self, poly: Poly) -> Factors:
        """The factors of a large polynomial, which is tried only once."""
        key = self.key(poly)
        if key not in self._factored:
            try:
                self._allow("the factorisation", poly)
                (p, q), parts = apart.call(packed.factor, self.width, packed.pack(poly))
                factors = [(packed.unpack(self.width, f), k) for f, k in parts]
                self._factored[key] = flint.fmpq(p, q), factors
            except TooLarge as end:
                self._factored[key] = end
        found = self._factored[key]
        if isinstance(found, TooLarge):
            raise TooLarge(str(found))
        return found

    def gcd(self, first: Poly, second: Poly) -> Poly:
        """Return the greatest common divisor."""
        if self._long(first) and self._long(second):
            self._allow("the common divisor", first, second)
            return self._apart(packed.gcd, first, second)
        spend(20 * len(first) * len(second))
        return first.gcd(second)

    def resultant(self, first: Poly, second: Poly, position: int) -> Poly:
        """Return the resultant in the variable at a position."""
        columns = sum(int(p.degrees()[position]) for p in (first, second))
        long = columns * (len(first) + len(second)) > _ELIMINATION
        if self._long(first) or self._long(second) or long:
            self._allow("the resultant", first, second, columns=columns)
            return self._apart(packed.resultant, first, second, position)
        spend(20 * columns * len(first) * len(second))
        return first.resultant(second, position)

    def _apart(
        self, function: Callable[..., packed.Packed], first: Poly, second: Poly, *more: int
    ) -> Poly:
        """What a function of packed polynomials makes of two, in a process apart."""
        operands = packed.pack(first), packed.pack(second)
        return packed.unpack(self.width, apart.call(function, self.width, *operands, *more))

    def is_large(self, poly: Poly) -> bool:
        """Return whether a library may need long for a polynomial of its size.

        Examples
        --------
        >>> ring = Ring(["x", "y"])
        >>> ring.is_large(ring.gen("x") + 1), ring.is_large(ring.gen("x") ** 60 + 1)
        (False, True)
        """
        if len(poly) > _TERMS or self.degree(poly) > _DEGREE:
            return True
        return any(max(c.p.bit_length(), c.q.bit_length()) > _BITS for c in poly.coeffs())

    def _long(self, poly: Poly) -> bool:
        """Whether one call for the polynomial may be long."""
        return len(poly) > 1 and self.is_large(poly)

    def _allow(self, what: str, *polys: Poly, columns: int = 1) -> None:
        """Count the work of a long call; refuse one that is too large to be of use."""
        bits = max(max(c.p.bit_length(), c.q.bit_length()) for p in polys for c in p.coeffs())
        terms = prod(len(p) for p in polys)
        work = terms * columns * max(self.degree(p) for p in polys) * (1 + bits // 64)
        if work > _MOST_WORK:
            sizes = " and ".join(map(self._size, polys))
            raise TooLarge(f"{what} of {sizes} was left out: it is too large")
        spend(work)

    def _size(self, poly: Poly) -> str:
        return f"a polynomial of degree {self.degree(poly)} with {len(poly)} terms"

    def primitive(self, poly: Poly) -> tuple[Number, Poly]:
        """Return ``(c, p)`` with ``poly = c p``, c > 0 and p with coprime integer coefficients."""
        values = poly.coeffs()
        if not values:
            return flint.fmpq(1), poly
        numerator, denominator = flint.fmpz(0), flint.fmpz(1)
        for value in values:
            numerator = numerator.gcd(value.p)
            denominator = denominator.lcm(value.q)
        scale = flint.fmpq(numerator, denominator)
        return scale, poly * (1 / scale)

    def upright(self, poly: Poly) -> Poly:
        """The primitive multiple with a positive leading coefficient: one for all multiples."""
        _, primitive = self.primitive(poly)
        return primitive if primitive.leading_coefficient() > 0 else -primitive

    def key(self, poly: Poly) -> Key:
        """Return a total order on polynomials that does not depend on the run."""
        spend(5 + len(poly))
        terms = [
            (tuple(map(int, exps)), int(c.p), int(c.q))
            for exps, c in zip(poly.monoms(), poly.coeffs(), strict=True)
        ]
        return self.degree(poly), len(terms), tuple(terms)

    def values_at(self, poly: Poly, point: Mapping[str, Fraction]) -> Poly:
        """Return `poly` with some variables replaced by exact numbers."""
        return poly.subs(
            {
                self.index[name]: flint.fmpq(value.numerator, value.denominator)
                for name, value in point.items()
            }
        )


def _terms_of_power(poly: Poly, power: int) -> int:
    """A bound on the number of terms of a power."""
    terms = max(1, len(poly))
    dense = prod(max(0, int(d)) * power + 1 for d in poly.degrees())  # of 0 they are -1
    return min(comb(power + terms - 1, power), dense)
