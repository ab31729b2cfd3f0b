"""Concession under dependence: reparametrisation, who pays, and the direction in D."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

import bargain as bg
from bargain.errors import OptionError
from bargain.game.conditions import efficient, participation
from bargain.models import autonomy_security, concession, pays

positive = st.fractions(min_value=Fraction(1, 10), max_value=5, max_denominator=10)
step = st.fractions(min_value=Fraction(1, 100), max_value=1, max_denominator=100)


@given(positive, positive, positive, positive)
def test_it_is_the_exchange_in_other_parameters(q, D, w_P, w_C):
    game = concession(q=q, D=D, w_P=w_P, w_C=w_C)
    same = autonomy_security(entrapment=False, s_P=q, s_C=D * q, w_P=w_P, w_C=w_C)
    assert dict(game.payoffs) == dict(same.payoffs)
    assert dict(game.measures["security"]) == dict(same.measures["security"])


@given(positive, positive, positive)
def test_the_product_stays_as_dependence_moves(p, h, e):
    game = concession(hold="product", entrapment=True, p=p, h=h, e_P=e, e_C=e, w_P=1, w_C=1)
    same = autonomy_security(s_P=p / h, s_C=p * h, e_P=e, e_C=e, w_P=1, w_C=1)
    assert dict(game.payoffs) == dict(same.payoffs)


@given(positive, st.fractions(min_value=1, max_value=20, max_denominator=10), step, step)
def test_the_less_dependent_ally_never_pays(q, D, y_P, y_C):
    game = concession(q=q, D=D, w_P=1, w_C=1)
    assert pays(game, "patron").residual(game, {"y_P": y_P, "y_C": y_C}) > 0
    paid = pays(game, "client").residual(game, {"y_P": y_P, "y_C": y_C}) == 0
    assert paid == (y_C > y_P and D * y_P > y_C)


@given(st.fractions(min_value=1, max_value=3, max_denominator=10))
def test_equal_concessions_are_accepted_up_to_a_dependence_of_four(h):
    """Statement 8 at its edge: y_P = y_C = p is efficient, and accepted iff D = h² <= 4."""
    p = Fraction(1, 4)
    game = concession(hold="product", p=p, h=h, w_P=1, w_C=1)
    at = {"y_P": p, "y_C": p}
    assert efficient().residual(game, at) == 0
    assert (participation().residual(game, at) == 0) == (h**2 <= 4)


@given(
    st.fractions(min_value=1, max_value=3, max_denominator=10),
    st.fractions(min_value=1, max_value=2, max_denominator=10),
)
def test_past_four_the_client_cedes_more_on_the_whole_contract_curve(h, ahead):
    """Efficient agreements have y_P y_C = p²; those with y_P >= y_C are refused if D > 4."""
    p = Fraction(1, 4)
    game = concession(hold="product", p=p, h=h + Fraction(11, 10), w_P=1, w_C=1)
    at = {"y_P": p * ahead, "y_C": p / ahead}
    assert participation().residual(game, at) > 0


@pytest.mark.long
@given(st.floats(min_value=1, max_value=6), st.floats(min_value=1.1, max_value=2.5))
def test_the_concession_ratio_rises_with_dependence(D, factor):
    ratios = []
    for value in (D, D * factor):
        game = concession(q="1/16", D=Fraction(value), w_P=1, w_C=1)
        a = bg.nash_bargaining(game).agreement
        ratios.append(a["y_C"] / a["y_P"])
        assert ratios[-1] == pytest.approx(value ** (1 / 3), rel=1e-5)
    assert ratios[1] > ratios[0] >= 1 - 1e-6


def test_both_outcomes_occur():
    """The client pays in some agreements and not in others."""
    game = concession(q="1/4", D=2, w_P=1, w_C=1)
    held = {
        pays(game, "client").residual(game, {"y_P": "1/4", "y_C": y}) == 0
        for y in ("1/8", "3/8", "3/4")
    }
    assert held == {True, False}


def test_bad_choices_are_refused():
    with pytest.raises(OptionError, match="cannot be held"):
        concession(hold="client")
    with pytest.raises(OptionError, match="no parameter 'D'"):
        concession(hold="product", D=2)
    with pytest.raises(OptionError, match="no parameter 'e_P'"):
        concession(e_P=1)


@pytest.mark.parametrize("game", [concession(), concession(hold="product", entrapment=True)])
def test_the_game_survives_its_file(game, tmp_path):
    game.to_file(tmp_path / "game.toml")
    assert bg.Game.from_file(tmp_path / "game.toml") == game
    assert set(game.meanings) == {s.name for s in (*game.variables, *game.parameters)}
