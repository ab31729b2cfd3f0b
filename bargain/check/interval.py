"""Interval arithmetic in integers: the pair (a, b) is the set of reals [a 2^-96, b 2^-96].

Every operation returns an interval that holds all results for arguments in the given intervals:
lower ends are rounded down (``//`` and ``>>``), upper ends up. Trusted are Python's integers, and
for log and exp its decimals, with 50 digits where an end of an interval has 29.
"""

import math
from collections.abc import Iterable
from decimal import Context, Decimal
from fractions import Fraction
from functools import reduce

from bargain.check.certificate import require

P = 96
ONE = 1 << P
LIMIT = 1 << 1024  # on the size of an end: bounds the memory
DIGITS = Context(prec=50)
Interval = tuple[int, int]


def enclose(value: Fraction | int) -> Interval:
    """Return the narrowest interval that holds a rational number."""
    n, d = value.numerator << P, value.denominator
    return n // d, -(-n // d)


def add(a: Interval, b: Interval) -> Interval:
    """Return a + b."""
    return a[0] + b[0], a[1] + b[1]


def sub(a: Interval, b: Interval) -> Interval:
    """Return a - b."""
    return a[0] - b[1], a[1] - b[0]


def mul(a: Interval, b: Interval) -> Interval:
    """Return a * b: the extremes are products of ends."""
    p = a[0] * b[0], a[0] * b[1], a[1] * b[0], a[1] * b[1]
    lo, hi = min(p) >> P, -(-max(p) >> P)
    require(lo >= -LIMIT and hi <= LIMIT, "an interval is too large")
    return lo, hi


def dot(a: Iterable[Interval], b: Iterable[Interval]) -> Interval:
    """Return the sum of the products of corresponding entries."""
    return reduce(add, (mul(x, y) for x, y in zip(a, b, strict=True)), (0, 0))


def divide(a: Interval, b: Interval) -> Interval:
    """Return a / b for b without zero: 1/x decreases on either side of zero."""
    require(b[0] > 0 or b[1] < 0, "division by an interval that holds zero")
    return mul(a, (ONE * ONE // b[1], -(-ONE * ONE // b[0])))


def power(a: Interval, n: int) -> Interval:
    """Return a^n for n >= 1: x^n increases for odd n, and in |x| for even n."""
    lo, hi = a if n % 2 else (max(0, a[0], -a[1]), max(-a[0], a[1]))
    require(n * max(-lo, hi).bit_length() <= 1 << 15, "a power is too large")
    return lo**n >> P * (n - 1), -(-(hi**n) >> P * (n - 1))


def sqrt(a: Interval) -> Interval:
    """Return the square root, which increases."""
    require(a[0] >= 0, "square root of an interval with negative numbers")
    root = math.isqrt(a[1] << P)
    return math.isqrt(a[0] << P), root + (root * root < a[1] << P)


def _near(value: Decimal) -> Interval:
    # All but the last few of the 50 digits are right: less is missing than the 2^-120 added here.
    units = int(DIGITS.multiply(value, ONE))
    margin = 2 + (abs(units) >> 120)
    return units - margin, units + margin


def log(a: Interval) -> Interval:
    """Return the logarithm, which increases, of an interval of positive numbers."""
    require(a[0] > 0, "logarithm of an interval with numbers that are not positive")
    lo, hi = (_near(DIGITS.ln(DIGITS.divide(x, ONE))) for x in a)
    return lo[0], hi[1]


def exp(a: Interval) -> Interval:
    """Return the exponential, which increases and is positive."""
    require(a[1] <= 600 * ONE, "an exponential is too large")
    lo, hi = (_near(DIGITS.exp(DIGITS.divide(x, ONE))) for x in a)
    return max(0, lo[0]), hi[1]
