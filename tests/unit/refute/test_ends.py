"""Ends of boxes as cases: what is proved is read by the checker; controls must not be proved."""

from __future__ import annotations

import sympy as sp

from bargain.budget import spent
from bargain.refute.ends import by_ends
from bargain.refute.problem import Problem
from bargain.refute.proof_tree import SignSplit, plain as written
from bargain.refute.refuter import Refuter
from bargain.refute.ring import Ring
from tests.unit.refute.test_refuter import plain, proved, statement, valid

a, b, x, y, p, q = sp.symbols("a b x y p q")


def tariffs(externality):
    """First-order conditions of a Nash equilibrium and of an efficient agreement."""
    box = [x >= 0, 1 - x >= 0, y >= 0, 1 - y >= 0, p >= 0, q >= 0, sp.Eq(p + q, 1)]
    region = [a > 0, a < 1, externality]
    slopes = [(x, a - x), (y, a - y), (x, p * (a - x) - q * b), (y, q * (a - y) - p * b)]
    return region + box + [k for v, s in slopes for k in (v * s >= 0, (1 - v) * -s >= 0)]


def by_cases(relations):
    names = [a, b, x, y, p, q]
    problem = Problem.read([str(v) for v in names], [plain(r, names) for r in relations])
    refuter = Refuter(problem.ring, mark=spent() + 20)
    return by_ends(problem.ring, problem.hypotheses, refuter._briefly)


def test_the_case_of_an_end_or_of_a_flat_slope_refutes_first_order_conditions_of_two_kinds():
    node = by_cases(tariffs(b > 0))
    assert isinstance(node, SignSplit)
    assert proved([a, b, x, y, p, q], tariffs(b > 0))


def test_without_the_externality_there_is_nothing_to_refute():
    assert by_cases(tariffs(sp.Eq(b, 0))) is None


def test_at_the_ends_hypotheses_that_have_cases_are_used_too():
    names, either = [a, b, x, y, p, q], tariffs([[b > 0], [b < 0]])
    node = written(by_cases(either), Ring([str(v) for v in names]))
    assert valid(statement(names, either), {"kind": "psatz", "axioms": [], "node": node})
    assert by_cases(tariffs([[b > 0], [b <= 0]])) is None


def test_without_boxes_there_is_no_case():
    assert by_cases([x > 0, a > 0, -x - a >= 0]) is None
