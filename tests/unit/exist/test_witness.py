"""Witnesses: every tree is read by the checker; what is false is not proved."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp

from bargain.budget import spent
from bargain.check.certificate import seal
from bargain.check.checker import check, hypotheses_used
from bargain.exist.witness_search import fails_at, prove_exists, prove_point
from bargain.game import conditions
from bargain.game.game import Game
from bargain.question.question import Question

y_P, y_C = sp.symbols("y_P y_C", real=True)
s, w, beta, s_P, s_C, w_P, w_C, e_P, e_C = sp.symbols("s w beta s_P s_C w_P w_C e_P e_C", real=True)
HALF = sp.Rational(1, 2)
EFFORT = 60.0


def exchange(s_P=s_P, s_C=s_C, w_P=w_P, w_C=w_C, e_P=0, e_C=0):
    symbols = {x for v in (s_P, s_C, w_P, w_C, e_P, e_C) for x in sp.sympify(v).free_symbols}
    return Game(
        actions={"patron": {y_P: (0, 1)}, "client": {y_C: (0, 1)}},
        payoffs={
            "patron": s_P * y_C - e_P * y_P - w_P * y_P**2 / 2,
            "client": s_C * y_P - e_C * y_C - w_C * y_C**2 / 2,
        },
        measures={
            "autonomy": {"patron": y_P, "client": y_C},
            "security": {"patron": s_P * y_C, "client": s_C * y_P},
        },
        assumptions=[x > 0 for x in sorted(symbols, key=str)],
    )


def accepted(question, proof, sample):
    plain = {name: str(Fraction(value)) for name, value in sample.items()}
    data = question.plain()
    used = hypotheses_used(data, proof, plain)
    return check(seal(data, proof, used, plain, {})).valid


def exists(game, condition, where, sample, candidates=None, seconds=EFFORT):
    question = Question(game, condition, where=tuple(where)).always()
    proof = prove_exists(question, mark=spent() + seconds, candidates=candidates)
    return proof is not None and accepted(question, proof, sample)


FULL = conditions.full_equilibrium(beta)
EQUAL = exchange(s, s, w, w)


class TestFullEquilibriumUnderSymmetry:
    def test_interior(self):
        assert exists(EQUAL, FULL, [s < w, beta >= HALF], {"s": 1, "w": 2, "beta": "3/4"})

    def test_corner(self):
        sample = {"s": 2, "w": 1, "beta": "3/4"}
        assert exists(EQUAL, FULL, [s >= w, 2 * s * beta >= w], sample)

    @pytest.mark.long
    def test_both_by_splitting_the_region(self):
        assert exists(EQUAL, FULL, [beta >= HALF], {"s": 1, "w": 2, "beta": "3/4"})

    def test_impatience_control(self):
        where = [s < w, beta >= sp.Rational(2, 5)]
        assert not exists(EQUAL, FULL, where, {"s": 1, "w": 2, "beta": "3/4"}, seconds=5)

    def test_unequal_weights_need_a_root(self):
        where = [s < w_P, s < w_C, w_P >= w_C, w_P <= 4 * beta**2 * w_C]
        sample = {"s": 1, "w_P": 3, "w_C": 2, "beta": "3/4"}
        assert exists(exchange(s, s), FULL, where, sample)


@pytest.mark.parametrize(
    "condition", [conditions.self_enforcing(beta), conditions.nash()], ids=["trivial", "nash"]
)
def test_the_weak_conditions_always_hold(condition):
    sample = {"s_P": 1, "s_C": 2, "w_P": 1, "w_C": 1}
    if condition.parameters:
        sample["beta"] = "1/2"
    assert exists(exchange(), condition, [], sample)


def test_a_suggested_witness_is_proved():
    """Efficiency with weights and actions given by hand, in the interior."""
    found = {"y_P": s_C / w_P, "y_C": s_P / w_C, "mu_patron": sp.S.One, "mu_client": sp.S.One}
    where = [s_C < w_P, s_P < w_C]
    sample = {"s_P": 1, "s_C": 1, "w_P": 2, "w_C": 2}
    assert exists(exchange(), conditions.efficient(), where, sample, [found])


@pytest.mark.long(every=3)
@pytest.mark.parametrize(
    ("at", "verdict"),
    [
        ({"s_P": 1, "s_C": 1, "w_P": 2, "w_C": 2, "beta": "3/4"}, True),
        ({"s_P": 1, "s_C": 1, "w_P": 2, "w_C": 3, "beta": "3/4"}, True),
        ({"s_P": 1, "s_C": 1, "w_P": 2, "w_C": 2, "beta": "1/4"}, False),
        ({"s_P": 1, "s_C": 3, "w_P": 2, "w_C": 2, "beta": "3/4"}, False),
    ],
    ids=["rational", "irrational", "impatient", "dependent"],
)
def test_points(at, verdict):
    question = Question(exchange(), FULL).sometimes()
    point = {name: Fraction(value) for name, value in at.items()}
    until = spent() + EFFORT
    assert (prove_point(question, point, mark=until) is not None) is verdict
    assert (fails_at(question, point, mark=until) is not None) is not verdict


def test_sometimes_is_accepted_by_the_checker():
    question = Question(exchange(), FULL).sometimes()
    yes = dict.fromkeys(("s_P", "s_C"), Fraction(1)) | {"w_P": Fraction(2), "w_C": Fraction(2)}
    yes["beta"] = Fraction(3, 4)
    no = yes | {"s_C": Fraction(3)}
    until = spent() + EFFORT

    def part(point, proof):
        return {"at": {name: str(value) for name, value in point.items()}, "proof": proof}

    proof = {
        "exists": part(yes, prove_point(question, yes, mark=until)),
        "fails": part(no, fails_at(question, no, mark=until)),
    }
    assert accepted(question, proof, yes)


def logarithmic(s_P=s_P, s_C=s_C, w_P=w_P, w_C=w_C):
    symbols = {x for v in (s_P, s_C, w_P, w_C) for x in sp.sympify(v).free_symbols}
    security = {"patron": s_P * sp.log(1 + y_C), "client": s_C * sp.log(1 + y_P)}
    costs = {"patron": w_P * y_P**2 / 2, "client": w_C * y_C**2 / 2}
    return Game(
        actions={"patron": {y_P: (0, 1)}, "client": {y_C: (0, 1)}},
        payoffs={p: security[p] - costs[p] for p in security},
        measures={"security": security, "autonomy": {"patron": y_P, "client": y_C}},
        assumptions=[x > 0 for x in sorted(symbols, key=str)],
    )


class TestLogarithms:
    def test_nash_at_nothing(self):
        sample = {"s_P": 1, "s_C": 2, "w_P": 1, "w_C": 1}
        assert exists(logarithmic(), conditions.nash(), [], sample)

    def test_efficient_by_tangents_of_the_logarithm(self):
        """The golden section: y (1 + y) = 1."""
        condition = conditions.all_of(
            conditions.efficient(), conditions.participation(), conditions.balanced("security")
        )
        assert exists(logarithmic(1, 1, 1, 1), condition, [], {})

    def test_full_equilibrium_with_a_quadratic_root(self):
        where = [s < 2 * w, beta >= HALF]
        assert exists(logarithmic(s, s, w, w), FULL, where, {"s": 1, "w": 2, "beta": "3/4"})

    @pytest.mark.long
    def test_sometimes(self):
        question = Question(logarithmic(1, s_C, 1, 1), FULL).sometimes()
        until = spent() + EFFORT
        yes = {"s_C": Fraction(1), "beta": Fraction(3, 4)}
        no = {"s_C": Fraction(3), "beta": Fraction(3, 4)}
        proof = {}
        for key, point, prove in (("exists", yes, prove_point), ("fails", no, fails_at)):
            at = {name: str(value) for name, value in point.items()}
            proof[key] = {"at": at, "proof": prove(question, point, mark=until)}
        assert accepted(question, proof, yes)

    def test_exponentials(self):
        growth = Game(
            actions={"patron": {y_P: (0, 1)}, "client": {y_C: (0, 1)}},
            payoffs={"patron": 1 - s_P * sp.exp(y_P), "client": y_P - sp.exp(y_C)},
            assumptions=[s_P > 0],
        )
        assert exists(growth, conditions.nash(), [], {"s_P": 1})


class TestRootsOfDeviations:
    """A root of a deviation is a change of variable; other quantities bring their relations."""

    def power(self):
        return Game(
            actions={"patron": {y_P: (0, 1)}, "client": {y_C: (0, 1)}},
            payoffs={
                "patron": s * sp.sqrt(y_C) - y_P**2 / 2,
                "client": s * sp.sqrt(y_P) - y_C**2 / 2,
            },
            assumptions=[s > 0],
        )

    def test_the_deviation_is_a_power(self):
        statement = Question(self.power(), conditions.efficient()).always()
        assert {name for name, _, _ in statement["bound"]} == {"z_root_1", "z_root_2"}
        assert not any(name.startswith("z_") for name in statement["unknowns"])

    @pytest.mark.long
    def test_efficient_at_a_point(self):
        question = Question(self.power(), conditions.efficient(), where=(sp.Eq(s, 1),)).always()
        proof = prove_exists(question, mark=spent() + EFFORT)
        assert proof is not None
        assert accepted(question, proof, {})

    def test_relations_guard_a_goal(self):
        game = Game(
            actions={"patron": {y_P: (0, 1)}, "client": {y_C: (0, 1)}},
            payoffs={"patron": sp.sqrt(1 + y_C**2 + y_P**2) - 2 * s * y_P, "client": -s * y_C},
            assumptions=[s > 1],
        )
        statement = Question(game, conditions.nash()).always()
        guarded = [goal for goal in statement["goals"] if goal["rel"] == "or"]
        assert guarded
        assert all(len(goal["forall"]) == 2 for goal in guarded)


@pytest.mark.long
def test_small_concessions_survive():
    """Statement 11, the half that says always: a short step along a ray that both gain on."""
    game = exchange(e_P=e_P, e_C=e_C)
    condition = conditions.all_of(conditions.self_enforcing(beta), conditions.positive("autonomy"))
    sample = {"s_P": 1, "s_C": 2, "w_P": 1, "w_C": 1, "e_P": "1/2", "e_C": "1/2", "beta": "3/4"}
    assert exists(game, condition, [e_P * e_C < beta**2 * s_P * s_C], sample)


@pytest.mark.long
def test_someone_can_get_what_the_other_can_bear():
    """Efficient and better than nothing under every asymmetry: interior, corners, and between."""
    condition = conditions.all_of(conditions.efficient(), conditions.participation())
    sample = {"s_P": 1, "s_C": 2, "w_P": 1, "w_C": 1}
    assert exists(exchange(), condition, [], sample)
