"""The equilibrium gap: proved bounds that bracket log D, with weights and tolerances."""

from __future__ import annotations

import math
from fractions import Fraction as F

import mpmath
import pytest
import sympy as sp
from hypothesis import Phase, given, settings, strategies as st

import bargain as bg
from bargain import conditions as c
from bargain.errors import OptionError
from bargain.models import autonomy_security
from bargain.testing import alliance_agreements, alliance_points
from bargain.verdicts.gaps.gap import Gap, _down, _up, equilibrium_gap, grievance_at_most
from bargain.verdicts.verdict import Status

PLAIN = autonomy_security(entrapment=False)
FOUR = PLAIN.at({"s_P": "1/4", "s_C": 1, "w_P": 2, "w_C": 2})
BALANCES = [c.balanced("autonomy"), c.balanced("security")]
POSITIVE = [*BALANCES, c.positive("autonomy")]  # without it nothing ceded is a balance of zeros


def proved(gap):
    assert gap.lower <= gap.upper
    for proof, status in ((gap.lower_proof, Status.NEVER), (gap.upper_proof, Status.ALWAYS)):
        if proof is not None:
            assert proof.status is status
            assert bg.check(proof).valid
    if gap.agreement is not None:
        assert all(sp.sympify(x).is_number for x in gap.agreement.values())
    if gap.ratio_upper is not None:
        assert gap.lower <= math.log(gap.ratio_lower) + 1e-15
        assert gap.upper >= math.log(gap.ratio_upper) - 1e-15  # math.log rounds twice
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


@pytest.mark.long
@settings(max_examples=6, phases=(Phase.explicit, Phase.generate))
@given(alliance_points(entrapment=False))
def test_never_below_log_d(point):
    D = point["s_C"] / point["s_P"]
    gap = proved(equilibrium_gap(PLAIN.at(point), POSITIVE, width=0.2, timeout=20))
    assert gap.ratio_upper is None or gap.ratio_upper >= max(D, 1 / D)
    assert gap.ratio_lower <= max(D, 1 / D)


def test_no_gap_under_equal_dependence():
    game = PLAIN.at({"s_P": 1, "s_C": 1, "w_P": 2, "w_C": 2})
    gap = proved(equilibrium_gap(game, c.full_equilibrium("1/2")))
    assert gap.complete
    assert (gap.lower, gap.upper) == (0.0, 0.0)


@pytest.mark.long(every=2)
@pytest.mark.parametrize(("weights", "ratio"), [((2, 1), 4), ((1, 3), 4)])
def test_weights(weights, ratio):
    """Weight a on autonomy, b on security: all grievance goes where it is cheaper, min(a, b)."""
    names = dict(zip(("balanced('autonomy')", "balanced('security')"), weights, strict=True))
    gap = proved(equilibrium_gap(FOUR, POSITIVE, weights=names, width=0.05))
    assert gap.complete
    assert gap.ratio_lower <= ratio <= gap.ratio_upper


def test_tolerances_are_taken_off():
    demands = [c.balanced("autonomy", sp.log(2)), *POSITIVE[1:]]
    gap = proved(equilibrium_gap(FOUR, demands, width=0.02))
    assert gap.ratio_lower <= 2 <= gap.ratio_upper
    none = proved(equilibrium_gap(FOUR, [c.balanced("autonomy", sp.log(4)), *POSITIVE[1:]]))
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
    gap = proved(equilibrium_gap(FOUR, c.full_equilibrium("2/5"), width=0.5, timeout=20))
    assert gap.status == "no agreement"
    assert gap.lower == gap.upper == math.inf
    assert gap.to_dict()["lower"] is None
    assert "no agreement meets" in gap.summary()
    assert bg.check(gap.lower_proof).valid


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
    open_above = Gap(lower=1.0, lower_proof=gap.lower_proof, reason="the time ended")
    assert "no upper bound was proved" in open_above.summary()


# --- games of every kind --------------------------------------------------------------------------

Y, Z = sp.symbols("y z")


def plain(first, second, payoffs=(-Y, -Z)):
    return bg.Game({"P": {Y: (0, 1)}, "C": {Z: (0, 1)}}, dict(zip("PC", payoffs, strict=True)),
                   measures={"m": {"P": first, "C": second}})  # fmt: skip


HALF = sp.Rational(1, 2)


