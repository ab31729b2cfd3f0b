"""Finite games: exact entries, labels, formats, and refusals that say what is wrong."""

from __future__ import annotations

import pickle
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp

from bargain.errors import FileError, GameError
from bargain.extras import MissingExtra
from bargain.game.tables.finite_game import FiniteGame
from bargain.solve.nash_equilibria import nash_equilibria

v, c = sp.symbols("v c", positive=True)


def hawk_dove():
    return FiniteGame.from_payoffs(
        [[(v - c) / 2, v], [0, v / 2]],
        [[(v - c) / 2, 0], [v, v / 2]],
        players=("row", "column"),
        actions=[("hawk", "dove")] * 2,
        assumptions=[c > v],
        name="hawk-dove",
    )


def test_entries_are_exact():
    game = FiniteGame.from_payoffs(
        [[0.1, Decimal("0.1"), "1/3", np.float32(0.1)]],
        [[1, sp.Rational(2, 3), sp.Float(0.5), 2**80]],
    )
    first, second = game.payoffs.values()
    assert first[0, 0] == Fraction(1, 10)
    assert first[0, 1] == Fraction(1, 10)
    assert first[0, 3] == Fraction(1, 10)
    assert second.tolist() == [[1, Fraction(2, 3), Fraction(1, 2), 2**80]]
    assert game.is_numeric
    assert game.parameters == ()


def test_parameters_assumptions_and_values():
    game = hawk_dove()
    assert game.parameters == (c, v)
    assert not game.is_numeric
    assert [str(r) for r in game.parameter_relations] == ["c > 0", "v > 0", "c > v"]
    numeric = game.at({"v": 2, c: 4})
    assert numeric.is_numeric
    assert numeric.payoff("row", "hawk", "hawk") == -1
    assert game.at({v: 2}).parameters == (c,)
    with pytest.raises(GameError, match="contradict"):
        game.at({"v": 5, "c": 4})
    with pytest.raises(GameError, match="contradict"):
        game.at({"v": -1})
    with pytest.raises(GameError, match="not a parameter"):
        game.at({"w": 1})
    with pytest.raises(GameError, match="not a parameter"):
        game.at({sp.Symbol("v"): 1})
    with pytest.raises(GameError, match="finite"):
        game.at({"v": float("inf")})


def test_floats_inside_expressions_become_exact():
    game = FiniteGame.from_payoffs([[0.5 * v]], [[v]])
    assert game.payoffs["1"][0, 0] == v / 2
    assert not game.payoffs["1"][0, 0].has(sp.Float)


def test_rationalise_is_explicit():
    game = FiniteGame.from_payoffs([[0.1, sp.sqrt(2)]], [[v, 1]]).rationalise(1000)
    assert game.payoffs["1"].tolist() == [[Fraction(1, 10), Fraction(1393, 985)]]
    assert game.payoffs["2"][0, 0] == v


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        (([[1]],), "zero-sum game is"),
        (([[1, 2], [3]], [[1, 2], [3, 4]]), "ragged"),
        (([], []), "empty"),
        (([[]], [[]]), "empty"),
        (([1, 2], [1, 2]), "1 axes"),
        (([[[1]]], [[[1]]]), "more than 2 axes"),
        (([[1, 2]], [[1], [2]]), "different shapes"),
        (([[float("nan")]], [[1]]), "finite"),
        (([[float("inf")]], [[1]]), "finite"),
        (([[1j]], [[1]]), "real"),
        (([[np.complex128(1)]], [[1]]), "real"),
        (([[sp.I]], [[1]]), "real"),
        (([[sp.nan]], [[1]]), "finite"),
        (([[sp.oo]], [[1]]), "finite"),
        (([[None]], [[1]]), "real"),
        (([["x"]], [[1]]), "not a number"),
        (([[True]], [[1]]), "truth"),
        ((np.ma.masked_array([[1]], [[True]]), [[1]]), "masked"),
        (([[sp.Symbol("s")]], [[sp.Symbol("s", real=True)]]), "two different symbols"),
    ],
)
def test_refused_tables(tables, message):
    with pytest.raises(GameError, match=message):
        FiniteGame.from_payoffs(*tables)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"players": ()}, "needs players"),
        ({"players": ("a", "a")}, "share a name"),
        ({"players": ("a", "b", "c")}, "3 player names"),
        ({"players": "ab"}, "one text"),
        ({"actions": [("x",)]}, "1 lists of actions"),
        ({"actions": [("x", "x"), ("y",)]}, "share a label"),
        ({"actions": [("x", "y"), ("y",)]}, "does not fit"),
        ({"actions": {"1": ("x",)}}, "no actions"),
        ({"actions": {"1": ("x",), "2": ("y",), "3": ()}}, "unknown player"),
        ({"assumptions": ["v > 0"]}, "not a relation"),
        ({"assumptions": [sp.false]}, "false"),
    ],
)
def test_refused_labels(options, message):
    with pytest.raises(GameError, match=message):
        FiniteGame.from_payoffs([[1]], [[1]], **options)


