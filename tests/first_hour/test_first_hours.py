"""Three first hours, as persons would type them, in a folder of their own.

The scripts beside this file hold what is typed and words that have to be shown; each is run by a
new interpreter (`sit_down.py`). A cell that fails has to say so among its words.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
SCRIPTS = [*sorted(HERE.glob("*.cells")), HERE / "editor.txt"]


def broken(step: dict[str, Any]) -> list[str]:
    """What was expected of a step and not shown; a failure that nobody expected."""
    words = re.findall(r"^#?> (.*)", step["typed"], flags=re.MULTILINE)
    shown = step["shown"] + f"\nstatus {int(step['failed'])}"
    lacking = [w for w in words if w not in shown]
    expected = any(re.match(r"\w*Error: |status [1-9]", w) for w in words)
    if step["failed"] and not expected:
        lacking.append("no failure")
    return lacking


@pytest.mark.needs("alliances")
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda p: p.stem)
def test_a_first_hour(script: Path, tmp_path: Path) -> None:
    if script.suffix == ".cells":
        pytest.importorskip("IPython")
    run = subprocess.run(
        [sys.executable, HERE / "sit_down.py", script],
        cwd=tmp_path, capture_output=True, encoding="utf-8", check=True,
        env=os.environ | {"IPYTHONDIR": str(tmp_path / "ipython"), "MPLBACKEND": "agg"},
    )  # fmt: skip
    steps = json.loads(run.stdout.splitlines()[-1])
    assert len(steps) > 8
    for step in steps:
        assert not broken(step), f"{step['typed']}\nshowed:\n{step['shown']}"


@pytest.mark.parametrize(
    ("typed", "shown", "failed", "lacks"),
    [
        ("decide\n#> never", "always", False, ["never"]),
        ("decide\n#> never", "never", False, []),
        ("decide", "ValueError: x", True, ["no failure"]),
        ("$ x\n> status 2", "", 2, []),
        ("$ x\n> status 2", "", 0, ["status 2"]),
    ],
)
def test_what_is_not_shown_is_seen(typed: str, shown: str, failed: int, lacks: list[str]) -> None:
    """Controls of the reading above."""
    assert broken({"typed": typed, "shown": shown, "failed": failed}) == lacks
