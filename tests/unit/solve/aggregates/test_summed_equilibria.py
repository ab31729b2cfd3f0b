"""Games in which the others matter through a sum: all equilibria; published ones as oracles."""

from __future__ import annotations

from fractions import Fraction
from math import comb, sqrt

import flint
import pytest
import sympy as sp
from hypothesis import given, settings, strategies as st

import bargain as bg
from bargain.solve.aggregates.real_field import never_positive, real_points, roots_between
from bargain.solve.aggregates.summed_equilibria import summed_equilibria

R = sp.Rational
small = st.integers(-3, 3)


def market(n: int, price: object, cost: object, cap: object = 3) -> bg.Game:
    q = sp.symbols(f"q1:{n + 1}")
    return bg.Game(
        actions={f"f{k}": {v: (0, cap)} for k, v in enumerate(q)},
        payoffs={f"f{k}": v * price(sum(q)) - cost(v) for k, v in enumerate(q)},
    )


def contest(n: int, r: object, tie: object = None, prizes: list[int] | None = None) -> bg.Game:
    x = sp.symbols(f"x1:{n + 1}", real=True)
    total = sum(v**r for v in x)
    return bg.Game(
        actions={f"c{k}": {v: (0, 3)} for k, v in enumerate(x)},
        payoffs={
            f"c{k}": sp.Piecewise(
                ((prizes or [1] * n)[k] * v**r / total - v, total > 0),
                (R(1, n) if tie is None else tie, True),
            )
            for k, v in enumerate(x)
        },
    )


@pytest.mark.parametrize("n", [2, 3, 5])
def test_cournot_with_a_curved_price(n: int) -> None:
    # 10 - Q² - 2 Q q - 1 = 0 with Q = n q: q = 3/√(n² + 2n)
    found = summed_equilibria(market(n, lambda Q: 10 - Q**2, lambda q: q))
    assert found is not None
    assert found.complete
    (only,) = found
    assert all(abs(q - 3 / sqrt(n * n + 2 * n)) < 1e-12 for q in only.values.values())
    assert all(low < high < low + 1e-12 for low, high in only.box.values())
    assert 0 < found.regret < 1e-11


def test_eight_firms_are_solved_by_the_public_name() -> None:
    found = bg.nash_equilibria(market(8, lambda Q: 10 - Q**2, lambda q: q))
    assert found.complete
    assert [round(float(next(iter(e.values.values()))), 9) for e in found] == [0.335410197]


def test_returns_to_scale_leave_three_of_six_firms_at_the_most() -> None:
    # costs fall so steeply that everybody is at an end; each profile of an orbit is listed
    found = summed_equilibria(market(6, lambda Q: 10 - Q, lambda q: 6 * q - 2 * q**2 + q**3 / 9))
    assert found is not None
    assert found.complete
    at_most = {sum(q == 3 for q in e.values.values()) for e in found}
    grid = [Fraction(j, 20) for j in range(61)]

    def best(others: int, at: int) -> bool:
        profit = [v * (10 - 3 * others - v) - (6 * v - 2 * v**2 + v**3 / 9) for v in grid]
        return profit[grid.index(Fraction(at))] == max(profit)

    for k in range(7):  # k of them produce 3: on a grid, does somebody gain?
        stays = (k == 0 or best(k - 1, 3)) and (k == 6 or best(k, 0))
        assert stays == (k in at_most)
    assert len(found) == sum(comb(6, k) for k in at_most)


@pytest.mark.parametrize(("n", "r"), [(2, 1), (3, 1), (5, 1), (2, R(1, 2)), (2, R(3, 2))])
def test_contests_have_the_published_effort(n: int, r: object) -> None:
    # r (n - 1)/n² of the prize each, where r is at most n/(n - 1) (Tullock 1980)
    found = bg.nash_equilibria(contest(n, r))
    assert found.complete
    (only,) = found
    assert all(abs(x - r * R(n - 1, n**2)) < 1e-12 for x in only.values.values())


def test_contests_that_effort_decides() -> None:
    # exponent 2: two make the effort 1/2 and gain nothing, whoever is third stays out
    three = bg.nash_equilibria(contest(3, 2))
    assert three.complete
    half = R(1, 2)
    assert {tuple(e.values.values()) for e in three} == {
        (0, half, half),
        (half, 0, half),
        (half, half, 0),
    }
    # beyond n/(n - 1) nobody would stay (Baye, Kovenock and de Vries 1994)
    assert bg.nash_equilibria(contest(2, 3)).complete
    assert len(bg.nash_equilibria(contest(2, 3))) == 0
    assert [tuple(e.values.values()) for e in bg.nash_equilibria(contest(2, 2))] == [(half, half)]


