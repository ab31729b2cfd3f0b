r"""Replies of followers with quadratic payoffs to one action of a leader, as functions of it.

Each follower has one action :math:`y_a` and a payoff that is a concave quadratic in it, with a
slope :math:`F_a = \partial u_a / \partial y_a` that is linear in all :math:`y` with numbers for
coefficients, and any polynomial in the leader's action :math:`x`. On a face of the followers' box
some :math:`y_a` are at an end and the others solve :math:`F_a = 0`: linear equations, so each is a
polynomial in :math:`x`. The profile is an equilibrium among the followers where

.. math:: F_a \le 0 \text{ at a lower end}, \quad F_a \ge 0 \text{ at an upper end}, \quad
          l_a \le y_a \le h_a \text{ elsewhere},

all polynomials in :math:`x`. If every face has a solution these pieces are all equilibria for all
:math:`x`, whether or not there is one for each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sympy as sp

from bargain.game.faces import FREE, LOWER, faces
from bargain.game.game import Game

__all__ = ["Piece", "reply_pieces"]

_MOST_FOLLOWERS = 5


@dataclass(frozen=True, slots=True)
class Piece:
    """Replies as functions of the leader's action, where all `conditions` are at least zero."""

    replies: dict[sp.Symbol, sp.Expr]
    conditions: tuple[sp.Expr, ...]


def reply_pieces(game: Game, x: sp.Symbol, followers: Sequence[str]) -> list[Piece] | None:
    """All equilibria among the followers; None if payoffs are not of this form.

    Also None if on some face the equations do not determine the replies.
    """
    own = {p: game.own(p) for p in followers}
    if any(len(v) != 1 for v in own.values()) or len(followers) > _MOST_FOLLOWERS:
        return None
    actions = [own[p][0] for p in followers]
    slopes = []
    for p, y in zip(followers, actions, strict=True):
        payoff = sp.expand(game.payoffs[p])
        slope = sp.diff(payoff, y)
        if not payoff.is_polynomial(x, *actions) or not slope.is_polynomial(x, *actions):
            return None
        affine = sp.Poly(slope, *actions)
        rates = [affine.coeff_monomial(v) for v in actions]
        if affine.total_degree() > 1 or not all(c.is_Rational for c in rates):
            return None
        if not affine.coeff_monomial(y) < 0:
            return None
        if not all(c.is_Rational for c in sp.Poly(slope, x, *actions).coeffs()):
            return None
        slopes.append(slope)
    pieces = []
    for face in faces(len(actions)):
        ends = {
            y: game.box[y][end] for y, end in zip(actions, face, strict=True) if end is not FREE
        }
        free = [y for y in actions if y not in ends]
        at_ends = [s.subs(ends) for s in slopes]
        system = [s for s, y in zip(at_ends, actions, strict=True) if y in free]
        replies = dict(ends)
        if free:
            matrix, right = sp.linear_eq_to_matrix(system, free)
            if matrix.det() == 0:
                return None
            replies |= dict(zip(free, matrix.LUsolve(right), strict=True))
        conditions = []
        for y, end, slope in zip(actions, face, at_ends, strict=True):
            if end is FREE:
                low, high = game.box[y]
                conditions += [replies[y] - low, high - replies[y]]
            else:
                there = slope.subs(replies)
                conditions.append(-there if end == LOWER else there)
        pieces.append(Piece(replies, tuple(sp.expand(c) for c in conditions)))
    return pieces
