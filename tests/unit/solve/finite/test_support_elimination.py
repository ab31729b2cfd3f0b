"""Tables of three and more players, support by support: all equilibria and nothing else."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import flint
import numpy as np
import pytest
import sympy as sp

from bargain.game.tables.finite_game import FiniteGame
from bargain.solve.finite.exact_linear_program import maximise
from bargain.solve.finite.profile import profile_of
from bargain.solve.nash_equilibria import nash_equilibria
from bargain.solve.several.algebraic_root import roots_between
from bargain.solve.several.interior_search import search_inside
from bargain.solve.several.support_elimination import equilibria_of, is_eliminated
from bargain.solve.several.supports import WholeTables, surviving_supports

T = flint.fmpz_poly([0, 1])


def test_roots_are_as_many_as_sturm_counts():
    rng = np.random.default_rng(1)
    x = sp.Symbol("x")
    several = 0
    for _ in range(150):
        f = flint.fmpz_poly([int(v) for v in rng.integers(-9, 10, rng.integers(2, 7))] + [1])
        f *= flint.fmpz_poly([-1, int(rng.integers(1, 5))]) ** int(rng.integers(0, 3))
        own = sp.Poly([int(c) for c in f.coeffs()[::-1]], x, domain="QQ").sqf_part()
        wanted = own.count_roots(0, 1) - sum(1 for end in (0, 1) if own.eval(end) == 0)
        roots = roots_between(f)
        assert len(roots) == wanted
        several += len(roots) > 1
        slope = f.derivative()
        for root in roots:
            assert root.sign(f) == 0
            assert root.multiple == (root.sign(slope) == 0)
            assert root.sign(T) == 1
            assert root.sign(T - 1) == -1
    assert several > 20


def test_a_sign_that_a_ball_does_not_tell():
    (root,) = roots_between(flint.fmpz_poly([-1, 0, 2]))
    digits = str(sp.sqrt(sp.Rational(1, 2)).n(120))[2:102]
    below = flint.fmpz_poly([-int(digits), 10**100])
    assert (root.sign(below), root.sign(below - 1)) == (1, -1)
    assert root.sign(below * flint.fmpz_poly([-1, 0, 2])) == 0


def planted(rng, supports, shape, unplayed_tie=False):
    """A game with an equilibrium of these supports: the mean of each played action is made zero."""
    mixed = []
    for support, size in zip(supports, shape, strict=True):
        own = [Fraction(0)] * size
        weights = rng.integers(1, 6, len(support))
        for a, w in zip(support, weights, strict=True):
            own[a] = Fraction(int(w), int(weights.sum()))
        mixed.append(own)
    tables = []
    for i, size in enumerate(shape):
        table = rng.integers(-20, 21, shape).astype(object)
        mean = np.moveaxis(table, i, 0)
        for j in reversed([j for j in range(len(shape)) if j != i]):
            mean = mean @ np.array(mixed[j], dtype=object)
        drop = [mean[a] + (0 if a in supports[i] or unplayed_tie else 1) for a in range(size)]
        along = [size if k == i else 1 for k in range(len(shape))]
        tables.append(table - np.array(drop, dtype=object).reshape(along))
    return tables, mixed


KINDS = [
    ((0, 1), (0, 1), (0, 1)),
    ((0, 1), (0, 2), (1,)),
    ((0, 1, 2), (0, 1), (0, 1)),
    ((0, 1), (0, 1, 2), (0, 1, 2)),
    ((0, 1, 2, 3), (0, 1, 2), (0, 1)),
    ((0, 1),) * 4,
    ((0, 1), (0, 1), (0, 1), (1,)),
]


@pytest.mark.parametrize("supports", KINDS)
@pytest.mark.parametrize("tie", [False, True])
def test_an_equilibrium_that_was_planted_is_found_exactly(supports, tie):
    rng = np.random.default_rng(len(supports) + len(supports[0]))
    shape = tuple(max(s) + 1 + (k == 0) for k, s in enumerate(supports))
    settled = 0
    for _ in range(6):
        tables, mixed = planted(rng, supports, shape, tie)
        assert supports in surviving_supports(tables)
        found, all_of_them = equilibria_of(WholeTables(tables), supports)
        assert mixed in [s.profile(shape) for s in found]
        game = FiniteGame.from_payoffs(*tables)
        for solution in found:
            here = profile_of(game, solution.profile(shape))
            exact = solution.root is None or solution.root.exact is not None
            assert here.regret == 0 if exact else here.regret < Fraction(1, 10**9)
        assert [s.strict for s in found if s.profile(shape) == mixed] == [not tie]
        settled += all_of_them
    assert settled >= 5


@pytest.mark.long(every=2)
@pytest.mark.parametrize("supports", [((0, 1, 2), (0, 1), (0, 1)), ((0, 1),) * 4])
def test_elimination_and_boxes_find_the_same(supports):
    rng = np.random.default_rng(3)
    shape = tuple(map(len, supports))
    count = 0
    for _ in range(8):
        tables, _ = planted(rng, supports, shape)
        units = []
        for t in tables:
            low, high = min(t.flat), max(t.flat)
            units.append((t - low) / (high - low))
        floats = [t.astype(float) for t in units]
        boxes, _, left = search_inside(units, floats, supports, 3000)
        found, settled = equilibria_of(WholeTables(tables), supports)
        if left or not settled:
            continue
        count += len(found) > 1
        assert len(boxes) == len(found)
        for one in boxes:
            assert any(
                all(abs(p - q) < 1e-9 for own, other in zip(one, s.profile(shape), strict=True)
                    for p, q in zip(own, other, strict=True))
                for s in found
            )  # fmt: skip
    assert count


def test_a_tie_off_the_path_does_not_make_a_list_incomplete():
    """The third player is as well off with its other action, where the others do not care."""
    rng = np.random.default_rng(2)
    complete = 0
    for _ in range(8):
        tables, mixed = planted(rng, ((0, 1), (0, 1), (0,)), (2, 2, 2), unplayed_tie=True)
        found = nash_equilibria(FiniteGame.from_payoffs(*tables))
        if found.complete:
            complete += 1
            assert mixed in [[list(s.values()) for s in p.strategies.values()] for p in found]
            assert found.degenerate
    assert complete > 4


def test_positions_and_units_do_not_change_the_list():
    rng = np.random.default_rng(5)
    for _ in range(5):
        tables = rng.integers(-9999, 10_000, (3, 2, 3, 2))
        one = nash_equilibria(FiniteGame.from_payoffs(*tables))
        turned = [1000 * t.transpose(2, 0, 1)[::-1] - 7 for t in (tables[2], tables[0], tables[1])]
        other = nash_equilibria(FiniteGame.from_payoffs(*turned))
        assert one.complete
        assert other.complete
        shares = {tuple(tuple(s.values()) for s in p.strategies.values()) for p in one}
        back = {
            (tuple(b.values()), tuple(c.values()), tuple(a.values())[::-1])
            for a, b, c in (p.strategies.values() for p in other)
        }
        assert shares == back


def test_what_is_eliminated():
    assert is_eliminated(((0, 1, 2), (0, 1, 2), (0, 1), (3,)))
    assert not is_eliminated(((0, 1, 2),) * 3)
    assert not is_eliminated(((0, 1),) * 5)


def simple_game(rng, shape):
    return rng.integers(-1, 2, (len(shape), *shape))


def on_a_grid(tables, parts):
    """All equilibria with probabilities in whole parts, by the definition."""
    shape = tables[0].shape
    sides = [
        [np.array(w) for w in product(range(parts + 1), repeat=k) if sum(w) == parts] for k in shape
    ]
    for mixed in product(*sides):
        good = True
        for i, table in enumerate(tables):
            value = np.moveaxis(table, i, 0)
            for j in reversed([j for j in range(len(shape)) if j != i]):
                value = value @ mixed[j]
            good = good and value.max() * parts == value @ mixed[i]
        if good:
            yield [[Fraction(int(v), parts) for v in own] for own in mixed]


def in_a_component(found, mixed):
    """Whether a profile is a combination of the vertices of a Nash subset (polytopes with few)."""
    for component in found.components:
        for subset in component.subsets:
            sides = [[list(v.values()) for v in side] for side in subset.strategies.values()]
            if all(in_hull(side, own) for side, own in zip(sides, mixed, strict=True)):
                return True
    return False


def in_hull(vertices, point):
    equal = [([v[k] for v in vertices], point[k]) for k in range(len(point))]
    return maximise([0] * len(vertices), equal=equal).status == "optimal"


@pytest.mark.long
@pytest.mark.parametrize(("shape", "parts"), [((2, 2, 2), 6), ((3, 2, 2), 4), ((2, 1, 3), 6)])
def test_continua_hold_every_equilibrium_on_a_grid(shape, parts):
    rng = np.random.default_rng(4)
    complete = met = continua = 0
    for _ in range(20 if shape == (2, 2, 2) else 12):
        tables = simple_game(rng, shape)
        found = nash_equilibria(FiniteGame.from_payoffs(*tables))
        if not found.complete:
            continue
        complete += 1
        continua += any(not c.is_isolated for c in found.components)
        assert max(p.regret for p in found) < Fraction(1, 10**9)
        for mixed in on_a_grid(list(tables), parts):
            met += 1
            assert in_a_component(found, mixed)
    assert complete > 3
    assert continua > 1
    assert met > 20


def test_payoffs_of_very_different_size():
    """The search for roots ends, although floats cannot tell the coefficients from each other."""
    rng = np.random.default_rng(1)
    for _ in range(6):
        small = rng.integers(-9, 10, (3, 2, 2, 2)).astype(object)
        found = nash_equilibria(
            FiniteGame.from_payoffs(
                *(small + 10**40 * rng.integers(0, 2, small.shape).astype(object))
            )
        )
        assert len(found) >= 1
        assert found.regret < 10**25  # a part in 10^15 of the payoffs


def test_three_who_mix_over_three_actions_each_are_searched_to_the_end() -> None:
    """One in fifteen random tables asks for more than 5,000 boxes: this one for 8,517."""
    tables = np.random.default_rng(23).integers(-99, 100, (3, 3, 3, 3))
    found = nash_equilibria(FiniteGame.from_payoffs(*tables))
    assert found.complete, found.reason
    assert len(found) == 9
    mixed = [e for e in found if all(all(s.values()) for s in e.strategies.values())]
    assert len(mixed) == 1
