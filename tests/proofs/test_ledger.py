"""The ledger fails where it must: nothing but the stated verdict counts."""

import json

import pytest
import sympy as sp

from bargain.decide.identity import prove_relation
from bargain.decide.verdict import Status, Verdict
from bargain.errors import OptionError

x = sp.Symbol("x", positive=True)


def _statement(**changes):
    from proofs.ledger import Part, Statement, Twin

    values = {
        "number": 1, "title": "t", "text": "t", "assumptions": (),
        "parts": (Part(slug="main", claim="c", expected=Status.NEVER,
                       run=lambda: prove_relation(x**2 + 1 >= 2 * x)),
                  Part(slug="control", claim="c", expected=Status.SOMETIMES, control=True,
                       run=lambda: prove_relation(x > 1))),
        "twins": (Twin(claim="t", run=lambda: (True, "seen")),),
    }
    return Statement(**(values | changes))


def _part(**values):
    from proofs.ledger import Part

    return Part(**({"slug": "main", "claim": "c", "expected": Status.NEVER} | values))


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
    changes = {"parts": {"parts": whole.parts[1:]}, "control": {"parts": whole.parts[:1]},
               "twins": {"twins": ()}}[which]
    proof = prove(_statement(**changes))
    assert not proof.settled
    assert "missing" in proof.failures()[0]


def test_the_wrong_verdict_is_a_failure():
    from proofs.ledger import prove

    control = _statement().parts[1]
    proof = prove(_statement(parts=(_part(run=lambda: prove_relation(x > 1)), control)))
    assert not proof.settled
    assert "came out sometimes" in proof.failures()[0]


def test_an_unknown_or_an_error_is_a_failure():
    from proofs.ledger import prove

    def refuse():
        raise OptionError("no")

    control = _statement().parts[1]
    for run in (Verdict, refuse):
        proof = prove(_statement(parts=(_part(run=run), control)))
        assert not proof.settled


def test_a_forged_certificate_is_a_failure():
    from proofs.ledger import prove

    honest = prove_relation(x**2 + 1 >= 2 * x)
    forged = json.loads(json.dumps(honest.certificate))
    forged["statement"]["words"] = ["x is 7"]
    verdict = Verdict(status=Status.NEVER, claim="x is 7", certificate=forged)
    other = Verdict(status=Status.ALWAYS, claim="c", certificate=honest.certificate)
    control = _statement().parts[1]
    first = prove(_statement(parts=(_part(run=lambda: verdict), control)))
    second = prove(_statement(parts=(_part(run=lambda: other, expected=Status.ALWAYS), control)))
    assert "refuses" in first.failures()[0]
    assert "certificate proves never" in second.failures()[0]


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

    assert main(["17", "--jobs", "1", "--save", str(tmp_path)]) == 0
    assert "Role reversal" in capsys.readouterr().out
    assert len(list(tmp_path.glob("17-*.json"))) == 7
