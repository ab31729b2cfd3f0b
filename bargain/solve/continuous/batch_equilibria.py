r"""Pure Nash equilibria of many continuous games at once, by faces of the box.

Let every player's payoff be concave in its own actions. A profile is a Nash equilibrium iff for
every variable :math:`a`, owned by player :math:`i`, the pseudo-gradient
:math:`F_a = \partial u_i/\partial y_a` is zero, or non-positive with :math:`y_a` at its lower
bound, or non-negative with :math:`y_a` at its upper bound. So each equilibrium lies on one of the
:math:`3^n` faces, where the free variables solve :math:`F = 0`.

If :math:`F` is affine in the variables every face is one linear system, and the list is complete
wherever these are regular. Otherwise Newton's method is started on every face from its centre;
what it finds is verified, and completeness is not claimed.

Residual: the largest distance, as a share of the box, between an action and the best reply in that
coordinate (exact for quadratic payoffs, first order otherwise).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import sympy as sp

from bargain.errors import GameError
from bargain.game.faces import faces
from bargain.game.game import Game
from bargain.solve.payoffs.compiled import Array, compile_expressions
from bargain.solve.payoffs.concavity import is_concave
from bargain.solve.payoffs.kinks import has_kinks, refuse_breaks

__all__ = [
    "BatchEquilibria",
    "CompiledReplies",
    "compile_replies",
    "compile_reply",
    "equilibria_batch",
    "own_concave",
]

_MOST_VARIABLES = 4
_NEWTON_STEPS = 40
_SAME = 1e-9
_SLACK = 1e-12


@dataclass(frozen=True, eq=False)
class CompiledReplies:
    """The pseudo-gradient and its Jacobian in unit-box coordinates; made by `compile_replies`.

    Attributes
    ----------
    concave : bool
        Every payoff is proved concave in its owner's actions, for all admissible parameters.
    affine : bool
        The pseudo-gradient is affine in the variables.
    """

    variables: tuple[sp.Symbol, ...]
    parameters: tuple[sp.Symbol, ...]
    low: np.ndarray
    width: np.ndarray
    concave: bool
    affine: bool
    owner: tuple[int, ...]
    _field: Callable[..., list[Array]]
    _jacobian: Callable[..., list[Array]]
    _entries: tuple[tuple[int, int], ...]

    def field(self, x: Sequence[Array], theta: Sequence[Array]) -> list[Array]:
        """The pseudo-gradient."""
        return self._field(*x, *theta)

    def jacobian(
        self, x: Sequence[Array], theta: Sequence[Array]
    ) -> tuple[list[Array], dict[tuple[int, int], Array]]:
        """The pseudo-gradient and the structurally non-zero entries of its Jacobian."""
        values = self._jacobian(*x, *theta)
        n = len(self.variables)
        return values[:n], dict(zip(self._entries, values[n:], strict=True))


@lru_cache(maxsize=128)
def compile_replies(game: Game) -> CompiledReplies:
    """Compile a game for `equilibria_batch`.

    Raises
    ------
    GameError
        Terms are left, or there are more variables than faces can be enumerated for.
    """
    if game.terms:
        raise GameError(
            "terms belong to nobody, so no player chooses them",
            where=", ".join(map(str, game.terms)),
            fix="fix them with game.at({...}) first",
        )
    refuse_breaks(game)
    if has_kinks(game):
        raise GameError(
            "payoffs have kinks, so first-order conditions do not describe equilibria",
            fix="use smooth payoffs",
        )
    variables = game.variables
    if len(variables) > _MOST_VARIABLES:
        raise GameError(
            f"{len(variables)} variables have 3**{len(variables)} faces",
            fix=f"use at most {_MOST_VARIABLES} variables, or solve one at a time",
        )
    owner = tuple(i for i, p in enumerate(game.players) for _ in game.own(p))
    return _compile(
        game,
        variables,
        [game.players[i] for i in owner],
        owner,
        game.parameters,
        all(own_concave(game, p) for p in game.players),
    )


@lru_cache(maxsize=128)
def compile_reply(game: Game, players: tuple[str, ...]) -> CompiledReplies:
    """Compile the problem of some players; all other variables and parameters are its parameters.

    For concave payoffs `equilibria_batch` of this is one player's best reply, or what several do in
    equilibrium among themselves.
    """
    owner = tuple(i for i, p in enumerate(players) for _ in game.own(p))
    own = [v for p in players for v in game.own(p)]
    if not 0 < len(own) <= _MOST_VARIABLES:
        raise GameError(
            f"{', '.join(map(repr, players))}: {len(own)} actions",
            fix=f"between one and {_MOST_VARIABLES} can be enumerated",
        )
    given = tuple(v for v in game.variables if v not in own) + game.parameters
    concave = all(own_concave(game, p) for p in players)
    return _compile(game, own, [players[i] for i in owner], owner, given, concave)


def _compile(
    game: Game, variables: Sequence[sp.Symbol], players: Sequence[str], owner: tuple[int, ...],
    parameters: Sequence[sp.Symbol], concave: bool,
) -> CompiledReplies:  # fmt: skip
    unit = {v: game.box[v][0] + (game.box[v][1] - game.box[v][0]) * v for v in variables}
    slopes = [
        sp.diff(game.payoffs[p].xreplace(unit), v) for p, v in zip(players, variables, strict=True)
    ]
    entries = tuple(
        (a, b) for a in range(len(variables)) for b, v in enumerate(variables)
        if sp.diff(slopes[a], v) != 0
    )  # fmt: skip
    curves = [sp.diff(slopes[a], variables[b]) for a, b in entries]
    arguments = [*variables, *parameters]
    low = np.array([float(game.box[v][0]) for v in variables])
    return CompiledReplies(
        variables=tuple(variables), parameters=tuple(parameters), low=low,
        width=np.array([float(game.box[v][1]) for v in variables]) - low,
        concave=concave,
        affine=not any(c.free_symbols & set(variables) for c in curves),
        owner=owner,
        _field=compile_expressions(arguments, slopes),
        _jacobian=compile_expressions(arguments, [*slopes, *curves]),
        _entries=entries,
    )  # fmt: skip


def own_concave(game: Game, player: str) -> bool:
    """Concave in the player's own actions, the others being anywhere in their boxes."""
    own = game.own(player)
    others = {
        v: game.box[v][0] + sp.Dummy(v.name, positive=True)
        for v in game.variables
        if v not in own and game.box[v][0].is_nonnegative
    }
    return is_concave(game.payoffs[player].xreplace(others), own, game.box)


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchEquilibria:
    """Equilibria of every point of a batch.

    Attributes
    ----------
    x : numpy.ndarray, shape (slots, variables, points)
        Unit-box coordinates; NaN where a slot is empty.
    count : numpy.ndarray of int
        Number of equilibria found.
    residual : numpy.ndarray, shape (points,)
        The largest residual among them.
    concave, complete : numpy.ndarray of bool
        Whether the conditions are sufficient (own concavity), and whether the list is everything.
    """

    x: np.ndarray
    count: np.ndarray
    residual: np.ndarray
    concave: np.ndarray
    complete: np.ndarray


