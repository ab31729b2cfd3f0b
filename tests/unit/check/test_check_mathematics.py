"""The mathematics that the checker trusts, compared with twins that share no code."""

from __future__ import annotations

import math
import random
from fractions import Fraction
from typing import Any

import mpmath
import pytest
import sympy as sp
from hypothesis import given, strategies as st

from bargain.check import interval
from bargain.check.certificate import Budget, CertificateError, refusing
from bargain.check.interval import ONE, P, enclose
from bargain.check.polynomial import Ring
from bargain.check.psatz import Question
from bargain.check.tape import Tape

X, Y = sp.symbols("x y")
FRACTIONS = st.fractions(min_value=-5, max_value=5, max_denominator=50)
POLYNOMIALS = st.dictionaries(
    st.tuples(st.integers(0, 4), st.integers(0, 4)), FRACTIONS.filter(bool), max_size=5
)


def data(poly: dict[tuple[int, int], Fraction]) -> Any:
    return [[str(c), list(e)] for e, c in sorted(poly.items(), reverse=True)]


def expression(poly: dict[tuple[int, int], Fraction]) -> sp.Expr:
    terms = [sp.Rational(c.numerator, c.denominator) * X**i * Y**j for (i, j), c in poly.items()]
    return sp.Add(*terms)


def back(ring: Ring, p: Any) -> sp.Expr:
    terms = []
    for m, v in p.terms.items():
        terms.append(sp.Rational(v, p.den) * X ** (m & 0xFFFF) * Y ** (m >> 16))
    return sp.Add(*terms)


@given(POLYNOMIALS, POLYNOMIALS, FRACTIONS)
def test_polynomials_agree_with_sympy(a: Any, b: Any, c: Fraction) -> None:
    ring = Ring(["x", "y"], Budget())
    p, q = ring.read(data(a), "p"), ring.read(data(b), "q")
    e, f, k = expression(a), expression(b), sp.Rational(c.numerator, c.denominator)
    assert sp.expand(back(ring, ring.product(p, q)) - e * f) == 0
    assert sp.expand(back(ring, ring.sum([(c, p), (1, q)])) - k * e - f) == 0
    assert sp.expand(back(ring, ring.substitute(p, 1, q)) - e.subs(Y, f)) == 0
    assert ring.value(p, {0: c, 1: c + 1}) == Fraction(str(e.subs({X: k, Y: k + 1})))
    assert ring.mentions(p) == {i for i, v in enumerate((X, Y)) if v in e.free_symbols}


@pytest.mark.parametrize(
    "broken",
    [
        [["1", [0]]],
        [["0", [0, 0]]],
        [["1", [0, 0]], ["1", [0, 0]]],
        [["1", [0, 0]], ["1", [1, 0]]],
        [["1", [-1, 0]]],
        [["1", [201, 0]]],
        [[1, [0, 0]]],
        [["1", "00"]],
        [["1"]],
        {},
        [["1", [0, None]]],
    ],
)
def test_polynomials_have_one_spelling(broken: Any) -> None:
    with pytest.raises((ValueError, TypeError)):
        Ring(["x", "y"], Budget()).read(broken, "p")


def real(value: Fraction) -> Any:
    return mpmath.mpf(value.numerator) / value.denominator


@given(
    st.fractions(min_value=Fraction(1, 10**6), max_value=10**6, max_denominator=10**6),
    st.integers(min_value=-300, max_value=900),
)
def test_elementary_functions_enclose_and_are_narrow(value: Fraction, power: int) -> None:
    with mpmath.workprec(2_000):
        value *= Fraction(2) ** min(power, 200)
        a, scale = enclose(value), mpmath.mpf(2) ** P
        if a[0] > 0:
            lo, hi = interval.log(a)
            assert lo <= mpmath.log(real(value)) * scale <= hi
            assert hi - lo <= 2_000 + 4 * ONE // min(a[0], ONE)
        lo, hi = interval.sqrt(a)
        assert lo <= mpmath.sqrt(real(value)) * scale <= hi
        small = Fraction(power) + min(value, Fraction(1)) - 305
        lo, hi = interval.exp(enclose(small))
        exact = mpmath.exp(real(small)) * scale
        assert lo <= exact <= hi
        assert hi - lo <= 32 + exact * mpmath.mpf(2) ** -84


def test_square_roots_of_squares_are_exact() -> None:
    assert interval.sqrt((0, 4 * ONE)) == (0, 2 * ONE)
    assert interval.log((ONE, ONE))[0] <= 0 <= interval.log((ONE, ONE))[1]


