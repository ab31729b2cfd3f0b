"""Expressions too deep or too large end in a refusal of one line, before anything recurses."""

from __future__ import annotations

import time

import pytest
import sympy as sp

import bargain as bg
from bargain import conditions as c
from bargain.errors import BargainError, LimitReached
from bargain.exact import exact_expression
from bargain.game.conditions.condition_text import conditions_from_text
from bargain.signs import short_text
from bargain.verdicts.relation import prove_relation

y, z = sp.symbols("y z")
s, r = sp.symbols("s r", positive=True)
BOXES = {"P": {y: (0, 1)}, "C": {z: (0, 1)}}
GAME = bg.Game(BOXES, {"P": s * z - y**2, "C": r * y - z**2}, measures={"m": {"P": y, "C": z}})


def nested(step, count, start):
    expression = start
    for _ in range(count):
        expression = step(expression)
    return expression


def plain(kind, *arguments):
    return kind(*arguments, evaluate=False)


def logarithms(v, _w):
    return nested(lambda e: plain(sp.log, plain(sp.Add, 1, e)), 3000, v)


def horner(v, _w):
    return nested(lambda e: plain(sp.Add, 1, plain(sp.Mul, v, e)), 1500, v)


def doubling(v, w):
    return nested(lambda e: plain(sp.Mul, plain(sp.Add, e, v), plain(sp.Add, e, w)), 60, v)


