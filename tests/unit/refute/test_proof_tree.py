"""Proof trees: what they use, how they are renumbered, and which cases are idle."""

from __future__ import annotations

from fractions import Fraction

import flint
import pytest
from hypothesis import given, strategies as st

from bargain.budget import spent
from bargain.refute.problem import Problem
from bargain.refute.proof_tree import (
    CaseSplit,
    Lemma,
    Psatz,
    SignSplit,
    Term,
    plain,
    pruned,
    renumbered,
    used,
)
from bargain.refute.provers import PROVERS, drop_unused, refutation
from bargain.refute.ring import Disjunction, Relation, Ring

RING = Ring(["x", "y"])
X, Y = RING.gens
RELS = st.sampled_from(["=", ">=", ">"])
POINTS = st.tuples(*2 * [st.integers(-2, 2)])


def leaf(*positions: int) -> Psatz:
    return Psatz((Term(flint.fmpq(1), (), positions),))


def test_a_node_uses_what_its_leaves_use() -> None:
    split = SignSplit(X, leaf(0, 4), leaf(1), CaseSplit(2, (1, 1), (leaf(5), leaf(3))))
    assert used(split) == {0, 1, 2, 3, 4, 5}
    assert used(renumbered(split, lambda i: i + 10)) == {10, 11, 12, 13, 14, 15}
    assert used(Psatz((), ((7, X),))) == {7}


def test_a_branch_that_needs_no_case_stands_alone() -> None:
    """Of two hypotheses the middle branch uses the first alone, so its sign is no matter."""
    split = SignSplit(X, leaf(0, 2), leaf(0), leaf(1, 2))
    assert pruned(split, 2) == leaf(0)
    needed = SignSplit(X, leaf(0, 2), leaf(2), leaf(1, 2))
    assert pruned(needed, 2) == needed


def test_positions_beyond_an_idle_case_go_down() -> None:
    inner = SignSplit(Y, leaf(1, 3), leaf(3), leaf(0, 3))  # 2 is the outer sign, never used
    assert pruned(SignSplit(X, inner, leaf(2), leaf(2)), 2) == SignSplit(
        Y, leaf(1, 2), leaf(2), leaf(0, 2)
    )
    cases = CaseSplit(0, (2, 1), (leaf(1, 4), leaf(4)))  # 2 and 3, of the outer case, are not used
    assert pruned(CaseSplit(0, (2, 1), (cases, leaf(2))), 2) == CaseSplit(
        0, (2, 1), (leaf(1, 2), leaf(2))
    )


def test_lemmas_stand_around_what_uses_them() -> None:
    lemma = Lemma(X, "pos", {"neg": leaf(0), "zero": leaf(1)})
    assert lemma.around(leaf(2)) == SignSplit(X, leaf(0), leaf(1), leaf(2))


def test_plain_data_are_those_of_the_format() -> None:
    node = CaseSplit(0, (1,), (SignSplit(X, leaf(0), Psatz((), ((1, Y),)), leaf(2)),))
    psatz = {"k": "psatz", "ideal": []}
    one = {"c": "1", "sq": []}
    assert plain(node, RING) == {
        "k": "or",
        "h": 0,
        "sub": [
            {
                "k": "sign",
                "p": [["1", [1, 0]]],
                "neg": psatz | {"terms": [one | {"h": [0]}]},
                "zero": psatz | {"terms": [], "ideal": [[1, [["1", [0, 1]]]]]},
                "pos": psatz | {"terms": [one | {"h": [2]}]},
            }
        ],
    }


def test_axioms_that_no_node_uses_are_left_out() -> None:
    nodes, kept = drop_unused([leaf(0, 3), leaf(4)], 2, ["first", "second"])
    assert (nodes, kept) == ([leaf(0, 2), leaf(3)], ["second"])


@given(rel=RELS, point=POINTS)
def test_a_relation_holds_or_one_of_its_negations(rel: str, point: tuple[int, int]) -> None:
    relation, at = Relation(rel, X - 2 * Y), [flint.fmpq(v) for v in point]
    assert relation.holds_at(at) != any(n.holds_at(at) for n in relation.negated())


@given(st.lists(st.lists(RELS, min_size=1, max_size=2), max_size=3), POINTS)
def test_opposites_of_a_disjunction_say_that_it_fails(
    rels: list[list[str]], point: tuple[int, int]
) -> None:
    alternatives = (
        tuple(Relation(rel, X + k * Y - 1) for k, rel in enumerate(part)) for part in rels
    )
    whole, at = Disjunction(tuple(alternatives)), [flint.fmpq(v) for v in point]
    (opposite,) = whole.opposites()
    assert whole.holds_at(at) != all(h.holds_at(at) for h in opposite)


@pytest.mark.parametrize("functions", [[], [{"var": "y", "of": "exp", "arg": [["1", [1, 0]]]}]])
def test_every_problem_has_a_prover(functions: list[dict[str, object]]) -> None:
    poly = [["-1", [0, 1]], ["-1", [0, 0]]]
    below = {"name": "below", "text": "y + 1 < 0", "rel": ">", "poly": poly}
    positive = {"name": "y", "text": "y > 0", "rel": ">", "poly": [["1", [0, 1]]]}
    problem = Problem.read(["x", "y"], [below, *([] if functions else [positive])], functions)
    assert sum(prover.accepts(problem) for prover in PROVERS) == 1
    found = refutation(problem, mark=spent() + 5)
    assert found.node is not None
    assert len(found.axioms) == len(functions), "e^x > 0 is what refutes y < -1"


def test_rational_numbers_hold_exactly() -> None:
    third = Relation("=", 3 * X - 1)
    assert third.holds_at([flint.fmpq(1, 3), flint.fmpq(0)])
    near = Fraction(1, 3).limit_denominator(2)
    assert not third.holds_at([flint.fmpq(near.numerator, near.denominator), flint.fmpq(0)])