def test_immutable_equal_and_picklable():
    game = hawk_dove()
    with pytest.raises(AttributeError):
        game.name = "other"
    with pytest.raises(ValueError, match="read-only"):
        game.payoffs["row"][0, 0] = 1
    assert pickle.loads(pickle.dumps(game)) == game == hawk_dove()
    assert hash(game) == hash(hawk_dove())
    assert game != game.at({v: 1})


def test_payoff_by_labels():
    game = hawk_dove()
    assert game.payoff("column", "dove", "hawk") == v
    for wrong in [("nobody", "hawk", "hawk"), ("row", "hawk"), ("row", "hawk", "owl")]:
        with pytest.raises(GameError):
            game.payoff(*wrong)


def test_shown_as_a_labelled_table():
    text = str(hawk_dove())
    assert text.splitlines()[0] == "hawk-dove"
    assert "row \\ column" in text
    assert "hawk" in text
    assert "<th>dove</th>" in hawk_dove()._repr_html_()
    assert r"\text{dove}" in hawk_dove()._repr_latex_()
    assert "c > v" in hawk_dove().describe()
    cube = FiniteGame.from_payoffs(*[np.zeros((2, 2, 2), dtype=int)] * 3)
    assert "[3: 1]" in str(cube)
    assert cube._repr_html_().count("<table>") == 2
    assert "too large" in str(FiniteGame.from_payoffs(*[np.zeros((60, 60), dtype=int)] * 2))
    risky = FiniteGame.from_payoffs([[1]], [[1]], actions=[("<b>",), ("a_b",)])
    assert "<b>" not in risky._repr_html_().replace("<b></b>", "")
    assert r"a\_b" in risky._repr_latex_()


def test_nashpy_gets_integers_with_the_same_equilibria():
    game = FiniteGame.from_payoffs([["1/2", 0], [0, "1/3"]], [[10, 0], [0, 20]])
    first, second = game.to_nashpy().payoff_matrices
    assert first.tolist() == [[3, 0], [0, 2]]
    assert second.tolist() == [[1, 0], [0, 2]]
    with pytest.raises(GameError, match="2\\^53"):
        FiniteGame.from_payoffs([[2**60 + 1, 2]], [[1, 1]]).to_nashpy()
    with pytest.raises(GameError, match="two players"):
        FiniteGame.from_payoffs(*[[[[1]]]] * 3).to_nashpy()
    with pytest.raises(GameError, match="rational"):
        hawk_dove().to_nashpy()


PAYOFF_VERSION = """NFG 1 R "Selten (IJGT, 75), Figure 2, normal form"
{ "Player 1" "Player 2" } { 3 2 }
"a comment"
1 1 0 2 0 2 1 1 0 3 2 0
"""
OUTCOME_VERSION = """NFG 1 R "Selten (IJGT, 75), Figure 2, normal form" { "Player 1" "Player 2" }
{ { "1" "2" "3" } { "1" "2" } }
{
{ "" 1, 1 } { "" 0, 2 } { "x" 0, 2 } { "" 1, 1 } { "" 0, 3 } { "" 2, 0 }
}
1 2 3 4 5 6
"""


def test_both_versions_of_the_nfg_format():
    first, second = FiniteGame.from_nfg(PAYOFF_VERSION), FiniteGame.from_nfg(OUTCOME_VERSION)
    assert first == second
    assert first.payoffs["Player 1"].tolist() == [[1, 1], [0, 0], [0, 2]]
    assert first.payoffs["Player 2"].tolist() == [[1, 1], [2, 3], [2, 0]]


