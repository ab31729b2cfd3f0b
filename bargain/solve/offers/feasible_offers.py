r"""Alternating offers on a polygon of payoffs, in exact arithmetic.

The proposals :math:`a`, :math:`b` of a stationary equilibrium lie on edges of the efficient
frontier (or at its ends), where gains are linear in one share each. For every pair of edges and
every choice of what binds the two responders (waiting or opting out) the indifference conditions
are two linear equations; the pair that satisfies all the conditions is the equilibrium. With a last
period proposals follow one from the other (`bargain.solve.offers.finite_horizon`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import Protocol

from bargain.solve.agreement import Agreement
from bargain.solve.bargaining.listed.polygons import Option, acceptable_part, between, hull_edges
from bargain.solve.offers.finite_horizon import Offer, offers_backwards
from bargain.solve.offers.rules import OfferRules, Proposed

__all__ = ["Polygon", "exact_offers", "exact_periods"]


class Polygon(Protocol):
    """A set of agreements with all lotteries over them: a polygon of gains."""

    def options(self) -> list[Option]:
        """Its corners, and points that do no harm."""

    def agreement(self, option: Option) -> Agreement:
        """What a lottery over them is."""


def exact_offers(game: Polygon, rules: OfferRules) -> list[Proposed]:
    """The stationary equilibria that were met, the first as it stands.

    None of them if no lottery gives both more than they have without an agreement.
    """
    edges = _frontier(hull_edges(game.options()), rules.floor)
    if not edges:
        return []
    slope, constant, least = rules.slope, rules.constant, rules.floor
    found: dict[tuple[tuple[Fraction, ...], ...], Proposed] = {}
    for a, b in _candidates(edges, rules):
        floor_1 = max(least[0], slope[0] * a.gains[0] + constant[0])
        floor_2 = max(least[1], slope[1] * b.gains[1] + constant[1])
        if a.gains[1] < floor_2 or b.gains[0] < floor_1:
            continue
        # A responder gets more than its threshold only at the end that is best for the proposer.
        best_1 = max(e.gains[0] for edge in edges for e in edge)
        best_2 = max(e.gains[1] for edge in edges for e in edge)
        if a.gains[1] > floor_2 and a.gains[0] < best_1:
            continue
        if b.gains[0] > floor_1 and b.gains[1] < best_2:
            continue
        proposed = Proposed.stationary(rules, game.agreement(a), game.agreement(b))
        found.setdefault((a.gains, b.gains), proposed)
    return list(found.values())


def exact_periods(game: Polygon, rules: OfferRules, first: str, horizon: int) -> list[Proposed]:
    """The equilibrium with a last period; none of it as in `exact_offers`."""
    edges = _frontier(hull_edges(game.options()), rules.floor)
    if not edges:
        return []

    def propose(i: int, demand: Fraction | float) -> Offer:
        least = [Fraction(demand) if j == 1 - i else rules.floor[j] for j in (0, 1)]
        parts = (acceptable_part(*edge, floor=least) for edge in edges)
        best = max(
            (end for part in parts if part is not None for end in part),
            key=lambda o: (o.gains[i], o.gains[1 - i]),
        )
        return Offer((best.gains[0], best.gains[1]), lambda: game.agreement(best))

    return [offers_backwards(propose, rules, first, horizon)]


def _frontier(
    edges: list[tuple[Option, Option]], outside: Sequence[Fraction]
) -> list[tuple[Option, Option]]:
    """Edges along which one gains what the other loses, above the outside options, and ends."""
    parts = [p for p in (acceptable_part(*e, floor=outside) for e in edges) if p is not None]
    if not any(
        min(g - o for g, o in zip(between(*p, Fraction(1, 2)).gains, outside, strict=True)) > 0
        for p in parts
    ):
        return []
    ends = [e for part in parts for e in part]
    efficient = [
        e for e in ends
        if not any(all(g >= h for g, h in zip(o.gains, e.gains, strict=True))
                   and o.gains != e.gains for o in ends)
    ]  # fmt: skip
    keep = {e.gains for e in efficient}
    sloped = [
        p for p in parts if p[0].gains in keep and p[1].gains in keep and p[0].gains != p[1].gains
    ]
    return sloped + [(e, e) for e in efficient]


def _candidates(
    edges: list[tuple[Option, Option]], rules: OfferRules
) -> Iterator[tuple[Option, Option]]:
    slope, constant, least = rules.slope, rules.constant, rules.floor
    for (p, q), (r, s) in product(edges, repeat=2):
        for opt_2, opt_1 in product((False, True), repeat=2):
            # g2(a) = f2 or s2 g2(b) + n2;  g1(b) = f1 or s1 g1(a) + n1;
            # a = p+t(q-p), b = r+u(s-r)
            t_row = (
                q.gains[1] - p.gains[1],
                Fraction(0) if opt_2 else -slope[1] * (s.gains[1] - r.gains[1]),
                (least[1] if opt_2 else slope[1] * r.gains[1] + constant[1]) - p.gains[1],
            )
            u_row = (
                Fraction(0) if opt_1 else -slope[0] * (q.gains[0] - p.gains[0]),
                s.gains[0] - r.gains[0],
                (least[0] if opt_1 else slope[0] * p.gains[0] + constant[0]) - r.gains[0],
            )
            for t, u in _solutions(t_row, u_row, p is q, r is s):
                if 0 <= t <= 1 and 0 <= u <= 1:
                    yield between(p, q, t), between(r, s, u)


def _solutions(
    first: tuple[Fraction, ...], second: tuple[Fraction, ...], fixed_t: bool, fixed_u: bool
) -> Iterator[tuple[Fraction, Fraction]]:
    zero = Fraction(0)
    if fixed_t and fixed_u:
        yield zero, zero
    elif fixed_t:
        if second[1]:
            yield zero, second[2] / second[1]
    elif fixed_u:
        if first[0]:
            yield first[2] / first[0], zero
    else:
        determinant = first[0] * second[1] - first[1] * second[0]
        if determinant:
            yield (
                (first[2] * second[1] - first[1] * second[2]) / determinant,
                (first[0] * second[2] - second[0] * first[2]) / determinant,
            )
