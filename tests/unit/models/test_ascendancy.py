"""Ascendancy: what a rising client and a falling threat move, and in which direction."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy as sp
from hypothesis import assume, given, strategies as st

import bargain as bg
from bargain.errors import OptionError
from bargain.models import ascendancy, autonomy_security, survives

root = st.fractions(min_value=Fraction(1, 5), max_value=1, max_denominator=10)
discount = st.fractions(min_value=Fraction(1, 10), max_value=Fraction(9, 10), max_denominator=10)
step = st.fractions(min_value=Fraction(1, 50), max_value=1, max_denominator=50)
growth = st.fractions(min_value=1, max_value=4, max_denominator=10)


def alliance(v, a, b, e):
    """Capabilities a² and b², so that Π = (v a b)² and D = (a/b)²; equal exposures."""
    return ascendancy(v=v, k_P=a**2, k_C=b**2, e_P=e, e_C=e, w_P=1, w_C=1)


def test_it_is_the_exchange_in_primitives():
    v = sp.Symbol("v", positive=True)
    same = autonomy_security(reliability=True, r_P=1, r_C=1).at({"v_P": v, "v_C": v})
    for player, payoff in ascendancy().payoffs.items():
        assert sp.expand(payoff - same.payoffs[player]) == 0


@pytest.mark.long
@given(root, root, root, st.floats(min_value=1.1, max_value=2))
def test_the_concession_ratio_falls_as_the_client_rises_and_ignores_the_threat(v, a, b, factor):
    assume(b < a)

    def conceded(threat: object, client: object) -> float:
        game = ascendancy(entrapment=False, w_P=1, w_C=1, v=threat, k_P=a, k_C=client)
        found = bg.nash_bargaining(game).agreement
        return float(found["y_C"] / found["y_P"])

    before = conceded(v / 2, b)
    assert before == pytest.approx(float(a / b) ** (1 / 3), rel=1e-5)
    assert conceded(v / 2, Fraction(factor) * b) < before
    assert conceded(v / 4, b) == pytest.approx(before, rel=1e-5)


@given(root, root, root, discount, st.fractions(min_value=0, max_value=1, max_denominator=10))
def test_above_the_bound_an_agreement_survives(v, a, b, beta, part):
    bound = beta * v * a * b
    e = bound * part
    assume(e < bound)
    total, h = bound - e, a / b
    at = {"y_P": total / h, "y_C": total} if h >= 1 else {"y_P": total, "y_C": total * h}
    assert survives(beta).residual(alliance(v, a, b, e), at) == 0


@pytest.mark.long
@given(root, root, root, discount, growth, step, step)
def test_at_or_below_the_bound_none_does(v, a, b, beta, more, y_P, y_C):
    game = alliance(v, a, b, beta * v * a * b * more)
    assert survives(beta).residual(game, {"y_P": y_P, "y_C": y_C}) > 0


@pytest.mark.long
@given(root, root, root, discount, growth, step)
def test_a_larger_threat_or_a_stronger_client_ends_nothing(v, a, b, beta, more, part):
    bound, h = beta * v * a * b, a / b
    e, total = bound * (1 - part), bound * part
    at = {"y_P": total / h, "y_C": total} if h >= 1 else {"y_P": total, "y_C": total * h}
    for grown in (alliance(v, a, b, e), alliance(v * more, a, b, e), alliance(v, a, b * more, e)):
        assert survives(beta).residual(grown, at) == 0


@given(root, root, root, discount)
def test_without_exposure_every_threat_will_do(v, a, b, beta):
    h, total = a / b, beta * v * a * b
    at = {"y_P": total / h, "y_C": total} if h >= 1 else {"y_P": total, "y_C": total * h}
    assert survives(beta).residual(alliance(v, a, b, 0), at) == 0


@pytest.mark.long
def test_it_can_collapse_and_it_can_rest():
    """The falling threat ends the alliance; with equal capabilities it is a full equilibrium."""
    beta = sp.Symbol("beta", positive=True)
    fallen = "beta**2*v**2*k_P*k_C <= e_P*e_C"
    assert bg.decide(ascendancy(), survives(beta), where=[fallen]).status is bg.Status.NEVER
    partners = ascendancy(entrapment=False, w_P=1, w_C=1, v="1/2", k_P=1, k_C=1)
    assert bg.decide(partners, bg.full_equilibrium("9/10")).status is bg.Status.ALWAYS
    dependent = ascendancy(entrapment=False, w_P=1, w_C=1, v="1/2", k_P=1, k_C="1/4")
    assert bg.decide(dependent, bg.full_equilibrium("9/10")).status is bg.Status.NEVER


def test_unknown_parameters_are_refused():
    with pytest.raises(OptionError, match="no parameter 'r_P'"):
        ascendancy(r_P=1)
    with pytest.raises(OptionError, match="no parameter 'e_C'"):
        ascendancy(entrapment=False, e_C=1)


@pytest.mark.parametrize("game", [ascendancy(), ascendancy(entrapment=False)])
def test_the_game_survives_its_file(game, tmp_path):
    game.to_file(tmp_path / "game.toml")
    assert bg.Game.from_file(tmp_path / "game.toml") == game
    assert set(game.meanings) == {s.name for s in (*game.variables, *game.parameters)}
