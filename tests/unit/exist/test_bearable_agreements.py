"""Agreements at the end of what somebody can bear, in games of the literature."""

from __future__ import annotations

import pytest
import sympy as sp

import bargain as bg
from bargain import conditions as c

X, Y, Z = sp.symbols("x y z")
P, A, B = sp.symbols("p c_A c_B", positive=True)
GAIN_A, GAIN_B = sp.symbols("g_A g_B", real=True)


def fearon(cost_a: sp.Expr, cost_b: sp.Expr) -> bg.Game:
    """Peace divides 1 as x, 1 - x; war gives p and 1 - p, less its costs (Fearon 1995)."""
    return bg.Game(
        actions={"A": {}, "B": {}}, terms={X: (0, 1)}, payoffs={"A": X, "B": 1 - X},
        disagreement={"A": P - cost_a, "B": 1 - P - cost_b},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("costs", "where", "status"),
    [
        ((A, B), [P < 1], "always"),  # war costs, so that there is always a range
        ((GAIN_A, GAIN_B), [P < 1, GAIN_A >= 0, GAIN_B >= 0], "always"),
        ((GAIN_A, GAIN_B), [P < 1, GAIN_A + GAIN_B < 0], "never"),  # the control
    ],
    ids=["war costs both", "it may cost nothing", "together it pays"],
)
def test_a_bargain_that_both_prefer_to_war(costs, where, status) -> None:
    verdict = bg.decide(fearon(*costs), c.participation(), where, effort=60, timeout=300)
    assert verdict.status == status, verdict.evidence
    assert bg.check(verdict).valid


def core(value: sp.Expr) -> list:
    """No pair gets less than it is worth by itself."""
    pairs = ((X, Y), (X, Z), (Y, Z))
    return [c.holds(u + v >= value) for u, v in pairs] + [c.holds(sp.Eq(X + Y + Z, 1))]


@pytest.mark.parametrize(("where", "status"), [(3 * P <= 2, "always"), (3 * P > 2, "never")])
def test_the_core_of_three_with_equal_pairs(where, status) -> None:
    """Not empty iff the pairs' worth is at most 2/3 (Bondareva 1963, Shapley 1967)."""
    game = bg.Game(
        actions={"1": {X: (0, 1)}, "2": {Y: (0, 1)}, "3": {Z: (0, 1)}},
        payoffs={"1": X, "2": Y, "3": Z}, parameters=[P],
    )  # fmt: skip
    verdict = bg.decide(game, core(P), [where], effort=60, timeout=300)
    assert verdict.status == status, verdict.evidence
    assert bg.check(verdict).valid
