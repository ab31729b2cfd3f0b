"""Closed forms against numbers."""

from __future__ import annotations

import itertools

import pytest
import sympy as sp

from bargain.errors import NoClosedForm
from bargain.game.game import Game
from bargain.solve.bargaining.solutions import nash_bargaining

y_P, y_C, c = sp.symbols("y_P y_C c")
s_P, s_C, w_P, w_C, K = sp.symbols("s_P s_C w_P w_C K", positive=True)
THIRD = sp.Rational(1, 3)


def base(h_P=1, h_C=1):
    return Game(
        {"patron": {y_P: (0, h_P)}, "client": {y_C: (0, h_C)}},
        {"patron": s_P * y_C - w_P * y_P**2 / 2, "client": s_C * y_P - w_C * y_C**2 / 2},
    )


def sharing():
    return Game(
        {"patron": {y_P: (0, 1)}, "client": {y_C: (0, 1)}},
        {"patron": s_P * y_C - y_P**2 / 2 - (1 - c) * K,
         "client": s_C * y_P - y_C**2 / 2 - c * K},
        terms={c: (0, 1)},
    )  # fmt: skip


def test_statement_7():
    solution = nash_bargaining(base(), symbolic=True)
    a = solution.agreement
    assert sp.simplify(a[y_P] - (s_P**2 * s_C / (w_P**2 * w_C)) ** THIRD) == 0
    assert sp.simplify(a[y_C] - (s_P * s_C**2 / (w_P * w_C**2)) ** THIRD) == 0
    assert [p.name for p in solution.pieces] == [
        "interior",
        "y_P = 1",
        "y_C = 1",
        "y_P = 1, y_C = 1",
    ]
    assert len(solution.region) == 2
    assert solution.arithmetic == "symbolic"


def test_statement_10():
    a = nash_bargaining(sharing(), symbolic=True).agreement
    assert (a[y_P], a[y_C]) == (s_C, s_P)
    assert sp.simplify(a[c] - sp.Rational(1, 2) - 3 * (s_C**2 - s_P**2) / (4 * K)) == 0


@pytest.mark.long(every=2)
@pytest.mark.parametrize("weights", [None, {"patron": 2, "client": 3}])
def test_exactly_one_region_holds_and_agrees_with_numbers(weights):
    game = base(1, sp.Rational(3, 2))
    pieces = nash_bargaining(game, weights, symbolic=True).pieces
    seen = set()
    for a, b in itertools.product((0.15, 2.5, 6.0), (0.2, 0.9, 6.0)):
        values = {
            s_P: sp.Rational(a).limit_denominator(100),
            s_C: sp.Rational(b).limit_denominator(100),
            w_P: sp.Rational(1, 2),
            w_C: sp.Integer(1),
        }
        numeric = nash_bargaining(game.at(values), weights)
        holding = [p for p in pieces if all(bool(r.subs(values)) for r in p.region)]
        assert len(holding) == 1
        seen.add(holding[0].name)
        for v in (y_P, y_C):
            exact = float(holding[0].agreement[v].subs(values))
            assert numeric.agreement[v] == pytest.approx(exact, rel=1e-9)
        assert numeric.active == (
            () if holding[0].name == "interior" else tuple(holding[0].name.split(", "))
        )
    assert len(seen) == 4


def test_a_numeric_game_gets_exact_numbers():
    game = base().at({s_P: "1/8", s_C: 1, w_P: 1, w_C: 1})
    solution = nash_bargaining(game, symbolic=True)
    assert solution.arithmetic == "exact"
    assert (solution.agreement[y_P], solution.agreement[y_C]) == (
        sp.Rational(1, 4),
        sp.Rational(1, 2),
    )


def test_the_cost_share_at_a_corner_of_autonomy():
    values = {s_P: 2, s_C: 3, K: 8}
    exact = nash_bargaining(sharing().at({**values, K: sp.Rational(3, 2)}), symbolic=True)
    numeric = nash_bargaining(sharing().at({**values, K: sp.Rational(3, 2)}))
    assert exact.active == ("y_P = 1", "y_C = 1")
    assert numeric.agreement[c] == pytest.approx(float(exact.agreement[c]))


def test_numbers_outside_every_region_are_refused():
    with pytest.raises(NoClosedForm, match="no region"):
        nash_bargaining(sharing().at({s_P: "1/10", s_C: "9/10", K: "1/10"}), symbolic=True)


@pytest.mark.parametrize(
    "payoff", [sp.log(1 + s_P * y_C) - y_P**2, s_P * y_C - y_P - y_P**2, s_P * y_C - y_P**4]
)
def test_other_families_are_refused(payoff):
    game = Game(
        {"patron": {y_P: (0, 1)}, "client": {y_C: (0, 1)}},
        {"patron": payoff, "client": s_C * y_P - y_C**2},
    )
    with pytest.raises(NoClosedForm):
        nash_bargaining(game, symbolic=True)


def test_a_sign_that_is_not_assumed_is_not_used():
    s = sp.Symbol("s", real=True)
    game = Game(
        {"patron": {y_P: (0, 1)}, "client": {y_C: (0, 1)}},
        {"patron": s * y_C - y_P**2, "client": s_C * y_P - y_C**2},
    )
    with pytest.raises(NoClosedForm):
        nash_bargaining(game, symbolic=True)
