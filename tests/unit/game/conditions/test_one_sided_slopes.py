"""First-order conditions at kinks: what a maximiser satisfies, and what they refute."""

from __future__ import annotations

import pytest
import sympy as sp

import bargain as bg
from bargain import conditions as c
from bargain.game.conditions.one_sided_slopes import stationary
from bargain.game.game import Game
from bargain.models import autonomy_security
from bargain.verdicts.verdict import Status

Y, Z = sp.symbols("y z")
HALF = sp.Rational(1, 2)


def holds_somewhere(payoff, place, steps=4):
    """Whether some shares (on a grid) satisfy all clauses at a place."""
    game = Game({"one": {Y: (0, 1)}, "two": {Z: (0, 1)}}, {"one": payoff, "two": 0})
    found = stationary(payoff, [Y], game, "best", "because", "share")
    first = found.auxiliary[0]
    for k in range(steps + 1):
        shares = {first: sp.Rational(k, steps)}
        shares |= {s: 1 - sp.Rational(k, steps) for s in found.auxiliary[1:]}
        if all(x.relation.subs(shares | place).doit() == sp.true for x in found.clauses):
            return True
    return False


@pytest.mark.parametrize(
    ("payoff", "best"),
    [
        (sp.Min(Y, Z) - Y / 4, HALF),  # the kink is the best reply
        (sp.Min(Y, Z) - 2 * Y, 0),
        (-sp.Abs(Y - Z), HALF),
        (sp.Max(Y, Z) - Y**2 / 4, 1),
    ],
)
def test_best_replies_are_admitted_and_others_refused(payoff, best):
    assert holds_somewhere(payoff, {Y: best, Z: HALF})
    assert not holds_somewhere(payoff, {Y: sp.Rational(3, 4), Z: HALF})
    assert not holds_somewhere(payoff, {Y: sp.Rational(1, 4), Z: HALF}) or best == 0


@pytest.mark.long
def test_what_the_conditions_decide():
    game = autonomy_security(security="weakest-link", entrapment=False)
    y_P, y_C = game.symbol("y_P"), game.symbol("y_C")
    equal = ["s_C == s_P", "w_C == w_P"]
    small = [c.efficient(), c.holds(y_P + y_C <= 1)]
    for condition, where, status in (
        ([c.nash(), c.holds(y_P > y_C)], [], Status.NEVER),
        (small, [*equal, "s_P > w_P"], Status.NEVER),  # the best is 1, 1
        (small, equal, Status.SOMETIMES),  # the control
    ):
        verdict = bg.decide(game, condition, where, effort=60, timeout=300)
        assert verdict.status is status
        assert bg.check(verdict).valid


def test_a_kink_that_no_variable_moves_is_a_number():
    """Max(s, 1) has one value for all actions: no shares, the plain first-order condition."""
    s = sp.Symbol("s", real=True)
    game = Game({"one": {Y: (0, 1)}, "two": {Z: (0, 1)}},
                {"one": sp.Max(s, 1) * Y - Y**2, "two": 0}, parameters=[s])  # fmt: skip
    found = stationary(game.payoffs["one"], [Y], game, "best", "because", "share")
    assert found.auxiliary == ()
    plain = stationary(s * Y - Y**2, [Y], game, "best", "because", "share")
    assert len(found.clauses) == len(plain.clauses)
