"""Finite games against the peers, in one run: ratios of times, peak memory, growth.

``batch_against_quantecon``: from arrays to all equilibria of N random games with integer payoffs
in [-99, 99]; ours are exact, with the duplicates of degenerate games removed, QuantEcon's floats.
``single_against_lrsnash``: all equilibria of one random game, exact and complete on both sides;
lrsnash runs as a subprocess, and its start is part of its time. ``graph_against_enumeration``: why
`bargain.solve.finite.vertex_graph` is kept beside the double description. ``growth``: time
and memory of batches over three orders of magnitude.

A peer that is not installed is left out, and the table says so.
"""

from __future__ import annotations

import gc
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import linprog

from bargain.game.tables.finite_game import FiniteGame
from bargain.solve.finite.batches.batch_enumeration import nash_equilibria_batch
from bargain.solve.finite.best_reply_polytope import best_reply_constraints, vertices
from bargain.solve.finite.mixed_equilibria import nash_equilibria
from bargain.solve.finite.vertex_graph import proved_vertices

__all__ = [
    "Row",
    "batch_against_quantecon",
    "batches",
    "coordination_against_lrsnash",
    "graph_against_enumeration",
    "growth",
    "rows",
    "run",
    "single_against_lrsnash",
    "value_of_a_large_game",
]  # fmt: skip

_BATCH_TARGETS = {2: 8.0, 3: 3.0, 4: 2.0, 5: 2.0}
_KERNEL_TARGETS = {2: 20e6, 3: 3e6}  # games a second
_SINGLE_TARGET = 1.0
_TOP = 99
_LIMIT = 10**6


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table: our time and the peer's, per game in seconds; peak memory in MB."""

    what: str
    ours: float
    peer: float | None
    peer_name: str
    target: float | None
    memory: float
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times faster than the peer."""
        return None if self.peer is None else self.peer / self.ours

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None without a peer or a target."""
        return None if self.ratio is None or self.target is None else self.ratio >= self.target

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON data."""
        return {
            "what": self.what,
            "seconds_per_game": self.ours,
            "peer": self.peer_name,
            "peer_seconds_per_game": self.peer,
            "ratio": self.ratio,
            "target": self.target,
            "met": self.met,
            "peak_memory_mb": self.memory,
            "note": self.note,
        }


def _median(repeat: int, *works: Callable[[], Any]) -> list[float]:
    """Return the median processor time of each work; they alternate: noise hits all alike."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(repeat):
        for k, work in enumerate(works):
            gc.collect()
            start = time.process_time()
            work()
            times[k].append(time.process_time() - start)
    return [statistics.median(t) for t in times]


