"""Vertices, adjacency and components, against enumeration in fractions.

The reference solves every square subsystem of {z >= 0, G z <= 1} and keeps what is feasible: no
pivoting, no double description, no floats. The matrices have few different entries, repeated
rows and repeated columns, so that vertices carry more labels than the dimension.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import pytest

from bargain.errors import LimitReached
from bargain.solve.finite import best_reply_polytope, vertex_graph
from bargain.solve.finite.best_reply_polytope import (
    best_reply_constraints,
    equilibrium_order,
    popcount,
    vertices,
)
from bargain.solve.finite.nash_components import (
    complementary_pairs,
    connected_components,
    maximal_nash_subsets,
)
from bargain.solve.finite.vertex_graph import proved_vertices

Point = tuple[Fraction, ...]


def solved(rows: list[list[Fraction]], right: list[Fraction]) -> Point | None:
    """Gauss and Jordan; None if the matrix is singular."""
    n = len(rows)
    table = [[*row, value] for row, value in zip(rows, right, strict=True)]
    for c in range(n):
        p = next((r for r in range(c, n) if table[r][c]), None)
        if p is None:
            return None
        table[c], table[p] = table[p], table[c]
        table[c] = [x / table[c][c] for x in table[c]]
        for r in range(n):
            if r != c and table[r][c]:
                table[r] = [x - table[r][c] * y for x, y in zip(table[r], table[c], strict=True)]
    return tuple(row[n] for row in table)


def reference(g: list[list[int]]) -> dict[Point, int]:
    """Every vertex but zero with all its labels, by solving each choice of d constraints."""
    k, d = len(g), len(g[0])
    rows = [[Fraction(int(i == j)) for j in range(d)] for i in range(d)]
    rows += [[Fraction(x) for x in row] for row in g]
    ends = [Fraction(0)] * d + [Fraction(1)] * k
    found = {}
    for chosen in itertools.combinations(range(d + k), d):
        z = solved([rows[c] for c in chosen], [ends[c] for c in chosen])
        if z is None or min(z) < 0 or not any(z):
            continue
        values = [sum(a * b for a, b in zip(row, z, strict=True)) for row in rows]
        if all(values[c] <= 1 for c in range(d, d + k)):
            found[z] = sum(1 << c for c in range(d + k) if values[c] == ends[c])
    return found


def matrices(seed: int, count: int) -> Iterator[list[list[int]]]:
    rng = random.Random(seed)
    for _ in range(count):
        d, k = rng.choice([(1, 2), (2, 2), (2, 4), (3, 3), (3, 5), (4, 4), (4, 5)])
        most = rng.choice([1, 2, 2, 3, 9])
        g = [[rng.randint(1, most) for _ in range(d)] for _ in range(k)]
        for _ in range(rng.randint(0, 2)):
            g[rng.randrange(k)] = list(g[rng.randrange(k)])  # the same hyperplane twice
        if rng.random() < 0.3:
            i, j = rng.randrange(d), rng.randrange(d)
            for row in g:
                row[i] = row[j]
        yield g


def as_points(found: list[tuple[tuple[int, ...], int]]) -> dict[Point, int]:
    points = {tuple(Fraction(x, z[-1]) for x in z[:-1]): labels for z, labels in found}
    assert len(points) == len(found)  # each vertex once
    return points


@pytest.mark.parametrize("few", [best_reply_polytope._FEW_PAIRS, 0], ids=["pairs", "blocks"])
def test_double_description_finds_the_vertices(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both ways to look for pairs of neighbours: one by one, and in blocks of words."""
    monkeypatch.setattr(best_reply_polytope, "_FEW_PAIRS", few)
    for g in matrices(1, 60):
        assert as_points(vertices(np.array(g, dtype=object), 10_000)) == reference(g), g


def test_opposite_corners_of_a_doubled_facet_are_no_neighbours() -> None:
    """In three dimensions they share two labels, those of one plane, and yet no edge."""
    g = [[1, 1, 1], [1, 1, 1], [2, 1, 1], [1, 2, 1], [1, 1, 2], [3, 3, 1]]
    assert as_points(vertices(np.array(g, dtype=object), 1_000)) == reference(g)


