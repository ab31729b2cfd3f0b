r"""Closed forms of the Nash bargaining solution for linear-quadratic families.

**Exchange.** Two players, one own action each, :math:`x_i \in [0, h_i]`, gains

.. math:: g_1 = a_1 x_2 - b_1 x_1^2/2,\qquad g_2 = a_2 x_1 - b_2 x_2^2/2,\qquad a_i, b_i > 0.

With weights :math:`\alpha, \beta` and :math:`\rho = \lambda_2/\lambda_1` the ratio of the slopes
:math:`\lambda_i = \alpha_i/g_i`, the first-order conditions :math:`\lambda_2 a_2 = \lambda_1 b_1
x_1` and :math:`\lambda_1 a_1 = \lambda_2 b_2 x_2` give inside the box

.. math:: x_1 = \rho\,\frac{a_2}{b_1},\quad x_2 = \frac{a_1}{\rho\, b_2},\quad
          \rho^3 = \frac{2\beta + \alpha}{2\alpha + \beta}\,\frac{a_1^2 b_1}{a_2^2 b_2},

for equal weights :math:`x_1 = (a_1^2 a_2 / (b_1^2 b_2))^{1/3}` (statement 7 of the theory). Where
one action is at its bound the other solves a quadratic; where both are, nothing is left to solve.
The lower bounds never bind: a player who cedes nothing leaves the other without a gain.

**Transfer.** Two players whose gains contain :math:`+kc` and :math:`-kc` for one variable
:math:`c`, after a change of units of one of them: the sum :math:`S = g_1 + g_2` is free of
:math:`c`. If :math:`S` is concave and :math:`c` is not at a bound, the other variables maximise
:math:`S`, and :math:`c` divides the maximum :math:`T` in proportion to the weights: :math:`g_1 =
\alpha T/(\alpha+\beta)` (statement 10).
Where c is the only variable, a pie is divided between players with outside options, and the
product, which rises up to that division and falls after it, is largest at an end of the box if the
division is beyond it.

Every closed form is checked twice before it is returned: the Karush-Kuhn-Tucker equations vanish
identically on substitution, and they vanish to 30 digits at rational parameter values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache

import sympy as sp

from bargain.errors import NoClosedForm, OptionError
from bargain.exact import to_sympy
from bargain.game.feasible_set import refuse_feasible_sets
from bargain.game.game import Game
from bargain.game.written import Boolean, Number
from bargain.solve.agreement import BargainingSolution
from bargain.solve.bargaining.closed_pieces import (
    Point,
    must_vanish,
    neat,
    piece_of,
    refusal,
    settled,
    sum_maximisers,
)
from bargain.solve.bargaining.smooth_bargaining import bargaining_weights
from bargain.solve.bargaining.transfers import closed_form_of_transfers
from bargain.solve.payoffs.concavity import is_concave

__all__ = ["closed_form_nash", "weights_with_letters"]


def closed_form_nash(game: Game, weights: Mapping[str, Fraction | sp.Expr]) -> BargainingSolution:
    """The Nash bargaining solution as expressions in the parameters, with regions.

    Parameters
    ----------
    game : Game
        May have parameters; those of a numeric game are decided exactly.
    weights : mapping of player to Fraction or sympy expression
        Letters: that the weights are positive is part of every region.

    Returns
    -------
    BargainingSolution
        `.agreement` and `.region` are those of the interior (of the piece that holds, if the game
        is numeric); `.pieces` has every region.

    Raises
    ------
    NoClosedForm
        If the game is in neither family, or a numeric game lies in no region.

    Examples
    --------
    >>> y_P, y_C = sp.symbols("y_P y_C")
    >>> s_P, s_C = sp.symbols("s_P s_C", positive=True)
    >>> game = Game({"P": {y_P: (0, 1)}, "C": {y_C: (0, 1)}},
    ...             {"P": s_P*y_C - y_P**2/2, "C": s_C*y_P - y_C**2/2})
    >>> solution = closed_form_nash(game, {"P": 1, "C": 1})
    >>> solution.agreement[y_P]
    s_C**(1/3)*s_P**(2/3)
    """
    if len(game.players) != 2 or game.constraints:
        return closed_form_of_transfers("nash_bargaining", game, weights)
    refuse_feasible_sets(game, "the closed form")
    alpha = tuple(
        w if isinstance(w, sp.Expr) else to_sympy(w) for w in (weights[p] for p in game.players)
    )
    family = "exchange" if _coefficients(game) is not None else "transfer"
    finder = _exchange if family == "exchange" else _transfer
    positive = [r for w in alpha if (r := sp.Gt(w, 0)) != sp.true]
    how = "exact" if game.is_numeric and not any(w.free_symbols for w in alpha) else "symbolic"
    found = list(finder(game, alpha))
    if not found:
        raise refusal("the gains are of neither form")
    pieces = [
        piece_of(game, name, z, [*positive, *region], how)
        for name, z, region in found
        if sp.false not in region
    ]
    return settled("nash_bargaining", family, weights, pieces, how)


def weights_with_letters(
    players: Sequence[str], weights: Mapping[str, Number] | None
) -> dict[str, Fraction | sp.Expr]:
    """Exact positive weights; expressions with letters stay, unless they are never positive.

    Raises
    ------
    OptionError
        A missing or unknown player, or a weight that is not positive.
    """
    letters = {
        p: w
        for p, w in (weights.items() if isinstance(weights, Mapping) else ())
        if isinstance(w, sp.Expr) and w.free_symbols
    }
    for p, w in letters.items():
        if w.is_positive is False:
            raise OptionError(f"the weight of {p!r} is {w}", fix="use positive weights")
    plain = {**weights, **dict.fromkeys(letters, 1)} if letters and weights else weights
    return {**bargaining_weights(players, plain), **letters}


def _coefficients(game: Game) -> tuple[sp.Expr, ...] | None:
    """(a1, b1, h1, a2, b2, h2) if the game is of the exchange family."""
    own = [game.own(p) for p in game.players]
    if game.terms or [len(o) for o in own] != [1, 1]:
        return None
    x = (own[0][0], own[1][0])
    found: list[sp.Expr] = []
    for i, gain in enumerate(game.gains().values()):
        if not gain.is_polynomial(*x):
            return None
        terms = sp.Poly(gain, *x).as_dict()
        linear, square = ((0, 1), (2, 0)) if i == 0 else ((1, 0), (0, 2))
        if set(terms) != {linear, square}:
            return None
        a, b = terms[linear], sp.expand(-2 * terms[square])
        low, high = game.box[x[i]]
        if not (a.is_positive and b.is_positive and low == 0):
            return None
        found += [a, b, high]
    return tuple(found)


def _exchange(game: Game, alpha: tuple[sp.Expr, ...]) -> Iterator[tuple[str, Point, list[Boolean]]]:
    given = _coefficients(game)
    if given is None:
        return
    x1, x2 = (game.own(p)[0] for p in game.players)
    for corner, forms, region in _exchange_pieces(alpha[0], alpha[1]):
        values = dict(zip(_SYMBOLS, given, strict=True))
        z = {
            v: neat(f.subs(values, simultaneous=True)) for v, f in zip((x1, x2), forms, strict=True)
        }
        names = [
            f"{v} = {h}"
            for v, h, at in zip((x1, x2), (given[2], given[5]), corner, strict=True)
            if at
        ]
        relations = [r.subs(values, simultaneous=True) for r in region]
        yield ", ".join(names) or "interior", z, [r for r in relations if r != sp.true]


_SYMBOLS = tuple(sp.Dummy(name, positive=True) for name in ("a1", "b1", "h1", "a2", "b2", "h2"))


@lru_cache(maxsize=32)
def _exchange_pieces(alpha: sp.Expr, beta: sp.Expr) -> tuple[Boolean, ...]:
    """Interior and corners for generic coefficients, each checked by substitution."""
    a1, b1, h1, a2, b2, h2 = _SYMBOLS
    x1, x2 = (sp.Dummy(name, positive=True) for name in ("x1", "x2"))
    g1, g2 = a1 * x2 - b1 * x1**2 / 2, a2 * x1 - b2 * x2**2 / 2
    slopes = [sp.expand(alpha * g2 * sp.diff(g1, x) + beta * g1 * sp.diff(g2, x)) for x in (x1, x2)]
    share = sp.cbrt((2 * beta + alpha) / (2 * alpha + beta))
    third = sp.Rational(1, 3)
    inner = (
        share * (a1**2 * a2 / (b1**2 * b2)) ** third,
        (a2**2 * a1 / (b2**2 * b1)) ** third / share,
    )
    # Player 1 at its bound: the slope in x2 is a quadratic with one positive root.
    half = alpha / 2 + beta
    paid = beta * b2 * b1 * h1**2 / 2
    other = (paid + sp.sqrt(paid**2 + 4 * half * alpha * a1**2 * b2 * a2 * h1)) / (
        2 * a1 * b2 * half
    )
    half_2 = beta / 2 + alpha
    paid_2 = alpha * b1 * b2 * h2**2 / 2
    other_2 = (paid_2 + sp.sqrt(paid_2**2 + 4 * half_2 * beta * a2**2 * b1 * a1 * h2)) / (
        2 * a2 * b1 * half_2
    )
    pieces = []
    for corner, z in (
        ((0, 0), inner),
        ((1, 0), (h1, other)),
        ((0, 1), (other_2, h2)),
        ((1, 1), (h1, h2)),
    ):
        at = {x1: z[0], x2: z[1]}
        region: list[Boolean] = []
        for bound, slope, value, high in zip(corner, slopes, z, (h1, h2), strict=True):
            reached = slope.subs(at, simultaneous=True)
            if bound:
                region.append(sp.Ge(reached, 0))
            else:
                must_vanish(reached)
                region.append(sp.Le(value, high))
        if any(corner):
            region += [sp.Gt(g.subs(at, simultaneous=True), 0) for g in (g1, g2)]
        pieces.append((corner, z, tuple(region)))
    return tuple(pieces)


def _transfer(game: Game, alpha: tuple[sp.Expr, ...]) -> Iterator[tuple[str, Point, list[Boolean]]]:
    first, other = game.gains().values()
    for c in (*game.terms, *(v for v in game.variables if v not in game.terms)):
        rate, lost = sp.diff(first, c), sp.diff(other, c)
        if rate.has(*game.variables) or lost.has(*game.variables) or lost == 0:
            continue
        # in other units of the second gain, which change no maximiser, one gains what one loses
        price = sp.cancel(-rate / lost)
        total = sp.expand(first + price * other)
        if not (rate.is_positive or rate.is_negative) or not price.is_positive or total.has(c):
            continue
        others = [v for v in game.variables if v != c]
        if not others:
            yield from _divided(game, c, (first, sp.expand(price * other)), alpha)
            return
        if not is_concave(total, others, game.box):
            continue
        for name, z, region in sum_maximisers(game, total, others):
            surplus = sp.together(total.subs(z, simultaneous=True))
            rest = first.subs(z, simultaneous=True)
            share = alpha[0] / (alpha[0] + alpha[1]) * surplus
            # The gain is linear in c, so solving it for the share is one division.
            value = sp.expand((share - rest.subs(c, 0)) / rate)
            low, high = game.box[c]
            full = {**z, c: value}
            if sp.simplify(first.subs(full, simultaneous=True) - share) != 0:
                raise NoClosedForm("the substitution check failed for the division of the sum")
            yield (
                name,
                full,
                [
                    r
                    for r in (
                        *region,
                        sp.Gt(sp.expand(surplus), 0),
                        sp.Ge(value, low),
                        sp.Le(value, high),
                    )
                    if r != sp.true
                ],
            )
        return


def _divided(
    game: Game, c: sp.Symbol, gains: tuple[sp.Expr, sp.Expr], alpha: tuple[sp.Expr, ...]
) -> Iterator[tuple[str, Point, list[Boolean]]]:
    """A given sum, of which c is all that is left to say: inside, and at the ends of its box."""
    first, second = gains
    total = sp.expand(first + second)
    share = alpha[0] / (alpha[0] + alpha[1]) * total
    value = sp.simplify((share - first.subs(c, 0)) / sp.diff(first, c))
    # the slope of the weighted logarithms, up to a positive factor, is zero there
    must_vanish(
        sp.together((alpha[0] * second - alpha[1] * first).subs(c, value)).as_numer_denom()[0]
    )
    low, high = game.box[c]
    inside = [sp.Gt(total, 0), sp.Ge(value, low), sp.Le(value, high)]
    yield "interior", {c: value}, [r for r in inside if r != sp.true]
    for end, beyond in ((low, sp.Lt(value, low)), (high, sp.Gt(value, high))):
        region = [beyond, *(sp.Gt(sp.expand(g.subs(c, end)), 0) for g in (first, second))]
        if sp.false not in region:
            yield f"{c} = {end}", {c: end}, [r for r in region if r != sp.true]
