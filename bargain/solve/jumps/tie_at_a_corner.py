r"""Pure equilibria of two players whose payoffs have a case of their own at the lowest corner only.

A contest is the example: :math:`x/(x+y) - x`, and a declared tie where nobody makes an effort. Let
:math:`c` be the corner and payoffs be quotients of polynomials everywhere else.

1. The corner is an equilibrium or not by each player's deviations along one edge.
2. Near it, with :math:`x = c_1 + s a,\ y = c_2 + s (1 - a)`, some slope times a power of :math:`s`
   is positive at every :math:`0 \le a \le 1,\ 0 < s \le \varepsilon`, shown on boxes: then who has
   it gains by doing a little more, and no equilibrium is there.
3. The rest is :math:`[c_1 + \varepsilon, h_1] \times [c_2, h_2]` and :math:`[c_1, c_1 +
   \varepsilon] \times [c_2 + \varepsilon, h_2]`, where payoffs have slopes. An equilibrium is one
   of the game on its part, in which there are fewer deviations; of each that is listed all
   deviations are looked at, by the roots of polynomials, and one to the corner by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from math import lcm

import sympy as sp

from bargain.budget import spend
from bargain.exact import to_sympy
from bargain.game.game import Game
from bargain.game.pieces import Cell, pieces_and_gaps
from bargain.solve.agreement import Agreement
from bargain.solve.enclosed import exactly
from bargain.solve.equilibria import Equilibria
from bargain.solve.payoffs.polynomial_signs import nowhere_positive

__all__ = ["corner_apart", "equilibria_with_a_tie"]

_METHOD = "the corner apart, slopes around it, first-order points of the rest"
_SHARES = [Fraction(1, 2**k) for k in (3, 6, 10)]  # of the box, that are tried around the corner
_DEEPEST = 8  # times that the angle is halved
Point = Mapping[sp.Symbol, sp.Expr]


def equilibria_with_a_tie(game: Game, search: Callable[[Game], Equilibria]) -> Equilibria | None:
    """Return all equilibria, or those that were met; None if the game is not of this kind.

    Parameters
    ----------
    game : Game
        With numbers, without terms and constraints.
    search : callable
        Gives the equilibria of a game without cases.
    """
    if len(game.players) != 2 or any(len(game.own(p)) != 1 for p in game.players):
        return None
    apart = corner_apart(game)
    if apart is None:
        return None
    smooth, ties = apart
    if not all(u.is_rational_function(*game.variables) for u in smooth.values()):
        return None
    corner = {v: to_sympy(low) for v, (low, _) in game.box.items()}
    found: list[Point] = []
    open_: list[str] = []
    if _is_equilibrium(game, smooth, ties, corner):
        found.append(corner)
    share = next((s for s in _SHARES if _leaves(game, smooth, s)), None)
    if share is None:
        open_.append("slopes do not exclude the points around the corner")
    for part in _parts(game, share or _SHARES[0]):
        listed = search(Game(part, smooth))
        if not listed.complete:
            open_.append(listed.reason)
        for e in listed.equilibria:
            if e.arithmetic != "exact":
                if not _moves(game, smooth, e):
                    open_.append("an irrational point is not compared with the corner")
                continue
            at = {v: to_sympy(e[v]) for v in game.variables}
            holds = _is_equilibrium(game, smooth, ties, at)
            if holds is None:
                open_.append("payoffs along a deviation are no rational polynomials")
            elif holds and at not in found:
                found.append(at)
    return Equilibria(
        equilibria=tuple(exactly(game, at) for at in found),
        complete=not open_, arithmetic="exact", regret=Fraction(0) if found else None,
        method=_METHOD,
        reason=open_[0] if open_ else
        "proved: by slopes around the corner and first-order points of the rest, whose lists are "
        "proved; deviations of those listed by the roots of polynomials; no certificate",
    )  # fmt: skip


def corner_apart(game: Game) -> tuple[dict[str, sp.Expr], dict[str, sp.Expr]] | None:
    """Each payoff away from the lowest corner, and its value there; None if they jump elsewhere."""
    if game.parameters or game.terms or game.constraints or game.choices:
        return None
    corner = {v: to_sympy(low) for v, (low, _) in game.box.items()}
    smooth, ties = {}, {}
    for player, payoff in game.payoffs.items():
        found, gaps = pieces_and_gaps(payoff)
        elsewhere = set()
        for piece in found:
            place = _place(piece.cell, corner)
            if place is None:
                return None
            if place == "elsewhere":
                elsewhere.add(piece.value)
            elif place == "corner":
                ties[player] = piece.value.subs(corner)
        if any(_place(gap, corner) != "outside" for gap in gaps):
            return None
        if len(elsewhere) != 1 or player not in ties or not ties[player].is_Rational:
            return None
        smooth[player] = elsewhere.pop()
    return smooth, ties


def _place(cell: Cell, corner: Point) -> str | None:
    """Where in the box a cell is: the corner, elsewhere, outside; None if that is not seen.

    Each quantity has to be a sum of terms of one sign, measured from the corner, and 0 there.
    """
    zero: set[frozenset[int]] = set()  # terms of what vanishes in the cell, by their variables
    somewhere_else = False
    for quantity, signs in cell.signs:
        root = lcm(*(int(p.exp.q) for p in quantity.atoms(sp.Pow) if p.exp.is_Rational))
        letters = {v: sp.Dummy(v.name, positive=True) for v in corner}
        moved = quantity.xreplace({v: low + letters[v] ** root for v, low in corner.items()})
        poly = moved.as_poly(*letters.values())
        if poly is None or not all(c.is_Rational for c in poly.coeffs()):
            return None
        present = {frozenset(k for k, n in enumerate(powers) if n) for powers in poly.monoms()}
        sides = {1 if c > 0 else -1 for c in poly.coeffs()}
        if len(sides) != 1 or frozenset() in present:
            return None
        possible = signs & ({0} | sides)
        if not possible:
            return "outside"
        somewhere_else |= 0 not in possible
        zero |= present if possible == {0} else set()
    if {frozenset([k]) for k in range(len(corner))} <= zero:
        return "outside" if somewhere_else else "corner"
    return "elsewhere" if somewhere_else else None


def _moves(game: Game, smooth: Mapping[str, sp.Expr], e: Agreement) -> bool:
    """Whether an action that a part cuts, inside its own box, has a slope there."""
    for player in game.players:
        (mine,) = game.own(player)
        (other,) = (v for v in game.variables if v != mine)
        ends = e.box or {}
        if mine not in ends or ends[mine][0] != ends[mine][1]:
            continue
        at, (low, high) = ends[mine][0], game.box[mine]
        left, right = map(to_sympy, ends[other])
        if not low < at < high or left == right:
            continue
        slope = sp.cancel(sp.together(sp.diff(smooth[player], mine).subs(mine, to_sympy(at))))
        over, under = slope.as_numer_denom()
        sign = sp.expand(over * under)
        middle = sign.subs(other, (left + right) / 2)
        if middle != 0 and nowhere_positive(
            sp.expand((middle / 2 - sign) * sp.sign(middle)), other, left, right
        ):
            return True
    return False


def _is_equilibrium(
    game: Game, smooth: Mapping[str, sp.Expr], ties: Mapping[str, sp.Expr], at: Point
) -> bool | None:
    """Whether nobody gains by any deviation; None if a payoff along one is no polynomial's sign."""
    corner = {v: to_sympy(low) for v, (low, _) in game.box.items()}
    answers = []
    for player in game.players:
        (mine,) = game.own(player)
        (other,) = (v for v in game.variables if v != mine)
        here = ties[player] if at == corner else smooth[player].subs(at)
        meets = at[other] == corner[other]
        if meets and ties[player] > here:
            return False
        # Away from the corner the sign of a quotient is that of numerator times denominator; at
        # its only possible zero, the corner, the polynomial is the limit of what is beside it.
        along = sp.cancel(sp.together(smooth[player].subs(other, at[other]) - here))
        over, under = along.as_numer_denom()
        low, high = map(to_sympy, game.box[mine])
        answers.append(nowhere_positive(sp.expand(over * under), mine, low, high))
    return False if False in answers else None if None in answers else True


