"""What is said in TOML is complete, known, and used."""

from __future__ import annotations

from pathlib import Path

import pytest

from bargain.alliances import declarations
from bargain.alliances.data.catalogue import SCHEMAS, SOURCES
from bargain.alliances.declarations import checked, declared
from bargain.alliances.report import readings, statements
from bargain.alliances.report.asked_questions import answer
from bargain.alliances.report.claims import CLAIMS, _claim
from bargain.alliances.report.readings import READINGS
from bargain.alliances.report.whole_study import ASKED
from bargain.errors import DataError

KEYS = {"": "title item", "item": "key text note?"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"title": "t", "item": [{"key": "a", "text": "x", "colour": "red"}]}, "'colour'.*item a"),
        ({"title": "t", "item": [{"key": "a"}]}, "'text' is missing.*item a"),
        ({"item": []}, "'title' is missing"),
        ({"title": "t", "item": [], "more": 1}, "unknown key 'more'"),
        ({"title": "t", "item": [{"key": "a", "text": "x"}] * 2}, "two entries.*'a'"),
    ],
)
def test_an_unknown_or_missing_key_names_file_and_key(content, words):
    with pytest.raises(DataError, match=words) as caught:
        checked(content, "some.toml", KEYS)
    assert "some.toml" in str(caught.value)


def test_what_is_no_toml_is_refused(tmp_path, monkeypatch):
    (tmp_path / "bad.toml").write_text("key = ")
    monkeypatch.setattr(declarations.resources, "files", lambda package: Path(tmp_path))
    with pytest.raises(DataError, match=r"bad\.toml"):
        declared("any", "bad.toml", {"": ""})


def test_every_game_that_code_builds_is_asked_for():
    for module, entries in (
        (statements, declared_entries("statements.toml")),
        (readings, declared_entries("readings.toml")),
    ):
        assert {entry.get("game", entry["key"]) for entry in entries} == set(module.GAMES)


def declared_entries(file):
    import tomllib
    from importlib import resources

    text = resources.files("bargain.alliances.report").joinpath(file).read_text(encoding="utf-8")
    return tomllib.loads(text)["question"]


def test_readings_and_claims_ask_questions_that_exist():
    for asking in (*READINGS, *CLAIMS):
        assert set(asking.asks) <= set(ASKED)
        for statuses in asking.conclusions:
            assert len(statuses) == len(asking.asks)
            assert set(statuses) <= {"never", "always", "sometimes", "unknown"}
    assert len({claim.key for claim in CLAIMS}) == len(CLAIMS)


def test_every_table_says_its_columns_units_sources_and_licence():
    for schema in SCHEMAS.values():
        assert schema.title
        assert schema.columns
        for column in schema.columns:
            assert column.unit or column.kind in ("text", "bool"), (schema.name, column.name)
    for source in SOURCES.values():
        assert source["licence"]
        assert source["cite"]


@pytest.mark.parametrize("key", ["met-demand", "shock-ratio", "tolerance", "survival-free"])
def test_a_suggested_agreement_may_name_parameters_of_the_condition(key):
    """Of these four the agreement is written in parameters that the game alone does not have."""
    found = answer(ASKED[key])
    assert (found.status, found.checked) == ("always", True), found.evidence


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"record": "magic"}, "no test is called 'magic'"),
        ({"record": ""}, "give a test, or why there is none"),
        ({"untested": "both"}, "give a test, or why there is none"),
        ({"asks": []}, "questions and conclusions belong together"),
        ({"conclusion": [{"statuses": ["never"], "word": "true", "why": "w"}]}, "no word of the"),
    ],
)
def test_a_claim_that_says_too_much_or_too_little_is_refused(change, words):
    entry = {
        "key": "k", "source": "s", "sentence": "x", "formal": "f", "quantities": "q",
        "asks": ["headline"], "record": "vitality",
        "conclusion": [{"statuses": ["never"], "word": "implied", "why": "w"}],
    }  # fmt: skip
    assert _claim(entry).record == "vitality"
    with pytest.raises(DataError, match=words):
        _claim(entry | change)
