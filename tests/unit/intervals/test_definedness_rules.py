"""Where powers, roots, logs and quotients have real values: a second reading of the rules.

The reference evaluates an expression from the leaves at exact points of a grid, by the rules of the
real numbers: no log of what is not positive, no root of a negative number, no division by zero, no
irrational power of what is not positive. A claim "defined" has to agree with it at every point of
the grid, a claim "undefined" at the point that it names.
"""

from __future__ import annotations

import itertools
from fractions import Fraction
from typing import Any

import pytest
import sympy as sp

import bargain as bg
from bargain.errors import GameError
from bargain.game.alternatives import demands
from bargain.intervals.definedness import sign_on_box, undefined_point
from bargain.intervals.exact_range import exact_range
from bargain.solve.payoffs.defined_boxes import refuse_extreme_numbers, refuse_undefined_gains

x, y, s = sp.symbols("x y s")
R = sp.Rational
BOXES = {
    "unit": {x: (0, 1), y: (0, 1)},
    "around zero": {x: (-1, 1), y: (-1, 1)},
    "negative": {x: (-2, -1), y: (-2, -1)},
    "positive": {x: (1, 2), y: (R(1, 2), 3)},
}


def power_is_real(base: Any, p: sp.Expr) -> bool:
    """Whether base^p is a real number."""
    if p.is_Integer:
        return bool(p >= 0 or base != 0)
    return bool(base >= 0 if p.is_Rational and p > 0 else base > 0)


def is_defined(e: sp.Expr, point: dict[sp.Symbol, Any]) -> bool:
    """Whether every part of an expression is a real number at a point."""
    if not all(is_defined(argument, point) for argument in e.args):
        return False
    if isinstance(e, sp.log):
        return bool(e.args[0].subs(point) > 0)
    if e.is_Pow and not isinstance(e, sp.exp):
        return power_is_real(e.base.subs(point), e.exp)
    return True


def grid(box: Any, used: list[sp.Symbol], steps: int = 6) -> list[dict[sp.Symbol, Any]]:
    lines = [[R(a) + (R(b) - R(a)) * R(k, steps) for k in range(steps + 1)]
             for a, b in (box[v] for v in used)]  # fmt: skip
    return [dict(zip(used, values, strict=True)) for values in itertools.product(*lines)]


EXPONENTS = [R(-3), R(-2), R(-1), R(-1, 2), R(-2, 3), R(0), R(1, 3), R(1, 2), R(2, 3), R(2), R(3),
             sp.sqrt(2), sp.pi, -sp.sqrt(2)]  # fmt: skip
BASES = [x, 1 + x, x + y, x * y, x**2, x**3, x**2 * y, x**2 + y**2, 1 - x**2, (x - y) ** 2,
         x**4 + 1, -x, x - R(1, 3), 2 - x - y]  # fmt: skip


@pytest.mark.long(every=8)
@pytest.mark.parametrize("name", BOXES)
@pytest.mark.parametrize("p", EXPONENTS, ids=str)
def test_powers_agree_with_the_rules_of_the_real_numbers(name: str, p: sp.Expr) -> None:
    box = BOXES[name]
    first = (list(BOXES).index(name) + EXPONENTS.index(p)) % 4
    for base in BASES[first::4]:  # a quarter each: together all bases, exponents and boxes
        expression = sp.Pow(base, p)
        used = sorted(base.free_symbols, key=str)
        found = undefined_point([expression], {v: box[v] for v in used})
        if found.status == "defined":
            value = sp.lambdify(used, base, "math")  # of fractions, so exact
            points = [[Fraction(str(z)) for z in at.values()] for at in grid(box, used)]
            assert all(power_is_real(value(*at), p) for at in points), base
        elif found.status == "undefined":
            assert found.point is not None
            at = {v: found.point[v] for v in found.point}
            assert all(box[v][0] <= at[v] <= box[v][1] for v in at)
            near = abs(base.subs(at)) < R(1, 10**6)  # an irrational zero is named to 1e-9
            assert not is_defined(expression, at) or near, base


