"""Coq files of games with constraints, lists of values, boxes with letters, and of other claims."""

from __future__ import annotations

import re
import shutil
from functools import cache
from typing import Any

import pytest
import sympy as sp

import bargain as bg
from bargain import conditions as c
from bargain.explain.coq import compile_source
from bargain.kernel import CoqFile, Grade, graded

X, Y = sp.symbols("x y")
P, Q = sp.symbols("p q", positive=True)
needs_coq = pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed")


def _game(
    x_box: object = (0, 1),
    constraints: Any = (),
    first: sp.Expr = P * Y - X**2,
    second: sp.Expr = X - Y**2,
) -> bg.Game:
    return bg.Game(
        actions={"A": {X: x_box}, "B": {Y: (0, 1)}},
        payoffs={"A": first, "B": second},
        constraints=constraints,
        parameters=[P],
    )


HALF = sp.Rational(1, 2)
QUESTIONS: dict[str, tuple[bg.Game, Any, Any, str, Grade]] = {
    "constraint": (
        _game(constraints=[X + Y <= 1]), c.holds(X + 2 * Y > 2) & c.participation(), [P < 2],
        "never", Grade.CONDITIONS,
    ),
    "feasible": (
        _game(constraints=[X + Y <= 1]), c.nash() & c.participation(), [P < 2], "always",
        Grade.GAME,
    ),
    "list": (_game(x_box=[0, HALF, 1]), c.holds(X > HALF) & c.participation(), [P < 1], "never",
             Grade.GAME),
    "box": (_game(x_box=(0, P), first=Y - X / P), c.participation() & c.holds(Y <= X / (2 * P)),
            [], "always", Grade.GAME),
    "implication": (
        _game(), ~c.implies(c.participation(), c.holds(Y > HALF)), [P < 2], "always",
        Grade.CONDITIONS,
    ),
    "refuted": (
        _game(), ~c.implies(c.nash() & c.holds(P * Y > 0), c.holds(sp.Eq(X, 0))), [], "never",
        Grade.CONDITIONS,
    ),
    "quotients": (
        _game(first=P * X / (1 + X)), ~c.implies(c.nash(), c.holds(sp.Eq(X / (1 + X), HALF))), [],
        "never", Grade.CONDITIONS,
    ),
    "one way": (_game(), (c.holds(X > 1) | c.holds(Y > 1)) & c.participation(), [], "never",
                Grade.GAME),
    "every period": (  # a Nash equilibrium in which nobody loses: no goal has the discount
        _game(first=P * Y - X**2 / 2, second=P * (X + Y) - Y**2 / 2), c.self_enforcing(P), [P < 1],
        "always", Grade.CONDITIONS,
    ),
    "largest sum": (
        bg.Game(
            actions={"A": {X: (0, 2)}, "B": {Y: (0, 2)}},
            payoffs={"A": P * X**2 - Y, "B": Y**2 - X},
        ),
        c.efficient(), [P < 1], "always", Grade.GAME,
    ),
}  # fmt: skip


@cache
def _file(name: str) -> CoqFile:
    game, condition, where, status, _ = QUESTIONS[name]
    verdict = bg.decide(game, condition, where=where)
    assert verdict.status == status
    assert verdict.certificate is not None
    return graded(verdict.certificate)


@pytest.mark.long(every=3)
@pytest.mark.parametrize("name", list(QUESTIONS))
def test_payoffs_and_agreements_are_defined(name: str) -> None:
    found = _file(name)
    assert found.grade is QUESTIONS[name][-1], found.reason
    assert (found.reason == "") is (found.grade is Grade.CONDITIONS)
    assert "Definition payoff_A " in found.source
    assert "Definition agreement " in found.source


@pytest.mark.long(every=7)
@needs_coq
@pytest.mark.parametrize("name", list(QUESTIONS))
def test_the_kernel_accepts_them(name: str) -> None:
    assert compile_source(_file(name).source).status == "compiled"


@pytest.mark.long
@needs_coq
def test_a_wider_feasible_set_is_refused() -> None:
    source = _file("constraint").source
    changed = source.replace("(x + y) <= 1", "(x + y) <= 2")
    assert changed != source
    assert compile_source(changed).status == "refused"


@pytest.mark.long
@needs_coq
def test_another_payoff_of_what_a_share_is_of_is_refused() -> None:
    source = _file("box").source
    assert "Definition own_payoff_A (p x y : R) : R :=" in source
    changed = re.sub(r"(Definition own_payoff_A .*\n  )", r"\1x + ", source, count=1)
    assert changed != source
    assert compile_source(changed).status == "refused"


@pytest.mark.long
def test_saved_certificates_of_games_have_a_grade_each() -> None:
    from proofs.kernel import HERE, graded_lines

    said = graded_lines(HERE / "literature" / "certificates")
    assert not any("F0" in line for line in said), said
