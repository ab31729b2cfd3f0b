"""Hypothesis strategies for questions of many kinds: ties, corners, functions of every kind."""

from __future__ import annotations

from typing import Any

import sympy as sp
from hypothesis import strategies as st

import bargain as bg

__all__ = ["numeric_games", "parametric_questions", "transcendental_questions"]

Y, Z = sp.symbols("y z")
S = sp.Symbol("s", positive=True)


def quarters(low: int, high: int) -> st.SearchStrategy[sp.Rational]:
    """Multiples of 1/4: ties and corners are common."""
    return st.integers(4 * low, 4 * high).map(lambda k: sp.Rational(k, 4))


@st.composite
def payoffs(draw: st.DrawFn, mine: sp.Symbol, other: sp.Symbol, *, smooth: bool = True) -> sp.Expr:
    """A payoff of two actions: quadratic, perhaps with a cube, a quotient, a log or an exp."""
    u = (
        draw(quarters(-2, 2)) * mine
        + draw(quarters(-2, 2)) * mine * other
        - draw(quarters(0, 2)) * mine**2 / 2
        + draw(quarters(-1, 1)) * mine**2 * other
        + draw(quarters(-1, 1)) * other
    )
    kinds = ["plain", "plain", "cube", "quotient", *(["log", "exp", "root"] if smooth else [])]
    extra = {
        "plain": sp.S.Zero,
        "cube": mine**3,
        "quotient": mine / (mine + other + 1),
        "log": sp.log(1 + mine * other + mine),
        "exp": -sp.exp(mine) / 2,
        "root": sp.sqrt(1 + mine + other),
    }[draw(st.sampled_from(kinds))]
    return u + draw(quarters(-1, 1)) * extra


def _game(first: sp.Expr, second: sp.Expr) -> bg.Game:
    return bg.Game(
        {"P": {Y: (0, 1)}, "C": {Z: (0, 1)}},
        {"P": first, "C": second},
        measures={"m": {"P": Y, "C": Z}},
    )


@st.composite
def numeric_games(draw: st.DrawFn) -> bg.Game:
    """Games without parameters; some have no pure equilibrium, some several."""
    return _game(draw(payoffs(Y, Z)), draw(payoffs(Z, Y)))


@st.composite
def parametric_questions(draw: st.DrawFn) -> tuple[bg.Game, Any, list[Any]]:
    """A game with one parameter, a condition, and a region of the parameter."""
    smooth = draw(st.integers(0, 3)) == 0
    first = draw(payoffs(Y, Z, smooth=smooth)) + draw(st.sampled_from([S * Z, S * Y, S * Y * Z]))
    game = _game(first, draw(payoffs(Z, Y, smooth=False)))
    c = bg.conditions
    level = draw(quarters(0, 2))
    relation = draw(
        st.sampled_from(
            [
                sp.Ge(Y + Z, level),
                sp.Gt(Y * Z, level),
                sp.Le(Y * Z, S - level),
                sp.Eq(Y, S * Z),
                sp.Gt(Y, Z),
            ]
        )
    )
    parts = [
        c.holds(relation),
        *draw(
            st.lists(
                st.sampled_from([c.participation(), c.nash(), c.efficient(), c.balanced("m")]),
                max_size=2,
                unique_by=lambda condition: condition.name,
            )
        ),
    ]
    low = draw(quarters(0, 2))
    return game, parts, [low <= S, low + draw(quarters(1, 2)) >= S]


@st.composite
def transcendental_questions(draw: st.DrawFn) -> tuple[bg.Game, Any, list[Any]]:
    """Relations that hold together nowhere or nearly nowhere in a box, with exp, log and roots."""
    game = _game(S * sp.log(1 + Z) - Y**2, sp.log(1 + Y) - Z**2)
    left, right = sp.exp(Y) + sp.log(1 + Z), sp.sqrt(1 + S * Y) * Z
    c = bg.conditions
    parts = [
        c.holds(sp.Ge(left, draw(quarters(2, 5)))),
        c.holds(sp.Ge(right, draw(quarters(0, 2)))),
        c.holds(sp.Le(Y * sp.exp(Z), draw(quarters(0, 3)))),
    ]
    return game, parts[: draw(st.integers(1, 3))], [sp.Ge(S, 1), sp.Le(S, 2)]
