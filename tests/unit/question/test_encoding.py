"""Polynomials in place of expressions: what defines a fresh unknown is true of its value."""

from __future__ import annotations

from fractions import Fraction as F

import pytest
import sympy as sp
from hypothesis import given, strategies as st

from bargain.errors import OptionError
from bargain.question.deviations import signs_in_boxes
from bargain.question.encoding import Encoder, hypothesis, polynomial
from bargain.question.region_points import evaluate
from tests.hypotheses import holds_at

X, Y = sp.symbols("x y", real=True)
A = sp.Symbol("a", positive=True)
POINT = {X: sp.Rational(3, 4), Y: sp.Rational(-2, 3), A: sp.Rational(5, 7)}


def completed(encoder, place):
    """The point with the values that its definitions say the fresh unknowns have."""
    place = dict(place)
    for d in encoder.definitions:
        source = sp.sympify(d.text.split(" = ", 1)[1], locals={s.name: s for s in place})
        place[d.symbol] = source.subs(place)
    return place


def true_at(relation, place):
    rel, expression = relation
    value = sp.nsimplify(sp.simplify(expression.subs(place)))
    if rel == "=":
        return value == 0
    return bool(value > 0) if rel == ">" else bool(value >= 0)


@pytest.mark.parametrize(
    "expression",
    [
        X + 2 * Y,
        1 / (1 + X),
        (X + Y) / (X - Y) ** 2,
        sp.sqrt(1 + X),
        (1 + X) ** sp.Rational(2, 3),
        (1 + X) ** sp.Rational(-3, 2),
        sp.sqrt(1 + sp.sqrt(A)),
        sp.Abs(Y) * X,
        sp.Min(X, Y, A),
        sp.Max(X, Y, 0) - sp.Min(X, 1),
        sp.Abs(sp.Max(X, Y) - sp.sqrt(2)),
        sp.log(1 + X) / A,
        sp.exp(-Y) + X * sp.exp(sp.sqrt(A)),
        sp.log(1 + sp.exp(X)),
        sp.sqrt(2) * X + sp.cbrt(3),
        A**Y,
        sp.E * X,
        1 / sp.sqrt(2) + sp.GoldenRatio * X,
    ],
    ids=str,
)
def test_definitions_hold_at_true_values(expression):
    encoder = Encoder(signs={})
    encoded = encoder.polynomial_of(expression)
    place = completed(encoder, POINT)
    assert sp.simplify(encoded.subs(place) - expression.subs(POINT)) == 0
    known = [X, Y, A]
    for d in encoder.definitions:
        assert all(true_at(relation, place) for relation in d.relations), d.text
        assert d.relations or d.function in ("log", "exp")
        used = d.argument.free_symbols if d.function else {
            s for _, e in d.relations for s in e.free_symbols} - {d.symbol}  # fmt: skip
        assert used <= set(known)  # ordered after what it is made of
        known.append(d.symbol)
    encoded.as_poly(*known)  # nothing but a polynomial is left


@pytest.mark.parametrize(
    ("expression", "wrong"),
    [
        (1 / (1 + X), 2), (sp.sqrt(1 + X), -1), (sp.Abs(Y), sp.Rational(-2, 3)),
        (sp.Min(X, Y), sp.Rational(3, 4)), (sp.Max(X, Y), 1), (sp.sqrt(2), -sp.sqrt(2)),
        (sp.cbrt(1 + X), 2),
    ],
    ids=str,
)  # fmt: skip
def test_definitions_fail_at_other_values(expression, wrong):
    encoder = Encoder(signs={})
    symbol = encoder.polynomial_of(expression)
    place = dict(POINT) | {symbol: wrong}
    assert not all(true_at(r, place) for d in encoder.definitions for r in d.relations)


def test_names_are_unique_and_shared():
    encoder = Encoder(signs={})
    parts = [1 / (1 + X), sp.sqrt(X), sp.Abs(Y), sp.Max(X, Y), sp.log(A), sp.exp(X), sp.sqrt(3)]
    first = [encoder.polynomial_of(p) for p in parts]
    again = [encoder.polynomial_of(p) for p in parts]
    assert first == again  # one unknown per quantity
    names = [d.symbol.name for d in encoder.definitions]
    assert len(set(names)) == len(names) == len(parts)
    assert encoder.polynomial_of((1 + X) ** -2) == first[0] ** 2
    assert encoder.polynomial_of(X ** sp.Rational(3, 2)) == first[1] ** 3


