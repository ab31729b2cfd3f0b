"""Games: what they hold, and what is refused with a reason."""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from typing import Any

import pytest
import sympy as sp

import bargain as bg
from bargain.errors import FileError, GameError, OptionError, RegionError
from bargain.game.game import Game

y_P, y_C, c = sp.symbols("y_P y_C c")
s_P, s_C = sp.symbols("s_P s_C", positive=True)
BOXES = {"patron": {y_P: (0, 1)}, "client": {y_C: (0, 1)}}
PAYOFFS = {"patron": s_P * y_C - y_P**2 / 2, "client": s_C * y_P - y_C**2 / 2}


def make(**changes: Any) -> Game:
    arguments: dict[str, Any] = {"actions": BOXES, "payoffs": PAYOFFS}
    return Game(**(arguments | changes))


def test_holds_what_was_given() -> None:
    game = make(
        terms={c: (0, 1)},
        assumptions=[s_C >= s_P],
        name="base",
        measures={"autonomy": {"patron": y_P, "client": y_C}},
        meanings={s_P: "security"},
    )
    assert game.players == ("patron", "client")
    assert game.variables == (y_P, y_C, c)
    assert game.parameters == (s_C, s_P)
    assert game.box[c] == (0, 1)
    assert game.disagreement == {"patron": 0, "client": 0}
    assert [str(r) for r in game.parameter_relations] == ["s_C > 0", "s_P > 0", "s_C >= s_P"]
    assert "security" in game.describe()
    assert r"\begin{aligned}" in game._repr_latex_()
    assert "<table>" in game._repr_html_()
    with pytest.raises(AttributeError):
        game.name = "other"


