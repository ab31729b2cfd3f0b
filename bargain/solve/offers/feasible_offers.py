r"""Alternating offers on a polygon of payoffs, in exact arithmetic.

The proposals :math:`a`, :math:`b` lie on edges of the efficient frontier (or at its ends), where
gains are linear in one share each. For every pair of edges and every choice of what binds the two
responders (waiting or opting out) the indifference conditions are two linear equations; the pair
that satisfies all the conditions is the equilibrium.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product

from bargain.solve.agreement import Agreement
from bargain.solve.bargaining.feasible import (
    AgreementSet,
    Option,
    acceptable_part,
    between,
    hull_edges,
)

__all__ = ["exact_offers"]


def exact_offers(
    game: AgreementSet, keep: Sequence[Fraction], outside: Sequence[Fraction]
) -> list[tuple[Agreement, Agreement]] | None:
    """The proposals of all stationary equilibria that were met, the first as it stands.

    None if no lottery gives both more than the outside options.
    """
    edges = _frontier(hull_edges(game.options()), outside)
    if not edges:
        return None
    found: dict[tuple[tuple[Fraction, ...], ...], tuple[Agreement, Agreement]] = {}
    for a, b in _candidates(edges, keep, outside):
        floor_1 = max(outside[0], keep[0] * a.gains[0])
        floor_2 = max(outside[1], keep[1] * b.gains[1])
        if a.gains[1] < floor_2 or b.gains[0] < floor_1:
            continue
        # A responder gets more than its threshold only at the end that is best for the proposer.
        best_1 = max(e.gains[0] for edge in edges for e in edge)
        best_2 = max(e.gains[1] for edge in edges for e in edge)
        if a.gains[1] > floor_2 and a.gains[0] < best_1:
            continue
        if b.gains[0] > floor_1 and b.gains[1] < best_2:
            continue
        found.setdefault((a.gains, b.gains), (game.agreement(a), game.agreement(b)))
    return list(found.values()) or None


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
    edges: list[tuple[Option, Option]], keep: Sequence[Fraction], outside: Sequence[Fraction]
) -> Iterator[tuple[Option, Option]]:
    for (p, q), (r, s) in product(edges, repeat=2):
        for opt_2, opt_1 in product((False, True), repeat=2):
            # g2(a) = o2 or k2 g2(b);  g1(b) = o1 or k1 g1(a), with a = p+t(q-p), b = r+u(s-r)
            t_row = (
                q.gains[1] - p.gains[1],
                Fraction(0) if opt_2 else -keep[1] * (s.gains[1] - r.gains[1]),
                (outside[1] if opt_2 else keep[1] * r.gains[1]) - p.gains[1],
            )
            u_row = (
                Fraction(0) if opt_1 else -keep[0] * (q.gains[0] - p.gains[0]),
                s.gains[0] - r.gains[0],
                (outside[0] if opt_1 else keep[0] * p.gains[0]) - r.gains[0],
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
