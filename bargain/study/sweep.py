r"""Solve a game over a grid of parameters.

The grid is the product of the given values, one named dimension per parameter. It is cut into
blocks of consecutive points (`bargain.study.blocks`); a block is a pure function of its parameters
(`bargain.study.batch_points`), done here, in other processes or on a cluster
(`bargain.work.scheduling`). Working memory is that of one block, whatever the grid's size, plus the
result itself, unless that goes to a store. With ``store=`` every finished block is a chunk of a
Zarr group (`bargain.study.zarr_store`), written where it was computed, so an interrupted sweep
continues where it stopped: no block is lost, none is computed twice. The store remembers a
fingerprint of the game, the solver and the grid, and refuses another; a solver that cannot be told
from another (`bargain.study.solver_fingerprint`) or that changes what it captures has no store.

Every point carries a status and a residual; where nothing was established, values are NaN.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from bargain.arguments import called, flag, mapping, of_type, whole
from bargain.clock import wait_a_little
from bargain.errors import OptionError
from bargain.exact import exact_expression
from bargain.extras import require
from bargain.game.conditions.condition import Condition
from bargain.game.game import Game
from bargain.game.tables.finite_game import FiniteGame
from bargain.game.written import Axes, Number
from bargain.question.region_relations import Where
from bargain.solve.bargaining.batch_bargaining import PointStatus
from bargain.solve.payoffs.defined_boxes import refuse_undefined_gains
from bargain.solve.payoffs.kinks import refuse_breaks, refuse_functions
from bargain.solve.solvers import SOLVERS, declared
from bargain.study.batch_points import CHUNK_SOLVERS, Columns
from bargain.study.each_point import ANSWERS, NUMBERS, EachPoint, symbols_in
from bargain.study.grid import Grid
from bargain.study.job import FORMAT, Job, refuse_large, usual_chunk
from bargain.study.lazy import computed_axes, lazy_columns
from bargain.study.zarr_store import SEAL, Claims, SweepStore, Variable, writing
from bargain.version import __version__
from bargain.work.progress import Report, kept, steps
from bargain.work.scheduling import Scheduler, each_done, memory_of_a_worker

if TYPE_CHECKING:
    import xarray as xr

__all__ = ["sweep"]

_MEANINGS = PointStatus.MEANINGS + " outside_assumptions"

Solver: TypeAlias = str | Callable[..., object]

_RESIDUAL = (
    "Karush-Kuhn-Tucker residual; for equilibria, the largest distance to a best reply as a "
    "share of the box"
)
_BOUND = (
    "how much the objective can still rise at most: for nash_bargaining in units of the log Nash "
    "product, else relative to the objective"
)
_DESCRIPTIONS = {
    "payoff": ("payoff", "the payoff's own unit"),
    "gain": ("payoff minus outside option", "the payoff's own unit"),
    "residual": (_RESIDUAL, "1"),
    "bound": (_BOUND, "1"),
    "status": ("what was established at the point", "1"),
    "equilibria": ("number of equilibria found", "1"),
    "certificate": ("SHA-256 of the certificate, zeros where there is none", "1"),
    "value": ("what the solver gave", ""),
    "lower": ("a proved lower bound", ""), "upper": ("a proved upper bound", ""),
    "complete": ("1 where these are all pure equilibria (floating-point arithmetic)", "1"),
}  # fmt: skip


@called
def sweep(
    game: Game | FiniteGame,
    solver: Solver | Condition,
    over: Axes,
    *,
    where: Where = (),
    weights: Mapping[str, Number] | None = None,
    store: str | os.PathLike[str] | None = None,
    chunk: int | Literal["auto"] = "auto",
    scheduler: Scheduler = None,
    arrays: str = "numpy",
    progress: bool | Report | None = None,
    **options: object,
) -> xr.Dataset:
    """Solve a game, or ask a question of it, at every point of a grid of parameters.

    Parameters
    ----------
    game : Game or FiniteGame
        Its parameters are those of `over`; give others values with `Game.at` first. Of a finite
        game every point is solved exactly (`bargain.study.table_points`).
    solver : callable, str or Condition
        `bargain.nash_bargaining`, `kalai_smorodinsky`, `egalitarian`, `utilitarian`,
        `nash_equilibria` (vectorised or on one compilation), another name in
        `bargain.solve.solvers`, or any function from a numeric game to a number, or to a result
        with `.agreement`, `.value`, or `.lower` and `.upper` (`bargain.study.each_point`). A
        condition is a question: whether such an agreement exists, as `bargain.decide` says with
        ``effort=10`` unless another is given.
    over : mapping of symbol or name to one-dimensional array
        The grid: one dimension per parameter, in this order. A list of floats means their
        decimals, an array keeps its binary values (`bargain.exact`); a dask array has the result
        computed when it is asked for, as dask arrays, unless it goes to a store. Symbols of the
        condition, of the weights and of the options are parameters too.
    where : relation, text, or sequence of them, optional
        Points where one of them fails are left out, as those outside the game's assumptions are.
    weights : mapping of player to positive number, optional
        Bargaining weights; expressions in symbols of `over` are allowed.
    store : path, optional
        A directory for the result (Zarr format 3, `bargain.study.zarr_store`); an existing one is
        continued, and several processes may work on it. The data set that is returned is read from
        it as it is used. Certificates of a question are kept in the folder ``STORE.certificates``,
        each under its SHA-256.
    chunk : int, default "auto"
        Points per chunk, at most; if nobody says, 16,384 where a bargaining solution is found for
        all points of a chunk together, else 4,096.
    scheduler : None, "processes" or dask.distributed.Client
        Who solves the chunks (`bargain.work.scheduling`); numbers are the same to the last bit.
    arrays : str, default "numpy"
        For the bargaining solutions: the library of arrays in which Newton's iteration runs, by
        the name of a module with the array API and 64-bit floats, such as ``"jax.numpy"``, which
        may keep them on a GPU. What is claimed of a point is checked there as it is with numpy;
        the last bits of the numbers differ from library to library.
    progress : bool or callable, optional
        Default: a bar on stderr after two seconds, a line every ten seconds where that is no
        terminal. A callable is given ``(points done, points in all)`` after each chunk.
    **options
        Of the solver, or of `bargain.decide`; expressions in symbols of `over` get their values.

    Returns
    -------
    xarray.Dataset
        Dimensions: the parameters, ``player``, and for equilibria ``equilibrium``. Variables: every
        action and term, ``payoff``, ``gain``, ``residual``, ``bound``, ``status`` (flags in its
        attributes); ``value``, or ``lower`` and ``upper``, of what gives numbers; ``certificate``
        (the SHA-256, in bytes) of a question.

    Raises
    ------
    InputError
        An unknown or missing parameter, values that are not finite numbers, an unusable solver, a
        payoff that has no value somewhere in the box and the range of the grid.
    StoreError
        The store cannot be used or belongs to another sweep.

    Examples
    --------
    >>> import sympy as sp
    >>> from bargain.solve.bargaining.solutions import nash_bargaining
    >>> y_P, y_C = sp.symbols("y_P y_C")
    >>> s_P, s_C = sp.symbols("s_P s_C", positive=True)
    >>> game = Game({"P": {y_P: (0, 1)}, "C": {y_C: (0, 1)}},
    ...             {"P": s_P*y_C - y_P**2/2, "C": s_C*y_P - y_C**2/2})
    >>> result = sweep(game, nash_bargaining, {s_P: [0.125], s_C: [0.5, 1.0]})
    >>> result.y_P.dims, result.y_P.values.round(6).tolist(), result.status.values.tolist()
    (('s_P', 's_C'), [[0.198425, 0.25]], [[1, 1]])

    A question: is full cooperation self-enforcing, for these discount factors?

    >>> from bargain.game import conditions as c
    >>> beta = sp.Symbol("beta", positive=True)
    >>> asked = c.self_enforcing(beta) & c.holds(sp.Eq(y_P, 1)) & c.holds(sp.Eq(y_C, 1))
    >>> found = sweep(game, asked, {s_P: [1], s_C: [1], beta: ["1/4", "3/4"]})
    >>> found.status.values.ravel().tolist(), found.status.attrs["flag_meanings"].split()[:3]
    ([2, 1], ['unknown', 'always', 'never'])
    """
    require("study", "sweep")
    table = game if isinstance(game, FiniteGame) else None
    kind = "continuous" if table is None else "finite"
    work = _work(solver, kind, weights, options, store)
    game = game.in_pure_actions() if isinstance(game, FiniteGame) else game
    of_type(game, Game, "game", fix="give a Game or a FiniteGame", where="sweep")
    over, lazy = computed_axes(over)
    if lazy:
        require("cluster", "sweep(over=a dask array)")
    beside = frozenset(work.symbols) if isinstance(work, EachPoint) else frozenset()
    grid = Grid(game, over, beside, where)
    exact = None
    if weights is not None and not isinstance(work, EachPoint):
        exact = _weights(game, work, weights)
    points = usual_chunk(game, work, table) if chunk == "auto" else whole(chunk, "chunk")
    job = Job(game, work, grid, exact, points, table, arrays)
    if not isinstance(work, EachPoint) and table is None:
        (refuse_breaks if work == "nash_equilibria" else refuse_functions)(game)
        refuse_undefined_gains(game, grid.ranges)
    refuse_large(job, memory_of_a_worker(scheduler))
    if lazy and store is None:
        said = _variables(job, job.sample())
        return _dataset(job, said, lazy_columns(job, job.blocks, said))
    with _told(progress, scheduler) as report:
        if store is None:
            with kept(lambda: "nothing is kept without store="):
                columns = _in_memory(job, scheduler, report)
            said = _variables(job, columns)
            full = {n: columns[n].reshape(*v.lead, *job.grid.shape) for n, v in said.items()}
            return _dataset(job, said, full)
        opened = _store(store, job)
        _in_store(job, opened, scheduler, report)
        return _open(job, opened)


def _work(
    solver: Solver | Condition, kind: str, weights: Mapping[str, Number] | None,
    options: Mapping[str, object], store: str | os.PathLike[str] | None,
) -> str | EachPoint:  # fmt: skip
    """The name of a solver with a chunk function, or what is called at each point."""
    if isinstance(solver, Condition):
        if weights is not None:
            raise OptionError("a question has no weights", where="sweep", fix="leave them out")
        folder = None
        if isinstance(store, (str, os.PathLike)):
            folder = Path(store).with_name(Path(store).name + ".certificates")
            with writing(folder):
                folder.mkdir(parents=True, exist_ok=True)
        return EachPoint(solver, options, folder)
    found = _solver(solver, kind, options)
    name = _chunk_name(found)
    given = mapping(weights, "weights", fix="write {player: number}")
    exact = {p: exact_expression(w) for p, w in given.items()}
    known = next((s for s in SOLVERS if s.name == getattr(found, "__name__", found)), None)
    if known is not None and (strange := [o for o in options if o not in known.options]):
        raise OptionError(
            f"{known.name} has no option {strange[0]}", where="sweep",
            fix="its options: " + ", ".join(known.options),
        )  # fmt: skip
    if name is not None and not options and not symbols_in(exact):
        return name
    if isinstance(found, str):
        found = declared(found).load()
    if weights is not None:
        if name in (None, "nash_equilibria"):
            raise OptionError(
                "weights are for the bargaining solutions",
                where="sweep",
                fix="leave them out, or give a function that uses them: lambda game: …",
            )
        options = {**options, "weights": exact}
    return EachPoint(found, options)


def _solver(solver: Solver, kind: str, options: Mapping[str, object]) -> Solver:
    """The name of a solver with a chunk function, or a callable."""
    if not isinstance(solver, str) or solver in CHUNK_SOLVERS:
        return solver
    found = declared(solver)
    lacking = [n for n in found.needs if n not in options]
    if lacking or kind not in found.games:
        what = ", ".join(lacking)
        raise OptionError(
            f"{solver} needs more than a game: {what}",
            where="sweep",
            fix=f"give {what}=… to the sweep, or a function: lambda game: {solver}(game, …)",
        )
    return found.load()


def _chunk_name(solver: Solver) -> str | None:
    """The name of a solver with a chunk function, or None for any other callable."""
    name = solver if isinstance(solver, str) else getattr(solver, "__name__", "")
    home = "bargain" if isinstance(solver, str) else getattr(solver, "__module__", "")
    if name in CHUNK_SOLVERS and home.split(".")[0] == "bargain":
        return str(name)
    if not callable(solver):
        raise OptionError(f"unknown solver {solver!r}", fix="one of " + ", ".join(CHUNK_SOLVERS))
    return None


def _weights(game: Game, solver: str, weights: Mapping[str, Number]) -> dict[str, Fraction]:
    from bargain.solve.bargaining.smooth_bargaining import bargaining_weights
    from bargain.solve.payoffs.defined_boxes import refuse_extreme_weights

    if solver == "nash_equilibria":
        raise OptionError(
            "weights are for the bargaining solutions",
            where="sweep",
            fix="leave them out, or give a function that uses them: lambda game: …",
        )
    exact = bargaining_weights(game.players, weights)
    refuse_extreme_weights(exact)
    return exact


def _store(store: str | os.PathLike[str], job: Job) -> SweepStore:
    if not isinstance(store, (str, os.PathLike)):
        raise OptionError(
            "store is no path", where=f"type {type(store).__name__}", fix="name a directory"
        )
    require("study", "sweep(store=…)")
    about = {
        "format": FORMAT, "solver": job.label, "chunk": job.blocks.most,
        "chunks": len(job.blocks), "points": job.grid.size,
        "shape": {s.name: len(v) for s, v in job.grid.axes.items()},
    }  # fmt: skip
    fingerprint = job.fingerprint()  # before anything is computed
    return SweepStore(
        Path(store), fingerprint, about, job.blocks, _variables(job, job.sample()),
        _coordinates(job), _attrs(job),
    )  # fmt: skip


def _in_memory(job: Job, scheduler: Scheduler, report: Report) -> Columns:
    """All blocks, put together."""
    whole: Columns = {}
    done = 0
    for k, part in each_done(job, range(len(job.blocks)), scheduler, helping=job.ours, lent=True):
        start, stop = job.blocks.span(k)
        for name, column in part.items():
            if name not in whole:
                whole[name] = np.empty((*column.shape[:-1], job.grid.size), dtype=column.dtype)
            whole[name][..., start:stop] = column
        done += stop - start
        report(done, job.grid.size)
    return whole


@dataclass(frozen=True, slots=True)
class _Written:
    """The work of a task: a block is solved and written where it was solved."""

    job: Job
    store: SweepStore

    def __call__(self, k: int) -> None:
        part = self.job(k)
        _refuse_drift(self.job, self.store)
        self.store.write(k, part)


def _in_store(job: Job, store: SweepStore, scheduler: Scheduler, report: Report) -> None:
    """All blocks that are not in the store; another process on it does some of them."""
    work = _Written(job, store)
    left = set(range(len(job.blocks)))
    points = 0

    def finished(k: int) -> None:
        nonlocal points
        left.discard(k)
        start, stop = job.blocks.span(k)
        points += stop - start
        report(points, job.grid.size)

    def said() -> str:
        return f"{points} of {job.grid.size} points are in {store.path}; the same call goes on"

    with Claims.beside(store.path) as claims, kept(said):

        def mine() -> Iterator[int]:
            for k in sorted(left):
                if store.done(k):
                    finished(k)
                elif claims.take(k):
                    yield k

        while left:
            before = len(left)
            for k, _ in each_done(work, mine(), scheduler, helping=job.ours):
                claims.give(k)
                finished(k)
            if len(left) == before:
                wait_a_little()  # the rest is with other processes


def _refuse_drift(job: Job, store: SweepStore) -> None:
    if isinstance(job.solver, EachPoint) and job.fingerprint() != store.fingerprint:
        raise OptionError(
            "the solver changes what it captures, so its answers depend on their order",
            where=job.label,
            fix="give a function of the game alone, or leave out store=",
        )


@contextmanager
def _told(progress: bool | Report | None, scheduler: Scheduler) -> Iterator[Report]:
    """Who is told of finished points."""
    if callable(progress):
        yield progress
        return
    if progress is not None:
        flag(progress, "progress")
    link = getattr(scheduler, "dashboard_link", "")
    what = f"points (workers: {link})" if link else "points"
    with nullcontext(_silent) if progress is False else steps(what, alone=True) as report:
        yield report


def _silent(done: int, total: int) -> None:
    """Tell nobody."""


def _variables(job: Job, columns: Columns) -> dict[str, Variable]:
    """What the columns of a block are: dimensions before the grid's, and words."""
    found = {}
    for name, column in columns.items():
        dims = ["equilibrium"] if job.label == "nash_equilibria" and column.ndim > 1 else []
        if name in ("payoff", "gain"):
            dims.append("player")
        if name == "certificate":
            dims.append("byte")
        about, unit = _DESCRIPTIONS.get(name, (job.game.meanings.get(name, f"value of {name}"), ""))
        attrs: dict[str, object] = {"long_name": about}
        if unit:
            attrs["units"] = unit
        if name == "status":
            meanings = ANSWERS if "certificate" in columns else _MEANINGS
            meanings = NUMBERS if {"value", "lower"} & set(columns) else meanings
            attrs |= {"flag_values": list(range(len(meanings.split()))), "flag_meanings": meanings}
        found[name] = Variable(tuple(dims), column.shape[:-1], column.dtype, attrs)
    return found