def test_nfg_round_trip():
    rng = np.random.default_rng(0)
    for shape in [(2, 3), (1, 1), (2, 3, 2)]:
        tables = rng.integers(-9, 10, (len(shape), *shape)).astype(object) / Fraction(7)
        game = FiniteGame.from_payoffs(
            *tables,
            actions=[[f'a "{k}" \\' for k in range(size)] for size in shape],
            name='the "name"',
        )
        again = FiniteGame.from_nfg(game.to_nfg())
        assert again == game
        assert again.name == game.name
    with pytest.raises(GameError, match="rational"):
        hawk_dove().to_nfg()


def test_nfg_null_outcome_and_numbers():
    game = FiniteGame.from_nfg('NFG 1 R "" {"a" "b"} {2 1} { {"o" 1/3 -1.5e1} } 0 1')
    assert game.payoffs["a"].tolist() == [[0], [Fraction(1, 3)]]
    assert game.payoffs["b"].tolist() == [[0], [-15]]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "EFG 2 R",
        'NFG 1 R "t" { "a" "b" } { 2 2 } 1 2 3',
        'NFG 1 R "t" { "a" "b" } { 1 1 } 1 2 3',
        'NFG 1 R "t" { "a" "b" } { 1 } 1 2',
        'NFG 1 R "t" { "a" "b" } { 0 1 } 1 2',
        'NFG 1 R "t" { "a" "a" } { 1 1 } 1 2',
        'NFG 1 R "t" { "a" "b" } { 1 1 } 1 nan',
        'NFG 1 R "t" { "a" "b" } { 1 1 } { { "" 1 1 } } 2',
        'NFG 1 R "t { 1 1 }',
        'NFG 1 R "t" { "a" "b" } { 99999 99999 } 1',
    ],
)
def test_broken_nfg_files(text):
    with pytest.raises(FileError):
        FiniteGame.from_nfg(text)


@pytest.mark.parametrize("text", [None, b"NFG 1 R"])
def test_refuses_an_nfg_that_is_no_text(text: object) -> None:
    with pytest.raises(FileError, match="is not a text"):
        FiniteGame.from_nfg(text)  # type: ignore[arg-type]  # what a user may pass


@pytest.mark.parametrize("wrong", [
    {"players": 1}, {"players": None}, {"actions": 2}, {"actions": None}, {"payoffs": [1]},
    {"assumptions": 3}, {"name": 3}, {"actions": {"a": [[1]], "b": [0]}},
    {"actions": {"a": 1, "b": [0]}},
])  # fmt: skip
def test_arguments_of_the_wrong_type(wrong):
    given = {
        "players": ["a", "b"], "actions": {"a": [0], "b": [0]},
        "payoffs": {"a": [[1]], "b": [[2]]},
    }  # fmt: skip
    assert FiniteGame(**given).shape == (1, 1)
    with pytest.raises(GameError):
        FiniteGame(**(given | wrong))


@pytest.mark.parametrize("values", [3, None, [("a", 1)]])
def test_at_takes_a_mapping(values):
    a = sp.Symbol("a", positive=True)
    game = FiniteGame.from_payoffs([[a]], [[1]])
    with pytest.raises(GameError, match="at is of type"):
        game.at(values)


def test_repeated_strategies_and_lone_players_of_files_are_read():
    game = FiniteGame.from_nfg(
        'NFG 1 R "t" { "A" "B" } { { "a" "a" "a (2)" } { "" "x" } } 1 2 3 4 5 6 7 8 9 10 11 12'
    )
    assert game.actions == {"A": ("a", "a (3)", "a (2)"), "B": ("1", "x")}
    assert game.payoff("A", "a (3)", "x") == 9
    alone = FiniteGame.from_nfg('NFG 1 R "t" { "A" } { 3 } 1 5 2')
    assert alone.payoff("A", "2") == 5
    assert FiniteGame.from_nfg(alone.to_nfg()) == alone
    assert "payoff" in str(alone)
    assert "<table>" in alone._repr_html_()


# --- other packages -------------------------------------------------------------------------------


def test_floats_go_to_nashpy_as_they_came():
    rng = np.random.default_rng(2)
    for _ in range(60):
        first, second = rng.standard_normal((2, 3, 3))
        game = FiniteGame.from_payoffs(first, second)
        there = game.to_nashpy().payoff_matrices
        for mine, theirs in zip((first, second), there, strict=True):
            ratio = mine / theirs
            assert np.ptp(ratio) == 0  # one and the same power of two, exactly
            assert np.frexp(ratio.flat[0])[0] == 0.5
        assert FiniteGame.from_nashpy(game.to_nashpy()).shape == (3, 3)


