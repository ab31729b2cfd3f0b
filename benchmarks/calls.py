"""A pytest plugin: which functions of the package each test calls, and how long it takes.

``python -m pytest -p benchmarks.calls`` writes the JSON file that the variable ``CALLS_FILE``
names: for each test its seconds and the functions, as ``path:first line``. What runs in another
process is not seen. Only calls are traced, not lines, so the tests stay nearly as fast.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Generator
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

_PACKAGE = str(Path(__file__).parents[1] / "bargain") + os.sep
_seen: set[CodeType] = set()
_calls: dict[str, dict[str, Any]] = {}


def _call(frame: FrameType, _event: str, _argument: object) -> None:
    """Note the function that is called; no line of it is traced."""
    _seen.add(frame.f_code)


def _functions() -> list[str]:
    ours = [code for code in _seen if code.co_filename.startswith(_PACKAGE)]
    root = len(_PACKAGE) - len("bargain") - 1
    return sorted({f"{code.co_filename[root:]}:{code.co_firstlineno}" for code in ours})


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    """Trace one test with its fixtures."""
    _seen.clear()
    start = time.perf_counter()
    sys.settrace(_call)
    try:
        return (yield)
    finally:
        sys.settrace(None)
        seconds = round(time.perf_counter() - start, 4)
        _calls[item.nodeid] = {"seconds": seconds, "functions": _functions()}


def pytest_sessionfinish() -> None:
    """Write what was seen."""
    Path(os.environ["CALLS_FILE"]).write_text(json.dumps(_calls, indent=0))
