"""Answers with arrays come back whole, through shared memory where there is room."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import numpy as np
import pytest

from bargain.work import handover, scheduling
from bargain.work.handover import Handover, Parcel
from bargain.work.scheduling import each_done


def test_arrays_come_back_to_the_last_bit() -> None:
    answer = {"x": np.array([0.1, np.nan, -0.0]), "y": np.arange(6).reshape(2, 3).T, "z": "text"}
    places = Handover(2)
    sent = places.packed(answer, 1)
    assert isinstance(sent, Parcel)
    places.packed({"other": np.ones(9)}, 0)  # its own place
    found = places.unpacked(sent, 1)
    places.packed({"later": np.zeros(9)}, 1)
    assert isinstance(found, dict)
    assert found["z"] == "text"
    for name in "xy":
        assert found[name].tobytes() == answer[name].tobytes()
        assert found[name].flags.writeable


def test_what_has_no_room_goes_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handover, "_PLACE", 64)
    places = Handover(1)
    for answer in (np.zeros(9), [1, 2], None):
        assert places.packed(answer, 0) is answer
        assert places.unpacked(answer, 0) is answer


def powers(n: int) -> dict[str, np.ndarray]:
    return {"powers": np.arange(1000.0) ** n, "who": np.array(os.getpid())}


def test_processes_hand_arrays_over() -> None:
    found = dict(each_done(powers, range(12), "processes"))
    for n in range(12):
        assert found[n]["powers"].tobytes() == powers(n)["powers"].tobytes()
        assert found[n]["who"] != os.getpid()


def test_a_lent_answer_stays_until_the_next_is_asked_for() -> None:
    seen = 0
    for n, answer in each_done(powers, range(40), "processes", lent=True):
        time.sleep(0.002)  # the others go on writing
        assert answer["powers"].tobytes() == powers(n)["powers"].tobytes()
        seen += 1
    assert seen == 40


def test_a_lent_answer_lies_in_its_place() -> None:
    places = Handover(1)
    sent = places.packed(np.zeros(3), 0)
    lent, own = places.unpacked(sent, 0, lent=True), places.unpacked(sent, 0)
    places.packed(np.ones(3), 0)
    assert isinstance(lent, np.ndarray)
    assert isinstance(own, np.ndarray)
    assert lent.tolist() == [1, 1, 1]  # whoever keeps it has another one now
    assert own.tolist() == [0, 0, 0]


def test_without_shared_memory_answers_come_through_the_pipe(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(count: int) -> Handover:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(scheduling, "Handover", full)
    assert dict(each_done(powers, [2], "processes"))[2]["powers"][3] == 9


class Slow:
    """A task waits until another process has done one, so that both do some."""

    def __init__(self, here: int, mark: Path) -> None:
        self.here, self.mark = here, mark

    def __call__(self, n: int) -> int:
        if os.getpid() != self.here:
            self.mark.write_text("done")
        return os.getpid()


def test_the_caller_helps_and_processes_do_the_rest(tmp_path: Path) -> None:
    work, mark = Slow(os.getpid(), tmp_path / "mark"), tmp_path / "mark"

    def tasks():
        yield from range(4)
        n = 4
        while not mark.exists():
            yield n
            n += 1

    found = dict(each_done(work, tasks(), "processes", helping=True))
    assert sorted(found) == list(range(len(found)))  # each once
    assert os.getpid() in found.values()
    assert set(found.values()) - {os.getpid()}


def test_one_core_helps_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduling, "cores", lambda: 1)
    found = dict(each_done(powers, range(3), "processes", helping=True))
    assert {int(f["who"]) for f in found.values()} == {os.getpid()}


class DiesElsewhere:
    """Kills the first other process that does a task."""

    def __init__(self, here: int, mark: Path) -> None:
        self.here, self.mark = here, mark

    def __call__(self, n: int) -> np.ndarray:
        if os.getpid() != self.here and not self.mark.exists():
            self.mark.write_text("dead")
            os.kill(os.getpid(), signal.SIGKILL)
        return np.full(10, n)


def test_a_killed_process_loses_nothing_where_the_caller_helps(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    work = DiesElsewhere(os.getpid(), mark)

    def tasks():
        n = 0
        while n < 20 or not mark.exists():
            yield n
            n += 1

    found = list(each_done(work, tasks(), "processes", helping=True))
    numbers = [n for n, _ in found]
    assert sorted(numbers) == list(range(len(numbers)))  # each once
    assert all((answer == n).all() for n, answer in found)
