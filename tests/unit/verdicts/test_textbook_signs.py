"""Comparative statics of solution concepts: signs of textbooks, and what must not be claimed.

The wanted sign is that of the derivative of a closed form, which sympy takes at points of the
region; the closed form itself is checked against a solver there.
"""

from __future__ import annotations

import pytest
import sympy as sp

import bargain as bg
from bargain.errors import OptionError
from bargain.game.conditions.condition_text import conditions_from_text

c = bg.conditions
x, y, t, q = sp.symbols("x y t q")
a, b, r, s, v, d, e = sp.symbols("a b r s v d e", positive=True)
THIRD = sp.Rational(1, 3)
SMALL = [a < THIRD, b < THIRD]


def pie(first, second, **more):
    return bg.Game({"A": {}, "B": {}}, {"A": first, "B": second}, terms={x: (0, 1)}, **more)


DIVIDE = pie(x, 1 - x, disagreement={"A": a, "B": b})
WORTH = pie(s * x, 1 - x)
AVERSE = pie(x - r * x**2 / 2, 1 - x)
PATIENT = pie(x, 1 - x, parameters=[d, e])
TRADE = bg.Game(
    {"A": {}, "B": {}}, {"A": v * q - t, "B": t - q**2 / 2}, terms={q: (0, 1), t: (0, 1)}
)
COURNOT = bg.Game(
    {"A": {x: (0, 1)}, "B": {y: (0, 1)}},
    {"A": x * (1 - x - y) - a * x, "B": y * (1 - x - y) - b * y},
)
PRICES = bg.Game(
    {"A": {x: (0, 3)}, "B": {y: (0, 3)}},
    {"A": (x - a) * (1 - x + y / 2), "B": (y - b) * (1 - y + x / 2)},
)
LEADS = bg.Game(
    {"A": {x: (0, 2)}, "B": {y: (0, 4)}}, {"A": a * (x + y) - x**2, "B": b * x * y - y**2 / 2}
)
LEADER = c.stackelberg(leader="A")
OFFERS = c.alternating_offers({"A": d, "B": e})
POINTS = [{a: "1/10", b: "1/5"}, {a: "1/4", b: "3/10"}, {a: "1/5", b: "1/10"}]
ONE = [dict.fromkeys((r, s, v), n) for n in ("1/4", "1/2", "3/4")]
SHARES = [{d: "1/2", e: "1/3"}, {d: "3/4", e: "1/2"}, {d: "1/3", e: "9/10"}]

SIGNS = [
    (DIVIDE, bg.kalai_smorodinsky, x, a, [a + b < 1], (1 + a - b) / 2, POINTS),
    (DIVIDE, bg.kalai_smorodinsky, x, b, [a + b < 1], (1 + a - b) / 2, POINTS),
    (WORTH, bg.egalitarian, x, s, [], 1 / (1 + s), ONE),
    (WORTH, bg.kalai_smorodinsky, x, s, [], sp.Rational(1, 2), ONE),
    (TRADE, bg.egalitarian, t, v, [v < 1], 3 * v**2 / 4, ONE),
    (TRADE, bg.egalitarian, q, v, [v < 1], v, ONE),
    (COURNOT, LEADER, x, a, SMALL, (1 - 2 * a + b) / 2, POINTS),
    (COURNOT, LEADER, y, b, SMALL, (1 + 2 * a - 3 * b) / 4, POINTS),
    (LEADS, LEADER, y, a, [a < 1, b < 1], a * b * (1 + b) / 2, POINTS),
    (PRICES, bg.nash_equilibria, y, a, [a < 1, b < 1], 2 * (a + 4 * b + 5) / 15, POINTS),
    (PATIENT, OFFERS, x, d, [d < 1, e < 1], (1 - e) / (1 - d * e), SHARES),
    (PATIENT, OFFERS, x, e, [d < 1, e < 1], (1 - e) / (1 - d * e), SHARES),
]
NAMES = {1: "increasing", -1: "decreasing", 0: "constant"}


@pytest.mark.long(every=12)
@pytest.mark.parametrize(("game", "concept", "of", "wrt", "where", "closed", "points"), SIGNS)
def test_the_sign_is_that_of_the_closed_form(game, concept, of, wrt, where, closed, points):
    own = [{k: n for k, n in at.items() if k in game.parameters} for at in points]
    wanted = {int(sp.sign(sp.sympify(closed).diff(wrt).subs(at))) for at in own}
    assert len(wanted) == 1
    found = bg.comparative_statics(game, concept, of=of, wrt=wrt, where=where, effort=20)
    assert found.sign == NAMES[wanted.pop()]
    (regime,) = found.regimes
    assert len(regime.proofs) >= 3  # a sign, and two examples
    assert all(bg.check(proof).valid for proof in regime.proofs)


