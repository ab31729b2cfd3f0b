"""Dominance, correlation, selection, symmetry, logit paths: textbook values and other ways."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy.optimize import linprog

import bargain as bg
from bargain.errors import LimitReached

seeds = st.integers(0, 10**9)


def random_game(seed: int, shape: tuple[int, ...], size: int = 3) -> bg.FiniteGame:
    rng = np.random.default_rng(seed)
    return bg.FiniteGame.from_payoffs(*rng.integers(-size, size + 1, (len(shape), *shape)))


STAG = bg.FiniteGame.from_payoffs([[4, 0], [3, 3]], [[4, 3], [0, 3]], actions=["SH", "SH"])
CHICKEN = bg.FiniteGame.from_payoffs([[0, 7], [2, 6]], [[0, 2], [7, 6]], actions=["DC", "DC"])


# --- dominance ------------------------------------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(seeds, st.sampled_from([(3, 3), (4, 2), (2, 2, 3)]))
def test_strict_dominance_against_floats(seed, shape) -> None:
    game = random_game(seed, shape)
    found = {(d.player, d.action) for d in bg.dominated(game)}
    for own, player in enumerate(game.players):
        table = np.moveaxis(game.payoffs[player].astype(float), own, 0).reshape(shape[own], -1)
        for k in range(shape[own]):
            others = [b for b in range(shape[own]) if b != k]
            if not others:
                continue
            gains = table[others] - table[k]
            solved = linprog(
                [0] * len(others) + [-1],
                A_ub=np.hstack([-gains.T, np.ones((gains.shape[1], 1))]),
                b_ub=np.zeros(gains.shape[1]), A_eq=[[1] * len(others) + [0]], b_eq=[1],
                bounds=[(0, None)] * len(others) + [(None, None)],
            )  # fmt: skip
            assert ((player, k) in found) == (-solved.fun > 1e-9)


@settings(max_examples=25, deadline=None)
@given(seeds, st.sampled_from(["strict", "weak"]), st.booleans())
def test_what_dominates_does_so(seed, kind, mixed) -> None:
    game = random_game(seed, (3, 3), 1)
    for d in bg.dominated(game, kind, mixed=mixed):
        own = game.players.index(d.player)
        table = np.moveaxis(game.payoffs[d.player], own, 0)
        mixture = sum(q * table[game.actions[d.player].index(a)] for a, q in d.by.items())
        gain = (mixture - table[game.actions[d.player].index(d.action)]).ravel()
        assert sum(d.by.values()) == 1
        assert min(gain) > 0 if kind == "strict" else (min(gain) >= 0 and max(gain) > 0)
        assert mixed or len(d.by) == 1


@settings(max_examples=20, deadline=None)
@given(seeds)
def test_equilibria_survive_strict_elimination(seed) -> None:
    game = random_game(seed, (3, 4))
    kept = bg.rationalizable(game)
    for e in bg.nash_equilibria(game):
        assert all(set(e.support(p)) <= set(kept[p]) for p in game.players)
    left = bg.iterated_elimination(game).game
    assert len(bg.nash_equilibria(left)) == len(bg.nash_equilibria(game))


def test_a_game_that_dominance_solves_in_rounds() -> None:
    """Right is dominated for the column player, then down for the row player, then middle."""
    game = bg.FiniteGame.from_payoffs([[1, 1, 0], [0, 0, 2]], [[0, 2, 1], [3, 1, 0]],
                                      actions=["UD", "LMR"])  # fmt: skip
    found = bg.iterated_elimination(game)
    assert [[(d.player, d.action) for d in gone] for gone in found.rounds] == [
        [("2", "R")], [("1", "D")], [("2", "L")],
    ]  # fmt: skip
    assert found.solved
    assert "left: 1: U; 2: M" in found.summary()


def test_weak_dominance_is_not_strict() -> None:
    game = bg.FiniteGame.from_payoffs([[1, 1], [1, 0]], [[0, 0], [0, 0]])
    assert bg.dominated(game) == ()
    assert [(d.player, d.action) for d in bg.dominated(game, "weak")] == [("1", 1)]
    with pytest.raises(bg.InputError, match="unknown kind"):
        bg.dominated(game, "very")


# --- correlation ----------------------------------------------------------------------------------


@pytest.mark.long
@settings(max_examples=20, deadline=None)
@given(seeds, st.sampled_from([(2, 2), (3, 2), (2, 2, 2)]), st.booleans())
def test_correlated_equilibria_against_floats_and_by_definition(seed, shape, coarse) -> None:
    game = random_game(seed, shape)
    found = bg.correlated_equilibrium(game, coarse=coarse)
    assert sum(found.chances.values()) == 1
    rows = []
    for own, p in enumerate(game.players):
        for b in game.actions[p]:
            signals = [None] if coarse else [a for a in game.actions[p] if a != b]
            for told in signals:
                row = [
                    float(game.payoff(p, *a[:own], b, *a[own + 1 :]) - game.payoff(p, *a))
                    if told is None or a[own] == told
                    else 0.0
                    for a in game.profiles()
                ]
                rows.append(row)
                exact = sum(
                    (q * (game.payoff(p, *a[:own], b, *a[own + 1 :]) - game.payoff(p, *a))
                     for a, q in found.chances.items() if told is None or a[own] == told),
                    Fraction(0),
                )  # fmt: skip
                assert exact <= 0
    total = [float(sum(game.payoff(p, *a) for p in game.players)) for a in game.profiles()]
    solved = linprog([-t for t in total], A_ub=rows, b_ub=[0] * len(rows),
                     A_eq=[[1] * len(total)], b_eq=[1])  # fmt: skip
    assert abs(float(found.value) + solved.fun) < 1e-7
    assert sum(found.payoffs.values()) == found.value
    best = max(sum(e.payoffs.values()) for e in bg.nash_equilibria(game) if e.regret == 0)
    assert found.value >= best


def test_chicken_of_aumann() -> None:
    best = bg.correlated_equilibrium(CHICKEN)
    assert dict(best.chances) == {
        ("D", "C"): Fraction(1, 4), ("C", "D"): Fraction(1, 4), ("C", "C"): Fraction(1, 2),
    }  # fmt: skip
    assert best.value == Fraction(21, 2)
    worst = bg.correlated_equilibrium(CHICKEN, {"1": -1})
    assert worst.payoffs["1"] == 2
    assert bg.correlated_equilibrium(CHICKEN, coarse=True).value >= best.value
    with pytest.raises(bg.InputError, match="unknown player"):
        bg.correlated_equilibrium(CHICKEN, {"3": 1})


# --- selection ------------------------------------------------------------------------------------


def test_stag_hunt_of_harsanyi_and_selten() -> None:
    """Losses: (4 - 3)^2 = 1 at the stag, (3 - 0)^2 = 9 at the hare."""
    assert bg.payoff_dominant(STAG).support("1") == ("S",)
    assert bg.risk_dominant(STAG).support("1") == ("H",)
    assert bg.risk_dominant(CHICKEN) is None
    assert bg.payoff_dominant(CHICKEN) is None
    pd = bg.FiniteGame.from_payoffs([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    with pytest.raises(bg.InputError, match="1 strict"):
        bg.risk_dominant(pd)


@settings(max_examples=25, deadline=None)
@given(seeds, st.sampled_from([(2, 2), (3, 3), (2, 4), (4, 4)]))
def test_indices_add_up_to_one(seed, shape) -> None:
    game = random_game(seed, shape, 10_000)
    found = bg.nash_equilibria(game)
    if found.degenerate:
        return
    indices = [bg.equilibrium_index(game, e) for e in found]
    assert sum(indices) == 1
    assert all(k == 1 for k, e in zip(indices, found, strict=True) if e.is_pure)


def test_the_index_of_what_is_not_regular_is_refused() -> None:
    flat = bg.FiniteGame.from_payoffs([[1, 1], [1, 1]], [[1, 1], [1, 1]])
    with pytest.raises(bg.InputError, match="not regular"):
        bg.equilibrium_index(flat, bg.nash_equilibria(flat).equilibria[0])
    with pytest.raises(bg.InputError, match="another game"):
        bg.equilibrium_index(CHICKEN, bg.nash_equilibria(flat).equilibria[0])
    pd = bg.FiniteGame.from_payoffs([[3, 0], [5, 1]], [[3, 5], [0, 1]], actions=["DC", "DC"])
    with pytest.raises(bg.InputError, match="no equilibrium"):
        bg.equilibrium_index(CHICKEN, bg.nash_equilibria(pd).equilibria[0])


# --- the index of components ----------------------------------------------------------------------


def test_the_equilibria_that_forward_induction_excludes_have_index_zero() -> None:
    """Cho and Kreps (1987): beer and quiche, pooling on quiche; Kohlberg and Mertens (1986)."""
    strong = Fraction(9, 10)
    plans = list(product("BQ", repeat=2))  # of the strong, the weak; after beer, after quiche
    sender, receiver = np.zeros((2, 4, 4), dtype=object)
    for (i, plan), (j, answer) in product(enumerate(plans), enumerate(product("DN", repeat=2))):
        for of, chance, likes, duels in ((0, strong, "B", -1), (1, 1 - strong, "Q", 1)):
            met = answer["BQ".index(plan[of])]
            sender[i, j] += chance * ((plan[of] == likes) + 2 * (met == "N"))
            receiver[i, j] += chance * duels * (met == "D")
    beer_and_quiche = bg.FiniteGame.from_payoffs(sender, receiver, actions=[plans, range(4)])
    found = bg.nash_equilibria(beer_and_quiche)
    drinks = [found.equilibria[c.equilibria[0]].support("1") for c in found.components]
    indices = dict(zip(drinks, bg.component_indices(beer_and_quiche), strict=True))
    assert indices == {(("B", "B"),): 1, (("Q", "Q"),): 0}


def test_an_isolated_equilibrium_that_is_not_regular_may_have_any_index() -> None:
    """By hand: (1, 1) of payoffs [[1, 0], [0, 0]] is strict, (2, 2) vanishes with 0 + ε."""
    weak = bg.FiniteGame.from_payoffs([[1, 0], [0, 0]], [[1, 0], [0, 0]])
    assert bg.component_indices(weak) == (1, 0)
    flat = bg.FiniteGame.from_payoffs([[1] * 3] * 4, [[0] * 3] * 4)
    assert bg.component_indices(flat) == (1,)


@settings(max_examples=8, deadline=None)
@given(seeds, st.sampled_from([(2, 2), (3, 3), (2, 4), (4, 3)]))
def test_the_indices_of_components_are_those_of_a_game_nearby(seed, shape) -> None:
    """Perturbed at random: with each component the equilibria that lie on it."""
    game = random_game(seed, shape, 1)
    found = bg.nash_equilibria(game)
    rng = np.random.default_rng(seed)
    moved = bg.FiniteGame.from_payoffs(
        *(t + Fraction(1, 10**9) * rng.integers(-999, 999, shape) for t in game.payoffs.values())
    )
    indices = [0] * len(found.components)
    for profile in bg.nash_equilibria(moved):
        away = [_away(component, profile) for component in found.components]
        indices[away.index(min(away))] += bg.equilibrium_index(moved, profile)
    assert tuple(indices) == bg.component_indices(game)


def _away(component, profile) -> float:
    """The largest difference of probabilities from the nearest point of the component."""
    return min(
        max(_away_from_hull(ends, profile[p]) for p, ends in subset.strategies.items())
        for subset in component.subsets
    )


def _away_from_hull(ends, mixed) -> float:
    corners = np.array([[float(q) for q in e.values()] for e in ends]).T
    own, (size, count) = np.array([float(q) for q in mixed.values()]), corners.shape
    off = -np.ones((size, 1))
    return linprog(
        [0] * count + [1], np.block([[corners, off], [-corners, off]]), np.r_[own, -own],
        [[1] * count + [0]], [1],
    ).fun  # fmt: skip


@settings(max_examples=12, deadline=None)
@given(seeds, st.sampled_from([(2, 2), (3, 3), (4, 2)]))
def test_names_units_and_duplicates_leave_the_indices(seed, shape) -> None:
    """Duplicates: Govindan and Wilson (1997)."""
    a, b = random_game(seed, shape, 1).payoffs.values()
    indices = bg.component_indices(bg.FiniteGame.from_payoffs(a, b))
    assert sum(indices) == 1
    others = [
        (b.T, a.T),
        (a[::-1, ::-1], b[::-1, ::-1]),
        (3 * a - np.arange(shape[1]), b / 7 + np.arange(shape[0])[:, None]),
        (np.vstack([a, a[:1]]), np.vstack([b, b[:1]])),
    ]
    for other in others:
        assert sorted(bg.component_indices(bg.FiniteGame.from_payoffs(*other))) == sorted(indices)


def test_many_perturbed_vertices_are_a_limit() -> None:
    with pytest.raises(LimitReached, match="more than 5 vertices"):
        bg.component_indices(random_game(1, (4, 4), 9), max_vertices=5)


# --- symmetry -------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [2, 3, 10, 100])
def test_the_volunteers_dilemma(n) -> None:
    """Diekmann (1985): with cost 1/4 of the benefit everybody stays away with (1/4)^(1/(n-1))."""
    found = bg.symmetric_equilibria(["3/4"] * n, [0] + [1] * (n - 1))
    ((low, high),) = found.chances
    wanted = 1 - 0.25 ** (1 / (n - 1))
    assert abs(float(low) - wanted) < 1e-12
    assert high - low < Fraction(1, 2**50)


@settings(max_examples=30, deadline=None)
@given(
    st.integers(2, 7).flatmap(
        lambda n: st.tuples(*[st.lists(st.integers(-3, 3), min_size=n, max_size=n)] * 2)
    )
)  # one strategy
def test_symmetric_equilibria_by_a_fine_grid(pair) -> None:
    first, second = pair
    found = bg.symmetric_equilibria(first, second)
    n = len(first)
    advantage = [a - b for a, b in zip(first, second, strict=True)]
    if not any(advantage):
        assert found.everywhere
        return

    def value(p: float) -> float:
        return sum(
            comb(n - 1, k) * p**k * (1 - p) ** (n - 1 - k) * d for k, d in enumerate(advantage)
        )

    middles = [float((a + b) / 2) for a, b in found.chances]
    for p in middles:
        inside = 0 < p < 1
        assert abs(value(p)) < 1e-9 if inside else (value(p) >= 0 if p else value(p) <= 0)
    grid = np.linspace(0, 1, 4001)
    signs = [value(p) for p in grid]
    for a, b, u, v in zip(grid, grid[1:], signs, signs[1:], strict=False):
        if u * v < 0:
            assert any(a <= p <= b for p in middles)


def test_a_symmetric_table_and_one_that_is_not() -> None:
    found = bg.symmetric_equilibria(CHICKEN)
    assert found.chances == ((Fraction(1, 3), Fraction(1, 3)),)
    three = np.zeros((3, 2, 2, 2), dtype=int)
    for at in product((0, 1), repeat=3):
        for i in range(3):
            three[(i, *at)] = 3 * (at.count(0) > 0) - (at[i] == 0)
    (pair,) = bg.symmetric_equilibria(bg.FiniteGame.from_payoffs(*three)).chances
    assert abs(float(pair[0]) - (1 - 3**-0.5)) < 1e-12
    with pytest.raises(bg.InputError, match="not interchangeable"):
        bg.symmetric_equilibria(bg.FiniteGame.from_payoffs([[1, 2], [3, 4]], [[1, 2], [3, 4]]))
    with pytest.raises(bg.InputError, match="give both actions"):
        bg.symmetric_equilibria([1, 2], [3])


# --- paths ----------------------------------------------------------------------------------------


@settings(max_examples=15, deadline=None)
@given(seeds, st.sampled_from([(2, 2), (3, 2), (2, 2, 2)]))
def test_logit_paths_obey_their_formula(seed, shape) -> None:
    path = bg.logit_path(random_game(seed, shape, 9))
    assert path.residual < 1e-6
    assert path.precision[0] == 0
    for own in path.chances.values():
        assert all(abs(v[0] - 1 / len(own)) < 1e-12 for v in own.values())


def test_units_of_payoff_are_units_of_precision() -> None:
    """The chances at precision 10 for payoffs u are those at precision 1 for payoffs 10 u."""
    big = bg.FiniteGame.from_payoffs([[0, 70], [20, 60]], [[0, 20], [70, 60]], actions=["DC", "DC"])
    one = bg.logit_path(CHICKEN).at(1.0)
    ten = bg.logit_path(big).at(0.1)
    assert abs(one["1"]["D"] - ten["1"]["D"]) < 1e-6
    with pytest.raises(bg.InputError, match="the path goes"):
        bg.logit_path(CHICKEN).at(-1)


@pytest.mark.needs("plot")
def test_paths_are_drawn() -> None:
    axes = bg.plot.logit_path(bg.logit_path(STAG))
    assert len(axes.lines) == 2
    orbit = bg.replicator_orbit(CHICKEN, (0.3, 0.6), 5.0)
    axes = bg.plot.replicator([orbit, bg.replicator_orbit(CHICKEN, (0.9, 0.2), 5.0)])
    assert axes.lines[0].get_xdata().tolist() == orbit.x.tolist()


def test_a_hundred_players_with_many_equilibria() -> None:
    rng = np.random.default_rng(0)
    first, second = rng.integers(-9, 9, (2, 100)).tolist()
    found = bg.symmetric_equilibria(first, second)
    assert len(found) > 2
    advantage = [a - b for a, b in zip(first, second, strict=True)]
    for low, high in found.chances:
        values = [
            sum(comb(99, k) * p**k * (1 - p) ** (99 - k) * d for k, d in enumerate(advantage))
            for p in (low, high)
        ]
        assert low in (0, 1) or values[0] * values[1] < 0  # the exact signs at both ends differ


@pytest.mark.parametrize("unit", [Fraction(1, 10**400), Fraction(10**400)])
def test_units_that_floats_do_not_hold(unit) -> None:
    """Of payoffs, in programmes whose bases floats propose; chicken, and a dominated action."""
    whole = ([[0, 7, -1], [2, 6, -1]], [[0, 2, 1], [7, 6, 5]])
    tables = [[[Fraction(1, 3) + unit * v for v in row] for row in table] for table in whole]
    one, other = bg.FiniteGame.from_payoffs(*whole), bg.FiniteGame.from_payoffs(*tables)
    for coarse in (False, True):
        wanted = bg.correlated_equilibrium(one, coarse=coarse)
        found = bg.correlated_equilibrium(other, coarse=coarse)
        assert found.value == Fraction(2, 3) + unit * wanted.value
    assert [(d.player, d.action) for d in bg.dominated(other)] == [
        (d.player, d.action) for d in bg.dominated(one)
    ]
    with pytest.raises(LimitReached, match="logit_path"):
        bg.logit_path(other)


def test_an_orbit_that_turns_too_often_ends(monkeypatch) -> None:
    monkeypatch.setattr("bargain.solve.rationality.replicator._MOST", 2_000)
    own = 10**6 * np.array([[1, -1], [-1, 1]])
    pennies = bg.FiniteGame.from_payoffs(own, -own)
    with pytest.raises(LimitReached, match="too often"):
        bg.replicator_orbit(pennies, (0.3, 0.6), 5.0)
    far = bg.FiniteGame.from_payoffs(10**400 * own.astype(object), -own)
    with pytest.raises(LimitReached):
        bg.replicator_orbit(far, (0.3, 0.6), 5.0)
