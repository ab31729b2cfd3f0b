r"""Actions written as powers of others, so that roots at an end of the box have slopes.

:math:`-\sqrt{y}` on :math:`[0, 1]` has no slope at :math:`y = 0`, and :math:`x\sqrt{y} - y` has one
that is not bounded: no first-order condition can be enclosed there. With

.. math:: v = l + (h - l)\, r^k \quad\text{or}\quad v = h - (h - l)\, r^k, \qquad r \in [0, 1],

where a base of a root with denominator :math:`k` vanishes at :math:`l` or at :math:`h`, payoffs are
polynomials in :math:`r` there. Both maps are one to one between the boxes, each action is moved by
its owner alone, and so the equilibria of the two games are the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import sympy as sp

from bargain.exact import to_fraction
from bargain.game.game import Game

__all__ = ["RootAction", "in_roots"]

_LARGEST = 12  # power that an action may become
_FINE = 80  # binary digits of a root


@dataclass(frozen=True, slots=True, kw_only=True)
class RootAction:
    """An action ``v = start + step * letter**power``, where the letter goes from 0 to 1.

    Attributes
    ----------
    letter : Symbol
    start, step : Fraction
    power : int
    """

    letter: sp.Symbol
    start: Fraction
    step: Fraction
    power: int

    def value(self, r: Fraction) -> Fraction:
        """The action where the letter is `r`."""
        return self.start + self.step * r**self.power

    def image(self, ends: tuple[Fraction, Fraction]) -> tuple[Fraction, Fraction]:
        """The actions where the letter is between two ends."""
        low, high = sorted(map(self.value, ends))
        return low, high

    def around(self, action: Fraction) -> tuple[Fraction, Fraction]:
        """Bounds on the letter at an action; at the next end for an action beyond one."""
        share = min(max((action - self.start) / self.step, Fraction(0)), Fraction(1))
        whole = sp.integer_nthroot(int(share * 2 ** (_FINE * self.power)), self.power)[0]
        return Fraction(int(whole), 2**_FINE), Fraction(int(whole) + 1, 2**_FINE)

    @property
    def expression(self) -> sp.Expr:
        """The action in its letter."""
        start, step = (sp.Rational(n.numerator, n.denominator) for n in (self.start, self.step))
        return start + step * self.letter**self.power


def in_roots(game: Game) -> tuple[Game, Mapping[sp.Symbol, RootAction]] | None:
    """The game with actions as powers wherever a root of a payoff vanishes at an end of the box.

    Parameters
    ----------
    game : Game
        With numbers, without terms.

    Returns
    -------
    (Game, mapping of action to RootAction) or None
        None if there is no such root.

    Examples
    --------
    >>> x, y = sp.symbols("x y", real=True)
    >>> game = Game({"A": {x: (0, 1)}, "B": {y: (0, 4)}}, {"A": x*y - x**2, "B": x*y - sp.sqrt(y)})
    >>> again, roots = in_roots(game)
    >>> again.payoffs["B"], roots[y].expression
    (4*root_y**2*x - 2*root_y, 4*root_y**2)
    """
    found: dict[sp.Symbol, RootAction] = {}
    roots = [
        power
        for payoff in game.payoffs.values()
        for power in payoff.atoms(sp.Pow)
        if power.exp.is_Rational and not power.exp.is_Integer
    ]
    for v, (low, high) in game.box.items():
        ends = [
            (end, r.exp.q) for r in roots if r.base.has(v)
            for end in (low, high) if r.base.subs(v, end) == 0
        ]  # fmt: skip
        power = lcm(*(int(q) for _, q in ends))
        if len({end for end, _ in ends}) != 1 or power > _LARGEST:
            continue
        a, b = to_fraction(low), to_fraction(high)
        upper = ends[0][0] == high
        name = f"root_{v.name}"
        while name in game.symbols:
            name += "_"
        found[v] = RootAction(
            letter=sp.Symbol(name, positive=True), start=b if upper else a,
            step=a - b if upper else b - a, power=power,
        )  # fmt: skip
    if not found:
        return None
    written = {v: root.expression for v, root in found.items()}
    actions = {
        p: {
            found[v].letter if v in found else v: (0, 1) if v in found else game.box[v]
            for v in game.own(p)
        }
        for p in game.players
    }
    payoffs = {p: u.xreplace(written) for p, u in game.payoffs.items()}
    return Game(actions=actions, payoffs=payoffs), found
