"""Agreements, deviations and comparisons stay inside the feasible set, and so do certificates."""

from __future__ import annotations

import pytest
import sympy as sp

import bargain as bg
from bargain import conditions as c
from bargain.errors import EmptyRegionError, GameError
from bargain.question.question import Question
from bargain.rebuild.rebuild import differences
from bargain.rebuild.tied import ABOUT

x, y, z = sp.symbols("x y z")
a, b, v, w = sp.symbols("a b v w", positive=True)
r = sp.Symbol("r", real=True)
HALF, QUARTER = sp.Rational(1, 2), sp.Rational(1, 4)
H = c.holds


def two(first, second, **given):
    return bg.Game({"1": {x: (0, 1)}, "2": {y: (0, 1)}}, {"1": first, "2": second}, **given)


SHARED = two(x, y, constraints=[x + y <= 1])
CONSUMER = bg.Game({"A": {x: (0, 9), y: (0, 9)}, "B": {}}, {"A": x * y, "B": 0},
                   constraints=[x + y <= 2])  # fmt: skip
CAPPED = two(x * (1 - x - y), y * (1 - x - y), constraints=[x + y <= HALF])
DISC = two(x, y, constraints=[x**2 + y**2 <= 1])
DOLLAR = bg.Game({"1": {}, "2": {}}, {"1": x, "2": y}, terms={x: (0, 1), y: (0, 1)},
                 disagreement={"1": a, "2": b}, constraints=[x + y <= 1])  # fmt: skip
COINS = bg.Game({"1": {x: [-1, 1]}, "2": {y: [-1, 1]}}, {"1": x * y, "2": -x * y})
COURNOT = bg.Game({"1": {x: [0, 1, 2]}, "2": {y: [0, 1, 2]}},
                  {"1": x * (a - x - y), "2": y * (a - x - y)})  # fmt: skip
PRISONERS = bg.Game({"1": {x: [0, 1]}, "2": {y: [0, 1]}}, {"1": 2 * y - x, "2": 2 * x - y})
ENDOWED = bg.Game({"A": {x: (0, w)}, "B": {y: (0, w)}},
                  {"A": (w - x) * (x + y), "B": (w - y) * (x + y)})  # fmt: skip
CAPACITY = bg.Game({"A": {x: (0, w)}, "B": {y: (0, v)}},
                   {"A": x * (1 - x - y), "B": y * (1 - x - y)})  # fmt: skip

DECIDED = [
    ("a shared constraint: any split", SHARED, [c.nash(), H(sp.Eq(x, a))], [a < 1], "always"),
    ("a shared constraint: no waste", SHARED, [c.nash(), H(x + y < 1)], [], "never"),
    ("efficient inside it", SHARED, [c.efficient(), H(sp.Eq(x, HALF))], [], "always"),
    ("waste is not efficient", SHARED, [c.efficient(), H(x + y < 1)], [], "never"),
    ("the goods of a consumer", CONSUMER, [c.nash(), H(sp.Eq(x, 1)), H(sp.Eq(y, 1))], [], "always"),
    ("unequal goods", CONSUMER, [c.nash(), H(x > y)], [], "never"),
    ("a cap binds", CAPPED, [c.nash(), H(x + y < HALF)], [], "never"),
    ("within a disc", DISC, [c.nash(), H(sp.Eq(x, sp.Rational(3, 5)))], [], "always"),
    ("inside a disc", DISC, [c.nash(), H(x**2 + y**2 < 1)], [], "never"),
    ("dollar, outside options too high", DOLLAR, [c.participation()], [a + b > 1], "never"),
    ("dollar", DOLLAR, [c.participation()], [a < 1, b < 1], "sometimes"),
    ("an open constraint", two(x, y, constraints=[x + y < 1]), [c.nash()], [], "never"),
    ("matching coins", COINS, [c.nash()], [], "never"),
    ("few outputs", COURNOT, [c.nash(), H(sp.Eq(x, 1)), H(sp.Eq(y, 1))], [a >= 2, a <= 4],
     "always"),
    ("no output between", COURNOT, [H(x > 0), H(x < 1)], [], "never"),
    ("prisoners", PRISONERS, [c.nash(), H(x + y > 0)], [], "never"),
    ("prisoners, not efficient", PRISONERS, [c.efficient(), H(sp.Eq(x + y, 0))], [], "never"),
    ("an endowment", ENDOWED, [c.nash(), H(sp.Eq(x, w / 3)), H(sp.Eq(y, w / 3))], [], "always"),
    ("an endowment, unequal", ENDOWED, [c.nash(), H(x > y)], [], "never"),
    ("capacities bind", CAPACITY, [c.nash(), H(x < w)], [w < QUARTER, v < QUARTER], "never"),
]  # fmt: skip


