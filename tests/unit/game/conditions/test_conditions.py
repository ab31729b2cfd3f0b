"""Conditions: residuals are 0 exactly where the definition holds; texts read back; refusals."""

from __future__ import annotations

import math
from fractions import Fraction as F
from itertools import permutations, product

import pytest
import sympy as sp
from hypothesis import given, settings

from bargain import conditions as c
from bargain.errors import GameError, InputError, OptionError
from bargain.game.conditions.condition_text import conditions_from_text
from bargain.game.conditions.slopes import corners, defined_slope, first_order
from bargain.game.game import Game
from bargain.models import autonomy_security, cost_sharing
from bargain.question.question import Question
from bargain.testing import alliance_agreements, alliance_games

Y_P, Y_C, C = sp.symbols("y_P y_C c")
PLAIN = autonomy_security(entrapment=False)
BASE = PLAIN.at({"s_P": 1, "s_C": 2, "w_P": 3, "w_C": 4})
AXIS = [F(k, 4) for k in range(5)]


def two(patron, client, **more):
    return Game({"P": {Y_P: (0, 1)}, "C": {Y_C: (0, 1)}}, {"P": patron, "C": client}, **more)


def at(y_P, y_C):
    return {"y_P": y_P, "y_C": y_C}


# --- definitions --------------------------------------------------------------------------------


@given(alliance_games(), alliance_agreements())
def test_participation_is_its_definition(game, z):
    payoffs = [u.subs({game.symbol(k): sp.Rational(v) for k, v in z.items()})
               for u in game.payoffs.values()]  # fmt: skip
    assert (c.participation().residual(game, z) == 0) == all(u >= 0 for u in payoffs)


@settings(max_examples=10)
@given(alliance_games(), alliance_agreements())
def test_nash_is_its_definition(game, z):
    # ceding only costs: nobody cedes anything in a one-shot equilibrium, unless it is free
    free = all(game.payoffs[p].diff(v).subs(v, 1) == 0 for p in game.players for v in game.own(p))
    held = c.nash().residual(game, z) == 0
    assert held == (z["y_P"] == z["y_C"] == 0 or free)


@pytest.mark.parametrize(
    ("beta", "holds"),
    [(F(1, 4), False), (F(1, 2), True), (F(1, 2) - F(1, 10**9), False), (1, True)],
)
def test_self_enforcing_at_its_threshold(beta, holds):
    game = PLAIN.at({"s_P": 1, "s_C": 1, "w_P": 2, "w_C": 2})
    residual = c.self_enforcing(beta).residual(game, at(F(1, 2), F(1, 2)))
    assert (residual == 0) is holds


def test_self_enforcing_uses_the_best_deviation_inside_the_box():
    y = sp.Symbol("y")
    game = Game({"P": {y: (0, 1)}, "C": {}}, {"P": y * (1 - y), "C": 0})
    nash = c.nash()
    assert nash.residual(game, {y: F(1, 2)}) == 0
    assert nash.residual(game, {y: 0}) > 0  # the best reply is stationary, not a corner
    assert nash.residual(game, {y: 1}) > 0


@pytest.mark.parametrize("measure", ["autonomy", "security"])
def test_balanced_is_a_log_ratio(measure):
    demand = c.balanced(measure)
    assert demand.residual(BASE, at(0, 0)) == 0
    assert demand.residual(BASE, at(0, 1)) == math.inf
    place = at(F(1, 2), F(1, 4))
    ratio = 2 if measure == "autonomy" else 4
    assert demand.residual(BASE, place) == pytest.approx(math.log(ratio))
    equal = at(F(1, 3), F(1, 3)) if measure == "autonomy" else at(F(1, 3), F(2, 3))
    assert demand.residual(BASE, equal) == 0


def test_tolerance_is_taken_off():
    place = at(F(1, 2), F(1, 4))
    assert c.balanced("autonomy", sp.log(2)).residual(BASE, place) == 0
    assert c.balanced("autonomy", 1).residual(BASE, place) == 0
    assert c.balanced("autonomy", F(1, 2)).residual(BASE, place) == pytest.approx(math.log(2) - 0.5)


def test_equal_gains_and_positive():
    game = PLAIN.at({"s_P": 1, "s_C": 1, "w_P": 1, "w_C": 1})
    assert c.equal_gains().residual(game, at(F(1, 3), F(1, 3))) == 0
    assert c.equal_gains().residual(game, at(F(1, 3), F(1, 2))) > 0
    assert c.equal_gains().residual(game, at(1, F(1, 10))) == math.inf  # a loss has no logarithm
    assert c.positive("autonomy").residual(game, at(0, 1)) == math.inf
    assert c.positive("autonomy").residual(game, at(F(1, 9), 1)) == 0


