"""What sweeps cost: ``python -m benchmarks scale [--points N] [--pairs N] [--memory N]``.

Every figure is taken in a process of its own, on cores that it is bound to: growth over four
decades of points, the same points with one process and with two, the cost of a chunk, and the
largest memory of a sweep into a store. Processor time of all processes stands beside wall time, and
the load of the machine beside both: on a busy machine only the first means much.
``docs/cluster.md`` computes with these figures.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from statistics import median
from typing import Any

from bargain.work.scheduling import cores, each_done

__all__ = ["main"]

SOLVERS = ("nash_bargaining", "kalai_smorodinsky")
"""The cheapest of a sweep, and the dearest."""

_CHUNK = 16_384


def _game() -> tuple[Any, Any, Any]:
    """Two players who cede to each other at a cost: a quadratic game with two parameters."""
    import sympy as sp

    import bargain as bg

    y, z = sp.symbols("y z")
    s, t = sp.symbols("s t", positive=True)
    payoffs = {"P": t * z - y**2 / 2, "C": s * y - z**2 / 2}
    return bg.Game({"P": {y: (0, 1)}, "C": {z: (0, 1)}}, payoffs), s, t


def processor() -> float:
    """Seconds of processor time of this process and of those that it started, server included.

    Processes of a pool are children of the server: theirs count once they have ended. Without
    ``/proc`` only this process counts.
    """
    spent, tick, own = time.process_time(), os.sysconf("SC_CLK_TCK"), str(os.getpid())
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parts = file.read_text(encoding="utf-8").rpartition(")")[2].split()
            if parts[1] == own:  # user, system; of its children that have ended, the same
                spent += sum(map(int, parts[11:15])) / tick
    return spent


def measure(
    solver: str, points: int, chunk: int, scheduler: str | None, store: bool
) -> dict[str, Any]:
    """Sweep so many points in this process, and say what it took."""
    import numpy as np

    import bargain as bg

    game, s, t = _game()
    side = max(1, math.isqrt(points))
    over = {s: np.linspace(0.5, 1.5, side), t: np.linspace(0.5, 1.5, points // side)}
    list(each_done(abs, range(cores()), scheduler))  # processes have started once
    with tempfile.TemporaryDirectory() as folder:
        bg.sweep(  # imports and compilation
            game, solver, {s: [1], t: [1]}, store=f"{folder}/one.zarr" if store else None
        )
        began, spent, before = (
            time.monotonic(),
            processor(),
            resource.getrusage(resource.RUSAGE_SELF),
        )
        found = bg.sweep(
            game, solver, over, chunk=chunk, scheduler=scheduler, progress=False,
            store=f"{folder}/sweep.zarr" if store else None,
        )  # fmt: skip
        wall = time.monotonic() - began
        time.sleep(0.5)  # processes of a pool end
        processor_s = processor() - spent
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        size = sum(f.stat().st_size for f in Path(folder).rglob("*") if f.is_file())
        solved = 0
        for part in range(0, side, 256):  # a little at a time: the count must not be the peak
            solved += int((found.status[part : part + 256] == 1).sum())
    return {
        "solver": solver, "points": side * (points // side), "solved": solved, "chunk": chunk,
        "wall_s": round(wall, 2), "processor_s": round(processor_s, 2),
        "start_mb": before.ru_maxrss // 1024, "peak_mb": peak // 1024, "store_mb": size // 2**20,
        "load": round(os.getloadavg()[0], 1),
    }  # fmt: skip


def _pieces() -> tuple[Any, Any, dict[Any, tuple[int, int]], list[Any]]:
    """Where an efficient equilibrium exists (nowhere), in twelve pieces that are given."""
    import bargain as bg

    game, s, t = _game()
    asked = bg.conditions.nash() & bg.conditions.efficient()
    return game, asked, {s: (1, 3), t: (1, 3)}, [12 * s - 12 * t - k for k in range(-15, 18, 3)]


def measure_pieces(scheduler: str | None) -> dict[str, Any]:
    """Draw the phase diagram in this process, and say what it took."""
    import bargain as bg

    game, asked, over, cuts = _pieces()
    list(each_done(abs, range(cores()), scheduler))  # processes have started
    began, spent = time.monotonic(), processor()
    found = bg.phase_diagram(
        game, asked, over, boundaries=cuts, resolution=0.1, timeout=600, effort=60,
        scheduler=scheduler,
    )  # fmt: skip
    wall = time.monotonic() - began
    time.sleep(0.5)  # processes of a pool end
    return {
        "pieces": len(found.verdicts), "unknown_share": round(found.unknown_share, 3),
        "wall_s": round(wall, 2), "processor_s": round(processor() - spent, 2),
        "load": round(os.getloadavg()[0], 1),
    }  # fmt: skip


def _apart(cores: int, *arguments: object) -> dict[str, Any]:
    """The same in a new process on so many cores."""
    return _ended(_started(sorted(os.sched_getaffinity(0))[:cores], *arguments))


def _started(own: Sequence[int], *arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "benchmarks", "scale", "--one", json.dumps([own, *arguments])],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def _ended(process: subprocess.Popen[str]) -> dict[str, Any]:
    told, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"a measurement ended with exit status {process.returncode}")
    found: dict[str, Any] = json.loads(told)
    return found


def _told(name: str, found: dict[str, Any]) -> dict[str, Any]:
    sys.stdout.write(f"{name}: {json.dumps(found)}\n")
    sys.stdout.flush()
    return found


def growth(most: int) -> list[dict[str, Any]]:
    """One process, one decade after another."""
    sizes = [most // 10**k for k in (4, 3, 2, 1, 0)]
    return [_told("growth", _apart(1, SOLVERS[0], n, _CHUNK, None, False)) for n in sizes]


def _compared(
    *arguments: object, one: Sequence[object], two: Sequence[object], pairs: int
) -> dict[str, Any]:
    """Pairs of runs, with one process and with two, in turn; medians, for a run is noise.

    Beside them what the machine gives: two processes, each on a core of its own, that share nothing
    and do what one does. Cores that share caches and memory do not do two works in the time of one.
    """
    own = sorted(os.sched_getaffinity(0))[:2]
    single, both, apart = [], [], []
    for _ in range(pairs):
        single.append(_apart(1, *arguments, *one))
        both.append(_apart(2, *arguments, *two))
        started = [_started([core], *arguments, *one) for core in own]
        apart.append(max(_ended(process)["wall_s"] for process in started))
    return {
        "one_s": median(r["wall_s"] for r in single), "two_s": median(r["wall_s"] for r in both),
        "parallel_efficiency": _ratios(
            [a["wall_s"] / b["wall_s"] / 2 for a, b in zip(single, both, strict=True)]
        ),
        "of_processor_time": _ratios(
            [a["processor_s"] / b["processor_s"] for a, b in zip(single, both, strict=True)]
        ),
        "nothing_shared": _ratios([a["wall_s"] / b for a, b in zip(single, apart, strict=True)]),
    }  # fmt: skip


def _ratios(found: Sequence[float]) -> dict[str, float]:
    """The median, the least, the largest."""
    return {
        "median": round(median(found), 2), "least": round(min(found), 2),
        "most": round(max(found), 2),
    }  # fmt: skip


def of_pieces(pairs: int) -> dict[str, Any]:
    """A phase diagram whose pieces are given, with one core and with two."""
    return _compared("pieces", one=[None], two=["processes"], pairs=pairs)


def efficiency(solver: str, points: int, store: bool, pairs: int) -> dict[str, Any]:
    """The same points with one core and with two."""
    told = _compared(
        solver, points, _CHUNK, one=[None, store], two=["processes", store], pairs=pairs
    )
    return {"solver": solver, "points": points, "store": store} | told


def chunks(points: int = 65_536) -> dict[str, float]:
    """Milliseconds of processor time that one more chunk costs, here and into a store."""
    found = {}
    for name, store in (("here", False), ("store", True)):
        few, many = (_apart(1, SOLVERS[0], points, points // n, None, store) for n in (4, 64))
        found[f"{name}_ms"] = round(1000 * (many["processor_s"] - few["processor_s"]) / 60, 1)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks scale", description=__doc__)
    parser.add_argument("--points", type=int, default=10**6, help="of the largest sweep")
    parser.add_argument("--pairs", type=int, default=9, help="of runs with one process and two")
    parser.add_argument(
        "--memory", type=int, default=10**7, help="points of the store; 0: leave out"
    )
    parser.add_argument("--out", type=Path, help="a JSON file of the figures")
    parser.add_argument("--one", type=json.loads, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.one is not None:
        cores, *rest = given.one
        os.sched_setaffinity(0, cores)
        told = measure_pieces(*rest[1:]) if rest[0] == "pieces" else measure(*rest)
        sys.stdout.write(json.dumps(told))
        return 0
    found: dict[str, Any] = {"cores": len(os.sched_getaffinity(0)), "load": os.getloadavg()[0]}
    found["growth"] = growth(given.points)
    found["efficiency"] = [
        _told("efficiency", efficiency(solver, given.points, store, given.pairs))
        for solver in SOLVERS for store in (False, True)
    ]  # fmt: skip
    found["pieces"] = _told("pieces", of_pieces(max(1, given.pairs // 2)))
    found["per_chunk"] = _told("per chunk", chunks())
    if given.memory:
        found["memory"] = _told("memory", _apart(1, SOLVERS[0], given.memory, 65_536, None, True))
    if given.out:
        given.out.write_text(json.dumps(found, indent=1), encoding="utf-8")
    return 0
