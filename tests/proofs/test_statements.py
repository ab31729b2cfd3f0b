"""Every statement: its decisions, controls and twins come out as stated."""

import json
from pathlib import Path

import pytest

import bargain as bg
from proofs.catalogue import NUMBERS, statement
from proofs.ledger import Ledger, prove

ROOT = Path(__file__).resolve().parents[2]
CERTIFICATES = sorted((ROOT / "proofs" / "certificates").glob("*.json"))


@pytest.mark.long  # as `python -m proofs` does, which CI runs
@pytest.mark.parametrize("number", NUMBERS)
def test_statement_is_settled(number):
    proof = prove(statement(number))
    assert proof.failures() == []
    assert proof.settled
    assert proof.statement.number == number


@pytest.mark.parametrize("number", NUMBERS)
def test_every_part_has_a_saved_certificate_with_its_verdict(number):
    parts = statement(number).parts
    assert len({p.slug for p in parts}) == len(parts)
    for part in parts:
        path = ROOT / "proofs" / "certificates" / f"{number:02d}-{part.slug}.json"
        saved = json.loads(path.read_text(encoding="utf-8"))
        assert saved["statement"]["verdict"] == part.verdict


def test_there_are_no_stray_certificates():
    known = {f"{n:02d}-{p.slug}.json" for n in NUMBERS for p in statement(n).parts}
    assert {path.name for path in CERTIFICATES} == known


def test_saved_certificates_are_valid_and_tied_or_say_why_not():
    """Each by its name on the ledger page, with the total."""
    results = {path.stem: bg.check(str(path)) for path in CERTIFICATES}
    assert {name: r.reason for name, r in results.items() if not r.valid} == {}
    parts = {
        n: [{"slug": p.slug, "tied": results[f"{n:02d}-{p.slug}"].tied} for p in statement(n).parts]
        for n in NUMBERS
    }
    proofs = [{"number": n, "parts": parts[n]} for n in NUMBERS]
    found = Ledger.ties(proofs)
    assert set(found) == {"tied to its game", "tied to its relation"}
    assert sorted(name for names in found.values() for name in names) == sorted(results)
    for name in results:
        claims = json.loads((ROOT / "proofs/certificates" / f"{name}.json").read_text("utf-8"))
        assert claims["statement"]["conditions"]
    page = (ROOT / "proofs" / "README.md").read_text(encoding="utf-8").splitlines()
    total, *each = Ledger.tied_lines(proofs)
    assert total in page
    assert all(f"- {line}" in page for line in each)


def test_the_ledger_page_lists_every_statement_and_finding():
    page = (ROOT / "proofs" / "README.md").read_text(encoding="utf-8")
    for number in NUMBERS:
        s = statement(number)
        assert f"**{s.title}**" in page
        assert f"| {s.outcome} |" in page
        for finding in s.findings:
            assert finding in page


def test_no_full_equilibrium_rests_on_the_balances_alone():
    saved = json.loads((ROOT / "proofs/certificates/01-no-full-equilibrium.json").read_text())
    assert not [name for name in saved["used"] if "efficient" in name or "enforcing" in name]
    assert {name.partition(" for ")[0] for name in saved["used"]} == {
        "equal autonomy: patron and client",
        "equal security: patron and client",
        "positive autonomy",
        "region: s_C != s_P",
    }