def test_holds():
    demand = c.holds(Y_C >= 2 * Y_P)
    assert demand.residual(BASE, at(F(1, 4), F(1, 2))) == 0
    assert demand.residual(BASE, at(F(1, 2), F(1, 2))) == pytest.approx(1 / 3)
    assert c.holds(Y_C > Y_P).residual(BASE, at(1, 1)) == math.inf  # strict: no small violation
    assert c.holds(sp.Ne(Y_C, Y_P)).residual(BASE, at(1, 1)) == math.inf


def test_all_of_adds_and_flattens():
    both = c.balanced("autonomy") & c.balanced("security")
    place = at(F(1, 2), F(1, 4))
    assert both.residual(BASE, place) == pytest.approx(math.log(8))
    assert [p.name for p in (both & c.nash()).simple()] == [
        "balanced('autonomy')", "balanced('security')", "nash"]  # fmt: skip
    assert len(c.full_equilibrium(F(1, 2)).simple()) == 5
    assert len(c.partial_equilibrium(F(1, 2), "security").simple()) == 4


# --- efficiency ---------------------------------------------------------------------------------


@given(alliance_games(entrapment=False), alliance_agreements(positive=True))
def test_efficiency_residual_inside_the_box(game, z):
    if max(z.values()) == 1:
        return
    place = {game.symbol(k): sp.Rational(v) for k, v in z.items()}
    rates = [
        game.payoffs[p].diff(game.symbol("y_P")) / game.payoffs[p].diff(game.symbol("y_C"))
        for p in game.players
    ]
    ratio = (rates[0] / rates[1]).subs(place)
    residual = c.efficient().residual(game, z)
    assert residual == pytest.approx(abs(math.log(ratio)), abs=1e-12)
    assert (residual == 0) == (ratio == 1)


def on_grid(game, z, axis):
    """Not dominated by any grid agreement."""
    values = [game.payoffs[p] for p in game.players]

    def u(point):
        return [
            x.subs(dict(zip(game.variables, map(sp.Rational, point), strict=True))) for x in values
        ]

    here = u(z)
    return not any(
        (there := u(x)) != here and all(b >= a for a, b in zip(here, there, strict=True))
        for x in product(axis, repeat=len(game.variables))
    )


@pytest.mark.long(every=3)
@pytest.mark.parametrize(
    "game",
    [
        BASE,
        PLAIN.at({"s_P": 3, "s_C": 2, "w_P": 1, "w_C": 1}),  # the efficient ones are corners
        two(-(Y_P**2), 2 * Y_P - Y_C**2),  # one's best where the other has no say
        two(-Y_C, -Y_P),
        two(Y_P + Y_C, Y_P + Y_C),
        two(-((Y_P - sp.Rational(1, 2)) ** 2), Y_P),  # a quarrel over one issue, ideals inside
        two(sp.S.Zero, Y_P - Y_C),  # an indifferent player
        two(sp.S.Zero, sp.S.Zero),
    ],
)
def test_efficiency_on_corners_and_ties(game):
    """Residual 0 implies undominated on the grid; for these games also the other way round
    wherever the grid shows it."""
    fine = [F(k, 8) for k in range(9)]
    for z in product(AXIS, repeat=2):
        residual = c.efficient().residual(game, at(*z))
        if residual == 0:
            assert on_grid(game, z, fine), z
        if not on_grid(game, z, fine):
            assert residual > 0, z


@pytest.mark.parametrize(
    ("game", "z"),
    [
        (BASE, (0, 1)),  # all that the patron can want
        (BASE, (1, 0)),
        (two(-((Y_P - sp.Rational(1, 2)) ** 2), Y_P), (F(1, 2), 0)),  # the patron's ideal point
        (two(-((Y_P - sp.Rational(1, 2)) ** 2), Y_P), (1, F(1, 2))),  # the client's
        (two(sp.S.Zero, Y_P - Y_C), (1, 0)),
    ],
)
def test_one_sides_strict_best_is_efficient(game, z):
    assert c.efficient().residual(game, at(*z)) == 0


def test_indifference_is_not_enough():
    game = two(-Y_C, Y_P)
    assert c.efficient().residual(game, at(1, 0)) == 0
    assert c.efficient().residual(game, at(F(1, 2), 0)) == math.inf  # raising y_P costs nobody


