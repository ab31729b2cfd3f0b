"""A root of a polynomial between 0 and 1, and the sign of other polynomials there, exactly.

A root is a rational number or a ball with exactly one root of a square-free polynomial. The sign
of q at a root of f: by the ball if that keeps away from zero; else q is zero there exactly if
gcd(f, q) is, and if it is not a smaller ball tells.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

import flint

from bargain.solve.balls import dyadic

__all__ = ["AlgebraicRoot", "Row", "positive", "roots_between"]

Row: TypeAlias = list[int | flint.fmpz | flint.fmpz_poly]

_BITS = 128
_SIMPLE = 10**6  # rational roots up to this denominator are found to be rational
_ONE, _END, _SHIFT = (flint.fmpz_poly(c) for c in ([1], [-1, 1], [1, 1]))


class AlgebraicRoot:
    """A root of `f`, square-free with exactly one root in the ball.

    Examples
    --------
    >>> f = flint.fmpz_poly([-1, 0, 2])  # the root of a half
    >>> (root,) = roots_between(f)
    >>> root.sign(flint.fmpz_poly([-7, 10])), root.sign(f), root.exact is None
    (1, 0, True)
    """

    __slots__ = ("_ball", "_bits", "exact", "f", "multiple")

    def __init__(self, f: flint.fmpz_poly, ball: flint.arb, multiple: bool) -> None:
        self.f, self._ball, self.multiple = f, ball, multiple
        self._bits = _BITS + f.height_bits()
        self.exact: flint.fmpq | None = None
        near = dyadic(ball).limit_denominator(_SIMPLE)
        candidate = flint.fmpq(near.numerator, near.denominator)
        if ball.overlaps(flint.arb(candidate)) and f(candidate) == 0:
            self.exact = candidate

    def value(self, q: flint.fmpz_poly) -> flint.fmpq | flint.arb:
        """Of a polynomial at the root: exact, or a ball."""
        if self.exact is not None:
            return q(self.exact)
        before, flint.ctx.prec = flint.ctx.prec, self._bits
        try:
            return q(self._ball)
        finally:
            flint.ctx.prec = before

    def sign(self, q: flint.fmpz_poly) -> int:
        """Of a polynomial at the root."""
        value = self.value(q)
        if value > 0:
            return 1
        if value < 0:
            return -1
        if self.exact is not None:
            return 0
        common = self.f.gcd(q)
        rest = self.f // common
        while True:
            if common.degree() < 1 or not _touches_zero(self.value(common)):
                break  # q is not zero there
            if not _touches_zero(self.value(rest)):
                return 0
            self.refine()
        while _touches_zero(value):
            self.refine()
            value = self.value(q)
        return 1 if value > 0 else -1

    def shares(self, weights: Sequence[flint.fmpz_poly], digits: int) -> list[int]:
        """Values that are positive at the root as shares of their sum, times `digits`, cut off."""
        while True:
            before, flint.ctx.prec = flint.ctx.prec, self._bits
            try:
                values = [w(self._ball) for w in weights]
                total = sum(values[1:], values[0])
                shares = [v * digits / total for v in values]
                if all(4 * share.rad() < 1 for share in shares):
                    return [int(share.mid().floor().unique_fmpz()) for share in shares]
            finally:
                flint.ctx.prec = before
            self.refine()

    def refine(self) -> None:
        """Make the ball smaller."""
        self._bits *= 2
        self._ball = _narrowed(self.f, self._ball, self._bits)


def roots_between(f: flint.fmpz_poly) -> list[AlgebraicRoot]:
    """The roots of a polynomial that is not zero, strictly between 0 and 1.

    Examples
    --------
    >>> [root.exact for root in roots_between(flint.fmpz_poly([0, -1, 5, -6]))]
    [1/3, 1/2]
    """
    if _variations(f) == 0:
        return []
    while f[0] == 0:
        f = f.right_shift(1)
    while f(1) == 0:
        f = f // _END
    repeated = f.gcd(f.derivative()) if f.degree() > 1 else _ONE
    square_free = f // repeated if repeated.degree() > 0 else f
    out = []
    for part, low, high in sorted(_isolated(square_free), key=lambda found: found[1]):
        ball = _ball(part, low, high)
        multiple = repeated.degree() > 0 and _touches_zero(repeated(ball))
        out.append(AlgebraicRoot(part, ball, multiple))
    return out


def positive(row: Row, root: AlgebraicRoot | None) -> Row | None:
    """The row, or its negative, if all entries are positive at the root; None if neither is."""
    wanted = 0
    for v in row:
        sign = root.sign(v) if root is not None else (v > 0) - (v < 0)
        if not sign or (wanted and sign != wanted):
            return None
        wanted = sign
    return row if wanted > 0 else [-v for v in row]


def _isolated(f: flint.fmpz_poly) -> list[tuple[flint.fmpz_poly, flint.fmpq, flint.fmpq]]:
    """Factors of a square-free polynomial, with ends between which each changes its sign once.

    By bisection of (0, 1) and Descartes' rule of signs. Ends that are equal are a root.
    """
    found = []
    todo = [(f, 0, 0)]  # the polynomial on (c / 2^k, (c + 1) / 2^k), moved to (0, 1)
    while todo:
        part, c, k = todo.pop()
        changes = _variations(part)
        if changes == 0:
            continue
        if changes == 1:
            found.append((f, flint.fmpq(c, 2**k), flint.fmpq(c + 1, 2**k)))
            continue
        n = part.degree()
        left = flint.fmpz_poly([v * 2 ** (n - i) for i, v in enumerate(part.coeffs())])
        right = left(_SHIFT)
        if right[0] == 0:  # a root in the middle: the other factor has the other roots
            middle = flint.fmpz_poly([-(2 * c + 1), 2 ** (k + 1)])
            at = flint.fmpq(2 * c + 1, 2 ** (k + 1))
            return [(middle, at, at), *_isolated(f // middle)]
        todo += [(right, 2 * c + 1, k + 1), (left, 2 * c, k + 1)]
    return found


def _ball(f: flint.fmpz_poly, low: flint.fmpq, high: flint.fmpq) -> flint.arb:
    """A ball in (0, 1) around the root between, on which f has a slope."""
    if low == high:
        return flint.arb(low)
    slope, rises = f.derivative(), f(high) > 0
    before = flint.ctx.prec
    try:
        flint.ctx.prec = _BITS + f.height_bits()  # coefficients of any size may nearly cancel
        while True:
            middle = (low + high) / 2
            ball = flint.arb(middle, flint.arb((high - low) / 2))
            if not _touches_zero(slope(ball)) and ball > 0 and ball < 1:
                return _narrowed(f, ball, flint.ctx.prec)
            here = f(middle)
            if here == 0:
                return flint.arb(middle)
            if (here > 0) == rises:
                high = middle
            else:
                low = middle
            flint.ctx.prec += f.degree()
    finally:
        flint.ctx.prec = before


def _narrowed(f: flint.fmpz_poly, ball: flint.arb, bits: int) -> flint.arb:
    """A smaller ball with the same root, by Newton's method."""
    slope = f.derivative()
    before, flint.ctx.prec = flint.ctx.prec, bits
    try:
        while True:
            middle = flint.arb(ball.mid())
            after = (middle - f(middle) / slope(ball)).intersection(ball)
            if after.rad() * 2 >= ball.rad():
                return after
            ball = after
    finally:
        flint.ctx.prec = before


def _touches_zero(value: flint.fmpq | flint.arb) -> bool:
    return not (value > 0 or value < 0)


def _variations(f: flint.fmpz_poly) -> int:
    """At least as many as there are roots between 0 and 1 (Descartes' rule of signs)."""
    turned = flint.fmpz_poly(f.coeffs()[::-1])(_SHIFT)
    return _changes([c for c in turned.coeffs() if c != 0])


def _changes(signs: Sequence[flint.fmpz]) -> int:
    return sum((a > 0) != (b > 0) for a, b in pairwise(signs))
