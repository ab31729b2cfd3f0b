r"""Regions of conditions that compare products of powers: the projection onto the parameters.

Where all conditions that count are bounds between products of powers (`bargain.verdicts.regions.
ways`), existence is a question about linear inequalities in logarithms, and free unknowns are
eliminated exactly. What comes out are bounds on the parameters, one list for each way to be
stationary, and agreements at which they can be met: where a bound is tight, or halfway between two.
Cells are cut so that one agreement serves each.

Linear programmes in floats tell which bounds are implied, and some conditions are left out of
account: all of it is a proposal, and each cell is proved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TypeAlias

import sympy as sp

from bargain.exact import to_sympy
from bargain.exist.equations import Existence
from bargain.question.cells.cells import Cell, Sample, learned
from bargain.refute.ring import Ring
from bargain.verdicts.regions.power_bounds import Bound, Facts, chambers, eliminated, in_ring
from bargain.verdicts.regions.ways import Values, Way, bounds_of_region, ways

__all__ = ["Choice", "Piece", "Projection", "projection"]

_CHOICES = 60  # agreements that are compared for each way to be stationary
_CHAMBERS = 600  # combinations of signs; where there are more, the cells would be too many
_DEPTH, _WAYS = 3, 12  # cuts of a cell after one another, and agreements tried for each


@dataclass(frozen=True, slots=True)
class Choice:
    """An agreement, and for which parameters it is one.

    Attributes
    ----------
    bounds : tuple of Bound
    values : mapping of int to Bound
        Of some unknowns by position, from which the others follow; the bound is an equation.
    """

    bounds: tuple[Bound, ...]
    values: Values

    def formulas(self, symbols: Sequence[sp.Symbol]) -> dict[str, sp.Expr]:
        """The values as formulas, by name.

        Parameters
        ----------
        symbols : sequence of sympy.Symbol
            All variables, in the order of their positions.
        """
        found = {}
        for u, equation in self.values.items():
            terms = zip(symbols, equation.powers, strict=True)
            rest = to_sympy(equation.factor) * sp.Mul(*(s**p for s, p in terms if s != symbols[u]))
            found[symbols[u].name] = rest ** sp.Rational(-1, equation.powers[u])
        return found


@dataclass(frozen=True, slots=True)
class Piece:
    """A cell, with the agreement that serves it where there is one."""

    cell: Cell
    choice: Choice | None = None


@dataclass(slots=True)
class Projection:
    """Borders and cells.

    Attributes
    ----------
    ring : Ring
    borders : list of Bound
        Cells have their signs.
    pieces : list of Piece
        They cover everything; there are none where these would be too many.
    """

    ring: Ring
    borders: list[Bound] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)

    def cell(self, bounds: Iterable[Bound], *, yes: bool) -> Cell:
        """The cell in which bounds hold."""
        cell = Cell(yes=yes)
        for bound in bounds:
            cell = cell.cut(*self._demand(bound))
        return cell

    def _demand(self, bound: Bound) -> tuple[int, frozenset[int]]:
        """A bound as the signs of a border, by number."""
        poly = in_ring(self.ring, bound)
        turned = self.ring.upright(poly) != self.ring.primitive(poly)[1]
        closed = bound.closed
        border = closed**-1 if turned else closed
        if border not in self.borders:
            self.borders.append(border)
        signs = {1} if bound.strict else {0, 1}
        return self.borders.index(border), frozenset(-s if turned else s for s in signs)

    def bounds(self, cell: Cell) -> list[Bound]:
        """What holds in a cell."""
        found = []
        for k, signs in cell.allowed.items():
            above, below = self.borders[k], self.borders[k] ** -1
            found += [replace(above, strict=0 not in signs)] if signs <= {0, 1} else []
            found += [replace(below, strict=0 not in signs)] if signs <= {-1, 0} else []
        return found


def projection(existence: Existence) -> Projection | None:
    """Borders and cells, if all conditions that count compare products of powers.

    Examples
    --------
    An x with x² ≥ p and 2x ≤ q exists iff 4p ≤ q²:

    >>> goals = [[["1", [0, 0, 2]], ["-1", [1, 0, 0]]], [["1", [0, 1, 0]], ["-2", [0, 0, 1]]],
    ...          [["1", [0, 0, 1]]]]
    >>> statement = {
    ...     "variables": ["p", "q", "x"], "parameters": ["p", "q"], "unknowns": ["x"], "bound": [],
    ...     "region": [{"rel": ">", "poly": [["1", [1, 0, 0]]]},
    ...                {"rel": ">", "poly": [["1", [0, 1, 0]]]}],
    ...     "goals": [{"rel": ">=", "poly": goal, "forall": []} for goal in goals],
    ... }
    >>> found = projection(Existence.read(statement))
    >>> found.borders
    [Bound(factor=Fraction(4, 1), powers=(1, -2, 0), strict=False)]
    >>> [(piece.cell.yes, piece.cell.key) for piece in found.pieces]
    [(False, ((0, (1,)),)), (True, ((0, (-1, 0)),))]
    """
    given, found_ways = bounds_of_region(existence), ways(existence)
    if given is None or found_ways is None:
        return None
    facts = Facts(given)
    known = _widest([(facts.lack(_projected(way)), _choices(way)) for way in found_ways], facts)
    if not known or any(not bounds for bounds, _ in known):
        return None
    found = Projection(existence.ring)
    choices = [choice for _, own in known for choice in own]
    for cell in _cells(found, [bounds for bounds, _ in known], facts):
        pieces = _pieces(found, cell, facts, choices) if cell.yes else [Piece(cell)]
        seen = [piece.cell.key for piece in found.pieces]
        found.pieces += [piece for piece in pieces if piece.cell.key not in seen]
    return found


def _pieces(found: Projection, cell: Cell, facts: Facts, choices: Sequence[Choice]) -> list[Piece]:
    """Parts of a cell that one agreement each serves; the cell itself if there are none."""
    here = found.bounds(cell)
    parts = _fewest(facts.also(here), choices)
    if parts is None:
        return [Piece(cell)]
    return [
        Piece(found.cell(facts.lack([*here, *more]), yes=True), choice) for more, choice in parts
    ]


def _projected(way: Way) -> list[Bound]:
    """What a way says of the parameters."""
    bounds = list(way.bounds)
    for u in way.free:
        bounds = eliminated(bounds, u)
    return bounds


def _choices(way: Way) -> list[Choice]:
    """Agreements of a way: free unknowns where a bound is tight, or halfway between two."""
    values = {}
    if not way.free and way.solved:
        u = min(way.solved, key=lambda u: (abs(way.solved[u].powers[u]), u))
        values = {u: way.solved[u]}
    return list(islice(_chosen(way.bounds, way.free, values), _CHOICES))


def _chosen(bounds: Sequence[Bound], free: Sequence[int], values: Values) -> Iterator[Choice]:
    if any(b.truth is False for b in bounds):
        return
    if not free:
        yield Choice(tuple(b for b in bounds if b.truth is None), values)
        return
    u, *others = free
    own = [b for b in bounds if b.powers[u]]
    if not own:
        yield from _chosen(bounds, others, values)
    low, high = ([b for b in own if b.powers[u] * sign > 0] for sign in (1, -1))
    middle = [
        (a ** -b.powers[u] * (b ** a.powers[u]) ** -1).simplified() for a in low for b in high
    ]
    for equation in dict.fromkeys(b.closed for b in (*own, *middle)):
        left = [b.at(u, equation) for b in bounds]
        known = {v: e.at(u, equation) for v, e in values.items()} | {u: equation}
        yield from _chosen(left, others, known)


# Cells -------------------------------------------------------------------------------------------

_Answers: TypeAlias = list[tuple[list[Bound], list[Choice]]]


def _widest(known: _Answers, facts: Facts) -> _Answers:
    """Without lists of bounds that cannot hold or imply another one; its agreements are kept."""
    kept = [(bounds, list(choices)) for bounds, choices in known if facts.allow(bounds)]
    for one in list(kept):
        here = facts.also(one[0])
        wider = [o for o in kept if o is not one and all(map(here.imply, o[0]))]
        if wider:
            wider[0][1].extend(one[1])
            kept.remove(one)
    return kept


def _cells(found: Projection, answers: Sequence[Sequence[Bound]], facts: Facts) -> list[Cell]:
    """Cells that cover everything, with agreements where one of some lists of bounds holds.

    There are none where these would be too many.
    """
    inside = [found.cell(bounds, yes=True) for bounds in answers]
    if len(answers) == 1:
        outside = [found.cell([b.opposite], yes=False) for b in answers[0]]
        return [*outside, *inside]
    signs = list(islice(chambers(found.borders, facts), _CHAMBERS + 1))
    if len(signs) > _CHAMBERS:
        return []
    samples = [Sample(s, any(cell.holds(s) for cell in inside)) for s in signs]
    return sorted(learned(samples, len(found.borders)), key=lambda cell: cell.yes)


_Parts: TypeAlias = list[tuple[list[Bound], Choice]]


def _fewest(facts: Facts, choices: Sequence[Choice]) -> _Parts | None:
    """Parts with as few cuts after one another as do."""
    tries = (_parts(facts, choices, depth) for depth in range(_DEPTH + 1))
    return next((parts for parts in tries if parts is not None), None)


def _parts(facts: Facts, choices: Sequence[Choice], depth: int) -> _Parts | None:
    """Bounds that cut a cell into parts, each with an agreement that serves it."""
    ranked: list[tuple[int, int, int, list[Bound]]] = []
    for number, choice in enumerate(choices):
        failing = [bound for bound in choice.bounds if not facts.imply(bound)]
        if not failing:
            return [([], choice)]
        ranked.append((len(failing), _length(failing), number, failing))
    best = None
    for _, _, number, failing in sorted(ranked, key=lambda r: r[:3])[:_WAYS] if depth else ():
        if not facts.allow(failing):
            continue
        left = facts.lack(failing)
        if best is not None and len(left) + 1 > len(best):
            continue
        parts = [(left, choices[number])]
        for bound in left:
            beyond = bound.opposite.closed
            more = _parts(facts.also([beyond]), choices, depth - 1)
            if more is None:
                break
            parts += [([beyond, *own], choice) for own, choice in more]
        else:
            best = parts if best is None else min(best, parts, key=_size)
    return best


def _size(parts: _Parts) -> tuple[int, int]:
    """How many parts there are, and how long their borders."""
    return len(parts), sum(_length(bounds) for bounds, _ in parts)


def _length(bounds: Sequence[Bound]) -> int:
    return sum(b.length for b in bounds)
