r"""All equilibria of a crisis with normal shocks, by balls: none is missed where the search ends.

The game is that of `bargain.alliances.crises.signalling` with standard normal shocks, as Lewis and
Schultz have it. Let :math:`\Phi, \varphi` be the distribution and density of a shock, and

.. math:: N(c) = \Phi(c - W_A)\Phi(c - \bar a), \qquad G(c) = \int_{c - W_A}^\infty
    \varphi(a)\,\Phi(W_A + a - \bar a)\,da, \qquad q = \frac{G}{1 - N}.

Every r in (0, 1) is :math:`r(t) = (V_A - S_A)/(V_A - S_A + t)` at the cut :math:`c = S_A - t`, for
one :math:`t > 0`, and the equilibria are the zeros of

.. math:: H(t) = \Phi\bigl(W_B - V_B + (V_B - C_B)/q(S_A - t)\bigr) - r(t).

No equilibrium has r = 0 or 1, since B's threshold is finite and its shock is not bounded.

The half-line :math:`t > 0` is cut into intervals. On each, N falls and G grows with t, so that
their values at both ends enclose q, and with it H and its derivative; values at points are balls of
Arb (the integral as well), so that every enclosure is a proof. An interval is settled when H is not
0 on it, or when its derivative is not 0 and the signs at the ends say whether there is one zero.
What is not settled, such as a double zero, is handed back as `undecided`: then the list may be
short, and says so. No certificate is written: the proof is Arb's arithmetic in this run.

References
----------
Lewis, J. B. & Schultz, K. A. (2003), Revealing preferences, *Political Analysis* 11(4), 345-367.
Jo, J. (2011), Nonuniqueness of the equilibrium in Lewis and Schultz's model, *Political Analysis*
19(3), 351-362. Johansson, F. (2017), Arb: efficient arbitrary-precision midpoint-radius interval
arithmetic, *IEEE Transactions on Computers* 66(8), 1281-1292.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

from bargain.alliances.crises.signalling import Crisis, Equilibrium
from bargain.errors import LimitReached
from bargain.result import Result

if TYPE_CHECKING:
    from flint import arb

__all__ = ["NormalEquilibria", "normal_equilibria"]

_BITS = 128
_INTERVALS = 4000
_NARROW = Fraction(1, 2**40)  # relative width at which an unsettled interval is handed back
_NEAR = Fraction(1, 2**300)  # t below which a zero is not narrowed down further
_FAR = 2**100_000  # t beyond which nothing is looked for


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class NormalEquilibria(Result):
    """The list, and whether it is complete.

    Attributes
    ----------
    found : tuple of Equilibrium
        By rising r; `cut` encloses c.
    undecided : tuple of (Fraction, Fraction)
        Intervals of c that may hold further equilibria; empty: the list is complete.
    intervals : int
        How many were looked at.
    """

    _also: ClassVar[tuple[str, ...]] = ("complete",)

    found: tuple[Equilibrium, ...]
    undecided: tuple[tuple[Fraction, Fraction], ...]
    intervals: int

    @property
    def complete(self) -> bool:
        """Whether there is proved to be no other equilibrium."""
        return not self.undecided

    def summary(self) -> str:
        """One line each, and what is not known."""
        known = "all of them" if self.complete else "there may be others"
        lines = [e.summary() for e in self.found]
        return "\n".join([f"{len(self.found)} equilibria, {known}", *lines])


def normal_equilibria(given: Crisis) -> NormalEquilibria:
    """Return every equilibrium with standard normal shocks.

    Parameters
    ----------
    given : Crisis

    Raises
    ------
    LimitReached
        Where r would be below 10^-30000 (a war payoff of B below about -370).

    Examples
    --------
    The game of the manual of `sigInt`, at one of its payoffs:

    >>> from bargain.alliances.crises.signalling import crisis
    >>> listed = normal_equilibria(crisis(W_A="-1.9", a_bar="-1.2", W_B="-2.9"))
    >>> [round(e.resists, 3) for e in listed.found], listed.complete
    ([0.251, 0.595, 0.813], True)
    """
    import flint

    with flint.ctx.workprec(_BITS):
        return _Search(given).run()


class _Search:
    """The search in t, with values at points remembered."""

    def __init__(self, given: Crisis) -> None:
        self.given = given
        self.gain = given.V_A - given.S_A
        self.at = lru_cache(maxsize=None)(self._at)

    def run(self) -> NormalEquilibria:
        """Settle the half-line."""
        todo: list[tuple[Fraction, Fraction]] = [(Fraction(0), self._far())]
        found: list[Equilibrium] = []
        undecided: list[tuple[Fraction, Fraction]] = []
        count = 0
        while todo:
            low, high = todo.pop()
            count += 1
            if self._no_zero(low, high):
                continue
            slope = self._slope(low, high)
            if slope is not None and (slope > 0 or slope < 0):
                signs = self._sign(low), self._sign(high)
                if 0 not in signs:
                    if signs[0] != signs[1]:
                        found.append(self._equilibrium(low, high, signs[0]))
                    continue
            middle = _middle(low, high)
            if slope is not None and self._away(low, middle, high, slope):
                continue
            if high - low <= _NARROW * low or high < _NEAR or count >= _INTERVALS:
                undecided.append((self.given.S_A - high, self.given.S_A - low))
                continue
            todo += [(low, middle), (middle, high)]
        return NormalEquilibria(
            found=tuple(sorted(found, key=lambda e: e.resists)),
            undecided=tuple(undecided),
            intervals=count,
        )

    def _far(self) -> Fraction:
        """A point of t with no zero from there on."""
        high = Fraction(4)
        while not self._none_above(high):
            high *= high
            if high > _FAR:
                raise LimitReached("r is too near to 0", where="normal_equilibria")
        return high

    def _at(self, t: Fraction) -> tuple[Any, Any, Any]:
        """N, 1 - N and G at a point, as balls."""
        g = self.given
        c = _ball(g.S_A - t)
        x, y = c - _ball(g.W_A), c - _ball(g.a_bar)
        # 1 - N without a difference of near numbers
        return _phi(x) * _phi(y), _phi(-x) + _phi(x) * _phi(-y), _firm(x, _ball(g.W_A - g.a_bar))

    def _argument(self, q: arb) -> arb:
        g = self.given
        return _ball(g.W_B - g.V_B) + _ball(g.V_B - g.C_B) / q

    def _difference(self, q: arb, t: Fraction) -> arb:
        """H for a belief and a point, from the smaller of r and 1 - r: no digits are lost."""
        argument = self._argument(q)
        gain, part = _ball(self.gain), _ball(t)
        if t <= self.gain:
            return part / (gain + part) - _phi(-argument)
        return _phi(argument) - gain / (gain + part)

    def _beliefs(self, low: Fraction, high: Fraction) -> tuple[arb, arb]:
        """The smallest and the largest q between two points."""
        _, far_rest, far_firm = self.at(high)
        _, near_rest, near_firm = self.at(low)
        return near_firm / far_rest, far_firm / near_rest

    def _no_zero(self, low: Fraction, high: Fraction) -> bool:
        least, most = self._beliefs(low, high)
        # H is largest with the least q and the least r, which falls with t
        return bool(self._difference(least, high) < 0 or self._difference(most, low) > 0)

    def _none_above(self, t: Fraction) -> bool:
        """Whether H > 0 at t and everywhere beyond, where G is at most its limit."""
        from flint import arb

        g = self.given
        limit = _phi(_ball(g.W_A - g.a_bar) / arb(2).sqrt())
        return bool(self._difference(limit / self.at(t)[1], t) > 0)

    def _value(self, t: Fraction) -> arb:
        _, rest, firm = self.at(t)
        return self._difference(firm / rest, t)

    def _sign(self, t: Fraction) -> int:
        if t == 0:
            return -1  # r = 1, and B never resists for certain
        value = self._value(t)
        return 1 if value > 0 else -1 if value < 0 else 0

    def _away(self, low: Fraction, middle: Fraction, high: Fraction, slope: arb) -> bool:
        """Whether H is not 0 between two points by the mean value theorem."""
        reach = _ball(low - middle).union(_ball(high - middle))
        value = self._value(middle) + slope * reach
        return bool(value > 0 or value < 0)

    def _slope(self, low: Fraction, high: Fraction) -> arb | None:
        """The derivative of H in t between two points; None where q may be 0."""
        g = self.given
        rest = self.at(low)[1].union(self.at(high)[1])
        firm = self.at(low)[2].union(self.at(high)[2])
        q = firm / rest
        if not q > 0:
            return None
        ends = [(g.S_A - t - g.W_A, g.S_A - t - g.a_bar) for t in (high, low)]
        x, y = ((ends[0][k], ends[1][k]) for k in (0, 1))
        F_x, F_y = (_phi(_ball(v[0])).union(_phi(_ball(v[1]))) for v in (x, y))
        f_x, f_y = _density(*x), _density(*y)
        # by t = S_A - c: G' = f(x) F(y), N' = -(f(x) F(y) + F(x) f(y))
        slope = f_x * F_y / rest - firm * (f_x * F_y + F_x * f_y) / (rest * rest)
        steep = _density_ball(self._argument(q)) * _ball(g.V_B - g.C_B) / (q * q)
        gain = _ball(self.gain)
        near, far = gain + _ball(low), gain + _ball(high)
        return -steep * slope + (gain / (near * near)).union(gain / (far * far))

    def _equilibrium(self, low: Fraction, high: Fraction, sign: int) -> Equilibrium:
        """The one zero between two points, more closely; H has `sign` at the first."""
        while high - low > _NARROW * low and high > _NEAR:
            middle = _middle(low, high)
            found = self._sign(middle)
            if found == 0:
                break
            low, high = (middle, high) if found == sign else (low, middle)
        t = (low + high) / 2
        N, rest, firm = (float(part.mid()) for part in self.at(t))
        r = float(self.gain / (self.gain + t))
        outcomes = {
            "status quo": N,
            "concession": rest * float(t / (self.gain + t)),
            "back down": max(rest - firm, 0.0) * r,
            "stand firm": firm * r,
        }
        return Equilibrium(
            cut=(self.given.S_A - high, self.given.S_A - low), resists=r, outcomes=outcomes
        )


def _middle(low: Fraction, high: Fraction) -> Fraction:
    """Near the geometric mean where the ends differ in size, else their mean."""
    if low == 0:
        return high * min(high, Fraction(1, 4))
    if high < 4 * low:
        return (low + high) / 2
    size = (high / low).numerator.bit_length() - (high / low).denominator.bit_length()
    return low * 2 ** max(size // 2, 1)


def _ball(value: Fraction) -> arb:
    from flint import arb, fmpq

    return arb(fmpq(value.numerator, value.denominator))


def _phi(x: arb) -> arb:
    from flint import arb

    return (-x / arb(2).sqrt()).erfc() / 2


def _density_ball(x: arb) -> arb:
    from flint import arb

    return (-x * x / 2).exp() / (2 * arb.pi()).sqrt()


def _density(low: Fraction, high: Fraction) -> arb:
    """The normal density between two points: most at the point next to 0, least at an end."""
    ends = _density_ball(_ball(low)).union(_density_ball(_ball(high)))
    return ends.union(_density_ball(_ball(Fraction(0)))) if low < 0 < high else ends


def _firm(x: arb, shift: arb) -> arb:
    """G: the integral of the density times the distribution, shifted, from x on."""
    from flint import acb, arb

    root, scale = acb(2).sqrt(), 1 / (8 * acb.pi()).sqrt()
    begin, end = x.max(arb(-14)), x.max(arb(0)).max(-shift) + 14
    body = acb.integral(
        lambda a, _: scale * (-a * a / 2).exp() * (-(a + acb(shift)) / root).erfc(),
        acb(begin), acb(end), rel_tol=arb(2) ** -50, abs_tol=arb(2) ** -100_000,
    )  # fmt: skip
    left = _phi(begin) * _phi(begin + shift) if begin > x else arb(0)
    return body.real + arb(0).union(left) + arb(0).union(_phi(-end))
