"""Formulas in text say what the polynomials say: each is read back by sympy and compared."""

from __future__ import annotations

import itertools
import math
import random
import re
from fractions import Fraction
from typing import Any

import pytest
import sympy as sp

from bargain.explain.formulas import Formulas
from bargain.explain.visitor import gain, negated, opposites

NAMES = ["s", "x", "y"]
SYMBOLS = {n: sp.Symbol(n, real=True) for n in NAMES}
POINT = {"s": Fraction(3, 7), "x": Fraction(-5, 2), "y": Fraction(11, 3)}
TEXT = Formulas({"variables": NAMES}, "text")


def read(shown: str) -> Fraction:
    """The value of a text at the point: a second reading, by Python, of what is printed."""
    numbers = re.sub(r"\d+", r"Fraction(\g<0>)", shown.replace("·", "*").replace("^", "**"))
    return Fraction(eval(numbers, {"Fraction": Fraction}, dict(POINT)))


def value(poly: Any) -> Fraction:
    """The value of a polynomial at the point."""
    powers = (math.prod(POINT[n] ** e for n, e in zip(NAMES, k, strict=True)) for _, k in poly)
    return sum((Fraction(c) * m for (c, _), m in zip(poly, powers, strict=True)), Fraction(0))


def plain(poly: Any) -> sp.Expr:
    return TEXT.expression(poly)


def polynomials(seed: int, count: int) -> list[Any]:
    rng = random.Random(seed)
    found = []
    for _ in range(count):
        if rng.random() < 0.5:  # a product, which is shown in factors
            a, b = (sum(rng.randint(-2, 2) * v for v in SYMBOLS.values()) + rng.randint(-2, 2)
                    for _ in "ab")  # fmt: skip
            whole = sp.expand(a * b * sp.Rational(rng.randint(1, 4), 3))
        else:
            whole = sp.Add(*(
                rng.randint(-5, 5) * sp.Mul(*(v ** rng.randint(0, 2) for v in SYMBOLS.values()))
                for _ in range(rng.randint(1, 4))
            ))  # fmt: skip
        found.append(TEXT.plain(whole))
    return found


def test_polynomials_relations_and_quotients_are_read_back() -> None:
    for p, q in itertools.pairwise(polynomials(1, 25)):
        assert read(TEXT.polynomial(p)) == value(p)
        left, sign, right = TEXT.relation(p, "≥").rsplit(" ", 2)
        assert (sign, right) == ("≥", "0")
        assert read(left) == value(p)
        if value(q) != 0:
            assert read(TEXT.quotient(p, q)) == value(p) / value(q)


@pytest.mark.parametrize("c", ["1", "2", "1/3", "7/2"])
def test_products_keep_their_coefficient_and_every_factor(c: str) -> None:
    polys = [p for p in polynomials(2, 8) if len(p)]
    for p, q in itertools.pairwise(polys):
        one, two = TEXT.bracketed(p), TEXT.bracketed(q)
        cases = [([one], []), ([one, one, two], []), ([], [p]), ([one], [q]), ([one, two], [p, q])]
        for factors, squares in cases:
            expected = Fraction(c) * math.prod(map(read, factors))
            expected *= math.prod(value(s) ** 2 for s in squares)
            assert read(TEXT.product(c, factors, squares)) == expected
    assert TEXT.product(c, [], []) == c


def test_repeated_factors_are_powers() -> None:
    assert TEXT.product("1", ["a", "a", "b"], []) == "a^2·b"
    assert TEXT.product("3", ["a"], [[["1", [0, 1, 0]]]]) == "3·a·x^2"
    assert TEXT.product("1/4", [], [[["-2", [0, 1, 0]], ["4", [0, 0, 0]]]]) == "(x - 2)^2"
    latex = Formulas({"variables": NAMES}, "latex")
    assert latex.product("3/2", ["a", "a"], []) == r"\frac{3}{2} a^{2}"
    assert latex.product("1", ["a"], []) == "a"


