"""Gambit's files of games in extensive form: read exactly, and refused with the line."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp

import bargain as bg
from bargain.errors import FileError, GameError

#: Myerson's card game (1991, chapter 2): the second player does not see the card.
POKER = """EFG 2 R "A simple card game" { "Fred" "Alice" }
"a comment"

c "" 1 "" { "Red" 0.5 "Black" 1/2 } 0
p "" 1 1 "a" { "Raise" "Fold" } 0
p "" 2 1 "b" { "Meet" "Pass" } 0
t "" 1 "Win Big" { 2, -2 }
t "" 2 "Win" { 1 -1 }
t "" 2
p "" 1 2 "c" { "Raise" "Fold" } 0
p "" 2 1 0
t "" 3 "Lose Big" { -2 2 }
t "" 2 "" { 1 -1 }
t "" 4 "Lose" { -1 1 }
"""


def test_information_sets_numbers_and_shared_outcomes_are_read() -> None:
    game = bg.ExtensiveGame.from_efg(POKER)
    assert game.players == ("Fred", "Alice")
    assert game.name == "A simple card game"
    assert [s.name for s in game.information_sets] == ["a", "b", "c"]
    assert len(game.information_sets[1].places) == 2
    table = game.to_finite()
    assert table.shape == (4, 2)
    # raise with both cards against meet: 1/2 of +2 and 1/2 of -2; fold with black: 1/2 2 - 1/2
    assert table.payoff("Fred", "Raise/Raise", "Meet") == 0
    assert table.payoff("Fred", "Raise/Fold", "Meet") == Fraction(1, 2)
    (only,) = bg.nash_equilibria(table).equilibria  # Myerson: raise black with 1/3, meet with 2/3
    assert only["Alice"]["Meet"] == Fraction(2, 3)
    assert only["Fred"] == {"Raise/Raise": Fraction(1, 3), "Raise/Fold": Fraction(2, 3),
                            "Fold/Raise": 0, "Fold/Fold": 0}  # fmt: skip


def test_it_is_written_and_read_back() -> None:
    game = bg.ExtensiveGame.from_efg(POKER)
    assert bg.ExtensiveGame.from_efg(game.to_efg()) == game


def test_a_path_is_read(tmp_path) -> None:
    (tmp_path / "poker.efg").write_text("\ufeff" + POKER)
    assert bg.ExtensiveGame.from_efg(tmp_path / "poker.efg") == bg.ExtensiveGame.from_efg(POKER)
    with pytest.raises(FileError, match="cannot read the file: No such file"):
        bg.ExtensiveGame.from_efg(tmp_path / "none.efg")


def test_payoffs_before_the_end_are_added() -> None:
    text = 'EFG 2 R "" { "A" } p "" 1 1 "" { "l" "r" } 1 "" { 10 } t "" 2 "" { 1 } t "" 0'
    game = bg.ExtensiveGame.from_efg(text)
    assert [n.payoffs["A"] for n in game.root.branches.values()] == [11, 10]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("EFG 2", "EFG 3", "version 2 expected, not 3 [line 1]"),
        ("1/2 }", "1/3 }", "probabilities add up to 5/6, not to 1 [line 4]"),
        ('p "" 2 1 0', 'p "" 3 1 0', "a player from 1 to 2 expected, not 3 [line 11]"),
        ('p "" 2 1 0', 'p "" 2 7 0', "actions of a new information set expected, not 0 [line 11]"),
        ('t "" 2\n', 't "" 9\n', "the payoffs of a new outcome expected, not p [line 10]"),
        ("{ -1 1 }", "{ -1 }", "a payoff expected, not } [line 14]"),
        ("{ -1 1 }", "{ -1 x }", "a payoff expected, not x [line 14]"),
        ('t "" 4 "Lose" { -1 1 }\n', "", "the file ends early: a node: c, p or t expected"),
        ('p "" 2 1 0', 'p "" 2 1 "" { "l" "r" } 0', "the actions that the information set had"),
    ],
)  # fmt: skip
def test_a_bad_file_gives_the_line(old, new, message) -> None:
    with pytest.raises(FileError) as error:
        bg.ExtensiveGame.from_efg(POKER.replace(old, new, 1))
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_actions_with_one_label_are_numbered() -> None:
    """Gambit writes such files: figure 10.1 of von Stengel (2022) has two draws named 1/2."""
    text = 'EFG 2 R "" { "A" } c "" 1 "" { "1/2" 1/2 "1/2" 1/4 "" 1/4 } 0 ' + "".join(
        f't "" {k} "" {{ {k} }} ' for k in (1, 2, 3)
    )
    game = bg.ExtensiveGame.from_efg(text)
    assert list(game.root.branches) == ["1/2", "1/2 (2)", "3"]
    assert bg.ExtensiveGame.from_efg(game.to_efg()).root == game.root


def test_imperfect_recall_in_a_file_is_refused() -> None:
    text = ('EFG 2 R "absent" { "A" } p "" 1 1 "h" { "on" "off" } 0 p "" 1 1 0 '
            't "" 1 "" { 1 } t "" 2 "" { 4 } t "" 3 "" { 0 }')  # fmt: skip
    with pytest.raises(GameError, match="imperfect recall"):
        bg.ExtensiveGame.from_efg(text)


def test_letters_are_not_written() -> None:
    game = bg.ExtensiveGame(bg.move("A", {"l": bg.end({"A": sp.Symbol("a")})}))
    with pytest.raises(GameError, match=r"rational numbers, and there is a \[after l\]"):
        game.to_efg()
