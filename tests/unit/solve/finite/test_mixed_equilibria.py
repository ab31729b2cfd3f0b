"""Equilibria of two-player games: published games, an independent oracle, edge classes."""

from __future__ import annotations

import json
import random
import tomllib
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import sympy as sp
from extreme_oracle import extreme_equilibria

from bargain.errors import GameError, OptionError
from bargain.game.tables.finite_game import FiniteGame
from bargain.solve.finite import lemke_howson, mixed_equilibria as finite
from bargain.solve.finite.nashpy_proposals import equilibrium_on_supports
from bargain.solve.nash_equilibria import nash_equilibria

LITERATURE = Path(__file__).parents[3] / "literature" / "finite_nash.toml"
CASES = tomllib.loads(LITERATURE.read_text(encoding="utf-8"))["case"]


def points(found):
    return [tuple(tuple(s.values()) for s in p.strategies.values()) for p in found.equilibria]


def assert_right(a, b, **options):
    found = nash_equilibria(FiniteGame.from_payoffs(a, b), **options)
    a = [[Fraction(v) for v in row] for row in a]
    b = [[Fraction(v) for v in row] for row in b]
    expected, degenerate = extreme_equilibria(a, b)
    listed = points(found)
    assert len(set(listed)) == len(listed)
    assert set(listed) == expected
    assert found.complete
    assert found.regret == 0
    assert found.degenerate == degenerate
    assert sorted(k for c in found.components for k in c.equilibria) == list(range(len(listed)))
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_published_games(case):
    found = nash_equilibria(FiniteGame.from_payoffs(*case["payoffs"]))
    assert found.complete
    assert found.regret == 0
    assert found.degenerate is case["degenerate"]
    assert len(found.components) == case["components"]
    if "count" in case:
        assert len(found) == case["count"]
        return
    expected = {tuple(tuple(map(Fraction, s)) for s in e) for e in case["equilibria"]}
    assert set(points(found)) == expected
    assert len(found) == len(expected)


@pytest.mark.parametrize("method", ["auto", "vertices"])
@pytest.mark.parametrize(
    ("m", "n", "top"),
    [(1, 1, 2), (1, 4, 2), (4, 1, 2), (2, 2, 2), (2, 4, 2), (3, 3, 2), (3, 3, 99), (4, 4, 3)],
)
def test_oracle_agrees_on_random_games(m, n, top, method):
    rng = random.Random(f"{m}{n}{top}")
    for _ in range(6):
        a, b = ([[rng.randrange(top) for _ in range(n)] for _ in range(m)] for _ in "ab")
        assert_right(a, b, method=method)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ([[0]], [[0]]),
        ([[0] * 3] * 3, [[0] * 3] * 3),
        ([[1, 2, 3], [1, 2, 3]], [[3, 2, 1], [3, 2, 1]]),  # identical rows
        ([[1, 1], [0, 0], [1, 1]], [[2, 2], [2, 2], [2, 2]]),
        ([[2**63, 2**63 + 1], [2**63 + 1, 2**63]], [[2**70, 0], [0, 1]]),
        ([[1e-12, 1e12], [0, 1e12]], [[1, 1e-12], [1e12, 1]]),
        ([[0.1 + 0.2, 0], [0.3, 1]], [[1, 0], [1, 0]]),  # 0.1 + 0.2 > 0.3 also as decimals
        ([["1/3", "0.1"], ["2/7", "0.11"]], [["1/3", 1], [1, "1/3"]]),
    ],
    ids=["1x1", "zero", "rows", "duplicates", "beyond int64", "two scales", "binary", "texts"],
)
def test_edge_classes(a, b):
    assert_right(a, b)


def test_large_games_are_proved_by_both_routes_alike():
    rng = np.random.default_rng(7)
    for top in (2, 9, 99):
        a, b = rng.integers(-top, top + 1, (2, 8, 8))
        game = FiniteGame.from_payoffs(a, b)
        auto, integers = nash_equilibria(game), nash_equilibria(game, method="vertices")
        assert auto.equilibria == integers.equilibria
        assert auto.degenerate == integers.degenerate
        assert auto.complete
        assert integers.complete


def test_huge_payoffs_in_a_large_game():
    rng = np.random.default_rng(3)
    a, b = (rng.integers(-99, 100, (7, 7)).astype(object) for _ in "ab")
    plain = nash_equilibria(FiniteGame.from_payoffs(a, b))
    a, b = a * 3**80 + 5**90, b * 10**12 + Fraction(1, 3)
    assert points(nash_equilibria(FiniteGame.from_payoffs(a, b))) == points(plain)


def test_a_segment_of_equilibria_is_one_component():
    found = nash_equilibria(
        FiniteGame.from_payoffs([[3, 3], [2, 5], [0, 6]], [[3, 3], [2, 6], [3, 1]])
    )
    component = found.components[0]
    assert component.equilibria == (0, 1)
    assert not component.is_isolated
    (subset,) = component.subsets
    assert len(subset.strategies["1"]) == 1
    assert len(subset.strategies["2"]) == 2


