"""Columns of the linear program: what their codes say is what exact expansion says."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest

from bargain.budget import spent
from bargain.refute.positivstellensatz import linear_program as psatz_search
from bargain.refute.positivstellensatz.linear_program import search
from bargain.refute.positivstellensatz.products import (
    Builder,
    Codes,
    Multiple,
    Product,
    Products,
    plan,
)
from bargain.refute.ring import Relation, Ring


def built(ring, facts, squares=(), *, factors=2, degree=4, limit=500):
    plans = plan(ring, facts, squares, lambda _: 0, factors=factors, degree=degree, limit=limit)
    return Builder(Products(ring), facts, squares, plans, degree), plans


def exact(ring, facts, column):
    label = column.label
    if isinstance(label, Product):
        poly = ring.one
        for i in label.facts:
            poly = poly * facts[i].poly
        for square in label.squares:
            poly = poly * square * square
    else:
        poly = facts[label.equation].poly * ring.decode([["1", label.shift]])
    return {tuple(map(int, m)): c for m, c in poly.to_dict().items()}


@pytest.mark.parametrize("width", [2, 9, 30])  # with 30 the codes are longer than a word
def test_columns_are_what_their_labels_say(width):
    ring = Ring([f"x{i}" for i in range(width)])
    x, y = ring.gens[0], ring.gens[-1]
    facts = [
        Relation(">", 2 * x),
        Relation(">=", y),
        Relation(">=", 1 - x * y + x**2 / 3),
        Relation("=", x * y - 5),
    ]
    builder, plans = built(ring, facts, [x - y])
    seen = set()
    for which in range(len(plans)):
        group = builder.group(which)
        reached = builder.reaching(group, builder.signed(), 500)
        for column in [*group, *reached, *builder.multiples(group, 500)]:
            seen.add(type(column.label))
            terms = exact(ring, facts, column)
            scale = max(map(abs, terms.values()))
            values = {builder.codes.exponents(c): v for c, v in zip(
                column.codes.tolist(), column.values, strict=True)}  # fmt: skip
            assert values == {m: float(c / scale) for m, c in terms.items()}
            label = column.label
            strict = isinstance(label, Product) and not label.squares and all(
                facts[i].rel == ">" for i in label.facts)  # fmt: skip
            assert column.strict == strict
    assert seen == {Product, Multiple}


def test_codes_order_and_shift_as_exponents_do():
    codes = Codes(3, 6)
    rows = np.array([[1, 0, 6], [0, 6, 0], [2, 0, 0], [0, 0, 0]])
    numbers = codes.of(rows)
    assert [codes.exponents(n) for n in np.sort(numbers)] == sorted(map(tuple, rows.tolist()))
    own = codes.of(np.array([[1, 0, 0], [0, 1, 0]]))
    shifts = [codes.exponents(s) for s in codes.shifts(numbers, own)]
    assert shifts == [(0, 0, 6), (0, 5, 0), (1, 0, 0)]
    assert codes.shifts(numbers, own, codes.zero_at([2])) == [
        codes.of(np.array(s)) for s in ((0, 5, 0), (1, 0, 0))
    ]


def test_products_are_remembered_by_their_factors():
    ring = Ring(["x", "y"])
    x, y = ring.gens
    products = Products(ring)
    a, b = products.number(x + 1), products.number(y - 1)
    assert products.number(1 + x) == a
    first = products.product((a, b), (x + 1, y - 1))
    assert first is products.product((b, a), (y - 1, x + 1))
    assert first.poly == (x + 1) * (y - 1)


def test_the_plan_is_bounded():
    ring = Ring(["x", "y"])
    facts = [Relation(">", g) for g in ring.gens]
    for limit in (1, 3, 4, 50):
        _, plans = built(ring, facts, factors=3, degree=9, limit=limit)
        assert sum(map(len, plans)) <= limit
    _, plans = built(ring, facts, factors=2, degree=1)
    assert sorted(p.indices for group in plans for p in group) == [(), (0,), (1,)]


def test_signs_alone_show_that_nothing_cancels():
    ring = Ring(["x", "y"])
    x, y = ring.gens
    later = spent() + 60
    bounds = {"factors": 2, "degree": 4, "columns": 100, "mark": later}
    positive, negative = Relation(">", x), Relation(">=", -x)
    assert search(ring, [positive, Relation(">=", y)], **bounds) is None
    assert search(ring, [positive, Relation(">=", y), Relation("=", x * y - 1)], **bounds) is None
    assert search(ring, [positive, negative, Relation(">=", y)], **bounds) is not None
    assert search(ring, [positive, Relation("=", x + y), Relation(">=", y)], **bounds) is not None


def test_no_solution_is_lost_to_signs(monkeypatch):
    """Whatever signs exclude, the linear program excludes too."""
    seen = set()

    def checked(*arguments):
        excluded = cannot_cancel(*arguments)
        seen.add(excluded)
        claimed.append(excluded)
        return False

    cannot_cancel = psatz_search._cannot_cancel
    monkeypatch.setattr(psatz_search, "_cannot_cancel", checked)
    ring = Ring(["x", "y"])
    x, y = ring.gens
    polys = (x, -x, y, 1 - x, x - y - 1, 2 - x * y, x * y - 3, x**2 - y)
    for first, second, third in combinations(polys, 3):
        for rel in ("=", ">=", ">"):
            claimed: list[bool] = []
            facts = [Relation(">", first), Relation(">=", second), Relation(rel, third)]
            found = search(ring, facts, factors=2, degree=4, columns=100, mark=spent() + 60)
            assert not (any(claimed) and found is not None)
    assert seen == {True, False}


def test_a_mask_covers_every_exponent_of_its_variables_and_no_other():
    codes = Codes(3, 5)
    for positions in ([0], [1], [2], [0, 2], [0, 1, 2], []):
        mask = codes.zero_at(positions)
        for exponents in product(range(6), repeat=3):
            outside = all(exponents[p] == 0 for p in positions)
            (code,) = codes.of(np.array([exponents]))
            assert (int(code) & mask == 0) is outside, (positions, exponents)


def test_a_square_is_multiplied_as_far_as_the_degree_and_two_more():
    ring = Ring(["x", "y"])
    x, y = ring.gens
    facts = [Relation(">", x), Relation(">", x * y)]
    for degree, expected in ((2, [()]), (3, [(), (0,)]), (4, [(), (0,), (1,)])):
        _, plans = built(ring, facts, [x**2 - y], factors=2, degree=degree)
        with_square = sorted(p.indices for group in plans for p in group if p.square is not None)
        assert with_square == expected, degree