def _leaves(game: Game, smooth: Mapping[str, sp.Expr], share: Fraction) -> bool:
    """Whether near the corner, at every angle, somebody's slope is positive."""
    s, a = sp.Dummy("s", positive=True), sp.Dummy("a", nonnegative=True)
    one, two = game.variables
    low = {v: to_sympy(end) for v, (end, _) in game.box.items()}
    polar = {one: low[one] + s * a, two: low[two] + s * (1 - a)}
    # a step up is possible for both, since s is at most a share of the shorter side
    reach = to_sympy(share * min(high - end for end, high in game.box.values()))
    slopes = []
    for player in game.players:
        (mine,) = game.own(player)
        slope = sp.diff(smooth[player], mine).xreplace(polar)
        over, under = sp.cancel(sp.together(slope)).as_numer_denom()
        slopes.append(sp.Poly(sp.expand(over * under), s, a))
    # the common power of s in a slope is positive and does not matter
    slopes = [
        p.exquo(sp.Poly(s ** min(m[0] for m in p.monoms()), s, a)) if p else p for p in slopes
    ]
    waiting = [(sp.Integer(0), sp.Integer(1), 0)]
    while waiting:
        left, right, depth = waiting.pop()
        spend(1000)
        if any(_least(p, reach, left, right) > 0 for p in slopes):
            continue
        if depth == _DEEPEST:
            return False
        middle = (left + right) / 2
        waiting += [(left, middle, depth + 1), (middle, right, depth + 1)]
    return True


def _least(poly: sp.Poly, reach: sp.Expr, left: sp.Expr, right: sp.Expr) -> sp.Expr:
    """A lower bound of a polynomial where 0 <= s <= reach and left <= a <= right, both >= 0."""
    return sum(
        c * (left**j * (0 if i else 1) if c > 0 else right**j * reach**i)
        for (i, j), c in poly.terms()
    )  # fmt: skip


def _parts(game: Game, share: Fraction) -> list[dict[str, dict[sp.Symbol, tuple[object, object]]]]:
    """Two boxes that cover what is not near the corner, with each player's action."""
    first, second = game.players
    (x,), (y,) = game.own(first), game.own(second)
    (a, b), (c, d) = (tuple(map(to_sympy, game.box[v])) for v in (x, y))
    # |x - a| + |y - c| <= reach is near; half of it in each action is
    near = to_sympy(share * min(high - low for low, high in game.box.values())) / 2
    return [
        {first: {x: (a + near, b)}, second: {y: (c, d)}},
        {first: {x: (a, a + near)}, second: {y: (c + near, d)}},
    ]
