"""Polygons that are flat, doubled or full of collinear points, against a search without a hull.

The reference looks at the segment between every two listed points: all edges are among them, and
every segment is feasible. On a segment a product of gains is a parabola and the least share has one
kink, so that the best point is one of a few exact candidates. No hull, no turns, no frontier.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator
from fractions import Fraction as F
from typing import Any

import pytest

import bargain as bg
from bargain.solve.agreement import Outcome
from bargain.solve.bargaining.feasible import AgreementSet
from bargain.solve.bargaining.listed.polygons import Option, acceptable_part, hull_edges
from bargain.solve.bargaining.solutions import (
    egalitarian,
    kalai_smorodinsky,
    nash_bargaining,
    utilitarian,
)

Point = tuple[F, F]
SOLVERS = [nash_bargaining, kalai_smorodinsky, egalitarian, utilitarian]


def polygons(seed: int, count: int) -> Iterator[list[Point]]:
    """Few different coordinates: repeated points, points on a line, segments and single points."""
    rng = random.Random(seed)
    for _ in range(count):
        kind = rng.choice(["grid", "line", "point", "axis", "nearly flat"])
        step = (F(rng.randint(-2, 2)), F(rng.randint(-2, 2)))
        start = (F(rng.randint(-1, 2)), F(rng.randint(-1, 2)))
        shares = [F(rng.randint(-2, 3), rng.choice([1, 1, 2])) for _ in range(rng.randint(1, 5))]
        points = {
            "grid": [(F(rng.randint(-1, 3)), F(rng.randint(-1, 3))) for _ in shares * 2],
            "line": [(start[0] + t * step[0], start[1] + t * step[1]) for t in shares],
            "point": [start] * len(shares),
            "axis": [(F(0), t) if rng.random() < 0.5 else (t, F(0)) for t in shares],
            "nearly flat": [(t, 2 - t + F(rng.randint(-1, 1), 10**6)) for t in shares],
        }[kind]
        rng.shuffle(points)
        yield points + rng.sample(points, rng.randint(0, len(points)))


def cut(a: F, b: F) -> set[F]:
    """The share at which a gain that goes from a to b is zero, if there is one."""
    return {a / (a - b)} if a != b else set()


def candidates(points: list[Point], weights: Point, scale: Point) -> set[Point]:
    """Acceptable points among which each solution's best one is."""
    found = set()
    for (a0, a1), (b0, b1) in itertools.product(points, repeat=2):
        d0, d1 = b0 - a0, b1 - a1
        shares = {F(0), F(1)} | cut(a0, b0) | cut(a1, b1)
        shares |= cut(a0 / scale[0] - a1 / scale[1], b0 / scale[0] - b1 / scale[1])
        slope = (weights[0] + weights[1]) * d0 * d1
        if slope:  # the slope of w0 log(gain 0) + w1 log(gain 1) is zero
            shares.add(-(weights[0] * d0 * a1 + weights[1] * d1 * a0) / slope)
        found |= {(a0 + t * d0, a1 + t * d1) for t in shares if 0 <= t <= 1}
    return {p for p in found if min(p) >= 0}


def best(name: str, points: list[Point], weights: Point) -> tuple[set[Point], bool]:
    """All best points, and whether somebody could not gain at any acceptable one."""
    one = (F(1), F(1))
    acceptable = candidates(points, weights, one)
    # the midpoint of two acceptable points makes both better off if any point does
    middles = [((p[0] + q[0]) / 2, (p[1] + q[1]) / 2)
               for p, q in itertools.product(acceptable, repeat=2)]  # fmt: skip
    if not any(min(p) > 0 for p in middles):
        return set(), False
    ideal = (max(p[0] for p in acceptable), max(p[1] for p in acceptable))
    scale = {"kalai_smorodinsky": (weights[0] * ideal[0], weights[1] * ideal[1]),
             "egalitarian": weights}.get(name, one)  # fmt: skip
    acceptable = candidates(points, weights, scale)
    value: Callable[[Point], Any] = {
        "nash_bargaining": lambda p: p[0] ** int(weights[0]) * p[1] ** int(weights[1]),
        "utilitarian": lambda p: weights[0] * p[0] + weights[1] * p[1],
    }.get(name, lambda p: sorted((p[0] / scale[0], p[1] / scale[1])))
    most = max(map(value, acceptable))
    return {p for p in acceptable if value(p) == most}, True