def test_the_weakest_of_three_stays_out() -> None:
    # 1 <= (2 - 1) 2 · 3/(2 + 3): the first prize is at most the sum that the others spend
    found = bg.nash_equilibria(contest(3, 1, prizes=[1, 2, 3]))
    assert found.complete
    assert [tuple(e.values.values()) for e in found] == [(0, R(12, 25), R(18, 25))]


def test_a_tie_that_pays_is_an_equilibrium_of_three_too() -> None:
    found = bg.nash_equilibria(contest(3, 1, tie=1))
    assert found.complete
    assert {tuple(e.values.values()) for e in found} == {(R(2, 9),) * 3, (0, 0, 0)}
    less = bg.nash_equilibria(contest(3, 1, tie=R(99, 100)))
    assert less.complete
    assert [tuple(e.values.values()) for e in less] == [(R(2, 9),) * 3]


def test_a_continuum_is_not_called_complete() -> None:
    # who provides does not matter: every split of the sum 1 is an equilibrium
    q = sp.symbols("q1:4")
    game = bg.Game(
        actions={f"f{k}": {v: (0, 3)} for k, v in enumerate(q)},
        payoffs={f"f{k}": 4 * sum(q) - sum(q) ** 3 / 3 - 3 * v for k, v in enumerate(q)},
    )
    found = summed_equilibria(game)
    assert found is not None
    assert not found.complete
    indifferent = summed_equilibria(bg.Game(game.actions, dict.fromkeys(game.players, q[0] * 0)))
    assert indifferent is None or not indifferent.complete


def test_other_games_are_left_alone() -> None:
    x, y, z = sp.symbols("x y z")
    box = {"1": {x: (0, 1)}, "2": {y: (0, 1)}, "3": {z: (0, 1)}}
    for payoffs in [
        (x * y - x * z, y, z),  # the others against each other
        (x * (y + z) - x**2, y * (x + 2 * z), z * (x + y)),  # weights that differ
        (sp.exp(x + y + z), y, z),
    ]:
        assert summed_equilibria(bg.Game(box, dict(zip("123", payoffs, strict=True)))) is None


@pytest.mark.long(every=4)
@settings(max_examples=10)
@given(st.lists(small, min_size=8, max_size=8), st.booleans())
def test_the_same_equilibria_as_face_by_face(c: list[int], alike: bool) -> None:
    x, y = sp.symbols("x y")
    first = c[0] * x + c[1] * x**2 + c[2] * x**3 + c[3] * x * y + c[4] * x**2 * y
    other = first if alike else c[5] * x + c[6] * x**2 + c[7] * x * y**2
    second = other.xreplace({x: y, y: x})
    game = bg.Game({"A": {x: (0, 1)}, "B": {y: (0, 1)}}, {"A": first, "B": second})
    found = summed_equilibria(game)
    faces = bg.nash_equilibria(game)
    if found is None or not found.complete or not faces.complete or faces.sets:
        return
    points = [sorted((float(e[x]), float(e[y])) for e in f) for f in (found, faces)]
    assert len(points[0]) == len(points[1])
    assert all(
        abs(a - b) < 1e-8 for p, q in zip(*points, strict=True) for a, b in zip(p, q, strict=True)
    )


def test_numbers_of_a_field_have_exact_signs() -> None:
    theta = flint.fmpq_poly([0, 1])
    (root,) = real_points(theta**3 - 2, Fraction(0), Fraction(2))
    near = flint.fmpq(12599210498948732, 10**16)  # 2^(1/3) to 16 digits
    assert root.sign(theta - near) == (1 if Fraction(12599210498948732, 10**16) ** 3 < 2 else -1)
    assert root.sign(theta**6 - 4) == 0
    # (t - 2^(1/3))² (t - 1) has the roots 2^(1/3), twice, and 1
    row = [-(theta**2), 2 * theta + theta**2, -1 - 2 * theta, flint.fmpq_poly([1])]
    assert roots_between(row, root, Fraction(0), Fraction(2)) == 2
    assert not never_positive(row, root, Fraction(0), Fraction(2))
    assert never_positive(row, root, Fraction(0), Fraction(1))