SETTLED = {
    # an even power of a negative number is positive, an odd one is not
    (sp.sqrt(x**2), "around zero"): "defined",
    (sp.sqrt(x**4 * (1 + y)), "around zero"): "defined",
    (sp.sqrt(x**3), "around zero"): "undefined",
    (sp.sqrt(x**3), "negative"): "undefined",
    (sp.log(x**2), "negative"): "defined",
    (sp.log(x**2), "around zero"): "undefined",
    (sp.log(x**3), "negative"): "undefined",
    (sp.log(x * y), "negative"): "defined",
    (sp.log(x**2 * y), "negative"): "undefined",
    (1 / x**2, "negative"): "defined",
    (1 / x**2, "around zero"): "undefined",
    (1 / (x**2 + y**2), "around zero"): "undefined",
    (1 / (1 + x**2), "around zero"): "defined",
    (x ** R(1, 3), "negative"): "undefined",
    (x ** R(2, 3), "negative"): "undefined",
    (x ** R(2, 3), "unit"): "defined",
    (x ** R(-1, 3), "unit"): "undefined",
    (x ** sp.sqrt(2), "unit"): "undefined",
    (x ** sp.sqrt(2), "positive"): "defined",
    (x**x, "unit"): "undefined",
    (x**x, "positive"): "defined",
    (sp.log(sp.log(x)), "positive"): "undefined",
    (sp.log(1 + sp.log(x)), "positive"): "defined",
    (1 / sp.log(1 + x), "positive"): "defined",
    (1 / (sp.exp(x) - 1), "unit"): "undefined",
    (sp.exp(1 / x), "unit"): "undefined",
}


@pytest.mark.parametrize(("expression", "name"), SETTLED, ids=str)
def test_cases_that_have_to_be_settled(expression: sp.Expr, name: str) -> None:
    used = expression.free_symbols
    found = undefined_point([expression], {v: BOXES[name][v] for v in used})
    assert found.status == SETTLED[expression, name]
    if found.status == "undefined":
        assert not is_defined(expression, found.point)


def test_ranges_of_polynomials_hold_every_value() -> None:
    """Interval arithmetic in fractions; sharp where every variable occurs once."""
    once = [x, 3 - 2 * x, x * y, x**2, x**3, (x + 1) ** 2 * y, -(x**4), (x - y) ** 3, x**2 + y**2]
    more = [x**2 - x, x * (1 - x) * y, x**3 - x**2 + y * x, (x + y) * (x - y)]
    for box in BOXES.values():
        ends = {v: (R(a), R(b)) for v, (a, b) in box.items()}
        for e in [*once, *more]:
            found = exact_range(e, ends)
            assert found is not None
            used = sorted(e.free_symbols, key=str)
            values = [e.subs(at) for at in grid(box, used)]
            assert found[0] <= min(values)
            assert max(values) <= found[1]
            if e in once:
                assert (min(values), max(values)) == found, (e, box)
    assert exact_range(sp.log(x), {x: (R(1), R(2))}) is None
    assert exact_range(x**20, {x: (R(1), R(2))}, most=16) is None  # left to bisection


def test_demands_of_each_kind() -> None:
    def of(e: sp.Expr) -> list[tuple[str, str]]:
        return [(str(part), demand) for _, part, demand in demands([e])]

    assert of(x**3) == of(x**0 * y) == []
    assert of(1 / x) == of(x**-2) == [("x", "!=")]
    assert of(sp.sqrt(x)) == of(x ** R(2, 3)) == [("x", ">=")]
    assert of(1 / sp.sqrt(x)) == of(sp.log(x)) == of(x**sp.pi) == of(x**y) == [("x", ">")]
    assert of(sp.exp(x)) == of(sp.log(2) * x) == of(sp.sqrt(2) * x) == []
    assert of(sp.log(x) + 2 * sp.log(x) * y) == [("x", ">")]  # asked once
    assert of(sp.log(1 + 1 / x)) == [("x", "!="), ("1 + 1/x", ">")]  # inner ones first