@pytest.mark.parametrize(
    "work",
    [
        lambda: interval.log((0, ONE)),
        lambda: interval.sqrt((-1, ONE)),
        lambda: interval.divide((ONE, ONE), (-1, 1)),
        lambda: interval.exp((0, 10**6 * ONE)),
        lambda: interval.power((0, 1 << 1000), 200),
        lambda: interval.mul((0, 1 << 1000), (0, 1 << 1000)),
    ],
)
def test_what_is_undefined_or_too_large_is_refused(work: Any) -> None:
    with pytest.raises(CertificateError):
        work()


TAPE = [
    ["v", 0],
    ["v", 1],
    ["*", 0, 1],
    ["c", "3/2"],
    ["+", 2, 3],
    ["log", 4],
    ["sqrt", 4],
    ["exp", 0],
    ["/", 5, 4],
    ["-", 7, 8],
    ["^", 9, 3],
    ["*", 10, 6],
    ["*", 1, 1],
    ["+", 11, 12],
    ["-", 13, 1],
    ["^", 14, 1],
]


def tape_expression() -> sp.Expr:
    inner = X * Y + sp.Rational(3, 2)
    return (sp.exp(X) - sp.log(inner) / inner) ** 3 * sp.sqrt(inner) + Y**2 - Y


def test_derivatives_of_tapes_agree_with_sympy() -> None:
    tape, rng, e = Tape(TAPE, 2, Budget()), random.Random(0), tape_expression()
    nodes = {
        e: 15,
        e.diff(X): tape.derivative(15, 0),
        e.diff(Y): tape.derivative(15, 1),
        e.diff(X, Y): tape.derivative(tape.derivative(15, 0), 1),
        e.diff(Y, 2): tape.derivative(tape.derivative(15, 1), 1),
    }
    for _ in range(5):
        point = [Fraction(rng.randint(1, 99), 100) for _ in range(2)]
        exact = {X: sp.Rational(str(point[0])), Y: sp.Rational(str(point[1]))}
        for form, node in nodes.items():
            lo, hi = tape.values([enclose(p) for p in point], node)[0]
            value = form.subs(exact).evalf(40) * 2**P
            assert lo <= value <= hi


@given(st.lists(st.fractions(min_value=0, max_value=1, max_denominator=64), min_size=4, max_size=4))
def test_tapes_enclose_every_point_of_a_box(ends: list[Fraction]) -> None:
    box = [sorted(ends[:2]), sorted(ends[2:])]
    tape = Tape(TAPE, 2, Budget())
    node = tape.derivative(15, 0)
    wide = tape.values([(enclose(lo)[0], enclose(hi)[1]) for lo, hi in box], 15, node)
    thin = tape.values([enclose((lo + hi) / 2) for lo, hi in box], 15, node)
    for (lo, hi), (low, high) in zip(wide, thin, strict=True):
        assert lo <= high
        assert low <= hi


def test_exact_values_of_tapes() -> None:
    tape = Tape([["v", 0], ["sqrt", 0], ["log", 1], ["exp", 2], ["/", 3, 0]], 1, Budget())
    assert tape.exact([Fraction(1)], 4) == 1
    assert tape.exact([Fraction(9, 4)], 1) == Fraction(3, 2)
    for point, node in ((Fraction(2), 1), (Fraction(4), 2), (Fraction(0), 4), (Fraction(-1), 1)):
        with pytest.raises(CertificateError):
            tape.exact([point], node)