def long_sum(v, w):
    return sp.Add(*[sp.Rational(1, k) * v ** (k % 70) * w ** (k // 70) for k in range(1, 5001)])


def huge_power(v, _w):
    return v ** (10**9)


def long_number(v, _w):
    return v * sp.Integer(3) ** 100_000


EXPRESSIONS = [logarithms, horner, doubling, long_sum, huge_power, long_number]


def game(e):
    return bg.Game(BOXES, {"P": e + z, "C": y - z**2})


# What is asked with an expression in the variables, and with one in the parameters.
ASKED = {
    "payoff": lambda e, _: game(e),
    "term": lambda e, _: bg.Game({"P": {y: (0, 1)}, "C": {}}, {"P": e, "C": -y}, terms={z: (0, 1)}),
    "measure": lambda e, _: bg.Game(BOXES, {"P": y, "C": z}, measures={"m": {"P": e, "C": z}}),
    "outside option": lambda _, p: bg.Game(BOXES, {"P": y, "C": z}, disagreement={"P": p, "C": 0}),
    "assumption": lambda _, p: bg.Game(BOXES, {"P": y * s * r, "C": z},
                                       assumptions=[plain(sp.Ge, p, 1)]),
    "finite": lambda _, p: bg.FiniteGame.from_payoffs([[p, 0]], [[0, 1]]),
    "finite assumption": lambda _, p: bg.FiniteGame.from_payoffs(
        [[s, 0]], [[0, r]], assumptions=[plain(sp.Ge, p, 1)]),
    "at": lambda _, p: GAME.at({s: p}),
    "holds": lambda e, _: c.holds(plain(sp.Ge, e, z)),
    "tolerance": lambda _, p: c.balanced("m", p),
    "discount": lambda _, p: c.self_enforcing(p),
    "where": lambda _, p: bg.decide(GAME, c.nash(), where=[plain(sp.Ge, p, 1)], timeout=5),
    "claim": lambda e, _: prove_relation(plain(sp.Ge, e, 0), timeout=5),
    "hypothesis": lambda e, _: prove_relation(y >= 0, [plain(sp.Ge, e, 1)], timeout=5),
    "agreement": lambda _, p: bg.minimum_discount(GAME, {y: p, z: 0}),
    "sustained": lambda _, p: bg.sustainable(GAME, p),
}  # fmt: skip


@pytest.fixture(scope="module")
def made():
    return {f: (f(y, z), f(s, r)) for f in EXPRESSIONS}


@pytest.mark.long(every=4)
@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize("write", EXPRESSIONS)
def test_one_line_refuses_it(asked, write, made):
    started = time.process_time()
    with pytest.raises(BargainError) as caught:
        ASKED[asked](*made[write])
    assert time.process_time() - started < 20
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 700


@pytest.mark.parametrize("write", EXPRESSIONS)
def test_a_witness_of_that_kind_is_refused_or_left_open(write, made):
    try:
        verdict = bg.decide(GAME, c.participation(), witness={y: made[write][1], z: 0}, timeout=5)
    except BargainError as error:
        assert "\n" not in str(error)  # noqa: PT017  # either answer is right
    else:
        assert verdict.status in ("unknown", "always")


TEXTS = {
    "nested": "log(1+" * 3000 + "y" + ")" * 3000, "brackets": "(" * 3000 + "y" + ")" * 3000,
    "powers": "y" + "**y" * 3000, "signs": "-" * 5000 + "y", "tower": "2**2**2**2**2**2",
    "quotients": "y" + "/(1+y" * 2000 + ")" * 2000, "digits": "9" * 5000, "power": "y**1000000000",
    "power of a number": "10**1000000", "exponent": "1e999999999*y",
    "product": "*".join(["(1+y)"] * 5000), "powers of powers": "((1+y)**999)**999",
}  # fmt: skip
TOML = '[actions.P]\ny = [0, 1]\n[actions.C]\nz = [0, 1]\n[payoffs]\nP = "%s"\nC = "z"\n'


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_texts_are_refused_the_same_way(text):
    """A file may hold anything; what can be read is read, what cannot is refused in a line."""
    for read in (
        GAME.parse,
        lambda t: GAME.parse_relation(t + " >= 0"),
        lambda t: bg.Game.from_toml(TOML % t),
        lambda t: conditions_from_text([f"holds({t} >= 0)"], {"y": y, "z": z}),
    ):
        try:
            read(text)
        except BargainError as error:
            assert "\n" not in str(error)  # noqa: PT017  # a refusal, or a game
            assert len(str(error)) < 700  # noqa: PT017


@pytest.mark.parametrize("many", [19, 21])
def test_twenty_functions_may_be_inside_each_other(many):
    deep = nested(lambda e: plain(sp.sqrt, plain(sp.Add, 1, e)), many, y)
    if many > 20:
        with pytest.raises(BargainError, match="more than 20 functions"):
            exact_expression(deep)
    else:
        assert exact_expression(deep) == deep
        verdict = bg.decide(game(deep), c.participation(), timeout=5)
        assert verdict.status in ("always", "unknown")


def test_arithmetic_of_other_packages_leaves_as_a_refusal():
    """Sympy looks for perfect powers by a float: an OverflowError for large numbers."""
    with pytest.raises(LimitReached, match="OverflowError"):
        bg.nash_bargaining(
            bg.Game(BOXES, {"P": (1 + sp.Rational(1, 10**400)) * z - y**2 / 2, "C": y - z**2 / 2}),
            symbolic=True,
        )


def test_best_replies_of_unusual_powers_are_exact_or_refused():
    power = bg.Game(BOXES, {"P": sp.Rational(7, 5) * y ** sp.Rational(123, 1000) - y, "C": -z})
    best = (sp.Rational(7, 5) * sp.Rational(123, 1000)) ** sp.Rational(1000, 877)
    assert c.nash().residual(power, {y: best, z: 0}) == 0
    assert c.nash().residual(power, {y: 1, z: 0}) > 0
    cubic = bg.Game(BOXES, {"P": y**4 / 4 - y**3 / 2 + y**2 / 9 + y / 50, "C": -z})
    assert c.nash().residual(cubic, {y: 0, z: 0}) > 0  # three real roots, none of them rational
    near_one = (1 + y) ** sp.Rational(10**9 + 1, 10**9)
    with pytest.raises(BargainError, match="no closed form"):
        c.nash().residual(bg.Game(BOXES, {"P": near_one, "C": -z}), {y: 0, z: 0})


def test_long_expressions_are_not_printed_whole(made):
    for write in EXPRESSIONS:
        assert len(short_text(made[write][0])) <= 60
