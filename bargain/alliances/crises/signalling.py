r"""Crisis signalling: all equilibria of the game of Lewis and Schultz, in exact arithmetic.

A challenges or not; B concedes or resists; A stands firm or backs down. Payoffs of A and of B are

=============  ==========================  ===================
outcome        A                           B
=============  ==========================  ===================
status quo     :math:`S_A`
concession     :math:`V_A`                 :math:`C_B`
back down      :math:`\bar a + \alpha`     :math:`V_B`
stand firm     :math:`W_A + a`             :math:`W_B + b`
=============  ==========================  ===================

with :math:`a, \alpha` known to A alone and b to B alone, independent and *uniform* on [-1, 1] (the
literature takes normal shocks; uniform ones make every condition a polynomial, so that the list of
equilibria can be complete).

With r the probability that B resists, A challenges iff the better of its two last moves is worth at
least :math:`c = V_A - (V_A - S_A)/r`. Let F be the distribution of a shock,
:math:`N(c) = F(c - W_A) F(c - \bar a)` the probability of no challenge and G(c) that of a challenge
by a type that stands firm. B, who believes :math:`q = G/(1 - N)`, resists iff
:math:`b \ge (C_B - (1 - q) V_B)/q - W_B`. An equilibrium is a c with

.. math:: 2 (V_A - S_A)\, G(c) = (V_A - c)\,\bigl[(1 + W_B - V_B)\, G(c) + (V_B - C_B)(1 -
N(c))\bigr]

where both sides give r in (0, 1); or an end, r = 0 or r = 1, that B prefers; or nobody challenges,
where no type would, whatever B does (normal shocks never allow this). Between the points :math:`W_A
\pm 1, \bar a \pm 1` this is a polynomial of degree three with rational coefficients, whose roots
are isolated exactly (Sturm): the list is complete. `without_others` asks the deciders the same of
every interval between the roots, and the checker reads their certificates.

References
----------
Lewis, J. B. & Schultz, K. A. (2003), Revealing preferences: empirical estimation of a crisis
bargaining game with incomplete information, *Political Analysis* 11(4), 345-367. Jo, J. (2011),
Nonuniqueness of the equilibrium in Lewis and Schultz's model, *Political Analysis* 19(3), 351-362.
Crisman-Cox, C. & Gibilisco, M. (2021), Estimating signaling games in international relations,
*Political Science Research and Methods* 9(3), 565-582.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from fractions import Fraction
from itertools import pairwise
from typing import ClassVar

import sympy as sp

from bargain.errors import OptionError
from bargain.exact import rationalise
from bargain.result import Result

__all__ = ["Crisis", "Equilibrium", "crisis", "equilibria", "without_others"]

_C = sp.Symbol("c", real=True)
_WIDTH = Fraction(1, 2**40)  # of an isolating interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Crisis:
    """Payoffs of a crisis, exact; floats are made rational.

    Attributes
    ----------
    S_A, V_A, a_bar, W_A : Fraction
        A's status quo, concession won, backing down, war; :math:`V_A > S_A`.
    C_B, V_B, W_B : Fraction
        B's concession, A backing down, war; :math:`V_B > C_B`.
    """

    S_A: Fraction
    V_A: Fraction
    a_bar: Fraction
    W_A: Fraction
    C_B: Fraction
    V_B: Fraction
    W_B: Fraction

    def __post_init__(self) -> None:
        for f in fields(self):
            object.__setattr__(self, f.name, Fraction(rationalise(getattr(self, f.name), 10**6)))
        if not self.V_A > self.S_A or not self.V_B > self.C_B:
            raise OptionError(
                "a concession must be worth having and giving", where="Crisis",
                fix="V_A > S_A and V_B > C_B",
            )  # fmt: skip


def crisis(**payoffs: float | str | Fraction) -> Crisis:
    """A crisis from numbers; payoffs that are not given are the units of the estimator.

    Parameters
    ----------
    **payoffs
        Attributes of `Crisis`; by default :math:`S_A = C_B = 0` and :math:`V_A = V_B = 1`.

    Examples
    --------
    >>> crisis(W_A=-0.5, a_bar="-1/2", W_B=-0.5).V_B
    Fraction(1, 1)
    """
    units: dict[str, float | str | Fraction] = {"S_A": 0, "V_A": 1, "C_B": 0, "V_B": 1}
    return Crisis(**(units | payoffs))  # type: ignore[arg-type]  # made exact there


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Equilibrium(Result):
    """One equilibrium.

    Attributes
    ----------
    cut : (Fraction, Fraction) or None
        An interval that holds c and no other equilibrium, of width at most 2^-40 (wider where
        nobody challenges: all of it gives the same outcome); None at r = 0.
    resists : float
        r.
    outcomes : dict of str to float
        Probability of ``status quo``, ``concession``, ``back down`` and ``stand firm``.
    """

    _without: ClassVar[tuple[str, ...]] = ()

    cut: tuple[Fraction, Fraction] | None
    resists: float
    outcomes: dict[str, float]

    def summary(self) -> str:
        """The probabilities in a line."""
        return f"r = {self.resists:.4f}; " + ", ".join(
            f"{name} {p:.3f}" for name, p in self.outcomes.items()
        )


def _distribution(x: sp.Expr, low: Fraction, high: Fraction, shift: Fraction) -> sp.Expr:
    """F(x - shift) as a polynomial on a piece [low, high] of x that holds no end of its support."""
    if high <= shift - 1:
        return sp.Integer(0)
    if low >= shift + 1:
        return sp.Integer(1)
    return (x - _rational(shift) + 1) / 2


def _rational(value: Fraction) -> sp.Rational:
    return sp.Rational(value.numerator, value.denominator)


def _pieces(given: Crisis) -> Iterator[tuple[Fraction, Fraction, sp.Expr, sp.Expr]]:
    """Pieces (low, high, N, G) of c up to S_A; the first one reaches down to r = 0."""
    ends = {given.W_A - 1, given.W_A + 1, given.a_bar - 1, given.a_bar + 1}
    # below every end everybody challenges, whatever c is: one point stands for all
    start = min(*ends, given.S_A) - 1
    points = [start, *sorted(e for e in ends if start < e < given.S_A), given.S_A]
    for low, high in pairwise(points):
        N = _distribution(_C, low, high, given.W_A) * _distribution(_C, low, high, given.a_bar)
        yield low, high, sp.expand(N), _firm(given, low, high)


def _firm(given: Crisis, low: Fraction, high: Fraction) -> sp.Expr:
    """G on a piece: the integral over types a with W_A + a >= c of F(W_A + a - a_bar)."""
    y = sp.Symbol("y", real=True)  # y = W_A + a
    top = given.W_A + 1
    bottom = given.W_A - 1
    ends = sorted({e for e in (given.a_bar - 1, given.a_bar + 1) if bottom < e < top})
    points = [bottom, *ends, top]
    total = sp.Integer(0)
    for left, right in pairwise(points):
        integrand = _distribution(y, left, right, given.a_bar) / 2
        if high <= left:
            begin: sp.Expr = _rational(left)
        elif low >= right:
            continue
        else:
            begin = _C
        total += sp.integrate(integrand, (y, begin, _rational(right)))
    return sp.expand(total)


def _condition(given: Crisis, N: sp.Expr, G: sp.Expr) -> sp.Expr:
    V_A, S_A, V_B, C_B, W_B = map(
        _rational, (given.V_A, given.S_A, given.V_B, given.C_B, given.W_B)
    )
    right = (V_A - _C) * ((1 + W_B - V_B) * G + (V_B - C_B) * (1 - N))
    return sp.expand(2 * (V_A - S_A) * G - right)


def _resisting(given: Crisis, N: sp.Rational, G: sp.Rational) -> sp.Rational:
    """B's probability of resisting before it is cut to [0, 1], for given N and G > 0."""
    V_B, C_B, W_B = map(_rational, (given.V_B, given.C_B, given.W_B))
    return ((1 + W_B - V_B) + (V_B - C_B) * (1 - N) / G) / 2