def _coordinates(job: Job) -> dict[str, tuple[np.ndarray, Mapping[str, object]]]:
    """The axes; players by number, since Zarr has no texts of its own yet."""
    meanings = job.game.meanings
    found: dict[str, tuple[np.ndarray, Mapping[str, object]]] = {
        s.name: (values, {"long_name": meanings.get(s.name, f"parameter {s.name}")})
        for s, values in job.grid.axes.items()
    }
    players = np.arange(len(job.game.players), dtype=np.int8)
    found["player"] = (players, {"long_name": "player", "names": list(job.game.players)})
    return found


def _attrs(job: Job) -> dict[str, object]:
    over = ", ".join(s.name for s in job.grid.axes)
    return {
        "title": f"{job.label} of {job.game.name or 'a game'} over {over}",
        "solver": job.label, "bargain_version": __version__,
        "arithmetic": "float64" if job.table is None else "exact, rounded to float64",
        "fingerprint": _fingerprint_if_any(job),
    }  # fmt: skip


def _dataset(job: Job, said: Mapping[str, Variable], values: Mapping[str, object]) -> xr.Dataset:
    import xarray as xr

    grid = [s.name for s in job.grid.axes]
    return xr.Dataset(
        {
            name: ([*v.dims, *grid], values[name], dict(v.attrs))
            for name, v in said.items()
        },
        coords={
            name: ([name], along, dict(attrs))
            for name, (along, attrs) in _coordinates(job).items() if name != "player"
        } | {"player": (["player"], list(job.game.players))},
        attrs=_attrs(job),
    )  # fmt: skip


def _open(job: Job, store: SweepStore) -> xr.Dataset:
    """The data of a store, read as they are asked for."""
    import xarray as xr

    data = xr.open_zarr(store.path, chunks=None, consolidated=False, drop_variables=SEAL)
    data = data[list(store.variables)].assign_coords(player=list(job.game.players))
    return data.drop_attrs(deep=False).assign_attrs(_attrs(job))


def _fingerprint_if_any(job: Job) -> str:
    try:
        return job.fingerprint()
    except OptionError as error:
        return f"none: {error.what}"
