r"""Triangular solutions of polynomial equations: each unknown from the parameters and earlier ones.

A system :math:`f_1 = \dots = f_m = 0` in unknowns over parameters is solved by hand's moves: split
a product into its factors, solve an equation that is linear in an unknown,
:math:`u = -b/a`, and substitute; keep an equation in one unknown as the definition of a root;
eliminate by a resultant where two equations share two unknowns.  Where equations run out before
the unknowns do, a *suggestion* (an extra equation such as ``u = 1``) completes the system.

The result only proposes: nothing here shows that a denominator is non-zero, a root exists, or an
equation that was divided by is satisfied.  The prover does (:mod:`bargain.exist.witness_search`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bargain.budget import TooLarge, skip
from bargain.refute.ring import Poly, Ring


@dataclass(frozen=True, slots=True)
class Quotient:
    """The unknown at `position` is ``num / den``."""

    position: int
    num: Poly
    den: Poly


@dataclass(frozen=True, slots=True)
class Root:
    """The unknown at `position` is a root of `poly` between `lo` and `hi`."""

    position: int
    poly: Poly
    lo: Poly
    hi: Poly


Definition: TypeAlias = Quotient | Root
Definitions: TypeAlias = tuple[Definition, ...]


def solutions(
    ring: Ring,
    equations: Sequence[Poly],
    unknowns: Sequence[int],
    suggestions: Sequence[Poly],
    brackets: Mapping[int, Sequence[tuple[Poly, Poly]]],
) -> Iterator[Definitions]:
    """Yield triangular solutions, in an order that depends on the system alone.

    Parameters
    ----------
    ring : Ring
    equations : sequence of polynomials
        Each to be zero.
    unknowns : sequence of int
        Positions of the unknowns.
    suggestions : sequence of polynomials
        Extra equations, tried in order where the system leaves an unknown free.
    brackets : mapping of int to sequence of (lo, hi)
        Where roots of an unknown may be looked for.

    Examples
    --------
    >>> ring = Ring(["s", "w", "y", "m"])
    >>> s, w, y, m = ring.gens
    >>> found = next(solutions(ring, [w * y - s, m - y], [2, 3], [], {}))
    >>> [(ring.names[d.position], str(d.num), str(d.den)) for d in found]
    [('m', 'x0', 'x1'), ('y', 'x3', '1')]
    """
    open_set = frozenset(unknowns)
    yield from _solve(ring, list(equations), open_set, list(suggestions), brackets, done=())


def reduced(ring: Ring, definitions: Definitions) -> Definitions:
    """The same values, with earlier quotients put in where that makes a later one no longer.

    Examples
    --------
    >>> ring = Ring(["s", "y", "m"])
    >>> s, y, m = ring.gens
    >>> _, second = reduced(ring, (Quotient(1, ring.one, s), Quotient(2, s * y, ring.one)))
    >>> str(second.num), str(second.den)
    ('1', '1')
    """
    result: list[Definition] = []
    for given in definitions:
        simpler = given
        if isinstance(given, Quotient):
            try:
                simpler = _put_in(ring, given, result)
            except TooLarge as reason:
                skip(reason)
        result.append(simpler)
    return tuple(result)


def _put_in(ring: Ring, given: Quotient, earlier: Sequence[Definition]) -> Quotient:
    """The quotient with earlier ones put in, if that makes it no longer."""
    num, den = given.num, given.den
    for d in reversed(earlier):
        if isinstance(d, Quotient):
            num, above = ring.substitute(num, d.position, d.num, d.den)
            den, below = ring.substitute(den, d.position, d.num, d.den)
            num, den = num * d.den**below, den * d.den**above
    if den == 0:
        return given
    common = ring.gcd(num, den) if num != 0 else den
    num, den = num / common, den / common
    unit = 1 / abs(ring.primitive(den)[0])
    num, den = num * unit, den * unit
    old = (len(given.num) + len(given.den), ring.degree(given.num) + ring.degree(given.den))
    new = (len(num) + len(den), ring.degree(num) + ring.degree(den))
    return Quotient(given.position, num, den) if new <= old else given


def _solve(
    ring: Ring,
    equations: list[Poly],
    free: frozenset[int],
    suggestions: list[Poly],
    brackets: Mapping[int, Sequence[tuple[Poly, Poly]]],
    *,
    done: Definitions,
) -> Iterator[Definitions]:
    try:
        yield from _moves(ring, equations, free, suggestions, brackets, done=done)
    except TooLarge as reason:
        skip(reason)


def _moves(
    ring: Ring,
    equations: list[Poly],
    free: frozenset[int],
    suggestions: list[Poly],
    brackets: Mapping[int, Sequence[tuple[Poly, Poly]]],
    *,
    done: Definitions,
) -> Iterator[Definitions]:
    live: list[Poly] = []
    for equation in equations:
        if equation == 0:
            continue
        if equation.is_constant():
            return
        live.append(equation)
    if not free:
        yield tuple(reversed(done))
        return
    # An equation without free unknowns restricts the parameters: it is left to the prover.
    live = [e for e in live if ring.support(e) & free]
    for k, equation in enumerate(live):
        parts = [f for f, _ in ring.factors(equation)[1] if ring.support(f) & free]
        if len(parts) > 1 or parts[0] != equation:
            rest = live[:k] + live[k + 1 :]
            ordered = sorted(parts, key=lambda f: (len(f) == 1, ring.key(f)))
            for factor in ordered:
                yield from _solve(ring, [*rest, factor], free, suggestions, brackets, done=done)
            return
    linear = _linear(ring, live, free)
    if linear is not None:
        yield from _by_a_linear_one(ring, live, linear, free, suggestions, brackets, done=done)
        return
    single = [e for e in live if len(ring.support(e) & free) == 1]
    if single:
        equation = min(single, key=ring.key)
        (position,) = ring.support(equation) & free
        rest = [e for e in live if e is not equation]
        for lo, hi in brackets.get(position, ()):
            root = Root(position, equation, lo, hi)
            # The other definitions may use the root; equations that still mention it may not
            # be solved for it again.
            left = free - {position}
            yield from _solve(ring, rest, left, suggestions, brackets, done=(*done, root))
        return
    resultants = _resultants(ring, live, free)
    if resultants:
        yield from _solve(ring, [*live, *resultants], free, suggestions, brackets, done=done)
        return
    for k, suggestion in enumerate(suggestions):
        if suggestion != 0 and ring.support(suggestion) & free:
            more = [*live, suggestion]
            yield from _solve(ring, more, free, suggestions[k + 1 :], brackets, done=done)


def _by_a_linear_one(
    ring: Ring,
    live: list[Poly],
    linear: tuple[int, int],
    free: frozenset[int],
    suggestions: list[Poly],
    brackets: Mapping[int, Sequence[tuple[Poly, Poly]]],
    *,
    done: Definitions,
) -> Iterator[Definitions]:
    """Solve one equation for an unknown in which it is linear, and put it in everywhere."""
    which, position = linear
    num, den = _quotient(ring, live[which], position)
    rest = [ring.substitute(e, position, num, den)[0] for i, e in enumerate(live) if i != which]
    hints = [ring.substitute(e, position, num, den)[0] for e in suggestions]
    quotient = Quotient(position, num, den)
    yield from _solve(ring, rest, free - {position}, hints, brackets, done=(*done, quotient))
    if ring.support(den) & free:
        # Dividing by an unknown makes long equations: a suggestion may give one more simply.
        for k, suggestion in enumerate(suggestions):
            if _gives_one(ring, suggestion, free):
                more = [*live, suggestion]
                yield from _solve(ring, more, free, suggestions[k + 1 :], brackets, done=done)


def _gives_one(ring: Ring, equation: Poly, free: frozenset[int]) -> bool:
    """Whether an equation gives one unknown as a polynomial in another over the parameters."""
    if len(ring.support(equation) & free) < 2:
        return False
    return any(
        int(equation.degrees()[u]) == 1
        and not ring.support(ring.coefficients_in(equation, u)[1]) & free
        for u in ring.support(equation) & free
    )


def _quotient(ring: Ring, equation: Poly, position: int) -> tuple[Poly, Poly]:
    """Solve an equation that is linear in a variable; the fraction is in lowest terms."""
    parts = ring.coefficients_in(equation, position)
    den: Poly = parts[1]
    num: Poly = ring.zero - parts.get(0, ring.zero)
    common = ring.gcd(num, den) if num != 0 else den
    if (den / common).leading_coefficient() < 0:
        common = -common
    return num / common, den / common


def _linear(ring: Ring, equations: Sequence[Poly], free: frozenset[int]) -> tuple[int, int] | None:
    """The simplest equation and unknown in which it is linear."""
    options = []
    for which, equation in enumerate(equations):
        for position in sorted(ring.support(equation) & free):
            if int(equation.degrees()[position]) != 1:
                continue
            coefficient = ring.coefficients_in(equation, position)[1]
            open_part = len(ring.support(coefficient) & free)
            size = (open_part, ring.degree(coefficient), len(equation), which, position)
            options.append((size, which, position))
    if not options:
        return None
    _, which, position = min(options)
    return which, position


def _resultants(ring: Ring, equations: Sequence[Poly], free: frozenset[int]) -> list[Poly]:
    """A resultant in one unknown fewer, if it is new."""
    if len(equations) != 2:
        return []
    first, second = equations
    shared = sorted(ring.support(first) & ring.support(second) & free)
    if not shared or len((ring.support(first) | ring.support(second)) & free) != 2:
        return []
    try:
        value = ring.resultant(first, second, shared[0])
    except TooLarge as reason:
        skip(reason)
        return []
    if value == 0 or value.is_constant():
        return []
    return [value]
