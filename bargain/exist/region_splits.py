r"""Where a proposed witness stops to work: polynomials at which to split a region of parameters.

A witness u(θ) fails where a goal's value changes sign, where a root leaves its bracket, or where a
corner is no longer the best place, that is where the slope of a tight goal changes sign. Putting
the definitions in, or eliminating a root by a resultant, leaves polynomials in θ alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bargain.budget import TooLarge, skip
from bargain.exist.equations import Existence, slopes
from bargain.exist.triangular import Definitions, Quotient
from bargain.refute.ring import Key, Poly, Relation

#: Larger eliminations are not tried.
_LONGEST, _HIGHEST = 40, 14


def boundaries(existence: Existence, definitions: Definitions) -> list[Poly]:
    """Irreducible polynomials in the parameters, in a fixed order without repetitions."""
    found: dict[Key, Poly] = {}
    for factor in factors_at(existence, definitions, _values(existence, definitions)):
        found.setdefault(existence.ring.key(factor), factor)
    return list(found.values())


def factors_at(
    existence: Existence, definitions: Definitions, values: Iterable[Poly]
) -> Iterator[Poly]:
    """The factors, in the parameters alone, of polynomials at an agreement."""
    ring = existence.ring
    allowed = frozenset(existence.parameters)
    for value in values:
        try:
            poly = _in_parameters(existence, definitions, value)
        except TooLarge as reason:
            skip(reason)
            continue
        if poly is None or poly.is_constant() or not ring.support(poly) <= allowed:
            continue
        for factor, _ in ring.factors(poly)[1]:
            yield factor


def _values(existence: Existence, definitions: Definitions) -> Iterator[Poly]:
    ring = existence.ring
    for definition in definitions:
        if not isinstance(definition, Quotient):
            for end in (definition.lo, definition.hi):
                yield ring.substitute(definition.poly, definition.position, end, ring.one)[0]
    for goal in existence.goals:
        if not goal.forall and isinstance(goal.hypothesis, Relation):
            yield goal.hypothesis.poly
            continue
        for _, _, slope in slopes(existence, goal):
            yield slope


def _in_parameters(existence: Existence, definitions: Definitions, value: Poly) -> Poly | None:
    """Eliminate the unknowns, the last defined first."""
    ring = existence.ring
    for definition in reversed(definitions):
        position = definition.position
        if position not in ring.support(value):
            continue
        if isinstance(definition, Quotient):
            value = ring.substitute(value, position, definition.num, definition.den)[0]
            continue
        degree = int(value.degrees()[position]) * int(definition.poly.degrees()[position])
        if len(value) > _LONGEST or len(definition.poly) > _LONGEST or degree > _HIGHEST:
            return None
        if definition.poly == value:
            return None
        value = ring.resultant(value, definition.poly, position)
        if value == 0:
            return None
    return value
