"""Alternating offers of players so patient that floats leave no digits."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp

import bargain as bg
from bargain.solve.offers.precise_offers import precise_offers
from bargain.solve.offers.rules import read_rules

x = sp.Symbol("x")
R = sp.Rational
CURVED = bg.Game({"A": {x: (0, 1)}, "B": {}}, {"A": x, "B": 1 - x**2})
LINEAR = bg.Game({"A": {x: (0, 1)}, "B": {}}, {"A": x, "B": 1 - x})


def rules(d: Any, e: Any, **more: Any) -> Any:
    names = ("outside", "broken", "costs", "recognition")
    plain: dict[str, Any] = {"breakdown": 0, **dict.fromkeys(names)}
    return read_rules(
        ("A", "B"), {"A": 0, "B": 0}, discount={"A": d, "B": e}, ends=False, **(plain | more)
    )


@pytest.mark.parametrize("k", [11, 30])
def test_a_curved_frontier_ends_at_its_nash_point(k: int) -> None:
    # the Nash solution of x (1 - x²) is 1/√3; x of the first proposer is above it by about ε/(2√3)
    near = 1 - R(1, 10**k)
    found = bg.alternating_offers(CURVED, {"A": near, "B": near})
    assert found.agreement is not None
    assert float(found.agreement[x]) == pytest.approx(3**-0.5 * (1 + 0.5 * 10.0**-k), abs=3e-16)
    assert found.residual < 1e-12
    assert found.bound < 1e-12


def test_curved_offers_satisfy_both_indifferences_exactly() -> None:
    # 1 - a² = d (1 - b²), b = d a: a² = (1 - d)/(1 - d³)
    d = 1 - R(1, 10**9)
    found = bg.alternating_offers(CURVED, {"A": d, "B": d})
    exact = float(sp.sqrt((1 - d) / (1 - d**3)).evalf(30))
    assert float(found.agreement[x]) == pytest.approx(exact, abs=2e-16)


def test_impatience_that_differs_weighs_the_nash_product() -> None:
    # weights 1/r: 3 to 1 where B discounts three times as much: 3 log x + log(1 - x²), x² = 3/5
    found = bg.alternating_offers(CURVED, {"A": 1 - R(1, 10**13), "B": 1 - R(3, 10**13)})
    assert float(found.agreement[x]) == pytest.approx(0.6**0.5, abs=1e-12)
    assert found.limit_weights["A"] == pytest.approx(3 * found.limit_weights["B"])


def test_a_straight_frontier_gives_rubinsteins_shares() -> None:
    d, e = 1 - R(1, 10**15), 1 - R(7, 10**16)
    found = precise_offers(LINEAR, rules(d, e))
    assert found is not None
    exact = float((1 - e) / (1 - d * e))
    assert float(found.proposals["A"].gains["A"]) == pytest.approx(exact, abs=2e-16)


def test_an_outside_option_binds_patient_players_too() -> None:
    near = 1 - R(1, 10**12)
    found = bg.alternating_offers(CURVED, {"A": near, "B": near}, outside={"B": R(4, 5)})
    assert found.binding["B"] == "outside option"
    assert float(found.agreement[x]) == pytest.approx(0.2**0.5, abs=1e-12)


def test_breakdown_is_another_reason_not_to_wait() -> None:
    found = bg.alternating_offers(CURVED, {"A": 1, "B": 1}, breakdown=R(1, 10**12))
    assert float(found.agreement[x]) == pytest.approx(3**-0.5, abs=1e-11)
    assert found.bound < 1e-12


def test_less_patient_players_are_left_to_floats() -> None:
    assert precise_offers(CURVED, rules(R(9, 10), R(9, 10))) is None
