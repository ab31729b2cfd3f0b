"""Results of the literature: all of it comes out as stated; saved certificates are valid."""

import json
from pathlib import Path

import pytest

import bargain as bg
from proofs.__main__ import LITERATURE, main, result
from proofs.ledger import prove

SAVED = Path(__file__).resolve().parents[2] / "proofs" / "literature" / "certificates"
NUMBERS = range(1, len(LITERATURE) + 1)


@pytest.mark.long  # as `python -m proofs --literature` does, which CI runs
@pytest.mark.parametrize("number", NUMBERS)
def test_result_is_settled(number):
    proof = prove(result(number))
    assert proof.failures() == []
    assert proof.settled
    assert proof.statement.number == number


def test_every_result_has_a_change_that_turns_it():
    for number in NUMBERS:
        parts = result(number).parts
        assert any(p.control for p in parts)
        assert len({p.slug for p in parts}) == len(parts)


def test_saved_certificates_are_those_of_the_parts_and_valid():
    parts = {f"{n:02d}-{p.slug}.json": p for n in NUMBERS for p in result(n).parts}
    assert {path.name for path in SAVED.glob("*.json")} == set(parts)
    for name, part in parts.items():
        saved = json.loads((SAVED / name).read_text(encoding="utf-8"))
        assert saved["statement"]["verdict"] == part.verdict
        assert bg.check(str(SAVED / name)).valid, name


def test_a_number_that_no_result_has_is_refused(capsys):
    with pytest.raises(SystemExit):
        main(["--literature", "13"])
    assert "no result has the number 13; give 1 to 12" in capsys.readouterr().err
