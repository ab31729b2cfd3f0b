"""The envelope: what is read, what is refused before it costs anything, and what is returned."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import bargain.check
from bargain.check import CertificateError, CheckResult, canonical, certificate as envelope, seal
from bargain.check.__main__ import NOTE, main
from bargain.check.certificate import Budget, rational
from bargain.check.checker import hypotheses_used

VALID = Path(__file__).parents[2] / "certificates" / "valid"


@pytest.fixture
def valid() -> Any:
    return json.loads((VALID / "never_products.json").read_text())


def resealed(certificate: Any) -> Any:
    keys = ("statement", "proof", "used", "sample", "made_by")
    return seal(*(certificate[key] for key in keys))


def test_every_kind_of_source(valid: Any) -> None:
    path = VALID / "never_products.json"
    sources = [path, str(path), valid, SimpleNamespace(certificate=valid)]
    assert all(bargain.check(source).valid for source in sources)
    plain = bargain.check.check(valid)
    assert plain.tied == "not looked at"
    assert bargain.check(valid) == replace(plain, tied=bargain.check(valid).tied)


def test_what_carries_no_certificate_is_invalid() -> None:
    assert not bargain.check(SimpleNamespace(certificate=None)).valid
    assert not bargain.check(3).valid
    assert not bargain.check(Path("/no/such/file")).valid
    assert not bargain.check("nul\0byte").valid


def test_result_is_not_a_truth_value() -> None:
    with pytest.raises(TypeError, match="valid"):
        bool(CheckResult())


def test_default_result_is_the_weakest() -> None:
    result = CheckResult()
    assert (result.valid, result.verdict, result.used) == (False, "unknown", ())
    assert repr(CheckResult(reason="because")) == "<CheckResult INVALID because>"
    assert json.dumps(result.to_dict())


def test_seal_is_deterministic_and_ignores_the_order_of_keys(valid: Any) -> None:
    backwards = dict(reversed(valid["statement"].items()))
    assert resealed(valid | {"statement": backwards})["sha256"] == valid["sha256"]
    assert canonical({"b": "é", "a": []}) == b'{"a":[],"b":"\\u00e9"}'


@pytest.mark.parametrize("place", ["statement", "proof", "used", "sample", "made_by", "sha256"])
def test_without_a_new_hash_every_change_is_refused(valid: Any, place: str) -> None:
    other = {"sha256": valid["sha256"][::-1], "used": []}
    assert "sha256" in bargain.check(valid | {place: other.get(place, {})}).reason


@pytest.mark.parametrize("text", ["", "01", "-0", "1/1", "2/4", "1/-2", "+1", "1.5", "1e3", "½"])
def test_numbers_have_one_spelling(text: str) -> None:
    with pytest.raises(CertificateError):
        rational(text, "here")


def test_a_number_of_a_gigabyte_is_refused_unread() -> None:
    """A text object that only says how long it is: looking at its digits would fail."""

    class Long(str):
        __slots__ = ()

        def __len__(self) -> int:
            return 10**9

    with pytest.raises(CertificateError):
        rational(Long("1"), "here")


def test_a_file_is_not_read_beyond_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, valid: Any
) -> None:
    monkeypatch.setattr(envelope, "MAX_BYTES", 100)
    monkeypatch.setattr(json, "loads", None)  # nothing may be parsed
    path = tmp_path / "long.json"
    path.write_text(json.dumps(valid))
    assert "larger than 100 bytes" in bargain.check(path).reason
    assert "larger than 100 bytes" in bargain.check(valid).reason


def test_devices_and_folders_are_not_opened(tmp_path: Path) -> None:
    assert bargain.check("/dev/zero").reason == "there is no certificate, or no such file"
    assert bargain.check(tmp_path).reason == "there is no certificate, or no such file"


def test_cyclic_data_is_refused(valid: Any) -> None:
    valid["statement"]["again"] = valid
    assert not bargain.check(valid).valid


def power_tower(valid: Any) -> Any:
    """Multiply (p + x)^200, read as 201 terms of the largest exponents, with itself."""
    poly = [["1", [200 - k, k]] for k in range(201)]
    valid["statement"]["necessary"][2]["poly"] = poly
    valid["proof"]["node"]["terms"] = [{"c": "1", "h": [3] * 5, "sq": []}] * 3_000
    return valid


def long_coefficients(valid: Any) -> Any:
    """Add fractions whose common denominator grows without bound."""
    terms = [{"c": f"1/{10**3900 + k}", "h": [], "sq": []} for k in range(300)]
    valid["proof"]["node"]["terms"] = terms
    return valid


def many_products(valid: Any) -> Any:
    poly = [["1", [200 - k, k]] for k in range(201)]
    term = {"c": "1", "h": [], "sq": [poly, poly]}
    valid["proof"]["node"]["terms"] = [copy.deepcopy(term) for _ in range(200)]
    return valid


def many_variables(valid: Any) -> Any:
    """Square a sum of 200 variables twice: millions of wide monomials."""
    statement = valid["statement"]
    statement["variables"] = ["p", *(f"x{i}" for i in range(199))]
    units = [[int(i == j) for i in range(200)] for j in range(200)]
    for h in statement["region"] + statement["necessary"]:
        h["poly"] = [["1", units[0]]]
    linear = [["1", unit] for unit in units]
    valid["proof"]["node"]["terms"] = [{"c": "1", "h": [], "sq": [linear, linear]}]
    return valid


ATTACKS = [power_tower, long_coefficients, many_products, many_variables]


@pytest.mark.parametrize("attack", ATTACKS)
def test_work_is_bounded_by_operations(
    valid: Any, attack: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The budget, not a clock, ends the work; a tenth of it is enough to see that."""
    monkeypatch.setattr(Budget.__init__, "__defaults__", (250_000,))
    reason = bargain.check(resealed(attack(valid))).reason
    assert "too large" in reason or "more work" in reason


def test_parts_share_one_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = json.loads((VALID / "all.json").read_text())
    budgets: list[Budget] = []
    original = Budget.__init__

    def counted(self: Budget, operations: int = 2_500_000) -> None:
        original(self, operations)
        budgets.append(self)

    monkeypatch.setattr(Budget, "__init__", counted)
    assert bargain.check(certificate).valid
    assert len(budgets) == 1


def test_hypotheses_used_is_what_used_must_list(valid: Any) -> None:
    found = hypotheses_used(valid["statement"], valid["proof"], valid["sample"])
    assert sorted(valid["used"]) == found
    with pytest.raises(CertificateError):
        hypotheses_used(valid["statement"], {}, valid["sample"])


def test_command_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    good, bad = str(VALID / "never_square.json"), str(tmp_path / "bad\n.json")
    assert main([good]) == 0
    sentence = "No real p, x satisfy -p**2 + 2*p*x - x**2 > 0."
    assert capsys.readouterr().out == f"valid   never  {sentence}\n{NOTE}\n"
    assert main([good, bad]) == 2
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("valid")
    assert lines[1].startswith("INVALID")
    assert lines[2:] == [NOTE]
    assert main(["--json", good]) == 0
    assert json.loads(capsys.readouterr().out)["valid"] is True
    assert main([]) == 2
