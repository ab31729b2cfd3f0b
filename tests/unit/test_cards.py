"""What a notebook shows of a result says what the result says, and what the checker says of it."""

from __future__ import annotations

import dataclasses
import html
import json
import re

import pytest
import sympy as sp

import bargain as bg
from bargain.cards import html_card, latex_card, typeset

X, Y = sp.symbols("x y")
S = sp.Symbol("s", positive=True)
GAME = bg.Game(
    actions={"A": {X: (0, 1)}, "B": {Y: (0, 1)}}, payoffs={"A": S * Y - X**2 / 2, "B": X - Y**2 / 2}
)
c = bg.conditions


@pytest.fixture(scope="module")
def verdict() -> bg.Verdict:
    return bg.decide(GAME, c.participation() & c.holds(X >= Y), where=[S < 2])


def text_of(shown: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", shown.replace("<br>", "\n")))


def test_a_verdict_shows_status_claim_witness_and_certificate(verdict: bg.Verdict) -> None:
    shown = text_of(verdict._repr_html_())
    assert shown.startswith(f"{verdict.status} Verdict")
    assert "s > 0" in shown
    assert "witness" in shown
    assert verdict.certificate is not None
    assert verdict.certificate["sha256"][:12] in shown
    assert "checkedvalid" in shown


def test_a_changed_certificate_is_not_shown_as_checked(verdict: bg.Verdict) -> None:
    content = json.loads(json.dumps(verdict.certificate))
    content["statement"]["verdict"] = "never"
    changed = dataclasses.replace(verdict, status=bg.Status.NEVER, certificate=content)
    assert "checkedINVALID" in text_of(changed._repr_html_())


def test_what_was_not_decided_shows_no_certificate() -> None:
    shown = text_of(bg.Verdict(claim="undecided", evidence=("nothing was found",))._repr_html_())
    assert "nothing was found" in shown
    assert "checked" not in shown


def test_formulas_in_texts_are_set_and_nothing_is_markup() -> None:
    assert text_of(typeset("s_P**2 <= 2*x != beta")) == "sP2 ≤ 2·x ≠ β"
    assert text_of(typeset("x**(1/2) >= nash_bargaining")) == "x1/2 ≥ nash_bargaining"
    assert "<script>" not in html_card("<b>", "", "<script>: 1\n <i>: <u>", {"<p>": "<p>"})


def test_rows_with_the_same_label_are_one() -> None:
    shown = html_card("Verdict", "unknown", "unknown: why\n  tried: this\n  tried: that\n more", {})
    assert shown.count("<tr") == 2
    assert "this<br>that" in shown


def test_latex_has_the_formulas_of_what_is_inside() -> None:
    solution = bg.nash_bargaining(GAME.at({S: 1}))
    shown = solution._repr_latex_()
    assert shown is not None
    assert "x = " in shown
    assert "3.11" not in shown  # the software is no formula
    assert latex_card("", {"seconds": 1.0, "claim": "a_b"}) is None


def test_a_saved_verdict_is_read_again(verdict: bg.Verdict, tmp_path) -> None:
    verdict.save(tmp_path / "claim.json")
    again = bg.Verdict.load(tmp_path / "claim.json")
    assert again.certificate == verdict.certificate
    for name in ("status", "claim", "used", "method"):
        assert getattr(again, name) == getattr(verdict, name)
    assert {str(k): str(v) for k, v in (again.witness or {}).items()} == {
        str(k): str(v) for k, v in (verdict.witness or {}).items()
    }


def test_what_is_no_valid_verdict_is_not_read(verdict: bg.Verdict, tmp_path) -> None:
    path = tmp_path / "claim.json"
    with pytest.raises(bg.InputError, match="no such file"):
        bg.Verdict.load(path)
    content = json.loads(json.dumps(verdict.certificate))
    content["statement"]["verdict"] = "never"
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(bg.InputError):
        bg.Verdict.load(path)
