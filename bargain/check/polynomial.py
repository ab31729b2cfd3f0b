"""Exact polynomials with rational coefficients, and the budget of the work done on them.

A polynomial over variables x_1..x_n is ``numerators / den``: a map from monomials to non-zero
integers over one positive integer. A monomial x^e is packed into the integer sum e_i 2^(16 i), so
that multiplying monomials is adding integers; fields never carry because every degree stays below
2^16. In a certificate a polynomial is the list of ``[coefficient, [e_1..e_n]]`` in descending
order of exponents, without zeros or repetitions. All identities are exact: nothing is rounded.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from bargain.check.certificate import CertificateError, items, rational

FIELD = 16  # bits of one exponent
MAX_VARIABLES = 200
MAX_EXPONENT = 200  # of one variable in a certificate
MAX_DEGREE = 1_000  # total degree of any polynomial, given or computed; < 2**FIELD
MAX_BITS = 1 << 16  # of one coefficient
MAX_SIZE = 1 << 29  # bits of all coefficients of one polynomial: bounds the memory
WORK = 20_000_000  # elementary coefficient operations in one certificate: bounds the time


class Polynomial(NamedTuple):
    """``terms / den``; ``degree`` and ``bits`` are upper bounds used for the limits."""

    terms: dict[int, int]
    den: int
    degree: int
    bits: int


class Ring:
    """Polynomials over named variables that share one budget of work.

    >>> ring = Ring(["x", "y"])
    >>> p = ring.read([["1", [1, 0]], ["-1/2", [0, 1]]], "p")
    >>> ring.value(ring.product([p, p]), {0: Fraction(1), 1: Fraction(1)})
    Fraction(1, 4)
    """

    def __init__(self, names: Sequence[str]) -> None:
        if len(names) > MAX_VARIABLES:
            raise CertificateError(f"more than {MAX_VARIABLES} variables")
        self.names = tuple(names)
        self.work = WORK
        self.zero = Polynomial({}, 1, 0, 1)
        self.one = Polynomial({0: 1}, 1, 0, 1)

    def spend(self, operations: int) -> None:
        """Take ``operations`` from the budget and refuse to go below zero."""
        self.work -= operations
        if self.work < 0:
            raise CertificateError("the proof needs more work than the checker allows")

    def _make(self, terms: dict[int, int], den: int, degree: int) -> Polynomial:
        bits = max(map(int.bit_length, terms.values()), default=0)
        bits = max(bits, den.bit_length())
        if degree > MAX_DEGREE or bits > MAX_BITS or bits * len(terms) > MAX_SIZE:
            raise CertificateError("a polynomial exceeds the limits on degree or size")
        return Polynomial(terms, den, degree, bits)

    def read(self, data: Any, where: str) -> Polynomial:
        """Read a polynomial in the certificate's form; any other form is refused."""
        size = len(self.names)
        before: list[int] | None = None
        parsed: list[tuple[int, Fraction]] = []
        den = 1
        degree = 0
        for entry in items(data, where):
            coefficient, exponents = items(entry, where, 2)
            if any(type(e) is not int or not 0 <= e <= MAX_EXPONENT for e in items(
                exponents, where, size
            )):
                raise CertificateError(f"{where}: an exponent is not in 0..{MAX_EXPONENT}")
            if before is not None and not exponents < before:
                raise CertificateError(f"{where}: monomials are not in descending order")
            before = exponents
            value = rational(coefficient, where)
            if not value:
                raise CertificateError(f"{where}: a coefficient is zero")
            self.spend(1 + size // 8 + len(coefficient) // 64)
            parsed.append((sum(e << FIELD * i for i, e in enumerate(exponents) if e), value))
            den = math.lcm(den, value.denominator)
            degree = max(degree, sum(exponents))
            if den.bit_length() * len(parsed) > MAX_SIZE or den.bit_length() > MAX_BITS:
                raise CertificateError(f"{where}: the common denominator is too large")
        return self._make(
            {m: v.numerator * (den // v.denominator) for m, v in parsed}, den, degree
        )

    def variable(self, position: int) -> Polynomial:
        """Return the variable at ``position`` as a polynomial."""
        return Polynomial({1 << FIELD * position: 1}, 1, 1, 1)

    def constant(self, value: Fraction) -> Polynomial:
        """Return a constant polynomial."""
        return self.sum([(value, self.one)])

    def sum(self, summands: Iterable[tuple[Fraction | int, Polynomial]]) -> Polynomial:
        """Return sum c * p over the pairs ``(c, p)``, one running common denominator."""
        total: dict[int, int] = {}
        den = 1
        degree = 0
        for c, p in summands:
            common = math.lcm(den, p.den * c.denominator)
            bits = common.bit_length() + p.bits + c.numerator.bit_length()
            self.spend(1 + len(p.terms) * (1 + (bits >> 8)) + ((bits >> 8) ** 2 >> 4))
            if bits > 2 * MAX_BITS or bits * (len(total) + len(p.terms)) > 2 * MAX_SIZE:
                raise CertificateError("a polynomial exceeds the limits on size")
            if common != den:
                self.spend(len(total) * (1 + (bits >> 8)))
                total = {m: v * (common // den) for m, v in total.items()}
                den = common
            scale = c.numerator * (den // (p.den * c.denominator))
            for m, v in p.terms.items():
                total[m] = total.get(m, 0) + v * scale
            degree = max(degree, p.degree)
        return self._make({m: v for m, v in total.items() if v}, den, degree)

    def negative(self, p: Polynomial) -> Polynomial:
        """Return -p."""
        return p._replace(terms={m: -v for m, v in p.terms.items()})

    def product(self, factors: Iterable[Polynomial]) -> Polynomial:
        """Return the product of the factors, 1 if there is none."""
        result = self.one
        for p in factors:
            bits = result.bits + p.bits
            self.spend(1 + len(result.terms) * len(p.terms) * (1 + (bits >> 8)))
            out: dict[int, int] = {}
            for m, v in result.terms.items():
                for n, w in p.terms.items():
                    out[m + n] = out.get(m + n, 0) + v * w
                if bits * len(out) > MAX_SIZE:
                    raise CertificateError("a product exceeds the limits on size")
            terms = {m: v for m, v in out.items() if v}
            result = self._make(terms, result.den * p.den, result.degree + p.degree)
        return result

    def substitute(self, p: Polynomial, position: int, q: Polynomial) -> Polynomial:
        """Return p with the variable at ``position`` replaced by q, by Horner's rule."""
        shift = FIELD * position
        parts: dict[int, dict[int, int]] = {}
        for m, v in p.terms.items():
            e = m >> shift & (1 << FIELD) - 1
            parts.setdefault(e, {})[m - (e << shift)] = v
        result = self.zero
        for e in range(max(parts, default=0), -1, -1):
            part = self._make(parts.get(e, {}), p.den, p.degree)
            result = self.sum([(1, self.product([result, q])), (1, part)])
        return result

    def mentions(self, p: Polynomial) -> frozenset[int]:
        """Return the positions of the variables that occur in p."""
        seen = 0
        for m in p.terms:
            seen |= m
        field = (1 << FIELD) - 1
        return frozenset(i for i in range(len(self.names)) if seen >> FIELD * i & field)

    def value(self, p: Polynomial, point: Mapping[int, Fraction]) -> Fraction:
        """Return the exact value of p at ``point``, which has every variable that occurs."""
        # Over the one denominator  den * prod d_i^top_i,  so that no gcd is taken on the way.
        field = (1 << FIELD) - 1
        top = {i: max((m >> FIELD * i & field for m in p.terms), default=0) for i in point}
        bits = p.bits + sum(
            e * (x.numerator.bit_length() + x.denominator.bit_length())
            for e, x in ((top[i], point[i]) for i in point)
        )
        self.spend(1 + len(p.terms) * len(point) * (1 + (bits >> 8)))
        if bits > MAX_BITS:
            raise CertificateError("a value exceeds the limits on size")
        total = 0
        for m, v in p.terms.items():
            for i, x in point.items():
                e = m >> FIELD * i & field
                v *= x.numerator**e * x.denominator ** (top[i] - e)
            total += v
        return Fraction(total, p.den * math.prod(point[i].denominator ** top[i] for i in point))
