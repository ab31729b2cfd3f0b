"""Branch and prune: refutations that the checker accepts, and honest failures."""

from __future__ import annotations

import json
import math
import sys
from fractions import Fraction
from typing import Any

import pytest
import sympy as sp

import bargain.check
from bargain.check.certificate import MAX_BYTES, MAX_VALUES, CertificateError, read, seal
from bargain.errors import ExpressionError, InputError, OptionError
from bargain.intervals import empty_boxes as interval
from bargain.intervals.branch_and_prune import BoxSearch
from bargain.intervals.empty_boxes import (
    BoxProof,
    RangeConstraint,
    most_boxes,
    prove_empty_box,
    values_in,
)
from bargain.intervals.enclosures import round_down, round_up
from bargain.solve.continuous.pure_equilibria import NashOptions

x, y, s, t = sp.symbols("x y s t")
UNIT = {x: (0, 1), y: (0, 1)}
R = sp.Rational


def constraints(*relations: sp.Basic) -> list[RangeConstraint]:
    return [RangeConstraint.from_relation(f"r{k}", r) for k, r in enumerate(relations)]


def envelope(found: BoxProof) -> dict[str, object]:
    assert found.proof is not None
    data = seal(found.statement, found.proof, found.used, {}, {"bargain": "test"})
    return json.loads(json.dumps(data))


REFUTED = {
    "disc": ((x + y >= R(3, 2), x**2 + y**2 <= 1), UNIT),
    "equations": ((sp.Eq(x * y, R(1, 2)), sp.Eq(x + y, R(13, 10))), UNIT),
    "transcendental": ((sp.sqrt(x) + y >= R(3, 2), sp.exp(x) * y <= R(1, 2)), UNIT),
    "root box not dyadic": ((x**3 - x + R(1, 2) <= 0,), {x: (R(-1, 3), R(10, 7))}),
    "quotient": ((x / (1 + y) + y / (1 + x) >= R(21, 10),), {x: (0, 2), y: (0, 1)}),
    "one point": ((x >= 1,), {x: (R(1, 3), R(1, 3))}),
    # statement 1 with logarithmic security: equal autonomy and equal security clash
    "log security": (
        (sp.Eq(s * sp.log(1 + y), t * sp.log(1 + x)), sp.Eq(x, y), x >= R(1, 100)),
        {x: (0, 1), y: (0, 1), s: (1, 2), t: (R(21, 10), 4)},
    ),
}


@pytest.mark.parametrize("name", REFUTED)
def test_refutations_are_accepted_by_the_checker(name: str) -> None:
    relations, box = REFUTED[name]
    found = prove_empty_box(list(box), constraints(*relations), box)
    assert found.empty, found.summary()
    result = bargain.check.check(envelope(found))
    assert result.valid, result.reason


def test_same_question_same_proof() -> None:
    relations, box = REFUTED["log security"]
    first, second = (prove_empty_box(list(box), constraints(*relations), box) for _ in range(2))
    assert first.to_dict() == second.to_dict()


def test_a_proof_cut_short_or_for_another_box_is_rejected() -> None:
    relations, box = REFUTED["transcendental"]
    found = prove_empty_box(list(box), constraints(*relations), box)
    assert found.proof is not None
    tree = found.proof["tree"]
    short = seal(found.statement, {"kind": "boxes", "tree": tree[:-1]}, [], {}, {})
    assert not bargain.check.check(short).valid
    wider = found.statement | {"box": [["0", "1"], ["0", "4"]]}
    assert not bargain.check.check(seal(wider, found.proof, [], {}, {})).valid


def test_a_satisfiable_question_is_never_empty() -> None:
    found = prove_empty_box([x, y], constraints(x + y >= 1, x**2 + y**2 <= 1), UNIT)
    assert not found.empty
    assert found.proof is None
    assert found.undecided is not None
    a, b = (sum(found.undecided[v]) / 2 for v in (x, y))
    assert a + b >= 1 - 1e-6
    assert a**2 + b**2 <= 1 + 1e-6
    assert "not refuted" in found.summary()


@pytest.mark.parametrize(
    ("limit", "reason"),
    [({"effort": 1e-9}, "the effort was spent"), ({"max_boxes": 50}, "number of boxes")],
)
def test_limits_end_as_undecided(limit: dict[str, float], reason: str) -> None:
    found = prove_empty_box([x, y], constraints(sp.Eq(x, y)), UNIT, **limit)
    assert not found.empty
    assert found.reason == reason


def test_touching_sets_are_undecided() -> None:
    found = prove_empty_box([x, y], constraints(x + y >= 2, x**2 + y**2 <= 2), UNIT)
    assert not found.empty  # they touch at (1, 1)


