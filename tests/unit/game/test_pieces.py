"""Expressions in pieces: disjoint cells, first branch first, and what no branch says."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import given, settings, strategies as st

from bargain.errors import ExpressionError, OptionError
from bargain.game.expression import parse, to_text
from bargain.game.game import Game
from bargain.game.pieces import either, every, oriented, pieces, pieces_and_gaps
from bargain.signs import sign_of

x, y = sp.symbols("x y")
HALF = sp.Rational(1, 2)
EXPRESSIONS = [
    sp.Piecewise((x, x + y <= 1), (0, True)),
    sp.Piecewise((1, x <= HALF), (2, x >= HALF), (0, True)),
    sp.Piecewise((x, sp.And(x < y, x < HALF)), (2, sp.Or(x > y, sp.Ne(x, HALF)))),
    sp.Piecewise((sp.Piecewise((1, y < x), (2, True)), x < HALF), (y**2, True)) - x,
    3 * sp.Piecewise((1, x < y), (0, True)) - sp.Piecewise((x, sp.Eq(x, y)), (y, True)),
    sp.Piecewise((x, sp.Not(sp.And(x < y, y < 1))), (0, x**2 + y**2 < 1)),
]
places = st.sampled_from([sp.Rational(k, 4) for k in range(-1, 6)])


def inside(cell, point):
    return all(sign_of(quantity.subs(point)) in signs for quantity, signs in cell.signs)


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(EXPRESSIONS), places, places)
def test_a_point_lies_in_one_cell_and_has_its_value_there(expression, a, b) -> None:
    point = {x: a, y: b}
    found, gaps = pieces_and_gaps(expression)
    values = [p.value.subs(point) for p in found if inside(p.cell, point)]
    missing = [g for g in gaps if inside(g, point)]
    expected = expression.subs(point)
    assert len(values) + len(missing) == 1
    assert values == [expected] if values else expected is sp.nan


def test_a_cell_and_its_opposites_tell_the_same_apart() -> None:
    (first, second) = pieces(EXPRESSIONS[0])
    assert first.cell.opposites == second.cell.relations
    assert first.cell.met(second.cell) is None


def test_a_comparison_is_the_same_from_either_side() -> None:
    assert oriented(x - y) == (x - y, False)
    assert oriented(2 * y - 2 * x) == (x - y, True)
    assert len(pieces(sp.Piecewise((1, x < y), (2, y - x <= 0), (3, True)))) == 2


def test_numbers_are_decided_when_relations_are_joined() -> None:
    wrong, right = sp.Gt(0, 1, evaluate=False), sp.Ge(1, 1, evaluate=False)
    assert every([x > 0, right]) == (x > 0)
    assert every([x > 0, wrong]) == sp.false
    assert either([x > 0, wrong]) == (x > 0)
    assert either([x > 0, right]) == sp.true


def test_too_many_cases_are_refused() -> None:
    steps = sum(sp.Piecewise((k, x + k * y < 1), (0, True)) for k in range(1, 12))
    with pytest.raises(OptionError, match="more than 400 cases"):
        pieces(steps)


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_pieces_are_written_and_read_again(expression) -> None:
    assert parse(to_text(expression), {"x": x, "y": y}) == expression
    game = Game({"one": {x: (0, 1)}, "two": {y: (0, 1)}}, {"one": expression, "two": 0})
    assert Game.from_toml(game.to_toml()) == game


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("piecewise(x, x)", "a relation is needed"),
        ("piecewise(x, piecewise(1, x < 1, 2) < 1, 2)", "inside a condition"),
        ("piecewise(x, (x < 1, 2)", "closing parenthesis"),
        ("piecewise()", "unexpected"),
        ("piecewise(1/0, x < 1, 2)", "division by zero"),
        ("piecewise(1, " + "not " * 9 + "(" * 70 + "x < 1" + ")" * 70 + ", 2)", "too deeply"),
    ],
)
def test_a_text_in_pieces_that_is_wrong_is_refused(text, what) -> None:
    with pytest.raises(ExpressionError, match=what):
        parse(text, {"x": x})
