"""Tasks in this process, in others, on a cluster: the same answers; deaths and refusals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bargain.errors import LimitReached, OptionError
from bargain.version import __version__
from bargain.work import scheduling
from bargain.work.scheduling import _refuse_other_versions, each_done, memory_of_a_worker


def square(n: int) -> int:
    return n * n


class DiesOnce:
    """Kills its process at one task, the first time."""

    def __init__(self, at: int, mark: Path) -> None:
        self.at, self.mark = at, mark

    def __call__(self, n: int) -> int:
        if n == self.at and not self.mark.exists():
            self.mark.write_text("dead")
            os.kill(os.getpid(), signal.SIGKILL)
        return n * n


def dies(n: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return n


def fails(n: int) -> int:
    raise ValueError(f"task {n}")


def test_processes_give_the_same_answers() -> None:
    assert dict(each_done(square, range(20), "processes")) == dict(each_done(square, range(20)))


def test_a_killed_process_loses_nothing(tmp_path: Path) -> None:
    work = DiesOnce(7, tmp_path / "mark")
    found = list(each_done(work, range(12), "processes"))
    assert sorted(found) == [(n, n * n) for n in range(12)]  # each once
    assert (tmp_path / "mark").exists()


def test_processes_that_always_die_are_given_up() -> None:
    with pytest.raises(LimitReached, match="die before they answer"):
        list(each_done(dies, range(3), "processes"))


def test_an_error_of_a_task_is_raised_here() -> None:
    with pytest.raises(ValueError, match="task 0"):
        list(each_done(fails, range(1), "processes"))


def test_work_that_does_not_pickle_is_refused() -> None:
    with pytest.raises(OptionError, match="cannot be sent"):
        list(each_done(lambda n: n, range(3), "processes"))


@pytest.mark.parametrize("wrong", ["threads", 4, object()])
def test_no_scheduler(wrong: object) -> None:
    with pytest.raises(OptionError, match="is no scheduler"):
        each_done(square, range(3), wrong)  # type: ignore[arg-type]


class Elsewhere:
    """A client whose workers answer what they are told to."""

    def __init__(self, found: dict[str, str] | Exception) -> None:
        self.found = found

    def run(self, function: object) -> dict[str, str]:
        if isinstance(self.found, Exception):
            raise self.found
        return self.found


@pytest.mark.parametrize(
    ("found", "word"),
    [
        ({"tcp://a": __version__, "tcp://b": "0.0.1"}, "tcp://b has 0.0.1"),
        ({}, "no workers"),
        (ModuleNotFoundError("No module named 'bargain'"), "cannot use bargain"),
    ],
)
def test_workers_that_cannot_do_it_are_refused(found: object, word: str) -> None:
    with pytest.raises(OptionError, match=word):
        _refuse_other_versions(Elsewhere(found))  # type: ignore[arg-type]


def test_the_memory_for_a_task_is_that_of_the_smallest_worker(monkeypatch: Any) -> None:
    workers = {
        "a": {"memory_limit": 8 * 2**30, "nthreads": 4},
        "b": {"memory_limit": 6 * 2**30, "nthreads": 1},
        "c": {"memory_limit": 0, "nthreads": 1},  # it has no limit
    }
    client = SimpleNamespace(scheduler_info=lambda n_workers: {"workers": workers})
    monkeypatch.setattr(scheduling, "_is_client", lambda given: given is client)
    assert memory_of_a_worker(client) == 2 * 2**30
    workers.clear()
    assert memory_of_a_worker(client) is None


def test_processes_of_a_pool_end_with_the_one_that_started_them(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        "import os, sys, time\n"
        "from bargain.work.scheduling import each_done\n\n\n"
        "def slow(k):\n"
        "    print(os.getpid(), flush=True)\n"
        "    time.sleep(1)\n\n\n"
        "if __name__ == '__main__':\n"
        "    list(each_done(slow, range(100), 'processes'))\n"
    )
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        parent.kill()
        parent.wait()
        for _ in range(300):
            if not _lives(child):
                return
            time.sleep(0.1)
    os.kill(child, signal.SIGKILL)
    raise AssertionError("the child waits for tasks for ever")


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    if not Path("/proc/self").exists():
        return True
    try:  # ended, and nobody has asked; or gone between the two looks
        return " Z " not in Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
