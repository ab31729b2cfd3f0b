"""Relations: proved, refuted at exact points, or undecided; never assumed."""

import pickle
from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given, settings, strategies as st

import bargain as bg
from bargain.check.certificate import seal
from bargain.errors import EmptyRegionError, GameError, OptionError
from bargain.verdicts.relation import prove_relation
from bargain.verdicts.verdict import Outcome

x, y = sp.symbols("x y", positive=True)
u, v = sp.symbols("u v", real=True)


def fails_somewhere(proof):
    """It fails at one point and holds at another; both are given."""
    return (
        proof.status is Outcome.FAILS
        and not proof.everywhere
        and bool(proof.counterexample)
        and bool(proof.holds_at)
    )


def test_the_words_are_those_of_a_relation():
    """`holds` and `fails`; a word of a verdict on agreements is refused, not compared."""
    proof = prove_relation(x**2 + y**2 >= 2 * x * y)
    assert proof == "holds"
    assert str(proof.status) == "holds"
    assert proof.everywhere
    assert proof.verdict == bg.check(proof).verdict == "never"
    assert proof.summary().startswith("holds: ")
    assert pickle.loads(pickle.dumps(proof)) == proof
    with pytest.raises(TypeError, match="not a status"):
        assert proof == "never"
    with pytest.raises(TypeError, match="no truth value"):
        bool(proof)
    failing = prove_relation(x + y >= 2)
    assert failing == "fails"
    assert set(failing.to_dict()) >= {"counterexample", "holds_at"}
    assert "fails at: x = " in failing.summary()


def test_a_true_inequality_is_proved():
    verdict = prove_relation(x**2 + y**2 >= 2 * x * y)
    assert verdict.status is Outcome.HOLDS
    assert bg.check(verdict).valid


def test_a_false_one_comes_with_both_points():
    verdict = prove_relation(x + y >= 2)
    assert verdict.status is Outcome.FAILS
    assert not verdict.everywhere
    wrong = {k: Fraction(n) for k, n in verdict.counterexample.items()}
    right = {k: Fraction(n) for k, n in verdict.holds_at.items()}
    assert wrong["x"] + wrong["y"] < 2 <= right["x"] + right["y"]
    assert bg.check(verdict).valid


def test_a_claim_that_never_holds():
    verdict = prove_relation(u < v, [u > v])
    assert verdict.status is Outcome.FAILS
    assert verdict.everywhere
    assert verdict.holds_at is None
    point = {k: Fraction(n) for k, n in verdict.counterexample.items()}
    assert point["u"] > point["v"]
    assert bg.check(verdict).valid


def test_equations_need_both_signs():
    assert prove_relation(sp.Eq(x, y), [x <= y, x >= y]).status is Outcome.HOLDS
    assert fails_somewhere(prove_relation(sp.Eq(x, y), [x <= y]))


def test_conjunctions_and_disjunctions():
    both = sp.And(u + v > 0, u * v > 0)
    either = sp.Or(u > 0, v > 0)
    assert prove_relation(both, [u > 0, v > 0]).status is Outcome.HOLDS
    assert fails_somewhere(prove_relation(both, [u > 0]))
    assert prove_relation(either, [u + v > 0]).status is Outcome.HOLDS
    assert fails_somewhere(prove_relation(either, [u + v > -1]))


def test_disjunctive_hypotheses():
    order = sp.Or(sp.And(u > 0, v > 0), sp.And(u < 0, v < 0))
    assert prove_relation(u * v > 0, [order]).status is Outcome.HOLDS


def test_quotients_and_logarithms():
    assert prove_relation(x / (1 + x) < y, [y >= 1]).status is Outcome.HOLDS
    assert prove_relation(sp.log(x) <= x - 1).status is Outcome.HOLDS
    assert prove_relation(sp.log(x) <= sp.log(y), [x <= y]).status is Outcome.HOLDS
    assert prove_relation(sp.log(x) >= x).status is not Outcome.HOLDS


