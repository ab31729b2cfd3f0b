"""Sequential equilibria in floats: the regret is one, and published games come out as published."""

from __future__ import annotations

from math import prod

import pytest
import sympy as sp
from hypothesis import given, settings, strategies as st

import bargain as bg
from bargain.errors import GameError, OptionError
from bargain.game.trees.strategic_form import expected_payoffs


def beer_quiche(strong, duel):
    """Cho and Kreps (1987); `duel` is what being left alone is worth."""

    def breakfast(kind, meal):
        liked = 1 if (meal == "beer") == (kind == "strong") else 0
        ends = {
            "duel": bg.end({"A": liked, "B": int(kind == "weak")}),
            "leave": bg.end({"A": liked + sp.Rational(duel), "B": int(kind == "strong")}),
        }
        return bg.move("B", ends, information=meal)

    def arrives(kind):
        meals = {m: breakfast(kind, m) for m in ("beer", "quiche")}
        return bg.move("A", meals, information=kind)

    odds = sp.Rational(strong)
    return bg.ExtensiveGame(
        bg.chance({"strong": (odds, arrives("strong")), "weak": (1 - odds, arrives("weak"))})
    )


def test_where_the_strong_are_few_the_weak_mix_as_the_cells_say():
    found = bg.sequential_equilibrium(beer_quiche("1/4", 2))
    assert found.regret < 1e-3
    assert found.strategies["weak"]["beer"] == pytest.approx(1 / 3, abs=1e-3)  # p/(1 - p)
    assert found.strategies["beer"]["leave"] == pytest.approx(1 / 2, abs=1e-3)  # 1/d
    assert found.beliefs["beer"]["after strong → beer"] == pytest.approx(1 / 2, abs=1e-3)


def test_beliefs_off_the_path_are_limits_of_trembles():
    """The strong have nothing to gain by quiche: whoever has it is weak (the intuitive answer)."""
    found = bg.sequential_equilibrium(beer_quiche("9/10", 2))
    assert found.strategies["strong"]["beer"] > 0.999
    assert found.strategies["weak"]["beer"] > 0.999
    assert found.beliefs["quiche"]["after weak → quiche"] > 0.99
    assert found.payoffs["A"] == pytest.approx(2.9, abs=1e-3)


def test_seltens_horse_is_played_sequentially():
    """Selten (1975): of two kinds of Nash equilibria only (across, across) is sequential."""
    game = bg.ExtensiveGame(bg.move("1", {
        "down": bg.move("3", {"l": bg.end({"1": 3, "2": 3, "3": 2}),
                              "r": bg.end({"1": 0, "2": 0, "3": 0})}, information="horse"),
        "across": bg.move("2", {
            "down": bg.move("3", {"l": bg.end({"1": 4, "2": 4, "3": 0}),
                                  "r": bg.end({"1": 0, "2": 0, "3": 1})}, information="horse"),
            "across": bg.end({"1": 1, "2": 1, "3": 1}),
        }, information="two"),
    }, information="one"))  # fmt: skip
    found = bg.sequential_equilibrium(game)
    assert found.regret < 0.02
    assert found.strategies["one"]["across"] > 0.99
    assert found.strategies["two"]["across"] > 0.99


payoffs = st.integers(-3, 3)


@st.composite
def signals(draw):
    def reply(kind, message):
        ends = {r: bg.end({"A": draw(payoffs), "B": draw(payoffs)}) for r in ("x", "y")}
        return bg.move("B", ends, information=message)

    def arrives(kind):
        return bg.move("A", {m: reply(kind, m) for m in "mn"}, information=kind)

    return bg.ExtensiveGame(bg.chance({k: (sp.Rational(1, 2), arrives(k)) for k in ("s", "w")}))


@settings(max_examples=3, deadline=None)
@given(signals())
def test_the_regret_is_what_another_action_pays_given_the_belief(game):
    """By the tree itself, in plain sums over the places of a set."""
    found = bg.sequential_equilibrium(game, starts=2)
    sets = game.information_sets
    plan = {k: dict(found.strategies[s.name]) for k, s in enumerate(sets)}
    most = 0.0
    for k, s in enumerate(sets):
        beliefs = list(found.beliefs[s.name].values())
        assert sum(beliefs) == pytest.approx(1)
        histories = [game.places[place].history for place in s.places]
        odds = [prod(found.strategies[kind][m] for m in sent) for kind, *sent in histories]
        if sum(odds) > 0:  # chances that no float holds are shown as 0; beliefs are kept
            assert [o / sum(odds) for o in odds] == pytest.approx(beliefs)
        pays = [
            sum(
                b * float(expected_payoffs(game, {**plan, k: a}, place)[s.player])
                for b, place in zip(beliefs, s.places, strict=True)
            )
            for a in s.actions
        ]
        mean = sum(p * u for p, u in zip(plan[k].values(), pays, strict=True))
        most = max(most, max(pays) - mean)
    assert found.regret == pytest.approx(most, abs=1e-9)


def test_what_is_refused_and_what_is_trivial():
    with pytest.raises(OptionError, match="letters have no values"):
        bg.sequential_equilibrium(
            bg.ExtensiveGame(
                bg.move("A", {"l": bg.end({"A": sp.Symbol("v")}), "r": bg.end({"A": 0})})
            )
        )
    with pytest.raises(GameError, match="game"):
        bg.sequential_equilibrium(bg.FiniteGame.from_payoffs([[1]], [[1]]))
    alone = bg.ExtensiveGame(
        bg.chance({"h": ("1/3", bg.end({"A": 3})), "t": ("2/3", bg.end({"A": 0}))})
    )
    assert bg.sequential_equilibrium(alone).payoffs["A"] == pytest.approx(1)