@pytest.mark.parametrize(
    ("first", "second", "demands", "gap"),
    [
        (Y, 2 * Y, [], 0),  # both vanish at y = 0
        (Y, 2 * Y, [c.holds(Y > 0)], math.log(2)),
        (Y, Z, [c.nash()], 0),  # the only equilibrium is (0, 0)
        (-1 - Y, -1 - Z, [], 0),
        (-1 - Y, -4 - Z, [], math.log(2)),  # -2 against -4
        (Y - HALF, Z - 2, [c.holds(Y > HALF)], math.inf),  # signs differ
        (1 + Y, -Z, [], math.inf),
        (1 + Y, sp.S.Zero, [], math.inf),
        (sp.S.Zero, sp.S.Zero, [], 0),
        (1 + Y, 6 + Z, [c.holds(Y > 2)], None),  # no agreement
        (Y - HALF, 4 * Y - 2, [], 0),  # both vanish inside
    ],
)
def test_gaps_known_by_hand(first, second, demands, gap):
    found = proved(equilibrium_gap(plain(first, second), [c.balanced("m"), *demands], width=0.01))
    assert found.complete
    if gap is None:
        assert found.status == "no agreement"
    elif gap == math.inf:
        assert found.status == "infinite"
        assert found.lower == math.inf
    else:
        assert found.status == "bounds"
        assert found.lower <= gap <= found.upper
        game = plain(first, second)
        residual = c.balanced("m").residual(game, found.agreement)
        assert residual <= found.upper


def test_a_balance_given_twice_counts_once():
    game = plain(1 + Y, 6 + Z)
    once = equilibrium_gap(game, [c.balanced("m")], width=0.01)
    twice = equilibrium_gap(game, [c.balanced("m"), c.balanced("m")], width=0.01)
    assert (once.lower, once.upper) == (twice.lower, twice.upper)


@pytest.mark.long
def test_three_players_share_one_definition():
    game = bg.Game({"A": {Y: (0, 1)}, "B": {Z: (0, 1)}, "C": {}}, {"A": -Y, "B": -Z, "C": 0},
                   measures={"m": {"A": 1 + Y, "B": 6 - Z, "C": 3}})  # fmt: skip
    gap = proved(equilibrium_gap(game, [c.balanced("m")], width=0.01))
    assert gap.lower <= math.log(5 / 2) <= gap.upper  # 2, 5, 3


@settings(max_examples=200)
@given(st.fractions(min_value=1, max_value=10**20), st.integers(0, 10**18))
def test_logarithms_are_rounded_outwards(ratio, tiny):
    for x in (ratio, 1 + F(1, 1 + tiny), ratio**40):
        low, high = _down(x), _up(x)
        with mpmath.workdps(60):
            exact = mpmath.log(mpmath.mpf(x.numerator) / x.denominator)
            assert mpmath.mpf(low) <= exact <= mpmath.mpf(high)
        assert high <= math.nextafter(low, math.inf)


def test_statement_4_as_a_function_of_dependence():
    """The gap is log D for every D >= 1, from below and from above; nothing less, nothing more."""
    s_P, s_C = PLAIN.symbol("s_P"), PLAIN.symbol("s_C")
    gap = equilibrium_gap(PLAIN, POSITIVE, ratio=s_C / s_P, where=[s_C >= s_P], timeout=30)
    assert gap.status == "exact"
    for proof, status in ((gap.lower_proof, Status.NEVER), (gap.upper_proof, Status.ALWAYS)):
        assert proof.status is status
        assert bg.check(proof).valid
    more = equilibrium_gap(PLAIN, POSITIVE, ratio=2 * s_C / s_P, where=[s_C >= s_P], timeout=20)
    assert (more.status, more.lower_proof) == ("at most", None)
    less = equilibrium_gap(PLAIN, POSITIVE, ratio="(s_C/s_P + 1)/2", where=[s_C >= s_P], timeout=20)
    assert (less.status, less.upper_proof) == ("at least", None)
    assert "at least log" in less.summary()


@pytest.mark.long
def test_a_gap_of_three_players():
    """A ring: each gives to the next; equal measures leave nothing."""
    x, y, z = sp.symbols("x y z")
    ring = bg.Game(
        {"A": {x: (0, 1)}, "B": {y: (0, 1)}, "C": {z: (0, 1)}},
        {"A": 2 * y - x**2, "B": z - y**2, "C": 3 * x - z**2},
        measures={"given": {"A": x, "B": y, "C": z}, "twice": {"A": x, "B": y, "C": 2 * z}},
    )
    demands = [c.balanced("given"), c.balanced("twice"), c.positive("given")]
    gap = proved(equilibrium_gap(ring, demands, width=0.05, timeout=30))
    assert gap.complete
    assert gap.ratio_lower <= 2 <= gap.ratio_upper  # z against 2 z: a factor 2, once
