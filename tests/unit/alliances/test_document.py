"""The report as files: self-contained, complete, re-checkable, and honest about what is open."""

from __future__ import annotations

import json
import re

import pytest

import bargain as bg
from bargain.alliances.report.asked_questions import Answer, answer
from bargain.alliances.report.claims import CLAIMS
from bargain.alliances.report.core_claims import lattice
from bargain.alliances.report.document import fill_folder
from bargain.alliances.report.evidence import gather
from bargain.alliances.report.figures import FIGURES
from bargain.alliances.report.multiverse import cells
from bargain.alliances.report.readings import READINGS, standing
from bargain.alliances.report.record_findings import PROPOSITIONS, findings
from bargain.alliances.report.reproduce import reproduce
from bargain.alliances.report.whole_study import ASKED, Study
from bargain.errors import FileError, OptionError


@pytest.fixture(scope="module")
def study():
    """A study in which only the headline and one control were asked."""
    record = gather("us_rok", replications=50)
    answers = {
        a.key: Answer(key=a.key, statement=a.statement, title=a.title, control=a.control)
        for a in ASKED.values()
    }
    for key in ("headline", "control-unequal", "survival"):
        answers[key] = answer(ASKED[key])
    return Study(
        case="us_rok",
        full=False,
        record=record,
        answers=answers,
        lattice=lattice(answers),
        readings=tuple((r, standing(r.asks, r.conclusions, answers)) for r in READINGS),
        claims=tuple(
            (c, standing(c.asks, c.conclusions, answers), c.evidence(record)) for c in CLAIMS
        ),
        findings=findings(record),
        concessions_error=0.0,
        seconds={"headline": 1.0},
        cells=tuple((c, Answer(key=c.key)) for c in cells(record.dependence)[:4]),
    )


@pytest.fixture(scope="module")
def folder(study, tmp_path_factory):
    path = tmp_path_factory.mktemp("report")
    fill_folder(path, study)
    return path


def test_every_certificate_is_saved_and_valid(folder, study):
    names = sorted(p.stem for p in (folder / "certificates").iterdir())
    assert names == ["control-unequal", "headline", "survival"]
    for name in names:
        result = bg.check(folder / "certificates" / f"{name}.json")
        assert result.valid
        assert result.verdict == study.answers[name].status


def test_the_page_needs_nothing_from_outside(folder):
    text = (folder / "report.html").read_text(encoding="utf-8")
    assert not re.search(r'src="(?!data:)', text)
    assert "<script" not in text
    assert "<link" not in text
    assert text.count("data:image/svg+xml;base64,") == len(list((folder / "figures").glob("*.svg")))
    assert len(list((folder / "figures").glob("*.png"))) >= 4


@pytest.mark.parametrize("name", ["report.html", "report.md"])
def test_open_questions_are_shown_as_open(folder, name):
    text = (folder / name).read_text(encoding="utf-8")
    assert "not settled" in text
    assert "unknown" in text
    assert "What is assumed" in text
    assert "efficient or self_enforcing(beta)" in text.replace("&#39;", "'")


def test_statement_1_says_what_it_rests_on(study):
    assert study.answers["headline"].status == "never"
    assert study.answers["headline"].rests_on == (
        "balanced('autonomy')",
        "balanced('security')",
        "positive('autonomy')",
    )
    lines = study.first_page()["What is proved"]
    assert any("rests on the balances alone" in line for line in lines)


def test_the_stored_certificate_answers_its_question(study):
    assert study.answers["survival"].status == "always"
    assert study.answers["survival"].checked


def test_json_is_complete_and_the_same_twice(folder, study, tmp_path):
    first = (folder / "report.json").read_text(encoding="utf-8")
    content = json.loads(first)
    assert content["format"] == "bargain-report/1"
    assert len(content["answers"]) == len(ASKED)
    years = {row["year"] for row in content["record"]["dependence"]["rows"]}
    assert years == set(range(1950, 2023))
    assert "seconds" not in first
    again = tmp_path / "again"
    again.mkdir()
    fill_folder(again, study)
    for file in folder.rglob("*"):
        if file.is_file():
            assert (again / file.relative_to(folder)).read_bytes() == file.read_bytes(), file.name


def test_every_claim_of_the_ledger_has_words_quantities_and_evidence(study):
    assert len(CLAIMS) >= 12
    for claim, found, evidence in study.claims:
        assert claim.sentence
        assert claim.formal
        assert claim.quantities
        assert evidence
        assert all(key in ASKED for key in claim.asks)
        assert all(len(s) == len(claim.asks) for s in claim.conclusions)
        if any(s == "unknown" for s in found.statuses) and found.statuses not in claim.conclusions:
            assert found.word == "not settled"


def test_the_record_says_what_the_data_do_not_support(study):
    found = {f.key: f.standing for f in study.findings}
    assert found["calibration"] == "not supported"
    assert found["duration"] == "cannot be told"
    assert found["delay"] == "not supported"
    assert found["no-collapse"] == found["burden"] == found["indexation"] == "supported"


def test_bad_requests_are_refused_before_any_work(tmp_path):
    with pytest.raises(OptionError, match="no case 'mars'"):
        reproduce(case="mars")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").write_text("x")
    with pytest.raises(FileError, match="is not a report"):
        reproduce(out=tmp_path / "mine")


def test_every_text_of_figures_and_findings_is_used(study, folder):
    assert {finding.key for finding in study.findings} == set(PROPOSITIONS)
    assert {path.stem for path in (folder / "figures").glob("*.svg")} == set(FIGURES)