@pytest.mark.long
def test_a_formula_that_is_wrong_at_a_corner_is_not_used():
    """In all of this region the formula of the interior is wrong where a firm stays out."""
    found = bg.comparative_statics(COURNOT, LEADER, of=y, wrt=b, where=[a < 1, b < 1], effort=4)
    assert found.sign == "unknown"


@pytest.mark.long
def test_the_risk_averse_get_less():
    found = bg.comparative_statics(AVERSE, bg.egalitarian, of=x, wrt=r, where=[r < 1], effort=20)
    assert (
        found.sign == "increasing"
    )  # x - r x^2/2 = 1 - x: a larger share of money for equal gains


SOLVED = [
    (COURNOT.at({a: "1/4", b: "1/5"}), LEADER, lambda g: bg.stackelberg(g, leader="A")),
    (COURNOT.at({a: "1/10", b: "3/4"}), LEADER, lambda g: bg.stackelberg(g, leader="A")),
    (COURNOT.at({a: "9/10", b: "1/10"}), LEADER, lambda g: bg.stackelberg(g, leader="A")),
    (LEADS.at({a: 3, b: 3}), LEADER, lambda g: bg.stackelberg(g, leader="A")),
    (DIVIDE.at({a: "1/10", b: "3/5"}), c.solution("kalai_smorodinsky"), bg.kalai_smorodinsky),
    (AVERSE.at({r: "3/4"}), c.solution("kalai_smorodinsky"), bg.kalai_smorodinsky),
    (TRADE.at({v: "3/4"}), c.solution("kalai_smorodinsky"), bg.kalai_smorodinsky),
    (TRADE.at({v: 3}), c.solution("kalai_smorodinsky"), bg.kalai_smorodinsky),
    (TRADE.at({v: 3}), c.solution("egalitarian"), bg.egalitarian),
    (WORTH.at({s: 5}), c.solution("egalitarian"), bg.egalitarian),
    (
        AVERSE.at({r: "1/2"}),
        c.alternating_offers({"A": "1/2", "B": "1/3"}),
        lambda g: bg.alternating_offers(g, {"A": "1/2", "B": "1/3"}),
    ),
    (
        TRADE.at({v: 3}),
        c.alternating_offers({"A": "1/2", "B": "1/3"}, first="B"),
        lambda g: bg.alternating_offers(g, {"A": "1/2", "B": "1/3"}, "B"),
    ),
]


@pytest.mark.long(every=12)
@pytest.mark.parametrize(("game", "concept", "solve"), SOLVED)
def test_necessary_clauses_do_not_exclude_what_a_solver_finds(game, concept, solve):
    """Interior solutions, corners and kinks: near each there may be such an agreement."""
    found = solve(game).agreement
    slack = sp.Rational(1, 1000)
    near = [
        c.holds(relation)
        for w in game.variables
        for relation in (w >= sp.Rational(str(float(found[w]))) - slack,
                         w <= sp.Rational(str(float(found[w]))) + slack)
    ]  # fmt: skip
    assert bg.decide(game, c.all_of(concept, *near), effort=3).status != "never"


def test_rubinstein_s_shares():
    offers = c.alternating_offers({"A": d, "B": e})
    share = (1 - e) / (1 - d * e)
    there = bg.decide(PATIENT, c.all_of(offers, c.holds(sp.Ne(x, share))), where=[d < 1, e < 1])
    assert there.status == "never"
    half = c.alternating_offers({"A": "1/2", "B": "1/2"})
    plain = pie(x, 1 - x)
    assert bg.decide(plain, c.all_of(half, c.holds(sp.Eq(3 * x, 2)))).status == "always"
    assert bg.decide(plain, c.all_of(half, c.holds(sp.Eq(2 * x, 1)))).status == "never"


def test_offers_are_written_and_read():
    offers = c.alternating_offers({"A": d, "B": "1/2"}, first="B")
    assert conditions_from_text([offers.name], {"d": d}) == [offers]
    for bad in ({"A": 2, "B": "1/2"}, {"A": "1/2"}, "half"):
        with pytest.raises(OptionError):
            c.alternating_offers(bad)
