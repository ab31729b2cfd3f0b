r"""All equilibria where one action is all there is, and the payoff is in polynomial pieces.

An equilibrium is a largest value of one payoff :math:`u` on an interval. The points :math:`c_k` at
which the piece changes cut it; the largest value is at one of them, where the slope of a piece is
0, or on a whole stretch where the slope is 0 throughout. A candidate :math:`t` is kept if
:math:`u(c_k) \le u(t)` for all :math:`k`, and no piece, minus :math:`u(t)`, is positive between
neighbouring cuts, as polynomials over the field of :math:`t`
(`bargain.solve.aggregates.real_field`): a value that is only approached, beside a jump, counts.

References
----------
S. Basu, R. Pollack and M.-F. Roy (2006), *Algorithms in Real Algebraic Geometry*, Springer, ch. 2.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from fractions import Fraction

import sympy as sp

from bargain.budget import spend
from bargain.exact import to_fraction, to_sympy
from bargain.game.game import Game
from bargain.game.pieces import Piece, pieces_and_gaps
from bargain.solve.aggregates.common_zeros import RATIONALS, THETA, in_theta
from bargain.solve.aggregates.real_field import (
    Element,
    Field,
    Row,
    as_flint,
    evaluated,
    never_positive,
    real_points,
)
from bargain.solve.enclosed import enclosed
from bargain.solve.equilibria import Equilibria, EquilibriumSet

__all__ = ["best_by_cases"]

_METHOD = "points and stretches where the pieces of the payoff change or are level, settled exactly"
_PROVED = (
    "proved: every point where a piece ends or its slope is 0 is compared with the whole interval, "
    "by exact roots; no certificate"
)


def best_by_cases(game: Game) -> Equilibria | None:
    """Return all equilibria of a game with one action; None if it is not of this form.

    Parameters
    ----------
    game : Game
        One player with an action, any number without; the payoff is in rational polynomial pieces
        that change at rational points.

    Examples
    --------
    >>> x = sp.Symbol("x", real=True)
    >>> tent = sp.Piecewise((x, x <= sp.Rational(1, 2)), (1 - x, True))
    >>> found = best_by_cases(Game({"A": {x: (0, 1)}, "B": {}}, {"A": tent, "B": x}))
    >>> found.complete, [e[x] for e in found]
    (True, [1/2])
    """
    acting = [p for p in game.players if game.own(p)]
    if game.parameters or game.terms or game.constraints or game.choices or len(acting) != 1:
        return None
    if len(game.variables) != 1:
        return None
    (v,) = game.variables
    pieces, gaps = pieces_and_gaps(game.payoffs[acting[0]])
    box = (to_fraction(game.box[v][0]), to_fraction(game.box[v][1]))
    cuts = _cuts([c.signs for c in [*gaps, *(p.cell for p in pieces)]], v, box)
    values = [p.value.as_poly(v) for p in pieces]
    if cuts is None or any(u is None or not (u.domain.is_ZZ or u.domain.is_QQ) for u in values):
        return None
    line = _Line(v, pieces, cuts)
    middles = [(a + b) / 2 for a, b in itertools.pairwise(cuts)]
    if any(line.row(t) is None for t in [*cuts, *middles]):
        return None
    best, level = line.best()
    listed = [enclosed(game, {v: field.bounds(at)}) for field, at in best]
    place = {field.rational(at): k for k, (field, at) in enumerate(best)}
    sets = [
        EquilibriumSet(
            equilibria=tuple(place[end] for end in ends if end in place),
            relations=(
                (sp.Ge if ends[0] in place else sp.Gt)(v, to_sympy(ends[0])),
                (sp.Le if ends[1] in place else sp.Lt)(v, to_sympy(ends[1])),
            ),
        )
        for ends in level
    ]
    exact = all(e.arithmetic == "exact" for e in listed)
    return Equilibria(
        equilibria=tuple(listed), sets=tuple(sets), complete=True, reason=_PROVED, method=_METHOD,
        arithmetic="exact" if exact else "interval",
        regret=Fraction(0) if listed and exact else None,
    )  # fmt: skip


def _cuts(
    cells: Sequence[Sequence[tuple[sp.Expr, frozenset[int]]]], v: sp.Symbol,
    box: tuple[Fraction, Fraction],
) -> list[Fraction] | None:  # fmt: skip
    """The ends and the points between them where a quantity is 0; None if one is not rational."""
    cuts = set(box)
    for quantity in {q for signs in cells for q, _ in signs}:
        poly = quantity.as_poly(v)
        if poly is None or not (poly.domain.is_ZZ or poly.domain.is_QQ):
            return None
        for field in real_points(in_theta(poly), *box):
            at = field.rational(THETA)
            if at is None:
                return None
            cuts.add(at)
    return sorted(cuts)


class _Line:
    """A payoff in pieces along one action."""

    def __init__(self, v: sp.Symbol, pieces: Sequence[Piece], cuts: Sequence[Fraction]) -> None:
        self.v, self.pieces, self.cuts = v, pieces, cuts

    def row(self, t: Fraction) -> Row | None:
        """The coefficients of the piece at a point; None if there is none."""
        for piece in self.pieces:
            signs = [(sp.sign(q.subs(self.v, to_sympy(t))), s) for q, s in piece.cell.signs]
            if all(int(sign) in allowed for sign, allowed in signs):
                coefficients = reversed(sp.Poly(piece.value, self.v).all_coeffs())
                return [Element([as_flint(c)]) for c in coefficients]
        return None

    def best(self) -> tuple[list[tuple[Field, Element]], list[tuple[Fraction, Fraction]]]:
        """The points where the payoff is largest, and the open stretches."""
        found = [(RATIONALS, _constant(t), self.row(t)) for t in self.cuts]
        level = []
        for ends in itertools.pairwise(self.cuts):
            middle = (ends[0] + ends[1]) / 2
            row = self.row(middle) or []
            slope = Element([k * c[0] for k, c in enumerate(row)][1:])
            if slope == 0 and self._is_best(RATIONALS, _constant(middle), row):
                level.append(ends)
            for field in real_points(slope, *ends):
                if field.rational(THETA) not in ends:
                    found.append((field, field.reduced(THETA), row))
        return [(f, at) for f, at, row in found if self._is_best(f, at, row or [])], level

    def _is_best(self, field: Field, at: Element, own: Row) -> bool:
        here = evaluated(own, at, field)
        spend(500 * len(self.cuts))
        for t in self.cuts:
            if field.sign(evaluated(self.row(t) or [], _constant(t), field) - here) > 0:
                return False
        for ends in itertools.pairwise(self.cuts):
            row = self.row((ends[0] + ends[1]) / 2) or [Element()]
            if not never_positive([row[0] - here, *row[1:]], field, *ends):
                return False
        return True


def _constant(t: Fraction) -> Element:
    return Element([as_flint(t)])
