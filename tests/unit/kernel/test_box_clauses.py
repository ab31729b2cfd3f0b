"""Coq files of claims about boxes: the box's functions are what the game and its conditions say."""

from __future__ import annotations

import re
import shutil
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
import sympy as sp

import bargain as bg
from bargain import conditions as c
from bargain.check.certificate import Plain
from bargain.explain.coq import compile_source
from bargain.kernel import Grade, graded
from bargain.question.question import Question
from bargain.verdicts.box_refutation import Boxes
from bargain.verdicts.inquiry import Inquiry

X, Y = sp.symbols("x y")
P, Q = sp.symbols("p q", positive=True)
HALF, MOST, MUCH = sp.Rational(1, 2), sp.Rational(9, 10), sp.Rational(3, 2)
needs_coq = pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed")

#: Payoffs, constraints, what is asked, region, and what the file does not define.
QUESTIONS: dict[str, tuple[Any, Any, Any, Any, str]] = {
    "payoffs": (
        (P * sp.exp(X) - Y * sp.log(2 + X) - sp.Rational(5, 2), sp.log(1 + Y) - X * sp.exp(Y)), [],
        [c.participation(), c.holds(X + Y >= MUCH)], [P >= 1, P <= 2], "",
    ),
    "best replies": (
        (P * X - Y * X**2, Y / (1 + X) - Y**2), [], [c.self_enforcing(HALF), c.holds(Y >= MOST)],
        [P >= 1, P <= 2], "",
    ),
    "slopes": (
        (P * sp.exp(X * Y) - X * sp.exp(X), Y / (1 + X)), [], [c.nash(), c.holds(Y <= HALF)],
        [P >= 1, P <= 2], "",
    ),
    "a given parameter": (
        (Q * P * X - 3 - Y * X**2 * Q, Y), [], [c.participation(), c.holds(Y >= MOST)],
        [sp.Eq(P, 2 * Q), Q >= 1, Q <= 1 + HALF / 2], "",
    ),
    "a constraint": (
        (P * X - Y, Y / (1 + X)), [X + Y <= 1], [c.participation(), c.holds(X * Y >= HALF)],
        [P >= 1, P <= 2], "",
    ),
    "efficiency": (
        (P * sp.exp(X) - Y, Y - X * Y), [], [c.efficient(), c.holds(X * sp.exp(Y) >= 3)],
        [P >= 1, P <= 2], "no definition in Coq: efficient",
    ),
}  # fmt: skip


@cache
def _certificate(name: str) -> Plain:
    (first, second), constraints, conditions, where, _ = QUESTIONS[name]
    game = bg.Game(
        actions={"A": {X: (0, 1)}, "B": {Y: (0, 1)}}, payoffs={"A": first, "B": second},
        constraints=constraints,
        parameters=sorted({P, Q} & (first + second).free_symbols, key=str),
    )  # fmt: skip
    question = Question(game, conditions, where)
    point = {p.name: Fraction(1) for p in question.parameters}
    inquiry = Inquiry(question, question.never(), point, 1e9, None, [])
    proposal = Boxes().propose(inquiry)
    assert proposal is not None, inquiry.tried
    verdict = inquiry.verdict(proposal)
    assert verdict is not None
    assert verdict.certificate["statement"]["claim"] == "empty-box"
    found: Plain = verdict.certificate
    return found


@pytest.mark.parametrize("name", ["a constraint", "efficiency"])
def test_the_game_is_defined(name: str) -> None:
    file = graded(_certificate(name))
    missing = QUESTIONS[name][-1]
    assert (file.grade, file.reason) == (Grade.GAME if missing else Grade.CONDITIONS, missing)
    theorem = file.source[file.source.index("Theorem claim :") :]
    assert re.search(r"forall p : R, region p ->\n +~ \(exists x y.* : R, agreement x y", theorem)


def test_a_box_of_other_constraints_is_not_tied() -> None:
    certificate = _certificate("a constraint")
    constraints = certificate["statement"]["constraints"]
    changed = {**certificate["statement"], "constraints": [*constraints[1:], constraints[0]]}
    file = graded({**certificate, "statement": changed})
    assert (file.grade, file.reason) == (
        Grade.POLYNOMIALS, "the constraints of the box are others",
    )  # fmt: skip


@pytest.mark.long
@needs_coq
@pytest.mark.parametrize("name", list(QUESTIONS))
def test_the_kernel_accepts_the_step_to_the_box(name: str) -> None:
    file = graded(_certificate(name))
    assert file.reason == QUESTIONS[name][-1]
    found = compile_source(file.source)
    if found.status == "skipped":
        pytest.skip(found.detail)
    assert found.status == "compiled", found.detail


@pytest.mark.long
@needs_coq
def test_another_payoff_is_refused() -> None:
    source = graded(_certificate("a constraint")).source
    changed = re.sub(r"(Definition payoff_A .*\n  )", r"\1 1 + ", source, count=1)
    assert changed != source
    found = compile_source(changed)
    if found.status == "skipped":
        pytest.skip(found.detail)
    assert found.status == "refused"
