"""Balls of flint (Arb) as exact numbers."""

from __future__ import annotations

from fractions import Fraction

import flint

__all__ = ["dyadic"]


def dyadic(ball: flint.arb) -> Fraction:
    """The middle of a ball, exactly.

    Examples
    --------
    >>> dyadic(flint.arb(3) / 4)
    Fraction(3, 4)
    """
    mantissa, exponent = ball.mid().man_exp()
    power, whole = int(exponent), int(mantissa)
    return Fraction(whole * 2**power) if power >= 0 else Fraction(whole, 2**-power)
