"""Solution concepts as conditions: hand calculations, round trips of texts, and controls."""

from __future__ import annotations

import pytest
import sympy as sp

import bargain as bg
from bargain.errors import OptionError
from bargain.game.conditions.condition_text import conditions_from_text

c = bg.conditions
x, y, z = sp.symbols("x y z")
a, b, v = sp.symbols("a b v", positive=True)
HALF = sp.Rational(1, 2)

COURNOT = bg.Game(
    {"1": {x: (0, 1)}, "2": {y: (0, 1)}}, {"1": x * (1 - x - y), "2": y * (1 - x - y)}
)
DIVIDE = bg.Game(
    {"A": {}, "B": {}}, {"A": x, "B": 1 - x}, terms={x: (0, 1)}, disagreement={"A": a, "B": b}
)
CURVED = bg.Game({"A": {}, "B": {}}, {"A": x, "B": 1 - x**2}, terms={x: (0, 1)})


def status(game, *conditions, where=()):
    verdict = bg.decide(game, list(conditions), where=where, timeout=60, effort=12)
    if verdict.certificate is not None:
        result = bg.check(verdict)
        assert result.valid
        assert result.tied == "a statement about this game"
    return verdict.status.value


class TestMovingFirst:
    @pytest.mark.long
    def test_the_leader_of_a_cournot_market_produces_a_half_and_the_follower_a_quarter(self):
        first = c.stackelberg(leader="1")
        at = c.holds(sp.Eq(x, HALF)), c.holds(sp.Eq(y, HALF / 2))
        assert status(COURNOT, first, *at) == "always"
        assert status(COURNOT, first, c.holds(x < HALF)) == "never"

    def test_a_monopoly_that_sells_to_another_leaves_a_price_of_three_quarters(self):
        """A maker asks for y, a shop for x (Spengler 1950): y = 1/2 and x = (1 + y)/2."""
        chain = bg.Game({"shop": {x: (0, 1)}, "maker": {y: (0, 1)}},
                        {"shop": (x - y) * (1 - x), "maker": y * (1 - x)})  # fmt: skip
        assert status(chain, c.stackelberg("maker"), c.holds(x >= 3 * HALF / 2)) == "always"

    def test_it_is_no_nash_equilibrium(self):
        assert status(COURNOT, c.stackelberg(leader="1"), c.nash()) == "never"

    def test_it_needs_two_players_and_the_name_of_one(self):
        with pytest.raises(OptionError):
            bg.decide(COURNOT, c.stackelberg(leader="nobody"))

    def test_one_player_s_best_reply_says_nothing_of_the_other_s(self):
        fixed = c.holds(sp.Eq(y, HALF))
        assert status(COURNOT, c.nash(player="1"), fixed) == "always"
        assert status(COURNOT, c.nash(player="1"), fixed, c.holds(x > HALF / 2)) == "never"
        assert status(COURNOT, c.nash(), fixed) == "never"


