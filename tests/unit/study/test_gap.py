"""The equilibrium gap: proved bounds that bracket log D, with weights and tolerances."""

from __future__ import annotations

import math
from fractions import Fraction as F

import pytest
import sympy as sp
from hypothesis import Phase, given, settings

import bargain as bg
from bargain import conditions as c
from bargain.decide.verdict import Status
from bargain.errors import OptionError
from bargain.game.models import autonomy_security
from bargain.study.gap import equilibrium_gap, grievance_at_most
from bargain.testing import alliance_agreements, alliance_points

PLAIN = autonomy_security(entrapment=False)
FOUR = PLAIN.at({"s_P": "1/4", "s_C": 1, "w_P": 2, "w_C": 2})
BALANCES = [c.balanced("autonomy"), c.balanced("security")]


def proved(gap):
    assert gap.lower <= gap.upper
    for proof, status in ((gap.lower_proof, Status.NEVER), (gap.upper_proof, Status.ALWAYS)):
        if proof is not None:
            assert proof.status is status
            assert bg.check(proof).valid
    if gap.ratio_upper is not None:
        assert gap.lower <= math.log(gap.ratio_lower) + 1e-15
        assert gap.upper >= math.log(gap.ratio_upper)
    return gap


def test_statement_4():
    """log D is the gap of the full equilibrium: bracketed, and never undercut."""
    gap = proved(equilibrium_gap(FOUR, c.full_equilibrium("3/4"), width=0.02))
    assert gap.complete
    assert gap.ratio_lower <= 4 <= gap.ratio_upper
    assert gap.upper - gap.lower <= 0.02 + 1e-12
    assert list(gap.agreement) == ["y_P", "y_C"]  # not the weights behind efficiency
    assert set(gap.to_dict()["agreement"]) == {"y_P", "y_C"}
    assert "both ends proved" in gap.summary()


@settings(max_examples=6, phases=(Phase.explicit, Phase.generate))
@given(alliance_points(entrapment=False))
def test_never_below_log_d(point):
    D = point["s_C"] / point["s_P"]
    gap = proved(equilibrium_gap(PLAIN.at(point), BALANCES, width=0.2, timeout=20))
    assert gap.ratio_upper is None or gap.ratio_upper >= max(D, 1 / D)
    assert gap.ratio_lower <= max(D, 1 / D)


def test_no_gap_under_equal_dependence():
    game = PLAIN.at({"s_P": 1, "s_C": 1, "w_P": 2, "w_C": 2})
    gap = proved(equilibrium_gap(game, c.full_equilibrium("1/2")))
    assert gap.complete
    assert (gap.lower, gap.upper) == (0.0, 0.0)


@pytest.mark.parametrize(("weights", "ratio"), [((2, 1), 4), ((1, 3), 4)])
def test_weights(weights, ratio):
    """Weight a on autonomy, b on security: all grievance goes where it is cheaper, min(a, b)."""
    names = dict(zip(("balanced('autonomy')", "balanced('security')"), weights, strict=True))
    gap = proved(equilibrium_gap(FOUR, BALANCES, weights=names, width=0.05))
    assert gap.complete
    assert gap.ratio_lower <= ratio <= gap.ratio_upper


def test_tolerances_are_taken_off():
    demands = [c.balanced("autonomy", sp.log(2)), c.balanced("security")]
    gap = proved(equilibrium_gap(FOUR, demands, width=0.02))
    assert gap.ratio_lower <= 2 <= gap.ratio_upper
    none = proved(equilibrium_gap(FOUR, [c.balanced("autonomy", sp.log(4)), BALANCES[1]]))
    assert none.upper == 0


@settings(max_examples=10)
@given(alliance_agreements(positive=True))
def test_the_bound_is_the_sum_of_the_residuals(z):
    total = sum(b.residual(FOUR, z) for b in BALANCES)
    place = {FOUR.symbol(k): sp.Rational(v) for k, v in z.items()}
    for ratio in (F(4), F(9, 2), F(100)):
        clauses = grievance_at_most(BALANCES, ratio).necessary(FOUR).clauses
        held = all(k.relation.subs(place).doit() == sp.true for k in clauses)
        assert held == (total <= math.log(ratio) + 1e-12)


def test_impatience_widens_the_gap_or_leaves_none():
    """Below beta = 1/2 nothing self-enforcing is efficient: no agreement, no upper bound."""
    gap = proved(equilibrium_gap(FOUR, c.full_equilibrium("2/5"), width=0.5, timeout=3))
    assert gap.upper == math.inf
    assert not gap.complete
    assert gap.reason


@pytest.mark.parametrize(
    ("ask", "match"),
    [
        (lambda: equilibrium_gap(PLAIN, BALANCES), "numeric"),
        (lambda: equilibrium_gap(FOUR, c.efficient()), "balance"),
        (lambda: equilibrium_gap(FOUR, BALANCES, width=0), "width"),
        (lambda: equilibrium_gap(FOUR, BALANCES, weights={"balanced('autonomy')": -1}), "weight"),
        (lambda: equilibrium_gap(FOUR, BALANCES, weights={"nash": 1}), "weight"),
        (lambda: grievance_at_most([c.efficient()], 2).necessary(FOUR), "not a balance"),
    ],
)
def test_refusals(ask, match):
    with pytest.raises(OptionError, match=match):
        ask()


def test_plain_data():
    gap = equilibrium_gap(FOUR, BALANCES, width=0.5)
    data = gap.to_dict()
    assert F(data["ratio_lower"]) == gap.ratio_lower
    assert data["upper_sha256"] == gap.upper_proof.certificate["sha256"]


def test_no_upper_bound_is_not_called_a_proof():
    x, y = sp.symbols("x y")
    game = bg.Game({"A": {x: (0, 1)}, "B": {y: (0, 1)}}, {"A": -1 - x, "B": -1 - y})
    gap = proved(equilibrium_gap(game, [c.equal_gains(), c.participation()]))
    assert gap.upper_proof is None
    assert "both ends" not in gap.summary()
    assert "no upper bound was proved" in gap.summary()
