"""Coq files of games whose payoffs have cases or any powers: defined, and nothing proved."""

from __future__ import annotations

import re
import shutil
from typing import Any

import pytest
import sympy as sp

import bargain as bg
from bargain import conditions as c
from bargain.explain.coq import compile_source
from bargain.kernel import CoqFile, Grade, graded
from bargain.kernel.expressions import in_pieces

X, Y = sp.symbols("x y")
P = sp.Symbol("p", positive=True)
THIRD, HALF = sp.Rational(1, 3), sp.Rational(1, 2)
needs_coq = pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed")

#: The first payoff, what is asked, and what comes out.
QUESTIONS: dict[str, tuple[sp.Expr, Any, str]] = {
    "cases": (sp.Piecewise((P * X, X < Y), (P * X / 2, True)) - X**2,
              [c.participation(), c.holds(X > Y)], "always"),
    "more cases": (
        sp.Piecewise((P * X, (X < Y) & (Y < HALF)), (P / 2, (X > HALF) | sp.Eq(Y, 1)), (X, True))
        - 5 * P - 2, [c.participation()], "never",
    ),
    "root": (X**THIRD - P, [c.participation()], "sometimes"),
    "root and logarithm": (sp.log(1 + P * X) - 2 * P * X**THIRD - P, [c.participation()], "never"),
    "exponent": ((1 + X) ** P - 2 * 2**P, [c.participation()], "never"),
}  # fmt: skip


def _file(name: str) -> CoqFile:
    first, condition, status = QUESTIONS[name]
    game = bg.Game(
        actions={"A": {X: (0, 1)}, "B": {Y: (0, 1)}}, payoffs={"A": first, "B": Y - Y**2}
    )
    verdict = bg.decide(game, condition)
    assert verdict.status == status
    assert verdict.certificate is not None
    return graded(verdict.certificate)


@pytest.mark.parametrize("name", ["more cases", "root"])
def test_payoffs_are_defined_and_said_to_be_all(name: str) -> None:
    file = _file(name)
    assert file.grade is Grade.GAME
    assert file.reason.startswith("nothing is proved of payoffs: ")
    said = {
        "more cases": r"\(if Rlt_dec x y then",
        "root": r"\(if Rlt_dec 0 x then Rpower x \(1/3\)",
    }
    assert re.search(rf"Definition payoff_A .*\n.*{said[name]}", file.source)
    assert "agreement x y" in file.source[file.source.index("Theorem claim :") :]


@pytest.mark.long
@needs_coq
@pytest.mark.parametrize("name", list(QUESTIONS))
def test_the_kernel_accepts_them(name: str) -> None:
    found = compile_source(_file(name).source)
    assert found.status == "compiled", found.detail


@pytest.mark.parametrize("values", [(0, 0), (0, 2), (2, 0), (1, 1)])
def test_cases_are_told_apart_as_they_are(values: tuple[int, int]) -> None:
    """The term is read again, comparison by comparison."""
    one = sp.And(X < Y, Y > 1)
    e = sp.Piecewise((X + 1, one), (Y, sp.Or(sp.Eq(X, Y), X > 1)), (X - 7, sp.Ne(X, Y)), (3, True))
    at = dict(zip((X, Y), values, strict=True))
    said = in_pieces(e)
    for name, sign in (("Rlt_dec", "<"), ("Rgt_dec", ">"), ("Req_EM_T", "==")):
        said = re.sub(rf"if {name} (\w+) (\w+) then", rf"if \1 {sign} \2 then", said)
    turned = re.sub(r"if (.*?) then", r"\1 and", said)
    for name, value in (("x", values[0]), ("y", values[1])):
        turned = re.sub(rf"\b{name}\b", str(value), turned)
    assert _read(turned.split()) == e.subs(at), said


def _read(words: list[str]) -> sp.Expr:
    """``(a < b and one else other)`` and arithmetic in brackets."""
    tokens = " ".join(words).replace("(", " ( ").replace(")", " ) ").split()

    def term() -> Any:
        token = tokens.pop(0)
        if token != "(":
            return sp.Integer(token)
        left = term()
        sign = tokens.pop(0)
        if sign == ")":
            return left
        right = term()
        if sign in ("+", "*"):
            found = left + right if sign == "+" else left * right
        else:
            assert tokens.pop(0) == "and"
            one = term()
            assert tokens.pop(0) == "else"
            other = term()
            met = {"<": left < right, ">": left > right, "==": left == right}[sign]
            found = one if met else other
        assert tokens.pop(0) == ")"
        return found

    return term()