STATEMENT = {
    "variables": ["x", "y", "K", "L", "M", "D", "E", "F", "G"],
    "parameters": [],
    "region": [],
    "functions": [
        {"var": "K", "of": "log", "arg": [["1", [0] * 9]]},
        {"var": "L", "of": "log", "arg": [["1", [1] + [0] * 8]]},
        {"var": "M", "of": "log", "arg": [["1", [1, 2] + [0] * 7]]},
        {"var": "D", "of": "log", "arg": [["1", [0, 1] + [0] * 7]]},
        {"var": "E", "of": "exp", "arg": [["1", [1] + [0] * 8]]},
        {"var": "F", "of": "exp", "arg": [["1", [0, 1] + [0] * 7]]},
        {"var": "G", "of": "exp", "arg": [["1", [1] + [0] * 8], ["2", [0, 1] + [0] * 7]]},
    ],
}
AXIOMS = [
    *({"rule": "log-bound", "i": i, "j": j} for i in range(4) for j in (None, 0, 1, 2, 3)),
    *({"rule": "exp-bound", "i": i, "j": j} for i in (4, 5, 6) for j in (None, 4, 5, 6)),
    *({"rule": "log-bound", "i": None, "j": j} for j in range(4)),
    *({"rule": "exp-bound", "i": None, "j": j} for j in (4, 5, 6)),
    {"rule": "exp-bound", "i": 6, "j": ["27/10", "1"]},
    {"rule": "exp-bound", "i": 5, "j": ["1/8", "-2"]},
    {"rule": "exp-bound", "i": ["68/25", "1"], "j": 4},
    {"rule": "log-bound", "i": 1, "j": ["27/10", "1"]},
    {"rule": "log-bound", "i": ["1/5", "-2"], "j": 2},
    {"rule": "log-positive-arg", "i": 2},
    {"rule": "exp-positive", "i": 6},
    {"rule": "log-product", "left": [[1, 1], [3, 2]], "right": [[2, 1]]},
    {"rule": "log-product", "left": [], "right": [[0, 7]]},
    {"rule": "exp-product", "left": [[4, 1], [5, 2]], "right": [[6, 1]]},
]


@pytest.mark.parametrize("axiom", AXIOMS, ids=str)
def test_axioms_hold_for_the_real_functions(axiom: Any) -> None:
    question, rng = Question(STATEMENT, Budget()), random.Random(1)
    h = question.axiom(axiom)
    for _ in range(50):
        x, y = rng.uniform(0.01, 3), rng.uniform(0.01, 3)
        values = [
            x,
            y,
            0,
            math.log(x),
            math.log(x * y**2),
            math.log(y),
            math.exp(x),
            math.exp(y),
            math.exp(x + 2 * y),
        ]
        exact = question.ring.value(h.poly, dict(enumerate(map(Fraction, values))))
        slack = 1e-9 * max(1, *map(abs, values)) ** 2
        assert abs(exact) < slack if h.rel == "=" else exact > -slack


@pytest.mark.parametrize(
    "axiom",
    [
        {"rule": "log-product", "left": [[1, 1]], "right": [[2, 1]]},
        {"rule": "log-product", "left": [[1, -1]], "right": []},
        {"rule": "exp-product", "left": [[4, 1]], "right": [[5, 1]]},
        {"rule": "log-bound", "i": 4, "j": None},
        {"rule": "exp-bound", "i": 0, "j": None},
        {"rule": "log-bound", "i": 7, "j": None},
        {"rule": "log-bound", "i": 1},
        {"rule": "log-bound", "i": None, "j": None},
        {"rule": "exp-bound", "i": None, "j": None},
        {"rule": "log-bound", "i": None, "j": 4},
        {"rule": "exp-bound", "i": None, "j": 0},
        {"rule": "exp-bound", "i": 4, "j": ["68/25", "1"]},  # e is less
        {"rule": "exp-bound", "i": ["27/10", "1"], "j": 4},  # e is more
        {"rule": "exp-bound", "i": 4, "j": ["0", "1"]},
        {"rule": "exp-bound", "i": 4, "j": ["-1", "1"]},
        {"rule": "exp-bound", "i": 4, "j": ["1", "0"]},  # null says it exactly
        {"rule": "exp-bound", "i": 4, "j": ["1", "700"]},
        {"rule": "exp-bound", "i": 4, "j": ["2", "1", "1"]},
        {"rule": "exp-bound", "i": 4, "j": [2, 1]},
        {"rule": "exp-bound", "i": ["3", "1"], "j": ["2", "1"]},
        {"rule": "exp-bound", "i": ["3", "1"], "j": None},
        {"rule": "log-bound", "i": 0, "j": ["68/25", "1"]},
        {"rule": "exp-positive", "i": 0},
        {"rule": "sin-bound", "i": 0},
        {},
        None,
    ],
    ids=str,
)
def test_false_axioms_are_refused(axiom: Any) -> None:
    with pytest.raises(CertificateError), refusing("axiom"):
        Question(STATEMENT, Budget()).axiom(axiom)


def test_axioms_wait_for_definitions() -> None:
    question = Question(STATEMENT, Budget())
    axiom = {"rule": "log-bound", "i": 1, "j": 2}
    with pytest.raises(CertificateError, match="not defined"):
        question.axiom(axiom, {0, 1, 3})
    assert question.axiom(axiom, {0, 1, 3, 4}).rel == ">="