def test_signs_on_boxes() -> None:
    assert sign_on_box(x**2 + y**2, BOXES["around zero"]) == 0  # zero at the origin
    assert sign_on_box(x**2, BOXES["negative"]) == 1
    assert sign_on_box(x**3, BOXES["negative"]) == -1
    assert sign_on_box(-x * y, BOXES["negative"]) == -1


def test_half_lines() -> None:
    """An infinite end: assumptions may prove, points may refute, bisection cannot help."""
    q = sp.Symbol("q", positive=True)
    assert undefined_point([sp.log(1 + q)], {q: (0, sp.oo)}).status == "defined"
    found = undefined_point([sp.log(1 - q)], {q: (0, sp.oo)})
    assert found.status == "undefined"
    assert found.point[q] >= 1
    assert undefined_point([1 / (q - 1000)], {q: (0, sp.oo)}).status != "defined"
    low = undefined_point([sp.log(x + 3)], {x: (-sp.oo, 0)})
    assert low.status == "undefined"
    assert low.point[x] <= -3


def test_a_region_is_heeded_where_it_helps_and_where_it_cuts_the_point_off() -> None:
    box = {x: (-1, 1)}
    assert undefined_point([sp.sqrt(x)], box, [sp.Ge(x, 0)]).status != "undefined"
    assert undefined_point([sp.sqrt(x)], box, [sp.Gt(x, R(1, 9))]).status == "defined"
    assert undefined_point([sp.log(x)], box, [sp.Ge(x, 0)]).point == {x: 0}
    found = undefined_point([sp.log(x)], box, [sp.Le(x, R(-1, 2))])
    assert found.status == "undefined"
    assert found.point[x] <= R(-1, 2)
    assert undefined_point([1 / x], box, [sp.Ge(x, R(1, 100))]).status == "defined"


def game(first: sp.Expr, **assumed: Any) -> bg.Game:
    return bg.Game({"A": {x: (0, 1)}, "B": {y: (0, 1)}}, {"A": first, "B": 1 - y}, **assumed)


def test_payoffs_without_a_value_are_refused() -> None:
    for undefined in (sp.log(x), 1 / (x + y), sp.sqrt(x - y), x ** R(-1, 2), sp.log(2 * x - 1)):
        with pytest.raises(GameError, match="not defined"):
            refuse_undefined_gains(game(undefined))
    for fine in (sp.log(1 + x), 1 / (1 + x + y), sp.sqrt(x * y), x**2, x ** R(3, 2), sp.exp(-x)):
        refuse_undefined_gains(game(fine))


def test_payoffs_are_looked_at_only_for_parameters_of_interest() -> None:
    payoff = sp.log(x + s)
    with pytest.raises(GameError, match="not defined"):
        refuse_undefined_gains(game(payoff, parameters=[s]), {s: (R(-1), R(1))})
    refuse_undefined_gains(game(payoff, parameters=[s]), {s: (R(1, 2), R(1))})
    refuse_undefined_gains(game(payoff, parameters=[s]), {s: (R(1), R(1))})
    with pytest.raises(GameError, match="not defined"):
        refuse_undefined_gains(game(payoff, parameters=[s]), {s: (R(0), R(0))})
    # inside the assumptions there is no such value, or none at all
    refuse_undefined_gains(game(payoff, assumptions=[sp.Ge(s, 1)]), {s: (R(1), R(2))})
    refuse_undefined_gains(game(payoff, assumptions=[sp.Ge(s, R(1, 4))]), {s: (R(-1), R(1))})
    refuse_undefined_gains(game(payoff, assumptions=[sp.Ge(s, 1)]), {s: (R(0), R(0))})


def test_numbers_that_floats_cannot_square_are_refused() -> None:
    for exponent, refused in [(100, False), (101, True), (-100, False), (-101, True)]:
        for sign in (1, -1):
            this = game(sign * sp.Integer(10) ** exponent * x)
            if refused:
                with pytest.raises(GameError, match=rf"10\^{exponent}"):
                    refuse_extreme_numbers(this)
            else:
                refuse_extreme_numbers(this)
