r"""Polygons of payoffs: lotteries over two options, the hull, the part that everybody accepts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

__all__ = ["Gains", "Option", "acceptable_part", "between", "hull_edges"]

Gains = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """A feasible outcome: a lottery over the listed agreements, and its gains."""

    lottery: tuple[tuple[int, Fraction], ...]
    gains: Gains


def between(p: Option, q: Option, t: Fraction) -> Option:
    """The lottery over two options with chance `t` of the second."""
    lottery: dict[int, Fraction] = {}
    for option, share in ((p, 1 - t), (q, t)):
        for k, weight in option.lottery:
            lottery[k] = lottery.get(k, Fraction(0)) + share * weight
    gains = tuple((1 - t) * a + t * b for a, b in zip(p.gains, q.gains, strict=True))
    return Option(tuple((k, w) for k, w in sorted(lottery.items()) if w), gains)


def hull_edges(options: list[Option]) -> list[tuple[Option, Option]]:
    """Edges of the convex hull (Andrew's monotone chain, exact)."""
    points = sorted({o.gains: o for o in reversed(options)}.values(), key=lambda o: o.gains)
    if len(points) == 1:
        return [(points[0], points[0])]

    def chain(ordered: list[Option]) -> list[Option]:
        hull: list[Option] = []
        for o in ordered:
            while len(hull) > 1 and _turn(hull[-2].gains, hull[-1].gains, o.gains) <= 0:
                hull.pop()
            hull.append(o)
        return hull

    ring = chain(points)[:-1] + chain(points[::-1])
    return list(pairwise(ring))


def _turn(o: Gains, a: Gains, b: Gains) -> Fraction:
    return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])


def _interval(p: Option, q: Option, floor: Sequence[Fraction]) -> tuple[Fraction, Fraction] | None:
    """The shares t for which every gain on the edge is at least its floor."""
    low, high = Fraction(0), Fraction(1)
    for a, b, o in zip(p.gains, q.gains, floor, strict=True):
        if a == b:
            if a < o:
                return None
            continue
        root = (a - o) / (a - b)
        if b > a:
            low = max(low, root)
        else:
            high = min(high, root)
    return (low, high) if low <= high else None


def acceptable_part(
    p: Option, q: Option, floor: Sequence[Fraction] | None = None
) -> tuple[Option, Option] | None:
    """The part of an edge where every gain is at least its floor (zero by default)."""
    range_ = _interval(p, q, floor or (Fraction(0),) * len(p.gains))
    return None if range_ is None else (between(p, q, range_[0]), between(p, q, range_[1]))
