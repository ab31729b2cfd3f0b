"""Best mechanisms, against linear programmes in floats that are written down here, and results."""

from __future__ import annotations

import copy
from functools import cache
from itertools import product

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings, strategies as st
from scipy.optimize import linprog

import bargain as bg
from bargain.check.certificate import seal
from bargain.errors import GameError, OptionError

x, p, q = sp.Symbol("x"), *sp.symbols("p q", positive=True)


def trade(strong, eager, costs=(0, 2), values=(1, 3)):
    return bg.BayesianGame(
        types={"seller": list(costs), "buyer": list(values)},
        prior={"seller": {costs[0]: strong, costs[1]: 1 - strong},
               "buyer": {values[0]: 1 - eager, values[1]: eager}},
        terms={x: (0, 1)},
        payoffs={"seller": lambda c, v: -c * x, "buyer": lambda c, v: v * x},
    )  # fmt: skip


def best(costs, values, strong, eager, weights, balanced=True):
    """The programme with trades x[i, j] and payments, in floats; None if nothing is feasible."""
    odds = ((strong, 1 - strong), (1 - eager, eager))
    worth = ([-c for c in costs], list(values))
    pairs = list(product(range(2), repeat=2))
    at = {k: n for n, k in enumerate(pairs)}

    def paid(own, true, told):
        """The expected payoff, times 1: trades, then money to the seller, then to the buyer."""
        row = np.zeros(12)
        for other in range(2):
            cell = (told, other) if own == 0 else (other, told)
            row[at[cell]] += odds[1 - own][other] * worth[own][true]
            row[4 + 4 * own + at[cell]] += odds[1 - own][other]
        return row

    rows = [-paid(own, k, k) for own in range(2) for k in range(2)]
    rows += [paid(own, k, 1 - k) - paid(own, k, k) for own in range(2) for k in range(2)]
    equal = [np.eye(12)[4 + n] + np.eye(12)[8 + n] for n in range(4)] if balanced else None
    goal = sum(weights[own] * odds[own][k] * paid(own, k, k) for own, k in pairs)
    if not balanced:  # revenue
        goal = -sum(
            odds[0][i] * odds[1][j] * (np.eye(12)[4 + at[i, j]] + np.eye(12)[8 + at[i, j]])
            for i, j in pairs
        )
    found = linprog(
        -goal, A_ub=np.array(rows), b_ub=np.zeros(8), A_eq=equal,
        b_eq=None if equal is None else np.zeros(4), bounds=[(0, 1)] * 4 + [(None, None)] * 8,
    )  # fmt: skip
    return -found.fun if found.status == 0 else None


# --- known results -------------------------------------------------------------------------------


@cache
def second_best():
    return bg.optimal_mechanism(trade(p, p), where=[p < 1])


def test_second_best_trade_has_a_formula() -> None:
    """Where efficient trade is impossible (2p < 3p²) the most that can be had is 6p³/(3p - 1)."""
    found = second_best()
    assert found.complete
    assert found.check().valid
    value = found.piecewise(lambda rule: rule.value)
    for k in (3, 6, 7, 9):
        at = sp.Rational(k, 10)
        assert value.subs(p, at) == (at**2 + 2 * at if k <= 6 else 6 * at**3 / (3 * at - 1))
        assert float(value.subs(p, at)) == pytest.approx(
            best((0, 2), (1, 3), k / 10, k / 10, (1, 1))
        )
    rule = found.at({p: "9/10"}).equilibria[0]
    assert all(0 <= v <= 1 for v in rule.terms.values())
    for t in [(0, 1), (0, 3), (2, 1), (2, 3)]:
        assert rule.transfers[t, "seller"] + rule.transfers[t, "buyer"] == 0


@pytest.mark.long
def test_the_region_of_efficient_trade_with_money() -> None:
    """It is p + q >= 3pq, which `region` leaves open: its border comes from prices."""
    eager = sp.Rational(3, 4)
    found = bg.optimal_mechanism(trade(p, eager), {}, efficient=True, where=[p < 1])
    assert found.complete
    possible = found.where_holds(lambda rule: True)
    for k in range(1, 20):
        assert possible.subs(p, sp.Rational(k, 20)) == (k <= 12)
    (none,) = (case for case in found if not case.equilibria)
    assert none.summary() == "5*p > 3: no rules (proved)"


def bidders(odds):
    a, b = sp.symbols("a b")
    return bg.BayesianGame(
        types={"A": [1, 2], "B": [1, 2]},
        prior={k: {1: 1 - odds, 2: odds} for k in "AB"},
        terms={a: (0, 1), b: (0, 1)},
        constraints=[a + b <= 1],
        payoffs={"A": lambda u, v: u * a, "B": lambda u, v: v * b},
    )


