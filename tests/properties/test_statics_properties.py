"""Certified directions of change against the package's own solvers, on games of every shape."""

from __future__ import annotations

from fractions import Fraction as F
from itertools import pairwise

import pytest
import sympy as sp
from hypothesis import Phase, event, given, settings, strategies as st

import bargain as bg
from bargain.exact import to_fraction, to_sympy

Y, Z = sp.symbols("y z")
S = sp.Symbol("s", positive=True)
WHERE = [sp.Rational(1, 4) <= S, S <= 2]
QUICK = (Phase.explicit, Phase.generate)
NUMBERS = st.sampled_from([F(-2), F(-1), F(-1, 2), F(0), F(1, 3), F(1), F(2)])


@st.composite
def games(draw):
    """One or two actions; concave, convex, mixed and cubic payoffs; the parameter anywhere."""
    own = [Y, Z] if draw(st.booleans()) else [Y]
    terms = [*own, *(v**2 for v in own), *(S * v for v in own), S * Y**2, Y**3]
    payoffs = {}
    for player in "PC":
        chosen = draw(st.lists(st.sampled_from(terms), min_size=1, max_size=3, unique=True))
        payoffs[player] = 5 + sum(to_sympy(draw(NUMBERS)) * t for t in chosen)
        if draw(st.booleans()):  # more often with a maximum inside
            v = draw(st.sampled_from(own))
            payoffs[player] += draw(st.sampled_from([S, 1 / S, S**2, sp.S.One])) * v - v**2
    actions = {"P": {Y: (0, 1)}, "C": {Z: (0, 1)} if Z in own else {}}
    return bg.Game(actions, payoffs, parameters=[S])


POINTS = [F(1, 4), F(3, 8), F(5, 8), F(1), F(5, 4), F(13, 8), F(2)]


def follows(game, solver, answer):
    """The solver's own agreements at a ladder of parameters move as the certified sign says."""
    values = [solver(game.at({S: to_sympy(p)})).agreement for p in POINTS]
    path = [float(a[Y]) for a in values if a is not None]
    steps = [b - a for a, b in pairwise(path)]
    allowed = 1e-6
    if answer.sign == "increasing":
        return all(d >= -allowed for d in steps) and path[-1] > path[0] - allowed
    if answer.sign == "decreasing":
        return all(d <= allowed for d in steps)
    return answer.sign != "constant" or all(abs(d) <= allowed for d in steps)


def moves_at(game, solver, point, step=F(1, 10**4)):
    """The change of the solver's agreement around a parameter."""
    middle = to_fraction(point)
    ends = [solver(game.at({S: to_sympy(middle + side * step)})).agreement for side in (-1, 1)]
    return float(ends[1][Y]) - float(ends[0][Y])


@pytest.mark.long(every=2)
@pytest.mark.parametrize("solver", [bg.utilitarian, bg.nash_bargaining])
@settings(max_examples=6, phases=QUICK)
@given(game=games())
def test_a_certified_sign_is_the_solvers(solver, game):
    answer = bg.comparative_statics(game, solver, of=Y, wrt=S, where=WHERE, timeout=4)
    event(answer.sign)
    assert follows(game, solver, answer), answer.summary()
    for regime in answer.regimes:
        if regime.sign == "sign changes":
            assert moves_at(game, solver, regime.rising["s"]) > 0 > moves_at(
                game, solver, regime.falling["s"])  # fmt: skip
        assert all(bg.check(p).valid for p in regime.proofs)


@pytest.mark.parametrize(
    ("payoff", "sign"),
    [
        (S * Y - Y**2, "increasing"),  # y = s/2 up to 1
        (5 - S * Y - Y**2, "constant"),  # y = 0
        (Y - S * Y**2, "decreasing"),  # y = 1/(2 s) down from 1
        (sp.log(1 + S * Y) - Y / 2, "increasing"),  # y = 2 - 1/s: 0, then rising, then 1
        (Y**3 - S * Y + 5, "unknown"),  # jumps from 1 to 0 at s = 1
        (-(Y**4) + S * Y, "increasing"),
        (S * Y**2 - Y**3 + 3 * Y, "constant"),  # not concave; y = 1 is best all the same
    ],
)
def test_directions_known_by_hand(payoff, sign):
    game = bg.Game({"P": {Y: (0, 1)}, "C": {}}, {"P": payoff, "C": 1}, parameters=[S])
    answer = bg.comparative_statics(game, "utilitarian", of=Y, wrt=S, where=WHERE, timeout=20)
    assert answer.sign == sign, answer.summary()
    assert follows(game, bg.utilitarian, answer)
