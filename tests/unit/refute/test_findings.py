"""What a search remembers of sets of relations is exact."""

from __future__ import annotations

from fractions import Fraction

import pytest

from bargain.refute.findings import Findings
from bargain.refute.ring import Disjunction, Relation, Ring
from bargain.refute.scout import RealRoot, Session, scout_hypotheses

FOREVER = 1e5


@pytest.fixture
def ring():
    return Ring(["x", "y"])


def test_equal_hypotheses_have_one_number(ring):
    x, y = ring.gens
    findings = Findings(ring)
    one, other = Relation(">", x + y), Relation(">", y + x)
    assert findings.number(one) == findings.number(other)
    assert findings.number(one) != findings.number(Relation(">=", x + y))
    either = Disjunction(((one,), (Relation("=", x), Relation(">", y))))
    again = Disjunction(((other,), (Relation("=", x), Relation(">", y))))
    assert findings.number(either) == findings.number(again)


def test_points_satisfy_exactly(ring):
    x, y = ring.gens
    findings = Findings(ring)
    third = Relation("=", 3 * x - 1)
    either = Disjunction(((Relation(">", y - 1),), (Relation("=", y), third)))
    numbers = findings.numbers([third, either, Relation(">", y)], range(3))
    findings.add_point({"x": Fraction(1, 3), "y": Fraction(0)})
    assert findings.satisfiable(numbers[:2])
    assert not findings.satisfiable(numbers)
    findings.add_point({"x": Fraction(1, 3), "y": Fraction(2)})
    assert findings.satisfiable(numbers)


def test_irrational_points_are_left_out(ring):
    findings = Findings(ring)
    root = RealRoot((Fraction(-2), Fraction(0), Fraction(1)), Fraction(1), Fraction(2))
    findings.add_point({"x": root, "y": Fraction(0)})
    assert not findings.satisfiable([findings.number(Relation("=", ring.gen("y")))])


def test_what_contains_a_contradiction_is_contradictory(ring):
    x, y = ring.gens
    findings = Findings(ring)
    numbers = findings.numbers([Relation(">", x), Relation(">=", y), Relation(">", -x)], range(3))
    assert not findings.contradictory(numbers)
    findings.add_core([numbers[0], numbers[2]])
    assert findings.contradictory(numbers)
    assert not findings.contradictory(numbers[:2])


@pytest.mark.parametrize(
    ("first", "last", "opposed"),
    [
        (">=", ">", True),
        (">", ">=", True),
        (">", ">", True),
        (">=", ">=", False),
        ("=", ">", False),
    ],
)
def test_opposed_at_sight(ring, first, last, opposed):
    x, y = ring.gens
    findings = Findings(ring)
    given = [Relation(">", y), Relation(first, 2 * x - 2 * y), Relation(last, 3 * y - 3 * x)]
    found = findings.opposed(findings.numbers(given, range(3)))
    assert found == ((1, 2) if opposed else ())


def test_a_session_changes_no_answer(ring):
    x, y = ring.gens
    session = Session(ring)
    base = [Relation(">", x), Relation(">=", y), Relation(">=", 1 - x - y), Relation(">", 4 - y)]
    for extra in (x - y - 2, y - x, x * y - 1, x - 1, -x, 1 - x):
        given = [*base, Relation(">", extra)]
        alone = scout_hypotheses(ring, given, mark=FOREVER)
        shared = scout_hypotheses(ring, given, mark=FOREVER, session=session)
        assert (alone.status, alone.core) == (shared.status, shared.core)
