"""A statement regenerated from its game is the same in form and value; differences are seen."""

from __future__ import annotations

import copy

import pytest
import sympy as sp

import bargain as bg
from bargain import conditions as c
from bargain.check import tape as rules
from bargain.game.game import Game
from bargain.models import autonomy_security
from bargain.question.kinds.box_statement import statement_in_boxes
from bargain.question.question import Question
from bargain.rebuild.rebuild import differences, question_of
from bargain.verdicts.relation import prove_relation

GAME = autonomy_security()
PLAIN = autonomy_security(entrapment=False)
BETA = sp.Symbol("beta", positive=True)
FULL = c.full_equilibrium(BETA)
CASES = [
    (GAME, FULL, ["s_C > s_P"]),
    (GAME, FULL, ["s_C != s_P", "w_P == w_C"]),
    (GAME, c.all_of(c.nash(), c.holds(GAME.symbol("y_P") >= GAME.symbol("s_P") / 7)), []),
    (PLAIN, c.all_of(c.balanced("security", sp.Symbol("eps", positive=True)), c.efficient()), []),
    (autonomy_security(security="power", entrapment=False), FULL, ["s_C == s_P"]),
    (PLAIN.at({"s_P": 1, "s_C": "1/3"}), c.all_of(c.equal_gains(), c.participation()), []),
]


@pytest.mark.long(every=3)
@pytest.mark.parametrize(("game", "condition", "where"), CASES)
def test_statements_are_rebuilt_from_the_game_and_from_its_text(game, condition, where):
    statement = Question(game, condition, where).never()
    assert differences(statement, game) == []
    assert differences(statement, Game.from_toml(statement["game"])) == []
    assert question_of(statement, game).never() == statement


@pytest.mark.parametrize("claim", ["always", "sometimes"])
def test_existence_statements_are_rebuilt(claim):
    statement = getattr(Question(PLAIN, FULL, ["s_C == s_P"]), claim)()
    assert differences(statement, PLAIN) == []


def test_statements_in_boxes_are_rebuilt():
    game = PLAIN.at({"s_P": 1, "w_P": 1, "w_C": 1})
    s = game.symbol("s_C")
    question = Question(game, c.balanced("security"), [s >= 2, s <= 3])
    assert differences(statement_in_boxes(question), game) == []


def test_real_certificates_are_rebuilt(tmp_path):
    verdict = bg.decide(GAME, FULL, where=["s_C > s_P"])
    statement = verdict.certificate["statement"]
    PATH = tmp_path / "game.toml"
    GAME.to_file(PATH)
    assert differences(statement, Game.from_file(PATH)) == []


@pytest.mark.parametrize(
    "other",
    [
        PLAIN,
        GAME.at({"w_P": 2}),
        autonomy_security(security="log"),
        autonomy_security(second_source=True),
        Game(
            GAME.actions,
            {"patron": GAME.payoffs["patron"], "client": GAME.payoffs["client"] - 1},
            disagreement=GAME.disagreement,
            measures=GAME.measures,
            name=GAME.name,
        ),
    ],
)
def test_another_game_is_another_question(other):
    statement = Question(GAME, FULL, ["s_C > s_P"]).never()
    assert differences(statement, other)


def changed(statement, path, value):
    new = copy.deepcopy(dict(statement))
    place = new
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return new


@pytest.mark.long(every=2)
@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("region", 0, "rel"), ">="),
        (("region", -1, "poly", 0, 0), "2"),
        (("necessary", 5, "poly", 0, 0), "7/3"),
        (("necessary", 4, "name"), "another name"),
        (("conditions", 1), "nash"),
        (("where", 0), "s_C >= s_P"),
        (("words", 0), "No agreement exists."),
        (("variables", 0), "gamma"),
        (("claim",), "always"),
        (("conditions", 0), "no such condition"),
    ],
)
def test_one_change_is_seen(path, value):
    statement = Question(GAME, FULL, ["s_C > s_P"]).never()
    assert differences(changed(statement, path, value), GAME)


X, Y = sp.symbols("x y")
DUEL = Game(
    {"A": {X: (0, 3)}, "B": {Y: (0, 2)}}, {"A": X * (3 - X - Y), "B": sp.log(1 + Y) * (1 + X) - Y}
)
T = sp.Symbol("t", positive=True)
CHICKEN = bg.FiniteGame.from_payoffs([[0, T], [-1, -5]], [[0, -1], [T, -5]])


def test_all_equilibria_of_a_game_are_rebuilt() -> None:
    statement = bg.nash_equilibria(DUEL).certificate["statement"]
    assert differences(statement, DUEL) == []
    assert differences(statement, Game.from_toml(statement["game"])) == []
    other = Game(DUEL.actions, {"A": DUEL.payoffs["A"] * 2, "B": DUEL.payoffs["B"]})
    assert "'tape' differs" in differences(statement, other)
    moved = copy.deepcopy(statement)
    moved["equilibria"][0][0][0] = "0"
    assert differences(moved, DUEL) == ["'words' differs"]
    assert differences(statement, CHICKEN) == ["it is about a continuous game"]


def test_values_of_a_tape_are_compared_with_the_game(monkeypatch: pytest.MonkeyPatch) -> None:
    statement = bg.nash_equilibria(DUEL).certificate["statement"]
    read = rules.Tape.exact
    monkeypatch.setattr(rules.Tape, "exact", lambda *a: read(*a) + 1)
    (line,) = differences(statement, DUEL)
    assert "another value" in line


def test_tables_are_rebuilt() -> None:
    statement = bg.decide(CHICKEN, c.nash(), where=["t > 1"]).certificate["statement"]
    assert differences(statement, CHICKEN) == []
    other = bg.FiniteGame.from_payoffs([[0, T], [-1, -4]], [[0, -1], [T, -5]])
    assert "'payoffs' differs" in differences(statement, other)
    assert differences(statement, GAME) == ["it is about a finite game"]


def test_parts_are_rebuilt_one_by_one() -> None:
    statement = Question(GAME, FULL, ["s_C > s_P"]).never()
    both = {"claim": "all", "parts": [statement, {**statement, "where": []}]}
    found = differences(both, GAME)
    assert found
    assert all(line.startswith("part 2: ") for line in found)


def test_a_statement_about_numbers_is_about_no_game() -> None:
    s = sp.Symbol("s", positive=True)
    statement = prove_relation(s**2 + 1 >= 2 * s).certificate["statement"]
    (line,) = differences(statement, GAME)
    assert line == "it is about numbers and names no game"
    (line,) = differences(statement | {"conditions": []}, GAME)
    assert "names no conditions" in line
