"""Refutations by products of powers: what logarithms say, and never a false one."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, strategies as st
from scipy.optimize import linprog

from bargain.budget import spent
from bargain.refute.positivstellensatz.linear_program import search
from bargain.refute.positivstellensatz.powers import by_powers
from bargain.refute.refuter import Refuter
from bargain.refute.ring import Relation, Ring

NAMES = ["x", "y", "z"]


def setting(names=NAMES):
    ring = Ring(names)
    gens = [ring.gen(n) for n in names]
    return ring, gens, [Relation(">", g) for g in gens]


def test_tolerance_below_what_enforcement_allows():
    """Statement 5: y² ≤ 2βab, b² ≤ mab... multiply to s_C² ≤ 4β²m³s_P², which is denied.

    With y_P y_C = s_P s_C put in: nothing but products of up to six facts refutes it.
    """
    ring, (b, m, s, y, z), positive = setting(["beta", "m", "s_C", "y_C", "y_P"])
    facts = [
        *positive,
        Relation(">", s**4 - 4 * b**2 * m**3 * y**2 * z**2),
        Relation(">=", 2 * b * s * y - z**2),
        Relation(">=", m * z**2 - s**2),
    ]
    found = by_powers(ring, facts)
    assert found is not None
    assert max(len(t.hypotheses) for t in found.terms) > 3
    assert search(ring, facts, factors=2, degree=8, columns=400, mark=spent() + 5) is None
    assert Refuter(ring, mark=spent() + 20).run(facts).node is not None
    weaker = [*facts[:5], Relation(">=", s**4 - 4 * b**2 * m**3 * y**2 * z**2), *facts[6:]]
    assert by_powers(ring, weaker) is None  # all three with equality


def test_equations_and_terms_that_are_taken_away():
    """z = x y, x² ≥ 4z + x and y² ≥ z say z² ≥ 4z²; y² ≥ z/8 does not."""
    ring, (x, y, z), positive = setting()
    facts = [*positive, Relation("=", x * y - z), Relation(">=", x**2 - 4 * z - x)]
    denied = [*facts, Relation(">=", y**2 - z)]
    assert by_powers(ring, denied) is not None
    assert by_powers(ring, [*facts, Relation(">=", 8 * y**2 - z)]) is None
    assert by_powers(ring, [f for f in denied if f.poly != y]) is None  # y may be negative


@pytest.mark.parametrize(("huge", "refuted"), [(10**400, True), (Fraction(1, 10**400), False)])
def test_coefficients_beyond_floats(huge, refuted):
    ring, (x, y, _), positive = setting()
    more = Relation(">=", x - ring.constant(Fraction(huge)) * y)
    assert (by_powers(ring, [*positive, more, Relation(">", y - x)]) is not None) is refuted


exponents = st.tuples(*[st.integers(0, 2)] * 3)
coefficients = st.integers(1, 4)


@given(
    st.lists(st.tuples(exponents, exponents, coefficients, coefficients), min_size=2, max_size=5)
)
def test_agrees_with_logarithms(drawn):
    """A refutation is found iff no logarithms meet the inequalities (HiGHS decides those).

    Margins that are no powers of small numbers may be missed: then nothing is claimed.
    """
    ring, _, positive = setting()
    relations, rows, sides = [], [], []
    for high, low, c, d in drawn:
        poly = ring.decode([[str(c), high]]) - ring.decode([[str(d), low]])
        if high == low:
            continue
        relations.append(Relation(">=", poly))
        rows.append(np.subtract(low, high))
        sides.append(np.log(c) - np.log(d))
    if not relations:
        return
    found = by_powers(ring, [*positive, *relations])
    # the largest common slack of the inequalities in logarithms
    table = np.column_stack([rows, np.ones(len(rows))])
    best = linprog([0, 0, 0, -1], A_ub=table, b_ub=sides, bounds=[(-50, 50)] * 3 + [(None, 1)])
    if best.fun < 1e-9:  # met with room to spare, or just
        assert found is None
