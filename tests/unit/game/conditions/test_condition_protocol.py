"""Conditions as Python objects: joined, compared, hashed, pickled, printed; never true or false."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

import pytest
import sympy as sp

import bargain as bg

c = bg.conditions
y, z = sp.symbols("y z")
b = sp.Symbol("b", positive=True)
GAME = bg.Game(
    {"P": {y: (0, 1)}, "C": {z: (0, 1)}}, {"P": z - y**2 / 2, "C": y - z**2 / 2},
    measures={"m": {"P": y, "C": z}},
)  # fmt: skip
CONDITIONS = [
    c.participation(), c.nash(), c.self_enforcing(b), c.self_enforcing(0.1), c.efficient(),
    c.balanced("m"), c.balanced("m", 0.1), c.balanced("m", b), c.equal_gains(), c.positive("m"),
    c.holds(y >= z), c.holds(y > z), c.all_of(c.nash(), c.holds(y >= b)), c.full_equilibrium(b),
    c.partial_equilibrium(b, "m"), c.nash() & c.efficient(),
]  # fmt: skip


@pytest.mark.parametrize("condition", CONDITIONS, ids=str)
def test_pickle_and_copy_give_an_equal_condition(condition: c.Condition) -> None:
    for again in (
        pickle.loads(pickle.dumps(condition)), copy.copy(condition), copy.deepcopy(condition)
    ):  # fmt: skip
        assert again == condition
        assert hash(again) == hash(condition)
    if condition.name.startswith(("participation", "nash", "efficient", "holds(y >= z)")):
        assert again.necessary(GAME).clauses[0].name == condition.necessary(GAME).clauses[0].name


def test_different_definitions_are_different_conditions() -> None:
    assert len(set(CONDITIONS)) == len(CONDITIONS)
    for k, one in enumerate(CONDITIONS):
        assert [j for j, other in enumerate(CONDITIONS) if one == other] == [k]


def test_equality_is_by_definition_not_by_spelling() -> None:
    tenth = sp.Rational(1, 10)
    assert c.balanced("m", 0.1) == c.balanced("m", tenth) == c.balanced(measure="m", tolerance=0.1)
    assert c.nash() & c.efficient() == c.all_of(c.nash(), c.efficient())
    assert c.holds(y >= z) != c.holds(sp.Symbol("y", positive=True) >= z)
    assert c.self_enforcing(b) != c.self_enforcing(sp.Symbol("b", real=True))
    assert c.nash() != "nash"


@pytest.mark.parametrize("condition", CONDITIONS, ids=str)
def test_a_condition_prints_in_one_line(condition: c.Condition) -> None:
    assert repr(condition) == f"<Condition {condition.name}>"
    assert "\n" not in repr(condition)


@pytest.mark.parametrize(
    "habit",
    [
        lambda: c.nash() and c.efficient(),
        lambda: c.nash() or c.efficient(),
        lambda: not c.nash(),
        lambda: bool(c.nash()),
        lambda: [q for q in CONDITIONS if q],
        lambda: 1 if c.nash() else 2,
    ],
)
def test_and_or_not_name_the_operators_that_work(habit: Callable[[], Any]) -> None:
    with pytest.raises(TypeError, match=r"A & B .*A \| B.*~A"):
        habit()


@pytest.mark.parametrize(
    "habit",
    [
        lambda: c.nash() < c.efficient(),
        lambda: c.holds(0 < y < 1),  # sympy's own error: the chain never reaches the package
    ],
)
def test_what_has_no_meaning_raises(habit: Callable[[], Any]) -> None:
    with pytest.raises(TypeError):
        habit()


def test_a_relation_joined_to_a_condition_names_the_cure() -> None:
    for join in (
        lambda: c.nash() & (y >= z), lambda: (y >= z) & c.nash(),
        lambda: c.nash() | (y >= z), lambda: (y >= z) | c.nash(), lambda: 1 | c.nash(),
    ):  # fmt: skip
        with pytest.raises(bg.InputError, match=r"wrap relations in holds"):
            join()


def test_a_chained_comparison_in_a_text_is_all_of_its_relations() -> None:
    both = [GAME.parse_relation("0 < y"), GAME.parse_relation("y < 1")]
    assert list(*GAME.parse_relation("0 < y < 1").ways) == both
    with pytest.raises(bg.InputError, match="two relations"):
        GAME.parse_relation("0 < y > 1")


@dataclass(frozen=True, slots=True, repr=False)
class Own(c.Condition):
    """A condition of one's own: it has whatever the others have."""

    at_least: sp.Expr

    name: ClassVar[str] = "own"
    definition: ClassVar[str] = "mine"

    def necessary(self, game: bg.Game) -> c.Encoding:
        relation = sp.Ge(y, self.at_least, evaluate=False)
        return c.Encoding(clauses=(c.Clause(name="own", relation=relation),))

    def residual_at(self, game: bg.Game, at: Any) -> float:
        return 0.0 if at[y] >= self.at_least else 1.0


def test_a_condition_of_ones_own_is_compared_pickled_joined_and_decided() -> None:
    own = Own(sp.Rational(1, 2))
    assert own == pickle.loads(pickle.dumps(own)) == copy.deepcopy(own) != Own(sp.S.One)
    assert own.sufficient(GAME) == own.necessary(GAME)
    assert (own & c.nash()).simple() == (own, c.nash())
    assert own.residual(GAME, {y: 1, z: 0}) == 0
    assert bg.decide(GAME, own & c.holds(z >= 0)) == "always"
    assert bg.decide(GAME, own & c.holds(4 * y <= 1)) == "never"


def test_what_says_too_little_is_no_condition() -> None:
    with pytest.raises(TypeError, match="abstract"):
        c.Condition()
