"""Closed forms of four solutions where gains are transferred: pies, trade, provision."""

from __future__ import annotations

from typing import Any

import pytest
import sympy as sp

import bargain as bg
from bargain.errors import NoClosedForm, OptionError

x, y, q, t, G = sp.symbols("x y q t G")
a, b, c, d, e, w = sp.symbols("a b c d e w", positive=True)
R = sp.Rational
FOUR = (bg.nash_bargaining, bg.kalai_smorodinsky, bg.egalitarian, bg.utilitarian)

PIE = bg.Game(
    {"A": {x: (0, 1)}, "B": {y: (0, 1)}, "C": {}},
    {"A": x, "B": 2 * y, "C": 1 - x - y},
    constraints=[x + y <= 1],
    disagreement={"A": d, "B": e},
)
TRADE = bg.Game(
    {"buyer": {q: (0, 10)}, "seller": {t: (0, 100)}},
    {"buyer": a * q - b * q**2 / 2 - t, "seller": t - c * q**2 / 2},
)
PROVISION = bg.Game(
    {"A": {x: (-20, 20)}, "B": {y: (-20, 20)}, "C": {G: (0, 10)}},
    {"A": a * G - x, "B": b * G - y, "C": c * G - (G**2 / 2 - x - y)},
)
CASES = {
    "pie": (PIE, {d: R(1, 5), e: R(1, 10)}, {"A": 1, "B": 3, "C": 4}),
    "trade": (TRADE, {a: 4, b: 1, c: 1}, {"buyer": 2, "seller": 3}),
    "provision": (PROVISION, {a: 1, b: 2, c: 1}, {"A": 1, "B": 1, "C": 2}),
}


def holding(found: Any, values: dict[Any, Any]) -> Any:
    (piece,) = [p for p in found.pieces if all(bool(r.subs(values)) for r in p.region)]
    return piece.agreement


@pytest.mark.long(every=3)
@pytest.mark.parametrize("solution", FOUR, ids=lambda f: f.__name__)
@pytest.mark.parametrize("name", CASES)
def test_the_form_is_what_numbers_give(name: str, solution: Any) -> None:
    game, values, weights = CASES[name]
    agreement = holding(solution(game, weights, symbolic=True), values)
    numbers = solution(game.at(values), weights).agreement
    for player in game.players:
        assert float(agreement.gains[player].subs(values)) == pytest.approx(
            float(numbers.gains[player]), abs=1e-6
        )


def test_a_pie_with_outside_options_and_different_stakes() -> None:
    # B values the pie twice: shares of the surplus T = 1 - d - e/2 at prices 1, 1/2, 1
    T = 1 - d - e / 2
    nash = bg.nash_bargaining(PIE, symbolic=True).agreement
    shares = {"A": T / 3, "B": 2 * T / 3, "C": T / 3}
    assert all(sp.simplify(nash.gains[p] - share) == 0 for p, share in shares.items())
    even = bg.egalitarian(PIE, symbolic=True).agreement
    assert all(sp.simplify(g - T / (1 + R(1, 2) + 1)) == 0 for g in even.gains.values())
    lettered = bg.kalai_smorodinsky(PIE, {"A": w, "B": 1, "C": 1}, symbolic=True)
    assert sp.simplify(lettered.agreement.gains["A"] - w * T / (w + 2)) == 0


def test_trade_is_efficient_and_its_gain_is_split() -> None:
    # q = a/(b + c), T = a²/(2 (b + c))
    for solution in FOUR[:3]:
        found = solution(TRADE, symbolic=True).agreement
        assert found[q] == a / (b + c)
        assert sp.simplify(found.gains["seller"] - a**2 / (4 * (b + c))) == 0


def test_a_common_good_is_provided_to_the_sum_of_marginal_values() -> None:
    # Samuelson 1954: G = a + b + c where costs are G²/2
    found = bg.nash_bargaining(PROVISION, symbolic=True)
    assert sp.expand(found.agreement[G] - (a + b + c)) == 0
    assert all(sp.simplify(g - (a + b + c) ** 2 / 6) == 0 for g in found.agreement.gains.values())


def test_the_utilitarian_agreement_needs_no_transfers_or_one_best_player() -> None:
    exchange = bg.Game(
        {"A": {x: (0, 10)}, "B": {y: (0, 10)}}, {"A": a * y - x**2 / 2, "B": b * x - y**2 / 2}
    )
    found = bg.utilitarian(exchange, symbolic=True).agreement
    assert (found[x], found[y]) == (b, a)
    assert bg.utilitarian(PIE, symbolic=True).agreement.gains["A"] == 0  # all to B
    pie = bg.Game({"A": {x: (0, 1)}, "B": {}}, {"A": x, "B": 1 - x})
    with pytest.raises(NoClosedForm, match="as good"):
        bg.utilitarian(pie, symbolic=True)


def test_the_region_says_where_ideal_gains_fit_into_the_box() -> None:
    capped = bg.Game({"A": {x: (0, R(1, 2))}, "B": {}}, {"A": x, "B": 1 - x}, disagreement={"B": d})
    found = bg.kalai_smorodinsky(capped, symbolic=True)
    assert not all(bool(r.subs(d, R(1, 10))) for r in found.region)  # A alone would have 9/10
    assert all(bool(r.subs(d, R(3, 5))) for r in found.region)
    assert bg.egalitarian(capped.at({d: R(1, 10)}), symbolic=True).agreement[x] == R(9, 20)


def test_what_is_not_of_the_kind_is_refused() -> None:
    curved = bg.Game({"A": {x: (0, 1)}, "B": {}}, {"A": x, "B": a - x**2})
    for solution in FOUR[1:3]:
        with pytest.raises(NoClosedForm):
            solution(curved, symbolic=True)
    with pytest.raises(OptionError):
        bg.egalitarian(PIE, symbolic=True, disagreement={"A": 0})
    sets = bg.AgreementSet.from_polygon([(0, 0), (1, 0), (0, 1)])
    with pytest.raises(NoClosedForm):
        bg.egalitarian(sets, symbolic=True)
