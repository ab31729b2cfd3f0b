"""Exact polynomials with rational coefficients, within limits of size and work.

A polynomial in x_1..x_n is ``terms / den``: a map from monomials to non-zero integers, over one
positive integer. The monomial x^e is packed into the integer sum e_i 2^(16 i), so that multiplying
monomials is adding integers; fields never carry because every degree stays far below 2^16.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from bargain.check.certificate import Budget, Raw, items, rational, require

FIELD = 16  # bits of one exponent
MAX_VARIABLES = 200
EXPONENTS = range(201)  # of one variable in a certificate
MAX_DEGREE = 1_000  # total degree of any polynomial, given or computed
MAX_BITS = 1 << 16  # of one coefficient
MAX_SIZE = 1 << 29  # bits of all terms of one polynomial: bounds the memory


class Polynomial(NamedTuple):
    """``terms / den``; ``degree`` and ``bits`` are upper bounds, used for the limits."""

    terms: dict[int, int]
    den: int
    degree: int
    bits: int


class Ring:
    """Polynomials over named variables."""

    def __init__(self, names: Sequence[str], budget: Budget) -> None:
        require(len(names) <= MAX_VARIABLES, "too many variables")
        self.names, self.budget = tuple(names), budget
        self.zero, self.one = Polynomial({}, 1, 0, 1), Polynomial({0: 1}, 1, 0, 1)

    def _spend(self, operations: int, bits: int, size: int) -> None:
        # The cost of operations on coefficients of `bits`, and on their monomials, that leave at
        # most `size` of them; 1000 bits are what an entry of a dictionary takes besides.
        wide = bits + FIELD * len(self.names)
        self.budget.spend(1 + operations * (1 + (wide >> 8)) + ((bits >> 8) ** 2 >> 4))
        require(bits <= 4 * MAX_BITS and (wide + 1000) * size <= MAX_SIZE, "a polynomial is large")

    def _make(self, terms: dict[int, int], den: int, degree: int) -> Polynomial:
        terms = {m: v for m, v in terms.items() if v}
        bits = max(den.bit_length(), max(map(int.bit_length, terms.values()), default=0))
        require(degree <= MAX_DEGREE and bits <= MAX_BITS, "a degree or coefficient is too large")
        return Polynomial(terms, den, degree, bits)

    def read(self, data: Raw, where: str) -> Polynomial:
        """Read ``[coefficient, exponents]`` pairs in descending order; refuse any other form."""
        powers = [items(e, where, len(self.names)) for _, e in items(data, where)]
        require(all(e in EXPONENTS for row in powers for e in row), f"{where}: a large exponent")
        require(powers == sorted(powers, reverse=True), f"{where}: monomials are out of order")
        terms = []
        for (text, _), row in zip(data, powers, strict=True):
            monomial = sum(e << FIELD * i for i, e in enumerate(row) if e)
            self._spend(1 + len(row) // 8, 0, 0)
            terms.append((rational(text, where), Polynomial({monomial: 1}, 1, sum(row), 1)))
        result = self.sum(terms)  # a monomial that is there twice, or with zero, is there no more
        require(len(result.terms) == len(terms), f"{where}: a coefficient is zero or repeated")
        return result

    def variable(self, i: int) -> Polynomial:
        """Return the variable at position i as a polynomial."""
        return Polynomial({1 << FIELD * i: 1}, 1, 1, 1)

    def sum(self, summands: Iterable[tuple[Fraction | int, Polynomial]]) -> Polynomial:
        """Return sum c * p over the pairs ``(c, p)``, over one running common denominator."""
        total: dict[int, int] = {}
        den, degree = 1, 0
        for c, p in summands:
            common = math.lcm(den, p.den * c.denominator)
            bits = common.bit_length() + p.bits + c.numerator.bit_length()
            size = len(total) + len(p.terms)
            self._spend(len(p.terms) if common == den else size, bits, size)
            if common != den:
                total, den = {m: v * (common // den) for m, v in total.items()}, common
            scale = c.numerator * (den // (p.den * c.denominator))
            for m, v in p.terms.items():
                total[m] = total.get(m, 0) + v * scale
            degree = max(degree, p.degree)
        return self._make(total, den, degree)

    def product(self, *factors: Polynomial) -> Polynomial:
        """Return the product of the factors, 1 if there is none."""
        result = self.one
        for p in factors:
            out: dict[int, int] = {}
            for m, v in result.terms.items():
                self._spend(len(p.terms), result.bits + p.bits, len(out) + len(p.terms))
                for n, w in p.terms.items():
                    out[m + n] = out.get(m + n, 0) + v * w
            result = self._make(out, result.den * p.den, result.degree + p.degree)
        return result

    def minus(self, p: Polynomial) -> Polynomial:
        """Return -p."""
        return self.sum([(-1, p)])

    def less(self, p: Polynomial, q: Polynomial) -> Polynomial:
        """Return p - q."""
        return self.sum([(1, p), (-1, q)])

    def substitute(self, p: Polynomial, i: int, q: Polynomial) -> Polynomial:
        """Return p with the variable at position i replaced by q."""
        powers, summands = [self.one], []
        for m, v in p.terms.items():
            e = (m >> FIELD * i) % (1 << FIELD)
            while len(powers) <= e:
                powers.append(self.product(powers[-1], q))
            rest = self._make({m - (e << FIELD * i): v}, p.den, p.degree)
            summands.append((1, self.product(rest, powers[e])))
        return self.sum(summands)

    def mentions(self, p: Polynomial) -> set[int]:
        """Return the positions of the variables that occur in p."""
        fields = range(len(self.names))
        return {i for i in fields if any((m >> FIELD * i) % (1 << FIELD) for m in p.terms)}

    def value(self, p: Polynomial, point: Mapping[int, Fraction]) -> Fraction:
        """Return the exact value of p at ``point``, which has every variable that occurs."""
        for i, x in point.items():
            p = self.substitute(p, i, self.sum([(x, self.one)]))
        return Fraction(p.terms.get(0, 0), p.den)
