"""Models that the documents name: against their own definitions, by independent arithmetic."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import given, strategies as st

import bargain as bg
from bargain.errors import OptionError
from bargain.game.conditions import participation
from bargain.models import (
    autonomy_security,
    partnership,
    peaceful_path,
    policy_lead,
    private_values,
    ratified,
    renegotiation,
    rest,
    shifting_power,
    tug_of_war,
)

unit = st.fractions(min_value=0, max_value=1, max_denominator=50)
positive = st.fractions(min_value=Fraction(1, 20), max_value=5, max_denominator=20)


@pytest.mark.parametrize(
    "model", [partnership, policy_lead, private_values, renegotiation, shifting_power]
)
def test_unknown_parameters_are_refused(model):
    with pytest.raises(OptionError, match="no parameter 'nonsense'"):
        model(nonsense=1)


def test_unknown_choices_are_refused():
    with pytest.raises(OptionError, match="cannot lead"):
        policy_lead(leader="both")
    with pytest.raises(OptionError, match="not a case"):
        private_values(supports="none")


@pytest.mark.parametrize(
    "game",
    [
        policy_lead(),
        policy_lead(leader="client"),
        partnership(),
        private_values(),
        shifting_power(),
        renegotiation(),
    ],
)
def test_models_survive_their_file(game, tmp_path):
    game.to_file(tmp_path / "game.toml")
    assert bg.Game.from_file(tmp_path / "game.toml") == game


@given(unit, positive, positive, positive, positive)
def test_common_policies_are_an_interval_that_shrinks(delta, gamma_P, gamma_C, rho_P, rho_C):
    """Statement 16, by the interval of acceptable policies on the whole line."""
    game = policy_lead(Delta=delta, gamma_P=gamma_P, gamma_C=gamma_C, rho_P=rho_P, rho_C=rho_C)
    low, high = max(0, delta - rho_C), min(rho_P, delta + rho_C)
    middle = (low + high) / 2
    if low <= high and middle <= 1:
        assert participation().residual(game, {"x": middle}) == 0
    beyond = Fraction(rho_P) + Fraction(1, 1000)
    if beyond <= 1:
        assert participation().residual(game, {"x": beyond}) > 0
    width = high - low
    assert width <= min(2 * rho_P, 2 * rho_C)
    assert (width < 0) == (delta > rho_P + rho_C)


@pytest.mark.long
@given(unit, positive, positive)
def test_total_loss_is_the_supporters(delta, gamma_P, gamma_C):
    """Statement 17."""
    for leader, x, expected in (
        ("patron", 0, gamma_C * delta**2),
        ("client", delta, gamma_P * delta**2),
    ):
        game = policy_lead(
            leader=leader, Delta=delta, gamma_P=gamma_P, gamma_C=gamma_C, rho_P=1, rho_C=1
        )
        loss = sum(e.subs("x", x) for e in game.measures["loss"].values())
        assert loss == sp.Rational(expected.numerator, expected.denominator)


@given(unit)
def test_partnership_threshold(r):
    """Statement 15, by the worst-off types' gains integrated here."""
    u = sp.Symbol("u")
    share = sp.Rational(r.numerator, r.denominator)
    total = sum(
        sp.integrate((1 - u) * u, (u, s, 1)) - sp.integrate(u**2, (u, 0, s))
        for s in (share, 1 - share)
    )
    assert sum(partnership(r=r).payoffs.values()) == total
    assert (total >= 0) == (r**2 + (1 - r) ** 2 <= Fraction(2, 3))


@given(unit)
def test_needed_subsidy_is_myerson_and_satterthwaites_integral(g):
    t = sp.Symbol("t")
    shift = sp.Rational(g.numerator, g.denominator)
    subsidy = sp.integrate(sp.expand((1 + shift - t) * t), (t, shift, 1))
    assert sum(private_values(g=g).payoffs.values()) == -subsidy
    assert (subsidy > 0) == (g < 1)