def test_denominators_of_known_sign_are_multiplied_out():
    y = sp.Symbol("y")
    encoder = Encoder(signs={y: sp.Dummy(nonnegative=True, real=True)})
    assert encoder.relation(sp.Ge(1 / (1 + y), A, evaluate=False)) == (
        ">=", sp.expand(1 - A - A * y))  # fmt: skip
    rel, flipped = encoder.relation(sp.Gt(1 / (-1 - y), -1, evaluate=False))
    assert (rel, sp.expand(flipped - y)) == (">", 0)
    assert encoder.definitions == []
    encoder.relation(sp.Gt(1 / y, 1, evaluate=False))  # y may be 0
    assert len(encoder.definitions) == 1


@pytest.mark.parametrize("kind", [sp.Ge, sp.Gt, sp.Le, sp.Lt, sp.Eq, sp.Ne])
def test_relations_keep_their_meaning(kind):
    relation = kind(X**2 - Y, 2 * X, evaluate=False)
    encoded = Encoder(signs={}).relation(relation)
    plain = hypothesis("h", "h", encoded, [X, Y])
    for x in (F(-1), F(0), F(1, 2), F(3)):
        for y in (F(-2), F(-1), F(0), F(3)):
            wanted = relation.subs({X: sp.Rational(x), Y: sp.Rational(y)}).doit() == sp.true
            assert holds_at(plain, [x, y]) is wanted


coefficients = st.fractions(-3, 3, max_denominator=6)
polynomials = st.dictionaries(
    st.tuples(st.integers(0, 3), st.integers(0, 3)), coefficients, max_size=5
)


@given(polynomials, coefficients, coefficients)
def test_plain_polynomials_have_the_same_values(terms, x, y):
    expression = sum((sp.Rational(k) * X**i * Y**j for (i, j), k in terms.items()), sp.S.Zero)
    plain = polynomial(expression, [X, Y])
    exact = expression.subs({X: sp.Rational(x), Y: sp.Rational(y)})
    assert evaluate(plain, [x, y]) == F(int(exact.p), int(exact.q))
    assert [e for _, e in plain] == sorted((e for _, e in plain), reverse=True)
    assert all(F(k) != 0 for k, _ in plain)


@pytest.mark.parametrize(
    "expression",
    [sp.sin(X), sp.pi * X, X**Y, sp.Symbol("y") ** A, X ** sp.sqrt(2), sp.gamma(X), sp.I * X,
     sp.floor(X), sp.EulerGamma + X],
    ids=str,
)  # fmt: skip
def test_refusals_say_what(expression):
    with pytest.raises(OptionError) as caught:
        Encoder(signs={}).polynomial_of(expression)
    assert "use" in str(caught.value)


def test_a_power_of_something_that_may_be_zero_is_refused():
    """0**e = 0 has no logarithm: exp(e*log(b)) would exclude the end of the box."""
    y = sp.Symbol("y")
    signs = {y: sp.Dummy(nonnegative=True, real=True)}
    with pytest.raises(OptionError, match="positive"):
        Encoder(signs=signs).polynomial_of(y**A)
    Encoder(signs=signs).polynomial_of((1 + y) ** A)


def test_a_box_from_zero_on_makes_its_variable_not_negative():
    names = sp.symbols("a b c d")
    boxes = dict(zip(names, [(0, 1), (sp.Rational(1, 2), 1), (-1, 1), (-2, 0)], strict=True))
    known = signs_in_boxes(boxes)
    assert [known[v].is_nonnegative for v in names] == [True, True, None, None]
    assert all(stand_in.is_real for stand_in in known.values())


def test_a_power_of_e_is_an_exponential_however_it_is_written():
    x = sp.Symbol("x")
    for written in (sp.exp(x), sp.Pow(sp.E, x, evaluate=False)):
        encoder = Encoder(signs={})
        assert encoder.polynomial_of(written).is_Symbol
        (made,) = encoder.definitions
        assert (made.function, made.argument) == ("exp", x)
