"""The ledger fails where it must: nothing but the stated verdict counts."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import sympy as sp

import bargain as bg
from bargain.check.certificate import seal
from bargain.errors import OptionError
from bargain.rebuild.tied import ABOUT, NUMBERS
from bargain.verdicts.relation import prove_relation
from bargain.verdicts.verdict import Outcome, Proof, Status, Verdict

x = sp.Symbol("x", positive=True)


def _statement(**changes):
    from proofs.ledger import Part, Statement, Twin

    values = {
        "number": 1,
        "title": "t",
        "text": "t",
        "assumptions": (),
        "parts": (
            Part(
                slug="main",
                claim="c",
                expected=Outcome.HOLDS,
                run=lambda: prove_relation(x**2 + 1 >= 2 * x),
            ),
            Part(
                slug="control",
                claim="c",
                expected=Outcome.FAILS,
                control=True,
                run=lambda: prove_relation(x > 1),
            ),
        ),
        "twins": (Twin(claim="t", run=lambda: (True, "seen")),),
    }
    return Statement(**(values | changes))


def _part(**values):
    from proofs.ledger import Part

    return Part(**({"slug": "main", "claim": "c", "expected": Outcome.HOLDS} | values))


def test_a_good_statement_is_settled():
    from proofs.ledger import Ledger, prove

    proof = prove(_statement())
    assert proof.settled
    ledger = Ledger(proofs=(proof,))
    assert ledger.settled
    assert "as stated" in ledger.summary()
    json.dumps(ledger.to_dict())


def test_an_empty_ledger_is_not_settled():
    from proofs.ledger import Ledger

    assert not Ledger().settled


@pytest.mark.parametrize("which", ["parts", "twins", "control"])
def test_something_missing_is_a_failure(which):
    from proofs.ledger import prove

    whole = _statement()
    changes = {
        "parts": {"parts": whole.parts[1:]},
        "control": {"parts": whole.parts[:1]},
        "twins": {"twins": ()},
    }[which]
    proof = prove(_statement(**changes))
    assert not proof.settled
    assert "missing" in proof.failures()[0]


def test_the_wrong_verdict_is_a_failure():
    from proofs.ledger import prove

    control = _statement().parts[1]
    proof = prove(_statement(parts=(_part(run=lambda: prove_relation(x > 1)), control)))
    assert not proof.settled
    assert "came out fails" in proof.failures()[0]


def test_an_unknown_or_an_error_is_a_failure():
    from proofs.ledger import prove

    def refuse():
        raise OptionError("no")

    control = _statement().parts[1]
    for run in (Verdict, Proof, refuse):
        proof = prove(_statement(parts=(_part(run=run), control)))
        assert not proof.settled


def test_a_forged_certificate_is_a_failure():
    from proofs.ledger import prove

    honest = prove_relation(x**2 + 1 >= 2 * x)
    forged = json.loads(json.dumps(honest.certificate))
    forged["statement"]["words"] = ["x is 7"]
    verdict = Proof(status=Outcome.HOLDS, claim="x is 7", certificate=forged)
    other = Proof(status=Outcome.FAILS, everywhere=True, claim="c", certificate=honest.certificate)
    control = _statement().parts[1]
    first = prove(_statement(parts=(_part(run=lambda: verdict), control)))
    second = prove(
        _statement(
            parts=(_part(run=lambda: other, expected=Outcome.FAILS, everywhere=True), control)
        )
    )
    assert "refuses" in first.failures()[0]
    assert "certificate proves never" in second.failures()[0]


def test_every_certificate_is_tied_or_says_why_not(capsys):
    """In the table, in the data and in the page: one line for the total, and each by its name."""
    from proofs.__main__ import main
    from proofs.ledger import Ledger, prove

    game = bg.models.autonomy_security(entrapment=False)
    asked = _part(
        slug="asked",
        run=lambda: bg.decide(game, bg.conditions.participation()),
        expected=Status.ALWAYS,
    )
    proof = prove(_statement(parts=(*_statement().parts, asked)))
    assert [d.tied for d in proof.decided] == [NUMBERS, NUMBERS, ABOUT]
    total, tied, about_numbers = Ledger.tied_lines([proof.to_dict()])
    assert total == "Of 3 certificates: 1 tied to its game; 2 tied to its relation."
    assert tied == "tied to its game: 01-asked."
    assert about_numbers == "tied to its relation: 01-main, 01-control."
    for shown in (Ledger(proofs=(proof,)).summary(), Ledger.markdown([proof.to_dict()])):
        assert all(line in shown for line in (total, tied, about_numbers))
    assert main(["17", "--scheduler", "here"]) == 0
    assert "Of 7 certificates: 7 tied to its relation." in capsys.readouterr().out


def test_a_certificate_that_contradicts_its_own_game_is_a_failure():
    """The proof is right: it is only not about the game that it carries."""
    from proofs.ledger import prove

    game = bg.models.autonomy_security(entrapment=False)
    honest = bg.decide(game, bg.conditions.participation())
    data = json.loads(json.dumps(honest.certificate))
    data["statement"]["where"] = ["s_C > s_P"]
    forged = seal(*(data[k] for k in ("statement", "proof", "used", "sample", "made_by")))
    verdict = replace(honest, certificate=forged)
    control = _statement().parts[1]
    part = _part(run=lambda: verdict, expected=Status.ALWAYS)
    proof = prove(_statement(parts=(part, control)))
    assert "not the statement that its game gives: " in proof.failures()[0]
    assert [d.tied for d in proof.decided] == ["", NUMBERS]


def test_a_verdict_without_certificate_is_a_failure():
    from proofs.ledger import prove

    control = _statement().parts[1]
    proof = prove(_statement(parts=(_part(run=lambda: Verdict(status=Status.NEVER)), control)))
    assert "without a certificate" in proof.failures()[0]


def test_a_failing_twin_is_a_failure():
    from proofs.ledger import Twin, prove

    proof = prove(_statement(twins=(Twin(claim="t", run=lambda: (False, "seen otherwise")),)))
    assert "seen otherwise" in proof.failures()[0]


def test_the_exit_status_is_the_outcome(capsys, tmp_path):
    from proofs.__main__ import main

    assert main(["17", "--scheduler", "here", "--save", str(tmp_path)]) == 0
    assert "Role reversal" in capsys.readouterr().out
    assert len(list(tmp_path.glob("17-*.json"))) == 7


def test_failing_somewhere_is_not_failing_everywhere():
    from proofs.ledger import prove

    control = _statement().parts[1]
    for run, everywhere in (
        (lambda: prove_relation(x > 1), True),
        (lambda: prove_relation(x > 1, [x < 1]), False),
    ):
        part = _part(run=run, expected=Outcome.FAILS, everywhere=everywhere)
        assert not prove(_statement(parts=(part, control))).settled
        turned = _part(run=run, expected=Outcome.FAILS, everywhere=not everywhere)
        assert prove(_statement(parts=(turned, control))).settled


def test_the_command_proves_in_processes() -> None:
    """As a user runs it: started processes do not import the command's own module."""
    ended = subprocess.run(
        [sys.executable, "-m", "proofs", "17"], capture_output=True, text=True, timeout=300,
        cwd=Path(__file__).parents[2], check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert "Role reversal" in ended.stdout