def test_two_maximal_nash_subsets_can_share_an_equilibrium():
    # rows tie in column 0, columns tie in row 0: an L of two segments through (0, 0)
    found = nash_equilibria(FiniteGame.from_payoffs([[1, 1], [1, 0]], [[1, 1], [1, 0]]))
    assert len(found) == 3
    (component,) = found.components
    assert len(component.subsets) == 2


@pytest.mark.parametrize("method", ["nashpy", "lemke-howson"])
def test_proposers_find_only_equilibria_and_claim_no_more(method):
    rng = np.random.default_rng(11)
    for top in (1, 9, 99):
        for n in (2, 3, 4):
            a, b = rng.integers(-top, top + 1, (2, n, n))
            game = FiniteGame.from_payoffs(a, b)
            everything = nash_equilibria(game)
            found = nash_equilibria(game, method=method)
            assert all(p.regret == 0 for p in found)
            assert len(set(found)) == len(found)
            if found.complete:
                assert found.equilibria == everything.equilibria
            if method == "lemke-howson":
                assert set(found) <= set(everything)
                assert len(found) >= 1
                assert not found.complete


def test_a_limit_is_never_success():
    rng = np.random.default_rng(2)
    a, b = rng.integers(-99, 100, (2, 9, 9))
    found = nash_equilibria(FiniteGame.from_payoffs(a, b), max_vertices=50)
    assert not found.complete
    assert "more than 50" in found.reason
    assert set(found) <= set(nash_equilibria(FiniteGame.from_payoffs(a, b)))
    pure = [p for p in nash_equilibria(FiniteGame.from_payoffs(a, b)) if p.is_pure]
    assert set(pure) <= set(found)
    assert len(found) >= 1
    assert found.regret == 0


def test_the_order_of_the_proof_does_not_matter_when_it_fails(monkeypatch):
    rng = np.random.default_rng(5)
    a, b = rng.integers(0, 4, (2, 7, 7))
    game = FiniteGame.from_payoffs(a, b)
    proved = nash_equilibria(game)
    monkeypatch.setattr("bargain.solve.finite.vertex_graph._explore", lambda g, limit: None)
    assert nash_equilibria(game).equilibria == proved.equilibria


def test_results_carry_labels_and_serialise():
    game = FiniteGame.from_payoffs(
        [[3, 0], [5, 1]], [[3, 5], [0, 1]],
        players=("patron", "client"), actions=[("help", "shirk")] * 2,
    )  # fmt: skip
    found = nash_equilibria(game)
    (p,) = found
    assert p["patron"]["shirk"] == 1
    assert p.support("client") == ("shirk",)
    assert p.payoffs["client"] == 1
    data = json.loads(json.dumps(found.to_dict()))
    assert data["equilibria"][0]["strategies"]["patron"] == {"help": "0", "shirk": "1"}
    assert "all of them" in found.summary()
    assert found.provenance["numpy"]


def test_refusals():
    s = sp.Symbol("s")
    game = FiniteGame.from_payoffs([[s, 1]], [[1, 1]])
    with pytest.raises(GameError, match="rational payoffs"):
        finite.nash_equilibria(game)
    with pytest.raises(GameError, match="rationalise"):
        nash_equilibria(FiniteGame.from_payoffs([[sp.sqrt(2), 1]], [[1, 1]]))
    with pytest.raises(OptionError, match="unknown method"):
        finite.nash_equilibria(FiniteGame.from_payoffs([[1]], [[1]]), method="guess")
    with pytest.raises(OptionError, match="pairs of supports"):
        nash_equilibria(FiniteGame.from_payoffs(*[np.eye(9, dtype=int)] * 2), method="nashpy")
    with pytest.raises(ValueError, match="not a game"):
        nash_equilibria([[1]])
    with pytest.raises(TypeError):
        nash_equilibria(FiniteGame.from_payoffs([[1]], [[1]]), metod="auto")


def test_an_equilibrium_is_found_again_from_its_supports():
    """Games without ties: one equilibrium on its supports, the same as of the enumeration."""
    rng = np.random.default_rng(12)
    sizes = set()
    for n in (2, 3, 4):
        for _ in range(8):
            game = FiniteGame.from_payoffs(*rng.integers(-(10**6), 10**6, (2, n, n)))
            for profile in nash_equilibria(game):
                chances = [[profile[p][a] for a in game.actions[p]] for p in game.players]
                supports = tuple([k for k, x in enumerate(c) if x] for c in chances)
                sizes.add(len(supports[0]))
                again = equilibrium_on_supports(game, supports)
                assert again is not None
                assert again == profile
    assert sizes >= {1, 2, 3}


def test_the_labels_of_a_vertex_are_the_constraints_that_bind():
    constraints = np.array([[2, 1], [1, 2], [1, 1]], dtype=object)
    assert [lemke_howson._tight(constraints, z) for z in [(1, 0, 2), (1, 1, 3), (0, 0, 1)]] == [
        0b001, 0b011, 0,
    ]  # fmt: skip
    assert [lemke_howson._zeros(z) for z in [(1, 0, 2), (1, 1, 3), (0, 0, 1)]] == [0b10, 0, 0b11]
