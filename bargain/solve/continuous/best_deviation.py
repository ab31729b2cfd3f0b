r"""The best that one player can do alone: :math:`\max_{y_i} u_i(y_i, y_{-i})` over its own box.

Three ways, tried in this order:

* *monotone*: where :math:`\partial u_i/\partial y_i` has one sign on the box (by the signs of its
  symbols) the best is a bound; works with parameters;
* *quadratic*: separable and concave quadratic in the own actions: the stationary point cut to the
  box, written with `Min` and `Max`; works with parameters;
* *candidates*: one own action at a time, numeric: bounds and all real roots of the derivative of a
  polynomial, compared exactly; or, for other payoffs proved concave, the root of the derivative to
  the accuracy of floats.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sympy as sp

from bargain.errors import NoClosedForm
from bargain.game.feasible_set import refuse_feasible_sets
from bargain.game.game import Game
from bargain.game.written import Value
from bargain.signs import by_size, short_text, sign_of
from bargain.solve.payoffs.concavity import is_concave

__all__ = ["BestDeviation", "best_deviation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BestDeviation:
    """The best own actions and the payoff they give.

    Attributes
    ----------
    payoff : sympy.Expr
        Free of the player's own actions.
    actions : mapping of symbol to expression
    arithmetic : str
        ``"exact"``, ``"symbolic"`` or ``"float"``.
    """

    payoff: sp.Expr
    actions: Mapping[sp.Symbol, sp.Expr]
    arithmetic: str


def best_deviation(
    game: Game, player: str, at: Mapping[sp.Symbol, Value] | None = None
) -> BestDeviation:
    """The best deviation of a player, given the others' actions and the terms.

    Parameters
    ----------
    game : Game
    player : str
    at : mapping of symbol to sympy number, optional
        Values of variables; the player's own are ignored. Without it the others' actions stay
        symbols.

    Raises
    ------
    NoClosedForm
        If none of the ways of the module applies.

    Examples
    --------
    >>> y_P, y_C = sp.symbols("y_P y_C")
    >>> game = Game({"P": {y_P: (0, 1)}, "C": {y_C: (0, 1)}},
    ...             {"P": 3*y_C - y_P**2/2, "C": y_P - y_C**2/2})
    >>> best_deviation(game, "P").payoff
    3*y_C
    """
    refuse_feasible_sets(game, "the best deviation")
    own = game.own(player)
    others = {v: w for v, w in (at or {}).items() if v not in own}
    payoff = game.payoffs[player].subs(others, simultaneous=True)
    if len(own) > 1 and not sp.hessian(payoff, own).is_diagonal():
        raise NoClosedForm(
            f"the own actions of {player!r} interact in its payoff",
            where=str(payoff),
            fix="use payoffs separable in a player's own actions",
        )
    chosen: dict[sp.Symbol, sp.Expr] = {}
    arithmetic = "symbolic" if payoff.free_symbols - set(own) else "exact"
    for v in own:
        value, exact = _one_action(game, payoff, v)
        chosen[v] = value
        arithmetic = arithmetic if exact else "float"
    best = sp.expand(payoff.subs(chosen, simultaneous=True), log=False)
    return BestDeviation(payoff=best, actions=chosen, arithmetic=arithmetic)


def _one_action(game: Game, payoff: sp.Expr, v: sp.Symbol) -> tuple[sp.Expr, bool]:
    low, high = game.box[v]
    kinks = payoff.atoms(sp.Max, sp.Min, sp.Abs, sp.Piecewise, sp.floor, sp.ceiling, sp.sign)
    if any(k.has(v) for k in kinks):
        raise NoClosedForm(
            f"the payoff has a kink or a jump in {v}",
            where=str(payoff),
            fix="use a payoff that is smooth in the player's own actions",
        )
    slope = sp.expand(sp.diff(payoff, v), log=False)
    if slope == 0:
        return low, True
    sign = _sign_on_box(game, slope)
    if sign < 0:
        return low, True
    if sign > 0:
        return high, True
    curve = sp.diff(slope, v)
    if not curve.has(*game.variables) and curve.is_negative and slope.is_polynomial(v):
        peak = sp.expand(-slope.subs(v, 0) / curve)
        return (
            sp.Min(high, sp.Max(low, peak))
            if peak.free_symbols
            else min(high, max(low, peak, key=by_size()), key=by_size())
        ), True
    if payoff.free_symbols - {v} - set(game.own(_owner(game, v))):
        raise NoClosedForm(
            f"the best {v} has no closed form here",
            where=f"slope {slope}",
            fix="give numbers for the other variables and the parameters",
        )
    if slope.is_polynomial(v) and sp.Poly(slope, v).domain.is_QQ | sp.Poly(slope, v).domain.is_ZZ:
        roots = [
            r
            for r in sp.real_roots(sp.Poly(slope, v))
            if sign_of(r - low) == sign_of(high - r) == 1
        ]
        order = by_size()
        return max([low, high, *roots], key=lambda z: order(_along(payoff, v, z))), True
    if is_concave(payoff, [v], game.box):
        return _concave_peak(slope, v, low, high), False
    raise NoClosedForm(
        f"the best {v} is neither algebraic nor unique by concavity", where=f"slope {slope}"
    )


def _owner(game: Game, v: sp.Symbol) -> str:
    return next(p for p in game.players if v in game.own(p))


def _along(payoff: sp.Expr, v: sp.Symbol, z: sp.Expr) -> sp.Expr:
    """The part of the payoff that depends on v, at z: exact and comparable."""
    part = payoff.as_independent(v, as_Add=True)[1] if payoff.is_Add else payoff
    return part.subs(v, z)


def _sign_on_box(game: Game, slope: sp.Expr) -> int:
    """1 or -1 if the slope has that weak sign wherever every variable is in its box."""
    up = {v: b[0] + sp.Dummy(v.name, nonnegative=True) for v, b in game.box.items()}
    down = {v: b[1] - sp.Dummy(v.name, nonnegative=True) for v, b in game.box.items()}
    for moved in (up, down):
        form = sp.expand(slope.xreplace(moved), log=False)
        if form.is_nonpositive:
            return -1
        if form.is_nonnegative:
            return 1
    return 0


def _concave_peak(slope: sp.Expr, v: sp.Symbol, low: sp.Rational, high: sp.Rational) -> sp.Expr:
    """The root of a decreasing slope by bisection, to the last bit of a float."""
    first, last = slope.subs(v, low), slope.subs(v, high)
    if any(end.is_finite and end.is_extended_real is False for end in (first, last)):
        raise NoClosedForm(
            f"the slope in {v} is not real on its box",
            where=f"slope {slope}",
            fix="change the box or the payoff",
        )
    # An infinite slope of a concave payoff (a root at 0) rises at the lower bound, falls at the
    # upper one: only finite slopes can end the search at a bound.
    if first.is_finite and sign_of(first) in (-1, 0):
        return low
    if last.is_finite and sign_of(last) in (0, 1):
        return high
    rise = sp.lambdify(v, slope, modules="math")
    try:
        a, b = float(low), float(high)
        while (middle := (a + b) / 2) not in (a, b):
            a, b = (middle, b) if rise(middle) > 0 else (a, middle)
    except ArithmeticError:
        raise NoClosedForm(
            f"floats cannot hold the numbers of the best {v}",
            where=f"slope {short_text(slope)}",
            fix="measure in another unit",
        ) from None
    return sp.Rational(a)