def equilibria_batch(
    game: CompiledReplies, theta: Sequence[Array], count: int, slots: int | None = None
) -> BatchEquilibria:
    """All face equilibria of many games.

    Parameters
    ----------
    game : CompiledReplies
    theta : sequence of arrays or floats
    count : int
        Number of points.
    slots : int, optional
        How many equilibria are kept per point; default ``2**variables - 1``. A point with more has
        `count` above `slots` and is not complete.

    Returns
    -------
    BatchEquilibria
    """
    n = len(game.variables)
    slots = slots or 2**n - 1
    kept = np.full((slots, n, count), np.nan)
    found = np.zeros(count, dtype=int)
    worst = np.zeros(count)
    complete = np.full(count, game.affine)
    with np.errstate(all="ignore"):
        for face in faces(n):
            x, regular = _solve_face(game, theta, face, count)
            good, residual = _verify(game, theta, x, face, count)
            complete &= regular
            if good.any():
                _keep(kept, found, worst, x, good, residual)
        concave = _concave_at(game, theta, count)
    worst[found == 0] = np.inf
    complete &= (found <= slots) & concave
    return BatchEquilibria(x=kept, count=found, residual=worst, concave=concave, complete=complete)


def _solve_face(
    game: CompiledReplies, theta: Sequence[Array], face: tuple[int | None, ...], count: int
) -> tuple[list[Array], Array]:
    """Newton's method on the free variables of a face; one step if the field is affine."""
    free = [j for j, f in enumerate(face) if f is None]
    x: list[Array] = [np.full(count, 0.5 if f is None else f) for f in face]
    regular = np.ones(count, dtype=bool)
    if not free:
        return x, regular
    for step in range(1 if game.affine else _NEWTON_STEPS):
        values, entries = game.jacobian(x, theta)
        matrix = [[entries.get((a, b), 0.0) for b in free] for a in free]
        change, determinate = _solve_small(matrix, [-np.asarray(values[a]) for a in free], count)
        if step == 0:
            regular = determinate
        largest: Array = np.zeros(count)
        for j, d in zip(free, change, strict=True):
            # Keep the iterate in the box, where the payoffs are defined.
            move = d if game.affine else np.clip(d, -0.9 * x[j], 0.9 * (1.0 - x[j]))
            largest = np.maximum(largest, np.abs(move))
            x[j] = x[j] + move
        if game.affine or not (largest > 1e-15).any():
            break
    return x, regular


