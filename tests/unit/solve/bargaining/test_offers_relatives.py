"""A last period, costs, breakdown, drawn proposers: by hand, and each from the many-period game."""

from __future__ import annotations

from fractions import Fraction as F

import pytest
import sympy as sp
from hypothesis import given, strategies as st

from bargain.errors import OptionError
from bargain.game.game import Game
from bargain.solve.agreement import Outcome
from bargain.solve.bargaining.feasible import AgreementSet
from bargain.solve.offers.alternating_offers import alternating_offers

x, y = sp.symbols("x y")
PIE = AgreementSet.from_polygon([(0, 0), (1, 0), (0, 1)])
SMOOTH = Game(  # not linear: y is no use to anybody
    {"1": {}, "2": {}}, {"1": x - y**2, "2": 1 - x - y**2}, terms={x: (0, 1), y: (0, 1)}
)
EVEN = {"1": F(9, 10), "2": F(9, 10)}
PATIENT = {"1": 1, "2": 1}


@pytest.mark.parametrize("periods", [1, 2, 3, 10])
def test_first_share_with_a_last_period(periods):
    d = F(9, 10)
    found = alternating_offers(PIE, EVEN, horizon=periods)
    # 1 - d + d^2 - ... with T terms (Stahl 1972)
    assert found.agreement.gains["1"] == sum((-d) ** t for t in range(periods))
    assert len(found.path) == periods
    smooth = alternating_offers(SMOOTH, EVEN, horizon=periods)
    assert smooth.agreement[x] == pytest.approx(float(found.agreement.gains["1"]), rel=1e-9)


def test_one_period_is_an_ultimatum_and_the_other_has_no_proposal():
    found = alternating_offers(PIE, PATIENT, first="2", horizon=1)
    assert found.agreement.gains == {"1": 0, "2": 1}
    assert set(found.proposals) == {"2"}
    assert found.continuation == {"1": 0}


def test_an_outside_option_in_the_last_period():
    found = alternating_offers(PIE, EVEN, outside={"2": F(1, 3)}, horizon=1)
    assert found.agreement.gains == {"1": F(2, 3), "2": F(1, 3)}
    assert found.binding == {"2": "outside option"}


@pytest.mark.parametrize(
    ("costs", "share"), [((F(1, 10), F(1, 5)), 1), ((F(1, 5), F(1, 10)), F(1, 10))]
)
def test_fixed_costs(costs, share):
    """Rubinstein (1982), conclusion I: the one with lower costs takes all but the other's cost."""
    found = alternating_offers(PIE, PATIENT, costs=dict(zip("12", costs, strict=True)))
    assert found.agreement.gains["1"] == share
    assert not found.alternatives


def test_equal_fixed_costs_leave_several_equilibria():
    found = alternating_offers(PIE, PATIENT, costs={"1": F(1, 5), "2": F(1, 5)})
    ends = {found.agreement.gains["1"], *(a.gains["1"] for a in found.alternatives)}
    assert ends == {F(1, 5), F(1)}  # all between are equilibria too (Rubinstein 1982)
    assert "several" in found.reason


def test_costs_alone_are_left_to_exact_arithmetic():
    found = alternating_offers(SMOOTH, PATIENT, costs={"1": F(1, 10), "2": F(1, 5)})
    assert found.status is Outcome.UNKNOWN
    assert "polygon" in found.reason


def test_a_broken_negotiation_that_pays():
    """Waiting is worth 9/10 own + 1/10*1/2 for player 1, 9/10 own for player 2."""
    found = alternating_offers(PIE, PATIENT, breakdown=F(1, 10), broken={"1": F(1, 2)})
    k, m = F(9, 10), F(1, 20)
    share = (1 - k + k * m) / (1 - k * k)  # a = 1 - k(1 - (k a + m))
    assert found.agreement.gains["1"] == share
    assert (
        found.agreement.gains["1"]
        > alternating_offers(PIE, PATIENT, breakdown=F(1, 10)).agreement.gains["1"]
    )


