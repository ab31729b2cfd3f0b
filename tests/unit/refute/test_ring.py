"""Polynomials of a statement: the ring's operations against sympy, on random polynomials."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any

import sympy as sp

from bargain.refute import packed
from bargain.refute.ring import Poly, Ring

NAMES = ["x", "y", "z"]
SYMBOLS = sp.symbols(NAMES)


def plain(ring: Ring, poly: Poly) -> sp.Expr:
    return sp.Add(*(
        sp.Rational(c) * sp.Mul(*(s**e for s, e in zip(SYMBOLS, exponents, strict=True)))
        for c, exponents in ring.encode(poly)
    ))  # fmt: skip


def polynomials(ring: Ring, seed: int, count: int) -> Iterator[Poly]:
    rng = random.Random(seed)
    for _ in range(count):
        data: dict[tuple[int, ...], Fraction] = {}
        for _ in range(rng.randint(1, 4)):
            key = tuple(rng.randint(0, 3) for _ in NAMES)
            data[key] = Fraction(rng.randint(-9, 9) or 1, rng.randint(1, 6))
        yield ring.decode([str(c), list(k)] for k, c in data.items())


def equal(one: Any, two: Any) -> bool:
    return sp.expand(one - two) == 0


def test_writing_and_reading_is_the_identity_in_descending_order() -> None:
    ring = Ring(NAMES)
    for p in polynomials(ring, 1, 40):
        data = ring.encode(p)
        assert ring.decode(data) == p
        exponents = [e for _, e in data]
        assert exponents == sorted(exponents, reverse=True)
        assert packed.unpack(ring.width, packed.pack(p)) == p
    assert ring.encode(ring.zero) == []
    assert ring.decode([]) == ring.zero


def test_degrees_and_support() -> None:
    ring = Ring(NAMES)
    for p in polynomials(ring, 2, 40):
        whole = sp.Poly(plain(ring, p), *SYMBOLS)
        assert ring.degree(p) == whole.total_degree()
        assert ring.support(p) == {k for k, s in enumerate(SYMBOLS) if whole.as_expr().has(s)}
    assert ring.degree(ring.zero) == ring.degree(ring.one) == 0
    assert ring.support(ring.one) == frozenset()


def test_coefficients_in_one_variable_make_the_polynomial_again() -> None:
    ring = Ring(NAMES)
    for p in polynomials(ring, 3, 40):
        for k, s in enumerate(SYMBOLS):
            parts = ring.coefficients_in(p, k)
            assert equal(sum(plain(ring, c) * s**n for n, c in parts.items()), plain(ring, p))
            assert not any(k in ring.support(c) for c in parts.values())


def at_point(ring: Ring, poly: Poly, point: list[Fraction]) -> Fraction:
    return sum(
        (Fraction(c) * math.prod(x**e for x, e in zip(point, exponents, strict=True))
         for c, exponents in ring.encode(poly)), Fraction(0)
    )  # fmt: skip


def test_substitution_clears_the_denominator() -> None:
    ring = Ring(NAMES)
    rng = random.Random(0)
    triples = zip(*(polynomials(ring, seed, 25) for seed in (4, 5, 6)), strict=True)
    for p, num, den in triples:
        point = [Fraction(rng.randint(1, 9), rng.randint(1, 9)) for _ in NAMES]
        below = at_point(ring, den, point)
        for k, s in enumerate(SYMBOLS):
            found, power = ring.substitute(p, k, num, den)
            assert power == sp.degree(plain(ring, p), s)
            if below:
                moved = list(point)
                moved[k] = at_point(ring, num, point) / below
                assert at_point(ring, found, point) == below**power * at_point(ring, p, moved)


def test_factors_and_common_divisors() -> None:
    ring = Ring(NAMES)
    small = list(polynomials(ring, 7, 12))
    for p, q in pairwise(small):
        constant, parts = ring.factors(p * q * q)
        product = ring.constant(Fraction(int(constant.p), int(constant.q)))
        for factor, power in parts:
            product = product * factor**power
        assert product == p * q * q
        assert [ring.key(f) for f, _ in parts] == sorted(ring.key(f) for f, _ in parts)
        common = ring.gcd(p * q, q * q)
        assert ring.degree(common) >= ring.degree(q)
        for whole in (p * q, q * q):
            assert (whole / common) * common == whole


def test_resultants_vanish_at_common_zeros_only() -> None:
    ring = Ring(NAMES)
    pairs = zip(polynomials(ring, 8, 15), polynomials(ring, 9, 15), strict=True)
    for p, q in pairs:
        found = plain(ring, ring.resultant(p, q, 0))
        expected = sp.resultant(plain(ring, p), plain(ring, q), SYMBOLS[0])
        assert equal(found, expected) or equal(found, -expected)


def test_the_primitive_part_has_coprime_integers_and_a_positive_factor() -> None:
    ring = Ring(NAMES)
    for p in polynomials(ring, 10, 60):
        scale, whole = ring.primitive(p)
        assert scale > 0
        assert whole * scale == p
        values = [Fraction(c) for c, _ in ring.encode(whole)]
        assert all(v.denominator == 1 for v in values)
        assert math.gcd(*(v.numerator for v in values)) == 1
    assert ring.primitive(ring.zero) == (1, ring.zero)


def test_values_at_points_replace_only_what_is_named() -> None:
    ring = Ring(NAMES)
    for p in polynomials(ring, 11, 20):
        found = ring.values_at(p, {"y": Fraction(2, 3)})
        assert equal(plain(ring, found), plain(ring, p).subs(SYMBOLS[1], sp.Rational(2, 3)))


def test_keys_order_by_degree_then_length() -> None:
    ring = Ring(NAMES)
    x, y, _ = ring.gens
    chain = [ring.one, x, x + y, x * y, x * y + 1, x**3]
    assert sorted([chain[k] for k in (3, 1, 5, 0, 4, 2)], key=ring.key) == chain
    assert len({ring.key(p) for p in polynomials(ring, 12, 40)}) == len(
        {str(p) for p in polynomials(ring, 12, 40)}
    )


def test_a_ring_without_variables_holds_numbers() -> None:
    ring = Ring([])
    half = ring.constant("1/2")
    assert ring.encode(half + half) == [["1", []]]
    assert ring.support(half) == frozenset()