def test_suggested_squares_are_checked():
    p, q = sp.symbols("p q", real=True)
    a, b = q - p**2 / 2, p - q**2 / 2
    good = prove_relation(
        a * b <= sp.Rational(1, 4), [a >= 0, b >= 0], squares=[a - b, 1 - p, 1 - q]
    )
    assert good.status is Outcome.HOLDS
    wrong = prove_relation(u <= 1, squares=[u, 1 - u])
    assert fails_somewhere(wrong)


def test_contradictory_hypotheses_are_refused():
    with pytest.raises(EmptyRegionError):
        prove_relation(u > 0, [u > 1, u < 0])


def test_what_is_not_a_relation_is_refused():
    with pytest.raises(OptionError, match="already decided"):
        prove_relation(x > 0)
    with pytest.raises(OptionError, match="not a relation"):
        prove_relation(u + 1)
    with pytest.raises(GameError, match="two different symbols"):
        prove_relation(u > 0, [sp.Symbol("u", positive=True) < 3])


@pytest.mark.parametrize("name", ["h", "p", "sq", "ideal", "num", "c", "kind", "used"])
def test_a_letter_may_be_called_like_a_field_of_a_certificate(name):
    """Statement 12 calls a letter h; which hypotheses are used was read off the proof by key."""
    low, high = sp.Symbol(name, positive=True), sp.Symbol("k", positive=True)
    proof = prove_relation(low**2 + 1 / low**2 < high**2 + 1 / high**2, [low < high])
    assert fails_somewhere(proof)
    assert bg.check(proof).valid
    assert prove_relation(low < high + 1, [low < high]).status is Outcome.HOLDS


def test_a_tampered_certificate_is_refused():
    verdict = prove_relation(x**2 + y**2 >= 2 * x * y)
    c = dict(verdict.certificate)
    statement = dict(c["statement"])
    negated = dict(statement["necessary"][0])
    negated["poly"] = [[str(-Fraction(k)), e] for k, e in negated["poly"]]
    statement["necessary"] = [negated]
    forged = seal(statement, c["proof"], c["used"], c["sample"], c["made_by"])
    assert not bg.check(forged).valid


@settings(max_examples=15, deadline=None)
@given(st.integers(-3, 3), st.integers(-3, 3), st.integers(-4, 4))
def test_the_verdict_agrees_with_a_closed_form(a, b, c):
    """u² + a u v + b v² + c ≥ 0 for all u, v iff 4b ≥ a² and c ≥ 0."""
    verdict = prove_relation(sp.Ge(u**2 + a * u * v + b * v**2 + c, 0, evaluate=False), timeout=20)
    expected = 4 * b >= a * a and c >= 0
    assert (verdict.status is Outcome.HOLDS) == expected
    if not expected:
        assert verdict.status is Outcome.FAILS


# --- terms without a value ------------------------------------------------------------------------

FREE, OTHER = sp.symbols("u v", real=True)


@pytest.mark.parametrize(
    ("claim", "assuming"),
    [
        (FREE**-2 >= 0, []),
        (1 / FREE > 0, [FREE >= 0]),
        (sp.sqrt(FREE) >= 0, []),
        (sp.log(FREE) <= FREE - 1, []),
        (FREE / OTHER >= 0, [FREE >= 0, OTHER >= 0]),
        (sp.And(FREE >= -1, 1 / (1 + FREE) > 0, evaluate=False), [FREE >= -1]),
    ],
)
def test_a_claim_without_a_value_somewhere_is_refused(claim, assuming):
    with pytest.raises(OptionError, match="no value"):
        prove_relation(claim, assuming, timeout=20)


@pytest.mark.parametrize(
    ("claim", "assuming"),
    [
        (1 / FREE > 0, [FREE > 0]),
        (1 / (1 + FREE**2) <= 1, []),
        (sp.log(FREE) <= FREE, [sp.log(FREE) <= FREE - 1]),  # a hypothesis that holds has a value
        (sp.sqrt(FREE * OTHER) <= (FREE + OTHER) / 2, [FREE >= 0, OTHER >= 0]),
    ],
)
def test_a_claim_with_values_is_proved(claim, assuming):
    verdict = prove_relation(claim, assuming, timeout=20)
    assert verdict.status is Outcome.HOLDS
    assert bg.check(verdict).valid
