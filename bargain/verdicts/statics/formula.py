r"""A formula of a quantity at every solution: proposed from numbers, proved without them.

At some parameters the solution is computed in floats; a polynomial or a quotient of polynomials in
the parameters with simple coefficients is fitted to the quantity, and kept if it is right at
others. That is a guess. What is proved is that no solution has another value of the quantity; then
its change in a parameter is that of the formula.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from fractions import Fraction
from itertools import combinations_with_replacement, count

import numpy as np
import sympy as sp

from bargain.budget import passed
from bargain.errors import BargainError
from bargain.exact import to_sympy
from bargain.game.conditions.best_replies import Nash
from bargain.game.conditions.concepts.bargaining_solutions import Solution
from bargain.game.conditions.concepts.moving_first import Stackelberg
from bargain.game.conditions.concepts.offers_in_turn import AlternatingOffers
from bargain.game.conditions.condition import Condition
from bargain.game.game import Game
from bargain.question.cells.whole_region import holds_at
from bargain.question.question import Question
from bargain.question.region_points import sample_point
from bargain.solve.agreement import Agreement
from bargain.solve.bargaining import solutions
from bargain.solve.equilibria import Equilibria
from bargain.solve.nash_equilibria import nash_equilibria
from bargain.solve.offers.alternating_offers import alternating_offers
from bargain.solve.stackelberg import stackelberg

__all__ = ["in_lowest_terms", "proposed_formulas"]

_MOST_PARAMETERS = 3
_DEGREES = (1, 2, 3)
_MOST_MONOMIALS = 10  # above and below in a quotient
_SIMPLE = 60  # the largest denominator of a coefficient
_NEAR = 1e-5  # of the size of the values: the solvers' floats are better
_RANK, _GAP, _NOISE = 1e-7, 1e-4, 1e-12  # of singular values: the last one, and the one before
_KEPT_OUT = 4  # points that the fit does not see
_TRIES = 400
_SPREAD = 12  # points of a region lie within half and twice a first one, in steps of a twelfth

Place = dict[sp.Symbol, sp.Expr]


def proposed_formulas(
    game: Game, question: Question, concept: Condition, quantity: sp.Expr, mark: float
) -> Iterator[sp.Expr]:
    """Guesses of a quantity at the solutions, simplest first.

    Parameters
    ----------
    game : Game
        As it was given: that of the question may have shares of boxes for actions.
    question : Question
        About the concept, over the region.
    concept : Condition
    quantity : sympy.Expr
        In variables and parameters.
    mark : float
        On the meter of `bargain.budget`, for the numbers.
    """
    parameters = question.parameters
    if question.solved or not 0 < len(parameters) <= _MOST_PARAMETERS:
        return
    places: list[Place] = []
    values: list[float] = []
    more = _places(question, mark)
    for degree in _DEGREES:
        monomials = _monomials(parameters, degree)
        for quotient in (False, True) if len(monomials) <= _MOST_MONOMIALS else (False,):
            needed = len(monomials) * (2 if quotient else 1) + _KEPT_OUT
            for place in more if len(places) < needed else ():
                value = _value(game, concept, quantity, place)
                if value is not None:
                    places.append(place)
                    values.append(value)
                if len(places) >= needed or passed(mark):
                    break
            if len(places) < needed:
                return
            fitted = _fitted(monomials, places, values, quotient)
            if fitted is not None:
                yield fitted


def _monomials(parameters: Sequence[sp.Symbol], degree: int) -> list[sp.Expr]:
    return [
        sp.Mul(*chosen)
        for d in range(degree + 1)
        for chosen in combinations_with_replacement(parameters, d)
    ]


def _places(question: Question, mark: float) -> Iterator[Place]:
    """Points of the region, each coordinate near that of a first one."""
    first = sample_point(question.never(), mark=mark)
    chance = random.Random(0)  # noqa: S311  # a spread of points, nothing secret
    seen: list[Place] = []
    for tried in count():
        if tried >= _TRIES or passed(mark):
            return
        place = {
            p: to_sympy(
                first[p.name] * Fraction(chance.randint(_SPREAD // 2, 2 * _SPREAD), _SPREAD)
            )
            for p in question.parameters
        }
        if place not in seen and all(holds_at(r, place) for r in question.region):
            seen.append(place)
            yield place


def _value(game: Game, concept: Condition, quantity: sp.Expr, place: Place) -> float | None:
    """The quantity at the one solution that a solver finds; None where it finds none."""
    with suppress(BargainError, TypeError, ValueError):
        there = game.at(place)
        found = _solver(concept, place)(there)
        if found is None:
            return None
        at = {v: found[v] for v in game.variables}
        return float(quantity.subs(place).subs(at))
    return None


def _solver(concept: Condition, place: Place) -> Callable[[Game], Agreement | None]:
    """What computes the solution of a game with numbers."""
    if isinstance(concept, Stackelberg):
        return lambda game: stackelberg(game, leader=concept.leader).agreement
    if isinstance(concept, Solution):
        weights = dict(concept.weights) or None
        solve = getattr(solutions, concept.concept)
        if weights is None:
            return lambda game: solve(game).agreement
        return lambda game: solve(game, weights=weights).agreement
    if isinstance(concept, AlternatingOffers):
        factors = {p: d.subs(place) for p, d in concept.discounts}
        first = concept.discounts[0][0]
        return lambda game: alternating_offers(game, factors, first).agreement
    if isinstance(concept, Nash):

        def only(game: Game) -> Agreement | None:
            found = nash_equilibria(game)
            alone = isinstance(found, Equilibria) and len(found) == 1
            return found.equilibria[0] if alone else None  # type: ignore[union-attr]

        return only
    return lambda game: None


def _fitted(
    monomials: Sequence[sp.Expr], places: Sequence[Place], values: Sequence[float], quotient: bool
) -> sp.Expr | None:
    """The one such formula through all but some of the points, if it is right at the others."""
    rows = np.array([[float(m.subs(place)) for m in monomials] for place in places])
    heights = np.array(values)
    columns = np.hstack([rows, -heights[:, None] * (rows if quotient else rows[:, :1])])
    size = np.abs(columns[:-_KEPT_OUT]).max(axis=0)
    size[size == 0] = 1  # a quantity that is 0 at all of them
    seen = columns[:-_KEPT_OUT] / size
    _, sizes, axes = np.linalg.svd(seen)
    if len(sizes) < columns.shape[1] or sizes[-1] > _RANK * sizes[0]:
        return None
    if sizes[-2] <= _NOISE * sizes[0] or sizes[-1] > _GAP * sizes[-2]:
        return None  # several: a simpler form was overlooked, or the points say too little
    own = axes[-1] / size
    own = own / own[np.argmax(np.abs(own))]
    exact = [to_sympy(Fraction(float(x)).limit_denominator(_SIMPLE)) for x in own]
    n = len(monomials)
    below = sp.Add(*(x * m for x, m in zip(exact[n:], monomials, strict=False)))
    if below == 0:
        return None
    above = sp.Add(*(x * m for x, m in zip(exact[:n], monomials, strict=True)))
    formula = in_lowest_terms(above / below)
    for place, value in zip(places, values, strict=True):
        there = sp.N(formula.subs(place))
        if not there.is_finite or abs(float(there) - value) > _NEAR * (1 + abs(value)):
            return None
    return formula


def in_lowest_terms(expression: sp.Expr) -> sp.Expr:
    """A quotient of expanded polynomials, which is read again as it is written.

    Examples
    --------
    >>> x = sp.Symbol("x")
    >>> in_lowest_terms((x**2 - x) / (2 * x)), in_lowest_terms((x + 1) / (x - 1) / 2)
    (x/2 - 1/2, (x + 1)/(2*x - 2))
    """
    above, below = sp.fraction(sp.cancel(sp.together(expression)))
    if below.is_number:
        return sp.expand(above / below)
    return sp.expand(above) / sp.expand(below)
