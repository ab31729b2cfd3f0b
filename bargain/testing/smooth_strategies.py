"""Strategies for smooth games, agreements in them, and points of their parameters."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy as sp
from hypothesis import strategies as st

from bargain.exact import to_sympy
from bargain.game.game import Game

__all__ = ["agreements", "exchange_games", "indifferent_games", "positive_rationals"]

_Y_P, _Y_C = sp.symbols("y_P y_C")


def positive_rationals(low: str = "1/20", high: str = "4") -> st.SearchStrategy[Fraction]:
    """Positive rationals with small denominators.

    Parameters
    ----------
    low, high : str, default "1/20" and "4"
        The ends, exact.

    Returns
    -------
    strategy of Fraction

    Examples
    --------
    >>> from hypothesis import find
    >>> find(positive_rationals(), lambda q: q > 1) > 1
    True
    """
    return st.fractions(Fraction(low), Fraction(high), max_denominator=40)


@st.composite
def exchange_games(
    draw: st.DrawFn, *, entrapment: bool = False, log_security: bool | None = False
) -> Game:
    """Numeric autonomy-security games of a patron and a client.

    Parameters
    ----------
    entrapment : bool
        Add a linear cost, so that some games have no gains from trade.
    log_security : bool or None
        Logarithmic security; None draws it.

    Returns
    -------
    strategy of Game

    Examples
    --------
    >>> from hypothesis import Phase, find, settings
    >>> quick = settings(phases=[Phase.generate])  # the first one, not the smallest
    >>> find(exchange_games(), lambda game: True, settings=quick).players
    ('patron', 'client')
    """
    use_log = draw(st.booleans()) if log_security is None else log_security

    def side(mine: sp.Symbol, theirs: sp.Symbol) -> sp.Expr:
        s, w = (to_sympy(draw(positive_rationals())) for _ in range(2))
        e = to_sympy(draw(st.fractions(0, 2, max_denominator=12))) if entrapment else 0
        security = sp.log(1 + s * theirs) if use_log else s * theirs
        return security - e * mine - w * mine**2 / 2

    return Game(
        {"patron": {_Y_P: (0, 1)}, "client": {_Y_C: (0, 1)}},
        {"patron": side(_Y_P, _Y_C), "client": side(_Y_C, _Y_P)},
    )


@st.composite
def indifferent_games(draw: st.DrawFn) -> Game:
    """Degenerate games: a player who is indifferent, payoffs that are zero, or only losses.

    Returns
    -------
    strategy of Game

    Examples
    --------
    >>> from hypothesis import find
    >>> find(indifferent_games(), lambda game: True).is_numeric
    True
    """
    kind = draw(st.sampled_from(["indifferent", "zero", "losses", "conflict"]))
    s = to_sympy(draw(positive_rationals()))
    payoffs: dict[str, Any] = {
        "indifferent": {"patron": sp.S.Zero, "client": s * _Y_P - _Y_C**2},
        "zero": {"patron": sp.S.Zero, "client": sp.S.Zero},
        "losses": {"patron": -s * _Y_P - _Y_C, "client": -_Y_C - _Y_P},
        "conflict": {"patron": s * (_Y_P - _Y_C), "client": s * (_Y_C - _Y_P)},
    }[kind]
    return Game({"patron": {_Y_P: (0, 1)}, "client": {_Y_C: (0, 1)}}, payoffs)


@st.composite
def agreements(draw: st.DrawFn, game: Game) -> dict[sp.Symbol, Fraction]:
    """A rational point of the game's box, its corners among them.

    Parameters
    ----------
    game : Game

    Returns
    -------
    strategy of dict of Symbol to Fraction

    Examples
    --------
    >>> from hypothesis import find
    >>> import bargain as bg
    >>> sorted(map(str, find(agreements(bg.models.autonomy_security()), lambda at: True)))
    ['y_C', 'y_P']
    """
    return {
        v: draw(st.fractions(Fraction(int(low.p), int(low.q)), Fraction(int(high.p), int(high.q)),
                             max_denominator=20))
        for v, (low, high) in game.box.items()
    }  # fmt: skip
