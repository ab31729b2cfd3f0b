"""Contributions: against best replies by hand, and the direction of every comparative static."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
import sympy as sp
from hypothesis import given, settings, strategies as st

import bargain as bg
from bargain.errors import OptionError
from bargain.game.conditions import nash
from bargain.models import free_rides, public_good

income = st.fractions(min_value=Fraction(1, 10), max_value=5, max_denominator=10)
part = st.fractions(min_value=0, max_value=1, max_denominator=10)
inner = st.fractions(min_value=Fraction(1, 10), max_value=Fraction(9, 10), max_denominator=10)
TASTES = st.sampled_from([Fraction(1, 2), Fraction(1, 3), Fraction(2, 3)])


def burdens(
    I_P: Fraction, I_C: Fraction, delta: Fraction, alpha: Fraction
) -> tuple[Fraction, Fraction]:
    """The equilibrium burdens, the richer ally (the patron) first, by the two best replies."""
    spill = (1 - alpha) * (1 - delta)
    if spill * I_P >= I_C:
        return alpha, Fraction(0)
    if spill * I_C >= I_P:
        return Fraction(0), alpha
    scale = alpha / (1 - spill**2)
    return scale * (I_P - spill * I_C) / I_P, scale * (I_C - spill * I_P) / I_C


def made(I_P: Fraction, I_C: Fraction, delta: Fraction, alpha: Fraction) -> bg.Game:
    return public_good(joint_products=True, taste=alpha, I_P=I_P, I_C=I_C, delta=delta)


@pytest.mark.long
@given(income, income, part, TASTES)
def test_the_equilibrium_is_where_the_best_replies_meet(I_P, I_C, delta, alpha):
    x_P, x_C = burdens(I_P, I_C, delta, alpha)
    game = made(I_P, I_C, delta, alpha)
    assert nash().residual(game, {"x_P": x_P, "x_C": x_C}) == 0
    m, n = alpha.denominator - alpha.numerator, alpha.numerator

    def worth(own: Fraction, mine: Fraction, theirs: Fraction) -> Fraction:
        return (mine * (1 - own)) ** m * (mine * own + theirs) ** n

    for k in range(21):  # no deviation on a grid is better, by fractions alone
        z = Fraction(k, 20)
        assert worth(z, I_P, (1 - delta) * I_C * x_C) <= worth(x_P, I_P, (1 - delta) * I_C * x_C)
        assert worth(z, I_C, (1 - delta) * I_P * x_P) <= worth(x_C, I_C, (1 - delta) * I_P * x_P)


@pytest.mark.long
@given(income, income, part, TASTES, part)
def test_another_burden_of_the_client_is_no_equilibrium(I_P, I_C, delta, alpha, other):
    x_P, x_C = burdens(I_P, I_C, delta, alpha)
    held = nash().residual(made(I_P, I_C, delta, alpha), {"x_P": x_P, "x_C": other}) == 0
    assert held == (other == x_C)


@pytest.mark.long
@given(income, income, income, part, TASTES)
def test_the_clients_burden_falls_in_the_patrons_income(I_P, more, I_C, delta, alpha):
    before, after = burdens(I_P, I_C, delta, alpha), burdens(I_P + more, I_C, delta, alpha)
    assert after[1] <= before[1]
    assert after[0] >= before[0]
    if before[1] > 0 and before[0] > 0 and delta < 1:
        assert after[1] < before[1]
    at = {"x_P": after[0], "x_C": after[1]}
    assert nash().residual(made(I_P + more, I_C, delta, alpha), at) == 0


@given(income, income, part, part, TASTES)
def test_private_benefits_relieve_the_great(I_P, I_C, delta, other, alpha):
    """The more is private, the closer the two burdens; equal when all of it is."""
    I_P, I_C = max(I_P, I_C), min(I_P, I_C)
    low, high = sorted((delta, other))
    spread = [x_P - x_C for x_P, x_C in (burdens(I_P, I_C, d, alpha) for d in (low, high, 1))]
    assert spread[0] >= spread[1] >= spread[2] == 0
    assert (spread[0] > 0) == (I_P > I_C and low < 1)


@pytest.mark.long
@given(income, income, part, TASTES)
def test_free_riding_starts_at_the_published_threshold(I_P, I_C, delta, alpha):
    game = made(I_P, I_C, delta, alpha)
    rides = free_rides(game, "client").residual(game, {"x_P": alpha, "x_C": 0}) == 0
    assert rides == ((1 - alpha) * (1 - delta) * I_P >= I_C)


@pytest.mark.long
@given(income, income, part, TASTES)
def test_nobody_is_worse_off_than_alone(I_P, I_C, delta, alpha):
    x_P, x_C = burdens(I_P, I_C, delta, alpha)
    for gain in made(I_P, I_C, delta, alpha).gains().values():
        value = gain.subs(
            {
                "x_P": sp.Rational(x_P.numerator, x_P.denominator),
                "x_C": sp.Rational(x_C.numerator, x_C.denominator),
            }
        )
        assert value >= 0


def test_both_outcomes_occur():
    """A model in which nobody or everybody rode free for all parameters would be no test."""
    found = [burdens(Fraction(i), Fraction(2), Fraction(0), Fraction(1, 2))[1] for i in (3, 5)]
    assert found[0] > 0
    assert found[1] == 0
    verdict = bg.decide(public_good(I_C=1), free_rides(public_good(), "client"))
    assert verdict.status is bg.Status.SOMETIMES


@pytest.mark.long
@given(income, income, inner, part)
def test_private_benefits_are_a_parameter_only_with_joint_products(I_P, I_C, x, other):
    at = {"x_P": sp.Rational(str(x)), "x_C": sp.Rational(str(other))}
    pure, joint = public_good(I_P=I_P, I_C=I_C), made(I_P, I_C, Fraction(0), Fraction(1, 2))
    assert [u.subs(at) for u in pure.payoffs.values()] == [
        u.subs(at) for u in joint.payoffs.values()
    ]
    with pytest.raises(OptionError, match="no parameter 'delta'"):
        public_good(delta=x)


@pytest.mark.parametrize("taste", [0, 1, "3/2", -1])
def test_tastes_outside_their_domain_are_refused(taste):
    with pytest.raises(OptionError, match="taste"):
        public_good(taste=taste)


@pytest.mark.parametrize("game", [public_good(), public_good(joint_products=True, taste="1/3")])
def test_the_game_survives_its_file(game, tmp_path):
    game.to_file(tmp_path / "game.toml")
    assert bg.Game.from_file(tmp_path / "game.toml") == game
    assert set(game.meanings) == {s.name for s in (*game.variables, *game.parameters)}


def _by_hand(incomes: list[Fraction], alpha: Fraction, delta: Fraction) -> list[Fraction]:
    """Best replies in turn, in fractions rounded to 1/10^12: gifts at which nothing moves."""
    gifts = [Fraction(0)] * len(incomes)
    for _ in range(4_000):
        before = list(gifts)
        for i, income in enumerate(incomes):
            others = (1 - delta) * (sum(gifts) - gifts[i])
            reply = max(Fraction(0), alpha * income - (1 - alpha) * others)
            gifts[i] = Fraction(round(reply * 10**12), 10**12)
        if before == gifts:
            return gifts
    raise AssertionError("best replies in turn did not settle")


@pytest.mark.parametrize("n", [2, *(pytest.param(n, marks=pytest.mark.long) for n in (3, 4, 5))])
def test_closed_forms_of_n_members(n):
    """All give: G = ΣI/(n + 1), and member i gives I_i - G; the page of Olson and Zeckhauser."""
    found = bg.nash_equilibria(public_good(members=n), symbolic=True)
    incomes = sp.symbols(f"I_1:{n + 1}", positive=True)
    inside = [e for e in found.equilibria if all(e[f"x_{k + 1}"] != 0 for k in range(n))]
    assert len(found.equilibria) == 2**n - 1  # somebody gives
    (all_give,) = inside
    for k, income in enumerate(incomes):
        gift = income * all_give[f"x_{k + 1}"]
        assert sp.simplify(gift - (income - sum(incomes) / (n + 1))) == 0


@pytest.mark.parametrize("delta", [None, Fraction(1, 4)])
@pytest.mark.parametrize("n", [6, pytest.param(30, marks=pytest.mark.long)])
def test_many_members_exactly_and_alone(delta, n):
    incomes = [Fraction(10 + k * k * 30 // n, 7) for k in range(n)]
    fixed = {f"I_{k + 1}": income for k, income in enumerate(incomes)}
    if delta is not None:
        fixed["delta"] = delta
    game = public_good(members=n, joint_products=delta is not None, **fixed)
    found = bg.nash_equilibria(game)
    assert found.complete
    (only,) = found.equilibria
    gifts = [income * only[f"x_{k + 1}"] for k, income in enumerate(incomes)]
    expected = _by_hand(incomes, Fraction(1, 2), delta or Fraction(0))
    assert max(abs(Fraction(str(a)) - b) for a, b in zip(gifts, expected, strict=True)) < 1e-9
    shares = [only[f"x_{k + 1}"] for k in range(n)]
    assert all(a <= b for a, b in pairwise(shares))  # the richer, the more
    assert n == 6 or shares[0] == 0  # among thirty the poorest ride free
    assert shares[-1] > 0


def test_few_members_are_refused():
    with pytest.raises(OptionError, match="members = 1 is not a whole number"):
        public_good(members=1)


@given(income, income, part, TASTES)
@settings(max_examples=20)
def test_the_logarithmic_form_has_the_same_equilibrium(I_P, I_C, delta, alpha):
    """First-order conditions of the logarithms, in fractions, at the burdens by best replies."""
    x_P, x_C = burdens(I_P, I_C, delta, alpha)
    for own, other, mine, theirs in ((x_P, x_C, I_P, I_C), (x_C, x_P, I_C, I_P)):
        kept = 1 - alpha + mine * (1 - own)
        safe = alpha + mine * own + (1 - delta) * theirs * other
        slope = alpha / safe - (1 - alpha) / kept
        assert slope == 0 or (slope < 0 and own == 0)
    game = public_good(
        joint_products=True, taste=alpha, utility="log", I_P=I_P, I_C=I_C, delta=delta
    )
    slope = sp.diff(game.payoffs["patron"], "x_P").subs({"x_P": 0, "x_C": 0})
    assert slope == I_P * (1 - (1 - alpha) / (1 - alpha + I_P))


def test_six_members_with_logarithms_are_solved_exactly():
    incomes = {f"I_{k}": i for k, i in enumerate((9, 6, 4, 2, 1, 1), 1)}
    found = bg.nash_equilibria(public_good(members=6, utility="log", **incomes))
    assert found.complete
    assert [str(x) for x in found.equilibria[0].values.values()] == [
        "4/9",
        "1/6",
        "0",
        "0",
        "0",
        "0",
    ]


@pytest.mark.long
def test_thirty_members_with_logarithms_and_joint_products():
    incomes = {f"I_{k}": k for k in range(1, 31)}
    game = public_good(members=30, utility="log", joint_products=True, delta="1/3", **incomes)
    found = bg.nash_equilibria(game)
    assert found.complete
    same = public_good(members=30, joint_products=True, delta="1/3", **incomes)
    assert found.equilibria[0].values == bg.nash_equilibria(same).equilibria[0].values


@pytest.mark.long
def test_three_members_with_logarithms_and_letters():
    found = bg.nash_equilibria(public_good(members=3, utility="log"), symbolic=True)
    assert len(found.equilibria) == 7  # whoever gives: not nobody
    income = sp.symbols("I_1:4", positive=True)
    inside = next(e for e in found.equilibria if all(x != 0 for x in e.values.values()))
    gift = (3 * income[0] - income[1] - income[2]) / 4  # (1 + spill) G = α ΣI with spill = 1/2
    assert sp.simplify(inside["x_1"] * income[0] - gift) == 0


def test_an_unknown_utility_is_refused():
    with pytest.raises(OptionError, match="unknown utility"):
        public_good(utility="ln")
