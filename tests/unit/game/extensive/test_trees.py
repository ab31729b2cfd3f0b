"""Games in extensive form: what is refused, information sets, subgames, the strategic form."""

from __future__ import annotations

import pickle
from itertools import product

import pytest
import sympy as sp
from hypothesis import given, settings, strategies as st

import bargain as bg
from bargain.errors import GameError
from bargain.game.trees.strategic_form import expected_payoffs

p, a = sp.symbols("p a")
ONE = bg.end({"A": 1, "B": 0})


def both(left, right, **more):
    return bg.move("B", {"l": left, "r": right}, **more)


def test_letters_stand_in_payoffs_and_in_probabilities() -> None:
    game = bg.ExtensiveGame(bg.chance({"x": (p, bg.end({"A": a})), "y": (1 - p, bg.end({"A": 0}))}))
    assert game.parameters == (a, p)
    assert set(map(str, game.assumptions)) == {"p >= 0", "1 - p >= 0"}
    assert game.at({"p": "1/2"}).assumptions == ()
    with pytest.raises(GameError, match="contradict an assumption"):
        game.at({p: 2})


def test_probabilities_that_do_not_add_up_for_some_parameters_are_refused() -> None:
    with pytest.raises(GameError, match=r"add up to 2\*p, not to 1 \[chance: x, y\]"):
        bg.chance({"x": (p, ONE), "y": (p, ONE)})
    with pytest.raises(GameError, match=r"no probability .*x"):
        bg.chance({"x": (-1, ONE), "y": (2, ONE)})


def test_imperfect_recall_is_refused_with_the_place() -> None:
    later = bg.move("A", {"s": ONE, "t": ONE}, information="h")
    with pytest.raises(GameError, match=r"'A' forgets an own move \[information set 'h': after l"):
        bg.ExtensiveGame(bg.move("A", {"l": later, "r": later}))
    absent = bg.move("A", {"on": bg.move("A", {"on": ONE, "off": ONE}, "h"), "off": ONE}, "h")
    with pytest.raises(GameError, match="imperfect recall"):
        bg.ExtensiveGame(absent)


def test_information_sets_have_one_player_and_one_list_of_moves() -> None:
    other = bg.move("B", {"l": ONE, "other": ONE}, "h")
    with pytest.raises(GameError, match=r"different moves .*after x, and after y"):
        bg.ExtensiveGame(bg.move("A", {"x": both(ONE, ONE, information="h"), "y": other}))
    mine = bg.move("A", {"l": ONE, "r": ONE}, "h")
    with pytest.raises(GameError, match="information set of 'B' and 'A'"):
        bg.ExtensiveGame(bg.move("A", {"x": both(ONE, ONE, information="h"), "y": mine}))


def test_an_end_without_a_payoff_is_refused_with_its_history() -> None:
    with pytest.raises(GameError, match=r"no payoff for B .*the end after r"):
        bg.ExtensiveGame(bg.move("A", {"l": ONE, "r": bg.end({"A": 0})}))
    with pytest.raises(GameError, match="no branches"):
        bg.move("A", {})
    with pytest.raises(GameError, match="is no node"):
        bg.move("A", {"l": 3})
    node = ONE
    for k in range(18):
        node = bg.move("AB"[k % 2], {"stop": ONE, "go": node})
    long = bg.ExtensiveGame(node)
    with pytest.raises(GameError, match=r"use bg\.subgame_perfect"):
        long.to_finite()


def test_a_tree_that_is_too_large_is_refused() -> None:
    node = ONE
    for _ in range(200):
        node = bg.move("A", {"go": node})
    with pytest.raises(GameError, match="a path of more than 150"):
        bg.ExtensiveGame(node)


def test_subgames_start_where_no_information_set_reaches_in() -> None:
    inside = both(ONE, ONE, information="h")
    blind = bg.move("A", {"x": inside, "y": inside})
    game = bg.ExtensiveGame(bg.move("A", {"in": blind, "out": both(ONE, ONE)}))
    roots = [game.places[s.root].where for s in game.subgames]
    assert roots == ["after out", "after in", "at the root"]
    names = [[game.information_sets[k].name for k in s.top] for s in game.subgames]
    assert names == [["B at out"], ["A at in", "h"], ["A"]]
    assert game.subgames[2].inner == (0, 1)
    assert not game.is_perfect_information


def test_a_game_is_a_value() -> None:
    game = bg.ExtensiveGame(both(ONE, bg.end({"A": a, "B": 1})), name="t")
    again = pickle.loads(pickle.dumps(game))
    assert again == game
    assert hash(again) == hash(game)
    with pytest.raises(AttributeError, match="immutable"):
        game.name = "u"
    assert r"\begin{tikzpicture}" in game.to_latex(path=(1,))
    assert "very thick" in game.to_latex([1])
    assert "assumed" not in game.describe()
    assert "l: (0, 1)" in str(game)


# --- the strategic form against walking the tree ----------------------------------------------


@st.composite
def trees(draw, depth=3):
    kind = draw(st.sampled_from("eAABc" if depth else "e"))
    if kind == "e":
        return bg.end({q: draw(st.integers(-3, 3)) for q in "AB"})
    labels = "lrm"[: draw(st.integers(2, 3))]
    below = {x: draw(trees(depth=depth - 1)) for x in labels}
    if kind == "c":
        odds = [sp.Rational(k + 1, sum(range(1, len(labels) + 1))) for k in range(len(labels))]
        return bg.chance(dict(zip(labels, zip(odds, below.values(), strict=True), strict=True)))
    return bg.move(kind, below)


def walked(node, strategy, path=()):
    """Expected payoffs by walking down, where `strategy` maps histories to actions."""
    if hasattr(node, "payoffs"):
        return dict(node.payoffs)
    if hasattr(node, "player"):
        taken = strategy[path]
        return walked(node.branches[taken], strategy, (*path, taken))
    parts = [
        (q, walked(node.branches[x], strategy, (*path, x))) for x, q in node.probabilities.items()
    ]
    return {name: sum(q * part[name] for q, part in parts) for name in "AB"}


@settings(max_examples=30, deadline=None)
@given(trees())
def test_expected_payoffs_are_those_of_walking_down(root) -> None:
    game = bg.ExtensiveGame(root)
    sets = game.information_sets
    for actions in list(product(*(s.actions for s in sets)))[:20]:
        chosen = dict(enumerate(actions))
        histories = {
            game.places[s.places[0]].history: x for s, x in zip(sets, actions, strict=True)
        }
        assert expected_payoffs(game, chosen) == walked(root, histories)


@settings(max_examples=30, deadline=None)
@given(trees())
def test_the_efg_text_reads_back(root) -> None:
    game = bg.ExtensiveGame(root, name="r")
    again = bg.ExtensiveGame.from_efg(game.to_efg())
    assert again == game