def _at(cut: tuple[Fraction, Fraction] | None, N: float, G: float, r: float) -> Equilibrium:
    outcomes = {
        "status quo": N,
        "concession": (1 - N) * (1 - r),
        "back down": (1 - N - G) * r,
        "stand firm": G * r,
    }
    return Equilibrium(cut=cut, resists=r, outcomes=outcomes)


def equilibria(given: Crisis) -> tuple[Equilibrium, ...]:
    """Return every equilibrium, by rising r.

    Raises
    ------
    OptionError
        Where a whole interval of c is in equilibrium (payoffs in a special position).

    Examples
    --------
    >>> calm = crisis(a_bar="-1/2", W_A="-1/2", W_B="-1/2")
    >>> [round(e.resists, 3) for e in equilibria(calm)]
    [0.75]
    """
    found: list[Equilibrium] = []
    V_A, S_A = _rational(given.V_A), _rational(given.S_A)
    pieces = list(_pieces(given))
    first_N, first_G = pieces[0][2], pieces[0][3]
    # where nobody stands firm B resists, since V_B > C_B: r = 0 needs G > 0
    if first_G > 0 and _resisting(given, first_N, first_G) <= 0:
        found.append(_at(None, 0.0, float(first_G), 0.0))
    for place, (low, high, N, G) in enumerate(pieces):
        if N == 1:  # no type challenges; B resists off the path, with the belief q = 0
            found.append(_at((low, high), 1.0, 0.0, 1.0))
            continue
        polynomial = sp.Poly(_condition(given, N, G), _C)
        if polynomial.is_zero:
            raise OptionError(
                "an interval of cut points is in equilibrium", where="equilibria",
                fix="move a payoff a little",
            )  # fmt: skip
        for (left, right), _multiplicity in polynomial.intervals(eps=_rational(_WIDTH)):
            a, b = Fraction(int(left.p), int(left.q)), Fraction(int(right.p), int(right.q))
            bottom = None if place == 0 else low
            # a root at a joint belongs to the piece above it; r = 1 is looked at apart
            if (bottom is not None and b < bottom) or a >= high or (b > high and a < high):
                continue
            if bottom is not None and a < bottom < b:
                continue
            middle = _rational((a + b) / 2)
            g = sp.Rational(G.subs(_C, middle)) if G.has(_C) else G
            if g <= 0:
                continue
            r = (V_A - S_A) / (V_A - middle)
            if 0 < r < 1:
                n = N.subs(_C, middle)
                found.append(_at((a, b), float(n), float(g), float(r)))
    *_, (low, high, N, G) = pieces
    n, g = N.subs(_C, S_A), G.subs(_C, S_A)
    if (n == 1 and N != 1) or (n < 1 and (g == 0 or _resisting(given, n, g) >= 1)):
        found.append(_at((given.S_A, given.S_A), float(n), float(g), 1.0))
    return tuple(sorted(found, key=lambda e: e.resists))