def test_a_float_in_a_payoff_means_its_decimal() -> None:
    assert make(payoffs={"patron": 0.5 * y_C, "client": 0.1 * y_P}).payoffs["client"] == y_P / 10


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"actions": {"patron": {y_P: (1, 0)}, "client": {y_C: (0, 1)}}}, "reversed"),
        ({"actions": {"patron": {y_P: (1, 1)}, "client": {y_C: (0, 1)}}}, "empty"),
        ({"actions": {"patron": {y_P: (0, float("nan"))}, "client": {y_C: (0, 1)}}}, "not a box"),
        ({"actions": {"patron": {y_P: (0, float("inf"))}, "client": {y_C: (0, 1)}}}, "not a box"),
        ({"actions": {"patron": {y_P: (0, 1)}}}, "two players"),
        ({"actions": {"patron": {y_P: (0, 1)}, "client": {y_P: (0, 1)}}}, "declared twice"),
        ({"actions": {"patron": {"y_P": (0, 1)}, "client": {y_C: (0, 1)}}}, "not a sympy symbol"),
        ({"payoffs": {"patron": y_C}}, "'client' is missing"),
        ({"payoffs": PAYOFFS | {"third": 0}}, "unknown player 'third'"),
        ({"payoffs": PAYOFFS | {"client": sp.Symbol("q") * y_P}}, "nobody declared q"),
        ({"payoffs": PAYOFFS | {"client": sp.I * y_P}}, "not real"),
        ({"payoffs": PAYOFFS | {"client": sp.log(-1 - y_P**2)}}, "not real"),
        ({"payoffs": PAYOFFS | {"client": sp.zoo}}, "real"),
        ({"payoffs": PAYOFFS | {"client": float("nan")}}, "real"),
        ({"payoffs": PAYOFFS | {"client": "y_P"}}, "real expression"),
        ({"payoffs": PAYOFFS | {"client": sp.Symbol("s_P") * y_P}}, "two different symbols"),
        ({"disagreement": {"patron": y_P}}, "outside option"),
        ({"measures": {"autonomy": {"patron": y_P}}}, "'client' is missing"),
        ({"assumptions": [y_P > 0]}, "not parameters"),
        ({"assumptions": [s_P]}, "not a relation"),
        ({"assumptions": sp.Or(s_P > s_C, s_P < 1)}, "case"),
        ({"meanings": {"q": "?"}}, "unknown symbol"),
        ({"parameters": [s_P]}, "nobody declared s_C"),
    ],
)
def test_refuses_with_reason(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(GameError, match=words):
        make(**changes)


def test_a_bare_symbol_can_be_declared() -> None:
    q = sp.Symbol("q")
    game = make(payoffs=PAYOFFS | {"client": q * y_P}, parameters=[q, s_P])
    assert game.parameters == (q, s_P)
    assert make(payoffs=PAYOFFS | {"client": q * y_P}, assumptions=[q > 1]).parameters == (q, s_P)


def test_at_fixes_parameters_and_terms_exactly() -> None:
    game = make(
        terms={c: (0, 1)}, payoffs=PAYOFFS | {"client": s_C * y_P - c}, assumptions=[s_C >= s_P]
    )
    fixed = game.at({"s_P": 1, s_C: "3/2", "c": 0.5})
    assert fixed.is_numeric
    assert fixed.payoffs["client"] == sp.Rational(3, 2) * y_P - sp.Rational(1, 2)
    assert fixed.terms == {}
    D = sp.Symbol("D", positive=True)
    assert game.at({s_C: D * s_P}).parameters == (D, s_P)


@pytest.mark.parametrize(
    ("values", "words"),
    [({s_P: -1}, "s_P > 0"), ({s_P: 2, s_C: 1}, "s_C >= s_P"), ({"c": 2}, "outside")],
)
def test_at_refuses_values_outside_the_assumptions(values: dict[Any, Any], words: str) -> None:
    game = make(terms={c: (0, 1)}, assumptions=[s_C >= s_P])
    with pytest.raises(RegionError, match=words):
        game.at(values)


@pytest.mark.parametrize("key", ["q", y_P, sp.Symbol("s_P")])
def test_at_refuses_other_symbols(key: Any) -> None:
    with pytest.raises(GameError):
        make().at({key: 1})


def test_round_trips(tmp_path: Path) -> None:
    named = sp.Symbol("n", nonnegative=True)
    game = make(
        terms={c: (0, "1/3")},
        assumptions=[s_C >= s_P, sp.Ne(named, 2)],
        name="base",
        payoffs=PAYOFFS | {"client": sp.sqrt(y_P) * named - sp.Max(y_C, c)},
        measures={"cost": {"patron": 1 - c, "client": c}},
        meanings={s_P: 'a "word"'},
    )
    game.to_file(tmp_path / "game.toml")
    assert Game.from_file(tmp_path / "game.toml") == game
    assert pickle.loads(pickle.dumps(game)) == game
    assert [p.name for p in tmp_path.iterdir()] == ["game.toml"]


@pytest.mark.parametrize(
    "model",
    [
        bg.models.autonomy_security(),
        bg.models.autonomy_security(reliability=True),
        bg.models.cost_sharing(security="ces"),
        bg.models.autonomy_security(security="best-shot"),
    ],
)
def test_models_round_trip(model: Game) -> None:
    assert Game.from_toml(model.to_toml()) == model


BASE = """
[parameters]
s = "positive"
[actions.a]
x = [0, 1]
[actions.b]
y = [0, 1]
[payoffs]
a = "s*y - x**2"
b = "s*x - y**2"
"""


def test_reads_a_file_written_by_hand() -> None:
    assert Game.from_toml(BASE).players == ("a", "b")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("s*y - x**2", "__import__('os').system('true')", "not allowed"),
        ("s*y - x**2", "q*y", "unknown name 'q'"),
        ('s = "positive"', 's = "big"', "not a sign"),
        ("x = [0, 1]", "x = [1, 0]", "reversed"),
        ("x = [0, 1]", "x = [0]", "not a box"),
        ("x = [0, 1]", "x = [0, nan]", "unknown name"),
        ("[payoffs]", "[payoff]", "unknown table"),
        ("[actions.b]\ny = [0, 1]", "", "unknown name 'y'"),
        ("[actions.b]\ny = [0, 1]", "[actions.a2]\ny = [0, 1]", "missing"),
        ('b = "s*x - y**2"', "", "'b' is missing"),
        ("[parameters]", "assumptions = 's > 1'\n[parameters]", "not a list"),
        ("y = [0, 1]", "x = [0, 1]", "declared twice"),
        ("[parameters]", "[parameters", "not a TOML"),
    ],
)
def test_refuses_files_with_place_and_reason(old: str, new: str, words: str) -> None:
    with pytest.raises(FileError, match=words):
        Game.from_toml(BASE.replace(old, new))


def test_refuses_missing_and_binary_files(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="No such file"):
        Game.from_file(tmp_path / "none.toml")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FileError, match="UTF-8"):
        Game.from_file(tmp_path / "binary.toml")
    with pytest.raises(FileError, match="cannot write"):
        make().to_file(tmp_path / "no" / "folder.toml")


def test_discretise_labels_actions_by_their_values() -> None:
    finite = make().at({s_P: 1, s_C: 2}).discretise(levels=3)
    assert finite.shape == (3, 3)
    assert finite.players == ("patron", "client")
    with pytest.raises(GameError, match="terms"):
        make(terms={c: (0, 1)}).at({s_P: 1, s_C: 2}).discretise(3)


