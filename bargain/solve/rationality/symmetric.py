r"""Symmetric equilibria of symmetric games of many players with two actions.

Everybody plays the first action with chance :math:`p`; :math:`u_1(k), u_2(k)` are the payoffs of
the two actions where :math:`k` of the other :math:`n - 1` play the first. The advantage of the
first action is a polynomial of degree :math:`n - 1`,

.. math:: D(p) = \sum_{k=0}^{n-1} \binom{n-1}{k} p^k (1-p)^{n-1-k} \bigl(u_1(k) - u_2(k)\bigr),

and :math:`p` is a symmetric equilibrium iff :math:`D(p) = 0`, or :math:`p = 0` and
:math:`D(0) \le 0`, or :math:`p = 1` and :math:`D(1) \ge 0`. The real roots are isolated exactly
(Arb): a rational one is reported as it is, an irrational one by an interval of rationals that
holds it alone.

References
----------
Palfrey, T. & Rosenthal, H. (1984), Participation and the provision of discrete public goods,
*J. Public Economics* 24 (such games of volunteers).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb

import flint
import numpy as np

from bargain.arguments import listed, within_reach
from bargain.errors import GameError, OptionError
from bargain.exact import fractions_of
from bargain.game.tables.finite_game import FiniteGame
from bargain.game.written import Number
from bargain.result import Result
from bargain.solve.balls import dyadic

__all__ = ["SymmetricEquilibria", "symmetric_equilibria"]

_MOST_PLAYERS = 400
_BITS = 128


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SymmetricEquilibria(Result):
    """All symmetric equilibria, by the chance of the first action.

    Attributes
    ----------
    chances : tuple of (Fraction, Fraction)
        Ascending; the two ends are equal where the chance is rational, and otherwise hold one
        irrational root each.
    everywhere : bool
        Whether both actions are always as good: every chance is an equilibrium.
    players : int
    """

    chances: tuple[tuple[Fraction, Fraction], ...]
    everywhere: bool
    players: int

    def __len__(self) -> int:
        return len(self.chances)

    def summary(self) -> str:
        """One line per equilibrium."""
        if self.everywhere:
            return f"{self.players} players: every chance is a symmetric equilibrium"
        shown = (f"{a}" if a == b else f"about {float((a + b) / 2):.12g}" for a, b in self.chances)
        return f"{self.players} players, chance of the first action: " + ", ".join(shown)

    def __repr__(self) -> str:
        return f"<SymmetricEquilibria {self.summary()}>"


@within_reach
def symmetric_equilibria(
    first: FiniteGame | Sequence[Number], second: Sequence[Number] | None = None
) -> SymmetricEquilibria:
    """All symmetric equilibria of a symmetric game with two actions, exactly.

    Parameters
    ----------
    first : FiniteGame, or sequence of n numbers
        A table in which the players are interchangeable; or the payoffs of the first action where
        0, 1, …, n - 1 of the others play it.
    second : sequence of n numbers, optional
        The payoffs of the second action, likewise.

    Returns
    -------
    SymmetricEquilibria

    Raises
    ------
    GameError
        A table that is not symmetric, or without two actions each.
    OptionError
        Payoffs of different lengths, or of more than 400 players.

    Examples
    --------
    Volunteer's dilemma: a benefit 1 for all if one of 3 pays 1/4; the chance is 1 - (1/4)^(1/2).

    >>> symmetric_equilibria(["3/4", "3/4", "3/4"], [0, 1, 1]).chances
    ((Fraction(1, 2), Fraction(1, 2)),)
    """
    if isinstance(first, FiniteGame):
        ones, twos = _payoffs(first)
    else:
        why = "write the payoffs of an action as a list"
        ones, twos = (
            list(fractions_of(listed(v, name, fix=why, error=OptionError)))
            for v, name in ((first, "first"), (second, "second"))
        )
    if len(ones) != len(twos) or not 2 <= len(ones) <= _MOST_PLAYERS:
        raise OptionError(
            f"{len(ones)} and {len(twos)} payoffs", where="first, second",
            fix=f"give both actions n payoffs, 2 <= n <= {_MOST_PLAYERS}",
        )  # fmt: skip
    advantage = [a - b for a, b in zip(ones, twos, strict=True)]
    n = len(advantage)
    if not any(advantage):
        return SymmetricEquilibria(chances=(), everywhere=True, players=n)
    chances = [(r, r) if isinstance(r, Fraction) else r for r in _roots(advantage)]
    for end, value in ((Fraction(0), -advantage[0]), (Fraction(1), advantage[-1])):
        if value >= 0 and (end, end) not in chances:
            chances.append((end, end))
    return SymmetricEquilibria(chances=tuple(sorted(chances)), everywhere=False, players=n)


def _payoffs(game: FiniteGame) -> tuple[list[Fraction], list[Fraction]]:
    tables = game.numeric_payoffs("symmetric_equilibria")
    n = len(tables)
    if set(game.shape) != {2} or n < 2:
        raise GameError("a symmetric game of two actions each is needed", where=f"{game!r}",
                        fix="give a table with two actions for every player")  # fmt: skip
    found: dict[tuple[int, int], Fraction] = {}
    for own, table in enumerate(tables):
        for at in np.ndindex(table.shape):
            others = sum(1 for j, a in enumerate(at) if j != own and a == 0)
            entry: Fraction = table.item(at)
            if found.setdefault((at[own], others), entry) != entry:
                raise GameError(
                    "the players are not interchangeable", where=f"profile {at}",
                    fix="give a symmetric game, or use nash_equilibria",
                )  # fmt: skip
    return [found[0, k] for k in range(n)], [found[1, k] for k in range(n)]


def _roots(advantage: list[Fraction]) -> list[Fraction | tuple[Fraction, Fraction]]:
    """The roots of D in [0, 1], each once."""
    n = len(advantage) - 1
    p = flint.fmpq_poly([0, 1])
    q = flint.fmpq_poly([1, -1])
    total = flint.fmpq_poly([0])
    for k, v in enumerate(advantage):
        total += flint.fmpq(v.numerator, v.denominator) * comb(n, k) * p**k * q ** (n - k)
    if total.degree() <= 0:
        return []
    square_free = total / total.gcd(total.derivative())
    whole = flint.fmpz_poly([int(c) for c in (square_free * square_free.denom()).coeffs()])
    out: list[Fraction | tuple[Fraction, Fraction]] = []
    for factor, _ in whole.factor()[1]:
        if factor.degree() == 1:
            root = Fraction(-int(factor[0]), int(factor[1]))
            if 0 <= root <= 1:
                out.append(root)
        elif factor.degree() > 1:
            out += _isolated(factor)
    return out


def _isolated(factor: flint.fmpz_poly) -> list[tuple[Fraction, Fraction]]:
    """Intervals in (0, 1), each with one irrational root; balls that hold one root each (Arb)."""
    before, bits = flint.ctx.prec, _BITS
    try:
        while True:
            flint.ctx.prec = bits
            real = [r.real for r, _ in factor.complex_roots() if r.imag == 0]
            if all(any((r < 0, 0 < r < 1, r > 1)) for r in real):  # an irrational root is neither
                break
            bits *= 2
        inside = [r for r in real if 0 < r < 1]
        return [(dyadic(r.lower()), dyadic(r.upper())) for r in inside]
    finally:
        flint.ctx.prec = before
