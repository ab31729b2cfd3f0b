"""The second checker, run by node: it agrees with the first, and bears whatever a file holds."""

from __future__ import annotations

import copy
import json
import random
import secrets
import shutil
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import two_checkers as both

from bargain.browser import CHECKER
from bargain.check import seal
from bargain.check.boxes import outer
from bargain.check.certificate import Budget
from bargain.check.checker import CLAIMS, COMPOUND
from bargain.check.interval import ONE
from bargain.check.tape import Tape
from proofs.checker.mutants import cells_of, random_cells

pytestmark = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
CORPUS = Path(__file__).parents[1] / "certificates"


def read(name: str) -> Any:
    return json.loads((CORPUS / "valid" / f"{name}.json").read_text())


def sealed(data: Any) -> bytes:
    keys = ("statement", "proof", "used", "sample", "made_by")
    return json.dumps(seal(*(data[key] for key in keys))).encode()


def disagreements(files: dict[str, bytes]) -> tuple[list[str], Counter[str]]:
    tally: Counter[str] = Counter()
    return [found.name for found in both.compared(files.items(), tally)], tally


def test_they_agree_on_every_kept_file_to_the_letter() -> None:
    """Verdicts, the sentences that each writes, the hypotheses used; refused files included."""
    wrong, tally = disagreements(both.originals())
    assert wrong == []
    assert tally["accepted by both"] >= 200
    assert tally["refused by both"] >= 100


def test_what_they_agree_on_has_every_claim_and_every_rule() -> None:
    texts = [raw.decode(errors="replace") for raw in both.originals().values()]
    for claim in [*CLAIMS, *COMPOUND]:
        assert any(f'"claim": "{claim}"' in text for text in texts), claim
    for rule in ("log-bound", "exp-bound", "log-product", "exp-product", "exp-positive", "through"):
        assert any(f'"{rule}"' in text for text in texts), rule


def test_they_agree_on_which_cells_leave_nothing_out() -> None:
    draw = random.Random(6)
    files = {}
    for text in ("x*y", "2*x**2/3 - y", "-x", "β", "é_1", "٣", "notx", "not", "x and y", "x  + y",
                 "x**y", "x/0", "x/y", "3x", "x*-y", "x²", "x - -y", "(x)", "_", ""):  # fmt: skip
        files[f"text {text}"] = cells_of([f"{text} < 1"], [f"{text} == 1"], [f"{text} > 1"])
    for number in range(60):
        files[f"cells {number}"] = cells_of(*random_cells(draw))
    wrong, tally = disagreements(files)
    assert wrong == []
    assert min(tally.values()) > 10


def test_they_agree_on_mutants() -> None:
    wrong, tally = disagreements(dict(both.mutants(both.originals(), seed=20, count=180)))
    assert wrong == []
    assert min(tally["accepted by both"], tally["refused by both"]) > 20


@pytest.mark.long
def test_they_agree_on_many_mutants() -> None:
    seed = secrets.randbelow(1_000_000)  # others each night
    wrong, _ = disagreements(dict(both.mutants(both.originals(), seed=seed, count=10_000)))
    assert wrong == [], f"seed {seed}"


