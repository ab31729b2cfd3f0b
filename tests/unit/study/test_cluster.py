"""A Dask cluster of two workers on this machine: the same bits, and a worker killed meanwhile."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sympy as sp

import bargain as bg

pytestmark = pytest.mark.needs("cluster")

y, z = sp.symbols("y z")
t = sp.Symbol("t", positive=True)
GAME = bg.Game({"P": {y: (0, 1)}, "C": {z: (0, 1)}}, {"P": t * z - y**2 / 2, "C": y - z**2 / 2})
OVER = {t: np.linspace(0.5, 1, 60)}


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    from distributed import Client, LocalCluster

    with (
        LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        yield client


class KillsOnce:
    """Solves, but kills its worker the first time."""

    def __init__(self, mark: str) -> None:
        self.mark = mark

    def __call__(self, game: bg.Game) -> Any:
        if not Path(self.mark).exists():
            Path(self.mark).write_text("dead")
            os.kill(os.getpid(), signal.SIGKILL)
        return bg.nash_bargaining(game)


def test_a_sweep_is_the_same_to_the_last_bit(client: Any, tmp_path: Path) -> None:
    here = bg.sweep(GAME, bg.nash_bargaining, OVER, chunk=7)
    there = bg.sweep(GAME, bg.nash_bargaining, OVER, chunk=7, scheduler=client)
    stored = bg.sweep(
        GAME, bg.nash_bargaining, OVER, chunk=7, scheduler=client, store=tmp_path / "s.zarr"
    )
    assert there.identical(here)
    assert stored.identical(here)


def test_a_killed_worker_loses_nothing(client: Any, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    few = {t: np.linspace(0.5, 1, 6)}
    found = bg.sweep(GAME, KillsOnce(str(mark)), few, chunk=1, scheduler=client)
    assert mark.exists()
    alone = bg.sweep(GAME, KillsOnce(str(mark)), few)  # it kills nobody any more
    assert (found.y == alone.y).all()
    assert (found.status == 1).all()


def test_dask_arrays_stay_lazy() -> None:
    import dask.array as da

    eager = bg.sweep(GAME, bg.nash_bargaining, OVER, chunk=7)
    lazy = bg.sweep(GAME, bg.nash_bargaining, {t: da.from_array(OVER[t], chunks=10)}, chunk=7)
    assert lazy.y.chunks == ((7,) * 8 + (4,),)
    assert lazy.compute(scheduler="synchronous").identical(eager)


def test_a_part_of_a_lazy_sweep_computes_its_blocks_alone() -> None:
    import dask.array as da

    asked: list[float] = []

    def solver(game: bg.Game) -> Any:
        asked.append(float(game.payoffs["P"].coeff(z)))
        return bg.nash_bargaining(game)

    lazy = bg.sweep(GAME, solver, {t: da.from_array(OVER[t], chunks=10)}, chunk=2)
    asked.clear()
    lazy.y[10:12].compute(scheduler="synchronous")
    assert asked == pytest.approx(OVER[t][10:12].tolist())


def test_a_chunk_that_memory_does_not_hold_is_refused() -> None:
    from bargain.errors import OptionError

    k = sp.Symbol("k", real=True)
    many = {t: np.linspace(0.5, 1, 10**4), k: np.arange(10**4)}
    game = bg.Game(
        {"P": {y: (0, 1)}, "C": {z: (0, 1)}}, {"P": t * z - y**2 / 2 + k, "C": y - z**2 / 2}
    )
    with pytest.raises(OptionError, match="smaller chunk"):
        bg.sweep(game, bg.nash_bargaining, many, chunk=10**8)
