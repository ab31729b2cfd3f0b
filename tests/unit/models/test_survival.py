"""Survival: thresholds by hand, the direction in every parameter, and both outcomes."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given, strategies as st

import bargain as bg
from bargain.errors import OptionError
from bargain.models import survival, survives, worth_keeping

product = st.fractions(min_value=Fraction(1, 20), max_value=Fraction(1, 2), max_denominator=20)
ratio = st.fractions(min_value=1, max_value=3, max_denominator=10)
discount = st.fractions(min_value=Fraction(1, 10), max_value=Fraction(9, 10), max_denominator=10)
step = st.fractions(min_value=Fraction(1, 50), max_value=1, max_denominator=50)
unit = st.fractions(min_value=0, max_value=1, max_denominator=10)
shocks = st.fractions(min_value=0, max_value=Fraction(3, 10), max_denominator=100)


def exposed(p, h, x):
    return survival(shock="exposure", p=p, h=h, x=x, w_P=1, w_C=1)


def outside(p, h, x):
    return survival(p=p, h=h, x=x, w_P=1, w_C=1)


@given(product, ratio, discount, shocks)
def test_below_the_product_bound_an_agreement_survives_exposure(p, h, beta, x):
    assume(x < beta * p)
    at = {"y_P": (beta * p - x) / h, "y_C": beta * p - x}
    assert survives(beta).residual(exposed(p, h, x), at) == 0


@given(product, ratio, discount, step, step)
def test_at_the_product_bound_none_does_whatever_the_asymmetry(p, h, beta, y_P, y_C):
    """Multiply β s_i y_j >= x y_i + y_i²/2 > x y_i over the two allies: β² p² > x²."""
    game = exposed(p, h, beta * p)
    assert survives(beta).residual(game, {"y_P": y_P, "y_C": y_C}) > 0


def survivor(make, p, h, beta, scale, part):
    """A shock and an agreement that survives it, by hand: y_C = h y_P = β p times a scale."""
    at = {"y_P": beta * p * scale / h, "y_C": beta * p * scale}
    if make is exposed:  # β p h y_P >= x y_C + y_C²/2, and the same for the patron as h >= 1
        return part * beta * p * (1 - scale / 2), at
    return part * beta * p**2 * (scale / h - scale**2 / (2 * h**2)), at


@pytest.mark.long
@given(st.sampled_from([exposed, outside]), product, ratio, discount, step, unit, unit)
def test_a_smaller_shock_ends_nothing(make, p, h, beta, scale, part, less):
    x, at = survivor(make, p, h, beta, scale, part)
    for smaller in (x, x * less, 0):
        assert survives(beta).residual(make(p, h, smaller), at) == 0
    assert survives(beta).residual(make(p, h, 10 * x + 1), at) > 0


@pytest.mark.long
@given(
    st.sampled_from([exposed, outside]),
    product,
    ratio,
    discount,
    step,
    unit,
    st.fractions(min_value=1, max_value=2, max_denominator=10),
)
def test_a_larger_product_ends_nothing(make, p, h, beta, scale, part, factor):
    x, at = survivor(make, p, h, beta, scale, part)
    assert survives(beta).residual(make(p * factor, h, x), at) == 0


@given(product, discount, shocks)
def test_an_equal_alliance_survives_half_the_discounted_product(p, beta, x):
    held = survives(beta).residual(outside(p, 1, x), {"y_P": beta * p, "y_C": beta * p}) == 0
    assert held == (x <= beta * p**2 / 2)


@given(product, ratio, discount, step, step)
def test_an_unequal_one_ends_at_that_shock(p, h, beta, y_P, y_C):
    assume(h > 1)
    game = outside(p, h, beta * p**2 / 2)
    for at in (
        {"y_P": y_P, "y_C": y_C},
        {"y_P": beta * p / h * y_P, "y_C": beta * p * y_C},
        {"y_P": beta * p, "y_C": beta * p},
    ):
        assert survives(beta).residual(game, at) > 0


@given(product, ratio, shocks, step, step)
def test_together_the_unequal_alliance_is_worth_more(p, h, x, y_P, y_C):
    """The best sum is p² (h² + 1/h²)/2, at y_P = p h, y_C = p/h; it rises with h."""
    assume(p * h <= 1)
    game = outside(p, h, x)
    best = {"y_P": p * h, "y_C": p / h}
    bound = p**2 * (h**2 + 1 / h**2) / 2
    assert (worth_keeping(game).residual(game, best) == 0) == (2 * x <= bound)
    if worth_keeping(game).residual(game, {"y_P": y_P, "y_C": y_C}) == 0:
        assert 2 * x <= bound
    assert bound >= p**2


@pytest.mark.long
def test_each_shock_ends_some_alliances_and_not_others():
    for make, mild, harsh in ((exposed, "1/10", "1/2"), (outside, "1/100", "1/10")):
        for h in (1, 2):
            low, high = (bg.decide(make("1/4", h, x), survives("9/10")) for x in (mild, harsh))
            assert (low.status, high.status) == (bg.Status.ALWAYS, bg.Status.NEVER)


def test_the_order_of_the_two_readings_is_opposite():
    """The same Π: the sum favours the unequal alliance, self-enforcement the equal one."""
    sums = [
        bg.decide(g, worth_keeping(g)).status for g in (outside("1/4", h, "1/25") for h in (1, 3))
    ]
    alone = [bg.decide(outside("1/4", h, "1/40"), survives("9/10")).status for h in (1, 3)]
    assert sums == [bg.Status.NEVER, bg.Status.ALWAYS]
    assert alone == [bg.Status.ALWAYS, bg.Status.NEVER]


def test_bad_choices_are_refused():
    with pytest.raises(OptionError, match="is not a shock"):
        survival(shock="war")
    with pytest.raises(OptionError, match="no parameter 's_P'"):
        survival(s_P=1)


@pytest.mark.parametrize("game", [survival(), survival(shock="exposure", entrapment=True)])
def test_the_game_survives_its_file(game, tmp_path):
    game.to_file(tmp_path / "game.toml")
    assert bg.Game.from_file(tmp_path / "game.toml") == game
    assert set(game.meanings) == {s.name for s in (*game.variables, *game.parameters)}
