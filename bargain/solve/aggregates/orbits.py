"""Equilibria up to who is who: groups of players of a kind who do the same."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb

import sympy as sp

from bargain.exact import to_fraction, to_sympy
from bargain.solve.aggregates.common_zeros import RATIONALS
from bargain.solve.aggregates.real_field import Element, Field, Row, as_flint, never_positive
from bargain.solve.aggregates.summed_game import OTHERS, OWN, Kind

__all__ = ["Group", "Orbit", "above", "along", "value"]

_SHARES = (Fraction(1, 10**12), Fraction(1, 10**9), Fraction(1, 10**6))  # of payoffs, as regrets


@dataclass(frozen=True, slots=True)
class Group:
    """Players of a kind who do the same: at an end, or at a value between that is to be found."""

    kind: int
    size: int
    end: int = 0  # -1 the least, 1 the most, 0 between


@dataclass(frozen=True, slots=True)
class Orbit:
    """An equilibrium up to who is who: groups, and what each does."""

    field: Field
    groups: tuple[Group, ...]
    actions: tuple[Element, ...]

    def size(self, kinds: Sequence[Kind]) -> int:
        """How many profiles there are."""
        total = 1
        for k, kind in enumerate(kinds):
            left = len(kind.players)
            for group in self.groups:
                if group.kind == k:
                    total *= comb(left, group.size)
                    left -= group.size
        return total

    def profiles(self, kinds: Sequence[Kind]) -> Iterator[dict[str, tuple[Fraction, Fraction]]]:
        """Each profile: bounds on what each player does."""
        ends = [self.field.bounds(action) for action in self.actions]
        ways = []
        for k, kind in enumerate(kinds):
            mine = [g for g, group in enumerate(self.groups) if group.kind == k]
            ways.append(list(_shared_out(kind.players, [(g, self.groups[g].size) for g in mine])))
        for chosen in itertools.product(*ways):
            yield {player: ends[g] for way in chosen for player, g in way.items()}

    def regret(self, kinds: Sequence[Kind]) -> Fraction | None:
        """A bound on what anybody gains by deviating from the profile that is reported."""
        at = [self.field.bounds(action) for action in self.actions]
        if all(low == high for low, high in at):
            return Fraction(0)
        points = [Fraction(float((low + high) / 2)) for low, high in at]
        parts = zip(self.groups, points, strict=True)
        total = sum((g.size * kinds[g.kind].seen(x) for g, x in parts), Fraction(0))
        least = sum((len(k.players) * k.seen(k.low) for k in kinds), Fraction(0))
        bounds = []
        for g, x in zip(self.groups, points, strict=True):
            kind, others = kinds[g.kind], total - kinds[g.kind].seen(x)
            alone = others == least - kind.seen(kind.low)
            bounds.append(_gain_at_most(kind, x, others, kind.tie if alone else None))
        return None if None in bounds else max(b for b in bounds if b is not None)


def _shared_out(
    players: Sequence[str], sizes: Sequence[tuple[int, int]]
) -> Iterator[dict[str, int]]:
    """Every way to put players into groups of these sizes."""
    if not sizes:
        yield {}
        return
    (group, size), rest = sizes[0], sizes[1:]
    for chosen in itertools.combinations(players, size):
        left = [p for p in players if p not in chosen]
        for way in _shared_out(left, rest):
            yield dict.fromkeys(chosen, group) | way


def _gain_at_most(
    kind: Kind, x: Fraction, others: Fraction, corner: Fraction | None
) -> Fraction | None:
    """A bound on the gain from any deviation, one to a corner with its own payoff included."""
    here = _rational(kind.over, x, others) / _rational(kind.under, x, others)
    for share in _SHARES:
        bound = share * (1 + abs(here))
        row = above(kind, Element([as_flint(others)]), RATIONALS, here + bound)
        if corner is not None and corner > here + bound:
            return None
        if never_positive(row, RATIONALS, kind.low, kind.high):
            return bound
    return None


def _rational(poly: sp.Poly, x: Fraction, others: Fraction) -> Fraction:
    return to_fraction(poly.eval({OWN: to_sympy(x), OTHERS: to_sympy(others)}))


def value(poly: sp.Poly, x: Element, others: Element, field: Field | None = None) -> Element:
    """A polynomial in the own action and the others' sum, at polynomials in θ."""
    total = Element()
    for (i, j), c in poly.terms():
        total += x**i * others**j * as_flint(c)
    return total if field is None else field.reduced(total)


def along(poly: sp.Poly, others: Element, field: Field) -> Row:
    """A polynomial in the own action, at a sum of the others."""
    row: Row = [Element() for _ in range(max(poly.degree(OWN), 0) + 1)]
    for (i, j), c in poly.terms():
        row[i] += others**j * as_flint(c)
    return [field.reduced(c) for c in row]


def above(kind: Kind, others: Element, field: Field, level: Fraction) -> Row:
    """Numerator of what a player has above a level, along the own action; its sign is that."""
    over, under = (along(poly, others, field) for poly in (kind.over, kind.under))
    size = max(len(over), len(under))
    over, under = (row + [Element()] * (size - len(row)) for row in (over, under))
    return [a - b * as_flint(level) for a, b in zip(over, under, strict=True)]
