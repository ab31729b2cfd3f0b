r"""Bounds between products of powers of positive numbers: linear in their logarithms.

A bound says :math:`c\, x^\alpha \ge 1` or :math:`> 1` with a rational c > 0 and whole exponents. An
unknown is eliminated from such bounds exactly, as Fourier and Motzkin do: every bound below is
multiplied with every bound above. Whether bounds can be met together, and so what they imply, is a
linear programme in :math:`\log x`, in floats: nothing may rest on it.

References
----------
Duffin, R. J., Peterson, E. L. & Zener, C. (1967). *Geometric Programming*. Wiley.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd, log
from typing import TypeAlias

import numpy as np
import sympy as sp
from numpy.typing import NDArray
from scipy.optimize import linprog

from bargain.budget import spend
from bargain.refute.ring import Poly, Ring

__all__ = ["Bound", "Facts", "bound_of", "chambers", "eliminated", "in_ring"]

Floats: TypeAlias = NDArray[np.float64]

_PROGRAM = 1_000  # steps for one linear programme, beside its entries
_PRODUCT = 50  # for one product of bounds
_NOTHING = 1e-7  # room for strict bounds that is none


@dataclass(frozen=True, slots=True)
class Bound:
    """``factor * product(x**power) >= 1``, or > 1, at positive x.

    Attributes
    ----------
    factor : Fraction
        Positive.
    powers : tuple of int
        One for each variable.
    strict : bool
    """

    factor: Fraction
    powers: tuple[int, ...]
    strict: bool = False

    def __mul__(self, other: Bound) -> Bound:
        powers = tuple(a + b for a, b in zip(self.powers, other.powers, strict=True))
        return Bound(self.factor * other.factor, powers, self.strict or other.strict)

    def __pow__(self, count: int) -> Bound:
        return Bound(self.factor**count, tuple(count * a for a in self.powers), self.strict)

    @property
    def opposite(self) -> Bound:
        """What holds where it does not."""
        return replace(self**-1, strict=not self.strict)

    @property
    def closed(self) -> Bound:
        """The same, its limit included."""
        return replace(self, strict=False)

    @property
    def truth(self) -> bool | None:
        """Whether it holds, if it mentions no variable."""
        if any(self.powers):
            return None
        return self.factor > 1 or (self.factor == 1 and not self.strict)

    @property
    def support(self) -> frozenset[int]:
        """The variables that it mentions."""
        return frozenset(v for v, power in enumerate(self.powers) if power)

    @property
    def length(self) -> int:
        """How many letters it is written with, each as often as its power says."""
        return sum(map(abs, self.powers))

    def simplified(self) -> Bound:
        """The bound of which it is a power.

        Examples
        --------
        >>> Bound(Fraction(4), (2, 0)).simplified()
        Bound(factor=Fraction(2, 1), powers=(1, 0), strict=False)
        """
        common = gcd(*self.powers)
        for n in range(common, 1, -1):
            if common % n == 0 and (root := _root(self.factor, n)) is not None:
                return Bound(root, tuple(a // n for a in self.powers), self.strict)
        return self

    def at(self, variable: int, equation: Bound) -> Bound:
        """The bound where a variable has the value at which another bound is an equation.

        Examples
        --------
        x ≥ 2y where x² = z:

        >>> Bound(Fraction(1, 2), (1, -1, 0)).at(0, Bound(Fraction(1), (2, 0, -1)))
        Bound(factor=Fraction(1, 4), powers=(0, -2, 1), strict=False)
        """
        own, there = self.powers[variable], equation.powers[variable]
        if not own:
            return self
        sign = 1 if there > 0 else -1
        return (self ** abs(there) * equation.closed ** (-own * sign)).simplified()


def _root(value: Fraction, n: int) -> Fraction | None:
    """The n-th root, if it is rational."""
    roots = [sp.integer_nthroot(k, n) for k in value.as_integer_ratio()]
    return Fraction(*(int(r) for r, _ in roots)) if all(exact for _, exact in roots) else None


def bound_of(poly: Poly, *, strict: bool = False) -> Bound | bool | None:
    """That a polynomial is not negative, or is positive, as a bound, at positive variables.

    Returns
    -------
    Bound, bool or None
        A truth value if all terms have one sign; None if there are more than one of each sign.
    """
    terms = [(tuple(map(int, m)), Fraction(int(c.p), int(c.q))) for m, c in poly.terms()]
    up, down = ([t for t in terms if t[1] * sign > 0] for sign in (1, -1))
    if not up or not down:
        return bool(up) or not (strict or down)
    if len(up) > 1 or len(down) > 1:
        return None
    (high, c), (low, d) = up[0], down[0]
    powers = tuple(a - b for a, b in zip(high, low, strict=True))
    return Bound(-c / d, powers, strict).simplified()


def eliminated(bounds: Iterable[Bound], variable: int) -> list[Bound]:
    """What bounds say of the other variables.

    Examples
    --------
    y ≤ x and x < 3z:

    >>> low, high = Bound(Fraction(1), (1, -1, 0)), Bound(Fraction(3), (-1, 0, 1), strict=True)
    >>> eliminated([low, high], 0)
    [Bound(factor=Fraction(3, 1), powers=(0, -1, 1), strict=True)]
    """
    left: list[Bound] = []
    low: list[Bound] = []
    high: list[Bound] = []
    for bound in bounds:
        power = bound.powers[variable]
        (low if power > 0 else high if power < 0 else left).append(bound)
    spend(_PRODUCT * len(low) * len(high))
    for a in low:
        for b in high:
            left.append((a ** -b.powers[variable] * b ** a.powers[variable]).simplified())
    return list(dict.fromkeys(b for b in left if b.truth is not True))


class Facts:
    """Bounds that are given, with points at which they hold; what they imply, as floats tell.

    Parameters
    ----------
    bounds : sequence of Bound
    points : sequence of array, optional
        Logarithms of points at which they hold.

    Examples
    --------
    >>> above = Bound(Fraction(1, 2), (1,))
    >>> facts = Facts([above])
    >>> facts.allow([above.opposite]), facts.imply(Bound(Fraction(1), (1,), strict=True))
    (False, True)
    """

    def __init__(self, bounds: Sequence[Bound], points: Sequence[Floats] = ()) -> None:
        self.bounds = list(bounds)
        self.points = list(points)
        self._implied: set[Bound] = set()

    def also(self, more: Iterable[Bound]) -> Facts:
        """These facts and more."""
        new = list(more)
        found = Facts([*self.bounds, *new], [p for p in self.points if _hold(new, p)])
        found._implied |= self._implied
        return found

    def allow(self, more: Sequence[Bound]) -> bool:
        """Whether some positive numbers meet more bounds as well."""
        if any(_hold(more, point) for point in self.points):
            return True
        point = _point([*self.bounds, *more])
        if point is not None:
            self.points.append(point)
        return point is not None

    def imply(self, bound: Bound) -> bool:
        """Whether a bound follows."""
        if bound.truth is not None:
            return bound.truth
        if bound not in self._implied and not self.allow([bound.opposite]):
            self._implied.add(bound)
        return bound in self._implied

    def lack(self, bounds: Iterable[Bound]) -> list[Bound]:
        """The bounds that neither these facts nor the others imply; long ones are left out first.

        Examples
        --------
        >>> x_above, y_above = Bound(Fraction(1), (1, 0)), Bound(Fraction(1), (0, 1))
        >>> Facts([]).lack([x_above, x_above * y_above, y_above]) == [x_above, y_above]
        True
        """
        kept = [b for b in dict.fromkeys(bounds) if not self.imply(b)]
        for bound in sorted(kept, key=lambda b: (b.length, b.powers), reverse=True):
            if self.also(b for b in kept if b != bound).imply(bound):
                kept.remove(bound)
        return kept


def _hold(bounds: Sequence[Bound], point: Floats) -> bool:
    """Whether bounds hold at a point, strict ones with room."""
    return all(_size(b) + np.dot(b.powers, point) >= _NOTHING * b.strict for b in bounds)


def _size(bound: Bound) -> float:
    return log(bound.factor.numerator) - log(bound.factor.denominator)


def _point(bounds: Sequence[Bound]) -> Floats | None:
    """A point at which bounds hold, with as much room for strict ones as there is."""
    powers = np.array([b.powers for b in bounds], dtype=float)
    spend(_PROGRAM + powers.size)
    answer = linprog(
        [*np.zeros(powers.shape[1]), -1.0],
        A_ub=np.column_stack([-powers, [float(b.strict) for b in bounds]]),
        b_ub=[_size(b) for b in bounds],
        bounds=[*[(None, None)] * powers.shape[1], (0, 1)],
        method="highs-ds",
    )
    return None if answer.x is None or answer.x[-1] <= _NOTHING else np.array(answer.x[:-1])


def chambers(bounds: Sequence[Bound], facts: Facts) -> Iterator[tuple[int, ...]]:
    """The combinations of signs that bounds can have together: below, at and above their limits.

    Examples
    --------
    >>> list(chambers([Bound(Fraction(1), (1,)), Bound(Fraction(1, 2), (1,))], Facts([])))
    [(-1, -1), (0, -1), (1, -1), (1, 0), (1, 1)]
    """
    if not bounds:
        yield ()
        return
    first, *others = (b.closed for b in bounds)
    above = replace(first, strict=True)
    for sign, here in ((-1, [first.opposite]), (0, [first, above.opposite]), (1, [above])):
        if facts.allow(here):
            for more in chambers(others, facts.also(here)):
                yield (sign, *more)


def in_ring(ring: Ring, bound: Bound) -> Poly:
    """The polynomial that is not negative where a bound holds."""
    low = [max(0, -p) for p in bound.powers]
    high = [max(0, p) for p in bound.powers]
    above, below = bound.factor.as_integer_ratio()
    return ring.decode([[str(above), high], [str(-below), low]])