@pytest.mark.parametrize(
    ("given", "box", "words"),
    [
        ({"positive": True}, (-1, 1), "do not hold in its box"),
        ({"negative": True}, (0, 1), "do not hold in its box"),
        ({"integer": True}, (0, 1), "do not hold in its box"),
        ({"imaginary": True}, (0, 1), "do not hold in its box"),
    ],
)
def test_refuses_assumptions_that_the_box_breaks(
    given: dict[str, bool], box: tuple[int, int], words: str
) -> None:
    # With positive=True sympy has turned Abs(v) into v before anybody sees it.
    v = sp.Symbol("v", **given)
    with pytest.raises(GameError, match=words):
        Game({"a": {v: box}, "b": {y_C: (0, 1)}}, {"a": -sp.Abs(v), "b": y_C})


def test_a_bound_of_zero_agrees_with_positive_by_continuity() -> None:
    v = sp.Symbol("v", positive=True)
    assert Game({"a": {v: (0, 1)}, "b": {y_C: (0, 1)}}, {"a": v, "b": y_C}).variables[0] == v


@pytest.mark.parametrize(
    ("payoff", "words"),
    [
        (sp.Integral(s_P * y_P, (s_P, 0, 1)), "no value of its own"),
        (sp.Derivative(y_P**2, y_P), "no value of its own"),
        (sp.Function("f")(y_P), "no value of its own"),
        (y_P * sp.Symbol("i", imaginary=True) ** 2, "not real by its own assumptions"),
        (y_P ** (10**9), "power is too large"),
    ],
)
def test_refuses_payoffs_that_are_no_formulas(payoff: sp.Expr, words: str) -> None:
    with pytest.raises(GameError, match=words):
        Game({"a": {y_P: (0, 1)}, "b": {y_C: (0, 1)}}, {"a": payoff, "b": y_C})


def test_refuses_a_text_as_a_box_and_a_list_of_values() -> None:
    with pytest.raises(GameError, match="not a box"):
        Game({"a": {y_P: "01"}, "b": {y_C: (0, 1)}}, {"a": y_P, "b": y_C})
    with pytest.raises(GameError, match="not a mapping"):
        make().at([(s_P, 1)])  # type: ignore[arg-type]  # what a user may type


def test_a_file_that_could_not_be_read_back_is_not_written(tmp_path: Path) -> None:
    odd = sp.Symbol("a b", positive=True)
    game = Game({"a": {y_P: (0, 1)}, "b": {y_C: (0, 1)}}, {"a": odd * y_P, "b": y_C})
    with pytest.raises(FileError, match="is not a name"):
        game.to_file(tmp_path / "game.toml")
    assert not list(tmp_path.iterdir())


def test_too_many_levels_are_refused_before_the_grid_is_built() -> None:
    with pytest.raises(OptionError, match="1000000000000 profiles"):
        make().at({s_P: 1, s_C: 2}).discretise(levels=10**6)


@pytest.mark.parametrize("name", ["", " ", "x\n", "a\tb", "\x00"])
def test_symbols_have_proper_names(name):
    x, y = sp.Symbol(name), sp.Symbol("y")
    with pytest.raises(GameError, match="a symbol is called"):
        Game({"A": {x: (0, 1)}, "B": {y: (0, 1)}}, {"A": y - x, "B": x - y})


@pytest.mark.parametrize(
    "payoff", [sp.sin, sp.floor, lambda v: sp.pi * v, lambda v: sp.Heaviside(v - 1)]
)
def test_functions_that_a_file_cannot_hold_are_not_written(tmp_path, payoff):
    x, y = sp.symbols("x y")
    game = Game({"A": {x: (0, 1)}, "B": {y: (0, 1)}}, {"A": payoff(x), "B": x - y})
    with pytest.raises(FileError, match="could not be read back"):
        game.to_file(tmp_path / "game.toml")
    assert not list(tmp_path.iterdir())


def test_names_are_escaped_in_latex():
    x, y = sp.symbols("x y")
    game = Game({"A_1 & B%": {x: (0, 1)}, "C": {y: (0, 1)}}, {"A_1 & B%": y, "C": x})
    assert r"\text{A\_1 \& B\%}" in game._repr_latex_()


def test_a_parameter_does_not_depend_on_what_is_agreed():
    s = sp.Symbol("s", real=True)
    game = Game({"a": {y_P: (0, 1)}, "b": {y_C: (0, 1)}}, {"a": s * y_P, "b": y_C})
    with pytest.raises(GameError, match="y_P is a variable of the game"):
        game.at({s: 2 * y_P})
    with pytest.raises(GameError, match="unknown player"):
        game.own(["a"])


@pytest.mark.parametrize("path", [3, None, b"x", ["x"]])
def test_a_path_is_a_text(path):
    game = Game({"a": {y_P: (0, 1)}, "b": {y_C: (0, 1)}}, {"a": y_P, "b": y_C})
    for refused in (Game.from_file, Game.from_toml, game.to_file):
        with pytest.raises(FileError):
            refused(path)