def test_drawn_proposers_expect_shares_in_proportion():
    """With one discount factor a player expects its chance to propose (Binmore 1987)."""
    chances = {"1": F(1, 4), "2": F(3, 4)}
    found = alternating_offers(PIE, EVEN, recognition=chances)
    assert found.expected == chances
    assert found.continuation["1"] == F(9, 10) * F(1, 4)
    smooth = alternating_offers(SMOOTH, EVEN, recognition=chances)
    assert smooth.expected["1"] == pytest.approx(0.25, rel=1e-9)
    assert smooth.limit_weights["2"] == pytest.approx(3 * smooth.limit_weights["1"])


shares = st.integers(1, 9).map(lambda n: F(n, 10))
small = st.integers(0, 3).map(lambda n: F(n, 20))


@pytest.mark.long
@given(
    bend=st.tuples(st.integers(4, 9), st.integers(4, 9)),
    keep=st.tuples(shares, shares),
    breakdown=st.sampled_from([F(0), F(1, 5)]),
    broken=st.tuples(small, small),
    costs=st.tuples(small, small),
    outside=st.tuples(small, small),
    chance=st.one_of(st.none(), shares),
    first=st.sampled_from("12"),
)
def test_many_periods_come_to_the_stationary_equilibrium(
    bend, keep, breakdown, broken, costs, outside, chance, first
):
    """Backward induction knows nothing of the equations of the stationary equilibrium."""
    both = lambda pair: dict(zip("12", pair, strict=True))  # noqa: E731
    kinked = AgreementSet.from_polygon(
        [(0, 0), (1, 0), (F(bend[0], 10), F(bend[1], 10)), (0, 1)]
        if sum(bend) > 10 else [(0, 0), (1, 0), (0, 1)]
    )  # fmt: skip
    rules = {
        "discount": both(keep), "first": first, "breakdown": breakdown, "outside": both(outside),
        "broken": both(broken) if breakdown else None, "costs": both(costs),
        "recognition": None if chance is None else both((chance, 1 - chance)),
    }  # fmt: skip
    forever = alternating_offers(kinked, **rules)
    long = alternating_offers(kinked, **rules, horizon=150)
    assert forever.status is long.status is Outcome.AGREEMENT
    off = max(
        abs(forever.proposals[p].gains[q] - long.proposals[p].gains[q]) for p in "12" for q in "12"
    )
    # each period multiplies what is left by k1 k2 at most, up to the slopes of the frontier
    assert off < F(1, 10**5)


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"horizon": 0}, "horizon"),
        ({"horizon": 2.5}, "horizon"),
        ({"costs": {"1": -1}}, "negative"),
        ({"costs": {"3": 1}}, "unknown player"),
        ({"recognition": {"1": F(1, 2), "2": F(1, 3)}}, "add up to one"),
        ({"recognition": {"1": 1, "2": 0}}, "positive"),
        ({"broken": {"1": 1}}, "never break down"),
    ],
)
def test_bad_rules(options, word):
    with pytest.raises(OptionError, match=word):
        alternating_offers(PIE, EVEN, **options)


def test_breakdown_that_is_better_than_every_agreement():
    found = alternating_offers(PIE, EVEN, breakdown=F(1, 2), broken={"1": 2})
    assert found.status is Outcome.NO_AGREEMENT


def test_constraints_bind_offers():
    """Two shares with a budget are Rubinstein's pie; offers outside it were once accepted."""
    y = sp.Symbol("y")
    pie = Game(
        actions={"1": {}, "2": {}}, terms={x: (0, 1), y: (0, 1)}, payoffs={"1": x, "2": 2 * y},
        constraints=[x + y <= 1],
    )  # fmt: skip
    found = alternating_offers(pie, EVEN)
    assert found.agreement.values == {x: F(10, 19), y: F(9, 19)}
    assert found.arithmetic == "exact"
    curved = Game(
        actions={"1": {}, "2": {}}, terms={x: (0, 1), y: (0, 1)}, payoffs={"1": x, "2": y},
        constraints=[x**2 + y**2 <= 1],
    )  # fmt: skip
    assert alternating_offers(curved, EVEN).status is Outcome.UNKNOWN
    listed = Game(actions={"1": {x: [0, 1]}, "2": {}}, payoffs={"1": x, "2": 1 - x})
    assert alternating_offers(listed, EVEN).status is Outcome.UNKNOWN
