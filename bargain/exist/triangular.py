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

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
    reach: Mapping[int, frozenset[int]] | None = None,
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
    reach : mapping of int to frozenset of int, optional
        Of functions, the variables that they depend on.

    Examples
    --------
    >>> ring = Ring(["s", "w", "y", "m"])
    >>> s, w, y, m = ring.gens
    >>> found = next(solutions(ring, [w * y - s, m - y], [2, 3], [], {}))
    >>> [(ring.names[d.position], str(d.num), str(d.den)) for d in found]
    [('m', 'x0', 'x1'), ('y', 'x3', '1')]
    """
    given = tuple(suggestions)
    free = frozenset(unknowns)
    yield from _solved(_System(ring, tuple(equations), free, given, brackets, reach or {}))


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


@dataclass(frozen=True, slots=True)
class _System:
    """Equations, the unknowns that are free in them, and what was defined of them so far."""

    ring: Ring
    equations: tuple[Poly, ...]
    free: frozenset[int]
    suggestions: tuple[Poly, ...]
    brackets: Mapping[int, Sequence[tuple[Poly, Poly]]]
    reach: Mapping[int, frozenset[int]]
    done: Definitions = ()

    def inside(self, poly: Poly) -> frozenset[int]:
        """The free unknowns in a polynomial, those in its functions too."""
        return (self.ring.support(poly) | self.within(poly)) & self.free

    @property
    def direct(self) -> list[Poly]:
        """The equations that mention free unknowns, and not only functions of them."""
        return [e for e in self.equations if self.ring.support(e) & self.free]

    def within(self, poly: Poly) -> frozenset[int]:
        """The variables in the functions that a polynomial mentions."""
        if not self.reach:
            return frozenset()
        parts = (self.reach.get(v, frozenset()) for v in self.ring.support(poly))
        return frozenset[int]().union(*parts)

    def suggested(self, k: int) -> _System:
        """With a suggestion as an equation; earlier ones are not tried again."""
        equations = (*self.equations, self.suggestions[k])
        return replace(self, equations=equations, suggestions=self.suggestions[k + 1 :])

    def defined(self, definition: Definition, equations: Iterable[Poly]) -> _System:
        """With one unknown defined, and the equations that are left."""
        free, done = self.free - {definition.position}, (*self.done, definition)
        return replace(self, equations=tuple(equations), free=free, done=done)


def _solved(system: _System) -> Iterator[Definitions]:
    """The solutions of a system: those of what the first move that applies makes of it."""
    live = tuple(e for e in system.equations if e != 0)
    if any(e.is_constant() for e in live):
        return
    if not system.free:
        yield _one_after_the_other(system.ring, system.done)
        return
    # An equation without free unknowns restricts the parameters: it is left to the prover.
    system = replace(system, equations=tuple(e for e in live if system.inside(e)))
    try:
        for move in _MOVES:
            simpler = move(system)
            if simpler is not None:
                for one in simpler:
                    yield from _solved(one)
                return
    except TooLarge as reason:
        skip(reason)


def _one_after_the_other(ring: Ring, done: Definitions) -> Definitions:
    """Definitions after what they use: what was left free is defined later, roots before."""
    left, result = list(reversed(done)), list[Definition]()
    if not any(isinstance(d, Root) for d in left):
        return tuple(left)
    while left:
        later = {d.position for d in left}
        ready = (k for k, d in enumerate(left) if not _uses(ring, d) & later)
        result.append(left.pop(next(ready, 0)))
    return tuple(result)


def _uses(ring: Ring, definition: Definition) -> frozenset[int]:
    """The other variables in a definition."""
    if isinstance(definition, Quotient):
        parts = [definition.num, definition.den]
    else:
        parts = [definition.poly, definition.lo, definition.hi]
    return frozenset[int]().union(*map(ring.support, parts)) - {definition.position}


def _by_factors(system: _System) -> Iterator[_System] | None:
    """Split a product: one of its factors is zero."""
    ring, equations = system.ring, system.equations
    for k, equation in enumerate(equations):
        parts = [f for f, _ in ring.factors(equation)[1] if system.inside(f)]
        if len(parts) > 1 or parts[0] != equation:
            rest = equations[:k] + equations[k + 1 :]
            ordered = sorted(parts, key=lambda f: (len(f) == 1, ring.key(f)))
            return (replace(system, equations=(*rest, factor)) for factor in ordered)
    return None


def _by_a_linear_one(system: _System) -> Iterator[_System] | None:
    """Solve one equation for an unknown in which it is linear, and put it in everywhere."""
    linear = _linear(system)
    return None if linear is None else _linear_solved(system, *linear)


def _linear_solved(system: _System, which: int, position: int) -> Iterator[_System]:
    ring = system.ring
    num, den = _quotient(ring, system.equations[which], position)

    def put_in(polys: Iterable[Poly]) -> tuple[Poly, ...]:
        return tuple(ring.substitute(e, position, num, den)[0] for e in polys)

    rest = put_in(e for i, e in enumerate(system.equations) if i != which)
    left = system.defined(Quotient(position, num, den), rest)
    yield replace(left, suggestions=put_in(system.suggestions))
    if system.inside(den):
        # Dividing by an unknown makes long equations: a suggestion may give one more simply.
        for k, suggestion in enumerate(system.suggestions):
            if _gives_one(ring, suggestion, system.free):
                yield system.suggested(k)


def _by_a_root(system: _System) -> Iterator[_System] | None:
    """Keep an equation in one unknown as its definition.

    The other definitions may use the root; equations that still mention it may not be solved for
    it again.
    """
    return _root_of(system, system.direct)


def _by_a_function(system: _System) -> Iterator[_System] | None:
    """The same with an equation that mentions an unknown in functions alone."""
    return _root_of(system, system.equations) if system.reach else None


def _root_of(system: _System, equations: Sequence[Poly]) -> Iterator[_System] | None:
    single = [e for e in equations if len(system.inside(e)) == 1]
    if not single:
        return None
    equation = min(single, key=system.ring.key)
    (position,) = system.inside(equation)
    rest = [e for e in system.equations if e is not equation]
    brackets = system.brackets.get(position, ())
    halves = _halves(system.ring, equation, position, brackets[0]) if brackets else ()
    roots = (Root(position, equation, *ends) for ends in (*brackets, *halves))
    return (system.defined(root, rest) for root in roots)


def _halves(
    ring: Ring, equation: Poly, position: int, bracket: tuple[Poly, Poly]
) -> tuple[tuple[Poly, Poly], ...]:
    r"""The parts of a bracket on either side of the middle :math:`-b / 2a` of two roots."""
    parts = ring.coefficients_in(equation, position)
    if max(parts) != 2 or not parts[2].is_constant():
        return ()
    middle = parts.get(1, ring.zero) * (-1 / (2 * parts[2].leading_coefficient()))
    if middle in bracket:
        return ()
    return ((bracket[0], middle), (middle, bracket[1]))


def _by_a_resultant(system: _System) -> Iterator[_System] | None:
    """Eliminate an unknown from two equations that share it."""
    found = _resultant(system)
    if found is None:
        return None
    return iter([replace(system, equations=(*system.equations, found))])


def _by_a_suggestion(system: _System) -> Iterator[_System]:
    """Add an equation where the system leaves unknowns free."""
    for k, suggestion in enumerate(system.suggestions):
        if suggestion != 0 and system.inside(suggestion):
            yield system.suggested(k)


#: Ways to make a system simpler; the first that applies is taken.
_MOVES: tuple[Callable[[_System], Iterator[_System] | None], ...] = (
    _by_factors,
    _by_a_linear_one,
    _by_a_root,
    _by_a_resultant,
    _by_a_function,
    _by_a_suggestion,
)


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


def _linear(system: _System) -> tuple[int, int] | None:
    """The simplest equation and unknown in which it is linear."""
    ring = system.ring
    options = []
    for which, equation in enumerate(system.equations):
        for position in sorted(system.inside(equation) - system.within(equation)):
            if int(equation.degrees()[position]) != 1:
                continue
            coefficient = ring.coefficients_in(equation, position)[1]
            size = (len(system.inside(coefficient)), ring.degree(coefficient), len(equation))
            options.append((*size, which, position))
    return min(options)[-2:] if options else None


def _resultant(system: _System) -> Poly | None:
    """A resultant in one unknown fewer of two equations in two unknowns, if it says something."""
    if len(system.direct) != 2:
        return None
    first, second = system.direct
    if (system.within(first) | system.within(second)) & system.free:
        return None  # it would stay in the functions
    shared = sorted(system.inside(first) & system.inside(second))
    if not shared or len(system.inside(first) | system.inside(second)) != 2:
        return None
    try:
        value = system.ring.resultant(first, second, shared[0])
    except TooLarge as reason:
        skip(reason)
        return None
    return None if value == 0 or value.is_constant() else value