@pytest.mark.long(every=3)
@pytest.mark.parametrize("solver", SOLVERS)
def test_solutions_are_those_of_a_search_over_all_segments(solver: Any) -> None:
    seen = {True: 0, False: 0}
    for number, points in enumerate(polygons(1, 120)):
        weights = (F(1 + number % 3), F(1 + number % 2))
        expected, exists = best(solver.__name__, points, weights)
        found = solver(AgreementSet.from_polygon(points), {"1": weights[0], "2": weights[1]})
        seen[exists] += 1
        assert (found.status is Outcome.AGREEMENT) is exists, points
        if not exists:
            assert found.agreement is None
            continue
        listed = [found.agreement, *found.alternatives]
        gains = {tuple(a.gains.values()) for a in listed}
        assert gains <= expected, points
        assert len(expected) == 1 or solver is utilitarian  # whose best points may fill an edge
        for agreement in listed:  # the lottery has the gains that are claimed
            shares = [(int(str(label)[1:]), t) for label, t in agreement.values.items()]
            assert sum(t for _, t in shares) == 1
            assert min(t for _, t in shares) > 0
            for i, gain in enumerate(agreement.gains.values()):
                assert sum(t * points[k][i] for k, t in shares) == gain
    assert min(seen.values()) > 15


@pytest.mark.parametrize("solver", SOLVERS)
def test_more_points_in_the_hull_change_nothing(solver: Any) -> None:
    """Repeated points, points on edges and points inside: the same gains."""
    rng = random.Random(2)
    for points in polygons(3, 100):
        more = list(points)
        for _ in range(4):
            (a0, a1), (b0, b1) = rng.choice(more), rng.choice(more)
            t = F(rng.randint(0, 4), 4)
            more.append((a0 + t * (b0 - a0), a1 + t * (b1 - a1)))
        rng.shuffle(more)
        one, two = (solver(AgreementSet.from_polygon(p)) for p in (points, more))
        assert one.status is two.status
        if one.agreement is not None and solver is not utilitarian:  # not unique
            assert tuple(one.agreement.gains.values()) == tuple(two.agreement.gains.values())


def outside(edge: tuple[Point, Point], p: Point) -> F:
    """Positive if p lies to the right of an edge."""
    (a0, a1), (b0, b1) = edge
    return (b1 - a1) * (p[0] - a0) - (b0 - a0) * (p[1] - a1)


def test_a_hull_has_only_its_corners_in_order() -> None:
    """Counterclockwise, every listed point to the left, no corner in the middle of a side."""
    for points in polygons(4, 300):
        edges = [(p.gains, q.gains) for p, q in
                 hull_edges([Option(((k, F(1)),), p) for k, p in enumerate(points)])]  # fmt: skip
        if len(set(points)) == 1:
            assert edges == [(points[0], points[0])]
            continue
        for (_, b), (c, _) in zip(edges, [*edges[1:], edges[0]], strict=True):
            assert b == c
        assert all(a != b for a, b in edges)
        assert all(outside(e, p) <= 0 for e in edges for p in points)
        if len(edges) > 2:
            assert all(outside((a, b), d) < 0 for (a, b), (_, d)
                       in zip(edges, [*edges[1:], edges[0]], strict=True))  # fmt: skip
        else:  # all on a line: there and back
            assert edges[0] == edges[1][::-1]
            assert all(outside(edges[0], p) == 0 for p in points)


def test_the_acceptable_part_of_a_segment() -> None:
    def part(a: tuple[int, int], b: tuple[int, int], floor: Any = None) -> Any:
        p, q = (Option(((k, F(1)),), (F(g[0]), F(g[1]))) for k, g in enumerate((a, b)))
        found = acceptable_part(p, q, floor)
        return None if found is None else tuple(o.gains for o in found)

    assert part((-1, 3), (3, -1)) == ((0, 2), (2, 0))
    assert part((0, 3), (0, 1)) == ((0, 3), (0, 1))  # on the border everywhere
    assert part((-1, 3), (-1, 1)) is None
    assert part((-1, 1), (1, -1)) == ((0, 0), (0, 0))  # touches in one point
    assert part((-2, 1), (1, -2)) is None
    assert part((1, 1), (1, 1)) == ((1, 1), (1, 1))
    assert part((0, -1), (0, -1)) is None
    assert part((0, 4), (4, 0), (F(1), F(1))) == ((1, 3), (3, 1))
    assert part((0, 4), (4, 0), (F(2), F(2))) == ((2, 2), (2, 2))
    assert part((0, 4), (4, 0), (F(3), F(2))) is None


def test_alternating_offers_on_a_flat_polygon_are_those_of_the_cake() -> None:
    """Rubinstein's shares: the proposer gets 1/(1 + delta), whatever lies on the line or under."""
    delta = F(2, 3)
    cake = [(F(0), F(1)), (F(1), F(0))]
    for more in ([], [(F(1, 2), F(1, 2))], cake, [(F(1, 3), F(2, 3)), (F(0), F(0))]):
        found = bg.alternating_offers(
            AgreementSet.from_polygon(cake + more), discount={"1": delta, "2": delta}
        )
        first, second = found.proposals.values()
        assert tuple(first.gains.values()) == (F(3, 5), F(2, 5))
        assert tuple(second.gains.values()) == (F(2, 5), F(3, 5))
