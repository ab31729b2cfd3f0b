"""Proofs are as short as a reader would make them, and stay proofs."""

from __future__ import annotations

import flint
import pytest
import sympy as sp

import bargain as bg
from bargain.refute.positivstellensatz.shortening import shortened
from bargain.refute.proof_tree import Psatz, Term, length, whole_length
from bargain.refute.ring import Relation, Ring

c = bg.conditions
ONE = flint.fmpq(1)


def leaves(node: dict) -> list[dict]:
    """The sums of a certificate's proof node."""
    if node["k"] == "psatz":
        return [node]
    parts = node["sub"] if node["k"] == "or" else [node[k] for k in ("neg", "zero", "pos")]
    return [leaf for part in parts for leaf in leaves(part)]


def test_bondareva_shapley_is_one_combination() -> None:
    x, y, z = sp.symbols("x y z")
    v12, v13, v23 = sp.symbols("v12 v13 v23", positive=True)
    game = bg.Game(
        actions={"1": {}, "2": {}, "3": {}},
        terms={x: (0, 1), y: (0, 1), z: (0, 1)},
        payoffs={"1": x, "2": y, "3": z},
    )
    core = [
        c.holds(sp.Eq(x + y + z, 1)),
        *(c.holds(r) for r in (x + y >= v12, x + z >= v13, y + z >= v23)),
    ]
    verdict = bg.decide(game, core, where=[v12 + v13 + v23 > 2])
    assert verdict == "never"
    (leaf,) = leaves(verdict.certificate["proof"]["node"])
    assert all(len(t["h"]) == 1 for t in leaf["terms"])
    assert len(leaf["terms"]) + len(leaf["ideal"]) == 5


def test_the_cheaper_firm_produces_no_less_in_a_few_lines() -> None:
    x, y = sp.symbols("x y")
    a, b = sp.symbols("a b", positive=True)
    game = bg.Game(
        actions={"1": {x: (0, 1)}, "2": {y: (0, 1)}},
        payoffs={"1": x * (1 - x - y) - a * x, "2": y * (1 - x - y) - b * y},
    )
    verdict = bg.decide(game, [c.nash(), c.holds(x < y)], where=[a < b, b < 1])
    assert verdict == "never"
    assert bg.check(verdict).valid
    assert max(len(leaf["terms"]) for leaf in leaves(verdict.certificate["proof"]["node"])) <= 4
    told = verdict.explain()
    assert "y > 0: y = x + (y - x) > 0 by (4), (8)." in told
    assert told.count("add up to 0") == 1  # said once, then "again"
    assert "1 > 0" not in told


@pytest.fixture
def ring() -> Ring:
    return Ring(["x", "y"])


def test_a_proof_by_squares_becomes_a_sum(ring: Ring) -> None:
    x, y = ring.gens
    facts = [Relation(">", x + y), Relation(">=", -x), Relation(">=", -y)]
    long = Psatz(tuple(Term(ONE, (), (0, k)) for k in range(3)))
    found = shortened(ring, long, facts, effort=1.0)
    assert isinstance(found, Psatz)
    assert length(found) < length(long)
    assert sum((facts[t.hypotheses[0]].poly * t.c for t in found.terms), ring.zero) == 0


def test_what_cannot_be_shorter_stays(ring: Ring) -> None:
    """No effort, no change: a limit is never an answer."""
    x, y = ring.gens
    facts = [Relation(">", x * y), Relation(">=", -x), Relation(">=", y), Relation("=", x + y)]
    leaf = Psatz((Term(ONE, (), (0,)), Term(ONE, (), (1, 2))))
    assert shortened(ring, leaf, facts, effort=0.0) == leaf
    assert whole_length(shortened(ring, leaf, facts, effort=1.0)) <= length(leaf)
