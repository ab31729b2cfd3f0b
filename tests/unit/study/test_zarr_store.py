"""Stores: what is read back is what was computed, or it is computed again, or refused."""

from __future__ import annotations

import multiprocessing
import os
import signal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sympy as sp
import zarr

import bargain as bg
from bargain.errors import OptionError, StoreError
from bargain.study import job as module, sweep as sweeping
from bargain.study.solver_fingerprint import solver_fingerprint
from bargain.study.zarr_store import Claims, SweepStore

y, z = sp.symbols("y z")
t = sp.Symbol("t", positive=True)
GRID = {t: np.linspace(0.5, 1, 20)}


def game(factor: Any = 1) -> bg.Game:
    return bg.Game(
        {"P": {y: (0, 1)}, "C": {z: (0, 1)}}, {"P": t * z - factor * y**2 / 2, "C": y - z**2 / 2}
    )


def stored(store: Path, **changes: Any) -> Any:
    given = {"game": game(), "solver": bg.nash_bargaining, "over": GRID, "chunk": 6} | changes
    return bg.sweep(**given, store=store)


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The sizes of the chunks that were solved, not read."""
    calls: list[int] = []
    original = module.solve_points

    def counted(*arguments: Any, **more: Any) -> Any:
        calls.append(arguments[2])
        return original(*arguments, **more)

    monkeypatch.setattr(module, "solve_points", counted)
    return calls


def chunk_file(store: Path, name: str = "y", k: int = 1) -> Path:
    return store / name / "c" / str(k)


def truncate(store: Path) -> None:
    file = chunk_file(store)
    file.write_bytes(file.read_bytes()[:-10])


def lengthen(store: Path) -> None:
    file = chunk_file(store)
    file.write_bytes(file.read_bytes()[:-1] + b"xx")


def empty(store: Path) -> None:
    chunk_file(store).write_bytes(b"")


def reorder(store: Path) -> None:
    chunk_file(store).write_bytes(chunk_file(store, k=2).read_bytes())


def reorder_all(store: Path) -> None:
    """A whole block, its seal with it, in the place of another."""
    for name in ("y", "z", "residual", "bound", "status"):
        chunk_file(store, name).write_bytes(chunk_file(store, name, 2).read_bytes())
    for name in ("payoff", "gain"):
        (store / name / "c" / "0" / "1").write_bytes((store / name / "c/0/2").read_bytes())
    (store / "seal" / "c" / "1" / "0").write_bytes((store / "seal" / "c/2/0").read_bytes())


def swap_in_another_sweep(store: Path) -> None:
    other = store.parent / "other"
    stored(other, game=game(2))
    for file in other.rglob("*"):
        inside = file.relative_to(other)
        if file.is_file() and "c" in inside.parts and inside.parts[-1] == "1":
            (store / inside).write_bytes(file.read_bytes())


def remove(store: Path) -> None:
    chunk_file(store).unlink()


def unseal(store: Path) -> None:
    (store / "seal" / "c" / "1" / "0").unlink()


@pytest.mark.long(every=4)
@pytest.mark.parametrize(
    "damage",
    [truncate, lengthen, empty, reorder, reorder_all, swap_in_another_sweep, remove, unseal],
)
def test_a_chunk_that_is_not_this_one_is_computed_again(
    tmp_path: Path, computed: list[int], damage: Any
) -> None:
    first = stored(tmp_path / "s").load()
    damage(tmp_path / "s")
    computed.clear()
    assert stored(tmp_path / "s").identical(first)
    assert computed == [1, 6]  # the sample, and the chunk
    computed.clear()
    assert stored(tmp_path / "s").identical(first)
    assert computed == [1]  # and was mended on disk


def test_no_bit_can_be_flipped_unnoticed(tmp_path: Path) -> None:
    first = stored(tmp_path / "s").load()
    store = opened(tmp_path / "s")
    for name in ("y/c/0", "status/c/0", "payoff/c/0/0", "seal/c/0/0"):
        file = tmp_path / "s" / name
        whole = file.read_bytes()
        for position in range(0, len(whole), 5):
            changed = bytearray(whole)
            changed[position] ^= 1 << position % 8
            file.write_bytes(bytes(changed))
            found = store.read(0)
            if found is not None:  # a bit of the compression that says nothing
                assert all((c == first[n].values[..., :6]).all() for n, c in found.items())
        file.write_bytes(whole)
    assert store.read(0) is not None


def opened(path: Path) -> SweepStore:
    found: list[SweepStore] = []
    original = sweeping._in_store

    def kept(job: Any, store: SweepStore, *more: Any) -> None:
        found.append(store)
        original(job, store, *more)

    sweeping._in_store = kept
    try:
        stored(path)
    finally:
        sweeping._in_store = original
    return found[0]


def test_xarray_opens_a_store_by_itself(tmp_path: Path) -> None:
    import xarray as xr

    first = stored(tmp_path / "s").load()
    data = xr.open_zarr(tmp_path / "s", chunks=None)
    assert (data.y == first.y).all()
    assert data.payoff.attrs["units"] == "the payoff's own unit"
    assert data.status.attrs["flag_meanings"].split()[1] == "agreement"
    assert data.player.attrs["names"] == ["P", "C"]
    assert data.attrs["bargain_version"]


@pytest.mark.long(every=2)
@pytest.mark.parametrize(
    "change",
    [
        {"game": game(2)},
        {"over": {t: np.linspace(0.5, 1, 21)}},
        {"over": {t: np.linspace(0.5, 1 + 2**-52, 20)}},
        {"solver": bg.egalitarian},
        {"solver": lambda g: bg.nash_bargaining(g.at({}))},
        {"weights": {"P": 1, "C": 2}},
        {"chunk": 7},
        {"game": bg.Game(game().actions, game().payoffs, measures={"m": {"P": y, "C": z}})},
        {"game": bg.Game(game().actions, game().payoffs, assumptions=[t <= 5])},
    ],
)
def test_a_store_of_another_question_is_refused(tmp_path: Path, change: Any) -> None:
    stored(tmp_path / "s")
    with pytest.raises(StoreError, match="another sweep"):
        stored(tmp_path / "s", **change)


def test_a_store_of_another_version_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored(tmp_path / "s")
    monkeypatch.setattr(module, "__version__", "0.0.0")
    with pytest.raises(StoreError, match="another sweep"):
        stored(tmp_path / "s")


def test_the_values_that_a_solver_captures_are_part_of_it(tmp_path: Path) -> None:
    w = [1]

    def solver(g: bg.Game) -> Any:
        return bg.nash_bargaining(g, weights={"P": w[0], "C": 1})

    first = stored(tmp_path / "s", solver=solver)
    assert stored(tmp_path / "s", solver=solver).identical(first)
    w[0] = 5
    with pytest.raises(StoreError, match="another sweep"):
        stored(tmp_path / "s", solver=solver)


def test_a_solver_that_remembers_has_no_store(tmp_path: Path) -> None:
    seen: list[int] = []

    def solver(g: bg.Game) -> Any:
        seen.append(1)
        return bg.nash_bargaining(g)

    with pytest.raises(OptionError, match="changes what it captures"):
        stored(tmp_path / "s", solver=solver)
    assert not list((tmp_path / "s" / "y").glob("c/*"))
    assert stored_without(solver).attrs["fingerprint"]


def stored_without(solver: Any) -> Any:
    return bg.sweep(game(), solver, GRID)


def test_a_solver_without_identity_has_no_store(tmp_path: Path) -> None:
    with (tmp_path / "open.txt").open("w") as handle:

        def solver(g: bg.Game) -> Any:
            return bg.nash_bargaining(g) if handle else None

        with pytest.raises(OptionError, match="captured variable handle"):
            stored(tmp_path / "s", solver=solver)
        assert stored_without(solver).attrs["fingerprint"].startswith("none: ")


def test_a_readonly_folder_is_one_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = stored(tmp_path / "s")

    def refused(*_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(zarr.Array, "__setitem__", refused)
    assert stored(tmp_path / "s").identical(first)  # nothing to write
    chunk_file(tmp_path / "s").unlink()
    with pytest.raises(StoreError, match="cannot be written"):
        stored(tmp_path / "s")
    with pytest.raises(StoreError, match="cannot be used"):
        stored(tmp_path / "new")
    assert not list(tmp_path.glob(".new*"))  # nothing half-made is left


def test_a_full_disk_is_one_clear_error_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, computed: list[int]
) -> None:
    full = OSError(28, "No space left on device")
    written = zarr.Array.__setitem__

    def third(self: Any, at: Any, value: Any) -> None:
        if len(computed) > 3:
            raise full
        written(self, at, value)

    with monkeypatch.context() as small:
        small.setattr(zarr.Array, "__setitem__", third)
        with pytest.raises(StoreError, match=r"No space left.*block 2.*the same call continues"):
            stored(tmp_path / "s")
    done = len(computed)
    stored(tmp_path / "s")
    assert computed[done:] == [1, 6, 2]  # a sample, and the two blocks that were open

    def refused(*_: Any) -> None:
        raise full

    question = bg.conditions.participation() & bg.conditions.nash()
    with monkeypatch.context() as small:
        small.setattr(Path, "write_bytes", refused)
        with pytest.raises(StoreError, match=r"No space left.*q\.certificates"):
            stored(tmp_path / "q", solver=question)
    assert not list((tmp_path / "q.certificates").glob(".*"))  # nothing half-written is left


def test_a_file_in_place_of_the_folder_or_of_a_manifest(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="not empty"):
        stored(tmp_path / "file")
    for k, text in enumerate(("", "{", "[]", "null", '{"attributes": {"fingerprint": 3}}', "\x00")):
        store = tmp_path / f"s{k}"
        store.mkdir()
        (store / "zarr.json").write_text(text)
        with pytest.raises(StoreError):
            stored(store)


def test_a_folder_of_other_things_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(StoreError, match="not empty"):
        stored(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["letter.txt"]


def _work(path: str, queue: Any) -> None:
    result = stored(Path(path), chunk=1)
    queue.put(result["y"].values.tolist())


def test_two_processes_on_one_store(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    queue = context.Queue()
    both = [context.Process(target=_work, args=(str(tmp_path / "s"), queue)) for _ in range(2)]
    for process in both:
        process.start()
    found = [queue.get(timeout=120) for _ in both]
    for process in both:
        process.join()
    assert found[0] == found[1] == bg.sweep(game(), bg.nash_bargaining, GRID)["y"].values.tolist()
    assert not (tmp_path / "s.claims").exists()


def _killed(path: str) -> None:
    def solver(g: bg.Game) -> Any:
        if float(g.payoffs["P"].coeff(z)) > 0.8:
            os.kill(os.getpid(), signal.SIGKILL)
        return bg.nash_bargaining(g)

    stored(Path(path), solver=solver, chunk=1)


@pytest.mark.long
def test_a_killed_process_leaves_what_it_finished_and_its_claims_do_not_count(
    tmp_path: Path,
) -> None:
    context = multiprocessing.get_context("spawn")
    process = context.Process(target=_killed, args=(str(tmp_path / "s"),))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert list((tmp_path / "s.claims").glob("block-*"))
    done = len(list((tmp_path / "s" / "seal" / "c").iterdir()))
    assert 0 < done < 20
    with Claims.beside(tmp_path / "s") as claims:
        assert claims.take(done)


def test_a_claim_of_a_living_process_counts(tmp_path: Path) -> None:
    with Claims.beside(tmp_path / "s") as one, Claims.beside(tmp_path / "s") as two:
        assert one.take(3)
        assert not two.take(3)
        one.give(3)
        assert two.take(3)


def test_a_claim_from_another_machine_counts_while_it_is_fresh(tmp_path: Path) -> None:
    with Claims.beside(tmp_path / "s") as claims:
        other = claims.folder / "process-other"
        other.write_text('{"host": "elsewhere", "pid": 1}')
        (claims.folder / "block-0").hardlink_to(other)
        assert not claims.take(0)
        long_ago = other.stat().st_mtime - 10_000
        os.utime(other, (long_ago, long_ago))
        assert claims.take(0)


def test_an_interrupted_sweep_says_what_is_kept(tmp_path: Path) -> None:
    calls: list[float] = []

    def progress(done: int, total: int) -> None:
        if done >= 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as stopped:
        stored(tmp_path / "s", progress=progress)
    assert "6 of 20 points" in stopped.value.__notes__[0]
    assert not (tmp_path / "s.claims").exists()
    stored(tmp_path / "s", progress=lambda done, total: calls.append(done))
    assert calls == [6, 12, 18, 20]


# --- what a solver is made of ---------------------------------------------------------------------


def make(value: Any) -> Any:
    return lambda g: value


def make_default(value: Any) -> Any:
    def solver(g: Any, w: Any = value) -> Any:
        return w

    return solver


def make_keyword(value: Any) -> Any:
    def solver(g: Any, *, w: Any = value) -> Any:
        return w

    return solver


class Solver:
    def __init__(self, value: Any) -> None:
        self.value = value

    def __call__(self, g: Any) -> Any:
        return self.value

    def method(self, g: Any) -> Any:
        return self.value


class Slotted:
    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __call__(self, g: Any) -> Any:
        return self.value


def make_partial(value: Any) -> Any:
    from functools import partial

    return partial(bg.nash_bargaining, weights=value)


SHAPES = [make, make_default, make_keyword, make_partial, Solver, Slotted,
          lambda v: Solver(v).method, lambda v: lambda g: [make(v)(g)]]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    ("one", "two"),
    [
        (1, 2), (0.1, np.nextafter(0.1, 1)), (1, 1.0), (1, True), ("a", b"a"), ([1], (1,)),
        ({"P": 1}, {"P": 2}), (np.zeros(3), np.array([0, 0, 1e-300])), (0.1, 0.1 + 2**-56),
        (y, sp.Symbol("y", real=True)),
        (game(1), game(2)), (None, 0), ({1, 2}, {1, 3}), (np.float32(1), np.float64(1)),
    ],
)  # fmt: skip
def test_other_captured_values_make_another_solver(shape: Any, one: Any, two: Any) -> None:
    assert solver_fingerprint(shape(one)) == solver_fingerprint(shape(one))
    assert solver_fingerprint(shape(one)) != solver_fingerprint(shape(two))


def test_other_code_makes_another_solver() -> None:
    def same_name(body: str) -> Any:
        space: dict[str, Any] = {"__name__": "theirs"}
        exec(body, space)
        return space["solver"]

    one = "def helper(g):\n    return {}\ndef solver(g):\n    return helper(g)"
    prints = [solver_fingerprint(same_name(one.format(k))) for k in (1, 2, 1)]
    assert prints[0] == prints[2] != prints[1]  # through the function that it calls
    inner = "def solver(g):\n    return [h + {} for h in [g]]"
    assert solver_fingerprint(same_name(inner.format(1))) != solver_fingerprint(
        same_name(inner.format(2))
    )


def test_a_value_that_contains_itself_ends() -> None:
    loop: dict[str, Any] = {}
    loop["again"] = loop
    assert solver_fingerprint(make(loop))
