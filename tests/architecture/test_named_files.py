"""The documents name files that exist, and one version."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import bargain

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md")),
             *sorted((ROOT / "docs" / "notebooks").glob("*.md"))]  # fmt: skip
PLACEHOLDERS = ("NAME", "ROOM", "*")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda p: p.name)
def test_every_file_that_a_document_names_is_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    named = re.findall(r"`((?:bargain|tests|docs|proofs|benchmarks|\.ci)/[^`\s]*)`", text)
    linked = re.findall(r"\]\(([^)#:]+)\)", text)
    for path in named:
        if not any(part in path for part in PLACEHOLDERS):
            assert (ROOT / path).exists(), f"{document.name} names {path}"
    for path in linked:
        assert (document.parent / path).exists(), f"{document.name} links to {path}"


def test_the_changelog_has_dated_versions() -> None:
    heads = re.findall(r"(?m)^## (.*)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))
    assert heads[0].startswith("Unreleased") or bargain.__version__ in heads[0]
    dated = [head for head in heads if re.fullmatch(r"\d+\.\d+\.\d+ \(\d{4}-\d\d-\d\d\)", head)]
    assert dated == [head for head in heads if not head.startswith("Unreleased")]
    assert any(head.startswith(f"{bargain.__version__} ") for head in heads)


def test_the_citation_is_of_this_version() -> None:
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {bargain.__version__}\n" in text
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"\nlicense: {project['license']}\n" in text


def test_the_readme_names_every_extra() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for extra in project["optional-dependencies"]:
        assert f"\n| `{extra}` |" in readme
