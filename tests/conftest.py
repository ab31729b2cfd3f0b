"""Shared test settings: two hypothesis profiles.

``bargain``, the one of every ordinary run: few examples, the same ones each time, so that a red
run can be repeated. ``nightly`` (``python -m benchmarks nightly``): many examples, new ones each
time; a failure prints how to repeat it. No test is timed.

Tests of a room that comes with an extra (`NEEDS`, or the mark ``needs``) are skipped where the
extra is not installed, and say so. A test with the mark ``long`` is skipped unless ``--long`` is
given; of the cases of one with ``long(every=n)`` each n-th is run, the first one always.
``python -m benchmarks nightly`` runs them all.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from bargain.extras import missing

#: Folder or file of tests -> the extra that they need.
NEEDS = {
    "unit/alliances": "alliances",
    "unit/test_plot.py": "alliances",
    "unit/test_game_figures.py": "plot",
    "unit/test_notebooks.py": "plot",
    "unit/test_python_habits.py": "alliances",
    "unit/study/test_sweep.py": "study",
    "unit/study/test_zarr_store.py": "study",
    "properties/test_sweep_properties.py": "study",
}


def skip_without(extra: str, **options: Any) -> None:
    if absent := missing(extra):
        pytest.skip(f"needs bargain[{extra}]: no {', '.join(absent)}", **options)


class WithoutExtra(pytest.Module):
    """A file of tests whose extra is missing: skipped as a whole, before it is imported."""

    extra = ""

    def collect(self) -> list[pytest.Item]:
        skip_without(self.extra, allow_module_level=True)
        return []


def pytest_pycollect_makemodule(module_path: Path, parent: pytest.Collector) -> Any:
    place = module_path.relative_to(Path(__file__).parent)
    for part in (place, *place.parents):
        extra = NEEDS.get(part.as_posix(), "")
        if extra and missing(extra):
            module = WithoutExtra.from_parent(parent, path=module_path)
            module.extra = extra
            return module
    return None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the tests with the mark long too")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """A file's tests go to one process: what they share is made once."""
    from xdist.scheduler import LoadFileScheduling

    return LoadFileScheduling(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--long"):
        return
    skip = pytest.mark.skip(reason="long: run with --long, or python -m benchmarks nightly")
    cases: Counter[str] = Counter()
    for item in items:
        number = cases[name := item.nodeid.partition("[")[0]]
        cases[name] += 1
        marks = [mark.kwargs for mark in item.iter_markers("long")]
        if any("every" not in given or number % given["every"] for given in marks):
            item.add_marker(skip)


def pytest_runtest_setup(item: pytest.Item) -> None:
    for mark in item.iter_markers("needs"):
        skip_without(mark.args[0])


settings.register_profile(
    "bargain",
    deadline=None,
    derandomize=True,
    max_examples=16,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "nightly",
    deadline=None,
    derandomize=False,
    database=None,  # the seed repeats a run
    max_examples=500,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
settings.load_profile("bargain")
