"""Intervals in integers and in floats: what they hold, and how much more than that.

References: fractions for the algebraic operations, ball arithmetic with 400 bits for log, exp and
square roots. An enclosure has to hold the result for every argument, and may exceed it only by
rounding: too wide an interval would not be wrong, but would prove nothing.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from flint import arb, ctx, fmpq

from bargain.check import interval
from bargain.check.certificate import CertificateError
from bargain.check.interval import ONE, P
from bargain.intervals import enclosures as float_intervals

F = Fraction
ULP = F(1, ONE)


def ends(a: interval.Interval) -> tuple[Fraction, Fraction]:
    return F(a[0], ONE), F(a[1], ONE)


def pairs(seed: int, count: int) -> Iterator[tuple[Fraction, Fraction]]:
    """Intervals of every position to zero, points, and ends on the grid and off it."""
    rng = random.Random(seed)
    for _ in range(count):
        kind = rng.choice(["grid", "fine", "large", "tiny", "zero"])
        unit = {"grid": F(1, 4), "fine": F(1, 7), "large": F(10**9, 3), "tiny": F(1, 3 * 2**90)}
        a, b = sorted(rng.randint(-6, 6) * unit.get(kind, F(1)) for _ in "ab")
        yield (min(a, F(0)), max(b, F(0))) if kind == "zero" else (a, b)


def enclosed(low: Fraction, high: Fraction) -> interval.Interval:
    return interval.enclose(low)[0], interval.enclose(high)[1]


def inside(a: tuple[Fraction, Fraction]) -> list[Fraction]:
    low, high = a
    points = [low, high, (low + high) / 2, low + (high - low) / 3]
    return points + [F(0)] * (low <= 0 <= high)


def test_one_number_is_enclosed_within_one_unit() -> None:
    for low, high in pairs(0, 100):
        for x in (low, high):
            a, b = ends(interval.enclose(x))
            assert a <= x <= b
            assert b - a == (0 if (x * ONE).denominator == 1 else ULP)


OPERATIONS = {
    "add": (interval.add, lambda x, y: x + y),
    "sub": (interval.sub, lambda x, y: x - y),
    "mul": (interval.mul, lambda x, y: x * y),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_integer_operations_hold_every_result_and_little_more(name: str) -> None:
    operation, exact = OPERATIONS[name]
    for one, two in zip(pairs(1, 150), pairs(2, 150), strict=True):
        a, b = enclosed(*one), enclosed(*two)
        low, high = ends(operation(a, b))
        assert all(low <= exact(x, y) <= high for x in inside(one) for y in inside(two))
        corners = [exact(x, y) for x in ends(a) for y in ends(b)]
        assert low > min(corners) - ULP
        assert high < max(corners) + ULP


def test_integer_quotients_hold_every_result_and_little_more() -> None:
    for one, two in zip(pairs(3, 200), pairs(4, 200), strict=True):
        a, b = enclosed(*one), enclosed(*two)
        if b[0] <= 0 <= b[1]:
            with pytest.raises(CertificateError):
                interval.divide(a, b)
            continue
        low, high = ends(interval.divide(a, b))
        corners = [x / y for x in ends(a) for y in ends(b)]
        assert low <= min(corners)
        assert max(corners) <= high
        slack = (2 + max(abs(x) for x in ends(a))) * ULP
        assert low > min(corners) - slack
        assert high < max(corners) + slack
    with pytest.raises(CertificateError):
        interval.divide((ONE, ONE), (0, ONE))
    with pytest.raises(CertificateError):
        interval.divide((ONE, ONE), (-ONE, 0))


def true_power(a: tuple[Fraction, Fraction], n: int) -> tuple[Fraction, Fraction]:
    values = [x**n for x in a]
    if n % 2 == 0 and a[0] < 0 < a[1]:
        values.append(F(0))
    return min(values), max(values)


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 8])
def test_integer_powers_hold_every_result_and_little_more(n: int) -> None:
    """Even powers of an interval around 0 begin at 0; of a negative one they are turned round."""
    for one in pairs(5, 120):
        a = enclosed(*one)
        low, high = ends(interval.power(a, n))
        least, most = true_power(ends(a), n)
        assert least - ULP < low <= least
        assert most <= high < most + ULP


def wide(x: arb) -> tuple[arb, arb]:
    return x.lower(), x.upper()


def real(x: Fraction) -> arb:
    return arb(fmpq(x.numerator, x.denominator))


@pytest.fixture(autouse=True)
def precision() -> Iterator[None]:
    before, ctx.prec = ctx.prec, 400
    yield
    ctx.prec = before


@pytest.mark.parametrize("name", ["log", "exp", "sqrt"])
def test_integer_functions_hold_every_result_and_little_more(name: str) -> None:
    function = getattr(interval, name)
    slack = real(F(1, 2**80)) if name != "sqrt" else real(2 * ULP)
    for one in pairs(6, 200):
        low, high = one
        if name == "log":
            low, high = abs(low) + F(1, 10**6), abs(low) + abs(high) + F(1, 10**6)
        if name == "sqrt":
            low, high = min(abs(low), abs(high)), max(abs(low), abs(high))
        if name == "exp" and high > 500:
            continue
        a = enclosed(low, high)
        found = ends(function(a))
        expected = [getattr(real(x), name)() for x in ends(a)]
        for got, true, sign in zip(found, expected, (1, -1), strict=True):
            gap = sign * (true - real(got))
            size = 1 + abs(true)
            assert gap >= 0 or gap.contains(0)
            assert gap < slack * size


def test_large_exponentials_and_logarithms_are_rounded_outward() -> None:
    """Relative to their size: the margin grows with the value."""
    for x in [F(17), F(40), F(1001, 10), F(500), F(-40), F(-1001, 10)]:
        low, high = ends(interval.exp(enclosed(x, x)))
        true = real(x).exp()
        assert real(low) < true
        assert true < real(high)
        assert real(high - low) < (1 + true) * real(F(1, 2**90))
    for x in [F(10**60), F(1, 10**20), F(10**250, 7)]:
        low, high = ends(interval.log(enclosed(x, x)))
        assert real(low) < real(ends(enclosed(x, x))[1]).log()
        assert real(ends(enclosed(x, x))[0]).log() < real(high)
        assert high - low < F(1, 2**20)


def test_square_roots_of_squares_are_exact() -> None:
    for x in (F(0), F(1), F(9, 4), F(2**40), F(1, 2**40)):
        assert interval.sqrt(interval.enclose(x * x)) == interval.enclose(x)


def test_integer_functions_refuse_what_is_not_defined() -> None:
    for function, bad, good in [
        (interval.log, (0, ONE), (1, ONE)),
        (interval.log, (-1, ONE), (ONE, ONE)),
        (interval.sqrt, (-1, ONE), (0, ONE)),
        (interval.exp, (0, 600 * ONE + 1), (0, 600 * ONE)),
    ]:
        function(good)
        with pytest.raises(CertificateError):
            function(bad)
    assert interval.exp((-(10**4) * ONE, 0))[0] == 0  # never below 0
    big = math.isqrt(interval.LIMIT << P) + 2
    with pytest.raises(CertificateError):
        interval.mul((0, big), (0, big))
    with pytest.raises(CertificateError):
        interval.mul((0, big), (-big, 0))
    with pytest.raises(CertificateError):
        interval.power((0, 1 << 400), 101)
    with pytest.raises(CertificateError):
        interval.power((-(1 << 400), 0), 101)
    interval.power((-(1 << 100), 1 << 100), 101)


def test_a_sum_of_products_is_that() -> None:
    a, b = [(ONE, 2 * ONE), (-ONE, ONE)], [(3 * ONE, 3 * ONE), (ONE, 5 * ONE)]
    assert interval.dot(a, b) == (3 * ONE - 5 * ONE, 6 * ONE + 5 * ONE)
    assert interval.dot([], []) == (0, 0)


# floats


def floats(one: tuple[Fraction, Fraction]) -> tuple[Any, Any]:
    low, high = float_intervals.enclose([one])
    return low, high


TAPES = {
    "+": [("v", 0), ("v", 1), ("+", 0, 1)],
    "-": [("v", 0), ("v", 1), ("-", 0, 1)],
    "*": [("v", 0), ("v", 1), ("*", 0, 1)],
    "/": [("v", 0), ("v", 1), ("/", 0, 1)],
    "square": [("v", 0), ("v", 1), ("*", 0, 0)],
    "^3": [("v", 0), ("v", 1), ("^", 0, 3)],
    "^4": [("v", 0), ("v", 1), ("^", 0, 4)],
    "^1": [("v", 0), ("v", 1), ("^", 0, 1)],
    "log": [("v", 0), ("v", 1), ("log", 0)],
    "exp": [("v", 0), ("v", 1), ("exp", 0)],
    "sqrt": [("v", 0), ("v", 1), ("sqrt", 0)],
}


def value_and_slopes(name: str, x: arb, y: arb) -> tuple[arb, arb, arb]:
    one, zero = arb(1), arb(0)
    return {
        "+": lambda: (x + y, one, one),
        "-": lambda: (x - y, one, -one),
        "*": lambda: (x * y, y, x),
        "/": lambda: (x / y, 1 / y, -x / (y * y)),
        "square": lambda: (x * x, 2 * x, zero),
        "^3": lambda: (x * x * x, 3 * x * x, zero),
        "^4": lambda: (x * x * x * x, 4 * x * x * x, zero),
        "^1": lambda: (x, one, zero),
        "log": lambda: (x.log(), 1 / x, zero),
        "exp": lambda: (x.exp(), x.exp(), zero),
        "sqrt": lambda: (x.sqrt(), 1 / (2 * x.sqrt()), zero),
    }[name]()


def undefined(name: str, one: tuple[Fraction, Fraction], two: tuple[Fraction, Fraction]) -> bool:
    if name == "/":
        return two[0] <= 0 <= two[1]
    return (name == "log" and one[0] <= 0) or (name == "sqrt" and one[0] < 0)


@pytest.mark.parametrize("name", TAPES)
def test_float_enclosures_hold_values_and_slopes(name: str) -> None:
    """On many boxes at once; NaN exactly where the operation is not defined on the box."""
    chosen = [
        (one, two)
        for one, two in zip(pairs(7, 150), pairs(8, 150), strict=True)
        if name != "exp" or abs(one[1]) < 300
    ]
    low = np.array([[float_intervals.round_down(p[k][0]) for p in chosen] for k in (0, 1)])
    high = np.array([[float_intervals.round_up(p[k][1]) for p in chosen] for k in (0, 1)])
    found = float_intervals.evaluate(TAPES[name], [0, 1, 2], low, high, gradient=True)
    values, slopes = found.value[2], found.gradient[2]
    plain = float_intervals.evaluate(TAPES[name], [0, 1, 2], low, high).value[2]
    for k, (one, two) in enumerate(chosen):
        if undefined(name, one, two):
            assert np.isnan(values[0][k])
            assert np.isnan(values[1][k])
            continue
        assert values[0][k] == plain[0][k]
        assert values[1][k] == plain[1][k]
        results = []
        for x, y in itertools.product(inside(one), inside(two)):
            if name == "sqrt" and x == 0:
                continue
            value, *slope = value_and_slopes(name, real(x), real(y))
            results.append(value)
            assert arb(float(values[0][k])) <= value.upper()
            assert value.lower() <= arb(float(values[1][k]))
            for j in (0, 1):
                at = slopes[0][j][k], slopes[1][j][k]
                if not np.isnan(at).any():
                    assert arb(float(at[0])) <= slope[j].upper()
                    assert slope[j].lower() <= arb(float(at[1]))
                else:
                    assert (name, one[0]) == ("sqrt", 0)  # an infinite slope
        if results and name in ("+", "-", "*", "square", "^3", "^4", "^1", "exp"):
            least = min(float(r.mid()) for r in results)
            most = max(float(r.mid()) for r in results)
            slack = 1e-14 * (1e-290 + abs(least) + abs(most)) + 1e-14 * (
                abs(float(one[0])) + abs(float(one[1])) + abs(float(two[0])) + abs(float(two[1]))
            ) * (name in "+-")
            assert values[0][k] >= least - slack
            assert values[1][k] <= most + slack


def test_floats_are_rounded_outward_and_not_further() -> None:
    rng = random.Random(9)
    for _ in range(200):
        x = F(rng.randint(-(10**20), 10**20), rng.randint(1, 10 ** rng.randint(0, 40)))
        down, up = float_intervals.round_down(x), float_intervals.round_up(x)
        assert F(down) <= x <= F(up)
        assert up == (down if F(down) == x else np.nextafter(down, np.inf))
    huge = F(10**400)
    assert float_intervals.round_up(huge) == math.inf
    assert float_intervals.round_down(-huge) == -math.inf
    assert F(float_intervals.round_down(huge)) < huge
    assert F(float_intervals.round_up(-huge)) > -huge
    assert float_intervals.round_down(F(1, 10**400)) == 0.0
    assert 0 < float_intervals.round_up(F(1, 10**400)) < 1e-300
    assert float_intervals.round_down(F(-1, 10**400)) < 0
    assert float_intervals.round_up(F(-1, 10**400)) == 0.0


def test_only_needed_entries_are_evaluated() -> None:
    tape = [("v", 0), ("c", "2"), ("log", 0), ("*", 0, 1), ("exp", 3), ("^", 0, 4)]
    assert float_intervals.needed_nodes(tape, [4]) == [0, 1, 3, 4]
    assert float_intervals.needed_nodes(tape, [5]) == [0, 5]
    assert float_intervals.needed_nodes(tape, [2, 2]) == [0, 2]
