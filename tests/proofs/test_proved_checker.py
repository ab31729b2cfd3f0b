"""The checker that Coq proved says what the checker of the package says, and rests on little."""

from __future__ import annotations

import random
import secrets
import subprocess
from collections import Counter
from decimal import Context, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from bargain.explain.coq.coq_compiler import CLASSICAL_REALS
from proofs.checker import (
    EXPORTED,
    HERE,
    PROGRAM,
    SOURCES,
    THEOREM,
    ask,
    assumed,
    build,
    compared,
    kept,
    missing,
)
from proofs.checker.__main__ import main
from proofs.checker.mutants import cells_of, mutants, random_cells


def test_nothing_is_admitted_and_the_theorem_is_there() -> None:
    paths = {path.stem: path for path in [*HERE.glob("*.v"), EXPORTED]}
    assert set(paths) == set(SOURCES)
    texts = {name: path.read_text(encoding="utf-8") for name, path in paths.items()}
    for text in texts.values():
        for word in ("Admitted", "Axiom ", "Parameter ", "Conjecture", "admit."):
            assert word not in text
    assert f"Theorem {THEOREM} : forall c, accepts c = true -> means c." in texts["Claim"]
    assert texts["Extract"].rstrip().endswith(" accepts.")  # what runs is what it speaks of


def test_where_no_compiler_is_that_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main([]) == 0
    assert capsys.readouterr().out == "skipped: coqc, ocamlopt not installed\n"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if absent := missing():
        pytest.skip(f"not installed: {absent}")
    return build(tmp_path_factory.mktemp("checker")).parent


@pytest.mark.long
def test_the_theorem_rests_on_the_classical_reals(built: Path) -> None:
    assert assumed(built) <= CLASSICAL_REALS


@pytest.mark.long
def test_both_checkers_agree_on_all_certificates_and_on_mutants(built: Path) -> None:
    files, tally = kept(), Counter[str]()
    assert list(compared(built / "proved", files.items(), tally)) == []
    assert tally["accepted by both"] == len(files) - 1  # a list of equilibria is not covered
    tally.clear()
    seed = secrets.randbelow(1_000_000)  # others each night
    wrong = list(compared(built / "proved", mutants(files, seed, 10_000), tally))
    assert wrong == [], f"seed {seed}"
    assert min(tally["accepted by both"], tally["refused by both"]) > 300


@pytest.mark.long
def test_both_checkers_agree_on_every_rule(built: Path) -> None:
    """The certificates of the tests, which use all rules; refused ones and mutants included."""
    tests = Path(__file__).parents[1]
    paths = [*tests.glob("certificates/**/*.json"), *tests.glob("second_opinion/certificates/*")]
    files, tally = {str(p): p.read_bytes() for p in sorted(paths)}, Counter[str]()
    assert list(compared(built / "proved", files.items(), tally)) == []
    assert tally["refused by both"] > 50
    assert tally["accepted by both"] > 20
    valid = {n: raw for n, raw in files.items() if "valid" in n or "second" in n}
    text = b"".join(valid.values())
    for rule in (b'"through"', b'"log-bound"', b'"exp-bound"', b'"exp-product"', b'"cells"'):
        assert rule in text
    seed = secrets.randbelow(1_000_000)
    wrong = list(compared(built / "proved", mutants(valid, seed, 5_000), tally))
    assert wrong == [], f"seed {seed}"


@pytest.mark.long
def test_both_checkers_agree_on_which_cells_leave_nothing_out(built: Path) -> None:
    draw, tally = random.Random(8), Counter[str]()
    files = [(str(k), cells_of(*random_cells(draw))) for k in range(300)]
    assert list(compared(built / "proved", files, tally)) == []
    assert min(tally["accepted by both"], tally["refused by both"]) > 30


@pytest.mark.long
def test_bounds_of_exp_are_on_the_right_side(built: Path) -> None:
    """Numbers a little above and below exp r, on both sides of a tangent; the claim is 0 > 0."""
    files, right = [], []
    for r in map(Fraction, ("0", "1", "-1/3", "7/2", "-20", "100", "600")):
        exact = Decimal(r.numerator) / Decimal(r.denominator)
        value = Fraction(Context(prec=80).exp(exact))
        for place, other in (("i", "j"), ("j", "i")):
            for shift in (Fraction(1, 10**20), Fraction(-1, 10**20)):
                number = str((value * (1 + shift)).limit_denominator(10**40))
                files.append(_bound({place: [number, str(r)], other: 0}))
                right.append((shift > 0) == (place == "i"))
    said = ask(built / "proved", files)
    assert [answer == "accepted" for answer in said] == right


def _bound(places: dict[str, Any]) -> dict[str, Any]:
    function = {"var": "E", "of": "exp", "arg": [["1", [1, 0]]]}
    statement = {
        "claim": "never", "verdict": "never", "words": ["w"], "variables": ["x", "E"],
        "parameters": [], "functions": [function], "region": [],
        "necessary": [{"name": "n", "text": "t", "rel": ">", "poly": []}],
    }  # fmt: skip
    node = {"k": "psatz", "terms": [{"c": "1", "h": [0]}]}
    axiom = {"rule": "exp-bound", **places}
    proof = {"kind": "psatz", "axioms": [axiom], "node": node}
    return {"statement": statement, "proof": proof, "sample": {}}


@pytest.mark.long
@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("checker.ml", "let pzero p =", "let pzero _ = true\nlet unused p ="),
        ("reader.ml", '">" -> Above', '">" -> NotBelow'),
        ("reader.ml", '[ "pos"; "neg" ]', '[ "pos" ]'),
    ],
)
def test_a_changed_rule_is_noticed(
    built: Path, tmp_path: Path, file: str, old: str, new: str
) -> None:
    for name in PROGRAM:
        text = (built / name).read_text(encoding="utf-8")
        if name == file:
            assert old in text
            text = text.replace(old, new)
        (tmp_path / name).write_text(text, encoding="utf-8")
    command = ["ocamlopt", "-w", "-a", *PROGRAM, "-o", "proved"]
    subprocess.run(command, cwd=tmp_path, check=True)
    chosen = kept()
    assert any(compared(tmp_path / "proved", mutants(chosen, 3, 1_000), Counter())) or any(
        compared(tmp_path / "proved", chosen.items(), Counter())
    )
