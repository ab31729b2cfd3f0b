"""Strategies for the autonomy-security exchange: parameter points with D = 1 and with D != 1.

Everything is an exact rational. A *point* is a mapping from parameter names to fractions; the
game at it is ``models.autonomy_security().at(point)``.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy as sp
from hypothesis import strategies as st

from bargain.alliances.models import autonomy_security
from bargain.exact import to_sympy
from bargain.game.game import Game
from bargain.testing.smooth_strategies import positive_rationals

__all__ = [
    "alliance_agreements",
    "alliance_games",
    "alliance_points",
    "discounts",
    "relabelled",
    "rescaled",
    "symmetric_alliance_points",
]

Point = dict[str, Fraction]


def discounts() -> st.SearchStrategy[Fraction]:
    """Discount factors strictly between 0 and 1.

    Returns
    -------
    strategy of Fraction

    Examples
    --------
    >>> from hypothesis import find
    >>> 0 < find(discounts(), lambda beta: True) < 1
    True
    """
    return st.fractions(Fraction(1, 20), Fraction(19, 20), max_denominator=20)


@st.composite
def alliance_points(
    draw: st.DrawFn, *, entrapment: bool = True, dependence: Fraction | None = None
) -> Point:
    """Parameters of the exchange with D != 1, or with a given D.

    Parameters
    ----------
    draw : callable
        Supplied by hypothesis.
    entrapment : bool, default True
        Whether the point has e_P and e_C (0 among their values).
    dependence : Fraction, optional
        The ratio D = s_C / s_P; drawn different from 1 without it.

    Returns
    -------
    strategy of dict of name to Fraction

    Examples
    --------
    >>> from hypothesis import Phase, find, settings
    >>> quick = settings(phases=[Phase.generate])  # the first one, not the smallest
    >>> sorted(find(alliance_points(), lambda at: True, settings=quick))
    ['e_C', 'e_P', 's_C', 's_P', 'w_C', 'w_P']
    """
    s_P = draw(positive_rationals())
    ratio = dependence
    if ratio is None:
        ratio = draw(positive_rationals("1/6", "6").filter(lambda D: D != 1))
    point = {
        "s_P": s_P,
        "s_C": s_P * ratio,
        "w_P": draw(positive_rationals()),
        "w_C": draw(positive_rationals()),
    }
    if entrapment:
        exposure = st.fractions(0, 2, max_denominator=12)
        point |= {"e_P": draw(exposure), "e_C": draw(exposure)}
    return point


@st.composite
def symmetric_alliance_points(draw: st.DrawFn, *, interior: bool | None = None) -> Point:
    """Parameters with D = 1 and equal weights, without entrapment.

    Parameters
    ----------
    draw : callable
        Supplied by hypothesis.
    interior : bool, optional
        Whether s < w, so that the efficient symmetric concession s/w is inside the box; drawn
        without it.

    Returns
    -------
    strategy of dict of name to Fraction

    Examples
    --------
    >>> from hypothesis import find
    >>> sorted(find(symmetric_alliance_points(), lambda at: True))
    ['s_C', 's_P', 'w_C', 'w_P']
    """
    inside = draw(st.booleans()) if interior is None else interior
    w = draw(positive_rationals())
    share = draw(
        st.fractions(Fraction(1, 10), Fraction(9, 10), max_denominator=10)
        if inside
        else st.fractions(1, 3, max_denominator=6)
    )
    return {"s_P": w * share, "s_C": w * share, "w_P": w, "w_C": w}


@st.composite
def alliance_games(draw: st.DrawFn, *, entrapment: bool = True) -> Game:
    """Numeric exchanges at a point with D != 1.

    Parameters
    ----------
    entrapment : bool, default True
        Whether costs of entrapment are positive.

    Returns
    -------
    strategy of Game

    Examples
    --------
    >>> from hypothesis import Phase, find, settings
    >>> quick = settings(phases=[Phase.generate])  # the first one, not the smallest
    >>> find(alliance_games(), lambda game: True, settings=quick).players
    ('patron', 'client')
    """
    point = draw(alliance_points(entrapment=entrapment))
    return autonomy_security(entrapment=entrapment).at(point)


def alliance_agreements(*, positive: bool = False) -> st.SearchStrategy[Point]:
    """Concessions of both sides, the corners among them unless they have to be positive.

    Parameters
    ----------
    positive : bool, default False
        Whether both concessions have to be positive.

    Returns
    -------
    strategy of dict of name to Fraction

    Examples
    --------
    >>> from hypothesis import Phase, find, settings
    >>> quick = settings(phases=[Phase.generate])  # the first one, not the smallest
    >>> found = find(alliance_agreements(positive=True), lambda at: True, settings=quick)
    >>> sorted(found), min(found.values()) > 0
    (['y_C', 'y_P'], True)
    """
    low = Fraction(1, 20) if positive else Fraction(0)
    share = st.fractions(low, 1, max_denominator=20)
    return st.fixed_dictionaries({"y_P": share, "y_C": share})


def relabelled(game: Game) -> Game:
    """The same game with its players listed the other way round."""

    def turned(table: Any) -> dict[Any, Any]:
        return dict(reversed(list(table.items())))

    return Game(
        actions=turned(game.actions),
        payoffs=turned(game.payoffs),
        terms=game.terms,
        disagreement=turned(game.disagreement),
        measures={m: turned(e) for m, e in game.measures.items()},
        assumptions=game.assumptions,
        name=game.name,
        parameters=game.parameters,
    )


def rescaled(game: Game, scale: dict[str, Fraction], shift: dict[str, Fraction]) -> Game:
    """Payoffs and outside options u -> a*u + b with a > 0, player by player; measures stay."""

    def changed(table: Any) -> dict[str, sp.Expr]:
        return {p: sp.expand(to_sympy(scale[p]) * u + to_sympy(shift[p])) for p, u in table.items()}

    return Game(
        actions=game.actions,
        payoffs=changed(game.payoffs),
        terms=game.terms,
        disagreement=changed(game.disagreement),
        measures=game.measures,
        assumptions=game.assumptions,
        name=game.name,
        parameters=game.parameters,
    )
