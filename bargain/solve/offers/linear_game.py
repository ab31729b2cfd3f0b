r"""A game whose payoffs and constraints are linear: its agreements are a polytope.

Payoffs of a polytope are the polygon of those of its corners. A corner is where as many of the
relations :math:`a_r \cdot z \le b_r` hold with equality as there are variables, independently; all
choices of so many are solved in rationals, and what satisfies the others is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import comb

import flint
import sympy as sp

from bargain.budget import spend
from bargain.exact import to_fraction
from bargain.game.game import Game
from bargain.solve.agreement import Agreement
from bargain.solve.bargaining.listed.polygons import Option

__all__ = ["LinearGame", "linear_game"]

_MOST_CHOICES = 20_000
Row = tuple[list[Fraction], Fraction]
Point = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class LinearGame:
    """The agreements of a linear game of two players, with all lotteries over its corners."""

    game: Game
    corners: tuple[Point, ...]

    def options(self) -> list[Option]:
        """The corners with their gains."""
        gains = self.game.gains()
        return [
            Option(((k, Fraction(1)),), tuple(to_fraction(g.subs(self._at(z)))
                                              for g in gains.values()))
            for k, z in enumerate(self.corners)
        ]  # fmt: skip

    def agreement(self, option: Option) -> Agreement:
        """The point that is the mean of the corners: payoffs are linear."""
        mixed = [
            sum((q * self.corners[k][j] for k, q in option.lottery), Fraction(0))
            for j in range(len(self.game.variables))
        ]
        gains = dict(zip(self.game.players, option.gains, strict=True))
        return Agreement(
            values=dict(zip(self.game.variables, mixed, strict=True)),
            payoffs={p: g + to_fraction(self.game.disagreement[p]) for p, g in gains.items()},
            gains=gains, residual=0.0, arithmetic="exact",
        )  # fmt: skip

    def _at(self, z: Point) -> dict[sp.Symbol, sp.Rational]:
        return {
            v: sp.Rational(c.numerator, c.denominator)
            for v, c in zip(self.game.variables, z, strict=True)
        }


def linear_game(game: Game) -> LinearGame | None:
    """The polytope of a numeric game; None if something is not linear, or there is too much."""
    rows = _relations(game)
    count = len(game.variables)
    if rows is None or comb(len(rows), count) > _MOST_CHOICES:
        return None
    if any(_row(game, gain) is None for gain in game.gains().values()):
        return None
    return LinearGame(game, tuple(dict.fromkeys(_corners(rows, count))))


def _relations(game: Game) -> list[Row] | None:
    """All of ``a . z <= b``: ends of the box, and constraints; None if one is not linear."""
    if game.choices:
        return None
    expressions = []
    for v, (low, high) in game.box.items():
        expressions += [low - v, v - high]
    for r in game.constraints:
        if isinstance(r, sp.Eq):
            expressions += [r.lhs - r.rhs, r.rhs - r.lhs]
        elif isinstance(r, (sp.Ge, sp.Le)):
            expressions.append(r.lts - r.gts)
        else:
            return None
    rows = [_row(game, e) for e in expressions]
    return (
        [(a, -c) for a, c in found] if len(found := [r for r in rows if r]) == len(rows) else None
    )


def _row(game: Game, expression: sp.Expr) -> Row | None:
    """Coefficients and constant of a linear expression."""
    try:
        polynomial = sp.Poly(expression, *game.variables)
    except sp.PolynomialError:
        return None
    if polynomial.total_degree() > 1 or polynomial.free_symbols_in_domain:
        return None
    if not all(c.is_Rational for c in polynomial.coeffs()):
        return None
    slopes = [to_fraction(polynomial.coeff_monomial(v)) for v in game.variables]
    return slopes, to_fraction(polynomial.coeff_monomial(1))


def _corners(rows: list[Row], count: int) -> Iterator[Point]:
    exact = [
        ([flint.fmpq(c.numerator, c.denominator) for c in a],
         flint.fmpq(b.numerator, b.denominator)) for a, b in rows
    ]  # fmt: skip
    for chosen in combinations(exact, count):
        spend(count**3)
        matrix = flint.fmpq_mat([a for a, _ in chosen])
        try:
            solved = matrix.solve(flint.fmpq_mat([[b] for _, b in chosen]))
        except ZeroDivisionError:
            continue
        z = [solved[j, 0] for j in range(count)]
        if all(sum((c * v for c, v in zip(a, z, strict=True)), flint.fmpq(0)) <= b
               for a, b in exact):  # fmt: skip
            yield tuple(Fraction(int(v.p), int(v.q)) for v in z)
