"""Coq files of lists of equilibria, case by case: the tree or table is defined, and the cell."""

from __future__ import annotations

import re
import shutil
from functools import cache
from typing import Any

import pytest
import sympy as sp

import bargain as bg
from bargain.explain.coq import assumptions, compile_source
from bargain.explain.coq.coq_compiler import CLASSICAL_REALS
from bargain.kernel import CoqFile, Grade, graded
from bargain.solve.cases.table_cases import table_cases

A, B = sp.symbols("a b", positive=True)
Z = sp.Symbol("z", real=True)
needs_coq = pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed")


def _entry() -> bg.ExtensiveGame:
    """A client is strong with chance 1/(1 + a); who sees it come may yield."""

    def of(strong: int) -> Any:
        fight = {"client": 2 * strong - B, "patron": 1 - 2 * strong}
        return bg.move("client", {
            "stay": bg.end({"client": 0, "patron": 2}),
            "come": bg.move(
                "patron", {"yield": bg.end({"client": 2, "patron": 0}), "fight": bg.end(fight)},
                "seen",
            ),
        }, "strong" if strong else "weak")  # fmt: skip

    return bg.ExtensiveGame(bg.chance({"s": (1 / (1 + A), of(1)), "w": (A / (1 + A), of(0))}))


TABLE = [[A, 0, 1], [0, 1, Z]], [[A, 0, 0], [0, B, Z]]
TWO = bg.FiniteGame.from_payoffs([[A, 0], [0, 1]], [[1, 0], [0, B]])
GAMES: dict[str, Any] = {
    "pure": lambda: table_cases(
        bg.FiniteGame.from_payoffs(*TABLE, players=["P 1", "C"]), ["z < 1", "z > -1"], pure=True
    ),
    "none": lambda: table_cases(
        bg.FiniteGame.from_payoffs([[A, -A], [-A, A]], [[-A, B], [B, -B]]), [], pure=True
    ),
    "mixed": lambda: bg.nash_equilibria(TWO),
    "beliefs": lambda: bg.perfect_bayesian(_entry(), [B > 1, B < 2]),
    "subgames": lambda: bg.subgame_perfect(_entry(), [B > 1, B < 2]),
}  # fmt: skip
SALE = bg.BayesianGame(
    types={"buyer": [1, 2]}, prior={"buyer": {1: 1 - A, 2: A}}, terms={sp.Symbol("x"): (0, 1)},
    payoffs={"buyer": lambda v: v * sp.Symbol("x")},
)  # fmt: skip
GAMES["rule"] = lambda: bg.optimal_mechanism(SALE, "revenue", balanced=False, where=[A < 1])
WHOLE = ("pure", "none")


@cache
def _file(name: str) -> CoqFile:
    certificate = GAMES[name]().certificate
    assert certificate is not None
    return graded(certificate)


@pytest.mark.parametrize("name", list(GAMES))
def test_payoffs_and_the_cell_are_defined(name: str) -> None:
    file = _file(name)
    assert file.grade is (Grade.CONDITIONS if name in WHOLE else Grade.GAME)
    assert file.reason.startswith("taken as given: what is proved of ") is (name not in WHOLE)
    parts = file.source.count("Module Part")
    players = 1 if name == "rule" else 2
    assert file.source.count("Definition payoff_") == players * parts
    assert "Definition region (" in file.source
    said = {"beliefs": "chance ", "subgames": "chance ", "rule": "Definition prior "}
    assert said.get(name, "<->" if name in WHOLE else "Definition nash ") in file.source


def test_the_ends_of_a_tree_are_those_that_chance_leads_to() -> None:
    source = _file("beliefs").source
    assert re.search(r"Definition chance \(a b : R\) \(a__ : ends\) : R :=\n  match a__ with\n"
                     r"  \| end_2 => \(/ \(a \+ 1\)\)", source)  # fmt: skip
    assert "(* end_2: after s → stay *)" in source


@pytest.mark.long
@needs_coq
@pytest.mark.parametrize("name", list(GAMES))
def test_the_kernel_accepts_them(name: str) -> None:
    found = compile_source(_file(name).source)
    assert found.status == "compiled", found.detail


@pytest.mark.long
@needs_coq
@pytest.mark.parametrize(("old", "new"), [("=> a", "=> (a - 2)"), (" <-> ", " <-> ~ ")])
def test_another_list_or_table_is_refused(old: str, new: str) -> None:
    source = _file("pure").source
    assert old in source
    assert compile_source(source.replace(old, new, 1)).status == "refused"


@pytest.mark.long
@needs_coq
def test_lists_assume_nothing_more() -> None:
    assert assumptions(_file("none").source) <= CLASSICAL_REALS
