"""The claim `region`: cells that leave nothing out, and what is refused."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
import sympy as sp

import bargain as bg
from bargain.check.certificate import Budget, CertificateError, seal
from bargain.check.checker import check
from bargain.check.cover import covers, signs_of


@pytest.fixture(scope="module")
def certificate() -> Any:
    x, (t_1, t_2) = sp.Symbol("x"), sp.symbols("t_1 t_2", positive=True)
    game = bg.Game(
        actions={"A": {}, "B": {}},
        terms={x: (0, 1)},
        payoffs={"A": x, "B": 1 - x},
        disagreement={"A": t_1, "B": t_2},
    )
    found = bg.region(game, bg.conditions.participation(), where=[t_1 < 2])
    assert found.exact
    return found.certificate


def resealed(certificate: Any, change: Callable[[Any], None]) -> Any:
    data = copy.deepcopy(plain(certificate))
    change(data)
    return seal(data["statement"], data["proof"], data["used"], data["sample"], data["made_by"])


def plain(value: Any) -> Any:
    if hasattr(value, "items"):
        return {k: plain(v) for k, v in value.items()}
    return [plain(v) for v in value] if isinstance(value, (list, tuple)) else value


def test_an_exact_region_is_accepted_and_tied_to_its_game(certificate: Any) -> None:
    result = bg.check(plain(certificate))
    assert result.valid, result.reason
    assert result.verdict == "region"
    assert result.tied == "a statement about this game"
    assert result.claim.startswith('The cells named by the author, "t_1 + t_2')
    assert "of each in turn: (1) For all real" in result.claim


def _drop_a_cell(data: Any) -> None:
    for part in (data["statement"], data["proof"]):
        part["parts"].pop()
    data["statement"]["cells"].pop()
    last = str(len(data["statement"]["parts"]))
    data["sample"].pop(last)
    data["used"] = [n for n in data["used"] if not n.startswith(f"{last}:")]


def _narrow_a_cell(data: Any) -> None:
    text = data["statement"]["cells"][0][0]
    strict = text.replace("<=", "<").replace(">=", ">")
    data["statement"]["cells"][0][0] = strict
    data["statement"]["parts"][0]["where"][-1] = strict


def _claim_more(data: Any) -> None:
    data["statement"]["cells"][0] = []


def _another_where(data: Any) -> None:
    data["statement"]["where"] = []


def _another_condition(data: Any) -> None:
    data["statement"]["conditions"] = ["efficient"]


def _another_game_in_a_part(data: Any) -> None:
    data["statement"]["parts"][0]["game"] += "\n"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_drop_a_cell, "leave out a combination"),
        (_narrow_a_cell, "leave out a combination"),
        (_claim_more, "another region"),
        (_another_where, "another region"),
        (_another_condition, "another conditions"),
        (_another_game_in_a_part, "another game"),
    ],
)
def test_tampered_regions_are_refused(
    certificate: Any, change: Callable[[Any], None], reason: str
) -> None:
    result = check(resealed(certificate, change))
    assert not result.valid
    assert pytest.importorskip("re").search(reason, result.reason), result.reason


def test_a_cell_text_that_is_not_its_part_is_not_tied(certificate: Any) -> None:
    """The texts are the author's; the part written again from them shows the difference."""

    def change(data: Any) -> None:
        for cell, part in zip(data["statement"]["cells"], data["statement"]["parts"], strict=True):
            cell[0] = cell[0].replace("t_1 + t_2", "t_1")
            part["where"][-1] = cell[0]

    result = bg.check(resealed(certificate, change))
    assert not result.valid
    assert "not the statement that its game gives" in result.reason


@pytest.mark.parametrize(
    "text",
    [
        "log(x) > 0",
        "1/x > 0",
        "x**y >= 0",
        "x > 0 > y",
        "x",
        "x**(-1) > 0",
        "x/0 > 1",
        "sqrt(x) < 1",
    ],
)
def test_only_polynomials_have_a_sign_everywhere(text: str) -> None:
    with pytest.raises(CertificateError):
        signs_of([text])


def test_covers_finds_what_is_left_out() -> None:
    cells = [signs_of(["x >= 1", "y <= 0"]), signs_of(["x < 1"]), signs_of(["y > 0"])]
    covers(cells, Budget())
    for k in range(3):
        with pytest.raises(CertificateError, match="leave out"):
            covers(cells[:k] + cells[k + 1 :], Budget())


def test_the_work_of_a_cover_is_bounded() -> None:
    cells = [signs_of([f"x{k} >= 0"]) for k in range(40)]
    cells += [signs_of([f"x{k} < 0", f"x{k + 1} < 0"]) for k in range(39)]
    with pytest.raises(CertificateError):
        covers([{**c, **signs_of([f"z{n} != 0"])} for n, c in enumerate(cells)], Budget(10_000))


def compound(certificates: list[Any], cells: list[list[str]]) -> Any:
    """A region put together by hand from certificates of its cells."""
    whole = [plain(k) for k in certificates]
    for data, cell in zip(whole, cells, strict=True):
        data["statement"]["where"] = cell
    first = whole[0]["statement"]
    statement = {
        "claim": "region",
        "verdict": "region",
        "words": ["w"],
        "game": first["game"],
        "conditions": first["conditions"],
        "where": [],
        "cells": cells,
        "parts": [k["statement"] for k in whole],
    }
    proof = {"kind": "region", "parts": [k["proof"] for k in whole]}
    used = sorted(f"{i}:{u}" for i, k in enumerate(whole) for u in k["used"])
    sample = {str(i): k["sample"] for i, k in enumerate(whole)}
    return seal(statement, proof, used, sample, whole[0]["made_by"])


def test_a_table_of_one_cell_is_not_passed_off_as_one_of_another() -> None:
    """Its region is compared with its texts where the certificate is tied to its game."""
    p = sp.Symbol("p", real=True)
    game = bg.FiniteGame.from_payoffs([[p, 0], [0, p]], [[-1, 1], [1, -1]])
    above = bg.decide(game, bg.conditions.nash(), where=[p > 0])
    assert above == "never"
    forged = compound([above.certificate, above.certificate], [["p >= 0"], ["p < 0"]])
    result = bg.check(forged)
    assert not result.valid
    assert "its region is not what the texts of its cell say" in result.reason


def test_parts_that_take_other_signs_for_granted_are_not_one_region() -> None:
    """With b > 0 in one part and any b in the other, b <= 0 is left out of the first cell."""
    x = sp.Symbol("x")
    a, real = sp.symbols("a b", real=True)
    positive = sp.Symbol("b", positive=True)
    game = bg.Game({"A": {x: (0, 1)}, "B": {}}, {"A": a * x, "B": 0 * x})

    def asked(b: sp.Symbol, where: sp.Basic) -> Any:
        holds = bg.conditions.holds(sp.Or(x < b, a < 0))
        return bg.decide(game, holds, where=[where]).certificate

    forged = compound([asked(positive, a >= 0), asked(real, a < 0)], [["a >= 0"], ["a < 0"]])
    result = bg.check(forged)
    assert not result.valid
    assert "signs of parameters" in result.reason
    honest = compound([asked(positive, a >= 0), asked(positive, a < 0)], [["a >= 0"], ["a < 0"]])
    assert bg.check(honest).valid
