"""Results are numbers or say why there are none; agreements that are as good are listed."""

from __future__ import annotations

import json
import math
from fractions import Fraction as F
from typing import Any

import pytest
import sympy as sp

import bargain as bg
from bargain.solve.agreement import Agreement, BargainingSolution, Outcome
from bargain.solve.bargaining.feasible import AgreementSet
from bargain.solve.offers.alternating_offers import AlternatingOffers
from bargain.solve.stackelberg import StackelbergSolution

x, y, z = sp.symbols("x y z")
HALF = sp.Rational(1, 2)
SOLVERS = [bg.nash_bargaining, bg.kalai_smorodinsky, bg.egalitarian, bg.utilitarian]
PIE = bg.Game({"1": {}, "2": {}}, {"1": x, "2": 1 - x}, terms={x: (0, 1)})
# the same frontier, but not linear: y is no use to anybody
BENT = bg.Game({"1": {}, "2": {}}, {"1": x - y**2, "2": 1 - x - y**2}, terms={x: (0, 1), y: (0, 1)})
POLYGON = AgreementSet.from_polygon([(0, 0), (1, 0), (0, 1)])


def over_terms(first: Any, second: Any, *terms: sp.Symbol) -> bg.Game:
    return bg.Game({"1": {}, "2": {}}, {"1": first, "2": second},
                   terms=dict.fromkeys(terms or (x,), (0, 1)))  # fmt: skip


# --- no NaN ---------------------------------------------------------------------------------------


def point(value: float = 0.5, gain: float = 0.5, residual: float | None = None) -> Agreement:
    return Agreement(values={x: value}, payoffs={"1": gain}, gains={"1": gain}, residual=residual)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize(
    "make",
    [
        lambda a, **k: BargainingSolution(solution="s", agreement=a, status=Outcome.AGREEMENT, **k),
        lambda a, **k: AlternatingOffers(agreement=a, status=Outcome.AGREEMENT, **k),
        lambda a, residual=None, bound=None: StackelbergSolution(
            agreement=a, proved=True, regret=residual if bound is None else bound
        ),
    ],
)
def test_a_result_with_a_number_that_is_none_is_no_result(make: Any, bad: float) -> None:
    good = make(point())
    assert good.agreement is not None
    for result in (
        make(point(value=bad)), make(point(gain=bad)), make(point(residual=bad)),
        make(point(), residual=bad), make(point(), bound=bad),
    ):  # fmt: skip
        assert result.agreement is None
        assert result.status == "unknown"
        assert "cannot hold" in result.reason
        json.dumps(result.to_dict(), allow_nan=False)


def test_an_infinite_slope_leaves_no_residual_but_a_proof() -> None:
    game = over_terms(sp.Rational(5, 8) - x - sp.sqrt(x) / 100, 1 + x / 4)
    found = bg.nash_bargaining(game)
    assert found.agreement is None or found.residual is None or math.isfinite(found.residual)
    json.dumps(found.to_dict(), allow_nan=False)


# --- alternating offers ---------------------------------------------------------------------------


@pytest.mark.parametrize("first", ["1", "2"])
@pytest.mark.parametrize(("discount", "share"), [((F(1, 2), 1), 0.0), ((1, F(1, 2)), 1.0),
                                                 ((F(1, 1000), 1), 0.0)])  # fmt: skip
def test_who_alone_can_wait_for_ever_gets_everything(
    first: str, discount: Any, share: float
) -> None:
    given = dict(zip("12", discount, strict=True))
    found = bg.alternating_offers(PIE, given, first=first)
    assert found.agreement[x] == pytest.approx(share, abs=1e-9)
    assert "limit" in found.reason
    assert sum(found.limit_weights.values()) == 1.0
    json.dumps(found.to_dict(), allow_nan=False)
    exact = bg.alternating_offers(POLYGON, given, first=first)
    assert float(exact.agreement.gains["1"]) == share


def test_the_impatient_keeps_its_outside_option() -> None:
    found = bg.alternating_offers(PIE, {"1": 0.5, "2": 1}, outside={"1": 0.25})
    assert found.agreement[x] == pytest.approx(0.25, abs=1e-9)


@pytest.mark.parametrize(
    ("options", "share"),
    [
        ({}, F(1, 2)),
        ({"recognition": {"1": "2/3", "2": "1/3"}}, F(2, 3)),
        ({"outside": {"1": "3/4"}}, F(3, 4)),
        ({"outside": {"2": "3/4"}}, F(1, 4)),
        ({"outside": {"1": "1/4"}}, F(1, 2)),
    ],
)
def test_two_who_can_wait_for_ever_have_a_limit(options: Any, share: F) -> None:
    found = bg.alternating_offers(POLYGON, {"1": 1, "2": 1}, **options)
    assert found.agreement.gains["1"] == share
    assert "nobody loses by waiting" in found.reason
    smooth = bg.alternating_offers(BENT, {"1": 1, "2": 1}, **options)
    assert smooth.agreement[x] == pytest.approx(float(share), abs=1e-6)
    near = bg.alternating_offers(POLYGON, {"1": "0.99999", "2": "0.99999"}, **options)
    assert float(near.agreement.gains["1"]) == pytest.approx(float(share), abs=1e-5)