def test_multiples_of_equations() -> None:
    assert TEXT.multiple([["1", [0, 0, 0]]], "(3)") == ("", "(3)")
    assert TEXT.multiple([["2", [0, 0, 0]]], "(3)") == ("", "2·(3)")
    assert TEXT.multiple([["-1", [0, 0, 0]]], "(3)") == ("-", "(3)")
    assert TEXT.multiple([["-2", [1, 0, 0]]], "(3)") == ("-", "(2·s)·(3)")
    assert TEXT.multiple([["1", [1, 0, 0]]], "(3)") == ("", "s·(3)")
    assert TEXT.multiple([["1", [1, 0, 0]], ["-1", [0, 0, 0]]], "(3)") == ("", "(s - 1)·(3)")
    long = [["1", [k, 0, 0]] for k in range(9, 0, -1)]
    assert TEXT.multiple(long, "(3)") == ("", "[a polynomial of 9 terms, in the certificate]·(3)")
    assert TEXT.handle(long, "(3)") == "h_3"
    assert TEXT.handle(long[:8], "(3)") == TEXT.bracketed(long[:8])


def test_what_the_checker_forms() -> None:
    for p, q in itertools.pairwise(polynomials(3, 20)):
        assert value(negated(p)) == -value(p)
        assert value(TEXT.difference(p, q)) == value(p) - value(q)
        assert value(TEXT.times(p, q)) == value(p) * value(q)
        moved = plain(p).subs(SYMBOLS["x"], plain(q))
        assert sp.expand(plain(TEXT.substituted(p, "x", q)) - moved) == 0
    assert plain(TEXT.shifted("x", -1, "3/2")) == sp.Rational(3, 2) - SYMBOLS["x"]
    assert plain(TEXT.pinned("y", "-2")) == SYMBOLS["y"] + 2
    positive = [TEXT.is_positive_constant(p) for p in ([["1/9", [0] * 3]], [["-1", [0] * 3]], [],
                                                       [["1", [1, 0, 0]]])]  # fmt: skip
    assert positive == [True, False, False, False]


def test_gains_of_a_table_by_position() -> None:
    """Payoffs in C order: the last player's action runs fastest."""
    statement = {
        "players": ["A", "B"],
        "actions": {"A": ["u", "d"], "B": ["l", "m", "r"]},
        "payoffs": {
            "A": [[[str(10 * a + b), [0, 0, 0]]] if 10 * a + b else []
                  for a in range(2) for b in range(3)],
            "B": [[[str(a + 7 * b), [0, 0, 0]]] if a + 7 * b else []
                  for a in range(2) for b in range(3)],
        },
    }  # fmt: skip
    for a, b in itertools.product(range(2), range(3)):
        for to in range(2):
            assert plain(gain(statement, [a, b], 0, to)) == 10 * (to - a)
        for to in range(3):
            assert plain(gain(statement, [a, b], 1, to)) == 7 * (to - b)


def holds(rel: str, value: sp.Expr) -> bool:
    return bool({"=": value == 0, ">=": value >= 0, ">": value > 0}[rel])


def test_opposites_hold_exactly_where_the_goal_fails() -> None:
    x, y = [["1", [0, 1, 0]]], [["1", [0, 0, 1]]]
    goals = [
        {"rel": ">=", "poly": x},
        {"rel": ">", "poly": x},
        {"rel": "=", "poly": x},
        {"rel": "or", "any": [[[">=", x]], [["=", y]]]},
        {"rel": "or", "any": [[[">", x], [">=", y]], [["=", x]]]},
    ]
    for goal in goals:
        ways = goal["any"] if goal["rel"] == "or" else [[[goal["rel"], goal["poly"]]]]
        facts = list(opposites(goal))
        for a, b in itertools.product([-1, 0, 1], repeat=2):
            at = {SYMBOLS["x"]: a, SYMBOLS["y"]: b}

            def true(h: Any, at: Any = at) -> bool:
                if h["rel"] == "or":
                    return any(all(holds(r, plain(p).subs(at)) for r, p in w) for w in h["any"])
                return holds(h["rel"], plain(h["poly"]).subs(at))

            good = any(all(holds(r, plain(p).subs(at)) for r, p in way) for way in ways)
            assert any(all(map(true, case)) for _, case in facts) == (not good)
    assert [key for key, _ in opposites(goals[2])] == ["pos", "neg"]
    assert [key for key, _ in opposites(goals[0])] == ["node"]


