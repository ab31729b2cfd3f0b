"""What is sent to a worker is compiled: it computes the same, and opens only what it needs."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest
import sympy as sp

import bargain as bg
from bargain.solve.payoffs import compiled
from bargain.study.batch_points import CHUNK_SOLVERS
from bargain.study.grid import Grid
from bargain.study.job import Job
from bargain.work.folded import Folded

y, z = sp.symbols("y z")
s = sp.Symbol("s", positive=True)
GAME = bg.Game(
    {"P": {y: (0, 1)}, "C": {z: (0, 1)}},
    {"P": s * sp.log(1 + z) - y**2 / 2, "C": s * y - z**2 / 2},
    assumptions=[s <= 4],
)


@pytest.mark.parametrize("solver", CHUNK_SOLVERS)
def test_a_job_that_was_sent_needs_no_sympy(solver: str, monkeypatch: pytest.MonkeyPatch) -> None:
    grid = Grid(GAME, {s: np.linspace(0.5, 5, 40)})
    job = Job(GAME, solver, grid, None, 16)
    here = [job(k) for k in range(len(job.blocks))]
    sent = pickle.dumps(job)
    compiled._names()  # as in a server of processes

    def never(*_: object, **__: object) -> Any:
        raise AssertionError("compiled again")

    monkeypatch.setattr(sp, "lambdify", never)
    monkeypatch.setattr(sp, "diff", never)
    there = pickle.loads(sent)
    for k, expected in enumerate(here):
        found = there(k)
        assert found.keys() == expected.keys()
        for name in expected:
            assert found[name].tobytes() == expected[name].tobytes()
    assert (there(len(here) - 1)["status"] == 3).any()  # a point outside the assumptions


def test_a_compiled_function_is_sent_on_and_on() -> None:
    function = compiled.compile_expressions(
        [y, s], [sp.exp(-y) * s, sp.Piecewise((y, y > s), (s, True))]
    )
    at = np.array([0.1, 0.9]), np.array([0.5, 0.5])
    expected = function(*at)
    for _ in range(2):
        function = pickle.loads(pickle.dumps(function))
        assert [a.tobytes() for a in function(*at)] == [a.tobytes() for a in expected]


def test_another_python_compiles_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    function = compiled.compile_expressions([y, s], [y**2 / s])
    sent = pickle.dumps(function)
    monkeypatch.setattr("sys.implementation.cache_tag", "cpython-999")
    monkeypatch.setattr("marshal.loads", lambda _: 1 / 0)
    assert pickle.loads(sent)(3.0, 2.0) == [4.5]


class Opened:
    """Counts how often it is unpickled."""

    count = 0

    def __setstate__(self, state: object) -> None:
        Opened.count += 1

    def __getstate__(self) -> int:
        return 1


def test_what_is_folded_is_read_when_it_is_asked_for() -> None:
    there = pickle.loads(pickle.dumps(Folded(Opened())))
    again = pickle.loads(pickle.dumps(there))
    assert Opened.count == 0
    assert again.open() is again.open()
    assert Opened.count == 1
