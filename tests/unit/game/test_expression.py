"""The language of expressions: what it reads, and what it refuses."""

from __future__ import annotations

import pytest
import sympy as sp
from hypothesis import given, strategies as st

from bargain.errors import ExpressionError
from bargain.game.expression import _DEEPEST, parse, parse_relation, to_text

x, y = sp.symbols("x y", real=True)
NAMES = {"x": x, "y": y}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1/2*x**2 - y", x**2 / 2 - y),
        ("-x**2", -(x**2)),
        ("2**-1", sp.Rational(1, 2)),
        ("x**(1/2)", sp.sqrt(x)),
        ("0.1", sp.Rational(1, 10)),
        ("1e-3*x", x / 1000),
        ("min(x, y, 1)", sp.Min(x, y, 1)),
        ("- - x", x),
        ("exp(log(x))", x),
        ("x - y - 1", x - y - 1),
        ("x / y / 2", x / y / 2),
        ("2**3**2", sp.Integer(512)),
    ],
)
def test_reads(text: str, value: sp.Expr) -> None:
    assert parse(text, NAMES) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x +",
        "x y",
        "(x",
        "x)",
        "z",
        "x.diff",
        "x[0]",
        "x;y",
        "lambda x: x",
        "__import__('os')",
        "f(x)",
        "exp()",
        "exp(x, y)",
        "1/0",
        "x/(1-1)",
        "log(0)",
        "sqrt(-1)",
        "9**9**9",
        "x**10000",
        "2**x**99999",
        "1e99999",
        "(" * 100 + "x" + ")" * 100,
        "x" * 30_000,
        "x = y",
        "x < y",
        "0**-1",
        "x if y else 1",
        "'x'",
        "x @ y",
        "x // y",
        "x % y",
        "1_000",
        "0x10",
        "1j",
        "nan(1)",
    ],
)
def test_refuses_with_its_place(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse(text, NAMES)


def test_says_the_column() -> None:
    with pytest.raises(ExpressionError, match=r"column 5 of \"x \+ q\""):
        parse("x + q", NAMES)


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("x < y", x < y),
        ("x >= 2*y", x >= 2 * y),
        ("x = 1", sp.Eq(x, 1)),
        ("x == 1", sp.Eq(x, 1)),
        ("x != y", sp.Ne(x, y)),
    ],
)
def test_reads_relations(text: str, relation: sp.Basic) -> None:
    assert parse_relation(text, NAMES) == relation


@pytest.mark.parametrize("text", ["x", "x < y > 1", "x <", "< x", "x => y"])
def test_refuses_what_is_no_relation(text: str) -> None:
    with pytest.raises(ExpressionError):
        parse_relation(text, NAMES)


numbers = st.fractions(-50, 50, max_denominator=50).map(
    lambda f: sp.Rational(f.numerator, f.denominator)
)
expressions = st.recursive(
    numbers | st.sampled_from([x, y]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda t: t[0] + t[1]),
        st.tuples(inner, inner).map(lambda t: t[0] * t[1]),
        inner.map(lambda e: e**2),
        inner.map(sp.exp),
        inner.map(sp.Abs),
        st.tuples(inner, inner).map(lambda t: sp.Max(*t)),
    ),
    max_leaves=6,
)


@given(expressions)
def test_round_trip(expression: sp.Expr) -> None:
    if expression.has(sp.zoo, sp.nan, sp.I):
        return
    assert sp.simplify(parse(to_text(expression), NAMES) - expression) == 0


def test_nesting_is_counted_from_the_outside():
    def nested(levels: int) -> str:
        return "(" * (levels - 1) + "x" + ")" * (levels - 1)

    symbols = {"x": sp.Symbol("x")}
    assert parse(nested(_DEEPEST), symbols) == symbols["x"]
    with pytest.raises(ExpressionError, match="nested too deeply"):
        parse(nested(_DEEPEST + 1), symbols)
    assert parse("+".join([nested(_DEEPEST)] * 2), symbols) == 2 * symbols["x"]  # not added up


def test_names_that_python_keeps_for_itself_are_names_here() -> None:
    for name in ("lambda", "in", "\N{MICRO SIGN}", "\N{LATIN SMALL LIGATURE FI}t"):
        symbol = sp.Symbol(name)
        assert parse(f"2*{name} + 1", {name: symbol}) == 2 * symbol + 1


@pytest.mark.parametrize(
    "text",
    [
        "x/(x + y + 1)/2",
        "-3*x/(x + y + 1)/2",
        "1/(x + y)/2 + y/(2*x)",
        "x/(2*y*(x + y))",
        "x/(2*(x + y)**2)",
        "(x/2 + y/2)/(x + y + 1)",
    ],
)
def test_a_number_beside_a_sum_in_a_denominator_is_read_back_as_it_was(text: str) -> None:
    symbols = {"x": sp.Symbol("x"), "y": sp.Symbol("y")}
    read = parse(text, symbols)
    assert parse(to_text(read), symbols) == read
    assert to_text(parse(to_text(read), symbols)) == to_text(read)
    half = sp.Rational(1, 2) * symbols["x"] / (symbols["x"] + symbols["y"])
    assert parse(to_text(half), symbols) == half


def test_a_number_beside_two_sums_is_not_multiplied_into_one() -> None:
    s, c = sp.symbols("s c")
    written = sp.Rational(3, 2) * (sp.Rational(3, 4) - s) * (s - c + 1)
    assert parse(to_text(written), {"s": s, "c": c}) == written