def test_axioms_are_facts_about_logs_and_exponentials() -> None:
    """Each instance holds with the true values put in, and is the formula of the format."""
    a, b = [["1", [1, 0, 0, 0, 0, 0]]], [["1", [0, 1, 0, 0, 0, 0]]]
    ab = [["1", [1, 1, 0, 0, 0, 0]]]
    names = ["a", "b", "A", "B", "C", "D"]
    both = [*a, *b]
    values = [Fraction(1, 3), Fraction(1), Fraction(5, 2)]
    for kind, third in (("log", ab), ("exp", both)):
        functions = [
            {"var": v, "of": kind, "arg": p} for v, p in zip("ABC", (a, b, third), strict=True)
        ]
        shown = Formulas({"variables": names, "functions": functions}, "text")
        end = "positive-arg" if kind == "log" else "positive"
        entries = [
            {"rule": f"{kind}-bound", "i": i, "j": j}
            for i, j in [(0, 1), (1, 0), (0, None), (None, 1)]
        ]
        entries += [{"rule": f"{kind}-{end}", "i": 1}]
        entries += [{"rule": f"{kind}-product", "left": [[0, 1], [1, 1]], "right": [[2, 1]]}]
        entries += [{"rule": f"{kind}-product", "left": [[0, 2]], "right": [[0, 1], [0, 1]]}]
        tight = 0
        for x, y in itertools.product(values, repeat=2):
            function = sp.log if kind == "log" else sp.exp
            put = {"a": sp.Rational(str(x)), "b": sp.Rational(str(y))}
            put |= {"A": function(put["a"]), "B": function(put["b"])}
            third_value = put["a"] * put["b"] if kind == "log" else put["a"] + put["b"]
            put["C"] = function(third_value)
            for entry in entries:
                rel, poly, words = shown.axiom(entry)
                value = shown.expression(poly).subs(
                    {sp.Symbol(n, real=True): v for n, v in put.items()}
                )
                number = sp.N(value, 30)
                assert words
                assert abs(number) < 1e-20 if rel == "=" else number >= -1e-20
                tight += int(rel == ">=" and bool(abs(number) < 1e-20))
        assert tight > 0  # a bound touches where its arguments agree


def test_common_factors_are_taken_out_of_a_sum_and_it_stays_the_same() -> None:
    """The printed sum, read back, is the sum of the products; the first term stays in front."""
    x, y, a = sp.symbols("x y a", real=True)
    shown = Formulas({"variables": ["x", "y", "a"]}, "latex")
    first, second, third = map(shown.plain, (x - y, (1 - x) * (x + a), 2 * x - 1))
    handles = [shown.handle(p, "") for p in (first, second, third)]
    sums = [[3, 0, 1], [6, 0, 2], [4, 1], [10, 1, 0], [12, 2, 2], [1]]
    for squares in ([], [shown.plain(x / 2 - a / 2)], [first, first]):
        terms = [(str(c), [handles[k] for k in many], squares) for c, *many in sums]
        printed = shown.collected(terms)
        readable = re.sub(r"\\frac\{(\d+)\}\{(\d+)\}", r"(\1/\2)", printed)
        readable = re.sub(r"\^\{(\d+)\}", r"**\1", readable)
        readable = re.sub(r"(?<=[\w)]) (?=[\w(])", "*", readable)
        parts = [shown.expression(p) for p in (first, second, third)]
        whole = sum(
            c * sp.Mul(*[parts[k] for k in many], *[shown.expression(p) ** 2 for p in squares])
            for c, *many in sums
        )
        assert sp.expand(sp.sympify(readable, {"x": x, "y": y, "a": a}) - whole) == 0, printed
    terms = [(str(c), [handles[k] for k in many], []) for c, *many in sums]
    assert len(shown.collected(terms)) < len(" + ".join(shown.product(*t) for t in terms))