@given(
    st.fractions(min_value=Fraction(1, 10), max_value=Fraction(9, 10), max_denominator=20),
    st.fractions(min_value=0, max_value=Fraction(9, 10), max_denominator=20),
    st.fractions(min_value=Fraction(1, 10), max_value=Fraction(9, 10), max_denominator=20),
    unit,
)
def test_a_path_without_a_break_exists_iff_the_shift_is_small(beta, d, p_1, part):
    """Powell's inequality against a search over the two shares."""
    delta = part * p_1
    game = shifting_power(beta=beta, d=d, p_1=p_1, delta=delta)
    condition = peaceful_path(game)
    # the declining ally's best case: everything now, all that the rising one can leave it later
    y = 1 - (1 - p_1 + delta) * (1 - d)
    possible = (1 - beta) + beta * y >= p_1 * (1 - d)
    assert possible == (p_1 * (1 - d) + beta * (1 - p_1 + delta) * (1 - d) <= 1)
    grid = [Fraction(k, 12) for k in range(13)]
    found = any(
        condition.residual(game, {"x": a, "y": y * b + (p_1 - delta) * (1 - d) * (1 - b)}) == 0
        for a in grid
        for b in (0, 1)
    )
    assert possible or not found


@given(
    st.floats(min_value=1.01, max_value=500),
    st.floats(min_value=0.1, max_value=1),
    st.floats(min_value=0.05, max_value=20),
)
def test_claims_never_rest_and_never_explode(dependence, adjustment, start):
    """Statement 14: with D > 1 the path has a grievance at every step and stays bounded."""
    path = tug_of_war(dependence, adjustment=adjustment, start=start, steps=60)
    gap = math.log(dependence)
    assert all(row["who"] for row in path)
    assert all(row["grievance"] >= gap / 2 - 1e-9 for row in path)
    assert -1e-9 <= math.log(path[-1]["ratio"]) <= gap + 1e-9


@given(st.floats(min_value=1.0, max_value=50))
def test_enough_tolerance_gives_rest(dependence):
    path = tug_of_war(
        dependence, tolerance=math.log(dependence) / 2 + 1e-9, start=math.sqrt(dependence), steps=5
    )
    assert all(row["who"] == "" for row in path)


def test_the_model_can_rest_and_can_collapse():
    """A model that yields neither for any parameter would be no test of the documents."""
    game = renegotiation(L=1, epsilon="1/2")
    assert rest(game).residual(game, {"q": sp.Rational(1, 2)}) == 0
    collapsing = autonomy_security(s_P=1, s_C=1, w_P=1, w_C=1, e_P=2, e_C=2)
    grid = [Fraction(k, 10) for k in range(1, 11)]
    enforced = bg.conditions.self_enforcing("9/10")
    assert all(enforced.residual(collapsing, {"y_P": a, "y_C": b}) > 0 for a in grid for b in grid)


def test_tug_of_war_refuses_nonsense():
    with pytest.raises(OptionError, match="adjustment = 0"):
        tug_of_war(2.0, adjustment=0)
    with pytest.raises(OptionError, match="dependence"):
        tug_of_war(0.5)


@given(
    positive,
    positive,
    st.fractions(min_value=1, max_value=6, max_denominator=10),
    st.fractions(min_value=1, max_value=6, max_denominator=10),
)
def test_ratification_needs_the_product_of_tolerances(s_P, s_C, T_A, T_S):
    """Statement 5 on agreements with rational ratio, by the residual."""
    if s_C < s_P:
        s_P, s_C = s_C, s_P
    game = autonomy_security(entrapment=False, w_P=1, w_C=1, s_P=s_P, s_C=s_C)
    condition = ratified(
        game,
        sp.Rational(T_A.numerator, T_A.denominator),
        sp.Rational(T_S.numerator, T_S.denominator),
    )
    D = s_C / s_P
    q = min(T_A, D)  # the client's concession over the patron's
    held = condition.residual(game, {"y_P": Fraction(1, 10) / q, "y_C": Fraction(1, 10)}) == 0
    assert held == (T_A * T_S >= D)
