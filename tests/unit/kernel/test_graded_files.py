"""Coq files that define the game and its conditions: their grades, and what the kernel says."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
import sympy as sp
from click.testing import CliRunner

import bargain as bg
from bargain import conditions as c
from bargain.cli.export_command import export
from bargain.explain.coq import assumptions, compile_source
from bargain.explain.coq.coq_compiler import CLASSICAL_REALS
from bargain.kernel import CoqFile, Grade, graded
from bargain.verdicts.relation import prove_relation

X, Y = sp.symbols("x y")
P, Q = sp.symbols("p q", positive=True)
GAME = bg.Game(
    actions={"A": {X: (0, 1)}, "B": {Y: (0, 1)}},
    payoffs={"A": P * X * Y - X**2, "B": Y * (1 - X) - Y**2},
    parameters=[P, Q],
    measures={"effort": {"A": X, "B": Y}},
)
QUESTIONS: dict[str, tuple[Any, Any, str]] = {
    "nash": ([c.nash(), c.holds(sp.Rational(9, 10) <= X)], [P <= 1], "never"),
    "best replies": (
        [c.self_enforcing(sp.Rational(1, 10)), c.holds(sp.Rational(9, 10) <= X)], [P <= 1], "never",
    ),
    "equilibrium": ([c.nash(), c.participation()], [P > 3], "always"),
    "efficient": ([c.efficient(), c.participation()], [], "always"),
    "at points": ([c.nash(), c.holds(sp.Rational(1, 3) <= X)], [], "sometimes"),
    "unlike allies": ([c.nash(), c.holds(X > 1)], [sp.Ne(P, 2)], "never"),
    "equation": ([c.nash(), c.holds(sp.Rational(9, 10) <= X)], [sp.Eq(2 * P, Q), Q < 1], "never"),
    "balance": ([c.balanced("effort"), c.positive("effort"), c.participation()], [P > 2], "always"),
}  # fmt: skip
needs_coq = pytest.mark.skipif(shutil.which("coqc") is None, reason="coqc is not installed")


def _file(name: str) -> CoqFile:
    condition, where, status = QUESTIONS[name]
    verdict = bg.decide(GAME, condition, where=where)
    assert verdict.status == status
    assert verdict.certificate is not None
    return graded(verdict.certificate)


@pytest.mark.long(every=4)
@pytest.mark.parametrize("name", list(QUESTIONS))
def test_conditions_are_defined(name: str) -> None:
    found = _file(name)
    assert (found.grade, found.reason) == (Grade.CONDITIONS, "")
    assert re.search(r"Definition payoff_A \((?:p q|q p) x y : R\) : R :=", found.source)
    assert re.search(r"Definition region \((?:p q|q p) : R\) : Prop :=", found.source)


@pytest.mark.long(every=8)
@needs_coq
@pytest.mark.parametrize("name", list(QUESTIONS))
def test_the_kernel_accepts_the_step_from_definitions(name: str) -> None:
    assert compile_source(_file(name).source).status == "compiled"


@pytest.mark.long
@needs_coq
def test_a_constant_payoff_needs_no_weight() -> None:
    game = bg.Game(actions={"A": {X: (0, 1)}, "B": {}}, payoffs={"A": P * X, "B": sp.Integer(3)})
    verdict = bg.decide(game, [c.efficient(), c.holds(sp.Eq(X, 1))])
    assert verdict.certificate is not None
    found = graded(verdict.certificate)
    assert found.grade is Grade.CONDITIONS
    assert compile_source(found.source).status == "compiled"


@pytest.mark.long(every=3)
@needs_coq
@pytest.mark.parametrize("name", ["nash", "best replies", "equilibrium"])
def test_another_game_is_refused(name: str) -> None:
    """The same polynomials are no proof about a game with another payoff."""
    source = _file(name).source
    changed = re.sub(r"(Definition payoff_A .*\n  )", r"\1- x - x^3 + ", source, count=1)
    assert changed != source
    assert compile_source(changed).status == "refused"


@needs_coq
def test_a_larger_region_is_refused() -> None:
    source = _file("nash").source
    changed = re.sub(r"p <= 1", "p <= 4", source)
    assert changed != source
    assert compile_source(changed).status == "refused"


@needs_coq
def test_nothing_is_assumed() -> None:
    for name in ("best replies", "efficient"):
        assert assumptions(_file(name).source) <= CLASSICAL_REALS


def test_what_follows_from_efficiency_stays_polynomials() -> None:
    condition = [c.efficient(), c.nash(), c.holds(sp.Rational(1, 10) <= X)]
    verdict = bg.decide(GAME, condition, where=[P >= 3])
    assert verdict.status == "never"
    assert verdict.certificate is not None
    found = graded(verdict.certificate)
    assert (found.grade, found.reason) == (Grade.GAME, "no definition in Coq: efficient")


def _balanced() -> CoqFile:
    """Balanced and efficient with gains for both: at some p alone."""
    game = bg.Game(
        actions={"A": {X: (0, 1)}, "B": {Y: (0, 1)}},
        payoffs={"A": P * Y - X**2 / 2, "B": X - Y**2 / 2},
        measures={"effort": {"A": X, "B": Y}},
    )
    condition = [c.efficient(), c.balanced("effort"), c.positive("effort"), c.participation()]
    verdict = bg.decide(game, condition)
    assert verdict.status == "sometimes"
    assert verdict.certificate is not None
    return graded(verdict.certificate)


@pytest.mark.long
@needs_coq
def test_sometimes_with_efficiency_takes_what_it_implies_as_given() -> None:
    found = _balanced()
    assert (found.grade, found.reason) == (Grade.GAME, "taken as given: what efficiency implies")
    assert compile_source(found.source).status == "compiled"


def test_quantities_of_the_statement_are_terms_of_the_game() -> None:
    """What is taken as given speaks of the largest of two values, not of a letter for it."""
    folder = Path(__file__).resolve().parents[3] / "proofs" / "literature" / "certificates"
    found = graded(json.loads((folder / "07-share.json").read_text("utf-8")))
    assert found.grade is Grade.GAME
    theorem = found.source[found.source.index("Theorem claim :") :].partition("Proof.")[0]
    assert "exists x y : R, agreement x y" in theorem
    assert "(Rmax (/ (d + 1)) ((d * t_1) + ((-1) * d) + 1))" in theorem
    assert "inverse_1" not in theorem


def test_a_list_of_equilibria_defines_them() -> None:
    root = Path(__file__).resolve().parents[2] / "certificates" / "valid"
    found = graded(json.loads((root / "nash_three.json").read_text("utf-8")))
    assert (found.grade, found.reason) == (Grade.CONDITIONS, "")
    assert "Definition nash (x y : R) : Prop :=" in found.source


def test_a_relation_whose_terms_are_not_shown_to_have_values_is_its_polynomials() -> None:
    proof = prove_relation(1 / (U**3 + 1) > 0, [U**3 > 0])
    assert proof.certificate is not None
    found = graded(proof.certificate)
    assert found.grade is Grade.POLYNOMIALS
    assert found.reason


H, K = sp.symbols("h k", positive=True)
U, V = sp.symbols("u v", real=True)
RELATIONS: dict[str, tuple[Any, list[Any]]] = {
    "square": (H**2 + K**2 >= 2 * H * K, []),
    "quotients": (1 / H + 1 / K >= 4 / (H + K), []),
    "quotients that cancel": (H * (U + V / H) >= H * U + V, []),
    "multiples": (sp.Eq(H / (2 * H + 2) - sp.Rational(1, 3), (H - 2) / (6 * H + 6)), []),
    "powers of multiples": (U / (H + 1) + H / (2 * H + 2) + 1 / (3 * H + 3) ** 2 > 0, [U > 0]),
    "fails somewhere": (1 / H < 1 / K, []),
    "fails everywhere": (U < 1 / H, [U > 1 / H]),
    "equation": (sp.Eq(U * H, K), [sp.Eq(U, K / H)]),
    "equal": (sp.Eq(U, V), [U >= V, V >= U]),
    "unequal": (sp.Ne(U * V, 0), [sp.Ne(U, 0), sp.Ne(V, 0)]),
    "both fail": (sp.And(U > 1, V > 1), [U + V >= 2]),
    "one fails": (sp.Or(U > 1, V > 1), [U + V >= 2]),
    "one holds": (sp.Or(U > 0, U < 1), []),
    "either": (U < 1, [sp.Or(sp.And(U > 0, 2 * U < 1), sp.Eq(4 * U, 1))]),
    "largest": (sp.Max(H, 1 / H) < K, [H < K, H * K > 1]),
    "smallest": (sp.Min(2 * H, 2 * K, H + K - U) <= H + K, [U >= 0]),
    "logarithms": (sp.log(H) + 1 / H >= 1, []),
    "roots": (sp.sqrt(H) * sp.sqrt(K) <= H + K, []),
    "between": ((U - H) / (U - V) > 0, [U > H, H > V]),
    "odd names": (sp.Symbol("relation", real=True) > sp.Symbol("cleared", real=True),
                  [sp.Symbol("relation", real=True) > 1 + sp.Symbol("cleared", real=True)]),
}  # fmt: skip


def _relation(name: str) -> CoqFile:
    proof = prove_relation(*RELATIONS[name])
    assert proof.certificate is not None
    return graded(proof.certificate)


@pytest.mark.parametrize("name", RELATIONS)
def test_a_relation_and_its_hypotheses_are_defined(name: str) -> None:
    found = _relation(name)
    assert (found.grade, found.reason) == (Grade.CONDITIONS, "")
    assert "Definition relation" in found.source


@pytest.mark.long(every=4)
@needs_coq
@pytest.mark.parametrize("name", RELATIONS)
def test_the_kernel_accepts_the_step_from_a_relation(name: str) -> None:
    assert assumptions(_relation(name).source) <= CLASSICAL_REALS


@pytest.mark.long(every=3)
@needs_coq
@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("quotients", "(4 * (/ (h + k)))", "(5 * (/ (h + k)))"),
        ("equation", "u = ((/ h) * k)", "u = ((/ h)^2 * k)"),
        ("fails everywhere", "u > (/ h)", "u < (/ h)"),
    ],
)
def test_another_relation_is_refused(name: str, old: str, new: str) -> None:
    """The same polynomials are no proof of another relation, nor from other hypotheses."""
    source = _relation(name).source
    assert old in source, source
    assert compile_source(source.replace(old, new)).status == "refused"


def _regions() -> CoqFile:
    found = bg.region(GAME, [c.nash(), c.participation(), c.holds(sp.Rational(1, 4) <= X)])
    assert found.exact
    return graded(found.certificate)


def test_each_cell_of_a_region_is_a_module_that_defines_the_game() -> None:
    found = _regions()
    assert (found.grade, found.reason) == (Grade.CONDITIONS, "")
    assert found.source.count("Definition payoff_A ") == found.source.count("Module Part") == 2
    assert found.source.count("From Coq Require Import Reals Lra.") == 1


@pytest.mark.long
@needs_coq
def test_the_kernel_accepts_a_region() -> None:
    assert assumptions(_regions().source) <= CLASSICAL_REALS


def test_of_parts_with_grades_the_lowest_counts() -> None:
    numbers = prove_relation(1 / (U**3 + 1) > 0, [U**3 > 0]).certificate
    game = bg.decide(GAME, [c.nash(), c.participation()], where=[P > 3]).certificate
    assert numbers is not None
    assert game is not None
    parts = {key: [numbers[key], game[key]] for key in ("statement", "proof")}
    whole = {"claim": "all", "verdict": "all", "words": ["Both."], "parts": parts["statement"]}
    proof = {"kind": "all", "parts": parts["proof"]}
    found = graded({**game, "statement": whole, "proof": proof})
    assert found.grade is Grade.POLYNOMIALS


def test_the_page_of_proofs_has_the_grades() -> None:
    from proofs.kernel import graded_lines

    page = (Path(__file__).resolve().parents[3] / "proofs" / "README.md").read_text("utf-8")
    assert "\n".join(graded_lines()) in page


def test_a_player_and_a_letter_with_odd_names_are_written_safely() -> None:
    t, forall = sp.symbols("t forall")
    game = bg.Game(
        actions={"the patron": {t: (0, 1)}, "B": {forall: (0, 1)}},
        payoffs={"the patron": t - t**2, "B": forall - forall**2},
    )
    verdict = bg.decide(game, [c.nash(), c.holds(t >= sp.Rational(9, 10))])
    assert verdict.certificate is not None
    source = graded(verdict.certificate).source
    assert "payoff_player_1" in source
    assert "v_forall" in source


@pytest.mark.long
def test_the_command_says_the_grade(tmp_path: Path) -> None:
    condition, where, _ = QUESTIONS["equilibrium"]
    saved, out = tmp_path / "claim.json", tmp_path / "claim.v"
    bg.decide(GAME, condition, where=where).save(saved)
    arguments = [str(saved), "--to", "coq", "--out", str(out), "--json"]
    found = CliRunner().invoke(export, arguments, standalone_mode=False)
    assert found.return_value == 0
    assert json.loads(found.stdout)["grade"] == "F2"
    assert "Theorem claim :" in out.read_text("utf-8")


@pytest.mark.long
def test_the_command_says_that_no_lean_was_asked(tmp_path: Path) -> None:
    condition, where, _ = QUESTIONS["equilibrium"]
    saved = tmp_path / "claim.json"
    bg.decide(GAME, condition, where=where).save(saved)
    found = CliRunner().invoke(export, [str(saved), "--to", "lean"], standalone_mode=False)
    assert found.return_value == 0
    assert "theorem claim " in found.stdout
    assert "no Lean has compiled it" in found.stderr


def test_the_command_refuses_a_changed_certificate(tmp_path: Path) -> None:
    condition, where, _ = QUESTIONS["equilibrium"]
    saved = tmp_path / "claim.json"
    bg.decide(GAME, condition, where=where).save(saved)
    saved.write_text(saved.read_text("utf-8").replace("p > 3", "p > 2"), encoding="utf-8")
    found = CliRunner().invoke(export, [str(saved), "--to", "coq"], standalone_mode=False)
    assert found.return_value == 1