class TestBargainingSolutions:
    def test_the_nash_solution_of_a_pie_splits_the_gains(self):
        nash = c.solution(bg.nash_bargaining)
        middle = (1 + a - b) / 2
        assert status(DIVIDE, nash, c.holds(sp.Eq(x, middle)), where=[a + b < 1]) == "always"
        assert status(DIVIDE, nash, c.holds(x > middle), where=[a + b < 1]) == "never"

    def test_without_gains_there_is_none(self):
        assert status(DIVIDE, c.solution(bg.nash_bargaining), where=[a + b >= 1]) == "never"

    def test_weights_share_the_gains(self):
        nash = c.solution(bg.nash_bargaining, weights={"A": 2})
        share = c.holds(sp.Eq(3 * (x - a), 2 * (1 - a - b)))
        assert status(DIVIDE, nash, share, where=[a + b < 1]) == "always"
        equal = c.holds(sp.Eq(2 * (x - a), 1 - a - b))
        assert status(DIVIDE, nash, equal, where=[a + b < 1]) == "never"

    def test_the_egalitarian_solution_gives_equal_gains(self):
        found = c.solution(bg.egalitarian)
        middle = (1 + a - b) / 2
        assert status(DIVIDE, found, c.holds(sp.Eq(x, middle)), where=[a + b < 1]) == "always"
        assert status(DIVIDE, found, c.holds(x < middle), where=[a + b < 1]) == "never"

    def test_any_division_has_the_largest_sum_if_nobody_loses(self):
        found = c.solution(bg.utilitarian)
        assert status(DIVIDE, found, c.holds(sp.Eq(x, a)), where=[a + b < 1]) == "always"
        assert status(DIVIDE, found, c.holds(x < a), where=[a + b < 1]) == "never"
        assert status(CURVED, found, c.holds(x > HALF)) == "never"

    @pytest.mark.long
    def test_kalai_and_smorodinsky_share_ideal_gains_alike(self):
        found = c.solution(bg.kalai_smorodinsky)  # ideal gains are 1 and 1
        assert status(CURVED, found, c.holds(sp.Eq(x, 1 - x**2))) == "always"
        assert status(CURVED, found, c.holds(10 * x > 7)) == "never"

    @pytest.mark.long(every=3)
    @pytest.mark.parametrize(
        "other",
        [
            c.efficient(),
            c.solution(bg.utilitarian, weights={"A": 1}),
            c.solution(bg.egalitarian, weights={"A": HALF / 4}),
        ],
    )
    def test_conditions_do_not_share_their_unknowns(self, other):
        """Two conditions that hold together are not refuted together."""
        both = c.solution(bg.utilitarian), other, c.holds(8 * (x - a) < 1 - a - b)
        assert status(DIVIDE, *both, where=[a + b < 1, a >= HALF / 4]) != "never"

    def test_unknowns_have_owners(self):
        found = [
            c.efficient(),
            *(c.solution(k) for k in (bg.utilitarian, bg.egalitarian, bg.kalai_smorodinsky)),
            c.solution(bg.utilitarian, weights={"A": 2}),
            c.solution(bg.egalitarian, weights={"A": 2}),
            c.stackelberg(leader="1"),
            c.stackelberg(leader="2"),
        ]
        games = [COURNOT if "stackelberg" in k.name else DIVIDE for k in found]
        unknowns = [
            a for k, game in zip(found, games, strict=True) for a in k.necessary(game).auxiliary
        ]
        assert len(unknowns) == len(set(unknowns))

    def test_what_is_no_solution_is_refused(self):
        for wrong in (bg.stackelberg, "nash", 3):
            with pytest.raises(OptionError):
                c.solution(wrong)
        with pytest.raises(OptionError):
            c.solution(bg.nash_bargaining, weights={"A": 0})
        with pytest.raises(OptionError):
            bg.decide(CURVED, c.solution(bg.nash_bargaining, weights={"nobody": 2}))


class TestTheCore:
    game = bg.Game(
        {"1": {}, "2": {}, "3": {}},
        {"1": x, "2": y, "3": z},
        terms=dict.fromkeys((x, y, z), (0, 1)),
    )
    core = c.in_core({("1", "2", "3"): 1, ("1", "2"): v, ("1", "3"): v, ("2", "3"): v})

    def test_pairs_that_are_worth_more_than_two_thirds_empty_it(self):
        assert status(self.game, self.core, where=[3 * v <= 2]) == "always"
        assert status(self.game, self.core, where=[3 * v > 2]) == "never"

    def test_the_residual_is_the_largest_shortfall(self):
        core = c.in_core({("1", "2", "3"): 1, "1": HALF})
        third = sp.Rational(1, 3)
        assert core.residual(self.game, {x: third, y: third, z: third}) == pytest.approx(0.2)
        assert core.residual(self.game, {x: HALF, y: HALF, z: 0}) == 0
        assert core.residual(self.game, {x: HALF, y: HALF, z: HALF}) > 0

    def test_coalitions_are_players(self):
        with pytest.raises(OptionError):
            bg.decide(self.game, c.in_core({("1", "4"): 1}))
        with pytest.raises(OptionError):
            c.in_core({("1", "1"): 1})


@pytest.mark.parametrize(
    "condition",
    [
        c.nash(player="A"),
        c.stackelberg(leader="the patron's ally"),
        c.solution(bg.nash_bargaining, weights={"A": HALF, "B": 3}),
        c.solution(bg.kalai_smorodinsky),
        c.in_core({("A", "B"): a + 1, "A": sp.Max(a, b)}),
        c.nash(player="A") | c.in_core({"A": 1}),
    ],
)
def test_the_text_of_a_condition_reads_back(condition):
    symbols = {"a": a, "b": b}
    (again,) = conditions_from_text([condition.name], symbols)
    assert again == condition


def test_what_is_said_of_a_copy_names_its_players_and_worths():
    other = sp.Symbol("b_2", positive=True)
    pair = TestTheCore.game.twin({})
    said = pair.second(c.in_core({("1", "2"): 1}))
    assert "'1_2' + '2_2': 1" in said.name
    pair = DIVIDE.twin({b: other})
    assert "'A_2': 2" in pair.second(c.solution(bg.nash_bargaining, weights={"A": 2})).name
