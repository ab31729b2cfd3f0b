"""The library calls that may take long, on plain data: what runs in a process apart.

Each function is the plain form of an operation of `bargain.decide.polynomial.Ring`, of the scout,
or of the linear algebra behind a refutation; `bargain.decide.apart` calls them by name. A
polynomial is a list of ``(exponents, numerator, denominator)``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bargain.budget import UNIT, Exhausted, spent
from bargain.decide.polynomial import Disjunction, Hypothesis, PackedPoly, Relation, Ring

__all__ = ["echo", "factor", "gcd", "pack", "resultant", "scout", "unpack"]

#: A relation as ``(rel, polynomial)``, a disjunction as a list of lists of these.
Packed = Any


def echo(value: Any) -> Any:
    """Return the value: whether the process answers."""
    return value


def factor(width: int, poly: PackedPoly) -> tuple[tuple[int, int], list[tuple[PackedPoly, int]]]:
    """Return the constant and the factors with their multiplicities."""
    ring = _ring(width)
    constant, parts = ring.unpack(poly).factor()
    return (int(constant.p), int(constant.q)), [(ring.pack(f), int(k)) for f, k in parts]


def gcd(width: int, first: PackedPoly, second: PackedPoly) -> PackedPoly:
    """Return the greatest common divisor."""
    ring = _ring(width)
    return ring.pack(ring.unpack(first).gcd(ring.unpack(second)))


def resultant(width: int, first: PackedPoly, second: PackedPoly, position: int) -> PackedPoly:
    """Return the resultant in the variable at a position."""
    ring = _ring(width)
    return ring.pack(ring.unpack(first).resultant(ring.unpack(second), position))


def scout(
    names: Sequence[str], hypotheses: Sequence[Packed], effort: float, core: bool, limit: int
) -> Any:
    """Return what z3 says of packed hypotheses, and the steps of effort that it took."""
    from bargain.decide.smt import Scout, ask

    ring = Ring(names)
    given = [unpack(ring, h) for h in hypotheses]
    before = spent()
    try:
        found = ask(ring, given, mark=before + effort, core=core, limit=limit)
    except Exhausted:
        found = Scout()
    return found, round((spent() - before) * UNIT)


def pack(ring: Ring, hypothesis: Hypothesis) -> Packed:
    """Write a hypothesis as plain data."""
    if isinstance(hypothesis, Relation):
        return hypothesis.rel, ring.pack(hypothesis.poly)
    return [[(r.rel, ring.pack(r.poly)) for r in a] for a in hypothesis.alternatives]


def unpack(ring: Ring, packed: Packed) -> Hypothesis:
    """Read a hypothesis from plain data."""
    if isinstance(packed, tuple):
        return Relation(packed[0], ring.unpack(packed[1]))
    return Disjunction(tuple(tuple(Relation(rel, ring.unpack(p)) for rel, p in a) for a in packed))


def _ring(width: int) -> Ring:
    return Ring([f"x{i}" for i in range(width)])