def test_efficiency_with_terms():
    game = cost_sharing(entrapment=False).at(
        {"s_P": 1, "s_C": 2, "w_P": 4, "w_C": 4, "K": F(1, 10)}
    )
    # money moves freely inside its range, so the weights are equal: y_P = s_C/w_P, y_C = s_P/w_C
    place = {"y_P": F(1, 2), "y_C": F(1, 4), "c": F(1, 2)}
    assert c.efficient().residual(game, place) == 0
    assert c.efficient().residual(game, place | {"y_C": F(1, 3)}) > 0


# --- encodings ----------------------------------------------------------------------------------


def test_slopes_are_defined_on_the_whole_box():
    game = two(sp.sqrt(Y_C) - Y_P, sp.log(1 + Y_P) - Y_C)
    for p, v in product(game.players, game.variables):
        slope = defined_slope(game.payoffs[p], v, game)
        for z in product((0, sp.Rational(1, 4), 1), repeat=2):
            place = dict(zip(game.variables, z, strict=True))
            assert slope.subs(place).is_finite
            exact = game.payoffs[p].diff(v).subs(place)
            if exact.is_finite:
                assert sp.sign(slope.subs(place)) == sp.sign(exact)


def test_first_order_conditions_admit_a_maximum_at_an_infinite_slope():
    game = two(-sp.sqrt(Y_P), -Y_C)
    for clause in first_order(game.payoffs["P"], Y_P, game, "nash", "because"):
        assert clause.relation.subs({Y_P: 0}).doit() == sp.true


def test_first_order_conditions_refuse_a_minimum_at_an_infinite_slope():
    root, scale = sp.sqrt(Y_P), sp.Symbol("a", positive=True)
    for payoff, admitted in (
        (root - Y_P / 2, {1}),  # rises all the way
        (scale * (root + sp.sqrt(Y_C)) ** 2 - scale * (1 + sp.sqrt(Y_C)) * Y_P, {1}),
        (Y_P ** sp.Rational(2, 3) - Y_P, {sp.Rational(8, 27)}),
    ):
        game = two(payoff, -Y_C)
        clauses = list(first_order(payoff, Y_P, game, "nash", "because"))
        for y in (0, sp.Rational(8, 27), 1):
            place = {Y_P: y, Y_C: sp.Rational(1, 4), scale: 1}
            holds = all(k.relation.subs(place).doit() == sp.true for k in clauses)
            assert holds is (y in admitted), (payoff, y)


def test_corners():
    game = Game({"P": {Y_P: (0, 1), C: (-1, 2)}, "C": {Y_C: (0, 1)}}, {"P": Y_P + C, "C": Y_C})
    assert [tuple(x.values()) for x in corners(game, "P")] == [(0, -1), (0, 2), (1, -1), (1, 2)]


@pytest.mark.parametrize(
    "demand",
    [c.participation(), c.nash(), c.self_enforcing(F(1, 2)), c.efficient(), c.equal_gains(),
     c.balanced("autonomy"), c.positive("security"), c.full_equilibrium(F(9, 10))],
    ids=str,
)  # fmt: skip
def test_clause_names_are_distinct(demand):
    for encoding in (demand.necessary(PLAIN), demand.sufficient(PLAIN)):
        names = [k.name for k in encoding.clauses]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    "demand",
    [c.participation(), c.nash(), c.self_enforcing(F(2, 3)), c.balanced("security"),
     c.holds(Y_C <= 3 * Y_P)],
    ids=str,
)  # fmt: skip
def test_necessary_clauses_hold_where_the_condition_does(demand):
    for z in product(AXIS, repeat=2):
        if demand.residual(BASE, at(*z)) == 0:
            place = dict(zip((Y_P, Y_C), map(sp.Rational, z), strict=True))
            for clause in demand.necessary(BASE).clauses:
                assert clause.relation.subs(place).doit() == sp.true, (clause.name, z)


# --- texts --------------------------------------------------------------------------------------

BETA, EPS = sp.symbols("beta eps", positive=True)


@pytest.mark.parametrize(
    "demand",
    [c.participation(), c.nash(), c.efficient(), c.equal_gains(), c.self_enforcing(F(1, 3)),
     c.self_enforcing(BETA), c.self_enforcing(1 / (1 + BETA)), c.balanced("autonomy"),
     c.balanced("burden, as a share of GDP"), c.balanced("an ally's burden"),
     c.balanced("security", EPS), c.balanced("security", F(1, 7)), c.positive("autonomy"),
     c.positive("an ally's, if any"), c.holds(Y_C >= 2 * Y_P), c.holds(sp.Ne(Y_C, Y_P)),
     c.holds(sp.Eq(sp.sqrt(Y_C), Y_P / 3)), c.holds(sp.Max(Y_C, Y_P) < BETA)],
    ids=str,
)  # fmt: skip
def test_texts_read_back(demand):
    symbols = {s.name: s for s in (Y_P, Y_C, BETA, EPS)}
    (again,) = conditions_from_text([demand.name], symbols)
    assert again == demand
    assert (again.name, again.parameters, again.domain) == (
        demand.name, demand.parameters, demand.domain)  # fmt: skip