def test_two_outside_options_that_leave_nothing_are_no_agreement() -> None:
    outside = {"1": "3/4", "2": "1/2"}
    for pie in (POLYGON, BENT):
        found = bg.alternating_offers(pie, {"1": 1, "2": 1}, outside=outside)
        assert found.status == "no agreement"


def test_a_linear_game_is_solved_exactly() -> None:
    d = F("0.9999999")
    found = bg.alternating_offers(PIE, {"1": d, "2": d})
    assert found.agreement.gains["1"] == 1 / (1 + d)


@pytest.mark.long(every=3)
@pytest.mark.parametrize("one", ["1/2", 0.999999, 0.9999999, "0.99999999999", "1e-300"])
@pytest.mark.parametrize("two", ["1/2", 0.9999999])
def test_precision_near_one_is_reported_as_it_is(one: Any, two: Any) -> None:
    given = {"1": one, "2": two}
    exact = float(bg.alternating_offers(POLYGON, given).agreement.gains["1"])
    found = bg.alternating_offers(BENT, given)
    if found.agreement is None:
        assert found.status == "unknown"
        assert "digits" in found.reason
    else:
        assert abs(found.agreement[x] - exact) <= found.residual + found.bound + 1e-15
    json.dumps(found.to_dict(), allow_nan=False)


def test_a_rejection_that_leaves_no_room_is_no_silent_zero() -> None:
    found = bg.alternating_offers(BENT, {"1": "0.99999999999999999999", "2": 0.5})
    assert found.agreement is None
    assert found.residual is None


# --- ties -----------------------------------------------------------------------------------------

APART = {
    "smooth": over_terms(x**2 + (1 - x) ** 2, 1 + x - x**2),
    "max": over_terms(sp.Max(x, 1 - x), sp.Max(x, 1 - x)),
    "abs": over_terms(sp.Abs(x - HALF), 1 + x - x**2),
}


@pytest.mark.long(every=2)
@pytest.mark.parametrize("name", APART)
@pytest.mark.parametrize("solver", SOLVERS)
def test_agreements_that_tie_are_all_listed(solver: Any, name: str) -> None:
    found = solver(APART[name])
    if found.agreement is None:  # Kalai-Smorodinsky with kinks
        assert found.reason
        return
    both = sorted(float(a[x]) for a in (found.agreement, *found.alternatives))
    assert len(both) == 2
    assert both[0] == pytest.approx(1 - both[1], abs=1e-6)
    for a in found.alternatives:
        for player, gain in APART[name].gains().items():
            assert a.gains[player] == pytest.approx(float(gain.subs(a.values)))
    assert len(found.to_dict()["alternatives"]) == 1


@pytest.mark.parametrize("solver", SOLVERS)
def test_a_continuum_is_described(solver: Any) -> None:
    for game in (
        over_terms(x + y, 2 - x - y, x, y),
        bg.Game({"1": {y: (0, 1)}, "2": {}}, {"1": x, "2": 1 - x}, terms={x: (0, 1)}),
    ):
        found = solver(game)
        assert "continuum" in found.reason
        assert len(found.alternatives) >= 2
        for a in found.alternatives:
            assert min(a.gains.values()) >= -1e-9


@pytest.mark.parametrize("solver", SOLVERS)
def test_a_solution_that_is_alone_has_no_alternatives(solver: Any) -> None:
    game = bg.Game({"1": {y: (0, 1)}, "2": {z: (0, 1)}},
                   {"1": z / 2 - y**2 / 2, "2": y / 2 - z**2 / 2})  # fmt: skip
    found = solver(game)
    assert found.alternatives == ()
    assert "only one" not in found.reason
    near = solver(over_terms(x**2 + (1 - x) ** 2 + x / 1000, 1 + x - x**2))
    assert near.alternatives == () or solver is bg.kalai_smorodinsky


@pytest.mark.parametrize("solver", SOLVERS)
def test_constant_gains_are_an_agreement_like_any_other(solver: Any) -> None:
    found = solver(over_terms(sp.Integer(1), sp.Integer(2)))
    assert found.status is Outcome.AGREEMENT
    assert "every agreement is as" in found.reason
    nothing = solver(over_terms(sp.Integer(1), sp.Integer(0)))
    assert nothing.agreement is None


def test_stackelberg_lists_the_leaders_other_best_choices() -> None:
    def game(leader: Any, follower: Any) -> bg.Game:
        return bg.Game({"L": {x: (0, 1)}, "F": {y: (0, 1)}}, {"L": leader, "F": follower})

    exact = bg.stackelberg(game((x - HALF) ** 2, x * y - y**2))
    assert [a[x] for a in (exact.agreement, *exact.alternatives)] in ([0, 1], [1, 0])
    numeric = bg.stackelberg(game(sp.cos(6 * x) ** 2, -((y - x) ** 2)))
    found = sorted(a[x] for a in (numeric.agreement, *numeric.alternatives))
    assert found == pytest.approx([0, math.pi / 6], abs=1e-6)
    flat = bg.stackelberg(game(y, y - y**2))
    assert "continuum" in flat.reason
    assert bg.stackelberg(game(x * (1 - x - y), y * (1 - x - y))).alternatives == ()


def test_equilibria_without_finite_numbers_are_none() -> None:
    from bargain.solve.equilibria import Equilibria

    found = Equilibria(equilibria=(point(), point(gain=math.nan)), complete=True, reason="proved")
    assert found.equilibria == (point(),)
    assert not found.complete
    assert "cannot hold" in found.reason
