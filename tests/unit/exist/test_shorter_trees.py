"""Trees of witnesses are made shorter, and stay proofs."""

import pytest
import sympy as sp

import bargain as bg

c = bg.conditions
x, y = sp.symbols("x y")
a, b, p, c_A, c_B, delta = sp.symbols("a b p c_A c_B delta", positive=True)
FEARON = bg.Game(
    actions={"A": {}, "B": {}},
    terms={x: (0, 1)},
    payoffs={"A": x, "B": 1 - x},
    disagreement={"A": p - c_A, "B": 1 - p - c_B},
)
COURNOT = bg.Game(
    actions={"1": {x: (0, 1)}, "2": {y: (0, 1)}},
    payoffs={"1": x * (1 - x - y) - a * x, "2": y * (1 - x - y) - b * y},
)
TARIFFS = bg.Game(
    actions={"H": {x: (0, 1)}, "F": {y: (0, 1)}},
    payoffs={"H": a * x - x**2 / 2 - b * y, "F": a * y - y**2 / 2 - b * x},
    disagreement={"H": a**2 / 2 - a * b, "F": a**2 / 2 - a * b},
)
FREE_TRADE = [c.self_enforcing(delta), c.holds(sp.Eq(x, 0)), c.holds(sp.Eq(y, 0))]


def _leaves(tree):
    """Definitions of the leaves, without those of parts that have no point."""
    if tree["kind"] == "split":
        return [leaf for k in ("neg", "zero", "pos") for leaf in _leaves(tree[k])]
    return [tree["define"]] if tree["kind"] == "witness" else []


@pytest.mark.long(every=4)
@pytest.mark.parametrize(
    ("game", "conditions", "where", "different"),
    [
        (FEARON, c.participation(), [p < 1], 1),  # x = p
        (COURNOT, c.nash(), [a < 1, b < 1], 3),  # both, or one alone
        (COURNOT, [c.nash(), c.holds(x > 0), c.holds(y > 0)], [3 * a < 1, 3 * b < 1], 1),
        (TARIFFS, FREE_TRADE, [a < 1, delta < 1, delta >= a / (2 * b)], 1),
    ],
    ids=["Fearon", "Cournot", "Cournot inside", "free trade"],
)
def test_as_few_cases_as_a_person_needs(game, conditions, where, different):
    verdict = bg.decide(game, conditions, where)
    assert verdict.status == "always"
    assert bg.check(verdict).valid
    found = _leaves(verdict.certificate["proof"])
    assert len({str([(d["var"], d["num"], d["den"]) for d in leaf]) for leaf in found}) == different


@pytest.mark.long
def test_a_deviation_loses_a_square():
    """The goal of a concave payoff is one line: what is lost is (z - y)²."""
    verdict = bg.decide(COURNOT, c.nash(), [3 * a < 1, 3 * b < 1])
    lines = [line for line in verdict.explain().splitlines() if "does not deviate" in line]
    assert len(lines) == 2
    assert all("^2 ≥ 0" in line for line in lines)
