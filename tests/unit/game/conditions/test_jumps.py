"""Best replies of payoffs with jumps: what is said of them is true of every equilibrium."""

from __future__ import annotations

import pytest
import sympy as sp

from bargain import conditions as c
from bargain.errors import OptionError
from bargain.game.conditions.jumps import open_pieces
from bargain.game.game import Game
from bargain.game.pieces import Cell
from bargain.question.case_by_case import sign_in

x, y = sp.symbols("x y")
HALF = sp.Rational(1, 2)


def game(first, second):
    return Game({"1": {x: (0, 1)}, "2": {y: (0, 1)}}, {"1": first, "2": second})


def bertrand(cost=0):
    def profit(own, other):
        alone = (1 - own) * (own - cost)
        return sp.Piecewise((alone, own < other), (alone / 2, sp.Eq(own, other)), (0, True))

    return game(profit(x, y), profit(y, x))


def demand():
    return game(*(sp.Piecewise((v, x + y <= 1), (0, True)) for v in (x, y)))


def hotelling():
    left = sp.Piecewise(((x + y) / 2, x < y), (HALF, sp.Eq(x, y)), (1 - (x + y) / 2, True))
    return game(left, 1 - left)


EQUILIBRIA = [
    (demand(), HALF, HALF),
    (demand(), sp.Rational(1, 3), sp.Rational(2, 3)),
    (demand(), 1, 1),
    (bertrand(), 0, 0),
    (bertrand(sp.Rational(1, 4)), sp.Rational(1, 4), sp.Rational(1, 4)),
    (hotelling(), HALF, HALF),
]
NONE = [
    (demand(), HALF, sp.Rational(1, 4), 1 / 3),
    (bertrand(), HALF, HALF, 1 / 3),
    (hotelling(), sp.Rational(1, 4), sp.Rational(1, 4), 0.2),
]


@pytest.mark.parametrize(("played", "a", "b"), EQUILIBRIA)
def test_what_is_necessary_holds_of_every_equilibrium(played, a, b) -> None:
    encoding = c.nash().necessary(played)
    assert not encoding.auxiliary
    assert all(k.relation.subs({x: a, y: b}) == sp.true for k in encoding.clauses)
    assert c.nash().residual(played, {x: a, y: b}) == 0.0


@pytest.mark.parametrize(("played", "a", "b", "size"), NONE)
def test_what_is_necessary_fails_where_a_jump_pays(played, a, b, size) -> None:
    clauses = c.nash().necessary(played).clauses
    assert sp.false in [k.relation.subs({x: a, y: b}) for k in clauses]
    assert c.nash().residual(played, {x: a, y: b}) == pytest.approx(size)


def test_a_slope_is_not_taken_across_a_jump() -> None:
    """At 1/2 the payoff x of the first piece rises, and x = 1/2 is best all the same."""
    played = game(sp.Piecewise((x, x <= HALF), (0, True)), -y)
    clauses = c.nash().necessary(played).clauses
    assert all(k.relation.subs({x: HALF, y: 0}) == sp.true for k in clauses)


def test_a_best_reply_is_not_supposed_to_exist() -> None:
    """Under self-enforcement nobody's payoff 1/2 is reached; reached payoffs come close to it."""
    played = game(sp.Piecewise((x, x < HALF), (0, True)), 0)
    beta = sp.Symbol("beta", positive=True)
    assert not c.self_enforcing(beta).necessary(played).auxiliary


def test_the_pieces_of_a_line_are_found_between_irrational_boundaries() -> None:
    u = sp.Piecewise((x, x**2 < HALF), (1 - x, True))
    found = list(open_pieces(u, x, (sp.S.Zero, sp.S.One)))
    assert found == [(x, 0, sp.sqrt(2) / 2), (1 - x, sp.sqrt(2) / 2, 1)]


def test_the_residual_in_several_actions_is_left_to_decide() -> None:
    several = Game({"1": {x: (0, 1), y: (0, 1)}, "2": {}},
                   {"1": sp.Piecewise((x + y, x + y <= 1), (0, True)), "2": 0})  # fmt: skip
    with pytest.raises(OptionError, match="in pieces in 2 actions"):
        c.nash().residual(several, {x: 0, y: 0})
    with pytest.raises(OptionError, match="compares slopes"):
        c.efficient().residual(demand(), {x: HALF, y: HALF})


def test_a_factor_of_known_sign_does_not_hide_what_a_cell_says():
    v = sp.Symbol("V", positive=True)
    sums = Cell(((sp.expand(v * (x + y)), frozenset({1})),))
    assert sign_in(x + y, sums, {}) == 1
    assert sign_in(-2 * x - 2 * y, sums, {}) == -1
    assert sign_in(x - y, sums, {}) == 0
    cubes = Cell(((x**3 + y**3, frozenset({-1})),))
    assert sign_in(x**3 + y**3, cubes, {}) == -1
    assert sign_in(x + y, cubes, {}) == 0
    turned = Cell(((sp.expand(-v * (x + y)), frozenset({1})),))
    assert sign_in(x + y, turned, {}) == -1