def _peak(work: Callable[[], Any]) -> float:
    """Return the peak of traced memory of one run, in megabytes."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


def _games(seed: int, count: int, m: int, n: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    a, b = rng.integers(-_TOP, _TOP + 1, (2, count, m, m if n is None else n))
    return a, b


def _payoffs(kind: str, n: int, games: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(n)
    if kind == "floats":
        a, b = rng.normal(size=(2, games, n, n))
    elif kind == "integers 0..3":
        a, b = rng.integers(0, 4, (2, games, n, n))
    else:
        return _games(n, games, n)
    return a, b


def batches(n: int, games: int, repeat: int = 5) -> list[Row]:
    """Measure supports, and supports and points, of integers, floats and games full of ties.

    The targets: so many games a second, and the others in at most twice the time of integers.
    """
    out = []
    for kind in ("integers", "floats", "integers 0..3"):
        a, b = _payoffs(kind, n, games)

        def supports(a: np.ndarray = a, b: np.ndarray = b) -> Any:
            return nash_equilibria_batch(a, b)

        def points(a: np.ndarray = a, b: np.ndarray = b) -> Any:
            batch = nash_equilibria_batch(a, b)
            return batch.x_numerators, batch.y_numerators

        supports()  # compile
        plain, solved = _median(repeat, supports, points)
        found = supports()
        limit = 1 / _KERNEL_TARGETS[n] if n in _KERNEL_TARGETS else None
        out.append(
            Row(
                what=f"batch {n}x{n}, {kind}",
                ours=plain / games,
                peer=2 * out[0].ours if out else limit,
                peer_name="twice the time of integers" if out else "the target",
                target=1.0 if out or limit else None,
                memory=_peak(supports),
                note=f"{games / plain / 1e6:.2f} million a second; with points "
                f"{solved / games * 1e6:.2f} us; degenerate {found.degenerate.mean():.2f}",
            )
        )
    return out


def batch_against_quantecon(
    n: int, games: int = 10_000, repeat: int = 5, kind: str = "integers"
) -> Row:
    """Compare batches of n x n games with QuantEcon's support enumeration, points included."""
    a, b = _payoffs(kind, n, games)
    note, peer = "", None
    try:
        import quantecon.game_theory as qe
    except ImportError:
        note = "QuantEcon is not installed"
    else:
        sample = max(1, games // 5)
        tables = a[:sample].astype(float), b[:sample].astype(float)

        def made() -> list[Any]:
            return [
                qe.NormalFormGame((qe.Player(p), qe.Player(np.ascontiguousarray(q.T))))
                for p, q in zip(*tables, strict=True)
            ]

        pairs = made()
        qe.support_enumeration(pairs[0])  # compile

        def peer() -> None:  # from arrays to equilibria, as ours
            for game in made():
                qe.support_enumeration(game)

        def bare() -> None:  # without the time to build its game objects
            for game in pairs:
                qe.support_enumeration(game)

    def ours() -> Any:
        batch = nash_equilibria_batch(a, b)
        return batch if len(batch.x_numerators) == len(batch.y_numerators) else None

    ours()  # compile
    if peer is None:
        (mine,), theirs = _median(repeat, ours), None
    else:
        mine, other, solving = _median(repeat, ours, peer, bare)
        theirs = other / sample
        found = ours()
        float_count = sum(len(qe.support_enumeration(g)) for g in pairs)
        exact_count = int(found.counts[:sample].sum())
        note = (
            f"{solving / sample * games / mine:.1f} if its game objects are given; equilibria in "
            f"{sample} games: {exact_count} (exact), {float_count} (QuantEcon)"
        )
    return Row(
        what=f"batch {n}x{n}, {kind}, {games} games",
        ours=mine / games,
        peer=theirs,
        peer_name="QuantEcon support enumeration (float)",
        target=_BATCH_TARGETS.get(n) if kind == "integers" else 2.0,
        memory=_peak(ours),
        note=note,
    )


def _of_children() -> float:
    """Processor time of subprocesses that have ended, in seconds."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _lrs_text(a: np.ndarray, b: np.ndarray) -> str:
    tables = ("\n".join(" ".join(map(str, row)) for row in t.tolist()) for t in (a, b))
    return f"{a.shape[0]} {a.shape[1]}\n\n" + "\n\n".join(tables) + "\n"


def single_against_lrsnash(m: int, n: int, games: int = 7, seed: int = 0) -> Row:
    """Compare one m x n game at a time with lrsnash; medians over several games."""
    a, b = _games(1000 * n + seed, games + 1, m, n)
    return _against_lrsnash(f"one game {m}x{n}", a, b)


def coordination_against_lrsnash(n: int) -> Row:
    """The game in which both want to choose the same of n actions: 2^n - 1 equilibria."""
    one = np.stack([np.eye(n, dtype=int)] * 2)
    return _against_lrsnash(f"coordination {n}", one, one)


def value_of_a_large_game(n: int) -> Row:
    """The value of a random n x n game of constant sum, exactly, beside a float programme."""
    a = _games(3000 + n, 1, n)[0][0]
    game = FiniteGame.from_payoffs(a, -a)

    def ours() -> Any:
        return nash_equilibria(game, method="value")

    def peer() -> Any:
        rows = np.hstack([-a.T, np.ones((n, 1))])
        bounds = [(0, None)] * n + [(None, None)]
        cost = [0] * n + [-1]
        total = [[1] * n + [0]]
        return linprog(cost, A_ub=rows, b_ub=[0] * n, A_eq=total, b_eq=[1], bounds=bounds)

    mine, theirs = _median(3, ours, peer)
    gap = abs(float(ours().value) + peer().fun)
    return Row(
        what=f"value {n}x{n}", ours=mine, peer=theirs, peer_name="scipy linprog (float)",
        target=None, memory=_peak(ours), note=f"values differ by {gap:.1e}",
    )  # fmt: skip


def _against_lrsnash(what: str, a: np.ndarray, b: np.ndarray) -> Row:
    """All games but the last, which warms up."""
    program = shutil.which("lrsnash")
    games = len(a) - 1
    mine, theirs, ratios = [], [], []
    agree = degenerate = 0
    memory = 0.0
    nash_equilibria(FiniteGame.from_payoffs(a[-1], b[-1]))  # imports and caches
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "game"
        for k in range(games):
            game = FiniteGame.from_payoffs(a[k], b[k])
            start = time.process_time()
            found = nash_equilibria(game)
            mine.append(time.process_time() - start)
            if not found.complete:
                raise RuntimeError(f"not complete: {found.reason}")
            degenerate += bool(found.degenerate)
            if program is None:
                continue
            path.write_text(_lrs_text(a[k], b[k]), encoding="utf-8")
            start = _of_children()
            text = subprocess.run(
                [program, str(path)], capture_output=True, text=True, check=True
            ).stdout
            theirs.append(_of_children() - start)
            ratios.append(theirs[-1] / mine[-1])
            agree += f"equilibria found: {len(found)}" in text
        memory = _peak(lambda: nash_equilibria(FiniteGame.from_payoffs(a[0], b[0])))
    note = f"{degenerate} of {games} degenerate"
    if ratios:
        note += f"; same number in {agree}; ratios {min(ratios):.2f} to {max(ratios):.2f}"
    else:
        note += "; lrsnash is not installed"
    return Row(
        what=what,
        ours=statistics.median(mine),
        peer=statistics.median(theirs) if theirs else None,
        peer_name="lrsnash (C, exact)",
        target=_SINGLE_TARGET,
        memory=memory,
        note=note,
    )


def graph_against_enumeration(n: int, games: int = 5) -> Row:
    """Compare the float graph with its proof to the double description, on the same polytopes.

    Both list all vertices exactly; where the proof does not go through the time is that of both.
    """
    tables = _games(2000 + n, games, n)[0]
    polytopes = [best_reply_constraints(_exact(a)) for a in tables]
    proved_vertices(polytopes[0], _LIMIT)  # imports
    proved, mine, theirs = 0, [], []

    def ours(polytope: np.ndarray) -> bool:
        found = proved_vertices(polytope, _LIMIT)
        if found is None:
            vertices(polytope, _LIMIT)
        return found is not None

    for polytope in polytopes:
        start = time.process_time()
        proved += ours(polytope)
        mine.append(time.process_time() - start)
        start = time.process_time()
        vertices(polytope, _LIMIT)
        theirs.append(time.process_time() - start)
    return Row(
        what=f"vertices {n}x{n}",
        ours=sum(mine) / games,
        peer=sum(theirs) / games,
        peer_name="double description in integers",
        target=1.0,
        memory=_peak(lambda: ours(polytopes[0])),
        note=f"proved for {proved} of {games}, the others by double description",
    )


def _exact(table: np.ndarray) -> np.ndarray:
    return np.array([[Fraction(int(v)) for v in row] for row in table], dtype=object)


def growth(n: int = 3, sizes: tuple[int, ...] = (1_000, 10_000, 100_000, 1_000_000)) -> list[Row]:
    """Measure batches of growing size: time per game should not grow."""
    out = []
    for count in sizes:
        a, b = _games(count, count, n)

        def work(a: np.ndarray = a, b: np.ndarray = b) -> Any:
            return nash_equilibria_batch(a, b)

        (seconds,) = _median(3, work)
        out.append(
            Row(
                what=f"growth {n}x{n}, {count} games",
                ours=seconds / count,
                peer=None,
                peer_name="",
                target=None,
                memory=_peak(work),
                note=f"{count / seconds:,.0f} games/s",
            )
        )
    return out


def rows() -> list[Row]:
    """Measure everything."""
    return [
        *(batch_against_quantecon(n) for n in (2, 3, 4, 5)),
        *(batch_against_quantecon(n, 2_000, kind="floats") for n in (2, 3, 4, 5)),
        *(
            row
            for n, k in ((2, 10**6), (3, 300_000), (4, 50_000), (5, 10_000))
            for row in batches(n, k)
        ),
        *(single_against_lrsnash(n, n, games) for n, games in ((8, 9), (10, 9), (12, 7), (14, 5))),
        *(single_against_lrsnash(m, n, 5) for m, n in ((3, 200), (6, 64), (5, 40))),
        coordination_against_lrsnash(12),
        coordination_against_lrsnash(15),
        value_of_a_large_game(30),
        *(graph_against_enumeration(n, k) for n, k in ((8, 9), (10, 9), (12, 7), (14, 5), (16, 3))),
        *growth(),
    ]


def table(lines: list[Row]) -> str:
    """Return the measurements as text."""
    head = f"{'':32}{'ours':>12}{'peer':>12}{'ratio':>8}{'target':>8}{'':>5}{'memory':>10}  note"
    out = [head]
    for row in lines:
        peer = "-" if row.peer is None else f"{row.peer * 1e6:,.1f} us"
        ratio = "-" if row.ratio is None else f"{row.ratio:.2f}"
        target = "-" if row.target is None else f"{row.target:g}"
        verdict = "" if row.met is None else ("met" if row.met else "MISS")
        out.append(
            f"{row.what:32}{row.ours * 1e6:>9,.1f} us{peer:>12}{ratio:>8}{target:>8}{verdict:>5}"
            f"{row.memory:>7,.1f} MB  {row.note}"
        )
    return "\n".join(out)


def run() -> list[Row]:
    """Measure everything and print the table; return the rows."""
    lines = rows()
    print(table(lines))
    return lines


if __name__ == "__main__":
    run()
