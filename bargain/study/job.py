"""What a sweep computes: a game, a solver and a grid; its blocks, and its fingerprint."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from fractions import Fraction

import numpy as np
import sympy as sp

from bargain.errors import OptionError
from bargain.game.game import Game
from bargain.game.tables.finite_game import FiniteGame
from bargain.solve.payoffs.compiled import array_library
from bargain.study.batch_points import (
    CHUNK_SOLVERS,
    Columns,
    Kernel,
    agreement_columns,
    kernel_of,
    solve_points,
    takes_one_game,
)
from bargain.study.blocks import Blocks
from bargain.study.each_point import EachPoint
from bargain.study.grid import Grid
from bargain.study.solver_fingerprint import solver_fingerprint
from bargain.study.table_points import solve_table
from bargain.version import __version__
from bargain.work.folded import Folded

__all__ = ["FORMAT", "OUTSIDE", "Job", "refuse_large", "usual_chunk"]

OUTSIDE = 3
FORMAT = "bargain-sweep/3"
_BYTES = 40  # for a point of a chunk, times the square of variables: measured up to four of them
_FEW = 8  # variables
_BY_NEWTON = tuple(name for name in CHUNK_SOLVERS if name != "nash_equilibria")


class Job:
    """What is computed: game, solver, grid; and its fingerprint."""

    def __init__(
        self, game: Game, solver: str | EachPoint, grid: Grid,
        weights: dict[str, Fraction] | None, chunk: int, table: FiniteGame | None = None,
        arrays: str = "numpy",
    ) -> None:  # fmt: skip
        if arrays != "numpy":
            array_library(arrays)
            if solver not in _BY_NEWTON or table is not None or takes_one_game(game, solver):
                raise OptionError(
                    "this sweep does not run in a library of arrays", where=f"arrays={arrays!r}",
                    fix="leave arrays out; smooth games with " + ", ".join(_BY_NEWTON) + " do",
                )  # fmt: skip
        self.arrays = arrays
        self.table = table
        self._game, self.solver, self.weights = Folded(game), solver, weights
        self._kernel: Kernel | None = None
        self.label = solver if isinstance(solver, str) else solver.label
        self.grid, self.blocks = grid, Blocks(grid.shape, chunk)

    @property
    def game(self) -> Game:
        """The game that is swept."""
        return self._game.open()

    @property
    def ours(self) -> bool:
        """Whether a solver of chunks does the work: then nobody else's code is called."""
        return isinstance(self.solver, str) and self.table is None

    def _compiled(self) -> Kernel | None:
        """The compiled game, where a solver of chunks takes it; sent with the job."""
        if self._kernel is None and isinstance(self.solver, str) and self.table is None:
            self._kernel = kernel_of(self.game, self.solver, self.arrays)
        return self._kernel

    def __getstate__(self) -> dict[str, object]:
        self._compiled()
        return self.__dict__

    def fingerprint(self) -> str:
        """SHA-256 of everything that the numbers depend on.

        Raises
        ------
        OptionError
            The solver cannot be told from another.
        """
        content = {
            "format": FORMAT, "version": __version__, "solver": self.label,
            "code": None if isinstance(self.solver, str)
            else solver_fingerprint(self.solver.identity()),
            "weights": [f"{p}: {w}" for p, w in (self.weights or {}).items()],
            "chunk": self.blocks.most, "arrays": self.arrays, "game": _content(self.game),
            "where": [sp.srepr(r) for r in self.grid.where],
            "axes": [[sp.srepr(s), list(map(str, v))] for s, v in self.grid.exact.items()],
        }  # fmt: skip
        text = json.dumps(content, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def sample(self) -> Columns:
        """One point that can be solved, for the names, types and shapes of columns."""
        for k in range(len(self.blocks)):
            points = np.arange(*self.blocks.span(k))
            inside = points[self.grid.inside(points)]
            if inside.size:
                return self._part(inside[:1], some_inside=False)
        if isinstance(self.solver, EachPoint):
            return agreement_columns(self.game, 1)  # no point is asked about
        return self._part(np.arange(1), some_inside=False)

    def __call__(self, k: int) -> Columns:
        """One block; points outside the game's assumptions are not solved."""
        points = np.arange(*self.blocks.span(k))
        at = np.flatnonzero(self.grid.inside(points))
        if at.size == len(points):
            return self._part(points, some_inside=True)
        part = self._part(points[at], some_inside=True) if at.size else self.sample()
        return {name: _spread(name, column, at, len(points)) for name, column in part.items()}

    def _part(self, points: np.ndarray, *, some_inside: bool) -> Columns:
        if isinstance(self.solver, EachPoint):
            return self.solver.columns(self.table or self.game, self.grid.each(points))
        if self.table is not None:
            theta = self.grid.fractions(points)
            return solve_table(self.table, self.solver, theta, len(points), self.weights)
        kernel = self._compiled()
        assert kernel is not None  # the solver is a name
        theta = (self.grid.fractions if kernel.compiled is None else self.grid.floats)(points)
        return solve_points(kernel, theta, len(points), self.weights, one_by_one=some_inside)


def _content(game: Game) -> list[object]:
    """Everything that a solver can see of a game, as texts."""

    def written(part: object) -> object:
        if isinstance(part, Mapping):
            return [[written(k), written(v)] for k, v in part.items()]
        if isinstance(part, (tuple, list)):
            return list(map(written, part))
        return sp.srepr(part) if isinstance(part, sp.Basic) else str(part)

    return [written(part) for part in (
        game.name, game.actions, game.terms, game.payoffs, game.disagreement, game.measures,
        game.assumptions, game.parameters, game.meanings, game.constraints, game.choices,
    )]  # fmt: skip


def _spread(name: str, column: np.ndarray, at: np.ndarray, count: int) -> np.ndarray:
    empty: float = OUTSIDE if name == "status" else np.nan if column.dtype.kind == "f" else 0
    full = np.full((*column.shape[:-1], count), empty, dtype=column.dtype)
    if at.size:
        full[..., at] = column
    return full


def usual_chunk(game: Game, solver: str | EachPoint, table: FiniteGame | None) -> int:
    """Points of a chunk where nobody says: few for the caches, many for a call of numpy."""
    arrays = solver in _BY_NEWTON and table is None and not takes_one_game(game, str(solver))
    return 16_384 if arrays and len(game.variables) <= _FEW else 4_096


def refuse_large(job: Job, there: float | None) -> None:
    """Refuse a block that a worker's memory, in bytes, does not hold; before anything is done."""
    points = min(job.blocks.most, job.grid.size)
    wanted = points * _BYTES * (2 + len(job.game.variables)) ** 2
    if there is not None and wanted > there:
        raise OptionError(
            f"a chunk of {points} points takes some {wanted / 2**30:.1f} GiB",
            where=f"chunk={job.blocks.most}; a worker has {there / 2**30:.1f} GiB",
            fix="give a smaller chunk, such as chunk=65536",
        )
