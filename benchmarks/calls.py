"""A pytest plugin: which functions of the package each test calls, and how long it takes.

``python -m pytest -p benchmarks.calls`` writes the JSON file that the variable ``CALLS_FILE``
names: for each test its seconds (of processor time, which a busy machine does not stretch) and the
functions, as ``path:first line``. What runs in another process or thread is not seen. The profiler
that notes the calls is the one of the standard library, written in C, so the tests stay nearly as
fast, and no Python code of ours runs between two lines of theirs.
"""

from __future__ import annotations

import cProfile
import json
import os
from collections.abc import Generator
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

_PACKAGE = str(Path(__file__).parents[1] / "bargain") + os.sep
_calls: dict[str, dict[str, Any]] = {}


def _functions(profile: cProfile.Profile) -> list[str]:
    seen = [entry.code for entry in profile.getstats() if isinstance(entry.code, CodeType)]
    ours = [code for code in seen if code.co_filename.startswith(_PACKAGE)]
    root = len(_PACKAGE) - len("bargain") - 1
    return sorted({f"{code.co_filename[root:]}:{code.co_firstlineno}" for code in ours})


def _spent() -> float:
    return sum(os.times()[:4])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    """Profile one test with its fixtures."""
    profile, start = cProfile.Profile(subcalls=False, builtins=False), _spent()
    profile.enable()
    try:
        return (yield)
    finally:
        profile.disable()
        seconds = round(_spent() - start, 2)
        _calls[item.nodeid] = {"seconds": seconds, "functions": _functions(profile)}


def pytest_sessionfinish() -> None:
    """Write what was seen."""
    Path(os.environ["CALLS_FILE"]).write_text(json.dumps(_calls, indent=0))
