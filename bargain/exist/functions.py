r"""Logarithms and exponentials in existence questions.

A function variable :math:`L = \log a` or :math:`E = e^b` has a value as soon as the variables of
its argument have one. So it needs no definition of its own, but a place in the order: after its
argument, before what uses it. Derivatives run through it by the chain rule,

.. math:: dL = da / a, \qquad dE = E \, db.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from bargain.refute.axioms import Function
from bargain.refute.ring import Poly, Ring


def defined_next(
    ring: Ring, functions: Sequence[Function], known: Collection[int]
) -> Iterator[Function]:
    """Yield the functions that have a value once the `known` variables do, in order."""
    now = set(known)
    for f in functions:
        if f.position not in now and ring.support(f.argument) <= now:
            now.add(f.position)
            yield f


def through(
    ring: Ring, functions: Sequence[Function], poly: Poly, known: Collection[int]
) -> list[Function]:
    """The functions in a polynomial that have no value yet where the `known` variables do."""
    return [f for f in needed_by(ring, functions, [poly]) if f.position not in known]


def reach(ring: Ring, functions: Sequence[Function]) -> dict[int, frozenset[int]]:
    """The variables that a function depends on, by its position."""
    found: dict[int, frozenset[int]] = {}
    for f in functions:
        inside = ring.support(f.argument)
        found[f.position] = inside.union(*(found.get(v, frozenset()) for v in inside))
    return found


def needed_by(ring: Ring, functions: Sequence[Function], polys: Sequence[Poly]) -> list[Function]:
    """The functions that polynomials mention, directly or through other functions."""
    wanted = frozenset[int]().union(*(ring.support(p) for p in polys))
    found = []
    for f in reversed(functions):
        if f.position in wanted:
            found.append(f)
            wanted |= ring.support(f.argument)
    return found[::-1]


def derivative(
    ring: Ring, functions: Sequence[Function], poly: Poly, position: int
) -> tuple[Poly, Poly]:
    """The derivative of `poly` in one variable, through functions, as ``(num, den)``."""
    num, den = poly.derivative(position), ring.one
    for f in functions:
        outer = poly.derivative(f.position)
        if outer == 0:
            continue
        inner, below = derivative(ring, functions, f.argument, position)
        if inner == 0:
            continue
        if f.kind == "log":
            below = below * f.argument
        else:
            inner = inner * ring.gens[f.position]
        num, den = num * below + outer * inner * den, den * below
    common = ring.gcd(num, den) if num != 0 else den
    return num / common, den / common


def total_derivative(
    ring: Ring, functions: Sequence[Function], along: Mapping[int, Poly], poly: Poly, position: int
) -> tuple[Poly, Poly]:
    r"""The derivative where quantities q move along by equations :math:`R(q, v) = 0`.

    With :math:`dq/dv = -R_v / R_q` (implicit function theorem), as ``(num, den)``.

    Examples
    --------
    >>> ring = Ring(["v", "q"])
    >>> v, q = ring.gens
    >>> num, den = total_derivative(ring, [], {1: q**2 - v}, v + q, 0)  # q = sqrt(v)
    >>> str(num), str(den)
    ('2*x1 + 1', '2*x1')
    """
    num, den = derivative(ring, functions, poly, position)
    for q, equation in along.items():
        outer, below = derivative(ring, functions, poly, q)
        if outer == 0:
            continue
        before = {other: e for other, e in along.items() if other < q}
        top, under = total_derivative(ring, functions, before, equation, position)
        own = derivative(ring, functions, equation, q)
        # -top/under divided by own[0]/own[1]
        top, under = -top * own[1] * outer, under * own[0] * below
        num, den = num * under + top * den, den * under
        common = ring.gcd(num, den) if num != 0 else den
        num, den = num / common, den / common
    return num, den


def images(ring: Ring, functions: Sequence[Function], moved: Mapping[int, int]) -> dict[int, int]:
    """Extend a renaming of variables to the functions whose renamed argument is there too."""
    result = dict(moved)
    known = {ring.key(f.argument): f for f in functions}
    for f in functions:
        if not ring.support(f.argument) & set(result):
            continue
        other = known.get(ring.key(renamed(ring, f.argument, result)))
        if other is not None and other.kind == f.kind:
            result[f.position] = other.position
    return result


def renamed(ring: Ring, poly: Poly, moved: Mapping[int, int]) -> Poly:
    """Put one variable in the place of another."""
    for old, new in moved.items():
        poly = ring.substitute(poly, old, ring.gens[new], ring.one)[0]
    return poly