def test_a_third_beside_a_float_has_no_exact_numbers_there():
    third = FiniteGame.from_payoffs([["1/3", 2.0**-60 + 1]], [[1, 1]])
    tiny = FiniteGame.from_payoffs(np.array([[1e-300, 1.0]]), [["1/3", 1]])
    assert tiny.to_nashpy().payoff_matrices[0].dtype.kind == "f"
    large = FiniteGame.from_payoffs([["1/3", 2**60]], [[1, 1]])
    assert third.to_nashpy()
    with pytest.raises(GameError, match="no exact numbers"):
        large.to_nashpy()


class Theirs:
    """What QuantEcon's game looks like: each player's own action is the first axis."""

    def __init__(self, tables):
        count = len(tables)
        self.players = [
            type(
                "Player", (), {"payoff_array": t.transpose([(i + k) % count for k in range(count)])}
            )
            for i, t in enumerate(tables)
        ]


@pytest.mark.parametrize("shape", [(2, 3), (2, 3, 4), (2, 2, 3, 2)])
def test_axes_of_quantecon_are_turned_back(shape):
    tables = list(np.random.default_rng(1).integers(0, 99, (len(shape), *shape)))
    assert FiniteGame.from_quantecon(Theirs(tables)) == FiniteGame.from_payoffs(*tables)


def test_floats_reach_nashpy_as_floats():
    """As integers of 2^53 nashpy loses equilibria: 3 of 60 random games."""
    rng = np.random.default_rng(5)
    for _ in range(12):
        game = FiniteGame.from_payoffs(*rng.random((2, 3, 3)))
        theirs = game.to_nashpy()
        assert np.abs(theirs.payoff_matrices[0]).max() <= 1
        found = {
            tuple(round(float(q), 6) for s in e for q in s) for e in theirs.support_enumeration()
        }
        assert found == {
            tuple(round(float(q), 6) for s in e.strategies.values() for q in s.values())
            for e in nash_equilibria(game)
        }


def test_quantecon_itself():
    pytest.importorskip("quantecon")
    tables = list(np.random.default_rng(1).integers(0, 99, (3, 2, 3, 4)))
    game = FiniteGame.from_payoffs(*tables)
    theirs = game.to_quantecon()
    assert theirs.players[1].payoff_array.shape == (3, 4, 2)
    back = FiniteGame.from_quantecon(theirs)
    assert back.shape == game.shape


def test_quantecon_of_whole_numbers_beside_floats():
    pytest.importorskip("quantecon")
    own = np.array([[0.1, 1 / 3], [0.7, 2e-9]])
    theirs = FiniteGame.from_payoffs(own, np.array([[1, 2], [3, 4]])).to_quantecon()
    assert np.array_equal(np.argmax(theirs.players[0].payoff_array, axis=0), np.argmax(own, axis=0))
    assert theirs.players[0].payoff_array.dtype == theirs.players[1].payoff_array.dtype


def test_pygambit_itself():
    pytest.importorskip("pygambit")
    game = FiniteGame.from_payoffs([["1/3", 2], [3, 4]], [[5, 6], [7, "1/7"]])
    back = FiniteGame.from_pygambit(game.to_pygambit())
    assert [t.tolist() for t in back.payoffs.values()] == [
        t.tolist() for t in game.payoffs.values()
    ]


def test_a_game_that_writes_nfg_is_read():
    game = FiniteGame.from_payoffs([["1/3", 2], [3, 4]], [[5, 6], [7, 8]])
    theirs = type("Game", (), {"to_nfg": lambda self: game.to_nfg()})()
    assert FiniteGame.from_pygambit(theirs).payoff("1", "0", "0") == Fraction(1, 3)


@pytest.mark.parametrize("read", ["from_nashpy", "from_quantecon", "from_pygambit"])
def test_what_is_no_game_of_another_package_is_refused(read):
    with pytest.raises(GameError, match="give a"):
        getattr(FiniteGame, read)(3)


def test_a_missing_package_is_named(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "pygambit", None)
    with pytest.raises(MissingExtra, match="pip install pygambit"):
        FiniteGame.from_payoffs([[1]], [[1]]).to_pygambit()
