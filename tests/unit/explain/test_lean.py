"""Lean files as text: what is read back follows line by line; Lean itself is not asked here."""

from __future__ import annotations

import json
import random
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from lean_reader import Reader

from bargain.errors import OptionError
from bargain.explain.lean import lean

ROOT = Path(__file__).parents[3]
KEPT = {
    path.stem: path
    for folder in ("tests/certificates/valid", "proofs/certificates")
    for path in sorted((ROOT / folder).glob("*.json"))
}
NO_FORM = {
    "tables have|claim 'table'": 15,
    "claim 'equilibria'": 3,
    "claim 'empty-box'": 1,
    "several ways": 7,
    "needs the real numbers": 4,
    "logarithms": 5,
}


def read(name: str) -> Any:
    return json.loads(KEPT[name].read_text())


@cache
def written(name: str) -> tuple[str, str]:
    """The text of a file, or why there is none."""
    try:
        return lean(read(name)), ""
    except OptionError as error:
        return "", error.what


CHOSEN = ["always_split", "never_corner", "never_sign", "never_square", "sometimes", "07-ratios",
          "01-any-positive-sigma", "02-corner-exists", "12-shock-symmetric"]  # fmt: skip


def test_most_of_what_is_kept_has_a_form_and_the_rest_says_why_not() -> None:
    reasons = [reason for _, reason in map(written, KEPT) if reason]
    assert len(reasons) == sum(NO_FORM.values())
    for reason, count in NO_FORM.items():
        assert sum(bool(re.search(reason, found)) for found in reasons) == count, reason
    texts = [text for text, _ in map(written, KEPT) if text]
    assert len(texts) > 100
    assert all("has not compiled it" in text for text in texts)
    assert not any("sorry" in text or "nlinarith" in text for text in texts)


@pytest.mark.parametrize("name", CHOSEN)
def test_every_line_follows_from_those_before_it(name: str) -> None:
    assert Reader(written(name)[0]).identities > 0


@pytest.mark.long
def test_every_line_of_every_file_follows() -> None:
    for name in KEPT:
        text, reason = written(name)
        assert reason or Reader(text).identities > 0, name


def test_a_changed_number_does_not_follow_any_more() -> None:
    """The control: a numeral or a relation of a proof is changed; the reader refuses."""
    draw = random.Random(3)
    for name in ("never_sign", "always_split", "never_corner"):
        head, marker, proof = written(name)[0].partition(":= by\n")
        places = list(re.finditer(r"(?<![A-Z\d])\d+(?= : K\) \*)|[<≤]", proof))
        for place in draw.sample(places, 4):
            new = {"<": "≤", "≤": "<"}.get(place[0]) or str(int(place[0]) + 1)
            with pytest.raises((AssertionError, ValueError)):
                Reader(head + marker + proof[: place.start()] + new + proof[place.end() :])


def test_names_are_distinct_and_no_words_of_lean() -> None:
    text = json.dumps(read("never_products"))
    for old, new in (("p", "H1"), ("x", "fun")):
        text = text.replace(f'"{old}"', f'"{new}"')
    shown = lean(json.loads(text))
    assert "theorem claim (v_H1 v_fun" in shown
    assert Reader(shown).identities
    clash = lean(
        json.loads(
            json.dumps(read("never_products")).replace('"p"', '"a b"').replace('"x"', '"a_b"')
        )
    )
    assert "theorem claim (a_b a_b_" in clash


def test_what_is_no_name_of_a_theorem() -> None:
    for name in ("Claim", "a b", "theorem", ""):
        with pytest.raises(OptionError, match="name for a theorem"):
            lean(read("never_sign"), name)