def test_the_proved_graph_has_the_same_vertices() -> None:
    for g in matrices(2, 60):
        matrix = np.array(g, dtype=object)
        found = proved_vertices(matrix, 10_000)
        if found is None:  # too many ties: left to integers, which the test above is about
            continue
        labels, basis = found
        expected = reference(g)
        assert sorted(labels) == sorted(expected.values()), g
        d = len(g[0])
        assert set(basis) == {mask for mask in labels if mask.bit_count() > d}
        assert all(b.bit_count() == d and b & mask == b for mask, b in basis.items())


def test_simple_polytopes_are_proved_and_not_left_to_integers() -> None:
    """Payoffs without ties: the proof has to go through, or the fast path is never taken."""
    rng = random.Random(3)
    for d, k in [(2, 3), (3, 3), (4, 4)]:
        g = [[rng.randint(10, 10**6) for _ in range(d)] for _ in range(k)]
        found = proved_vertices(np.array(g, dtype=object), 10_000)
        assert found is not None
        assert sorted(found[0]) == sorted(reference(g).values())
        assert found[1] == {}


def test_a_set_of_bases_that_is_not_closed_is_noticed() -> None:
    """Every d - 1 labels of a basis are those of an edge, which has two ends."""
    square = np.array([0b0011, 0b0110, 0b1001, 0b1100])  # z = 0 and the three other corners
    assert vertex_graph._closed(square, 2, 2)
    assert not vertex_graph._closed(square[:3], 2, 2)
    assert not vertex_graph._closed(np.array([0b0011, 0b0110, 0b1001, 0b1001]), 2, 2)
    assert not vertex_graph._closed(np.array([0b0011, 0b0110, 0b1001, 0b1000]), 2, 2)
    # each twice: every edge has two ends, and yet there is no polytope
    assert not vertex_graph._closed(np.array([0b0011, 0b0011]), 2, 2)
    # all sets of three labels: each pair occurs twice, but in the plane two labels make a vertex
    assert not vertex_graph._closed(np.array([0b0111, 0b1011, 0b1101, 0b1110]), 2, 2)
    assert not vertex_graph._closed(np.array([0b000111, 0b001011, 0b001101]), 3, 3)
    # four edges at one vertex of the plane: two polygons glued there
    glued = np.array([0b000011, 0b000110, 0b001100, 0b001001, 0b010001, 0b100001, 0b110000])
    assert not vertex_graph._closed(glued, 2, 4)


def test_an_error_bound_proves_only_what_is_far_from_the_border() -> None:
    """A vertex that touches a further constraint, or misses it by less than rounding, is open."""
    touching = np.array([[0.5, 0.25], [0.25, 0.5], [0.375, 0.375]])
    vertex = np.array([0b001100])  # the first two rows are tight; the third as well, exactly
    assert not vertex_graph._proved_strictly(touching, vertex)[0]
    apart = np.array([[0.5, 0.25], [0.25, 0.5], [0.25, 0.25]])
    assert vertex_graph._proved_strictly(apart, vertex)[0]
    beyond = np.array([[0.5, 0.25], [0.25, 0.5], [0.5, 0.5]])  # cuts the vertex off
    assert not vertex_graph._proved_strictly(beyond, vertex)[0]
    negative = np.array([[0.5, 0.25], [0.75, 0.3]])  # the rows meet where z_1 < 0
    assert not vertex_graph._proved_strictly(negative, np.array([0b1100]))[0]


def test_too_many_vertices_is_said() -> None:
    g = np.array([[3, 1, 1], [1, 3, 1], [1, 1, 3]], dtype=object)
    count = len(reference(g.tolist()))
    assert len(vertices(g, count + 1)) == count  # zero is held too
    with pytest.raises(LimitReached):
        vertices(g, 3)