def test_undefined_somewhere_is_not_refuted_there() -> None:
    assert not prove_empty_box([x], constraints(sp.log(x) >= 1), {x: (-1, 1)}).empty


def test_bad_questions() -> None:
    with pytest.raises(InputError, match="reversed"):
        prove_empty_box([x], constraints(x >= 1), {x: (1, 0)})
    with pytest.raises(InputError, match="forgets y"):
        prove_empty_box([x, y], constraints(x >= 1), {x: (0, 1)})
    with pytest.raises(OptionError):
        prove_empty_box([x], constraints(x >= 1), {x: (0, 1)}, effort=0)
    with pytest.raises(ExpressionError, match="gamma"):
        prove_empty_box([x], constraints(sp.gamma(x) >= 1), {x: (1, 2)})
    with pytest.raises(InputError, match="bounds nothing"):
        RangeConstraint(name="free", expression=x, lower=None, upper=None)
    with pytest.raises(InputError, match="not an interval"):
        RangeConstraint.from_relation("r", sp.Ne(x, 1))


def test_relations_become_ranges() -> None:
    assert RangeConstraint.from_relation("r", x < 1).upper == Fraction(0)
    equation = RangeConstraint.from_relation("r", sp.Eq(x, 1))
    assert equation.lower == equation.upper == 0


def test_no_boxes_still_make_the_statement() -> None:
    plain = prove_empty_box([x, y], constraints(x + y >= 3), UNIT, max_boxes=0)
    assert not plain.empty
    assert plain.statement == prove_empty_box([x, y], constraints(x + y >= 3), UNIT).statement


def test_numbers_beyond_floats_are_rounded_outwards():
    huge = Fraction(10) ** 400
    assert (round_down(huge), round_up(-huge)) == (sys.float_info.max, -sys.float_info.max)
    assert (round_up(huge), round_down(-huge)) == (math.inf, -math.inf)


def tree_of(boxes: int, count: int) -> list[list[Any]]:
    """A tree of the largest tokens there are: every leaf with a multiplier per constraint."""
    splits = boxes // 2
    return [["s", 0]] * splits + [["m", ["-4095/4096"] * count]] * (splits + 1)


@pytest.mark.long(every=4)
@pytest.mark.parametrize("count", [1, 2, 7, 40])
def test_the_largest_proof_is_one_that_the_checker_reads(count: int) -> None:
    found = prove_empty_box([x, y], constraints(*[x + y >= 3 + k for k in range(count)]), UNIT)
    most = most_boxes(found.statement)
    assert most > 5_000
    for boxes, readable in ((most, True), (most + most // 10, False)):
        proof = {"kind": "boxes", "tree": tree_of(boxes, count)}
        certificate = seal(found.statement, proof, list(found.used), {}, {"bargain": "0"})
        assert (values_in(certificate) <= MAX_VALUES) == readable
        assert len(json.dumps(certificate, indent=1)) < MAX_BYTES
        if readable:
            read(certificate)
        else:
            with pytest.raises(CertificateError, match="too many values"):
                read(certificate)


def test_a_limit_beyond_the_checker_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked for is bounded by what is read, whichever way the search comes out."""
    asked: list[int] = []
    original = BoxSearch.run

    def run(self: BoxSearch, stop_at: float, max_boxes: int) -> str:
        asked.append(max_boxes)
        return original(self, stop_at, max_boxes)

    monkeypatch.setattr(BoxSearch, "run", run)
    for limit in (None, 10**9, 20):
        statement = prove_empty_box([x], constraints(x >= 2), UNIT, max_boxes=limit).statement
        assert asked.pop() == min(most_boxes(statement), limit or 10**9)


def test_no_proof_is_made_that_the_checker_refuses_for_its_size(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With a small limit the search stops, or its proof is within it: never in between."""
    hard = constraints(x + y >= sp.Rational(101, 100), x**2 + y**2 <= sp.Rational(1, 2))
    outcomes = set()
    for limit in range(200, 2_000, 100):
        monkeypatch.setattr(interval, "MAX_VALUES", limit)
        monkeypatch.setattr(interval, "_KEPT", 50)
        found = prove_empty_box([x, y], hard, UNIT)
        outcomes.add(found.empty)
        if found.empty:
            certificate = seal(found.statement, found.proof, list(found.used), {}, {})
            assert values_in(certificate) <= limit
        else:
            assert found.reason == "number of boxes"
    assert outcomes == {True, False}


def test_a_statement_without_room_for_a_proof_is_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interval, "MAX_VALUES", 60)
    found = prove_empty_box([x], constraints(x >= 2), UNIT)
    assert (found.empty, found.reason) == (False, "number of boxes")


def test_the_limits_of_other_searches_are_those_of_the_checker() -> None:
    assert NashOptions().max_boxes == MAX_VALUES // 3
