"""Questions cost what they did: effort is counted, so that a table of it can be held."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import cost, linear
from benchmarks.__main__ import main

LINEAR = "players of a division (linear)"


@pytest.mark.long(every=7)
@pytest.mark.parametrize("family", cost.FAMILIES)
def test_the_smallest_of_a_family_takes_no_more_effort_than_is_stored(family: str) -> None:
    smallest = next(cost.FAMILIES[family]())
    status, effort = cost.effort_of(smallest)
    assert status == smallest.status
    assert effort <= cost.MORE * cost.stored()[family, smallest.size]


def test_the_table_has_a_line_for_every_question() -> None:
    asked = {(name, one.size) for name, family in cost.FAMILIES.items() for one in family()}
    assert asked == set(cost.stored())


@pytest.mark.long
def test_more_effort_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = tmp_path / "efforts.csv"
    rows = [f"{LINEAR},{size},{0.01 if size == 3 else 9}" for size in range(2, 7)]
    table.write_text("family,size,effort\n" + "\n".join(rows) + "\n", encoding="utf-8")
    monkeypatch.setattr(cost, "_TABLE", table)
    assert main(["cost", "--brief", "--family", LINEAR]) == 1
    assert capsys.readouterr().out.count("MORE than") == 1


def test_linear_questions_of_each_kind_are_as_stated() -> None:
    asked = dict(linear.questions())
    assert {a.status for a in asked.values()} == {"always", "never", "sometimes"}
    for name in ("Fearon, costs above 0", "core of 3, empty", "Fearon, any costs"):
        assert cost.effort_of(asked[name])[0] == asked[name].status