@pytest.mark.parametrize(
    ("payoff", "said"),
    [
        (((y_P + 1) ** 900 + 1) ** 900, "a degree of 810000"),
        (y_P * sp.exp(sp.exp(sp.exp(50))), "the exponent is too large"),
        (y_P * sp.exp(-sp.exp(50)), "the exponent is too large"),
        (y_P * sp.exp(10**6), "the exponent is too large"),
        (y_P * sp.Integer(10) ** 5000, "more than 2000 digits"),
        (y_P + sp.Rational(1, 10**5000), "more than 2000 digits"),
    ],
)
def test_expressions_that_no_time_suffices_for_are_refused(payoff, said):
    with pytest.raises(GameError, match=said):
        Game({"a": {y_P: (0, 1)}, "b": {y_C: (0, 1)}}, {"a": payoff, "b": y_C})


def test_a_byte_order_mark_does_no_harm(tmp_path):
    game = Game({"a": {y_P: (0, 1)}, "b": {y_C: (0, 1)}}, {"a": y_P, "b": y_C})
    (tmp_path / "game.toml").write_text(game.to_toml(), encoding="utf-8-sig")
    assert Game.from_file(tmp_path / "game.toml") == game


def test_links_are_followed_and_devices_left_alone(tmp_path):
    game = Game({"a": {y_P: (0, 1)}, "b": {y_C: (0, 1)}}, {"a": y_P, "b": y_C})
    target, link, pipe = tmp_path / "target.toml", tmp_path / "link.toml", tmp_path / "pipe"
    target.write_text("old")
    link.symlink_to(target)
    game.to_file(link)
    assert link.is_symlink()
    assert Game.from_file(target) == game
    os.mkfifo(pipe)
    with pytest.raises(FileError, match="Not a regular file"):
        game.to_file(pipe)
    assert pipe.is_fifo()


def test_numbers_too_long_to_write_down_are_refused_in_boxes() -> None:
    with pytest.raises(GameError, match="more than 2000 digits"):
        Game({"a": {y_P: (0, 10**5000)}, "b": {y_C: (0, 1)}}, {"a": y_P, "b": y_C})


def test_games_are_equal_if_they_say_the_same():
    y, z = sp.symbols("y z")

    def made(payoff, **more):
        return Game({"P": {y: (0, 1)}, "C": {z: (0, 1)}}, {"P": payoff, "C": z}, **more)

    assert made(y + z) == made(z + y)
    assert hash(made(y + z)) == hash(made(z + y))
    for other in (made(y - z), made(y + z, disagreement={"P": 1, "C": 0}), "y + z", None):
        assert made(y + z) != other
    assert len({made(y), made(y), made(z)}) == 2


@pytest.mark.parametrize(
    "name", ["a.b", 'the "first"', "été", "a\\b", "x = 1", "[p]", "new\nline", "\x7f\x01"]
)
def test_unusual_names_round_trip(tmp_path, name):
    a, b = sp.symbols("a b")
    player = "".join(letter for letter in name if letter not in "'\"\\[]\n") or "A"
    game = Game(
        {player: {a: (0, 1)}, "B": {b: (sp.Rational(-1, 3), 10**30)}},
        {player: a - b, "B": b},
        name=name, measures={name: {player: a, "B": b}}, meanings={a: name},
    )  # fmt: skip
    game.to_file(tmp_path / "game.toml")
    assert Game.from_file(tmp_path / "game.toml") == game


def test_a_player_without_actions_round_trips(tmp_path):
    a, c = sp.symbols("a c")
    game = Game({"A": {a: (0, 1)}, "B": {}}, {"A": a, "B": c}, terms={c: (0, 1)})
    game.to_file(tmp_path / "game.toml")
    assert Game.from_file(tmp_path / "game.toml") == game


def test_a_text_that_no_file_can_hold_is_refused(tmp_path):
    a, b = sp.symbols("a b")
    game = Game({"A": {a: (0, 1)}, "B": {b: (0, 1)}}, {"A": b, "B": a}, name="\ud800")
    with pytest.raises(FileError):
        game.to_file(tmp_path / "game.toml")
    assert not list(tmp_path.iterdir())


def test_certificates_hold_the_very_bytes_of_a_game():
    a, b = sp.symbols("a b")
    game = Game({"A b": {a: (0, 1)}, "B": {b: ("1/2", 1)}}, {"A b": b, "B": a}, name='"\t\x7f')
    assert game.to_toml() == (
        'name = "\\"\t\\u007f"\n\n[actions."A b"]\na = [\n    0,\n    1,\n]\n\n'
        '[actions.B]\nb = [\n    "1/2",\n    1,\n]\n\n[payoffs]\n"A b" = "b"\nB = "a"\n\n'
        '[disagreement]\n"A b" = "0"\nB = "0"\n'
    )
