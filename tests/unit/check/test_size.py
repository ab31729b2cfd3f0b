"""The checker stays small enough to be read: a limit that may only be lowered."""

from __future__ import annotations

from pathlib import Path

import bargain.check
from bargain.check.checker import CLAIMS

PACKAGE = Path(bargain.check.__file__).parent
TOTAL = 1_440  # lines of all modules, blank lines and documentation included
MODULE = 260


def test_the_checker_can_be_read_in_one_sitting() -> None:
    lines = {path.name: len(path.read_text().splitlines()) for path in PACKAGE.glob("*.py")}
    assert sum(lines.values()) < TOTAL
    assert max(lines.values()) < MODULE


def test_the_format_is_described_for_every_claim() -> None:
    text = (PACKAGE / "FORMAT.md").read_text()
    assert all(f"`{claim}`" in text for claim in CLAIMS)
    assert all(f"`{kind}`" in text for kind, *_ in CLAIMS.values())
