"""The kept corpus: what is valid stays valid, what is broken stays refused, with a reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import bargain.check
from bargain.check.checker import CLAIMS, check
from bargain.check.words import sentence

CORPUS = Path(__file__).parents[2] / "certificates"


def files(folder: str) -> list[Path]:
    found = sorted((CORPUS / folder).glob("*.json"))
    assert found
    return found


@pytest.mark.parametrize("path", files("valid"), ids=lambda path: path.stem)
def test_valid(path: Path) -> None:
    data = json.loads(path.read_text())
    statement = data["statement"]
    result = check(path)
    assert result.valid, result.reason
    assert result.verdict == statement["verdict"]
    assert result.claim == sentence(statement, data["used"])
    assert result.words == " ".join(statement["words"])
    assert result.words not in result.claim
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


@pytest.mark.parametrize("profile", [[2, 2], [7, 0], [1], [1, 1, 1], ["1", "1"], {"1": 1}, None])
@pytest.mark.parametrize("answers", range(5))
def test_a_profile_is_one_action_index_per_player(profile: Any, answers: int) -> None:
    """Refused however many deviations are answered: the number differs from that of a profile."""
    data = json.loads((CORPUS / "valid" / "table_always.json").read_text())
    proof = data["proof"] | {"profile": profile, "best": data["proof"]["best"][:1] * answers}
    parts = (data[key] for key in ("used", "sample", "made_by"))
    assert not bargain.check(bargain.check.seal(data["statement"], proof, *parts)).valid
