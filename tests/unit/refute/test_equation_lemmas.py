"""Case distinctions that show an equation."""

from __future__ import annotations

import flint
import pytest

from bargain.refute.positivstellensatz.equation_lemmas import mirrored, without_equation
from bargain.refute.proof_tree import Psatz, SignSplit, Term
from bargain.refute.ring import Poly, Relation, Ring

ONE = flint.fmpq(1)


@pytest.fixture
def ring() -> Ring:
    return Ring(["x", "y"])


def total(leaf: Psatz, facts: list[Relation], ring: Ring) -> Poly:
    """What the terms and multiples of a leaf add up to: 0 in a proof."""
    value = ring.zero
    for term in leaf.terms:
        product = ring.constant(1) * term.c
        for i in term.hypotheses:
            product = product * facts[i].poly
        value += product
    return value + sum((facts[i].poly * g for i, g in leaf.ideal), ring.zero)


def by_two_equations(ring: Ring) -> tuple[list[Relation], SignSplit]:
    """Of x - y = 0 and y - 1 = 0: x - 1 = 0, and then -x^2 > 0 is impossible."""
    x, y = ring.gens
    facts = [Relation("=", x - y), Relation("=", y - ring.one), Relation(">", -x * x)]
    sides = [Psatz((Term(ONE, (), (3,)),), ((0, ring.one * k), (1, ring.one * k))) for k in (1, -1)]
    zero = Psatz((Term(ONE, (), (2,)), Term(ONE, (), ())), ((3, x + ring.one),))
    return facts, SignSplit(x - ring.one, sides[0], zero, sides[1])


def test_an_equation_is_put_into_what_rests_on_it(ring: Ring) -> None:
    facts, node = by_two_equations(ring)
    found = without_equation(node, 3)
    assert isinstance(found, Psatz)
    assert {i for i, _ in found.ideal} == {0, 1}
    assert total(found, facts, ring) == 0


def test_a_distinction_that_shows_no_equation_stays(ring: Ring) -> None:
    _, node = by_two_equations(ring)
    bound = Psatz((Term(ONE, (), (3,)), Term(ONE, (), (2,))), ())
    assert without_equation(SignSplit(node.poly, bound, node.zero, bound), 3) is None


def test_one_sign_is_refuted_as_the_other_one(ring: Ring) -> None:
    x, y = ring.gens
    _, node = by_two_equations(ring)
    long = Psatz((Term(ONE, (), (3,)),), ((0, x + y + x * y), (1, x + y)))
    found = mirrored(SignSplit(node.poly, node.neg, node.zero, long), 3)
    assert found.pos == node.pos
    assert mirrored(node, 3) == node
