"""Subgame-perfect payoffs against hand calculation and against support functions in floats."""

from __future__ import annotations

import tomllib
from fractions import Fraction
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from scipy.optimize import linprog

import bargain as bg

PD = bg.FiniteGame.from_payoffs([[3, 0], [5, 1]], [[3, 5], [0, 1]], actions=["CD", "CD"])

LITERATURE = Path(__file__).parents[3] / "literature" / "repeated_games.toml"
PUBLISHED = tomllib.loads(LITERATURE.read_text(encoding="utf-8"))["case"]


@pytest.mark.parametrize("case", PUBLISHED, ids=lambda case: case["name"])
def test_published_payoff_sets(case) -> None:
    """Of nine digits: irrational corners lie between two polygons that are proved."""
    game = bg.FiniteGame.from_payoffs(*case["payoffs"])
    found = bg.subgame_perfect_payoffs(game, case["discount"])
    assert found.exact is case["exact"]
    for polygon in (found.vertices, found.inner):
        corners = [tuple(map(float, w)) for w in polygon]
        for wanted in case["vertices"]:
            assert min(max(abs(np.subtract(w, wanted))) for w in corners) < 1e-7
        for w in corners:
            assert min(max(abs(np.subtract(w, v))) for v in case["vertices"]) < 1e-7


def test_the_dilemma_by_hand() -> None:
    """Cooperation for ever needs 3 - 1 >= (1 - d)/d (5 - 3): d >= 1/2."""
    high = bg.subgame_perfect_payoffs(PD, "1/2")
    assert high.contains((3, 3))
    assert high.contains((1, 1))
    assert high.punishments == {"1": 1, "2": 1}
    assert not bg.subgame_perfect_payoffs(PD, "0.49").contains((3, 3))
    low = bg.subgame_perfect_payoffs(PD, "1/5")
    assert low.vertices == ((1, 1),)
    assert low.exact


def test_turns_are_taken_before_cooperation_is_sustained() -> None:
    """At 1/4 the two can alternate between (0, 5) and (5, 0).

    (1, 4) = 3/4 (0, 5) + 1/4 (4, 1), and who gets 0 would gain 1 today: 4 - 1 >= 3 x 1.
    """
    found = bg.subgame_perfect_payoffs(PD, "1/4")
    assert set(found.inner) == {(1, 1), (1, 4), (4, 1)}
    assert found.contains((1, 4))
    assert not found.contains((1, "4.001"))
    assert not bg.subgame_perfect_payoffs(PD, "0.249").contains((1, 4))


def test_patience_reaches_every_individually_rational_payoff() -> None:
    """The folk theorem: conv of (1, 1), (3, 3) and the points of the frontier at 1."""
    found = bg.subgame_perfect_payoffs(PD, "9/10")
    assert found.exact or found.inner
    for point in [(3, 3), (1, "13/3"), ("13/3", 1), (2, 2)]:
        assert found.contains(point)
    assert not found.contains((1, "4.34"))
    assert not found.contains(("0.99", 2))