def test_full_equilibrium_reads_back_part_by_part():
    names = [p.name for p in c.full_equilibrium(BETA).simple()]
    again = c.all_of(*conditions_from_text(names, {"beta": BETA}))
    assert again.simple() == c.full_equilibrium(BETA).simple()
    assert conditions_from_text(["full(beta)"], {"beta": BETA}) == [c.full_equilibrium(BETA)]


@pytest.mark.parametrize(
    "text",
    ["", "perfect", "nash(1)", "balanced", "balanced()", "holds()", "holds(y_P)", "holds(q > 1)",
     "self_enforcing(q)", "positive('a', 1)", "__import__('os')", "balanced('a'", "nash(",
     "efficient()x"],
)  # fmt: skip
def test_other_texts_are_refused(text):
    with pytest.raises(InputError):
        conditions_from_text([text], {"y_P": Y_P})


# --- refusals -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "make",
    [lambda: c.self_enforcing(F(11, 10)), lambda: c.self_enforcing(-1), lambda: c.balanced(3),
     lambda: c.balanced("security", -1), lambda: c.holds(True), lambda: c.holds(Y_P),
     lambda: c.holds(sp.Ge(1, 0)), c.all_of, lambda: c.all_of(Y_P > 0),
     lambda: c.self_enforcing(float("nan")), lambda: c.balanced("security", float("inf"))],
)  # fmt: skip
def test_conditions_refuse(make):
    with pytest.raises(InputError):
        make()


def test_residuals_refuse():
    with pytest.raises(OptionError, match="numeric"):
        c.nash().residual(PLAIN, at(0, 0))
    with pytest.raises(OptionError, match="no value"):
        c.nash().residual(BASE, {"y_P": 0})
    with pytest.raises(GameError, match="no measure"):
        c.balanced("cost").residual(BASE, at(0, 0))
    with pytest.raises(GameError, match="unknown symbol"):
        c.nash().residual(BASE, at(0, 0) | {"q": 1})
    with pytest.raises(OptionError, match="discount"):
        c.self_enforcing(BETA).residual(BASE, at(0, 0))
    with pytest.raises(OptionError, match="slope"):
        c.efficient().residual(two(sp.sqrt(Y_P), -Y_P), at(0, 0))


def test_holds_refuses_a_namesake():
    with pytest.raises(GameError, match="two different symbols"):
        c.holds(sp.Symbol("y_P", positive=True) > Y_C).necessary(BASE)


def three(order):
    """Three players in one of their orders, with a measure of either sign."""
    y = sp.symbols("y_0:3")
    share = sp.Rational(1, 3)
    total = sum(y)
    return Game(
        {f"p{k}": {y[k]: (0, 1)} for k in order},
        {f"p{k}": (k + 1) * total - y[k] ** 2 for k in order},
        measures={"m": {f"p{k}": y[k] - share * k for k in order}},
    )


@pytest.mark.parametrize("demand", [c.balanced("m"), c.equal_gains(), c.balanced("m", F(1, 10))])
def test_balances_of_three_players_know_no_order(demand):
    def asked(order, which):
        """What the clauses ask for; an equation says the same with the other sign."""
        found = set()
        for clause in getattr(demand, which)(three(order)).clauses:
            side = sp.expand(clause.relation.lhs)
            both = isinstance(clause.relation, sp.Eq)
            found.add(frozenset({side, -side}) if both else side)
        return found

    orders = list(permutations(range(3)))
    for which in ("necessary", "sufficient"):
        first = asked(orders[0], which)
        assert len(first) == 3, "one for each pair"
        assert all(asked(order, which) == first for order in orders)
    place = {"y_0": F(1, 5), "y_1": F(2, 3), "y_2": F(1, 2)}
    residuals = {demand.residual(three(order), place) for order in orders}
    assert len(residuals) == 1
    statements = [Question(three(order), demand).never() for order in orders]
    polynomials = [sorted(str(h["poly"]) for h in s["necessary"]) for s in statements]
    assert all(p == polynomials[0] for p in polynomials)
