"""Interval arithmetic in integers: the pair (a, b) is the set of reals [a 2^-96, b 2^-96].

Every operation returns an interval that holds all results for arguments in the given intervals:
lower ends are rounded down (``//`` and ``>>``), upper ends up. Only Python's integers are trusted.
"""

import math
from collections.abc import Iterable
from fractions import Fraction
from functools import reduce

from bargain.check.certificate import require

P = 96
ONE = 1 << P
LIMIT = 1 << 1024  # on the size of an end: bounds the memory
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


def _two_atanh(z: Interval) -> Interval:
    # 2 atanh z = 2 sum z^n / n over odd n, |z| <= 1/3. The sum stops when |z^n| <= 2 units; what is
    # left is at most 2 / (1 - z^2) < 4 units.
    square, t, total, n = mul(z, z), z, (0, 0), 1
    while max(-t[0], t[1]) > 2:
        total, t, n = add(total, (t[0] // n, -(-t[1] // n))), mul(t, square), n + 2
    return 2 * (total[0] - 4), 2 * (total[1] + 4)


LOG2 = _two_atanh(enclose(Fraction(1, 3)))


def log(a: Interval) -> Interval:
    """Return the logarithm, which increases, of an interval of positive numbers."""
    require(a[0] > 0, "logarithm of an interval with numbers that are not positive")
    ends = []
    for x in a:  # x = 2^k y with 3/4 <= y <= 3/2, and log y = 2 atanh((y - 1) / (y + 1))
        k = (4 * x // 3).bit_length() - 1 - P
        y = (x >> k, -(-x >> k)) if k > 0 else (x << -k, x << -k)
        z = divide((y[0] - ONE, y[1] - ONE), (y[0] + ONE, y[1] + ONE))
        ends.append(add(_two_atanh(z), mul(enclose(k), LOG2)))
    return ends[0][0], ends[1][1]


def _exp(x: int) -> Interval:
    # x = k log 2 + r with 0 <= r < 1 up to rounding, exp x = 2^k exp r. The series stops when a
    # term is <= 2 units; later terms at least halve, so that what is left is at most 4 units.
    if x < -P * ONE:
        return 0, 1  # exp(-96) < 2^-96
    require(x <= 600 * ONE, "an exponential is too large")
    k, t, total, n = x // LOG2[1], (ONE, ONE), (0, 0), 1
    r = sub((x, x), mul(enclose(k), LOG2))
    while max(-t[0], t[1]) > 2:
        total, t = add(total, t), mul(t, r)
        t, n = (t[0] // n, -(-t[1] // n)), n + 1
    lo, hi = total[0] - 8, total[1] + 8
    return (lo << k, hi << k) if k > 0 else (lo >> -k, -(-hi >> -k))


def exp(a: Interval) -> Interval:
    """Return the exponential, which increases and is positive."""
    return max(0, _exp(a[0])[0]), _exp(a[1])[1]