def test_no_pure_play_of_pennies() -> None:
    pennies = bg.FiniteGame.from_payoffs([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    found = bg.subgame_perfect_payoffs(pennies, "9/10")
    assert found.vertices == ()
    assert found.punishments is None
    assert "none" in found.summary()


def supports(game: bg.FiniteGame, delta: float, rounds: int) -> tuple[np.ndarray, np.ndarray]:
    """Outer bounds by directions (Judd, Yeltekin, Conklin 2003): W = {w : d . w <= c_d}."""
    a, b = (t.astype(float) for t in game.payoffs.values())
    angles = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    normals = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    corners = np.stack([a.ravel(), b.ravel()], axis=1)
    bound = (normals @ corners.T).max(axis=1)
    free = [(None, None)] * 2
    for _ in range(rounds):
        low = []
        for axis in (0, 1):
            unit = np.eye(2)[axis]
            solved = linprog(unit, A_ub=normals, b_ub=bound + 1e-9, bounds=free)
            if solved.status == 2:
                return normals, np.full(len(normals), -np.inf)
            low.append(solved.fun)
        new = np.full(len(normals), -np.inf)
        for i, j in product(*map(range, a.shape)):
            gain = (a[:, j].max() - a[i, j], b[i, :].max() - b[i, j])
            floor = [v + (1 - delta) / delta * h - 1e-9 for v, h in zip(low, gain, strict=True)]
            for k, d in enumerate(normals):
                solved = linprog(-d, A_ub=normals, b_ub=bound + 1e-9,
                                 bounds=[(f, None) for f in floor])  # fmt: skip
                if solved.status == 0:
                    here = (1 - delta) * (d @ (a[i, j], b[i, j])) - delta * solved.fun
                    new[k] = max(new[k], here)
        if np.isinf(new).all():
            return normals, new
        if np.abs(new - bound).max() < 1e-7:
            break
        bound = np.minimum(bound, new)
    return normals, bound


@pytest.mark.long(every=2)
@pytest.mark.parametrize("seed", [0, 2])
def test_against_support_functions_in_floats(seed) -> None:
    rng = np.random.default_rng(seed)
    game = bg.FiniteGame.from_payoffs(*rng.integers(0, 6, (2, 2, 2)))
    found = bg.subgame_perfect_payoffs(game, "3/5")
    normals, bound = supports(game, 0.6, 12)
    if not found.vertices:
        return  # the bound of floats shrinks to nothing only in the limit
    corners = np.array([[float(v) for v in w] for w in found.vertices])
    mine = (normals @ corners.T).max(axis=1)
    if found.exact:  # then it lies in every outer bound, which may still be larger
        assert (mine <= bound + 1e-6).all()


@pytest.mark.long
@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from(["1/3", "1/2", "4/5"]))
def test_what_is_in_every_set(seed, discount) -> None:
    """Equilibria of the table are in it, and so is what reversion to them sustains."""
    rng = np.random.default_rng(seed)
    game = bg.FiniteGame.from_payoffs(*rng.integers(0, 5, (2, 3, 2)))
    found = bg.subgame_perfect_payoffs(game, discount, max_steps=60)
    pure = [e for e in bg.nash_equilibria(game) if e.is_pure]
    for e in pure:
        assert found.contains(tuple(e.payoffs.values()))
    floor = bg.minmax(game)
    if found.vertices:
        small = Fraction(1, 10**9)  # polygons may have been rounded outward
        assert all(v >= floor[p] - small for p, v in found.punishments.items())
    if len(pure) == len(bg.nash_equilibria(game)):
        for a in bg.sustainable(game, discount).profiles:
            assert found.contains([game.payoff(p, *a) for p in game.players])


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**9))
def test_an_exact_set_generates_itself(seed) -> None:
    """By definition: every vertex is played today with continuation payoffs from the set."""
    rng = np.random.default_rng(seed)
    game = bg.FiniteGame.from_payoffs(*rng.integers(0, 5, (2, 2, 2)))
    delta = Fraction(1, 2)
    found = bg.subgame_perfect_payoffs(game, delta)
    if not found.exact or not found.vertices:
        return
    low = found.punishments
    for w in found.vertices:
        good = False
        for a in game.profiles():
            g = [game.payoff(p, *a) for p in game.players]
            after = [(v - (1 - delta) * u) / delta for v, u in zip(w, g, strict=True)]
            gain = [
                max(game.payoff(p, *a[:i], b, *a[i + 1 :]) for b in game.actions[p]) - g[i]
                for i, p in enumerate(game.players)
            ]
            good |= found.contains(after) and all(
                after[i] >= low[p] + (1 - delta) / delta * gain[i]
                for i, p in enumerate(game.players)
            )
        assert good


def test_minmax_of_three_players_may_be_correlated() -> None:
    """The two others pick a row and a column; together they hold player 1 to 0."""
    one = np.array([[[1, 0], [0, 1]], [[0, 1], [1, 0]]])
    game = bg.FiniteGame.from_payoffs(one, one, one)
    assert bg.minmax(game)["1"] == Fraction(1, 2)


@pytest.mark.parametrize("bad", [0, 1, "3/2"])
def test_a_discount_factor_outside_is_refused(bad) -> None:
    with pytest.raises(bg.InputError, match=r"not in \(0, 1\)"):
        bg.subgame_perfect_payoffs(PD, bad)


@pytest.mark.parametrize("unit", [Fraction(1, 7), Fraction(1, 10**400), Fraction(10**400)])
def test_units_of_payoff_do_not_matter(unit) -> None:
    dilemma = ([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    wanted = bg.subgame_perfect_payoffs(bg.FiniteGame.from_payoffs(*dilemma), "1/2")
    other = bg.FiniteGame.from_payoffs(*([[unit * v - 1 for v in r] for r in t] for t in dilemma))
    found = bg.subgame_perfect_payoffs(other, "1/2")
    assert found.exact
    assert found.vertices == tuple((unit * x - 1, unit * y - 1) for x, y in wanted.vertices)
    assert "exactly" in found.summary()
