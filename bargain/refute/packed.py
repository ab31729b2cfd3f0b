"""Polynomials as plain numbers, and the library calls for them that may take long.

A packed polynomial is a list of ``(exponents, numerator, denominator)``; it can be sent to a
process apart (`bargain.apart`), and so can the functions of this module.
"""

from __future__ import annotations

from functools import cache
from typing import Any, TypeAlias

import flint

__all__ = ["Number", "Packed", "Poly", "context", "factor", "gcd", "pack", "resultant", "unpack"]

#: A polynomial of python-flint and an exact number; flint ships no type information.
Poly: TypeAlias = Any
Number: TypeAlias = Any
#: A polynomial as plain data: exponents, numerator and denominator of each term.
Packed: TypeAlias = list[tuple[tuple[int, ...], int, int]]


@cache
def context(width: int) -> Any:
    """The ring of rational polynomials in a number of variables, largest exponents first."""
    return flint.fmpq_mpoly_ctx.get(tuple(f"x{i}" for i in range(width)), flint.Ordering.lex)


def pack(poly: Poly) -> Packed:
    """Write a polynomial as plain numbers."""
    return [
        (tuple(int(e) for e in exponents), int(c.p), int(c.q))
        for exponents, c in poly.to_dict().items()
    ]


def unpack(width: int, packed: Packed) -> Poly:
    """Read a polynomial from plain numbers."""
    return context(width).from_dict({e: flint.fmpq(p, q) for e, p, q in packed})


def factor(width: int, poly: Packed) -> tuple[tuple[int, int], list[tuple[Packed, int]]]:
    """Return the constant and the factors with their multiplicities."""
    constant, parts = unpack(width, poly).factor()
    return (int(constant.p), int(constant.q)), [(pack(f), int(k)) for f, k in parts]


def gcd(width: int, first: Packed, second: Packed) -> Packed:
    """Return the greatest common divisor."""
    return pack(unpack(width, first).gcd(unpack(width, second)))


def resultant(width: int, first: Packed, second: Packed, position: int) -> Packed:
    """Return the resultant in the variable at a position."""
    return pack(unpack(width, first).resultant(unpack(width, second), position))
