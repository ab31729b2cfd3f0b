"""The kept corpus: what is valid stays valid, what is broken stays refused, with a reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import bargain.check
from bargain.check.checker import CLAIMS

CORPUS = Path(__file__).parents[2] / "certificates"


def files(folder: str) -> list[Path]:
    found = sorted((CORPUS / folder).glob("*.json"))
    assert found
    return found


@pytest.mark.parametrize("path", files("valid"), ids=lambda path: path.stem)
def test_valid(path: Path) -> None:
    statement = json.loads(path.read_text())["statement"]
    result = bargain.check(path)
    assert result.valid, result.reason
    assert result.verdict == statement["verdict"]
    assert result.claim == " ".join(statement["words"])
    assert result.reason == ""


@pytest.mark.parametrize("path", files("tampered"), ids=lambda path: path.stem)
def test_tampered(path: Path) -> None:
    """The hash is right: only the proof is not."""
    result = bargain.check(path)
    assert not result.valid
    assert result.verdict == "unknown"
    assert "sha256" not in result.reason
    assert "malformed" not in result.reason


@pytest.mark.parametrize("path", files("malformed"), ids=lambda path: path.stem)
def test_malformed(path: Path) -> None:
    result = bargain.check(str(path))
    assert not result.valid
    assert result.reason
    assert result.reason.isprintable()
    assert len(result.reason) <= 400


def test_every_claim_has_a_certificate_and_a_tampered_one() -> None:
    claims = {json.loads(path.read_text())["statement"]["claim"] for path in files("valid")}
    assert claims == {*CLAIMS, "all"}
    assert {path.name.split(".")[0].split("_")[0] for path in files("tampered")} == {
        path.stem.split("_")[0] for path in files("valid")
    }