def without_others(given: Crisis, *, effort: float = 4.0) -> tuple[str, ...]:
    """Ask the deciders for a further interior equilibrium between those that are listed.

    Parameters
    ----------
    given : Crisis
    effort : float
        Per interval, as in `bargain.decide`.

    Returns
    -------
    tuple of str
        One status per interval; all ``never`` means that the list is complete, with certificates
        that the checker has read.
    """
    from bargain.game.conditions import all_of, holds
    from bargain.game.game import Game
    from bargain.verdicts.decide import decide

    cuts = [e.cut for e in equilibria(given) if e.cut is not None and e.resists < 1]
    statuses = []
    for low, high, N, G in _pieces(given):
        if N == 1:  # nobody challenges there: one outcome, listed
            continue
        inside = sorted(cut for cut in cuts if cut[1] >= low and cut[0] <= high)
        ends = [low, *(end for cut in inside for end in cut), high]
        for left, right in zip(ends[::2], ends[1::2], strict=True):
            if left >= right:
                continue
            game = Game(
                actions={"A": {}, "B": {}},
                terms={_C: (_rational(left), _rational(right))},
                payoffs={"A": sp.Integer(0), "B": sp.Integer(0)},
                name="a further equilibrium of the crisis",
            )
            # the ends of an interval may be joints, or the roots themselves: they are left out
            asked = (
                sp.Eq(_condition(given, N, G), 0, evaluate=False),
                sp.Gt(_C, _rational(left)),
                sp.Lt(_C, _rational(right)),
            )
            verdict = decide(game, all_of(*map(holds, asked)), effort=effort)
            statuses.append(str(verdict.status))
    return tuple(statuses)
