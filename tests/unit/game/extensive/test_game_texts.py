"""Trees and tables as texts: what is read back is the same game, or there is no text."""

from __future__ import annotations

import pytest
import sympy as sp

import bargain as bg
from bargain.errors import FileError
from bargain.game.tables.table_file import table_from_toml, table_to_toml, text_of
from bargain.game.trees.tree_file import tree_from_toml, tree_to_toml

P = sp.Symbol("p", positive=True)


def _tree(label: object = "stay", pay: sp.Expr = P / (1 + P)) -> bg.ExtensiveGame:
    low = bg.move(
        "A", {label: bg.end({"A": pay, "B": "1/3"}), "go": bg.end({"A": 0, "B": -P})}, "x"
    )
    high = bg.move("A", {label: bg.end({"A": 1, "B": 0}), "go": bg.end({"A": 2, "B": 0})}, "x")
    return bg.ExtensiveGame(
        bg.chance({"low": (P, low), "high": (1 - P, high)}), players=["B", "A"], name='a "tree"'
    )


def test_a_tree_is_read_back() -> None:
    game = _tree()
    again = tree_from_toml(text_of(game, tree_to_toml, tree_from_toml))
    assert again == game
    assert (again.name, again.players, again.parameters) == (game.name, ("B", "A"), (P,))
    assert again.assumptions == game.assumptions == (sp.Ge(1 - P, 0, evaluate=False),)


def test_a_table_is_read_back() -> None:
    game = bg.FiniteGame.from_payoffs([[P, 0], [1, sp.Rational(1, 3)]], [[1, P**2], [0, -1]],
                                      players=["A", "B"])  # fmt: skip
    again = table_from_toml(text_of(game, table_to_toml, table_from_toml))
    assert again.parameters == (P,)
    assert all((again.payoffs[p] == game.payoffs[p]).all() for p in game.players)


def test_labels_may_be_numbers_but_not_be_spelt_alike() -> None:
    assert tree_from_toml(tree_to_toml(_tree(1))).information_sets[0].actions == ("1", "go")
    two = bg.move("A", {1: bg.end({"A": 0}), "1": bg.end({"A": 1})})
    assert text_of(bg.ExtensiveGame(two), tree_to_toml, tree_from_toml) == ""


def test_there_is_no_text_of_what_cannot_be_read_back() -> None:
    bent = _tree(pay=sp.Function("f")(P))
    assert text_of(bent, tree_to_toml, tree_from_toml) == ""
    wide = bg.move("A", {f"action {k}": bg.end({"A": k}) for k in range(1_000)})
    assert text_of(bg.ExtensiveGame(wide), tree_to_toml, tree_from_toml) == ""


@pytest.mark.parametrize(
    ("old", "new"),
    [("places.1", "places.9"), ("1/3", "system(1)"), ('"go"', '"stay"'), ("tree", "table")],
)
def test_a_changed_text_is_no_tree_or_another(old: str, new: str) -> None:
    text = tree_to_toml(_tree()).replace(old, new)
    with pytest.raises(bg.errors.InputError):
        tree_from_toml(text)


def test_a_tree_of_a_stranger_is_not_too_deep() -> None:
    places = [f'[places.{k}]\nplayer = "A"\ninformation = ""\nbranches = ["x"]' for k in range(400)]
    text = 'kind = "tree"\nplayers = ["A"]\n' + "\n".join(
        [*places, "[places.400.payoffs]\nA = '1'"]
    )
    with pytest.raises(FileError, match="too deep"):
        tree_from_toml(text)
