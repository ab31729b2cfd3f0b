"""Conditions joined by or, not and implies: what they say, as texts, and by value."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp

import bargain as bg
from bargain.game.conditions.condition_text import conditions_from_text
from bargain.question.question import Question
from bargain.rebuild.rebuild import differences

c = bg.conditions
x, y = sp.symbols("x y")
a, b = sp.symbols("a b", positive=True)
HALF = sp.Rational(1, 2)
GAME = bg.Game(
    {"A": {x: (0, 1)}, "B": {y: (0, 1)}},
    {"A": a * (x + y) - x**2 / 2, "B": b * (x + y) - y**2 / 2},
    measures={"a or b": {"A": x, "B": y}},
)
JOINED = [
    c.nash() | c.efficient(),
    ~c.nash(),
    ~(c.nash() & c.efficient()),
    ~c.efficient() | c.holds(x > y) & c.nash(),
    (c.nash() | c.participation()) & ~c.self_enforcing(HALF),
    c.implies(c.nash(), c.holds(x > y)),
    ~c.implies(c.nash() & c.holds(x > 0), c.holds(x > y) & c.participation()),
    c.several(c.nash() & c.holds(x > y)),
    c.balanced("a or b") | ~c.balanced("a or b", HALF),
    c.holds(sp.Or(x > y, sp.And(x > HALF, y > HALF))),
    c.holds(sp.Implies(x > y, sp.Ne(x, 1))),
]


@pytest.mark.parametrize("condition", JOINED, ids=str)
def test_a_joined_condition_is_read_back_from_its_name(condition: c.Condition) -> None:
    names = [k.name for k in condition.simple()]
    again = conditions_from_text(names, GAME.symbols)
    assert [k.name for k in again] == names
    assert c.all_of(*again).necessary(GAME) == condition.necessary(GAME)


@pytest.mark.long(every=5)
@pytest.mark.parametrize("claim", ["never", "always", "sometimes"])
@pytest.mark.parametrize("condition", JOINED, ids=str)
def test_its_statement_is_rebuilt_and_read_a_second_time(
    condition: c.Condition, claim: str
) -> None:
    statement = getattr(Question(GAME, condition, [a < 1, b < 1]), claim)()
    assert differences(statement, GAME) == []


@pytest.mark.parametrize(
    "text", ["nash or", "not", "implies(nash)", "several(nash, efficient)", "(nash or efficient"]
)
def test_a_text_that_joins_nothing_is_refused(text: str) -> None:
    with pytest.raises(bg.InputError):
        conditions_from_text([text], GAME.symbols)


def test_twice_not_is_nothing() -> None:
    assert ~~c.nash() == c.nash()
    assert (~(c.nash() | c.efficient())).opposite() == c.nash() | c.efficient()


def test_residuals_follow_the_connectives() -> None:
    game = GAME.at({a: HALF, b: HALF})
    equilibrium, other = {x: HALF, y: HALF}, {x: 1, y: HALF}
    nash, above = c.nash(), c.holds(x > y)
    for condition, at, holds in (
        (nash | above, equilibrium, True),
        (nash | above, other, True),
        (~nash, equilibrium, False),
        (~nash, other, True),
        (c.implies(nash, above), equilibrium, False),
        (c.implies(nash, above), other, True),
    ):
        assert (condition.residual(game, at) == 0) is holds


UNIT = bg.Game({"A": {x: (0, 1)}, "B": {y: (0, 1)}}, {"A": y - x**2 / 2, "B": x - y**2 / 2})
POLE = c.holds(1 / x > 2)
ROOT = c.holds(sp.sqrt(x - HALF) > 2)
ZERO = c.holds(sp.Eq(x, 0))


@pytest.mark.long(every=3)
@pytest.mark.parametrize(
    "condition",
    [(POLE | ZERO) & ZERO, ~POLE & c.holds(x <= HALF / 2), (ROOT | ZERO) & ZERO, ~ROOT & ZERO],
    ids=str,
)
def test_a_side_without_a_value_stands_in_the_way_of_nothing_else(condition: Any) -> None:
    """Control: a quantity that is defined in one way only must not refute the other ways."""
    verdict = bg.decide(UNIT, condition, effort=20)
    assert verdict == "always"
    assert bg.check(verdict).valid


def test_where_its_sides_have_values_the_opposite_relation_is_the_opposite() -> None:
    assert bg.decide(UNIT, ~POLE & c.holds(x <= HALF / 2) & c.holds(x > 0)) == "never"


def test_a_logarithm_that_may_have_no_value_is_refused_in_or() -> None:
    with pytest.raises(bg.InputError, match="log"):
        bg.decide(UNIT, c.holds(sp.log(x) > -1) | ZERO)


@pytest.mark.parametrize(
    "condition", [c.nash() & ~c.nash(), c.participation() & ~c.participation()]
)
def test_nothing_satisfies_a_condition_and_its_opposite(condition: Any) -> None:
    verdict = bg.decide(GAME, condition, [a < 1, b < 1])
    assert verdict == "never"
    assert bg.check(verdict).tied == "a statement about this game"


def test_bound_variables_of_two_conditions_are_never_merged() -> None:
    """(for all z: A) or (for all z: B) is not "for all z: A or B", however often it is joined."""
    inner = c.nash() | c.self_enforcing(HALF)
    for condition in (inner, inner | c.nash(), c.nash() | inner, inner | inner):
        for clause in condition.sufficient(GAME).clauses:
            names = [z for z, _, _ in clause.bound]
            assert len(set(names)) == len(names)
            if isinstance(clause.relation, sp.Basic) and len(names) > 1:
                per_way = [
                    {s for r in way for s in r.free_symbols} & set(names)
                    for way in clause.relation.ways
                ]
                assert sum(map(len, per_way)) == len(set().union(*per_way))


@pytest.mark.long
def test_existence_with_different_sides_is_two_cases() -> None:
    condition = c.nash() & c.holds(sp.Ne(x, y))
    assert bg.decide(GAME, condition, [sp.Ne(a, b), a < 1, b < 1]) == "always"
    assert bg.decide(GAME, condition, [sp.Eq(a, b), b < 1]) == "never"
    assert bg.decide(UNIT, c.holds(sp.Ne(x, y)) & c.holds(x >= 1)) == "always"


@pytest.mark.long
def test_regions_are_joined_too() -> None:
    region = [sp.Or(a < HALF, b > HALF), sp.Implies(a > HALF, b > a)]
    verdict = bg.decide(GAME, c.nash(), region)
    assert verdict == "always"
    assert bg.check(verdict).tied == "a statement about this game"
    assert bg.decide(GAME, c.nash(), "not (a >= 1/2 or b >= 1/2)") == "always"
    with pytest.raises(bg.EmptyRegionError):
        bg.decide(GAME, c.nash(), [sp.Or(a < HALF, b > HALF), a > HALF, b < HALF])


def test_too_many_cases_are_refused_with_the_number() -> None:
    many = c.nash() | c.efficient() | c.self_enforcing(HALF) | c.self_enforcing(HALF / 2)
    with pytest.raises(bg.InputError, match="cases"):
        (many | c.efficient() | c.nash() | c.efficient()).sufficient(GAME)
