r"""One chunk of a sweep: a pure function from arrays of parameters to arrays of answers.

For every solver and game there is one `Kernel`: what is symbolic is done when it is made, and it
pickles with its compiled functions, so that no process compiles a game again. Of an array `theta`
per parameter of the game it makes columns. Nothing is read or written elsewhere, so chunks can be
computed in any order, anywhere, twice.

A point's status says what was established: see
`bargain.solve.bargaining.batch_bargaining.PointStatus`. Where it is not ``agreement``
(``equilibrium``), values are NaN.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from bargain.errors import GameError
from bargain.exact import binary_fraction
from bargain.game.game import Game
from bargain.solve.agreement import Outcome
from bargain.solve.bargaining.batch_bargaining import PointStatus, interior_points, nash_batch
from bargain.solve.bargaining.batch_paths import balanced, ideal_batch, level_batch, sum_batch
from bargain.solve.bargaining.projected_newton import take
from bargain.solve.bargaining.smooth_bargaining import GAP_TOLERANCE
from bargain.solve.continuous.batch_equilibria import (
    CompiledReplies,
    compile_replies,
    equilibria_batch,
)
from bargain.solve.payoffs.compiled import Array, CompiledGame, compile_expressions, compile_game
from bargain.solve.payoffs.concavity import concave_gains
from bargain.solve.payoffs.kinks import is_smooth, refuse_breaks
from bargain.solve.solvers import declared
from bargain.work.folded import Folded

__all__ = [
    "CHUNK_SOLVERS", "Columns", "Kernel", "agreement_columns", "fill_agreement", "kernel_of",
    "solve_points", "takes_one_game",
]  # fmt: skip

Columns = dict[str, np.ndarray]
Theta = Sequence[np.ndarray]
_RESIDUAL_TOLERANCE = 1e-6


@dataclass(frozen=True, eq=False)
class Kernel:
    """A solver of chunks for a game; made by `kernel_of`.

    Attributes
    ----------
    solver : str
    game : Folded
        Needed where points are solved one by one.
    compiled : Bargainers, Replies or None
        None: all points are solved one by one.
    """

    solver: str
    game: Folded[Game]
    compiled: Bargainers | Replies | None


@dataclass(frozen=True, eq=False)
class Bargainers:
    """What the bargaining solutions need of a game.

    Attributes
    ----------
    variables : tuple of str
    chosen, everyone : CompiledGame
        The gains of the players with a say, of all.
    fixed, outside : callable
        Of the parameters: the gains of players without a say; the outside options.
    open : tuple of int
        Players with a say whose gain is not proved concave for all parameters.
    """

    variables: tuple[str, ...]
    chosen: CompiledGame
    everyone: CompiledGame
    fixed: Callable[..., list[Array]]
    outside: Callable[..., list[Array]]
    open: tuple[int, ...]

    def losses(self, theta: Theta, count: int) -> np.ndarray:
        """Where a player without a say has a loss anyway."""
        loss = np.zeros(count, dtype=bool)
        for gain in self.fixed(*theta):
            loss |= np.broadcast_to(gain, (count,)) < 0
        return loss


@dataclass(frozen=True, eq=False)
class Replies:
    """What the Nash equilibria need of a game: best replies, and payoffs."""

    variables: tuple[str, ...]
    compiled: CompiledReplies
    payoffs: Callable[..., list[Array]]


@lru_cache(maxsize=128)
def kernel_of(game: Game, solver: str, arrays: str = "numpy") -> Kernel:
    """Compile a game for a solver.

    Parameters
    ----------
    game : Game
        With parameters.
    solver : str
        A name in `CHUNK_SOLVERS`.
    arrays : str
        The library in which Newton's iteration runs.
    """
    if takes_one_game(game, solver):
        return Kernel(solver, Folded(game), None)
    refuse_breaks(game)
    names = tuple(v.name for v in game.variables)
    if solver == "nash_equilibria":
        arguments = [*game.variables, *game.parameters]
        payoffs = compile_expressions(arguments, list(game.payoffs.values()))
        return Kernel(solver, Folded(game), Replies(names, compile_replies(game), payoffs))
    gains = game.gains()
    fixed = [g for g in gains.values() if not g.has(*game.variables)]
    players = tuple(p for p, g in gains.items() if g.has(*game.variables))
    if not players:
        raise GameError("no payoff depends on the agreement", fix="give payoffs that do")
    shapes = concave_gains(game)
    compiled = Bargainers(
        names,
        replace(compile_game(game, players), arrays=arrays),
        compile_game(game),
        compile_expressions(game.parameters, fixed),
        compile_expressions(game.parameters, list(game.disagreement.values())),
        tuple(i for i, p in enumerate(players) if not shapes[p]),
    )
    return Kernel(solver, Folded(game), compiled)


def solve_points(
    kernel: Kernel, theta: Theta, count: int, weights: Mapping[str, Fraction] | None = None, *,
    one_by_one: bool = True,
) -> Columns:  # fmt: skip
    """Solve one chunk.

    Parameters
    ----------
    kernel : Kernel
        Of a game with parameters; `theta` gives each a value per point.
    theta : sequence of arrays or floats
    count : int
        Number of points.
    weights : mapping of player to Fraction, optional
    one_by_one : bool, default True
        Put points that the batch leaves open to the solver itself.

    Returns
    -------
    dict of str to numpy.ndarray
        Names: every variable, ``payoff``, ``gain``, ``residual``, ``bound``, ``status``.
    """
    if kernel.compiled is None:
        return _one_by_one(kernel, theta, count, weights)
    found = CHUNK_SOLVERS[kernel.solver](kernel.compiled, theta, count, weights)
    left = np.flatnonzero(found["status"] == PointStatus.UNKNOWN)
    if one_by_one and left.size and "weights" in declared(kernel.solver).options:
        rest = _one_by_one(kernel, take(theta, left), left.size, weights)
        for name, column in rest.items():
            found[name][..., left] = column
    return found


def takes_one_game(game: Game, solver: str) -> bool:
    """Whether points are solved one by one, as games whose parameters have exact values."""
    return not is_smooth(game) and "weights" in declared(solver).options


def _nash(
    game: Bargainers, theta: Theta, count: int, weights: Mapping[str, Fraction] | None
) -> Columns:
    compiled, fixed_loss = game.chosen, game.losses(theta, count)
    raw = None if weights is None else [float(weights[p]) for p in compiled.players]
    run, status, _ = nash_batch(compiled, theta, count, raw)
    concave = _concave_points(game, theta, count)
    solved = (status == PointStatus.AGREEMENT) & (run.gap <= GAP_TOLERANCE)
    solved &= run.residual <= _RESIDUAL_TOLERANCE
    status = np.where(
        solved,
        PointStatus.AGREEMENT,
        np.where(status == PointStatus.NO_AGREEMENT, status, PointStatus.UNKNOWN),
    )
    status = np.where(concave, status, PointStatus.UNKNOWN)
    status = np.where(fixed_loss, PointStatus.NO_AGREEMENT, status)
    return _columns(game, theta, run.x, status, run.residual, run.gap)


def _concave_points(game: Bargainers, theta: Theta, count: int) -> np.ndarray:
    """Where every gain is concave: proved for all parameters, or read off constant Hessians."""
    compiled = game.chosen
    concave = np.ones(count, dtype=bool)
    if not game.open:
        return concave
    if not compiled.quadratic:
        return ~concave
    n = len(compiled.variables)
    second = compiled.derivatives([np.full(count, 0.5)] * n, theta).second
    for i in game.open:
        matrix = np.zeros((count, n, n))
        for a in range(n):
            for b in range(a + 1):
                if (value := second[i][a][b]) is not None:
                    matrix[:, a, b] = matrix[:, b, a] = value
        size = np.abs(matrix).max(axis=(1, 2))
        concave &= np.linalg.eigvalsh(matrix).max(axis=1) <= 1e-13 * size
    return concave


def _columns(
    game: Bargainers, theta: Theta, x: np.ndarray, status: np.ndarray, residual: np.ndarray,
    bound: np.ndarray,
) -> Columns:  # fmt: skip
    solved = status == PointStatus.AGREEMENT
    count = len(status)
    x = np.where(solved, x, np.nan)
    with np.errstate(all="ignore"):
        gains = np.stack([
            np.broadcast_to(g, (count,)) for g in game.everyone.gains(list(x), theta)
        ])  # fmt: skip
        outside = game.outside(*theta)
    gains = np.where(solved, gains, np.nan)
    columns = dict(zip(game.variables, game.chosen.actual(x), strict=True))
    columns["gain"] = gains
    columns["payoff"] = gains + np.stack([np.broadcast_to(d, (count,)) for d in outside])
    columns["residual"] = np.where(solved, residual, np.nan)
    columns["bound"] = np.where(solved, bound, np.nan)
    columns["status"] = status.astype(np.int8)
    return columns


def _by_path(name: str) -> Callable[..., Columns]:
    """A chunk solver that follows all paths of a chunk together."""

    def solve(
        game: Bargainers, theta: Theta, count: int, weights: Mapping[str, Fraction] | None
    ) -> Columns:
        compiled, loss = game.chosen, game.losses(theta, count)
        concave = _concave_points(game, theta, count)
        starts, found, least, _ = interior_points(compiled, theta, count)
        at = np.flatnonzero(found & concave & ~loss)
        x = np.full((len(game.variables), count), np.nan)
        bound = np.full(count, np.inf)
        if at.size:
            here, first = take(theta, at), starts[:, at]
            used = weights or dict.fromkeys(compiled.players, Fraction(1))
            w = np.array([[float(used[p])] * at.size for p in compiled.players])
            worst = np.zeros(at.size)
            if name != "utilitarian":
                first = balanced(compiled, here, first)
            if name == "kalai_smorodinsky":
                ideal, worst = ideal_batch(compiled, here, first)
                w = w * np.where(ideal > 0, ideal, np.nan)
            optimum = (sum_batch if name == "utilitarian" else level_batch)(
                compiled, here, first, w
            )
            x[:, at], bound[at] = optimum.x, optimum.bound + worst
        status = np.where(bound <= GAP_TOLERANCE, PointStatus.AGREEMENT, PointStatus.UNKNOWN)
        none = (~found & (least < 0) & concave) | loss
        status = np.where(none, PointStatus.NO_AGREEMENT, status)
        return _columns(game, theta, x, status, bound, bound)

    return solve


def _equilibria(
    game: Replies, theta: Theta, count: int, _weights: Mapping[str, Fraction] | None
) -> Columns:
    """All pure Nash equilibria that the faces of the box hold; slots beyond `count` are NaN."""
    compiled = game.compiled
    found = equilibria_batch(compiled, theta, count)
    slots = len(found.x)
    low, width = compiled.low[None, :, None], compiled.width[None, :, None]
    z = low + width * np.where(found.concave, found.x, np.nan)
    with np.errstate(all="ignore"):
        payoffs = np.stack([
            np.stack([np.broadcast_to(u, (count,)) for u in game.payoffs(*z[s], *theta)])
            for s in range(slots)
        ])  # fmt: skip
    payoffs = np.where(np.isfinite(z).all(axis=1)[:, None, :], payoffs, np.nan)
    some = found.concave & (found.count > 0) & (found.count <= slots)
    some &= np.isfinite(found.residual)
    none = found.complete & (found.count == 0)
    columns = {name: z[:, j, :] for j, name in enumerate(game.variables)}
    columns["payoff"] = payoffs
    columns["equilibria"] = found.count.astype(np.int32)
    columns["complete"] = found.complete.astype(np.int8)
    columns["residual"] = np.where(some, found.residual, np.nan)
    columns["status"] = np.where(
        some, PointStatus.AGREEMENT, np.where(none, PointStatus.NO_AGREEMENT, PointStatus.UNKNOWN)
    ).astype(np.int8)
    return columns


def _one_by_one(
    kernel: Kernel, theta: Theta, count: int, weights: Mapping[str, Fraction] | None
) -> Columns:
    """The points that a batch left open, put to the solver of one game."""
    game, solver = kernel.game.open(), declared(kernel.solver).load()
    columns = agreement_columns(game, count)
    for k in range(count):
        values = {
            p: binary_fraction(t[k] if np.ndim(t) else t)
            for p, t in zip(game.parameters, theta, strict=True)
        }
        fill_agreement(columns, k, game, solver(game.at(values), weights=weights))
    return columns


def agreement_columns(game: Game, count: int) -> Columns:
    """Columns of agreements, nothing established yet."""
    names = [v.name for v in game.variables]
    columns = {name: np.full(count, np.nan) for name in (*names, "residual", "bound")}
    for name in ("payoff", "gain"):
        columns[name] = np.full((len(game.players), count), np.nan)
    columns["status"] = np.full(count, PointStatus.UNKNOWN, dtype=np.int8)
    return columns


def fill_agreement(columns: Columns, k: int, game: Game, result: Any) -> None:
    """Column k from one result; an AttributeError says that it has no `.agreement`."""
    agreement = result.agreement
    if getattr(result, "status", None) == Outcome.NO_AGREEMENT:
        columns["status"][k] = PointStatus.NO_AGREEMENT
    if agreement is None or getattr(result, "proved", True) is False:
        return  # a point that was not established is none
    numbers = (
        *map(agreement.payoffs.get, game.players),
        *map(agreement.gains.get, game.players),
        *(agreement[v.name] for v in game.variables),
    )
    if not np.isfinite([float(n) for n in numbers]).all():
        return
    for v in game.variables:
        columns[v.name][k] = float(agreement[v.name])
    for i, p in enumerate(game.players):
        columns["payoff"][i, k] = float(agreement.payoffs[p])
        columns["gain"][i, k] = float(agreement.gains[p])
    for name in ("residual", "bound"):
        value = getattr(result, name, None)
        columns[name][k] = np.nan if value is None else float(value)
    columns["status"][k] = PointStatus.AGREEMENT


CHUNK_SOLVERS: dict[str, Callable[..., Columns]] = {
    "nash_bargaining": _nash,
    "kalai_smorodinsky": _by_path("kalai_smorodinsky"),
    "egalitarian": _by_path("egalitarian"),
    "utilitarian": _by_path("utilitarian"),
    "nash_equilibria": _equilibria,
}
