"""Several sets of clauses from which existence follows: where they are offered, what they prove."""

from __future__ import annotations

import pytest
import sympy as sp

import bargain as bg
from bargain.budget import spent
from bargain.check.certificate import seal
from bargain.check.checker import hypotheses_used
from bargain.exist.witness_search import prove_exists
from bargain.game.conditions.sufficient_clauses import readings
from bargain.question.question import Question

c = bg.conditions
x, y, z = sp.symbols("x y z")
p = sp.Symbol("p", positive=True)


def two(first, second, **box):
    own = {x: box.get("box", (0, 1))}
    return bg.Game({"A": own, "B": {}}, {"A": first, "B": second})


def status(game, *conditions, where=()):
    verdict = bg.decide(game, list(conditions), where=where, timeout=60, effort=10)
    assert verdict.certificate is None or bg.check(verdict).valid
    return verdict.status.value


SQUARES = two(x**2, (1 - x) ** 2)  # no weights, not even zero ones, make 1/2 a largest sum
PARABOLA = two(x, -(x**2), box=(-1, 1))  # at 0 the weight of A is 0


class TestByDefinition:
    def test_an_agreement_on_a_frontier_that_is_not_concave(self):
        assert status(SQUARES, c.efficient(), c.holds(sp.Eq(x, sp.Rational(1, 2)))) == "always"

    @pytest.mark.long
    def test_every_agreement_of_such_a_frontier(self):
        assert status(SQUARES, c.efficient(), c.holds(sp.Eq(x, p)), where=[p < 1]) == "always"

    def test_the_end_of_a_frontier_where_a_weight_is_zero(self):
        assert status(PARABOLA, c.efficient(), c.holds(sp.Eq(x, 0))) == "always"

    def test_an_agreement_that_another_one_is_better_than_for_all_is_never_efficient(self):
        assert status(PARABOLA, c.efficient(), c.holds(x <= sp.Rational(-1, 2))) == "never"

    def test_an_agreement_that_is_better_for_one_only_is_not_said_to_be_efficient(self):
        dominated = two(x, 0)  # nobody is worse off at 1
        assert status(dominated, c.efficient(), c.holds(sp.Eq(x, sp.Rational(1, 2)))) != "always"


class TestALargestSum:
    def test_participation_and_efficiency_where_no_weights_are_known(self):
        a, b = sp.symbols("a b", positive=True)
        game = bg.Game(
            {"1": {x: (0, 1)}, "2": {y: (0, 1)}},
            {"1": a * (x + y) - x**2 / 2, "2": b * (x + y) - y**2 / 2},
        )
        demands = c.participation(), c.efficient()
        assert status(game, *demands, where=[a < 2, b < 2]) == "always"

    def test_it_gives_no_agreement(self):
        game = bg.models.autonomy_security()
        other = readings(c.participation() & c.efficient(), game)[1]
        assert not other.agreement
        names = {v.name for v in game.variables}
        question = Question(game, c.participation() & c.efficient())
        assert not names & set(question.always(other)["unknowns"])

    @pytest.mark.parametrize(
        "demand", [c.nash(), c.self_enforcing(sp.Rational(1, 2)), c.holds(x > 0), c.equal_gains()]
    )
    def test_a_demand_that_gains_may_break_has_none(self, demand):
        assert all(r.agreement for r in readings(demand & c.efficient(), SQUARES))

    def test_where_payoffs_may_have_no_value_there_is_none(self):
        assert all(r.agreement for r in readings(c.efficient(), SQUARES, defined=False))

    def test_a_payoff_that_may_jump_has_none(self):
        jumps = bg.Game({"A": {x: (0, 1)}, "B": {y: (1, 2)}}, {"A": x + y, "B": sp.Pow(y, x)})
        assert all(r.agreement for r in readings(c.efficient(), jumps))

    def test_without_efficiency_there_is_one_reading(self):
        assert len(readings(c.participation(), SQUARES)) == 1


class TestAnEquilibriumOfEveryPeriod:
    """What is a Nash equilibrium and loses nobody anything deters every deviation."""

    beta = sp.Symbol("beta", positive=True)
    logs = bg.Game(
        {"1": {x: (0, 1)}, "2": {y: (0, 1)}},
        {"1": 2 * sp.log(x + 1) - x / 2, "2": 2 * sp.log(x + y + 1) - y**2 / 2},
        disagreement={"1": sp.Rational(1, 4), "2": 0},
    )

    @pytest.mark.long
    def test_it_is_self_enforcing_at_every_discount_factor(self):
        """The best reply to x = 1 is a root of y^2 + 2y - 2: no clause with a discount is met."""
        asked = c.self_enforcing(self.beta)
        verdict = bg.decide(self.logs, asked, where=[self.beta < 1], effort=30)
        assert verdict.status == "always"
        result = bg.check(verdict)
        assert (result.valid, result.tied) == (True, "a statement about this game")
        assert "Nash equilibrium in which nobody loses" in verdict.explain()

    def test_the_clauses_say_nothing_of_the_discount(self):
        demands = c.self_enforcing(self.beta) & c.participation() & c.holds(y > 0)
        first, other = readings(demands, self.logs)
        assert any(self.beta in k.relation.free_symbols for k in first.encoding.clauses)
        assert not any(self.beta in k.relation.free_symbols for k in other.encoding.clauses)
        assert [k.name for k in other.encoding.clauses].count("participation of 1") == 1
        assert (y > 0) in [k.relation for k in other.encoding.clauses]

    def test_an_equilibrium_that_loses_somebody_something_does_not_follow(self):
        """Alone each gets 1/2, more than in any equilibrium: nothing is self-enforcing."""
        outside = dict.fromkeys("12", sp.Rational(1, 2))
        dilemma = bg.Game({"1": {x: (0, 1)}, "2": {y: (0, 1)}}, {"1": y / 4 - x, "2": x / 4 - y},
                          disagreement=outside)  # fmt: skip
        asked = c.self_enforcing(self.beta)
        assert status(dilemma, asked, where=[self.beta < 1]) == "never"
        assert status(dilemma, c.nash()) == "always"

    def test_with_an_equilibrium_that_is_asked_for_there_is_no_other_reading(self):
        assert len(readings(c.self_enforcing(self.beta) & c.nash(), self.logs)) == 1


class TestCertificates:
    game = two(x**2, (1 - x) ** 2)

    def sealed(self, conditions):
        """A certificate by a largest sum that says it is about these conditions."""
        question = Question(self.game, c.efficient() & c.participation())
        statement = question.always(question.readings()[1])
        proof = prove_exists(statement, mark=spent() + 10)
        plain = statement.plain() | {"conditions": conditions}
        made_by = {"bargain": bg.__version__}
        return seal(plain, proof, hypotheses_used(plain, proof, {}), {}, made_by)

    def test_a_certificate_by_a_largest_sum_is_tied_to_its_game(self):
        result = bg.check(self.sealed(["efficient", "participation"]))
        assert (result.valid, result.tied) == (True, "a statement about this game")

    @pytest.mark.parametrize(
        "conditions", [["participation"], ["efficient", "participation", "nash"]]
    )
    def test_of_other_demands_it_is_refused(self, conditions):
        assert not bg.check(self.sealed(conditions)).valid
