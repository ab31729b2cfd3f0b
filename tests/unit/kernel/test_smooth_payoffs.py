"""Coq files of games with quotients, roots, logarithms and exponentials."""

from __future__ import annotations

import re
import shutil
from functools import cache
from typing import Any

import pytest
import sympy as sp

import bargain as bg
from bargain import conditions as c
from bargain.explain.coq import assumptions, compile_source
from bargain.explain.coq.coq_compiler import CLASSICAL_REALS
from bargain.kernel import CoqFile, Grade, graded
from bargain.kernel.values import Values

X, Y = sp.symbols("x y")
P = sp.Symbol("p", positive=True)
PRIZE = X / (1 + X + Y)
needs_coq = pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed")


def _game(first: sp.Expr, second: sp.Expr = Y - Y**2) -> bg.Game:
    return bg.Game(actions={"A": {X: (0, 1)}, "B": {Y: (0, 1)}}, payoffs={"A": first, "B": second})


QUESTIONS: dict[str, tuple[sp.Expr, Any, Any, str]] = {
    "quotient": (P * PRIZE - X, [c.nash(), c.holds(sp.Rational(9, 10) <= X)], [P <= 1], "never"),
    "quotients": (P * PRIZE - X, [c.participation(), c.holds(X >= Y)], [P >= 2], "always"),
    "root": (sp.sqrt(1 + X * Y) - X, [c.nash(), c.holds(sp.Rational(3, 4) <= X)], [], "never"),
    "roots": (P * sp.sqrt(X) - X, [c.participation()], [P <= 1], "always"),
    "logarithm": (
        sp.log(1 + X + Y) - 2 * X, [c.nash(), c.holds(sp.Rational(1, 2) <= X)], [], "never",
    ),
    "logarithms": (  # their arguments stand in another spelling than in the statement
        2 * sp.log(P * (X + Y) + 1) - X - sp.Rational(1, 2), [c.participation(), c.holds(X >= Y)],
        [P >= 1], "always",
    ),
    "exponential": (1 - sp.exp(-X) - 2 * X, [c.self_enforcing("1/2")], [], "always"),
}  # fmt: skip


@cache
def _file(name: str) -> CoqFile:
    payoff, condition, where, status = QUESTIONS[name]
    verdict = bg.decide(_game(payoff), condition, where=where)
    assert verdict.status == status
    assert verdict.certificate is not None
    return graded(verdict.certificate)


@pytest.mark.long(every=3)
@pytest.mark.parametrize("name", list(QUESTIONS))
def test_payoffs_are_defined_as_they_are(name: str) -> None:
    found = _file(name)
    assert (found.grade, found.reason) == (Grade.CONDITIONS, "")
    function = {"quotient": "/ (", "root": "sqrt", "logarithm": "ln", "exponential": "exp"}
    definition = re.search(r"Definition payoff_A .*\n  (.*)", found.source)
    assert definition is not None
    assert function[name.removesuffix("s")] in definition[1]


@pytest.mark.long(every=6)
@needs_coq
@pytest.mark.parametrize("name", list(QUESTIONS))
def test_the_kernel_accepts_the_step_from_functions(name: str) -> None:
    assert compile_source(_file(name).source).status == "compiled"


@pytest.mark.long(every=4)
@needs_coq
@pytest.mark.parametrize("name", ["quotient", "root", "logarithm", "exponential"])
def test_another_payoff_is_refused(name: str) -> None:
    source = _file(name).source
    changed = re.sub(r"(Definition payoff_A .*\n  )", r"\1- x - x^3 + ", source, count=1)
    assert changed != source
    assert compile_source(changed).status == "refused"


@pytest.mark.long
@needs_coq
def test_functions_assume_nothing_more() -> None:
    assert assumptions(_file("logarithm").source) <= CLASSICAL_REALS


def test_a_denominator_is_positive_by_form_or_by_a_refutation() -> None:
    values = Values([P, X], [P > 2], {X: (sp.S.Zero, sp.S.One)}, ["region p", "agreement x"])
    values.need([1 / (1 + P * X), sp.log(P - 2 * X)])
    assert [(v.part, v.sign) for v in values.found] == [(P * X + 1, 1), (P - 2 * X, 1)]
    assert sum("positive." in line for line in values.lines) == 1
    assert "Theorem value_2_opposite :" in "\n".join(values.lines)


def test_a_file_says_nothing_of_payoffs_without_a_value() -> None:
    values = Values([X], [], {X: (sp.S.Zero, sp.S.One)}, ["region", "agreement x"])
    with pytest.raises(bg.errors.OptionError, match="not shown in Coq"):
        values.need([1 / X])


@pytest.mark.long
@needs_coq
def test_a_root_of_a_deviation_that_no_clause_speaks_of_is_no_quantity_of_the_file() -> None:
    game = bg.Game(
        actions={"A": {X: (0, 1)}, "B": {Y: (0, 1)}},
        payoffs={"A": 2 * sp.sqrt(X) + X**2 * Y - X / 2, "B": sp.sqrt(1 + X) - 2 * Y},
        disagreement={"A": P, "B": 0},
    )
    verdict = bg.decide(game, [c.self_enforcing(P), c.holds(sp.Eq(X, Y))], where=[P < 1])
    assert verdict.status == "sometimes"
    assert verdict.certificate is not None
    source = graded(verdict.certificate).source
    assert "z_x" not in source
    assert compile_source(source).status == "compiled"
