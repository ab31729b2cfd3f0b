"""Constraints, lists of values, boxes with parameters: declared, shown, written and read again."""

from __future__ import annotations

import pickle

import pytest
import sympy as sp

import bargain as bg
from bargain.errors import GameError, OptionError, RegionError
from bargain.game.conditions.feasible_directions import feasible_directions
from bargain.game.feasible_set import infeasible

x, y, t = sp.symbols("x y t")
w = sp.Symbol("w", positive=True)


def game(**given):
    plain = {"actions": {"1": {x: (0, 1)}, "2": {y: (0, 1)}}, "payoffs": {"1": x, "2": y}}
    return bg.Game(**(plain | given))


MANY = game(
    actions={"1": {x: (0, w)}, "2": {y: [2, 0, 1]}},
    terms={t: (sp.Rational(1, 2), 2 * w + 1)},
    constraints=[x + y <= w, sp.Eq(x * t, y)],
)


def test_a_game_is_written_and_read_again() -> None:
    assert bg.Game.from_toml(MANY.to_toml()) == MANY
    assert pickle.loads(pickle.dumps(MANY)) == MANY  # its own bytes
    assert game(actions={"1": {x: (0, w)}, "2": {y: (0, 2)}}) != MANY
    assert MANY.parameters == (w,)
    assert MANY.choices == {y: (0, 1, 2)}


def test_a_game_says_what_is_feasible() -> None:
    text, latex, html = MANY.describe(), MANY._repr_latex_(), MANY._repr_html_()
    for shown in (text, html.replace("&lt;", "<")):
        assert "x + y <= w" in shown
        assert "{0, 1, 2}" in shown
        assert "[0, w]" in shown
    assert r"y \in \{0, 1, 2\}" in latex
    assert r"x + y \leq w" in latex


def test_fixing_a_parameter_fixes_the_feasible_set() -> None:
    fixed = MANY.at({w: 2})
    assert fixed.box[x] == (0, 2)
    assert sp.Le(x + y, 2) in fixed.constraints
    assert game(constraints=[x <= w]).at({w: 3}).constraints == (sp.Le(x, 3),)
    with pytest.raises(RegionError, match="outside"):
        MANY.at({t: -1})


def test_a_constraint_without_variables_becomes_an_assumption() -> None:
    fixed = game(terms={t: (0, 1)}, constraints=[t <= w]).at({t: 1})
    assert fixed.constraints == ()
    assert fixed.assumptions == (sp.Le(1, w),)


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ({"constraints": [sp.Ne(x, y)]}, "is no constraint"),
        ({"constraints": ["x != y"]}, "is no constraint"),
        ({"constraints": [w <= 1]}, "mentions no variable"),
        ({"constraints": [False]}, "leave no agreement"),
        ({"actions": {"1": {x: (0, y)}, "2": {y: (0, 1)}}}, "depends on y, which is chosen"),
        ({"actions": {"1": {x: (2 * w, w)}, "2": {y: (0, 1)}}}, "reversed"),
        ({"actions": {"1": {x: (w, w)}, "2": {y: (0, 1)}}}, "empty"),
        ({"actions": {"1": {x: [0, 0]}, "2": {y: (0, 1)}}}, "1 values are listed"),
        ({"actions": {"1": {x: [0, w]}, "2": {y: (0, 1)}}}, "not a list of exact numbers"),
    ],
)
def test_what_is_no_feasible_set_is_refused(given, what) -> None:
    with pytest.raises(GameError, match=what):
        game(**given)


@pytest.mark.parametrize("given", [x + y <= 1, "x + y <= 1", ["x + y <= 1"], [x + y <= 1]])
def test_one_relation_and_texts_are_constraints_too(given) -> None:
    assert game(constraints=given).constraints == (x + y <= 1,)


def test_a_move_says_which_constraints_it_breaks() -> None:
    played = game(constraints=[x + y <= 1, y >= sp.Rational(1, 4)])
    assert infeasible(played, {x: t}) == [sp.Gt(t + y, 1)]
    assert infeasible(played, {y: sp.S.Zero}) == [
        sp.Gt(x, 1),
        sp.Lt(0, sp.Rational(1, 4), evaluate=False),
    ]


def test_goods_are_exchanged_along_a_budget() -> None:
    consumer = bg.Game({"A": {x: (0, 9), y: (0, 9)}, "B": {}}, {"A": x * y, "B": 0},
                       constraints=[2 * x + y <= 8])  # fmt: skip
    names = [k.name for k in feasible_directions({x: y, y: x}, consumer, "best", "")]
    assert "best: no gain from raising x, lowering y" in names
    clauses = [k.relation for k in feasible_directions({x: y, y: x}, consumer, "best", "")]
    assert all(bool(k.subs({x: 2, y: 4})) for k in clauses)
    assert not all(bool(k.subs({x: 3, y: 2})) for k in clauses)
    assert not all(bool(k.subs({x: 1, y: 1})) for k in clauses)


def test_an_equation_leaves_only_the_directions_along_it() -> None:
    split = game(terms={t: (0, 1)}, constraints=[sp.Eq(x + y, 1)])
    names = [k.name for k in feasible_directions({x: sp.S.One, y: sp.S(2)}, split, "e", "")]
    assert names == ["e: no gain from lowering x, raising y"]  # the other one loses by itself


def test_what_knows_boxes_alone_refuses_other_feasible_sets() -> None:
    listed = game(actions={"1": {x: [0, 1]}, "2": {y: (0, 1)}})
    for other in (game(constraints=[x + y <= 1]), listed):
        with pytest.raises(GameError, match=r"knows boxes alone|needs intervals"):
            bg.stackelberg(other)
        with pytest.raises((GameError, OptionError), match=r"knows boxes alone|needs intervals"):
            bg.conditions.nash().residual(other, {x: 0, y: 0})
    with pytest.raises(GameError, match="needs intervals"):
        bg.nash_equilibria(listed)
    with pytest.raises(GameError, match="cell for every combination"):
        game(constraints=[x + y <= 1]).discretise(3)


def test_listed_values_are_the_labels_of_a_table() -> None:
    table = game(actions={"1": {x: [0, 3]}, "2": {y: (0, 1)}}).discretise(3)
    assert table.actions == {"1": ("0", "3"), "2": ("0", "1/2", "1")}