def test_a_checker_that_accepts_too_much_or_too_little_is_noticed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The control: the comparison sees one changed rule of the second checker."""
    source, changed = CHECKER.read_text(), tmp_path / "checker.js"
    kept = {
        n: raw
        for n, raw in both.originals(["tests/certificates"]).items()
        if "boxes" in n or "sq" in n
    }
    for old, new in (
        ("need(this.ring.sum(", "need(true || this.ring.sum("),  # any sum is zero
        ("need(good, `a box", "need(true || good, `a box"),  # any token settles a box
        ("satisfy ${given}", "satisfies ${given}"),
    ):
        assert source.count(old) == 1
        changed.write_text(source.replace(old, new))
        monkeypatch.setattr(both, "CHECKER", changed)
        assert disagreements(kept)[0]


def on_a_box(box: list[tuple[Fraction, Fraction]], tape: list[Any], bound: Fraction) -> bytes:
    """The claim that the last entry of a tape stays below a number, by its range alone."""
    statement = {
        "claim": "empty-box",
        "verdict": "never",
        "words": ["the last entry is smaller"],
        "variables": ["x", "y"],
        "box": [[str(low), str(high)] for low, high in box],
        "tape": tape,
        "constraints": [
            {"name": "n", "text": "t", "node": len(tape) - 1, "lo": str(bound), "hi": None}
        ],
    }
    proof = {"kind": "boxes", "tree": [["n", 0]]}
    return json.dumps(seal(statement, proof, ["n"], {}, {})).encode()


def test_enclosures_end_at_the_same_unit() -> None:
    """Of each operation the upper end is found by the first checker, and no unit lower or higher.

    What stays below one unit more is accepted, what stays below the end itself is not. The
    end of 0 - f shows the lower end of f. Beyond 2^24 a log or exp of the first checker has fewer
    digits than the last unit.
    """
    draw = random.Random(4)
    files, right = {}, []
    operations: list[list[Any]] = [
        ["*", 0, 0], *([op, 0, 1] for op in "+*/"), ["log", 1], ["exp", 0], ["sqrt", 1],
        *(["^", 0, n] for n in (1, 2, 7)),
    ]  # fmt: skip
    for operation in operations * 6:
        ends = [Fraction(draw.randint(-400, 400), draw.randint(25, 99)) for _ in range(2)]
        above = [Fraction(draw.randint(1, 400), draw.randint(1, 10**6)) for _ in range(2)]
        pairs = [ends, above] if draw.random() < 0.8 else [[ends[0]] * 2, [above[0]] * 2]
        box = [(min(pair), max(pair)) for pair in pairs]
        tape: list[Any] = [["v", 0], ["v", 1], operation]
        if draw.random() < 0.5:
            tape += [["c", "0"], ["-", 3, 2]]
        values = Tape(tape, 2, Budget()).values(outer(box), len(tape) - 1)
        for units in (0, 1):
            bound = Fraction(values[0][1] + units, ONE)
            files[f"{operation} {box} {units}"] = on_a_box(box, tape, bound)
            right.append(bool(units))
    assert [said.accepted for said in both.second(list(files.values()))] == right
    assert disagreements(files)[0] == []


def _with(name: str, change: Any) -> bytes:
    data = read(name)
    change(data)
    return sealed(data)


def _at(name: str, path: str, value: Any) -> bytes:
    def change(data: Any) -> None:
        place = data
        *way, last = path.split(".")
        for key in way:
            place = place[int(key) if isinstance(place, list) else key]
        place[int(last) if isinstance(place, list) else last] = value

    return _with(name, change)


def hostile() -> dict[str, bytes]:
    text = json.dumps(read("never_products"))
    tower = [["v", 0], ["v", 1], ["^", 0, 200], ["^", 2, 200], ["^", 3, 200], *[["+", 0, 1]] * 7]
    wide = [["1", [200 - k, k]] for k in range(201)]
    return {
        "lists": b"[" * 200_000,
        "objects": b'{"a":' * 100_000,
        "values": b"[" + b"0," * 600_000 + b"0]",
        "megabytes": b" " * (1 << 24) + b"{}",
        "key twice": text.replace('"kind":', '"kind":"psatz","kind":', 1).encode(),
        "proto twice": b'{"__proto__":{},"__proto__":{}}',
        "NaN": text.replace('"1/2"', "NaN").encode(),
        "number": text.replace('"1/2"', "1" * 10_000_000).encode(),
        "mark of UTF-8": b"\xef\xbb\xbf" + text.encode(),
        "surrogate": text.replace('"words": ["', '"words": ["\\ud800').encode(),
        "escape": text.replace('"words": ["', '"words": ["\\x').encode(),
        "line separator": _at("never_products", "statement.words", ["a\u2028b"]),
        "direction": _at("never_products", "statement.words", ["a\u202eb"]),
        "blank": _at("never_products", "statement.words", ["   "]),
        "exponent": _at("never_products", "statement.region.0.poly.0.1", [201, 0]),
        "digits": _at("never_products", "sample.p", "7" * 4_001),
        "fields of prototypes": _with("never_products", lambda d: d["sample"].pop("p")),
        "claim of a prototype": _at("never_products", "statement.claim", "constructor"),
        "claim that is a list": _at("never_products", "statement.claim", ["never"]),
        "operation of a prototype": _at("boxes", "statement.tape.4", ["toString", 0]),
        "operation __proto__": _at("boxes", "statement.tape.4", ["__proto__", 0]),
        "tower": _at("boxes", "statement.tape", tower),
        "powers": _at("never_log", "proof.axioms.1.left", [[0, 200]] * 20_000),
        "wide": _at("never_products", "proof.node.terms.0.sq", [wide[:1]] * 60),
        "index": _at("never_products", "proof.node.terms.0.h", [999_999]),
        "text for a list": _at("boxes", "statement.tape.4", "c1"),
        "text for weights": _at("boxes", "proof.tree.6.1", "1100"),
        "keys for a list": _at("boxes", "statement.tape.4", {"c": None, "1": None}),
    }


def test_hostile_files_are_refused_by_both_and_nothing_hangs() -> None:
    files = hostile()
    wrong, tally = disagreements(files)
    assert wrong == []
    assert tally == {"refused by both": len(files)}


def test_one_certificate_spelt_in_many_ways() -> None:
    """Spaces, escapes, a minus before 0 are the same data; what JSON does not know is refused."""
    data = read("never_products")
    text, body = json.dumps(data), {k: data[k] for k in ("statement", "proof", "used", "sample")}
    same = {
        "spaces": text.replace(":", " \n\t\r:"),
        "escapes": text.replace('"claim"', '"\\u0063\\u006Caim"').replace("cert/1", "cert\\/1"),
        "minus zero": text.replace("[0,", "[-0,"),
        "order of names": json.dumps(seal(*body.values(), {"\U0001f600": "1", "\uffee": "2"})),
        "made by anybody": json.dumps(seal(*body.values(), {"__proto__": [{"a": None}], "b": 7})),
    }
    other = {
        **{space: text + space for space in ("\x0c", "\xa0", "\x00", "//", "}")},
        **{
            zero: text.replace("[0,", f"[{zero},") for zero in ("00", "+0", "0.0", "0e0", "1000000")
        },
        **{text_: text_ for text_ in ("", '"', "0", "-", "true", "nul", "null", "{}", "Infinity")},
        "no end": text[:-1],
        "comma": text[:-1] + ",}",
        "tab": text.replace("words", "wo\trds"),
        "private": json.dumps(seal(*body.values(), {"a": "\ue000"})),
        "wide space": json.dumps(seal(*body.values(), {"a": "\u3000"})),
    }
    files = {name: spelt.encode() for name, spelt in (same | other).items()}
    wrong, tally = disagreements(files)
    assert wrong == []
    assert tally == {"accepted by both": len(same), "refused by both": len(other)}


@pytest.mark.parametrize("name", ["__proto__", "constructor", "hasOwnProperty", "0", "a b", "é"])
def test_names_of_prototypes_are_names_like_any_other(name: str) -> None:
    """Renamed throughout, a certificate is accepted; without the sample of that name it is not."""
    text = json.dumps(read("never_products")).replace('"p"', json.dumps(name))
    data = json.loads(text)
    without = copy.deepcopy(data)
    without["sample"] = {}
    good, bad = both.second([sealed(data), sealed(without)])
    assert good == both.first(sealed(data))
    assert good.accepted
    assert not bad.accepted


def test_a_kind_that_it_does_not_know_is_said_and_never_accepted() -> None:
    (said,) = both.second([_at("never_products", "statement.claim", "cooperative")])
    assert not said.accepted
    assert "I do not know this kind of claim" in said.reason
