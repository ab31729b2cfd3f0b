r"""Existence where the goals are linear in the unknowns: complete, by cases of the parameters.

An agreement that is affine in the parameters comes first (`bargain.exist.linear.affine_rules`), for
the whole region and for each part of it. Else a linear program finds whether unknowns exist at one
point of the region; if they do, goals that bind define them (`bargain.exist.linear.bases`), and
these definitions serve wherever the other goals stay true. That is a part of the region given by
signs of polynomials in the parameters; the other parts are gone through in the same way. There are
finitely many bases, so the search ends: with a tree of cases, or at a point at which no unknowns
exist.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice

import numpy as np

from bargain.budget import TooLarge, passed, skip, spent
from bargain.check.certificate import Data, Plain
from bargain.exist.equations import Existence
from bargain.exist.leaf import LeafProver
from bargain.exist.linear.affine_rules import affine_witness
from bargain.exist.linear.bases import Bases, NoUnknowns
from bargain.exist.linear.between_bounds import compromise
from bargain.exist.linear.eliminated_bounds import solvable_at
from bargain.exist.linear.least_agreements import least_agreement
from bargain.exist.linear.rows import (
    Point,
    Row,
    exact_values,
    holds_at,
    linear_rows,
    serves,
    value_at,
)
from bargain.exist.screening import Trial, sample_region
from bargain.exist.trees.shorter_trees import shorter
from bargain.exist.triangular import Definitions, Quotient, reduced, solutions
from bargain.exist.witness_tree import RegionSplit, Tree, Vacuous, plain
from bargain.refute.ring import Hypothesis, Key, Poly, Relation
from bargain.refute.scout import Session, scout_hypotheses

__all__ = ["Cases", "LinearGoals", "linear_cases", "linear_point"]

#: Splits after one another, samples, and bases whose definitions are looked at in a part.
_DEPTH, _SAMPLES, _BASES = 24, 120, 6
#: Samples at which unknowns are looked for before cases are.
_LOOKED = 4
#: Of the search for a point of a part of the region, and of a place where a goal fails.
_SCOUT_EFFORT = 3.0


@dataclass(frozen=True, slots=True)
class Cases:
    """What the search found of a statement.

    Attributes
    ----------
    tree : dict or None
        A proof over the whole region.
    fails : mapping of str to Fraction or None
        A point of the region at which no unknowns exist, as a linear program says.
    """

    tree: Plain | None = None
    fails: Mapping[str, Fraction] | None = None


@dataclass(frozen=True, slots=True)
class LinearGoals:
    """A statement whose goals are linear in the unknowns, read once."""

    existence: Existence
    rows: Sequence[Row]

    @classmethod
    def read(cls, statement: Data) -> LinearGoals | None:
        """Read a statement with claim ``always`` or ``sometimes``; None for other goals."""
        existence = Existence.read(statement)
        rows = linear_rows(existence)
        return None if rows is None or not existence.unknowns else cls(existence, rows)

    def seem_solvable(self, at: Mapping[str, Fraction], *, mark: float) -> bool:
        """Whether unknowns meet the goals at a point, where need be by a linear program in floats.

        Parameters
        ----------
        at : mapping of str to Fraction
        mark : float
            On the meter of `bargain.budget`.
        """
        names = self.existence.ring.names
        point = {p: at[names[p]] for p in self.existence.parameters}
        return Bases(self.existence, self.rows, mark).solvable(point)


def linear_cases(
    statement: Data | LinearGoals, *, mark: float, at: Mapping[str, Fraction] | None = None
) -> Cases | None:
    """Decide a statement with claim ``always`` whose goals are linear; None for another.

    Parameters
    ----------
    statement : mapping or LinearGoals
    mark : float
        On the meter of `bargain.budget`.
    at : mapping of str to Fraction, optional
        A point of the region, if one is known.
    """
    goals = statement if isinstance(statement, LinearGoals) else LinearGoals.read(statement)
    if goals is None:
        return None
    existence, rows, begun = goals.existence, goals.rows, spent()
    point = {existence.ring.index[name]: value for name, value in (at or {}).items()}
    for other in _opposite(existence, point):
        if solvable_at(existence, rows, other) is False:
            return _none_at(existence, other)
    rule = least_agreement(existence, rows, point, mark=mark) if at is not None else None
    rule = rule or affine_witness(existence, existence.region, mark=mark)
    if rule is not None:
        return Cases(tree=plain(rule, existence.ring))
    if at is not None:
        between = compromise(existence, rows, point, mark=mark)
        if between is not None:
            return Cases(tree=plain(between, existence.ring))
    samples = sample_region(existence, _SAMPLES) if existence.parameters else [{}]
    try:
        search = _Search(existence, rows, existence.region, samples, mark)
        for point in samples[:_LOOKED]:
            if not search.bases.solvable(point):
                raise _NoneAt(point)
        tree = search.part(list(existence.region), samples, None, _DEPTH)
    except _NoneAt as end:
        return _none_at(existence, end.point)
    if tree is None:
        return Cases()
    tree = shorter(existence, existence.region, tree, samples, begun=begun)
    return Cases(tree=plain(tree, existence.ring))


def _none_at(existence: Existence, point: Point) -> Cases:
    return Cases(fails={existence.ring.names[p]: value for p, value in point.items()})


def _opposite(existence: Existence, point: Point) -> Iterator[Point]:
    """Points of the region with other signs: of all parameters that may have them, and of each."""
    ring = existence.ring
    signs = [p for p, value in point.items() if value != 0]
    ways = [dict(point) | {p: -point[p]} for p in signs]
    inside = [w for w in ways if all(holds_at(ring, h, w) for h in existence.region)]
    free = [p for p in signs if any(w[p] != point[p] for w in inside)]
    if len(free) > 1:
        ways = [dict(point) | {p: -point[p] for p in free}]
        yield from (w for w in ways if all(holds_at(ring, h, w) for h in existence.region))
    yield from inside[:_LOOKED]


def linear_point(statement: Data, at: Mapping[str, Fraction], *, mark: float) -> Plain | None:
    """A proof that the unknowns exist at a point of the region, where the goals are linear.

    Parameters
    ----------
    statement : mapping
        With claim ``sometimes``.
    at : mapping of str to Fraction
    mark : float
    """
    goals = LinearGoals.read(statement)
    if goals is None:
        return None
    existence, rows, ring = goals.existence, goals.rows, goals.existence.ring
    point = {p: at[ring.names[p]] for p in existence.parameters}
    pinned = [Relation("=", ring.gens[p] - ring.constant(v)) for p, v in point.items()]
    hypotheses = [*existence.region, *pinned]
    tree: Tree | None = affine_witness(existence, hypotheses, mark=mark, constant=True)
    if tree is None:
        tree = _Search(existence, rows, hypotheses, [point], mark).numbers(point)
    return None if tree is None else plain(tree, ring)


class _NoneAt(Exception):  # not an error: it ends the search
    """No unknowns exist at a point."""

    def __init__(self, point: Point) -> None:
        super().__init__()
        self.point = dict(point)


class _Search:
    """The search for a tree of cases. Samples order it and decide nothing."""

    def __init__(
        self,
        existence: Existence,
        rows: Sequence[Row],
        hypotheses: Sequence[Hypothesis],
        samples: Sequence[Point],
        mark: float,
    ) -> None:
        self.existence = existence
        self.ring = existence.ring
        self.rows = rows
        self.hypotheses = list(hypotheses)
        self.samples = samples
        self.mark = mark
        self.leaf = LeafProver(existence, samples, mark)
        self.bases = Bases(existence, rows, mark)
        self.session = Session(existence.ring)
        self._used: list[Definitions] = []

    def numbers(self, point: Point) -> Tree | None:
        """A proof at one point, which the hypotheses pin: the unknowns are numbers there."""
        try:
            proposed = self.bases.proposed([point])
        except NoUnknowns:
            return None
        ring = self.ring
        for basis in proposed:
            found = self._solved([self.bases.equations[e] for e in basis])
            values = None if found is None else exact_values(ring, found, point)
            if values is None:
                continue
            constants = tuple(
                Quotient(u, ring.constant(values[u]), ring.one) for u in self.existence.unknowns
            )
            if serves(ring, self.rows, constants, point):
                return self._leaf(constants, self.hypotheses, point)
        return None

    # One part of the region --------------------------------------------------------------------

    def part(
        self,
        hypotheses: list[Hypothesis],
        samples: Sequence[Point],
        given: Definitions | None,
        depth: int,
    ) -> Tree | None:
        """Cases over the part of the region where the hypotheses hold; `given` are tried first."""
        if depth == 0 or passed(self.mark):
            return None
        if not samples:
            point = self._point(hypotheses)
            if point is None:
                node = self.leaf.refute(hypotheses)
                return Vacuous(node) if node is not None else self._nearby(hypotheses, given)
            samples = [point]
        if depth < _DEPTH:  # the whole region was tried before
            rule = affine_witness(self.existence, hypotheses, mark=self.mark)
            if rule is not None:
                return rule
        found = given
        if found is None or not serves(self.ring, self.rows, found, samples[0]):
            found = self._chosen(samples)
        return None if found is None else self._cases(found, hypotheses, samples, depth)

    def _cases(
        self,
        definitions: Definitions,
        hypotheses: list[Hypothesis],
        samples: Sequence[Point],
        depth: int,
    ) -> Tree | None:
        """A leaf with these definitions, or a split where one of the goals stops to hold."""
        ring, doubtful = self.ring, []
        for relation in self._needs(definitions, samples[0]):
            fails = sum(not holds_at(ring, relation, s) for s in samples)
            if not fails:
                places = (self._point([*hypotheses, r]) for r in relation.negated())
                point = next((p for p in places if p is not None), None)
                if point is None:
                    continue
                samples, fails = [*samples, point], 1
            doubtful.append((abs(2 * fails - len(samples)), ring.key(relation.poly), relation.poly))
        if not doubtful:
            return self._leaf(definitions, hypotheses, samples[0])
        divider = ring.upright(min(doubtful, key=lambda d: d[:2])[2])
        sides: dict[str, list[Point]] = {"neg": [], "zero": [], "pos": []}
        for s in samples:
            value = value_at(ring, divider, s)
            sides["pos" if value > 0 else "neg" if value < 0 else "zero"].append(s)
        trees: dict[str, Tree] = {}
        for branch, relation in (
            ("pos", Relation(">", divider)),
            ("neg", Relation(">", -divider)),
            ("zero", Relation("=", divider)),
        ):
            tree = self.part([*hypotheses, relation], sides[branch], definitions, depth - 1)
            if tree is None:
                return None
            trees[branch] = tree
        return RegionSplit(divider, **trees)

    def _needs(self, definitions: Definitions, sample: Point) -> list[Relation]:
        """Relations of the parameters under which the definitions have values and goals hold.

        Denominators have the sign that they have at the sample.
        """
        ring, exact = self.ring, exact_values(self.ring, definitions, sample)
        found: dict[tuple[str, Key], Relation] = {}
        upright: list[Quotient] = []

        def put_in(rel: str, poly: Poly) -> None:
            for d in reversed(upright):
                poly = ring.substitute(poly, d.position, d.num, d.den)[0]
            if not (poly == 0 or poly.is_constant()):
                found[rel, ring.key(poly)] = Relation(rel, poly)

        for d in definitions:
            assert isinstance(d, Quotient)
            assert exact is not None
            sign = 1 if value_at(ring, d.den, exact) > 0 else -1
            put_in(">", d.den * sign)
            upright.append(Quotient(d.position, d.num * sign, d.den * sign))
        for row in self.rows:
            put_in(row.rel, row.poly)
        return list(found.values())

    def _leaf(
        self, definitions: Definitions, hypotheses: list[Hypothesis], sample: Point
    ) -> Tree | None:
        """The proof that the goals hold."""
        exact = exact_values(self.ring, definitions, sample)
        if exact is None:
            return None
        if definitions not in self._used:
            self._used.append(definitions)
        values = np.zeros(len(self.ring.names))
        for position, value in exact.items():
            values[position] = float(value)
        dens = [d.den for d in definitions if isinstance(d, Quotient)]
        signs = tuple(1 if value_at(self.ring, den, exact) > 0 else -1 for den in dens)
        trial = Trial(definitions, frozenset([0]), {0: signs}, {0: values})
        return self.leaf.prove(trial, frozenset([0]), hypotheses)

    def _nearby(self, hypotheses: list[Hypothesis], given: Definitions | None) -> Tree | None:
        """A part of which no rational point is known: what served elsewhere may serve here."""
        for definitions in (*([given] if given else []), *self._used[-6:]):
            tree = self._leaf(definitions, hypotheses, self.samples[0]) if self.samples else None
            if tree is not None:
                return tree
        return None

    # Points and definitions --------------------------------------------------------------------

    def _point(self, hypotheses: Sequence[Hypothesis]) -> dict[int, Fraction] | None:
        """A rational point of the parameters where hypotheses hold."""
        until = min(self.mark, spent() + _SCOUT_EFFORT)
        found = scout_hypotheses(
            self.ring, list(hypotheses), mark=until, core=False, session=self.session
        )
        if found.status != "sat":
            return None
        names = self.ring.names
        for denominator in (100, 10**4, 10**8):
            near = found.near(denominator)
            point = {p: near.get(names[p], Fraction(0)) for p in self.existence.parameters}
            if all(holds_at(self.ring, h, point) for h in hypotheses):
                return point
        return None

    def _chosen(self, samples: Sequence[Point]) -> Definitions | None:
        """Definitions that serve at the first sample, and at as many others as can be."""
        try:
            proposed = self.bases.proposed(samples)
        except NoUnknowns:
            raise _NoneAt(samples[0]) from None
        for basis in proposed[:_BASES]:
            found = self._solved([self.bases.equations[e] for e in basis])
            if found is not None and serves(self.ring, self.rows, found, samples[0]):
                return found
        return None

    def _solved(self, equations: Sequence[Poly]) -> Definitions | None:
        """The unknowns from the equations of a basis."""
        unknowns = self.existence.unknowns
        try:
            for found in islice(solutions(self.ring, equations, unknowns, [], {}), 1):
                return reduced(self.ring, found)
        except TooLarge as reason:
            skip(reason)
        return None
