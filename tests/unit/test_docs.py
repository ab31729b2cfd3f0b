"""The site: every public name and every result has a page, every page is in a table of contents."""

from __future__ import annotations

import re
from pathlib import Path
from pkgutil import resolve_name

import pytest

import bargain as bg
from bargain.extras import missing
from bargain.result import Result

DOCS = Path(__file__).parents[2] / "docs"
NAMESPACES = ("conditions", "models", "plot", "testing", "data")
_EXTRA = {"testing": "test", "data": "alliances", "plot": "plot"}


def listed(directive: str, text: str) -> list[str]:
    """The entries of every block of a directive: what stands between its options and its end."""
    blocks = re.findall(rf"\{{?{directive}\}}?(?:::)?\n(.*?)```", text, flags=re.DOTALL)
    lines = (line.strip() for block in blocks for line in block.splitlines())
    return [line for line in lines if line and not line.startswith(":")]


def test_every_public_name_has_a_page() -> None:
    pages = listed("autosummary", (DOCS / "reference.md").read_text(encoding="utf-8"))
    assert len(pages) == len(set(pages))
    own = set(bg.__all__) - {"__version__", "check", *NAMESPACES}
    names = {f"bargain.{n}" for n in own}
    for space in NAMESPACES:
        if not (space in _EXTRA and missing(_EXTRA[space])):
            found = getattr(bg, space)
            names |= {f"bargain.{space}.{n}" for n in found.__all__ if callable(getattr(found, n))}
    assert names <= set(pages)
    results = {c for c in below(Result) if ".alliances." not in c.__module__}
    pages += [full_name(c) for c in map(resolve_name, pages) if isinstance(c, type)]
    assert set(map(full_name, results)) <= set(pages)


def full_name(made: type) -> str:
    return f"{made.__module__}.{made.__name__}"


def below(base: type) -> set[type]:
    """The classes of results that the package has loaded; public names load their modules."""
    direct = set(base.__subclasses__())
    found = direct.union(*map(below, direct))
    return {c for c in found if c.__module__.startswith("bargain.") and "<" not in c.__qualname__}


def test_every_page_is_in_one_table_of_contents() -> None:
    entries: list[str] = []
    for index in (DOCS / "index.md", DOCS / "models" / "index.md"):
        folder = index.parent
        for entry in listed("toctree", index.read_text(encoding="utf-8")):
            found = sorted(folder.glob(f"{entry}.md"))
            assert found, f"{index.relative_to(DOCS)} lists {entry}, which is no page"
            entries += [p.relative_to(DOCS).as_posix() for p in found if p != index]
    apart = {"index.md", "paper.md"}
    generated = {"_build", "api"}
    pages = {p.relative_to(DOCS) for p in DOCS.rglob("*.md")}
    wanted = {p.as_posix() for p in pages if p.parts[0] not in generated} - apart
    assert sorted(entries) == sorted(wanted)


def test_a_page_that_is_left_out_is_seen() -> None:
    """Controls of the reading above: options are no entries, and two blocks are two."""
    text = "```{toctree}\n:glob:\n\na\nb\n```\nand\n```{toctree}\nc\n```\n"
    assert listed("toctree", text) == ["a", "b", "c"]
    assert listed("autosummary", text) == []


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda p: p.stem)
def test_code_that_is_no_session_is_not_shown_as_one(page: Path) -> None:
    """Blocks of Python in pages are sessions that CI runs; else they have no prompt at all."""
    for block in re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
        prompts = [line.startswith((">>>", "...")) for line in block.splitlines() if line]
        assert prompts[0] or not any(prompts)