def _solve_small(
    matrix: Sequence[Sequence[Array | float]], right: list[Array], count: int
) -> tuple[list[Array], Array]:
    """Cramer's rule for one and two unknowns, LAPACK for more; whether the matrix is regular."""
    if len(right) == 1:
        pivot = np.broadcast_to(matrix[0][0], (count,))
        return [right[0] / pivot], pivot != 0
    if len(right) == 2:
        (a, b), (c, d) = matrix
        determinant = np.broadcast_to(a * d - b * c, (count,))
        size = np.abs(a * d) + np.abs(b * c)
        return ([(right[0] * d - b * right[1]) / determinant,
                 (a * right[1] - c * right[0]) / determinant],
                np.abs(determinant) > 1e-14 * size)  # fmt: skip
    dense = np.stack(
        [np.stack([np.broadcast_to(v, (count,)) for v in row], axis=-1) for row in matrix], axis=-2
    )
    side = np.stack([np.broadcast_to(r, (count,)) for r in right], axis=-1)
    rank = np.linalg.matrix_rank(np.where(np.isfinite(dense), dense, 0.0))
    regular = (rank == len(right)) & np.isfinite(dense).all(axis=(1, 2))
    solved = np.full(side.shape, np.nan)
    solved[regular] = np.linalg.solve(dense[regular], side[regular][..., None])[..., 0]
    return list(solved.T), regular


def _verify(
    game: CompiledReplies, theta: Sequence[Array], x: list[Array],
    face: tuple[float | None, ...], count: int,
) -> tuple[Array, Array]:  # fmt: skip
    """Inside the face, slopes of the right sign at the bounds, and the distance to best replies."""
    good = np.ones(count, dtype=bool)
    for j, f in enumerate(face):
        if f is None:
            good &= (x[j] >= -_SLACK) & (x[j] <= 1.0 + _SLACK)
            x[j] = np.clip(x[j], 0.0, 1.0)
    values, entries = game.jacobian(x, theta)
    residual = np.zeros(count)
    for a, f in enumerate(face):
        slope = np.broadcast_to(values[a], (count,))
        curve = np.abs(np.broadcast_to(entries.get((a, a), 0.0), (count,)))
        reply = np.clip(x[a] + np.where(curve > 0, slope / curve, np.sign(slope)), 0.0, 1.0)
        off = np.where(slope == 0.0, 0.0, np.abs(reply - x[a]))
        residual = np.maximum(residual, np.where(np.isfinite(slope), off, np.inf))
        if f is not None:
            good &= slope <= 0.0 if f == 0.0 else slope >= 0.0
    return good & (residual <= _SAME), residual


def _keep(
    kept: np.ndarray, found: np.ndarray, worst: np.ndarray, x: list[Array], good: Array,
    residual: Array,
) -> None:  # fmt: skip
    """Put new equilibria into the next free slot; the same point on two faces counts once."""
    at = np.flatnonzero(good)
    point = np.stack([np.broadcast_to(v, good.shape)[at] for v in x])
    distance = np.abs(kept[:, :, at] - point[None]).max(axis=1)
    new = ~(distance <= _SAME).any(axis=0)
    at, point = at[new], point[:, new]
    slot = found[at]
    room = slot < len(kept)
    kept[slot[room], :, at[room]] = point[:, room].T
    found[at] += 1
    worst[at] = np.maximum(worst[at], residual[at])


def _concave_at(game: CompiledReplies, theta: Sequence[Array], count: int) -> Array:
    """Own concavity: proved for all parameters, or read off constant second derivatives."""
    if game.concave:
        return np.ones(count, dtype=bool)
    if not game.affine:
        return np.zeros(count, dtype=bool)
    n = len(game.variables)
    _, entries = game.jacobian([np.full(count, 0.5)] * n, theta)
    concave = np.ones(count, dtype=bool)
    for player in set(game.owner):
        own = [a for a in range(n) if game.owner[a] == player]
        block = np.stack(
            [
                np.stack(
                    [np.broadcast_to(entries.get((a, b), 0.0), (count,)) for b in own], axis=-1
                )
                for a in own
            ],
            axis=-2,
        )
        size = np.abs(block).max(axis=(1, 2))
        concave &= np.linalg.eigvalsh(block).max(axis=1) <= 1e-13 * size
    return concave
