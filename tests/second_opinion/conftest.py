"""The summary of a run prints what the second opinion confirmed and what it left open."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from opinion import TALLY

ROOT = str(Path(__file__).resolve().parents[2])  # the proofs lie beside the package
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Any, Any]:
    """Attach the counts of a test to its report, which also travels between processes."""
    TALLY.clear()
    try:
        return (yield)
    finally:
        item.user_properties.append(("second opinion", dict(TALLY)))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print the counts of all tests together."""
    total: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", "") == "call":
                for name, value in report.user_properties:
                    if name == "second opinion":
                        total.update(value)
    if total:
        terminalreporter.section("second opinion")
        for name, count in sorted(total.items()):
            terminalreporter.write_line(f"{count:6} {name}")