@pytest.mark.long(every=11)
@pytest.mark.parametrize(
    ("game", "asked", "where", "status"), [d[1:] for d in DECIDED], ids=[d[0] for d in DECIDED]
)
def test_a_game_on_a_feasible_set_is_decided(game, asked, where, status) -> None:
    verdict = bg.decide(game, asked, where)
    assert verdict.status == status
    checked = bg.check(verdict)
    assert checked.valid
    assert checked.tied == ABOUT


@pytest.mark.parametrize(
    ("constraint", "where"),
    [(x + y >= 3, []), (x * y >= 2, []), (sp.Eq(x, y + 2), []), (x + y >= a, [a > 2])],
)
def test_constraints_that_leave_no_agreement_have_an_error_of_their_own(constraint, where) -> None:
    game = two(x, y, constraints=[constraint], parameters=[a])
    with pytest.raises(GameError, match="leave no agreement"):
        bg.decide(game, c.nash(), where)


def test_an_empty_region_is_not_blamed_on_the_constraints() -> None:
    with pytest.raises(EmptyRegionError):
        bg.decide(two(x, y, constraints=[x + y <= a]), c.nash(), [a > 2, a < 1])


def test_a_box_that_may_be_reversed_is_refused() -> None:
    game = bg.Game({"A": {x: (0, r)}, "B": {y: (0, 1)}}, {"A": x, "B": y})
    with pytest.raises(GameError, match="may be reversed"):
        bg.decide(game, c.nash(), [r < 1])
    assert bg.decide(game, c.nash(), [r >= 0]).status == "always"


def test_a_witness_is_said_and_suggested_in_the_games_own_variables() -> None:
    where = [w < QUARTER, v < QUARTER]
    for hint in (None, {x: w, y: v}):
        verdict = bg.decide(CAPACITY, c.nash(), where, witness=hint)
        assert verdict.status == "always"
        assert {k: str(e) for k, e in verdict.witness.items()} == {"x": "w", "y": "v"}


@pytest.mark.long
def test_a_statement_about_another_feasible_set_is_told_apart() -> None:
    pairs = [
        (SHARED, two(x, y, constraints=[x + y <= HALF])),
        (SHARED, two(x, y)),
        (COINS, bg.Game({"1": {x: [-1, 0, 1]}, "2": {y: [-1, 1]}}, {"1": x * y, "2": -x * y})),
        (COINS, bg.Game({"1": {x: (-1, 1)}, "2": {y: [-1, 1]}}, {"1": x * y, "2": -x * y})),
        (ENDOWED, bg.Game({"A": {x: (0, w)}, "B": {y: (0, 2 * w)}}, dict(ENDOWED.payoffs))),
    ]
    for game, other in pairs:
        for condition in (c.nash(), c.efficient(), c.participation()):
            question = Question(game, condition)
            for statement in (question.never(), question.always()):
                assert differences(statement, game) == []
                assert differences(statement, other) != []


def test_a_namesake_of_a_variable_with_a_parameter_in_its_box_is_refused() -> None:
    with pytest.raises(GameError, match="two different symbols"):
        bg.decide(ENDOWED, H(sp.Symbol("x", positive=True) > 1))


class TestEfficiencyWhereSlopesSayLittle:
    """First-order conditions hold at saddles and minima, and with a weight of 0."""

    PRODUCT = (x * y, 0)

    def asked(self, payoffs, *conditions, constraints=()):
        verdict = bg.decide(
            two(*payoffs, constraints=constraints), [c.efficient(), *conditions], effort=10
        )
        assert verdict.certificate is None or bg.check(verdict).valid
        return verdict.status.value

    def test_an_open_set_without_a_largest_product_has_no_efficient_agreement(self):
        assert self.asked(self.PRODUCT, constraints=[x < 1]) == "never"

    def test_nor_has_one_that_is_bounded_by_a_curve_that_does_not_belong_to_it(self):
        assert self.asked(self.PRODUCT, constraints=[x * y < 1]) == "never"

    def test_nor_where_another_player_likes_its_end(self):
        assert self.asked((x * y, y), constraints=[x < 1]) == "never"

    def test_a_closed_set_has_one(self):
        assert self.asked(self.PRODUCT, constraints=[x <= sp.Rational(1, 2)]) == "always"

    def test_a_saddle_is_not_efficient(self):
        assert self.asked(self.PRODUCT, c.holds(sp.Eq(x, 0))) == "never"

    def test_what_one_player_alone_is_concerned_by_is_at_its_best(self):
        assert self.asked((x * y, y), c.holds(x < 1)) == "never"
        assert self.asked((x * y, -y), c.holds(x < 1), c.holds(y > 0)) == "never"

    def test_but_where_it_does_not_matter_to_that_player_it_may_be_anything(self):
        assert self.asked((x * y, -y), c.holds(x < 1)) == "always"