def test_an_auction_has_the_reserve_price_of_myerson() -> None:
    """Two bidders, values 1 or 2 (with chance q): the virtual value of a low one, (1 - 2q)/(1 - q),
    is served where it is positive; the high ones pay their value less the rent of the low rule."""
    found = bg.optimal_mechanism(bidders(q), "revenue", balanced=False, where=[q < 1])
    assert found.complete
    assert found.check().valid
    value = found.piecewise(lambda rule: rule.value)
    for k in range(1, 20):
        at = sp.Rational(k, 20)
        high = 1 - (1 - at) ** 2  # that some bidder's value is 2
        virtual = sp.Max(0, (1 - 2 * at) / (1 - at))
        assert value.subs(q, at) == 2 * high + (1 - high) * virtual
    rule = found.at({q: "3/4"}).equilibria[0]
    a, _ = bidders(q).terms
    assert rule.terms[(1, 1), a] == 0  # nobody is served
    with pytest.raises(OptionError, match="add balanced=False"):
        bg.optimal_mechanism(bidders(q), "revenue")


@settings(max_examples=2, deadline=None)
@given(
    st.sampled_from([(0, 2), (1, 2), (0, 3)]), st.sampled_from([(1, 3), (2, 3), (1, 2)]),
    st.sampled_from([1, 2, 3]), st.integers(1, 9), st.sampled_from([(1, 1), (1, 0), (0, 1)]),
)  # fmt: skip
def test_it_agrees_with_programmes_in_floats(costs, values, low, high, weights) -> None:
    strong, eager = sp.Rational(low, 4), sp.Rational(high, 10)
    kinds = dict(zip(("seller", "buyer"), weights, strict=True))
    game = trade(strong, eager, costs, values)
    (case,) = bg.optimal_mechanism(game, kinds)
    assert case.complete
    expected = best(costs, values, low / 4, high / 10, weights)
    assert float(case.equilibria[0].value) == pytest.approx(expected, abs=1e-7)
    (paid,) = bg.optimal_mechanism(game, "revenue", balanced=False)
    expected = best(costs, values, low / 4, high / 10, weights, balanced=False)
    assert float(paid.equilibria[0].value) == pytest.approx(expected, abs=1e-7)


# --- bad input, tampering ------------------------------------------------------------------------


def test_bad_input_is_refused_in_one_line() -> None:
    game = trade(p, q)
    with pytest.raises(OptionError, match="'profit' is not known"):
        bg.optimal_mechanism(game, "profit")
    with pytest.raises(OptionError, match="unknown player 'C'"):
        bg.optimal_mechanism(game, {"C": 1})
    with pytest.raises(OptionError, match="not linear"):
        bg.optimal_mechanism(game, lambda c, v: x**2)
    with pytest.raises(OptionError, match="y is no term or parameter"):
        bg.optimal_mechanism(game, lambda c, v: x * sp.Symbol("y"))
    with pytest.raises(OptionError, match=r"there is no value \[objective at 0, 1\]"):
        bg.optimal_mechanism(game, {(0, 3): x})
    with pytest.raises(GameError, match=r"give a bg\.BayesianGame"):
        bg.optimal_mechanism(3)
    a, b = sp.symbols("a b")
    for wrong, message in ((a < b, "no limit on the terms"), (a * b <= 1, "not linear"),
                           (p >= 0, "no limit on the terms"), ("a", "not a relation")):  # fmt: skip
        with pytest.raises(GameError, match=message):
            bg.BayesianGame(types={"A": [1]}, prior={"A": {1: 1}}, terms={a: (0, 1), b: (0, 1)},
                            constraints=[wrong], payoffs={"A": lambda u: a + p * b})  # fmt: skip
    with pytest.raises(GameError, match="joint constraints"):
        bg.mechanism(bidders(q))


def test_a_value_without_bound_is_none() -> None:
    found = bg.optimal_mechanism(
        trade(sp.Rational(1, 2), q), "revenue", balanced=False, individually_rational=False
    )
    assert not found.complete
    assert found.certificate is None
    assert "no bound" in found.cells[0].reason


def test_joint_constraints_bind_existence_too() -> None:
    """Both want all of it for certain: possible one at a time, not together."""
    a, b = sp.symbols("a b")
    for least, expected in (("1/2", "always"), ("3/5", "never")):
        game = bg.BayesianGame(
            types={"A": [1], "B": [1]}, prior={"A": {1: 1}, "B": {1: 1}},
            terms={a: (0, 1), b: (0, 1)}, constraints=[a + b <= 1],
            payoffs={"A": lambda u, v: a, "B": lambda u, v: b},
            outside={k: lambda u, v, least=least: least for k in "AB"},
        )  # fmt: skip
        assert bg.mechanism(game, efficient=False, transfers=False).status == expected


def test_a_changed_value_has_no_proof() -> None:
    data = copy.deepcopy(dict(second_best().certificate))
    (one,) = (g for g in data["statement"]["parts"][1]["goals"] if "3*p - 1" in str(g["name"]))
    one["any"] = one["any"][1:]  # as if the sign were the other one
    parts = [data[k] for k in ("statement", "proof", "used", "sample", "made_by")]
    assert not bg.check(seal(*parts)).valid
