"""The report as files: self-contained, complete, re-checkable, and honest about what is open."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

import bargain as bg
from bargain.alliances.report.asked_questions import Answer, answer
from bargain.alliances.report.claims import CLAIMS, MODEL_WORDS
from bargain.alliances.report.core_claims import lattice
from bargain.alliances.report.document import fill_folder
from bargain.alliances.report.evidence import gather
from bargain.alliances.report.figures import FIGURES
from bargain.alliances.report.multiverse import cells
from bargain.alliances.report.readings import READINGS, standing
from bargain.alliances.report.record_verdicts import OTHER, TESTS, record_verdicts
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
    verdicts = record_verdicts(record)
    return Study(
        case="us_rok",
        full=False,
        record=record,
        answers=answers,
        lattice=lattice(answers),
        readings=tuple((r, standing(r.asks, r.conclusions, answers)) for r in READINGS),
        claims=tuple((c, c.model(answers), c.observed(verdicts)) for c in CLAIMS),
        verdicts=verdicts,
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
    pictures = 0
    for name in ("report.html", "appendix.html"):
        text = (folder / name).read_text(encoding="utf-8")
        assert not re.search(r'src="(?!data:)', text)
        assert "<script" not in text
        assert "<link" not in text
        pictures += text.count("data:image/svg+xml;base64,")
    assert pictures == len(list((folder / "figures").glob("*.svg"))) == 12


@pytest.mark.parametrize("kind", ["html", "md"])
def test_open_questions_are_shown_as_open(folder, kind):
    main = (folder / f"report.{kind}").read_text(encoding="utf-8")
    assert "not settled" in main
    appendix = (folder / f"appendix.{kind}").read_text(encoding="utf-8")
    assert "unknown" in appendix
    assert "What is assumed" in appendix


def test_the_main_text_is_short_and_begins_with_the_answer(folder, study):
    text = (folder / "report.md").read_text(encoding="utf-8")
    assert len(text.split()) < 1795  # 2,000, less the 205 that questions not asked here would add
    assert text.index("In five lines") < text.index("Terms") < text.index("|")
    assert len(study.five_lines()) == 5
    # the case of the paper is in it, and what it stands for in the record
    for word in ("Trump", "Moon", "Pyongyang", "Singapore", "Hanoi", "Biden"):
        assert word in text


def test_the_first_line_follows_the_outcomes(study):
    # nothing but the headline was asked here: the likelier readings are open, and the line says so
    assert (
        study.five_lines()[0]
        == "Under the likelier readings the claim: R1 not settled; R3 not settled."
    )
    words = [(r, replace(s, word="holds, but not because of asymmetry")) if r.key in ("R1", "R3")
             else (r, s) for r, s in study.readings]  # fmt: skip
    assert "not because of asymmetry" in replace(study, readings=tuple(words)).five_lines()[0]


def test_every_finding_of_the_review_is_answered(folder):
    text = (folder / "appendix.md").read_text(encoding="utf-8")
    for number in range(1, 23):
        assert f"\n| {number} | " in text


def test_statement_1_rests_on_the_balances(study):
    assert study.answers["headline"].status == "never"
    assert study.answers["headline"].rests_on == (
        "equal autonomy",
        "equal security",
        "positive autonomy",
    )


def test_metadata_list_every_file(folder):
    crate = json.loads((folder / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    graph = {node["@id"]: node for node in crate["@graph"]}
    assert graph["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    listed = {part["@id"] for part in graph["./"]["hasPart"]}
    there = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert listed == there - {"ro-crate-metadata.json"}
    assert all(graph[name]["@type"] == "File" for name in listed)
    assert graph[graph["./"]["license"]["@id"]]["@type"] == "CreativeWork"
    assert all(s["@id"] in graph for s in graph["./"]["isBasedOn"])
    readme = (folder / "README.md").read_text(encoding="utf-8")
    for heading in ("Data availability", "Computational requirements", "Instructions"):
        assert f"## {heading}" in readme


def test_games_stand_beside_their_certificates(folder):
    for path in (folder / "certificates").iterdir():
        text = (folder / "games" / f"{path.stem}.toml").read_text(encoding="utf-8")
        assert text.strip() == json.loads(path.read_text())["statement"]["game"].strip()


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


def test_every_claim_has_two_columns_of_fixed_words(study):
    assert len(CLAIMS) >= 14 + 9
    for claim, model, record in study.claims:
        assert model.word.startswith(MODEL_WORDS)
        assert record.word in ("supports", "contradicts", "silent", "not tested")
        assert record.detail
        assert all(key in ASKED for key in claim.asks)
        assert all(len(s) == len(claim.asks) for s in claim.conclusions)
        for word, why in claim.conclusions.values():
            assert word.startswith(MODEL_WORDS[:3])
            assert why


def test_tests_of_the_record_are_corrected_for_their_number(study):
    found = study.verdicts
    with_p = [v for v in found.values() if v.p is not None]
    assert len(with_p) >= 8
    for v in with_p:
        assert v.p_holm >= v.p
        if v.word != "silent":
            assert v.p_holm <= 0.05


def test_a_test_with_too_few_cases_for_any_data_says_so(study):
    few = {key for key, v in study.verdicts.items() if not v.fit}
    assert few == {"accommodation", "pyongyang", "delay", "products"}  # n of 6, 5, 4, 6
    assert all("too few cases" in study.verdicts[key].detail for key in few)
    assert "(2 for want of cases)" in study.five_lines()[3]


def test_the_record_says_what_the_data_do_not_support(study):
    found = {key: v.word for key, v in study.verdicts.items()}
    assert found["calibration"] == found["share"] == found["carried-over"] == "contradicts"
    assert found["reversal"] == found["quarters"] == "contradicts"
    assert found["vitality"] == found["delay"] == found["burden"] == found["moves"] == "silent"
    assert found["dissatisfaction"] == "not tested"  # a coding rule
    assert found["survives"] == found["indexation"] == "supports"


def test_a_case_without_data_is_silent_and_never_supported_by_default():
    verdicts = record_verdicts(gather("us_japan", replications=10))
    for key in set(TESTS) - {
        "survives", "vitality", "dependence", "partnership", "burden", "products",
    }:  # fmt: skip
        assert (verdicts[key].word, verdicts[key].detail) == ("silent", "no data for this case")


def test_bad_requests_are_refused_before_any_work(tmp_path):
    with pytest.raises(OptionError, match="no case 'mars'"):
        reproduce(case="mars")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").write_text("x")
    with pytest.raises(FileError, match="is not a report"):
        reproduce(out=tmp_path / "mine")


def test_every_text_of_figures_and_tests_is_used(study, folder):
    assert set(OTHER) | {c.record for c in CLAIMS if c.record} == set(TESTS)
    assert {path.stem for path in (folder / "figures").glob("*.svg")} == set(FIGURES)


def test_an_interrupted_run_says_what_is_kept(tmp_path, monkeypatch):
    def interrupted(*_args, journal, **_options):
        journal.write_text("{}\n{}\n")
        raise KeyboardInterrupt

    monkeypatch.setattr("bargain.alliances.report.whole_study.run_study", interrupted)
    with pytest.raises(KeyboardInterrupt) as stop:
        reproduce(out=tmp_path / "report")
    assert "2 answers are kept" in stop.value.__notes__[0]
    assert not (tmp_path / "report").exists()