def test_best_replies_are_kept_by_the_constraints() -> None:
    rng = random.Random(4)
    for _ in range(50):
        m, n = rng.randint(1, 4), rng.randint(1, 4)
        payoffs = [[Fraction(rng.randint(-3, 3), rng.choice([1, 2, 3])) for _ in range(n)]
                   for _ in range(m)]  # fmt: skip
        g = best_reply_constraints(np.array(payoffs, dtype=object)).tolist()
        assert min(x for row in g for x in row) > 0
        steps = set()
        for j in range(n):
            for a, b in itertools.combinations(range(m), 2):
                was, now = payoffs[a][j] - payoffs[b][j], g[a][j] - g[b][j]
                assert (was > 0, was < 0) == (now > 0, now < 0)
                if was:
                    steps.add(now / was)
        assert len(steps) <= 1  # one scale for all: mixed best replies are kept too


def test_ones_are_counted_without_the_instruction_too(monkeypatch: pytest.MonkeyPatch) -> None:
    masks = np.array([0, 1, 2**62 - 1, 0b1011, 2**61, 2**40 + 2**7 + 1], dtype=np.int64)
    expected = [int(m).bit_count() for m in masks]
    assert popcount(masks).tolist() == expected
    monkeypatch.delattr(np, "bitwise_count", raising=False)
    assert popcount(masks).tolist() == expected


def test_equilibria_are_ordered_by_supports_then_labels() -> None:
    """Two by three: bits 0 and 1 are the row player's labels, bits 2 to 4 the column player's."""
    x_plays_1, y_plays_2 = 0b00001, 0b01100  # x = (0, 1): action 0 unplayed; y = (0, 0, 1)
    left, right = x_plays_1 | 0b10100, y_plays_2 | 0b00010
    assert equilibrium_order(left, right, 2, 3) == (2, 0b10, 0b100, 0b101, 0b10)
    mixed = equilibrium_order(0b11000, 0b10011, 2, 3)  # x plays both, y the first two
    assert mixed == (4, 0b11, 0b011, 0b110, 0b11)
    assert equilibrium_order(left, right, 2, 3) < mixed


def test_complementary_pairs_carry_all_labels() -> None:
    rng = random.Random(5)
    for _ in range(200):
        m, n = rng.randint(1, 3), rng.randint(1, 3)
        every = (1 << (m + n)) - 1
        left, right = (
            rng.sample(large, min(len(large), rng.randint(1, 4)))
            for large in ([s for s in range(every + 1) if s.bit_count() >= c] for c in (m, n))
        )
        expected = [(i, j) for i, a in enumerate(left) for j, b in enumerate(right)
                    if a | b == every]  # fmt: skip
        assert complementary_pairs(left, right, m, n) == expected


def graphs(seed: int, count: int) -> Iterator[list[tuple[int, int]]]:
    rng = random.Random(seed)
    for _ in range(count):
        every = list(itertools.product(range(4), range(4)))
        yield sorted(rng.sample(every, rng.randint(0, 10)))


def test_components_are_what_a_walk_reaches() -> None:
    for pairs in graphs(6, 200):
        groups = connected_components(pairs)
        assert sorted(k for group in groups for k in group) == list(range(len(pairs)))
        for group in groups:
            reached = {group[0]}
            for _ in pairs:
                ends = [pairs[r] for r in reached]
                reached |= {
                    k for k, (v, w) in enumerate(pairs) if any(v == a or w == b for a, b in ends)
                }
            assert sorted(reached) == group


def test_maximal_nash_subsets_are_the_maximal_products() -> None:
    for pairs in graphs(7, 100):
        edges = set(pairs)
        subsets = [[k for k in range(4) if mask >> k & 1] for mask in range(1, 16)]
        products = [(x, y) for x in subsets for y in subsets
                    if all(e in edges for e in itertools.product(x, y))]  # fmt: skip
        maximal = [
            (x, y)
            for x, y in products
            if not any(
                (set(x) <= set(a) and set(y) <= set(b)) and (x, y) != (a, b) for a, b in products
            )
        ]
        found = maximal_nash_subsets(pairs, 100)
        assert found == sorted(maximal)
        if found:
            assert maximal_nash_subsets(pairs, len(found)) == found
            assert maximal_nash_subsets(pairs, len(found) - 1) is None
