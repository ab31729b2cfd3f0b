"""Three and more players: exact pure equilibria, true regrets, complete lists where proved."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from bargain.check import check
from bargain.errors import OptionError
from bargain.game.tables.finite_game import FiniteGame
from bargain.question.kinds.finite_order import FiniteOrder
from bargain.solve.nash_equilibria import nash_equilibria
from bargain.solve.several import many_players
from bargain.solve.several.logit_path import logit_path
from bargain.solve.several.many_players import pure_equilibria


def brute_force_pure(tables):
    shape = tables[0].shape
    return [
        at
        for at in product(*(range(k) for k in shape))
        if all(
            table[at] >= table[(*at[:i], k, *at[i + 1 :])]
            for i, table in enumerate(tables)
            for k in range(shape[i])
        )
    ]


@pytest.mark.parametrize("shape", [(2, 2, 2), (1, 2, 3), (2, 2, 2, 2)])
def test_pure_equilibria_against_brute_force(shape):
    rng = np.random.default_rng(sum(shape))
    for _ in range(10):
        tables = list(rng.integers(0, 3, (len(shape), *shape)))
        assert pure_equilibria(tables) == brute_force_pure(tables)


@pytest.mark.parametrize("shape", [(2, 2, 2), (2, 3, 2), (2, 2, 2, 2)])
def test_listed_profiles_have_the_regret_they_claim(shape):
    rng = np.random.default_rng(9)
    tables = rng.integers(-9, 10, (len(shape), *shape))
    found = nash_equilibria(FiniteGame.from_payoffs(*tables))
    assert len(found) >= 1
    for p in found:
        mixed = [np.array([float(v) for v in s.values()]) for s in p.strategies.values()]
        worst = 0.0
        for i, table in enumerate(tables):
            value = np.moveaxis(table.astype(float), i, 0)
            for j in reversed([k for k in range(len(shape)) if k != i]):
                value = value @ mixed[j]
            worst = max(worst, value.max() - value @ mixed[i])
        assert abs(worst - float(p.regret)) < 1e-9
        assert p.regret <= found.regret <= Fraction(1, 10**6)


def test_matching_pennies_with_three_players():
    # J. Jordan (1993), Three problems in learning mixed-strategy Nash equilibria, Games and
    # Economic Behavior 5: the unique equilibrium is (1/2, 1/2) for everybody.
    signs = np.array([1, -1])
    first = np.einsum("i,j->ij", signs, signs)[:, :, None].repeat(2, axis=2)
    second = np.einsum("j,k->jk", signs, signs)[None].repeat(2, axis=0)
    third = -np.einsum("i,k->ik", signs, signs)[:, None, :].repeat(2, axis=1)
    found = nash_equilibria(FiniteGame.from_payoffs(first, second, third))
    (p,) = found
    assert all(v == Fraction(1, 2) for s in p.strategies.values() for v in s.values())
    assert found.regret == 0


def closed_forms(tables):
    """All equilibria of a 2x2x2 game that is not degenerate, by elimination (probabilities of 0).

    Player i prefers its first action by a + b y + c z + d y z where the others play theirs with
    chances y and z.
    """

    def coefficients(own):
        t = np.moveaxis(tables[own].astype(float), own, 0)
        gain = t[0] - t[1]  # gain[j, k]; chance 1 is index 0
        a = gain[1, 1]
        return a, gain[0, 1] - a, gain[1, 0] - a, gain[0, 0] - gain[0, 1] - gain[1, 0] + a

    forms = [coefficients(own) for own in range(3)]

    def value(own, y, z):
        a, b, c, d = forms[own]
        return a + b * y + c * z + d * y * z

    def holds(p):
        gains = [value(0, p[1], p[2]), value(1, p[0], p[2]), value(2, p[0], p[1])]
        return all(
            (q == 1 and g > 0) or (q == 0 and g < 0) or (0 < q < 1 and abs(g) < 1e-6)
            for q, g in zip(p, gains, strict=True)
        )

    found = [p for p in product((0.0, 1.0), repeat=3) if holds(p)]
    for own, k in product(range(3), (0.0, 1.0)):  # one pure, two mixed: linear
        i, j = (m for m in range(3) if m != own)

        def chance_of(of, other, own=own, k=k):
            """The chance of `of` that makes `other` indifferent."""
            a, b, c, d = forms[other]
            first = next(m for m in range(3) if m != other)
            if first == of:
                return -(a + c * k) / (b + d * k)
            return -(a + b * k) / (c + d * k)

        p = [0.0] * 3
        p[own], p[i], p[j] = k, chance_of(i, j), chance_of(j, i)
        if holds(p):
            found.append(tuple(p))
    (a0, a1, a2, a3), (b0, b1, b2, b3), (c0, c1, c2, c3) = forms
    # q = -(a0 + a2 r)/(a1 + a3 r), p = -(b0 + b2 r)/(b1 + b3 r), c0 + c1 p + c2 q + c3 p q = 0
    P, Q = np.poly1d([-b2, -b0]), np.poly1d([-a2, -a0])
    U, V = np.poly1d([b3, b1]), np.poly1d([a3, a1])
    quadratic = U * V * c0 + P * V * c1 + Q * U * c2 + P * Q * c3
    for r in quadratic.roots:
        if abs(r.imag) < 1e-9:
            p = (float(P(r.real) / U(r.real)), float(Q(r.real) / V(r.real)), float(r.real))
            if all(0 < v < 1 for v in p) and holds_scaled(forms, p):
                found.append(p)
    return found


def holds_scaled(forms, p):
    size = max(abs(v) for f in forms for v in f)
    (x, y, z) = p
    pairs = ((y, z), (x, z), (x, y))
    return all(
        abs(a + b * u + c * v + d * u * v) < 1e-6 * size
        for (a, b, c, d), (u, v) in zip(forms, pairs, strict=True)
    )


@pytest.mark.long
def test_lists_of_two_by_two_by_two_games_against_elimination():
    rng = np.random.default_rng(5)
    counts = set()
    for _ in range(60):
        tables = rng.integers(-10_000, 10_001, (3, 2, 2, 2))
        found = nash_equilibria(FiniteGame.from_payoffs(*tables))
        assert found.complete, found.reason
        listed = sorted(tuple(float(s[0]) for s in p.strategies.values()) for p in found)
        wanted = sorted(closed_forms(tables))
        assert len(listed) == len(wanted)
        assert np.allclose(listed, wanted, atol=1e-7)
        counts.add(len(listed))
    assert all(k % 2 for k in counts)  # generic games have an odd number (Wilson 1971)
    assert {1, 3} < counts


@pytest.mark.parametrize("shape", [(3, 2, 2), pytest.param((2, 2, 2, 2), marks=pytest.mark.long)])
def test_complete_lists_are_odd_and_hold_what_other_searches_find(shape):
    rng = np.random.default_rng(6)
    done = 0
    for _ in range(4):
        game = FiniteGame.from_payoffs(*rng.integers(-10_000, 10_001, (len(shape), *shape)))
        found = nash_equilibria(game)
        if not found.complete:
            continue
        done += 1
        assert len(found) % 2 == 1
        assert found.regret < Fraction(1, 10**6)
        other = many_players.perhaps_not_all(FiniteOrder(game), [], None, "nothing")
        assert not other.complete
        for p in other:
            assert any(many_players._close(p, q) for q in found)
    assert done


def test_what_is_dominated_is_not_searched():
    rng = np.random.default_rng(7)
    small = rng.integers(-9, 10, (3, 2, 2, 2))
    big = np.full((3, 4, 4, 4), -1000)
    for own in range(3):
        for at in product(range(4), repeat=3):
            inner = tuple(min(k, 1) for k in at)
            big[(own, *at)] = small[(own, *inner)] - (1000 if at[own] > 1 else 0)
    found = nash_equilibria(FiniteGame.from_payoffs(*big))
    core = nash_equilibria(FiniteGame.from_payoffs(*small))
    assert found.complete == core.complete
    assert len(found) == len(core)


def test_a_continuum_is_a_component():
    """The third player is indifferent, and the others match each other: three segments."""
    first = np.array([[[1, 1], [0, 0]], [[0, 0], [1, 1]]])
    third = np.zeros((2, 2, 2), dtype=int)
    found = nash_equilibria(FiniteGame.from_payoffs(first, first, third))
    assert found.complete
    assert found.degenerate
    # the first two match, or both mix evenly; whatever the third does
    assert len(found) == 6
    assert [len(c.equilibria) for c in found.components] == [2, 2, 2]
    for component in found.components:
        (subset,) = component.subsets
        assert [len(subset.strategies[i]) for i in "123"] == [1, 1, 2]


def test_everything_is_an_equilibrium_of_a_constant_game():
    zero = np.zeros((2, 2, 2), dtype=int)
    found = nash_equilibria(FiniteGame.from_payoffs(zero, zero, zero))
    assert found.complete
    assert [p.is_pure for p in found] == [True] * 8
    (component,) = found.components
    assert [len(component.subsets[0].strategies[i]) for i in "123"] == [2, 2, 2]


def test_a_curve_of_equilibria_is_not_called_complete():
    """All three mix on a curve: p q = 1/2 makes the third indifferent, who decides for nobody."""
    third = np.zeros((2, 2, 2), dtype=int)
    third[0, 0, 0], third[:, :, 1] = 2, 1
    nothing = np.zeros((2, 2, 2), dtype=int)
    found = nash_equilibria(FiniteGame.from_payoffs(nothing, nothing, third))
    assert not found.complete
    assert "not settled" in found.reason


def test_a_certificate_of_a_complete_list():
    rng = np.random.default_rng(8)
    game = FiniteGame.from_payoffs(*rng.integers(-1000, 1001, (3, 2, 2, 2)))
    found = nash_equilibria(game, certificate=True)
    assert found.complete
    assert check(found.certificate).valid
    assert len(found.certificate["statement"]["equilibria"]) == len(found)


def test_two_player_methods_are_refused():
    one = [[[1]]]
    with pytest.raises(OptionError, match="two players"):
        nash_equilibria(FiniteGame.from_payoffs(one, one, one), method="nashpy")


def test_the_logit_path_ends_near_an_equilibrium_without_pure_ones():
    rng = np.random.default_rng(3)
    done = 0
    while done < 3:
        tables = rng.random((3, 3, 3, 3))
        if pure_equilibria(list(tables)):
            continue
        done += 1
        p = logit_path(list(tables))
        for i, table in enumerate(tables):
            value = np.moveaxis(table, i, 0)
            for j in reversed([k for k in range(3) if k != i]):
                value = value @ p[j]
            assert value.max() - value @ p[i] < 1e-3


def test_a_search_that_stops_says_so_and_is_not_empty(monkeypatch):
    monkeypatch.setattr(many_players, "_MOST_WORK", 2000)
    rng = np.random.default_rng(3)
    while True:
        tables = rng.integers(-9, 10, (3, 3, 3, 3))
        if not pure_equilibria(list(tables)):
            break
    order = FiniteOrder(FiniteGame.from_payoffs(*tables))
    found = many_players.perhaps_not_all(order, [], None, "nothing")
    assert len(found) >= 1
    assert "stopped" in found.reason
    assert not found.complete
