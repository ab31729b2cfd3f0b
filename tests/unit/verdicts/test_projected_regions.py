"""Regions of conditions that compare products of powers, projected in logarithms."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from math import exp, isclose, prod

import pytest
import sympy as sp

import bargain as bg
from bargain.budget import spent
from bargain.exist.equations import Existence
from bargain.question.cells.cells import Cell, covered
from bargain.question.question import Question
from bargain.verdicts.regions.power_bounds import Bound, Facts, chambers, eliminated
from bargain.verdicts.regions.projection import Projection, projection
from bargain.verdicts.regions.subjects import Agreements, Projected

c = bg.conditions
x, y = sp.symbols("x y")
b, p, q = sp.symbols("beta p q", positive=True)
m_A, m_S = sp.symbols("m_A m_S", positive=True)


def holds(bound: Bound, values: list[float]) -> bool:
    """A second reading of a bound."""
    size = float(bound.factor) * prod(v**e for v, e in zip(values, bound.powers, strict=True))
    return size > 1 if bound.strict else size >= 1


def random_bound(draw: random.Random) -> Bound:
    powers = tuple(draw.randint(-2, 2) for _ in range(3))
    return Bound(Fraction(draw.randint(1, 6), draw.randint(1, 6)), powers)


@pytest.mark.parametrize("seed", range(20))
def test_what_is_eliminated_is_whether_the_largest_bound_below_is_at_most_the_least_above(
    seed: int,
) -> None:
    draw = random.Random(seed)
    bounds = [random_bound(draw) for _ in range(6)]
    left = eliminated(bounds, 0)
    for _ in range(20):
        others = [exp(draw.uniform(-2, 2)) for _ in range(2)]
        own = [(e.powers[0], holds(e, [1.0, *others]), e) for e in bounds]
        rest = {e: float(e.factor) * others[0] ** e.powers[1] * others[1] ** e.powers[2]
                for e in bounds}  # fmt: skip
        low = max((rest[e] ** (-1 / k) for k, _, e in own if k > 0), default=0.0)
        high = min((rest[e] ** (-1 / k) for k, _, e in own if k < 0), default=float("inf"))
        if isclose(low, high):
            continue
        there = low <= high and all(true for k, true, _ in own if k == 0)
        assert all(holds(e, [1.0, *others]) for e in left) is there


@pytest.mark.parametrize("seed", range(10))
def test_what_follows_holds_at_points_and_what_does_not_fails_at_one(seed: int) -> None:
    draw = random.Random(seed)
    facts = Facts([random_bound(draw) for _ in range(3)])
    for _ in range(5):
        asked = random_bound(draw)
        if facts.imply(asked):
            points = ([exp(draw.uniform(-2, 2)) for _ in range(3)] for _ in range(100))
            assert all(holds(asked, v) for v in points if all(holds(e, v) for e in facts.bounds))
        else:
            assert any(not holds(asked, list(map(exp, point))) for point in facts.points)


def test_a_limit_that_is_excluded_is_told_from_one_that_is_not() -> None:
    """x y > 1 and x ≤ 1 give y > 1; x y ≥ 1 and x ≤ 1 give y ≥ 1 only."""
    product, below = Bound(Fraction(1), (1, 1)), Bound(Fraction(1), (-1, 0))
    above = Bound(Fraction(1), (0, 1), strict=True)
    assert Facts([replace(product, strict=True), below]).imply(above)
    assert not Facts([product, below]).imply(above)
    assert Facts([product, below]).imply(above.closed)


def test_signs_of_parallel_limits() -> None:
    """Where x y² is below 1, it is below 2 too."""
    one, two = Bound(Fraction(1), (1, 2)), Bound(Fraction(1, 2), (1, 2))
    assert list(chambers([one, two], Facts([]))) == [(-1, -1), (0, -1), (1, -1), (1, 0), (1, 1)]


def exchange(**fixed: object) -> tuple[bg.Game, dict[str, sp.Symbol]]:
    game = bg.models.autonomy_security(entrapment=False, **fixed)
    return game, dict(game.symbols)


def tolerance() -> tuple[bg.Game, list[object], list[object]]:
    """Statement 5: interior, a tolerance for each balance, either ally the dependent one."""
    game, names = exchange(w_P=1, w_C=1)
    s_P, s_C, y_P, y_C = (names[n] for n in ("s_P", "s_C", "y_P", "y_C"))
    conditions = [
        c.efficient(), c.positive("autonomy"), c.self_enforcing(b),
        c.holds(y_P < 1), c.holds(y_C < 1),
        c.holds(y_C <= m_A * y_P), c.holds(y_P <= m_A * y_C),
        c.holds(s_C * y_P <= m_S * s_P * y_C), c.holds(s_P * y_C <= m_S * s_C * y_P),
    ]  # fmt: skip
    return game, conditions, [s_P < 1, s_C < 1, b < 1, m_A > 1, m_S > 1]


def tolerated(beta: Fraction, m_A: Fraction, m_S: Fraction, D: Fraction) -> bool:
    """By hand, at r = y_C/y_P: r³ between D/4β² and 4β²D, r in [1/m_A, m_A] and [D/m_S, D m_S]."""
    low = max(D / (4 * beta**2), 1 / m_A**3, (D / m_S) ** 3)
    return low <= min(4 * beta**2 * D, m_A**3, (D * m_S) ** 3)


def projected(
    game: bg.Game, conditions: list[object], where: list[object]
) -> tuple[Existence, Projection | None]:
    existence = Existence.read(Question(game, conditions, where).always())
    return existence, projection(existence)


def points(seed: int, count: int) -> Iterator[dict[str, Fraction]]:
    draw = random.Random(seed)
    for _ in range(count):
        found = {n: Fraction(draw.randint(1, 39), 40) for n in ("beta", "s_P", "s_C")}
        yield found | {n: 1 + Fraction(draw.randint(1, 80), 40) for n in ("m_A", "m_S")}


def test_tolerances_are_projected_to_what_is_known_by_hand() -> None:
    existence, found = projected(*tolerance())
    assert found is not None
    assert covered(piece.cell for piece in found.pieces)
    answers = set()
    for point in points(1, 300):
        values = [float(point.get(n, 1)) for n in existence.ring.names]
        known = tolerated(point["beta"], point["m_A"], point["m_S"], point["s_C"] / point["s_P"])
        answers.add(known)
        here = {
            piece.cell.yes
            for piece in found.pieces
            if all(holds(e, values) for e in found.bounds(piece.cell))
        }
        assert here == {known}
    assert answers == {True, False}


def test_an_agreement_serves_its_cell() -> None:
    existence, found = projected(*tolerance())
    assert found is not None
    served = 0
    for point in points(2, 300):
        values = [float(point.get(n, 1)) for n in existence.ring.names]
        for piece in found.pieces:
            if piece.choice and all(holds(e, values) for e in found.bounds(piece.cell)):
                served += 1
                near = [replace(e, factor=e.factor * (1 + Fraction(1, 10**9)))
                        for e in piece.choice.bounds]  # fmt: skip
                assert all(holds(e, values) for e in near)
    assert served > 50


@pytest.mark.parametrize(
    ("condition", "where"),
    [
        (c.holds(x**2 + y >= p), [p < 1]),  # a sum
        (c.holds(x * y >= sp.Symbol("t", real=True)), [sp.Symbol("t", real=True) < 1]),
    ],
    ids=["a sum", "a parameter of either sign"],
)
def test_other_conditions_are_not_projected(condition: object, where: list[object]) -> None:
    box = bg.Game(
        actions={"A": {}, "B": {}}, terms={x: (0, 1), y: (0, 1)}, payoffs={"A": x, "B": y}
    )
    assert projected(box, [condition], where)[1] is None


def square() -> tuple[bg.Game, list[object], list[object]]:
    """An x with x² ≥ p and x ≤ q exists iff p ≤ q²."""
    game = bg.Game(actions={"A": {}, "B": {}}, terms={x: (0, 1)}, payoffs={"A": x, "B": -x})
    return game, [c.holds(x**2 >= p), c.holds(x <= q), c.holds(x > 0)], [p < 1, q < 1]


def test_a_region_follows_at_once() -> None:
    found = bg.region(*square())
    assert found.exact
    assert found.formula == (p <= q**2)
    assert found.check().valid


@pytest.mark.parametrize("yes", [True, False])
def test_nothing_rests_on_the_projection(monkeypatch: pytest.MonkeyPatch, yes: bool) -> None:
    """Cells that are wrong cost effort and change no answer: shares of a pie above p and q."""
    above = Cell({0: frozenset((0, 1))}, yes)
    wrong = Projected([q - p], [(above, None), (Cell({0: frozenset((-1,))}, not yes), None)])
    monkeypatch.setattr(Agreements, "projected", lambda self: wrong)
    pie = bg.Game(actions={"A": {}, "B": {}}, terms={x: (0, 1)}, payoffs={"A": x, "B": 1 - x})
    found = bg.region(pie, [c.holds(x >= p), c.holds(1 - x >= q)], effort=10, timeout=600)
    assert found.formula == (p + q <= 1)


@pytest.mark.long
def test_tolerances_on_both_balances_are_an_exact_region() -> None:
    game, conditions, where = tolerance()
    begun = spent()
    found = bg.region(game, conditions, where=where, effort=120, timeout=3600)
    assert found.exact
    assert spent() - begun < 60
    assert found.check().valid
    for point in points(3, 100):
        D = point["s_C"] / point["s_P"]
        known = tolerated(point["beta"], point["m_A"], point["m_S"], D)
        assert found.contains(dict(point)) is known
