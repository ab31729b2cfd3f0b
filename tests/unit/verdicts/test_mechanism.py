"""Mechanisms against linear programmes in floats, and published thresholds."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings, strategies as st
from scipy.optimize import linprog

import bargain as bg
from bargain.errors import GameError, OptionError
from bargain.verdicts.verdict import Status

x = sp.Symbol("x")
p, q = sp.symbols("p q", positive=True)


def trade(low=1, high=3, cost=2, strong=p, eager=q):
    return bg.BayesianGame(
        types={"seller": ["cheap", "dear"], "buyer": ["low", "high"]},
        prior={"seller": {"cheap": strong, "dear": 1 - strong},
               "buyer": {"low": 1 - eager, "high": eager}},
        terms={x: (0, 1)},
        payoffs={"seller": lambda c, v: -(0 if c == "cheap" else cost) * x,
                 "buyer": lambda c, v: (low if v == "low" else high) * x},
    )  # fmt: skip


def possible(low, high, cost, strong, eager) -> bool:
    """Efficient trade by a linear programme with unbounded transfers, written down directly."""
    costs, values = (0, cost), (low, high)
    odds = ((strong, 1 - strong), (1 - eager, eager))
    trades = {(i, j): float(values[j] > costs[i]) for i, j in product(range(2), repeat=2)}
    at = {pair: k for k, pair in enumerate(product(range(2), repeat=2))}
    rows, limits = [], []

    def demand(coefficients, constant):  # sum + constant >= 0
        row = np.zeros(4)
        for k, value in coefficients:
            row[k] += value
        rows.append(-row)
        limits.append(constant)

    for i, told in product(range(2), repeat=2):
        money = [(at[told, j], odds[1][j]) for j in range(2)]
        rule = sum(odds[1][j] * trades[told, j] for j in range(2))
        if i == told:
            demand(money, -costs[i] * rule)
        else:
            own = [(at[i, j], odds[1][j]) for j in range(2)]
            honest = sum(odds[1][j] * trades[i, j] for j in range(2))
            less = [(k, -v) for k, v in money]
            demand(own + less, -costs[i] * (honest - rule))
    for j, told in product(range(2), repeat=2):
        money = [(at[i, told], -odds[0][i]) for i in range(2)]
        rule = sum(odds[0][i] * trades[i, told] for i in range(2))
        if j == told:
            demand(money, values[j] * rule)
        else:
            own = [(at[i, j], -odds[0][i]) for i in range(2)]
            honest = sum(odds[0][i] * trades[i, j] for i in range(2))
            less = [(k, -v) for k, v in money]
            demand(own + less, values[j] * (honest - rule))
    found = linprog(np.zeros(4), A_ub=np.array(rows), b_ub=limits, bounds=[(None, None)] * 4)
    return bool(found.status == 0)


@pytest.mark.long
def test_efficient_trade_has_an_exact_threshold() -> None:
    """Rents of the strong types are 4pq, gains from trade p + q + pq: possible iff p + q >= 3pq."""
    yes = bg.mechanism(trade(), where=["p + q >= 3*p*q"])
    no = bg.mechanism(trade(), where=["p + q < 3*p*q"])
    assert (yes.status, no.status) == (Status.ALWAYS, Status.NEVER)
    assert bg.check(yes).valid
    assert bg.check(no).tied == "a statement about this game"
    assert bg.mechanism(trade()).status is Status.SOMETIMES


@pytest.mark.long
def test_without_incentives_or_without_balance_it_is_always_possible() -> None:
    far = ["p > 9/10", "q > 9/10"]
    assert bg.mechanism(trade(), where=far).status is Status.NEVER
    assert bg.mechanism(trade(), where=far, incentive_compatible=False).status is Status.ALWAYS
    assert bg.mechanism(trade(), where=far, individually_rational=False).status is Status.ALWAYS
    assert bg.mechanism(trade(), where=far, balanced=False).status is Status.ALWAYS
    assert bg.mechanism(trade(), where=far, efficient=False).status is Status.ALWAYS


number = st.integers(1, 9).map(lambda k: sp.Rational(k, 10))


@pytest.mark.long
@settings(max_examples=8, deadline=None)
@given(
    st.sampled_from([1, 2, 3]),
    st.sampled_from([3, 4, 6]),
    st.sampled_from([2, 3, 5]),
    number,
    number,
)
def test_numbers_agree_with_a_linear_programme(low, more, cost, strong, eager) -> None:
    high = low + more
    verdict = bg.mechanism(trade(low, high, cost, strong, eager))
    expected = possible(low, high, cost, float(strong), float(eager))
    assert verdict.status is (Status.ALWAYS if expected else Status.NEVER)


def crisis():
    """Fey and Ramsay (2011): war shrinks the pie to θ; a high type beats a low one with p > 1/2."""
    theta = sp.Symbol("theta", positive=True)

    def wins(own, other):
        return sp.Rational(1, 2) if own == other else p if own == "high" else 1 - p

    return bg.BayesianGame(
        types={"A": ["high", "low"], "B": ["high", "low"]},
        prior={"A": {"high": q, "low": 1 - q}, "B": {"high": q, "low": 1 - q}},
        terms={x: (0, 1)},
        payoffs={"A": lambda a, b: x, "B": lambda a, b: 1 - x},
        outside={"A": lambda a, b: theta * wins(a, b), "B": lambda a, b: theta * wins(b, a)},
        assumptions=[theta < 1, p < 1, p > sp.Rational(1, 2)],
    )


@pytest.mark.long
def test_peace_for_certain_is_possible_iff_the_strong_can_be_paid() -> None:
    found = bg.direct_mechanisms(crisis(), transfers=False, efficient=False)
    region = bg.region(found.game, found.condition)
    assert region.exact
    theta = sp.Symbol("theta", positive=True)
    for at in ({q: "1/2", p: "3/4", theta: "4/5"}, {q: "1/10", p: "9/10", theta: "9/10"},
               {q: "1/10", p: "3/5", theta: "5/6"}):  # fmt: skip
        v = {s: sp.Rational(n) for s, n in at.items()}
        expected = 2 * v[theta] * (v[q] / 2 + (1 - v[q]) * v[p]) <= 1
        assert region.contains(v) is bool(expected)


def test_what_cannot_be_asked_is_refused() -> None:
    with pytest.raises(GameError, match="not linear in the terms"):
        bg.mechanism(bg.BayesianGame(
            types={"A": [1, 2]}, prior={"A": {1: q, 2: 1 - q}}, terms={x: (0, 1)},
            payoffs={"A": lambda a: x**2}))  # fmt: skip
    with pytest.raises(GameError, match="has no terms"):
        bg.mechanism(bg.BayesianGame(
            types={"A": [1], "B": [1]}, prior={"A": {1: 1}, "B": {1: 1}},
            actions=dict.fromkeys("AB", "l"),
            payoffs={k: lambda a, b: [[1]] for k in "AB"}))  # fmt: skip
    with pytest.raises(OptionError, match="efficient"):
        bg.mechanism(trade(), efficient=1)
    with pytest.raises(GameError, match=r"give a bg\.BayesianGame"):
        bg.mechanism(3)
