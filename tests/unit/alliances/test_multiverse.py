"""The multiverse: cells, the journal that resumes, and clashes that are passed on."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
import sympy as sp

from bargain.alliances.balance.threat_index import threat_index
from bargain.alliances.cases import case
from bargain.alliances.report.asked_questions import Answer, answer
from bargain.alliances.report.folder import Journal
from bargain.alliances.report.multiverse import (
    DIMENSIONS,
    Cell,
    asked_cell,
    cells,
    decide_cell,
    passed_on,
    sentence,
)
from bargain.alliances.report.statements import STATEMENTS
from bargain.check.certificate import seal
from bargain.check.checker import check
from bargain.verdicts.relation import prove_relation

CELL = Cell(
    demands="both balances",
    security="linear",
    cost="quadratic",
    sharing="fixed",
    measure="cinc",
    threat="equal",
    low="5",
    high="61",
)


@pytest.fixture(scope="module")
def decided():
    return decide_cell(CELL)


def test_short_and_long_form():
    dependence = case("us_rok").dependence()
    threat = threat_index()
    short, long = cells(dependence, threat), cells(dependence, threat, full=True)
    # seven demands by three measures and three threats; two demands in 18 forms, one of which is in
    assert len(short) == 7 * 9 + 2 * (6 * 3 - 1)
    assert len(long) == 7 * 6 * 3 * 2 * 3 + 7 * 3 * 2
    assert {c.key for c in short} <= {c.key for c in long}
    assert {c.threat for c in cells(dependence)} == {"equal"}
    assert len({c.key for c in long}) == len(long)
    values = dependence.table.loc[dependence.table["measure"] == "cinc", "D"]
    assert (
        eval_fraction(short[0].low) <= values.min() <= values.max() <= eval_fraction(short[0].high)
    )


def test_threat_moves_the_range_of_a_cell():
    found = cells(case("us_rok").dependence(), threat_index())
    by = {c.threat: c for c in found if c.measure == "cinc" and c.demands == "both balances"}
    assert eval_fraction(by["lowest"].low) < 2 < eval_fraction(by["equal"].low)
    assert eval_fraction(by["highest"].high) > 100
    base = {c.threat for c in found if c.security == "linear" and c.cost == "quadratic"}
    assert base == {"equal", "lowest", "highest"}


@pytest.mark.parametrize(
    ("demands", "low", "high", "status"),
    [
        ("full equilibrium (R0)", "5", "6", "never"),
        ("balance within a factor 2", "3", "5", "sometimes"),  # 2 x 2 is in between
        ("balance within a factor 4", "3", "5", "always"),
        ("liked best by both (R1)", "1", "1", "never"),  # equal dependence as well
        ("efficient and accepted (R2)", "5", "6", "always"),
    ],
)
def test_the_multiverse_can_come_out_otherwise(demands, low, high, status):
    cell = replace(CELL, demands=demands, low=low, high=high)
    found = decide_cell(cell)
    assert (found.status, found.checked) == (status, True)


def eval_fraction(text):
    from fractions import Fraction

    return float(Fraction(text))


def test_a_cell_is_decided_for_the_range_of_its_measure(decided):
    assert (decided.status, decided.checked) == ("never", True)
    assert decided.certificate["statement"]["where"] == ["s_C >= 5*s_P", "s_C <= 61*s_P"]


def test_the_journal_resumes_with_checked_certificates_only(tmp_path, decided):
    journal = Journal(tmp_path / "cells.jsonl")
    journal.add(asked_cell(CELL), decided)
    assert journal.finished([asked_cell(CELL)])[CELL.key].sha256 == decided.sha256
    # another range is another question
    assert journal.finished([asked_cell(replace(CELL, low="6"))]) == {}
    line = json.loads(journal.path.read_text())
    line["certificate"]["proof"] = {"kind": "psatz", "axioms": [], "node": {}}
    journal.path.write_text(json.dumps(line) + "\n{half a li")
    assert journal.finished([asked_cell(CELL)]) == {}
    journal.add(asked_cell(CELL), decided)  # after half a line
    assert journal.finished([asked_cell(CELL)])[CELL.key].sha256 == decided.sha256


def test_the_journal_refuses_a_certificate_of_another_cell(tmp_path, decided):
    other = replace(CELL, security="power")
    journal = Journal(tmp_path / "cells.jsonl")
    journal.add(asked_cell(other), decided)  # a true statement, about something else
    assert journal.finished([asked_cell(other)]) == {}


@pytest.mark.parametrize("forged", ["words", "statement"])
def test_the_journal_refuses_a_statement_that_only_names_the_cell(tmp_path, decided, forged):
    """Valid, and with the cell's game, conditions and region as texts: but about something else."""
    own = json.loads(json.dumps(decided.certificate))
    if forged == "words":
        own["statement"]["words"] = ["Every agreement fails."]
    else:
        x = sp.Symbol("x", real=True)
        other = json.loads(json.dumps(prove_relation(x**2 + 1 >= 2 * x).certificate))
        named = {key: own["statement"][key] for key in ("game", "conditions", "where", "words")}
        own = other | {"statement": other["statement"] | named}
    certificate = seal(*(own[k] for k in ("statement", "proof", "used", "sample", "made_by")))
    assert check(certificate).valid
    journal = Journal(tmp_path / "cells.jsonl")
    journal.add(asked_cell(CELL), replace(decided, certificate=certificate))
    assert journal.finished([asked_cell(CELL)]) == {}


@pytest.mark.parametrize("key", ["dilemma", "dilemma-symmetric", "lead-patron"])
def test_the_journal_resumes_questions_about_tables_and_equilibria(tmp_path, key):
    asked = next(q for q in STATEMENTS if q.key == key)
    journal = Journal(tmp_path / "cells.jsonl")
    journal.add(asked, found := answer(asked))
    assert found.checked
    assert journal.finished([asked])[key].sha256 == found.sha256
    other = next(q for q in STATEMENTS if q.key in ("dilemma", "rest") and q.key != key)
    assert journal.finished([replace(asked, build=other.build)]) == {}  # another game


def test_unknown_cells_are_tried_again_with_more_time(tmp_path):
    journal = Journal(tmp_path / "cells.jsonl")
    journal.add(asked_cell(CELL), Answer(key=CELL.key, title="t"))
    assert journal.finished([asked_cell(CELL)])[CELL.key].status == "unknown"
    assert journal.finished([asked_cell(replace(CELL, effort=60.0))]) == {}


def test_no_journal_keeps_nothing(decided):
    Journal(None).add(asked_cell(CELL), decided)
    assert Journal(None).finished([asked_cell(CELL)]) == {}


def test_clashes_of_fewer_demands_are_passed_on(decided):
    more = replace(CELL, demands="full equilibrium (R0)")
    found = passed_on({CELL.key: decided, more.key: Answer(key=more.key)}, [CELL, more])
    assert found[more.key].status == "never"
    assert found[more.key].follows_from == CELL.key
    text = sentence([found[CELL.key], found[more.key]], [CELL, more])
    assert text == "both balances: never 1; full equilibrium (R0): never 1"


def test_a_refused_form_is_unknown_with_the_reason():
    assert set(DIMENSIONS) <= set(CELL.to_dict())
    odd = replace(CELL, low="5", high="4")  # an empty range
    found = decide_cell(odd)
    assert found.status == "unknown"
    assert "empty" in found.evidence[0]
